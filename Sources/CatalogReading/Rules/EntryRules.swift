import Diagnostics

extension Rule {
  static let keyRules: [Rule] = [duplicateKey, reservedMetadata]

  static let duplicateKey = Rule(
    "duplicate-key", .error, "Two entries of one kind have the same key",
    explanation: """
      Providers and programs identify a feature, meter, plan, add-on or top-up by its key, which defaults to the id. Two entries \
      with the same key would overwrite each other at the provider.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "credits": {"key": ⟦"tokens"⟧, "type": "metered"}}, "plans": {}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "credits": {"key": "credits", "type": "metered"}}, "plans": {}}
      """#)

  static let reservedMetadata = Rule(
    "reserved-metadata", .warning, "A metadata entry uses a reserved key",
    explanation: """
      The compiler adds `catalogPlanId`, `catalogPriceId` and similar keys to artifacts, so that an object at a provider can be \
      traced back to the catalog. An entry with the same key is overwritten.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "metadata": {⟦"catalogPlanId"⟧: "other"}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "metadata": {"planId": "other"}}}}
      """#)

  static let meterRules: [Rule] = [unknownAggregation, meterWithoutEventType, meterWithoutValueProperty]

  static let unknownAggregation = Rule(
    "unknown-aggregation", .error, "Unknown aggregation",
    explanation: """
      Meters aggregate with `sum`, `count`, `unique_count`, `avg`, `min`, `max` or `latest`.
      """,
    wrong: #"{"meters": {"calls": {"eventType": "api.call", "aggregation": ⟦"cuont"⟧}}, "features": {}, "plans": {}}"#,
    right: #"{"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}}"#)

  static let meterWithoutEventType = Rule(
    "meter-without-event-type", .error, "A meter has no event type",
    explanation: """
      `eventType` is the `type` of the usage events (CloudEvents) to count. Without it, the meter would count nothing.
      """,
    wrong: #"{"meters": {⟦"calls"⟧: {"aggregation": "count"}}, "features": {}, "plans": {}}"#,
    right: #"{"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}}"#)

  static let meterWithoutValueProperty = Rule(
    "meter-without-value-property", .error, "A meter has no value property",
    explanation: """
      All aggregations but `count` read a value from the event's data; `valueProperty` is its JSONPath.
      """,
    wrong: #"{"meters": {⟦"tokens"⟧: {"eventType": "ai.tokens", "aggregation": "sum"}}, "features": {}, "plans": {}}"#,
    right: #"""
      {"meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
       "features": {}, "plans": {}}
      """#)

  static let featureRules: [Rule] = [unknownFeatureType, unknownMeter, meterOnUnmeteredFeature]

  static let unknownFeatureType = Rule(
    "unknown-feature-type", .error, "Unknown feature type",
    explanation: """
      A feature is `boolean` (the customer has it or not), `metered` (a usage allowance), `limit` (a number that the customer \
      holds, such as seats) or `static` (a setting).
      """,
    wrong: #"{"features": {"api": {"type": ⟦"bolean"⟧}}, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#)

  static let unknownMeter = Rule(
    "unknown-meter", .error, "A feature refers to an unknown meter",
    explanation: """
      Features refer to meters by id. If the meter of a feature is not in the catalog, omit `meter`.
      """,
    wrong: #"""
      {"meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered", "meter": ⟦"token"⟧}}, "plans": {}}
      """#,
    right: #"""
      {"meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered", "meter": "tokens"}}, "plans": {}}
      """#)

  static let meterOnUnmeteredFeature = Rule(
    "meter-on-unmetered-feature", .error, "A feature that is not metered has a meter",
    explanation: """
      At the provider, a meter would turn any other feature into an allowance.
      """,
    wrong: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"api": {"type": "boolean", "meter": ⟦"calls"⟧}}, "plans": {}}
      """#,
    right: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"api": {"type": "metered", "meter": "calls"}}, "plans": {}}
      """#)

  static let entitlementRules: [Rule] = [
    unknownFeature, entitlementTypeMismatch, negativeAmount, unknownReset, limitSetInPlan, limitSetPerUnit,
  ]

  static let limitSetInPlan = Rule(
    "limit-set-in-plan", .error, "A plan sets a limit",
    explanation: """
      The limits of a plan and its add-ons add up. In an add-on, `set` raises the limit to its amount instead of by it; a plan \
      has no limit to raise.
      """,
    wrong: #"""
      {"features": {"seats": {"type": "limit"}},
       "plans": {"team": {"entitlements": {"seats": {"amount": 5, ⟦"set"⟧: true}}}}}
      """#,
    right: #"""
      {"features": {"seats": {"type": "limit"}},
       "plans": {"team": {"entitlements": {"seats": 5}}}}
      """#)

  static let limitSetPerUnit = Rule(
    "limit-set-per-unit", .error, "An add-on sets a limit for each unit",
    explanation: """
      In an add-on, `set` raises the limit to its amount, which is one number for the customer. `perUnit` would raise it by the \
      amount for each add-on that is bought.
      """,
    wrong: addon(#", "set": true, ⟦"perUnit"⟧: true"#), right: addon(#", "set": true"#))

  private static func addon(_ terms: String) -> String {
    #"""
    {"features": {"seats": {"type": "limit"}},
     "plans": {"team": {"entitlements": {"seats": 5}}},
     "addons": {"more": {"quantity": {}, "entitlements": {"seats": {"amount": 25\#(terms)}},
       "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  static let unknownFeature = Rule(
    "unknown-feature", .error, "An entitlement or a top-up refers to an unknown feature",
    explanation: """
      Refer to features by id, not by key.
      """,
    wrong: #"{"features": {"apiAccess": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {⟦"apiAcess"⟧: true}}}}"#,
    right: #"{"features": {"apiAccess": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"apiAccess": true}}}}"#)

  static let entitlementTypeMismatch = Rule(
    "entitlement-type-mismatch", .error, "An entitlement does not match the type of its feature",
    explanation: """
      The entitlement is `true` or `false` for a boolean feature, a number or `"unlimited"` for a metered feature or a limit, a \
      string for a static one, or an object with `enabled`, `amount` or `config`.
      """,
    wrong: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": ⟦true⟧}}}}"#,
    right: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": 1000}}}}"#)

  static let negativeAmount = Rule(
    "negative-amount", .error, "A usage amount is negative",
    explanation: """
      Allowances, top-ups and rollovers cannot be negative. Usage amounts can have decimals.
      """,
    wrong: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": ⟦-1⟧}}}}"#,
    right: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": 0.5}}}}"#)

  static let unknownReset = Rule(
    "unknown-reset", .error, "Unknown reset period",
    explanation: """
      An allowance resets every `day`, `week`, `month` or `year`, or `never`. The default is `month`, and `never` under a \
      one-time price.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 100, "reset": ⟦"daily"⟧}}}}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 100, "reset": "day"}}}}}
      """#)
}
