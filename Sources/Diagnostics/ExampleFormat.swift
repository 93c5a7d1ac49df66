/// How the examples of a rule are spelled, and what they are examples of.
package enum ExampleFormat: String, Sendable {
  /// A catalog.
  case json, swift
  /// A catalog in JSON in which `\xE9` stands for the byte E9: what is not UTF-8 can be shown in no other way.
  case escapedJSON = "escaped-json"
  /// A file of ids, for ``catalog``.
  case ids
  /// A payload of Stripe's webhooks, for ``catalog``. In a text, `…16 MiB…` stands for as many bytes.
  case event
  /// The same in an envelope with its headers, signed with ``secret`` at the time 1800000000 and received at once.
  case signedEvent = "signed-event"

  /// The catalog that the file of ids or the payload belongs to; nil where the examples are catalogs themselves.
  package var catalog: String? {
    switch self {
    case .json, .swift, .escapedJSON: nil
    case .ids, .event, .signedEvent: Self.shop
    }
  }

  /// What the examples are, for the line above ``catalog``.
  package var title: String? {
    switch self {
    case .json, .swift, .escapedJSON: nil
    case .ids: "Ids files"
    case .event: "Stripe events"
    case .signedEvent: "Stripe events, signed with the secret `\(Self.secret)` and received immediately"
    }
  }

  package static let secret = "whsec_example"

  /// A plan, an add-on that changes a value of the plan, and a top-up.
  private static let shop = #"""
    {"features": {"tokens": {"type": "metered"}, "support": {"type": "static"}},
     "plans": {"pro": {"entitlements": {"tokens": {"amount": 1000, "reset": "month"}, "support": "email"},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month",
         "providerIds": {"stripe": "price_pro", "dodo": "pdt_pro"}}}}},
     "addons": {"phone": {"entitlements": {"support": "phone"},
       "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month",
         "providerIds": {"stripe": "price_phone"}}}}},
     "topups": {"pack": {"feature": "tokens", "amount": 500,
       "prices": {"usd": {"amount": 1500, "currency": "USD", "interval": "one_time"}}}}}
    """#
}
