import Accounts
import Catalog
import JSONText
import ModelAccounts
import Providers
import Testing

/// A Razorpay account cannot tell which plans are in use, so what is compared are those that the ids file names.
@Suite struct RazorpayPairTests {
  private typealias Client = AccountPairTests.Client<RazorpayModel>

  private static var pairs: PairCheck<RazorpayModel> {
    PairCheck(
      account: RazorpayModel(), pair: { AccountPairTests.pair($0) },
      view: { client, catalog, manual in
        let requests = Provider.razorpay.compile(catalog.withoutProviderIDs).artifact.setup
        let known = Provider.razorpay.compile(catalog.withEverythingSold(keepingIDs: false)).artifact.setup
        let used = requests.map { request -> JSON in
          let id = client.ledger.entries.first { $0.request == request.id }?.id
          guard var plan = id.flatMap({ client.transport.account.plan($0) }) else { return .string("no plan for \(request.id)") }
          let byHand = PairCheck<RazorpayModel>.byHand(request, manual)
          // The terms are never left to people.
          if byHand.contains("item") { plan = plan.mapping(["item"]) { $0.only(["amount", "currency"]) } }
          plan[member: "request"] = .string(request.id)
          return plan.without(byHand.subtracting(["item"]))
        }
        let others = client.ledger.entries.filter { entry in !known.contains { $0.id == entry.request } }
        return used + others.map { .string("in use: \($0.request)") }
      })
  }

  @Test(arguments: PairBlocks.first(50)) func `pairs of catalogs`(block: UInt64) throws {
    for offset in 0..<10 { try Self.pairs.check(seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<4) func `pairs of catalogs, interrupted`(seed: UInt64) throws {
    try Self.pairs.checkInterrupted(seed: seed)
  }

  @Test(arguments: 0..<20) func `a price with earlier terms takes its earlier plan`(seed: UInt64) throws {
    guard let first = AccountPairTests.catalog(seed * 2, id: "shop"),
      let second = AccountPairTests.catalog(seed * 2 + 1, id: "shop")
    else { return }
    var client = Client(RazorpayModel())
    _ = try client.apply(first)
    let before = client.ledger.entries.map { "\($0.name) \($0.id)" }.sorted()
    guard try client.apply(second).conflicts.isEmpty else { return }
    let count = client.transport.account.ids.count
    guard try client.apply(first).conflicts.isEmpty else { return }
    #expect(client.transport.account.ids.count == count)
    let after = client.ledger.entries.map { "\($0.name) \($0.id)" }.sorted()
    #expect(before.allSatisfy(after.contains))
    #expect(try client.plan(first).operations == [])
  }
}
