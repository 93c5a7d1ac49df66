import CatalogModel
import Diagnostics

extension Rule {
  static let autumnFeatureRules: [Rule] = [
    autumnFeatureID, autumnStaticFeature, autumnDescription, autumnAggregation, autumnMeter, autumnAllowanceMaximum,
    autumnOverage, autumnOneTimeAllowance,
  ]

  // MARK: Features

  static let autumnFeatureID = Rule(
    "autumn/feature-id", .warning, "A key cannot be the id of a feature",
    explanation: """
      Ids of features are letters, digits, `_` and `-`. The feature is left out of the requests, and so are the items and \
      top-ups that give it.
      """,
    source: "useautumn/autumn, openapi-1.2.0.yml, POST /v1/features, `id`",
    wrong: Example.sections(#""features": {⟦"api access"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {"api_access": {"type": "boolean"}}, "plans": {}"#))

  static let autumnStaticFeature = Rule(
    "autumn/static-feature", .warning, "A feature is a setting, and Autumn has none",
    explanation: """
      Features are switches or balances. The setting is sent as a switch, so that Autumn knows who has it; its value \
      stands in the metadata of the plan, in the entry `catalogConfig` under the feature's key, and the application reads \
      it there.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/features.create, `type`, and POST /v1/plans.create, `metadata`",
    wrong: Example.sections(#""features": {"support": {"type": ⟦"static"⟧}}, "plans": {}"#),
    right: Example.sections(#""features": {"support": {"type": "boolean"}}, "plans": {}"#))

  static let autumnDescription = Rule(
    "autumn/description-not-sent", .note, "A feature has a description, and Autumn's features have none",
    explanation: "The name is what Autumn shows of a feature.",
    source: "useautumn/autumn, openapi.yml, POST /v1/features.create",
    wrong: Example.sections(#""features": {"api": {"type": "boolean", "description": ⟦"The API"⟧}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean", "name": "The API"}}, "plans": {}"#))

  // MARK: Meters

  static let autumnAggregation = Rule(
    "autumn/aggregation-unsupported", .warning, "A meter does not add up, and Autumn does nothing else",
    explanation: """
      Usage is a number that is tracked, and taken from the balance. Distinct values, averages, extremes and latest values \
      are the application's to work out. The meter's events are not tied to the feature, because adding them up would be \
      wrong.
      """,
    source: "Autumn's documentation, customers/tracking-usage",
    wrong: meter(#"⟦"unique_count"⟧"#),
    right: meter(#""sum""#))

  private static func meter(_ aggregation: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": \#(aggregation), "valueProperty": "$.user"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}}, "plans": {}}
    """#
  }

  static let autumnMeter = Rule(
    "autumn/meter-by-application", .note, "The application tracks what a meter counts",
    explanation: """
      The type of the meter's events becomes a name of events of its features. The application calls POST \
      /v1/balances.track with that name and a number, 1 where it gives none: the value that the meter takes from the \
      event, and the dimensions that it groups by, are not Autumn's to read.
      """,
    source: "Autumn's documentation, customers/tracking-usage, \"Using Event Names\"",
    wrong: Example.sections(
      #""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}"#),
    right: Example.sections(#""meters": {}, "features": {}, "plans": {}"#))

  // MARK: Allowances

  static let autumnAllowanceMaximum = Rule(
    "autumn/allowance-too-large", .warning, "An allowance or a top-up is larger than Autumn takes",
    explanation: """
      At most 10000000000000 units are included. Of a larger allowance that many are sent: Autumn's `unlimited` would give \
      more than the catalog says. A larger top-up is left out of the requests.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `items.included`",
    wrong: allowance("⟦10000000000001⟧"),
    right: allowance("10000000000000"))

  static let autumnOverage = Rule(
    "autumn/overage-not-preserved", .warning, "Overuse is carried into the next period, and Autumn forgets it",
    explanation: "A reset restores the whole allowance, however far below zero the balance was.",
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `items.reset`",
    wrong: allowance(#"{"amount": 100, "preserveOverageAtReset": ⟦true⟧}"#),
    right: allowance(#"{"amount": 100, "preserveOverageAtReset": false}"#))

  private static func allowance(_ entitlement: String) -> String {
    #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": \#(entitlement)}}}}"#
  }

  static let autumnOneTimeAllowance = Rule(
    "autumn/one-time-allowance", .note, "An add-on that is paid once gives an allowance that comes back",
    explanation: """
      An allowance comes back with every period for as long as the customer has the add-on, and one that is paid once is \
      had for good. That is what is sent, because the catalog says so; units that are given once are a top-up.
      """,
    source: "Autumn's documentation, concepts/plan-items, \"Reset interval\"",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#, entitlements: #"{"tokens": ⟦100⟧}"#),
    right: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, entitlements: #"{"tokens": 100}"#))
}
