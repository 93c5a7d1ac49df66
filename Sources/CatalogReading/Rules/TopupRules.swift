import Diagnostics

extension Rule {
  static let topupRules: [Rule] = [
    topupFeatureNotMetered, topupGrantsNothing, topupWithoutPrice, grantPriority, grantExpirationCount, unknownDuration,
  ]

  static let topupFeatureNotMetered = Rule(
    "topup-feature-not-metered", .error, "A top-up adds to a feature that is not metered",
    explanation: """
      Only an allowance can be topped up.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": ⟦"api"⟧, "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let topupGrantsNothing = Rule(
    "topup-grants-nothing", .warning, "A top-up grants an amount of 0",
    explanation: """
      The customer would pay and get nothing.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": ⟦0⟧,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let topupWithoutPrice = Rule(
    "topup-without-price", .error, "A top-up has no price",
    explanation: """
      Nobody can buy it.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": ⟦{}⟧}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let grantPriority = Rule(
    "grant-priority", .error, "The priority of a grant is not a non-negative integer",
    explanation: """
      Grants with a lower priority are spent first.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": {"priority": ⟦-1⟧},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": {"priority": 2},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let grantExpirationCount = Rule(
    "grant-expiration-count", .error, "The count of an expiration is not a positive integer",
    explanation: """
      `{"duration": "MONTH", "count": 6}` lapses six months after the purchase.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": {"expiration": {"duration": "MONTH", "count": ⟦0⟧}},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": {"expiration": {"duration": "MONTH", "count": 6}},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)

  static let unknownDuration = Rule(
    "unknown-duration", .error, "A grant lapses after a unit of time that there is not",
    explanation: """
      Durations are `HOUR`, `DAY`, `WEEK`, `MONTH` and `YEAR`, in capital letters.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": {"expiration": {"duration": ⟦"month"⟧, "count": 6}},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": {"expiration": {"duration": "MONTH", "count": 6}},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#)
}
