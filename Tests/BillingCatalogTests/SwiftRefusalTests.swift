import Diagnostics
import JSONText
import Syntax
import TestSupport
import Testing

/// Input that the reader rejects, with the expected message, help and marked place.
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

  static let whole = "write imports and one `let NAME: Catalog = Catalog(…)`"
  static let allowed = "use literals, arrays, dictionaries, calls such as `Plan(name: …)` and members such as `.month`"
  static let result = "write the result; the file is parsed, not executed"
  static let label = "write each value with its label: `name: …`"
  static let cut = "close the value, or check that the file is complete"
  static let nothingMore = "write exactly one `let` declaration"
  static let metadataCases = "write `.null`, `.bool`, `.number`, `.string`, `.array` or `.object`"
  static let text = "write the text in full; the file is parsed, not executed"
  static let close = #"close it with `"`, or use `"""` for a multi-line string"#

  @Test(arguments: [
    Refused("⟦⟧", "expected a `let` declaration, found the end of the file", whole),
    Refused("import BillingCatalog⟦⟧", "expected a `let` declaration, found the end of the file", whole),
    Refused("import ⟦5⟧", "expected the name of a module, found `5`"),
    Refused("⟦var⟧ c = Catalog()", "expected a `let` declaration, found `var`", "use `let`; a catalog must be a constant"),
    Refused("⟦struct⟧ S {}", "expected a `let` declaration, found `struct`", whole),
    Refused("⟦#⟧if DEBUG", "expected a `let` declaration, found `#`", whole),
    Refused("let ⟦=⟧ Catalog()", "expected the name of the catalog, found `=`"),
    Refused("let c: ⟦=⟧ Catalog()", "expected a type after `:`, found `=`"),
    Refused("let c: Catalog\n⟦let⟧ d = Catalog()", "expected `=`, found `let`"),
    Refused("let c: Catalog ⟦Catalog⟧ = Catalog()", "expected `=`, found `Catalog`"),
    Refused("let c: Catalog ⟦{⟧ Catalog() }", "expected `=`, found `{`"),
    Refused("let c: Catalog⟦⟧", "expected `=`, found the end of the file"),
    Refused("let c ⟦{⟧ Catalog() }", "expected `=`, found `{`"),
    Refused("let c =⟦⟧", "expected a value, found the end of the file", allowed),
    Refused("let c = Catalog⟦⟧", "expected `(` or `.` after `Catalog`, found the end of the file"),
    Refused("let c = Catalog()\n⟦let⟧ d = 5", "expected the end of the file, found `let`", nothingMore),
    Refused("let c = ⟦Plan⟧()", "expected `Catalog(…)`, found `Plan`"),
    Refused("let c = ⟦Catalogue⟧()", "expected a value, found `Catalogue`", "did you mean `Catalog`?"),
    Refused("let c = Catalog()⟦.⟧json", "method calls and subscripts are not supported in a catalog, found `.`", result),
    Refused("let c = Catalog.⟦standard⟧", "`Catalog` has no member `standard`", allowed),
    Refused("let c = Catalog(⟦[⟧:])", "expected a label or `)`, found `[`", label),
    Refused("let c = Catalog(features: [:], ⟦[⟧:])", "expected a label, found `[`", label),
    Refused("let c = Catalog(features: [:] ⟦plans⟧: [:])", "expected `,` or `)` after the argument, found `plans`"),
    Refused("let c = Catalog(features: [:]⟦⟧", "expected `,` or `)` after the argument, found the end of the file", cut),
    Refused("let c = Catalog(⟦⟧", "expected a label or `)`, found the end of the file", cut),
    Refused("let c = Catalog(features: ⟦Plan⟧())", "expected a dictionary, found `Plan`"),
    Refused("let c = Catalog(features: .⟦empty⟧)", "`Entries` has no member `empty`", allowed),
    Refused("let c = Catalog() ⟦/* open", "expected `*/` at the end of the comment, found the end of the file"),
    Refused("let ⟦`⟧c = Catalog()", "expected an identifier between backticks, found a backtick"),
  ]) func `a file that is not exactly a catalog`(refused: Refused) {
    let isOpen = refused.text.hasSuffix("open")
    expect(refused, in: isOpen ? refused.text + "⟧" : refused.text)
  }

  @Test(arguments: [
    Refused("5 ⟦+⟧ 5", "operators are not supported in a catalog, found `+`", result),
    Refused("20 ⟦*⟧ 100", "operators are not supported in a catalog, found `*`", result),
    Refused("true ⟦?⟧ 1 : 2", "operators are not supported in a catalog, found `?`", result),
    Refused(#""a" ⟦+⟧ "b""#, "operators are not supported in a catalog, found `+`", result),
    Refused(#""a"⟦.⟧count"#, "method calls and subscripts are not supported in a catalog, found `.`", result),
    Refused("[1]⟦[⟧0]", "method calls and subscripts are not supported in a catalog, found `[`", result),
    Refused(#""a"⟦(⟧)"#, "method calls and subscripts are not supported in a catalog, found `(`", result),
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
    Refused("⟦Price⟧(amount: 5)", "expected `MetadataValue(…)`, found `Price`"),
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
    Refused("[1 ⟦2⟧]", "expected `,` or `]` after the element, found `2`"),
    Refused("[⟦,⟧]", "expected a value, found `,`", allowed),
    Refused(#"["a": 1 ⟦"b"⟧: 2]"#, #"expected `,` or `]` after the entry, found `"b"`"#),
    Refused(#"["a": 1, ⟦2⟧]"#, "expected a key in double quotes, found `2`"),
    Refused(#"["a": 1, "b"⟦]⟧"#, "expected `:` after the key, found `]`"),
    Refused("[⟦a⟧: 1]", "expected a key in double quotes, found `a`"),
    Refused("⟦'⟧a'", "expected a value, found `'`", allowed),
    Refused("⟦+⟧5", "expected a value, found `+`", allowed),
    Refused("- ⟦5⟧", "expected a number after `-`, found `5`"),
    Refused("-⟦-⟧5", "expected a number after `-`, found `-`"),
    Refused("-⟦true⟧", "expected a number after `-`, found `true`"),
  ]) func `a value that is not a literal`(refused: Refused) {
    expect(refused, in: catalog(metadata: refused.text))
  }

  @Test(arguments: [
    Refused(".⟦5⟧", "expected the name of a member, found `5`"),
    Refused("5⟦.⟧", "method calls and subscripts are not supported in a catalog, found `.`", result),
    Refused("1⟦a⟧", "expected a digit, found `a`"),
    Refused("0x⟦g⟧", "expected a base-16 digit, found `g`"),
    Refused("0o⟦8⟧", "expected a base-8 digit, found `8`"),
    Refused("0b1⟦2⟧", "expected a base-2 digit, found `2`"),
    Refused("0⟦X⟧10", "expected a digit, found `X`"),
    Refused("1e⟦,⟧ 5", "expected a digit, found `,`"),
    Refused("1e⟦_⟧3", "expected a digit, found `_`"),
    Refused("0x1.8⟦]⟧", "expected `p` and an exponent, found `]`"),
    Refused("0x1p⟦]⟧", "expected a digit, found `]`"),
  ]) func `a malformed number`(refused: Refused) {
    expect(refused, in: catalog(metadata: refused.text))
  }

  @Test(arguments: [
    Refused(#"⟦"a"#, "unterminated string", close),
    Refused(##"⟦#"a""##, "unterminated string", close),
    Refused(#""⟦\(⟧price)""#, "string interpolation is not supported in a catalog", text),
    Refused(##"#"⟦\#(⟧price)"#"##, "string interpolation is not supported in a catalog", text),
    Refused(#""\⟦a⟧""#, #"expected one of 0 \ t n r " ' u after the backslash, found `a`"#),
    Refused(#""\u⟦4⟧1""#, #"expected `{` after `\u`, found `4`"#),
    Refused(#""\u{⟦}⟧""#, "expected one to eight hexadecimal digits and `}`, found `}`"),
    Refused(#""\u{12345678⟦9⟧}""#, "expected one to eight hexadecimal digits and `}`, found `9`"),
    Refused(#""⟦\u{D800}⟧""#, "invalid Unicode scalar"),
    Refused(#""⟦\u{110000}⟧""#, "invalid Unicode scalar"),
    Refused("\"a⟦\t⟧\"", "unescaped control character `\\t` in a string", "escape it as `\\t`"),
    Refused("\"a⟦\u{1B}⟧\"", "unescaped control character `\\u{1B}` in a string", "escape it as `\\u{1b}`"),
    Refused("\"a⟦\u{7F}⟧\"", "unescaped control character `\\u{7F}` in a string", "escape it as `\\u{7f}`"),
    Refused("\"\"\"⟦a⟧\n\"\"\"", "expected a line break after `\"\"\"`, found `a`"),
    Refused("\"\"\"⟦ ⟧\n\"\"\"", "expected a line break after `\"\"\"`, found ` `"),
    Refused("\"\"\"\n  a⟦\"\"\"⟧", "the closing `\"\"\"` of a multi-line string must be on its own line"),
    Refused(
      "\"\"\"\n  a\n⟦ ⟧b\n  \"\"\"",
      "the line must start with the indentation of the closing `\"\"\"`"),
    Refused(
      "\"\"\"\n⟦\t⟧a\n  \"\"\"", "the line must start with the indentation of the closing `\"\"\"`"),
    Refused(
      "\"\"\"\n  a ⟦\\⟧\n  \"\"\"",
      "the last line of a multi-line string cannot end with a backslash", "remove the backslash"),
    Refused("\"\"\"\n  ⟦\\(⟧a)\n  \"\"\"", "string interpolation is not supported in a catalog", text),
  ]) func `a string that is not closed or has unsupported contents`(refused: Refused) {
    let isOpen = !refused.text.contains("⟧")
    let text = catalog(metadata: refused.text + (isOpen ? "\n" : ""))
    expect(refused, in: isOpen ? text.closingMarkAtLineEnd : text)
  }

  @Test func `a multi-line string that is not closed`() {
    expect(
      Refused("", "expected `\"\"\"` at the end of the string, found the end of the file"),
      in: "let c = Catalog(features: ⟦\"\"\"\n  a\n⟧")
  }

  @Test(arguments: [
    Refused("interval: .⟦one_time⟧", "`Interval` has no member `one_time`", "did you mean `.oneTime`?"),
    Refused("interval: .month⟦(⟧)", "expected no arguments after `.month`, found `(`"),
    Refused("interval: ⟦Reset⟧.month", "expected `Interval(…)`, found `Reset`"),
    Refused("interval: Interval(⟦5⟧)", "expected a string, found `5`"),
    Refused("interval: Interval(⟦named⟧: \"x\")", "expected a string, found `named`"),
    Refused("interval: Interval⟦,⟧", "expected `(` or `.` after `Interval`, found `,`"),
    Refused("currency: .⟦usd⟧", "`String` has no member `usd`", allowed),
    Refused("interval: BillingCatalog.⟦Reset⟧.month", "expected `Interval(…)`, found `Reset`"),
    Refused("amount: .init(⟦5⟧)", "expected a string, or `minorUnits` and a number, found `5`"),
    Refused("amount: Money(minorUnits: ⟦\"5\"⟧)", "expected a number, found `\"5\"`"),
    Refused("amount: .⟦max⟧", "`Money` has no member `max`", allowed),
    Refused("intervalCount: .⟦init⟧(5)", "`Int` has no member `init`", allowed),
    Refused("intervalCount: .⟦max⟧", "`Int` has no member `max`", allowed),
    Refused("intervalCount: ⟦Int⟧.max", "expected a value, found `Int`", allowed),
    Refused("amount: ⟦Amount⟧(5)", "expected `Money(…)`, found `Amount`"),
    Refused("currency: ⟦Plan⟧()", "expected a string, found `Plan`"),
    Refused("providerIds: .⟦none⟧", "`Entries` has no member `none`", allowed),
  ]) func `a member that the type does not have`(refused: Refused) {
    expect(refused, in: "let c = Catalog(plans: [\"p\": Plan(prices: [\"m\": Price(\(refused.text))])])")
  }

  @Test(arguments: [
    Refused("duration: .⟦MONTH⟧", "`Expiration.Unit` has no member `MONTH`", "did you mean `.month`?"),
    Refused("duration: Expiration.Unit.⟦MONTH⟧", "`Expiration.Unit` has no member `MONTH`", "did you mean `.month`?"),
    Refused("duration: ⟦Expiration⟧.month", "expected `Expiration.Unit(…)`, found `Expiration`"),
    Refused("duration: ⟦Expiration⟧.Units.month", "expected `Expiration.Unit(…)`, found `Expiration`"),
    Refused("count: ⟦Expiration.Unit⟧.month", "expected a number, found `Expiration.Unit`"),
    Refused("duration: Expiration.Unit(⟦5⟧)", "expected a string, found `5`"),
    Refused("duration: Expiration.Unit⟦,⟧", "expected `(` or `.` after `Expiration.Unit`, found `,`"),
    Refused("duration: ⟦Duration⟧.month", "expected a value, found `Duration`", allowed),
  ]) func `a unit of time that Swift rejects`(refused: Refused) {
    expect(refused, in: "let c = Catalog(topups: [\"t\": Topup(grant: Grant(expiration: Expiration(\(refused.text))))])")
  }

  static let filter = "write a string, an array of strings, or `.not([…])`"

  @Test(arguments: [
    Refused(".⟦value⟧(\"a\")", "`MeterFilter` has no member `value`", filter),
    Refused(".⟦nto⟧([\"a\"])", "`MeterFilter` has no member `nto`", filter),
    Refused(".not⟦]⟧", "expected `(` after `.not`, found `]`", "write `.not([…])`"),
    Refused(".not(⟦\"a\"⟧)", "expected an array of strings, found `\"a\"`"),
    Refused(".not([\"a\"], ⟦\"b\"⟧)", "expected `)`, found `\"b\"`"),
    Refused(".not([\"a\"] ⟦+⟧ [\"b\"])", "operators are not supported in a catalog, found `+`", result),
    Refused(".not([\"a\"])⟦.⟧values", "method calls and subscripts are not supported in a catalog, found `.`", result),
    Refused("MeterFilter(⟦5⟧)", "expected a string or an array of strings, found `5`"),
    Refused("MeterFilter⟦,⟧", "expected `(` or `.` after `MeterFilter`, found `,`"),
    Refused("⟦Interval⟧.month", "expected `MeterFilter(…)`, found `Interval`"),
    Refused("⟦MeterFilters⟧(\"a\")", "expected a value, found `MeterFilters`", "did you mean `MeterFilter`?"),
  ]) func `a filter that Swift would reject`(refused: Refused) {
    expect(refused, in: "let c = Catalog(features: [\"f\": Feature(where: [\"model\": \(refused.text)])])")
  }

  @Test(arguments: [
    Refused(".metered⟦]⟧", "expected `(` after `.metered`, found `]`", "write `.metered(amount: …)`"),
    Refused(".metered(⟦100⟧)", "expected a label or `)`, found `100`", "write each value with its label: `amount: …`"),
    Refused(".boolean(⟦true⟧)", "expected a label or `)`, found `true`", "write each value with its label: `enabled: …`"),
    Refused(".⟦meterd⟧(amount: 5)", "`Entitlement` has no member `meterd`", "did you mean `.metered`?"),
    Refused(
      ".⟦none⟧", "`Entitlement` has no member `none`",
      "write `.boolean`, `.metered`, `.limit`, `.static`, `.unlimited` or `.number`"),
    Refused(
      ".⟦init⟧(5)", "`Entitlement` has no member `init`",
      "write `.boolean`, `.metered`, `.limit`, `.static`, `.unlimited` or `.number`"),
    Refused(".metered(amount: Amount(⟦\"1_000\"⟧))", "expected a number in the string, found `1_000`"),
    Refused(".metered(amount: Amount(⟦\" 1\"⟧))", "expected a number in the string, found ` 1`"),
    Refused(".metered(amount: Amount(⟦\"\"⟧))", "expected a number in the string, found ``"),
    Refused(
      ".metered(amount: Amount(⟦rawValue⟧: \"1\"))", "expected a number or a string of digits, found `rawValue`"),
    Refused(".metered(amount: .⟦zero⟧)", "`Amount` has no member `zero`", allowed),
    Refused(".metered(amount: Amount(\"1\" ⟦+⟧ \"2\"))", "operators are not supported in a catalog, found `+`", result),
    Refused("Entitlement(⟦[⟧:])", "expected a literal, found `[`"),
  ]) func `an entitlement that Swift would reject`(refused: Refused) {
    expect(refused, in: "let c = Catalog(plans: [\"p\": Plan(entitlements: [\"f\": \(refused.text)])])")
  }

  @Test(arguments: [
    ("⟦0.12345678901234567⟧", "0.12345678901234567"), ("⟦-0.1234567890123456⟧", "-0.1234567890123456"),
    ("⟦9223372036854775808⟧", "9223372036854775808"), ("⟦-9223372036854775809⟧", "-9223372036854775809"),
    ("⟦0x1p70⟧", "1180591620717411303424"), ("⟦9007199254740993.0⟧", "9007199254740993"),
    ("⟦0x8000000000000000⟧", "9223372036854775808"), ("⟦1234567890.1234567⟧", "1234567890.1234567"),
  ]) func `a literal that Swift would round`(literal: String, digits: String) {
    expect(
      Refused("", "Swift would round this literal", "write the digits as a string: `Amount(\"\(digits)\")`"),
      in: catalog(metadata: literal), rule: "inexact-literal")
    #expect(read(metadata: ".number(Amount(\"\(digits)\"))")?.compact == digits)
  }

  @Test(arguments: [
    "⟦1e400⟧", "⟦-1e400⟧", "⟦1e-400⟧", "⟦0x1p1100⟧", "⟦0x1p9223372036854775807⟧", "⟦0x1p-9223372036854775808⟧",
    "⟦1e99999999999999999999⟧", ".number(Amount(⟦\"1e400\"⟧))",
  ]) func `a number that is out of range`(literal: String) {
    expect(
      Refused("", "number out of range"), in: catalog(metadata: literal),
      rule: "number-out-of-range")
  }

  @Test func `an invalid UTF-8 byte, anywhere in the file`() {
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
  /// The text with a closing mark added at the end of the line with the opening one.
  fileprivate var closingMarkAtLineEnd: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { $0.contains("⟦") ? $0 + "⟧" : $0 }.joined(separator: "\n")
  }
}
