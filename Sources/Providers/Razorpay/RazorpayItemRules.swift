import CatalogModel
import Diagnostics

extension Rule {
  static let razorpayPlanRules: [Rule] = [
    razorpayPlanPerPrice, razorpayWithoutPrice, razorpayExistingPlan, razorpayPlanID, razorpayIDTaken, razorpayUnusedID, razorpayIDLength,
  ]

  static let razorpayItemRules: [Rule] = [
    razorpayAddonChargedOnce, razorpayAddonTrial, razorpayAddonCurrency, razorpayAddonCadence, razorpayAddonCount,
    razorpayAddonQuantity, razorpayQuantityNotEnforced, razorpayPlansNotEnforced, razorpayAddonDeprecated,
    razorpayTopupUnsupported, razorpayGrant, razorpayTextLength, razorpayMetadata, razorpayNoteReplaced,
    razorpayFeatureNotSent, razorpayMeterNotSent,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "INR", "interval": "month"}"#

  private static func once(_ currency: String) -> String {
    #"{"amount": 500, "currency": "\#(currency)", "interval": "one_time"}"#
  }

  // MARK: Plans

  static let razorpayPlanPerPrice = Rule(
    "razorpay/plan-per-price", .note, "A plan of several prices becomes several plans",
    explanation: """
      A Razorpay plan has one amount, one currency and one cadence. Each price is made a plan, named after the catalog's \
      with the price's id in parentheses; the notes say which belong together.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md",
    wrong: Example.plan(
      #"""
      "prices": ⟦{"inr": {"amount": 90000, "currency": "INR", "interval": "month"},
         "usd": {"amount": 2000, "currency": "USD", "interval": "month"}}⟧
      """#),
    right: Example.plan(price: #"{"amount": 90000, "currency": "INR", "interval": "month"}"#))

  static let razorpayWithoutPrice = Rule(
    "razorpay/without-price", .note, "A plan or an add-on has no price",
    explanation: "What Razorpay makes and sells, it makes and sells at a price. This is in the neutral view alone.",
    wrong: Example.sections(
      #""features": {"api": {"type": "boolean"}}, "plans": {⟦"free"⟧: {"entitlements": {"api": true}}}"#),
    right: Example.plan(price: monthly))

  static let razorpayExistingPlan = Rule(
    "razorpay/existing-plan", .note, "A price names the plan that it has at Razorpay",
    explanation: """
      Plans can neither be changed nor deleted. The subscription refers to the plan as it is, whatever the catalog says by \
      now; for new terms, take the id out, and a new plan is made.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create-plans.md and faqs.md",
    wrong: Example.plan(
      price: """
        {"amount": 2000, "currency": "INR", "interval": "month",
         "providerIds": {"razorpay": ⟦"plan_00000000000001"⟧}}
        """),
    right: Example.plan(price: monthly))

  static let razorpayPlanID = Rule(
    "razorpay/plan-id", .warning, "The id of a price does not look like that of a Razorpay plan",
    explanation: "Plans have ids of `plan_` and 14 letters and digits. The subscription refers to it all the same.",
    source: "the examples in Razorpay's documentation, api/payments/subscriptions/create-subscription.md",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "INR", "interval": "year", "providerIds": {"razorpay": ⟦"inv_1"⟧}}"#),
    right: Example.plan(
      price: """
        {"amount": 2000, "currency": "INR", "interval": "year",
         "providerIds": {"razorpay": "plan_00000000000001"}}
        """))

  static let razorpayIDTaken = Rule(
    "razorpay/id-taken", .warning, "Two prices have the same Razorpay plan",
    explanation: """
      A plan at Razorpay has one amount and one cadence, and whoever buys at the second price would be charged the first. The \
      second price is left out of the requests.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md",
    wrong: twoPlans(#"⟦"plan_00000000000001"⟧"#),
    right: twoPlans(#""plan_00000000000002""#))

  private static func twoPlans(_ second: String) -> String {
    Example.plan(
      #"""
      "prices": {
        "m": {"amount": 2000, "currency": "INR", "interval": "month", "providerIds": {"razorpay": "plan_00000000000001"}},
        "y": {"amount": 20000, "currency": "INR", "interval": "year", "providerIds": {"razorpay": \#(second)}}}
      """#)
  }

  static let razorpayUnusedID = Rule(
    "razorpay/id-not-used", .warning, "An id leads to nothing that Razorpay has",
    explanation: """
      Razorpay keeps plans, and each has one price: its id belongs to the price. Plans as the catalog groups them, add-ons \
      and top-ups have no object to refer to.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions",
    wrong: Example.plan(
      #"""
      "providerIds": {"razorpay": ⟦"plan_00000000000001"⟧},
       "prices": {"monthly": \#(monthly)}
      """#),
    right: Example.plan(
      #"""
      "prices": {"monthly": {"amount": 2000, "currency": "INR", "interval": "month",
         "providerIds": {"razorpay": "plan_00000000000001"}}}
      """#))

  static let razorpayIDLength = Rule(
    "razorpay/id-too-long", .warning, "An id is longer than a note",
    explanation: """
      A plan is found again by the ids in its notes, which have 256 characters. Without them each run makes another plan, \
      and none can be deleted.
      """,
    source: "Razorpay's documentation, api/understand.md, \"Notes\"",
    wrong: Example.plan(#""prices": {⟦"\#(String(repeating: "p", count: 257))"⟧: \#(monthly)}"#),
    right: Example.plan(#""prices": {"\#(String(repeating: "p", count: 256))": \#(monthly)}"#))

  // MARK: Add-ons

  static let razorpayAddonChargedOnce = Rule(
    "razorpay/addon-charged-once", .warning, "An add-on recurs, and Razorpay charges it once",
    explanation: """
      The amount is taken with the first payment of a new subscription, and never again. For each later cycle the \
      application adds it to the next invoice (POST /v1/subscriptions/{id}/addons), which Razorpay refuses for \
      subscriptions paid by UPI.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create-add-ons.md",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": ⟦"month"⟧}"#),
    right: Example.addon(price: once("USD")))

  static let razorpayAddonTrial = Rule(
    "razorpay/addon-trial", .warning, "An add-on has a trial of its own",
    explanation: "The amount of an add-on is taken at once, even where the plan starts later. The trial is left out.",
    source: "Razorpay's documentation, payments/subscriptions/workflow.md",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let razorpayAddonCurrency = Rule(
    "razorpay/addon-currency", .warning, "An add-on and a plan that it goes with share no currency",
    explanation: "An add-on has the currency of the subscription's plan; this one cannot be sold to customers of that plan.",
    source: "Razorpay's documentation, api/payments/subscriptions/create-subscription.md, `addons`",
    wrong: Example.addon(price: once("INR"), #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: once("USD"), #""compatiblePlans": ["pro"]"#))

  static let razorpayAddonCadence = Rule(
    "razorpay/addon-cadence", .warning, "An add-on recurs at another interval than a plan that it goes with",
    explanation: """
      An add-on has no schedule of its own. Each charge after the first goes on an invoice of the plan, and those do not \
      come when the add-on is due.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create-add-ons.md",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "year"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ["pro"]"#))

  static let razorpayAddonCount = Rule(
    "razorpay/addon-count", .warning, "More than five add-ons go with a plan",
    explanation: "A subscription starts with at most five; a customer who wants more cannot be sold them in one request.",
    source: "an error message of Razorpay's API, quoted in razorpay/razorpay-ruby#65",
    wrong: addons(6, plan: #"⟦"pro"⟧"#),
    right: addons(5, plan: #""pro""#))

  static let razorpayAddonQuantity = Rule(
    "razorpay/addon-quantity", .warning, "A customer may hold several of an add-on",
    explanation: """
      An upfront add-on is a name and an amount, without a quantity: the request sells one. For more, the application \
      repeats the entry; a subscription starts with at most five.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-subscription.md, `addons`",
    wrong: Example.addon(price: once("USD"), #""multiple": ⟦true⟧"#),
    right: Example.addon(price: once("USD"), #""multiple": false"#))

  static let razorpayQuantityNotEnforced = Rule(
    "razorpay/quantity-not-enforced", .note, "The bounds of an add-on's quantity are not Razorpay's to keep",
    explanation: "The application checks the quantity before it sends the request.",
    source: "Razorpay's documentation, api/payments/subscriptions/create-subscription.md, `addons`",
    wrong: Example.addon(price: once("USD"), #""quantity": ⟦{"max": 5}⟧"#),
    right: Example.addon(price: once("USD")))

  static let razorpayPlansNotEnforced = Rule(
    "razorpay/plans-not-enforced", .note, "An add-on or a top-up is for customers of some plans",
    explanation: """
      The application names the plan that an add-on starts with, and makes the order of a top-up: it checks that the \
      catalog lets a customer of that plan buy it.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-subscription.md and api/orders/create.md",
    wrong: Example.addon(price: once("USD"), #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: once("USD")))

  static let razorpayAddonDeprecated = Rule(
    "razorpay/addon-deprecated", .note, "Razorpay's pages disagree on whether there are add-ons",
    explanation: """
      The FAQ on subscriptions calls add-ons deprecated, the API reference documents them. Try one on the account before \
      customers do.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md and api/payments/subscriptions/create-add-on.md",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {⟦"extra"⟧: {"entitlements": {"api": true},
         "prices": {"once": {"amount": 500, "currency": "INR", "interval": "one_time"}}}}}
      """#,
    right: Example.plan(price: monthly))

  /// A plan and so many add-ons.
  private static func addons(_ count: Int, plan: String) -> String {
    let price = #"{"amount": 500, "currency": "INR", "interval": "one_time"}"#
    let addons = (1...count).map { #"  "extra\#($0)": {"entitlements": {"api": true}, "prices": {"once": \#(price)}}"# }
    return #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {\#(plan): {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "INR", "interval": "month"}}}},
       "addons": {
      \#(addons.joined(separator: ",\n"))}}
      """#
  }

  // MARK: Top-ups

  static let razorpayTopupUnsupported = Rule(
    "razorpay/topup-unsupported", .warning, "A top-up is charged by hand",
    explanation: """
      Razorpay has no catalog of things that are bought once. For each purchase the application makes an order, with a \
      receipt number of its own, and checks who may buy; an order has neither a name nor a description.
      """,
    source: "Razorpay's documentation, api/orders/create.md",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.plan(price: monthly))

  static let razorpayGrant = Rule(
    "razorpay/grant-by-application", .note, "The usage of a top-up is granted by the application",
    explanation: """
      The order carries the top-up's id in its notes; when it is paid (`order.paid`), the application grants the usage, \
      with its priority, expiration and rollover.
      """,
    source: "Razorpay's documentation, webhooks/orders.md",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.plan(price: monthly))

  // MARK: Texts and notes

  static let razorpayTextLength = Rule(
    "razorpay/text-too-long", .warning, "A name or a description has more than 255 bytes",
    explanation: """
      Razorpay documents no limit for the items of a plan, but its checkout has refused longer texts, and a plan cannot be \
      changed. The text is cut there; the id of a price behind the name stays.
      """,
    source: "an error message of Razorpay's checkout, quoted in Vacademy-io/vacademy_platform#2500",
    wrong: Example.plan(
      #""name": ⟦"\#(String(repeating: "n", count: 256))"⟧, "prices": {"monthly": \#(monthly)}"#),
    right: Example.plan(
      #""name": "\#(String(repeating: "n", count: 255))", "prices": {"monthly": \#(monthly)}"#))

  static let razorpayMetadata = Rule(
    "razorpay/metadata-limit", .warning, "A metadata entry is beyond the limits of Razorpay's notes",
    explanation: """
      An object has 15 notes, the compiler's among them; a name has 1 to 256 characters, a value at most 256. The settings \
      of the provider, the plan, add-on or top-up and the price share them. The entry is left out of the requests.
      """,
    source: "Razorpay's documentation, api/understand.md, \"Notes\"",
    wrong: Example.plan(
      #""metadata": {"terms": ⟦"\#(String(repeating: "t", count: 257))"⟧}, "prices": {"monthly": \#(monthly)}"#),
    right: Example.plan(
      #""metadata": {"terms": "\#(String(repeating: "t", count: 256))"}, "prices": {"monthly": \#(monthly)}"#))

  static let razorpayNoteReplaced = Rule(
    "razorpay/note-replaced", .warning, "A metadata entry has the name of a note that the compiler writes",
    explanation: """
      The notes carry the metadata of the settings, the item and the price together, so that a name which is free on the \
      item may be the compiler's in the notes. Its value wins.
      """,
    wrong: Example.plan(
      #"""
      "metadata": {⟦"provider"⟧: "acme"}, "prices": {"monthly": \#(monthly)}
      """#),
    right: Example.plan(
      #"""
      "metadata": {"supplier": "acme"}, "prices": {"monthly": \#(monthly)}
      """#))

  // MARK: What the application does

  static let razorpayFeatureNotSent = Rule(
    "razorpay/feature-not-sent", .note, "A feature is not made at Razorpay",
    explanation: """
      Razorpay takes payments and has no features. The application gives customers what the catalog says, and takes it \
      back, when Razorpay's webhooks report on the subscription.
      """,
    source: "Razorpay's documentation, webhooks/subscriptions.md",
    wrong: Example.sections(#""features": {⟦"api"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {}, "plans": {}"#))

  static let razorpayMeterNotSent = Rule(
    "razorpay/meter-not-sent", .note, "A meter is not made at Razorpay",
    explanation: "A plan has one fixed amount; Razorpay counts no usage.",
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md",
    wrong: Example.sections(
      #""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}"#),
    right: Example.sections(#""meters": {}, "features": {}, "plans": {}"#))
}
