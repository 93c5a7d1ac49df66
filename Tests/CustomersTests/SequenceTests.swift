import Customers
import JSONText
import ModelCustomers
import Testing

/// What customers have after sequences of events.
@Suite struct SequenceTests {
  // MARK: One subscription

  @Test func `a subscription gives its plan, and its end takes everything`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    #expect(world.balance() == 1000)
    #expect(world.has("api"))
    #expect(world.value("projects") == 3)
    #expect(!world.has("sso"))
    world.send(.subscription("2027-01-20", "deleted", "canceled"))
    #expect(world.balance() == 0)
    #expect(!world.has("tok") && !world.has("api") && !world.has("projects"))
    #expect(world.findings.isEmpty && world.failures.isEmpty)
  }

  @Test func `periods follow the bill without an event`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.use(400, at: "2027-01-10")
    #expect(world.balance() == 600)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 1000)
    world.use(100, at: "2027-02-02")
    world.send(.subscription("2027-02-02T01:00:00Z", "updated", start: "2027-02-01"))
    #expect(world.balance() == 900)
  }

  @Test func `a trial ends, and the first paid period begins`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", "trialing", end: "2027-01-15", anchor: "2027-01-15"))
    world.use(900, at: "2027-01-10")
    #expect(world.balance() == 100)
    world.send(.subscription("2027-01-15", "updated", start: "2027-01-15"))
    #expect(world.balance() == 1000)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 1000)
    world.use(300, at: "2027-02-10")
    #expect(world.balance() == 700)
    world.at("2027-02-15T00:01:00Z")
    #expect(world.balance() == 1000)
  }

  @Test(arguments: ["past_due", "incomplete", "something_new"])
  func `a late payment changes nothing`(status: String) throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.at("2027-01-10T00:00:02Z")
    let event = StripeEvent.subscription("2027-01-10", "updated", status)
    world.deliver(event.payload, isHostile: status == "something_new")
    #expect(world.balance() == 1000)
    #expect(world.has("api"))
  }

  @Test(arguments: ["unpaid", "paused"])
  func `what is suspended comes back with what was used`(status: String) throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.checkout("2027-01-02"))
    world.use(400, at: "2027-01-05")
    #expect(world.balance() == 10_600)
    world.send(.subscription("2027-01-10", "updated", status))
    #expect(world.balance() == 10_000)
    #expect(!world.has("api"))
    world.send(.subscription("2027-01-11", "updated"))
    #expect(world.balance() == 10_600)
    #expect(world.has("api"))
  }

  @Test func `a scheduled cancellation ends when it is due, and can be taken back`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    let line = world.send(.subscription("2027-01-10", "updated", more: [.init("cancel_at_period_end", true)]))
    #expect(line?["dueAt"] == "2027-02-01T00:00:00Z")
    #expect(world.balance() == 1000)
    world.send(.subscription("2027-01-12", "updated"))
    world.at("2027-02-02")
    #expect(world.balance() == 1000)
    world.send(.subscription("2027-02-10", "updated", start: "2027-02-01", more: [.init("cancel_at_period_end", true)]))
    world.use(50, at: "2027-03-01T00:10:00Z")
    world.send(.subscription("2027-03-01T00:05:00Z", "deleted", "canceled", start: "2027-02-01"), lag: 600)
    #expect(world.balance() == 0)
    #expect(!world.has("api"))
  }

  @Test func `an unpaid checkout gives nothing, and an unfinished subscription neither`() throws {
    let world = try World()
    world.send(.checkout("2027-01-01", status: "unpaid"))
    world.send(.subscription("2027-01-01", "created", "incomplete"))
    #expect(world.balance() == nil)
    #expect(!world.has("api"))
  }

  // MARK: Changes of plan

  @Test func `a change of plan keeps what was used`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.use(1000, at: "2027-01-05")
    world.send(.subscription("2027-01-05T00:10:00Z", "updated", items: [("team", 1)]))
    #expect(world.balance() == 4000)
    world.send(.subscription("2027-01-05T02:20:00Z", "updated", items: [("pro", 1)]))
    #expect(world.balance() == 0)
    world.send(.subscription("2027-01-05T03:30:00Z", "updated", items: [("team", 1)]))
    #expect(world.balance() == 4000)
    world.use(2500, at: "2027-01-06")
    world.send(.subscription("2027-01-06T00:30:00Z", "updated", items: [("pro", 1)]))
    #expect(world.balance() == 0)
    world.send(.subscription("2027-01-06T00:40:00Z", "updated", items: [("team", 1)]))
    #expect(world.balance() == 1500)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 5000)
  }

  @Test func `a smaller plan does not eat what was bought`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("team", 1)]))
    world.send(.checkout("2027-01-02"))
    world.use(3000, at: "2027-01-05")
    #expect(world.balance() == 12_000)
    world.send(.subscription("2027-01-10", "updated", items: [("pro", 1)]))
    #expect(world.balance() == 10_000)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 11_000)
    world.at("2027-03-01T00:01:00Z")
    #expect(world.balance() == 11_000)
  }

  @Test func `features come and go with the plan`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("team", 1)]))
    #expect(world.has("sso"))
    #expect(world.value("tier") == "fast")
    #expect(world.value("projects") == 10)
    world.send(.subscription("2027-01-10", "updated", items: [("pro", 1)]))
    #expect(!world.has("sso") && !world.has("tier"))
    #expect(world.value("projects") == 3)
    #expect(world.has("api"))
  }

  @Test func `a change that is told a month late counts from then on`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.subscription("2027-01-20", "updated", items: [("team", 1)]), lag: 40 * 86_400)
    #expect(world.balance() == 5000)
    #expect(world.failures.isEmpty)
  }

  // MARK: Add-ons

  @Test func `an add-on is bought, removed, and bought again`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]))
    #expect(world.balance() == 1100)
    world.send(.subscription("2027-01-10", "updated"))
    #expect(world.balance() == 1000)
    world.send(.subscription("2027-01-12", "updated", items: [("pro", 1), ("extra", 1)]))
    #expect(world.balance() == 1100)
    for (day, quantity, balance) in [("13", 2, 1200), ("14", 1, 1100), ("15", 3, 1300), ("16", 0, 1000)] {
      let time = try #require(Moment("2027-01-\(day)T00:00:00Z"))
      world.send(.subscription(time, "updated", items: [("pro", 1), ("extra", Int64(quantity))]))
      #expect(world.balance() == Double(balance))
    }
    #expect(world.failures.isEmpty)
  }

  @Test func `an add-on that is bought again is no refill`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]))
    world.send(.checkout("2027-01-02"))
    world.use(1080, at: "2027-01-05")
    #expect(world.balance() == 10_020)
    world.send(.subscription("2027-01-10", "updated"))
    #expect(world.balance() == 10_000)
    world.send(.subscription("2027-01-12", "updated", items: [("pro", 1), ("extra", 1)]))
    #expect(world.balance() == 10_020)
  }

  @Test func `an add-on adds access and a limit, and changes a value`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("team", 1), ("login", 1)]))
    #expect(world.value("tier") == "instant")
    #expect(world.value("projects") == 12)
    world.send(.subscription("2027-01-10", "updated", items: [("team", 1)]))
    #expect(world.value("tier") == "fast")
    #expect(world.has("sso"))
    #expect(world.value("projects") == 10)
  }

  // MARK: Top-ups

  @Test(arguments: [true, false]) func `a top-up may come before the subscription`(isFirst: Bool) throws {
    let world = try World()
    if isFirst { world.send(.checkout("2027-01-01T00:00:10Z")) }
    world.send(.subscription("2027-01-01T00:00:17Z", "created"))
    if !isFirst { world.send(.checkout("2027-01-01T00:00:20Z")) }
    #expect(world.balance() == 11_000)
  }

  @Test func `what was bought survives everything`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.checkout("2027-01-02"))
    world.send(.subscription("2027-01-03", "updated", items: [("team", 1)]))
    #expect(world.balance() == 15_000)
    world.send(.subscription("2027-01-04", "updated", "past_due", items: [("team", 1)]))
    world.send(.subscription("2027-01-05", "updated", "unpaid", items: [("team", 1)]))
    #expect(world.balance() == 10_000)
    world.send(.subscription("2027-01-06", "updated", items: [("team", 1)]))
    #expect(world.balance() == 15_000)
    world.send(.subscription("2027-01-20", "deleted", "canceled", items: [("team", 1)]))
    world.send(.subscription("2027-02-20", "created", id: "sub_2", start: "2027-02-20"))
    #expect(world.balance() == 11_000)
    world.send(.subscription("2027-03-20", "deleted", "canceled", id: "sub_2", start: "2027-02-20"))
    #expect(world.balance() == 10_000)
  }

  @Test func `the same payment by several events is granted once`() throws {
    let world = try World()
    let event = StripeEvent.checkout("2027-01-01")
    for _ in 0..<3 { world.send(event) }
    world.send(.payment("2027-01-01T00:00:05Z"))
    #expect(world.balance() == 10_000)
  }

  @Test func `a refund takes back what is left, however often it is told`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.checkout("2027-01-02"))
    world.use(1500, at: "2027-01-03")
    for second in 0..<3 { world.send(.refund(("2027-01-04" as Moment).adding(seconds: Int64(second)))) }
    #expect(world.balance() == 0)
    world.send(.checkout("2027-01-02"))
    #expect(world.balance() == 0)
    #expect(world.failures.isEmpty)
  }

  @Test func `a refund that is told before its payment`() throws {
    let world = try World()
    world.send(.refund("2027-01-04"))
    world.send(.checkout("2027-01-02"))
    #expect((world.balance() ?? 0) == 0)
  }

  @Test func `a lost dispute is a refund, and a won one is not`() throws {
    let world = try World()
    world.send(.checkout("2027-01-02"))
    world.send(.dispute("2027-01-03", "created", "needs_response"))
    #expect(world.balance() == 10_000)
    #expect(world.findings.last?.hasPrefix("warning event-partial-refund: `pi_1` is disputed") == true)
    world.send(.dispute("2027-01-10", "closed", "won"))
    #expect(world.balance() == 10_000)
    world.send(.dispute("2027-01-11", "closed", "lost"))
    #expect(world.balance() == 0)
  }

  @Test func `a free order is granted by its session`() throws {
    let world = try World()
    world.send(.checkout("2027-01-02", nil, status: "no_payment_required"))
    world.send(.checkout("2027-01-02", nil, status: "no_payment_required"))
    #expect(world.balance() == 10_000)
  }

  @Test func `an add-on that is paid once stays until it is refunded`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.checkout("2027-01-02", "pi_2", "catalogAddonId", "boost"))
    #expect(world.balance() == 1500)
    #expect(world.has("sso"))
    world.send(.subscription("2027-01-20", "deleted", "canceled"))
    #expect(world.balance() == 500)
    world.at("2027-03-02")
    #expect(world.balance() == 500)
    world.send(.refund("2027-03-03", "pi_2"))
    #expect(world.balance() == 0)
    #expect(!world.has("sso"))
  }

  @Test func `an add-on on an invoice is given`() throws {
    let world = try World()
    let payment = JSON.object(StripeEvent.invoicePayment("2027-01-02", "pi_9").object)
    var invoice = StripeEvent.invoice("2027-01-02", "in_1", "catalogAddonId", "boost")
    invoice.object.append(.init("payments", ["object": "list", "data": [payment], "has_more": false]))
    world.send(invoice)
    #expect(world.balance() == 500)
    world.send(.refund("2027-01-03", "pi_9"))
    #expect(world.balance() == 0)
  }

  // MARK: Two subscriptions

  @Test func `two subscriptions add up, and the older one takes nothing from the newer one`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.subscription("2027-01-10", "created", items: [("team", 1)], id: "sub_2", start: "2027-01-10"))
    #expect(world.balance() == 6000)
    world.send(.subscription("2027-01-10T00:10:00Z", "updated", more: [.init("cancel_at_period_end", true)]))
    #expect(world.balance() == 6000)
    #expect(world.value("tier") == "fast")
    world.send(.subscription("2027-02-01", "deleted", "canceled"))
    #expect(world.balance() == 5000)
    #expect(world.has("api") && world.has("sso"))
    #expect(world.value("projects") == 10)
  }

  // MARK: Customers

  @Test func `a customer who does not exist is created`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", customer: "new/one"))
    #expect(world.balance(of: "new/one") == 1000)
    world.options.createsCustomers = false
    let line = world.send(.subscription("2027-01-02", "created", id: "sub_9", customer: "other"))
    #expect(world.failures == ["OpenMeter has no customer `other`"])
    #expect(line?["failed"] == "OpenMeter has no customer `other`")
    #expect(world.balance(of: "other") == nil)
  }
}
