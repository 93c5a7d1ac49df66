import Diagnostics

extension Rule {
  static let topupRules: [Rule] = [
    topupFeatureNotMetered, topupGrantsNothing, topupWithoutPrice, grantPriority, grantExpirationCount, unknownDuration,
  ]

  static let topupFeatureNotMetered = Rule(
    "topup-feature-not-metered", .error, "The feature of a top-up is not metered",
    explanation: """
      Only metered features have an allowance to top up.
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
    "topup-grants-nothing", .warning, "A top-up has an amount of 0",
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
      Without a price, nobody can buy it.
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
      `{"duration": "MONTH", "count": 6}` expires six months after the purchase.
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
    "unknown-duration", .error, "Unknown unit of time",
    explanation: """
      `duration` is `HOUR`, `DAY`, `WEEK`, `MONTH` or `YEAR`, in upper case.
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
