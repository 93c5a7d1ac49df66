import Diagnostics

extension Rule {
  static let priceRules: [Rule] = [
    priceAmount, ambiguousAmount, amountDecimals, unknownCurrency, unknownInterval, priceIntervalCount, priceTrialDays, trialCard,
    oneTimePriceRecurs, planPriceOneTime,
    topupPriceRecurring, topupPriceEntitlements, duplicateLookupKey,
  ]

  package static let priceAmount = Rule(
    "price-amount", .error, "A price amount is neither a whole number of minor units nor a string in major units",
    explanation: """
      A whole number is in the currency's minor unit: 2000 is 20.00 USD, 2000 JPY, or 2.000 KWD. A string is in the major unit: \
      `"20.00"`. `20.5` is rejected, because it could be either, and rounding it would change what customers pay.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": ⟦20.5⟧, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": "20.50", "currency": "USD", "interval": "month"}}}}}
      """#)

  static let ambiguousAmount = Rule(
    "ambiguous-amount", .error, "An amount could be in minor or in major units",
    explanation: """
      `199.00` looks like 199 dollars, but a number is in cents; `"2000"` looks like 2000 cents, but a string is in dollars. \
      Write minor units as a number without a point or an exponent (`19900`), and major units as a string with a point \
      (`"199.00"`).
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": ⟦199.00⟧, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 19900, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let amountDecimals = Rule(
    "amount-decimals", .error, "An amount has more decimals than its currency",
    explanation: "Amounts in USD have two decimals, amounts in JPY none, and amounts in KWD three, as defined by ISO 4217.",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": ⟦"20.005"⟧, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": "20.005", "currency": "KWD", "interval": "month"}}}}}
      """#)

  static let unknownCurrency = Rule(
    "unknown-currency", .error, "Unknown currency",
    explanation: """
      Use an active ISO 4217 code, in upper or lower case. Retired currencies (HRK, BGN, SLL) and codes without a minor unit \
      (XAU) are rejected.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": ⟦"HRK"⟧, "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "eur", "interval": "month"}}}}}
      """#)

  package static let unknownInterval = Rule(
    "unknown-interval", .error, "Unknown billing interval",
    explanation: """
      `interval` is `day`, `week`, `month`, `year` or `one_time`. Use `intervalCount` for longer periods: a quarter is `month` \
      with `"intervalCount": 3`.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": ⟦"monthly"⟧}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  package static let priceIntervalCount = Rule(
    "price-interval-count", .error, "The interval count is not a positive integer",
    explanation: """
      `"interval": "month", "intervalCount": 3` is charged every three months. The default is 1.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": ⟦0⟧}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 3}}}}}
      """#)

  static let priceTrialDays = Rule(
    "price-trial-days", .error, "The number of trial days is not a non-negative integer",
    explanation: """
      Trials last whole days.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦-14⟧}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14}}}}}
      """#)

  static let oneTimePriceRecurs = Rule(
    "one-time-price-recurs", .error, "A one-time price has an interval count or a trial",
    explanation: """
      Both apply only to recurring prices.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time", "trialDays": ⟦14⟧}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"sso": {"entitlements": {"sso": true},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let planPriceOneTime = Rule(
    "plan-price-one-time", .error, "A plan has a one-time price",
    explanation: """
      A plan is a subscription, so its prices must be recurring. Sell one-time purchases as add-ons or top-ups.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": ⟦"one_time"⟧}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "year"}}}}}
      """#)

  static let topupPriceEntitlements = Rule(
    "topup-price-entitlements", .error, "A price of a top-up has entitlements",
    explanation: """
      A top-up grants an amount of its `feature` at every price, and nothing else. Sell other features as an add-on, and another \
      amount as another top-up.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time", "entitlements": ⟦{"api": true}⟧}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let topupPriceRecurring = Rule(
    "topup-price-recurring", .error, "A top-up has a recurring price",
    explanation: """
      A top-up is bought once, when it is needed. Sell recurring purchases as add-ons.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": ⟦"month"⟧}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let duplicateLookupKey = Rule(
    "duplicate-lookup-key", .error, "Two prices have the same lookup key",
    explanation: """
      Programs find prices by their lookup key, and providers reject a second price with the same one. The default is \
      `<item key>:<price id>`.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year", "lookupKey": ⟦"pro:monthly"⟧}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year", "lookupKey": "pro:yearly"}}}}}
      """#)
}
