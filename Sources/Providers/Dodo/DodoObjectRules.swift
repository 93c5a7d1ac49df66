import CatalogModel
import Diagnostics

extension Rule {
  private static let monthly = #"{"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#

  // MARK: Texts, metadata and ids

  static let dodoTextLength = Rule(
    "dodo/text-too-long", .warning, "A name or a description is longer than Dodo takes",
    explanation: """
      Names have 100 characters, descriptions 1000. The text is cut there; the name of an add-on with several recurring \
      prices is cut earlier, because the id of the price follows it.
      """,
    source: "the Python SDK dodopayments 1.123.0, `product_update_params` and `addon_update_params`",
    wrong: Example.plan(
      #""name": ⟦"\#(String(repeating: "n", count: 101))"⟧, "prices": \#(monthly)"#
    ),
    right: Example.plan(
      #""name": "\#(String(repeating: "n", count: 100))", "prices": \#(monthly)"#
    ))

  static let dodoMetadata = Rule(
    "dodo/metadata-limit", .warning, "A metadata entry is beyond Dodo's limits",
    explanation: """
      An object has 50 entries, the compiler's among them; a name has 1 to 40 letters, digits, `_` and `-`, a value at \
      most 500 characters. The entry is left out of the requests.
      """,
    source: "Dodo's documentation, api-reference/metadata.mdx",
    wrong: Example.plan(
      #""metadata": {"tier.level": ⟦"gold"⟧}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#),
    right: Example.plan(
      #""metadata": {"tier-level": "gold"}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#))

  static let dodoMetadataOverridden = Rule(
    "dodo/metadata-overridden", .note, "A price and its item have metadata entries of one name",
    explanation: """
      A product at Dodo stands for the item and the price together. Of two entries of one name it carries the price's.
      """,
    source: "the Python SDK dodopayments 1.123.0, `product_create_params`",
    wrong: Example.plan(
      #"""
      "metadata": {"tier": ⟦"gold"⟧},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"tier": "silver"}}}
      """#),
    right: Example.plan(
      #"""
      "metadata": {"tier": "gold"},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"term": "short"}}}
      """#))

  static let dodoItemID = Rule(
    "dodo/item-id", .warning, "The Dodo id of a plan, an add-on or a top-up belongs to none of its prices",
    explanation: """
      Dodo has an object for each price. Where an item has exactly one price, its id is that price's; else each price \
      needs an id of its own.
      """,
    source: "the Python SDK dodopayments 1.123.0, `product_create_params`",
    wrong: Example.plan(
      #"""
      "providerIds": {"dodo": ⟦"pdt_1"⟧}, "prices": {
        "m": {"amount": 2000, "currency": "USD", "interval": "month"},
        "y": {"amount": 20000, "currency": "USD", "interval": "year"}}
      """#),
    right: Example.plan(
      #""providerIds": {"dodo": "pdt_1"}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#))

  static let dodoIDTaken = Rule(
    "dodo/id-taken", .warning, "Two prices have the same Dodo id",
    explanation: """
      An object at Dodo has one price: the second would overwrite the first, and customers would be charged the wrong \
      one. The second price is left out of the requests.
      """,
    source: "Dodo's documentation, features/products",
    wrong: twoIDs(#"⟦"pdt_1"⟧"#),
    right: twoIDs(#""pdt_2""#))

  private static func twoIDs(_ second: String) -> String {
    Example.plan(
      #"""
      "prices": {
        "m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"dodo": "pdt_1"}},
        "y": {"amount": 20000, "currency": "USD", "interval": "year", "providerIds": {"dodo": \#(second)}}}
      """#)
  }

  static let dodoItemWithoutPrice = Rule(
    "dodo/item-without-price", .note, "A plan or an add-on has no price, and is not made at Dodo",
    explanation: """
      A product has exactly one price. The application gives what costs nothing, and what is agreed on with the customer.
      """,
    source: "the Python SDK dodopayments 1.123.0, `product_create_params`",
    wrong: #"{"features": {"api": {"type": "boolean"}}, "plans": {⟦"free"⟧: {"entitlements": {"api": true}}}}"#,
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let dodoTaxCategory = Rule(
    "dodo/tax-category-assumed", .note, "The catalog names no tax category",
    explanation: """
      Dodo wants a category for every product and add-on that is made. `saas` is assumed; it decides the tax that \
      customers pay, so name the right one in the option `taxCategory`. Objects that Dodo has already keep theirs until \
      the option is set.
      """,
    source: "the Python SDK dodopayments 1.123.0, `tax_category`",
    wrong: Example.plan(
      #""prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#, and: #""providers": {⟦"dodo"⟧: {}}"#),
    right: Example.plan(
      #""prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
      and: #""providers": {"dodo": {"options": {"taxCategory": "edtech"}}}"#))

  // MARK: What the application does

  static let dodoFeatureNotSent = Rule(
    "dodo/feature-not-sent", .note, "A feature is not made at Dodo",
    explanation: """
      Dodo's entitlements are integrations that deliver something; they hold no features, values or allowances. The \
      application, or a metering provider, gives customers what their plan and add-ons entitle them to.
      """,
    source: "the Python SDK dodopayments 1.123.0, `product_create_params`",
    wrong: Example.sections(#""features": {⟦"api"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {}, "plans": {}"#))

  static let dodoMeterNotSent = Rule(
    "dodo/meter-not-sent", .note, "A meter is not made at Dodo",
    explanation: "Dodo's meters count what is charged by usage, and no price of a catalog is.",
    source: "the Python SDK dodopayments 1.123.0, `meter_create_params`",
    wrong: Example.sections(
      #""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}, "features": {}, "plans": {}"#),
    right: Example.sections(#""meters": {}, "features": {}, "plans": {}"#))

  static let dodoGrant = Rule(
    "dodo/grant-by-application", .note, "The usage of a top-up is granted by the application",
    explanation: """
      The payment carries the top-up's id in its metadata; when it arrives, the application grants the usage, with its \
      priority, expiration and rollover. Dodo's own credits are not used: they need a unit and a precision that no \
      catalog names.
      """,
    source: "the Python SDK dodopayments 1.123.0, `credit_entitlement_create_params`",
    wrong: Example.topup(id: #"⟦"pack"⟧"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))
}
