import Customers
import Foundation
import JSONText
import ModelCustomers
import Testing

/// What was used of an allowance before the usage period stays used, whatever is exchanged in that period.
@Suite struct OlderAllowanceTests {
  /// A shop whose plans have allowances of one period, and one plan that has a shorter one, so that usage periods are shorter.
  ///
  /// - Parameter addon: what the add-on gives, if that comes back at another time.
  static func shop(
    every period: String, usage: String, bill: String? = nil, addon: (amount: Int, period: String)? = nil
  ) -> String {
    #"""
    {"meters": {"tokens": {"eventType": "tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
     "features": {"tok": {"type": "metered", "meter": "tokens"}, "api": {"type": "boolean"}},
     "plans": {
       "mini": {"entitlements": {"tok": {"amount": 10, "reset": "\#(usage)"}},
         "prices": {"m": {"amount": 100, "currency": "USD", "interval": "\#(usage)"}}},
       "pro": {"entitlements": {"tok": {"amount": 1000, "reset": "\#(period)"}, "api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "\#(bill ?? period)",
           "providerIds": {"dodo": "id_pro"}}}},
       "team": {"entitlements": {"tok": {"amount": 5000, "reset": "\#(period)"}, "api": true},
         "prices": {"m": {"amount": 9900, "currency": "USD", "interval": "\#(bill ?? period)",
           "providerIds": {"dodo": "id_team"}}}}},
     "addons": {"extra": {"multiple": true,
       "entitlements": {"tok": {"amount": \#(addon?.amount ?? 100), "reset": "\#(addon?.period ?? period)"}},
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "\#(bill ?? period)"}}}},
     "topups": {"pack": {"feature": "tok", "amount": 10000,
       "prices": {"usd": {"amount": 1500, "currency": "USD", "interval": "one_time"}},
       "grant": {"priority": 2, "maxRolloverAmount": 10000}}}}
    """#
  }

  private static let yearly = shop(every: "year", usage: "month")

  private func event(
    _ time: Moment, _ plan: String, extra: Int64 = 0, status: String = "active", year: Moment = "2027-01-01",
    _ more: [JSON.Member] = []
  ) -> StripeEvent {
    .subscription(
      time, "updated", status, items: [(plan, Int64(1))] + (extra == 0 ? [] : [("extra", extra)]), start: year,
      end: year.adding(months: 12),
      anchor: "2027-01-01", since: "2027-01-01", more: more)
  }

  @Test func `a yearly allowance is not there again after a change of plan`() throws {
    let world = try World(Self.yearly)
    world.send(event("2027-01-01", "pro"))
    world.use(600, at: "2027-02-10")
    #expect(world.balance() == 400)
    world.send(event("2027-03-05", "team"))
    #expect(world.balance() == 4400)
    world.use(900, at: "2027-03-06")
    world.send(event("2027-03-07", "pro"))
    #expect(world.balance() == 0)
    world.send(event("2027-05-07", "team"))
    #expect(world.balance() == 3500)
    world.send(event("2027-05-08", "pro"))
    world.send(event("2027-05-09", "team"))
    #expect(world.balance() == 3500)
    world.at("2027-12-31T23:00:00Z")
    #expect(world.balance() == 3500)
    world.at("2028-01-01T00:01:00Z")
    #expect(world.balance() == 5000)
    world.use(100, at: "2028-02-10")
    world.send(event("2028-02-11", "pro", year: "2028-01-01"))
    #expect(world.balance() == 900)
    #expect(world.failures.isEmpty && world.findings.isEmpty)
  }

  @Test func `a downgrade below what was used takes nothing from what was bought`() throws {
    let world = try World(Self.yearly)
    world.send(event("2027-01-01", "team"))
    world.send(.checkout("2027-01-02"))
    world.use(3000, at: "2027-02-10")
    #expect(world.balance() == 12_000)
    world.use(500, at: "2027-03-03")
    world.send(event("2027-03-05", "pro"))
    #expect(world.balance() == 10_000)
    world.at("2027-06-01")
    #expect(world.balance() == 10_000)
    world.use(200, at: "2027-06-02")
    world.send(event("2027-06-05", "team"))
    #expect(world.balance() == 11_300)
    world.at("2028-01-01T00:01:00Z")
    #expect(world.balance() == 15_000)
  }

  @Test func `an unpaid bill leaves a yearly allowance as it was`() throws {
    let world = try World(Self.yearly)
    world.send(event("2027-01-01", "pro"))
    world.use(600, at: "2027-02-10")
    world.use(100, at: "2027-03-10")
    world.send(event("2027-03-11", "pro", status: "unpaid"))
    #expect(world.balance() == 0 && !world.has("tok"))
    world.send(event("2027-05-11", "pro"))
    #expect(world.balance() == 300)
    world.send(event("2027-06-11", "pro", status: "unpaid"))
    #expect(world.balance() == 0)
    world.send(event("2027-06-12", "pro"))
    #expect(world.balance() == 300)
  }

  @Test func `an add-on that is bought again shares what was used`() throws {
    let world = try World(Self.yearly)
    world.send(event("2027-01-01", "pro", extra: 1))
    world.use(1080, at: "2027-02-10")
    #expect(world.balance() == 20)
    world.send(event("2027-03-05", "pro"))
    #expect(world.balance() == 0)
    world.send(event("2027-04-05", "pro", extra: 1))
    #expect(world.balance() == 20)
    world.send(event("2027-04-06", "pro", extra: 3))
    #expect(world.balance() == 220)
  }

  @Test func `a plan that ends with the year and has nothing left has nothing left after two changes`() throws {
    let world = try World(Self.yearly)
    let ends: [JSON.Member] = [.init("cancel_at_period_end", true)]
    world.send(event("2027-01-01", "team"))
    world.use(3000, at: "2027-02-10")
    world.send(event("2027-03-05", "pro", ends))
    #expect(world.balance() == 0)
    world.at("2027-03-06")
    world.send(event("2027-03-07", "team", ends))
    #expect(world.balance() == 2000)
    world.send(event("2027-04-07", "team"))
    #expect(world.balance() == 2000)
    world.at("2028-01-01T00:01:00Z")
    #expect(world.balance() == 5000)
  }

  @Test func `a second subscription with another day keeps what was used before the first one's`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.subscription("2027-01-15", "created", items: [("team", 1)], id: "sub_2", start: "2027-01-15"))
    world.use(4000, at: "2027-01-20")
    #expect(world.balance() == 2000)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 3000)
    world.send(.subscription("2027-02-05", "updated", items: [("pro", 1)], id: "sub_2", start: "2027-01-15"))
    #expect(world.balance() == 1000)
    world.send(.subscription("2027-02-06", "updated", items: [("team", 1)], id: "sub_2", start: "2027-01-15"))
    #expect(world.balance() == 3000)
    world.at("2027-02-15T00:01:00Z")
    #expect(world.balance() == 6000)
  }

  @Test(arguments: 1...16) func `an exchange that was interrupted is gone on with`(requests: Int) throws {
    let world = try World(Self.yearly)
    world.send(event("2027-01-01", "team", extra: 1))
    world.use(3000, at: "2027-02-10")
    world.use(500, at: "2027-03-03")
    world.at("2027-03-05T00:00:02Z")
    let change = event("2027-03-05", "pro", extra: 1).payload
    let transport = world.server.transport()
    transport.stopsAfter = requests
    world.deliver(change, through: transport)
    world.at("2027-03-05T00:10:00Z")
    world.deliver(change)
    #expect(world.balance() == 0)
    world.send(event("2027-03-06", "team", extra: 1))
    #expect(world.balance() == 1600)
    let grants = world.grants()
    // What is left of the year, and the years that follow.
    #expect(grants.count == 4, "\(grants.map(\.compact))")
    world.at("2028-01-01T00:01:00Z")
    #expect(world.balance() == 5100)
  }

  @Test(arguments: 0..<40) func `two processes may exchange the same grants at once`(seed: Int) throws {
    let world = try World(Self.yearly)
    world.send(event("2027-01-01", "team", extra: 1))
    world.use(3000, at: "2027-02-10")
    world.use(500, at: "2027-03-03")
    var chance = AnyOrderTests.Chance(seed + 1)
    let changes: [(Moment, String, Int64, Double)] = [
      ("2027-03-05", "pro", 1, 0), ("2027-04-05", "team", 2, 1700), ("2027-05-05", "team", 1, 1600), ("2027-06-05", "pro", 1, 0),
      ("2027-07-05", "team", 0, 1500),
    ]
    for (time, plan, extra, balance) in changes {
      world.at(time.adding(seconds: 2))
      let payload = event(time, plan, extra: extra).payload
      let process = { (transport: CustomersTransport) -> Void in world.deliver(payload, through: transport) }
      Interleaving.run(
        on: world.server, turns: { $0.randomElement(using: &chance) ?? $0[0] }, [process, process])
      #expect(world.failures.isEmpty, "\(world.failures)")
      #expect(world.balance() == balance, "\(time)")
    }
    world.at("2028-01-01T00:01:00Z")
    #expect(world.balance() == 5000)
  }

  @Test func `what a smaller plan does not cover, but an add-on does, stays used in the next week`() throws {
    let world = try World(Self.shop(every: "month", usage: "week"))
    var life = Life(months: 1)
    life.extra = 2
    let changes: [(time: Moment, plan: String, balance: Double)] = [
      ("2027-01-01", "team", 5200), ("2027-01-12", "pro", 0), ("2027-01-17", "team", 3944), ("2027-01-25", "pro", 0),
    ]
    for (time, plan, balance) in changes {
      life.plan = plan
      world.send(life.event(time))
      if time == "2027-01-01" { world.use(1256, at: "2027-01-10") }
      #expect(world.balance() == (time == "2027-01-01" ? 3944 : balance), "\(time)")
    }
  }

  /// A smaller plan that has just come back, and a larger one of another day.
  private func twoSubscriptions(used: Int64) throws -> (World, Life, Life) {
    let world = try World(Self.shop(every: "month", usage: "month"))
    var (first, second) = (Life(months: 1), Life(months: 1, id: "sub_2", anchor: "2027-01-15"))
    second.plan = "team"
    world.send(first.event("2027-01-15"))
    world.send(second.event("2027-01-15T01:00:00Z"))
    if used > 0 { world.use(used, at: "2027-01-20") }
    first.start = first.end
    world.send(first.event("2027-02-01T00:01:00Z"))
    return (world, first, second)
  }

  /// Delivers an event to a process that dies after some requests, and to another one.
  private func deliverTwice(_ payload: String, to world: World, dyingAfter requests: Int) {
    let transport = world.server.transport()
    transport.stopsAfter = requests
    world.deliver(payload, through: transport)
    world.deliver(payload)
  }

  @Test func `a second exchange does not go back behind the first one`() throws {
    var (world, first, second) = try twoSubscriptions(used: 642)
    second.plan = "pro"
    world.send(second.event("2027-02-04"))
    first.status = "unpaid"
    world.send(first.event("2027-02-05"))
    let left = try #require(world.balance())
    world.use(200, at: "2027-02-08")
    #expect(world.balance() == left - 200)
    second.plan = "team"
    world.send(second.event("2027-02-10"))
    #expect(world.balance() == left + 3800)
  }

  @Test func `use that stays is taken before what ends sooner`() throws {
    var (world, first, second) = try twoSubscriptions(used: 0)
    (second.plan, second.isEnding) = ("pro", true)
    world.send(second.event("2027-02-02"))
    world.use(1500, at: "2027-02-03")
    first.status = "unpaid"
    world.send(first.event("2027-02-05"))
    second.plan = "team"
    world.send(second.event("2027-02-06"))
    #expect(world.balance() == 4000)
    world.at("2027-02-15T01:00:00Z")
    #expect(world.balance() == 0)
  }

  @Test(arguments: 1...16) func `a pause and its end may be interrupted beside another subscription`(requests: Int) throws {
    var (world, _, second) = try twoSubscriptions(used: 2000)
    world.use(Int64(world.balance() ?? 0) - 900, at: "2027-02-10")
    #expect(world.balance() == 900)
    for (time, status) in [("2027-02-13", "unpaid"), ("2027-02-14", "active")] as [(Moment, String)] {
      second.status = status
      world.at(time.adding(seconds: 2))
      deliverTwice(second.event(time).payload, to: world, dyingAfter: requests)
    }
    #expect(world.balance() == 900)
  }

  @Test(arguments: 1...16) func `a pause may be interrupted between allowances of two periods`(requests: Int) throws {
    let world = try World(Self.mixed(usage: "week"))
    var life = Life(months: 12)
    life.extra = 1
    world.send(life.event("2027-01-01"))
    world.use(700, at: "2027-01-30")
    world.use(300, at: "2027-02-02")
    world.use(682, at: "2027-02-06")
    let left = world.balance()
    life.status = "unpaid"
    world.at("2027-02-08T00:00:02Z")
    deliverTwice(life.event("2027-02-08").payload, to: world, dyingAfter: requests)
    #expect(world.balance() == 0)
    life.status = "active"
    world.send(life.event("2027-02-25"))
    #expect(world.balance() == left)
  }

  // MARK: What is granted once

  private static let once = #"""
    {"meters": {"tokens": {"eventType": "tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
     "features": {"tok": {"type": "metered", "meter": "tokens"}, "api": {"type": "boolean"}},
     "plans": {
       "start": {"default": true, "entitlements": {"tok": {"amount": 25, "reset": "never"}}},
       "pro": {"entitlements": {"tok": {"amount": 1000, "reset": "never"}, "api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}},
       "team": {"entitlements": {"tok": {"amount": 5000, "reset": "never"}, "api": true},
         "prices": {"m": {"amount": 9900, "currency": "USD", "interval": "month"}}},
       "plain": {"entitlements": {"api": true}, "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"}}}},
     "addons": {"extra": {"entitlements": {"tok": {"amount": 100, "reset": "never"}}, "multiple": true,
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "tok", "amount": 10000,
       "prices": {"usd": {"amount": 1500, "currency": "USD", "interval": "one_time"}},
       "grant": {"priority": 3, "maxRolloverAmount": 10000}}}}
    """#

  private func once(
    _ time: Moment, _ plan: String, extra: Int64 = 0, _ status: String = "active", type: String = "updated", id: String = "sub_1"
  ) -> StripeEvent {
    .subscription(
      time, type, status, items: [(plan, Int64(1))] + (extra == 0 ? [] : [("extra", extra)]), id: id, anchor: "2027-01-01",
      since: "2027-01-01")
  }

  @Test func `what is granted once is not there again after a change of plan or a pause`() throws {
    let world = try World(Self.once)
    world.send(once("2027-01-01", "pro"))
    world.use(600, at: "2027-01-10T00:00:30Z")
    #expect(world.balance() == 400)
    world.send(once("2027-01-11", "team"))
    #expect(world.balance() == 4400)
    world.use(100, at: "2027-02-10T00:00:30Z")
    world.send(once("2027-02-11", "team", "unpaid"))
    // The default plan's.
    #expect(world.balance() == 25)
    world.send(once("2027-03-12", "team"))
    #expect(world.balance() == 4300)
    world.send(once("2027-03-13", "plain"))
    #expect(world.balance() == 0)
    world.send(once("2027-03-14", "pro"))
    #expect(world.balance() == 300)
    world.send(.checkout("2027-03-15"))
    world.use(400, at: "2027-03-16T00:00:30Z")
    #expect(world.balance() == 9900)
    world.send(once("2027-03-17", "plain"))
    world.send(once("2027-03-18", "pro"))
    #expect(world.balance() == 9900)
    world.at("2027-06-01")
    #expect(world.balance() == 9900)
  }

  @Test func `an add-on that is bought again is granted again`() throws {
    let world = try World(Self.once)
    world.send(once("2027-01-01", "plain", extra: 1))
    world.use(30, at: "2027-01-02T00:00:30Z")
    world.send(once("2027-01-03", "plain", extra: 2))
    #expect(world.balance() == 170)
    world.send(once("2027-01-04", "plain", extra: 2, "unpaid"))
    #expect(world.balance() == 25)
    world.send(once("2027-02-04", "plain", extra: 2))
    #expect(world.balance() == 170)
    world.send(once("2027-02-05", "plain"))
    #expect(world.balance() == 0)
    world.send(once("2027-02-06", "plain", extra: 1))
    #expect(world.balance() == 100)
  }

  @Test func `what a default plan grants once is granted once`() throws {
    let world = try World(Self.once)
    world.send(once("2027-01-01", "plain"))
    world.send(once("2027-01-02", "plain", "canceled", type: "deleted"))
    #expect(world.balance() == 25)
    world.use(10, at: "2027-01-10T00:00:30Z")
    world.send(once("2027-01-11", "pro", type: "created", id: "sub_2"))
    #expect(world.balance() == 1000)
    world.send(once("2027-01-12", "pro", "canceled", type: "deleted", id: "sub_2"))
    #expect(world.balance() == 15)
    world.use(5, at: "2027-01-13T00:00:30Z")
    world.send(once("2027-01-14", "pro", type: "created", id: "sub_3"))
    world.send(once("2027-01-15", "pro", "canceled", type: "deleted", id: "sub_3"))
    #expect(world.balance() == 10)
  }

  // MARK: Lives

  /// A subscription that changes, with an exact account of what was used.
  private struct Life {
    var plan = "pro"
    var extra: Int64 = 0
    var status = "active"
    var isEnding = false
    var used = 0.0
    var start: Moment
    let months: Int64
    let id: String
    let anchor: Moment

    init(months: Int64, id: String = "sub_1", anchor: Moment = "2027-01-01") {
      (start, self.months, self.id, self.anchor) = (anchor, months, id, anchor)
    }

    var given: Double { (plan == "pro" ? 1000 : 5000) + 100 * Double(extra) }

    var end: Moment { start.adding(months: months) }

    /// What an owner has in any state is what their plan and add-ons give, without what was used since these came back.
    var balance: Double { status == "active" ? max(0, given - used) : 0 }

    func event(_ time: Moment) -> StripeEvent {
      let more: [JSON.Member] = isEnding ? [.init("cancel_at_period_end", true)] : []
      let items = [(plan, Int64(1))] + (extra == 0 ? [] : [("extra", extra)])
      return .subscription(
        time, "updated", status, items: items, id: id, start: start, end: end, anchor: anchor, since: anchor, more: more)
    }
  }

  @Test(arguments: ["year month", "month week", "month day", "year year", "month month", "never month"])
  func `what is left is what is given without what was used`(periods: String) throws {
    let names = periods.split(separator: " ").map(String.init)
    let isOnce = names[0] == "never"
    let shop = try World(Self.shop(every: names[0], usage: names[1], bill: isOnce ? "month" : nil))
    for seed in 0..<AnyOrderTests.count / 12 {
      let world = World(like: shop)
      var chance = AnyOrderTests.Chance(seed * 31 + periods.utf8.count)
      var life = Life(months: names[0] == "year" ? 12 : 1)
      var time: Moment = "2027-01-01"
      func deliver() {
        let payload = life.event(time).payload
        world.at(time.adding(seconds: 2))
        if Int.random(in: 0..<4, using: &chance) == 0 {
          let transport = world.server.transport()
          transport.stopsAfter = Int.random(in: 1...14, using: &chance)
          world.deliver(payload, through: transport)
          if Bool.random(using: &chance) { world.deliver(payload) }
        }
        world.deliver(payload)
      }
      deliver()
      var story: [String] = []
      for _ in 0..<40 {
        time = time.adding(seconds: Int64.random(in: 1...9, using: &chance) * 86_400 * life.months / 3 + 7200)
        if time >= life.end {
          while time >= life.end { life.start = life.end }
          if !isOnce { life.used = 0 }
          (life.status, life.isEnding) = ("active", false)
          deliver()
          time = time.adding(seconds: 7200)
        }
        switch Int.random(in: 0..<8, using: &chance) {
        case 0, 1: life.plan = life.plan == "pro" ? "team" : "pro"
        // One that is bought again is granted again.
        case 2 where !isOnce: life.extra = Int64.random(in: 0...2, using: &chance)
        case 3: life.status = life.status == "active" ? "unpaid" : "active"
        case 4: life.isEnding.toggle()
        default:
          world.at(time)
          if life.balance > 0 {
            let amount = Int64.random(in: 1...min(Int64(life.balance), 900), using: &chance)
            world.use(amount, at: time)
            life.used += Double(amount)
            time = time.adding(seconds: 120)
          }
        }
        deliver()
        story.append("\(time): \(life)")
        guard world.balance() ?? 0 == life.balance else {
          Issue.record(
            "seed \(seed): \(world.balance() ?? 0) instead of \(life.balance) after\n\(story.joined(separator: "\n"))")
          return
        }
      }
    }
  }

  /// A plan with a monthly allowance and an add-on with a yearly one of the same feature, on a bill of a year.
  private static func mixed(usage: String) -> String {
    shop(every: "month", usage: usage, bill: "year", addon: (3000, "year"))
  }

  /// Which of the two is used first is OpenMeter's choice: it can be seen when the month ends, and must fit what was used.
  @Test(arguments: ["month", "week", "day"])
  func `a monthly and a yearly allowance each come back when they should`(usage: String) throws {
    let shop = try World(Self.mixed(usage: usage))
    for seed in 0..<AnyOrderTests.count / 12 {
      let world = World(like: shop)
      var chance = AnyOrderTests.Chance(seed * 31 + usage.utf8.count)
      var life = Life(months: 12)
      life.extra = 2
      var (time, month): (Moment, Int64) = ("2027-01-01", 0)
      /// What was used of the yearly allowance before this month, and what was used of both in it.
      var (yearly, used) = (0.0, 0.0)
      /// What was used of the month beyond the plan that is left: it is taken from the year if the usage period has it.
      var beyond = 0.0
      var given: Double { life.plan == "pro" ? 1000 : 5000 }
      func deliver() {
        let payload = life.event(time).payload
        world.at(time.adding(seconds: 2))
        if Int.random(in: 0..<4, using: &chance) == 0 {
          deliverTwice(payload, to: world, dyingAfter: Int.random(in: 1...14, using: &chance))
        } else {
          world.deliver(payload)
        }
      }
      deliver()
      var story: [String] = []
      for _ in 0..<40 {
        time = time.adding(seconds: Int64.random(in: 1...9, using: &chance) * 86_400 + 7200)
        while time >= life.start.adding(months: month + 1) {
          month += 1
          beyond = 0
          let begin = life.start.adding(months: month)
          time = max(time, begin.adding(seconds: 7200))
          if month == 12 {
            (life.start, month, yearly, used) = (life.end, 0, 0, 0)
            (life.status, life.isEnding) = ("active", false)
            deliver()
          } else {
            life.status = "active"
            deliver()
            let now = given + 6000 - (world.balance() ?? 0)
            guard now >= yearly, now <= yearly + used else {
              Issue.record(
                "seed \(seed): \(now) of the year used, which was \(yearly), then \(used)\n\(story.joined(separator: "\n"))")
              return
            }
            (yearly, used) = (now, 0)
          }
          time = time.adding(seconds: 7200)
        }
        let left = { max(0, given + 6000 - yearly - used) }
        switch Int.random(in: 0..<7, using: &chance) {
        case 0, 1:
          life.plan = life.plan == "pro" ? "team" : "pro"
          beyond = life.plan == "pro" ? max(0, used - given) : 0
        case 2: life.status = life.status == "active" ? "unpaid" : "active"
        case 3: life.isEnding.toggle()
        default:
          world.at(time)
          if life.status == "active", left() > 0 {
            let amount = Int64.random(in: 1...min(Int64(left()), 900), using: &chance)
            world.use(amount, at: time)
            used += Double(amount)
            time = time.adding(seconds: 120)
          }
        }
        deliver()
        story.append("\(time): \(life.plan) \(life.status) \(life.isEnding), \(yearly) of the year used, then \(used)")
        let (balance, least) = (world.balance() ?? 0, life.status == "active" ? left() : 0)
        guard balance >= least, balance <= (life.status == "active" ? least + beyond : 0) else {
          Issue.record(
            "seed \(seed): \(balance) instead of \(least) after\n\(story.joined(separator: "\n"))")
          return
        }
      }
    }
  }

  /// Which of the two is used first can be seen when one of them comes back, and must fit what was used.
  @Test(arguments: ["month", "week", "day"])
  func `the allowances of two subscriptions each come back when they should`(usage: String) throws {
    let shop = try World(Self.shop(every: "month", usage: usage))
    for seed in 0..<AnyOrderTests.count / 12 {
      let world = World(like: shop)
      var chance = AnyOrderTests.Chance(seed * 31 + usage.utf8.count)
      var lives = [Life(months: 1), Life(months: 1, id: "sub_2", anchor: "2027-01-15")]
      var time: Moment = "2027-01-15"
      /// What was used of each when one of them last came back, and what was used of both since then.
      var (before, used) = ([0.0, 0.0], 0.0)
      func deliver(_ number: Int) {
        let payload = lives[number].event(time).payload
        world.at(time.adding(seconds: 2))
        if Int.random(in: 0..<4, using: &chance) == 0 {
          deliverTwice(payload, to: world, dyingAfter: Int.random(in: 1...14, using: &chance))
        } else {
          world.deliver(payload)
        }
      }
      for number in lives.indices { deliver(number) }
      var story: [String] = []
      func check(_ balance: Double, _ expected: ClosedRange<Double>) -> Bool {
        if expected.contains(balance) { return true }
        Issue.record("seed \(seed): \(balance) instead of \(expected) after\n\(story.joined(separator: "\n"))")
        return false
      }
      for _ in 0..<40 {
        time = time.adding(seconds: Int64.random(in: 1...9, using: &chance) * 43_200 + 7200)
        while let number = lives.indices.filter({ time >= lives[$0].end }).min(by: { lives[$0].end < lives[$1].end }) {
          time = max(time, lives[number].end.adding(seconds: 7200))
          (lives[number].start, before[number]) = (lives[number].end, 0)
          for number in lives.indices {
            lives[number].status = "active"
            deliver(number)
          }
          let other = 1 - number
          let left = (world.balance() ?? 0) - lives[number].given
          story.append("\(time): \(lives[number].id) has come back; \(left) is left of the other")
          let given = lives[other].given - before[other]
          guard check(left, given - used...given) else { return }
          (before[other], used) = (lives[other].given - left, 0)
          time = time.adding(seconds: 7200)
        }
        let number = Int.random(in: 0...1, using: &chance)
        switch Int.random(in: 0..<7, using: &chance) {
        case 0, 1: if before[number] + used <= 1000 { lives[number].plan = lives[number].plan == "pro" ? "team" : "pro" }
        case 2: lives[number].status = lives[number].status == "active" ? "unpaid" : "active"
        default:
          world.at(time)
          if let balance = world.balance(), balance > 0 {
            let amount = Int64.random(in: 1...min(Int64(balance), 900), using: &chance)
            world.use(amount, at: time)
            used += Double(amount)
            time = time.adding(seconds: 120)
          }
        }
        deliver(number)
        let given = lives.indices.map { lives[$0].status == "active" ? lives[$0].given - before[$0] : 0 }
        story.append("\(time): \(lives.map { "\($0.plan) \($0.status)" }), \(before) used before, then \(used)")
        let isBoth = lives.allSatisfy { $0.status == "active" }
        let sum = given[0] + given[1]
        guard check(world.balance() ?? 0, max(0, sum - used)...(isBoth ? max(0, sum - used) : sum)) else { return }
      }
    }
  }

  /// Pauses at Dodo Payments, which move the next bill, and with it what comes back until then.
  ///
  /// What comes back each month does so on the day of the month of the bill, so that it may be some days early or late.
  @Test(arguments: [
    "month month month", "month month day", "year month month", "year month day", "month week day", "month week week",
  ])
  func `pauses neither give nor take anything`(periods: String) throws {
    let names = periods.split(separator: " ").map(String.init)
    let shop = try World(Self.shop(every: names[1], usage: names[2], bill: names[0]), provider: "dodo")
    let tolerance: Int64 = names[0] == "year" ? 4 * 86_400 : 0
    for seed in 0..<AnyOrderTests.count / 20 {
      let world = World(like: shop)
      var chance = AnyOrderTests.Chance(seed * 31 + periods.utf8.count)
      var contract = Contract(months: names[0] == "year" ? 12 : 1)
      /// The length of the pauses since the last bill, and the number of times that the allowance has come back since then.
      var (delay, count): (Int64, Int64) = (0, 0)
      var (time, used): (Moment, Double) = (contract.start, 0)
      /// What weeks are counted from: they go on with the next bill, if that is on the same day of the month as the first one.
      func anchor() -> Moment {
        (0...48).contains { contract.since.adding(months: $0) == contract.start } ? contract.since : contract.start
      }
      func back(_ number: Int64) -> Moment {
        if names[1] != "week" { return contract.start.adding(months: number).adding(seconds: delay) }
        let first = (contract.start.seconds - anchor().seconds) / (7 * 86_400)
        return anchor().adding(days: 7 * (first + number)).adding(seconds: delay)
      }
      var given: Double { contract.item == "pro" ? 1000 : 5000 }
      func send(_ cause: Happening.Cause) { world.send(Happening(time, .subscription(contract, cause)), .dodo) }
      var story: [String] = []
      send(.begins)
      for _ in 0..<40 {
        time = time.adding(seconds: Int64.random(in: 1...9, using: &chance) * 86_400 * contract.months / 3 + 7200)
        while time >= min(back(count + 1), contract.periodEnd).adding(seconds: -tolerance) {
          let end = contract.periodEnd
          count += 1
          time = max(time, min(back(count), end).adding(seconds: tolerance + 60))
          if back(count) <= end { used = 0 }
          if back(count) >= end {
            contract.start = end
            contract.end = nil
            (delay, count) = (0, 0)
            send(.renews)
            // Weeks are counted from another day.
            if names[1] == "week" { used = max(0, given - (world.balance() ?? 0)) }
            time = time.adding(seconds: 60)
          }
        }
        switch Int.random(in: 0..<5, using: &chance) {
        case 0:
          send(.pauses)
          story.append("\(time): pause")
          guard world.balance() == 0 else {
            Issue.record("seed \(seed): \(world.balance() ?? 0) in a pause\n\(story.joined(separator: "\n"))")
            return
          }
          let length = Int64.random(in: 1...60, using: &chance) * 86_400
          time = time.adding(seconds: length)
          delay += length
          contract.end = contract.periodEnd.adding(seconds: length)
          send(.resumes)
        case 1:
          contract.item = contract.item == "pro" ? "team" : "pro"
          send(.changes)
        default:
          world.at(time)
          if given > used {
            let amount = Int64.random(in: 1...min(Int64(given - used), 900), using: &chance)
            world.use(amount, at: time)
            used += Double(amount)
            time = time.adding(seconds: 120)
          }
        }
        let left = max(0, given - used)
        story.append(
          "\(time): \(contract.item) of \(contract.start), used \(used), delay \(delay / 86_400), next \(back(count + 1))")
        guard world.balance() == left else {
          Issue.record("seed \(seed): \(world.balance() ?? 0) instead of \(left) after\n\(story.joined(separator: "\n"))")
          return
        }
      }
    }
  }
}
