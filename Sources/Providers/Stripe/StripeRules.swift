import CatalogReading
import Diagnostics

extension RuleFamily.Entry {
  /// What Stripe has in common with other providers.
  static var stripe: [RuleFamily.Entry] {
    let prices = "Stripe's API reference, POST /v1/prices"
    let features = "Stripe's API reference, POST /v1/entitlements/features"
    let items = "Stripe's API reference, POST /v1/subscription_items"
    return [
      .of(.currencyUnsupported, "Stripe's documentation, \"Supported currencies\" (2026)"),
      .of(
        .amountTooPrecise, "Stripe's documentation, \"Supported currencies\": zero-decimal and three-decimal currencies",
        note: """
          Amounts in BHD, JOD, KWD, OMR and TND have three decimals, and the last must be 0. MGA has two decimals in ISO 4217, \
          and none at Stripe.
          """, formerly: "amount-precision"),
      .of(
        .amountBelowMinimum, "Stripe's documentation, \"Minimum and maximum charge amounts\"",
        note: """
          The minimum holds for the currency in which the account is paid out. Name it in the option `settlementCurrency`, and \
          prices in other currencies are not held to theirs.
          """),
      .of(
        .amountTooLarge, "Stripe's documentation, \"Minimum and maximum charge amounts\"",
        note: "Most methods take eight digits of minor units, nine in INR, twelve in IDR. Cards take more.",
        formerly: "amount-above-maximum"),
      .of(.freePriceUnsupported, "Stripe's API reference, POST /v1/checkout/sessions, `mode`", formerly: "topup-free"),
      .of(.intervalTooLong, "\(prices), `recurring.interval_count`"),
      .of(.trialTooLong, "an error message of Stripe's API, quoted in stripe/stripe-ruby#804"),
      .of(.trialIgnored, "Stripe's API reference, POST /v1/subscriptions, `trial_period_days`", formerly: "addon-trial"),
      .of(.addonCurrencyMismatch, nil, formerly: "addon-currency"),
      .of(.addonIntervalMismatch, "Stripe's documentation, \"Mixed interval subscriptions\"", formerly: "addon-cadence"),
      .of(
        .addonMixedInterval, "Stripe's documentation, \"Mixed interval subscriptions\"",
        note: "It needs `billing_mode` flexible, the default of new accounts, and cannot be sold through one Checkout session."),
      .of(
        .itemWithoutPrice, "Stripe's documentation, \"Entitlements\"",
        note: "The product is created with its features, which follow subscriptions. A price of 0 makes it one."),
      .of(
        .optionInvalid, "ISO 4217", note: "Without the option, prices in every currency are held to the minimum amounts.",
        example: (
          Example.plan(
            #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
            and: #""providers": {"stripe": {"options": {"settlementCurrency": ⟦"USDT"⟧}}}"#),
          Example.plan(
            #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
            and: #""providers": {"stripe": {"options": {"settlementCurrency": "usd"}}}"#)
        ), formerly: "unknown-settlement-currency"),
      .of(.idTaken, "\(prices)/{price}; Stripe's documentation, \"Entitlements\""),
      .of(
        .keyUnsupported, "an error message of Stripe's API, quoted in stripe/stripe-node#2503; \(features), `lookup_key`",
        note: """
          Products are created with ids made of the key, so that a second run finds them: a key with other characters leaves the \
          id to Stripe. A feature whose key has more than 80 characters is skipped.
          """,
        example: (Example.topup(id: #"⟦"pack 1"⟧"#), Example.topup(id: #""pack_1""#)),
        formerly: "product-id", "feature-key-too-long"),
      .of(.textTooLong, "Stripe's OpenAPI description, `maxLength`"),
      .of(.metadataLimit, "Stripe's API reference, \"Metadata\""),
      .of(.quantityNotEnforced, "\(items), `quantity`"),
      .of(.compatiblePlansNotEnforced, "\(items) and POST /v1/checkout/sessions", formerly: "plans-not-enforced"),
      .of(.descriptionNotSent, features, formerly: "feature-description"),
      .of(.metadataNotSent, "Stripe's API reference, POST /v1/products/{id}/features", formerly: "entitlement-metadata"),
      .of(.meterNotSent, "Stripe's API reference, POST /v1/billing/meters"),
      .of(
        .grantByApplication, "Stripe's API reference, POST /v1/billing/credit_grants",
        note: "Stripe's credit grants are money, not usage."),
    ]
  }
}

extension Rule {
  /// What Stripe alone has to say.
  static let stripeRules: [Rule] = [stripeLookupKey, stripeOneTimeEntitlement, stripeFeatureValue]

  static let stripeLookupKey = Rule(
    "stripe/lookup-key-too-long", .warning, "The lookup key has more than 200 characters",
    explanation: "The price is created without a lookup key, and programs cannot find it by one.",
    source: "Stripe's API reference, POST /v1/prices, `lookup_key`",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"\#(String(repeating: "k", count: 201))"⟧}"#
    ),
    right: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "\#(String(repeating: "k", count: 200))"}"#))

  static let stripeOneTimeEntitlement = Rule(
    "stripe/one-time-entitlement", .warning, "An add-on that is paid once gives features",
    explanation: "Stripe's entitlements follow subscriptions. Your application must grant these when the payment arrives.",
    source: "Stripe's documentation, \"Entitlements\"",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#, entitlements: #"⟦{"api": true}⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let stripeFeatureValue = Rule(
    "stripe/feature-value-not-kept", .note, "Stripe does not keep the value or the allowance of a feature",
    explanation: """
      Stripe's features are on or off. The product carries access; your application, or a metering provider, must keep the \
      amount with its reset and limits, or the configured value.
      """,
    source: "Stripe's API reference, POST /v1/entitlements/features",
    wrong: Example.sections(#""features": {⟦"tokens"⟧: {"type": "metered"}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean"}}, "plans": {}"#))
}
