import Diagnostics

// Mode `plans`.
extension Rule {
  static let openmeterPlanRules: [Rule] = [
    openmeterFedFeature, openmeterDerivedKey, openmeterNoCurrency, openmeterNoRateCards, openmeterTrial, openmeterAddonReset,
    openmeterAddonPerUnit, openmeterExistingPlanAddon,
  ]

  static let openmeterFedFeature = Rule(
    "openmeter/granted-separately", .access("customers keep the feature after their plan has ended"),
    "A feature is granted outside the subscription",
    explanation: """
      OpenMeter rejects grants on the entitlements of a subscription with 403. A feature with top-ups, or with an allowance that \
      is granted once, is therefore not part of plans and add-ons; separate requests grant it to the customer, and its usage \
      price stays in the plan. The same holds for a limit that add-ons raise, because OpenMeter cannot merge two values.

      Such an entitlement neither ends with the subscription nor follows a change of plan: your application must delete it, or \
      replace it by `PUT …/override`. If another provider bills your customers, use mode `entitlements`; `bridge` does this there.
      """,
    source: "OpenMeter's openmeter/entitlement/hooks/subscription/hook.go; openmeterio/openmeter#3293",
    wrong: OpenMeterExample.plans(
      #""pro": {"entitlements": {"api": true, ⟦"tokens"⟧: 1000}, "prices": {"monthly": \#(monthly)}}"#,
      #"""
      "topups": {"pack": {"feature": "tokens", "amount": 1000,
           "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
      """#),
    right: OpenMeterExample.plans(
      #""pro": {"entitlements": {"api": true, "tokens": 1000}, "prices": {"monthly": \#(monthly)}}"#),
    formerNames: ["openmeter/topup-fed-feature"])

  // MARK: Prices

  static let openmeterDerivedKey = Rule(
    "openmeter/derived-key", .access("the price is not for sale"), "A price has no valid key at OpenMeter",
    explanation: """
      If an item has several prices, the key of each combines the item's key and the price's id. It must have at most 64 \
      characters, and no other plan or add-on may have the same key. The price is not for sale. Rename it.
      """,
    source: "OpenMeter's api/openapi.yaml, `key` of PlanCreate",
    wrong: OpenMeterExample.plans(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly), ⟦"Monthly"⟧: \#(yearly)}}"#),
    right: OpenMeterExample.plans(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly), "yearly": \#(yearly)}}"#))

  static let openmeterNoCurrency = Rule(
    "openmeter/no-currency", .access("the item is skipped"), "A plan or add-on without prices has no currency",
    explanation: """
      OpenMeter needs a currency even for free items. catalogc uses the one that all prices of plans and add-ons share. If they \
      have several currencies, or there are no prices, the item is not for sale. Give it a price with amount 0.
      """,
    source: "OpenMeter's api/openapi.yaml, PlanCreate and AddonCreate, `currency`",
    wrong: OpenMeterExample.plans(
      #"""
      ⟦"free"⟧: {"entitlements": {"api": true}}, "pro": {"entitlements": {"api": true},
           "prices": {"usd": \#(monthly), "eur": {"amount": 2000, "currency": "EUR", "interval": "month"}}}
      """#),
    right: OpenMeterExample.plans(#""free": {"entitlements": {"api": true}}, \#(OpenMeterExample.pro)"#))

  static let openmeterNoRateCards = Rule(
    "openmeter/no-rate-cards", .access("the item is skipped"), "A plan or add-on has neither a price nor a feature at OpenMeter",
    explanation: """
      It has no price, and its features are disabled or granted outside the subscription. OpenMeter does not publish anything \
      without a rate card, so the item is not for sale.
      """,
    source: "OpenMeter's openmeter/productcatalog, ErrPlanPhaseHasNoRateCards and ErrAddonHasNoRateCards",
    wrong: OpenMeterExample.plans(#"⟦"free"⟧: {"entitlements": {"api": false}}, \#(OpenMeterExample.pro)"#),
    right: OpenMeterExample.plans(#""free": {"entitlements": {"api": true}}, \#(OpenMeterExample.pro)"#))

  static let openmeterTrial = Rule(
    "openmeter/trial-phase", .detail("customers pay when the trial ends").leftToApplication,
    "A trial becomes a free first phase of the plan",
    explanation: """
      OpenMeter counts billing periods from the start of the subscription, so the first paid period would be too short. Your \
      application must set `billing_anchor` to the end of the trial. When the trial ends, usage is reset and the allowance is \
      granted again. Customers cannot buy add-ons before that.
      """,
    source: "OpenMeter's openmeter/subscription/subscriptionspec.go, GetAlignedBillingPeriodAt",
    wrong: OpenMeterExample.plans(
      #"""
      "pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}}}
      """#),
    right: OpenMeterExample.plans(OpenMeterExample.pro))

  // MARK: Add-ons

  static let openmeterAddonReset = Rule(
    "openmeter/addon-reset", .time("customers get the allowance at another time"),
    "The allowances of an add-on and a plan reset at different times",
    explanation: """
      OpenMeter adds up the two amounts, which requires a common period, and would refuse to publish the plan. The add-on is \
      not for sale with it. Give both the same `reset`.
      """,
    source: "OpenMeter's openmeter/productcatalog/ratecard.go, ErrRateCardMeteredEntitlementTemplateUsagePeriodMismatch",
    wrong: OpenMeterExample.plans(
      #""pro": {"entitlements": {"tokens": {"amount": 1000, "reset": "month"}}, "prices": {"monthly": \#(monthly)}}"#,
      #"""
      "addons": {"extra": {"entitlements": {⟦"tokens"⟧: {"amount": 500, "reset": "day"}}, "prices": {"m": \#(monthly)}}}
      """#),
    right: OpenMeterExample.plans(
      #""pro": {"entitlements": {"tokens": {"amount": 1000, "reset": "month"}}, "prices": {"monthly": \#(monthly)}}"#,
      #"""
      "addons": {"extra": {"entitlements": {"tokens": {"amount": 500, "reset": "month"}}, "prices": {"m": \#(monthly)}}}
      """#))

  static let openmeterAddonPerUnit = Rule(
    "openmeter/addon-per-unit", .access("customers get more than the catalog says"),
    "OpenMeter multiplies the allowance of an add-on by its quantity",
    explanation: """
      Customers who buy several of the add-on get its allowance as many times, although the catalog says that the allowance does \
      not depend on the quantity. Sell one of the add-on, or remove `perUnit`.
      """,
    source: "OpenMeter's openmeter/subscription/addon/diff/apply.go",
    wrong: extra(#""quantity": {}"#, #""tokens": {"amount": 500, "perUnit": ⟦false⟧}"#),
    right: extra(#""quantity": {}"#, #""tokens": {"amount": 500, "perUnit": true}"#))

  static let openmeterExistingPlanAddon = Rule(
    "openmeter/existing-plan-addon", .access("customers of the plan cannot buy the add-on"),
    "A new add-on is compatible with an existing plan",
    explanation: """
      OpenMeter assigns add-ons to drafts only, so a published plan cannot get new ones. Remove the plan's id to create a new \
      version of the plan that includes the add-on.
      """,
    source: "OpenMeter's openmeter/productcatalog/planaddon/service/planaddon.go",
    wrong: OpenMeterExample.plans(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(existing("A"))}}"#,
      #""addons": {"extra": {"compatiblePlans": ⟦["pro"]⟧, "entitlements": {"sso": true}, "prices": {"m": \#(monthly)}}}"#),
    right: OpenMeterExample.plans(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(existing("A"))}}"#,
      #""addons": {"extra": {"compatiblePlans": ["pro"], "entitlements": {"sso": true}, "prices": {"m": \#(existing("B"))}}}"#))

  // MARK: Examples

  private static let monthly = OpenMeterExample.monthly
  private static let yearly = OpenMeterExample.yearly

  private static func existing(_ letter: String) -> String {
    #"""
    {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"openmeter": "01ARZ3NDEKTSV4RRFFQ69G5FA\#(letter)"}}
    """#
  }

  private static func extra(_ fields: String, _ entitlement: String) -> String {
    OpenMeterExample.plans(
      OpenMeterExample.pro,
      #""addons": {"extra": {\#(fields), "entitlements": {\#(entitlement)}, "prices": {"extra": \#(monthly)}}}"#)
  }
}
