import CatalogModel
import Diagnostics

extension Rule {
  // MARK: Allowances

  static let polarZeroCredit = Rule(
    "polar/zero-credit", .warning, "An allowance or a top-up of 0 has no credit",
    explanation: """
      Polar credits 1 or more. A customer with an allowance of 0 has no benefit, as one without the feature; a top-up of 0 \
      is not sold.
      """,
    source: "server/polar/benefit/strategies/meter_credit/schemas.py in polarsource/polar",
    wrong: tokens(entitlements: #""tokens": ⟦0⟧"#),
    right: tokens(entitlements: #""tokens": 1"#))

  static let polarCreditUnits = Rule(
    "polar/credit-units", .warning, "An amount of usage is not what Polar can credit",
    explanation: """
      Credits are whole units, up to 2147483647. An amount is never rounded: the benefit is left out of the requests, and a \
      top-up altogether.
      """,
    source: "server/polar/benefit/strategies/meter_credit/schemas.py in polarsource/polar",
    wrong: tokens(entitlements: #""tokens": ⟦0.5⟧"#),
    right: tokens(entitlements: #""tokens": 2147483647"#))

  static let polarLimit = Rule(
    "polar/limit-not-enforced", .note, "Polar does not stop usage when the allowance is used up",
    explanation: """
      The balance goes below 0 and nothing happens. The application reads it with the state of the customer, and decides.
      """,
    source: "Polar's documentation, features/usage-based-billing/credits",
    wrong: tokens(entitlements: #""tokens": {"amount": 1000, "isSoftLimit": ⟦false⟧}"#),
    right: tokens(entitlements: #""tokens": {"amount": 1000, "isSoftLimit": true}"#))

  static let polarOverage = Rule(
    "polar/overage-not-preserved", .warning, "Overuse is to be carried into the next period",
    explanation: "A reset begins a new count. What was used beyond the credits is forgotten.",
    source: "server/polar/customer_meter/service.py in polarsource/polar",
    wrong: tokens(entitlements: #""tokens": {"amount": 1000, "preserveOverageAtReset": ⟦true⟧}"#),
    right: tokens(entitlements: #""tokens": {"amount": 1000, "preserveOverageAtReset": false}"#))

  static let polarResetShorter = Rule(
    "polar/reset-shorter-than-cycle", .warning, "An allowance comes back more often than Polar credits it",
    explanation: """
      Credits are granted, and the meter reset, with each charge. An allowance of every month in a plan that is paid by the \
      year is credited once in a year: customers get less than the catalog says.

      Organizations with meter cycling can have it come back sooner. With the option `meterCycling` a product gets the \
      interval of its allowances, the longest one where they differ. Days fill everything, months fill months and years, \
      weeks fill weeks.
      """,
    source: "Polar's documentation, features/usage-based-billing; server/polar/product/meter_interval.py",
    wrong: tokens(entitlements: #""tokens": {"amount": 1000, "reset": ⟦"month"⟧}"#, interval: "year"),
    right: tokens(
      entitlements: #""tokens": {"amount": 1000, "reset": "month"}"#, interval: "year",
      and: #""providers": {"polar": {"options": {"meterCycling": true}}}"#))

  static let polarResetLonger = Rule(
    "polar/reset-longer-than-cycle", .warning, "An allowance comes back less often than Polar would credit it",
    explanation: """
      Credits are granted with each charge. An allowance of a year in a plan that is paid by the month would be granted \
      twelve times: the benefit is left out of that product.
      """,
    source: "Polar's documentation, features/usage-based-billing/credits",
    wrong: tokens(entitlements: #""tokens": {"amount": 12000, "reset": ⟦"year"⟧}"#),
    right: tokens(entitlements: #""tokens": {"amount": 1000, "reset": "month"}"#))

  static let polarOneTimeAllowance = Rule(
    "polar/one-time-allowance", .warning, "An add-on that is paid once gives an allowance that comes back",
    explanation: "A product that is paid once is credited once, at the purchase, until the next reset of the meter.",
    source: "Polar's documentation, features/usage-based-billing/credits",
    wrong: withAddon(#""tokens": {"amount": 500, "reset": ⟦"month"⟧}"#, interval: "one_time"),
    right: withAddon(#""api": true"#, interval: "one_time"))

  static let polarAddonResetsPlan = Rule(
    "polar/addon-resets-meter", .warning, "A recurring add-on credits a meter that a plan credits too",
    explanation: """
      A meter is reset as a whole, whichever subscription renews. Each renewal of the add-on takes what is left of the \
      plan's credits, and the other way round. A top-up rolls over, and is not lost.
      """,
    source: "server/polar/benefit/strategies/meter_credit/service.py in polarsource/polar",
    wrong: withAddon(#"⟦"tokens"⟧: 500"#, interval: "month"),
    right: withAddon(#""api": true"#, interval: "month"))

  private static func withAddon(_ entitlements: String, interval: String) -> String {
    tokens(
      feature: #""tokens": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}"#,
      and: #"""
        "addons": {"more": {"entitlements": {\#(entitlements)},
            "prices": {"p": {"amount": 500, "currency": "USD", "interval": "\#(interval)"}}}}
        """#)
  }

  // MARK: Top-ups

  static let polarTopupWithoutCredit = Rule(
    "polar/topup-without-credit", .warning, "A top-up is for a feature that Polar cannot credit",
    explanation: """
      Without a meter there is no credit, and who pays for the top-up would get nothing: it is left out of the requests.
      """,
    source: "server/polar/benefit/strategies/meter_credit/schemas.py in polarsource/polar",
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": ⟦"tokens"⟧, "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: pack(#"{"priority": 1}"#))

  static let polarGrantExpiration = Rule(
    "polar/grant-expiration", .warning, "A top-up expires, and Polar's credits do not",
    explanation: "The credit stays until it is used. The application takes it back, where it should lapse.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/benefits/, meter_credit",
    wrong: pack(#"{"expiration": ⟦{"duration": "YEAR", "count": 1}⟧}"#),
    right: pack(#"{"maxRolloverAmount": 1000}"#))

  static let polarGrantPriority = Rule(
    "polar/grant-priority", .warning, "A top-up has a priority, and Polar's credits have no order",
    explanation: """
      All credits of a meter are one balance. At a reset, what rolls over is what is left, at most the credits that roll \
      over: as if the allowance had been spent first.
      """,
    source: "server/polar/customer_meter/service.py in polarsource/polar",
    wrong: pack(#"{"priority": ⟦1⟧}"#),
    right: pack(#"{"maxRolloverAmount": 1000}"#))

  static let polarGrantRollover = Rule(
    "polar/grant-rollover", .warning, "Only a part of a top-up is to roll over",
    explanation: """
      A credit rolls over as a whole or not at all. The whole of it does: what was paid for is not taken away. An amount of \
      0 makes it lapse with the next reset.
      """,
    source: "Polar's OpenAPI description 2026-04, POST /v1/benefits/, `rollover`",
    wrong: pack(#"{"maxRolloverAmount": ⟦500⟧}"#),
    right: pack(#"{"maxRolloverAmount": 1000}"#))

  static let polarTopupLapses = Rule(
    "polar/topup-lapses", .note, "A top-up does not outlive the next renewal of the plan",
    explanation: """
      A `maxRolloverAmount` of 0 makes a credit that does not roll over. The renewal of a plan that credits the same meter \
      resets it, and what is left of the top-up is gone.
      """,
    source: "server/polar/customer_meter/service.py in polarsource/polar",
    wrong: pack(#"{"maxRolloverAmount": ⟦0⟧}"#),
    right: pack(#"{"maxRolloverAmount": 1000}"#))

  private static func pack(_ grant: String) -> String {
    tokens(
      and: #"""
        "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": \#(grant),
            "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
        """#)
  }
}
