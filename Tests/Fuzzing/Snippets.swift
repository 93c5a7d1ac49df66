import CatalogReading

extension Seed {
  /// Small texts with features that are rare in catalogs.
  static let snippets: [Seed] =
    json.enumerated().map { Seed("snippet \($0.offset)", .json, Array($0.element.utf8)) }
    + swift.enumerated().map { Seed("snippet \($0.offset)", .swift, Array($0.element.utf8)) }
    + damagedUTF8.enumerated().map { Seed("bytes \($0.offset)", .json, $0.element) }

  private static let json = [
    "", "null", "{}", "[]", "\u{FEFF}{}", "\"\"", "0", "-0.0e-0", "[1,2 , 3]", "{\"a\":{\"b\":[{\"c\":null}]}}",
    #"{"a": "\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00"}"#, #"["\ud83d", "\ude00", "\ud83d\ud83d\ude00", "\uD83D\u0041"]"#,
    #"["\u", "\u12", "\u12g4", "\x", "\"]"#, #"{"a": 1, "b": 2, "a": 3, "\u0061": 4, "é": 5, "e\#u{301}": 6}"#,
    "[0, -0, 1e5, 1E+5, 1e-5, 0.1, 123456789.987654321, 1e308, -1e308, 1e-308]",
    "[1e309, 1e-309, 99999999999999999999999999999999999999999e300, 1e99999999999999999999]",
    "[01, 1., .5, 1e, +1, 0x1, --1, NaN]", "{'a': 1}", "{a: 1}", "{\"a\" 1}", "{\"a\": 1,}", "[1,]", "[1 2]",
    "{\"a\": 1 \"b\": 2}",
    "[true, false, null, tru, nul, True]", "{} {}", "// a\n{}", "{\"a\": \"b\nc\"}", "{\"a\": \"b\tc\"}", "\u{2028}{}",
    "{\"a\": [}",
    String(repeating: "[", count: 511) + String(repeating: "]", count: 511),
    String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
    String(repeating: "{\"a\":", count: 513) + "1" + String(repeating: "}", count: 513), String(repeating: "[", count: 3000),
    "{" + (0..<40).map { "\"k\($0 % 37)\": \($0)" }.joined(separator: ",") + "}",
    #"{"features": {"a": {"type": "boolean"}}, "plans": {"p": {"entitlements": {"a": true}}}}"#,
    #"""
    {"meters": {"m": {"eventType": "e", "aggregation": "sum", "valueProperty": "$.v", "groupBy": {"g": "$.g"}}},
     "features": {"t": {"type": "metered", "meter": "m"}, "b": {"type": "boolean"}, "s": {"type": "static"}},
     "plans": {"p": {"entitlements": {"t": {"amount": 10.5, "reset": "week", "isSoftLimit": true,
        "preserveOverageAtReset": true}, "b": false, "s": "{\"x\": 1}"}, "providerIds": {"stripe": "prod_1"},
        "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month", "intervalCount": 3, "trialDays": 7,
          "lookupKey": "l", "providerIds": {"stripe": "price_1"}, "metadata": {"a": [1, {"b": null}]}}}}},
     "addons": {"a": {"entitlements": {"t": 5}, "compatiblePlans": ["p"], "multiple": true, "quantity": {"min": 1, "max": 9},
        "prices": {"m": {"amount": "1.00", "currency": "USD", "interval": "month", "intervalCount": 3},
          "o": {"amount": 50, "currency": "EUR", "interval": "one_time"}}}},
     "topups": {"u": {"feature": "t", "amount": 0.25, "prices": {"x": {"amount": 1, "currency": "JPY", "interval": "one_time"}},
        "grant": {"priority": 1, "expiration": {"duration": "WEEK", "count": 2}, "maxRolloverAmount": 0}}},
     "providers": {"dodo": {"options": {"taxCategory": "saas"}}, "razorpay": {"options": {"totalCount": 12}},
        "openmeter": {"options": {"mode": "plans"}, "metadata": {"o": true}}, "polar": {"enabled": true}}}
    """#,
    #"""
    {"meters": {"m": {"eventType": "e", "aggregation": "count", "groupBy": {"g": "$.g"}}},
     "features": {"a": {"type": "metered", "meter": "m", "where": {"g": ["x", "y"]}},
        "b": {"type": "metered", "meter": "m", "where": {"g": {"not": ["x", "y"]}}}, "l": {"type": "limit"}, "k": {"type": "limit"}},
     "plans": {"p": {"quantity": {"feature": "l", "min": 2, "max": 9},
        "entitlements": {"k": {"amount": 3, "perUnit": true},
          "a": {"amount": 10, "max": 90, "prices": {"usd": {"amount": "0.002", "currency": "USD", "per": 100, "lookupKey": "u"}}},
          "b": {"amount": 5, "prices": {"usd": {"tiers": [{"upTo": 9, "amount": 2, "flat": 5}, {"flat": "0.50"}],
            "mode": "graduated", "currency": "USD"}}}},
        "prices": {"m": {"tiers": [{"upTo": 5, "amount": 900}, {"amount": "8.00"}], "mode": "volume", "currency": "USD",
          "interval": "month"}}},
      "q": {"entitlements": {"a": {"prices": {"usd": {"amount": 200, "package": 10, "currency": "USD"}}}, "k": "unlimited"}}}}
    """#,
  ]

  private static let swift = [
    "", "let a = Catalog()", "import BillingCatalog\nlet a: Catalog = Catalog(features: [:], plans: [:])\n", "let a = 1", "let a",
    "var a = Catalog()", "@a public let b: A.B<C>? = .init()", "let a = Catalog(features: [\"a\": 1,], plans: [:],);",
    "/* a /* b */ c */ let a = /* d */ Catalog( // e\n)", "/* a", "let a = \"\\u{1F600}\\n\\t\\0\\\\\\\"\\'\\r\"",
    "let a = \"\\(b)\"", "let a = #\"b\"#", "let a = ##\"b\\##n\"#c\"##", "let a = \"\"\"\n  b\n    c\n  \"\"\"",
    "let a = \"\"\"\n  b \\\n  c\\u{e9}\n  \"\"\"", "let a = \"\"\"\n b\n  \"\"\"",
    "let a = [1, -2, 3.5, 1_000, 0x1F, 0b11, 0o7, 1e3, 0x1p3]",
    "let a = [.a, .b(1), .c(d: 2), E.f, G.h(i: 3)]", "let `a` = Catalog()", "let a: = Catalog()",
    "let a = " + String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
    #"""
    import BillingCatalog
    public let c = Catalog(
      features: ["t": Feature(type: .metered), "b": .init(type: .boolean), "s": Feature(type: FeatureType("static"))],
      plans: ["p": Plan(entitlements: ["t": .metered(amount: 1_000, reset: .week), "b": true, "s": "x"],
        prices: ["m": Price(amount: 1_00, currency: "USD", interval: .month)])],
      addons: ["a": Addon(entitlements: ["t": Entitlement.metered(amount: Amount("0.5"))], compatiblePlans: ["p"], multiple: false,
        quantity: Quantity(min: 0, max: 3), prices: ["o": Price(amount: "0.05", currency: "EUR", interval: .oneTime)],
        metadata: ["a": .array([1, "b", .object(["c": nil])]), "d": 1.5])],
      topups: ["u": Topup(feature: "t", amount: 2.5, prices: ["x": .init(amount: 1, currency: "JPY", interval: .oneTime)],
        grant: Grant(priority: 1, expiration: Expiration(duration: .week, count: 2), maxRolloverAmount: 0))],
      providers: ["openmeter": ProviderSettings(enabled: true, options: ["mode": "plans"])]
    )
    """#,
    #"""
    let c = Catalog(
      meters: ["m": Meter(eventType: "e", aggregation: .count, groupBy: ["g": "$.g"])],
      features: ["a": Feature(type: .metered, meter: "m", where: ["g": ["x", "y"]]), "l": Feature(type: .limit),
        "b": Feature(type: .metered, meter: "m", where: ["g": .not(["x", "y"])])],
      plans: ["p": Plan(
        entitlements: [
          "a": .metered(amount: 10, max: 90, prices: ["usd": UsagePrice(amount: "0.002", currency: "USD", per: 1_00)]),
          "b": .metered(prices: ["usd": .init(
            tiers: [Tier(upTo: 9, amount: 2), .init(flat: Money("0.50"))], mode: TierMode("graduated"), currency: "USD")])],
        prices: ["m": Price(tiers: [Tier(upTo: 5, amount: 900), Tier(amount: 800)], mode: .volume, currency: "USD",
          interval: .month)],
        quantity: Quantity(feature: "l", min: 2))])
    """#,
  ]

  private static let damagedUTF8: [[UInt8]] = [
    [0xEF, 0xBB], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
    [0x22, 0xE2, 0x82, 0x22],
    [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], [0xFF, 0xFE, 0x7B, 0x00], [0x22, 0x00, 0x22],
  ]
}
