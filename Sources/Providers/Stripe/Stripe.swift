import CatalogModel
import Diagnostics

extension Provider {
  package static var stripe: Provider {
    Provider(
      name: "stripe",
      title: "Stripe",
      capabilities: [
        .recurringPrices: .partial("every 1 to 1095 days, 156 weeks, 36 months or 3 years"),
        .trials: .partial("up to 730 days, on plans"),
        .recurringAddons: .partial("as items of the plan's subscription, in its currency and a cadence that fits"),
        .oneTimeAddons: .full,
        .addonQuantity: .partial("the quantity is sent, its bounds are not enforced"),
        .topups: .partial("the payment; the application grants the usage"),
        .booleanFeatures: .full,
        .staticFeatures: .partial("access; the application holds the value"),
        .allowances: .partial("access; the application or a metering provider enforces the amount"),
        .meters: .none("no price of a catalog is charged by usage"),
        .grants: .none("credit grants are money, not usage: the application grants it when the payment arrives"),
        .metadata: .partial("50 entries, names of 40 and values of 500 characters, on all but attachments of features"),
      ],
      options: [
        OptionDeclaration(
          "settlementCurrency", .text, default: "that of each price",
          "the currency of the account's payouts: minimum amounts are checked for prices in it alone"),
        OptionDeclaration(
          "taxBehavior", .choice(["exclusive", "inclusive", "unspecified"]), default: "the account's",
          "whether prices include tax; Stripe does not let it change later"),
        OptionDeclaration("taxCode", .text, default: "the account's", "the tax code of every product, as 'txcd_10103000'"),
      ],
      termOptions: ["taxBehavior"],
      immutable: Immutability.stripe,
      limits: ProviderLimits.stripe,
      families: families,
      rules: Rule.stripeRules,
      api: .stripe,
      lowering: StripeLowering.self)
  }

  private static var families: [RuleFamily.Entry] {
    let prices = "Stripe's API reference, POST /v1/prices"
    let features = "Stripe's API reference, POST /v1/entitlements/features"
    let items = "Stripe's API reference, POST /v1/subscription_items"
    return [
      .currencyUnsupported.from("Stripe's documentation, \"Supported currencies\" (2026)"),
      .amountTooPrecise.from(
        "Stripe's documentation, \"Supported currencies\": zero-decimal and three-decimal currencies",
        note: """
          Amounts in BHD, JOD, KWD, OMR and TND have three decimals, and the last must be 0. MGA has two decimals in ISO 4217, \
          and none at Stripe.
          """, formerly: "amount-precision"),
      .amountBelowMinimum.from(
        "Stripe's documentation, \"Minimum and maximum charge amounts\"",
        note: """
          The minimum holds for the currency in which the account is paid out. Name it in the option `settlementCurrency`, and \
          prices in other currencies are not held to theirs.
          """),
      .amountTooLarge.from(
        "Stripe's documentation, \"Minimum and maximum charge amounts\"",
        note: "Most methods take eight digits of minor units, nine in INR, twelve in IDR. Cards take more.",
        formerly: "amount-above-maximum"),
      .freePriceUnsupported.from("Stripe's API reference, POST /v1/checkout/sessions, `mode`", formerly: "topup-free"),
      .intervalTooLong.from("\(prices), `recurring.interval_count`"),
      .trialTooLong.from("an error message of Stripe's API, quoted in stripe/stripe-ruby#804"),
      .trialIgnored.from("Stripe's API reference, POST /v1/subscriptions, `trial_period_days`", formerly: "addon-trial"),
      .addonCurrencyMismatch.from("Stripe's documentation, \"Subscriptions with multiple items\"", formerly: "addon-currency"),
      .addonIntervalMismatch.from("Stripe's documentation, \"Mixed interval subscriptions\"", formerly: "addon-cadence"),
      .addonMixedInterval.from(
        "Stripe's documentation, \"Mixed interval subscriptions\"",
        note: "It needs `billing_mode` flexible, the default of new accounts, and cannot be sold through one Checkout session."),
      .itemWithoutPrice.from(
        "Stripe's documentation, \"Entitlements\"",
        note: "The product is created with its features, which follow subscriptions. A price of 0 makes it one."),
      .optionInvalid.from(
        "ISO 4217", note: "Without the option, prices in every currency are held to the minimum amounts.",
        example: (
          Example.plan(
            #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
            and: #""providers": {"stripe": {"options": {"settlementCurrency": ⟦"USDT"⟧}}}"#),
          Example.plan(
            #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
            and: #""providers": {"stripe": {"options": {"settlementCurrency": "usd"}}}"#)
        ), formerly: "unknown-settlement-currency"),
      .idTaken.from("\(prices)/{price}; Stripe's documentation, \"Entitlements\""),
      .keyUnsupported.from(
        "an error message of Stripe's API, quoted in stripe/stripe-node#2503; \(features), `lookup_key`",
        note: """
          Products are created with ids made of the key, so that a second run finds them: a key with other characters leaves the \
          id to Stripe. A feature whose key has more than 80 characters is skipped.
          """,
        example: (Example.topup(id: #"⟦"pack 1"⟧"#), Example.topup(id: #""pack_1""#)),
        formerly: "product-id", "feature-key-too-long"),
      .textTooLong.from("Stripe's OpenAPI description, `maxLength`"),
      .metadataLimit.from("Stripe's API reference, \"Metadata\""),
      .quantityNotEnforced.from("\(items), `quantity`"),
      .compatiblePlansNotEnforced.from("\(items) and POST /v1/checkout/sessions", formerly: "plans-not-enforced"),
      .descriptionNotSent.from(features, formerly: "feature-description"),
      .metadataNotSent.from("Stripe's API reference, POST /v1/products/{id}/features", formerly: "entitlement-metadata"),
      .meterNotSent.from("Stripe's API reference, POST /v1/billing/meters"),
      .grantByApplication.from(
        "Stripe's API reference, POST /v1/billing/credit_grants", note: "Stripe's credit grants are money, not usage."),
    ]
  }
}
