import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Fuzzing
import JSONText
import ModelAccounts
import Providers
import Testing

/// Applying one catalog after another leaves an account as applying the last one alone does.
@Suite struct AccountPairTests {
  /// An account with what `apply` knows about it.
  struct Client<Account: ModelAccount> {
    let transport: ModelTransport<Account>
    var ledger: Ledger

    init(_ account: Account) { self.init(ModelTransport(account)) }

    /// Another client of the same account.
    init(_ transport: ModelTransport<Account>) {
      self.transport = transport
      ledger = Ledger(provider: Account.api.provider.name)
    }

    /// What the account is to have of a catalog.
    struct Target {
      let catalogID: String?
      let demand: Demand

      init(_ catalog: Catalog) {
        catalogID = catalog.id
        demand = Demand(catalog, Account.api)
      }
    }

    /// A client that knows the same of an account that is the same.
    func copy() -> Client {
      var copy = Client(transport.copy())
      copy.ledger = ledger
      return copy
    }

    mutating func plan(_ catalog: Catalog, prunes: Bool = true, adopts: Bool = false) throws -> AccountPlan {
      try plan(Target(catalog), prunes: prunes, adopts: adopts)
    }

    mutating func apply(_ catalog: Catalog, prunes: Bool = true, adopts: Bool = false) throws -> AccountPlan {
      try apply(Target(catalog), prunes: prunes, adopts: adopts)
    }

    mutating func plan(_ target: Target, prunes: Bool = true, adopts: Bool = false) throws -> AccountPlan {
      let demand = target.demand
      var sender = Sender(transport, Account.api.provider)
      let reader = StateReader(Account.api, mode: .test, host: "model", ledger: ledger, demand: demand)
      let state = try reader.read(&sender)
      return Planner.plan(
        demand, Account.api, state: state, ledger: ledger, options: .init(prunes: prunes, adopts: adopts))
    }

    mutating func apply(_ target: Target, prunes: Bool = true, adopts: Bool = false) throws -> AccountPlan {
      let plan = try plan(target, prunes: prunes, adopts: adopts)
      guard plan.conflicts.isEmpty else { return plan }
      var applier = Applier(Account.api, Sender(transport, Account.api.provider), ledger: ledger)
      // What was saved survives an interruption.
      var kept = ledger
      defer { ledger = kept }
      try applier.apply(
        plan, on: AccountIdentity(id: nil, mode: .test, host: "model"), catalogID: target.catalogID,
        save: { (ledger: Ledger) throws(AccountError) in kept = ledger })
      return plan
    }
  }

  /// A random catalog with or without an id.
  static func catalog(_ seed: UInt64, id: String?, edit: (JSON) -> JSON = { $0 }) -> Catalog? {
    var json = edit(RandomCatalog(seed: seed).json)
    json[member: "id"] = id.map(JSON.string)
    return analyze(
      SourceText(name: "catalog.json", bytes: json.text(pretty: false)), providers: Provider.declarations
    ).catalog
  }

  static func view<Account: ModelAccount>(_ account: Account) -> [String] { account.comparable }

  /// Two catalogs: without an id, with one, or with one that was added.
  static func pair(_ seed: UInt64, _ edit: (JSON) -> JSON = { $0 }) -> (Catalog, Catalog)? {
    let ids: [(String?, String?)] = [(nil, nil), ("shop", "shop"), (nil, "shop")]
    let (old, new) = ids[Int(seed % 3)]
    guard let first = catalog(seed * 2, id: old, edit: edit), let second = catalog(seed * 2 + 1, id: new, edit: edit) else {
      return nil
    }
    return (first, second)
  }

  /// The check of a provider that can change everything.
  ///
  /// - Parameter edit: changes both catalogs.
  private static func check<Account: ModelAccount>(
    _ account: Account, _ edit: @escaping (JSON) -> JSON
  ) -> PairCheck<Account> {
    PairCheck(
      account: account, pair: { pair($0, edit) }, view: { client, _, _ in client.transport.account.live },
      refusals: ["nothing would be left for sale", " cannot become what the catalog says"])
  }

  static func check<Account: ModelAccount>(
    _ account: Account, seed: UInt64, edit: @escaping (JSON) -> JSON = { $0 }
  ) throws { try check(account, edit).check(seed: seed) }

  static func checkInterrupted<Account: ModelAccount>(
    _ account: Account, seed: UInt64, edit: @escaping (JSON) -> JSON = { $0 }
  ) throws { try check(account, edit).checkInterrupted(seed: seed) }

  @Test(arguments: PairBlocks.first(50)) func `stripe`(block: UInt64) throws {
    for offset in 0..<10 { try Self.check(StripeModel(), seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<4) func `stripe, interrupted`(seed: UInt64) throws {
    try Self.checkInterrupted(StripeModel(), seed: seed)
  }
}
