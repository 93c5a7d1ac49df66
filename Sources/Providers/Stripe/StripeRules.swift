import CatalogModel
import Diagnostics

extension Rule {
  /// What Stripe alone has to say.
  static let stripeRules: [Rule] = [stripeLookupKey, stripeOneTimeEntitlement, stripeFeatureValue]

  static let stripeLookupKey = Rule(
    "stripe/lookup-key-too-long", .warning, "The lookup key has more than 200 characters",
    explanation: "The price is created without a lookup key, and programs cannot find it by one.",
    source: "Stripe's API reference, POST /v1/prices, `lookup_key`",
    wrong: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦"\#(String(repeating: "k", count: 201))"⟧}"#),
    right: Example.plan(
      price: #"{"amount": 2000, "currency": "USD", "interval": "month", "lookupKey": "\#(String(repeating: "k", count: 200))"}"#))

  static let stripeOneTimeEntitlement = Rule(
    "stripe/one-time-entitlement", .warning, "An add-on that is paid once gives features",
    explanation: "Stripe's entitlements follow subscriptions. Your application must grant these when the payment arrives.",
    source: "Stripe's documentation, \"Entitlements\"",
    wrong: Example.addon(
      price: #"{"amount": 500, "currency": "USD", "interval": "one_time"}"#, entitlements: #"⟦{"api": true}⟧"#),
    right: Example.addon(price: #"{"amount": 500, "currency": "USD", "interval": "month"}"#))

  static let stripeFeatureValue = Rule(
    "stripe/feature-value-not-kept", .note, "Stripe does not keep the value or the allowance of a feature",
    explanation: """
      Stripe's features are on or off. The product carries access; your application, or a metering provider, must keep the \
      amount with its reset and limits, or the configured value.
      """,
    source: "Stripe's API reference, POST /v1/entitlements/features",
    wrong: Example.sections(#""features": {⟦"tokens"⟧: {"type": "metered"}}, "plans": {}"#),
    right: Example.sections(#""features": {"api": {"type": "boolean"}}, "plans": {}"#))
}
