import Diagnostics

extension Rule {
  static let keyRules: [Rule] = [duplicateKey, reservedMetadata]

  static let duplicateKey = Rule(
    "duplicate-key", .error, "Two entries of one kind have the same key",
    explanation: """
      The key is the name under which providers and programs know a feature, meter, plan, add-on or top-up; it is the id where \
      none is given. Two with one key would overwrite one another at the provider.
      """,
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}, "credits": {"key": ⟦"tokens"⟧, "type": "metered"}}, "plans": {}}
      """#,
    right: #"""
      {"features": {"tokens": {"type": "metered"}, "credits": {"key": "credits", "type": "metered"}}, "plans": {}}
      """#)

  static let reservedMetadata = Rule(
    "reserved-metadata", .warning, "A metadata entry has a name that the compiler writes itself",
    explanation: """
      Artifacts carry `catalogPlanId`, `catalogPriceId` and their like, so that an object at a provider leads back to the \
      catalog. An entry of the same name is replaced.
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
    "unknown-aggregation", .error, "A meter aggregates in a way that there is not",
    explanation: """
      Meters take `sum`, `count`, `unique_count`, `avg`, `min`, `max` or `latest`.
      """,
    wrong: #"{"meters": {"calls": {"eventType": "api.call", "aggregation": ⟦"cuont"⟧}}, "features": {}, "plans": {}}"#,
    right: #"{"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}}"#)

  static let meterWithoutEventType = Rule(
    "meter-without-event-type", .error, "A meter does not say which events it counts",
    explanation: """
      `eventType` is the `type` of the usage events (CloudEvents) that the meter reads. Without one it would count nothing.
      """,
    wrong: #"{"meters": {⟦"calls"⟧: {"aggregation": "count"}}, "features": {}, "plans": {}}"#,
    right: #"{"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}}"#)

  static let meterWithoutValueProperty = Rule(
    "meter-without-value-property", .error, "A meter takes a sum, say, and does not say of what",
    explanation: """
      All aggregations but `count` read a value from the event's data; `valueProperty` is the JSONPath that leads to it.
      """,
    wrong: #"{"meters": {⟦"tokens"⟧: {"eventType": "ai.tokens", "aggregation": "sum"}}, "features": {}, "plans": {}}"#,
    right: #"""
      {"meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
       "features": {}, "plans": {}}
      """#)

  static let featureRules: [Rule] = [unknownFeatureType, unknownMeter, meterOnUnmeteredFeature]

  static let unknownFeatureType = Rule(
    "unknown-feature-type", .error, "A feature is of a type that there is not",
    explanation: """
      A feature is `boolean` (the customer has it or not), `metered` (an allowance that is used up) or `static` (a setting).
      """,
    wrong: #"{"features": {"api": {"type": ⟦"bolean"⟧}}, "plans": {}}"#,
    right: #"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#)

  static let unknownMeter = Rule(
    "unknown-meter", .error, "A feature names a meter that the catalog does not define",
    explanation: """
      Meters are named by their id. A metered feature whose meter lives outside of the catalog names none.
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
    "meter-on-unmetered-feature", .error, "A feature that is not metered names a meter",
    explanation: """
      A meter would turn a switch or a setting into an allowance at the provider.
      """,
    wrong: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"api": {"type": "boolean", "meter": ⟦"calls"⟧}}, "plans": {}}
      """#,
    right: #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"api": {"type": "metered", "meter": "calls"}}, "plans": {}}
      """#)

  static let entitlementRules: [Rule] = [noEntitlements, unknownFeature, entitlementTypeMismatch, negativeAmount, unknownReset]

  static let noEntitlements = Rule(
    "no-entitlements", .error, "A plan or an add-on entitles to nothing",
    explanation: """
      What a customer pays for has to be in the catalog: at least one entitlement, `false` among them.
      """,
    wrong: #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": ⟦{}⟧}}}"#,
    right: #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}"#)

  static let unknownFeature = Rule(
    "unknown-feature", .error, "An entitlement or a top-up names a feature that the catalog does not define",
    explanation: """
      Features are named by their id, not by their key.
      """,
    wrong: #"{"features": {"apiAccess": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {⟦"apiAcess"⟧: true}}}}"#,
    right: #"{"features": {"apiAccess": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"apiAccess": true}}}}"#)

  static let entitlementTypeMismatch = Rule(
    "entitlement-type-mismatch", .error, "An entitlement is of another type than its feature",
    explanation: """
      A boolean feature is given as `true` or `false`, a metered one as a number, a static one as a text; or as an object with \
      `enabled`, `amount` or `config`.
      """,
    wrong: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": ⟦true⟧}}}}"#,
    right: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": 1000}}}}"#)

  static let negativeAmount = Rule(
    "negative-amount", .error, "A quantity of usage is below zero",
    explanation: """
      Allowances, top-ups and rollovers are not negative. Usage amounts may have decimals.
      """,
    wrong: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": ⟦-1⟧}}}}"#,
    right: #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": 0.5}}}}"#)

  static let unknownReset = Rule(
    "unknown-reset", .error, "An allowance comes back after a period that there is not",
    explanation: """
      An allowance is reset every `day`, `week`, `month` or `year`; every month where the catalog does not say.
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
