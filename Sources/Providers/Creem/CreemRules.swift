import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// The shared rules that apply to Creem.
  static var creem: [RuleFamily.Entry] {
    let products = "Creem's OpenAPI description, POST /v1/products"
    let update = "Creem's OpenAPI description, PATCH /v1/products/{id}"
    let checkouts = "Creem's OpenAPI description, POST /v1/checkouts"
    let usage = "Creem's documentation, features/usage-based-billing.mdx"
    let credits = "Creem's TypeScript SDK, `CustomerCreditsFeatureEntity`"
    let application = """
      The product is sold without credits, so your application must grant the usage when the payment arrives. If it does that \
      for all top-ups, set the option `topupCredits` to false.
      """
    let usagePrices = "Creem's TypeScript SDK, `UsagePriceRequestEntity`"
    let perCall = #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#
    return [
      .of(.currencyUnsupported, "\(products), `currency`", note: "Creem sells in EUR and USD."),
      .of(.amountBelowMinimum, "\(products), `price`", note: "A price of 0 makes the product free."),
      .of(
        .chargeUnsupported, usagePrices,
        note: """
          A usage price at Creem is one amount for each unit beyond a whole number of free units, without tiers. A filter is one \
          list of conditions, of which either all hold or one. Quantities have no tiers, either.
          """),
      .of(.usageCycleUnsupported, usage, note: "Creem counts usage by calendar month."),
      .of(
        .chargeApproximated, usage,
        note: """
          Allowances begin with the calendar month in UTC, so a customer who subscribes on the 20th has the whole allowance until \
          the end of the month, and another one for the next. Packages are charged in proportion. Usage is priced without tax.
          """,
        example: (
          Example.usage(#"{"prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#), Example.usage("500")
        )),
      .of(
        .usageStopNotEnforced, "\(usagePrices), `cap`", note: "The cap of a usage price at Creem is an amount of money."),
      .of(.trialUsageNotStopped, "\(usagePrices), `trial_usage_mode`", note: "Creem charges no usage in a trial."),
      .of(
        .usageWithoutMeter, "\(usagePrices), `meter_id`",
        example: (
          withoutMeter(#"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, #"⟦"calls"⟧"#),
          withoutMeter("500", #""calls""#)
        )),
      .of(.boughtUnitsCharged, usage, note: "Creem's credits pay for usage only if it is prepaid, and they are money then."),
      .of(
        .numberTooLong, "\(usagePrices), `unit_price`; RFC 8259, section 6",
        example: (
          Example.usage(
            #"{"prices": {"usd": {"amount": ⟦"1234567.000000000001"⟧, "currency": "USD"}}}"#),
          Example.usage(#"{"prices": {"usd": {"amount": "1234567.01", "currency": "USD"}}}"#)
        )),
      .of(
        .aggregationUnsupported, "Creem's TypeScript SDK, `CreateMeterApiRequestDto`, `aggregation`",
        example: (
          Example.usage(perCall, meter: #""aggregation": ⟦"latest"⟧, "valueProperty": "$.n""#),
          Example.usage(perCall, meter: #""aggregation": "sum", "valueProperty": "$.n""#)
        )),
      .of(
        .intervalTooLong, "\(products), `recurring_interval_count`",
        note: "At most 365 days, 52 weeks, 24 months or 3 years."),
      .of(.lookupKeyNotSent, products),
      .of(.defaultNotGiven, products),
      .of(.itemWithoutPrice, "\(products), `price`"),
      .of(
        .nameTooShort, "\(products), `name`", note: "If the name is blank, the key or the id is sent instead.",
        stake: .detail("the key or the id is sent instead"), formerly: "blank-name"),
      .of(
        .nameTaken, "Creem's OpenAPI description, GET /v1/products/search",
        note: """
          The later price is not for sale, nor is one that charges usage through the later of two meters with the same name. If an item has several prices, the name is followed by the id of each in parentheses.
          """),
      .of(.idTaken, update, ids: ids),
      .of(
        .idUnused, products, note: "If an item has exactly one price, the id of the item is used for the price.", ids: ids,
        formerly: "item-id"),
      .of(
        .existingObjectUpdated, update,
        note: """
          The update sends amount, currency and interval together. If they differ, Creem creates a new default price and does \
          not document what happens to existing subscriptions. A trial that the catalog does not have is removed.
          """, ids: ids, formerly: "product-updated"),
      .of(.objectPerPrice, products),
      .of(
        .metadataOnCheckout, "Creem's documentation, code/webhooks.mdx",
        note: "Creem copies it to the subscription, where webhooks include it.", formerly: "metadata-on-checkouts"),
      .of(.metadataOverridden, "\(checkouts), `metadata`"),
      .of(.metadataReserved, "\(checkouts), `metadata`"),
      .of(
        .addonSeparateSubscription, "Creem's OpenAPI description, POST /v1/subscriptions/{id}, `items`",
        note: """
          Creem's API can add items to a subscription, but no guide documents how they are charged, so catalogc does not use it.
          """, formerly: "addon-subscription"),
      .of(.addonSeparatePurchase, "\(checkouts), `product_id`"),
      .of(.quantityNotEnforced, "Creem's documentation, features/seat-based-billing.mdx"),
      .of(
        .situationUnsupported, checkouts,
        note: "A checkout sells one product."),
      .of(.compatiblePlansNotEnforced, checkouts, formerly: "plans-not-enforced"),
      .of(.unitsUnsupported, credits, note: application, formerly: "credit-amount"),
      .of(.grantExpirationUnsupported, usage, note: application, formerly: "grant-expiration"),
      .of(.grantRolloverUnsupported, usage, note: application, formerly: "grant-rollover"),
      .of(
        .grantPriorityUnsupported, credits,
        note: "An account has one balance, and its credits do not expire, so their order does not matter.",
        formerly: "grant-terms"),
      .of(.metadataNotSent, credits, formerly: "grant-terms"),
      .of(
        .grantByApplication, "Creem's documentation, code/webhooks.mdx",
        note: """
          Creem grants credits for a top-up unless the option `topupCredits` is false or the grant needs something that credits \
          do not support. The metadata of the checkout contains the top-up's id.
          """, options: [.init("topupCredits", false)]),
      .of(
        .featureNotSent, products,
        note: "Creem can grant credits with each payment of a subscription, but never resets them, so they would accumulate."),
      .of(
        .meterNotSent, usage,
        note: "Meters are created for usage prices only. Your application must track other usage."),
      .of(.quantityFeatureByApplication, products),
      .of(.groupNotEnforced, checkouts),
      .of(.trialCardRequired, "Creem's documentation, features/trials.mdx"),
      .of(
        .discountUnsupported, "\(discounts); Creem's command line, packages/cli/src/commands/discounts.ts",
        note: """
          Each code becomes a discount at Creem, with a whole percentage, or with an amount in one currency. Without a code, Creem \
          would generate one that no request can name.
          """,
        example: (
          discount(#"⟦"launch"⟧: {"percent": 12.5, "duration": "once", "codes": {"LAUNCH": {}}}"#),
          discount(#""launch": {"percent": 12, "duration": "once", "codes": {"LAUNCH": {}}}"#)
        )),
      .of(
        .discountApproximated, "Creem's documentation, features/discounts.mdx",
        note: """
          An amount is sent in minor units, as Creem's command line does. An example of the documentation has major units. It does \
          not say what a number of months means for a price that is charged less often.
          """,
        example: (
          discount(#""launch": {"amounts": ⟦{"USD": 500}⟧, "duration": "once", "codes": {"LAUNCH": {}}}"#),
          discount(#""launch": {"percent": 25, "duration": "once", "codes": {"LAUNCH": {}}}"#)
        )),
      .of(.existingDiscountUsed, discounts, ids: ["dis_1", "dis_2"]),
      .of(
        .discountLimitNotEnforced, discounts,
        note: "Creem limits the redemptions of each code and knows when it ends.",
        example: (
          discount(#""launch": {"percent": 25, "duration": "once", "codes": {"LAUNCH": {"firstPurchaseOnly": ⟦true⟧}}}"#),
          discount(#""launch": {"percent": 25, "duration": "once", "codes": {"LAUNCH": {"maxRedemptions": 50}}}"#)
        )),
      .of(
        .poolCountedByApplication, usage,
        example: (
          pool(#"{"amount": 100, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, #"⟦{"calls": 5}⟧"#),
          pool("100", #"{"calls": 5}"#)
        )),
    ]
  }

  private static let discounts = "Creem's OpenAPI description, POST /v1/discounts"

  private static func discount(_ discount: String) -> String {
    Example.plan(
      #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#, and: #""discounts": {\#(discount)}"#)
  }

  /// A plan with credits that calls use up.
  private static func pool(_ entitlement: String, _ costs: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}, "credits": {"type": "metered", "costs": \#(costs)}},
     "plans": {"pro": {"entitlements": {"credits": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private static let ids = ["prod_1", "prod_2"]

  private static func withoutMeter(_ entitlement: String, _ id: String) -> String {
    #"""
    {"features": {\#(id): {"type": "metered"}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }
}

extension Rule {
  /// The rules that only Creem has.
  static let creemRules: [Rule] = [
    creemRecentInterval, creemRecentTrial, creemDescription, creemTaxCategoryKept, creemCreditAccount, creemTopupCredits,
    creemPostpaid, creemEventProperty,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  static let creemRecentInterval = Rule(
    "creem/interval-recent", .detail("old versions of the SDK do not know the interval"), "The interval is new in Creem's API",
    explanation: """
      Creem has named periods for one, three and six months and for a year. Single days and all unnamed intervals, which are \
      sent as `custom`, were added in mid-2026. An older SDK may not support them; update it first.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `billing_period`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": ⟦"week"⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 3}"#))

  static let creemRecentTrial = Rule(
    "creem/trial-recent", .detail("old versions of the API do not know the trial"), "Trials are new in Creem's API",
    explanation: """
      The trial is part of the product. Until mid-2026 it could be set only in Creem's dashboard, and the API of that time \
      creates the product without it. Check the first product in the dashboard.
      """,
    source: "Creem's documentation, features/trials.mdx",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 0}"#))

  static let creemDescription = Rule(
    "creem/description-assumed", .detail("customers read the name instead"),
    "A product has no description, but Creem requires one",
    explanation: """
      Customers read the description at checkout. A new product gets its name as its description; an existing product keeps \
      its own. Write a description.
      """,
    source: "Creem's OpenAPI description, POST /v1/products, `description`",
    wrong: #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}}}
      """#,
    right: Example.plan(#""description": "For teams", "prices": {"m": \#(monthly)}"#))

  static let creemTaxCategoryKept = Rule(
    "creem/tax-category-kept", .detail("the object that the catalog names keeps its category"),
    "The tax category of an existing Creem product is not changed",
    explanation: """
      The category is set when a product is created, and an update has no field for it. Change it in Creem's dashboard, or \
      remove the id from the catalog to create a new product.
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
    "creem/credit-account", .access("the top-up is sold without its credits").leftToApplication,
    "The key of a feature is blank and cannot name a credit account",
    explanation: """
      Creem adds credits to an account that is named after the feature's key, and rejects a blank name. The product is sold \
      without credits, so your application must grant the usage. Write a key that is not blank.
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
    "creem/topup-credits", .application("the application spends the balance"), "Creem credits the customer when a top-up is paid",
    explanation: """
      The product includes the grant, and Creem adds it to the customer's account that is named after the feature's key. One \
      credit is one unit of the feature. Creem does not deduct usage from the account, because usage prices of a catalog are \
      paid in arrears. Your application must read and spend the balance, and must not grant the usage again.

      If your application or a metering provider grants the usage, set the option `topupCredits` to false.
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

  static let creemPostpaid = Rule(
    "creem/postpaid-required", .money("a store without postpaid settlement takes usage from prepaid credits"),
    "Usage prices need a store with postpaid settlement",
    explanation: """
      Usage beyond an allowance is paid in arrears, which Creem calls postpaid and offers only where a store supports it. Prepaid \
      usage would be taken from credits that customers buy before, and end with them. If your store has only prepaid settlement, \
      do not sell usage prices at Creem.
      """,
    source: "Creem's TypeScript SDK, `UsagePriceRequestEntity`, `settlement_mode`",
    wrong: Example.usage(#"{"prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#),
    right: Example.usage("500"))

  static let creemEventProperty = Rule(
    "creem/event-property", .money("prices with usage of the meter are not for sale"),
    "Creem cannot read a nested property of events",
    explanation: """
      Creem's meters read top-level properties of events by name, both the value that they add up and those that a filter \
      compares. Prices that charge usage through the meter are not for sale.
      """,
    source: "Creem's TypeScript SDK, `CreateMeterApiRequestDto`, `aggregation_property`",
    wrong: Example.usage(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      meter: #""aggregation": "sum", "valueProperty": ⟦"$.usage.n"⟧"#),
    right: Example.usage(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, meter: #""aggregation": "sum", "valueProperty": "$.n""#))
}

extension Example {
  /// A plan at 20 USD a month with an entitlement to a metered feature.
  ///
  /// - Parameter meter: fields of the meter.
  fileprivate static func usage(_ entitlement: String, meter: String = #""aggregation": "count""#) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", \#(meter)}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }
}
