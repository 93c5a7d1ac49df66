import Diagnostics
import Reporting
import TestSupport
import Testing

/// The human-readable format, character by character.
@Suite struct HumanReportTests {
  /// A report of one error at the first mark; further marks are related locations.
  private func report(
    _ marked: String, name: String = "a.json", message: String = "this is wrong", help: String? = nil,
    severity: Severity = .error, isColored: Bool = false
  ) -> String {
    let marked = Marked(marked)
    let diagnostic = Diagnostic(
      rule: "some-rule", severity: severity, message: message, path: "p", pointer: "/p", range: marked.ranges[0], help: help,
      related: marked.ranges.dropFirst().map { .init(message: "see here", range: $0) })
    let source = SourceText(name: name, bytes: Array(marked.text.utf8))
    return HumanReport.write(
      Report(source: source, diagnostics: [diagnostic]), style: Style(isColored: isColored), notes: .shown)
  }

  private func expectLines(_ report: String, _ lines: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      report.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) == lines + [""],
      sourceLocation: sourceLocation)
  }

  // MARK: The parts

  @Test func `location, severity, message, rule, underlined source, related locations, help and summary`() {
    #expect(
      report("{\n  \"a\": ⟦[1, 2]⟧,\n  ⟦\"b\"⟧: 1\n}\n", help: "write this")
        == """
        a.json:2:8: error: this is wrong [some-rule]
         2 |   "a": [1, 2],
           |        ^~~~~~
        a.json:3:3: note: see here
         3 |   "b": 1
           |   ^~~
          = help: write this
        a.json: 1 error

        """)
  }

  @Test func `the gutter is as wide as the line number`() {
    expectLines(
      report(String(repeating: "\n", count: 99) + "⟦x⟧"),
      "a.json:100:1: error: this is wrong [some-rule]",
      " 100 | x",
      "     | ^",
      "a.json: 1 error")
  }

  @Test func `the summary counts by severity`() {
    let source = SourceText(name: "a.json", bytes: Array("x".utf8))
    let diagnostics = [Severity.note, .error, .warning, .error, .note, .note].map {
      Diagnostic(rule: "r", severity: $0, message: "m", path: "", pointer: "", range: ByteRange(0, 1))
    }
    let report = Report(source: source, diagnostics: diagnostics)
    let all = HumanReport.write(report, style: Style(isColored: false), notes: .shown)
    #expect(all.hasSuffix("\na.json: 2 errors, 1 warning, 3 notes\n"))
    let some = HumanReport.write(report, style: Style(isColored: false), notes: .hidden)
    #expect(
      some.hasSuffix("\na.json: 2 errors, 1 warning, 3 notes (run `catalogc check --provider NAME --notes` to see notes)\n"))
    #expect(!some.contains(": note: "))
    let counted = HumanReport.write(report, style: Style(isColored: false), notes: .counted)
    #expect(counted.hasSuffix("\na.json: 2 errors, 1 warning, 3 notes (use --notes to show them)\n"))
    #expect(!counted.contains(": note: "))
  }

  @Test func `a report without findings is empty`() {
    let report = Report(source: SourceText(name: "a.json", bytes: []), diagnostics: [])
    #expect(HumanReport.write(report, style: Style(isColored: false), notes: .shown) == "")
  }

  // MARK: Ranges

  @Test func `a range over several lines is underlined on its first line`() {
    expectLines(
      report("  ⟦{\"a\": 1,\n   \"b\": 2}⟧\n"),
      "a.json:1:3: error: this is wrong [some-rule]",
      " 1 |   {\"a\": 1,",
      "   |   ^~~~~~~~",
      "a.json: 1 error")
  }

  @Test func `an empty range is a caret`() {
    expectLines(
      report("[1⟦⟧ 2]"),
      "a.json:1:3: error: this is wrong [some-rule]",
      " 1 | [1 2]",
      "   |   ^",
      "a.json: 1 error")
  }

  @Test func `at the end of the file the caret is after the last character`() {
    expectLines(
      report("{\"a\": 1⟦⟧"),
      "a.json:1:8: error: this is wrong [some-rule]",
      " 1 | {\"a\": 1",
      "   |        ^",
      "a.json: 1 error")
  }

  @Test func `the line after the last line end is empty`() {
    expectLines(
      report("{\n⟦⟧"),
      "a.json:2:1: error: this is wrong [some-rule]",
      " 2 | ",
      "   | ^",
      "a.json: 1 error")
  }

  @Test func `an empty file has a first line`() {
    expectLines(
      report("⟦⟧"), "a.json:1:1: error: this is wrong [some-rule]", " 1 | ", "   | ^", "a.json: 1 error")
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func `every kind of line end counts and is not shown`(end: String) {
    expectLines(
      report("{\(end)  \"a\": ⟦1⟧\(end)}\(end)"),
      "a.json:2:8: error: this is wrong [some-rule]",
      " 2 |   \"a\": 1",
      "   |        ^",
      "a.json: 1 error")
  }

  @Test func `a byte-order mark takes no column`() {
    expectLines(
      report("\u{FEFF}[⟦1⟧]"),
      "a.json:1:2: error: this is wrong [some-rule]",
      " 1 | [1]",
      "   |  ^",
      "a.json: 1 error")
  }

  // MARK: Widths

  @Test func `a tab is shown as one space, so that the underline is aligned`() {
    expectLines(
      report("\t\t\"a\":\t⟦true⟧"),
      "a.json:1:8: error: this is wrong [some-rule]",
      " 1 |   \"a\": true",
      "   |        ^~~~",
      "a.json: 1 error")
  }

  @Test func `wide characters take two terminal columns and one position`() {
    expectLines(
      report("\"価格🎉\": ⟦\"円\"⟧"),
      "a.json:1:8: error: this is wrong [some-rule]",
      " 1 | \"価格🎉\": \"円\"",
      "   |           ^~~~",
      "a.json: 1 error")
  }

  @Test func `combining characters take no terminal column and one position`() {
    expectLines(
      report("\"e\u{301}\": ⟦1⟧"),
      "a.json:1:7: error: this is wrong [some-rule]",
      " 1 | \"e\u{301}\": 1",
      "   |      ^",
      "a.json: 1 error")
  }

  // MARK: Long lines

  @Test func `a line of 140 characters is shown whole`() {
    let filling = String(repeating: "x", count: 138)
    expectLines(
      report("\(filling)⟦12⟧"),
      "a.json:1:139: error: this is wrong [some-rule]",
      " 1 | \(filling)12",
      "   | \(String(repeating: " ", count: 138))^~",
      "a.json: 1 error")
  }

  @Test func `a longer line is shown with 40 characters around the range`() {
    let (left, right) = (String(repeating: "l", count: 100_000), String(repeating: "r", count: 100_000))
    expectLines(
      report("\(left)⟦\"1\"⟧\(right)"),
      "a.json:1:100001: error: this is wrong [some-rule]",
      " 1 | …\(left.prefix(40))\"1\"\(right.prefix(40))…",
      "   | \(String(repeating: " ", count: 41))^~~",
      "a.json: 1 error")
  }

  @Test func `the beginning and the end of a long line are not marked as cut`() {
    let filling = String(repeating: "x", count: 200)
    expectLines(
      report("⟦1⟧\(filling)"),
      "a.json:1:1: error: this is wrong [some-rule]", " 1 | 1\(filling.prefix(40))…", "   | ^", "a.json: 1 error")
    expectLines(
      report("\(filling)⟦1⟧"),
      "a.json:1:201: error: this is wrong [some-rule]", " 1 | …\(filling.prefix(40))1",
      "   | \(String(repeating: " ", count: 41))^", "a.json: 1 error")
  }

  @Test func `a long range is shown with 80 characters and what follows`() {
    let text = String(repeating: "x", count: 5000)
    expectLines(
      report("⟦\(text)⟧"),
      "a.json:1:1: error: this is wrong [some-rule]",
      " 1 | \(text.prefix(120))…",
      "   | ^\(String(repeating: "~", count: 119))",
      "a.json: 1 error")
  }

  @Test func `wide characters are not cut in half in a long line`() {
    let filling = String(repeating: "🎉", count: 3000)
    expectLines(
      report("\(filling)⟦1⟧\(filling)"),
      "a.json:1:3001: error: this is wrong [some-rule]",
      " 1 | …\(filling.prefix(40))1\(filling.prefix(40))…",
      "   | \(String(repeating: " ", count: 81))^",
      "a.json: 1 error")
  }

  @Test func `the time for a thousand findings does not depend on the length of their line`() {
    // If every snippet processed the whole line, this would take minutes.
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    let diagnostics = (0..<1000).map { index in
      let range = ByteRange(index * 1000, index * 1000 + 1)
      return Diagnostic(rule: "r", severity: .error, message: "m", path: "", pointer: "", range: range)
    }
    let report = Report(source: SourceText(name: "a.json", bytes: bytes), diagnostics: diagnostics)
    let text = HumanReport.write(report, style: Style(isColored: false), notes: .shown)
    #expect(text.hasSuffix("\na.json: 1000 errors\n"))
    #expect(text.contains("\na.json:1:999001: error: m [r]\n"))
  }

  // MARK: Control characters

  @Test func `control characters of the catalog are escaped and underlined in full`() {
    expectLines(
      report("\"\u{1B}[31m\u{7F}\": ⟦\"\u{9B}\u{202E}\"⟧"),
      #"a.json:1:11: error: this is wrong [some-rule]"#,
      #" 1 | "\u{1B}[31m\u{7F}": "\u{9B}\u{202E}""#,
      #"   |                     ^~~~~~~~~~~~~~~~"#,
      #"a.json: 1 error"#)
  }

  @Test func `control characters of names, messages and helps are escaped`() {
    expectLines(
      report("⟦1⟧", name: "a\u{1B}[2J\n.json", message: "no `\u{7}`", help: "not \u{202E}"),
      #"a\u{1B}[2J\n.json:1:1: error: no `\u{7}` [some-rule]"#,
      #" 1 | 1"#,
      #"   | ^"#,
      #"  = help: not \u{202E}"#,
      #"a\u{1B}[2J\n.json: 1 error"#)
  }

  @Test func `bytes that are not UTF-8 are shown as replacement characters`() {
    let diagnostic = Diagnostic(
      rule: "invalid-utf8", severity: .error, message: "m", path: "", pointer: "", range: ByteRange(1, 2))
    let source = SourceText(name: "a.json", bytes: [0x22, 0xFF, 0xC3, 0x22])
    let text = HumanReport.write(
      Report(source: source, diagnostics: [diagnostic]), style: Style(isColored: false), notes: .shown)
    expectLines(
      text, "a.json:1:2: error: m [invalid-utf8]", " 1 | \"\u{FFFD}\u{FFFD}\"", "   |  ^", "a.json: 1 error")
  }

  // MARK: Colors

  @Test func `with colors, location and message are bold, and the underline has the color of the severity`() {
    #expect(
      report("[⟦1⟧, ⟦2⟧]", help: "write this", isColored: true)
        == """
        \u{1B}[1ma.json:1:2:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m \u{1B}[1mthis is wrong [some-rule]\u{1B}[0m
         \u{1B}[2m1 |\u{1B}[0m [1, 2]
         \u{1B}[2m  |\u{1B}[0m  \u{1B}[1;31m^\u{1B}[0m
        \u{1B}[1ma.json:1:5:\u{1B}[0m \u{1B}[1;36mnote:\u{1B}[0m \u{1B}[1msee here\u{1B}[0m
         \u{1B}[2m1 |\u{1B}[0m [1, 2]
         \u{1B}[2m  |\u{1B}[0m     \u{1B}[1;36m^\u{1B}[0m
          \u{1B}[2m=\u{1B}[0m \u{1B}[1mhelp:\u{1B}[0m write this
        a.json: 1 error

        """)
  }

  @Test func `a warning has its own color`() {
    let text = report("⟦1⟧", severity: .warning, isColored: true)
    #expect(text.contains("\u{1B}[1;35mwarning:\u{1B}[0m"))
    #expect(text.contains("\u{1B}[1;35m^\u{1B}[0m"))
  }

  @Test func `without colors only the escape codes are missing`() {
    let coloured = report("[⟦1⟧, ⟦2⟧]", help: "write this", isColored: true)
    var plain = ""
    var isCode = false
    for scalar in coloured.unicodeScalars {
      if scalar == "\u{1B}" { isCode = true }
      if !isCode { plain.unicodeScalars.append(scalar) }
      if scalar == "m" { isCode = false }
    }
    #expect(plain == report("[⟦1⟧, ⟦2⟧]", help: "write this"))
  }
}
