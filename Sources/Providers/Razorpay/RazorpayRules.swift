import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// What Razorpay has in common with other providers.
  static var razorpay: [RuleFamily.Entry] {
    func page(_ text: String) -> String { "Razorpay's documentation, \(text)" }
    let addons = page("api/payments/subscriptions/create-subscription.md, `addons`")
    let plans = page("api/payments/subscriptions/create-plan.md")
    let ids = ["plan_00000000000001", "plan_00000000000002"]
    return [
      .of(.currencyUnsupported, page("payments/international-payments.md")),
      .of(
        .amountTooPrecise, page("api/orders/create.md"),
        note: "Amounts in BHD, IQD, JOD, KWD, OMR and TND have three decimals, and the last must be 0.",
        formerly: "amount-precision"),
      .of(
        .amountBelowMinimum, page("api/payments/subscriptions/create-plan.md and api/orders/create.md, Errors"),
        note: "Razorpay refuses less than 1.00 INR, and the price is not for sale."),
      .of(
        .freePriceUnsupported, page("api/payments/subscriptions/create-plan.md and api/orders/create.md"), formerly: "amount-zero"),
      .of(
        .inrMandateLimit, page("payments/subscriptions/faqs.md and supported-payment-methods.md"),
        note: """
          UPI takes no more than that at once. Merchants of some categories have 100,000 INR, and an eMandate has ten million.
          """, formerly: "automatic-debit-ceiling"),
      .of(
        .optionAssumed, page("api/payments/subscriptions/create-subscription.md, `total_count`"),
        note: """
          Razorpay has no open-ended subscriptions: each ends after a number of charges, `total_count`. Without the option \
          `totalCount`, it ends after ten years' worth of charges, and after at least one.
          """, options: [.init("totalCount", .integer(120))], formerly: "total-count-assumed"),
      .of(
        .intervalTooLong, page("payments/subscriptions/faqs.md"),
        note: """
          A subscription lasts at most 100 years: 36500 days, 5200 weeks or 1200 months. One interval has to fit.
          """),
      .of(
        .intervalUnsupported, page("api/payments/subscriptions/create-plan.md, `interval`"),
        note: "A daily plan has an interval of at least 7.", formerly: "interval-too-short"),
      .of(
        .trialIgnored, page("payments/subscriptions/workflow.md"),
        note: "The amount of an add-on is charged at once, even if the plan starts later.", formerly: "addon-trial"),
      .of(.addonCurrencyMismatch, addons, formerly: "addon-currency"),
      .of(
        .addonIntervalMismatch, page("payments/subscriptions/create-add-ons.md"),
        note: """
          An add-on has no schedule of its own: each charge after the first goes on an invoice of the plan, and there is none \
          when the add-on is due.
          """, formerly: "addon-cadence"),
      .of(
        .tooManyAddons, "an error message of Razorpay's API, quoted in razorpay/razorpay-ruby#65", formerly: "addon-count"),
      .of(.quantityUnsupported, addons, formerly: "addon-quantity"),
      .of(.quantityNotEnforced, addons),
      .of(
        .compatiblePlansNotEnforced,
        page("api/payments/subscriptions/create-subscription.md and api/orders/create.md"), formerly: "plans-not-enforced"),
      .of(.itemWithoutPrice, nil, formerly: "without-price"),
      .of(
        .objectPerPrice, plans,
        note: """
          A Razorpay plan has one amount, one currency and one interval. Each is named after the catalog's plan with the price's \
          id in parentheses, and its notes say which belong together.
          """, formerly: "plan-per-price"),
      .of(
        .existingObjectKept, page("payments/subscriptions/create-plans.md and faqs.md"), ids: ids, formerly: "existing-plan"),
      .of(
        .idMalformed, "the examples in Razorpay's documentation, api/payments/subscriptions/create-subscription.md",
        note: "Plans have ids of `plan_` and 14 letters and digits.", ids: ids, formerly: "plan-id"),
      .of(.idTaken, plans, ids: ids),
      .of(
        .idUnused, page("api/payments/subscriptions"),
        note: "Razorpay keeps plans, and each has one price. Add-ons and top-ups are no objects there.", ids: ids,
        formerly: "id-not-used"),
      .of(
        .textTooLong, "an error message of Razorpay's checkout, quoted in Vacademy-io/vacademy_platform#2500",
        note: """
          Razorpay documents no limit for the items of a plan, but its checkout has refused texts of more than 255 bytes, and a \
          plan cannot be changed. Where the id of a price follows the name, the name is cut and the id stays.
          """),
      .of(
        .metadataLimit, page("api/understand.md, \"Notes\""),
        note: """
          An object has 15 notes; a name has 1 to 256 characters, a value at most 256. The entries of the settings of \
          the provider, the plan, add-on or top-up, and the price share them.
          """),
      .of(.metadataOverridden, nil),
      .of(.metadataReserved, nil, formerly: "note-replaced"),
      .of(
        .lookupKeyNotSent, page("api/payments/subscriptions/fetch-all-plans.md"),
        note: "A later run finds a Razorpay plan by the catalog's ids in its notes."),
      .of(
        .featureNotSent, page("webhooks/subscriptions.md"),
        note: "Razorpay's webhooks report when a subscription begins and ends."),
      .of(.meterNotSent, plans),
      .of(
        .grantByApplication, page("webhooks/orders.md"),
        note: "The order carries the top-up's id in its notes, and Razorpay reports its payment as `order.paid`."),
    ]
  }
}

extension Rule {
  /// What Razorpay alone has to say.
  static let razorpayRules: [Rule] = [
    razorpayInternational, razorpayAmountSmall, razorpaySevenDays, razorpayMandateFrequency, razorpayTotalCountLimit,
    razorpayTrial, razorpayIDLength, razorpayAddonChargedOnce, razorpayAddonDeprecated, razorpayTopupUnsupported,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "INR", "interval": "month"}"#

  private static func plan(_ amount: String, _ currency: String, _ interval: String) -> String {
    Example.plan(price: #"{"amount": \#(amount), "currency": \#(currency), "interval": \#(interval)}"#)
  }

  // MARK: Plans

  static let razorpayInternational = Rule(
    "razorpay/international-currency", .note, "The price is not in INR",
    explanation: """
      Other currencies need international payments enabled for the account. Customers can pay by card only, not by UPI or \
      eMandate, and Razorpay settles in INR.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md",
    wrong: plan("2000", #"⟦"USD"⟧"#, #""month""#), right: plan("2000", #""INR""#, #""month""#))

  static let razorpayAmountSmall = Rule(
    "razorpay/amount-small", .warning, "The amount is below 100 minor units of a foreign currency",
    explanation: """
      Razorpay documents a minimum of 1.00 INR, and none for other currencies, but its own tools refuse less than 100 minor \
      units of any. The price is for sale, and charging it may fail. Raise the amount.
      """,
    source: "razorpay/razorpay-mcp-server, pkg/razorpay/orders.go",
    wrong: plan("⟦99⟧", #""USD""#, #""month""#), right: plan("100", #""USD""#, #""month""#))

  static let razorpaySevenDays = Rule(
    "razorpay/interval-seven-days", .warning, "The price recurs every 7 days, counted in days",
    explanation: """
      Razorpay's API reference accepts daily plans from 7 days on, its guide to plans only from more than 7. The plan is sent \
      as it is and may be refused. `"interval": "week"` means the same and is accepted.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md and payments/subscriptions/create-plans.md",
    wrong: plan("2000", #""INR""#, #""day", "intervalCount": ⟦7⟧"#), right: plan("2000", #""INR""#, #""week""#))

  static let razorpayMandateFrequency = Rule(
    "razorpay/mandate-frequency", .note, "The price recurs at an interval that card mandates do not have",
    explanation: """
      A mandate is registered as weekly, monthly or yearly. Every other interval, and a start in the future, makes it "as \
      presented": the bank does not hold the charges to an interval.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md",
    wrong: plan("2000", #""INR""#, #""month", "intervalCount": ⟦3⟧"#), right: plan("2000", #""INR""#, #""month""#))

  static let razorpayTotalCountLimit = Rule(
    "razorpay/total-count-limit", .warning, "The option `totalCount` is more than 100 years of charges",
    explanation: """
      A Razorpay subscription lasts at most 100 years. Subscriptions at this interval end after as many charges as fit, all \
      others after what the option says. Lower the option.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md",
    wrong: yearly(charges: "⟦101⟧"), right: yearly(charges: "100"))

  private static func yearly(charges: String) -> String {
    Example.plan(
      #""prices": {"yearly": {"amount": 2000, "currency": "INR", "interval": "year"}}"#,
      and: #""providers": {"razorpay": {"options": {"totalCount": \#(charges)}}}"#)
  }

  static let razorpayTrial = Rule(
    "razorpay/trial-by-start", .note, "A trial is a first charge in the future",
    explanation: """
      Razorpay's plans and subscriptions have no trials. Your application must send `start_at`, the Unix time in seconds of the \
      first charge; a subscription whose payments the customer has not authorized by then expires. An add-on that is bought \
      with the plan is charged at once, and its request needs the same `start_at`.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create.md and workflow.md",
    wrong: plan("2000", #""INR""#, #""month", "trialDays": ⟦14⟧"#), right: plan("2000", #""INR""#, #""month", "trialDays": 0"#))

  static let razorpayIDLength = Rule(
    "razorpay/id-too-long", .warning, "An id is longer than a note",
    explanation: """
      catalogc finds a Razorpay plan by the ids in its notes, which have at most 256 characters. Without them each run creates \
      another plan, and none can be deleted. Shorten the id.
      """,
    source: "Razorpay's documentation, api/understand.md, \"Notes\"",
    wrong: Example.plan(#""prices": {⟦"\#(String(repeating: "p", count: 257))"⟧: \#(monthly)}"#),
    right: Example.plan(#""prices": {"\#(String(repeating: "p", count: 256))": \#(monthly)}"#))

  // MARK: Add-ons and top-ups

  private static let once = #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#

  static let razorpayAddonChargedOnce = Rule(
    "razorpay/addon-charged-once", .warning, "A recurring add-on is charged once",
    explanation: """
      Razorpay charges the amount with the first payment of a new subscription, and never again. For each later interval your \
      application must add it to the next invoice (POST /v1/subscriptions/{id}/addons), which Razorpay refuses for \
      subscriptions paid by UPI.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create-add-ons.md",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": ⟦"month"⟧}"#), right: Example.addon(price: once))

  static let razorpayAddonDeprecated = Rule(
    "razorpay/addon-deprecated", .note, "Razorpay's documentation contradicts itself about add-ons",
    explanation: """
      The FAQ on subscriptions calls add-ons deprecated, and the API reference documents them. Test one on your account \
      before customers buy it.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md and api/payments/subscriptions/create-add-on.md",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {⟦"extra"⟧: {"entitlements": {"api": true}, "prices": {"once": \#(once)}}}}
      """#,
    right: Example.plan(price: monthly))

  static let razorpayTopupUnsupported = Rule(
    "razorpay/topup-unsupported", .warning, "A top-up has no product at Razorpay",
    explanation: """
      Razorpay has no catalog of one-time products. For each purchase your application must create an order with a receipt \
      number of its own, and check who may buy. An order has no name and no description.
      """,
    source: "Razorpay's documentation, api/orders/create.md",
    wrong: Example.topup(id: #"⟦"pack"⟧"#), right: Example.plan(price: monthly))
}
