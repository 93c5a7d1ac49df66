import Accounts
import Catalog
import CatalogReading
import Diagnostics
import JSONText
import ModelAccounts
import Providers
import Testing

/// Whose an object is, at every provider.
@Suite struct OwnershipTests {
  /// A catalog with a plan, an add-on, a top-up, a meter and a discount. All keys but those of features and meters are the same
  /// for every owner.
  static func catalog(id: String?, owner: String, amount: Int = 2000) throws -> Catalog {
    let text = #"""
      {\#(id.map { #""id": "\#($0)", "# } ?? "")"meters": {"\#(owner)_calls": {"eventType": "\#(owner).call", "aggregation": "count"}},
       "features": {"\#(owner)_api": {"type": "boolean"}, "\#(owner)_calls": {"type": "metered", "meter": "\#(owner)_calls"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"\#(owner)_api": true, "\#(owner)_calls": 1000}, "prices": {
         "monthly": {"amount": \#(amount), "currency": "USD", "interval": "month"}}}},
       "addons": {"more": {"entitlements": {"\#(owner)_api": true}, "prices": {
         "monthly": {"amount": 500, "currency": "USD", "interval": "month"}}}},
       "topups": {"pack": {"feature": "\#(owner)_calls", "amount": 100, "prices": {
         "once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
       "providers": {"openmeter": {"options": {"mode": "plans"}}, "polar": {"options": {"multipleSubscriptions": true}}}}
      """#
    let analysis = analyze(SourceText(name: "catalog.json", bytes: Array(text.utf8)), providers: Provider.declarations)
    return try #require(analysis.catalog)
  }

  /// Two applications of one company, each with its own catalog and its own ids file.
  private static func alternate<Account: ModelAccount>(_ account: Account) throws {
    var chat = AccountPairTests.Client(account)
    _ = try chat.apply(catalog(id: "chat", owner: "chat"))
    let own = AccountPairTests.view(chat.transport.account)
    var notes = AccountPairTests.Client(chat.transport)
    let plan = try notes.apply(catalog(id: "notes", owner: "notes", amount: 900))
    #expect(plan.operations.allSatisfy { $0.id == nil }, "an object of the other catalog is touched")
    #expect(plan.leftovers == [])
    var rest = AccountPairTests.view(chat.transport.account)
    for object in own {
      let index = try #require(rest.firstIndex(of: object), "changed: \(object)")
      rest.remove(at: index)
    }
    if !plan.conflicts.isEmpty { return }
    for _ in 0..<2 {
      #expect(try chat.apply(catalog(id: "chat", owner: "chat")).isEmpty)
      #expect(try notes.apply(catalog(id: "notes", owner: "notes", amount: 900)).isEmpty)
    }
  }

  @Test func `two catalogs in one account do not touch each other`() throws {
    try Self.alternate(StripeModel())
    try Self.alternate(RazorpayModel())
    try Self.alternate(DodoModel())
    try Self.alternate(OpenMeterModel())
    try Self.alternate(PolarModel())
    try Self.alternate(CreemModel())
    try Self.alternate(AutumnModel())
  }

  /// What somebody else has made by hand, with the same keys and names.
  private static func meet<Account: ModelAccount>(_ account: Account) throws {
    var other = AccountPairTests.Client(account)
    _ = try other.apply(catalog(id: nil, owner: "chat"))
    let before = AccountPairTests.view(other.transport.account)
    let writes = other.transport.writes.count
    var own = AccountPairTests.Client(other.transport)
    let plan = try own.apply(catalog(id: nil, owner: "chat"))
    #expect(!plan.conflicts.isEmpty, "\(Account.api.provider.name)")
    #expect(other.transport.writes.count == writes, "\(Account.api.provider.name)")
    #expect(AccountPairTests.view(other.transport.account) == before)
    // Told to, it takes them over, and creates nothing twice.
    let count = other.transport.account.ids.count
    #expect(try own.apply(catalog(id: nil, owner: "chat"), adopts: true).conflicts == [])
    #expect(other.transport.account.ids.count == count, "\(Account.api.provider.name)")
    #expect(try own.plan(catalog(id: nil, owner: "chat")).isEmpty, "\(Account.api.provider.name)")
  }

  @Test func `what this catalog has not created is a conflict`() throws {
    try Self.meet(StripeModel())
    try Self.meet(RazorpayModel())
    try Self.meet(DodoModel())
    try Self.meet(OpenMeterModel())
    try Self.meet(PolarModel())
    try Self.meet(CreemModel())
    try Self.meet(AutumnModel())
  }
}
