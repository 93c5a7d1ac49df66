import Diagnostics

/// One workflow command per error and warning, which GitHub Actions shows as an annotation. GitHub shows ten of a kind for each
/// step, so there is none for notes.
///
/// Columns start at 1, and `endColumn` is exclusive, as in other tools that write these commands; GitHub does not document
/// it. A command with columns is rejected unless it starts and ends on the same line:
/// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
@Sendable func writeGitHub(_ reports: [Report], _: ReportContext) -> [UInt8] {
  var text = ""
  for report in reports where !report.diagnostics.isEmpty {
    let lines = LineTable(report.source)
    let path = report.path()
    for diagnostic in report.diagnostics where diagnostic.severity != .note { text += command(diagnostic, path, lines) }
  }
  return Array(text.utf8)
}

private func command(_ diagnostic: Diagnostic, _ path: String, _ lines: LineTable) -> String {
  let start = lines.position(at: diagnostic.range.start)
  let end = lines.position(at: diagnostic.range.end)
  var properties = "title=\(property("catalogc (\(diagnostic.rule))")),file=\(property(path)),line=\(start.line)"
  if start.line == end.line {
    properties += ",col=\(start.column),endLine=\(end.line),endColumn=\(end.column)"
  } else {
    properties += ",endLine=\(end.line)"
  }
  return "::\(diagnostic.severity.command) \(properties)::\(data(diagnostic.text(separator: "\n")))\n"
}

extension Severity {
  fileprivate var command: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }
}

/// Escapes the text after the second `::`.
private func data(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "%": "%25"
    case "\r": "%0D"
    case "\n": "%0A"
    default: escaped(scalar)
    }
  }.joined()
}

/// Escapes the value of a property, which a comma would end.
private func property(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case ":": "%3A"
    case ",": "%2C"
    default: data(String(scalar))
    }
  }.joined()
}
