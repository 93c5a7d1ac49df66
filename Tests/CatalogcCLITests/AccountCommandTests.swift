import Accounts
import CatalogcCLI
import JSONText
import ModelAccounts
import Providers
import TestSupport
import Testing

/// The commands `plan` and `apply`, at a model of a Stripe account.
@Suite struct AccountCommandTests {
  private static let catalog = #"""
    {"id": "shop", "features": {"api": {"type": "boolean"}}, "plans": {"pro": {"name": "Pro", "entitlements": {"api": true},
      "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}, "providers": {"stripe": {}}}
    """#

  private let account = ModelTransport(StripeModel())

  private func system(_ catalog: String = Self.catalog) -> MemorySystem {
    let system = MemorySystem(["billing/catalog.json": catalog])
    system.variables["STRIPE_API_KEY"] = "sk_test_1"
    system.account = account
    return system
  }

  private static let yes = ["--yes", "--account", "acct_model"]

  // MARK: plan

  @Test func `plan prints what would change and changes nothing`() {
    let outcome = system().run("plan", "billing/catalog.json")
    #expect(
      outcome
        == MemorySystem.Outcome(
          status: 0,
          output: """
            Stripe: Model (acct_model), test

              + create feature features/api
              + create product products/plan/pro
              + create price prices/plan/pro/monthly
              + attach feature of a product product-features/plan/pro/api

            Plan: 3 to create, 1 to attach.

            """))
    #expect(account.writes.isEmpty)
  }

  @Test func `plan can be a check`() throws {
    let system = system()
    #expect(system.run("plan", "billing/catalog.json", "--check").status == 1)
    #expect(system.run(["apply", "billing/catalog.json"] + Self.yes).status == 0)
    let outcome = system.run("plan", "billing/catalog.json", "--check")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasSuffix("No changes. The account is as the catalog says.\n"))
  }

  @Test func `plan works offline from a saved state`() throws {
    let system = system()
    _ = system.run(["apply", "billing/catalog.json"] + Self.yes)
    _ = system.run("plan", "billing/catalog.json", "--save-state", "state.json")
    system.account = nil
    system.variables = [:]
    #expect(system.run("plan", "billing/catalog.json", "--state", "state.json", "--check").status == 0)
    #expect(system.run("plan", "billing/catalog.json", "--state", "billing/catalog.json").status == 2)
  }

  @Test func `lines of the catalog and the ids file may end with CR LF`() throws {
    let system = system(Self.catalog.replacing("\n", with: "\r\n"))
    #expect(system.run(["apply", "billing/catalog.json"] + Self.yes).status == 0)
    let ids = try #require(system.text("billing/catalog.ids.json"))
    system.files["billing/catalog.ids.json"] = Array(ids.replacing("\n", with: "\r\n").utf8)
    #expect(system.run("plan", "billing/catalog.json", "--check").status == 0)
  }

  @Test func `plan as Markdown and as JSON`() throws {
    let system = system()
    let markdown = system.run("plan", "billing/catalog.json", "--format", "markdown").output
    #expect(markdown.contains("| create | price `prices/plan/pro/monthly` |  |\n"))
    let json = JSON.read(system.run("plan", "billing/catalog.json", "--format", "json").output)
    #expect(json["provider"] == "stripe")
    #expect(system.run("plan", "billing/catalog.json", "--format", "yaml").status == 2)
  }

  // MARK: apply

  @Test func `apply writes the ids beside the catalog`() throws {
    let system = system()
    let outcome = system.run(["apply", "billing/catalog.json"] + Self.yes)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasSuffix("Applied: 3 created, 1 attached.\n"))
    let ids = JSON.read(try #require(system.text("billing/catalog.ids.json")))
    #expect(ids.at("providers.stripe.account") == "acct_model")
    #expect(ids.at("providers.stripe.objects")?["prices/plan/pro/monthly"]?["id"] == "price_1")
    #expect(ids.at("providers.stripe.pending") == nil)
  }

  @Test func `the ids file serves compile and ids`() throws {
    let system = system()
    _ = system.run(["apply", "billing/catalog.json"] + Self.yes)
    #expect(system.run("ids", "billing/catalog.json", "billing/catalog.ids.json").status == 0)
    let compiled = system.run("compile", "billing/catalog.json", "--ids", "billing/catalog.ids.json", "-p", "stripe")
    #expect(compiled.output.contains(#""price": "price_1""#))
  }

  @Test func `what a catalog gives up can be taken over by another`() throws {
    let team = Self.catalog.replacing(
      #""plans": {"#,
      with: #""plans": {"team": {"name": "Team", "entitlements": {"api": true}, "prices": "#
        + #"{"monthly": {"amount": 5000, "currency": "USD", "interval": "month"}}}, "#)
    let system = system(team)
    #expect(system.run(["apply", "billing/catalog.json"] + Self.yes).status == 0)
    let product = try #require(account.account.live.first { $0["name"] == "Team" }?["id"]?.text)
    system.files["office.json"] = Array(
      team.replacing(#""id": "shop""#, with: #""id": "office""#).replacing(#""api""#, with: #""office_api""#)
        .replacing(#""name": "Team","#, with: #""name": "Team", "providerIds": {"stripe": "\#(product)"},"#).utf8)
    let conflict = system.run("plan", "office.json")
    #expect(conflict.status == 1)
    #expect(conflict.output.contains("belongs to another catalog, `shop`"))

    let ids = "billing/catalog.ids.json"
    let refused = system.run("ids", "billing/catalog.json", ids, "--forget", "plans.team")
    #expect(refused.error == "catalogc: error: `plans.team` is in the catalog\n  = help: remove it from the catalog first\n")

    system.files["billing/catalog.json"] = Array(Self.catalog.utf8)
    #expect(system.run("plan", "billing/catalog.json").output.contains("products/plan/team"))
    #expect(system.run("ids", "billing/catalog.json", ids, "--forget", "plans.typo").status == 2)
    #expect(system.run("ids", "billing/catalog.json", ids, "--forget", "plans.team").status == 0)
    let plan = system.run("plan", "billing/catalog.json", "--prune").output
    #expect(plan.contains("~ update product products/plan/team"))
    #expect(plan.contains("~ update price prices/plan/team/monthly"))
    #expect(!plan.contains("archive"))
    #expect(system.run(["apply", "billing/catalog.json"] + Self.yes).status == 0)
    #expect(system.run("plan", "billing/catalog.json", "--prune", "--check").status == 0)

    func catalogID() -> String? { account.account.live.first { $0["id"]?.text == product }?["metadata"]?["catalogId"]?.text }
    #expect(catalogID() == nil)
    #expect(system.run(["apply", "office.json"] + Self.yes).status == 0)
    #expect(catalogID() == "office")
    #expect(system.run("plan", "billing/catalog.json", "--prune", "--check").status == 0)
  }

  @Test func `apply asks on a terminal`() throws {
    let system = system()
    system.inputIsTerminal = true
    system.input = ["no\n"]
    #expect(system.run("apply", "billing/catalog.json").status == 1)
    #expect(account.writes.isEmpty)
    system.input = ["yes\n"]
    let outcome = system.run("apply", "billing/catalog.json")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("Apply these changes to `Model (acct_model), test`?"))
    #expect(account.account.live.count == 4)
  }

  @Test func `without a terminal, apply wants to be told, and which account`() {
    let system = system()
    let silent = system.run("apply", "billing/catalog.json")
    #expect(silent.status == 2)
    #expect(silent.error.contains("add `--yes --account acct_model`"))
    #expect(system.run("apply", "billing/catalog.json", "--yes").status == 2)
    #expect(system.run("apply", "billing/catalog.json", "--yes", "--account", "acct_2").status == 2)
    #expect(account.writes.isEmpty)
    #expect(system.run(["apply", "billing/catalog.json"] + Self.yes).status == 0)
    #expect(system.run("apply", "billing/catalog.json", "--yes").status == 0)
  }

  @Test func `a saved plan is carried out, or nothing`() {
    let system = system()
    #expect(system.run("plan", "billing/catalog.json", "--out", "plan.json").status == 0)
    system.files["billing/catalog.json"] = Array(Self.catalog.replacing("2000", with: "2100").utf8)
    let stale = system.run(["apply", "billing/catalog.json", "--plan", "plan.json"] + Self.yes)
    #expect(stale.status == 1)
    #expect(stale.error.contains("the saved plan is out of date"))
    #expect(account.writes.isEmpty)
    system.files["billing/catalog.json"] = Array(Self.catalog.utf8)
    #expect(system.run(["apply", "billing/catalog.json", "--plan", "plan.json"] + Self.yes).status == 0)
    #expect(account.account.live.count == 4)
  }

  @Test func `one apply at a time`() {
    let system = system()
    system.locked = ["billing/catalog.ids.json.lock"]
    let outcome = system.run(["apply", "billing/catalog.json"] + Self.yes)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("another `catalogc apply` uses `billing/catalog.ids.json`"))
  }

  @Test func `a wrong catalog sends nothing`() {
    let system = system(Self.catalog.replacing(#""currency": "USD", "#, with: ""))
    #expect(system.run(["apply", "billing/catalog.json"] + Self.yes).status == 1)
    #expect(system.run("plan", "billing/catalog.json").status == 1)
    #expect(account.requests.isEmpty)
  }

  @Test func `an interrupted run is resumed`() throws {
    let system = system()
    account.breaksAfter = 3
    let broken = system.run(["apply", "billing/catalog.json"] + Self.yes)
    #expect(broken.status == 2)
    #expect(broken.error.contains("Done so far: 2 created.\n"))
    #expect(broken.error.contains("it looks for what was created before it sends anything"))
    let ids = JSON.read(try #require(system.text("billing/catalog.ids.json")))
    #expect(ids.at("providers.stripe.pending.0.request") == "prices/plan/pro/monthly")
    account.breaksAfter = nil
    #expect(system.run("apply", "billing/catalog.json", "--yes").status == 0)
    #expect(account.account.live.count == 4)
    #expect(account.account.ids.count == 4)
  }

  @Test func `a full disk stops before anything is sent`() {
    let full = system()
    full.writeFailures["billing/catalog.ids.json"] = SystemError(
      "cannot write `billing/catalog.ids.json`: No space left on device")
    let outcome = full.run(["apply", "billing/catalog.json"] + Self.yes)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("No space left on device"))
    #expect(account.writes.isEmpty)
  }

  @Test func `a provider that cannot be reached, and a key that is missing`() {
    let system = system()
    system.account = nil
    #expect(system.run("plan", "billing/catalog.json").status == 2)
    system.variables = [:]
    let outcome = system.run("plan", "billing/catalog.json")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("set `STRIPE_API_KEY` in the environment"))
  }

  @Test func `a key is never printed or written`() throws {
    let system = system()
    account.breaksAfter = 2
    let outcome = system.run(["apply", "billing/catalog.json"] + Self.yes)
    #expect(!(outcome.output + outcome.error).contains("sk_test_1"))
    #expect(system.files.values.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("sk_test_1") })
  }
}
