import Accounts
import Customers
import Foundations
import JSONText
import ModelCustomers
import Providers
import TestSupport
import Testing

/// Events that are delivered late, twice or in the wrong order, and requests that fail.
@Suite struct LateNewsTests {
  // MARK: Late

  @Test(arguments: [2, 5, 60, 180, 3600, 20 * 86_400])
  func `a purchase with an add-on is given however late it is told`(lag: Int64) throws {
    let world = try World(now: "2027-01-01T11:00:00Z")
    world.send(
      .subscription("2027-01-01T12:00:58Z", "created", items: [("pro", 1), ("extra", 3)], start: "2027-01-01T12:00:58Z"), lag: lag
    )
    #expect(world.balance() == 1300)
    #expect(world.failures.isEmpty)
  }

  @Test func `a top-up that was paid before a reset is granted after it`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01T12:00:00Z", "created", start: "2027-01-01T12:00:00Z"))
    world.at("2027-02-01T11:59:50Z")
    world.send(.checkout("2027-02-01T11:59:50Z"), lag: 20)
    #expect(world.balance() == 11_000)
    #expect(world.failures.isEmpty)
  }

  @Test func `an event from a file is planned for its own time`() throws {
    var bridging = try Bridging("stripe", shopText)
    _ = bridging.send(StripeEvent.subscription("2027-01-01", "created").payload)
    _ = bridging.send(StripeEvent.checkout("2027-01-02").payload)
    #expect(bridging.gives()["tok"] == "11000")
    let line = bridging.send(StripeEvent.subscription("2027-01-20", "deleted", "canceled").payload).line
    #expect(bridging.gives() == ["tok": "10000"])
    #expect(line?["assumes"] == "empty")
    #expect(line?.operationIDs.contains("removals/api") == true)
  }

  // MARK: Wrong order

  @Test func `an end is not undone by what happened before`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.subscription("2027-01-20", "deleted", "canceled"))
    let line = world.send(.subscription("2027-01-19", "updated"))
    #expect(line?["stale"] == true)
    #expect(world.balance() == 0)
    #expect(!world.has("api"))
  }

  @Test func `of events at the same time, the end is the later one and the start the earlier one`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "updated", items: [("team", 1)]))
    world.send(.subscription("2027-01-01", "created"))
    #expect(world.balance() == 5000)
    world.send(.subscription("2027-01-01", "deleted", "canceled"))
    world.send(.subscription("2027-01-01", "updated", items: [("team", 1)]))
    #expect(world.balance() == 0)
  }

  // MARK: What the catalog does not know

  @Test(arguments: [("deleted", "canceled"), ("updated", "unpaid"), ("updated", "paused")])
  func `the end of an unknown price takes everything away`(type: String, status: String) throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("login", 1)]))
    world.send(.subscription("2027-01-20", type, status, items: [("pro_2025", 1), ("gold", 7)]))
    #expect(world.balance() == 0)
    #expect(!world.has("api") && !world.has("sso") && !world.has("projects"))
  }

  @Test func `what the catalog no longer has is taken away by the next event and by the end`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("team", 1), ("extra", 2)]))
    #expect(world.has("sso"))
    try world.change(
      shopText.replacing(#""tok": 5000, "api": true, "sso": true, "tier": "fast""#, with: #""tok": 5000, "api": true"#))
    world.send(.subscription("2027-01-10", "updated", items: [("team", 1)]))
    #expect(!world.has("sso") && !world.has("tier"))
    #expect(world.balance() == 5000)
    try world.change(
      #"""
      {"features": {"seats": {"type": "limit"}}, "plans": {"solo": {"entitlements": {"seats": 1},
        "prices": {"m": {"amount": 1, "currency": "USD", "interval": "month"}}}}}
      """#)
    world.send(.subscription("2027-01-20", "deleted", "canceled", items: [("team", 1)]))
    #expect(world.balance() == 0)
    #expect(!world.has("api"))
  }

  @Test func `an unknown item beside the plan takes nothing away`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]))
    world.send(.subscription("2027-01-10", "updated", items: [("pro", 1), ("mystery", 1)]))
    #expect(world.balance() == 1100)
    #expect(world.findings.contains { $0.hasPrefix("warning event-item-unknown") })
  }

  @Test func `what an event does not show is kept`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]))
    var event = StripeEvent.subscription("2027-01-10", "updated", items: [("pro", 1), ("login", 1)])
    let items = try #require(event.object.firstIndex { $0.name == "items" })
    event.object[items].value = .object(event.object[items].value.members + [.init("has_more", true)])
    world.send(event)
    #expect(world.balance() == 1100)
    #expect(world.has("sso"))
    #expect(
      world.findings == ["warning event-items-incomplete: the event shows only some of the items; what it does not show is kept"])
    world.send(.subscription("2027-01-11", "updated", items: [("pro", 1), ("login", 1)]))
    #expect(world.balance() == 1000)
    #expect(world.has("sso"))
  }

  @Test func `a changed allowance arrives with the next event`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]))
    world.use(300, at: "2027-01-05")
    try world.change(shopText.replacing(#""tok": 1000"#, with: #""tok": 2000"#).replacing(#""tok": 100}"#, with: #""tok": 500}"#))
    #expect(world.balance() == 800)
    world.send(.subscription("2027-02-01", "updated", items: [("pro", 1), ("extra", 1)], start: "2027-02-01"))
    #expect(world.balance() == 2500)
  }

  @Test func `test events can be ignored`() throws {
    let world = try World()
    world.options.mode = .live
    var event = StripeEvent.subscription("2027-01-01", "created")
    event.isLive = false
    let line = world.send(event)
    #expect(world.findings == ["warning event-mode: this is a test event; it is ignored"])
    #expect(line?.operations.isEmpty == true)
    #expect(world.balance() == nil)
    event.isLive = true
    world.send(event)
    #expect(world.balance() == 1000)
  }

  @Test func `a key that is only guessed is reported`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", more: [.init("metadata", .object([]))]))
    #expect(
      world.findings == [
        "warning event-customer-guessed: the customer's key is the provider's id `cus_1`, because the event has no other"
      ])
    #expect(world.balance(of: "cus_1") == 1000)
  }

  @Test func `the application's own name of a plan counts only if it is asked for`() throws {
    let world = try World()
    let metadata: JSON = ["plan": "pro", "openmeterCustomer": "acme"]
    let event = StripeEvent.subscription("2027-01-01", "created", items: [("forum", 1)], more: [.init("metadata", metadata)])
    world.send(event)
    #expect(world.balance() == nil)
    world.options.planFrom = "plan"
    world.send(event)
    #expect(world.balance() == 1000)
  }

  @Test func `an event without a time changes nothing`() throws {
    let world = try World(provider: "autumn")
    world.deliver(
      """
      {"type":"billing.updated","data":{"object":"billing.updated","customer_id":"acme","tags":[],"plan_changes":[
       {"action":"activated","previous_attributes":null,"item_changes":[],"subscription":{"plan_id":"pro","status":"active",
        "past_due":false,"started_at":1798761600000,"canceled_at":null,"expires_at":null,"trial_ends_at":null,
        "current_period_start":null,"current_period_end":null}}]}}
      """)
    #expect(world.findings == ["warning event-time-missing: the event has no time; access does not change"])
    #expect(world.balance() == nil)
  }

  // MARK: Add-ons that are subscriptions of their own

  private func polar(_ time: Moment, _ id: String, _ item: String, _ event: String, _ status: String) -> String {
    let (start, end): (JSON, JSON) = ("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z")
    let endedAt: JSON = status == "canceled" ? .string(time.description) : .null
    let state = JSON.members([
      "id": .string(id), "status": .string(status), "recurring_interval": "month", "recurring_interval_count": 1,
      "seats": .null, "units": .null, "cancel_at_period_end": false, "pause_at_period_end": false, "pending_update": .null,
    ])
    let times = JSON.members([
      "current_period_start": start, "current_period_end": end, "trial_start": .null, "trial_end": .null, "started_at": start,
      "ends_at": endedAt, "ended_at": endedAt,
    ])
    let empty = JSON.object([])
    let customer: JSON = [
      "id": "c1", "external_id": "acme", "email": "a@example.com", "name": "Acme", "type": "individual", "metadata": empty,
      "deleted_at": .null,
    ]
    let kind = ["extra", "login"].contains(item) ? "catalogAddonId" : "catalogPlanId"
    let metadata = JSON.object([.init(kind, .string(item))])
    let product: JSON = ["id": .string("p_\(item)"), "name": .string(item), "metadata": metadata]
    let sold = JSON.members([
      "customer_id": "c1", "customer": customer, "product_id": .string("p_\(item)"), "product": product, "metadata": empty,
    ])
    let data = state + times + sold
    return JSON.fields([
      "type": .string("subscription.\(event)"), "timestamp": .string(time.description), "data": .object(data),
    ]).compact
  }

  @Test func `an add-on with a subscription of its own survives the plan`() throws {
    let world = try World(provider: "polar")
    func deliver(_ time: Moment, _ id: String, _ item: String, _ event: String, _ status: String) {
      world.at(time)
      world.deliver(polar(time, id, item, event, status))
    }
    deliver("2027-01-01T12:00:00Z", "s1", "extra", "active", "active")
    #expect(world.balance() == 100)
    deliver("2027-01-01T12:30:00Z", "s2", "pro", "active", "active")
    #expect(world.balance() == 1100)
    deliver("2027-01-02T12:30:00Z", "s3", "login", "active", "active")
    #expect(world.value("tier") == "instant")
    deliver("2027-01-03T12:00:00Z", "s2", "team", "updated", "active")
    #expect(world.balance() == 5100)
    #expect(world.value("tier") == "instant")
    #expect(world.value("projects") == 12)
    deliver("2027-01-10T12:00:00Z", "s2", "team", "revoked", "canceled")
    #expect(world.balance() == 100)
    #expect(world.has("sso"))
    deliver("2027-01-11T12:00:00Z", "s3", "login", "revoked", "canceled")
    #expect(!world.has("sso"))
    #expect(world.findings.isEmpty && world.failures.isEmpty)
  }

  // MARK: The default plan

  private static let free = shopText.replacing(
    #""plans": {"#, with: #""plans": {"free": {"default": true, "entitlements": {"tok": 50, "api": true}}, "#)

  @Test func `where the last plan ends, the default plan begins`() throws {
    let world = try World(Self.free)
    world.send(.subscription("2027-01-01", "created", items: [("team", 1)]))
    world.send(.checkout("2027-01-02"))
    #expect(world.balance() == 15_000)
    world.send(.subscription("2027-01-20", "deleted", "canceled", items: [("team", 1)]))
    #expect(world.balance() == 10_050)
    #expect(world.has("api") && !world.has("sso"))
    world.use(50, at: "2027-01-25")
    #expect(world.balance() == 10_000)
    world.at("2027-02-20T00:01:00Z")
    #expect(world.balance() == 10_050)
    world.send(.subscription("2027-03-01", "created", id: "sub_2", start: "2027-03-01"))
    #expect(world.balance() == 11_000)
    world.send(.subscription("2027-03-05", "updated", "unpaid", id: "sub_2", start: "2027-03-01"))
    #expect(world.balance() == 10_050)
  }

  @Test func `of two plans, the default plan waits for the end of the last`() throws {
    let world = try World(Self.free)
    world.send(.subscription("2027-01-01", "created"))
    world.send(.subscription("2027-01-05", "created", items: [("team", 1)], id: "sub_2", start: "2027-01-05"))
    world.send(.subscription("2027-01-10", "deleted", "canceled"))
    #expect(world.balance() == 5000)
    world.send(.subscription("2027-01-12", "deleted", "canceled", items: [("team", 1)], id: "sub_2", start: "2027-01-05"))
    #expect(world.balance() == 50)
  }

  // MARK: Quantities and usage prices

  @Test func `seats give what they give each`() throws {
    let text = shopText.replacing(
      #""pro": {"entitlements": {"tok": 1000, "api": true, "projects": 3}"#,
      with: #""pro": {"quantity": {}, "entitlements": {"tok": {"amount": 1000, "perUnit": true}, "api": true, "projects": 3}"#)
    let world = try World(text)
    world.send(.subscription("2027-01-01", "created", items: [("pro", 5)]))
    #expect(world.balance() == 5000)
    world.use(2500, at: "2027-01-05")
    world.send(.subscription("2027-01-10", "updated", items: [("pro", 3)]))
    #expect(world.balance() == 500)
    #expect(world.value("projects") == 3)
    #expect(world.findings.isEmpty)
  }

  @Test func `usage with a price goes on beyond the allowance, but not in a trial`() throws {
    let text = shopText.replacing(
      #""tok": 1000"#, with: #""tok": {"amount": 1000, "max": 3000, "prices": {"u": {"amount": 2, "currency": "USD"}}}"#)
    let world = try World(text)
    world.send(.subscription("2027-01-01", "created", "trialing", end: "2027-01-15", anchor: "2027-01-15"))
    #expect(world.balance() == 1000)
    world.send(.subscription("2027-01-15", "updated", start: "2027-01-15"))
    #expect(world.balance() == 3000)
    world.send(.checkout("2027-01-16"))
    world.use(1500, at: "2027-01-20")
    // What was bought is used before what is charged.
    world.send(.subscription("2027-01-25", "deleted", "canceled", start: "2027-01-15"))
    #expect(world.balance() == 9500)
  }

  // MARK: Failures

  @Test(arguments: 1...14)
  func `a process that dies leaves nothing that the next delivery does not finish`(requests: Int) throws {
    let world = try World()
    let events = [
      StripeEvent.subscription("2027-01-01", "created", items: [("team", 1), ("extra", 2)]), .checkout("2027-01-02"),
      .subscription("2027-01-03", "updated", items: [("pro", 1)]), .subscription("2027-01-04", "deleted", "canceled"),
    ]
    let balances: [Double] = [5200, 15_200, 11_000, 10_000]
    for (event, balance) in zip(events, balances) {
      world.at(event.time.adding(seconds: 2))
      let dying = world.server.transport()
      dying.stopsAfter = requests
      world.deliver(event.payload, through: dying)
      world.deliver(event.payload)
      #expect(world.balance() == balance)
    }
    #expect(world.has("api") == false && world.has("sso") == false)
  }

  @Test(arguments: 1...14)
  func `an answer that is lost does not grant twice`(request: Int) throws {
    for isCarriedOut in [true, false] {
      let world = try World()
      for event in [
        StripeEvent.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]), .checkout("2027-01-02"),
        .refund("2027-01-03"), .subscription("2027-01-04", "updated", items: [("team", 1)]),
      ] {
        world.at(event.time.adding(seconds: 2))
        let transport = world.server.transport()
        transport.faults[request] = .lost(isCarriedOut: isCarriedOut)
        world.deliver(event.payload, through: transport)
      }
      #expect(world.failures.isEmpty)
      #expect(world.balance() == 5000)
      #expect(world.grants().count == 1)
    }
  }

  @Test func `a limit of requests and a failing server are waited for`() throws {
    let world = try World()
    let transport = world.server.transport()
    transport.limitsEvery = 3
    transport.faults = [4: .failed(status: 503, isCarriedOut: true), 8: .failed(status: 500, isCarriedOut: false)]
    world.deliver(
      StripeEvent.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]).payload, through: transport)
    #expect(world.failures.isEmpty)
    #expect(world.balance() == 1100)
    #expect(world.grants().count == 2)
  }

  @Test func `an event that changes nothing sends nothing`() throws {
    let world = try World()
    let event = StripeEvent.subscription("2027-01-01", "created", items: [("team", 1), ("extra", 2), ("login", 1)])
    world.send(event)
    let transport = world.server.transport()
    world.deliver(event.payload, through: transport)
    #expect(transport.writes.map(\.path) == ["/api/v1/events"])
    // The customer, the entitlements, and the grants of one feature.
    #expect(transport.requests.count == 4)
  }

  @Test func `entitlements that the application has given stay`() throws {
    let world = try World()
    world.server.addFeature("beta")
    world.server.addCustomer("acme", subjects: ["acme"])
    _ = world.server.send(.post, "/api/v2/customers/acme/entitlements", ["featureKey": "beta", "type": "boolean"])
    world.send(.subscription("2027-01-01", "created"))
    world.send(.subscription("2027-01-20", "deleted", "canceled"))
    #expect(world.has("beta"))
  }

  @Test func `an entitlement of another kind is reported`() throws {
    let world = try World()
    world.server.addCustomer("acme")
    _ = world.server.send(.post, "/api/v2/customers/acme/entitlements", ["featureKey": "tok", "type": "boolean"])
    world.send(.subscription("2027-01-01", "created"))
    #expect(world.failures == ["customer `acme` has an entitlement to `tok` of another kind"])
  }
}
