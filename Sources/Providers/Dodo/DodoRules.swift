import CatalogModel
import Diagnostics

extension Rule {
  static let dodoRules: [Rule] = [
    dodoCurrency, dodoThreeDecimals, dodoAmountMaximum, dodoAmountMinimum, dodoOneTimeFree, dodoRecurringFree, dodoMandate,
    dodoInterval, dodoTrialLength, dodoLookupKey,
    dodoAddonTrial, dodoAddonOneTime, dodoAddonCadence, dodoAddonCurrency, dodoAddonUnattached, dodoTooManyAddons,
    dodoAddonName, dodoAddonMetadata, dodoAddonTax, dodoQuantity, dodoPlansNotEnforced,
    dodoTextLength, dodoMetadata, dodoMetadataOverridden, dodoItemID, dodoIDTaken, dodoItemWithoutPrice, dodoTaxCategory,
    dodoFeatureNotSent, dodoMeterNotSent, dodoGrant,
  ]

  // MARK: Prices

  static let dodoCurrency = Rule(
    "dodo/currency-unsupported", .warning, "Dodo does not take the currency",
    explanation: "The price is left out of the requests; the provider-neutral view keeps it.",
    source: "the Python SDK dodopayments 1.123.0, `Currency`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": ⟦"ISK"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "DKK", "interval": "month"}"#))

  static let dodoThreeDecimals = Rule(
    "dodo/three-decimal-currency", .note, "The currency has three decimals, and Dodo does not say that it counts them",
    explanation: """
      Dodo takes amounts in minor units, and publishes no table of decimals. They are taken from ISO 4217, which gives \
      BHD, IQD, JOD, KWD, LYD, OMR and TND three. Have a look at the first product before it is sold.
      """,
    source: "the Python SDK dodopayments 1.123.0, `Currency` and `price`",
    wrong: Example.plan(price: #"{"amount": 6150, "currency": ⟦"KWD"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let dodoAmountMaximum = Rule(
    "dodo/amount-too-large", .warning, "The amount does not fit into 32 bits",
    explanation: "Amounts go up to 2147483647 minor units. The price is left out of the requests.",
    source: "Dodo's OpenAPI description 1.53.2, `price`: int32",
    wrong: Example.plan(price: #"{"amount": ⟦2147483648⟧, "currency": "IDR", "interval": "year"}"#),
    right: Example.plan(price: #"{"amount": 2147483647, "currency": "IDR", "interval": "year"}"#))

  static let dodoAmountMinimum = Rule(
    "dodo/amount-below-minimum", .warning, "The amount is below what Dodo charges",
    explanation: """
      The product can be made, but a checkout with nothing else in it fails: a cart comes to at least 0.50 USD or the \
      equivalent. For 78 more currencies the minimum is the published one. Recurring add-ons are part of a larger cart, \
      and are not held to it.
      """,
    source: "Dodo's documentation, api-reference/error-codes.mdx and features/adaptive-currency.mdx",
    wrong: Example.plan(price: #"{"amount": ⟦49⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 50, "currency": "USD", "interval": "month"}"#))

  static let dodoOneTimeFree = Rule(
    "dodo/one-time-free", .warning, "Something that is paid once costs nothing",
    explanation: "A checkout with nothing to pay is below the minimum and fails. Give what is free without a payment.",
    source: "Dodo's documentation, api-reference/error-codes.mdx",
    wrong: Example.topup(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "one_time"}"#),
    right: Example.topup())

  static let dodoRecurringFree = Rule(
    "dodo/recurring-free", .note, "A plan costs nothing, and customers are asked for a means of payment",
    explanation: """
      Dodo sells subscriptions at 0. Its checkout takes a card all the same, unless the product is set to do without, \
      which the compiler leaves to you. A plan without prices is not made at Dodo at all.
      """,
    source: "the Python SDK dodopayments 1.123.0, `zero_amount_payment_method_optional`",
    wrong: Example.plan(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let dodoMandate = Rule(
    "dodo/inr-mandate", .note, "A recurring price is above what mandates on Indian cards cover by default",
    explanation: """
      A mandate covers 15000.00 INR unless the checkout asks for more in `mandate_min_amount_inr_paise`, which the \
      compiler leaves to the application.
      """,
    source: "the Python SDK dodopayments 1.123.0, `mandate_min_amount_inr_paise`",
    wrong: Example.plan(price: #"{"amount": ⟦1500001⟧, "currency": "INR", "interval": "year"}"#),
    right: Example.plan(price: #"{"amount": 1500000, "currency": "INR", "interval": "year"}"#))

  static let dodoInterval = Rule(
    "dodo/interval-too-long", .warning, "The price recurs less often than every 20 years",
    explanation: """
      A subscription at Dodo lives for at most 20 years, 240 months, 1043 weeks or 7305 days, and a cycle has to fit into \
      its life. The price is left out of the requests.
      """,
    source: "the Python SDK dodopayments 1.123.0, `RecurringPrice`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": ⟦241⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 240}"#))

  static let dodoTrialLength = Rule(
    "dodo/trial-too-long", .warning, "The trial is longer than 10000 days",
    explanation: "The product is sent without a trial.",
    source: "the Python SDK dodopayments 1.123.0, `subscription_data.trial_period_days`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦10001⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 10000}"#))

  static let dodoLookupKey = Rule(
    "dodo/lookup-key-not-sent", .note, "A price has a lookup key of its own, and Dodo has none",
    explanation: "Products are found by the catalog's ids in their metadata; put the key there too, if a program needs it.",
    source: "the Python SDK dodopayments 1.123.0, `product_create_params`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"pro_monthly"⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))
}
