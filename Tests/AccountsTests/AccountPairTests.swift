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

    mutating func plan(_ catalog: Catalog, prunes: Bool = true, adopts: Bool = false) throws -> AccountPlan {
      let demand = Demand(catalog, Account.api)
      var sender = Sender(transport, Account.api.provider)
      let reader = StateReader(Account.api, mode: .test, host: "model", ledger: ledger, demand: demand)
      let state = try reader.read(&sender)
      return Planner.plan(
        demand, Account.api, state: state, ledger: ledger, options: .init(prunes: prunes, adopts: adopts))
    }

    mutating func apply(_ catalog: Catalog, prunes: Bool = true, adopts: Bool = false) throws -> AccountPlan {
      let plan = try plan(catalog, prunes: prunes, adopts: adopts)
      guard plan.conflicts.isEmpty else { return plan }
      var applier = Applier(Account.api, Sender(transport, Account.api.provider), ledger: ledger)
      // What was saved survives an interruption.
      var kept = ledger
      defer { ledger = kept }
      try applier.apply(
        plan, on: AccountIdentity(id: nil, mode: .test, host: "model"), catalogID: catalog.id,
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

  /// The elements of each list that the other lacks, of each the first two.
  private static func difference(_ first: [String], _ second: [String]) -> String? {
    var rest = second
    let missing = first.filter { element in
      guard let index = rest.firstIndex(of: element) else { return true }
      rest.remove(at: index)
      return false
    }
    return missing.isEmpty && rest.isEmpty ? nil : "missing \(missing.prefix(2)), extra \(rest.prefix(2))"
  }

  /// Two catalogs: without an id, with one, or with one that was added.
  private static func pair(_ seed: UInt64, _ edit: (JSON) -> JSON) -> (Catalog, Catalog)? {
    let ids: [(String?, String?)] = [(nil, nil), ("shop", "shop"), (nil, "shop")]
    let (old, new) = ids[Int(seed % 3)]
    guard let first = catalog(seed * 2, id: old, edit: edit), let second = catalog(seed * 2 + 1, id: new, edit: edit) else {
      return nil
    }
    return (first, second)
  }

  private static func isRefused(_ plan: AccountPlan) -> Bool {
    plan.conflicts.contains {
      $0.message == "nothing would be left for sale" || $0.message.contains(" cannot become what the catalog says")
    }
  }

  private static func summary(_ plan: AccountPlan) -> [String] {
    plan.operations.map { "\($0.action) \($0.request) \($0.fields.map(\.name))" }
  }

  /// - Parameter edit: changes both catalogs.
  static func check<Account: ModelAccount>(
    _ account: Account, seed: UInt64, edit: (JSON) -> JSON = { $0 }
  ) throws {
    guard let (first, second) = pair(seed, edit) else { return }
    var fresh = Client(account)
    #expect(try fresh.apply(second).conflicts == [], "\(seed), fresh")
    var client = Client(account)
    _ = try client.apply(first)
    let change = try client.apply(second)
    if isRefused(change) { return }
    #expect(change.conflicts == [], "\(seed)")
    let difference = difference(view(fresh.transport.account), view(client.transport.account))
    #expect(difference == nil, "\(seed)")
    #expect(Self.summary(try client.plan(second)) == [], "\(seed), second plan")
  }

  /// Interrupts the second apply after each of its requests, and resumes it.
  static func checkInterrupted<Account: ModelAccount>(
    _ account: Account, seed: UInt64, edit: (JSON) -> JSON = { $0 }
  ) throws {
    guard let (first, second) = pair(seed, edit) else { return }
    var whole = Client(account)
    _ = try whole.apply(first)
    if isRefused(try whole.apply(second)) { return }
    let count = whole.transport.account.ids.count
    for requests in 1... {
      var client = Client(account)
      _ = try client.apply(first)
      client.transport.breaksAfter = requests
      do {
        _ = try client.apply(second)
        // It was not interrupted.
        return
      } catch is AccountError {}
      client.transport.breaksAfter = nil
      let plan = try client.apply(second)
      #expect(plan.conflicts == [], "\(seed), after \(requests)")
      let difference = difference(view(whole.transport.account), view(client.transport.account))
      #expect(difference == nil, "\(seed), after \(requests)")
      #expect(client.transport.account.ids.count == count, "\(seed), after \(requests): created twice by \(Self.summary(plan))")
      #expect(Self.summary(try client.plan(second)) == [], "\(seed), after \(requests), second plan")
    }
  }

  @Test(arguments: 0..<50) func `stripe`(block: UInt64) throws {
    for offset in 0..<10 { try Self.check(StripeModel(), seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<4) func `stripe, interrupted`(seed: UInt64) throws {
    try Self.checkInterrupted(StripeModel(), seed: seed)
  }
}
