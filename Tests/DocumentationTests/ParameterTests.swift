import CatalogReading
import Diagnostics
import Documentation
import JSONText
import Providers
import Testing

/// The parameters of purchase requests.
@Suite struct ParameterTests {
  private static let further = #"""
    {"features": {"calls": {"type": "metered", "meter": "calls"}, "pages": {"type": "metered", "meter": "pages"}, "api": {"type": "boolean"}, "sso": {"type": "boolean"},
       "seats": {"type": "limit"}},
     "meters": {"calls": {"eventType": "api.call", "aggregation": "count"},
       "pages": {"eventType": "page", "aggregation": "count"}},
     "plans": {
       "pro": {"entitlements": {"api": true, "pages": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14, "trialCard": false}}},
       "team": {"entitlements": {"api": true, "calls": 5}, "quantity": {"feature": "seats"},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {
       "login": {"entitlements": {"sso": true, "calls": 7}, "multiple": true, "compatiblePlans": ["team"],
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month",
           "providerIds": {"openmeter": "01JD3Z8K5V0000000000000001"}}}},
       "setup": {"entitlements": {}, "prices": {"o": {"amount": 9900, "currency": "USD", "interval": "one_time"}}}},
     "topups": {"pack": {"feature": "calls", "amount": 500, "quantity": {},
       "prices": {"o": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
    """#

  @Test(arguments: Provider.all.map(\.name)) func `the parameters of all requests are documented`(name: String) throws {
    let provider = try #require(Provider.named(name))
    var used: Set<String> = []
    let sources = Construct.all.map { $0.catalog.text(pretty: false) } + [Array(Self.further.utf8)]
    for source in sources {
      let catalog = try #require(
        analyze(SourceText(name: "catalog.json", bytes: source), providers: Provider.declarations).catalog)
      for request in provider.compile(catalog).artifact.purchase {
        used.formUnion(Self.parameters(of: request.json))
      }
    }
    #expect(used.subtracting(provider.parameters.map(\.name)) == [])
    #expect(Set(provider.parameters.map(\.name)).subtracting(used) == [])
    #expect(Set(provider.parameters.map(\.name)).count == provider.parameters.count)
  }

  /// Those in the body and the lookup, and those in a path, which have no slash.
  private static func parameters(of value: JSON) -> [String] {
    switch value {
    case .object(let members):
      if members.count == 1, members[0].name == "$param", case .string(let name) = members[0].value { return [name] }
      return members.flatMap { parameters(of: $0.value) }
    case .array(let elements): return elements.flatMap(parameters)
    case .string(let text):
      guard text.hasPrefix("/") else { return [] }
      return text.split(separator: "{").dropFirst().compactMap { piece in
        piece.split(separator: "}", omittingEmptySubsequences: false).first.map(String.init)
      }.filter { !$0.contains("/") }
    default: return []
    }
  }
}
