import Diagnostics
import Reporting
import TestSupport
import Testing

/// Reports with thousands of findings and with strings of any length. If the work grew with their product, the tests would take
/// minutes.
@Suite struct ReportLimitTests {
  /// A minified catalog with `count` wrong values and a finding for each.
  private func report(_ count: Int, valueLength: Int) -> Report {
    let value = "\"" + String(repeating: "é", count: valueLength) + "\","
    let length = value.utf8.count
    let source = SourceText(name: "a.json", bytes: Array(String(repeating: value, count: count).utf8))
    return Report(
      source: source,
      diagnostics: (0..<count).map { index in
        let range = ByteRange(index * length, (index + 1) * length - 1)
        return Diagnostic(
          rule: "r", severity: .warning, message: "m\(index)", path: "p\(index)", pointer: "/p\(index)", range: range,
          related: [.init(message: "see here", range: range)])
      })
  }

  @Test func `only the shown part of a huge line is processed`() {
    let text = HumanReport.write(report(3000, valueLength: 1000), style: Style(isColored: false), notes: .shown)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3000 * 6 + 1)
    #expect(lines[6].hasPrefix("a.json:1:1004: warning: m1 [r]"))
    #expect(lines[7] == " 1 | …" + String(repeating: "é", count: 38) + "\",\"" + String(repeating: "é", count: 119) + "…")
    #expect(lines.allSatisfy { $0.unicodeScalars.count < 200 })
  }

  @Test func `a report written in pieces is the same report`() {
    let report = report(500, valueLength: 10)
    var pieces: [String] = []
    HumanReport.write(report, style: Style(isColored: true), notes: .shown) { pieces.append($0) }
    #expect(pieces.count > 1)
    #expect(pieces.joined() == HumanReport.write(report, style: Style(isColored: true), notes: .shown))
  }

  @Test(arguments: ReportFormat.machine.map(\.name))
  func `every machine-readable format contains thousands of findings`(name: String) {
    let bytes = ReportFormat.machine.first { $0.name == name }?.write([report(3000, valueLength: 500)]) ?? []
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("m0") && text.contains("m1500") && text.contains("m2999"))
    #expect(bytes.count < 3000 * 2000)
  }

  /// Each string of the catalog in turn becomes 100,000 letters long.
  @Test(arguments: [Catalogs.clean, Catalogs.wrong, Catalogs.cheap])
  func `no message grows with the strings of the catalog`(text: String) {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    let long = String(repeating: "long_", count: 20_000)
    for index in stride(from: 1, to: parts.count, by: 2) {
      var parts = parts
      parts[index] = long
      let system = MemorySystem(["a.json": parts.joined(separator: "\"")])
      let result = system.run("check", "a.json", "-p", "all")
      let longest = result.error.split(separator: "\n").map(\.utf8.count).max() ?? 0
      #expect(longest < 1200, "\(index): \(result.error.prefix(3000))")
      let commands = system.run("check", "a.json", "-p", "all", "--format", "github")
      #expect((commands.output.split(separator: "\n").map(\.utf8.count).max() ?? 0) < 1500, "\(index)")
    }
  }
}
