import CatalogModel
import Diagnostics

extension Rule {
  static let stripeRules: [Rule] = [
    stripeCurrency, stripeAmountPrecision, stripeAmountMinimum, stripeAmountMaximum, stripeFreeTopup, stripeInterval,
    stripeLookupKey, stripeTrialLength, stripeAddonTrial, stripeAddonCurrency, stripeAddonCadence, stripeMixedInterval,
    stripeOneTimeEntitlement, stripeItemWithoutPrice, stripeSettlementCurrency, stripeIDTaken, stripeProductID,
    stripeTextLength, stripeFeatureKey, stripeMetadata, stripeQuantity, stripePlansNotEnforced, stripeFeatureValue,
    stripeFeatureDescription, stripeEntitlementMetadata, stripeMeterNotSent, stripeGrant,
  ]

  // MARK: Prices

  static let stripeCurrency = Rule(
    "stripe/currency-unsupported", .warning, "Stripe does not take the currency",
    explanation: "The price is left out of the requests; the provider-neutral view keeps it.",
    source: "Stripe's documentation, \"Supported currencies\" (2026)",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": ⟦"IRR"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "INR", "interval": "month"}"#))

  static let stripeAmountPrecision = Rule(
    "stripe/amount-precision", .warning, "The amount is finer than Stripe takes in the currency",
    explanation: """
      Amounts in BHD, JOD, KWD, OMR and TND have three decimals, and the last must be 0. MGA has two decimals in ISO 4217 and none \
      at Stripe. An amount is never rounded: the price is left out of the requests.
      """,
    source: "Stripe's documentation, \"Supported currencies\": zero-decimal and three-decimal currencies",
    wrong: Example.plan(price: #"{"amount": ⟦6155⟧, "currency": "KWD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 6150, "currency": "KWD", "interval": "month"}"#))

  static let stripeAmountMinimum = Rule(
    "stripe/amount-below-minimum", .warning, "The amount is below what Stripe charges",
    explanation: """
      The price can be made, but charging it fails. The minimum holds for the currency in which the account is paid out; name it \
      in the option `settlementCurrency`, and prices in other currencies are not held to theirs. An amount of 0 is fine for what \
      recurs.
      """,
    source: "Stripe's documentation, \"Minimum and maximum charge amounts\"",
    wrong: Example.plan(price: #"{"amount": ⟦49⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 50, "currency": "USD", "interval": "month"}"#))

  static let stripeAmountMaximum = Rule(
    "stripe/amount-above-maximum", .warning, "The amount is above what most payment methods take",
    explanation: """
      Most methods take eight digits of minor units, nine in INR, twelve in IDR. Cards take more.
      """,
    source: "Stripe's documentation, \"Minimum and maximum charge amounts\"",
    wrong: Example.plan(price: #"{"amount": ⟦100000000⟧, "currency": "USD", "interval": "year"}"#),
    right: Example.plan(price: #"{"amount": 99999999, "currency": "USD", "interval": "year"}"#))

  static let stripeFreeTopup = Rule(
    "stripe/topup-free", .warning, "A top-up costs nothing",
    explanation: "Checkout in payment mode with nothing to pay is no purchase. Grant free usage without a payment.",
    source: "Stripe's API reference, POST /v1/checkout/sessions, `mode`",
    wrong: Example.topup(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "one_time"}"#),
    right: Example.topup())

  static let stripeInterval = Rule(
    "stripe/interval-too-long", .warning, "The price recurs less often than every three years",
    explanation: "At most 3 years, 36 months, 156 weeks or 1095 days. The price is left out of the requests.",
    source: "Stripe's API reference, POST /v1/prices, `recurring.interval_count`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": ⟦48⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 36}"#))

  static let stripeLookupKey = Rule(
    "stripe/lookup-key-too-long", .warning, "The lookup key has more than 200 characters",
    explanation: "The price is sent without a lookup key, and cannot be found by one.",
    source: "Stripe's API reference, POST /v1/prices, `lookup_key`",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"\#(String(repeating: "k", count: 201))"⟧}"#),
    right: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "\#(String(repeating: "k", count: 200))"}"#))

  // MARK: Trials

  static let stripeTrialLength = Rule(
    "stripe/trial-too-long", .warning, "The trial is longer than 730 days",
    explanation: "The subscription is sent without a trial.",
    source: "an error message of Stripe's API, quoted in stripe/stripe-ruby#804",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦731⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 730}"#))

  static let stripeAddonTrial = Rule(
    "stripe/addon-trial", .warning, "An add-on has a trial of its own",
    explanation: "A trial belongs to the whole subscription, which starts with the plan. The add-on's is left out.",
    source: "Stripe's API reference, POST /v1/subscriptions, `trial_period_days`",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  // MARK: Add-ons

  static let stripeAddonCurrency = Rule(
    "stripe/addon-currency", .warning, "An add-on and a plan that it goes with share no currency",
    explanation: "A subscription is charged in one currency; the add-on cannot be sold to customers of that plan.",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "EUR", "interval": "month"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ["pro"]"#))

  static let stripeAddonCadence = Rule(
    "stripe/addon-cadence", .warning, "An add-on recurs out of step with a plan that it goes with",
    explanation: """
      Items of one subscription may recur at different intervals, but one must be a whole multiple of the other: a month and a \
      year, never a week and a month.
      """,
    source: "Stripe's documentation, \"Mixed interval subscriptions\"",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "week"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ["pro"]"#))

  static let stripeMixedInterval = Rule(
    "stripe/addon-mixed-interval", .note, "An add-on recurs at another interval than a plan that it goes with",
    explanation: """
      Stripe allows it with `billing_mode` flexible, the default of new accounts, and not through one Checkout session.
      """,
    source: "Stripe's documentation, \"Mixed interval subscriptions\"",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "year"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ["pro"]"#))

  static let stripeOneTimeEntitlement = Rule(
    "stripe/one-time-entitlement", .warning, "An add-on that is paid once gives features",
    explanation: "Stripe's entitlements follow subscriptions. The application has to grant these when the payment arrives.",
    source: "Stripe's documentation, \"Entitlements\"",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#, entitlements: #"⟦{"api": true}⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let stripeItemWithoutPrice = Rule(
    "stripe/item-without-price", .note, "A plan or an add-on has no price: there is nothing to buy at Stripe",
    explanation: """
      The product is made, with its features, and no request sells it: Stripe's entitlements follow subscriptions, and there is \
      none. The application gives what costs nothing. A price with an amount of 0 makes it a subscription.
      """,
    source: "Stripe's documentation, \"Entitlements\"",
    wrong: #"{"features": {"api": {"type": "boolean"}}, "plans": {⟦"free"⟧: {"entitlements": {"api": true}}}}"#,
    right: Example.plan(price: #"{"amount": 0, "currency": "USD", "interval": "month"}"#))

  // MARK: Settings and ids

  static let stripeSettlementCurrency = Rule(
    "stripe/unknown-settlement-currency", .warning, "The option `settlementCurrency` is no currency",
    explanation: "It is taken for left out: prices in every currency are held to the minimum amounts.",
    source: "ISO 4217",
    wrong: Example.plan(
      #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
      and: #""providers": {"stripe": {"options": {"settlementCurrency": ⟦"USDT"⟧}}}"#),
    right: Example.plan(
      #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
      and: #""providers": {"stripe": {"options": {"settlementCurrency": "usd"}}}"#))

  static let stripeIDTaken = Rule(
    "stripe/id-taken", .warning, "Two prices, or two products, have the same Stripe id",
    explanation: """
      A Stripe price has one amount: whoever buys at the second would be charged what the first one costs. A product gives its \
      features to the customers of all of its prices: two items with one product would give each the features of both. The \
      second price, or the second item with its prices, is left out of the requests.
      """,
    source: "Stripe's API reference, POST /v1/prices/{price}; Stripe's documentation, \"Entitlements\"",
    wrong: twoIDs(#"⟦"price_1"⟧"#),
    right: twoIDs(#""price_2""#))

  private static func twoIDs(_ second: String) -> String {
    Example.plan(
      #"""
      "prices": {
        "m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_1"}},
        "y": {"amount": 20000, "currency": "USD", "interval": "year", "providerIds": {"stripe": \#(second)}}}
      """#)
  }

  // MARK: Names and texts

  static let stripeProductID = Rule(
    "stripe/product-id", .warning, "A key cannot be part of a product's id",
    explanation: """
      Products are made with ids of our own, `plan_` and the key, so that a second run finds them. The key has characters that \
      Stripe refuses in ids; the product gets an id of Stripe's choice and is found by its metadata.
      """,
    source: "an error message of Stripe's API, quoted in stripe/stripe-node#2503",
    wrong: Example.topup(id: #"⟦"pack 1"⟧"#),
    right: Example.topup(id: #""pack_1""#))

  static let stripeTextLength = Rule(
    "stripe/text-too-long", .warning, "A name or a description is longer than Stripe takes",
    explanation: "Names of products have 5000 characters, those of features 80, descriptions 40000. The text is cut there.",
    source: "Stripe's OpenAPI description, `maxLength`",
    wrong: #"""
      {"features": {"api": {"type": "boolean", "name": ⟦"\#(String(repeating: "n", count: 81))"⟧}},
       "plans": {"pro": {"entitlements": {"api": true}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean", "name": "\#(String(repeating: "n", count: 80))"}},
       "plans": {"pro": {"entitlements": {"api": true}}}}
      """#)

  static let stripeFeatureKey = Rule(
    "stripe/feature-key-too-long", .warning, "The key of a feature has more than 80 characters",
    explanation: "The feature is left out of the requests.",
    source: "Stripe's OpenAPI description, POST /v1/entitlements/features, `lookup_key`",
    wrong: #"""
      {"features": {"api": {"type": "boolean", "key": ⟦"\#(String(repeating: "k", count: 81))"⟧}},
       "plans": {"pro": {"entitlements": {"api": true}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean", "key": "\#(String(repeating: "k", count: 80))"}},
       "plans": {"pro": {"entitlements": {"api": true}}}}
      """#)

  static let stripeMetadata = Rule(
    "stripe/metadata-limit", .warning, "A metadata entry is beyond Stripe's limits",
    explanation: """
      An object has 50 entries, the compiler's among them; a name has at most 40 characters and no square brackets, a value 1 to \
      500. The entry is left out of the requests.
      """,
    source: "Stripe's API reference, \"Metadata\"",
    wrong: Example.plan(#""metadata": {"tier[0]": ⟦"gold"⟧}"#),
    right: Example.plan(#""metadata": {"tier0": "gold"}"#))

  // MARK: What the application does

  static let stripeQuantity = Rule(
    "stripe/quantity-not-enforced", .note, "The bounds of an add-on's quantity are not Stripe's to keep",
    explanation: "A subscription item takes any quantity. The application checks it before it sends the request.",
    source: "Stripe's API reference, POST /v1/subscription_items, `quantity`",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""multiple": true, "quantity": ⟦{"max": 5}⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""multiple": true"#))

  static let stripePlansNotEnforced = Rule(
    "stripe/plans-not-enforced", .note, "An add-on or a top-up is for customers of some plans",
    explanation: """
      A subscription takes any item that its currency and its intervals allow, and Checkout sells to anybody. The \
      application checks the customer's plan before it sends the request.
      """,
    source: "Stripe's API reference, POST /v1/subscription_items and POST /v1/checkout/sessions",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let stripeFeatureDescription = Rule(
    "stripe/feature-description", .note, "The description of a feature is not sent",
    explanation: "Stripe's features have a name, a lookup key and metadata.",
    source: "Stripe's API reference, POST /v1/entitlements/features",
    wrong: Example.sections(#""features": {"api": {"type": "boolean", "description": ⟦"The API"⟧}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean", "name": "The API"}}, "plans": {}"#))

  static let stripeEntitlementMetadata = Rule(
    "stripe/entitlement-metadata", .note, "The metadata of an entitlement is not sent",
    explanation: """
      A feature is attached to a product, and the attachment holds nothing but the feature. What is said of the feature, or \
      of the plan, is sent in their metadata.
      """,
    source: "Stripe's API reference, POST /v1/products/{id}/features",
    wrong: Example.sections(
      #"""
      "features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": {"metadata": ⟦{"team": "core"}⟧}}}}
      """#),
    right: Example.plan(#""metadata": {"team": "core"}"#))

  static let stripeFeatureValue = Rule(
    "stripe/feature-value-not-kept", .note, "A feature has a value or an allowance, which Stripe does not keep",
    explanation: """
      Stripe's features are on or off. The product carries access; the amount, its reset and limits, or the configured value, are \
      the application's, or a metering provider's.
      """,
    source: "Stripe's API reference, POST /v1/entitlements/features",
    wrong: Example.sections(#""features": {⟦"tokens"⟧: {"type": "metered"}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean"}}, "plans": {}"#))

  static let stripeMeterNotSent = Rule(
    "stripe/meter-not-sent", .note, "A meter is not made at Stripe",
    explanation: "Stripe's meters count what is charged by usage, and no price of a catalog is.",
    source: "Stripe's API reference, POST /v1/billing/meters",
    wrong: Example.sections(
      #""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}"#),
    right: Example.sections(#""meters": {}, "features": {}, "plans": {}"#))

  static let stripeGrant = Rule(
    "stripe/grant-by-application", .note, "The usage of a top-up is granted by the application",
    explanation: """
      Stripe's credit grants are money. The payment carries the top-up's id in its metadata; when it arrives, the application \
      grants the usage, with its priority, expiration and rollover.
      """,
    source: "Stripe's API reference, POST /v1/billing/credit_grants",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))
}
