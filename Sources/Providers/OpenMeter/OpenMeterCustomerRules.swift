import CatalogModel
import Diagnostics

extension Rule {
  static let openmeterCustomerRules: [Rule] = [
    openmeterAmountPrecision, openmeterStaticConfig, openmeterAddonAccess, openmeterAddonValue, openmeterAddonSplit,
    openmeterAddonUnits, openmeterAddonLimit, openmeterEmptyGrant, openmeterPriorityMissing, openmeterPriorityRange,
    openmeterSpentFirst, openmeterRolloverMissing, openmeterExpirationCount, openmeterTopupEntitlement, openmeterTopupPrice,
    openmeterPricesNotSent, openmeterCompatiblePlans, openmeterQuantity,
  ]

  // MARK: Entitlements

  static let openmeterAmountPrecision = Rule(
    "openmeter/amount-precision", .warning, "An amount has more digits than OpenMeter keeps",
    explanation: """
      Usage amounts are JSON numbers, which the server reads as IEEE doubles: integers up to 2^53 and fractions of up to 15 \
      digits arrive as they are written. The amount is sent as the catalog says it.
      """,
    source: "OpenMeter's api/openapi.yaml, IssueAfterReset and EntitlementGrantCreateInputV2, `format: double`",
    wrong: metered(plan: "⟦9007199254740993⟧"),
    right: metered(plan: "9007199254740992"))

  static let openmeterStaticConfig = Rule(
    "openmeter/static-config-wrapped", .note, "A configuration is wrapped into a JSON object",
    explanation: """
      The configuration of a static entitlement is the text of a JSON object. A text that is none is sent as the member \
      `value` of one: `priority` as `{"value":"priority"}`. The application reads it from there.
      """,
    source: "OpenMeter's api/openapi.yaml, EntitlementStaticCreateInputs; openmeter/entitlement/static/connector.go",
    wrong: configured(plan: #"⟦"priority"⟧"#),
    right: configured(plan: #""{\"tier\": \"priority\"}""#))

  // MARK: Add-ons

  static let openmeterAddonAccess = Rule(
    "openmeter/addon-feature-given", .note, "An add-on gives access that a compatible plan gives already",
    explanation: """
      A customer of that plan gains nothing. A second entitlement to one feature would be refused, so none is made where \
      every compatible plan has it; in the mode `plans`, OpenMeter counts both.
      """,
    source: "OpenMeter's openmeter/entitlement (409 for a second entitlement), openmeter/subscription/addon/extend.go",
    wrong: addon(plan: #""api": true"#, addon: #"⟦"api"⟧: true"#),
    right: addon(plan: #""api": true"#, addon: #""sso": true"#))

  static let openmeterAddonValue = Rule(
    "openmeter/addon-static-value", .warning, "An add-on gives another value of a static feature than a compatible plan",
    explanation: """
      A customer has one value of a feature. Where OpenMeter does not bill, the add-on's request overrides the plan's \
      value; when the add-on ends, the application has to put the plan's back. In the mode `plans`, the two cannot be \
      merged, and the add-on is not offered with that plan.
      """,
    source: "OpenMeter's openmeter/productcatalog/ratecard.go, ErrRateCardStaticEntitlementTemplateNotAllowed",
    wrong: addon(plan: #""tier": "standard""#, addon: #"⟦"tier"⟧: "priority""#),
    right: addon(plan: #""api": true"#, addon: #""tier": "priority""#))

  static let openmeterAddonSplit = Rule(
    "openmeter/addon-allowance-split", .warning, "Some of the plans that an add-on goes with entitle to its metered feature",
    explanation: """
      A second entitlement to one feature is refused. With a plan that has one, the add-on's allowance is a grant on it; \
      with a plan that has none, it is the entitlement. Both requests are in the artifact, and the one that fits the \
      customer's plan is the one to send.
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
    "openmeter/addon-units", .note, "An add-on's metered feature can be bought more than once",
    explanation: """
      No compatible plan entitles to the feature, but the add-on is sold in numbers, or another add-on gives it too. The \
      first one bought is the customer's entitlement, each further one is a grant on it. Both requests are in the artifact.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2 (409) and createCustomerEntitlementGrantV2",
    wrong: addon(plan: #""api": true"#, addon: #"⟦"tokens"⟧: 500"#, #""multiple": true,"#),
    right: addon(plan: #""api": true"#, addon: #""tokens": 500"#))

  static let openmeterAddonLimit = Rule(
    "openmeter/addon-limit", .warning, "An add-on sets the limit of an allowance otherwise than a compatible plan",
    explanation: """
      Only amounts add up. Whether access stays when the allowance is used up, and whether overuse is carried on, is said \
      by the entitlement, and that is the plan's.
      """,
    source: "OpenMeter's openmeter/subscription/addon/extend.go; api/openapi.yaml, EntitlementGrantCreateInputV2",
    wrong: addon(plan: #""tokens": 1000"#, addon: #"⟦"tokens"⟧: {"amount": 500, "isSoftLimit": true}"#),
    right: addon(
      plan: #""tokens": {"amount": 1000, "isSoftLimit": true}"#, addon: #""tokens": {"amount": 500, "isSoftLimit": true}"#))

  static let openmeterEmptyGrant = Rule(
    "openmeter/grant-of-nothing", .warning, "A grant has an amount of 0",
    explanation: "The server takes grants of more than 0 only. The request is left out.",
    source: "OpenMeter's openmeter/credit/grant.go",
    wrong: addon(plan: #""tokens": 1000"#, addon: #""tokens": ⟦0⟧"#),
    right: addon(plan: #""tokens": 1000"#, addon: #""tokens": 500"#))

  // MARK: Top-ups

  static let openmeterPriorityMissing = Rule(
    "openmeter/topup-priority-missing", .warning, "A top-up does not say when it is spent",
    explanation: """
      Grants with a lower priority are spent first, and one without a priority before everything else: customers would use \
      up what they paid for while their allowance lapses. 2 is sent, which is after the allowance.
      """,
    source: "OpenMeter's openmeter/credit/grant.go; api/openapi.yaml, EntitlementGrantCreateInputV2",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.topup(#""grant": {"priority": 2}"#))

  static let openmeterPriorityRange = Rule(
    "openmeter/topup-priority-range", .warning, "The priority of a grant is beyond 1 to 255",
    explanation: "The nearest one within is sent. 0 cannot be sent, though the server counts a missing priority as 0.",
    source: "OpenMeter's api/openapi.yaml, EntitlementGrantCreateInputV2, `priority`",
    wrong: Example.topup(#""grant": {"priority": ⟦256⟧}"#),
    right: Example.topup(#""grant": {"priority": 255}"#))

  static let openmeterSpentFirst = Rule(
    "openmeter/topup-spent-first", .warning, "What was paid for is spent before the allowance",
    explanation: """
      The allowance has priority 1 and never expires. Of two grants with one priority, the one that expires sooner is spent \
      first: the top-up, and the allowance lapses at the reset. A priority of 2 or more turns it round.
      """,
    source: "OpenMeter's openmeter/credit/engine/grant.go",
    wrong: Example.topup(#""grant": {"priority": ⟦1⟧, "expiration": {"duration": "YEAR", "count": 1}}"#),
    right: Example.topup(#""grant": {"priority": 2, "expiration": {"duration": "YEAR", "count": 1}}"#))

  static let openmeterRolloverMissing = Rule(
    "openmeter/topup-rollover-missing", .warning, "A top-up does not say how much of it survives a reset",
    explanation: """
      At each reset of the allowance, what is left of a grant is cut to `maxRolloverAmount`. OpenMeter's API has had two \
      defaults: all of it, and nothing. The amount of the top-up is sent: nothing that was paid for is lost.
      """,
    source: "OpenMeter's api/openapi.yaml, `maxRolloverAmount` of both EntitlementGrantCreateInput",
    wrong: Example.topup(#"⟦"grant"⟧: {"priority": 2}"#),
    right: Example.topup(#""grant": {"priority": 2, "maxRolloverAmount": 1000}"#))

  static let openmeterExpirationCount = Rule(
    "openmeter/topup-expiration-count", .warning, "The expiration of a grant counts beyond 1000",
    explanation: "1000 is sent. A longer unit says the same with a smaller count.",
    source: "OpenMeter's api/openapi.yaml, ExpirationPeriod",
    wrong: Example.topup(#""grant": {"expiration": {"duration": "DAY", "count": ⟦1001⟧}}"#),
    right: Example.topup(#""grant": {"expiration": {"duration": "DAY", "count": 1000}}"#))

  static let openmeterTopupEntitlement = Rule(
    "openmeter/topup-without-entitlement", .warning, "A top-up goes with a plan that does not entitle to its feature",
    explanation: """
      A grant is put on an entitlement. Customers who have none to the feature pay, and the grant is refused with 404. \
      Where an add-on entitles to the feature, the application sells the top-up to those who have it.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementGrantV2",
    wrong: topup(plan: #""api": true"#, #"⟦"tokens"⟧"#),
    right: topup(plan: #""tokens": 1000"#, #""tokens""#))

  static let openmeterTopupPrice = Rule(
    "openmeter/topup-price-not-sent", .note, "The price of a top-up is charged by a payment provider",
    explanation: """
      OpenMeter has no one-time payment that grants usage. The grant is requested when the payment has arrived, with its \
      id.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementGrantV2",
    wrong: #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {⟦"once"⟧: {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  // MARK: What is billed elsewhere

  static let openmeterPricesNotSent = Rule(
    "openmeter/prices-not-sent", .note, "What is for sale is not made at OpenMeter",
    explanation: """
      In the mode `entitlements` customers are billed elsewhere, and OpenMeter knows what they are entitled to. Prices, \
      descriptions, ids and metadata of plans and add-ons are not sent, nor the descriptions and ids of top-ups. In the \
      mode `plans` OpenMeter bills.
      """,
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {⟦"pro"⟧: {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}
      """#)

  static let openmeterCompatiblePlans = Rule(
    "openmeter/compatible-plans-not-enforced", .note, "The application sees to it what goes with a plan",
    explanation: """
      OpenMeter takes entitlements and grants for any customer. Only in the mode `plans` are add-ons, and those alone, \
      offered with plans.
      """,
    source: "OpenMeter's api/openapi.yaml, createCustomerEntitlementV2",
    wrong: topup(plan: #""tokens": 1000"#, #""tokens", "compatiblePlans": ⟦["pro"]⟧"#),
    right: topup(plan: #""tokens": 1000"#, #""tokens""#))

  static let openmeterQuantity = Rule(
    "openmeter/quantity-not-enforced", .note, "The bounds of an add-on's quantity are not OpenMeter's to keep",
    explanation: "OpenMeter knows a maximum in the mode `plans`, and no minimum. The application checks the quantity.",
    source: "OpenMeter's api/openapi.yaml, PlanAddonCreate",
    wrong: addon(plan: #""api": true"#, addon: #""sso": true"#, #""multiple": true, "quantity": ⟦{"max": 5}⟧,"#),
    right: addon(plan: #""api": true"#, addon: #""sso": true"#, #""multiple": true,"#))

  // MARK: Examples

  private static func metered(plan amount: String) -> String {
    Example.sections(
      #""features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": \#(amount)}}}"#)
  }

  private static func configured(plan value: String) -> String {
    Example.sections(#""features": {"tier": {"type": "static"}}, "plans": {"pro": {"entitlements": {"tier": \#(value)}}}"#)
  }

  private static func addon(plan: String, addon: String, _ fields: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tier": {"type": "static"},
       "tokens": {"type": "metered"}},
     "plans": {"pro": {"entitlements": {\#(plan)}}},
     "addons": {"extra": {\#(fields) "entitlements": {\#(addon)}}}}
    """#
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
