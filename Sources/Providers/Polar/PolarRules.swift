import CatalogModel
import Diagnostics

extension Rule {
  static let polarRules: [Rule] = [
    polarCurrency, polarDefaultCurrency, polarAmountPrecision, polarAmountMinimum, polarAmountMaximum, polarInterval,
    polarTrialLength, polarLookupKey, polarKey, polarWithoutPrice, polarProductPerPrice, polarItemID, polarProductID, polarIDTaken,
    polarExistingProduct, polarTextLength, polarNameTooShort, polarMetadata, polarMetadataOverridden, polarReservedMetadata,
    polarOrganizationID, polarMultipleSubscriptions, polarAddonSubscription, polarAddonQuantity, polarQuantity, polarPlans,
    polarFeatureWithoutMeter, polarSharedMeter, polarAggregation, polarAggregationCredits, polarValueProperty,
    polarCountValue, polarEventType, polarLongMeterName, polarGroupBy, polarDescription, polarUnused, polarSameDescription,
    polarStaticValue, polarZeroCredit, polarCreditUnits, polarLimit, polarOverage, polarResetShorter, polarResetLonger,
    polarOneTimeAllowance, polarAddonResetsPlan, polarTopupWithoutCredit, polarGrantExpiration, polarGrantPriority,
    polarGrantRollover, polarTopupLapses,
  ]

  // MARK: Money

  static let polarCurrency = Rule(
    "polar/currency-unsupported", .warning, "Polar does not take the currency",
    explanation: "The price is left out of the requests; the provider-neutral view keeps it.",
    source: "server/polar/kit/currency.py in polarsource/polar (2026)",
    wrong: Example.plan(price: #"{"amount": 20000, "currency": ⟦"KWD"⟧, "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 20000, "currency": "AED", "interval": "month"}"#))

  static let polarDefaultCurrency = Rule(
    "polar/currency-not-default", .warning, "A product has no price in the organization's default currency",
    explanation: """
      Every product must have a price in the organization's default payment currency. Prices of one item that differ in \
      their currency alone are one product; those that have none in the default currency among them are left out of the \
      requests.

      The option `defaultCurrency` names the currency. Where it is left out, the currency of the first price that Polar \
      takes is the default.
      """,
    source: "server/polar/product/service.py in polarsource/polar",
    wrong: Example.plan(
      #"""
      "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
             "eur": {"amount": 19000, "currency": ⟦"EUR"⟧, "interval": "year"}}
      """#),
    right: Example.plan(
      #"""
      "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
             "eur": {"amount": 1900, "currency": "EUR", "interval": "month"}}
      """#))

  static let polarAmountPrecision = Rule(
    "polar/amount-precision", .warning, "The amount is finer than Polar takes in the currency",
    explanation: """
      MGA has two decimals in ISO 4217 and none at Polar. An amount is never rounded: the price is left out of the \
      requests.
      """,
    source: "server/polar/kit/currency.py in polarsource/polar",
    wrong: Example.plan(price: #"{"amount": ⟦2000050⟧, "currency": "MGA", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 2000000, "currency": "MGA", "interval": "month"}"#))

  static let polarAmountMinimum = Rule(
    "polar/amount-below-minimum", .warning, "The amount is below what Polar charges",
    explanation: """
      Each currency has a minimum, and an amount of 0 is a free product. Anything between is refused: the price is left out \
      of the requests.
      """,
    source: "server/polar/kit/currency.py in polarsource/polar",
    wrong: Example.plan(price: #"{"amount": ⟦49⟧, "currency": "USD", "interval": "month"}"#),
    right: Example.plan(price: #"{"amount": 50, "currency": "USD", "interval": "month"}"#))

  static let polarAmountMaximum = Rule(
    "polar/amount-above-maximum", .warning, "The amount is above what Polar charges",
    explanation: """
      Eight digits of minor units, and more in twelve currencies of small value. The price is left out of the requests.
      """,
    source: "server/polar/kit/currency.py in polarsource/polar",
    wrong: Example.plan(price: #"{"amount": ⟦100000000⟧, "currency": "USD", "interval": "year"}"#),
    right: Example.plan(price: #"{"amount": 99999999, "currency": "USD", "interval": "year"}"#))

  // MARK: Time

  static let polarInterval = Rule(
    "polar/interval-count-above-maximum", .warning, "The price recurs every thousand intervals or less often",
    explanation: "A product recurs every 1 to 999 days, weeks, months or years. The price is left out of the requests.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/products/, `recurring_interval_count`",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "day", "intervalCount": ⟦1000⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "day", "intervalCount": 999}"#))

  static let polarTrialLength = Rule(
    "polar/trial-too-long", .warning, "The trial is longer than 1000 days",
    explanation: "The product is sent without a trial.",
    source: "server/polar/kit/trial.py in polarsource/polar",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦1001⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 1000}"#))

  static let polarLookupKey = Rule(
    "polar/lookup-key-not-sent", .note, "A price has a lookup key of its own, and Polar has none",
    explanation: "A product is found by its metadata: the ids of the item and of the price, and the terms.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/products/",
    wrong: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"pro_monthly"⟧}"#),
    right: Example.plan(price: #"{"amount": 2000, "currency": "USD", "interval": "month"}"#))

  static let polarKey = Rule(
    "polar/key-not-sent", .note, "A meter or a feature has a key of its own, and Polar has none",
    explanation: "A meter and a benefit are found by their metadata, which has the id of the meter or the feature.",
    source: "Polar's OpenAPI description 2026-04, POST /v1/meters/ and POST /v1/benefits/",
    wrong: Example.sections(#""features": {"api": {"key": ⟦"api_access"⟧, "type": "boolean"}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean"}}, "plans": {}"#))

  // MARK: Texts and metadata

  static let polarTextLength = Rule(
    "polar/text-too-long", .warning, "A name is longer than Polar takes",
    explanation: """
      A product's name has 64 characters, with the id of the price in parentheses where an item has several. The text of a \
      benefit has 42: the name of the feature, with the amount in front where there is one. The text is cut there.
      """,
    source: "server/polar/product/schemas.py and server/polar/benefit/schemas.py in polarsource/polar",
    wrong: Example.plan(
      #""name": ⟦"\#(String(repeating: "n", count: 65))"⟧, "#
        + #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#),
    right: Example.plan(
      #""name": "\#(String(repeating: "n", count: 64))", "#
        + #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#))

  static let polarNameTooShort = Rule(
    "polar/name-too-short", .warning, "A name has fewer than three characters",
    explanation: """
      Polar refuses products, meters and benefits with such names, white space around them not counted. What has the name \
      is left out of the requests, with all that needs it.
      """,
    source: "server/polar/product/schemas.py, meter/schemas.py and benefit/schemas.py in polarsource/polar",
    wrong: Example.plan(
      #""name": ⟦"S"⟧, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#),
    right: Example.plan(
      #""name": "Small", "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#))

  static let polarMetadata = Rule(
    "polar/metadata-limit", .warning, "A metadata entry is beyond Polar's limits",
    explanation: """
      An object has 50 entries, the compiler's among them; a name has 1 to 40 characters, a text 1 to 500, none of them \
      NUL. Numbers and truth values are sent as they are, lists and objects as JSON text. The entry is left out of the \
      requests.
      """,
    source: "server/polar/kit/metadata.py in polarsource/polar",
    wrong: Example.plan(
      #""metadata": {"tier": ⟦""⟧}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#),
    right: Example.plan(
      #""metadata": {"tier": "gold"}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#))

  static let polarMetadataOverridden = Rule(
    "polar/metadata-overridden", .note, "Two metadata entries of one name go to the same object",
    explanation: """
      A product stands for a price and carries the metadata of the item too; a benefit stands for an entitlement and \
      carries that of its feature. The entry that is nearer wins: the price's, the entitlement's.
      """,
    wrong: Example.plan(
      #"""
      "metadata": {"tier": ⟦"gold"⟧}, "prices": {"monthly":
             {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"tier": "silver"}}}
      """#),
    right: Example.plan(
      #"""
      "metadata": {"tier": "gold"}, "prices": {"monthly":
             {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"rank": 2}}}
      """#))

  static let polarReservedMetadata = Rule(
    "polar/metadata-reserved", .warning, "A metadata entry has a name that the compiler writes at Polar",
    explanation: """
      Polar has no ids of one's own: the compiler's entries find an object again, and say what it is. They win.
      """,
    wrong: Example.plan(
      #""metadata": {"provider": ⟦"us"⟧}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#),
    right: Example.plan(
      #""metadata": {"vendor": "us"}, "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#))
}
