import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// A plan of which several can be bought, with the given terms of its price.
  private static func seats(_ terms: String) -> String {
    Example.plan(#""quantity": {}, "prices": {"monthly": {\#(terms), "currency": "INR", "interval": "month"}}"#)
  }

  /// The rules that Razorpay shares with other providers.
  static var razorpay: [RuleFamily.Entry] {
    func page(_ text: String) -> String { "Razorpay's documentation, \(text)" }
    let addons = page("api/payments/subscriptions/create-subscription.md, `addons`")
    let plans = page("api/payments/subscriptions/create-plan.md")
    let ids = ["plan_00000000000001", "plan_00000000000002"]
    return [
      .of(.currencyUnsupported, page("payments/international-payments.md")),
      .of(
        .amountTooPrecise, page("api/orders/create.md"),
        note: "Amounts in BHD, IQD, JOD, KWD, OMR and TND have three decimals, of which the last must be 0.",
        formerly: "amount-precision"),
      .of(
        .amountBelowMinimum, page("api/payments/subscriptions/create-plan.md and api/orders/create.md, Errors"),
        note: "Razorpay rejects amounts below 1.00 INR, so the price is not for sale."),
      .of(
        .freePriceUnsupported, page("api/payments/subscriptions/create-plan.md and api/orders/create.md"), formerly: "amount-zero"
      ),
      .of(
        .chargeUnsupported, plans,
        note: """
          A Razorpay plan has one amount, multiplied by the quantity of the subscription. Usage is charged by your application, \
          but only beside a plan with an amount of its own.
          """,
        example: (
          seats(#""tiers": ⟦[{"upTo": 5, "amount": 90000}, {"amount": 80000}]⟧, "mode": "volume""#),
          seats(#""amount": 90000"#)
        )),
      .of(
        .chargedByApplication, page("api/payments/subscriptions/create-add-on.md"),
        note: """
          Add the amount to the next invoice with POST /v1/subscriptions/{id}/addons, which Razorpay rejects for subscriptions \
          paid by UPI. Amounts are whole minor units, so round once for each invoice.
          """),
      .of(
        .inrMandateLimit, page("payments/subscriptions/faqs.md and supported-payment-methods.md"),
        note: """
          UPI declines larger charges. For merchants of some categories, the limit is 100,000 INR; for an eMandate, it is ten \
          million.
          """, formerly: "automatic-debit-ceiling"),
      .of(
        .optionAssumed, page("api/payments/subscriptions/create-subscription.md, `total_count`"),
        note: """
          Razorpay has no open-ended subscriptions; each ends after a number of charges, `total_count`. If neither the option \
          `totalCount` nor `totalYears` is set, a subscription ends after ten years' worth of charges, but at least one.
          """, stake: .detail("subscriptions run for ten years"), options: [.init("totalCount", .integer(120))],
        formerly: "total-count-assumed"),
      .of(
        .intervalTooLong, page("payments/subscriptions/faqs.md"),
        note: """
          A subscription lasts at most 100 years (36500 days, 5200 weeks or 1200 months), so an interval cannot be longer.
          """),
      .of(
        .intervalUnsupported, page("api/payments/subscriptions/create-plan.md, `interval`"),
        note: "A daily plan must have an interval of at least 7 days.", formerly: "interval-too-short"),
      .of(
        .trialIgnored, page("payments/subscriptions/workflow.md"),
        note: "The amount of an add-on is charged immediately, even if the plan starts later.", formerly: "addon-trial"),
      .of(.addonCurrencyMismatch, addons, formerly: "addon-currency"),
      .of(
        .addonIntervalMismatch, page("payments/subscriptions/create-add-ons.md"),
        note: """
          An add-on has no schedule of its own. Each charge after the first is added to an invoice of the plan, but the plan may \
          have no invoice when the add-on is due.
          """, formerly: "addon-cadence"),
      .of(
        .tooManyAddons, "an error message of Razorpay's API, quoted in razorpay/razorpay-ruby#65", formerly: "addon-count"),
      .of(
        .quantityUnsupported, addons,
        note: """
          When a subscription starts, list the add-on once for each unit. The request for a running subscription has a quantity.
          """, formerly: "addon-quantity"),
      .of(.quantityNotEnforced, addons),
      .of(
        .compatiblePlansNotEnforced,
        page("api/payments/subscriptions/create-subscription.md and api/orders/create.md"), formerly: "plans-not-enforced"),
      .of(.itemWithoutPrice, page("api/payments/subscriptions/create-plan.md, `item.amount`"), formerly: "without-price"),
      .of(.defaultNotGiven, page("api/payments/subscriptions/create-subscription.md")),
      .of(
        .objectPerPrice, plans,
        note: """
          A Razorpay plan has one amount, one currency and one interval. It is named after the catalog's plan, followed by the \
          id of the price in parentheses, and its notes identify the plan and the price.
          """, formerly: "plan-per-price"),
      .of(
        .existingObjectKept, page("payments/subscriptions/create-plans.md and faqs.md"), ids: ids, formerly: "existing-plan"),
      .of(
        .idMalformed, "the examples in Razorpay's documentation, api/payments/subscriptions/create-subscription.md",
        note: "Plan ids consist of `plan_` and 14 letters or digits.", ids: ids, formerly: "plan-id"),
      .of(.idTaken, plans, ids: ids),
      .of(
        .idUnused, page("api/payments/subscriptions"),
        note: "Razorpay has one plan per price. Add-ons and top-ups are not objects there.", ids: ids,
        formerly: "id-not-used"),
      .of(
        .textTooLong, "an error message of Razorpay's checkout, quoted in Vacademy-io/vacademy_platform#2500",
        note: """
          Razorpay documents no limit for the items of a plan, but its checkout has rejected strings of more than 255 bytes, and \
          a plan cannot be changed later. If the id of a price follows the name, the name is truncated and the id is kept.
          """),
      .of(
        .metadataLimit, page("api/understand.md, \"Notes\""),
        note: """
          An object has at most 15 notes; a name has 1 to 256 characters, a value at most 256. The metadata of the provider's \
          settings, the plan, add-on or top-up, and the price share these notes.
          """),
      .of(.metadataOverridden, page("api/understand.md, \"Notes\"")),
      .of(.metadataReserved, page("api/understand.md, \"Notes\""), formerly: "note-replaced"),
      .of(
        .lookupKeyNotSent, page("api/payments/subscriptions/fetch-all-plans.md"),
        note: "Later runs find a Razorpay plan by the catalog's ids in its notes."),
      .of(
        .featureNotSent, page("webhooks/subscriptions.md"),
        note: "Razorpay's webhooks report when a subscription begins and ends."),
      .of(.meterNotSent, plans),
      .of(
        .grantByApplication, page("webhooks/orders.md"),
        note: "The order carries the top-up's id in its notes, and Razorpay reports its payment as `order.paid`."),
      .of(.usageStopNotEnforced, plans),
      .of(.trialUsageNotStopped, plans),
      .of(.quantityFeatureByApplication, plans),
      .of(.groupNotEnforced, page("api/payments/subscriptions/create-subscription.md")),
      .of(
        .trialCardRequired, page("payments/subscriptions/workflow.md"),
        note: "A subscription begins when the customer authorizes the payments, even if the first charge is later."),
      .of(
        .discountUnsupported, page("payments/subscriptions/offers.md"),
        note: """
          Razorpay's discounts are offers, which are created in its dashboard and have no codes. Your application can link one \
          to a subscription by its id, `offer_id`.
          """),
    ]
  }
}

extension Rule {
  /// The rules that only Razorpay has.
  static let razorpayRules: [Rule] = [
    razorpayInternational, razorpayAmountSmall, razorpaySevenDays, razorpayMandateFrequency, razorpayTotalCountLimit,
    razorpayTwoDurations,
    razorpayTrial, razorpayIDLength, razorpayQuantityFixed, razorpayAddonChargedOnce, razorpayAddonDeprecated,
    razorpayTopupUnsupported,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "INR", "interval": "month"}"#

  private static func plan(_ amount: String, _ currency: String, _ interval: String) -> String {
    Example.plan(price: #"{"amount": \#(amount), "currency": \#(currency), "interval": \#(interval)}"#)
  }

  // MARK: Plans

  static let razorpayInternational = Rule(
    "razorpay/international-currency", .detail("the amount is charged as the catalog says, once the account may charge it"),
    "The price is not in INR",
    explanation: """
      Other currencies require international payments to be enabled for the account. Customers can pay only by card, not by UPI \
      or eMandate, and Razorpay settles in INR.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md",
    wrong: plan("2000", #"⟦"USD"⟧"#, #""month""#), right: plan("2000", #""INR""#, #""month""#))

  static let razorpayAmountSmall = Rule(
    "razorpay/amount-small", .money("charging the price may fail"), "The amount is below 100 minor units of a foreign currency",
    explanation: """
      Razorpay documents a minimum only for INR, 1.00 INR, but its own tools reject less than 100 minor units of any currency. \
      The price is for sale, but charging it may fail. Raise the amount.
      """,
    source: "razorpay/razorpay-mcp-server, pkg/razorpay/orders.go",
    wrong: plan("⟦99⟧", #""USD""#, #""month""#), right: plan("100", #""USD""#, #""month""#))

  static let razorpaySevenDays = Rule(
    "razorpay/interval-seven-days", .time("the plan may be rejected"), "The price recurs every 7 days, counted in days",
    explanation: """
      According to Razorpay's API reference, a daily plan has at least 7 days; according to its guide to plans, more than 7. The \
      plan is sent as it is, and may be rejected. `"interval": "week"` has the same meaning and is accepted.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md and payments/subscriptions/create-plans.md",
    wrong: plan("2000", #""INR""#, #""day", "intervalCount": ⟦7⟧"#), right: plan("2000", #""INR""#, #""week""#))

  static let razorpayMandateFrequency = Rule(
    "razorpay/mandate-frequency", .detail("charges come when the catalog says"), "Card mandates cannot express the interval",
    explanation: """
      A mandate is registered as weekly, monthly or yearly. With any other interval, or a start in the future, it is registered \
      "as presented", which means that the bank does not tie the charges to an interval.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md",
    wrong: plan("2000", #""INR""#, #""month", "intervalCount": ⟦3⟧"#), right: plan("2000", #""INR""#, #""month""#))

  static let razorpayTotalCountLimit = Rule(
    "razorpay/total-count-limit", .time("subscriptions end earlier than the option says"),
    "The option `totalCount` is more than 100 years of charges",
    explanation: """
      A Razorpay subscription lasts at most 100 years. Subscriptions with this interval end after as many charges as fit into \
      100 years, all others after `totalCount` charges. Lower the option.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md",
    wrong: yearly(charges: "⟦101⟧"), right: yearly(charges: "100"))

  static let razorpayTwoDurations = Rule(
    "razorpay/two-durations", .invalid("one of two lengths of a subscription would be ignored"),
    "The options `totalCount` and `totalYears` are both set",
    explanation: """
      Each says when a subscription ends: after a number of charges, or after a number of years. Remove one of them.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-subscription.md, `total_count`",
    wrong: yearly(charges: "10", and: #", "totalYears": ⟦5⟧"#), right: yearly(charges: "10"))

  private static func yearly(charges: String, and option: String = "") -> String {
    Example.plan(
      #""prices": {"yearly": {"amount": 2000, "currency": "INR", "interval": "year"}}"#,
      and: #""providers": {"razorpay": {"options": {"totalCount": \#(charges)\#(option)}}}"#)
  }

  static let razorpayTrial = Rule(
    "razorpay/trial-by-start", .application("the application sends the time of the first charge with the request"),
    "Your application must start a trial by delaying the first charge",
    explanation: """
      Razorpay's plans and subscriptions have no trials. Your application must send `start_at`, the Unix time in seconds of the \
      first charge. If the customer has not authorized payments by then, the subscription expires. An add-on bought with the \
      plan is charged immediately, and its request needs the same `start_at`.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create.md and workflow.md",
    wrong: plan("2000", #""INR""#, #""month", "trialDays": ⟦14⟧"#), right: plan("2000", #""INR""#, #""month", "trialDays": 0"#))

  static let razorpayIDLength = Rule(
    "razorpay/id-too-long", .detail("programs cannot find the plan by its ids"), "An id is too long for a note",
    explanation: """
      catalogc finds a Razorpay plan by the ids in its notes, which have at most 256 characters. Without these ids, each run \
      creates another plan, and plans cannot be deleted. Shorten the id.
      """,
    source: "Razorpay's documentation, api/understand.md, \"Notes\"",
    wrong: Example.plan(#""prices": {⟦"\#(String(repeating: "p", count: 257))"⟧: \#(monthly)}"#),
    right: Example.plan(#""prices": {"\#(String(repeating: "p", count: 256))": \#(monthly)}"#))

  static let razorpayQuantityFixed = Rule(
    "razorpay/quantity-fixed", .application("the application lets customers subscribe again to change the quantity"),
    "The quantity of most subscriptions cannot be changed",
    explanation: """
      Razorpay updates the quantity only of subscriptions paid by card, and not of those paid with an Indian card. All other \
      customers must cancel and subscribe again to change it, which your application must offer them.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/update-subscription.md and payments/subscriptions/faqs.md",
    wrong: Example.plan(#""quantity": ⟦{}⟧, "prices": {"monthly": \#(monthly)}"#),
    right: Example.plan(#""prices": {"monthly": \#(monthly)}"#))

  // MARK: Add-ons and top-ups

  private static let once = #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#

  static let razorpayAddonChargedOnce = Rule(
    "razorpay/addon-charged-once", .money("only the application can charge the later intervals").leftToApplication,
    "A recurring add-on is charged once",
    explanation: """
      Razorpay charges the amount with the first payment of a new subscription, and never again. For each later interval, your \
      application must add it to the next invoice (POST /v1/subscriptions/{id}/addons), which Razorpay rejects for subscriptions \
      paid by UPI.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create-add-ons.md",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": ⟦"month"⟧}"#), right: Example.addon(price: once))

  static let razorpayAddonDeprecated = Rule(
    "razorpay/addon-deprecated", .money("the account may reject add-ons, so nobody pays for them"),
    "Razorpay's documentation contradicts itself about add-ons",
    explanation: """
      The FAQ on subscriptions lists add-ons as deprecated, but the API reference documents them. Test one with your account \
      before you sell it. If the account accepts it, set the option `addons` to true.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md and api/payments/subscriptions/create-add-on.md",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {⟦"extra"⟧: {"entitlements": {"api": true}, "prices": {"once": \#(once)}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {"extra": {"entitlements": {"api": true}, "prices": {"once": \#(once)}}},
       "providers": {"razorpay": {"options": {"addons": true}}}}
      """#)

  static let razorpayTopupUnsupported = Rule(
    "razorpay/topup-unsupported", .application("the application creates an order for the whole amount"),
    "Razorpay has no product for a top-up",
    explanation: """
      Razorpay has no one-time products. For each purchase, your application must create an order with its own receipt number, \
      and check who may buy. An order has no name and no description.
      """,
    source: "Razorpay's documentation, api/orders/create.md",
    wrong: Example.topup(id: #"⟦"pack"⟧"#), right: Example.plan(price: monthly))
}
