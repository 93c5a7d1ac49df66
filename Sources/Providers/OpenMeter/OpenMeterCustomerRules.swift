import CatalogReading
import Diagnostics

// Entitlements and grants.
extension Rule {
  static let openmeterCustomerRules: [Rule] = [
    openmeterStaticConfig, openmeterAddonAccess, openmeterAddonValue, openmeterAddonSplit, openmeterAddonUnits,
    openmeterAddonLimit, openmeterAddonRaise, openmeterQuantity, openmeterPriorityMissing, openmeterPriorityRange,
    openmeterSpentFirst, openmeterRolloverMissing, openmeterExpirationCount, openmeterTopupEntitlement, openmeterTopupPrice,
    openmeterPricesNotSent,
  ]

  static let openmeterStaticConfig = Rule(
    "openmeter/static-config-wrapped", .application("the application reads the value from a JSON object"),
    "A static value is wrapped in a JSON object",
    explanation: """
      At OpenMeter, the value of a static entitlement must be the text of a JSON object. Any other string is wrapped in one: \
      `priority` is sent as `{"value":"priority"}`, and your application must read it from there.
      """,
    source: "OpenMeter's api/openapi.yaml, EntitlementStaticCreateInputs; openmeter/entitlement/static/connector.go",
    wrong: configured(plan: #"⟦"priority"⟧"#),
    right: configured(plan: #""{\"tier\": \"priority\"}""#))

  // MARK: Add-ons

  static let openmeterAddonAccess = Rule(
    "openmeter/addon-feature-given", .detail("customers of the plan have the feature already"),
    "An add-on grants a boolean feature that a compatible plan already grants",
    explanation: """
      Customers of that plan gain nothing from it. OpenMeter rejects a second entitlement to the same feature, so no request \
      is generated if every compatible plan grants it. In mode `plans`, OpenMeter counts both.
      """,
    source: "OpenMeter's openmeter/entitlement (409 for a second entitlement), openmeter/subscription/addon/extend.go",
    wrong: OpenMeterExample.addon(plan: #""api": true"#, addon: #"⟦"api"⟧: true"#),
    right: OpenMeterExample.addon(plan: #""api": true"#, addon: #""sso": true"#))

  static let openmeterAddonValue = Rule(
    "openmeter/addon-static-value", .access("customers get only one of two values"),
    "An add-on and a compatible plan set the same feature",
    explanation: """
      A customer has a single value of a static feature, and a single entitlement to an unlimited one. In mode `entitlements`, \
      the add-on's request overrides the plan's value, and your application must restore it when the add-on ends. In mode \
      `plans`, OpenMeter cannot merge the two values, so the add-on is not for sale with that plan.
      """,
    source: "OpenMeter's openmeter/productcatalog/ratecard.go, ErrRateCardStaticEntitlementTemplateNotAllowed",
    wrong: OpenMeterExample.addon(plan: #""tier": "standard""#, addon: #"⟦"tier"⟧: "priority""#),
    right: OpenMeterExample.addon(plan: #""api": true"#, addon: #""tier": "priority""#))

  static let openmeterAddonSplit = Rule(
    "openmeter/addon-allowance-split", .access("some customers do not get the allowance of the add-on"),
    "Only some compatible plans of an add-on grant its metered feature",
    explanation: """
      OpenMeter rejects a second entitlement to the same feature. With a plan that grants the feature, the add-on's allowance \
      is a grant; with any other plan, it is an entitlement. The artifact contains both requests, and your application must \
      send the one that fits the customer's plan.
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
    "openmeter/addon-units", .application("the application chooses between two requests of the artifact"),
    "The allowance of an add-on can be bought more than once",
    explanation: """
      No compatible plan grants the feature, and customers may buy the add-on several times, or another add-on that also grants \
      it. The first purchase is an entitlement, and each further one is a grant. The artifact contains both requests, and your application \
      sends one of them.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2 (409) and createCustomerEntitlementGrantV2",
    wrong: OpenMeterExample.addon(plan: #""api": true"#, addon: #"⟦"tokens"⟧: 500"#, #""multiple": true,"#),
    right: OpenMeterExample.addon(plan: #""api": true"#, addon: #""tokens": 500"#))

  static let openmeterAddonLimit = Rule(
    "openmeter/addon-limit", .access("customers get the limit of the plan, not of the add-on"),
    "An add-on and a compatible plan limit the same allowance differently",
    explanation: """
      OpenMeter only adds up the amounts. Whether customers keep access when the allowance is used up, and whether overage is \
      carried into the next period, is decided by the plan's entitlement.
      """,
    source: "OpenMeter's openmeter/subscription/addon/extend.go; api/openapi.yaml, EntitlementGrantCreateInputV2",
    wrong: OpenMeterExample.addon(plan: #""tokens": 1000"#, addon: #"⟦"tokens"⟧: {"amount": 500, "isSoftLimit": true}"#),
    right: OpenMeterExample.addon(
      plan: #""tokens": {"amount": 1000, "isSoftLimit": true}"#, addon: #""tokens": {"amount": 500, "isSoftLimit": true}"#))

  static let openmeterAddonRaise = Rule(
    "openmeter/addon-raises-limit", .application("the application replaces the limit"), "An add-on raises a limit",
    explanation: """
      OpenMeter stores a limit as a static value, of which a customer has one. No request of the artifact can add to it, because \
      the sum depends on what else the customer has. Your application must replace the value when the add-on begins and ends; \
      `catalogc bridge` does.
      """,
    source: "OpenMeter's api/openapi.yaml, EntitlementStaticCreateInputs",
    wrong: #"""
      {"features": {"seats": {"type": "limit"}}, "plans": {"pro": {"entitlements": {"seats": 5}}},
       "addons": {"extra": {"entitlements": {⟦"seats"⟧: 5}}}}
      """#,
    right: #"""
      {"features": {"seats": {"type": "limit"}}, "plans": {"pro": {"entitlements": {"seats": 5}}}}
      """#)

  static let openmeterQuantity = Rule(
    "openmeter/quantity-by-application", .application("the application multiplies the numbers by the quantity"),
    "A request does not depend on the quantity",
    explanation: """
      Several of the item can be bought, and what the customer gets depends on how many. A request contains the numbers of one, \
      because a parameter replaces a value and cannot multiply it. Your application must multiply them by the quantity.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2",
    wrong: perUnit("⟦true⟧"),
    right: perUnit("false"))

  // MARK: Top-ups

  static let openmeterPriorityMissing = Rule(
    "openmeter/topup-priority-missing", .detail("a priority is sent that uses the allowance first, as the catalog says"),
    "A top-up has no priority",
    explanation: """
      OpenMeter uses grants with a lower priority first, and grants without a priority before everything else. Customers would \
      use up what they bought while their allowance expires. catalogc sends 2, so that the allowance is used first.
      """,
    source: "OpenMeter's openmeter/credit/grant.go; api/openapi.yaml, EntitlementGrantCreateInputV2",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.topup(#""grant": {"priority": 2}"#))

  static let openmeterPriorityRange = Rule(
    "openmeter/topup-priority-range", .detail("customers get as many units, in nearly the same order"),
    "The priority of a grant is not between 1 and 255",
    explanation: "The nearest valid priority is sent. 0 is not valid, although OpenMeter treats a missing priority as 0.",
    source: "OpenMeter's api/openapi.yaml, EntitlementGrantCreateInputV2, `priority`",
    wrong: Example.topup(#""grant": {"priority": ⟦256⟧}"#),
    right: Example.topup(#""grant": {"priority": 255}"#))

  static let openmeterSpentFirst = Rule(
    "openmeter/topup-spent-first", .access("customers lose the rest of their allowance at a reset"),
    "Customers use up a top-up before the allowance",
    explanation: """
      The allowance has priority 1 and does not expire. Of two grants with the same priority, OpenMeter first uses the one that \
      expires sooner. That is the top-up, and the rest of the allowance is lost at the reset. Set the priority to 2 or more.
      """,
    source: "OpenMeter's openmeter/credit/engine/grant.go",
    wrong: Example.topup(#""grant": {"priority": ⟦1⟧, "expiration": {"duration": "YEAR", "count": 1}}"#),
    right: Example.topup(#""grant": {"priority": 2, "expiration": {"duration": "YEAR", "count": 1}}"#))

  static let openmeterRolloverMissing = Rule(
    "openmeter/topup-rollover-missing", .detail("the full amount is sent, so that customers lose nothing"),
    "A top-up has no `maxRolloverAmount`",
    explanation: """
      At each reset of the allowance, OpenMeter reduces the rest of a grant to `maxRolloverAmount`. Its API has had two \
      different defaults: everything and nothing. catalogc sends the full amount, so that customers lose nothing they paid for.
      """,
    source: "OpenMeter's api/openapi.yaml, `maxRolloverAmount` of both EntitlementGrantCreateInput",
    wrong: Example.topup(#"⟦"grant"⟧: {"priority": 2}"#),
    right: Example.topup(#""grant": {"priority": 2, "maxRolloverAmount": 1000}"#))

  static let openmeterExpirationCount = Rule(
    "openmeter/topup-expiration-count", .time("units expire earlier than the catalog says"),
    "The `count` of an expiration is above 1000",
    explanation: "1000 is sent, so the grant expires earlier than the catalog says. Use a longer unit.",
    source: "OpenMeter's api/openapi.yaml, ExpirationPeriod",
    wrong: Example.topup(#""grant": {"expiration": {"duration": "DAY", "count": ⟦1001⟧}}"#),
    right: Example.topup(#""grant": {"expiration": {"duration": "DAY", "count": 1000}}"#))

  static let openmeterTopupEntitlement = Rule(
    "openmeter/topup-without-entitlement", .access("customers pay and get nothing"),
    "A compatible plan of a top-up does not grant its feature",
    explanation: """
      A grant adds to an entitlement. Customers who have no entitlement to the feature pay, but OpenMeter rejects the grant \
      with 404. If an add-on grants the feature, your application must sell the top-up only to customers with that add-on.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementGrantV2",
    wrong: topup(plan: #""api": true"#, #"⟦"tokens"⟧"#),
    right: topup(plan: #""tokens": 1000"#, #""tokens""#))

  static let openmeterTopupPrice = Rule(
    "openmeter/topup-price-not-sent", .money("only the application can collect the price").leftToApplication,
    "A payment provider must charge the price of a top-up",
    explanation: """
      In mode `plans`, OpenMeter bills plans and add-ons, but it has no one-time payments that grant usage. Charge the top-up \
      with a payment provider. When a payment arrives, your application must request the grant with the payment's id.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementGrantV2",
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {⟦"once"⟧: {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
       "providers": {"openmeter": {"options": {"mode": "plans"}}}}
      """#,
    right: OpenMeterExample.plans(OpenMeterExample.pro))

  // MARK: Billing elsewhere

  static let openmeterPricesNotSent = Rule(
    "openmeter/prices-not-sent", .detail("another provider charges, and OpenMeter grants").leftToApplication,
    "OpenMeter does not bill the customers of an item",
    explanation: """
      In mode `entitlements`, customers are billed elsewhere, and OpenMeter only tracks what they are entitled to. Usage beyond \
      an allowance is possible if it has a price, up to its `max`, and charged elsewhere. Prices, descriptions, ids and metadata \
      of plans and add-ons are ignored, as are discounts, and descriptions and ids of top-ups. In mode `plans`, OpenMeter bills.
      """,
    source: "OpenMeter's api/openapi.yaml, PlanCreate and createCustomerEntitlementV2",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {⟦"pro"⟧: {"entitlements": {"api": true},
         "prices": {"monthly": \#(OpenMeterExample.monthly)}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}
      """#)

  // MARK: Examples

  private static func perUnit(_ value: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"team": {"entitlements": {"calls": {"amount": 1000, "perUnit": \#(value)}}, "quantity": {},
       "prices": {"monthly": \#(OpenMeterExample.monthly)}}}}
    """#
  }

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

  /// In mode `plans`, with a metered feature. A plan has these fields beside its entitlements.
  static func usage(_ entitlement: String, _ fields: String, _ sections: String = "") -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)}, \#(fields)}},\#(sections)
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
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
