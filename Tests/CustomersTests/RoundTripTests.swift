import Accounts
import Catalog
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

@testable import Customers

/// From the purchase request to the item that its event is about.
@Suite struct RoundTripTests {
  private static let catalog = #"""
    {"id": "chat", "features": {"calls": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}, "sso": {"type": "boolean"},
       "seats": {"type": "limit"}},
     "meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "plans": {
       "pro": {"name": "Pro", "entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 7}}},
       "max": {"name": "Max", "entitlements": {"api": true}, "quantity": {"feature": "seats"},
         "prices": {"m": {"amount": 4000, "currency": "USD", "interval": "month"}}}},
     "addons": {
       "login": {"name": "Login", "entitlements": {"sso": true}, "multiple": true,
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}},
       "kickoff": {"name": "Kick-off", "entitlements": {"calls": 1000},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "topups": {"pack": {"name": "Pack", "feature": "calls", "amount": 500,
       "prices": {"o": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#

  @Test(arguments: ["stripe", "razorpay", "dodo", "polar", "creem", "autumn"])
  func `what a request buys is found in the events that follow`(name: String) throws {
    let provider = try #require(Provider.named(name))
    let compilation = Compilation(Marked(Self.catalog).source, providers: .named([provider]))
    let catalog = try #require(compilation.catalog)
    let output = try #require(compilation.outputs.first)
    let index = CatalogIndex(catalog, provider: provider)
    let setup = Dictionary(uniqueKeysWithValues: output.artifact.setup.map { ($0.id, $0) })
    var found: Set<String> = []
    for request in output.artifact.purchase {
      let parts = request.id.split(separator: "/")
      let (kind, id) = (String(parts[1]), String(parts[2]))
      // Razorpay and Dodo send nothing of the object but its id.
      let objects = ["razorpay", "dodo"].contains(name) ? [:] : setup
      guard let line = Self.line(of: request, kind, id, objects) else { continue }
      guard case .found(let item, _) = index.match(line) else {
        Issue.record("\(name) \(request.id): \(index.match(line))")
        continue
      }
      #expect(item.kind.rawValue == kind && item.header.id == id, "\(name) \(request.id)")
      found.insert("\(kind)/\(id)")
    }
    #expect(found == ["plan/pro", "plan/max", "addon/login", "addon/kickoff", "topup/pack"])
  }

  /// What an event says about the item that a request buys: what a provider copies from the objects and from the request. Nil if
  /// it copies nothing, as for an amount on an invoice.
  private static func line(
    of request: Request, _ kind: String, _ id: String, _ setup: [String: Request]
  ) -> News.Line? {
    guard let body = request.body else { return nil }
    var line = News.Line(.root)
    var isIdentified = false
    for reference in references(in: body) where reference.hasPrefix("prices/\(kind)/\(id)/") {
      guard let object = setup[reference]?.body else { continue }
      if case .object(let metadata)? = object["metadata"] { line.metadata += metadata }
      if case .string(let key)? = object["lookup_key"] { line.lookupKey = key }
      if case .string(let name)? = object["name"] { line.name = name }
      isIdentified = true
    }
    if case .string(let plan)? = body["plan_id"] {
      line.ids = [plan]
      isIdentified = true
    }
    for field in ["metadata", "notes"] {
      guard case .object(let metadata)? = body[field],
        metadata.contains(where: { $0.name.hasPrefix("catalog") && $0.name != "catalogId" })
      else { continue }
      line.purchase = metadata
      isIdentified = true
    }
    return isIdentified ? line : nil
  }

  private static func references(in value: JSON) -> [String] {
    if let request = value.reference { return [request] }
    return switch value {
    case .object(let members): members.flatMap { references(in: $0.value) }
    case .array(let elements): elements.flatMap(references)
    default: []
    }
  }

  @Test func `a one-time add-on on an invoice of its own is found by the metadata of its line`() throws {
    let provider = try #require(Provider.named("stripe"))
    let compilation = Compilation(Marked(Self.catalog).source, providers: .named([provider]))
    let catalog = try #require(compilation.catalog)
    let purchases = try #require(compilation.outputs.first).artifact.purchase
    let request = try #require(purchases.first { $0.id == "purchase/addon/kickoff/once" })
    var line = News.Line(.root)
    if case .object(let metadata)? = request.body?["metadata"] { line.metadata = metadata }
    guard case .found(let item, let isByPurchase) = CatalogIndex(catalog, provider: provider).match(line) else {
      Issue.record("no item")
      return
    }
    #expect(item.header.id == "kickoff" && !isByPurchase)
    // Without metadata, the product's id is enough.
    var product = News.Line(.root)
    product.ids = ["price_unknown", "chat_addon_kickoff"]
    #expect(CatalogIndex(catalog, provider: provider).match(product).isFound)
  }
}
