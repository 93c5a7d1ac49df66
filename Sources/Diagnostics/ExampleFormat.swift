/// The file format of a rule's examples.
package enum ExampleFormat: String, Sendable {
  /// A catalog.
  case json, swift
  /// A JSON catalog in which `\xE9` represents the byte E9, in order to show invalid UTF-8.
  case escapedJSON = "escaped-json"
  /// An ids file for ``catalog``.
  case ids
  /// A Stripe webhook payload for ``catalog``. `…16 MiB…` represents that many bytes.
  case event
  /// The same in an envelope with its headers, signed with ``secret`` at the Unix time 1800000000 and received immediately.
  case signedEvent = "signed-event"

  /// The catalog that the ids file or payload belongs to; nil if the examples are catalogs themselves.
  package var catalog: String? {
    switch self {
    case .json, .swift, .escapedJSON: nil
    case .ids, .event, .signedEvent: Self.shop
    }
  }

  /// A heading for the examples that belong to ``catalog``.
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
