extension FactGroup {
  /// Amounts, currencies and intervals.
  static let prices = FactGroup(
    name: "prices",
    facts: [
      Fact("amount 0", .plan, plan(#""amount": 0"#)),
      Fact("amount 1", .plan, plan(#""amount": 1"#)),
      Fact("amount 10^8", .plan, plan(#""amount": 100000000"#)),
      Fact("amount 10^15", .plan, plan(#""amount": 1000000000000000"#)),
      Fact("the greatest amount", .plan, plan(#""amount": 9223372036854775807"#)),
      Fact("a currency with three decimals", .plan, plan(#""amount": 6155, "currency": "KWD""#)),
      Fact("a currency without decimals", .plan, plan(#""amount": 2000, "currency": "JPY""#)),
      Fact("a currency whose decimals nobody uses", .plan, plan(#""amount": 200050, "currency": "HUF""#)),
      Fact("a currency that few providers support", .plan, plan(#""amount": 200000, "currency": "IRR""#)),
      Fact("every day", .plan, plan(#""interval": "day""#)),
      Fact("every month, spelled out", .plan, plan(#""intervalCount": 1"#)),
      Fact("every 12 months", .plan, plan(#""intervalCount": 12"#)),
      Fact("every 48 months", .plan, plan(#""intervalCount": 48"#)),
      Fact("every 5 years", .plan, plan(#""interval": "year", "intervalCount": 5"#)),
      Fact("every 400 weeks", .plan, plan(#""interval": "week", "intervalCount": 400"#)),
      Fact("every 2000 days", .plan, plan(#""interval": "day", "intervalCount": 2000"#)),
      Fact("every 10^12 months", .plan, plan(#""intervalCount": 1000000000000"#)),

      Fact("amount 0", .addon, addon(#""amount": 0"#)),
      Fact("amount 1", .addon, addon(#""amount": 1"#)),
      Fact("amount 10^15", .addon, addon(#""amount": 1000000000000000"#)),
      Fact("a currency that few providers support", .addon, addon(#""amount": 50000, "currency": "IRR""#)),
      Fact("every 48 months", .addon, addon(#""intervalCount": 48"#)),
      Fact("every day", .addon, addon(#""interval": "day""#)),

      Fact("amount 0", .oneTimeAddon, oneTimeAddon(#""amount": 0"#)),
      Fact("amount 1", .oneTimeAddon, oneTimeAddon(#""amount": 1"#)),
      Fact("amount 10^15", .oneTimeAddon, oneTimeAddon(#""amount": 1000000000000000"#)),
      Fact("a currency that few providers support", .oneTimeAddon, oneTimeAddon(#""amount": 50000, "currency": "IRR""#)),

      Fact("amount 0", .topup, topup(#""amount": 0"#)),
      Fact("amount 1", .topup, topup(#""amount": 1"#)),
      Fact("amount 10^15", .topup, topup(#""amount": 1000000000000000"#)),
      Fact("a currency that few providers support", .topup, topup(#""amount": 90000, "currency": "IRR""#)),
      Fact("a currency with three decimals", .topup, topup(#""amount": 6155, "currency": "KWD""#)),
    ])

  static let trials = FactGroup(
    name: "trials",
    facts: [
      Fact("trial of 14 days", .plan, plan(#""trialDays": 14"#)),
      Fact("trial of 0 days", .plan, plan(#""trialDays": 0"#)),
      Fact("trial of 100,000 days", .plan, plan(#""trialDays": 100000"#)),
      Fact("trial longer than the interval", .plan, plan(#""trialDays": 400"#)),
      Fact("trial of a free price", .plan, plan(#""amount": 0, "trialDays": 14"#)),
      Fact(
        "two prices with different trials", .plan,
        #"""
        {"plans": {"pro": {"prices": {"m": {"trialDays": 14},
          "y": {"amount": 20000, "currency": "USD", "interval": "year", "trialDays": 30}}}}}
        """#),
      Fact("trial of 14 days", .addon, addon(#""trialDays": 14"#)),
      Fact("trial of 0 days", .addon, addon(#""trialDays": 0"#)),
    ])

  static let lookupKeys = FactGroup(
    name: "lookup-keys",
    facts: [
      Fact("lookup key", .plan, plan(#""lookupKey": "own""#)),
      Fact("the default lookup key, spelled out", .plan, plan(#""lookupKey": "pro:m""#)),
      Fact("lookup key of 201 characters", .plan, plan(#""lookupKey": "\#(text("k", 201))""#)),
      Fact("the default lookup key is of 201 characters", .plan, #"{"plans": {"pro": {"key": "\#(text("k", 199))"}}}"#),
      Fact("lookup key", .addon, addon(#""lookupKey": "own""#)),
      Fact("the default lookup key, spelled out", .addon, addon(#""lookupKey": "x:m""#)),
      Fact("lookup key", .oneTimeAddon, oneTimeAddon(#""lookupKey": "own""#)),
      Fact("lookup key", .topup, topup(#""lookupKey": "own""#)),
      Fact("the default lookup key, spelled out", .topup, topup(#""lookupKey": "pack:once""#)),
      Fact("lookup key of a price with an id", .plan, plan(#""lookupKey": "own", "providerIds": {"PROVIDER": "id_1"}"#)),
    ])

  private static func plan(_ fields: String) -> String { #"{"plans": {"pro": {"prices": {"m": {\#(fields)}}}}}"# }
  private static func addon(_ fields: String) -> String { #"{"addons": {"x": {"prices": {"m": {\#(fields)}}}}}"# }
  private static func oneTimeAddon(_ fields: String) -> String { #"{"addons": {"x": {"prices": {"once": {\#(fields)}}}}}"# }
  private static func topup(_ fields: String) -> String { #"{"topups": {"pack": {"prices": {"once": {\#(fields)}}}}}"# }
}

/// A string that repeats one character.
func text(_ character: Character, _ count: Int) -> String { String(repeating: character, count: count) }
