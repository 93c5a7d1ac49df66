import CatalogModel
import Diagnostics

extension Rule {
  static let razorpayRules: [Rule] = razorpayPriceRules + razorpayPlanRules + razorpayItemRules

  private static let razorpayPriceRules: [Rule] = [
    razorpayCurrency, razorpayAmountZero, razorpayAmountMinimum, razorpayAmountSmall, razorpayAmountPrecision,
    razorpayInternational, razorpayDebitCeiling, razorpayIntervalShort, razorpaySevenDays, razorpayIntervalLong,
    razorpayMandateFrequency, razorpayTotalCountAssumed, razorpayTotalCountLimit, razorpayTrial, razorpayLookupKey,
  ]

  // MARK: Money

  static let razorpayCurrency = Rule(
    "razorpay/currency-unsupported", .warning, "Razorpay does not take the currency",
    explanation: "The price is left out of the requests; the provider-neutral view keeps it.",
    source: "Razorpay's documentation, payments/international-payments.md",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": ⟦"ARS"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "BRL", "interval": "month"}"#))

  static let razorpayAmountZero = Rule(
    "razorpay/amount-zero", .warning, "A price of nothing cannot be sold at Razorpay",
    explanation: """
      Plans, add-ons and orders have an amount above zero. The price is left out of the requests; give what is free without \
      a subscription or a payment.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md and api/orders/create.md",
    wrong: Example.plan(price: #"{"amount": ⟦0⟧, "currency": "INR", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 100, "currency": "INR", "interval": "month"}"#))

  static let razorpayAmountMinimum = Rule(
    "razorpay/amount-below-minimum", .warning, "The amount is below one rupee",
    explanation: "Razorpay refuses less than 100 paise. The price is left out of the requests.",
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md and api/orders/create.md, Errors",
    wrong: Example.plan(price: #"{"amount": ⟦99⟧, "currency": "INR", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 100, "currency": "INR", "interval": "month"}"#))

  static let razorpayAmountSmall = Rule(
    "razorpay/amount-small", .warning, "The amount is below 100 minor units of a foreign currency",
    explanation: """
      The documented minimum of 100 is one of rupees, but Razorpay's own tools hold every currency to it. The price is \
      sent; Razorpay may refuse it.
      """,
    source: "razorpay/razorpay-mcp-server, pkg/razorpay/orders.go",
    wrong: Example.plan(price: #"{"amount": ⟦99⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 100, "currency": "USD", "interval": "month"}"#))

  static let razorpayAmountPrecision = Rule(
    "razorpay/amount-precision", .warning, "The amount is finer than Razorpay takes in the currency",
    explanation: """
      Amounts in BHD, IQD, JOD, KWD, OMR and TND have three decimals, and the last must be 0. An amount is never rounded: \
      the price is left out of the requests.
      """,
    source: "Razorpay's documentation, api/orders/create.md",
    wrong: Example.plan(price: #"{"amount": ⟦99995⟧, "currency": "KWD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 99990, "currency": "KWD", "interval": "month"}"#))

  static let razorpayInternational = Rule(
    "razorpay/international-currency", .note, "The price is not in rupees",
    explanation: """
      Other currencies need international payments switched on for the account. Only cards pay them, neither UPI nor \
      eMandate, and Razorpay settles in rupees.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": ⟦"USD"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month"}"#))

  static let razorpayDebitCeiling = Rule(
    "razorpay/automatic-debit-ceiling", .note, "A charge is above 15,000 rupees",
    explanation: """
      Up to 15,000 rupees a card is charged without the customer; above, the customer approves each charge. UPI takes no \
      more than that at once. Merchants of some categories have 100,000 rupees, and an eMandate has ten million.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md and supported-payment-methods.md",
    wrong: Example.plan(price: #"{"amount": ⟦1500001⟧, "currency": "INR", "interval": "year"}"#),
    right: Example.plan(price: #"{"amount": 1500000, "currency": "INR", "interval": "year"}"#))

  // MARK: Cadence

  static let razorpayIntervalShort = Rule(
    "razorpay/interval-too-short", .warning, "The price recurs more often than every 7 days",
    explanation: "A daily plan has an interval of 7 or more. The price is left out of the requests.",
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md, `interval`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "day", "intervalCount": ⟦6⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "week"}"#))

  static let razorpaySevenDays = Rule(
    "razorpay/interval-seven-days", .warning, "The price recurs every 7 days, counted in days",
    explanation: """
      The API reference takes a daily plan from 7 days on, the guide to plans asks for more than 7. The plan is sent as it \
      stands; `"interval": "week"` says the same, and is beyond doubt.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md and payments/subscriptions/create-plans.md",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "day", "intervalCount": ⟦7⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "week"}"#))

  static let razorpayIntervalLong = Rule(
    "razorpay/interval-too-long", .warning, "The price recurs less often than every 100 years",
    explanation: """
      A subscription lasts at most 100 years: 36500 days, 5200 weeks or 1200 months. One cycle has to fit in; the price is \
      left out of the requests.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month", "intervalCount": ⟦1201⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month", "intervalCount": 1200}"#))

  static let razorpayMandateFrequency = Rule(
    "razorpay/mandate-frequency", .note, "The price recurs at an interval that card mandates have no word for",
    explanation: """
      A mandate is registered as weekly, monthly or yearly. Every other cadence, and a start in the future, makes it "as \
      presented": the bank does not hold the charges to a frequency.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-plan.md",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month", "intervalCount": ⟦3⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month"}"#))

  static let razorpayTotalCountAssumed = Rule(
    "razorpay/total-count-assumed", .note, "The compiler chose after how many charges a subscription ends",
    explanation: """
      Razorpay has no open-ended subscriptions: each is made for a number of charges, `total_count`, and ends after the \
      last. Where the option `totalCount` does not say how many, it is ten years' worth, and at least one.
      """,
    source: "Razorpay's documentation, api/payments/subscriptions/create-subscription.md, `total_count`",
    wrong: Example.plan(#""prices": {⟦"monthly"⟧: {"amount": 2000, "currency": "INR", "interval": "month"}}"#),
    right: Example.plan(
      #""prices": {"monthly": {"amount": 2000, "currency": "INR", "interval": "month"}}"#,
      and: #""providers": {"razorpay": {"options": {"totalCount": 120}}}"#))

  static let razorpayTotalCountLimit = Rule(
    "razorpay/total-count-limit", .warning, "The option `totalCount` is more than 100 years of charges",
    explanation: """
      A subscription lasts at most 100 years. Those of the cadence in question are sent with as many charges as fit; all \
      others with what the option says.
      """,
    source: "Razorpay's documentation, payments/subscriptions/faqs.md",
    wrong: Example.plan(
      #""prices": {"yearly": {"amount": 2000, "currency": "INR", "interval": "year"}}"#,
      and: #""providers": {"razorpay": {"options": {"totalCount": ⟦101⟧}}}"#),
    right: Example.plan(
      #""prices": {"yearly": {"amount": 2000, "currency": "INR", "interval": "year"}}"#,
      and: #""providers": {"razorpay": {"options": {"totalCount": 100}}}"#))

  static let razorpayTrial = Rule(
    "razorpay/trial-by-start", .note, "A trial is a first charge in the future",
    explanation: """
      Neither a plan nor a subscription has a trial. The application sends `start_at`, the Unix seconds of the first \
      charge; the customer authorises the payments before, or the subscription lapses. An add-on that is bought with the \
      plan is charged at once all the same, and its request has to be given the same `start_at`.
      """,
    source: "Razorpay's documentation, payments/subscriptions/create.md and workflow.md",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month", "trialDays": 0}"#))

  // MARK: Names

  static let razorpayLookupKey = Rule(
    "razorpay/lookup-key-not-sent", .note, "The lookup key of a price is not sent",
    explanation: "A second run finds a Razorpay plan by the catalog's ids in its notes, and not by a key.",
    source: "Razorpay's documentation, api/payments/subscriptions/fetch-all-plans.md",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month", "lookupKey": ⟦"pro_m"⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month"}"#))
}
