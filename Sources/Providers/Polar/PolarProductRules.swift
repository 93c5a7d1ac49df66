import CatalogModel
import Diagnostics

extension Rule {
  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
  private static let product = "1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"

  // MARK: Products

  static let polarWithoutPrice = Rule(
    "polar/without-price", .note, "A plan or an add-on has no price, and is not made at Polar",
    explanation: """
      A product has at least one price, and an interval with it. Who has the plan has it from the application. A price of 0 \
      makes it a free product.
      """,
    source: "server/polar/product/schemas.py in polarsource/polar",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"free"⟧: {"entitlements": {"api": true}}}}
      """#,
    right: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"free": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 0, "currency": "USD", "interval": "month"}}}}}
      """#)

  static let polarProductPerPrice = Rule(
    "polar/product-per-price", .note, "An item of several prices becomes several products",
    explanation: """
      A product has one interval and one trial. Prices that differ there are products of their own, with the id of the \
      price behind the name; they share their benefits. Prices in several currencies are one product.
      """,
    source: "Polar's documentation, features/products",
    wrong: Example.plan(
      #"""
      "prices": ⟦{"monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
             "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}⟧
      """#),
    right: Example.plan(price: monthly))

  static let polarItemID = Rule(
    "polar/item-id", .warning, "The Polar id of a plan, an add-on or a top-up belongs to none of its prices",
    explanation: """
      Polar has a product for each price. The id of an item counts where the item has exactly one price, which has no id of \
      its own.
      """,
    wrong: Example.plan(
      #"""
      "providerIds": {"polar": ⟦"\#(product)"⟧},
             "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
               "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}
      """#),
    right: Example.plan(#""providerIds": {"polar": "\#(product)"}, "prices": {"monthly": \#(monthly)}"#))

  static let polarProductID = Rule(
    "polar/product-id", .warning, "An id is not one of a Polar product",
    explanation: """
      Products have UUIDs of version 4. The price is left out of the requests, because a product that may be there is not \
      made a second time.
      """,
    source: "Polar's OpenAPI description 2026-04, PATCH /v1/products/{id}",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"polar": ⟦"prod_123"⟧}}"#),
    right: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"polar": "\#(product)"}}"#))

  static let polarIDTaken = Rule(
    "polar/id-taken", .warning, "Two prices have the same Polar id",
    explanation: "Only prices of one item, interval and trial share a product. The later one is left out of the requests.",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month", "providerIds": {"polar": ⟦"\#(product)"⟧}}"#,
      planPrice: #"{"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"polar": "\#(product)"}}"#),
    right: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#,
      planPrice: #"{"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"polar": "\#(product)"}}"#))

  static let polarExistingProduct = Rule(
    "polar/existing-product", .note, "A product that is there is changed",
    explanation: """
      Its name, description, trial and metadata become those of the catalog. Its price is replaced by the catalog's: who \
      subscribed before keeps the old one. Its list of benefits is replaced too, at once and for everybody who has it. The \
      interval, and that of its meters, cannot change.
      """,
    source: "Polar's documentation, features/products; server/polar/product/service.py in polarsource/polar",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"polar": ⟦"\#(product)"⟧}}"#),
    right: Example.plan(price: monthly))

  static let polarOrganizationID = Rule(
    "polar/organization-id", .warning, "The option `organizationId` is no UUID",
    explanation: "Organizations have UUIDs of version 4. The option is not sent.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/products/, `organization_id`",
    wrong: Example.plan(
      #""prices": {"monthly": \#(monthly)}"#,
      and: #""providers": {"polar": {"options": {"organizationId": ⟦"acme"⟧}}}"#),
    right: Example.plan(
      #""prices": {"monthly": \#(monthly)}"#,
      and: #""providers": {"polar": {"options": {"organizationId": "\#(product)"}}}"#))

  // MARK: Add-ons

  static let polarMultipleSubscriptions = Rule(
    "polar/multiple-subscriptions", .warning, "A recurring add-on is a second subscription, which Polar refuses by default",
    explanation: """
      Polar has no add-ons: what recurs is a product that is subscribed to. A customer with a live subscription cannot \
      check out another, unless the organization's setting `allow_multiple_subscriptions` is on.

      Where it is, say so in the option `multipleSubscriptions`.
      """,
    source: "server/polar/checkout/service.py and server/polar/models/organization.py in polarsource/polar",
    wrong: extra(#"⟦"extra"⟧"#),
    right: extra(#""extra""#, #""providers": {"polar": {"options": {"multipleSubscriptions": true}}}"#))

  static let polarAddonSubscription = Rule(
    "polar/addon-subscription", .note, "A recurring add-on does not end with the plan",
    explanation: """
      It is a subscription of its own, with a billing date of its own. The application cancels it with the plan's, where it \
      should end then.
      """,
    source: "server/polar/checkout/service.py in polarsource/polar",
    wrong: extra(#"⟦"extra"⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#))

  static let polarAddonQuantity = Rule(
    "polar/addon-quantity", .warning, "A customer may hold several of an add-on",
    explanation: "A checkout has no quantity: it sells one product. Each further one is another purchase.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/checkouts/",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""multiple": ⟦true⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let polarQuantity = Rule(
    "polar/quantity-not-enforced", .note, "The bounds of an add-on's quantity are not Polar's to keep",
    explanation: "The application counts what a customer has before it opens a checkout.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/checkouts/",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""quantity": ⟦{"max": 5}⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let polarPlans = Rule(
    "polar/plans-not-enforced", .note, "An add-on or a top-up is sold to customers of any plan",
    explanation: """
      A product at Polar does not know another. The application offers it to customers of the compatible plans alone.
      """,
    source: "Polar's OpenAPI description 2026-04, POST /v1/products/",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  private static func extra(_ id: String, _ section: String? = nil) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}},
     "addons": {\#(id): {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}}}\#(section.map { ",\n \($0)" } ?? "")}
    """#
  }
}
