import Customers
import JSONText
import ModelCustomers
import Providers
import TestSupport
import Testing

/// What only Autumn has: plans of entities, changes of plan without a subscription, and top-ups that it sells by itself.
@Suite struct AutumnTests {
  private static func deliver(_ world: World, _ body: JSON, _ time: Moment, id: String, isHostile: Bool = false) {
    world.at(time)
    let headers: JSON = ["svix-id": .string(id), "svix-timestamp": .string("\(time.seconds)")]
    world.deliver(JSON.fields(["headers": headers, "body": .string(body.compact)]).compact, isHostile: isHostile)
  }

  private static func body(_ changes: [JSON], entity: String? = nil, tags: [JSON] = []) -> JSON {
    let data = JSON.fields([
      "object": "billing.updated", "customer_id": "acme", "entity_id": entity.map(JSON.string), "plan_changes": .array(changes),
      "tags": .array(tags),
    ])
    return ["type": "billing.updated", "data": data]
  }

  /// What the fields were that an end changes.
  private static let current: JSON = ["status": "active", "canceled_at": .null, "expires_at": .null]

  /// - Parameter content: what another version of the plan changes. Without it, an update says that a late payment was made.
  private static func change(
    _ plan: String, _ action: String, start: Moment, at time: Moment, trialEnd: Moment? = nil, content: JSON? = nil
  ) -> JSON {
    let isEnded = action == "expired"
    let end: JSON = isEnded ? .integer(time.milliseconds) : .null
    let trial: JSON = trialEnd.map { JSON.integer($0.milliseconds) } ?? .null
    let subscription: JSON = [
      "plan_id": .string(plan), "status": isEnded ? "expired" : "active", "past_due": false,
      "started_at": .integer(start.milliseconds), "canceled_at": end, "expires_at": end, "trial_ends_at": trial,
      "current_period_start": .null, "current_period_end": .null,
    ]
    let before: JSON =
      switch action {
      case "expired": current
      case "updated" where content == nil: ["past_due": true]
      default: .null
      }
    return .fields([
      "action": .string(action), "subscription": subscription, "previous_attributes": before, "plan_change": content,
      "item_changes": [],
    ])
  }

  /// - Parameter began: when plans began that did not at the start.
  private static func send(
    _ world: World, _ time: Moment, _ changes: [(plan: String, action: String)], entity: String? = nil,
    start: Moment = "2027-01-01", began: [String: Moment] = [:]
  ) {
    let name = changes.map { "\($0.plan)_\($0.action)" }.joined(separator: "_")
    let list = changes.map { change($0.plan, $0.action, start: began[$0.plan] ?? start, at: time) }
    deliver(world, body(list, entity: entity), time, id: "msg_\(time.milliseconds)_\(name)_\(entity ?? "")")
  }

  /// - Parameter invoice: nothing is sent without one.
  private static func topup(
    _ world: World, _ time: Moment, feature: String = "tok", amount: Int64 = 10_000, invoice: String? = "in_1",
    id: String = "evt_1"
  ) {
    let bill: JSON = [
      "stripe_id": invoice.map(JSON.string) ?? .null, "status": "paid", "total": 1500, "currency": "usd",
      "hosted_invoice_url": .null,
    ]
    let data: JSON = [
      "customer_id": "acme", "feature_id": .string(feature), "quantity_granted": .integer(amount), "threshold": 10,
      "balance_after": .integer(amount), "invoice_mode": false, "invoice": bill,
    ]
    let body: JSON = [
      "id": .string(id), "type": "billing.auto_topup_succeeded", "occurred_at": .integer(time.milliseconds), "data": data,
    ]
    deliver(world, body, time, id: "msg_\(id)", isHostile: invoice == nil)
  }

  // MARK: Entities

  @Test func `a seat's plan neither replaces the customer's nor ends it`() throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-01", [("team", "activated")])
    #expect(world.balance() == 5000)
    Self.send(world, "2027-01-02", [("pro", "activated")], entity: "seat_1", start: "2027-01-02")
    Self.send(world, "2027-01-02T01:00:00Z", [("pro", "activated")], entity: "seat_2", start: "2027-01-02")
    #expect(world.balance() == 7000)
    world.use(400, at: "2027-01-03")
    // The plan of a seat changes, and that of the other ends.
    Self.send(world, "2027-01-04", [("team", "activated"), ("pro", "expired")], entity: "seat_1", start: "2027-01-02")
    #expect(world.balance() == 10_600)
    Self.send(world, "2027-01-05", [("pro", "expired")], entity: "seat_2", start: "2027-01-02")
    #expect(world.balance() ?? 0 >= 9600)
    Self.send(world, "2027-01-06", [("team", "expired")], entity: "seat_1", start: "2027-01-02")
    #expect(world.has("sso") && world.value("tier") == "fast")
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 5000)
    Self.send(world, "2027-02-02", [("team", "expired")])
    #expect(world.balance() == 0)
    #expect(!world.has("sso"))
    #expect(world.failures.isEmpty && world.findings.isEmpty)
  }

  /// The end of a scheduled cancellation begins at Stripe, and does not name the entity.
  @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1], [3, 0, 2, 1, 3, 2]])
  func `a plan of a seat ends, although the event does not name the seat`(order: [Int]) throws {
    let world = try World(provider: "autumn")
    world.at("2027-01-20")
    let news: [(Moment, String, String?, Moment)] = [
      ("2027-01-01", "activated", nil, "2027-01-01"), ("2027-01-02", "activated", "seat_1", "2027-01-02"),
      // A late payment that was made: the seat has its plan once.
      ("2027-01-03", "updated", nil, "2027-01-02"), ("2027-01-10", "expired", nil, "2027-01-02"),
    ]
    for index in order {
      let (time, action, entity, start) = news[index]
      Self.send(world, time, [("pro", action)], entity: entity, start: start)
    }
    #expect(world.has("api"))
    #expect(world.balance() == 1000)
    Self.send(world, "2027-01-21", [("pro", "expired")])
    #expect(!world.has("api"))
    #expect(world.failures.isEmpty)
  }

  // MARK: Changes of plan

  @Test(arguments: [true, false]) func `a change of plan keeps what was used`(inOneEvent: Bool) throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-01", [("pro", "activated")])
    world.use(1000, at: "2027-01-05")
    var began: [String: Moment] = ["pro": "2027-01-01"]
    for (number, (new, old)) in [("team", "pro"), ("pro", "team"), ("team", "pro")].enumerated() {
      let time = ("2027-01-06" as Moment).adding(seconds: Int64(number) * 40_000)
      began[new] = time
      if inOneEvent {
        Self.send(world, time, [(new, "activated"), (old, "expired")], began: began)
      } else {
        Self.send(world, time, [(new, "activated")], began: began)
        Self.send(world, time.adding(seconds: 5), [(old, "expired")], began: began)
      }
      #expect(world.balance() == (new == "team" ? 4000 : 0))
    }
    // It is billed on the day on which the first plan began.
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 5000)
    world.use(100)
    world.at("2027-02-07")
    #expect(world.balance() == 4900)
    #expect(world.failures.isEmpty)
  }

  @Test func `a plan after a gap, and a paid plan after the free one, begin a period of their own`() throws {
    let free = #""plans": {"free": {"default": true, "entitlements": {"tok": 50, "api": true}}, "#
    let world = try World(shopText.replacing(#""plans": {"#, with: free), provider: "autumn")
    Self.send(world, "2027-01-01", [("free", "activated")])
    world.use(30, at: "2027-01-05")
    Self.send(world, "2027-01-10", [("pro", "activated"), ("free", "expired")], began: ["pro": "2027-01-10"])
    #expect(world.balance() == 1000)
    world.use(600, at: "2027-01-20")
    Self.send(
      world, "2027-01-25", [("pro", "expired"), ("free", "activated")], began: ["pro": "2027-01-10", "free": "2027-01-25"])
    Self.send(
      world, "2027-02-03", [("team", "activated"), ("free", "expired")], began: ["team": "2027-02-03", "free": "2027-01-25"])
    #expect(world.balance() == 5000)
    world.use(100, at: "2027-02-12")
    world.at("2027-03-02")
    #expect(world.balance() == 4900)
    world.at("2027-03-03T00:01:00Z")
    #expect(world.balance() == 5000)
    #expect(world.failures.isEmpty)
  }

  @Test func `a trial ends by itself`() throws {
    let metered = shopText.replacing(
      #""pro": {"entitlements": {"tok": 1000"#,
      with: #""pro": {"entitlements": {"tok": {"amount": 1000, "prices": {"usd": {"amount": 1, "currency": "USD"}}}"#)
    let world = try World(metered, provider: "autumn")
    let change = Self.change("pro", "activated", start: "2027-01-01", at: "2027-01-01", trialEnd: "2027-01-15")
    Self.deliver(world, Self.body([change]), "2027-01-01", id: "msg_1")
    #expect(world.balance() == 1000)
    world.use(1000, at: "2027-01-10")
    #expect(world.balance() == 0)
    Self.deliver(world, Self.body([], tags: ["trial_ended"]), "2027-01-15T00:00:10Z", id: "msg_2")
    // A whole allowance, and what is charged beyond it.
    #expect(world.balance() ?? 0 > 1000)
    #expect(world.grants().contains { $0["metadata"]?["catalogGrant"] == "charged" })
    world.at("2027-02-15T00:01:00Z")
    #expect(world.failures.isEmpty && world.findings.isEmpty)
  }

  @Test func `the old plan's end that is told before the new plan takes nothing from it`() throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-01", [("pro", "activated")])
    world.use(1000, at: "2027-01-05")
    Self.send(world, "2027-01-06", [("pro", "expired")])
    #expect(world.balance() == 0)
    Self.send(world, "2027-01-06T00:00:01Z", [("team", "activated")])
    #expect(world.has("sso"))
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 5000)
  }

  // MARK: Order

  @Test func `an end is not undone by what happened before`() throws {
    let world = try World(provider: "autumn")
    world.at("2027-01-21")
    for (action, time) in [("activated", "2027-01-01"), ("expired", "2027-01-20"), ("updated", "2027-01-19")]
      as [(String, Moment)]
    {
      Self.send(world, time, [("team", action)])
    }
    #expect(world.balance() ?? 0 == 0)
    #expect(!world.has("sso") && !world.has("projects"))
  }

  /// `svix-timestamp` is the time of the attempt (docs.svix.com/receiving/verifying-payloads/why, read 2026-11-29).
  @Test func `an end is not undone by a retry of the beginning`() throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-10", [("team", "expired")])
    Self.send(world, "2027-01-10T05:00:00Z", [("team", "activated")])
    #expect(world.balance() ?? 0 == 0)
    #expect(!world.has("sso"))
    Self.send(world, "2027-01-11", [("team", "activated")], start: "2027-01-11")
    #expect(world.balance() == 5000)
  }

  @Test func `an end is not undone by a retry of a change`() throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-01", [("team", "activated")])
    Self.send(world, "2027-01-10", [("team", "expired")])
    Self.send(world, "2027-01-10T05:00:00Z", [("team", "updated")])
    #expect(world.balance() ?? 0 == 0)
    #expect(!world.has("sso"))
    // It comes back when the trial of another plan ends.
    let trial: JSON = ["status": "expired"]
    var change = Self.change("team", "activated", start: "2027-01-01", at: "2027-01-11")
    if case .object(let members) = change { change = .object(members.replacing([.init("previous_attributes", trial)])) }
    Self.deliver(world, Self.body([change]), "2027-01-11", id: "msg_back")
    #expect(world.has("sso"))
  }

  /// What failed to arrive at first is sent again, in any order, and each time with the time of the attempt.
  @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1], [3, 0, 1, 2], [1, 2, 3, 0]])
  func `a plan that has ended stays ended, and the one that took its place goes on`(order: [Int]) throws {
    let world = try World(provider: "autumn")
    let began: [String: Moment] = ["team": "2027-01-05"]
    let messages: [[(plan: String, action: String)]] = [
      [("pro", "activated")], [("pro", "updated")], [("team", "activated"), ("pro", "expired")], [("team", "updated")],
    ]
    for (hours, index) in (order + order.reversed()).enumerated() {
      Self.send(world, ("2027-01-10" as Moment).adding(seconds: Int64(hours) * 3600), messages[index], began: began)
    }
    #expect(world.balance() == 5000)
    #expect(world.has("sso") && world.value("projects") == 10)
    Self.send(world, "2027-01-12", [("team", "expired")], began: began)
    for (hours, index) in order.enumerated() {
      Self.send(world, ("2027-01-12T06:00:00Z" as Moment).adding(seconds: Int64(hours) * 3600), messages[index], began: began)
    }
    #expect(world.balance() ?? 0 == 0)
    #expect(!world.has("sso") && !world.has("api") && !world.has("projects"))
    #expect(world.failures.isEmpty)
  }

  // MARK: What has no id

  @Test func `an add-on that is attached twice counts twice, and ends one by one`() throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-01", [("pro", "activated")])
    Self.send(world, "2027-01-02", [("extra", "activated")], start: "2027-01-02")
    Self.send(world, "2027-01-03", [("extra", "activated")], start: "2027-01-03")
    #expect(world.balance() == 1200)
    Self.send(world, "2027-01-04", [("extra", "updated")], start: "2027-01-02")
    #expect(world.balance() == 1200)
    Self.send(world, "2027-01-05", [("extra", "expired")], start: "2027-01-02")
    #expect(world.balance() == 1100)
    Self.send(world, "2027-01-06", [("extra", "expired")], start: "2027-01-03")
    #expect(world.balance() == 1000)
    #expect(world.failures.isEmpty)
    let unknown = "warning event-quantity: the event does not say how many of `extra` were bought; one is given"
    #expect(world.findings == [unknown, unknown, unknown])
  }

  /// Another version is another subscription, which is told as a change of the one before, with the time at which that began.
  ///
  /// Source: the server, autumnBillingPlanToTransitions.ts, `pairSamePlanIdReplacements` (187c0a7).
  @Test func `an add-on whose version changes is still one, and its end is one when the catalog no longer has it`() throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-02", [("extra", "activated")], start: "2027-01-02")
    func item(_ action: String, _ included: Int64) -> JSON {
      let item: JSON = ["feature_id": "tok", "included": .integer(included), "unlimited": false, "reset": ["interval": "month"]]
      return ["action": .string(action), "feature_id": "tok", "item": item]
    }
    let content: JSON = ["previous_attributes": .null, "item_changes": [item("deleted", 90), item("created", 100)]]
    let change = Self.change("extra", "updated", start: "2027-01-02", at: "2027-01-04", content: content)
    Self.deliver(world, Self.body([change]), "2027-01-04", id: "msg_version")
    #expect(world.balance() == 100)
    try world.change(shopText.replacing(#""extra""#, with: #""more""#))
    Self.send(world, "2027-01-05", [("extra", "expired")], start: "2027-01-02")
    #expect(world.balance() == 0)
    #expect(world.failures.isEmpty)
  }

  private static func purchase(_ world: World, _ time: Moment, _ plan: String, _ action: String, id: String) {
    let isEnded = action == "expired"
    let purchase: JSON = [
      "plan_id": .string(plan), "status": isEnded ? "expired" : "active",
      "expires_at": isEnded ? .integer(time.milliseconds) : .null,
    ]
    let change: JSON = [
      "action": .string(action), "purchase": purchase, "previous_attributes": isEnded ? current : .null, "item_changes": [],
    ]
    deliver(world, body([change]), time, id: id)
  }

  /// The schema of `billing.updated` has neither an id nor a time of a purchase.
  @Test func `a purchase is what one message tells, however often, and the oldest one ends first`() throws {
    let world = try World(provider: "autumn")
    for id in ["msg_1", "msg_1", "msg_2"] { Self.purchase(world, "2027-01-02", "pack", "activated", id: id) }
    #expect(world.balance() == 20_000)
    world.use(2500, at: "2027-01-03")
    for _ in 0..<2 { Self.purchase(world, "2027-01-04", "pack", "expired", id: "msg_3") }
    #expect(world.balance() == 10_000)
    Self.purchase(world, "2027-01-05", "pack", "activated", id: "msg_4")
    #expect(world.balance() == 20_000)
    for id in ["msg_5", "msg_6", "msg_7"] { Self.purchase(world, "2027-01-06", "pack", "expired", id: id) }
    #expect(world.balance() == 0)
    // What was bought later is none of those that have ended.
    Self.purchase(world, "2027-01-07", "pack", "activated", id: "msg_8")
    #expect(world.balance() == 10_000)
    #expect(world.failures.isEmpty && world.findings.isEmpty)
  }

  @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2, 1, 3]])
  func `purchases and their ends may be told in any order`(order: [Int]) throws {
    let world = try World(provider: "autumn")
    world.at("2027-01-10")
    let news: [(Moment, String, String)] = [
      ("2027-01-02", "pack", "activated"), ("2027-01-03", "pack", "expired"), ("2027-01-04", "boost", "activated"),
      ("2027-01-05", "boost", "expired"),
    ]
    for index in order { Self.purchase(world, news[index].0, news[index].1, news[index].2, id: "msg_\(index)") }
    #expect(world.balance() ?? 0 == 0)
    #expect(!world.has("sso"))
    #expect(world.failures.isEmpty)
  }

  // MARK: Automatic top-ups

  @Test func `an automatic top-up is granted once`() throws {
    let world = try World(provider: "autumn")
    Self.send(world, "2027-01-01", [("pro", "activated")])
    Self.topup(world, "2027-01-03")
    #expect(world.balance() == 11_000)
    // The same again, and the same invoice by another event.
    Self.topup(world, "2027-01-03")
    Self.topup(world, "2027-01-03", id: "evt_2")
    #expect(world.balance() == 11_000)
    Self.topup(world, "2027-01-04", amount: 2500, invoice: "in_2", id: "evt_3")
    #expect(world.balance() == 13_500)
    // Autumn sends nothing without an invoice; if it did, the event's own id would name it.
    for _ in 0..<2 { Self.topup(world, "2027-01-05", amount: 500, invoice: nil, id: "evt_4") }
    #expect(world.balance() == 14_000)
    Self.send(world, "2027-01-06", [("pro", "expired")])
    #expect(world.balance() == 13_000)
    world.at("2027-03-05")
    #expect(world.balance() == 13_000)
    #expect(world.failures.isEmpty && world.findings.isEmpty)
  }

  @Test func `an automatic top-up of something else is reported`() throws {
    let world = try World(provider: "autumn")
    Self.topup(world, "2027-01-03", feature: "images")
    #expect(world.balance() == nil)
    #expect(world.findings.map { $0.prefix(while: { $0 != ":" }) } == ["warning event-item-unknown"])
  }

  @Test func `top-ups of one feature that differ in more than the price are reported`() throws {
    let other = #"""
      "topups": {"small": {"feature": "tok", "amount": 100, "grant": {"priority": 9},
        "prices": {"usd": {"amount": 100, "currency": "USD", "interval": "one_time"}}},
      """#
    let world = try World(shopText.replacing(#""topups": {"#, other), provider: "autumn")
    Self.topup(world, "2027-01-03")
    #expect(world.findings.map { $0.prefix(while: { $0 != ":" }) } == ["warning event-item-ambiguous"])
  }
}
