import Diagnostics

/// Usage prices, tiers, and the events that they count.
extension Rule {
  static let usageRules: [Rule] = [
    rateTerms, rateDecimals, tierMode, tierBounds, tierWithoutPrice, firstTierFlat, usagePriceCurrency, usagePriceContradiction,
    usageMaximum, usageChargedTwice, payAsYouGo, meterFilter,
  ]

  /// A plan with a metered feature whose allowance has these fields.
  private static func plan(_ entitlement: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private static func usage(_ price: String, amount: Int = 1000) -> String {
    plan(#"{"amount": \#(amount), "prices": {"usd": {\#(price), "currency": "USD"}}}"#)
  }

  static let rateTerms = Rule(
    "rate-terms", .error, "The terms of a price contradict each other",
    explanation: """
      A price has either one `amount`, or `tiers` with a `mode`. One amount of a usage price can be for a number of units: `per` \
      charges in proportion, `package` rounds up to whole packages.
      """,
    wrong: usage(#""amount": "2.00", "per": 1000, ⟦"package"⟧: 1000"#),
    right: usage(#""amount": "2.00", "package": 1000"#))

  static let rateDecimals = Rule(
    "rate-decimals", .error, "A price for one unit has too many decimals",
    explanation: """
      Usage is charged by the unit, so the amount divided by `per` must end within 12 decimals of the minor unit; no provider \
      stores more. 2.00 USD for 3600 seconds never ends: count hours instead.
      """,
    wrong: usage(#""amount": ⟦"2.00"⟧, "per": 3600"#),
    right: usage(#""amount": "1.80", "per": 3600"#))

  static let tierMode = Rule(
    "tier-mode", .error, "Tiers without a valid mode",
    explanation: """
      For 25 seats, the tiers "up to 24 for 22.00 each, then 19.00 each" cost 547.00 if they are `graduated` (each unit costs what \
      its own tier says), and 475.00 by `volume` (all units cost what the tier of the last one says). The mode is never assumed.
      """,
    wrong: usage(#"⟦"tiers"⟧: [{"upTo": 5000, "amount": 2}, {"amount": 1}]"#),
    right: usage(#""tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "graduated""#))

  static let tierBounds = Rule(
    "tier-bounds", .error, "The bounds of tiers are invalid",
    explanation: """
      Each tier but the last has a bound, the last has none, and bounds rise. They count all usage of the period, the allowance \
      included, so the first bound must be above it.
      """,
    wrong: usage(#""tiers": [{"upTo": ⟦1000⟧, "amount": 2}, {"amount": 1}], "mode": "graduated""#),
    right: usage(#""tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "graduated""#))

  static let tierWithoutPrice = Rule(
    "tier-without-price", .error, "A tier has no price",
    explanation: """
      A tier needs an `amount` for each unit, a `flat` amount that is added once when the tier is entered, or both. Write \
      `"amount": 0` for free units.
      """,
    wrong: usage(#""tiers": [⟦{"upTo": 5000}⟧, {"amount": 1}], "mode": "graduated""#),
    right: usage(#""tiers": [{"upTo": 5000, "amount": 0}, {"amount": 1}], "mode": "graduated""#))

  static let firstTierFlat = Rule(
    "first-tier-flat", .error, "A flat amount in the first tier of usage without an allowance",
    explanation: """
      Providers disagree on whether it is charged without any usage. A fee that is always charged is a price of the item.
      """,
    wrong: usage(#""tiers": [{"upTo": 5000, "amount": 2, "flat": ⟦500⟧}, {"amount": 1}], "mode": "graduated""#, amount: 0),
    right: usage(#""tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "graduated""#, amount: 0))

  static let usagePriceCurrency = Rule(
    "usage-price-currency", .error, "The currencies of usage prices do not match",
    explanation: """
      Customers pay usage in the currency of their price, so there is exactly one usage price for each currency of the item's \
      prices.
      """,
    wrong: plan(#"{⟦"prices"⟧: {"eur": {"amount": 2, "currency": "EUR"}}}"#),
    right: plan(#"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#))

  static let usagePriceContradiction = Rule(
    "usage-price-contradiction", .error, "An entitlement contradicts its usage prices",
    explanation: """
      Usage beyond the allowance is charged every period. It cannot have a soft limit, carry \
      overage over, be granted once, or come with a price that is paid once. Tiers are for the customer, not for each unit.
      """,
    wrong: plan(#"{"amount": 1000, "isSoftLimit": ⟦true⟧, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#),
    right: plan(#"{"amount": 1000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#))

  static let usageMaximum = Rule(
    "usage-maximum", .error, "The maximum usage is invalid",
    explanation: """
      With usage prices, access goes on beyond the allowance up to `max`, which is counted from 0. Without them, access ends at \
      `amount`.
      """,
    wrong: plan(#"{"amount": 1000, "max": ⟦500⟧, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#),
    right: plan(#"{"amount": 1000, "max": 5000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#))

  static let usageChargedTwice = Rule(
    "usage-charged-twice", .error, "Two usage prices charge the same events",
    explanation: """
      Providers count the events of a customer, not of an item. If a customer can have two usage prices for the same events, in \
      one item, in a plan and an add-on, or in two add-ons, both charge them in full. Use `where` to tell the events apart.
      """,
    wrong: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
       "features": {"small": {"type": "metered", "meter": "calls", "where": {"model": "small"}},
         "large": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"entitlements": {"small": {"prices": {"usd": {"amount": 1, "currency": "USD"}}},
         "large": {⟦"prices"⟧: {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#,
    right: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
       "features": {"small": {"type": "metered", "meter": "calls", "where": {"model": "small"}},
         "large": {"type": "metered", "meter": "calls", "where": {"model": ["large", "huge"]}}},
       "plans": {"pro": {"entitlements": {"small": {"prices": {"usd": {"amount": 1, "currency": "USD"}}},
         "large": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#)

  static let payAsYouGo = Rule(
    "pay-as-you-go", .error, "The usage prices of an item without prices do not agree",
    explanation: """
      An item without `prices` is billed for its usage alone, at the end of each reset. So its usage prices must have the same \
      reset and the same currencies. Add a price with amount 0 for a billing period of its own.
      """,
    wrong: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}, "jobs": {"eventType": "job", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}, "jobs": {"type": "metered", "meter": "jobs"}},
       "plans": {"payg": {"entitlements": {"calls": {"prices": {"usd": {"amount": 1, "currency": "USD"}}},
         "jobs": {"reset": ⟦"day"⟧, "prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#,
    right: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}, "jobs": {"eventType": "job", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}, "jobs": {"type": "metered", "meter": "jobs"}},
       "plans": {"payg": {"entitlements": {"calls": {"prices": {"usd": {"amount": 1, "currency": "USD"}}},
         "jobs": {"reset": "month", "prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#)

  static let meterFilter = Rule(
    "meter-filter", .error, "`where` does not fit the meter",
    explanation: """
      `where` limits a metered feature to some events of its meter, by a group that the meter has in `groupBy`.
      """,
    wrong: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
       "features": {"calls": {"type": "metered", "meter": "calls", "where": {⟦"modell"⟧: "small"}}}, "plans": {}}
      """#,
    right: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
       "features": {"calls": {"type": "metered", "meter": "calls", "where": {"model": "small"}}}, "plans": {}}
      """#)
}
