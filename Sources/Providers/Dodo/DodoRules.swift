import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// The rules that Dodo shares with other providers.
  static var dodo: [RuleFamily.Entry] {
    let sdk = "the Python SDK dodopayments 1.123.0"
    let products = "\(sdk), `product_create_params`"
    let addons = "Dodo's documentation, features/product-catalog/addons"
    let subscriptions = "Dodo's documentation, features/subscription.mdx"
    let ids = ["pdt_1", "pdt_2"]
    return [
      .of(.defaultNotGiven, products),
      .of(.itemWithoutPrice, products, note: "The item is skipped, because a product at Dodo has exactly one price."),
      .of(.quantityNotEnforced, "\(sdk), `product_cart[].addons[].quantity`"),
      .of(
        .situationUnsupported, "\(sdk), `subscriptions.charge`",
        note: "Only a subscription that began as one on demand can be charged once. A one-time add-on is a payment of its own."),
      .of(
        .compatiblePlansNotEnforced, products,
        note: """
          A recurring add-on is attached to the products of its plans, and cannot be bought with any other. A one-time add-on is \
          a separate product.
          """, formerly: "plans-not-enforced"),
      .of(
        .grantByApplication, "\(sdk), `credit_entitlement_create_params`",
        note: """
          The payment carries the top-up's id in its metadata. Dodo grants bought credits of a pool itself, unless several units \
          can be bought at once.
          """),
      .of(
        .featureNotSent, "\(products) and `addon_create_params`",
        note: """
          Dodo has boolean features, but no values, limits or allowances. A product grants up to 50 features, and an add-on none; a \
          one-time add-on is a product.
          """,
        example: (
          #"{"features": {⟦"projects"⟧: {"type": "limit"}}, "plans": {}}"#,
          #"{"features": {"api": {"type": "boolean"}}, "plans": {}}"#
        )),
      .of(.meterNotSent, "\(sdk), `meter_create_params`"),
      .of(.lookupKeyNotSent, products, note: "Products are found by the catalog's ids in their metadata."),
      .of(
        .textTooLong, "\(sdk), `product_update_params` and `addon_update_params`",
        note: "Names have at most 100 characters, descriptions 1000. The id of the price follows the name of an add-on only."),
      .of(
        .nameTaken, "\(sdk), `addon_response`",
        note: """
          Dodo's add-ons have no metadata. Two with the same name are distinguished by their price; if that is equal, too, one \
          add-on may be used for both. Meters with the same name are distinguished by their events and filters.
          """, formerly: "addon-name-taken"),
      .of(.idTaken, "Dodo's documentation, features/products", ids: ids),
      .of(
        .idUnused, products, note: "For an item with one price, the item's id is used for the price.", ids: ids,
        formerly: "item-id"),
      .of(
        .existingObjectUpdated, "Dodo's documentation, features/products",
        note: "The new amount applies to new customers only.", ids: ids),
      .of(.objectPerPrice, products),
      .of(.existingDiscountUsed, "\(sdk), `discount_create_params`", ids: ["dsc_1", "dsc_2"]),
      .of(.metadataLimit, "Dodo's documentation, api-reference/metadata.mdx"),
      .of(.metadataOverridden, products),
      .of(.metadataReserved, "Dodo's documentation, api-reference/metadata.mdx"),
      .of(.metadataOnCheckout, "\(sdk), `addon_create_params`", formerly: "addon-metadata"),
      .of(.currencyUnsupported, "\(sdk), `Currency`"),
      .of(
        .amountBelowMinimum, "Dodo's documentation, api-reference/error-codes.mdx and features/adaptive-currency.mdx",
        note: """
          The product is created, but a checkout with nothing else in it fails, because a cart must total at least 0.50 USD or \
          the equivalent. Recurring add-ons are part of a larger cart, so the minimum does not apply to them.
          """),
      .of(.amountTooLarge, "Dodo's OpenAPI description 1.53.2, `price`: int32"),
      .of(
        .freePriceUnsupported, "Dodo's documentation, api-reference/error-codes.mdx",
        note: "The product is created, but its checkout fails, because the total is below the minimum of a cart.",
        formerly: "one-time-free"),
      .of(
        .optionAssumed, "\(sdk), `tax_category`",
        note: """
          Each new product and add-on needs a tax category, which determines the tax that customers pay. Existing objects keep \
          theirs until the option is set.
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
          Dodo's add-ons have no interval and are charged whenever the plan is, so an add-on is attached only to products with \
          the same interval and count. A plan without a price is not checked, unless `compatiblePlans` names it.
          """, formerly: "addon-cadence"),
      .of(
        .addonWithoutPlan, addons, note: "The add-on is created, but not attached to any product.",
        formerly: "addon-unattached", "addon-cadence", "addon-currency"),
      .of(
        .tooManyAddons, subscriptions,
        note: """
          Dodo's documentation of September 2025 mentions up to 3 add-ons per subscription, but the types of the API have no \
          limit. All of the add-ons are attached to the product of the price.
          """, example: (fourAddons(#"⟦"monthly"⟧"#, last: "pro"), fourAddons(#""monthly""#, last: "team"))),
      .of(
        .chargeUnsupported, "\(sdk), `add_meter_to_price_param`, and \(hybrid)",
        note: """
          A usage price at Dodo is one amount for each unit beyond a whole number of them. There are no tiers, at most 10 usage \
          prices in a product, and none beside add-ons or a quantity. Units of a top-up would be charged again, because they do \
          not raise the number that is not charged. Credits of a pool are granted with each payment, and their usage is charged \
          when they are used up.
          """),
      .of(
        .usageCycleUnsupported, "\(sdk), `payment_frequency_interval`",
        note: "The units that are not charged are included again with each payment."),
      .of(
        .chargeApproximated, "\(sdk), `add_meter_to_price_param`",
        note: "For a package, the amount is divided by its size, and each unit is charged."),
      .of(
        .aggregationUnsupported, "\(sdk), `meter_aggregation_param`",
        example: (
          Rule.dodoUsage(meter: #""aggregation": ⟦"avg"⟧, "valueProperty": "$.tokens""#),
          Rule.dodoUsage(meter: #""aggregation": "max", "valueProperty": "$.tokens""#)
        )),
      .of(
        .countValueIgnored, "\(sdk), `meter_aggregation_param`",
        example: (
          Rule.dodoUsage(meter: #""aggregation": "count", "valueProperty": ⟦"$.tokens"⟧"#),
          Rule.dodoUsage(meter: #""aggregation": "sum", "valueProperty": "$.tokens""#)
        )),
      .of(
        .metadataNotSent, "\(sdk), `meter_create_params`, `add_meter_to_price_param` and `attach_product_entitlement_param`",
        example: (
          Rule.dodoUsage(meter: #""aggregation": "count", "metadata": ⟦{"team": "core"}⟧"#),
          Rule.dodoUsage(meter: #""aggregation": "count""#)
        )),
      .of(.usageWithoutMeter, "\(sdk), `add_meter_to_price_param`"),
      .of(.usageStopNotEnforced, "\(sdk), `add_meter_to_price_param`"),
      .of(.trialUsageNotStopped, "\(sdk), `add_meter_to_price_param`"),
      .of(.quantityFeatureByApplication, products),
      .of(.groupNotEnforced, subscriptions),
      .of(
        .trialCardRequired, "\(sdk), `usage_based_price` and `trial_payment_method_optional`",
        note: "Recurring prices have `trial_payment_method_optional`. Those with usage or credits do not.",
        example: (trialWithUsage(#", "trialCard": ⟦false⟧"#), trialWithUsage(""))),
      .of(
        .discountUnsupported, discounts,
        note: """
          Each code becomes a discount at Dodo. Without a code, Dodo would generate one that no request can name.
          """),
      .of(
        .discountApproximated, "\(discounts), `subscription_cycles` and `restricted_to`",
        note: """
          Dodo counts payments, not months. A discount has one number of payments for all of its products, so it is restricted to \
          those of which that number fits the months. Add-ons are part of a product and cannot be named.
          """,
        example: (
          discount(#""percent": 20, "duration": ⟦{"months": 3}⟧"#, interval: "year"),
          discount(#""percent": 20, "duration": {"months": 12}"#, interval: "year")
        )),
      .of(
        .discountLimitNotEnforced, "\(discounts), `usage_limit`",
        note: "Dodo limits the redemptions of each code, not those of all codes of a discount together.",
        example: (
          discount(#""percent": 20, "duration": "once", "maxRedemptions": ⟦50⟧"#, codes: #""LAUNCH20": {}, "FRIENDS20": {}"#),
          discount(#""percent": 20, "duration": "once", "maxRedemptions": 50"#)
        )),
      .of(
        .poolCountedByApplication, "\(sdk), `add_meter_to_price_param`",
        note: """
          Dodo grants credits with each payment, to one customer, and stores how many units of a feature use up one credit, so a \
          cost of 3 credits has no exact number. The price is for sale; your application must grant the credits and count their use.
          """, example: (pool(cost: "3", entitlement: "⟦100⟧"), pool(cost: "4", entitlement: "100"))),
      .of(
        .grantExpirationUnsupported, attached, note: "Bought credits of a pool expire after a number of days.",
        example: (
          topup(#""expiration": ⟦{"duration": "MONTH", "count": 6}⟧"#), topup(#""expiration": {"duration": "DAY", "count": 180}"#)
        )),
      .of(
        .grantPriorityUnsupported, attached, note: "This concerns bought credits of a pool.",
        example: (topup(#""priority": ⟦2⟧"#), topup(""))),
      .of(
        .grantRolloverUnsupported, attached, note: "This concerns bought credits of a pool.",
        example: (topup(#""maxRolloverAmount": ⟦0⟧"#), topup(""))),
    ]
  }

  private static let discounts = "the Python SDK dodopayments 1.123.0, `discount_create_params`"
  private static let attached = "the Python SDK dodopayments 1.123.0, `attach_credit_entitlement_param`"

  private static func trialWithUsage(_ field: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14\#(field)}}}}}
    """#
  }

  fileprivate static func discount(
    _ fields: String, interval: String = "month", codes: String = #""LAUNCH20": {}"#
  ) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"p": {"amount": 20000, "currency": "USD", "interval": "\#(interval)"}}}},
     "discounts": {"launch": {\#(fields), "codes": {\#(codes)}}}}
    """#
  }

  /// A plan with credits that calls use up.
  fileprivate static func pool(cost: String, entitlement: String, and sections: String = "") -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}, "credits": {"type": "metered", "costs": {"calls": \#(cost)}}},
     "plans": {"pro": {"entitlements": {"credits": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}\#(sections)}
    """#
  }

  private static func topup(_ grant: String) -> String {
    pool(
      cost: "4", entitlement: "100",
      and: #"""
        ,
         "topups": {"pack": {"feature": "credits", "amount": 500, "grant": {\#(grant)},
           "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
        """#)
  }

  private static let hybrid = "Dodo's documentation, features/hybrid-billing"

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
  /// The rules that only Dodo has.
  static let dodoRules: [Rule] = [
    dodoThreeDecimals, dodoRecurringFree, dodoAddonOneTime, dodoAddonTax, dodoAddonBesideUsage, dodoValueProperty,
    dodoCreditPrice, dodoFlatDiscount,
  ]

  static let dodoCreditPrice = Rule(
    "dodo/credit-price", .money("customers pay a hundred times as much if the unit differs"),
    "Dodo Payments does not document the unit of a credit's price",
    explanation: """
      Credits beyond those of a plan are charged at a price for each. The prices of usage are in minor units, and catalogc assumes \
      the same of credits. If Dodo reads major units, customers pay a hundred times as much. Check the first invoice in test mode \
      before you sell the plan.
      """,
    source: "the Python SDK dodopayments 1.123.0, `attach_credit_entitlement_param`, `price_per_unit`",
    wrong: RuleFamily.Entry.pool(
      cost: "4", entitlement: #"{"amount": 100, "prices": {"usd": {"amount": ⟦2⟧, "currency": "USD"}}}"#),
    right: RuleFamily.Entry.pool(cost: "4", entitlement: "100"))

  static let dodoFlatDiscount = Rule(
    "dodo/flat-discount", .money("the discount may have another amount"),
    "Dodo Payments does not document `amount` of a discount by amount",
    explanation: """
      The amounts of such a discount are sent by currency, in `currency_options`. Dodo also requires `amount`, which it describes \
      for percentages only. catalogc sends the first amount of the catalog. Check the first discount before you offer it.
      """,
    source: "the Python SDK dodopayments 1.123.0, `discount_create_params`",
    wrong: RuleFamily.Entry.discount(#""amounts": ⟦{"USD": 1000}⟧, "duration": "once""#),
    right: RuleFamily.Entry.discount(#""percent": 20, "duration": "once""#))

  static let dodoAddonBesideUsage = Rule(
    "dodo/addon-beside-usage", .access("customers of a compatible plan cannot buy the add-on"),
    "A compatible plan of an add-on charges usage",
    explanation: """
      Dodo does not support usage and add-ons in one product, so the add-on is not attached to the plan's product, and customers \
      of the plan cannot buy it. Sell it for a one-time price, or to customers of other plans.
      """,
    source: "Dodo's documentation, features/hybrid-billing",
    wrong: dodoUsage(addonOf: #"⟦["pro"]⟧"#), right: dodoUsage(addonOf: #"["basic"]"#))

  static let dodoValueProperty = Rule(
    "dodo/value-property", .money("prices with usage of the meter are not for sale"),
    "A meter reads a value that is not a top-level property of the event",
    explanation: """
      Dodo reads a property of the event's metadata by its name, such as `$.tokens`, and does not support nested paths. Prices \
      with usage of the meter are not for sale.
      """,
    source: "the Python SDK dodopayments 1.123.0, `meter_aggregation_param`",
    wrong: dodoUsage(meter: #""aggregation": "sum", "valueProperty": ⟦"$.usage.tokens"⟧"#),
    right: dodoUsage(meter: #""aggregation": "sum", "valueProperty": "$.tokens""#))

  /// A plan that charges usage.
  fileprivate static func dodoUsage(meter: String) -> String {
    dodoUsage(meter: meter, features: "", sections: "}")
  }

  /// The same plan and another one.
  ///
  /// - Parameter plans: the compatible plans of an add-on.
  private static func dodoUsage(addonOf plans: String) -> String {
    let monthly = #""prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}"#
    return dodoUsage(
      meter: #""aggregation": "count""#, features: #", "api": {"type": "boolean"}, "sso": {"type": "boolean"}"#,
      sections: #"""
        ,
           "basic": {"entitlements": {"api": true}, \#(monthly)}},
         "addons": {"extra": {"compatiblePlans": \#(plans), "entitlements": {"sso": true}, \#(monthly)}}
        """#)
  }

  private static func dodoUsage(meter: String, features: String, sections: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", \#(meter)}},
     "features": {"calls": {"type": "metered", "meter": "calls"}\#(features)},
     "plans": {
       "pro": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}\#(sections)}
    """#
  }

  static let dodoThreeDecimals = Rule(
    "dodo/three-decimal-currency", .money("customers pay ten times as much if the decimals differ"),
    "Dodo Payments does not document the decimals of a three-decimal currency",
    explanation: """
      Dodo accepts amounts in minor units, but does not publish the number of decimals of each currency. catalogc assumes those \
      of ISO 4217, where BHD, IQD, JOD, KWD, LYD, OMR and TND have three. Check the first product before you sell it.
      """,
    source: "the Python SDK dodopayments 1.123.0, `Currency` and `price`",
    wrong: Example.plan(price: #"{"amount": 6150, "currency": ⟦"KWD"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let dodoRecurringFree = Rule(
    "dodo/recurring-free", .detail("customers enter a payment method that is not charged"),
    "A free plan asks for a payment method",
    explanation: """
      Dodo sells subscriptions at 0, but its checkout still asks for a payment method. If customers should not need one, set \
      `zero_amount_payment_method_optional` on the product, or remove the price and let your application grant the plan.
      """,
    source: "the Python SDK dodopayments 1.123.0, `zero_amount_payment_method_optional`",
    wrong: Example.plan(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let dodoAddonOneTime = Rule(
    "dodo/addon-one-time", .application("the application links the payment to a subscription"),
    "Dodo Payments has no one-time add-ons",
    explanation: """
      Dodo charges an add-on in every cycle of its subscription. A one-time price is sold as a one-time product instead. One \
      purchase puts it into the cart of a plan, so that customers pay both together; another sells it alone. The product is not \
      linked to a subscription, so your application must link the payment to one.
      """,
    source: "Dodo's documentation, features/product-catalog/addons; the Python SDK dodopayments 1.123.0, `product_cart`",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": ⟦"one_time"⟧}"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let dodoAddonTax = Rule(
    "dodo/addon-tax-inclusive", .money("add-ons and plans are taxed in two ways"),
    "The option `taxInclusive` does not apply to add-ons",
    explanation: """
      Products specify whether their price includes tax, but add-ons cannot. If the account's setting differs from the option, \
      tax is computed in two ways within one subscription. Set it for the whole account at Dodo instead.
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
