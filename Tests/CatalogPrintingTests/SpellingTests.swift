import Accounts
import CatalogPrinting
import CatalogReading
import Diagnostics
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

/// Canonical JSON and Swift source.
@Suite struct SpellingTests {
  private func canonical(_ json: String, keepsForms: Bool = true) -> String {
    let source = SourceText(name: "catalog.json", bytes: Array(json.utf8))
    return String(decoding: readJSON(source).tree.canonicalJSON(keepsForms: keepsForms), as: UTF8.self)
  }

  private func swift(_ json: String) -> String {
    readJSON(SourceText(name: "catalog.json", bytes: Array(json.utf8))).tree.swiftSource
  }

  // MARK: Canonical JSON

  @Test func `fields are in documentation order, ids and metadata in file order`() {
    #expect(
      canonical(
        #"""
        {"plans":{"z":{"prices":{"m":{"interval":"month","currency":"USD","amount":2e3}},"entitlements":{"f":true}},
          "a":{"metadata":{"y":1,"x":{"q":[],"p":{}}},"entitlements":{"f":false}}},"features":{"f":{"name":"F","type":"boolean"}}}
        """#) == """
          {
            "features": {
              "f": {
                "type": "boolean",
                "name": "F"
              }
            },
            "plans": {
              "z": {
                "entitlements": {
                  "f": true
                },
                "prices": {
                  "m": {
                    "amount": 2000,
                    "currency": "USD",
                    "interval": "month"
                  }
                }
              },
              "a": {
                "entitlements": {
                  "f": false
                },
                "metadata": {
                  "y": 1,
                  "x": {
                    "q": [],
                    "p": {}
                  }
                }
              }
            }
          }

          """)
  }

  @Test func `unknown fields are kept after the others`() {
    #expect(
      canonical(#"{"zzz": null, "plans": 1, "features": {"f": {"x": "\u00e9\/", "type": "boolean"}}}"#) == """
        {
          "features": {
            "f": {
              "type": "boolean",
              "x": "é/"
            }
          },
          "plans": 1,
          "zzz": null
        }

        """)
  }

  @Test(arguments: exampleCatalogs) func `a canonical catalog is unchanged`(catalog: ExampleCatalog) {
    let once = canonical(catalog.text)
    #expect(canonical(once) == once)
    #expect(once == catalog.text, "`catalogc fmt` writes \(catalog.name)")
  }

  @Test(arguments: [
    ("true", "true"), ("5", "5"), (#""x""#, #""x""#), ("{}", "true"), (#"{"type": "boolean"}"#, "true"),
    (#"{"enabled": false}"#, "false"), (#"{"type": "boolean", "enabled": true}"#, "true"), (#"{"amount": 5e1}"#, "50"),
    (#"{"type": "metered", "amount": 5}"#, "5"), (#"{"config": "x"}"#, #""x""#),
    (#"{"reset": "day", "amount": 5}"#, #"{"type": "metered", "amount": 5, "reset": "day"}"#),
    (#"{"metadata": {"b": 1, "a": 2}}"#, #"{"type": "boolean", "metadata": {"b": 1, "a": 2}}"#),
    (#"{"metadata": {}, "config": "x"}"#, #"{"type": "static", "config": "x", "metadata": {}}"#),
    (#"{"metadata": {}, "enabled": true}"#, #"{"type": "boolean", "enabled": true, "metadata": {}}"#),
    (#"{"perUnit": true, "amount": 5}"#, #"{"type": "metered", "amount": 5, "perUnit": true}"#),
    (
      #"{"prices": {"u": {"currency": "USD", "amount": 2}}}"#,
      #"{"type": "metered", "prices": {"u": {"amount": 2, "currency": "USD"}}}"#
    ),
    (
      #"{"prices": {"u": {"mode": "volume", "tiers": [{"flat": 5, "upTo": 9}, {"amount": "0.50"}]}}, "max": 9}"#,
      #"{"type": "metered", "max": 9, "prices": {"u": {"tiers": [{"upTo": 9, "flat": 5}, {"amount": "0.50"}], "mode": "volume"}}}"#
    ),
    // The library has no call with an empty map of usage prices beside an allowance.
    (#"{"amount": 5, "prices": {}}"#, "5"), (#"{"prices": {}}"#, #"{"type": "metered", "prices": {}}"#),
    (
      #"{"amount": 5, "isSoftLimit": true, "prices": {}}"#, #"{"type": "metered", "amount": 5, "isSoftLimit": true}"#
    ),
  ])
  func `an entitlement has one canonical form if forms are not kept`(entitlement: String, spelling: String) {
    let text = #"{"features":{},"plans":{"p":{"entitlements":{"f":\#(entitlement)}}}}"#
    let expected = #"{"features":{},"plans":{"p":{"entitlements":{"f":\#(spelling)}}}}"#
    #expect(JSON.parsed(canonical(text, keepsForms: false)) == JSON.parsed(expected))
    // Its Swift source is the same catalog.
    let source = SourceText(name: "catalog.swift", bytes: Array(swift(text).utf8))
    let tree = SwiftReader.read(source, .catalog).tree
    #expect(JSON.parsed(String(decoding: tree.canonicalJSON(keepsForms: false), as: UTF8.self)) == JSON.parsed(expected))
  }

  // MARK: Swift

  @Test func `each field in the words of the library`() {
    #expect(
      swift(
        #"""
        {"$schema": "x", "features": {"t": {"type": "metered"}, "b": {"type": "boolean"}, "s": {"type": "static"}},
         "plans": {"p": {"entitlements": {"t": {"amount": 0.5, "reset": "day"}, "b": {"enabled": false, "metadata": {"a": 1}}, "s": {"config": "\"{}\""}}}},
         "topups": {"u": {"feature": "t", "amount": 1000000, "grant": {"expiration": {"duration": "YEAR", "count": 1}},
           "prices": {"o": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
        """#) == #"""
          import BillingCatalog

          let catalog: Catalog = Catalog(
            features: [
              "t": Feature(type: .metered),
              "b": Feature(type: .boolean),
              "s": Feature(type: .static)
            ],
            plans: [
              "p": Plan(
                entitlements: [
                  "t": .metered(amount: 0.5, reset: .day),
                  "b": .boolean(enabled: false, metadata: ["a": 1]),
                  "s": "\"{}\""
                ]
              )
            ],
            topups: [
              "u": Topup(
                feature: "t",
                amount: 1_000_000,
                prices: ["o": Price(amount: 900, currency: "USD", interval: .oneTime)],
                grant: Grant(expiration: Expiration(duration: .year, count: 1))
              )
            ]
          )

          """#)
  }

  @Test func `usage prices, tiers, quantities and filters in the words of the library`() {
    #expect(
      swift(
        #"""
        {"features": {
           "a": {"type": "metered", "meter": "m", "where": {"model": "large", "region": ["eu", "us"]}},
           "b": {"type": "metered", "where": {"model": {"not": ["large", "\""]}}, "meter": "m"}, "l": {"type": "limit"}},
         "plans": {"p": {
           "quantity": {"max": 300, "feature": "l"},
           "entitlements": {
             "a": {"prices": {"usd": {"currency": "USD", "per": 1000000, "amount": "3.00"}}},
             "b": {"prices": {"usd": {"package": 1000, "currency": "USD", "amount": 200}}, "max": 0.5, "reset": "day",
               "amount": 0},
             "l": {"perUnit": true, "amount": 5}},
           "prices": {"m": {"interval": "month", "currency": "USD", "mode": "graduated",
             "tiers": [{"amount": 2200, "upTo": 12345}, {"flat": "19.00", "amount": 0}]}}}},
         "topups": {"u": {"feature": "a", "amount": 1, "quantity": {}, "prices": {
           "o": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
        """#) == #"""
          import BillingCatalog

          let catalog: Catalog = Catalog(
            features: [
              "a": Feature(type: .metered, meter: "m", where: ["model": "large", "region": ["eu", "us"]]),
              "b": Feature(type: .metered, meter: "m", where: ["model": .not(["large", "\""])]),
              "l": Feature(type: .limit)
            ],
            plans: [
              "p": Plan(
                entitlements: [
                  "a": .metered(prices: ["usd": UsagePrice(amount: "3.00", currency: "USD", per: 1_000_000)]),
                  "b": .metered(
                    amount: 0,
                    reset: .day,
                    max: 0.5,
                    prices: ["usd": UsagePrice(amount: 200, currency: "USD", package: 1000)]
                  ),
                  "l": .limit(amount: 5, perUnit: true)
                ],
                prices: [
                  "m": Price(
                    tiers: [Tier(upTo: 12_345, amount: 2200), Tier(amount: 0, flat: "19.00")],
                    mode: .graduated,
                    currency: "USD",
                    interval: .month
                  )
                ],
                quantity: Quantity(feature: "l", max: 300)
              )
            ],
            topups: [
              "u": Topup(
                feature: "a",
                amount: 1,
                prices: ["o": Price(amount: 900, currency: "USD", interval: .oneTime)],
                quantity: Quantity()
              )
            ]
          )

          """#)
  }

  @Test(arguments: [#""a""#, #"["a"]"#, #"["a", "b"]"#, #"{"not": ["a"]}"#, #"{"not": ["\"", "b"]}"#])
  func `a filter survives conversion to Swift and back`(filter: String) {
    let text = #"{"features": {"f": {"type": "metered", "meter": "m", "where": {"g": \#(filter)}}}, "plans": {}}"#
    let (tree, isComplete, findings) = SwiftReader.read(
      SourceText(name: "catalog.swift", bytes: Array(swift(text).utf8)), .catalog)
    #expect(isComplete && findings.isEmpty)
    #expect(String(decoding: tree.canonicalJSON(keepsForms: true), as: UTF8.self) == canonical(text))
  }

  @Test func `an exclusion that is wider than a line takes one line per value`() {
    let values = (0..<20).map { "\"value\($0)\"" }
    let text = swift(
      #"{"features": {"f": {"type": "metered", "where": {"g": {"not": [\#(values.joined(separator: ", "))]}}}}, "plans": {}}"#)
    let lines = text.split(separator: "\n").map { line in String(line.drop { $0 == " " }) }
    #expect(lines.contains(#""g": .not(["#) && lines.contains("])"))
    #expect(values.dropLast().allSatisfy { lines.contains($0 + ",") })
  }

  @Test(arguments: [
    ("0", "0"), ("9999", "9999"), ("10000", "10_000"), ("-1234567", "-1_234_567"), ("1.50", "1.5"),
    ("1e30", "1000000000000000000000000000000.0"),
    ("9223372036854775808", #".number(Amount("9223372036854775808"))"#),
    ("0.1234567890123456", #".number(Amount("0.1234567890123456"))"#),
    ("null", "nil"), ("[]", "[]"), ("{}", "[:]"), (#"{"a": [1]}"#, #"["a": [1]]"#),
    (#""a\nb\u001b\u0000\"\\""#, #""a\nb\u{1B}\0\"\\""#),
  ])
  func `metadata values`(json: String, swift: String) {
    let text = self.swift(#"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"v": \#(json)}}}}"#)
    #expect(text.contains("[\"v\": \(swift)]"), "\(text)")
  }

  @Test func `a value that is wider than a line takes one line per level`() {
    let list = "[" + Array(repeating: "1", count: 20_000).joined(separator: ",") + "]"
    let deep = String(repeating: "[", count: 300) + list + String(repeating: "]", count: 300)
    let text = self.swift(#"{"features": {"f": {"type": "boolean", "metadata": {"v": \#(deep)}}}, "plans": {}}"#)
    #expect(text.utf8.count > 20_000 * 600)
    #expect(text.unicodeScalars.count { $0 == "[" } == 304)
  }

  @Test(arguments: exampleCatalogs) func `converting to Swift and back gives the same catalog`(catalog: ExampleCatalog) throws {
    let source = SourceText(name: "catalog.swift", bytes: Array(swift(catalog.text).utf8))
    let compilation = Compilation(source, format: .swift, providers: .all)
    #expect(compilation.diagnostics.allSatisfy { $0.severity != .error })
    #expect(
      String(decoding: compilation.tree.canonicalJSON(keepsForms: false), as: UTF8.self)
        == canonical(catalog.text, keepsForms: false))
    let direct = Compilation(catalog.source, providers: .all)
    #expect(compilation.outputs.map(\.bytes) == direct.outputs.map(\.bytes))
    #expect(!direct.outputs.isEmpty)
  }

  @Test(arguments: Rule.all.filter { $0.exampleFormat == .json && $0.provider == nil }.map(\.name))
  func `every right example of a rule survives conversion to Swift and back`(name: String) throws {
    let rule = try #require(Rule.all.first { $0.name == name })
    let source = SourceText(name: "catalog.swift", bytes: Array(swift(rule.right).utf8))
    let tree = Compilation(source, format: .swift, providers: .named([])).tree
    #expect(
      String(decoding: tree.canonicalJSON(keepsForms: false), as: UTF8.self) == canonical(rule.right, keepsForms: false),
      "the Swift spelling of the example of \(name)")
  }
}
