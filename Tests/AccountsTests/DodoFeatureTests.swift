import Accounts
import Catalog
import JSONText
import ModelAccounts
import Providers
import Testing

/// Boolean features in a Dodo Payments account.
@Suite struct DodoFeatureTests {
  private typealias Client = AccountPairTests.Client<DodoModel>

  /// A plan that grants features, and one that grants others.
  private static func catalog(
    features: JSON = ["api": ["type": "boolean"], "sso": ["type": "boolean"]], pro: JSON, team: JSON = [:], sold: Bool = true
  ) throws -> Catalog {
    func plan(_ granted: JSON, sold: Bool = true) -> JSON {
      .fields([
        "entitlements": granted, "prices": ["m": ["amount": 2000, "currency": "USD", "interval": "month"]],
        "sold": sold ? nil : false,
      ])
    }
    return try ImportTests.catalog([
      "id": "shop", "features": features, "plans": .object([.init("pro", plan(pro, sold: sold)), .init("team", plan(team))]),
    ])
  }

  private static func objects(_ client: Client, _ path: String) throws -> [JSON] {
    let response = try client.transport.send(HTTPRequest(.get, path))
    return JSON(parsing: response.body)?["items"]?.elements ?? []
  }

  private static func features(_ client: Client) throws -> [JSON] { try objects(client, "/entitlements") }

  /// The names of what each product grants.
  private static func granted(_ client: Client) throws -> [String: Set<String>] {
    var granted: [String: Set<String>] = [:]
    for product in try objects(client, "/products") {
      granted[product["name"]?.text ?? ""] = Set((product["entitlements"]?.elements ?? []).compactMap { $0["name"]?.text })
    }
    return granted
  }

  private static func send(_ client: Client, _ method: Request.Method, _ path: String, _ body: JSON) throws -> JSON {
    let response = try client.transport.send(HTTPRequest(method, path, body: Array(body.compact.utf8)))
    #expect(response.isSuccess)
    return JSON(parsing: response.body) ?? .null
  }

  @Test func `a feature is changed in place, also its id`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.catalog(pro: ["api": true]))
    let id = try #require(Self.features(client).first?["id"])
    let changed: JSON = [
      "api": ["type": "boolean", "key": "api_access", "name": "API access", "description": "For programs"]
    ]
    #expect(try client.apply(Self.catalog(features: changed, pro: ["api": true])).conflicts == [])
    let features = try Self.features(client)
    #expect(features.map { $0["id"] } == [id])
    #expect(features.first?["integration_config"] == ["feature_id": "api_access", "feature_type": "boolean"])
    #expect(features.first?["description"] == "For programs")
    #expect(try client.plan(Self.catalog(features: changed, pro: ["api": true])).isEmpty)
  }

  @Test func `a feature that is no longer granted is taken off the product before it is deleted`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.catalog(pro: ["api": true, "sso": true]))
    #expect(try Self.granted(client) == ["pro": ["api", "sso"], "team": []])
    let next = try Self.catalog(pro: ["api": true])
    let kept = try client.apply(next, prunes: false)
    #expect(try Self.granted(client) == ["pro": ["api"], "team": []])
    #expect(kept.leftovers.count == 1)
    #expect(try Self.features(client).count == 2)
    #expect(try client.apply(next).conflicts == [])
    #expect(try Self.features(client).compactMap { $0["name"]?.text } == ["api"])
    #expect(try client.plan(next).isEmpty)
  }

  /// One that is deleted cannot be restored.
  @Test func `a feature that is granted again is created again`() throws {
    var client = Client(DodoModel())
    for pro: JSON in [["api": true], [:], ["api": true]] { _ = try client.apply(Self.catalog(pro: pro)) }
    #expect(try Self.granted(client)["pro"] == ["api"])
    #expect(try Self.features(client).count == 1)
    #expect(client.transport.account.ids.filter { $0.hasPrefix("ent_") }.count == 2)
  }

  @Test func `a feature of a plan that is no longer sold is kept for its customers`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.catalog(pro: ["api": true], team: ["sso": true]))
    let next = try Self.catalog(pro: ["api": true], team: ["sso": true], sold: false)
    #expect(try client.apply(next).conflicts == [])
    #expect(try Self.granted(client) == ["team": ["sso"]])
    #expect(Set(try Self.features(client).compactMap { $0["name"]?.text }) == ["api", "sso"])
    #expect(try client.plan(next).isEmpty)
  }

  @Test func `what a product delivers besides features stays attached`() throws {
    var client = Client(DodoModel())
    _ = try client.apply(Self.catalog(pro: ["api": true]))
    let license = try Self.send(
      client, .post, "/entitlements", ["name": "License", "integration_type": "license_key", "integration_config": [:]])
    let pro = try #require(Self.objects(client, "/products").first { $0["name"] == "pro" })
    let own = (pro["entitlements"]?.elements ?? []).map { entitlement -> JSON in ["entitlement_id": entitlement["id"] ?? .null] }
    let all = JSON.array(own + [["entitlement_id": license["id"] ?? .null]])
    _ = try Self.send(client, .patch, "/products/\(pro["product_id"]?.text ?? "")", ["entitlements": all])
    #expect(try client.plan(Self.catalog(pro: ["api": true])).isEmpty)
    _ = try client.apply(Self.catalog(pro: ["sso": true]))
    #expect(try Self.granted(client)["pro"] == ["sso", "License"])
    _ = try client.apply(Self.catalog(pro: [:]))
    #expect(try Self.granted(client)["pro"] == ["License"])
  }

  /// `feature_id` need not be unique.
  @Test func `a feature with the same id that somebody else has created is left alone`() throws {
    var client = Client(DodoModel())
    let config: JSON = ["feature_id": "api", "feature_type": "boolean"]
    let other = try Self.send(
      client, .post, "/entitlements", ["name": "Other", "integration_type": "feature_flag", "integration_config": config])
    #expect(try client.apply(Self.catalog(pro: ["api": true])).conflicts == [])
    #expect(try Self.features(client).contains(other))
    #expect(try Self.granted(client)["pro"] == ["api"])
  }

  @Test func `features come back from an account`() throws {
    var client = Client(DodoModel())
    let features: JSON = ["api": ["type": "boolean", "key": "api_access", "name": "API access", "description": "For programs"]]
    _ = try client.apply(Self.catalog(features: features, pro: ["api": true]))
    let imported = try ImportTests.imported(client.transport).imported
    #expect(imported.catalog["features"] == features.mapping(["api"]) { .object(Self.ordered($0)) })
    #expect(imported.catalog.at("plans.pro.entitlements") == ["api": true])
    #expect(imported.catalog.at("plans.team.entitlements") == [:])
  }

  /// In the order in which a catalog is written.
  private static func ordered(_ feature: JSON) -> [JSON.Member] {
    ["key", "type", "name", "description"].compactMap { name in feature[name].map { JSON.Member(name, $0) } }
  }

  @Test func `features that a catalog cannot express are left out`() throws {
    let client = Client(DodoModel())
    func create(_ name: JSON) throws -> JSON {
      let config: JSON = ["feature_id": "api", "feature_type": "boolean"]
      return try Self.send(
        client, .post, "/entitlements", ["name": name, "integration_type": "feature_flag", "integration_config": config])
    }
    let ids = try [create("First"), create("Second"), create("Unused")].map { $0["id"] ?? .null }
    for (name, id) in zip(["A", "B"], ids) {
      _ = try Self.send(
        client, .post, "/products",
        [
          "name": .string(name), "tax_category": "saas", "entitlements": [["entitlement_id": id]],
          "price": [
            "type": "recurring_price", "price": 900, "currency": "USD", "payment_frequency_count": 1,
            "payment_frequency_interval": "Month", "subscription_period_count": 20, "subscription_period_interval": "Year",
          ],
        ])
    }
    let imported = try ImportTests.imported(client.transport).imported
    #expect(imported.catalog["features"]?.members.map(\.name) == ["api"])
    #expect(imported.catalog["plans"]?.members.map(\.name) == ["a"])
    let reasons = Dictionary(imported.omissions.map { ("\($0.noun) \($0.name ?? "")", $0.reason) }) { first, _ in first }
    #expect(
      reasons == [
        "feature Second": "another feature has the same `feature_id`", "feature Unused": "nothing that is for sale uses it",
        "product B": "it grants a feature that is left out",
      ])
  }
}
