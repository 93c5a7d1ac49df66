import BillingCatalog

// Every form of a value, compiled by Swift and read by the reader.
/* Comments lie /* in one another */ and are left out. */
internal let literals: BillingCatalog.Catalog = Catalog(
  meters: [
    "sum": Meter(eventType: "e", aggregation: .sum, valueProperty: "$.v"),
    "count": Meter(eventType: "e", aggregation: .count),
    "uniqueCount": Meter(eventType: "e", aggregation: .uniqueCount, valueProperty: "$.v"),
    "avg": Meter(eventType: "e", aggregation: .avg, valueProperty: "$.v"),
    "min": Meter(eventType: "e", aggregation: .min, valueProperty: "$.v"),
    "max": Meter(eventType: "e", aggregation: .max, valueProperty: "$.v"),
    "latest": .init(
      key: "latest", name: "Latest", description: "The last", eventType: "e", aggregation: Aggregation.latest,
      valueProperty: "$.v", groupBy: ["model": "$.model", "region": "$.region"], metadata: [:]),
    "new": Meter(eventType: "e", aggregation: Aggregation("percentile")),
  ],
  features: [
    "boolean": Feature(type: .boolean),
    "metered": Feature(key: nil, type: .metered, name: "Metered", description: nil, meter: "sum", metadata: nil),
    "static": Feature(type: FeatureType.static),
    "new": Feature(type: .init("tiered")),
    "newer": Feature(type: FeatureType(rawValue: "graduated")),
    "filters": Feature(
      type: .metered, meter: "latest",
      where: [
        "value": "large", "list": ["large", "huge"], "excluded": .not(["small", "tiny"]), "none": [], "nothing": .not([]),
        "spelled": MeterFilter("x"), "spelledList": MeterFilter(["a", "b"]), "spelledOut": MeterFilter.not(["a"]),
        "initialised": .init("x"), "ofModule": BillingCatalog.MeterFilter.not(["a"]),
      ]),
    "integers": Feature(
      type: .boolean,
      metadata: [
        "zero": 0, "negative": -1, "leading": 007, "grouped": 1_000_000, "hexadecimal": 0xFF_ff, "octal": 0o17,
        "binary": 0b1010, "negativeHexadecimal": -0x10, "largest": 9223372036854775807,
        "smallest": -9223372036854775808, "zeroNegative": -0,
      ]),
    "fractions": Feature(
      type: .boolean,
      metadata: [
        "fraction": 0.1, "grouped": 1_0.5_0, "exponent": 1.5e3, "capital": 1E3, "plus": 1e+3, "minus": 25e-1, "long": 1e22,
        "negative": -0.5, "hexadecimal": 0x1.8p1, "power": 0x1p-3, "fifteen": 0.123456789012345, "money": 123456789.123456,
        "tiny": 1e-300, "huge": 1e300,
      ]),
    "texts": Feature(
      type: .boolean,
      metadata: [
        "empty": "", "escapes": "\t\n\r\0\\\"\'", "scalar": "\u{1F600} \u{e9} \u{00000041}", "beyond": "é 😀",
        "raw": #"a\nb "c""#, "rawEscape": #"a\#nb"#, "twice": ##"a"#b"##, "quotes": #"""#, "rawEmpty": #""#,
        "rawInterpolation": #"\(x)"#,
        "lines": """
          first
            second

          joined \
          line with "quotes" and \t escapes \u{41}
          """,
        "rawLines": #"""
          a\n "b" """ \#u{41}
          """#,
        "noLine": """
          """,
        "emptyLine": """

          """,
      ]),
    "values": Feature(
      type: .boolean,
      metadata: [
        "null": nil, "nullCase": .null, "nullOfModule": BillingCatalog.MetadataValue.null,
        "yes": true, "no": false, "boolCase": .bool(true), "numberCase": .number(5),
        "digits": .number(Amount("0.12345678901234567890")), "digitsInteger": .number(.init("18446744073709551616")),
        "stringCase": .string("x"), "array": [1, "two", nil, [3.5], ["four": 4]], "arrayCase": .array([1, [2]]),
        "object": ["b": 1, "a": ["nested": [:]]], "objectCase": .object(["x": .object([:])]), "emptyArray": [],
        "emptyObject": [:], "spelledOut": MetadataValue("x"), "spelledNumber": MetadataValue(-5),
        "spelledNil": MetadataValue(nil),
        "spelledCase": MetadataValue.string("y"), "10": "ids that look like numbers", "9": "keep their place", "é": 1,
        "e\u{301}": 2,
      ]),
  ],
  plans: [
    "literals": Plan(entitlements: [
      "boolean": true, "new": false, "metered": 100_000, "half": 0.5, "static": "text", "spelled": Entitlement(5),
      "spelledText": Entitlement("x"),
    ]),
    "cases": Plan(
      key: "cases",
      name: "Cases",
      description: "",
      entitlements: [
        "boolean": .boolean(enabled: false), "left": .boolean(), "with": .boolean(enabled: true, metadata: ["a": 1]),
        "metered": .metered(amount: 100), "daily": .metered(amount: 0x10, reset: .day),
        "all": .metered(amount: 1.5, reset: .week, isSoftLimit: true, preserveOverageAtReset: false, metadata: ["a": 1]),
        "nils": .metered(amount: 5, reset: nil, isSoftLimit: nil), "year": .metered(amount: 5, reset: Reset.year),
        "month": .metered(amount: BillingCatalog.Amount(5), reset: BillingCatalog.Reset.month),
        "new": .metered(amount: 5, reset: Reset("quarter")), "never": .metered(amount: 5, reset: .never),
        "perUnit": .metered(amount: 5, perUnit: true), "limits": .limit(amount: 3, perUnit: false),
        "paid": .metered(amount: 5, prices: ["usd": UsagePrice(amount: "0.008", currency: "USD")]),
        "used": .metered(prices: ["usd": .init(amount: 2, currency: "USD", per: 1_000)]),
        "packages": .metered(
          reset: .day, max: Amount("1e3"),
          prices: [
            "usd": UsagePrice(amount: Money("2.00"), currency: "USD", package: 10), "eur": UsagePrice(amount: 1, currency: "EUR"),
          ]),
        "tiers": .metered(
          amount: 0.5, perUnit: nil, max: 1.5,
          prices: [
            "usd": UsagePrice(
              tiers: [Tier(upTo: 10, amount: 5), .init(upTo: Amount("20.5"), flat: Money(minorUnits: 3)), Tier(amount: "0.002")],
              mode: TierMode.volume, currency: "USD", per: 5),
            "new": UsagePrice(tiers: [], mode: TierMode("stairs"), currency: "EUR"),
          ]),
        "limit": .limit(amount: 3), "unlimited": .unlimited, "unlimitedOfModule": BillingCatalog.Entitlement.unlimited,
        "number": .number(Amount("0.12345678901234567890")), "plain": .number(5), "json": .static(config: ["a": [1, nil]]),
        "digits": .metered(amount: Amount("0.12345678901234567890")), "whole": .metered(amount: Amount(5)),
        "point": .metered(amount: .init("1e2")), "static": .static(config: "x"),
        "settings": Entitlement.static(config: #"{"a": 1}"#, metadata: [:]),
      ],
      prices: [
        "day": Price(amount: 1, currency: "USD", interval: .day), "week": Price(amount: 1, currency: "USD", interval: .week),
        "month": .init(
          amount: 1_000, currency: "USD", interval: .month, intervalCount: 3, trialDays: 14, lookupKey: "k",
          providerIds: ["stripe": "price_1"], metadata: ["a": true]),
        "year": Price(amount: 9_223_372_036_854_775_807, currency: "USD", interval: Interval.year),
        "new": Price(amount: 0, currency: "USD", interval: Interval("fortnight")),
        "seats": Price(
          tiers: [Tier(upTo: 5, amount: 3, flat: 2), Tier(flat: 0)], mode: .graduated, currency: "USD", interval: .month),
      ],
      quantity: Quantity(feature: "limit"),
      providerIds: ["stripe": "prod_1", "dodo": "pdt_1"],
      metadata: ["a": 1]),
    "empty": Plan(entitlements: [:], prices: [:], providerIds: [:], metadata: [:]),
  ],
  addons: [
    "all": Addon(
      entitlements: ["boolean": true], prices: ["once": Price(amount: 5, currency: "USD", interval: .oneTime)],
      compatiblePlans: [], multiple: true, quantity: Quantity(min: 1, max: 5), providerIds: [:], metadata: [:]),
    "bounds": Addon(entitlements: ["boolean": true], compatiblePlans: ["literals", "cases"], quantity: Quantity()),
  ],
  topups: [
    "all": Topup(
      key: "k", name: "n", description: "d", feature: "metered", amount: Amount("1000.5"),
      prices: ["once": Price(amount: 5, currency: "USD", interval: .oneTime)], compatiblePlans: ["literals"],
      quantity: .init(min: nil, max: 3),
      grant: Grant(
        priority: 1, expiration: Expiration(duration: .hour, count: 2), maxRolloverAmount: 0.5, metadata: ["a": 1]),
      providerIds: [:], metadata: [:]),
    "day": Topup(feature: "metered", amount: 1, prices: [:], grant: Grant(expiration: Expiration(duration: .day))),
    "week": Topup(feature: "metered", amount: 1, prices: [:], grant: Grant(expiration: Expiration(duration: .week))),
    "month": Topup(feature: "metered", amount: 1, prices: [:], grant: Grant(expiration: .init(duration: .month))),
    "year": Topup(feature: "metered", amount: 1, prices: [:], grant: .init(expiration: Expiration(duration: .year))),
    "new": Topup(
      feature: "metered", amount: 1, prices: [:],
      grant: Grant(expiration: Expiration(duration: Expiration.Unit("DECADE")))),
    "member": Topup(
      feature: "metered", amount: 1, prices: [:],
      grant: Grant(expiration: Expiration(duration: BillingCatalog.Expiration.Unit.week))),
  ],
  providers: [
    "stripe": ProviderSettings(enabled: true, options: ["taxBehavior": "exclusive"], metadata: ["a": 1]),
    "openmeter": .init(enabled: false),
  ],
);
