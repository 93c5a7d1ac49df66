import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import ModelAccounts
import Providers
import Testing

/// What `plan` and `apply` do to an account at Dodo Payments or Razorpay that exists, edit by edit.
@Suite struct DodoAccountTests {
  typealias Client = AccountPairTests.Client<DodoModel>

  private static func shop(
    name: String = "Pro", trial: String = "", addons: String = "", options: String = #""taxCategory": "saas""#
  ) throws -> Catalog {
    let text = #"""
      {"id": "shop", "features": {"seats": {"type": "limit"}},
       "plans": {"pro": {"name": "\#(name)", "entitlements": {"seats": 3}, "prices": {
         "m": {"amount": 2000, "currency": "USD", "interval": "month"\#(trial)}}}},
       "addons": {\#(addons)}, "providers": {"dodo": {"options": {\#(options)}}}}
      """#
    let analysis = analyze(SourceText(name: "catalog.json", bytes: Array(text.utf8)), providers: Provider.declarations)
    return try #require(analysis.catalog, "the catalog has errors")
  }

  private static func seat(name: String = "Seat", more: String = "") -> String {
    #"""
    "seat": {"name": "\#(name)", "entitlements": {"seats": 1}, "prices": {
      "m": {"amount": 500, "currency": "USD", "interval": "month"}\#(more)}}
    """#
  }

  private static let yearlySeat = #", "y": {"amount": 5000, "currency": "USD", "interval": "year"}"#

  private func products(_ client: Client) -> [JSON] {
    client.transport.account.live.filter { $0["tax_category"] != nil && $0["price"]?["type"] != nil }
  }

  /// The add-ons, and how many of them the only product carries.
  private func addons(_ client: Client) throws -> (names: [String], carried: Int) {
    let product = try #require(products(client).first)
    let addons = client.transport.account.live.filter { $0["price"]?.decimal != nil }
    return (addons.compactMap { $0["name"]?.text }.sorted(), product["addons"]?.elements.count ?? 0)
  }

  @Test func `an add-on that is new is carried by the product that exists`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.shop())
    _ = try client.apply(Self.shop(addons: Self.seat()))
    let (names, carried) = try addons(client)
    #expect(names == ["Seat"])
    #expect(carried == 1)
    #expect(try client.plan(Self.shop(addons: Self.seat())).isEmpty)
  }

  @Test func `an add-on with another price keeps its object and its product`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.shop(addons: Self.seat()))
    let both = try Self.shop(addons: Self.seat(more: Self.yearlySeat))
    _ = try client.apply(both)
    // The plan is monthly: the product carries the monthly add-on, which is the one that it carried.
    let (names, carried) = try addons(client)
    #expect(names.count == Set(names).count)
    #expect(names.filter { $0.hasPrefix("Seat") } == names)
    #expect(carried == 1)
    #expect(try client.plan(both).isEmpty)
  }

  @Test func `an add-on that is renamed is the same object`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.shop(addons: Self.seat()))
    _ = try client.apply(Self.shop(addons: Self.seat(name: "Chair")))
    let (names, carried) = try addons(client)
    #expect(names == ["Chair"])
    #expect(carried == 1)
  }

  @Test func `a trial that is removed is not given any more`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.shop(trial: #", "trialDays": 14"#))
    #expect(products(client).map { $0.at("price.trial_period_days")?.decimal?.integer } == [14])
    _ = try client.apply(Self.shop())
    #expect(products(client).map { $0.at("price.trial_period_days")?.decimal?.integer ?? 0 } == [0])
  }

  @Test func `tax that becomes included is included`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.shop())
    _ = try client.apply(Self.shop(options: #""taxCategory": "saas", "taxInclusive": true"#))
    #expect(products(client).map { $0.at("price.tax_inclusive") } == [true])
  }

  @Test func `an add-on of somebody else keeps its price`() throws {
    var client = Client(DodoModel())
    let body = #"{"name": "Seat", "price": 900, "currency": "EUR", "tax_category": "saas"}"#
    _ = client.transport.account.answer(.init(HTTPRequest(.post, "/addons", body: Array(body.utf8)), .json))
    let foreign = try #require(client.transport.account.live.first)
    _ = try client.apply(Self.shop(addons: Self.seat()))
    #expect(client.transport.account.live.contains(foreign))
    #expect(try addons(client).carried == 1)
    #expect(try client.plan(Self.shop(addons: Self.seat())).isEmpty)
  }

  /// Razorpay's plans cannot be changed or archived, and customers read the name on every invoice.
  @Test func `a plan of Razorpay with another name is another plan`() throws {
    let shop = { (name: String) in
      try #require(
        analyze(
          SourceText(
            name: "catalog.json",
            bytes: Array(
              #"""
              {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"name": "\#(name)", "entitlements": {"api": true},
               "prices": {"m": {"amount": 2000, "currency": "INR", "interval": "month"}}}}}
              """#.utf8)), providers: Provider.declarations
        ).catalog)
    }
    var client = AccountPairTests.Client(RazorpayModel())
    _ = try client.apply(shop("Pro"))
    let plan = try client.apply(shop("Professional"))
    let id = try #require(client.ledger.entries.first?.id)
    let used = try #require(client.transport.account.plan(id))
    // Either the plan in use has the new name, or the step is left to people, and said.
    #expect(used.at("item.name") == "Professional" || !plan.manual.isEmpty)
    #expect(try client.plan(shop("Professional")).operations.isEmpty)
  }
}
