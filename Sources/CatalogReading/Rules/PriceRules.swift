import Diagnostics

extension Rule {
  static let priceRules: [Rule] = [
    priceAmount, unknownCurrency, unknownInterval, priceIntervalCount, priceTrialDays, oneTimePriceRecurs, planPriceOneTime, topupPriceRecurring, duplicateLookupKey,
  ]

  static let priceAmount = Rule(
    "price-amount", .error, "An amount of money is not a non-negative integer",
    explanation: """
      Prices are integers in the currency's minor unit: 2000 is 20.00 USD, 2000 JPY, or 2.000 KWD. `2000`, `2e3` and `2000.0` are one \
      number; `20.5` is refused, because rounding it would change what customers pay.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": ⟦20.5⟧, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2050, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let unknownCurrency = Rule(
    "unknown-currency", .error, "A currency is not an active code of ISO 4217",
    explanation: """
      Codes are three letters, capital or small. Currencies that went out of use (HRK, BGN, SLL) and codes without a minor unit (XAU, \
      XXX) price nothing.
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
    "unknown-interval", .error, "A price recurs after a period that there is not",
    explanation: """
      `interval` is `day`, `week`, `month`, `year`, or `one_time`; longer periods are counted: a quarter is `month` with \
      `"intervalCount": 3`.
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
    "price-interval-count", .error, "An interval count is not a positive integer",
    explanation: """
      `"interval": "month", "intervalCount": 3` is charged every three months. A count that is left out is 1.
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
      Trials are counted in whole days.
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
    "one-time-price-recurs", .error, "A price that is paid once has an interval count or a trial",
    explanation: """
      Both describe payments that come back.
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
    "plan-price-one-time", .error, "A plan has a price that is paid once",
    explanation: """
      A plan is a subscription: its prices recur. What is paid once is an add-on, or a top-up.
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

  static let topupPriceRecurring = Rule(
    "topup-price-recurring", .error, "A top-up has a price that recurs",
    explanation: """
      A top-up is bought once, when it is needed. What comes back is an add-on.
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
      Programs find prices by their lookup key, and providers refuse a second price with one that is taken. It is \
      `<item key>:<price id>` where none is given.
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
