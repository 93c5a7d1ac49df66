import CatalogModel
import Diagnostics

extension Rule {
  private static let monthly = #"{"amount": 500, "currency": "USD", "interval": "month"}"#

  static let dodoAddonTrial = Rule(
    "dodo/addon-trial", .warning, "An add-on has a trial of its own",
    explanation: "A trial belongs to the whole subscription, which starts with the plan. The add-on's is left out.",
    source: "the Python SDK dodopayments 1.123.0, `addon_create_params`",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.addon(price: monthly))

  static let dodoAddonOneTime = Rule(
    "dodo/addon-one-time", .warning, "An add-on is paid once, and Dodo's add-ons recur",
    explanation: """
      An add-on at Dodo is charged with every cycle of its subscription. The price is sent as a one-time product, which \
      is bought by itself and knows of no subscription; the application ties the payment to one.
      """,
    source: "Dodo's documentation, features/product-catalog/addons",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": ⟦"one_time"⟧}"#),
    right: Example.addon(price: monthly))

  static let dodoAddonCadence = Rule(
    "dodo/addon-cadence", .warning, "An add-on recurs at another interval than a plan that it goes with",
    explanation: """
      Dodo's add-ons have no interval: they are charged whenever the plan is. A yearly price would be charged every month \
      on a monthly plan, so an add-on is attached only to products of the same interval and count. A price that goes with \
      no product is made, attached to none, and gets no purchase request.

      Plans without prices are left out of this, unless `compatiblePlans` names them.
      """,
    source: "Dodo's documentation, features/product-catalog/addons",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "year"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: monthly, #""compatiblePlans": ["pro"]"#))

  static let dodoAddonCurrency = Rule(
    "dodo/addon-currency", .warning, "An add-on and a plan that it goes with share no currency",
    explanation: """
      A subscription is charged in one currency, and Dodo does not describe add-ons in another one. An add-on is attached \
      only to products that are sold in its currency.
      """,
    source: "Dodo's documentation, features/subscription.mdx",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "EUR", "interval": "month"}"#, #""compatiblePlans": ⟦["pro"]⟧"#),
    right: Example.addon(price: monthly, #""compatiblePlans": ["pro"]"#))

  static let dodoAddonUnattached = Rule(
    "dodo/addon-unattached", .warning, "No product that is made carries the add-on",
    explanation: """
      Add-ons are bought with a plan. Here the plans have no prices, or the one that would fit is not sent. The add-on is \
      made, and gets no purchase request.
      """,
    source: "Dodo's documentation, features/product-catalog/addons",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"custom": {"entitlements": {"api": true}}},
       "addons": {"extra": {"entitlements": {"api": true},
         "prices": {⟦"monthly"⟧: {"amount": 500, "currency": "USD", "interval": "month"}}}}}
      """#,
    right: Example.addon(price: monthly))

  static let dodoTooManyAddons = Rule(
    "dodo/too-many-addons", .warning, "More than three add-ons go with one price of a plan",
    explanation: """
      Dodo's documentation of September 2025 speaks of up to 3 add-ons for each subscription; the API's types have no \
      bound. All of them are attached, and Dodo may refuse the product, or a checkout with more than three.
      """,
    source: "Dodo's documentation, features/subscription.mdx",
    wrong: fourAddons(#"⟦"monthly"⟧"#, #""compatiblePlans": ["pro"]"#),
    right: fourAddons(#""monthly""#, #""compatiblePlans": ["team"]"#))

  private static func fourAddons(_ price: String, _ plansOfLast: String) -> String {
    let extra = #""entitlements": {"api": true}, "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}"#
    return #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {
         "pro": {"entitlements": {"api": true},
           "prices": {\#(price): {"amount": 2000, "currency": "USD", "interval": "month"}}},
         "team": {"entitlements": {"api": true},
           "prices": {"monthly": {"amount": 5000, "currency": "USD", "interval": "month"}}}},
       "addons": {
         "a": {"compatiblePlans": ["pro"], \#(extra)},
         "b": {"compatiblePlans": ["pro"], \#(extra)},
         "c": {"compatiblePlans": ["pro"], \#(extra)},
         "d": {\#(plansOfLast), \#(extra)}}}
      """#
  }

  static let dodoAddonName = Rule(
    "dodo/addon-name-taken", .warning, "Two add-ons have one name at Dodo",
    explanation: """
      Add-ons have no metadata and no ids of our choice: a later run finds them by their name. Of two with one name, what \
      they cost decides; where that is equal too, one add-on stands for both, and nobody can tell which was bought.
      """,
    source: "the Python SDK dodopayments 1.123.0, `addon_response`",
    wrong: twoAddons(#"⟦"Seat"⟧"#),
    right: twoAddons(#""Team seat""#))

  private static func twoAddons(_ name: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {
       "seat": {"name": "Seat", "entitlements": {"api": true},
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}},
       "team": {"name": \#(name), "entitlements": {"api": true},
         "prices": {"m": {"amount": 400, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  static let dodoAddonMetadata = Rule(
    "dodo/addon-metadata", .note, "A recurring add-on has metadata, and Dodo's add-ons have none",
    explanation: """
      The checkout that sells the add-on carries it, so that it reaches the subscription; the add-on itself does not.
      """,
    source: "the Python SDK dodopayments 1.123.0, `addon_create_params`",
    wrong: Example.addon(price: monthly, #""metadata": ⟦{"tier": "gold"}⟧"#),
    right: Example.addon(price: monthly))

  static let dodoAddonTax = Rule(
    "dodo/addon-tax-inclusive", .warning, "The option `taxInclusive` does not reach add-ons",
    explanation: """
      Products say whether their price includes tax, and add-ons cannot. Where the account's setting is another one than \
      the option's, tax is worked out in two ways within one subscription.
      """,
    source: "the Python SDK dodopayments 1.123.0, `addon_create_params`",
    wrong: withOption(#""taxInclusive": ⟦true⟧"#),
    right: withOption(#""taxCategory": "saas""#))

  private static func withOption(_ option: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {"extra": {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}}},
     "providers": {"dodo": {"options": {\#(option)}}}}
    """#
  }

  static let dodoQuantity = Rule(
    "dodo/quantity-not-enforced", .note, "The bounds of an add-on's quantity are not Dodo's to keep",
    explanation: "A checkout takes any quantity of an add-on. The application checks it before it sends the request.",
    source: "the Python SDK dodopayments 1.123.0, `product_cart[].addons[].quantity`",
    wrong: Example.addon(price: monthly, #""multiple": true, "quantity": ⟦{"max": 5}⟧"#),
    right: Example.addon(price: monthly, #""multiple": true"#))

  static let dodoPlansNotEnforced = Rule(
    "dodo/plans-not-enforced", .note, "What is paid once is sold to customers of any plan",
    explanation: """
      A recurring add-on is attached to the products of its plans. A one-time product stands alone: the application \
      checks the customer's plan before it sends the request.
      """,
    source: "the Python SDK dodopayments 1.123.0, `product_create_params`",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "topups": {"pack": {"feature": "tokens", "amount": 1000, "compatiblePlans": ⟦["pro"]⟧,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#,
    right: Example.topup())
}
