import CatalogModel
import Diagnostics

/// Rules of the mode `plans`.
extension Rule {
  static let openmeterPlanRules: [Rule] = [
    openmeterFedFeature, openmeterOfferPerPrice, openmeterDerivedKey, openmeterNoCurrency, openmeterNoRateCards,
    openmeterCadence, openmeterTrial, openmeterAddonTrial, openmeterAddonCurrency, openmeterAddonCadence,
    openmeterAddonMixedCadence, openmeterAddonUnpaired, openmeterAddonReset, openmeterQuantityMaximum, openmeterProviderID,
    openmeterExistingPlan, openmeterExistingPlanAddon,
  ]

  // MARK: Features

  static let openmeterFedFeature = Rule(
    "openmeter/topup-fed-feature", .note, "A feature that a top-up feeds is given beside the subscription",
    explanation: """
      The entitlements that a subscription makes are its own: a grant on one is refused with 403. A feature that a top-up \
      feeds is therefore left out of the rate cards of plans and add-ons, and given to the customer by requests of their \
      own.
      """,
    source: "OpenMeter's openmeter/entitlement/hooks/subscription/hook.go; openmeterio/openmeter#3293",
    wrong: billed(
      #""pro": {"entitlements": {"api": true, ⟦"tokens"⟧: 1000}, "prices": {"monthly": \#(monthly)}}"#,
      #""topups": {"pack": {"feature": "tokens", "amount": 1000, "prices": {"once": \#(once)}}}"#),
    right: billed(#""pro": {"entitlements": {"api": true, "tokens": 1000}, "prices": {"monthly": \#(monthly)}}"#))

  // MARK: Prices

  static let openmeterOfferPerPrice = Rule(
    "openmeter/offer-per-price", .note, "Each price of a plan or an add-on is an OpenMeter plan or add-on of its own",
    explanation: """
      All rate cards of an OpenMeter plan are charged together, in one currency, at one cadence. Where there are several \
      prices, the id of the price is part of the key, as in `pro_yearly`. A second price, added later, makes two plans of \
      new keys.
      """,
    source: "OpenMeter's api/openapi.yaml, PlanCreate; openmeter/productcatalog/plan.go",
    wrong: billed(#""pro": {"entitlements": {"api": true}, "prices": ⟦{"monthly": \#(monthly), "yearly": \#(yearly)}⟧}"#),
    right: billed(#""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#))

  static let openmeterDerivedKey = Rule(
    "openmeter/derived-key", .warning, "A price cannot be given a key of its own",
    explanation: """
      The key is made of the item's key and the price's id. It is too long, or another has it, or nothing of the id may be \
      in a key. The price is not sent.
      """,
    source: "OpenMeter's api/openapi.yaml, `key` of PlanCreate",
    wrong: billed(#""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly), ⟦"Monthly"⟧: \#(yearly)}}"#),
    right: billed(#""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly), "yearly": \#(yearly)}}"#))

  static let openmeterNoCurrency = Rule(
    "openmeter/no-currency", .warning, "A plan or an add-on without prices has no currency",
    explanation: """
      An OpenMeter plan has a currency, also if it is free. It gets the one that the prices of all plans and add-ons have; \
      where they have several, or there are none, it is not sent. A price with an amount of 0 says which.
      """,
    source: "OpenMeter's api/openapi.yaml, PlanCreate and AddonCreate, `currency`",
    wrong: billed(
      #"""
      ⟦"free"⟧: {"entitlements": {"api": true}}, "pro": {"entitlements": {"api": true},
           "prices": {"usd": \#(monthly), "eur": {"amount": 2000, "currency": "EUR", "interval": "month"}}}
      """#),
    right: billed(
      #""free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"api": true}, "prices": {"usd": \#(monthly)}}"#))

  static let openmeterNoRateCards = Rule(
    "openmeter/no-rate-cards", .warning, "Nothing of a plan or an add-on is left for OpenMeter",
    explanation: """
      It has no price, and its features are switched off or given beside the subscription. OpenMeter publishes nothing \
      without a rate card.
      """,
    source: "OpenMeter's openmeter/productcatalog, ErrPlanPhaseHasNoRateCards and ErrAddonHasNoRateCards",
    wrong: billed(
      #"⟦"free"⟧: {"entitlements": {"api": false}}, "pro": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}"#),
    right: billed(
      #""free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}"#))

  static let openmeterCadence = Rule(
    "openmeter/cadence-unsupported", .warning, "OpenMeter has no plan with the cadence of the price",
    explanation: "Plans are billed every 1, 2 or 4 weeks, every 1, 3, 6 or 12 months, or every year. The price is not sent.",
    source: "OpenMeter's openmeter/productcatalog/errors.go, ErrPlanBillingCadenceAllowedValues",
    wrong: billed(
      #"""
      "pro": {"entitlements": {"api": true},
         "prices": {"bimonthly": {"amount": 4000, "currency": "USD", "interval": "month", "intervalCount": ⟦2⟧}}}
      """#),
    right: billed(
      #"""
      "pro": {"entitlements": {"api": true},
         "prices": {"quarterly": {"amount": 6000, "currency": "USD", "interval": "month", "intervalCount": 3}}}
      """#))

  static let openmeterTrial = Rule(
    "openmeter/trial-phase", .note, "A trial is a first phase without a fee",
    explanation: """
      Billing periods are counted from the start of the subscription, so the first paid one would be short: the \
      subscription is requested with a `billingAnchor`, which the application sets to the end of the trial. When the trial \
      ends, usage starts again and the allowance is issued again. Add-ons are offered from then on.
      """,
    source: "OpenMeter's openmeter/subscription/subscriptionspec.go, GetAlignedBillingPeriodAt",
    wrong: billed(
      #"""
      "pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}}}
      """#),
    right: billed(#""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#))

  // MARK: Add-ons

  static let openmeterAddonTrial = Rule(
    "openmeter/addon-trial", .warning, "An add-on has a trial of its own",
    explanation: "OpenMeter's add-ons have no phases. The add-on is charged from the day on which it is bought.",
    source: "OpenMeter's api/openapi.yaml, AddonCreate",
    wrong: addon(price: #"{"amount": 500, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let openmeterAddonCurrency = Rule(
    "openmeter/addon-currency", .warning, "An add-on has no price in the currency of a plan that it goes with",
    explanation: "A plan and its add-ons have one currency. The add-on is not offered with that plan.",
    source: "OpenMeter's openmeter/productcatalog/planaddon.go",
    wrong: addon(price: #"{"amount": 500, "currency": "EUR", "interval": "month"}"#, #""compatiblePlans": ⟦["pro"]⟧,"#),
    right: addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ["pro"],"#))

  static let openmeterAddonCadence = Rule(
    "openmeter/addon-cadence", .warning, "An add-on recurs out of step with a plan that it goes with",
    explanation: """
      The cadence of one must be a whole number of the other's: a month and a year, never a week and a month. The add-on is \
      not offered with that plan. What is charged once goes with every plan.
      """,
    source: "OpenMeter's openmeter/productcatalog/alignment.go, ValidateBillingCadencesAlign",
    wrong: addon(price: #"{"amount": 500, "currency": "USD", "interval": "week"}"#, #""compatiblePlans": ⟦["pro"]⟧,"#),
    right: addon(price: #"{"amount": 500, "currency": "USD", "interval": "day"}"#, #""compatiblePlans": ["pro"],"#))

  static let openmeterAddonMixedCadence = Rule(
    "openmeter/addon-mixed-cadence", .note, "An add-on is charged at another cadence than a plan that it goes with",
    explanation: "OpenMeter allows it where the cadences are in step. Invoices of a yearly plan then come every month.",
    source: "OpenMeter's openmeter/productcatalog/alignment.go, ValidateBillingCadencesAlign",
    wrong: addon(price: #"{"amount": 500, "currency": "USD", "interval": "year"}"#, #""compatiblePlans": ⟦["pro"]⟧,"#),
    right: addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ["pro"],"#))

  static let openmeterAddonUnpaired = Rule(
    "openmeter/addon-unpaired", .warning, "A price of an add-on goes with no plan",
    explanation: """
      An add-on is bought with a subscription to a plan that it is offered with. No plan has the currency of this price and \
      a cadence in step with it: nobody could buy it, and it is not sent.
      """,
    source: "OpenMeter's api/openapi.yaml, createPlanAddon and createSubscriptionAddon",
    wrong: billed(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#,
      #"""
      "addons": {"extra": {"entitlements": {"sso": true},
           "prices": {"monthly": \#(monthly), ⟦"weekly"⟧: {"amount": 200, "currency": "USD", "interval": "week"}}}}
      """#),
    right: billed(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#,
      #""addons": {"extra": {"entitlements": {"sso": true}, "prices": {"monthly": \#(monthly), "yearly": \#(yearly)}}}"#))

  static let openmeterAddonReset = Rule(
    "openmeter/addon-reset", .warning, "The allowances of an add-on and of a plan reset at different times",
    explanation: """
      OpenMeter adds up the two amounts, which needs one period. Publishing the plan would be refused: the add-on is not \
      offered with it.
      """,
    source: "OpenMeter's openmeter/productcatalog/ratecard.go, ErrRateCardMeteredEntitlementTemplateUsagePeriodMismatch",
    wrong: billed(
      #""pro": {"entitlements": {"tokens": {"amount": 1000, "reset": "month"}}, "prices": {"monthly": \#(monthly)}}"#,
      #"""
      "addons": {"extra": {"entitlements": {⟦"tokens"⟧: {"amount": 500, "reset": "day"}}, "prices": {"m": \#(monthly)}}}
      """#),
    right: billed(
      #""pro": {"entitlements": {"tokens": {"amount": 1000, "reset": "month"}}, "prices": {"monthly": \#(monthly)}}"#,
      #"""
      "addons": {"extra": {"entitlements": {"tokens": {"amount": 500, "reset": "month"}}, "prices": {"m": \#(monthly)}}}
      """#))

  static let openmeterQuantityMaximum = Rule(
    "openmeter/quantity-maximum", .warning, "The maximum of an add-on's quantity cannot be sent",
    explanation: """
      Only an add-on that is sold in numbers has a maximum, and that is above 0. One that nobody may hold is not sent.
      """,
    source: "OpenMeter's openmeter/productcatalog/planaddon.go",
    wrong: addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""quantity": {"max": ⟦5⟧},"#),
    right: addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""multiple": true, "quantity": {"max": 5},"#))

  // MARK: Ids

  static let openmeterProviderID = Rule(
    "openmeter/provider-id", .warning, "An id in `providerIds` cannot be used",
    explanation: """
      OpenMeter's ids have 26 characters, as `01ARZ3NDEKTSV4RRFFQ69G5FAV`. One names the plan or add-on of one price: where \
      there are several prices, each has its own `providerIds`, and no two have the same.
      """,
    source: "OpenMeter's api/openapi.yaml, `addonId` of PlanAddonCreate",
    wrong: billed(
      #""pro": {"entitlements": {"api": true}, "providerIds": {"openmeter": ⟦"pro"⟧}, "prices": {"monthly": \#(monthly)}}"#),
    right: billed(
      #"""
      "pro": {"entitlements": {"api": true}, "providerIds": {"openmeter": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
         "prices": {"monthly": \#(monthly)}}
      """#))

  static let openmeterExistingPlan = Rule(
    "openmeter/existing-plan", .note, "A plan that is there already is neither made nor changed",
    explanation: """
      A published version of a plan is frozen. Customers subscribe to a plan by its key, not by its id: the plan with this \
      id must have the key that the catalog gives it.
      """,
    source: "OpenMeter's api/openapi.yaml, PlanReferenceInput; openmeter/productcatalog/plan/service/plan.go",
    wrong: billed(
      #"""
      "pro": {"entitlements": {"api": true}, "providerIds": {"openmeter": ⟦"01ARZ3NDEKTSV4RRFFQ69G5FAV"⟧},
         "prices": {"monthly": \#(monthly)}}
      """#),
    right: billed(#""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#))

  static let openmeterExistingPlanAddon = Rule(
    "openmeter/existing-plan-addon", .warning, "A new add-on goes with a plan that is there already",
    explanation: """
      Add-ons are assigned to drafts. A published version takes none: without the plan's id, a new version of it is made, \
      with the add-on.
      """,
    source: "OpenMeter's openmeter/productcatalog/planaddon/service/planaddon.go",
    wrong: billed(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(existing)}}"#,
      #""addons": {"extra": {"compatiblePlans": ⟦["pro"]⟧, "entitlements": {"sso": true}, "prices": {"m": \#(monthly)}}}"#),
    right: billed(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(existing)}}"#,
      #""addons": {"extra": {"compatiblePlans": ["pro"], "entitlements": {"sso": true}, "prices": {"m": \#(existing)}}}"#))

  // MARK: Examples

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
  private static let yearly = #"{"amount": 20000, "currency": "USD", "interval": "year"}"#
  private static let once = #"{"amount": 900, "currency": "USD", "interval": "one_time"}"#
  private static let existing = #"""
    {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"openmeter": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}}
    """#

  private static func billed(_ plans: String, _ sections: String? = nil) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tokens": {"type": "metered"}},
     "plans": {\#(plans)},\#(sections.map { "\n \($0)," } ?? "")
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
    """#
  }

  private static func addon(price: String, _ fields: String = "") -> String {
    billed(
      #""pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#,
      #""addons": {"extra": {\#(fields) "entitlements": {"sso": true}, "prices": {"extra": \#(price)}}}"#)
  }
}
