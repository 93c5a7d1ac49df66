import Diagnostics

// Usage, balances and grants.
extension RuleFamily {
  static let usageFamilies: [RuleFamily] = [
    featureWithoutMeter, aggregationUnsupported, balanceAggregationUnsupported, countValueIgnored, overageNotPreserved,
    grantExpirationUnsupported, grantPriorityUnsupported, grantRolloverUnsupported, unitsUnsupported, zeroUnitsUnsupported,
  ]

  static let featureWithoutMeter = RuleFamily("feature-without-meter", .warning) { _ in
    "A metered feature has no meter"
  } explanation: { title in
    """
    \(title) tracks a balance by the events of a meter, so it cannot grant allowances or top-ups of the feature. Name its \
    meter.
    """
  } example: { example in
    (example.allowance(feature: #"⟦"calls"⟧"#, refersTo: nil), example.allowance())
  }

  static let aggregationUnsupported = RuleFamily("aggregation-unsupported", .warning) { title in
    "\(title) does not support the aggregation of a meter"
  } explanation: { title in
    """
    \(title) cannot compute this number from the meter's events, so they are not counted. Choose another aggregation, or \
    compute the number in your application.
    """
  } example: { example in
    func meter(_ aggregation: String) -> String {
      example.allowance(meter: #""aggregation": \#(aggregation), "valueProperty": "$.tokens""#)
    }
    return (meter(#"⟦"latest"⟧"#), meter(#""sum""#))
  }

  static let balanceAggregationUnsupported = RuleFamily("balance-aggregation-unsupported", .warning) { title in
    "\(title) keeps no balance of the aggregation of a feature's meter"
  } explanation: { title in
    """
    A balance is what was granted less what was used. An aggregation that is not a running total, such as a maximum or an \
    average, is nothing that \(title) can subtract. Use `sum` or `count` for meters of features.
    """
  } example: { example in
    (
      example.allowance(meter: #""aggregation": "max", "valueProperty": "$.tokens""#, refersTo: #"⟦"calls"⟧"#),
      example.allowance(meter: #""aggregation": "sum", "valueProperty": "$.tokens""#)
    )
  }

  static let countValueIgnored = RuleFamily("count-value-ignored", .warning) { _ in
    "A meter that counts events has a value property"
  } explanation: { title in
    """
    The number of events does not depend on their values, so `valueProperty` is ignored. Remove it, or use `sum` to add the \
    values up.
    """
  } example: { example in
    (
      example.allowance(meter: #""aggregation": "count", "valueProperty": ⟦"$.tokens"⟧"#),
      example.allowance(meter: #""aggregation": "sum", "valueProperty": "$.tokens""#)
    )
  }

  static let overageNotPreserved = RuleFamily("overage-not-preserved", .warning) { title in
    "\(title) does not carry overage into the next period"
  } explanation: { title in
    """
    At each reset \(title) restores the whole allowance, even if the customer used more than it. `preserveOverageAtReset` is \
    ignored. If overage must count, your application must subtract it.
    """
  } example: { example in
    (
      example.allowance(#"{"amount": 1000, "preserveOverageAtReset": ⟦true⟧}"#),
      example.allowance(#"{"amount": 1000, "preserveOverageAtReset": false}"#)
    )
  }

  static let grantExpirationUnsupported = RuleFamily("grant-expiration-unsupported", .warning) { title in
    "\(title) balances do not expire"
  } explanation: { title in
    """
    The usage of the top-up should expire, and what \(title) grants stays until it is used. Remove the expiration, or let your \
    application grant the usage or take it back.
    """
  } example: { example in
    (example.topup(#""grant": {"expiration": ⟦{"duration": "MONTH", "count": 6}⟧}"#), example.topup())
  }

  static let grantPriorityUnsupported = RuleFamily("grant-priority-unsupported", .warning) { title in
    "\(title) has no grant priorities"
  } explanation: { title in
    """
    \(title) decides the order in which allowances and top-ups are used, or keeps them in one balance. The priority is ignored; \
    remove it.
    """
  } example: { example in
    (example.topup(#""grant": {"priority": ⟦2⟧}"#), example.topup())
  }

  static let grantRolloverUnsupported = RuleFamily("grant-rollover-unsupported", .warning) { title in
    "\(title) cannot limit how much of a top-up rolls over"
  } explanation: { title in
    """
    Only a part of the top-up should survive a reset, and \(title) keeps all that is left. Write the whole amount, or let your \
    application grant the usage.
    """
  } example: { example in
    (example.topup(#""grant": {"maxRolloverAmount": ⟦500⟧}"#), example.topup(#""grant": {"maxRolloverAmount": 1000}"#))
  }

  static let unitsUnsupported = RuleFamily("units-unsupported", .warning) { title in
    "\(title) cannot grant this number of units"
  } explanation: { title in
    """
    \(title) limits the amount of an allowance or a top-up. catalogc never rounds what a top-up sells. Count the feature in \
    larger units if the number is too large, and in smaller ones if it has a fraction.
    """
  } example: { example in
    guard let units = example.limits.units, !units.isWhole, units.maximum < .max else {
      return (example.topup(amount: "⟦2.5⟧"), example.topup(amount: "25"))
    }
    return (example.topup(amount: "⟦\(units.maximum + 1)⟧"), example.topup(amount: "\(units.maximum)"))
  }

  static let zeroUnitsUnsupported = RuleFamily("zero-units-unsupported", .warning) { title in
    "\(title) cannot grant 0 units"
  } explanation: { title in
    """
    A grant of 0 units is not sent, because \(title) refuses it. Raise the amount, or remove the entitlement or the top-up.
    """
  } example: { example in
    (example.topup(amount: "⟦0⟧"), example.topup(amount: "1000"))
  }

  /// All families, in the order of the reference.
  package static let all: [RuleFamily] =
    itemFamilies + textFamilies + metadataFamilies + moneyFamilies + timeFamilies + addonFamilies + usageFamilies
}
