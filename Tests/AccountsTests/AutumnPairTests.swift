import Accounts
import CatalogReading
import Diagnostics
import JSONText
import ModelAccounts
import Providers
import Testing

@Suite struct AutumnPairTests {
  @Test(arguments: PairBlocks.first(50)) func `autumn`(block: UInt64) throws {
    for offset in 0..<10 {
      try AccountPairTests.check(AutumnModel(), seed: block * 10 + UInt64(offset), edit: Self.withPaidPlan)
    }
  }

  /// The type of a feature in use cannot change, so here each type has keys of its own.
  @Test(arguments: PairBlocks.first(50)) func `autumn, features of the same types`(block: UInt64) throws {
    for offset in 0..<10 {
      try AccountPairTests.check(AutumnModel(), seed: block * 10 + UInt64(offset), edit: Self.withKeys)
    }
  }

  @Test(arguments: 0..<4) func `autumn, interrupted`(seed: UInt64) throws {
    try AccountPairTests.checkInterrupted(AutumnModel(), seed: seed, edit: Self.withKeys)
  }

  @Test func `the changes leave catalogs valid`() {
    let seeds: Range<UInt64> = 0..<100
    #expect(seeds.filter { AccountPairTests.catalog($0, id: "shop", edit: Self.withKeys) != nil }.count >= 98)
  }

  @Test func `fields that random pairs leave alone`() throws {
    var second = Self.shop
    let pro: JSON = [
      "name": "Pro", "entitlements": ["api": ["amount": 1000, "reset": "month", "isSoftLimit": false]],
      "prices": ["monthly": ["amount": 2000, "currency": "USD", "interval": "month"]],
    ]
    second[member: "plans"] = [
      "other": ["name": "Other", "default": true, "entitlements": ["sso": true]],
      "free": ["name": "Free", "onRequest": true, "entitlements": ["sso": true]], "pro": pro,
    ]
    let changes = try PairChanges.between(Self.shop, second, at: AutumnModel())
    let fields = ["description", "group", "free_trial", "billing_controls"].map { "plan.\($0)" }
    #expect(changes.isSuperset(of: fields), "\(changes.sorted())")
    _ = try PairChanges.between(second, Self.shop, at: AutumnModel())
  }

  @Test func `another currency of the account is a conflict that names both`() throws {
    let client = try ImportTests.account(AutumnModel(), ImportTests.catalog(Self.shop))
    let state = try ImportTests.state(client)
    let account = AccountIdentity(id: state.account.id, mode: state.account.mode, host: state.account.host, currency: "EUR")
    let abroad = AccountState(provider: state.provider, account: account, lists: state.lists)
    func plan(_ catalog: JSON, _ state: AccountState) throws -> AccountPlan {
      try Planner.plan(
        Demand(ImportTests.catalog(catalog), .autumn), .autumn, state: state, ledger: Ledger(provider: "autumn"))
    }
    #expect(try plan(Self.shop, state).conflicts == [])
    let refused = try plan(Self.shop, abroad)
    #expect(refused.conflicts.map(\.message) == ["the currency of the account is EUR, but the catalog takes it to be USD"])
    #expect(refused.operations == [])
    // Without amounts, no currency matters.
    var free = Self.shop
    free[member: "plans"] = ["free": ["name": "Free", "entitlements": ["sso": true]]]
    #expect(try plan(free, abroad).conflicts == [])
    // An account that does not say its currency is as before.
    let unknown = AccountIdentity(id: state.account.id, mode: state.account.mode, host: state.account.host)
    #expect(try plan(Self.shop, AccountState(provider: state.provider, account: unknown, lists: state.lists)).conflicts == [])
  }

  @Test func `the default of a group gives way when it is removed`() throws {
    var second = Self.shop
    second[member: "plans"] = ["other": ["name": "Other", "default": true, "entitlements": ["sso": true]]]
    #expect(try PairChanges.between(Self.shop, second, at: AutumnModel()).contains("archive plan"))
  }

  private static let shop: JSON = [
    "id": "shop", "meters": ["calls": ["eventType": "call", "aggregation": "sum", "valueProperty": "$.value"]],
    "features": ["api": ["type": "metered", "meter": "calls"], "sso": ["type": "boolean"]],
    "plans": [
      "other": ["name": "Other", "onRequest": true, "entitlements": ["sso": true]],
      "free": ["name": "Free", "description": "Start", "default": true, "entitlements": ["sso": true]],
      "pro": [
        "name": "Pro", "description": "All", "group": "g1",
        "entitlements": ["api": ["amount": 1000, "reset": "month", "isSoftLimit": true]],
        "prices": ["monthly": ["amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14]],
      ],
    ],
  ]

  /// Autumn takes no reward for an empty list of plans, which a discount on everything has if no plan costs anything.
  @Sendable private static func withPaidPlan(_ catalog: JSON) -> JSON {
    catalog.mapping(["plans"]) { plans in
      let price: JSON = ["amount": 990, "currency": "USD", "interval": "month"]
      let plan: JSON = ["name": "Paid", "entitlements": [:], "prices": ["monthly": price]]
      return .object(plans.members + [.init("paid", plan)])
    }
  }

  @Sendable static func withKeys(_ catalog: JSON) -> JSON {
    withPaidPlan(catalog).mapping(["features"]) { features in
      .object(
        features.members.enumerated().map { index, feature in
          let type = feature.value["costs"] == nil ? feature.value["type"]?.text ?? "" : "pool"
          return JSON.Member(feature.name, .object(feature.value.members + [.init("key", .string("\(type)_\(index)"))]))
        })
    }
  }
}

/// Pairs of catalogs that are written out.
enum PairChanges {
  /// Checks what the random pairs check, and returns the actions and, as `plan.metadata`, the fields that differ.
  static func between<Account: ModelAccount>(_ first: JSON, _ second: JSON, at account: Account) throws -> Set<String> {
    let catalogs = try [first, second].map { json in
      let source = SourceText(name: "catalog.json", bytes: json.text(pretty: false))
      return try #require(analyze(source, providers: Provider.declarations).catalog)
    }
    var fresh = AccountPairTests.Client(account)
    #expect(try fresh.apply(catalogs[1]).conflicts == [])
    var client = AccountPairTests.Client(account)
    #expect(try client.apply(catalogs[0]).conflicts == [])
    let plan = try client.apply(catalogs[1])
    #expect(plan.conflicts == [])
    #expect(AccountPairTests.view(client.transport.account) == AccountPairTests.view(fresh.transport.account))
    #expect(try client.plan(catalogs[1]).operations == [])
    return Set(
      plan.operations.flatMap { operation in
        ["\(operation.action.rawValue) \(operation.noun)"] + operation.fields.map { "\(operation.noun).\($0.name)" }
      })
  }
}
