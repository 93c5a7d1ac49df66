import CatalogReading
import Diagnostics

// Entitlements and grants.
extension Rule {
  static let openmeterCustomerRules: [Rule] = [
    openmeterStaticConfig, openmeterAddonAccess, openmeterAddonValue, openmeterAddonSplit, openmeterAddonUnits,
    openmeterAddonLimit, openmeterPriorityMissing, openmeterPriorityRange, openmeterSpentFirst, openmeterRolloverMissing,
    openmeterExpirationCount, openmeterTopupEntitlement, openmeterTopupPrice, openmeterPricesNotSent,
  ]

  static let openmeterStaticConfig = Rule(
    "openmeter/static-config-wrapped", .note, "A configuration is wrapped into a JSON object",
    explanation: """
      The configuration of a static entitlement must be the text of a JSON object. Any other text becomes the member `value` \
      of one: `priority` is sent as `{"value":"priority"}`, and your application reads it from there.
      """,
    source: "OpenMeter's api/openapi.yaml, EntitlementStaticCreateInputs; openmeter/entitlement/static/connector.go",
    wrong: configured(plan: #"⟦"priority"⟧"#),
    right: configured(plan: #""{\"tier\": \"priority\"}""#))

  // MARK: Add-ons

  static let openmeterAddonAccess = Rule(
    "openmeter/addon-feature-given", .note, "An add-on gives access that a compatible plan already gives",
    explanation: """
      A customer of that plan gains nothing from it. OpenMeter refuses a second entitlement to a feature, so there is no \
      request if every compatible plan gives it. In mode `plans` OpenMeter counts both.
      """,
    source: "OpenMeter's openmeter/entitlement (409 for a second entitlement), openmeter/subscription/addon/extend.go",
    wrong: OpenMeterExample.addon(plan: #""api": true"#, addon: #"⟦"api"⟧: true"#),
    right: OpenMeterExample.addon(plan: #""api": true"#, addon: #""sso": true"#))

  static let openmeterAddonValue = Rule(
    "openmeter/addon-static-value", .warning, "An add-on gives a static feature that a compatible plan also gives",
    explanation: """
      A customer has one value of a feature. In mode `entitlements` the add-on's request overrides the plan's value, and your \
      application must restore it when the add-on ends. In mode `plans` OpenMeter cannot merge the two, and the add-on is not \
      for sale with that plan.
      """,
    source: "OpenMeter's openmeter/productcatalog/ratecard.go, ErrRateCardStaticEntitlementTemplateNotAllowed",
    wrong: OpenMeterExample.addon(plan: #""tier": "standard""#, addon: #"⟦"tier"⟧: "priority""#),
    right: OpenMeterExample.addon(plan: #""api": true"#, addon: #""tier": "priority""#))

  static let openmeterAddonSplit = Rule(
    "openmeter/addon-allowance-split", .warning, "Only some compatible plans of an add-on give its metered feature",
    explanation: """
      OpenMeter refuses a second entitlement to a feature. With a plan that gives it, the add-on's allowance is a grant; with a \
      plan that does not, it is the entitlement. Both requests are in the artifact, and your application must send the one that \
      fits the customer's plan.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2 (409) and createCustomerEntitlementGrantV2",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
       "plans": {"free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"tokens": 1000}}},
       "addons": {"extra": {"entitlements": {⟦"tokens"⟧: 500}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
       "plans": {"free": {"entitlements": {"tokens": 0}}, "pro": {"entitlements": {"tokens": 1000}}},
       "addons": {"extra": {"entitlements": {"tokens": 500}}}}
      """#)

  static let openmeterAddonUnits = Rule(
    "openmeter/addon-units", .note, "The allowance of an add-on can be bought more than once",
    explanation: """
      No compatible plan gives the feature, and customers may buy the add-on several times, or another add-on that gives it too. \
      The first purchase is the customer's entitlement, and each further one a grant. Both requests are in the artifact.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2 (409) and createCustomerEntitlementGrantV2",
    wrong: OpenMeterExample.addon(plan: #""api": true"#, addon: #"⟦"tokens"⟧: 500"#, #""multiple": true,"#),
    right: OpenMeterExample.addon(plan: #""api": true"#, addon: #""tokens": 500"#))

  static let openmeterAddonLimit = Rule(
    "openmeter/addon-limit", .warning, "The limit of an add-on's allowance differs from that of a compatible plan",
    explanation: """
      OpenMeter adds up the amounts only. Whether customers keep access after the allowance, and whether overage is carried into \
      the next period, is a setting of the plan's entitlement.
      """,
    source: "OpenMeter's openmeter/subscription/addon/extend.go; api/openapi.yaml, EntitlementGrantCreateInputV2",
    wrong: OpenMeterExample.addon(plan: #""tokens": 1000"#, addon: #"⟦"tokens"⟧: {"amount": 500, "isSoftLimit": true}"#),
    right: OpenMeterExample.addon(
      plan: #""tokens": {"amount": 1000, "isSoftLimit": true}"#, addon: #""tokens": {"amount": 500, "isSoftLimit": true}"#))

  // MARK: Top-ups

  static let openmeterPriorityMissing = Rule(
    "openmeter/topup-priority-missing", .warning, "A top-up has no priority",
    explanation: """
      Grants with a lower priority are used first, and one without a priority before everything else: customers would use up \
      what they bought while their allowance expires. 2 is sent, which is after the allowance.
      """,
    source: "OpenMeter's openmeter/credit/grant.go; api/openapi.yaml, EntitlementGrantCreateInputV2",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.topup(#""grant": {"priority": 2}"#))

  static let openmeterPriorityRange = Rule(
    "openmeter/topup-priority-range", .warning, "The priority of a grant is not between 1 and 255",
    explanation: "The nearest priority is sent. 0 cannot be sent, although OpenMeter reads a missing priority as 0.",
    source: "OpenMeter's api/openapi.yaml, EntitlementGrantCreateInputV2, `priority`",
    wrong: Example.topup(#""grant": {"priority": ⟦256⟧}"#),
    right: Example.topup(#""grant": {"priority": 255}"#))

  static let openmeterSpentFirst = Rule(
    "openmeter/topup-spent-first", .warning, "Customers use up a top-up before the allowance",
    explanation: """
      The allowance has priority 1 and never expires. Of two grants with the same priority, OpenMeter uses the one that expires \
      first: the top-up, while the rest of the allowance is lost at the reset. Set the priority to 2 or more.
      """,
    source: "OpenMeter's openmeter/credit/engine/grant.go",
    wrong: Example.topup(#""grant": {"priority": ⟦1⟧, "expiration": {"duration": "YEAR", "count": 1}}"#),
    right: Example.topup(#""grant": {"priority": 2, "expiration": {"duration": "YEAR", "count": 1}}"#))

  static let openmeterRolloverMissing = Rule(
    "openmeter/topup-rollover-missing", .warning, "A top-up does not say how much of it survives a reset",
    explanation: """
      At each reset of the allowance, OpenMeter cuts the rest of a grant to `maxRolloverAmount`. Its API has had two defaults: \
      all of it, and nothing. The amount of the top-up is sent, so that customers lose nothing that they paid for.
      """,
    source: "OpenMeter's api/openapi.yaml, `maxRolloverAmount` of both EntitlementGrantCreateInput",
    wrong: Example.topup(#"⟦"grant"⟧: {"priority": 2}"#),
    right: Example.topup(#""grant": {"priority": 2, "maxRolloverAmount": 1000}"#))

  static let openmeterExpirationCount = Rule(
    "openmeter/topup-expiration-count", .warning, "The expiration of a grant counts above 1000",
    explanation: "1000 is sent, and the grant expires earlier than the catalog says. Use a longer unit.",
    source: "OpenMeter's api/openapi.yaml, ExpirationPeriod",
    wrong: Example.topup(#""grant": {"expiration": {"duration": "DAY", "count": ⟦1001⟧}}"#),
    right: Example.topup(#""grant": {"expiration": {"duration": "DAY", "count": 1000}}"#))

  static let openmeterTopupEntitlement = Rule(
    "openmeter/topup-without-entitlement", .warning, "A top-up goes with a plan that does not give its feature",
    explanation: """
      A grant is added to an entitlement. Customers without one to the feature pay, and OpenMeter refuses the grant with 404. If \
      an add-on gives the feature, your application must sell the top-up to customers who have that add-on.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementGrantV2",
    wrong: topup(plan: #""api": true"#, #"⟦"tokens"⟧"#),
    right: topup(plan: #""tokens": 1000"#, #""tokens""#))

  static let openmeterTopupPrice = Rule(
    "openmeter/topup-price-not-sent", .note, "A payment provider must charge the price of a top-up",
    explanation: """
      OpenMeter has no one-time payment that grants usage. Your application requests the grant when the payment has arrived, \
      with the payment's id.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementGrantV2",
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {⟦"once"⟧: {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: Example.plan(price: OpenMeterExample.monthly))

  // MARK: What is billed elsewhere

  static let openmeterPricesNotSent = Rule(
    "openmeter/prices-not-sent", .note, "OpenMeter does not bill the customers of an item",
    explanation: """
      In mode `entitlements` customers are billed elsewhere, and OpenMeter tracks what they are entitled to. It ignores prices, \
      descriptions, ids and metadata of plans and add-ons, and descriptions and ids of top-ups. In mode `plans` OpenMeter bills.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {⟦"pro"⟧: {"entitlements": {"api": true},
         "prices": {"monthly": \#(OpenMeterExample.monthly)}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}
      """#)

  // MARK: Examples

  private static func configured(plan value: String) -> String {
    Example.sections(#""features": {"tier": {"type": "static"}}, "plans": {"pro": {"entitlements": {"tier": \#(value)}}}"#)
  }

  private static func topup(plan: String, _ feature: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
     "plans": {"pro": {"entitlements": {\#(plan)}}},
     "topups": {"pack": {"feature": \#(feature), "amount": 1000,
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }
}

/// Catalogs for examples.
enum OpenMeterExample {
  static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
  static let pro = #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#
  static let yearly = #"{"amount": 20000, "currency": "USD", "interval": "year"}"#

  /// In mode `entitlements`.
  static func addon(plan: String, addon: String, _ fields: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tier": {"type": "static"},
       "tokens": {"type": "metered"}},
     "plans": {"pro": {"entitlements": {\#(plan)}}},
     "addons": {"extra": {\#(fields) "entitlements": {\#(addon)}}}}
    """#
  }

  /// In mode `plans`.
  static func plans(_ plans: String, _ sections: String? = nil) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tokens": {"type": "metered"}},
     "plans": {\#(plans)},\#(sections.map { "\n \($0)," } ?? "")
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
    """#
  }
}
