import Diagnostics

/// A test suite per catalog with a test case per finding, or a single passing case if there are no findings.
///
/// Only errors are failures, because only they make the run fail. A warning or a note is a passing case with the finding in
/// its output. A file that cannot be read is an error of its suite.
@Sendable func writeJUnit(_ reports: [Report], _: ReportContext) -> [UInt8] {
  let unreadable = reports.count(where: \.isUnreadable)
  let counts = reports.reduce((0, 0)) { ($0.0 + max(1, $1.diagnostics.count), $0.1 + $1.diagnostics.count(.error)) }
  var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  text += "<testsuites name=\"catalogc\" tests=\"\(counts.0)\" failures=\"\(counts.1 - unreadable)\" errors=\"\(unreadable)\">\n"
  for report in reports { text += suite(report) }
  return Array((text + "</testsuites>\n").utf8)
}

private func suite(_ report: Report) -> String {
  let name = xml(report.source.name)
  if report.isUnreadable { return unreadableSuite(report, name) }
  let failures = report.diagnostics.count(.error)
  var text =
    "  <testsuite name=\"\(name)\" tests=\"\(max(1, report.diagnostics.count))\" failures=\"\(failures)\" errors=\"0\">\n"
  if report.diagnostics.isEmpty {
    text += "    <testcase name=\"check\" classname=\"\(name)\" file=\"\(name)\"/>\n"
  } else {
    let lines = LineTable(report.source)
    for diagnostic in report.diagnostics { text += testCase(diagnostic, name, lines) }
  }
  return text + "  </testsuite>\n"
}

/// A suite whose only case could not be run.
private func unreadableSuite(_ report: Report, _ name: String) -> String {
  let message = xml(report.diagnostics.map { $0.text(separator: "; ") }.joined(separator: "; "))
  return """
      <testsuite name="\(name)" tests="1" failures="0" errors="1">
        <testcase name="read" classname="\(name)" file="\(name)">
          <error type="\(Report.unreadableRule)" message="\(message)"/>
        </testcase>
      </testsuite>

    """
}

private func testCase(_ diagnostic: Diagnostic, _ file: String, _ lines: LineTable) -> String {
  let start = lines.position(at: diagnostic.range.start)
  let path = diagnostic.path.isEmpty ? "" : " at \(diagnostic.path)"
  let severity = diagnostic.severity.rawValue
  let place = "\(file):\(start.line):\(start.column): \(severity): "
  let help = diagnostic.help.map { "\nhelp: \(xml($0))" } ?? ""
  let body = "\(place)\(xml(diagnostic.message)) [\(xml(diagnostic.rule))]\(help)"
  let content =
    diagnostic.severity == .error
    ? "<failure type=\"\(xml(diagnostic.rule))\" message=\"\(xml(diagnostic.message))\">\(body)</failure>"
    : "<system-out>\(body)</system-out>"
  return """
        <testcase name="\(xml(diagnostic.rule + path))" classname="\(file)" file="\(file)" line="\(start.line)">
          \(content)
        </testcase>

    """
}

/// Escapes text for an element or an attribute. XML 1.0 does not allow most control characters, U+FFFE or U+FFFF, even as
/// character references, so they are written as `\u{…}`.
func xml(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "\u{FFFE}", "\u{FFFF}": "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: escaped(scalar)
    }
  }.joined()
}
