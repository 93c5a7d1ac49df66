import CatalogModel
import Diagnostics

extension Rule {
  // MARK: Meters

  static let polarFeatureWithoutMeter = Rule(
    "polar/feature-without-meter", .warning, "A metered feature names no meter",
    explanation: """
      Polar keeps a balance for each customer and meter. Without one there is nothing to credit: the allowances and top-ups \
      of the feature are left out of the requests.
      """,
    source: "server/polar/benefit/strategies/meter_credit/schemas.py in polarsource/polar",
    wrong: tokens(feature: #"⟦"tokens"⟧: {"type": "metered"}"#),
    right: tokens())

  static let polarSharedMeter = Rule(
    "polar/meter-shared", .warning, "Two features have one meter",
    explanation: "The balance belongs to the meter. Credits of both features go there, and usage of either spends them.",
    source: "server/polar/customer_meter/service.py in polarsource/polar",
    wrong: tokens(
      feature: #""tokens": {"type": "metered", "meter": "calls"}, "images": {"type": "metered", "meter": ⟦"calls"⟧}"#,
      entitlements: #""tokens": 1000, "images": 10"#),
    right: tokens(
      feature: #""tokens": {"type": "metered", "meter": "calls"}, "images": {"type": "boolean"}"#,
      entitlements: #""tokens": 1000, "images": true"#))

  static let polarAggregation = Rule(
    "polar/aggregation-unsupported", .warning, "Polar has no aggregation 'latest'",
    explanation: """
      A meter counts events, adds up a property, or takes its smallest, largest, average or number of distinct values. The \
      meter is left out of the requests, with the allowances and top-ups that it would keep.
      """,
    source: "server/polar/meter/aggregation.py in polarsource/polar",
    wrong: tokens(meter: #""eventType": "usage", "aggregation": ⟦"latest"⟧, "valueProperty": "$.tokens""#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "sum", "valueProperty": "$.tokens""#))

  static let polarAggregationCredits = Rule(
    "polar/credits-on-aggregation", .warning, "A feature has a meter that does not add up",
    explanation: """
      The balance is the credits less what the meter says. A smallest, largest or average value, or a number of distinct \
      ones, is no usage that is spent bit by bit, and what rolls over is worked out from it.
      """,
    source: "Polar's documentation, guides/grant-meter-credits-after-purchase",
    wrong: tokens(
      meter: #""eventType": "usage", "aggregation": "max", "valueProperty": "$.tokens""#,
      feature: #""tokens": {"type": "metered", "meter": ⟦"calls"⟧}"#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "sum", "valueProperty": "$.tokens""#))

  static let polarValueProperty = Rule(
    "polar/value-property", .warning, "A meter reads a value that is no plain property of the event",
    explanation: """
      Polar reads the property of that name from the event's metadata: `$.tokens`, never a path into it. `name`, `source` \
      and `timestamp` are the event's own fields. The meter is left out of the requests, with the allowances and top-ups \
      that it would keep.
      """,
    source: "server/polar/meter/aggregation.py in polarsource/polar",
    wrong: tokens(meter: #""eventType": "usage", "aggregation": "sum", "valueProperty": ⟦"$.usage.tokens"⟧"#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "sum", "valueProperty": "$.tokens""#))

  static let polarCountValue = Rule(
    "polar/count-value", .warning, "A meter that counts events has a value property",
    explanation: "The number of events does not depend on their values: the property is not sent.",
    source: "server/polar/meter/aggregation.py in polarsource/polar",
    wrong: tokens(meter: #""eventType": "usage", "aggregation": "count", "valueProperty": ⟦"$.tokens"⟧"#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "count""#))

  static let polarEventType = Rule(
    "polar/event-type-too-long", .warning, "The event type of a meter has more than 1000 characters",
    explanation: """
      A meter finds its events by their name, in a filter whose values have at most 1000 characters. The meter is left out \
      of the requests, with the allowances and top-ups that it would keep.
      """,
    source: "Polar's OpenAPI description 2026-04, POST /v1/meters/, `filter`",
    wrong: tokens(meter: #""eventType": ⟦"\#(String(repeating: "e", count: 1001))"⟧, "aggregation": "count""#),
    right: tokens(meter: #""eventType": "\#(String(repeating: "e", count: 1000))", "aggregation": "count""#))

  static let polarLongMeterName = Rule(
    "polar/meter-name-long", .note, "The name of a meter is long for a line of an invoice",
    explanation: "Polar takes it, and prints it on invoices. About 60 characters fit.",
    source: "Polar's documentation, features/usage-based-billing/meters",
    wrong: tokens(
      meter: #""name": ⟦"\#(String(repeating: "n", count: 61))"⟧, "eventType": "usage", "aggregation": "count""#),
    right: tokens(
      meter: #""name": "\#(String(repeating: "n", count: 60))", "eventType": "usage", "aggregation": "count""#))

  static let polarGroupBy = Rule(
    "polar/group-by-not-sent", .note, "A meter has groups, and Polar's have none",
    explanation: "One balance is kept for all groups. The events keep their properties, by which they can be listed.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/meters/",
    wrong: tokens(meter: #""eventType": "usage", "aggregation": "count", "groupBy": ⟦{"model": "$.model"}⟧"#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "count""#))

  static let polarDescription = Rule(
    "polar/description-not-sent", .note, "A feature or a meter has a description, which Polar has no place for",
    explanation: "A benefit has one short text, which is the name of the feature, and a meter has its name.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/benefits/ and /v1/meters/",
    wrong: tokens(meter: #""description": ⟦"Calls of the API"⟧, "eventType": "usage", "aggregation": "count""#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "count""#))

  static let polarUnused = Rule(
    "polar/not-needed", .note, "A feature or a meter is part of nothing that is sold",
    explanation: """
      Benefits are made for what products give, and meters for what credits are kept by. A plan without prices is no \
      product.
      """,
    wrong: Example.sections(#""features": {⟦"api"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: tokens())

  // MARK: Benefits

  static let polarSameDescription = Rule(
    "polar/same-description", .warning, "Two features read the same",
    explanation: "Customers see the text of a benefit, which is the feature's name, and neither its id nor its key.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/benefits/, `description`",
    wrong: #"""
      {"features": {"sso": {"type": "boolean", "name": "Sign-on"}, "saml": {"type": "boolean", "name": ⟦"Sign-on"⟧}},
       "plans": {"pro": {"entitlements": {"sso": true, "saml": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"sso": {"type": "boolean", "name": "Sign-on"}, "saml": {"type": "boolean", "name": "SAML"}},
       "plans": {"pro": {"entitlements": {"sso": true, "saml": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let polarStaticValue = Rule(
    "polar/static-value", .warning, "A static value does not fit into a benefit",
    explanation: """
      The value is the metadata entry `catalogConfig` of a feature flag, where the application reads it with the state of \
      the customer: 1 to 500 characters, none of them NUL. The benefit is left out of the requests.
      """,
    source: "Polar's documentation, features/benefits/feature-flags; server/polar/kit/metadata.py in polarsource/polar",
    wrong: tier(#"{"config": ⟦""⟧}"#),
    right: tier(#"{"config": "gold"}"#))

  private static func tier(_ entitlement: String) -> String {
    #"""
    {"features": {"tier": {"type": "static"}},
     "plans": {"pro": {"entitlements": {"tier": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  // MARK: Catalogs for examples

  /// A plan at 20 USD a month that gives tokens, which a meter counts.
  static func tokens(
    meter: String = #""eventType": "usage", "aggregation": "count""#,
    feature: String = #""tokens": {"type": "metered", "meter": "calls"}"#, entitlements: String = #""tokens": 1000"#,
    interval: String = "month", and sections: String? = nil
  ) -> String {
    let more = sections.map { ",\n \($0)" } ?? ""
    return #"""
      {"meters": {"calls": {\#(meter)}},
       "features": {\#(feature)},
       "plans": {"pro": {"entitlements": {\#(entitlements)},
         "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}}}\#(more)}
      """#
  }
}
