import CatalogModel
import Diagnostics

extension Rule {
  static let autumnPlanRules: [Rule] = [
    autumnPlanID, autumnPlanIDTaken, autumnItemID, autumnExistingPlan, autumnPlanPerPrice, autumnItemWithoutPrice,
    autumnPlansNotEnforced, autumnQuantity, autumnTopupAmount, autumnGrantPriority, autumnGrantExpiration,
    autumnGrantRollover, autumnMetadata, autumnMetadataOverridden,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
  private static let yearly = #"{"amount": 20000, "currency": "USD", "interval": "year"}"#

  // MARK: Ids

  static let autumnPlanID = Rule(
    "autumn/plan-id", .warning, "A key, or an id in `providerIds`, cannot be the id of a plan",
    explanation: """
      Ids of plans are letters, digits, `_` and `-`. The id is the key of the item, with the price's id in snake case \
      behind it where the item has several prices. The plan is left out of the requests.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `plan_id`",
    wrong: Example.topup(id: #"⟦"pack 1"⟧"#),
    right: Example.topup(id: #""pack_1""#))

  static let autumnPlanIDTaken = Rule(
    "autumn/plan-id-taken", .warning, "Two plans would have one id at Autumn",
    explanation: """
      Plans, add-ons and top-ups are all plans at Autumn, and so is each price of an item with several. The second with an \
      id would overwrite the first, or be refused: it is left out of the requests.
      """,
    source: "useautumn/autumn, server/src/internal/product/actions/createProduct.ts",
    wrong: twoItems(#"⟦"pro"⟧"#),
    right: twoItems(#""pro_pack""#))

  private static func twoItems(_ topup: String) -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}},
     "plans": {"pro": {"entitlements": {"tokens": 100}, "prices": {"monthly": \#(monthly)}}},
     "topups": {\#(topup): {"feature": "tokens", "amount": 50,
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  static let autumnItemID = Rule(
    "autumn/item-id", .warning, "The Autumn id of a plan, an add-on or a top-up belongs to none of its prices",
    explanation: """
      Autumn has a plan for each price. Where an item has one price or none, its id is that plan's; else each price needs \
      an id of its own.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price`",
    wrong: Example.plan(
      #""providerIds": {"autumn": ⟦"pro"⟧}, "prices": {"monthly": \#(monthly), "yearly": \#(yearly)}"#),
    right: Example.plan(#""providerIds": {"autumn": "pro"}, "prices": {"monthly": \#(monthly)}"#))

  static let autumnExistingPlan = Rule(
    "autumn/existing-plan", .note, "A plan that Autumn has already is updated",
    explanation: """
      Where customers have the plan, Autumn makes a new version of it, for those who buy from then on; the others keep \
      theirs until they are migrated. The request asks for nothing else: `disable_version` would change the plan under \
      them.
      """,
    source: "Autumn's documentation, concepts/versioning and api-reference/plans/updatePlan",
    wrong: Example.plan(#""providerIds": {"autumn": ⟦"pro"⟧}, "prices": {"monthly": \#(monthly)}"#),
    right: Example.plan(#""prices": {"monthly": \#(monthly)}"#))

  // MARK: Plans

  static let autumnPlanPerPrice = Rule(
    "autumn/plan-per-price", .note, "An item with several prices becomes several plans",
    explanation: """
      A plan has one price. The plans have the ids of the item and the price, and exclude each other, as all plans of the \
      catalog do: who buys the yearly one leaves the monthly one. Prices that differ in the currency alone are one plan.
      """,
    source: "Autumn's documentation, concepts/plans",
    wrong: Example.plan(#""prices": ⟦{"monthly": \#(monthly), "yearly": \#(yearly)}⟧"#),
    right: Example.plan(#""prices": {"monthly": \#(monthly)}"#))

  static let autumnItemWithoutPrice = Rule(
    "autumn/item-without-price", .note, "A plan or an add-on has no price, and is free at Autumn",
    explanation: """
      A plan without a price costs nothing: attach it only to those who shall have it. It is not given to new customers by \
      itself (`auto_enable`), because the catalog does not say which plan they start with.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price` and `auto_enable`",
    wrong: #"{"features": {"api": {"type": "boolean"}}, "plans": {⟦"free"⟧: {"entitlements": {"api": true}}}}"#,
    right: Example.plan(price: monthly))

  // MARK: Add-ons

  static let autumnPlansNotEnforced = Rule(
    "autumn/plans-not-enforced", .note, "An add-on or a top-up is for customers of some plans",
    explanation: "Autumn attaches an add-on to any customer. The application checks the plan before it does.",
    source: "Autumn's documentation, modelling-pricing/add-ons",
    wrong: Example.addon(price: monthly, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: monthly))

  static let autumnQuantity = Rule(
    "autumn/addon-quantity", .note, "An add-on is sold in quantities, which Autumn does not count",
    explanation: """
      A request attaches one; the application sends as many as are bought, each with a `subscription_id` of its own, and \
      keeps to the bounds.
      """,
    source: "Autumn's documentation, api-reference/billing/attach",
    wrong: Example.addon(price: monthly, #""multiple": ⟦true⟧"#),
    right: Example.addon(price: monthly, #""multiple": false"#))

  // MARK: Top-ups

  static let autumnTopupAmount = Rule(
    "autumn/topup-empty", .warning, "A top-up has no units",
    explanation: "Autumn sells units for a price, and refuses a number of 0. The top-up is left out of the requests.",
    source: "useautumn/autumn, validateProductItems.ts, `billing_units`",
    wrong: topup(amount: "⟦0⟧"),
    right: topup(amount: "1"))

  private static func topup(amount: String) -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}}, "plans": {},
     "topups": {"pack": {"feature": "tokens", "amount": \#(amount),
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  static let autumnGrantPriority = Rule(
    "autumn/grant-priority", .warning, "A top-up has a priority, and Autumn has an order of its own",
    explanation: "Balances that reset sooner are spent first, and what is bought once last. The priority is not sent.",
    source: "Autumn's documentation, modelling-pricing/add-ons, \"Balance stacking\"",
    wrong: Example.topup(#""grant": {"priority": ⟦1⟧}"#),
    right: Example.topup())

  static let autumnGrantExpiration = Rule(
    "autumn/grant-expiration", .warning, "A top-up expires, and Autumn's one-off balances do not",
    explanation: """
      What is bought once stays until it is spent. To let it lapse, grant the units by POST /v1/balances.create with \
      `expires_at` when the payment arrives, and leave the top-up out for Autumn.
      """,
    source: "Autumn's documentation, modelling-pricing/one-off-purchases and api-reference/balances/createBalance",
    wrong: Example.topup(#""grant": {"expiration": ⟦{"duration": "MONTH", "count": 3}⟧}"#),
    right: Example.topup())

  static let autumnGrantRollover = Rule(
    "autumn/grant-rollover", .warning, "A top-up limits what survives a reset, and Autumn keeps all of it",
    explanation: "What is bought once never resets, so nothing of it is lost when an allowance does. The limit is not sent.",
    source: "Autumn's documentation, modelling-pricing/one-off-purchases",
    wrong: Example.topup(#""grant": {"maxRolloverAmount": ⟦500⟧}"#),
    right: Example.topup())

  // MARK: Metadata

  static let autumnMetadata = Rule(
    "autumn/metadata-not-sent", .warning, "Metadata stands where Autumn takes none",
    explanation: "Plans have metadata; features, what a plan gives of them, balances and further currencies have none.",
    source: "useautumn/autumn, openapi.yml, POST /v1/features.create and /v1/plans.create",
    wrong: Example.sections(#""features": {"api": {"type": "boolean", "metadata": ⟦{"team": "core"}⟧}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean"}}, "plans": {}"#))

  static let autumnMetadataOverridden = Rule(
    "autumn/metadata-overridden", .warning, "Two metadata entries of one plan have one name",
    explanation: """
      A plan at Autumn stands for the item and the price together. Of two entries of one name it carries the price's. The \
      values of static features stand in the entry `catalogConfig`.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `metadata`",
    wrong: Example.plan(
      #"""
      "metadata": {"tier": ⟦"gold"⟧},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"tier": "silver"}}}
      """#),
    right: Example.plan(
      #"""
      "metadata": {"tier": "gold"},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"term": "short"}}}
      """#))
}
