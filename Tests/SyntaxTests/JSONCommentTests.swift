import Diagnostics
import Syntax
import TestSupport
import Testing

/// JSON with comments and trailing commas, for catalogs in `.jsonc` files.
@Suite struct JSONCommentTests {
  private enum Dialect { case json, jsonc }

  /// Reads a marked text as a catalog.
  private func read(
    _ text: String, _ dialect: Dialect = .jsonc, name: String = "catalog.jsonc"
  ) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
    let source = SourceText(name: name, bytes: Array(Marked(text).text.utf8))
    let (tree, _, findings) = JSONReader.readCatalog(source, allowsComments: dialect == .jsonc)
    return (tree, tree.diagnostics(for: findings))
  }

  private func expectRefused(
    _ text: String, _ message: String, _ help: String?, _ dialect: Dialect = .jsonc, name: String = "catalog.jsonc",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let diagnostics = read(text, dialect, name: name).diagnostics
    #expect(diagnostics.map(\.message) == [message], sourceLocation: sourceLocation)
    #expect(diagnostics.map(\.help) == [help], sourceLocation: sourceLocation)
    #expect(diagnostics.map(\.range) == Marked(text).ranges, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("// a\n{}", 1), ("{}//", 1), ("{} // a", 1), ("/**/{}", 1), ("/***/{}", 1), ("{/* a */}", 1), ("[1/* a */, /* b */ 2]", 2),
    (#"{/**/"a"/**/:/**/1/**/,/**/"b"/**/:2/**/}/**/"#, 8), ("[] // a\r// b\r\n/* c */ // d", 4), ("[1, // a ] \n 2]", 1),
    (#"["// no", "/* no */"]"#, 0), ("\u{FEFF}// é\n1", 1), ("/* // a \n * b */ 1", 1), ("1 // /* a", 1), ("/* // */ 1", 1),
    ("[1,]", 0), ("[1, // a\n]", 1), (#"{"a": 1,}"#, 0), (#"{"a": [{"b": [],},], }"#, 0), ("/*\t*/ 1 //\t", 2),
  ])
  func `comments and trailing commas are accepted`(text: String, comments: Int) {
    let reading = read(text)
    #expect(reading.diagnostics.map(\.message) == [])
    #expect(reading.tree.comments.count == comments)
  }

  @Test func `comments do not change what is read`() {
    let text = #"{/**/ "a": /* " */ [1, // ]"# + "\n" + #"2], /*}*/ "b": "c" /*, "d": 1*/}"#
    let plain = JSONReader.read(SourceText(name: "catalog.json", bytes: Array(#"{"a": [1, 2], "b": "c"}"#.utf8))).tree
    let tree = read(text).tree
    #expect(tree.nodeCount == plain.nodeCount)
    #expect(tree.canonicalText == plain.canonicalText)
  }

  @Test func `a comment without an end is reported where it begins`() {
    expectRefused("{} ⟦/*⟧ a", "unterminated comment", "close it with `*/`")
    expectRefused("⟦/*⟧", "unterminated comment", "close it with `*/`")
    expectRefused("⟦/*⟧/", "unterminated comment", "close it with `*/`")
    expectRefused(#"{"a": ⟦/*⟧ 1, "b": /* 2}"#, "unterminated comment", "close it with `*/`")
  }

  @Test func `comments cannot be nested`() {
    expectRefused(
      "/* /* a */ ⟦*⟧/ {}", "expected a value, found `*`", "remove the inner comment; the first `*/` ends it")
  }

  @Test func `other comments are not JSONC`() {
    let help = "write a comment after `//`, or between `/*` and `*/`"
    expectRefused("{} ⟦#⟧ a", "expected the end of the file, found `#`", help)
    expectRefused("⟦/⟧ a", "expected a value, found `/`", help)
    expectRefused("{}⟦/⟧", "expected the end of the file, found `/`", help)
  }

  @Test func `only one trailing comma is accepted, after a value`() {
    expectRefused("[⟦,⟧]", "expected a value, found `,`", "remove the comma")
    expectRefused("{⟦,⟧}", "expected a key in double quotes or `}`, found `,`", "remove the comma")
    expectRefused("[1,⟦,⟧]", "expected a value, found `,`", "remove the extra comma")
  }

  @Test(arguments: [
    ("// ⟦\u{1B}⟧[31m\u{1B}\n1", #"\u{1B}"#), ("/* ⟦\u{0}⟧ */ 1", #"\u{0}"#), ("// ⟦\u{7F}⟧\n1", #"\u{7F}"#),
    ("// ⟦\u{9B}⟧\n1", #"\u{9B}"#), ("// ⟦\u{202E}⟧\n1", #"\u{202E}"#), ("1 // ⟦\u{2028}⟧2", #"\u{2028}"#),
    ("/*⟦\u{2066}⟧*/ 1", #"\u{2066}"#), ("// ⟦\u{C}⟧\n1", #"\u{C}"#),
  ])
  func `characters that hide text or steer terminals are refused in comments`(text: String, shown: String) {
    expectRefused(text, "control character `\(shown)` in a comment", "remove it")
  }

  @Test func `a comment must be UTF-8`() {
    let source = SourceText(name: "catalog.jsonc", bytes: Array("// caf".utf8) + [0xE9, 0x0A] + Array("{}".utf8))
    let (tree, isComplete, findings) = JSONReader.readCatalog(source, allowsComments: true)
    #expect(!isComplete)
    #expect(findings.map(\.rule.name) == ["invalid-utf8"])
    #expect(tree.diagnostics(for: findings).map(\.message) == ["invalid UTF-8: unexpected byte 0xE9"])
  }

  // MARK: Strict JSON

  @Test func `in a .json file, comments are reported once`() {
    let help = "remove the comments, or rename the file to `billing/catalog.jsonc`"
    expectRefused(
      "⟦//⟧ a\n{ // b\n}", "comments are not allowed in JSON", help, .json, name: "billing/catalog.json")
    expectRefused("[1, ⟦/*⟧ a */ 2]", "comments are not allowed in JSON", help, .json, name: "billing/catalog.json")
    expectRefused(
      "⟦//⟧ a\n{}", "comments are not allowed in JSON", "remove the comments, or use `--from jsonc`", .json, name: "<stdin>")
    expectRefused("⟦//⟧ a\n{}", "comments are not allowed in JSON", "remove the comments", .json, name: "catalog")
    #expect(read("/* a */ {}", .json).tree.comments.isEmpty)
  }

  @Test func `in a .json file, a trailing comma is an error`() {
    let help = "remove the trailing comma, or rename the file to `catalog.jsonc`"
    expectRefused("[1,⟦]⟧", "expected a value, found `]`", help, .json, name: "catalog.json")
    let text = #"{"a": 1,⟦}⟧"#
    expectRefused(text, "expected a key in double quotes, found `}`", help, .json, name: "catalog.json")
    #expect(read(text, .json).diagnostics.flatMap(\.fixes).map(\.message) == ["remove the trailing comma"])
  }
}

extension SyntaxTree {
  /// The texts of all nodes without children.
  fileprivate var canonicalText: [String] {
    (0..<nodeCount).map(NodeID.init).filter { ![.object, .array].contains(kind($0)) }.map { text($0) }
  }
}
