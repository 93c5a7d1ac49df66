import CatalogReading
import Diagnostics

extension RuleFamily.Entry {
  /// The rules that Stripe shares with other providers.
  static var stripe: [RuleFamily.Entry] {
    let prices = "Stripe's API reference, POST /v1/prices"
    let features = "Stripe's API reference, POST /v1/entitlements/features"
    let meters = "Stripe's API reference, POST /v1/billing/meters"
    let coupons = "Stripe's API reference, POST /v1/coupons"
    let items = "Stripe's API reference, POST /v1/subscription_items"
    return [
      .of(.currencyUnsupported, "Stripe's documentation, \"Supported currencies\" (2026)"),
      .of(
        .amountTooPrecise, "Stripe's documentation, \"Supported currencies\": zero-decimal and three-decimal currencies",
        note: """
          Amounts in BHD, JOD, KWD, OMR and TND have three decimals, of which the last must be 0. MGA has two decimals in \
          ISO 4217, but none at Stripe.
          """, formerly: "amount-precision"),
      .of(
        .amountBelowMinimum, "Stripe's documentation, \"Minimum and maximum charge amounts\"",
        note: """
          The minimum applies to the currency of the account's payouts. If the option `settlementCurrency` names it, prices in \
          other currencies are not checked.
          """),
      .of(
        .amountTooLarge, "Stripe's documentation, \"Minimum and maximum charge amounts\"",
        note: "Most payment methods accept eight digits of minor units, nine in INR, twelve in IDR. Cards accept more.",
        formerly: "amount-above-maximum"),
      .of(.freePriceUnsupported, "Stripe's API reference, POST /v1/checkout/sessions, `mode`", formerly: "topup-free"),
      .of(
        .chargeUnsupported, prices,
        note: """
          An allowance is a free first tier, whose bound is an integer and the same for every quantity. A subscription has at \
          most 20 prices.
          """),
      .of(
        .usageCycleUnsupported, "Stripe's documentation, \"Mixed interval subscriptions\"",
        note: "The shortest interval of a subscription must divide all others. A week divides neither months nor years."),
      .of(
        .chargeApproximated, "\(prices), `transform_quantity`",
        note: "Stripe's packages cannot have tiers, and an allowance needs one.",
        example: (
          Example.usage(
            #"{"amount": 500, "prices": {⟦"usd"⟧: {"amount": 200, "currency": "USD", "package": 1000}}}"#),
          Example.usage(#"{"amount": 500, "prices": {"usd": {"amount": 200, "currency": "USD", "per": 1000}}}"#)
        )),
      .of(
        .boughtUnitsCharged, "Stripe's API reference, POST /v1/billing/credit_grants",
        note: "Stripe's credit grants are money, not usage."),
      .of(
        .aggregationUnsupported, "\(meters), `default_aggregation.formula`",
        example: (
          Example.usage(
            #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
            meter: #""aggregation": ⟦"max"⟧, "valueProperty": "$.n""#),
          Example.usage(
            #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
            meter: #""aggregation": "latest", "valueProperty": "$.n""#)
        )),
      .of(.intervalTooLong, "\(prices), `recurring.interval_count`"),
      .of(.trialTooLong, "an error message of Stripe's API, quoted in stripe/stripe-ruby#804"),
      .of(.trialIgnored, "Stripe's API reference, POST /v1/subscriptions, `trial_period_days`", formerly: "addon-trial"),
      .of(.addonCurrencyMismatch, "Stripe's API reference, POST /v1/subscriptions, `currency`", formerly: "addon-currency"),
      .of(.addonIntervalMismatch, "Stripe's documentation, \"Mixed interval subscriptions\"", formerly: "addon-cadence"),
      .of(
        .addonMixedInterval, "Stripe's documentation, \"Mixed interval subscriptions\"",
        note: """
          This requires the flexible `billing_mode`, the default for new accounts, and cannot be sold in a single Checkout \
          session.
          """),
      .of(
        .itemWithoutPrice, "Stripe's documentation, \"Entitlements\"",
        note: """
          The product is created with its features, but Stripe grants features only through subscriptions. A price of 0 lets \
          customers subscribe.
          """),
      .of(.defaultNotGiven, "Stripe's API reference, POST /v1/subscriptions"),
      .of(
        .optionInvalid, "ISO 4217", note: "Without the option, prices in every currency are checked against the minimum amounts.",
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
          Product ids are derived from keys, so that later runs find the products. If a key contains characters other than \
          letters, digits, `_` and `-`, Stripe generates the id. A feature with a key of more than 80 characters is skipped. \
          Names of events have at most 100 characters, and each has one meter.
          """,
        example: (Example.topup(id: #"⟦"pack 1"⟧"#), Example.topup(id: #""pack_1""#)),
        formerly: "product-id", "feature-key-too-long"),
      .of(.textTooLong, "Stripe's OpenAPI description, `maxLength`"),
      .of(.metadataLimit, "Stripe's API reference, \"Metadata\""),
      .of(
        .quantityNotEnforced, "\(items), `quantity`",
        note: "Checkout enforces them; a subscription that is created or changed without it takes any quantity."),
      .of(.compatiblePlansNotEnforced, "\(items) and POST /v1/checkout/sessions", formerly: "plans-not-enforced"),
      .of(.descriptionNotSent, features, formerly: "feature-description"),
      .of(.metadataNotSent, "Stripe's API reference, POST /v1/products/{id}/features", formerly: "entitlement-metadata"),
      .of(.meterNotSent, meters),
      .of(
        .grantByApplication, "Stripe's API reference, POST /v1/billing/credit_grants",
        note: "Stripe's credit grants are money, not usage."),
      .of(.usageWithoutMeter, "Stripe's API reference, POST /v1/billing/meters"),
      .of(.usageStopNotEnforced, "Stripe's API reference, POST /v1/billing/meters"),
      .of(.trialUsageNotStopped, "Stripe's API reference, POST /v1/billing/meters"),
      .of(.quantityFeatureByApplication, features),
      .of(.groupNotEnforced, "Stripe's API reference, POST /v1/subscriptions"),
      .of(
        .discountUnsupported, coupons,
        note: """
          A coupon lowers products: those that the discount is for, or all that the catalog sells when the coupon is created. \
          Without any, it would lower everything in the account, so it is skipped.
          """,
        example: (
          Example.discount(#"⟦"launch"⟧: {"percent": 20, "duration": "once", "appliesTo": ["free"]}"#),
          Example.discount(#""launch": {"percent": 20, "duration": "once", "appliesTo": ["pro"]}"#)
        )),
      .of(
        .discountLimitNotEnforced, "Stripe's API reference, POST /v1/promotion_codes",
        note: "Stripe counts the uses of a code by all customers together.",
        example: (
          Example.discount(#""launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {"maxPerCustomer": ⟦1⟧}}}"#),
          Example.discount(#""launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {"maxRedemptions": 100}}}"#)
        )),
      .of(
        .poolCountedByApplication, meters,
        note: "Only a pool whose usage has a price needs the events. Others are tracked by your application alone.",
        example: (
          Example.pool(#""costs": ⟦{"calls": 5}⟧"#), Example.pool(#""meter": "calls""#)
        )),
    ]
  }
}

extension Rule {
  /// The rules that only Stripe has.
  static let stripeRules: [Rule] =
    [
      stripeLookupKey, stripeOneTimeEntitlement, stripeFeatureValue, stripeFilter, stripeMetronome,
    ] + stripeTerraformRules

  static let stripeLookupKey = Rule(
    "stripe/lookup-key-too-long", .access("programs that look for the key cannot sell the price"),
    "The lookup key has more than 200 characters",
    explanation: "The price is created without a lookup key, so programs cannot find it by this key. Use a shorter one.",
    source: "Stripe's API reference, POST /v1/prices, `lookup_key`",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"\#(String(repeating: "k", count: 201))"⟧}"#
    ),
    right: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "\#(String(repeating: "k", count: 200))"}"#))

  static let stripeOneTimeEntitlement = Rule(
    "stripe/one-time-entitlement", .application("the application grants the features when the payment arrives"),
    "A one-time add-on grants features",
    explanation: """
      Stripe grants features only through subscriptions. Your application must grant those of the add-on when the payment arrives.
      """,
    source: "Stripe's documentation, \"Entitlements\"",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#, entitlements: #"⟦{"api": true}⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let stripeFeatureValue = Rule(
    "stripe/feature-value-not-kept", .application("the application or a metering provider tracks the value"),
    "Stripe does not store the value or allowance of a feature",
    explanation: """
      Stripe's features are either on or off, so the product grants access only. Your application or a metering provider must \
      track the amount with its resets and limits, or store the configured value.
      """,
    source: "Stripe's API reference, POST /v1/entitlements/features",
    wrong: Example.sections(#""features": {⟦"tokens"⟧: {"type": "metered"}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean"}}, "plans": {}"#))

  static let stripeFilter = Rule(
    "stripe/filter-by-application", .application("the application sends the events under another name"),
    "Your application must send events under another name",
    explanation: """
      Stripe's meters count every event of one name, and there is one meter for each name. A feature with `where`, or a second \
      meter of the same `eventType`, therefore gets a meter for a name of its own. Your application must choose the events, and \
      send them to Stripe under the name in the message.
      """,
    source: "Stripe's API reference, POST /v1/billing/meters, `event_name`",
    wrong: filtered(#", "where": ⟦{"model": "large"}⟧"#), right: filtered(""))

  private static func filtered(_ filter: String) -> String {
    Example.usage(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      meter: #""aggregation": "count", "groupBy": {"model": "$.model"}"#, filter)
  }

  static let stripeMetronome = Rule(
    "stripe/metronome-recommended", .detail("meters charge as the catalog says"),
    "Stripe recommends another product for new usage-based pricing",
    explanation: """
      Stripe's documentation sends new integrations to Metronome, a product with an API and a contract of its own. The requests \
      use billing meters, which Stripe continues to support. Check that your account can create them.
      """,
    source: "Stripe's documentation, \"Usage-based billing\" and \"Compare Metronome\"",
    wrong: Example.usage(#"{"prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#),
    right: Example.usage("500"))
}

extension Example {
  /// A plan at 20 USD a month, a plan without a price, and a discount.
  fileprivate static func discount(_ discount: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"free": {"entitlements": {"api": true}, "default": true},
       "pro": {"entitlements": {"api": true}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "discounts": {\#(discount)}}
    """#
  }

  /// A plan whose credits cost 2 cents each, with the terms of the feature that they belong to.
  fileprivate static func pool(_ terms: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}, "credits": {"type": "metered", \#(terms)}},
     "plans": {"pro": {"entitlements": {"credits": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  /// A plan at 20 USD a month with an entitlement to a metered feature.
  ///
  /// - Parameters:
  ///   - meter: fields of the meter.
  ///   - feature: further fields of the feature, after a comma.
  fileprivate static func usage(
    _ entitlement: String, meter: String = #""aggregation": "count""#, _ feature: String = ""
  ) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", \#(meter)}},
     "features": {"calls": {"type": "metered", "meter": "calls"\#(feature)}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }
}
