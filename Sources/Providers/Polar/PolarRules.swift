import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  private static let ids = ["1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d", "2e4c3d5b-6f70-4b8c-9dae-1f2a3b4c5d6e"]

  /// The shared rules that apply to Polar.
  static var polar: [RuleFamily.Entry] {
    let repository = "in polarsource/polar"
    let openAPI = "Polar's OpenAPI description 2026-04"
    let currencies = "server/polar/kit/currency.py \(repository)"
    let metadata = "server/polar/kit/metadata.py \(repository)"
    let credits = "server/polar/benefit/strategies/meter_credit/schemas.py \(repository)"
    let balances = "server/polar/customer_meter/service.py \(repository)"
    let aggregations = "server/polar/meter/aggregation.py \(repository)"
    let checkouts = "server/polar/checkout/service.py \(repository)"
    let grants = "\(openAPI), POST /v1/benefits/, `units`; Polar's documentation, features/unit-based-pricing"
    let monthly = #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#
    func plan(options: String) -> String { Example.plan(monthly, and: #""providers": {"polar": \#(options)}"#) }
    return [
      .of(.defaultNotGiven, "server/polar/product/schemas.py \(repository)"),
      .of(.itemWithoutPrice, "server/polar/product/schemas.py \(repository)", formerly: "without-price"),
      .of(.situationUnsupported, "Polar's documentation, features/products", note: "A checkout sells one product."),
      .of(
        .quantityNotEnforced, grants, note: "Polar enforces the limits of all items that are sold by the unit.",
        example: (
          Rule.addon(#""tokens": 500"#, interval: "one_time", #""quantity": ⟦{"max": 5}⟧"#),
          Rule.addon(#""api": true"#, interval: "one_time", #""quantity": {"max": 5}"#)
        )),
      .of(
        .quantityUnsupported, grants,
        note: """
          Polar sells several units of a product in one purchase, but credits usage only once. So add-ons with an allowance for \
          each unit, and top-ups, are sold one by one.
          """,
        example: (
          Rule.addon(#""tokens": 500"#, interval: "one_time", #""quantity": ⟦{}⟧"#),
          Rule.addon(#""api": true"#, interval: "one_time", #""quantity": {}"#)
        ), formerly: "addon-quantity"),
      .of(
        .chargeUnsupported, "server/polar/product/schemas.py and tiers.py \(repository)",
        note: """
          A tier has no flat amount and ends at a whole number of at most 2147483647. Amounts for units that are bought are \
          whole minor units; those for usage have up to 12 decimals.

          Credits are subtracted from usage before tiers. So if customers can buy units of a feature with add-ons or top-ups, \
          its allowance is a credit, too, and usage by volume, which prices all units, cannot be charged.
          """),
      .of(
        .boughtUnitsCharged, "\(credits), `units`",
        note: "A credit has a number of units, so that only unlimited usage is charged again.",
        example: (Rule.usage("", and: Rule.unlimitedAddon), Rule.usage(""))),
      .of(
        .usageCycleUnsupported, "server/polar/product/meter_interval.py \(repository)",
        note: """
          Organizations with meter cycling can charge usage every month or day with a longer price. Set the option \
          `meterCycling` to true. All usage of a product has the same interval.
          """),
      .of(
        .chargeApproximated, "\(openAPI), POST /v1/products/, `unit_amount`",
        note: "Polar has no packages. Usage is charged in proportion, so a package that is used in part costs less."),
      .of(
        .metadataNotSent, "\(openAPI), POST /v1/products/, `prices`",
        example: (
          Rule.usage(#", "metadata": ⟦{"team": "core"}⟧"#), Rule.usage("")
        )),
      .of(.compatiblePlansNotEnforced, "\(openAPI), POST /v1/products/", formerly: "plans-not-enforced"),
      .of(
        .descriptionNotSent, "\(openAPI), POST /v1/benefits/ and /v1/meters/",
        note: "A benefit has one short text, the name of the feature. A meter has only a name."),
      .of(
        .lookupKeyNotSent, "\(openAPI), POST /v1/products/",
        note: "catalogc finds a product by its metadata: the ids of the item and of the price, and the terms."),
      .of(
        .textTooLong, "server/polar/product/schemas.py and server/polar/benefit/schemas.py \(repository)",
        note: """
          The name of a product is limited to 64 characters. The text of a benefit is limited to 42: the name of the feature, \
          preceded by the amount if there is one.
          """),
      .of(
        .nameTooShort, "server/polar/product/schemas.py, meter/schemas.py and benefit/schemas.py \(repository)",
        note: "The product, meter or benefit is skipped, with everything that needs it."),
      .of(
        .idTaken, "Polar's OpenAPI description 2026-04, PATCH /v1/products/{id}",
        note: "Only prices of the same item that differ only in their currency share a product.", ids: ids),
      .of(
        .idUnused, "Polar's OpenAPI description 2026-04, PATCH /v1/products/{id}",
        note: "The id of an item is used only if the item has exactly one price, and that price has no id.", ids: ids,
        formerly: "item-id"),
      .of(
        .idMalformed, "\(openAPI), PATCH /v1/products/{id}",
        note: "The price is not for sale, because an existing product would be created a second time.", ids: ids,
        formerly: "product-id"),
      .of(
        .existingObjectUpdated, "Polar's documentation, features/products; server/polar/product/service.py \(repository)",
        note: """
          Name, description, trial and metadata are set to those of the catalog. Existing subscribers keep their old price, but \
          the list of benefits is replaced immediately for everyone who has the product. Its interval and that of its meters \
          cannot change.
          """, ids: ids, formerly: "existing-product"),
      .of(
        .objectPerPrice, "Polar's documentation, features/products",
        note: "Prices that differ only in their currency share a product. The products of an item share their benefits.",
        formerly: "product-per-price"),
      .of(
        .metadataLimit, metadata,
        note: """
          An object has up to 50 entries. Names have 1 to 40 characters and strings 1 to 500, without NUL. Numbers and booleans \
          are sent unchanged, arrays and objects as JSON text.
          """),
      .of(
        .metadataOverridden, "server/polar/kit/metadata.py in polarsource/polar",
        note: """
          A product has the metadata of the item and its first price; a benefit has that of the feature and the entitlement or \
          grant. The more specific entry is sent.
          """),
      .of(.metadataReserved, "server/polar/kit/metadata.py in polarsource/polar"),
      .of(.currencyUnsupported, "server/polar/kit/currency.py \(repository) (2026)"),
      .of(
        .currencyNotDefault, "server/polar/product/service.py \(repository)",
        note: """
          Without the option `defaultCurrency`, the default is the currency of the first price that Polar supports. Prices of \
          one item that differ only in their currency share a product.
          """),
      .of(
        .amountTooPrecise, currencies, note: "MGA has two decimals in ISO 4217 and none at Polar.",
        formerly: "amount-precision"),
      .of(.amountBelowMinimum, currencies, note: "An amount of 0 makes the product free."),
      .of(
        .amountTooLarge, currencies,
        note: "The maximum has eight digits of minor units, and more in twelve currencies with a low value.",
        formerly: "amount-above-maximum"),
      .of(
        .optionAssumed, "server/polar/product/service.py \(repository)",
        note: "catalogc assumes that the currency of the first price is the organization's default payment currency.",
        stake: .detail("Polar rejects products without a price in its default currency, so nobody pays another one"),
        example: (
          Example.plan(monthly, and: #""providers": {⟦"polar"⟧: {}}"#),
          plan(options: #"{"options": {"defaultCurrency": "USD"}}"#)
        )),
      .of(
        .optionInvalid, "\(openAPI), POST /v1/products/, `organization_id`",
        note: "Organization ids are version 4 UUIDs.",
        example: (
          plan(options: #"{"options": {"organizationId": ⟦"acme"⟧}}"#),
          plan(options: #"{"options": {"organizationId": "\#(ids[0])"}}"#)
        ), formerly: "organization-id"),
      .of(
        .intervalTooLong, "\(openAPI), POST /v1/products/, `recurring_interval_count`",
        formerly: "interval-count-above-maximum"),
      .of(.trialTooLong, "server/polar/kit/trial.py \(repository)"),
      .of(.addonSeparateSubscription, checkouts, formerly: "addon-subscription"),
      .of(
        .addonSeparatePurchase, "\(openAPI), POST /v1/checkouts/, `products`",
        note: "The products of a checkout are alternatives, of which the customer buys one."),
      .of(
        .oneTimeAllowance, "Polar's documentation, features/usage-based-billing/credits",
        note: "Polar credits it once, at the purchase, and it lasts until the next reset of the meter.",
        example: (
          Rule.addon(#""tokens": {"amount": 500, "reset": ⟦"month"⟧}"#, interval: "one_time"),
          Rule.addon(#""api": true"#, interval: "one_time")
        )),
      .of(.featureWithoutMeter, credits), .of(.usageWithoutMeter, aggregations),
      .of(
        .aggregationUnsupported, aggregations,
        note: "Only `latest` is unsupported. The meter is skipped, together with its allowances and top-ups."),
      .of(
        .balanceAggregationUnsupported, "Polar's documentation, guides/grant-meter-credits-after-purchase",
        formerly: "credits-on-aggregation"),
      .of(.countValueIgnored, aggregations, formerly: "count-value"),
      .of(.overageNotPreserved, balances),
      .of(
        .groupNotEnforced, checkouts, note: "Without the option `multipleSubscriptions`, a customer has one subscription.",
        options: [.init("multipleSubscriptions", true)]),
      .of(
        .trialCardRequired, checkouts,
        note: "Polar's checkout asks for a payment method whenever the product has a price."),
      .of(
        .discountUnsupported, "\(openAPI), POST /v1/discounts/",
        note: """
          A percentage has at most two decimals, and a discount lasts at most 999 months. It is skipped if none of the products \
          it is for is sold, because it would lower all others.
          """,
        example: (
          Rule.discount(#"⟦"launch"⟧: {"percent": 12.345, "duration": "once"}"#),
          Rule.discount(#""launch": {"percent": 12.34, "duration": "once"}"#)
        )),
      .of(
        .discountApproximated, "server/polar/models/discount.py \(repository)",
        note: """
          Polar ends a discount of three months two months after the first invoice. This is after the third of a monthly price, \
          but weekly prices are charged again before the three months are over.
          """,
        example: (
          Rule.discount(#""launch": {"percent": 20, "duration": ⟦{"months": 3}⟧}"#, interval: "week"),
          Rule.discount(#""launch": {"percent": 20, "duration": {"months": 3}}"#)
        )),
      .of(
        .discountLimitNotEnforced, "\(openAPI), POST /v1/discounts/",
        note: """
          Polar checks neither the amount of a purchase, nor whether it is the first. A code is a discount of its own, so \
          redemptions are counted for each code.
          """),
      .of(
        .poolCountedByApplication, aggregations,
        note: "The credits of an event are its property `credits`, and the name of the event is the pool's key."),
      .of(.heldLimitNotEnforced, "\(openAPI), POST /v1/benefits/, feature_flag"),
      .of(.grantExpirationUnsupported, "\(openAPI), POST /v1/benefits/, meter_credit", formerly: "grant-expiration"),
      .of(
        .grantPriorityUnsupported, balances,
        note: """
          All credits of a meter form one balance. At a reset, the rest rolls over, up to the amount of credits with rollover, \
          as if the allowance had been used first.
          """, formerly: "grant-priority"),
      .of(
        .grantRolloverUnsupported, "\(openAPI), POST /v1/benefits/, `rollover`",
        note: "A credit rolls over entirely or not at all. With a `maxRolloverAmount` of 0, it is lost at the next reset.",
        formerly: "grant-rollover"),
      .of(
        .unitsUnsupported, credits,
        note: "Credits are whole numbers up to 2147483647. An allowance with another amount is skipped.",
        formerly: "credit-units"),
      .of(
        .zeroUnitsUnsupported, credits,
        note: "A customer with an allowance of 0 looks like one without the feature. A top-up of 0 is not for sale.",
        formerly: "zero-credit"),
      .of(.usageStopNotEnforced, balances),
      .of(.quantityFeatureByApplication, credits),
      .of(.perUnitByApplication, credits),
    ]
  }
}

extension Rule {
  /// The rules that only Polar has.
  static let polarRules: [Rule] = [
    polarMultipleSubscriptions, polarAddonResetsPlan, polarTopupWithoutCredit, polarTopupLostAtRenewal, polarResetShorter,
    polarResetLonger, polarLimit, polarStaticValue, polarSameDescription, polarUnused, polarKey, polarSharedMeter,
    polarValueProperty, polarEventType, polarLongMeterName, polarGroupBy, polarWhere, polarWhereNot, polarCreditPerUnit,
    polarTrialUsage,
  ]

  // MARK: Add-ons and top-ups

  static let polarMultipleSubscriptions = Rule(
    "polar/multiple-subscriptions", .access("customers with a plan cannot buy the item"),
    "A recurring add-on needs a second subscription, which Polar does not allow by default",
    explanation: """
      Customers with a plan cannot buy the add-on unless the organization's setting `allow_multiple_subscriptions` is on. Turn \
      it on, and set the option `multipleSubscriptions` to true.
      """,
    source: "server/polar/checkout/service.py and server/polar/models/organization.py in polarsource/polar",
    wrong: addon(#""api": true"#, interval: "month", id: #"⟦"more"⟧"#),
    right: addon(
      #""api": true"#, interval: "month", and: #""providers": {"polar": {"options": {"multipleSubscriptions": true}}}"#))

  static let polarAddonResetsPlan = Rule(
    "polar/addon-resets-meter", .access("each renewal takes units of the other item"),
    "A recurring add-on credits the same meter as a plan",
    explanation: """
      Polar resets the whole meter, whichever subscription renews. Each renewal of the add-on resets the plan's credits, and \
      vice versa. Sell a top-up instead, which rolls over.
      """,
    source: "server/polar/benefit/strategies/meter_credit/service.py in polarsource/polar",
    wrong: addon(#"⟦"tokens"⟧: 500"#, interval: "month"),
    right: addon(#""api": true"#, interval: "month"))

  static let polarTopupWithoutCredit = Rule(
    "polar/topup-without-credit", .access("the top-up is not for sale"), "A top-up is for a feature that Polar cannot credit",
    explanation: """
      Customers would pay and get nothing, so the top-up is not for sale. Another finding reports the problem of the feature or \
      its meter.
      """,
    source: "server/polar/benefit/strategies/meter_credit/schemas.py in polarsource/polar",
    wrong: tokens(
      feature: #""tokens": {"type": "metered"}"#,
      and: #"""
        "topups": {"pack": {"feature": ⟦"tokens"⟧, "amount": 1000,
            "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
        """#),
    right: pack(#"{"maxRolloverAmount": 1000}"#))

  static let polarTopupLostAtRenewal = Rule(
    "polar/topup-lost-at-renewal", .detail("units end at a renewal, as `maxRolloverAmount` says"),
    "A top-up is lost when the customer's plan renews",
    explanation: """
      A credit with a `maxRolloverAmount` of 0 does not roll over, so the renewal of a plan that credits the same meter resets \
      it. Remove `maxRolloverAmount` if customers should keep what they bought.
      """,
    source: "server/polar/customer_meter/service.py in polarsource/polar",
    wrong: pack(#"{"maxRolloverAmount": ⟦0⟧}"#),
    right: pack(#"{"maxRolloverAmount": 1000}"#), formerNames: ["polar/topup-lapses"])

  // MARK: Allowances

  static let polarResetShorter = Rule(
    "polar/reset-shorter-than-cycle", .time("customers get the allowance less often"),
    "An allowance resets more often than Polar credits it",
    explanation: """
      Polar grants credits and resets the meter with each charge. A monthly allowance in a yearly plan is credited only once a \
      year, so customers get less than the catalog says.

      Organizations with meter cycling can reset it sooner. With the option `meterCycling`, a product gets the interval of its \
      allowances, or the longest one if they differ. Days fit into any interval, months into months and years, weeks into weeks.
      """,
    source: "Polar's documentation, features/usage-based-billing; server/polar/product/meter_interval.py",
    wrong: tokens(entitlements: #""tokens": {"amount": 1000, "reset": ⟦"month"⟧}"#, interval: "year"),
    right: tokens(
      entitlements: #""tokens": {"amount": 1000, "reset": "month"}"#, interval: "year",
      and: #""providers": {"polar": {"options": {"meterCycling": true}}}"#))

  static let polarResetLonger = Rule(
    "polar/reset-longer-than-cycle", .time("customers would get the allowance more often"),
    "An allowance resets less often than Polar would credit it",
    explanation: """
      Polar grants credits with each charge. A yearly allowance in a monthly plan would be granted twelve times a year, so the \
      product does not include it. Write the amount per shorter period.
      """,
    source: "Polar's documentation, features/usage-based-billing/credits",
    wrong: tokens(entitlements: #""tokens": {"amount": 12000, "reset": ⟦"year"⟧}"#),
    right: tokens(entitlements: #""tokens": {"amount": 1000, "reset": "month"}"#))

  static let polarLimit = Rule(
    "polar/limit-not-enforced", .application("the application ends access at the allowance"),
    "Polar does not block usage beyond the allowance",
    explanation: """
      Usage continues, and the balance becomes negative. Your application must read it from the customer's state and decide. \
      With usage prices, usage beyond `max` is charged like any other.
      """,
    source: "Polar's documentation, features/usage-based-billing/credits",
    wrong: tokens(entitlements: #""tokens": {"amount": 1000, "isSoftLimit": ⟦false⟧}"#),
    right: tokens(entitlements: #""tokens": {"amount": 1000, "isSoftLimit": true}"#))

  static let polarCreditPerUnit = Rule(
    "polar/credit-per-unit", .access("the product does not include the allowance").leftToApplication,
    "An allowance for each unit of a plan is credited once",
    explanation: """
      Polar grants the benefits of a product once, however many units are bought, so the product does not include the allowance. \
      Your application must grant it, for example with events that have a negative value.
      """,
    source: "Polar's documentation, features/unit-based-pricing",
    wrong: tokens(entitlements: #""tokens": {"amount": 1000, "perUnit": ⟦true⟧}"#, #""quantity": {}, "#),
    right: tokens(entitlements: #""tokens": {"amount": 1000}"#, #""quantity": {}, "#))

  static let polarTrialUsage = Rule(
    "polar/trial-usage-charged", .money("customers pay for usage of the trial").leftToApplication,
    "Polar charges usage during a trial when the trial ends",
    explanation: """
      In a trial nothing is charged, and access stops at the allowance. Polar does not stop it, and the first invoice after the \
      trial contains all usage beyond the allowance. Your application must stop use at the allowance while the subscription is \
      `trialing`.
      """,
    source: "server/polar/meter/service.py and server/polar/models/subscription.py (`billable_statuses`) in polarsource/polar",
    wrong: tokens(
      entitlements: #""tokens": {"amount": 1000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      price: #", "trialDays": ⟦14⟧"#),
    right: tokens(entitlements: #""tokens": {"amount": 1000}"#, price: #", "trialDays": 14"#))

  // MARK: Features

  static let polarStaticValue = Rule(
    "polar/static-value", .access("the benefit is skipped"), "A static value is not valid metadata for a benefit",
    explanation: """
      The value is stored in the metadata entry `catalogConfig` of a feature flag. Your application reads it from the \
      customer's state. It must have 1 to 500 characters, without NUL; otherwise the benefit is skipped.
      """,
    source: "Polar's documentation, features/benefits/feature-flags; server/polar/kit/metadata.py in polarsource/polar",
    wrong: features(#""tier": {"type": "static"}"#, #""tier": {"config": ⟦""⟧}"#),
    right: features(#""tier": {"type": "static"}"#, #""tier": {"config": "gold"}"#))

  static let polarSameDescription = Rule(
    "polar/same-description", .detail("two benefits look alike"), "Two features have the same display name",
    explanation: "Customers see the text of a benefit, which is the feature's name, not its id or key. Rename one of them.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/benefits/, `description`",
    wrong: features(
      #""sso": {"type": "boolean", "name": "Sign-on"}, "saml": {"type": "boolean", "name": ⟦"Sign-on"⟧}"#,
      #""sso": true, "saml": true"#),
    right: features(
      #""sso": {"type": "boolean", "name": "Sign-on"}, "saml": {"type": "boolean", "name": "SAML"}"#,
      #""sso": true, "saml": true"#))

  static let polarUnused = Rule(
    "polar/not-needed", .detail("nothing for sale includes the object"), "A feature or meter is not part of anything for sale",
    explanation: """
      catalogc creates only the benefits that products include and the meters that credits need. A plan without prices is not \
      a product. Sell the feature with a plan or add-on, or let your application grant it.
      """,
    source: "Polar's OpenAPI description 2026-04, POST /v1/products/ and POST /v1/benefits/",
    wrong: Example.sections(#""features": {⟦"api"⟧: {"type": "boolean"}}, "plans": {}"#),
    right: tokens())

  static let polarKey = Rule(
    "polar/key-not-sent", .detail("the id is stored as metadata"), "Polar has no field for the key of a meter or feature",
    explanation: """
      The key is ignored. catalogc finds a meter or benefit by its metadata, which contains the id of the meter or feature.
      """,
    source: "Polar's OpenAPI description 2026-04, POST /v1/meters/ and POST /v1/benefits/",
    wrong: Example.sections(#""features": {"api": {"key": ⟦"api_access"⟧, "type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean"}}, "plans": {}"#))

  // MARK: Meters

  static let polarSharedMeter = Rule(
    "polar/meter-shared", .access("usage of one feature takes units of the other"), "Two features share a meter",
    explanation: """
      The balance belongs to the meter. It receives the credits of both features, and usage of either spends them. Give each \
      feature its own meter.
      """,
    source: "server/polar/customer_meter/service.py in polarsource/polar",
    wrong: tokens(
      feature: #""tokens": {"type": "metered", "meter": "calls"}, "images": {"type": "metered", "meter": ⟦"calls"⟧}"#,
      entitlements: #""tokens": 1000, "images": 10"#),
    right: tokens(
      feature: #""tokens": {"type": "metered", "meter": "calls"}, "images": {"type": "boolean"}"#,
      entitlements: #""tokens": 1000, "images": true"#))

  static let polarValueProperty = Rule(
    "polar/value-property", .money("prices with usage of the meter are not for sale"),
    "A meter reads a value that is not a top-level property of the event",
    explanation: """
      Polar reads a property of the event's metadata by its name, such as `$.tokens`, and does not support nested paths, \
      except for the tokens and the cost that it defines, such as `$._llm.total_tokens` and `$._cost.amount`. `name`, `source` \
      and `timestamp` are the event's own fields. The meter is skipped, together with its allowances and top-ups.
      """,
    source: "server/polar/meter/aggregation.py in polarsource/polar",
    wrong: tokens(meter: #""eventType": "usage", "aggregation": "sum", "valueProperty": ⟦"$.usage.tokens"⟧"#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "sum", "valueProperty": "$.tokens""#))

  static let polarEventType = Rule(
    "polar/event-type-too-long", .access("allowances of the meter are skipped"),
    "The event type of a meter has more than 128 characters",
    explanation: """
      A meter selects its events by their name, which has at most 128 characters. The meter is skipped, together with \
      its allowances and top-ups.
      """,
    source: "Polar's OpenAPI description 2026-04, POST /v1/events/ingest, `name`",
    wrong: tokens(meter: #""eventType": ⟦"\#(String(repeating: "e", count: 129))"⟧, "aggregation": "count""#),
    right: tokens(meter: #""eventType": "\#(String(repeating: "e", count: 128))", "aggregation": "count""#))

  static let polarLongMeterName = Rule(
    "polar/meter-name-long", .detail("a text for people is truncated"), "The name of a meter is too long for an invoice line",
    explanation: "Polar prints the name on invoices, where about 60 characters fit. Shorten it.",
    source: "Polar's documentation, features/usage-based-billing/meters",
    wrong: tokens(
      meter: #""name": ⟦"\#(String(repeating: "n", count: 61))"⟧, "eventType": "usage", "aggregation": "count""#),
    right: tokens(
      meter: #""name": "\#(String(repeating: "n", count: 60))", "eventType": "usage", "aggregation": "count""#))

  static let polarGroupBy = Rule(
    "polar/group-by-not-sent", .detail("reports have no groups"), "Polar has no field for the groups of a meter",
    explanation: "Polar keeps one balance for all groups. Events keep their properties and can be listed by them.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/meters/",
    wrong: tokens(meter: #""eventType": "usage", "aggregation": "count", "groupBy": ⟦{"model": "$.model"}⟧"#),
    right: tokens(meter: #""eventType": "usage", "aggregation": "count""#))

  static let polarWhere = Rule(
    "polar/where-unsupported", .money("usage of the feature is not charged"), "Polar cannot filter the events of a feature",
    explanation: """
      Polar reads a property of the event's metadata by its name or by a path of names, such as `$.usage.model`, and compares it \
      with texts of at most 1000 characters. `name`, `source` and `timestamp` are the event's own fields. The feature is \
      skipped, together with its allowances, top-ups and usage prices.
      """,
    source: "server/polar/meter/filter.py in polarsource/polar",
    wrong: filtered(group: "$.models[0]", #"{"model": ⟦"large"⟧}"#),
    right: filtered(group: "$.model", #"{"model": "large"}"#))

  static let polarWhereNot = Rule(
    "polar/where-needs-value", .money("events without the value are not charged"),
    "Polar does not count events without the value that a feature excludes",
    explanation: """
      An event without the value passes `not`, but Polar compares only values that exist. Customers would use more than they pay \
      for, unless your application sends the value with every event.
      """,
    source: "server/polar/meter/filter.py in polarsource/polar",
    wrong: filtered(group: "$.model", #"{"model": ⟦{"not": ["large"]}⟧}"#),
    right: filtered(group: "$.model", #"{"model": ["small", "medium"]}"#))

  // MARK: Catalogs for examples

  /// A plan that grants tokens of some models.
  private static func filtered(group: String, _ condition: String) -> String {
    tokens(
      meter: #""eventType": "usage", "aggregation": "count", "groupBy": {"model": "\#(group)"}"#,
      feature: #""tokens": {"type": "metered", "meter": "calls", "where": \#(condition)}"#)
  }

  /// A plan whose tokens cost 2 cents each.
  fileprivate static func usage(_ fields: String, and sections: String? = nil) -> String {
    tokens(entitlements: #""tokens": {"prices": {"usd": {"amount": 2, "currency": "USD"\#(fields)}}}"#, and: sections)
  }

  fileprivate static let unlimitedAddon = #"""
    "addons": {"flat": {"entitlements": {"tokens": ⟦"unlimited"⟧},
         "prices": {"monthly": {"amount": 9000, "currency": "USD", "interval": "month"}}}}
    """#

  /// A plan at 20 USD that grants tokens, which a meter counts.
  private static func tokens(
    meter: String = #""eventType": "usage", "aggregation": "count""#,
    feature: String = #""tokens": {"type": "metered", "meter": "calls"}"#, entitlements: String = #""tokens": 1000"#,
    _ fields: String = "", interval: String = "month", price: String = "", and sections: String? = nil
  ) -> String {
    let more = sections.map { ",\n \($0)" } ?? ""
    return #"""
      {"meters": {"calls": {\#(meter)}},
       "features": {\#(feature)},
       "plans": {"pro": {\#(fields)"entitlements": {\#(entitlements)},
         "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"\#(price)}}}}\#(more)}
      """#
  }

  /// A plan at 20 USD, and a discount.
  fileprivate static func discount(_ discount: String, interval: String = "month") -> String {
    tokens(interval: interval, and: #""discounts": {\#(discount)}"#)
  }

  /// The same plan, and an add-on.
  fileprivate static func addon(
    _ entitlements: String, interval: String, _ fields: String? = nil, id: String = #""more""#, and section: String? = nil
  ) -> String {
    let own = fields.map { "\($0), " } ?? ""
    let more = section.map { ",\n \($0)" } ?? ""
    return tokens(
      feature: #""tokens": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}"#,
      and: #"""
        "addons": {\#(id): {\#(own)"entitlements": {\#(entitlements)},
            "prices": {"p": {"amount": 500, "currency": "USD", "interval": "\#(interval)"}}}}\#(more)
        """#)
  }

  /// The same plan, and a top-up.
  private static func pack(_ grant: String) -> String {
    tokens(
      and: #"""
        "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": \#(grant),
            "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
        """#)
  }

  /// A plan at 20 USD a month with the given features.
  private static func features(_ features: String, _ entitlements: String) -> String {
    #"""
    {"features": {\#(features)},
     "plans": {"pro": {"entitlements": {\#(entitlements)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }
}
