import CatalogReading
import Diagnostics
import JSONText

extension RuleFamily.Entry {
  /// What Autumn has in common with other providers.
  static var autumn: [RuleFamily.Entry] {
    let plans = "useautumn/autumn, openapi.yml, POST /v1/plans.create"
    let charges = "Stripe's documentation, \"Minimum and maximum charge amounts\""
    let oneOff = "Autumn's documentation, modelling-pricing/one-off-purchases"
    let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
    return [
      .of(
        .currencyUnsupported,
        "useautumn/autumn, stripeCurrencies.ts, convertAmountUtils.ts; Stripe's documentation, \"Supported currencies\"",
        note: """
          Autumn charges through the seller's Stripe account, in Stripe's currencies. Those with three decimals can only be \
          the organization's default currency. UGX would be charged at a hundredth: Stripe counts it in hundredths, and Autumn \
          does not.
          """),
      .of(
        .currencyNotDefault, "\(plans), `price.additional_currencies`",
        note: "A price at Autumn is a number without a currency: sent alone, it would be charged in the default currency."),
      .of(
        .amountTooPrecise, "useautumn/autumn, validateProductItems.ts and convertAmountUtils.ts",
        note: """
          Autumn takes at most two decimals for a fixed price: the last of three must be 0. MGA has two decimals in ISO 4217, \
          and none at Autumn and Stripe.
          """, options: [.init("defaultCurrency", "KWD")], formerly: "amount-precision"),
      .of(
        .amountBelowMinimum, charges,
        note: """
          Autumn charges through the seller's Stripe account. Stripe's minimum holds for the currency in which that is paid out.
          """),
      .of(.amountTooLarge, charges, note: "Autumn charges through the seller's Stripe account, and cards take more."),
      .of(
        .numberTooLong, "RFC 8259, section 6; Autumn's server is TypeScript, where numbers are doubles",
        note: "A price or a top-up with such a number is not for sale. An allowance is sent, and read as the nearest double."),
      .of(
        .optionInvalid, "\(plans), `price`", note: "Without the option, catalogc takes the default currency to be USD.",
        formerly: "default-currency-unknown"),
      .of(
        .optionAssumed, "\(plans), `price`",
        note: """
          A price at Autumn is charged in the organization's default currency, which catalogc takes to be USD. In an \
          organization with another one, 20 USD would be charged as 20 of that.
          """,
        example: (
          Example.plan(#""prices": {"monthly": \#(monthly)}"#, and: #""providers": {⟦"autumn"⟧: {}}"#),
          Example.plan(
            #""prices": {"monthly": \#(monthly)}"#,
            and: #""providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}"#)
        ), formerly: "default-currency-assumed"),
      .of(
        .intervalUnsupported, "\(plans), `price.interval`, and validateProductItems.ts",
        note: "Seven days are sent as a week, three months as `quarter`, six as `semi_annual`."),
      .of(
        .intervalTooLong, "Stripe's API reference, POST /v1/prices, `recurring.interval_count`",
        note: "Autumn charges through Stripe: at least every 3 years, 36 months or 156 weeks."),
      .of(.trialTooLong, "an error message of Stripe's API, quoted in stripe/stripe-ruby#804"),
      .of(
        .trialIgnored, "Autumn's documentation, modelling-pricing/trials",
        note: "A free plan has no payment for a trial to put off, and the end of the trial would take the plan away.",
        formerly: "trial-not-sent"),
      .of(
        .itemWithoutPrice, "\(plans), `price` and `auto_enable`",
        note: """
          The plan is free at Autumn, and not given to new customers by itself (`auto_enable`), because the catalog does not \
          say which plan they start with.
          """),
      .of(
        .compatiblePlansNotEnforced, "Autumn's documentation, modelling-pricing/add-ons", formerly: "plans-not-enforced"),
      .of(.quantityNotEnforced, "Autumn's documentation, api-reference/billing/attach", formerly: "addon-quantity"),
      .of(
        .quantityUnsupported, "Autumn's documentation, api-reference/billing/attach",
        note: "Attach the add-on once per unit, each time with a `subscription_id` of its own.", severity: .note,
        formerly: "addon-quantity"),
      .of(.lookupKeyNotSent, "\(plans), `plan_id`"),
      .of(.descriptionNotSent, "useautumn/autumn, openapi.yml, POST /v1/features.create"),
      .of(
        .keyUnsupported,
        "useautumn/autumn, openapi.yml, POST /v1/plans.create, `plan_id`; openapi-1.2.0.yml, POST /v1/features, `id`",
        note: """
          Ids have letters, digits, `_` and `-`. The id of a plan is the key of the item, followed by the price's id in snake \
          case if the item has several prices. A feature with another key is skipped, with its entitlements and top-ups.
          """, formerly: "feature-id", "plan-id"),
      .of(.idMalformed, "\(plans), `plan_id`", note: "Ids have letters, digits, `_` and `-`.", formerly: "plan-id"),
      .of(
        .idTaken, "useautumn/autumn, server/src/internal/product/actions/createProduct.ts",
        note: """
          Plans, add-ons and top-ups are all plans at Autumn, and so is each price of an item with several. Ids made of keys \
          can meet, too.
          """, formerly: "plan-id-taken"),
      .of(
        .idUnused, "\(plans), `price`", note: "The id of an item with one price, or none, is that of its plan.",
        formerly: "item-id"),
      .of(
        .existingObjectUpdated, "Autumn's documentation, concepts/versioning and api-reference/plans/updatePlan",
        note: """
          If customers have the plan, Autumn creates a new version for those who buy from then on; the others keep theirs \
          until they are migrated. The request does not ask for `disable_version`, which would change the plan under them.
          """, formerly: "existing-plan"),
      .of(
        .objectPerPrice, "Autumn's documentation, concepts/plans",
        note: """
          The plans exclude each other: customers who buy the yearly one leave the monthly one. Prices that differ only in \
          currency are one plan.
          """, formerly: "plan-per-price"),
      .of(
        .metadataNotSent, "useautumn/autumn, openapi.yml, POST /v1/features.create and /v1/plans.create",
        note: "Plans have metadata; features, plan items, balances and further currencies have none.", severity: .warning),
      .of(.metadataOverridden, "\(plans), `metadata`", severity: .warning),
      .of(
        .metadataReserved, "\(plans), `metadata`",
        note: "The values of static features are in the entry `catalogConfig`, by the feature's key.",
        formerly: "metadata-overridden"),
      .of(
        .meterNotSent, "Autumn's documentation, customers/tracking-usage",
        note: "Autumn has no meters. The event type of a meter becomes an event name of the features that use it.",
        formerly: "meter-by-application"),
      .of(
        .aggregationUnsupported, "Autumn's documentation, customers/tracking-usage",
        note: "Autumn adds up what is tracked, and does nothing else: `sum` and `count`."),
      .of(
        .unitsUnsupported, "\(plans), `items.included`",
        note: """
          At most 10000000000000 units are included. A larger allowance is cut to that, because Autumn's `unlimited` would \
          give more than the catalog says; a larger top-up is not for sale.
          """, formerly: "allowance-too-large"),
      .of(
        .zeroUnitsUnsupported, "useautumn/autumn, validateProductItems.ts, `billing_units`", formerly: "topup-empty"),
      .of(.overageNotPreserved, "\(plans), `items.reset`"),
      .of(
        .oneTimeAllowance, "Autumn's documentation, concepts/plan-items, \"Reset interval\"",
        note: "At Autumn the allowance comes back for as long as the customer has the add-on, which is for good.",
        severity: .note),
      .of(
        .grantPriorityUnsupported, "Autumn's documentation, modelling-pricing/add-ons, \"Balance stacking\"",
        note: "Autumn uses balances that reset sooner first, and bought units last.", formerly: "grant-priority"),
      .of(
        .grantExpirationUnsupported, "\(oneOff) and api-reference/balances/createBalance",
        note: """
          To let the units expire, grant them by POST /v1/balances.create with `expires_at` when the payment arrives, and \
          leave the top-up out for Autumn.
          """, formerly: "grant-expiration"),
      .of(
        .grantRolloverUnsupported, oneOff, note: "Bought units never reset at Autumn.", formerly: "grant-rollover"),
    ]
  }
}

extension Rule {
  /// What Autumn alone has to say.
  static let autumnRules: [Rule] = [autumnStaticFeature, autumnMeter, autumnMultiCurrency, autumnPriceZero]

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  static let autumnStaticFeature = Rule(
    "autumn/static-feature", .warning, "Autumn has no static features",
    explanation: """
      Autumn's features are switches or balances. The feature is created as a switch, so that Autumn knows who has it. Its \
      value is in the plan's metadata, in the entry `catalogConfig` under the feature's key; your application must read it \
      there.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/features.create, `type`, and POST /v1/plans.create, `metadata`",
    wrong: Example.sections(#""features": {"support": {"type": ⟦"static"⟧}}, "plans": {}"#),
    right: Example.sections(#""features": {"support": {"type": "boolean"}}, "plans": {}"#))

  static let autumnMeter = Rule(
    "autumn/meter-by-application", .note, "Your application must track what a meter counts",
    explanation: """
      The event type of the meter becomes an event name of its features. Your application must call POST /v1/balances.track \
      with that name and a number, or without one to add 1. Autumn does not read the events, nor the values and groups that \
      the meter takes from them.
      """,
    source: "Autumn's documentation, customers/tracking-usage, \"Using Event Names\"",
    wrong: tokens(#""meters": {⟦"calls"⟧: {"eventType": "api.call", "aggregation": "count"}}, "#, #", "meter": "calls""#),
    right: tokens("", ""))

  private static func tokens(_ meters: String, _ meter: String) -> String {
    Example.sections(#"\#(meters)"features": {"tokens": {"type": "metered"\#(meter)}}, "plans": {}"#)
  }

  static let autumnMultiCurrency = Rule(
    "autumn/multi-currency", .note, "A price becomes a further currency of another price's plan",
    explanation: """
      Prices of one item with the same interval and trial are one plan at Autumn, with an amount in each currency. Autumn \
      accepts further currencies only if multi-currency is enabled for the organization.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price.additional_currencies`, and /v1/billing.attach",
    wrong: Example.plan(
      #""prices": {"usd": \#(monthly), "eur": {"amount": 1800, "currency": ⟦"EUR"⟧, "interval": "month"}}"#),
    right: Example.plan(
      #""prices": {"usd": \#(monthly), "yearly": {"amount": 18000, "currency": "USD", "interval": "year"}}"#))

  static let autumnPriceZero = Rule(
    "autumn/price-zero", .note, "A price of 0 becomes a plan without a price",
    explanation: "Autumn refuses a price of 0, and a plan without a price is free. Interval and currency are ignored.",
    source: "useautumn/autumn, validateProductItems.ts and openapi.yml, POST /v1/plans.create, `price`",
    wrong: Example.plan(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: monthly))
}
