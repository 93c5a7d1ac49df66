import Diagnostics
import TestSupport
import Testing

/// RFC 8259, sections 2 to 5: values, objects, arrays and white space.
@Suite struct JSONGrammarTests {
  static let inside = "close it, or check that the file is complete"
  static let quotes = "write the string in double quotes"
  static let comma = "remove the trailing comma"

  @Test(arguments: [
    "{}", "[]", "0", #""""#, "true", "false", "null", " [ ] ", "{ }", "[[],{}]", #"{"a":{"b":[1,2,{"c":null}]}}"#,
    "\t\n\r [\t1\n,\r2 ]\t\n\r ", #"{ "a" : 1 , "b" : [ true , false ] }"#, "\u{FEFF}{}", "\u{FEFF} 1",
  ])
  func `valid JSON is accepted`(text: String) {
    let reading = Reading(text)
    #expect(reading.isComplete)
    #expect(reading.diagnostics.map(\.message) == [])
  }

  @Test(arguments: [
    Refused("⟦⟧", "expected a value, found the end of the file"),
    Refused(" \n\t⟦⟧", "expected a value, found the end of the file"),
    Refused("\u{FEFF}⟦⟧", "expected a value, found the end of the file"),
    Refused("⟦{⟧", "unclosed object", inside),
    Refused(#"⟦{⟧"a""#, "unclosed object", inside),
    Refused(#"⟦{⟧"a":"#, "unclosed object", inside),
    Refused(#"⟦{⟧"a": 1"#, "unclosed object", inside),
    Refused(#"⟦{⟧"a": 1,"#, "unclosed object", inside),
    Refused("⟦[⟧", "unclosed array", inside),
    Refused("⟦[⟧1 ", "unclosed array", inside),
    Refused("⟦[⟧1,", "unclosed array", inside),
    Refused(#"{"a": ⟦[⟧{}"#, "unclosed array", inside),
    Refused(#"{"a": ⟦{⟧"b": [{}]"#, "unclosed object", inside),
    Refused(#"⟦{⟧"a": {"b": [{}]}"#, "unclosed object", inside),
  ])
  func `truncated files are reported at what they leave open`(refused: Refused) { expectRefused(refused) }

  @Test(arguments: [
    Refused(#"{"a": 1,⟦}⟧"#, "expected a key in double quotes, found `}`", comma),
    Refused("[1, ⟦]⟧", "expected a value, found `]`", comma),
    Refused("{⟦,⟧}", "expected a key in double quotes or `}`, found `,`"),
    Refused("[⟦,⟧]", "expected a value, found `,`"),
    Refused("[1,⟦,⟧2]", "expected a value, found `,`"),
    Refused(#"{"a"⟦}⟧"#, "expected `:` after the key, found `}`"),
    Refused(#"{"a" ⟦"⟧b": 1}"#, #"expected `:` after the key, found `"`"#),
    Refused(#"{"a" ⟦=⟧ 1}"#, "expected `:` after the key, found `=`"),
    Refused(#"{"a": ⟦:⟧ 1}"#, "expected a value, found `:`"),
    Refused(#"{"a": 1 ⟦"⟧b": 2}"#, #"expected `,` or `}` after the value, found `"`"#),
    Refused(#"{"a": 1⟦;⟧ "b": 2}"#, "expected `,` or `}` after the value, found `;`"),
    Refused("[1 ⟦2⟧]", "expected `,` or `]` after the element, found `2`"),
    Refused("[1 ⟦23⟧]", "expected `,` or `]` after the element, found `23`"),
    Refused("[1⟦}⟧", "expected `,` or `]` after the element, found `}`"),
    Refused(#"{"a": 1⟦]⟧"#, "expected `,` or `}` after the value, found `]`"),
    Refused("[1,⟦}⟧", "expected a value, found `}`"),
    Refused(#"{"a": 1,⟦]⟧"#, "expected a key in double quotes, found `]`"),
    Refused("⟦]⟧", "unmatched `]`", "remove it"),
    Refused(#"{"a": {}}⟦}⟧"#, "unmatched `}`", "remove it"),
    Refused("{⟦[⟧1]: 2}", "expected a key in double quotes or `}`, found `[`"),
  ])
  func `misplaced punctuation is rejected`(refused: Refused) { expectRefused(refused) }

  @Test(arguments: [
    Refused("{⟦a⟧: 1}", "object keys must be in double quotes, found `a`", #"write `"a"`"#),
    Refused("{⟦$amount_1⟧: 1}", "object keys must be in double quotes, found `$amount_1`", #"write `"$amount_1"`"#),
    Refused(#"{"a": 1, ⟦b-c⟧ : 2}"#, "object keys must be in double quotes, found `b-c`", #"write `"b-c"`"#),
    Refused("{⟦naïve⟧: 1}", "object keys must be in double quotes, found `naïve`", #"write `"naïve"`"#),
    Refused("{⟦12⟧: 2}", "object keys must be in double quotes, found `12`", #"write `"12"`"#),
    Refused("[⟦`⟧a`]", "expected a value, found a backtick"),
    Refused("[⟦USD⟧]", "expected a value, found `USD`", quotes),
    Refused("{⟦'⟧a': 1}", "expected a key in double quotes or `}`, found `'`", quotes),
    Refused("[⟦'⟧a']", "expected a value, found `'`", quotes),
    Refused(
      "{⟦“⟧a”: 1}", "expected a key in double quotes or `}`, found `“`", "write straight double quotes"),
    Refused("[⟦True⟧]", "expected a value, found `True`", "write `true`"),
    Refused("[⟦yes⟧]", "expected a value, found `yes`", "write `true`"),
    Refused("[⟦FALSE⟧]", "expected a value, found `FALSE`", "write `false`"),
    Refused(#"{"a": ⟦None⟧}"#, "expected a value, found `None`", "omit the field"),
    Refused(#"{"a": ⟦undefined⟧}"#, "expected a value, found `undefined`", "omit the field"),
    Refused("⟦truely⟧", "expected a value, found `truely`", quotes),
    Refused("⟦tru⟧", "expected a value, found `tru`", quotes),
    Refused("[⟦nulls⟧]", "expected a value, found `nulls`", quotes),
    Refused("⟦NaN⟧", "expected a value, found `NaN`", "write a number, or omit the field"),
  ])
  func `words that are not JSON are rejected`(refused: Refused) { expectRefused(refused) }

  @Test(arguments: [
    Refused("⟦/⟧/ plans\n{}", "expected a value, found `/`", "JSON has no comments"),
    Refused("{ ⟦/⟧* plans */ }", "expected a key in double quotes or `}`, found `/`", "JSON has no comments"),
    Refused(#"{"a": 1} ⟦#⟧ plans"#, "expected the end of the file, found `#`", "JSON has no comments"),
    Refused("{} ⟦{⟧}", "expected the end of the file, found `{`"),
    Refused("{}⟦,⟧", "expected the end of the file, found `,`"),
    Refused("1 ⟦2⟧", "expected the end of the file, found `2`"),
    Refused("null ⟦null⟧", "expected the end of the file, found `null`"),
    Refused("[⟦\u{0}⟧]", #"expected a value, found `\u{0}`"#),
    Refused("[⟦\u{B}⟧1]", #"expected a value, found `\u{B}`"#),
    Refused("[⟦\u{1B}⟧[31m1]", #"expected a value, found `\u{1B}`"#),
    Refused("[1⟦\u{2028}⟧]", #"expected `,` or `]` after the element, found `\u{2028}`"#),
    Refused("\u{FEFF}⟦\u{FEFF}⟧{}", #"expected a value, found `\u{FEFF}`"#),
    Refused("{⟦é⟧: 1}", "expected a key in double quotes or `}`, found `é`"),
  ])
  func `comments, trailing text and unexpected characters are rejected`(refused: Refused) { expectRefused(refused) }

  @Test func `a long word is truncated in the message but underlined in full`() {
    let word = String(repeating: "x", count: 100)
    expectRefused(Refused("[⟦\(word)⟧]", "expected a value, found `\(word.prefix(60))…`", Self.quotes))
  }

  @Test(arguments: [
    (#"{"plans": {"pro": {"prices": {"monthly": {"amount": ⟦x⟧}}}}}"#, "plans.pro.prices.monthly.amount"),
    (#"{"features": {"api": {}}, "plans": {"pro": ⟦]⟧}"#, "plans.pro"),
    (#"{"plans": {"pro": {"name": "Pro" ⟦"⟧key": "pro"}}}"#, "plans.pro"),
    (#"{"plans": {"pro": {"name": "Pro", ⟦}⟧}}"#, "plans.pro"),
    (#"{"plans": {"pro": {"name": "Pro"}, ⟦team⟧: {}}}"#, "plans"),
    (#"{"plans": {"pro": {}, "team" ⟦{⟧}}}"#, "plans.team"),
    (#"{"addons": {"seats": {"compatiblePlans": ["pro", ⟦team⟧]}}}"#, "addons.seats.compatiblePlans"),
    (#"{"a": [1, [], {"b": 2}, {"c": ⟦?⟧}]}"#, "a.3.c"),
    (#"{"a": 1} ⟦}⟧"#, ""),
  ])
  func `a syntax error has the path of what was being read`(text: String, path: String) {
    let reading = Reading(text)
    #expect(reading.diagnostics.map(\.path) == [path])
    #expect(reading.diagnostics.map(\.range) == Marked(text).ranges)
  }
}

/// The limit on nesting keeps the reader's recursion bounded.
@Suite struct NestingTests {
  @Test(arguments: [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")])
  func `512 levels are accepted`(open: String, close: String) {
    let levels = 512 / open.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
    let text = String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)
    #expect(Reading(text).isComplete)
    #expect(Reading(text).diagnostics.isEmpty)
  }

  @Test(arguments: ["[", "{"]) func `the 513th level is rejected where it opens`(bracket: String) {
    let text = String(repeating: "[", count: 512) + "⟦\(bracket)⟧" + String(repeating: "]", count: 512)
    let reading = Reading(text)
    #expect(!reading.isComplete)
    #expect(reading.diagnostics.map(\.rule) == ["nesting-too-deep"])
    #expect(reading.diagnostics.map(\.range) == Marked(text).ranges)
    #expect(reading.diagnostics.map(\.path) == [Array(repeating: "0", count: 511).joined(separator: ".")])
  }

  @Test func `depth counts only open containers`() {
    let deep = String(repeating: "[", count: 511) + String(repeating: "]", count: 511)
    #expect(Reading("[\(deep),\(deep),\(deep)]").isComplete)
  }

  @Test func `a hundred thousand open brackets are a single finding`() {
    #expect(Reading(String(repeating: "[", count: 100_000)).diagnostics.map(\.rule) == ["nesting-too-deep"])
  }
}
