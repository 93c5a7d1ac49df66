import CatalogModel
import Diagnostics

extension Rule {
  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  // MARK: Metadata

  static let creemMetadata = Rule(
    "creem/metadata-on-checkouts", .note, "Metadata is carried by checkouts, and not by products",
    explanation: """
      Creem's products have no metadata. Every checkout carries that of the item, of its price and of the provider's \
      settings, and hands it on to the subscription; webhooks show it there. Who buys by the product's own page brings \
      none.
      """,
    source: "Creem's documentation, code/webhooks.mdx",
    wrong: Example.plan(#""metadata": ⟦{"tier": "gold"}⟧, "prices": {"m": \#(monthly)}"#),
    right: Example.plan(#""prices": {"m": \#(monthly)}"#))

  static let creemMetadataOverridden = Rule(
    "creem/metadata-overridden", .note, "A price and its item have metadata entries of one name",
    explanation: """
      A checkout at Creem stands for the item and the price together. Of two entries of one name it carries the price's.
      """,
    source: "Creem's OpenAPI description, POST /v1/checkouts, `metadata`",
    wrong: metadata(#"{"tier": ⟦"gold"⟧}"#),
    right: metadata(#"{"level": "gold"}"#))

  private static func metadata(_ metadata: String) -> String {
    Example.plan(
      #"""
      "metadata": \#(metadata),
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"tier": "silver"}}}
      """#)
  }

  static let creemMetadataReserved = Rule(
    "creem/metadata-reserved", .warning, "The compiler writes a metadata entry of the same name on checkouts",
    explanation: """
      A checkout carries the id of the price and the name of the provider beside the ids of the item; an entry of the item \
      that has one of these names is lost.
      """,
    source: "Creem's OpenAPI description, POST /v1/checkouts, `metadata`",
    wrong: Example.plan(#""metadata": {⟦"provider"⟧: "gold"}, "prices": {"m": \#(monthly)}"#),
    right: Example.plan(#""metadata": {"supplier": "gold"}, "prices": {"m": \#(monthly)}"#))

  // MARK: Add-ons

  static let creemAddonSubscription = Rule(
    "creem/addon-subscription", .note, "A recurring add-on is a subscription of its own",
    explanation: """
      Creem sells no add-ons. The add-on is a product with its own checkout, its own trial and its own billing date, and \
      it is charged until it is cancelled, whether or not the plan is. The API can add items to a subscription, but no \
      guide shows how they are charged, so this is not relied on.
      """,
    source: "Creem's OpenAPI description, POST /v1/subscriptions/{id}, `items`",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {⟦"extra"⟧: {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}}}
      """#,
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#))

  static let creemQuantity = Rule(
    "creem/quantity-not-enforced", .note, "The bounds of an add-on's quantity are not Creem's to keep",
    explanation: "A checkout takes any number of units. The application checks it before it sends the request.",
    source: "Creem's documentation, features/seat-based-billing.mdx",
    wrong: Example.addon(price: monthly, #""multiple": true, "quantity": ⟦{"max": 5}⟧"#),
    right: Example.addon(price: monthly, #""multiple": true"#))

  static let creemPlansNotEnforced = Rule(
    "creem/plans-not-enforced", .note, "Creem sells an add-on or a top-up to customers of any plan",
    explanation: """
      Each is a product that stands alone. The application checks the customer's plan before it sends the request.
      """,
    source: "Creem's OpenAPI description, POST /v1/checkouts",
    wrong: Example.addon(price: monthly, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: monthly))

  // MARK: Top-ups

  static let creemCreditAmount = Rule(
    "creem/credit-amount", .warning, "A top-up grants an amount that Creem's credits cannot have",
    explanation: """
      Credits are whole numbers, and an amount is never rounded: the product is sold without credits, and the application \
      grants the usage when the payment arrives. Set the option `topupCredits` to false where it does that for all top-ups.
      """,
    source: "Creem's TypeScript SDK, `CustomerCreditsFeatureEntity`",
    wrong: topup(#""amount": ⟦2.5⟧"#),
    right: topup(#""amount": 25"#))

  static let creemCreditAccount = Rule(
    "creem/credit-account", .warning, "The key of a feature is blank, and cannot name an account of credits",
    explanation: """
      Credits go to an account that is named by the key of the feature. Creem refuses a blank name, so the product is \
      sold without credits, and the application grants the usage.
      """,
    source: "Creem's TypeScript SDK, `CustomerCreditsFeatureEntity`",
    wrong: topup(#""amount": 25"#, key: #"⟦" "⟧"#),
    right: topup(#""amount": 25"#, key: #""credits""#))

  static let creemGrantExpiration = Rule(
    "creem/grant-expiration", .warning, "A grant lapses, and Creem's credits do not",
    explanation: """
      Credits would outlive what the customer bought. The product is sold without them, and the application grants the \
      usage when the payment arrives. Set the option `topupCredits` to false where it does that for all top-ups.
      """,
    source: "Creem's documentation, features/usage-based-billing.mdx",
    wrong: topup(#""amount": 25, "grant": {"expiration": ⟦{"duration": "YEAR", "count": 1}⟧}"#),
    right: topup(#""amount": 25, "grant": {}"#))

  static let creemGrantRollover = Rule(
    "creem/grant-rollover", .warning, "A grant is carried over in part, and Creem's credits are never reset",
    explanation: """
      What is left of Creem's credits stays whole. Where a grant may lose some of it at a reset, the product is sold \
      without credits, and the application grants the usage when the payment arrives. A rollover of the whole amount or \
      more is no limit.
      """,
    source: "Creem's documentation, features/usage-based-billing.mdx",
    wrong: topup(#""amount": 25, "grant": {"maxRolloverAmount": ⟦24⟧}"#),
    right: topup(#""amount": 25, "grant": {"maxRolloverAmount": 25}"#))

  static let creemGrantTerms = Rule(
    "creem/grant-terms", .note, "A grant has a priority or metadata, and Creem's credits have neither",
    explanation: """
      An account has one balance. Its credits are alike and none of them lapses, so that the order in which they are \
      spent makes no difference among them.
      """,
    source: "Creem's TypeScript SDK, `CustomerCreditsFeatureEntity`",
    wrong: topup(#""amount": 25, "grant": {"priority": ⟦2⟧}"#),
    right: topup(#""amount": 25"#))

  static let creemTopupCredits = Rule(
    "creem/topup-credits", .note, "Creem credits the customer when a top-up is paid",
    explanation: """
      The product carries the grant, and Creem adds it to the customer's account that is named by the feature's key. One \
      credit is one unit of the feature. No price of a catalog is charged by usage, so Creem takes nothing from the \
      account by itself: the application reads the balance and spends it, beside the allowance that it keeps. It must not \
      grant the usage again.

      Set the option `topupCredits` to false where a metering provider keeps allowances and top-ups together.
      """,
    source: "Creem's documentation, features/usage-based-billing.mdx",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: applicationGrants(#""pack""#))

  static let creemGrant = Rule(
    "creem/grant-by-application", .note, "The usage of a top-up is granted by the application",
    explanation: """
      The product is sold without credits: the option `topupCredits` is false, or the grant asks for what credits cannot \
      do. The checkout carries the top-up's id in its metadata; when the payment arrives, the application grants the \
      usage, with its priority, expiration and rollover.
      """,
    source: "Creem's documentation, code/webhooks.mdx",
    wrong: applicationGrants(#"⟦"pack"⟧"#),
    right: Example.topup())

  private static func topup(_ fields: String, key: String = #""tokens""#) -> String {
    #"""
    {"features": {"tokens": {"type": "metered", "key": \#(key)}}, "plans": {},
     "topups": {"pack": {"feature": "tokens", \#(fields),
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  private static func applicationGrants(_ id: String) -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}}, "plans": {},
     "topups": {\#(id): {"feature": "tokens", "amount": 1000,
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "providers": {"creem": {"options": {"topupCredits": false}}}}
    """#
  }

  // MARK: What the application does

  static let creemFeatureNotSent = Rule(
    "creem/feature-not-sent", .note, "A feature is not made at Creem",
    explanation: """
      Creem sells products, and keeps no features of customers, no values and no allowances. Its credits could be granted \
      with each payment of a subscription, but they would add up: nothing resets them. The application, or a metering \
      provider, gives customers what their plan and add-ons entitle them to; the checkout's metadata says what was \
      bought.
      """,
    source: "Creem's OpenAPI description, POST /v1/products",
    wrong: Example.sections(#""features": {⟦"api"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {}, "plans": {}"#))

  static let creemMeterNotSent = Rule(
    "creem/meter-not-sent", .note, "A meter is not made at Creem",
    explanation: """
      Creem's meters count what a product charges by usage, at a price for each unit and in calendar months. No price of \
      a catalog is charged by usage.
      """,
    source: "Creem's documentation, features/usage-based-billing.mdx",
    wrong: Example.sections(
      #""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}"#),
    right: Example.sections(#""meters": {}, "features": {}, "plans": {}"#))
}
