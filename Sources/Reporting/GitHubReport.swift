import Diagnostics

/// A workflow command for each finding: GitHub Actions shows it as an annotation of the file.
///
/// Columns begin with 1, and `endColumn` stands behind the last character, as other tools that write these commands have
/// it; GitHub's documentation does not say. A command with columns must begin and end in one line, or it is refused:
/// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
@Sendable func writeGitHub(_ reports: [Report], _: ReportContext) -> [UInt8] {
  var text = ""
  for report in reports where !report.diagnostics.isEmpty {
    let lines = LineTable(report.source)
    let path = report.path()
    for diagnostic in report.diagnostics { text += command(diagnostic, path, lines) }
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

/// What stands behind the second `::`.
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

/// The value of a property, which a comma would end.
private func property(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case ":": "%3A"
    case ",": "%2C"
    default: data(String(scalar))
    }
  }.joined()
}
