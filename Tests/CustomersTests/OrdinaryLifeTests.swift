import Customers
import Diagnostics
import JSONText
import ModelCustomers
import TestSupport
import Testing

/// What happens to every shop sooner or later, a step at a time.
@Suite struct OrdinaryLifeTests {
  // MARK: Access

  @Test func `the end takes access, and nothing else is looked at`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    #expect(world.has("api"))
    world.send(.subscription("2027-01-20", "deleted", "canceled"))
    #expect(!world.has("api"))
  }

  @Test func `an event of a running subscription makes no entitlement anew`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    let ids = { (world: World) in
      ["api", "tok"].map { feature in
        world.server.entitlements("acme").first { $0["featureKey"]?.string == feature }?["id"]?.string ?? ""
      }
    }
    let before = ids(world)
    world.send(.subscription("2027-01-05", "updated"))
    #expect(ids(world) == before)
  }

  // MARK: Grants of a past period

  @Test func `a top-up that is told three minutes late is granted`() throws {
    let world = try World(now: "2027-01-01T11:00:00Z")
    world.at("2027-01-01T12:03:05Z")
    world.deliver(StripeEvent.subscription("2027-01-01T12:00:05Z", "created", start: "2027-01-01T12:00:05Z").payload)
    world.deliver(StripeEvent.checkout("2027-01-01T12:00:25Z").payload)
    #expect(world.balance() == 11_000)
    #expect(world.failures.isEmpty)
  }

  // MARK: Ends of what cannot be read

  @Test(arguments: [[("pro", 1), ("team", 1)], [("pro", 2_000_000_000)], [("pro", 1), ("extra", -1)]] as [[(String, Int64)]])
  func `the end of two plans or of an absurd quantity takes everything away`(items: [(String, Int64)]) throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("team", 1), ("extra", 2)]))
    world.send(.subscription("2027-01-20", "deleted", "canceled", items: items))
    #expect(world.balance() ?? 0 == 0)
    #expect(!world.has("api") && !world.has("sso") && !world.has("tier") && !world.has("projects"))
    #expect(world.failures.isEmpty)
  }

  // MARK: Retries in one run

  /// Deliveries to one process, in which the first request of the first one is refused for good.
  @Test func `a retry in the same run carries out what failed before`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.at("2027-01-02T00:00:02Z")
    let text = SourceText(name: "event", bytes: Array(StripeEvent.checkout("2027-01-02").payload.utf8), isConfidential: true)
    var bridge = world.newBridge()
    let dead = world.server.transport()
    dead.stopsAfter = 0
    var client = World.client(dead)
    let first = bridge.process(text, now: world.server.now.seconds, &client)
    #expect(first.failure != nil)
    #expect(world.balance() == 1000)
    client = World.client(world.server.transport())
    for _ in 0..<2 {
      let retry = bridge.process(text, now: world.server.now.seconds, &client)
      #expect(retry.failure == nil)
      #expect(world.balance() == 11_000)
    }
  }

  // MARK: What is paid once is given once

  @Test func `an add-on that is paid once is not filled again each month`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.checkout("2027-01-02", "pi_2", "catalogAddonId", "boost"))
    #expect(world.balance() == 1500)
    world.use(1200, at: "2027-01-05")
    #expect(world.balance() == 300)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 1300)
    world.at("2027-03-01T00:01:00Z")
    #expect(world.balance() == 1300)
  }

  // MARK: A line of a subscription's checkout

  @Test func `a top-up that is bought together with a subscription is granted`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    let planCause: JSON = ["subscription": "sub_1", "subscription_item": "si_pro", "proration": false]
    let plan: JSON = [
      "id": "il_1", "object": "line_item", "quantity": 1, "metadata": .object([]),
      "parent": ["type": "subscription_item_details", "subscription_item_details": planCause, "invoice_item_details": .null],
      "pricing": ["type": "price_details", "price_details": ["price": "price_pro", "product": "plan_pro"]],
    ]
    let packCause: JSON = ["subscription": "sub_1", "invoice_item": "ii_1", "proration": false]
    let pack: JSON = [
      "id": "il_2", "object": "line_item", "quantity": 1, "metadata": .object([]),
      "parent": ["type": "invoice_item_details", "invoice_item_details": packCause, "subscription_item_details": .null],
      "pricing": ["type": "price_details", "price_details": ["price": "price_pack", "product": "topup_pack"]],
    ]
    var session = StripeEvent.checkout("2027-01-01", nil)
    session.object += JSON.members([
      "mode": "subscription", "subscription": "sub_1", "invoice": "in_1",
      "metadata": ["openmeterCustomer": "acme", "catalogPlanId": "pro"],
    ])
    var invoice = StripeEvent.invoice("2027-01-01")
    let details: JSON = ["subscription": "sub_1", "metadata": ["openmeterCustomer": "acme"]]
    invoice.object += JSON.members([
      "billing_reason": "subscription_create", "metadata": .object([]),
      "parent": ["type": "subscription_details", "subscription_details": details],
      "lines": ["object": "list", "data": [plan, pack], "has_more": false],
    ])
    for event in [session, invoice, invoice, session] { world.send(event) }
    #expect(world.balance() == 11_000)
    #expect(world.failures.isEmpty)
  }

  // MARK: Two webhooks at once

  @Test(arguments: 0..<100) func `two deliveries of one payment at once are one grant`(seed: Int) throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1)]))
    world.at("2027-01-02T00:00:02Z")
    var turns = AnyOrderTests.Chance(seed + 1)
    let payload = StripeEvent.checkout("2027-01-02").payload
    Interleaving.run(
      on: world.server, turns: { $0.randomElement(using: &turns) ?? $0[0] },
      (0..<2).map { _ in { transport in world.deliver(payload, through: transport) } })
    #expect(world.balance() == 11_000)
    #expect(world.failures.isEmpty)
  }

  // MARK: Seats

  @Test func `five seats give five times the allowance`() throws {
    let world = try World(
      shopText.replacing(
        #""pro": {"entitlements": {"tok": 1000, "api": true, "projects": 3}"#,
        with: #""pro": {"quantity": {}, "entitlements": {"tok": {"amount": 1000, "perUnit": true}, "api": true, "projects": 3}"#))
    world.send(.subscription("2027-01-01", "created", items: [("pro", 5)]))
    #expect(world.balance() == 5000)
    #expect(world.findings.isEmpty)
  }
}
