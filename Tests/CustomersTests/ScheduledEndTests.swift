import Customers
import JSONText
import ModelCustomers
import TestSupport
import Testing

/// Ends that are known beforehand, of which no event need arrive, and usage periods that follow the bill.
@Suite struct ScheduledEndTests {
  private static let cancels: [JSON.Member] = [.init("cancel_at_period_end", true)]

  @Test func `an allowance ends on the day of a scheduled cancellation, even if nothing more is told`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 2)]))
    world.send(.checkout("2027-01-02"))
    world.use(300, at: "2027-01-05")
    #expect(world.balance() == 10_900)
    world.send(.subscription("2027-01-10", "updated", items: [("pro", 1), ("extra", 2)], more: Self.cancels))
    #expect(world.balance() == 10_900)
    world.use(100, at: "2027-01-31T23:00:00Z")
    #expect(world.balance() == 10_800)
    // What was bought stays.
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 10_000)
    world.at("2027-04-01")
    #expect(world.balance() == 10_000)
    world.send(.subscription("2027-02-01", "deleted", "canceled", items: [("pro", 1), ("extra", 2)]))
    #expect(world.balance() == 10_000)
    #expect(!world.has("api"))
    #expect(world.failures.isEmpty)
  }

  @Test func `a cancellation that is taken back takes the end back, and refills nothing`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.use(300, at: "2027-01-05")
    for day in 10...15 {
      let time: Moment = ("2027-01-01" as Moment).adding(seconds: Int64(day) * 86_400)
      world.send(.subscription(time, "updated", more: day % 2 == 0 ? Self.cancels : []))
      #expect(world.balance() == 700)
    }
    world.use(100, at: "2027-01-20")
    #expect(world.balance() == 600)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 1000)
    world.at("2027-03-01T00:01:00Z")
    #expect(world.balance() == 1000)
    #expect(world.failures.isEmpty)
  }

  @Test func `the end may be within a period, at any minute, or years away`() throws {
    for (text, after): (String, String) in [
      ("2027-01-20T10:20:30Z", "2027-01-20T12:00:00Z"), ("2027-03-15T00:00:00Z", "2027-03-15T02:00:00Z"),
      ("2029-01-01T00:00:00Z", "2029-01-02T00:00:00Z"), ("2040-01-01T00:00:00Z", "2040-01-08T00:00:00Z"),
    ] {
      let end = try #require(Moment(text))
      let world = try World()
      world.send(.subscription("2027-01-01", "created", more: [.init("cancel_at", .integer(end.seconds))]))
      #expect(world.balance() == 1000)
      world.at(Moment(seconds: end.seconds - 60))
      #expect(world.balance() == 1000, "\(text)")
      world.at(try #require(Moment(after)))
      #expect(world.balance() == 0, "\(text)")
      #expect(world.failures.isEmpty)
    }
  }

  @Test func `a renewal after an end that was not carried out gives everything again`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created"))
    world.send(.subscription("2027-01-10", "updated", more: Self.cancels))
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 0)
    // Taken back in the last minute, and told late.
    world.send(.subscription("2027-01-31T23:59:00Z", "updated"), lag: 3600)
    #expect(world.balance() == 1000)
    world.at("2027-03-01T00:01:00Z")
    #expect(world.balance() == 1000)
  }

  @Test(arguments: 1...16) func `a process that dies while it sets an end is finished by the next`(count: Int) throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", items: [("pro", 1), ("extra", 1)]))
    world.use(300, at: "2027-01-05")
    let event = StripeEvent.subscription("2027-01-10", "updated", items: [("pro", 1), ("extra", 1)], more: Self.cancels)
    world.at("2027-01-10")
    let dying = world.server.transport()
    dying.stopsAfter = count
    world.deliver(event.payload, through: dying)
    // Too much for a moment, never too little.
    #expect(world.balance() ?? 0 >= 800)
    world.deliver(event.payload)
    #expect(world.balance() == 800)
    world.at("2027-02-01T00:01:00Z")
    #expect(world.balance() == 0)
  }

  // MARK: The bill moves

  @Test func `after a trial, the usage period begins with the bill, and nothing is refilled`() throws {
    let world = try World()
    world.send(.subscription("2027-01-01", "created", "trialing", end: "2027-01-15", anchor: "2027-01-15"))
    world.use(900, at: "2027-01-10")
    world.send(.subscription("2027-01-15", "updated", start: "2027-01-15"))
    #expect(world.balance() == 1000)
    world.use(600, at: "2027-01-20")
    #expect(world.balance() == 400)
    // The first of the month is an ordinary day.
    world.at("2027-02-03")
    #expect(world.server.usage("acme", "tok") == 600)
    world.send(.subscription("2027-02-03", "updated", items: [("team", 1)], start: "2027-01-15"))
    #expect(world.balance() == 4400)
    world.send(.subscription("2027-02-04", "updated", start: "2027-01-15"))
    #expect(world.balance() == 400)
    world.at("2027-02-15T00:01:00Z")
    #expect(world.balance() == 1000)
    #expect(world.server.usage("acme", "tok") == 0)
    #expect(world.failures.isEmpty)
  }
}
