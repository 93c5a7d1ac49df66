import CatalogModel
import Diagnostics

extension Rule {
  static let openmeterRules: [Rule] = openmeterNameRules + openmeterMeterRules + openmeterCustomerRules + openmeterPlanRules

  // MARK: Names and texts

  private static let openmeterNameRules: [Rule] = [
    openmeterKeyPattern, openmeterFeatureKeyID, openmeterTextLength, openmeterReservedMetadata,
  ]

  static let openmeterKeyPattern = Rule(
    "openmeter/key-pattern", .warning, "OpenMeter refuses the key",
    explanation: """
      Keys have 1 to 64 small letters and digits, with single underscores between them. Meters and features are always made \
      at OpenMeter, plans and add-ons in the mode `plans`. The artifact carries the key that the catalog says: the request \
      that makes the entry is refused until the key is changed. Where the catalog gives no key, the id is the key.
      """,
    source: "OpenMeter's api/openapi.yaml, `key` of PlanCreate, AddonCreate and FeatureCreateInputs, `slug` of MeterCreate",
    wrong: Example.sections(#""features": {⟦"aiTokens"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {"aiTokens": {"key": "ai_tokens", "type": "boolean"}}, "plans": {}"#))

  static let openmeterFeatureKeyID = Rule(
    "openmeter/feature-key-id", .warning, "The server takes the key of a feature for an id",
    explanation: """
      A key of 26 characters that begins with a digit from 0 to 7 has the form of OpenMeter's own ids, and the feature is \
      refused.
      """,
    source: "OpenMeter's openmeter/productcatalog/feature/connector.go, CreateFeature",
    wrong: Example.sections(#""features": {⟦"2026_second_half_campaigns"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {"campaign_2026": {"type": "boolean"}}, "plans": {}"#))

  static let openmeterTextLength = Rule(
    "openmeter/text-too-long", .warning, "A name or a description is longer than OpenMeter takes",
    explanation: """
      Names have 256 characters, with the id of the price where there are several, descriptions 1024. The text is cut there.
      """,
    source: "OpenMeter's api/openapi.yaml, `maxLength`",
    wrong: Example.sections(
      #"""
      "meters": {"m": {"name": ⟦"\#(String(repeating: "n", count: 257))"⟧, "eventType": "call", "aggregation": "count"}},
       "features": {}, "plans": {}
      """#),
    right: Example.sections(
      #"""
      "meters": {"m": {"name": "\#(String(repeating: "n", count: 256))", "eventType": "call", "aggregation": "count"}},
       "features": {}, "plans": {}
      """#))

  static let openmeterReservedMetadata = Rule(
    "openmeter/reserved-metadata", .warning, "A metadata entry has a name that the compiler writes itself",
    explanation: """
      A grant carries `paymentId` and `idempotencyKey`, by which a script finds out whether a payment has been granted. In \
      the mode `plans`, a plan carries `catalogPriceId`, and the card of a price its `lookupKey`.
      """,
    wrong: Example.topup(#""metadata": {⟦"paymentId"⟧: "order"}"#),
    right: Example.topup(#""metadata": {"paymentKind": "order"}"#))

  // MARK: Meters and features

  private static let openmeterMeterRules: [Rule] = [
    openmeterJSONPath, openmeterCountValue, openmeterGroupByName, openmeterGroupByValue, openmeterFeatureMeter,
    openmeterFeatureAggregation, openmeterFeatureDescription,
  ]

  static let openmeterJSONPath = Rule(
    "openmeter/json-path", .warning, "A path into the event does not begin with `$`",
    explanation: "The server refuses such a path. `tokens` is sent as `$.tokens`, which is what it most likely means.",
    source: "OpenMeter's openmeter/meter/meter.go, validateMeterAggregation and validateMeterGroupBy",
    wrong: meter(#""aggregation": "sum", "valueProperty": ⟦"tokens"⟧"#),
    right: meter(#""aggregation": "sum", "valueProperty": "$.tokens""#))

  static let openmeterCountValue = Rule(
    "openmeter/count-value-property", .warning, "A meter that counts events has a value property",
    explanation: "Counting reads no value, and the server refuses a meter that names one. It is not sent.",
    source: "OpenMeter's openmeter/meter/meter.go, validateMeterAggregation",
    wrong: meter(#""aggregation": "count", "valueProperty": ⟦"$.tokens"⟧"#),
    right: meter(#""aggregation": "count""#))

  static let openmeterGroupByName = Rule(
    "openmeter/group-by-name", .warning, "The name of a group has characters that OpenMeter refuses",
    explanation: """
      Names have letters, digits and underscores, and do not begin with a digit. The group is left out of the meter.
      """,
    source: "OpenMeter's openmeter/meter/meter.go, groupByKeyRegExp",
    wrong: meter(#""aggregation": "count", "groupBy": {⟦"model-name"⟧: "$.model"}"#),
    right: meter(#""aggregation": "count", "groupBy": {"model_name": "$.model"}"#))

  static let openmeterGroupByValue = Rule(
    "openmeter/group-by-value", .warning, "A meter is grouped by the value that it reads",
    explanation: "The server refuses a group with the path of the meter's value. The group is left out.",
    source: "OpenMeter's openmeter/meter/meter.go, validateMeterGroupBy",
    wrong: meter(#""aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"tokens": ⟦"$.tokens"⟧}"#),
    right: meter(#""aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"model": "$.model"}"#))

  static let openmeterFeatureMeter = Rule(
    "openmeter/feature-without-meter", .warning, "A metered feature that customers get names no meter",
    explanation: """
      OpenMeter keeps a balance only for features that have a meter: entitlements and grants of this one are refused, \
      unless the feature is there already, with a meter that the catalog does not know.
      """,
    source: "OpenMeter's openmeter/entitlement/metered/connector.go",
    wrong: Example.sections(
      #""features": {⟦"tokens"⟧: {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": 1000}}}"#),
    right: Example.sections(
      #"""
      "meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
       "features": {"tokens": {"type": "metered", "meter": "tokens"}}, "plans": {"pro": {"entitlements": {"tokens": 1000}}}
      """#))

  static let openmeterFeatureAggregation = Rule(
    "openmeter/feature-aggregation", .warning, "A feature is counted by a meter that OpenMeter keeps no balance of",
    explanation: """
      Meters behind features sum up, count, count unique values, or take the latest one. The feature is sent without its \
      meter; entitlements and grants of it are refused.
      """,
    source: "OpenMeter's openmeter/productcatalog/feature/connector.go, validMeterAggregations",
    wrong: Example.sections(
      #"""
      "meters": {"latency": {"eventType": "api.call", "aggregation": "max", "valueProperty": "$.ms"}},
       "features": {"latency": {"type": "metered", "meter": ⟦"latency"⟧}}, "plans": {}
      """#),
    right: Example.sections(
      #"""
      "meters": {"latency": {"eventType": "api.call", "aggregation": "latest", "valueProperty": "$.ms"}},
       "features": {"latency": {"type": "metered", "meter": "latency"}}, "plans": {}
      """#))

  static let openmeterFeatureDescription = Rule(
    "openmeter/feature-description", .note, "The description of a feature is not sent",
    explanation: "OpenMeter's features have a key, a name and metadata.",
    source: "OpenMeter's api/openapi.yaml, FeatureCreateInputs",
    wrong: Example.sections(
      #""features": {"sso": {"type": "boolean", "description": ⟦"Single sign-on"⟧}}, "plans": {}"#),
    right: Example.sections(#""features": {"sso": {"type": "boolean"}}, "plans": {}"#))

  private static func meter(_ fields: String) -> String {
    Example.sections(#""meters": {"tokens": {"eventType": "ai.tokens", \#(fields)}}, "features": {}, "plans": {}"#)
  }
}
