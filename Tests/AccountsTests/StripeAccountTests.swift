import Accounts
import Catalog
import CatalogReading
import Diagnostics
import JSONText
import ModelAccounts
import Providers
import Testing

/// What `plan` and `apply` do to a Stripe account, edit by edit.
@Suite struct StripeAccountTests {
  typealias Client = AccountPairTests.Client<StripeModel>

  private static func catalog(_ text: String) throws -> Catalog {
    let analysis = analyze(SourceText(name: "catalog.json", bytes: Array(text.utf8)), providers: Provider.declarations)
    return try #require(analysis.catalog, "the catalog has errors")
  }

  /// A catalog with one plan.
  private static func shop(
    id: String? = "shop", name: String = "Pro", amount: Int = 2000, price: String = "", entitlements: String = #""api": true"#,
    features: String = #""api": {"type": "boolean"}, "brand": {"type": "boolean"}"#, plan: String = "", stripe: String = ""
  ) throws -> Catalog {
    try catalog(
      #"""
      {\#(id.map { #""id": "\#($0)", "# } ?? "")"features": {\#(features)},
       "plans": {"pro": {"name": "\#(name)", "entitlements": {\#(entitlements)}, "prices": {
         "monthly": {"amount": \#(amount), "currency": "USD", "interval": "month"\#(price)}}\#(plan)}},
       "providers": {"stripe": {"options": {\#(stripe)}}}}
      """#)
  }

  private static func summary(_ plan: AccountPlan) -> [String] {
    plan.operations.map { operation in
      ([operation.action.rawValue, operation.request]
        + operation.fields.map { "\($0.name): \($0.old.compact) -> \($0.new.compact)" }).joined(separator: " ")
    }
  }

  private func objects(_ client: Client, _ kind: String) -> [JSON] {
    client.transport.account.live.filter { $0["object"] == .string(kind) }
  }

  // MARK: Edits

  @Test func `an empty account is set up in the order of references`() throws {
    var client = Client(StripeModel())
    #expect(
      Self.summary(try client.apply(Self.shop())) == [
        "create features/api", "create products/plan/pro", "create prices/plan/pro/monthly",
        "attach product-features/plan/pro/api",
      ])
    #expect(try client.plan(Self.shop()).isEmpty)
  }

  @Test func `a name is changed in place`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.shop())
    #expect(Self.summary(try client.apply(Self.shop(name: "Max"))) == [#"update products/plan/pro name: "Pro" -> "Max""#])
  }

  @Test func `another amount is another price, which takes over the lookup key and the default`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.shop())
    let product = try #require(objects(client, "product").first?["id"]?.text)
    let price = try #require(objects(client, "price").first?["id"]?.text)
    _ = client.transport.account.answer(
      .init(HTTPRequest(.post, "/v1/products/\(product)", body: Array("default_price=\(price)".utf8)), .form))
    let plan = try client.apply(Self.shop(amount: 9900))
    #expect(Self.summary(plan) == ["replace prices/plan/pro/monthly unit_amount_decimal: 2000 -> 9900"])
    let live = objects(client, "price")
    #expect(live.map { $0["unit_amount"]?.compact } == ["9900"])
    #expect(live.first?["lookup_key"] == "shop:pro:monthly")
    #expect(try client.plan(Self.shop(amount: 9900)).isEmpty)
  }

  @Test func `an amount that returns takes its old price again`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.shop())
    let first = objects(client, "price").first?["id"]
    _ = try client.apply(Self.shop(amount: 9900))
    let count = client.transport.account.ids.count
    _ = try client.apply(Self.shop())
    #expect(objects(client, "price").map { $0["id"] } == [first])
    #expect(client.transport.account.ids.count == count)
  }

  @Test func `a tax behavior is set once, and then needs another price`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.shop())
    #expect(
      Self.summary(try client.apply(Self.shop(stripe: #""taxBehavior": "exclusive""#))) == [
        #"update prices/plan/pro/monthly tax_behavior: "unspecified" -> "exclusive""#
      ])
    #expect(
      Self.summary(try client.apply(Self.shop(stripe: #""taxBehavior": "inclusive""#))) == [
        #"replace prices/plan/pro/monthly tax_behavior: "exclusive" -> "inclusive""#
      ])
    #expect(objects(client, "price").map { $0["tax_behavior"] } == ["inclusive"])
  }

  @Test func `a description that is removed is cleared`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.shop(plan: #", "description": "For teams""#))
    _ = try client.apply(Self.shop())
    #expect(objects(client, "product").first?["description"] == .null)
  }

  @Test func `a feature that is switched off is detached without being asked`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.shop(entitlements: #""api": true, "brand": true"#), prunes: false)
    let plan = try client.apply(Self.shop(entitlements: #""api": true, "brand": false"#), prunes: false)
    #expect(Self.summary(plan) == ["detach product-features/plan/pro/brand"])
    #expect(plan.operations.first?.isLoss == true)
    #expect(objects(client, "product_feature").count == 1)
  }

  @Test func `what was archived by hand is restored`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.shop())
    let product = try #require(objects(client, "product").first?["id"]?.text)
    _ = client.transport.account.answer(
      .init(HTTPRequest(.post, "/v1/products/\(product)", body: Array("active=false".utf8)), .form))
    #expect(objects(client, "product") == [])
    #expect(Self.summary(try client.apply(Self.shop())) == ["restore products/plan/pro"])
    #expect(objects(client, "product").count == 1)
  }

  // MARK: Removals

  private static let two = #"""
    {"id": "shop", "features": {"api": {"type": "boolean"}}, "plans": {
      "pro": {"entitlements": {"api": true}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}},
      "old": {"entitlements": {"api": true}, "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"}}}}}
    """#
  private static let one = #"""
    {"id": "shop", "features": {"api": {"type": "boolean"}}, "plans": {
      "pro": {"entitlements": {"api": true}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  private static let none = #"{"id": "shop", "features": {"api": {"type": "boolean"}}, "plans": {}}"#

  @Test func `a plan that is gone is listed, and archived if asked for`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.catalog(Self.two))
    let kept = try client.apply(Self.catalog(Self.one), prunes: false)
    #expect(kept.leftovers == ["price `prices/plan/old/m` (price_2)", "product `products/plan/old` (shop_plan_old)"])
    #expect(objects(client, "product").count == 2)
    let pruned = try client.apply(Self.catalog(Self.one))
    #expect(Self.summary(pruned) == ["archive prices/plan/old/m", "archive products/plan/old"])
    #expect(objects(client, "product").count == 1)
  }

  @Test func `a plan that returns is restored`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.catalog(Self.two))
    _ = try client.apply(Self.catalog(Self.one))
    let count = client.transport.account.ids.count
    _ = try client.apply(Self.catalog(Self.two))
    #expect(objects(client, "product").count == 2)
    #expect(objects(client, "price").count == 2)
    #expect(client.transport.account.ids.count == count)
  }

  @Test func `a plan that is no longer sold is archived without being asked`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.catalog(Self.two), prunes: false)
    let unsold = Self.two.replacing(#""old": {"#, with: #""old": {"sold": false, "#)
    _ = try client.apply(Self.catalog(unsold), prunes: false)
    #expect(objects(client, "product").map { $0["id"] } == ["shop_plan_pro"])
    #expect(try client.plan(Self.catalog(unsold), prunes: false).isEmpty)
  }

  @Test func `a plan that is no longer sold keeps its features, also those that end with it`() throws {
    var client = Client(StripeModel())
    let sold = Self.two.replacing(#""features": {"#, with: #""features": {"sso": {"type": "boolean"}, "#)
      .replacing(#""old": {"entitlements": {"api": true}"#, with: #""old": {"entitlements": {"api": true, "sso": true}"#)
    _ = try client.apply(Self.catalog(sold))
    let unsold = sold.replacing(#""old": {"#, with: #""old": {"sold": false, "#)
    let plan = try client.apply(Self.catalog(unsold))
    #expect(Self.summary(plan).contains("archive features/sso"))
    #expect(plan.operations.allSatisfy { $0.action == .archive }, "\(Self.summary(plan))")
    #expect(Self.summary(try client.plan(Self.catalog(unsold))) == [])
  }

  @Test func `the last thing for sale is never archived`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.catalog(Self.two))
    #expect(try client.apply(Self.catalog(Self.none)).conflicts.map(\.message) == ["nothing would be left for sale"])
  }

  // MARK: Whose it is

  @Test func `two catalogs in one account do not touch each other`() throws {
    var chat = Client(StripeModel())
    _ = try chat.apply(Self.shop(id: "chat", name: "Chat Pro"))
    let own = AccountPairTests.view(chat.transport.account)
    var notes = Client(chat.transport)
    let other = try Self.shop(
      id: "notes", name: "Notes Pro", amount: 900, entitlements: #""export": true"#, features: #""export": {"type": "boolean"}"#)
    #expect(try notes.apply(other).conflicts == [])
    #expect(own.allSatisfy(AccountPairTests.view(chat.transport.account).contains))
    for _ in 0..<2 {
      #expect(try chat.apply(Self.shop(id: "chat", name: "Chat Pro")).isEmpty)
      #expect(try notes.apply(other).isEmpty)
    }
  }

  @Test func `a feature of another catalog is never taken`() throws {
    var chat = Client(StripeModel())
    _ = try chat.apply(Self.shop(id: "chat"))
    var notes = Client(chat.transport)
    let plan = try notes.plan(Self.shop(id: "notes"), adopts: true)
    #expect(plan.conflicts.map(\.message).first == "the feature `feat_1` belongs to another catalog, `chat`")
  }

  @Test func `a lookup key that somebody else's price has is a conflict, and is taken over if asked for`() throws {
    var client = Client(StripeModel())
    let foreign = [
      "name=Live", "currency=usd&product=prod_1&unit_amount=500&lookup_key=shop:pro:monthly&recurring[interval]=month",
    ]
    for (path, body) in zip(["/v1/products", "/v1/prices"], foreign) {
      _ = client.transport.account.answer(.init(HTTPRequest(.post, path, body: Array(body.utf8)), .form))
    }
    let before = client.transport.account.live
    let plan = try client.apply(Self.shop())
    #expect(plan.conflicts.map(\.message) == ["the price `price_1` exists, but this catalog has not created it"])
    #expect(client.transport.account.live == before)
    #expect(client.transport.writes.isEmpty)
    #expect(try client.apply(Self.shop(), adopts: true).conflicts == [])
  }

  @Test func `an id of the catalog whose price differs is a conflict`() throws {
    var client = Client(StripeModel())
    for (path, body) in [
      ("/v1/products", "name=Live"), ("/v1/prices", "currency=usd&product=prod_1&unit_amount=500&recurring[interval]=month"),
    ] {
      _ = client.transport.account.answer(.init(HTTPRequest(.post, path, body: Array(body.utf8)), .form))
    }
    let catalog = try Self.shop(
      price: #", "providerIds": {"stripe": "price_1"}"#, plan: #", "providerIds": {"stripe": "prod_1"}"#)
    #expect(
      try client.apply(catalog).conflicts.map(\.message) == [
        "the price `price_1` of `providerIds` is not what the catalog says: `unit_amount_decimal` is `500`, not `2000`"
      ])
  }

  @Test func `an id may change where the key stays`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.catalog(Self.two))
    let renamed = Self.two.replacing(#""old": {"#, with: #""legacy": {"key": "old", "#)
    let plan = try client.apply(Self.catalog(renamed))
    #expect(plan.operations.allSatisfy { $0.action == .update && $0.fields.map(\.name) == ["metadata"] }, "\(Self.summary(plan))")
    #expect(try client.plan(Self.catalog(renamed)).isEmpty)
  }

  @Test func `an ids file that was lost is not needed for what carries the mark`() throws {
    var client = Client(StripeModel())
    _ = try client.apply(Self.catalog(Self.two))
    var other = Client(client.transport)
    #expect(try other.plan(Self.catalog(Self.two)).isEmpty)
  }

  @Test func `the ids file of another account is refused`() throws {
    var client = Client(StripeModel())
    client.ledger.account = AccountIdentity(id: "acct_other", mode: .test, host: "model")
    #expect(
      try client.plan(Self.shop()).conflicts.map(\.message) == [
        "the ids file belongs to another account: acct_other, test, not Model (acct_model), test"
      ])
  }
}
