import Accounts
import Customers
import Foundations
import JSONText
import ModelCustomers
import Providers
import TestSupport
import Testing

/// Refunds and disputes that do not name the customer, and payments that several events tell by different ids.
@Suite struct PaymentOwnerTests {
  /// A customer with a plan and a top-up, of which 100 were used.
  private func world() throws -> World {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.checkout("2027-01-02"))
    world.use(1100, at: "2027-01-03")
    #expect(world.balance() == 9900)
    return world
  }

  // MARK: Whose it was

  @Test(arguments: ["cus_1", nil] as [String?]) func `a refund finds the customer by the payment`(customer: String?) throws {
    let world = try world()
    world.send(.charge("2027-01-04", customer: customer))
    #expect(world.balance() == 0)
    #expect(world.has("api"))
    // Nobody else was created.
    #expect(try world.server.transport().send(HTTPRequest(.get, "/api/v1/customers/cus_1")).status == 404)
    world.at("2027-02-02")
    #expect(world.balance() == 1000)
    world.send(.charge("2027-01-04", customer: customer))
    #expect(world.balance() == 1000)
    #expect(world.failures.isEmpty && world.findings.isEmpty)
  }

  @Test func `a partial refund takes nothing back`() throws {
    let world = try world()
    world.send(.charge("2027-01-04", isWhole: false))
    #expect(world.balance() == 9900)
    #expect(world.findings.map { $0.prefix(while: { $0 != ":" }) } == ["warning event-partial-refund"])
  }

  @Test func `a lost dispute finds the customer by the payment, and a won one changes nothing`() throws {
    let world = try world()
    world.send(.dispute("2027-01-04", "won"))
    #expect(world.balance() == 9900)
    world.send(.dispute("2027-01-05", "lost"))
    #expect(world.balance() == 0)
    #expect(world.failures.isEmpty)
  }

  @Test func `access that was paid once is taken back by a payment without a grant`() throws {
    let world = try World(
      shopText.replacing(#""boost": {"entitlements": {"tok": 500, "sso": true}"#, #""boost": {"entitlements": {"sso": true}"#))
    world.send(.checkout("2027-01-02", "pi_1", "catalogAddonId", "boost"))
    #expect(world.has("sso"))
    world.send(.charge("2027-01-04"))
    #expect(!world.has("sso"))
    #expect(world.failures.isEmpty)
  }

  @Test func `one payment among those of thousands of customers is found`() throws {
    let world = try world()
    let transport = world.server.transport()
    func post(_ path: String, _ body: JSON) throws {
      let response = try world.server.transport().send(HTTPRequest(.post, path, body: Array(body.compact.utf8)))
      #expect(response.status == 201)
    }
    // More grants than a page has, before and after.
    for number in 0..<3 {
      world.server.addCustomer("other\(number)")
      let path = "/api/v2/customers/other\(number)/entitlements"
      try post(path, ["featureKey": "tok", "type": "metered", "usagePeriod": ["interval": "MONTH"]])
      let now = world.server.now.description
      for index in 0..<700 {
        let payment: JSON = ["paymentId": .string("pi_\(number)_\(index)")]
        try post("\(path)/tok/grants", ["amount": 1, "effectiveAt": .string(now), "metadata": payment])
      }
    }
    world.at("2027-01-04")
    world.deliver(StripeEvent.charge("2027-01-04").payload, through: transport)
    #expect(world.balance() == 0)
    #expect(transport.requests.filter { $0.path.hasPrefix("/api/v2/grants?") }.count == 3)
  }

  @Test(arguments: ["cus_1", nil] as [String?])
  func `the refund of something else changes nothing that anyone has`(customer: String?) throws {
    let world = try world()
    let (before, grants) = (world.server.entitlements("acme"), world.server.grants("acme", "tok"))
    world.send(.charge("2027-01-04", "pi_of_a_book", customer: customer))
    #expect(world.balance() == 9900)
    #expect(world.server.entitlements("acme") == before && world.server.grants("acme", "tok") == grants)
    #expect(try world.server.transport().send(HTTPRequest(.get, "/api/v1/customers/cus_1")).status == 404)
    #expect(world.findings.map { $0.prefix(while: { $0 != ":" }) } == ["note event-payment-unknown"])
    #expect(world.failures.isEmpty)
  }

  // MARK: The refund before its payment

  @Test(arguments: ["cus_1", nil] as [String?], ["catalogTopupId", "catalogAddonId"])
  func `a refund waits for its payment, however often both are told`(customer: String?, item: String) throws {
    let world = try World()
    world.at("2027-01-05")
    let payment = StripeEvent.checkout("2027-01-02", "pi_1", item, item == "catalogTopupId" ? "pack" : "boost")
    for event in [.charge("2027-01-04", customer: customer), payment, payment, .charge("2027-01-04", customer: customer)] {
      world.deliver(event.payload)
    }
    #expect(world.balance() == 0)
    #expect(!world.has("sso"))
    // Another payment is not that one.
    world.send(.checkout("2027-01-06", "pi_2"))
    #expect(world.balance() == 10_000)
    #expect(world.failures.isEmpty)
  }

  @Test func `a refund of an invoice waits for the payment that is known by another id`() throws {
    let world = try World()
    world.at("2027-01-05")
    world.deliver(StripeEvent.charge("2027-01-04", "in_1").payload)
    for event in Self.invoiced("catalogTopupId", "pack") { world.deliver(event.payload) }
    #expect(world.balance() == 0)
    #expect(world.failures.isEmpty)
  }

  @Test func `a customer whose key was guessed is not taken for the one who paid`() throws {
    let world = try World()
    world.at("2027-01-05")
    // A subscription without metadata has made a customer of the provider's id.
    var subscription = StripeEvent.subscription("2027-01-01", "created")
    subscription.object = subscription.object.map { $0.name == "metadata" ? .init("metadata", .object([])) : $0 }
    world.deliver(subscription.payload)
    world.deliver(StripeEvent.charge("2027-01-04").payload)
    world.deliver(StripeEvent.checkout("2027-01-02").payload)
    #expect(world.balance() == 0)
    #expect(world.balance(of: "cus_1") == 1000)
    #expect(world.failures.isEmpty)
  }

  @Test(arguments: 0..<200) func `a refund and its payment may be processed at once`(seed: Int) throws {
    let world = try World()
    world.at("2027-01-05")
    var turns = AnyOrderTests.Chance(seed + 1)
    let events: [StripeEvent] = [.charge("2027-01-04"), .checkout("2027-01-02"), .dispute("2027-01-04", "lost")]
    Interleaving.run(
      on: world.server, turns: { $0.randomElement(using: &turns) ?? $0[0] },
      events.map { event in { transport in world.deliver(event.payload, through: transport) } })
    #expect(world.balance() == 0)
    #expect(world.failures.isEmpty)
  }

  private static let itemsAndOrders: [([Int], String, String)] = orders.flatMap { order in
    [("catalogTopupId", "pack"), ("catalogAddonId", "boost")].map { (order, $0, $1) }
  }

  @Test(arguments: itemsAndOrders)
  func `what was paid on an invoice is taken back by a refund that knows the payment alone`(
    order: [Int], item: String, name: String
  ) throws {
    let events: [StripeEvent] = [
      .invoice("2027-01-02", "in_1", item, name), .invoicePayment("2027-01-02"), .charge("2027-01-04", customer: nil),
    ]
    let world = try World()
    world.at("2027-01-05")
    for index in order + order.reversed() { world.deliver(events[index].payload) }
    #expect(world.balance() ?? 0 == 0)
    #expect(!world.has("sso"))
    // Another invoice is not that one.
    world.send(.invoice("2027-01-06", "in_2"))
    world.send(.invoicePayment("2027-01-06", "pi_2", of: "in_2"))
    #expect(world.balance() == 10_000)
    world.send(.charge("2027-01-07", "pi_2"))
    #expect(world.balance() == 0)
    #expect(world.failures.isEmpty)
  }

  @Test(arguments: 0..<100) func `an invoice, its payment and the refund may be processed at once`(seed: Int) throws {
    let world = try World()
    world.at("2027-01-05")
    var turns = AnyOrderTests.Chance(seed + 1)
    let events: [StripeEvent] = [.invoice("2027-01-02"), .invoicePayment("2027-01-02"), .charge("2027-01-04", customer: nil)]
    Interleaving.run(
      on: world.server, turns: { $0.randomElement(using: &turns) ?? $0[0] },
      events.map { event in { transport in world.deliver(event.payload, through: transport) } })
    #expect(world.balance() ?? 0 == 0)
    #expect(world.failures.isEmpty)
  }

  @Test func `the payment of a renewal changes nothing, and says nothing`() throws {
    let world = try world()
    let grants = world.server.grants("acme", "tok")
    world.send(.invoicePayment("2027-01-04", "pi_7", of: "in_7"))
    #expect(world.server.grants("acme", "tok") == grants)
    #expect(world.findings.isEmpty && world.failures.isEmpty)
  }

  @Test func `the latest thousand refunds are kept`() throws {
    var bridging = try Bridging("stripe", shopText)
    func time(_ number: Int64) -> Moment { ("2027-01-04" as Moment).adding(seconds: number) }
    _ = bridging.send(StripeEvent.charge(time(1), "pi_1").payload)
    var states = bridging.bridge.states
    var state = states[Journal.refundsKey]
    var journal = state.journal
    for number in Int64(2)...1000 { journal.refund("pi_\(number)", at: try #require(Instant(unixSeconds: time(number).seconds))) }
    #expect(journal.refunds.count == 1000)
    state.apply(.writeJournal(journal, replacing: nil), id: "journal", at: .epoch)
    states.set(state)
    bridging = try Bridging("stripe", shopText, states: states)
    _ = bridging.send(StripeEvent.charge(time(1001), "pi_1001").payload)
    #expect(bridging.bridge.states[Journal.refundsKey].journal.refunds.count == 1000)
    for payment in ["pi_2", "pi_1001"] {
      _ = bridging.send(StripeEvent.checkout("2027-01-02", payment).payload)
      #expect(bridging.gives()["tok"] == nil)
    }
    _ = bridging.send(StripeEvent.checkout("2027-01-02", "pi_1").payload)
    #expect(bridging.gives()["tok"] == "10000")
  }

  @Test func `customers that have the provider's id as their key need no metadata`() throws {
    let world = try World()
    world.options.customerFrom = "id"
    // The refund first, then what was bought.
    world.send(.charge("2027-01-04"))
    world.send(.checkout("2027-01-02"))
    #expect(world.balance(of: "cus_1") ?? 0 == 0)
    #expect(world.failures.isEmpty)
  }

  @Test func `without asking OpenMeter, what earlier events have granted is looked at`() throws {
    var bridging = try Bridging("stripe", shopText)
    _ = bridging.send(StripeEvent.subscription("2027-01-01", "created").payload)
    _ = bridging.send(StripeEvent.checkout("2027-01-02").payload)
    #expect(bridging.gives()["tok"] == "11000")
    let result = bridging.send(StripeEvent.charge("2027-01-04").payload)
    #expect(bridging.gives()["tok"] == "1000")
    #expect(result.findings.isEmpty)
    #expect(bridging.send(StripeEvent.charge("2027-01-05", "pi_2").payload).findings.count == 1)
    // It is kept for the payment.
    _ = bridging.send(StripeEvent.checkout("2027-01-03", "pi_2").payload)
    #expect(bridging.gives()["tok"] == "1000")
  }

  // MARK: One payment, one grant

  /// A checkout with `invoice_creation`: a session, the payment, and an invoice, which does not name the payment.
  private static func invoiced(_ item: String, _ name: String) -> [StripeEvent] {
    let time: Moment = "2027-01-02"
    var session = StripeEvent.checkout(time, "pi_1", item, name)
    session.object.append(.init("invoice", "in_1"))
    return [session, .payment(time, "pi_1", item, name), .invoice(time, "in_1", item, name)]
  }

  /// All orders of three, each with all events again.
  private static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  @Test(arguments: orders, [true, false])
  func `a top-up is granted once by a session, a payment and an invoice`(order: [Int], paymentOnInvoice: Bool) throws {
    var events = Self.invoiced("catalogTopupId", "pack")
    // Before 2025-03-31.basil, an invoice named its payment.
    if paymentOnInvoice { events[2].object.append(.init("payment_intent", "pi_1")) }
    let world = try World()
    world.at("2027-01-02T00:00:10Z")
    func deliver(_ indices: [Int]) {
      for index in indices { world.deliver(events[index].payload, isHostile: paymentOnInvoice && index == 2) }
    }
    deliver(order)
    #expect(world.balance() == 10_000)
    deliver(order.reversed())
    #expect(world.balance() == 10_000)
    world.use(400, at: "2027-01-03")
    deliver([2])
    #expect(world.balance() == 9600)
    // The refund knows the payment alone.
    world.send(.charge("2027-01-04"))
    #expect(world.balance() == 0)
    deliver(order)
    #expect(world.balance() == 0)
    #expect(world.failures.isEmpty)
  }

  @Test(arguments: orders) func `a one-time add-on is given once by a session, a payment and an invoice`(order: [Int]) throws {
    let events = Self.invoiced("catalogAddonId", "boost")
    let world = try World()
    world.at("2027-01-02T00:00:10Z")
    for index in order + order { world.deliver(events[index].payload) }
    #expect(world.balance() == 500)
    #expect(world.has("sso"))
    world.send(.charge("2027-01-04"))
    #expect(world.balance() == 0)
    #expect(!world.has("sso"))
    #expect(world.failures.isEmpty)
  }
}
