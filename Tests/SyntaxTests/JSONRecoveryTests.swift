import Diagnostics
import JSONText
import Syntax
import TestSupport
import Testing

/// Reading of a catalog after a syntax error: what is reported, what is kept, and where reading stops.
@Suite struct JSONRecoveryTests {
  /// Expects syntax errors at the marks, and the rest of the text as the value.
  private func expect(
    _ text: String, _ messages: [String], keeps value: String?, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let marked = Marked(text)
    let (tree, isComplete, findings) = JSONReader.readCatalog(marked.source, allowsComments: false)
    let diagnostics = tree.diagnostics(for: findings)
    #expect(diagnostics.map(\.message) == messages, sourceLocation: sourceLocation)
    #expect(diagnostics.map(\.range) == marked.ranges, sourceLocation: sourceLocation)
    #expect(isComplete == (value != nil), sourceLocation: sourceLocation)
    if let value { #expect(JSON(tree, .root).compact == value, sourceLocation: sourceLocation) }
  }

  @Test func `what is obvious is read as if it had been written correctly`() {
    let comma = #"expected `,` or `}` after the value, found `"`"#
    expect(#"{"a": 1 ⟦"⟧b": 2, "c": 3}"#, [comma], keeps: #"{"a":1,"b":2,"c":3}"#)
    expect("[1 ⟦2⟧ ⟦3⟧]", ["2", "3"].map { "expected `,` or `]` after the element, found `\($0)`" }, keeps: "[1,2,3]")
    expect(#"{"a" ⟦1⟧, "b": 2}"#, ["expected `:` after the key, found `1`"], keeps: #"{"a":1,"b":2}"#)
    expect(
      #"{"a" ⟦=⟧ 1, "b" ⟦=⟧> 2}"#, ["=", "="].map { "expected `:` after the key, found `\($0)`" },
      keeps: #"{"a":1,"b":2}"#)
    expect(
      "{⟦a⟧: 1, ⟦b-c⟧ : 2}", ["a", "b-c"].map { "object keys must be in double quotes, found `\($0)`" },
      keeps: #"{"a":1,"b-c":2}"#)
    expect(
      "{⟦'⟧a': ⟦'⟧it's', \"b\": [⟦'⟧c']}",
      ["a key in double quotes or `}`", "a value", "a value"].map { "expected \($0), found `'`" },
      keeps: #"{"a":"it's","b":["c"]}"#)
    expect("[1,⟦,⟧, 2, ⟦]⟧", ["expected a value, found `,`", "expected a value, found `]`"], keeps: "[1,2]")
    expect(
      "{⟦,⟧ \"a\": 1,⟦,⟧}",
      ["a key in double quotes or `}`", "a key in double quotes"].map { "expected \($0), found `,`" },
      keeps: #"{"a":1}"#)
    expect("⟦//⟧ a\n[1] // b", ["comments are not allowed in JSON"], keeps: "[1]")
  }

  @Test(arguments: [
    ("⟦USD⟧", "expected a value, found `USD`"), ("⟦NaN⟧", "expected a value, found `NaN`"),
    ("⟦True⟧", "expected a value, found `True`"),
    ("⟦01⟧", "leading zeros are not allowed"), ("⟦.⟧5", "expected a value, found `.`"),
    ("1.⟦,⟧", "expected a digit after the decimal point, found `,`"), ("⟦1_0⟧", "digit separators are not allowed"),
    ("0⟦x10⟧", "expected `,` or `}` after the value, found `x10`"),
    ("20 ⟦USD⟧", "expected `,` or `}` after the value, found `USD`"),
    ("⟦:⟧ 1", "expected a value, found `:`"),
    (#""say "⟦hi⟧", you""#, "expected `,` or `}` after the value, found `hi`"),
    (#""a\⟦q⟧\"""#, "expected one of \" \\ / b f n r t u after the backslash, found `q`"),
    ("\"a⟦\u{1}⟧b\"", #"unescaped control character `\u{1}` in a string"#), ("⟦'⟧a", "expected a value, found `'`"),
    ("⟦/⟧", "expected a value, found `/`"), ("⟦foo⟧ {\"a\": [1]} (,)", "expected a value, found `foo`"),
  ])
  func `a value that cannot be read costs its member`(value: String, message: String) {
    let end = value.hasSuffix(",⟧") ? "" : ","
    expect("{\"a\": 1, \"b\": \(value)\(end) \"c\": 3}", [message], keeps: #"{"a":1,"c":3}"#)
  }

  @Test func `a string without an end costs its line`() {
    expect(
      """
      {"a": ⟦"one,⟧
       "b": 2, "c": ["x", ⟦"y,⟧
        "z"], ⟦"d: 4,⟧
       "e": 5}
      """, ["unterminated string", "unterminated string", "unterminated string"], keeps: #"{"b":2,"c":["x"],"e":5}"#)
    expect(
      """
      {"a: "⟦one⟧, two",
       "b": ⟦three⟧",
       "c": 3}
      """, ["expected `:` after the key, found `one`", "expected a value, found `three`"], keeps: #"{"c":3}"#)
  }

  @Test func `a member without a value is lost, and the next one is kept`() {
    expect(
      #"{"a"⟦,⟧ "b": ⟦,⟧ "c": 3}"#,
      ["expected `:` after the key, found `,`", "expected a value, found `,`"], keeps: #"{"c":3}"#)
    expect(#"{"a" ⟦"⟧b": 1}"#, [#"expected `:` after the key, found `"`"#], keeps: #"{"b":1}"#)
    expect(
      #"{"a": {"b"⟦}⟧, "c": {"d": ⟦}⟧}"#, ["expected `:` after the key, found `}`", "expected a value, found `}`"],
      keeps: #"{"a":{},"c":{}}"#)
  }

  @Test(arguments: [
    (#"{"a": [1⟦}⟧, "b": what}"#, "expected `,` or `]` after the element, found `}`"),
    (#"{"a": ⟦[⟧1, {}"#, "unclosed array"),
    (#"{"a": {}}⟦,⟧ "b": x}"#, "expected the end of the file, found `,`"),
    (#"{"a": ⟦x⟧ "{" , "b": y}"#, "expected a value, found `x`"),
    (#"{"a": 1 ⟦"⟧b": {"c": 2}"#, #"expected `,` or `}` after the value, found `"`"#),
    (#"{"a": ⟦"b}⟧"# + "\n}", "unterminated string"),
    (#"["a", "b"⟦:⟧ 1, x]"#, "expected `,` or `]` after the element, found `:`"),
    (#"{"a": ⟦/*⟧ 1, "b": x}"#, "unterminated comment"), (#"{"a": ⟦x⟧ [1, "b": y}"#, "expected a value, found `x`"),
  ])
  func `if brackets may not match, the first error is the last`(text: String, message: String) {
    expect(text, [message], keeps: nil)
  }

  @Test func `an error has the path of the member that it costs`() {
    let text = #"{"plans": {"pro": {"prices": {"m": {"amount": ⟦x⟧, "currency": ⟦y⟧}}}, "b": [1, ⟦z⟧]}}"#
    let (tree, _, findings) = JSONReader.readCatalog(Marked(text).source, allowsComments: false)
    let diagnostics = tree.diagnostics(for: findings)
    #expect(diagnostics.map(\.path) == ["plans.pro.prices.m.amount", "plans.pro.prices.m.currency", "plans.b"])
    #expect(diagnostics.map(\.range) == Marked(text).ranges)
  }

  @Test func `objects and arrays know that they lost something`() throws {
    let text = #"{"a": {"b": x}, "c": [1, y], "d": {"e": {"f": 1 "g": 2}}, "h": 'i'}"#
    let (tree, _, _) = JSONReader.readCatalog(Marked(text).source, allowsComments: false)
    let damaged = (0..<tree.nodeCount).map(NodeID.init).filter { tree.isDamaged($0) }
    #expect(damaged == [tree.value(of: .root, named: "a"), tree.value(of: .root, named: "c")])
  }

  @Test func `reading stops after a hundred errors`() {
    let text = "{" + String(repeating: #""a": x, "#, count: 200_000) + #""b": 1}"#
    let (_, isComplete, findings) = JSONReader.readCatalog(Marked(text).source, allowsComments: false)
    #expect(!isComplete)
    #expect(findings.count == 100)
  }

  @Test(arguments: ["'", "\"", "\"a\" \"", "x [", "x {", "{\"a\" ", "[,", "x / ", "x /*", "'a' 'b", "\\"])
  func `hostile texts take linear time`(piece: String) {
    let text = "[" + String(repeating: piece, count: 2_000_000 / piece.utf8.count)
    let (_, isComplete, findings) = JSONReader.readCatalog(Marked(text).source, allowsComments: false)
    #expect(!isComplete)
    #expect((1...101).contains(findings.count))
  }

  @Test func `other files than catalogs are refused at the first error`() {
    let (_, isComplete, findings) = JSONReader.read(Marked("[x, 01, 'a',]").source)
    #expect(!isComplete)
    #expect(findings.map(\.message) == ["expected a value, found `x`"])
  }
}
