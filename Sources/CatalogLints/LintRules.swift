import Diagnostics

extension Rule {
  /// Rules about the pricing itself: no stage before has anything against such a catalog.
  package static let lintRules: [Rule] = [
    dominatedPlan, yearlyDearerThanMonthly, biggerPackDearer, currencySlip, unusableAddon, unusableTopup, unusedFeature,
    unusedMeter,
  ]

  static let dominatedPlan = Rule(
    "dominated-plan", .warning, "A plan costs more than another and gives no more",
    explanation: """
      Another plan costs no more in any currency and cadence that this one has, and gives all that this one gives: nobody \
      has a reason to buy it. At the same price a plan that gives strictly less is reported too.

      A longer trial, an add-on or a top-up that goes with this plan alone, and a text or metadata of an entitlement that \
      differ count as giving something that the other does not give. Plans without prices are not compared.
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

  static let yearlyDearerThanMonthly = Rule(
    "yearly-dearer-than-monthly", .warning, "A long cadence costs more by the time than a short one",
    explanation: """
      A year that costs more than twelve months is mostly a slip of the finger: who pays in advance expects a discount. \
      Every cadence is compared with the shorter ones of the same plan or add-on in the same currency: months and years, \
      and days and weeks.
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
      """#)

  static let biggerPackDearer = Rule(
    "bigger-pack-dearer", .warning, "A big top-up costs more by the unit than a small one",
    explanation: """
      Whoever sees both buys the small one several times. Top-ups of one feature are compared that go with the same \
      plans, in one currency, and lapse after the same time.
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
      """#)

  static let currencySlip = Rule(
    "currency-slip", .warning, "A price is a hundred times what the same costs in other currencies, or a hundredth of it",
    explanation: """
      Amounts count the currency's minor unit, and currencies differ in it: 2000 is 20.00 USD, and 2000 JPY. The prices \
      of one item and cadence are compared by rough exchange rates; one that is more than thirty times the others, or \
      less than a thirtieth, is reported. Prices that follow what people earn in a country are far from that.
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
    "unusable-addon", .warning, "An add-on gives nothing to anybody who can buy it",
    explanation: """
      All that it gives is switched off; or every plan that it goes with gives the same already; or the catalog has no \
      plan. The customer would pay and get nothing. Work that is paid once and unlocks nothing is sold with its feature \
      switched off, and not reported. An allowance always adds to what the plan gives, and an add-on that may be bought \
      several times (`multiple`) is taken to count something.
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
    "unusable-topup", .warning, "A top-up adds to an allowance that nobody who can buy it has",
    explanation: """
      None of the plans that it goes with gives the feature, nor does an add-on that goes with one of them: there is \
      nothing to top up. A plan may give an allowance of 0. In a catalog without plans, usage is sold for itself, and the \
      rule does not hold.
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
    "unused-feature", .warning, "No plan, add-on or top-up gives a feature",
    explanation: """
      It is left over, or an entitlement is missing. What is only switched off counts as not given, unless it names work \
      that is paid once. A catalog that sells nothing yet is not judged.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, ⟦"sso"⟧: {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true, "sso": true}}}}
      """#)

  static let unusedMeter = Rule(
    "unused-meter", .warning, "No feature reads a meter",
    explanation: """
      Events would be counted for nothing; often a metered feature was meant to name it.
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
