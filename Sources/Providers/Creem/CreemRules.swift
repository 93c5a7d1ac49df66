import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// What Creem has in common with other providers.
  static var creem: [RuleFamily.Entry] {
    let products = "Creem's OpenAPI description, POST /v1/products"
    let update = "Creem's OpenAPI description, PATCH /v1/products/{id}"
    let checkouts = "Creem's OpenAPI description, POST /v1/checkouts"
    let usage = "Creem's documentation, features/usage-based-billing.mdx"
    let credits = "Creem's TypeScript SDK, `CustomerCreditsFeatureEntity`"
    let application = """
      The product is sold without credits, and your application must grant the usage when the payment arrives. Set the option \
      `topupCredits` to false if it does that for all top-ups.
      """
    return [
      .of(.currencyUnsupported, "\(products), `currency`", note: "Creem sells in EUR and USD."),
      .of(.amountBelowMinimum, "\(products), `price`", note: "A price of 0 is free."),
      .of(
        .intervalTooLong, "\(products), `recurring_interval_count`",
        note: "At most 365 days, 52 weeks, 24 months or 3 years."),
      .of(.lookupKeyNotSent, products),
      .of(.itemWithoutPrice, "\(products), `price`"),
      .of(
        .nameTooShort, "\(products), `name`", note: "The key or the id is sent instead of a blank name.",
        formerly: "blank-name"),
      .of(
        .nameTaken, "Creem's OpenAPI description, GET /v1/products/search",
        note: """
          The later price is not for sale. If an item has several prices, the id of each follows the name in parentheses.
          """),
      .of(.idTaken, update, ids: ids),
      .of(
        .idUnused, products, note: "If an item has exactly one price, the id of the item is that of the price.", ids: ids,
        formerly: "item-id"),
      .of(
        .existingObjectUpdated, update,
        note: """
          The update sends amount, currency and interval together. Creem creates a new default price if they differ, and does \
          not document what happens to running subscriptions. A trial that the catalog does not give is removed.
          """, ids: ids, formerly: "product-updated"),
      .of(.objectPerPrice, products),
      .of(
        .metadataOnCheckout, "Creem's documentation, code/webhooks.mdx",
        note: "Creem copies it to the subscription, and webhooks show it there.", formerly: "metadata-on-checkouts"),
      .of(.metadataOverridden, "\(checkouts), `metadata`"),
      .of(.metadataReserved, "\(checkouts), `metadata`"),
      .of(
        .addonSeparateSubscription, "Creem's OpenAPI description, POST /v1/subscriptions/{id}, `items`",
        note: """
          Creem's API can add items to a subscription, but no guide shows how they are charged, so catalogc does not rely on it.
          """, formerly: "addon-subscription"),
      .of(.quantityNotEnforced, "Creem's documentation, features/seat-based-billing.mdx"),
      .of(.compatiblePlansNotEnforced, checkouts, formerly: "plans-not-enforced"),
      .of(.unitsUnsupported, credits, note: application, formerly: "credit-amount"),
      .of(.grantExpirationUnsupported, usage, note: application, formerly: "grant-expiration"),
      .of(.grantRolloverUnsupported, usage, note: application, formerly: "grant-rollover"),
      .of(
        .grantPriorityUnsupported, credits,
        note: "An account has one balance, and none of its credits expires, so their order makes no difference.",
        severity: .note, formerly: "grant-terms"),
      .of(.metadataNotSent, credits, formerly: "grant-terms"),
      .of(
        .grantByApplication, "Creem's documentation, code/webhooks.mdx",
        note: """
          Creem grants credits for a top-up unless the option `topupCredits` is false or the grant asks for what credits \
          cannot do. The checkout carries the top-up's id in its metadata.
          """, options: [.init("topupCredits", false)]),
      .of(
        .featureNotSent, products,
        note: "Creem can grant credits with each payment of a subscription, but nothing resets them, so they would add up."),
      .of(
        .meterNotSent, usage,
        note: "Creem's meters count what a product charges by usage, at a price per unit and in calendar months."),
    ]
  }

  private static let ids = ["prod_1", "prod_2"]
}

extension Rule {
  /// What Creem alone has to say.
  static let creemRules: [Rule] = [
    creemRecentInterval, creemRecentTrial, creemDescription, creemTaxCategoryKept, creemCreditAccount, creemTopupCredits,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  static let creemRecentInterval = Rule(
    "creem/interval-recent", .note, "The interval is new in Creem's API",
    explanation: """
      Creem has named periods for a month, three months, six months and a year. Single days, and all intervals that have no \
      name and are sent as `custom`, were added in the middle of 2026. An older SDK may not know them; update it first.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `billing_period`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": ⟦"week"⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 3}"#))

  static let creemRecentTrial = Rule(
    "creem/trial-recent", .note, "Trials are new in Creem's API",
    explanation: """
      The trial is part of the product. Before the middle of 2026 it could be set in Creem's dashboard only, and an API of \
      that time creates the product without it. Check the first product in the dashboard.
      """,
    source: "Creem's documentation, features/trials.mdx",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 0}"#))

  static let creemDescription = Rule(
    "creem/description-assumed", .note, "A product has no description, and Creem requires one",
    explanation: """
      Customers read the description at checkout. A new product gets its name as the description; a product that Creem has \
      already keeps its own. Write a description.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `description`",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}}}
      """#,
    right: Example.plan(#""description": "For teams", "prices": {"m": \#(monthly)}"#))

  static let creemTaxCategoryKept = Rule(
    "creem/tax-category-kept", .note, "The tax category of an existing Creem product is not changed",
    explanation: """
      The category is set when a product is created, and an update has no field for it. Change it in Creem's dashboard, or \
      remove the id from the catalog, and a new product is created.
      """,
    source: "Creem's OpenAPI description, PATCH /v1/products/{id}",
    wrong: taxCategory(#", "providerIds": {"creem": "prod_1"}"#, #"⟦"ebooks"⟧"#),
    right: taxCategory("", #""ebooks""#))

  private static func taxCategory(_ id: String, _ category: String) -> String {
    Example.plan(
      #""prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"\#(id)}}"#,
      and: #""providers": {"creem": {"options": {"taxCategory": \#(category)}}}"#)
  }

  static let creemCreditAccount = Rule(
    "creem/credit-account", .warning, "The key of a feature is blank and cannot name an account of credits",
    explanation: """
      Creem adds credits to an account that is named after the key of the feature, and refuses a blank name. The product is \
      sold without credits, and your application must grant the usage. Write a key that can be read.
      """,
    source: "Creem's TypeScript SDK, `CustomerCreditsFeatureEntity`",
    wrong: creditAccount(#"⟦" "⟧"#),
    right: creditAccount(#""credits""#))

  private static func creditAccount(_ key: String) -> String {
    #"""
    {"features": {"tokens": {"type": "metered", "key": \#(key)}}, "plans": {},
     "topups": {"pack": {"feature": "tokens", "amount": 25,
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  static let creemTopupCredits = Rule(
    "creem/topup-credits", .note, "Creem credits the customer when a top-up is paid",
    explanation: """
      The product carries the grant, and Creem adds it to the customer's account that is named after the feature's key. One \
      credit is one unit of the feature. Creem takes nothing from the account by itself, because no price of a catalog is \
      charged by usage: your application must read the balance and spend it, and must not grant the usage again.

      Set the option `topupCredits` to false if your application or a metering provider grants the usage.
      """,
    source: "Creem's documentation, features/usage-based-billing.mdx",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.sections(
      #"""
      "features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 1000,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
       "providers": {"creem": {"options": {"topupCredits": false}}}
      """#))
}
