import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// The shared rules that apply to Autumn.
  static var autumn: [RuleFamily.Entry] {
    let plans = "useautumn/autumn, openapi.yml, POST /v1/plans.create"
    let charges = "Stripe's documentation, \"Minimum and maximum charge amounts\""
    let oneOff = "Autumn's documentation, modelling-pricing/one-off-purchases"
    let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
    let rounding = "useautumn/autumn, roundUsageToNearestBillingUnit.ts"
    let rewards = "useautumn/autumn, rewardsCreateOpModels.ts"
    let tiers = #""tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}]"#
    return [
      .of(
        .currencyUnsupported,
        "useautumn/autumn, stripeCurrencies.ts, convertAmountUtils.ts; Stripe's documentation, \"Supported currencies\"",
        note: """
          Autumn charges through the seller's Stripe account, in Stripe's currencies. One with three decimals can only be the \
          organization's default currency. For UGX, only a hundredth would be charged, because Stripe counts it in hundredths \
          and Autumn does not.
          """),
      .of(
        .currencyNotDefault, "\(plans), `price.additional_currencies`",
        note: "A price at Autumn is a number without a currency. On its own, it would be charged in the default currency."),
      .of(
        .amountTooPrecise, "useautumn/autumn, validateProductItems.ts and convertAmountUtils.ts",
        note: """
          Autumn allows at most two decimals for a fixed price, so the last of three must be 0. MGA has two decimals in ISO 4217 \
          but none at Autumn and Stripe. The amount for a unit of usage is sent to Stripe with at most ten decimals of the minor \
          unit, and Autumn would cut off the rest.
          """, options: [.init("defaultCurrency", "KWD")], formerly: "amount-precision"),
      .of(
        .amountBelowMinimum, charges,
        note: """
          Autumn charges through the seller's Stripe account. Stripe's minimum applies to the currency of its payouts.
          """),
      .of(.amountTooLarge, charges, note: "Autumn charges through the seller's Stripe account. Cards support larger amounts."),
      .of(
        .numberTooLong, "Autumn's server is TypeScript, where numbers are doubles; RFC 8259, section 6",
        note: "A price or top-up with such a number is not for sale. An allowance is sent and read as the nearest double."),
      .of(
        .chargeUnsupported, "\(plans), `items.price`; validateProductItems.ts",
        note: """
          Autumn charges volume tiers and flat amounts only for units that are paid in advance, and rounds the bounds of tiers to \
          whole units. Several can be bought only of a feature, such as seats, not of a plan.
          """,
        example: (
          Example.usage(
            #"{"amount": 1000, "prices": {⟦"usd"⟧: {\#(tiers), "mode": "volume", "currency": "USD"}}}"#),
          Example.usage(#"{"amount": 1000, "prices": {"usd": {\#(tiers), "mode": "graduated", "currency": "USD"}}}"#)
        )),
      .of(
        .usageCycleUnsupported, "useautumn/autumn, validateProductItems.ts",
        note: "Autumn rejects weeks together with months, and has no prices by the day."),
      .of(
        .chargeApproximated, rounding,
        note: """
          Autumn rounds usage up to a multiple of `billing_units`, which is 1 unless the usage price has a `package`. If events \
          add fractions of a unit, count the feature in smaller units.
          """,
        example: (
          Example.usage(#"{"amount": ⟦10.5⟧, "prices": {"usd": {"amount": 200, "currency": "USD"}}}"#),
          Example.usage(#"{"amount": 10, "prices": {"usd": {"amount": 200, "currency": "USD"}}}"#)
        )),
      .of(
        .optionInvalid, "\(plans), `price`", note: "Without the option, catalogc assumes that the default currency is USD.",
        formerly: "default-currency-unknown"),
      .of(
        .optionAssumed, "\(plans), `price`",
        note: """
          A price at Autumn is charged in the organization's default currency, which catalogc assumes to be USD. If the \
          organization has another one, such as EUR, 20 USD would be charged as 20 EUR.
          """,
        example: (
          Example.plan(#""prices": {"monthly": \#(monthly)}"#, and: #""providers": {⟦"autumn"⟧: {}}"#),
          Example.plan(
            #""prices": {"monthly": \#(monthly)}"#,
            and: #""providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}"#)
        ), formerly: "default-currency-assumed"),
      .of(
        .intervalUnsupported, "\(plans), `price.interval`, and validateProductItems.ts",
        note: "Seven days are sent as `week`, three months as `quarter`, and six months as `semi_annual`."),
      .of(
        .intervalTooLong, "Stripe's API reference, POST /v1/prices, `recurring.interval_count`",
        note: "Autumn charges through Stripe, whose longest intervals are 3 years, 36 months and 156 weeks."),
      .of(.trialTooLong, "an error message of Stripe's API, quoted in stripe/stripe-ruby#804"),
      .of(
        .trialIgnored, "Autumn's documentation, modelling-pricing/trials",
        note: "A trial postpones a payment, and a free plan has none. When the trial ends, the customer would lose the plan.",
        formerly: "trial-not-sent"),
      .of(
        .itemWithoutPrice, "\(plans), `price` and `auto_enable`",
        note: """
          The plan is free at Autumn. Only a plan with `default` is given to new customers automatically (`auto_enable`).
          """),
      .of(
        .compatiblePlansNotEnforced, "Autumn's documentation, modelling-pricing/add-ons", formerly: "plans-not-enforced"),
      .of(.quantityNotEnforced, "Autumn's documentation, api-reference/billing/attach", formerly: "addon-quantity"),
      .of(
        .situationUnsupported, "Autumn's documentation, api-reference/billing/attach",
        note: "A request attaches one plan, so the add-on is attached after it."),
      .of(
        .quantityUnsupported, "Autumn's documentation, api-reference/billing/attach",
        note: """
          Attach the add-on once per unit, each time with a different `subscription_id`. With `quantity.feature`, Autumn sells \
          units of that feature instead, any number of them in one purchase.
          """, stake: .application("the application attaches the add-on once for each unit"), formerly: "addon-quantity"),
      .of(.lookupKeyNotSent, "\(plans), `plan_id`"),
      .of(.descriptionNotSent, "useautumn/autumn, openapi.yml, POST /v1/features.create"),
      .of(
        .keyUnsupported,
        "useautumn/autumn, openapi.yml, POST /v1/plans.create, `plan_id`; openapi-1.2.0.yml, POST /v1/features, `id`",
        note: """
          Ids consist of letters, digits, `_` and `-`. The id of a plan is the key of the item, followed by the price's id in \
          snake case if the item has several prices. A feature with an invalid key is skipped, together with its entitlements \
          and top-ups.
          """, formerly: "feature-id", "plan-id"),
      .of(.idMalformed, "\(plans), `plan_id`", note: "Ids consist of letters, digits, `_` and `-`.", formerly: "plan-id"),
      .of(
        .idTaken, "useautumn/autumn, server/src/internal/product/actions/createProduct.ts",
        note: """
          Plans, add-ons and top-ups all become plans at Autumn, as does each price of an item with several. Ids that are \
          derived from keys can also collide.
          """, formerly: "plan-id-taken"),
      .of(
        .idUnused, "\(plans), `price`", note: "If an item has at most one price, the id of the item is used for its plan.",
        formerly: "item-id"),
      .of(
        .existingObjectUpdated, "Autumn's documentation, concepts/versioning and api-reference/plans/updatePlan",
        note: """
          If customers have the plan, Autumn creates a new version for new customers; existing ones keep theirs until they are \
          migrated. The request does not set `disable_version`, which would change the plan of existing customers.
          """, formerly: "existing-plan"),
      .of(
        .objectPerPrice, "Autumn's documentation, concepts/plans",
        note: """
          The plans exclude each other: a customer who buys the yearly one leaves the monthly one. Prices that differ only in \
          their currency share a plan.
          """, formerly: "plan-per-price"),
      .of(
        .metadataNotSent, "useautumn/autumn, openapi.yml, POST /v1/features.create and /v1/plans.create",
        note: "Only plans have metadata; features, plan items, balances and additional currencies do not."),
      .of(.metadataOverridden, "\(plans), `metadata`"),
      .of(
        .metadataReserved, "\(plans), `metadata`",
        note: "The entry `catalogConfig` contains the values of static features, by the feature's key.",
        formerly: "metadata-overridden"),
      .of(
        .meterNotSent, "Autumn's documentation, customers/tracking-usage",
        note: "Autumn has no meters. The event type of a meter becomes an event name of the features that use it.",
        formerly: "meter-by-application"),
      .of(
        .aggregationUnsupported, "Autumn's documentation, customers/tracking-usage",
        note: "Autumn only adds up what is tracked, so it supports `sum` and `count`."),
      .of(
        .unitsUnsupported, "\(plans), `items.included`",
        note: """
          The maximum is 10000000000000 units. A larger allowance is reduced to that, because Autumn's `unlimited` would grant \
          more than the catalog says. A larger top-up is not for sale.
          """, formerly: "allowance-too-large"),
      .of(
        .zeroUnitsUnsupported, "useautumn/autumn, validateProductItems.ts, `billing_units`", formerly: "topup-empty"),
      .of(.overageNotPreserved, "\(plans), `items.reset`"),
      .of(.limitSetUnsupported, "Autumn's documentation, modelling-pricing/add-ons, \"Balance stacking\""),
      .of(
        .grantPriorityUnsupported, "Autumn's documentation, modelling-pricing/add-ons, \"Balance stacking\"",
        note: "Autumn first uses the balances that reset soonest, and purchased units last.", formerly: "grant-priority"),
      .of(
        .grantExpirationUnsupported, "the Python SDK autumn-sdk 1.2.0, `CreatePlanItemExpiryRequestBody`",
        note: "Bought units expire a number of days, weeks, months or years after each purchase. Hours are sent as full days.",
        example: (
          Example.topup(#""grant": {"expiration": ⟦{"duration": "HOUR", "count": 36}⟧}"#),
          Example.topup(#""grant": {"expiration": {"duration": "HOUR", "count": 48}}"#)
        ), formerly: "grant-expiration"),
      .of(
        .grantRolloverUnsupported, oneOff, note: "Purchased units never reset at Autumn.", formerly: "grant-rollover"),
      .of(
        .trialUsageNotStopped, "Autumn's documentation, modelling-pricing/trials",
        note: "It does not say whether usage beyond the allowance is charged.",
        stake: .money("customers may pay for usage of the trial").leftToApplication),
      .of(
        .perUnitByApplication, "\(plans), `items.included`",
        example: (perUnit(#", "perUnit": ⟦true⟧"#), perUnit(""))),
      .of(
        .discountUnsupported, rewards,
        note: """
          A discount becomes a reward at Autumn, by percentage, or by an amount in the organization's default currency. The id of \
          the reward is that of the discount.
          """,
        example: (
          discount(#""amounts": ⟦{"EUR": 500}⟧, "duration": "once""#), discount(#""amounts": {"USD": 500}, "duration": "once""#)
        )),
      .of(
        .discountApproximated, rewards,
        note: "It does not say what a number of months means for a price that is charged less often.",
        example: (
          discount(#""percent": 20, "duration": ⟦{"months": 3}⟧"#, interval: "year"),
          discount(#""percent": 20, "duration": {"months": 3}"#)
        )),
      .of(.existingDiscountUsed, rewards, ids: ["launch", "spring"]),
      .of(
        .discountLimitNotEnforced, rewards,
        note: """
          Autumn limits the redemptions of each code, and knows whether it is for first purchases only. It does not end rewards.
          """),
    ]
  }
}

extension RuleFamily.Entry {
  private static func discount(_ fields: String, interval: String = "month") -> String {
    Example.plan(
      #""prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}"#,
      and: #""discounts": {"launch": {\#(fields)}}"#)
  }

  /// A plan that is sold by the seat, with an allowance.
  private static func perUnit(_ field: String) -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}, "seats": {"type": "limit"}},
     "plans": {"team": {"entitlements": {"tokens": {"amount": 1000\#(field)}}, "quantity": {"feature": "seats"},
       "prices": {"monthly": {"amount": 1200, "currency": "USD", "interval": "month"}}}}}
    """#
  }
}

extension Rule {
  /// The rules that only Autumn has.
  static let autumnRules: [Rule] = [
    autumnStaticFeature, autumnMeter, autumnMultiCurrency, autumnPriceZero, autumnTopupUnits,
  ]

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  static let autumnStaticFeature = Rule(
    "autumn/static-feature", .application("the application reads the value from metadata"), "Autumn has no static features",
    explanation: """
      Autumn's features are switches or balances. The feature is created as a switch, so that Autumn tracks who has it. Its \
      value is stored in the plan's metadata, in the entry `catalogConfig` under the feature's key. Your application must read \
      it from there.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/features.create, `type`, and POST /v1/plans.create, `metadata`",
    wrong: Example.sections(#""features": {"support": {"type": ⟦"static"⟧}}, "plans": {}"#),
    right: Example.sections(#""features": {"support": {"type": "boolean"}}, "plans": {}"#))

  static let autumnMeter = Rule(
    "autumn/meter-by-application", .application("the application sends the numbers of the meter"),
    "Your application must track the usage of a meter",
    explanation: """
      The event type of the meter becomes an event name of its features. Your application must call POST /v1/balances.track \
      with that name and a number, or without a number to add 1. Autumn does not read events, so it also ignores the meter's \
      value property and groups.

      Autumn does not filter events, either. Your application must track those of a feature with `where` under the feature's key. \
      So must it if several meters read different numbers from the same events, because Autumn adds the number of an event to \
      every feature with its name.
      """,
    source: "Autumn's documentation, customers/tracking-usage, \"Using Event Names\"",
    wrong: tokens(#""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}, "#, #", "meter": "calls""#),
    right: tokens("", ""))

  private static func tokens(_ meters: String, _ meter: String) -> String {
    Example.sections(#"\#(meters)"features": {"tokens": {"type": "metered"\#(meter)}}, "plans": {}"#)
  }

  static let autumnMultiCurrency = Rule(
    "autumn/multi-currency", .detail("customers pay the price in its currency"),
    "A price becomes an additional currency of another price's plan",
    explanation: """
      Prices of one item with the same interval and trial share a plan at Autumn, with an amount in each currency. Autumn \
      accepts additional currencies only if multi-currency is enabled for the organization.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price.additional_currencies`, and /v1/billing.attach",
    wrong: Example.plan(
      #""prices": {"usd": \#(monthly), "eur": {"amount": 1800, "currency": ⟦"EUR"⟧, "interval": "month"}}"#),
    right: Example.plan(
      #""prices": {"usd": \#(monthly), "yearly": {"amount": 18000, "currency": "USD", "interval": "year"}}"#))

  static let autumnPriceZero = Rule(
    "autumn/price-zero", .detail("customers pay nothing"), "A price of 0 becomes a plan without a price",
    explanation: "Autumn rejects a price of 0, but a plan without a price is free. Interval and currency are ignored.",
    source: "useautumn/autumn, validateProductItems.ts and openapi.yml, POST /v1/plans.create, `price`",
    wrong: Example.plan(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: monthly))

  static let autumnTopupUnits = Rule(
    "autumn/topup-units", .detail("customers pay for each unit"), "Several top-ups are bought as a number of units",
    explanation: """
      Autumn counts the units of a purchase, not the packs, and rounds them up to whole packs. For three packs of 500, set the \
      parameter `units` of the purchase to 1500.
      """,
    source: "Autumn's documentation, modelling-pricing/one-off-purchases",
    wrong: Example.topup(#""quantity": ⟦{"max": 10}⟧"#),
    right: Example.topup())
}

extension Example {
  /// A plan at 20 USD a month with an entitlement to a metered feature.
  fileprivate static func usage(_ entitlement: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }
}
