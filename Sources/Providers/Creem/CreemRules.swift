import CatalogModel
import Diagnostics

extension Rule {
  static let creemRules: [Rule] = [
    creemCurrency, creemAmountMinimum, creemInterval, creemRecentInterval, creemRecentTrial, creemLookupKey,
    creemPriceChange,
    creemIDTaken, creemItemID, creemItemWithoutPrice, creemNameTaken, creemBlankName, creemDescription,
    creemTaxCategoryKept,
    creemMetadata, creemMetadataOverridden, creemMetadataReserved,
    creemAddonSubscription, creemQuantity, creemPlansNotEnforced,
    creemCreditAmount, creemCreditAccount, creemGrantExpiration, creemGrantRollover, creemGrantTerms, creemTopupCredits,
    creemGrant, creemFeatureNotSent, creemMeterNotSent,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  // MARK: Prices

  static let creemCurrency = Rule(
    "creem/currency-unsupported", .warning, "Creem does not take the currency",
    explanation: """
      Products are sold in EUR and USD alone. The price is left out of the requests; the provider-neutral view keeps it.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `currency`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": ⟦"GBP"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "EUR", "interval": "month"}"#))

  static let creemAmountMinimum = Rule(
    "creem/amount-below-minimum", .warning, "The amount is below what Creem charges",
    explanation: """
      A product is free, or costs at least 100 minor units: 1.00 EUR or 1.00 USD. The API refuses what lies between, so \
      the price is left out of the requests.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `price`",
    wrong: Example.plan(price: #"{"amount": ⟦99⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 100, "currency": "USD", "interval": "month"}"#))

  static let creemInterval = Rule(
    "creem/interval-too-long", .warning, "The price recurs less often than Creem charges",
    explanation: "At most 365 days, 52 weeks, 24 months or 3 years. The price is left out of the requests.",
    source: "Creem's OpenAPI description, POST /v1/products, `recurring_interval_count`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": ⟦25⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 24}"#))

  static let creemRecentInterval = Rule(
    "creem/interval-recent", .note, "The cadence is new in Creem's API",
    explanation: """
      Creem has named periods for a month, three months, six months and a year. Single days, and all cadences that have \
      no name and are sent as `custom`, came in the middle of 2026; an older SDK may not know them.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `billing_period`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": ⟦"week"⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 3}"#))

  static let creemRecentTrial = Rule(
    "creem/trial-recent", .note, "Trials are new in Creem's API",
    explanation: """
      The trial is part of the product. Before the middle of 2026 it could be set in Creem's dashboard only, and an API \
      of that time makes the product without it.
      """,
    source: "Creem's documentation, features/trials.mdx",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 0}"#))

  static let creemLookupKey = Rule(
    "creem/lookup-key-not-sent", .note, "A price has a lookup key of its own, and Creem has none",
    explanation: """
      Products are found by their names. Put the key into the metadata of the price, too, if a program needs it: the \
      checkout carries that.
      """,
    source: "Creem's OpenAPI description, POST /v1/products",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"pro_monthly"⟧}"#),
    right: Example.plan(price: monthly))

  static let creemPriceChange = Rule(
    "creem/product-updated", .note, "A product that Creem has already is changed to what the catalog says",
    explanation: """
      The update sends amount, currency and cadence together. Creem makes a new default price where they differ, and does \
      not say what happens to subscriptions that run. A trial is taken away where the catalog gives none.
      """,
    source: "Creem's OpenAPI description, PATCH /v1/products/{id}",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"creem": ⟦"prod_1"⟧}}"#),
    right: Example.plan(price: monthly))

  // MARK: Ids, names and texts

  static let creemIDTaken = Rule(
    "creem/id-taken", .warning, "Two prices have the same Creem id",
    explanation: """
      A product at Creem has one price: the second would overwrite the first, and customers would be charged the wrong \
      one. The second price is left out of the requests.
      """,
    source: "Creem's OpenAPI description, PATCH /v1/products/{id}",
    wrong: twoIDs(#"⟦"prod_1"⟧"#),
    right: twoIDs(#""prod_2""#))

  private static func twoIDs(_ second: String) -> String {
    Example.plan(
      #"""
      "prices": {
        "m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"creem": "prod_1"}},
        "y": {"amount": 20000, "currency": "USD", "interval": "year", "providerIds": {"creem": \#(second)}}}
      """#)
  }

  static let creemItemID = Rule(
    "creem/item-id", .warning, "The Creem id of a plan, an add-on or a top-up belongs to none of its prices",
    explanation: """
      Creem has a product for each price. Where an item has exactly one price, its id is that price's; else each price \
      needs an id of its own.
      """,
    source: "Creem's OpenAPI description, POST /v1/products",
    wrong: Example.plan(
      #"""
      "providerIds": {"creem": ⟦"prod_1"⟧}, "prices": {
        "m": {"amount": 2000, "currency": "USD", "interval": "month"},
        "y": {"amount": 20000, "currency": "USD", "interval": "year"}}
      """#),
    right: Example.plan(#""providerIds": {"creem": "prod_1"}, "prices": {"m": \#(monthly)}"#))

  static let creemItemWithoutPrice = Rule(
    "creem/item-without-price", .note, "A plan or an add-on has no price, and is not made at Creem",
    explanation: """
      A product has exactly one price. The application gives what costs nothing, and what is agreed on with the customer.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `price`",
    wrong: #"{"features": {"api": {"type": "boolean"}}, "plans": {⟦"free"⟧: {"entitlements": {"api": true}}}}"#,
    right: Example.plan(price: monthly))

  static let creemNameTaken = Rule(
    "creem/name-taken", .warning, "Two products would have one name at Creem",
    explanation: """
      Products have no metadata and no ids of our choice: a later run finds them by their name. With two of one name, a \
      customer could be sold the other one, so the later price is left out of the requests, with its checkout. Where an \
      item has several prices, the id of each follows the name in parentheses.
      """,
    source: "Creem's OpenAPI description, GET /v1/products/search",
    wrong: twoPlans(#"⟦"Pro"⟧"#),
    right: twoPlans(#""Pro for teams""#))

  private static func twoPlans(_ name: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {
       "pro": {"name": "Pro", "entitlements": {"api": true}, "prices": {"m": \#(monthly)}},
       "team": {"name": \#(name), "entitlements": {"api": true}, "prices": {"m": \#(monthly)}}}}
    """#
  }

  static let creemBlankName = Rule(
    "creem/blank-name", .warning, "A name has nothing in it but space",
    explanation: """
      Customers read the name at the checkout, and Creem wants one. The key is sent in its place, or the id; where they \
      are blank, too, nothing is sent.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `name`",
    wrong: Example.plan(#""name": ⟦" "⟧, "prices": {"m": \#(monthly)}"#),
    right: Example.plan(#""name": "Pro", "prices": {"m": \#(monthly)}"#))

  static let creemDescription = Rule(
    "creem/description-assumed", .note, "There is no description, and Creem wants one",
    explanation: """
      A new product is sent with its name as the description, which customers read at the checkout. Products that Creem \
      has already keep theirs.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `description`",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}}}
      """#,
    right: Example.plan(#""description": "For teams", "prices": {"m": \#(monthly)}"#))

  static let creemTaxCategoryKept = Rule(
    "creem/tax-category-kept", .note, "The tax category of a product that Creem has already is not changed",
    explanation: """
      The category is set when a product is made, and an update has no member for it. Change it in Creem's dashboard, or \
      let a new product be made.
      """,
    source: "Creem's OpenAPI description, PATCH /v1/products/{id}",
    wrong: taxCategory(#", "providerIds": {"creem": "prod_1"}"#, #"⟦"ebooks"⟧"#),
    right: taxCategory("", #""ebooks""#))

  private static func taxCategory(_ id: String, _ category: String) -> String {
    Example.plan(
      #""prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"\#(id)}}"#,
      and: #""providers": {"creem": {"options": {"taxCategory": \#(category)}}}"#)
  }
}
