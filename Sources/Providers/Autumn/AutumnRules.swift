import CatalogModel
import Diagnostics

extension Rule {
  static let autumnRules: [Rule] = autumnPriceRules + autumnPlanRules + autumnFeatureRules

  private static let autumnPriceRules: [Rule] = [
    autumnUnknownDefault, autumnAssumedDefault, autumnCurrency, autumnForeignCurrency, autumnMultiCurrency,
    autumnAmountPrecision, autumnLongNumber, autumnPriceZero, autumnInterval, autumnLongInterval, autumnTrialLength,
    autumnTrial, autumnLookupKey,
  ]

  private static func plan(_ price: String, defaultCurrency: String) -> String {
    Example.plan(
      #""prices": {"monthly": \#(price)}"#,
      and: #""providers": {"autumn": {"options": {"defaultCurrency": \#(defaultCurrency)}}}"#)
  }

  private static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#

  // MARK: Currencies

  static let autumnUnknownDefault = Rule(
    "autumn/default-currency-unknown", .warning, "The option `defaultCurrency` names no currency",
    explanation: """
      It is the default currency of the organization at Autumn, as a code of ISO 4217. All amounts are in it unless they \
      say otherwise; until the option is repaired, it is taken to be USD.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price`",
    wrong: plan(monthly, defaultCurrency: #"⟦"dollars"⟧"#),
    right: plan(monthly, defaultCurrency: #""USD""#))

  static let autumnAssumedDefault = Rule(
    "autumn/default-currency-assumed", .note, "The catalog does not name the organization's default currency",
    explanation: """
      A price at Autumn is a number without a currency: it is charged in the organization's default currency. It is taken \
      to be USD. In an organization with another one, 20 USD would be charged as 20 of that currency: name it in the \
      option `defaultCurrency`.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price`",
    wrong: Example.plan(#""prices": {"monthly": \#(monthly)}"#, and: #""providers": {⟦"autumn"⟧: {}}"#),
    right: plan(monthly, defaultCurrency: #""USD""#))

  static let autumnCurrency = Rule(
    "autumn/currency-unsupported", .warning, "Autumn does not charge the currency, or charges another amount in it",
    explanation: """
      Autumn charges through the seller's Stripe account, in Stripe's currencies. Those with three decimals may only be \
      the organization's default currency. UGX would be charged at a hundredth: Stripe counts it in hundredths, Autumn \
      does not. The price is left out of the requests; the provider-neutral view keeps it.
      """,
    source: "useautumn/autumn, stripeCurrencies.ts, convertAmountUtils.ts; Stripe's documentation, \"Supported currencies\"",
    wrong: plan(#"{"amount": 50000, "currency": ⟦"UGX"⟧, "interval": "month"}"#, defaultCurrency: #""UGX""#),
    right: plan(#"{"amount": 50000, "currency": "KES", "interval": "month"}"#, defaultCurrency: #""KES""#))

  static let autumnForeignCurrency = Rule(
    "autumn/currency-not-default", .warning, "A price is in another currency than the organization's, beside none in it",
    explanation: """
      A price at Autumn is in the organization's default currency, and may name amounts in further currencies beside it. \
      So a price in another currency needs one in the default currency of the same item, that recurs as often and has the \
      same trial. Without one it is left out of the requests: sent as it is, the number would be charged in the wrong \
      currency.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price.additional_currencies`",
    wrong: plan(#"{"amount": 2000, "currency": ⟦"EUR"⟧, "interval": "month"}"#, defaultCurrency: #""USD""#),
    right: plan(#"{"amount": 2000, "currency": "EUR", "interval": "month"}"#, defaultCurrency: #""EUR""#))

  static let autumnMultiCurrency = Rule(
    "autumn/multi-currency", .note, "A price becomes a further currency of another price's plan",
    explanation: """
      Prices of one item that recur as often and have the same trial are one plan at Autumn, with an amount in each \
      currency. Autumn takes further currencies only where multi-currency is enabled for the organization.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price.additional_currencies`, and /v1/billing.attach",
    wrong: Example.plan(
      #""prices": {"usd": \#(monthly), "eur": {"amount": 1800, "currency": ⟦"EUR"⟧, "interval": "month"}}"#),
    right: Example.plan(
      #""prices": {"usd": \#(monthly), "yearly": {"amount": 18000, "currency": "USD", "interval": "year"}}"#))

  // MARK: Amounts

  static let autumnAmountPrecision = Rule(
    "autumn/amount-precision", .warning, "The amount is finer than what is charged in the currency",
    explanation: """
      Autumn takes at most two decimals for a fixed price: the last of three must be 0. MGA has two decimals in ISO 4217 \
      and none at Autumn and Stripe. An amount is never rounded: the price is left out of the requests.
      """,
    source: "useautumn/autumn, validateProductItems.ts and convertAmountUtils.ts",
    wrong: plan(#"{"amount": ⟦6155⟧, "currency": "KWD", "interval": "month"}"#, defaultCurrency: #""KWD""#),
    right: plan(#"{"amount": 6150, "currency": "KWD", "interval": "month"}"#, defaultCurrency: #""KWD""#))

  static let autumnLongNumber = Rule(
    "autumn/number-too-long", .warning, "A number has more digits than Autumn keeps",
    explanation: """
      Numbers become doubles, which keep 15 digits, and whole numbers up to 9007199254740992. What is charged or sold \
      would be another amount, so such a price or top-up is left out of the requests. An allowance is sent, and read as \
      the nearest double.
      """,
    source: "RFC 8259, section 6; Autumn's server is TypeScript, where numbers are doubles",
    wrong: Example.plan(price: #"{"amount": ⟦9223372036854775807⟧, "currency": "USD", "interval": "year"}"#),
    right: Example.plan(price: #"{"amount": 99999999, "currency": "USD", "interval": "year"}"#))

  static let autumnPriceZero = Rule(
    "autumn/price-zero", .note, "A price charges nothing, and becomes a plan without a price",
    explanation: """
      Autumn takes no price of 0; a plan without a price is free. Of what is free, cadence and currency are not sent.
      """,
    source: "useautumn/autumn, validateProductItems.ts and openapi.yml, POST /v1/plans.create, `price`",
    wrong: Example.plan(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: monthly))

  // MARK: Intervals and trials

  static let autumnInterval = Rule(
    "autumn/interval-unsupported", .warning, "A price recurs every so many days, and Autumn charges by the week at least",
    explanation: """
      Prices recur every so many weeks, months or years; three months are `quarter`, six are `semi_annual`. Seven days are \
      sent as a week. What fits none of these is left out of the requests.
      """,
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `price.interval`, and validateProductItems.ts",
    wrong: Example.plan(price: #"{"amount": 200, "currency": "USD", "interval": ⟦"day"⟧}"#),
    right: Example.plan(price: #"{"amount": 200, "currency": "USD", "interval": "day", "intervalCount": 14}"#))

  static let autumnLongInterval = Rule(
    "autumn/interval-too-long", .warning, "The price recurs less often than every three years",
    explanation: """
      Autumn makes a price at Stripe, which recurs after at most 3 years, 36 months or 156 weeks. The price is left out of \
      the requests.
      """,
    source: "Stripe's API reference, POST /v1/prices, `recurring.interval_count`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "year", "intervalCount": ⟦4⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "year", "intervalCount": 3}"#))

  static let autumnTrialLength = Rule(
    "autumn/trial-too-long", .warning, "The trial is longer than 730 days",
    explanation: "Autumn's trials are those of subscriptions at Stripe. The plan is sent without a trial.",
    source: "an error message of Stripe's API, quoted in stripe/stripe-ruby#804",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦731⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 730}"#))

  static let autumnTrial = Rule(
    "autumn/trial-not-sent", .warning, "An add-on, or what is free, has a trial",
    explanation: """
      An add-on joins the subscription of the customer's plan, and Autumn ignores its trial where that has begun. A free \
      plan has no payment for a trial to put off; its end would take the plan away. The trial is left out.
      """,
    source: "Autumn's documentation, modelling-pricing/trials",
    wrong: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let autumnLookupKey = Rule(
    "autumn/lookup-key-not-sent", .note, "A price has a lookup key of its own, and Autumn has none",
    explanation: "Plans have ids of the seller's choice: the key of the item, and the price's id where it has several.",
    source: "useautumn/autumn, openapi.yml, POST /v1/plans.create, `plan_id`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"pro-monthly"⟧}"#),
    right: Example.plan(price: monthly))
}
