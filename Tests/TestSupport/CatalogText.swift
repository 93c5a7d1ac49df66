import Accounts
import Catalog
import Diagnostics
import Providers
import Testing

/// Minimal catalogs around the text under test.
package enum CatalogText {
  package static let once = #""prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}"#

  /// One meter, `tokens`.
  package static func meter(_ fields: String) -> String {
    #"{"meters": {"tokens": {\#(fields)}}, "features": {}, "plans": {}}"#
  }

  /// One feature, `api`, and a meter, `calls`.
  package static func feature(_ fields: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}}, "features": {"api": {\#(fields)}}, "plans": {}}
    """#
  }

  /// The plan `pro`, which includes the feature `it`.
  package static func entitlement(_ value: String, of type: String) -> String {
    #"{"features": {"it": {"type": "\#(type)"}}, "plans": {"pro": {"entitlements": {"it": \#(value)}}}}"#
  }

  /// The plan `pro` with these fields next to its entitlements.
  package static func plan(_ fields: String) -> String {
    #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, \#(fields)}}}"#
  }

  /// The plan `pro` with the price `monthly`.
  package static func price(_ fields: String) -> String { plan(#""prices": {"monthly": {\#(fields)}}"#) }

  /// A monthly price in dollars with further fields.
  package static func monthly(_ fields: String) -> String {
    price(#""amount": 2000, "currency": "USD", "interval": "month", \#(fields)"#)
  }

  /// A monthly price in dollars of this amount.
  package static func price(amount: String) -> String { price(#""amount": \#(amount), "currency": "USD", "interval": "month""#) }

  /// The plans `pro` and `team`, and the add-on `seats` with these fields next to its entitlements.
  package static func addon(_ fields: String) -> String {
    #"""
    {"features": {"sso": {"type": "boolean"}, "api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}}, "team": {"entitlements": {"api": true}}},
     "addons": {"seats": {"entitlements": {"sso": true}, \#(fields)}}}
    """#
  }

  /// The plan `pro`, and the top-up `pack` with these fields.
  package static func topup(_ fields: String) -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true, "tokens": 100}}},
     "topups": {"pack": {\#(fields)}}}
    """#
  }

  /// A top-up of 1000 tokens with this grant.
  package static func grant(_ value: String) -> String {
    topup(#""feature": "tokens", "amount": 1000, \#(once), "grant": \#(value)"#)
  }

  /// A catalog with provider settings.
  package static func providers(_ entries: String) -> String {
    #"{"features": {}, "plans": {}, "providers": {\#(entries)}}"#
  }
}

/// The catalog of a text without errors.
package func catalog(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Catalog {
  let compilation = Compilation(Marked(text).source, providers: .named([]))
  return try #require(
    compilation.catalog, "\(compilation.diagnostics.map { "\($0.rule) @ \($0.path)" })", sourceLocation: sourceLocation)
}

/// The only diagnostic of a text.
package func onlyDiagnostic(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Diagnostic {
  let all = diagnostics(text).ignoringMissingPrices()
  #expect(all.count == 1, "found \(all.map { "\($0.rule) @ \($0.path)" })", sourceLocation: sourceLocation)
  return try #require(all.first, sourceLocation: sourceLocation)
}
