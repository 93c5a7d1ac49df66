import Diagnostics
import JSONText
import Syntax
import TestSupport
import Testing

/// What the reader refuses: the words of the message, the help, and the place, which is marked.
@Suite struct SwiftRefusalTests {
  struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let message: String
    let help: String?
    var testDescription: String { text.unicodeScalars.map(escaped).joined() }

    init(_ text: String, _ message: String, _ help: String? = nil) {
      (self.text, self.message, self.help) = (text, message, help)
    }
  }

  private func expect(
    _ refused: Refused, in text: String, rule: String = "syntax-error", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let diagnostics = Reading(text).diagnostics
    #expect(diagnostics.map(\.rule) == [rule], sourceLocation: sourceLocation)
    #expect(diagnostics.map(\.message) == [refused.message], sourceLocation: sourceLocation)
    #expect(diagnostics.map(\.help) == [refused.help], sourceLocation: sourceLocation)
    #expect(diagnostics.map(\.range) == Marked(text).ranges, sourceLocation: sourceLocation)
  }

  static let whole = "a catalog file has imports and one `let NAME: Catalog = Catalog(…)`"
  static let allowed = "allowed are literals, arrays, dictionaries, calls as `Plan(name: …)` and members as `.month`"
  static let result = "write the result: the file is read, and not executed"
  static let label = "write each value with its label: `name: …`"
  static let cut = "the file ends inside of a value: is it whole?"
  static let nothingMore = "a catalog file has one `let`, and nothing behind it"
  static let metadataCases = "write `.null`, `.bool`, `.number`, `.string`, `.array` or `.object`"
  static let text = "write the text out: the file is read, and not executed"
  static let close = #"close it with `"`, or write a string of several lines between """"#

  @Test(arguments: [
    Refused("⟦⟧", "expected `let` and the catalog, found the end of the file", whole),
    Refused("import BillingCatalog⟦⟧", "expected `let` and the catalog, found the end of the file", whole),
    Refused("import ⟦5⟧", "expected the name of a module, found `5`"),
    Refused("⟦var⟧ c = Catalog()", "expected `let` and the catalog, found `var`", "a catalog is a constant: write `let`"),
    Refused("⟦struct⟧ S {}", "expected `let` and the catalog, found `struct`", whole),
    Refused("⟦#⟧if DEBUG", "expected `let` and the catalog, found `#`", whole),
    Refused("let ⟦=⟧ Catalog()", "expected the name of the catalog, found `=`"),
    Refused("let c: ⟦=⟧ Catalog()", "expected a type behind `:`, found `=`"),
    Refused("let c: Catalog\n⟦let⟧ d = Catalog()", "expected `=` and the catalog, found `let`"),
    Refused("let c: Catalog ⟦Catalog⟧ = Catalog()", "expected `=` and the catalog, found `Catalog`"),
    Refused("let c: Catalog ⟦{⟧ Catalog() }", "expected `=` and the catalog, found `{`"),
    Refused("let c: Catalog⟦⟧", "expected `=` and the catalog, found the end of the file"),
    Refused("let c ⟦{⟧ Catalog() }", "expected `=` and the catalog, found `{`"),
    Refused("let c =⟦⟧", "expected a value, found the end of the file", allowed),
    Refused("let c = Catalog⟦⟧", "expected `(` or `.` behind `Catalog`, found the end of the file"),
    Refused("let c = Catalog()\n⟦let⟧ d = 5", "expected the end of the file, found `let`", nothingMore),
    Refused("let c = ⟦Plan⟧()", "expected Catalog(…), found `Plan`"),
    Refused("let c = ⟦Catalogue⟧()", "expected a value, found `Catalogue`", "did you mean `Catalog`?"),
    Refused("let c = Catalog()⟦.⟧json", "a catalog calls nothing on a value, found `.`", result),
    Refused("let c = Catalog.⟦standard⟧", "`Catalog` has no member `standard`", allowed),
    Refused("let c = Catalog(⟦[⟧:])", "expected a label or `)`, found `[`", label),
    Refused("let c = Catalog(features: [:], ⟦[⟧:])", "expected a label, found `[`", label),
    Refused("let c = Catalog(features: [:] ⟦plans⟧: [:])", "expected `,` or `)` behind the argument, found `plans`"),
    Refused("let c = Catalog(features: [:]⟦⟧", "expected `,` or `)` behind the argument, found the end of the file", cut),
    Refused("let c = Catalog(⟦⟧", "expected a label or `)`, found the end of the file", cut),
    Refused("let c = Catalog(features: ⟦Plan⟧())", "expected `[` and a dictionary, found `Plan`"),
    Refused("let c = Catalog(features: .⟦empty⟧)", "`Entries` has no member `empty`", allowed),
    Refused("let c = Catalog() ⟦/* open", "expected `*/` at the end of the comment, found the end of the file"),
    Refused("let ⟦`⟧c = Catalog()", "expected an identifier between backticks, found ```"),
  ]) func `a file that is more or less than a catalog`(refused: Refused) {
    let isOpen = refused.text.hasSuffix("open")
    expect(refused, in: isOpen ? refused.text + "⟧" : refused.text)
  }

  @Test(arguments: [
    Refused("5 ⟦+⟧ 5", "a catalog has no operators, found `+`", result),
    Refused("20 ⟦*⟧ 100", "a catalog has no operators, found `*`", result),
    Refused("true ⟦?⟧ 1 : 2", "a catalog has no operators, found `?`", result),
    Refused(#""a" ⟦+⟧ "b""#, "a catalog has no operators, found `+`", result),
    Refused(#""a"⟦.⟧count"#, "a catalog calls nothing on a value, found `.`", result),
    Refused("[1]⟦[⟧0]", "a catalog calls nothing on a value, found `[`", result),
    Refused(#""a"⟦(⟧)"#, "a catalog calls nothing on a value, found `(`", result),
    Refused("⟦if⟧ true { 1 } else { 2 }", "expected a value, found `if`", allowed),
    Refused("⟦(⟧5)", "expected a value, found `(`", allowed),
    Refused("⟦{⟧ 5 }()", "expected a value, found `{`", allowed),
    Refused("⟦x⟧", "expected a value, found `x`", allowed),
    Refused("`⟦nil⟧`", "expected a value, found `nil`", allowed),
    Refused("`⟦true⟧`", "expected a value, found `true`", allowed),
    Refused("⟦BillingCatalog⟧", "expected a value, found `BillingCatalog`", allowed),
    Refused("BillingCatalog.⟦BillingCatalog⟧.null", "expected a value, found `BillingCatalog`", allowed),
    Refused(".string(.⟦init⟧(\"x\"))", "`String` has no member `init`", allowed),
    Refused(".array(.⟦init⟧())", "`Array` has no member `init`", allowed),
    Refused("⟦String⟧(5)", "expected a value, found `String`", allowed),
    Refused("⟦Metadatavalue⟧(5)", "expected a value, found `Metadatavalue`", "did you mean `MetadataValue`?"),
    Refused("⟦Price⟧(amount: 5)", "expected MetadataValue(…), found `Price`"),
    Refused(".⟦month⟧", "`MetadataValue` has no member `month`", metadataCases),
    Refused(".⟦text⟧(\"x\")", "`MetadataValue` has no member `text`", metadataCases),
    Refused(".⟦strings⟧(\"x\")", "`MetadataValue` has no member `strings`", "did you mean `.string`?"),
    Refused(".⟦init⟧(5)", "`MetadataValue` has no member `init`", metadataCases),
    Refused(".string(⟦5⟧)", "expected a string, found a number"),
    Refused(".bool(⟦\"true\"⟧)", "expected true or false, found a string"),
    Refused(".number(⟦\"5\"⟧)", "expected a number, found a string"),
    Refused(".array(⟦[\"a\": 1]⟧)", "expected an array, found an object"),
    Refused("MetadataValue(⟦[⟧1])", "expected a literal, found `[`"),
    Refused("MetadataValue(⟦.⟧null)", "expected a literal, found `.`"),
    Refused("[1 ⟦2⟧]", "expected `,` or `]` behind the element, found `2`"),
    Refused("[⟦,⟧]", "expected a value, found `,`", allowed),
    Refused(#"["a": 1 ⟦"b"⟧: 2]"#, #"expected `,` or `]` behind the entry, found `"b"`"#),
    Refused(#"["a": 1, ⟦2⟧]"#, "expected a key in double quotes, found `2`"),
    Refused(#"["a": 1, "b"⟦]⟧"#, "expected `:` and a value for the key, found `]`"),
    Refused("[⟦a⟧: 1]", "expected a key in double quotes, found `a`"),
    Refused("⟦'⟧a'", "expected a value, found `'`", allowed),
    Refused("⟦+⟧5", "expected a value, found `+`", allowed),
    Refused("- ⟦5⟧", "expected a number behind `-`, found `5`"),
    Refused("-⟦-⟧5", "expected a number behind `-`, found `-`"),
    Refused("-⟦true⟧", "expected a number behind `-`, found `true`"),
  ]) func `a value that is no literal`(refused: Refused) {
    expect(refused, in: catalog(metadata: refused.text))
  }

  @Test(arguments: [
    Refused(".⟦5⟧", "expected the name of a member, found `5`"),
    Refused("5⟦.⟧", "a catalog calls nothing on a value, found `.`", result),
    Refused("1⟦a⟧", "expected a digit, found `a`"),
    Refused("0x⟦g⟧", "expected a digit of base 16, found `g`"),
    Refused("0o⟦8⟧", "expected a digit of base 8, found `8`"),
    Refused("0b1⟦2⟧", "expected a digit of base 2, found `2`"),
    Refused("0⟦X⟧10", "expected a digit, found `X`"),
    Refused("1e⟦,⟧ 5", "expected a digit, found `,`"),
    Refused("1e⟦_⟧3", "expected a digit, found `_`"),
    Refused("0x1.8⟦]⟧", "expected `p` and an exponent, found `]`"),
    Refused("0x1p⟦]⟧", "expected a digit, found `]`"),
  ]) func `a number that is not spelled as one`(refused: Refused) {
    expect(refused, in: catalog(metadata: refused.text))
  }

  @Test(arguments: [
    Refused(#"⟦"a"#, "the string is not closed before the end of the line", close),
    Refused(##"⟦#"a""##, "the string is not closed before the end of the line", close),
    Refused(#""⟦\(⟧price)""#, "a catalog's strings hold no interpolation", text),
    Refused(##"#"⟦\#(⟧price)"#"##, "a catalog's strings hold no interpolation", text),
    Refused(#""\⟦a⟧""#, #"expected one of 0 \ t n r " ' u behind the backslash, found `a`"#),
    Refused(#""\u⟦4⟧1""#, #"expected `{` behind \u, found `4`"#),
    Refused(#""\u{⟦}⟧""#, "expected one to eight hexadecimal digits and `}`, found `}`"),
    Refused(#""\u{12345678⟦9⟧}""#, "expected one to eight hexadecimal digits and `}`, found `9`"),
    Refused(#""⟦\u{D800}⟧""#, "there is no such character"),
    Refused(#""⟦\u{110000}⟧""#, "there is no such character"),
    Refused("\"a⟦\t⟧\"", "the control character \\t stands in a string", "write it as \\t"),
    Refused("\"a⟦\u{1B}⟧\"", "the control character \\u{1B} stands in a string", "write it as \\u{1b}"),
    Refused("\"a⟦\u{7F}⟧\"", "the control character \\u{7F} stands in a string", "write it as \\u{7f}"),
    Refused("\"\"\"⟦a⟧\n\"\"\"", "expected a line break behind \"\"\", found `a`"),
    Refused("\"\"\"⟦ ⟧\n\"\"\"", "expected a line break behind \"\"\", found ` `"),
    Refused("\"\"\"\n  a⟦\"\"\"⟧", "the closing quotes of a string of several lines stand on a line of their own"),
    Refused(
      "\"\"\"\n  a\n⟦ ⟧b\n  \"\"\"",
      "the line does not begin with the white space that stands in front of the closing quotes"),
    Refused(
      "\"\"\"\n⟦\t⟧a\n  \"\"\"", "the line does not begin with the white space that stands in front of the closing quotes"),
    Refused(
      "\"\"\"\n  a ⟦\\⟧\n  \"\"\"",
      "the last line of a string ends with a backslash", "take it out: there is no line for it to go on in"),
    Refused("\"\"\"\n  ⟦\\(⟧a)\n  \"\"\"", "a catalog's strings hold no interpolation", text),
  ]) func `a string that is not closed, or has what no catalog has`(refused: Refused) {
    let isOpen = !refused.text.contains("⟧")
    let text = catalog(metadata: refused.text + (isOpen ? "\n" : ""))
    expect(refused, in: isOpen ? text.closingMarkAtLineEnd : text)
  }

  @Test func `a string of several lines that is not closed`() {
    expect(
      Refused("", "expected `\"\"\"` at the end of the string, found the end of the file"),
      in: "let c = Catalog(features: ⟦\"\"\"\n  a\n⟧")
  }

  @Test(arguments: [
    Refused("interval: .⟦one_time⟧", "`Interval` has no member `one_time`", "did you mean `.oneTime`?"),
    Refused("interval: .month⟦(⟧)", "expected no values behind `.month`, found `(`"),
    Refused("interval: ⟦Reset⟧.month", "expected Interval(…), found `Reset`"),
    Refused("interval: Interval(⟦5⟧)", "expected a word in double quotes, found `5`"),
    Refused("interval: Interval(⟦named⟧: \"x\")", "expected a word in double quotes, found `named`"),
    Refused("interval: Interval⟦,⟧", "expected `(` or `.` behind `Interval`, found `,`"),
    Refused("currency: .⟦usd⟧", "`String` has no member `usd`", allowed),
    Refused("interval: BillingCatalog.⟦Reset⟧.month", "expected Interval(…), found `Reset`"),
    Refused("amount: .⟦init⟧(5)", "`Int` has no member `init`", allowed),
    Refused("amount: .⟦max⟧", "`Int` has no member `max`", allowed),
    Refused("amount: ⟦Int⟧.max", "expected a value, found `Int`", allowed),
    Refused("amount: ⟦Amount⟧(5)", "expected a number, found `Amount`"),
    Refused("currency: ⟦Plan⟧()", "expected a text in double quotes, found `Plan`"),
    Refused("providerIds: .⟦none⟧", "`Entries` has no member `none`", allowed),
  ]) func `a word that the type at its place does not have`(refused: Refused) {
    expect(refused, in: "let c = Catalog(plans: [\"p\": Plan(prices: [\"m\": Price(\(refused.text))])])")
  }

  @Test(arguments: [
    Refused("duration: .⟦MONTH⟧", "`Expiration.Unit` has no member `MONTH`", "did you mean `.month`?"),
    Refused("duration: Expiration.Unit.⟦MONTH⟧", "`Expiration.Unit` has no member `MONTH`", "did you mean `.month`?"),
    Refused("duration: ⟦Expiration⟧.month", "expected Expiration.Unit(…), found `Expiration`"),
    Refused("duration: ⟦Expiration⟧.Units.month", "expected Expiration.Unit(…), found `Expiration`"),
    Refused("count: ⟦Expiration.Unit⟧.month", "expected a number, found `Expiration.Unit`"),
    Refused("duration: Expiration.Unit(⟦5⟧)", "expected a word in double quotes, found `5`"),
    Refused("duration: Expiration.Unit⟦,⟧", "expected `(` or `.` behind `Expiration.Unit`, found `,`"),
    Refused("duration: ⟦Duration⟧.month", "expected a value, found `Duration`", allowed),
  ]) func `a unit of time that Swift would not take`(refused: Refused) {
    expect(refused, in: "let c = Catalog(topups: [\"t\": Topup(grant: Grant(expiration: Expiration(\(refused.text))))])")
  }

  @Test(arguments: [
    Refused(".metered⟦]⟧", "expected `(` behind `.metered`, found `]`", "write `.metered(amount: …)`"),
    Refused(".metered(⟦100⟧)", "expected a label or `)`, found `100`", "write each value with its label: `amount: …`"),
    Refused(".boolean(⟦true⟧)", "expected a label or `)`, found `true`", "write each value with its label: `enabled: …`"),
    Refused(".⟦meterd⟧(amount: 5)", "`Entitlement` has no member `meterd`", "did you mean `.metered`?"),
    Refused(".⟦none⟧", "`Entitlement` has no member `none`", "write `.boolean`, `.metered` or `.static`"),
    Refused(".⟦init⟧(5)", "`Entitlement` has no member `init`", "write `.boolean`, `.metered` or `.static`"),
    Refused(".metered(amount: Amount(⟦\"1_000\"⟧))", "expected a number in the quotes, found `1_000`"),
    Refused(".metered(amount: Amount(⟦\" 1\"⟧))", "expected a number in the quotes, found ` 1`"),
    Refused(".metered(amount: Amount(⟦\"\"⟧))", "expected a number in the quotes, found ``"),
    Refused(
      ".metered(amount: Amount(⟦rawValue⟧: \"1\"))", "expected a number, or its digits in double quotes, found `rawValue`"),
    Refused(".metered(amount: .⟦zero⟧)", "`Amount` has no member `zero`", allowed),
    Refused(".metered(amount: Amount(\"1\" ⟦+⟧ \"2\"))", "a catalog has no operators, found `+`", result),
    Refused("Entitlement(⟦[⟧:])", "expected a literal, found `[`"),
  ]) func `an entitlement that Swift would not take`(refused: Refused) {
    expect(refused, in: "let c = Catalog(plans: [\"p\": Plan(entitlements: [\"f\": \(refused.text)])])")
  }

  @Test(arguments: [
    ("⟦0.12345678901234567⟧", "0.12345678901234567"), ("⟦-0.1234567890123456⟧", "-0.1234567890123456"),
    ("⟦9223372036854775808⟧", "9223372036854775808"), ("⟦-9223372036854775809⟧", "-9223372036854775809"),
    ("⟦0x1p70⟧", "1180591620717411303424"), ("⟦9007199254740993.0⟧", "9007199254740993"),
    ("⟦0x8000000000000000⟧", "9223372036854775808"), ("⟦1234567890.1234567⟧", "1234567890.1234567"),
  ]) func `a literal that Swift would round`(literal: String, digits: String) {
    expect(
      Refused("", "Swift would round this literal", "write the digits as a text: Amount(\"\(digits)\")"),
      in: catalog(metadata: literal), rule: "inexact-literal")
    #expect(read(metadata: ".number(Amount(\"\(digits)\"))")?.compact == digits)
  }

  @Test(arguments: [
    "⟦1e400⟧", "⟦-1e400⟧", "⟦1e-400⟧", "⟦0x1p1100⟧", "⟦0x1p9223372036854775807⟧", "⟦0x1p-9223372036854775808⟧",
    "⟦1e99999999999999999999⟧", ".number(Amount(⟦\"1e400\"⟧))",
  ]) func `a number that is out of range`(literal: String) {
    expect(
      Refused("", "the number is too large or too near to zero to be a quantity"), in: catalog(metadata: literal),
      rule: "number-out-of-range")
  }

  @Test func `a byte that is no UTF-8, wherever it stands`() {
    let places = [("// ", "\n"), ("let c = Catalog(features: [\"", "\": 5])"), ("let c = ", ""), ("let c", " = 5")]
    for (before, after) in places {
      let reading = Reading(SourceText(name: "c.swift", bytes: Array(before.utf8) + [0xFF] + Array(after.utf8)))
      #expect(!reading.isComplete)
      #expect(reading.diagnostics.map(\.rule) == ["invalid-utf8"])
      #expect(reading.diagnostics.map(\.range) == [ByteRange(before.utf8.count, before.utf8.count + 1)])
    }
  }
}

extension String {
  /// The same text with a closing mark at the end of the line that has the opening one.
  fileprivate var closingMarkAtLineEnd: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { $0.contains("⟦") ? $0 + "⟧" : $0 }.joined(separator: "\n")
  }
}
