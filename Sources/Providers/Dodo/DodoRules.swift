import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// What Dodo has in common with other providers.
  static var dodo: [RuleFamily.Entry] {
    let sdk = "the Python SDK dodopayments 1.123.0"
    let products = "\(sdk), `product_create_params`"
    let addons = "Dodo's documentation, features/product-catalog/addons"
    let subscriptions = "Dodo's documentation, features/subscription.mdx"
    let ids = ["pdt_1", "pdt_2"]
    return [
      .of(.itemWithoutPrice, products, note: "Nothing is created at Dodo, where a product has exactly one price."),
      .of(.quantityNotEnforced, "\(sdk), `product_cart[].addons[].quantity`"),
      .of(
        .compatiblePlansNotEnforced, products,
        note: """
          A recurring add-on is attached to the products of its plans, and sold with no other. What is paid once is a product of \
          its own.
          """, formerly: "plans-not-enforced"),
      .of(
        .grantByApplication, "\(sdk), `credit_entitlement_create_params`",
        note: """
          The payment carries the top-up's id in its metadata. Dodo's own credits are not used: they need a unit and a precision \
          that no catalog names.
          """),
      .of(
        .featureNotSent, products,
        note: "Dodo's entitlements are integrations that deliver something; they hold no features, values or allowances."),
      .of(.meterNotSent, "\(sdk), `meter_create_params`"),
      .of(.lookupKeyNotSent, products, note: "Products are found by the catalog's ids in their metadata."),
      .of(
        .textTooLong, "\(sdk), `product_update_params` and `addon_update_params`",
        note: "Names have at most 100 characters, descriptions 1000. The id of the price follows the name of an add-on only."),
      .of(
        .nameTaken, "\(sdk), `addon_response`",
        note: """
          Dodo's add-ons have no metadata. Of two with the same name, what they cost tells them apart; if that is equal too, one \
          add-on may be taken for both.
          """, formerly: "addon-name-taken"),
      .of(.idTaken, "Dodo's documentation, features/products", ids: ids),
      .of(.idUnused, products, note: "The id of an item with one price is that of its price.", ids: ids, formerly: "item-id"),
      .of(
        .existingObjectUpdated, "Dodo's documentation, features/products",
        note: "The new amount is for those who buy from then on.", ids: ids),
      .of(.objectPerPrice, products),
      .of(.metadataLimit, "Dodo's documentation, api-reference/metadata.mdx"),
      .of(.metadataOverridden, products),
      .of(.metadataReserved, nil),
      .of(.metadataOnCheckout, "\(sdk), `addon_create_params`", formerly: "addon-metadata"),
      .of(.currencyUnsupported, "\(sdk), `Currency`"),
      .of(
        .amountBelowMinimum, "Dodo's documentation, api-reference/error-codes.mdx and features/adaptive-currency.mdx",
        note: """
          The product is created, and a checkout with nothing else in it fails: a cart comes to at least 0.50 USD or the \
          equivalent. Recurring add-ons are part of a larger cart, and are not held to it.
          """),
      .of(.amountTooLarge, "Dodo's OpenAPI description 1.53.2, `price`: int32"),
      .of(
        .freePriceUnsupported, "Dodo's documentation, api-reference/error-codes.mdx",
        note: "The product is created, and its checkout fails: it is below the minimum of a cart.", formerly: "one-time-free"),
      .of(
        .inrMandateLimit, "\(sdk), `mandate_min_amount_inr_paise`",
        note: "A checkout can ask for a higher limit in `mandate_min_amount_inr_paise`, which is left to your application.",
        formerly: "inr-mandate"),
      .of(
        .optionAssumed, "\(sdk), `tax_category`",
        note: """
          Each product and add-on that is created needs a tax category, which decides the tax that customers pay. Objects that \
          Dodo has already keep theirs until the option is set.
          """, options: [JSON.Member("taxCategory", "edtech")], formerly: "tax-category-assumed"),
      .of(
        .intervalTooLong, "\(sdk), `RecurringPrice`",
        note: "A subscription ends after 20 years, 240 months, 1043 weeks or 7305 days, and an interval must fit into that."),
      .of(.trialTooLong, "\(sdk), `subscription_data.trial_period_days`"),
      .of(.trialIgnored, "\(sdk), `addon_create_params`", formerly: "addon-trial"),
      .of(.addonCurrencyMismatch, subscriptions, formerly: "addon-currency"),
      .of(
        .addonIntervalMismatch, addons,
        note: """
          Dodo's add-ons have no interval and are charged whenever the plan is, so an add-on is attached only to products of the \
          same interval and count. A plan without a price is left out of this, unless `compatiblePlans` names it.
          """, formerly: "addon-cadence"),
      .of(
        .addonWithoutPlan, addons, note: "The add-on is created, and attached to no product.",
        formerly: "addon-unattached", "addon-cadence", "addon-currency"),
      .of(
        .tooManyAddons, subscriptions,
        note: """
          Dodo's documentation of September 2025 speaks of up to 3 add-ons per subscription, and the API's types have no bound. \
          All of them are attached to the product of the price.
          """, example: (fourAddons(#"⟦"monthly"⟧"#, last: "pro"), fourAddons(#""monthly""#, last: "team"))),
    ]
  }

  private static func fourAddons(_ price: String, last plan: String) -> String {
    let extra = #""entitlements": {"sso": true}, "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}"#
    return #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {
         "pro": {"entitlements": {"api": true},
           "prices": {\#(price): {"amount": 2000, "currency": "USD", "interval": "month"}}},
         "team": {"entitlements": {"api": true},
           "prices": {"monthly": {"amount": 5000, "currency": "USD", "interval": "month"}}}},
       "addons": {
         "a": {"compatiblePlans": ["pro"], \#(extra)},
         "b": {"compatiblePlans": ["pro"], \#(extra)},
         "c": {"compatiblePlans": ["pro"], \#(extra)},
         "d": {"compatiblePlans": ["\#(plan)"], \#(extra)}}}
      """#
  }
}

extension Rule {
  /// What Dodo alone has to say.
  static let dodoRules: [Rule] = [dodoThreeDecimals, dodoRecurringFree, dodoAddonOneTime, dodoAddonTax]

  static let dodoThreeDecimals = Rule(
    "dodo/three-decimal-currency", .note, "Dodo Payments does not document whether it counts the three decimals of the currency",
    explanation: """
      Dodo takes amounts in minor units and publishes no table of decimals. catalogc takes them from ISO 4217, where BHD, IQD, \
      JOD, KWD, LYD, OMR and TND have three. Look at the first product before customers can buy it.
      """,
    source: "the Python SDK dodopayments 1.123.0, `Currency` and `price`",
    wrong: Example.plan(price: #"{"amount": 6150, "currency": ⟦"KWD"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let dodoRecurringFree = Rule(
    "dodo/recurring-free", .note, "A plan is free, and customers are asked for a payment method",
    explanation: """
      Dodo sells subscriptions at 0, and its checkout asks for a card all the same. If customers should not need one, set \
      `zero_amount_payment_method_optional` of the product, or remove the price and let your application grant the plan.
      """,
    source: "the Python SDK dodopayments 1.123.0, `zero_amount_payment_method_optional`",
    wrong: Example.plan(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let dodoAddonOneTime = Rule(
    "dodo/addon-one-time", .warning, "An add-on is paid once, and Dodo Payments add-ons recur",
    explanation: """
      Dodo charges an add-on in each cycle of its subscription. A price that is paid once is sold as a one-time product \
      instead, with no link to a subscription. Your application must tie the payment to one.
      """,
    source: "Dodo's documentation, features/product-catalog/addons",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": ⟦"one_time"⟧}"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let dodoAddonTax = Rule(
    "dodo/addon-tax-inclusive", .warning, "The option `taxInclusive` does not reach add-ons",
    explanation: """
      Products say whether their price includes tax, and add-ons cannot. If the account's setting differs from the option, tax \
      is computed in two ways within one subscription. Set it for the whole account at Dodo instead.
      """,
    source: "the Python SDK dodopayments 1.123.0, `addon_create_params`",
    wrong: addonWithOption(#""taxInclusive": ⟦true⟧"#),
    right: addonWithOption(#""taxCategory": "saas""#))

  private static func addonWithOption(_ option: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {"extra": {"entitlements": {"sso": true},
       "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}}},
     "providers": {"dodo": {"options": {\#(option)}}}}
    """#
  }
}
