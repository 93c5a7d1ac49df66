import Accounts
import CatalogcCLI
import JSONText
import ModelAccounts
import Providers
import TestSupport
import Testing

/// The command `import`, at a model of a Stripe account.
@Suite struct ImportCommandTests {
  private static let catalog = #"""
    {"id": "shop", "features": {"api": {"type": "boolean"}}, "plans": {"pro": {"name": "Pro", "entitlements": {"api": true},
      "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}, "providers": {"stripe": {}}}
    """#

  private let account = ModelTransport(StripeModel())

  /// A system without files, and an account with a catalog.
  private func system() -> MemorySystem {
    let system = MemorySystem(["shop.json": Self.catalog])
    system.variables["STRIPE_API_KEY"] = "sk_test_1"
    system.account = account
    #expect(system.run("apply", "shop.json", "--yes", "--account", "acct_model").status == 0)
    system.files = [:]
    return system
  }

  @Test func `import writes a catalog that the account equals`() throws {
    let system = system()
    let writes = account.writes.count
    let outcome = system.run("import", "--provider", "stripe", "--output", "billing/catalog.json")
    #expect(
      outcome
        == MemorySystem.Outcome(
          status: 0,
          error: "wrote billing/catalog.json and billing/catalog.ids.json; 1 item imported from Stripe, 0 objects left out\n"))
    let catalog = JSON.read(try #require(system.text("billing/catalog.json")))
    #expect(catalog["id"] == "shop")
    #expect(catalog.at("plans.pro.prices.monthly")?["currency"] == "USD")
    #expect(system.run("fmt", "--check", "billing/catalog.json").status == 0)
    let plan = system.run("plan", "billing/catalog.json", "--check", "--prune")
    #expect(plan.status == 0)
    #expect(plan.output.hasSuffix("No changes. The account is as the catalog says.\n"))
    #expect(account.writes.count == writes)
    // The account is known already.
    #expect(system.run("apply", "billing/catalog.json", "--yes").status == 0)
  }

  @Test func `what is left out is listed with the reason`() throws {
    let system = system()
    let body: JSON = ["id": "all", "name": "All\u{1B}", "percent_off": 10, "duration": "once"]
    _ = try account.send(HTTPRequest(.post, "/v1/coupons", body: Provider.stripe.api.encoded(body)))
    let outcome = system.run("import", "-p", "stripe")
    #expect(outcome.status == 0)
    #expect(
      outcome.error.hasPrefix(
        "Left out, and ignored from now on:\n  - coupon All\\u{1B} (all): it lowers everything in the account, "))
    #expect(JSON.read(try #require(system.text("catalog.ids.json"))).at("providers.stripe.ignored") == ["all"])
    #expect(system.run("plan", "catalog.json", "--check").status == 0)
  }

  @Test func `import works offline from a saved state, and writes Swift`() throws {
    let system = system()
    system.files["shop.json"] = Array(Self.catalog.utf8)
    _ = system.run("plan", "shop.json", "--save-state", "state.json")
    system.account = nil
    system.variables = [:]
    #expect(system.run("import", "-p", "stripe", "--state", "state.json", "-o", "Catalog.swift", "--ids", "ids.json").status == 0)
    #expect(system.run("plan", "Catalog.swift", "--ids", "ids.json", "--state", "state.json", "--check").status == 0)
    let printed = system.run("import", "-p", "stripe", "--state", "state.json", "-o", "-")
    #expect(JSON.read(printed.output)["id"] == "shop")
    #expect(system.run("import", "-p", "stripe", "--state", "shop.json", "-o", "a.json").status == 2)
  }

  @Test(arguments: ["catalog.json", "catalog.ids.json"]) func `an existing file is never overwritten`(file: String) {
    let system = system()
    system.files[file] = Array("{}".utf8)
    let requests = account.requests.count
    let outcome = system.run("import", "-p", "stripe")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("`\(file)` already exists"))
    #expect(system.files.count == 1)
    #expect(account.requests.count == requests)
  }

  @Test func `one provider, whose accounts can be read, is needed`() {
    let system = system()
    #expect(system.run("import").status == 2)
    #expect(system.run("import", "-p", "stripe,polar").status == 2)
    #expect(system.run("import", "-p", "nobody").status == 2)
    system.variables = [:]
    #expect(system.run("import", "-p", "stripe").error.contains("set `STRIPE_API_KEY` in the environment"))
    #expect(system.files.isEmpty)
  }
}
