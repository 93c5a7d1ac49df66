import Diagnostics

// Usage, balances and grants.
extension RuleFamily {
  static let usageFamilies: [RuleFamily] = [
    featureWithoutMeter, usageWithoutMeter, aggregationUnsupported, balanceAggregationUnsupported, countValueIgnored,
    overageNotPreserved,
    usageStopNotEnforced, trialUsageNotStopped, heldLimitNotEnforced, limitSetUnsupported, grantExpirationUnsupported,
    grantPriorityUnsupported, grantRolloverUnsupported, unitsUnsupported, zeroUnitsUnsupported,
  ]

  static let featureWithoutMeter = RuleFamily("feature-without-meter", .access("customers do not get the allowance")) { _ in
    "A metered feature has no meter"
  } explanation: { title in
    """
    \(title) computes balances from the events of a meter, so it cannot grant usage of this feature. Set `meter` on the feature.
    """
  } example: { example in
    (example.allowance(feature: #"⟦"calls"⟧"#, refersTo: nil), example.allowance())
  }

  static let usageWithoutMeter = RuleFamily("usage-without-meter", .invalid("usage prices would never be charged")) { _ in
    "A feature with usage prices has no meter"
  } explanation: { title in
    """
    \(title) counts usage from the events of a meter, so the usage prices of this feature would never be charged. Set `meter` on \
    the feature.
    """
  } example: { example in
    let usage = #"{"amount": 1000, "prices": {"usage": \#(example.rate("2"))}}"#
    return (
      example.allowance(usage, feature: #"⟦"calls"⟧"#, refersTo: nil), example.allowance(usage)
    )
  }

  static let aggregationUnsupported = RuleFamily(
    "aggregation-unsupported", .money("usage is not counted, so nothing can be charged for it")
  ) { title in
    "\(title) does not support the aggregation of a meter"
  } explanation: { title in
    """
    \(title) cannot compute this aggregation, so the events of the meter are not counted. Use another aggregation, or compute \
    the value in your application.
    """
  } example: { example in
    func meter(_ aggregation: String) -> String {
      example.allowance(meter: #""aggregation": \#(aggregation), "valueProperty": "$.tokens""#)
    }
    return (meter(#"⟦"latest"⟧"#), meter(#""sum""#))
  }

  static let balanceAggregationUnsupported = RuleFamily(
    "balance-aggregation-unsupported", .access("customers do not get the allowance")
  ) { title in
    "\(title) cannot track a balance with the aggregation of a feature's meter"
  } explanation: { title in
    """
    A balance is the granted amount minus the usage. \(title) cannot subtract an aggregation that is not a running total, such \
    as a maximum or an average. Use `sum` or `count` for the meters of features.
    """
  } example: { example in
    (
      example.allowance(meter: #""aggregation": "max", "valueProperty": "$.tokens""#, refersTo: #"⟦"calls"⟧"#),
      example.allowance(meter: #""aggregation": "sum", "valueProperty": "$.tokens""#)
    )
  }

  static let countValueIgnored = RuleFamily("count-value-ignored", .detail("events are counted as the catalog says")) { _ in
    "A `count` meter has a value property"
  } explanation: { title in
    """
    The number of events does not depend on their values, so `valueProperty` is ignored. Remove it, or use `sum` to add up the \
    values.
    """
  } example: { example in
    (
      example.allowance(meter: #""aggregation": "count", "valueProperty": ⟦"$.tokens"⟧"#),
      example.allowance(meter: #""aggregation": "sum", "valueProperty": "$.tokens""#)
    )
  }

  static let overageNotPreserved = RuleFamily("overage-not-preserved", .access("customers get the full allowance after overuse"))
  { title in
    "\(title) does not carry overage into the next period"
  } explanation: { title in
    """
    At each reset \(title) restores the full allowance, even if the customer has exceeded it. `preserveOverageAtReset` is \
    ignored. If overage must count, your application must subtract it.
    """
  } example: { example in
    (
      example.allowance(#"{"amount": 1000, "preserveOverageAtReset": ⟦true⟧}"#),
      example.allowance(#"{"amount": 1000, "preserveOverageAtReset": false}"#)
    )
  }

  static let usageStopNotEnforced = RuleFamily(
    "usage-stop-not-enforced", .application("the application ends access at the maximum")
  ) { title in
    "\(title) does not end usage at a maximum"
  } explanation: { title in
    """
    \(title) charges all usage that is reported. Access must end at `max`, so your application must count the usage of each \
    period and stop it there.
    """
  } example: { example in
    func usage(_ max: String) -> String {
      example.usage(#"{"amount": 1000, \#(max)"prices": {"usage": \#(example.rate("2"))}}"#)
    }
    return (usage(#""max": ⟦5000⟧, "#), usage(""))
  }

  static let trialUsageNotStopped = RuleFamily(
    "trial-usage-not-stopped", .application("the application ends access at the allowance, and nothing is charged")
  ) { title in
    "\(title) does not end usage at the allowance in a trial"
  } explanation: { title in
    """
    Nothing is charged in a trial, so access ends at the allowance until the customer pays. \(title) does not end it. Your \
    application must count the usage, and stop it at the allowance as long as the trial lasts.
    """
  } example: { example in
    func plan(_ terms: String) -> String {
      example.usage(#"{"amount": 1000, "prices": {"usage": \#(example.rate("2"))}}"#, terms: terms)
    }
    return (plan(#""trialDays": ⟦14⟧"#), plan(""))
  }

  static let heldLimitNotEnforced = RuleFamily(
    "held-limit-not-enforced", .application("the application counts what customers hold")
  ) { title in
    "\(title) does not count what customers hold"
  } explanation: { title in
    """
    \(title) stores the number, but does not know how many seats, projects or the like a customer has. Your application must \
    compare the two.
    """
  } example: { example in
    func seats(_ value: String, _ type: String) -> String {
      example.catalog([
        #""features": {"api": {"type": "boolean"}, "seats": {"type": "\#(type)"}}"#,
        #""plans": {"pro": {"entitlements": {"api": true, "seats": \#(value)}, "prices": {"monthly": \#(example.price())}}}"#,
      ])
    }
    return (seats("⟦5⟧", "limit"), seats("true", "boolean"))
  }

  static let limitSetUnsupported = RuleFamily("limit-set-unsupported", .access("customers do not get the limit of the add-on")) {
    title in
    "\(title) adds up the limits of a customer's items"
  } explanation: { title in
    """
    The add-on raises a limit to a number, but at \(title) it can only raise it by a number, so the add-on does not include the \
    limit. Write how much the add-on adds, without `set`.
    """
  } example: { example in
    func addon(_ entitlement: String) -> String {
      example.catalog([
        #""features": {"api": {"type": "boolean"}, "minutes": {"type": "limit"}}"#,
        #"""
        "plans": {"pro": {"entitlements": {"api": true, "minutes": 60}, "prices": {"monthly": \#(example.price())}}}
        """#,
        #"""
        "addons": {"long": {"entitlements": {"minutes": \#(entitlement)}, "prices": {"monthly": \#(example.price("500"))}}}
        """#,
      ])
    }
    return (addon(#"{"amount": 240, "set": ⟦true⟧}"#), addon(#"{"amount": 180}"#))
  }

  static let grantExpirationUnsupported = RuleFamily(
    "grant-expiration-unsupported", .access("customers keep units that should expire")
  ) { title in
    "\(title) balances do not expire"
  } explanation: { title in
    """
    The top-up should expire, but usage granted by \(title) stays until it is used. Remove the expiration, or let your \
    application grant the usage or revoke it.
    """
  } example: { example in
    (example.topup(#""grant": {"expiration": ⟦{"duration": "MONTH", "count": 6}⟧}"#), example.topup())
  }

  static let grantPriorityUnsupported = RuleFamily(
    "grant-priority-unsupported", .detail("customers get as many units, used in another order")
  ) { title in
    "\(title) has no grant priorities"
  } explanation: { title in
    """
    \(title) decides the order in which allowances and top-ups are used, or combines them in one balance. The priority is \
    ignored; remove it.
    """
  } example: { example in
    (example.topup(#""grant": {"priority": ⟦2⟧}"#), example.topup())
  }

  static let grantRolloverUnsupported = RuleFamily(
    "grant-rollover-unsupported", .access("customers keep units that should be lost")
  ) { title in
    "\(title) cannot limit how much of a top-up rolls over"
  } explanation: { title in
    """
    Only part of the top-up should roll over at a reset, but \(title) keeps the entire remainder. Set `maxRolloverAmount` to the \
    full amount, or let your application grant the usage.
    """
  } example: { example in
    (example.topup(#""grant": {"maxRolloverAmount": ⟦500⟧}"#), example.topup(#""grant": {"maxRolloverAmount": 1000}"#))
  }

  static let unitsUnsupported = RuleFamily(
    "units-unsupported", .access("customers get fewer units, or the top-up is not for sale")
  ) { title in
    "\(title) cannot grant this number of units"
  } explanation: { title in
    """
    \(title) limits the amount of an allowance or top-up, and catalogc never rounds the amount of a top-up. If the number is too \
    large, count the feature in larger units; if it has a fraction, count it in smaller ones.
    """
  } example: { example in
    guard let units = example.limits.units, !units.isWhole, units.maximum < .max else {
      return (example.topup(amount: "⟦2.5⟧"), example.topup(amount: "25"))
    }
    return (example.topup(amount: "⟦\(units.maximum + 1)⟧"), example.topup(amount: "\(units.maximum)"))
  }

  static let zeroUnitsUnsupported = RuleFamily(
    "zero-units-unsupported", .access("the grant is skipped, and with it the entitlement")
  ) { title in
    "\(title) cannot grant 0 units"
  } explanation: { title in
    """
    The grant is skipped, because \(title) rejects grants of 0 units. Raise the amount, or remove the entitlement or top-up.
    """
  } example: { example in
    (example.topup(amount: "⟦0⟧"), example.topup(amount: "1000"))
  }

  /// All families, in the order of the reference.
  package static let all: [RuleFamily] =
    itemFamilies + textFamilies + metadataFamilies + moneyFamilies + timeFamilies + addonFamilies + usageFamilies
    + discountFamilies
}
