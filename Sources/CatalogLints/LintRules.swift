import Diagnostics

extension Rule {
  /// Rules about the pricing of catalogs that are otherwise valid.
  package static let lintRules: [Rule] = [
    dominatedPlan, overageCostsLess, longerIntervalCostsMore, largerPackCostsMore, largerQuantityCostsMore, volumeCliff,
    unreachableTier,
    topupCostsMoreThanUsage, currencySlip, unusableAddon, unusableTopup, unusedFeature, unusedMeter,
    unusedUsagePrice, noPrice, discountExceedsDuration,
  ]

  static let noPrice = Rule(
    "no-price", .warning, "An item has no price",
    explanation: """
      Anyone can take it for nothing. For a plan that customers have without a purchase, write `"default": true`; for a price that \
      is agreed with each customer, `"onRequest": true`. A price of 0 says that the item is free on purpose.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {⟦"enterprise"⟧: {"entitlements": {"api": true}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"enterprise": {"onRequest": true, "entitlements": {"api": true}}}}
      """#)

  static let discountExceedsDuration = Rule(
    "discount-exceeds-duration", .warning, "A discount for some months lowers a price for a longer time",
    explanation: """
      A discount for three months lowers the invoices issued within them. A yearly price is charged in the first month for all \
      twelve, so the discount lowers the whole year.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}}},
       "discounts": {"launch": {"percent": 20, "duration": ⟦{"months": 3}⟧}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "discounts": {"launch": {"percent": 20, "duration": {"months": 3}}}}
      """#)

  static let dominatedPlan = Rule(
    "dominated-plan", .warning, "A plan costs more than another but includes no more",
    explanation: """
      Another plan costs no more in any currency and cadence of this plan, and includes everything that this plan includes, \
      so nobody has a reason to buy this one. At equal prices, a plan that includes strictly less is reported, too.

      A longer trial, an add-on or a top-up that only this plan is compatible with, and an entitlement whose string or \
      metadata differs all count as something extra. Plans are not compared if they have no prices, prices with tiers or \
      different quantities. Usage prices are compared at every usage; the message names one that costs less.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
       "plans": {
         "basic": {"entitlements": {"api": true, "tokens": 1000},
           "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}},
         ⟦"pro"⟧: {"entitlements": {"api": true, "tokens": 1000},
           "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
       "plans": {
         "basic": {"entitlements": {"api": true, "tokens": 1000},
           "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}},
         "pro": {"entitlements": {"api": true, "tokens": 5000},
           "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let overageCostsLess = Rule(
    "overage-costs-less", .warning, "A plan with more usage never costs less than a smaller plan with its usage prices",
    explanation: """
      A larger plan pays off once the usage beyond a smaller allowance costs more than the difference of their prices. Here that \
      never happens: however much is used, the smaller plan costs no more, and it includes everything else. The message names \
      both costs at the usage that the larger plan includes.

      What plans include is compared as by `dominated-plan`. Yearly prices are compared with as many months of usage.
      """,
    wrong: upgrade("⟦\"pro\"⟧", "9000"), right: upgrade("\"pro\"", "4000"))

  /// Two plans that charge the same beyond their allowances.
  private static func upgrade(_ id: String, _ amount: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {
       "basic": {"entitlements": {"calls": {"amount": 1000, "prices": {"usd": {"amount": 1, "currency": "USD"}}}},
         "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}},
       \#(id): {"entitlements": {"calls": {"amount": 5000, "prices": {"usd": {"amount": 1, "currency": "USD"}}}},
         "prices": {"monthly": {"amount": \#(amount), "currency": "USD", "interval": "month"}}}}}
    """#
  }

  static let longerIntervalCostsMore = Rule(
    "longer-interval-costs-more", .warning, "A longer billing period costs more than the equivalent shorter ones",
    explanation: """
      A year that costs more than twelve months is usually a typo, because customers who pay in advance expect a discount. \
      Each cadence is compared with shorter ones of the same plan or add-on in the same currency: years with months, and \
      weeks with days.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         "yearly": {"amount": ⟦30000⟧, "currency": "USD", "interval": "year"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#, formerNames: ["yearly-dearer-than-monthly"])

  static let largerPackCostsMore = Rule(
    "larger-pack-costs-more", .warning, "A larger top-up costs more per unit than a smaller one",
    explanation: """
      Customers are better off buying the smaller one several times. Top-ups are compared if they have the same feature, \
      compatible plans, currency and expiration, and agree on whether they roll over.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {
         "small": {"feature": "tokens", "amount": 1000,
           "prices": {"usd": {"amount": 1000, "currency": "USD", "interval": "one_time"}}},
         "large": {"feature": "tokens", "amount": 5000,
           "prices": {"usd": {"amount": ⟦9000⟧, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {
         "small": {"feature": "tokens", "amount": 1000,
           "prices": {"usd": {"amount": 1000, "currency": "USD", "interval": "one_time"}}},
         "large": {"feature": "tokens", "amount": 5000,
           "prices": {"usd": {"amount": 4500, "currency": "USD", "interval": "one_time"}}}}}
      """#, formerNames: ["bigger-pack-dearer"])

  /// A plan that is sold by the seat.
  private static func seats(_ tiers: String, mode: String = "volume", bounds: String = #""min": 1"#) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"team": {"entitlements": {"api": true}, "quantity": {\#(bounds)}, "prices": {"monthly": {
       "tiers": [\#(tiers)], "mode": "\#(mode)", "currency": "USD", "interval": "month"}}}}}
    """#
  }

  static let largerQuantityCostsMore = Rule(
    "larger-quantity-costs-more", .warning, "A larger quantity costs more per unit than a smaller one",
    explanation: """
      Customers who buy more at once expect to pay less for each unit. Prices with free units or flat amounts in their tiers are \
      not checked, because these pay for something else than the number of units.
      """,
    wrong: seats(#"{"upTo": 10, "amount": 1000}, ⟦{"amount": 1200}⟧"#, mode: "graduated"),
    right: seats(#"{"upTo": 10, "amount": 1200}, {"amount": 1000}"#, mode: "graduated"))

  static let volumeCliff = Rule(
    "volume-cliff", .note, "One unit more costs less in total",
    explanation: """
      With `volume` tiers, all units cost what the tier of the last one says. Where a tier begins, the total falls: customers pay \
      more for slightly less. With `graduated` tiers, each unit costs what its own tier says, and the total never falls. The first \
      such step of each price is reported.
      """,
    wrong: seats(#"{"upTo": 24, "amount": 2200}, ⟦{"amount": 1900}⟧"#),
    right: seats(#"{"upTo": 24, "amount": 2200}, {"amount": 1900}"#, mode: "graduated"))

  static let unreachableTier = Rule(
    "unreachable-tier", .warning, "A tier begins above the maximum",
    explanation: """
      The tiers of a price are for quantities up to `quantity.max`, those of a usage price for usage up to `max`. A tier that \
      begins at the maximum or above it never applies: either it or the maximum is wrong.
      """,
    wrong: seats(
      #"{"upTo": 100, "amount": 1000}, ⟦{"amount": 800}⟧"#, mode: "graduated", bounds: #""max": 50"#),
    right: seats(
      #"{"upTo": 100, "amount": 1000}, {"amount": 800}"#, mode: "graduated", bounds: #""max": 500"#))

  /// A plan with usage prices, and a top-up of 1000.
  private static func topup(_ amount: String, usage: Int) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": {"amount": 500, "prices": {"usd": {"amount": \#(usage), "currency": "USD"}}}},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "calls", "amount": 1000,
       "prices": {"usd": {"amount": \#(amount), "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  static let topupCostsMoreThanUsage = Rule(
    "topup-costs-more-than-usage", .warning, "A top-up costs more than the same usage without it",
    explanation: """
      In each plan that the top-up is available with and that includes its feature, usage beyond the allowance costs less than \
      the top-up, so nobody has a reason to buy it.
      """,
    wrong: topup("⟦3000⟧", usage: 2), right: topup("2000", usage: 2))

  static let currencySlip = Rule(
    "currency-slip", .warning, "A price differs about 100-fold between currencies",
    explanation: """
      Amounts are in minor units, which differ between currencies: 2000 is 20.00 USD, but 2000 JPY. The prices of one item \
      and cadence are compared by rough exchange rates. A price that is more than 30 times the others, or less than a \
      thirtieth, is reported. Regional pricing differs by much less.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
         "jpy": {"amount": ⟦300000⟧, "currency": "JPY", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
         "jpy": {"amount": 3000, "currency": "JPY", "interval": "month"}}}}}
      """#)

  static let unusableAddon = Rule(
    "unusable-addon", .warning, "An add-on grants nothing to the customers who can buy it",
    explanation: """
      All of its entitlements are disabled, or every compatible plan already includes the same, or the catalog has no \
      plans. The customer would pay and get nothing. A one-time service that unlocks nothing, with its feature disabled, \
      is not reported. An allowance always adds to what the plan includes, and an add-on that can be bought several times \
      (`multiple`) is assumed to count something.
      """,
    wrong: #"""
      {"features": {"sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"sso": true}}},
       "addons": {⟦"security"⟧: {"entitlements": {"sso": true}}}}
      """#,
    right: #"""
      {"features": {"sso": {"type": "boolean"}, "api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"security": {"entitlements": {"sso": true}}}}
      """#)

  static let unusableTopup = Rule(
    "unusable-topup", .warning, "A top-up adds to an allowance that its buyers cannot have",
    explanation: """
      None of its compatible plans includes the feature, and neither does an add-on for one of them, so there is nothing to \
      top up. An allowance of 0 is enough. The rule does not apply to catalogs without plans, which sell prepaid usage.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "topups": {⟦"pack"⟧: {"feature": "tokens", "amount": 1000,
         "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true, "tokens": 0}}},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let unusedFeature = Rule(
    "unused-feature", .warning, "No plan, add-on or top-up includes a feature",
    explanation: """
      The feature is left over, or an entitlement is missing. A feature that is disabled everywhere counts as unused, unless \
      it names a one-time service. A catalog that sells nothing yet is not checked.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, ⟦"sso"⟧: {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true, "sso": true}}}}
      """#)

  static let unusedUsagePrice = Rule(
    "unused-usage-price", .warning, "A usage price is in a currency that the item is not sold in",
    explanation: """
      Usage is charged in the currency of the price that a customer pays. If the item has no price in the currency of a usage \
      price, nobody is ever charged by it.
      """,
    wrong: usage(#""usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 2, "currency": ⟦"EUR"⟧}"#),
    right: usage(#""usd": {"amount": 2, "currency": "USD"}"#))

  private static func usage(_ prices: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": {"amount": 500, "prices": {\#(prices)}}},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  static let unusedMeter = Rule(
    "unused-meter", .warning, "No feature refers to a meter",
    explanation: """
      The meter counts events that nothing uses. Often a metered feature was meant to refer to it.
      """,
    wrong: #"""
      {"meters": {⟦"tokens"⟧: {"eventType": "ai.tokens", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": 1000}}}}
      """#,
    right: #"""
      {"meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered", "meter": "tokens"}},
       "plans": {"pro": {"entitlements": {"tokens": 1000}}}}
      """#)
}
