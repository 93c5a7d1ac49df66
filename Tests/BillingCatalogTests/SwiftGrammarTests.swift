import Diagnostics
import JSONText
import Syntax
import TestSupport
import Testing

/// The grammar of Swift catalogs: the file around the values, and the accepted values.
@Suite struct SwiftGrammarTests {
  static let empty = "Catalog(features: [:], plans: [:])"

  @Test(arguments: [
    "let c = \(empty)",
    "let c: Catalog = \(empty)",
    "let c: BillingCatalog.Catalog = .init(features: [:], plans: [:])",
    "let c = Catalog.init(features: [:], plans: [:])",
    "import BillingCatalog\nlet c = \(empty)",
    "import BillingCatalog; let c = \(empty);",
    "import struct BillingCatalog.Catalog\nlet c = \(empty)",
    "@preconcurrency import BillingCatalog\npublic import Shop.Prices\nlet c = \(empty)",
    "public let c = \(empty)",
    "nonisolated let c = \(empty)",
    "let c: [String: Swift.Array<Catalog>?] = \(empty)",
    "let c: Catalog = BillingCatalog.Catalog(features: [:], plans: [:])",
    "let c = BillingCatalog.Catalog.init(features: [:], plans: [:])",
    "let\u{A0}c\u{A0}=\u{A0}\(empty)\u{A0}",
    "@available let c = \(empty)",
    "fileprivate let `catalog` = \(empty)",
    "\u{FEFF}let c = \(empty)",
    "// a comment\nlet c = \(empty)// and no line break",
    "/* a /* in b */ */let c = /**/\(empty)",
    "let\u{B}c\r\n=\t\(empty)\u{C}\r",
    "let c = Catalog(features: [:], plans: [:],)",
    "let c = Catalog(meters: nil, features: [:], plans: [:], addons: nil,)",
    "let c = Catalog ( features : [ : ] , plans : [ : ] )",
    "let c = Catalog(`features`: [:], plans: [:])",
    "let c = .init(features: [:], plans: [:])",
    "let c: [Int?] = Catalog(features: [:], plans: [:])",
  ]) func `a catalog file has imports and one constant`(text: String) {
    let reading = Reading(text)
    #expect(reading.isComplete && reading.diagnostics.isEmpty, "\(reading.diagnostics.map(\.message))")
    expectJSON(reading.json, #"{"features": {}, "plans": {}}"#)
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("007", "7"), ("-007", "-7"), ("1_000_000", "1000000"), ("1_000_", "1000"), ("1__0", "10"),
    ("0x10", "16"), ("0xff_FF", "65535"), ("-0x1", "-1"), ("0o17", "15"), ("0b101", "5"),
    ("0x7fffffffffffffff", "9223372036854775807"), ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"), ("1.5", "1.5"), ("00.50", "0.5"), ("1_0.5_0", "10.5"),
    ("1e3", "1000"), ("1E3", "1000"), ("1e+3", "1000"), ("15e-1", "1.5"), ("1_0e0_2", "1000"), ("0x1p3", "8"),
    ("0x1P-3", "0.125"), ("0x1.8p1", "3"), ("0xA.8p0", "10.5"), ("0.123456789012345", "0.123456789012345"),
    ("1.50000000000000000000", "1.5"), ("1e300", "1e300"), ("0.000", "0"),
  ]) func `numbers of every base are exact`(literal: String, number: String) {
    #expect(read(metadata: literal)?.compact == JSON.parsed(number))
    #expect(read(metadata: ".number(Amount(\"\(number)\"))")?.compact == JSON.parsed(number))
  }

  @Test(arguments: [
    (#""""#, ""), (#""a b""#, "a b"), (#""\0\t\n\r\"\'\\""#, "\0\t\n\r\"'\\"), (#""\u{41}\u{1F600}""#, "A😀"),
    (#""\u{00000041}""#, "A"), (#""é😀""#, "é😀"), ("\"e\u{301}\"", "e\u{301}"), (##"#"\n"#"##, #"\n"#),
    (##"#"\#n\#u{41}"#"##, "\nA"), (##"#"a"b"#"##, #"a"b"#), (##"#"\(x)"#"##, #"\(x)"#), (##"#""#"##, ""),
    (##"#"""#"##, "\""), (##"#"""a"""#"##, #"""a"""#), (###"##"a"#b\#n"##"###, ##"a"#b\#n"##),
  ]) func `strings are unescaped and raw strings are verbatim`(literal: String, text: String) {
    #expect(read(metadata: literal) == .string(text))
  }

  @Test(arguments: [
    ("\"\"\"\n  \"\"\"", ""), ("\"\"\"\n\n  \"\"\"", ""), ("\"\"\"\na\n\"\"\"", "a"),
    ("\"\"\"\n  a\n    b\n  \"\"\"", "a\n  b"),
    ("\"\"\"\n  a\n\n  b\n\n  \"\"\"", "a\n\nb\n"), ("\"\"\"\n\ta\n\t\tb\n\t\"\"\"", "a\n\tb"),
    ("\"\"\"\n  a \\\n  b\\\n    c\n  \"\"\"", "a b  c"), ("\"\"\"\n  a \\  \t\n  b\n  \"\"\"", "a b"),
    ("\"\"\"\n  \\u{41}\\n\\\"\"\" \"\" \\\\\n  \"\"\"", "A\n\"\"\" \"\" \\"), ("\"\"\"\r\n  a\r\n  b\r\n  \"\"\"", "a\nb"),
    ("\"\"\"\r  a\r  b\r  \"\"\"", "a\nb"), ("#\"\"\"\n  \\n \"\"\" \\#n\n  \"\"\"#", "\\n \"\"\" \n"),
    ("#\"\"\"\n  a \\\n  b \\#\n  c\n  \"\"\"#", "a \\\nb c"), ("\"\"\"\n    a\n  \"\"\"", "  a"),
  ]) func `multi-line strings lose the indent of the closing quotes`(literal: String, text: String) {
    #expect(read(metadata: literal) == .string(text))
  }

  @Test(arguments: [
    ("true", "true"), ("false", "false"), ("nil", "null"), (".null", "null"), (".`null`", "null"),
    ("MetadataValue.null", "null"), ("BillingCatalog.MetadataValue.null", "null"), (".number(BillingCatalog.Amount(7))", "7"),
    ("MetadataValue(nil)", "null"), ("MetadataValue(true)", "true"), ("MetadataValue(-5)", "-5"),
    (#"MetadataValue("x",)"#, #""x""#), (".bool(false)", "false"), (".number(5)", "5"), (".number(-0.5)", "-0.5"),
    (".number(.init(5))", "5"), (".number(Amount(7))", "7"), (#".string("x",)"#, #""x""#), (#".string("""\#n""")"#, #""""#),
    ("[]", "[]"), ("[:]", "{}"), ("[1, nil,]", "[1, null]"), (#"["a": 1, "b": [2],]"#, #"{"a": 1, "b": [2]}"#),
    (".array([1, [2]])", "[1, [2]]"), (#".object(["a": .array([])])"#, #"{"a": []}"#),
    (#"["interval": "month", "plans": 5, "amount": [1]]"#, #"{"interval": "month", "plans": 5, "amount": [1]}"#),
  ]) func `metadata is any JSON value`(literal: String, json: String) {
    #expect(read(metadata: literal)?.compact == JSON.parsed(json))
  }

  @Test func `a nil argument is omitted`() {
    let reading = Reading("let c = Catalog(features: [:], plans: [:], topups: nil, providers: nil)")
    expectJSON(reading.json, #"{"features": {}, "plans": {}}"#)
  }

  @Test func `a member is the word of its type`() {
    let reading = Reading(
      """
      let c = Catalog(
        meters: ["m": Meter(eventType: "e", aggregation: .uniqueCount)],
        features: ["f": Feature(type: .static)],
        plans: ["p": Plan(
          entitlements: ["f": .metered(amount: 1, reset: .day)],
          prices: ["a": Price(amount: 1, currency: "USD", interval: .oneTime),
            "b": Price(amount: 1, currency: "USD", interval: Interval("one_time"))])],
        topups: ["t": Topup(feature: "f", amount: 1, prices: [:], grant: Grant(expiration: Expiration(duration: .day)))])
      """)
    expectJSON(
      reading.json,
      """
      {"meters": {"m": {"eventType": "e", "aggregation": "unique_count"}},
       "features": {"f": {"type": "static"}},
       "plans": {"p": {"entitlements": {"f": {"type": "metered", "amount": 1, "reset": "day"}},
         "prices": {"a": {"amount": 1, "currency": "USD", "interval": "one_time"},
           "b": {"amount": 1, "currency": "USD", "interval": "one_time"}}}},
       "topups": {"t": {"feature": "f", "amount": 1, "prices": {}, "grant": {"expiration": {"duration": "DAY"}}}}}
      """)
  }

  @Test(arguments: [
    (#""a""#, #""a""#), (#"["a", "b",]"#, #"["a", "b"]"#), ("[]", "[]"), (#".not(["a"])"#, #"{"not": ["a"]}"#),
    (#".not(["a", "b",],)"#, #"{"not": ["a", "b"]}"#), (".not([])", #"{"not": []}"#), (#".`not`(["a"])"#, #"{"not": ["a"]}"#),
    (#"MeterFilter("a")"#, #""a""#), (#"MeterFilter(["a"],)"#, #"["a"]"#), (#"MeterFilter.not(["a"])"#, #"{"not": ["a"]}"#),
    (#"BillingCatalog.MeterFilter.not(["a"])"#, #"{"not": ["a"]}"#), (#".init("a")"#, #""a""#), (#".init(["a"])"#, #"["a"]"#),
    (##"#"a"#"##, #""a""#),
  ]) func `a filter is a value, a list of values, or the values that are left out`(literal: String, json: String) {
    let reading = Reading("let c = Catalog(features: [\"f\": Feature(type: .metered, where: [\"g\": \(literal)])])")
    #expect(reading.isComplete && reading.diagnostics.isEmpty, "\(reading.diagnostics.map(\.message))")
    #expect(reading.json["features"]?["f"]?["where"]?["g"]?.compact == JSON.parsed(json))
  }

  @Test func `usage prices and tiers are objects`() {
    let reading = Reading(
      """
      let c = Catalog(
        features: [:],
        plans: ["p": Plan(
          entitlements: [
            "f": .metered(prices: ["usd": .init(amount: "0.002", currency: "USD", per: 1_000)]),
            "g": .metered(amount: 5, max: 0x10, prices: [
              "usd": UsagePrice(
                tiers: [Tier(upTo: 1_0, amount: 1), .init(flat: Money("5.00"))], mode: .volume, currency: "USD")]),
            "h": .limit(amount: 3, perUnit: true),
          ],
          prices: ["m": Price(tiers: [Tier(amount: 1)], mode: TierMode("graduated"), currency: "USD", interval: .month)],
          quantity: Quantity(feature: "seats", max: 9))])
      """)
    #expect(reading.isComplete && reading.diagnostics.isEmpty, "\(reading.diagnostics.map(\.message))")
    expectJSON(
      reading.json,
      """
      {"features": {},
       "plans": {"p": {
         "entitlements": {
           "f": {"type": "metered", "prices": {"usd": {"amount": "0.002", "currency": "USD", "per": 1000}}},
           "g": {"type": "metered", "amount": 5, "max": 16, "prices": {
             "usd": {"tiers": [{"upTo": 10, "amount": 1}, {"flat": "5.00"}], "mode": "volume", "currency": "USD"}}},
           "h": {"type": "limit", "amount": 3, "perUnit": true}},
         "prices": {"m": {"tiers": [{"amount": 1}], "mode": "graduated", "currency": "USD", "interval": "month"}},
         "quantity": {"feature": "seats", "max": 9}}}}
      """)
  }

  @Test func `dictionaries in place of calls are read like the calls`() {
    let reading = Reading(
      """
      let c = [
        "features": ["f": ["type": .metered]],
        "plans": ["p": ["entitlements": ["f": .metered(amount: 1)], "prices": ["m": ["interval": .oneTime]]]],
      ]
      """)
    #expect(Set(reading.diagnostics.map(\.rule)) == ["literal-type"])
    expectJSON(
      reading.json,
      """
      {"features": {"f": {"type": "metered"}},
       "plans": {"p": {"entitlements": {"f": {"type": "metered", "amount": 1}}, "prices": {"m": {"interval": "one_time"}}}}}
      """)
  }

  @Test func `values nest at most 512 levels`() throws {
    // The catalog, its features, the feature and its metadata are four.
    let deepest = String(repeating: "[", count: 508) + String(repeating: "]", count: 508)
    #expect(read(metadata: deepest) != nil)
    let reading = Reading(catalog(metadata: "[" + deepest + "]"))
    #expect(!reading.isComplete)
    let diagnostic = try #require(reading.diagnostics.first)
    #expect(diagnostic.rule == "nesting-too-deep")
    #expect(diagnostic.message == "nesting exceeds 512 levels")
  }

  @Test(arguments: [
    "[", ".array(", ".number(", "MetadataValue(", #"["a": "#, ".init(", "Plan(a: ", "/*", "\"\"\"\n\\(", "((", "-",
  ])
  func `a hundred thousand open levels are rejected`(opening: String) {
    let reading = Reading(catalog(metadata: String(repeating: opening, count: 100_000)))
    #expect(!reading.isComplete)
    #expect(reading.diagnostics.count == 1)
  }
}
