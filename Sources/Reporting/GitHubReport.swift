import Diagnostics

/// One workflow command per error and warning, which GitHub Actions shows as an annotation, and in the log without its properties.
/// The message therefore names the place and the rule. Notes are left out. GitHub shows ten annotations of a kind for each step; if
/// there are more, the last line says so.
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
  return Array((text + summary(reports)).utf8)
}

/// How many annotations of a kind GitHub shows for a step.
///
/// Source: https://docs.github.com/en/rest/checks/runs and the limits of actions/toolkit, 2026.
private let mostAnnotations = 10

/// The line after more commands than GitHub shows as annotations; otherwise nothing.
private func summary(_ reports: [Report]) -> String {
  let counts = [Severity.error, .warning].map { severity in
    (name: severity.rawValue, count: reports.reduce(0) { $0 + $1.diagnostics.count(severity) })
  }
  guard counts.contains(where: { $0.count > mostAnnotations }) else { return "" }
  let found = counts.filter { $0.count > 0 }.map { "\($0.count) \($0.name)\($0.count == 1 ? "" : "s")" }
  return "catalogc: \(found.joined(separator: " and ")); GitHub annotates \(mostAnnotations) of each, this log has all of them\n"
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
  let place = "\(path):\(start.line):\(start.column)"
  let help = diagnostic.help.map { "\nhelp: \(printable($0))" } ?? ""
  let text = "\(place): \(printable(diagnostic.message)) [\(diagnostic.rule)]\(help)"
  return "::\(diagnostic.severity.command) \(properties)::\(data(text))\n"
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
