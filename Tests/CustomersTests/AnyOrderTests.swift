import Customers
import Foundation
import JSONText
import ModelCustomers
import TestSupport
import Testing

/// Sequences of events, shuffled, repeated and split over processes: customers have the same in the end.
@Suite struct AnyOrderTests {
  /// A small generator, so that a failure can be repeated by its number.
  struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state &* 0x2545_F491_4F6C_DD1D
    }
  }

  private static let catalog = shopText.replacing(
    #""plans": {"#, with: #""plans": {"free": {"default": true, "entitlements": {"tok": 50, "api": true}}, "#)

  /// The life of a customer: two subscriptions that change, payments, refunds, and disputes.
  private static func events(_ chance: inout Chance) -> [StripeEvent] {
    var events: [StripeEvent] = []
    for number in 1...Int.random(in: 1...2, using: &chance) {
      let start = ("2027-01-01" as Moment).adding(seconds: Int64(number) * 40_000)
      var time = start
      var items: [(String, Int64)] = [(Bool.random(using: &chance) ? "pro" : "team", 1)]
      events.append(
        .subscription(
          time, "created", ["active", "trialing", "incomplete"].randomElement(using: &chance) ?? "active", items: items,
          id: "sub_\(number)",
          start: start))
      for _ in 0..<Int.random(in: 0...4, using: &chance) {
        // Now and then, two events have the same time.
        time = time.adding(seconds: Int64.random(in: 0...5, using: &chance) * 20_000)
        items = [(Bool.random(using: &chance) ? "pro" : "team", 1)]
        if Bool.random(using: &chance) { items.append(("extra", Int64.random(in: 1...3, using: &chance))) }
        if Bool.random(using: &chance) { items.append(("login", 1)) }
        let status = ["active", "active", "active", "past_due", "unpaid", "paused"].randomElement(using: &chance) ?? "active"
        var more: [JSON.Member] = []
        if Int.random(in: 0..<5, using: &chance) == 0 { more.append(.init("cancel_at_period_end", true)) }
        if Int.random(in: 0..<8, using: &chance) == 0 {
          more.append(.init("pause_collection", ["behavior": "void", "resumes_at": .null]))
        }
        events.append(.subscription(time, "updated", status, items: items, id: "sub_\(number)", start: start, more: more))
      }
      if Int.random(in: 0..<3, using: &chance) == 0 {
        time = time.adding(seconds: Int64.random(in: 0...2, using: &chance) * 3000)
        events.append(.subscription(time, "deleted", "canceled", items: items, id: "sub_\(number)", start: start))
      }
    }
    for number in 0..<Int.random(in: 0...2, using: &chance) {
      let isAddon = Bool.random(using: &chance)
      let time = ("2027-01-02" as Moment).adding(seconds: Int64(number) * 70_000)
      let (item, name) = isAddon ? ("catalogAddonId", "boost") : ("catalogTopupId", "pack")
      if Int.random(in: 0..<3, using: &chance) > 0 {
        events.append(.checkout(time, "pi_\(number)", item, name))
      } else {
        events += [.invoice(time, "in_\(number)", item, name), .invoicePayment(time, "pi_\(number)", of: "in_\(number)")]
      }
      // A refund names the customer, only the provider's customer, or nobody.
      let later = time.adding(seconds: 90_000)
      let refunds: [StripeEvent] = [
        .refund(later, "pi_\(number)"), .charge(later, "pi_\(number)"), .charge(later, "pi_\(number)", customer: nil),
        .dispute(later, "lost", of: "pi_\(number)"),
      ]
      if Int.random(in: 0..<2, using: &chance) == 0 {
        events += refunds.shuffled(using: &chance).prefix(Bool.random(using: &chance) ? 1 : 2)
      }
    }
    return events.sorted { $0.time < $1.time }
  }

  /// What counts: access, balances and values, now and after the next two resets.
  private static func outcome(_ world: World) -> [String] {
    var lines: [String] = []
    for time: Moment in ["2027-01-20", "2027-02-05", "2027-03-10"] {
      world.at(time)
      for feature in ["tok", "api", "sso", "tier", "projects"] {
        let value = world.server.access("acme")[feature]
        let left = world.balance(feature) ?? 0
        lines.append("\(time) \(feature) \(value?["hasAccess"] == true) \(left) \(value?["config"]?.compact ?? "")")
      }
    }
    return lines
  }

  private static func expected(_ events: [StripeEvent], _ shop: World) throws -> [String] {
    let world = World(like: shop)
    world.at("2027-01-20")
    for event in events { world.deliver(event.payload) }
    #expect(world.failures.isEmpty)
    return outcome(world)
  }

  private static func deliveries(_ events: [StripeEvent], _ chance: inout Chance) -> [StripeEvent] {
    var deliveries = events
    for event in events where Int.random(in: 0..<3, using: &chance) == 0 { deliveries.append(event) }
    return deliveries.shuffled(using: &chance)
  }

  /// `CATALOGC_SHUFFLES` asks for more.
  static let count = ProcessInfo.processInfo.environment["CATALOGC_SHUFFLES"].flatMap { Int($0) } ?? 60

  @Test func `the order and the number of deliveries do not matter`() throws {
    let shop = try World(Self.catalog)
    for seed in 0..<Self.count {
      var chance = Chance(seed + 1)
      let events = Self.events(&chance)
      let expected = try Self.expected(events, shop)
      let world = World(like: shop)
      world.at("2027-01-20")
      for event in Self.deliveries(events, &chance) { world.deliver(event.payload) }
      guard world.failures.isEmpty, Self.outcome(world) == expected else {
        Issue.record(
          "seed \(seed): \(world.failures), \(Self.outcome(world).filter { !expected.contains($0) }) instead of \(expected.filter { !Self.outcome(world).contains($0) })"
        )
        return
      }
    }
  }

  @Test func `several processes at once end alike`() throws {
    let shop = try World(Self.catalog)
    for seed in 0..<Self.count / 3 {
      var chance = Chance(seed + 1_000_001)
      let events = Self.events(&chance)
      let expected = try Self.expected(events, shop)
      let world = World(like: shop)
      world.at("2027-01-20")
      let deliveries = Self.deliveries(events, &chance)
      let count = Int.random(in: 2...4, using: &chance)
      let shares = (0..<count).map { number in deliveries.enumerated().filter { $0.offset % count == number }.map(\.element) }
      var turns = Chance(seed + 2_000_001)
      Interleaving.run(
        on: world.server, turns: { $0.randomElement(using: &turns) ?? $0[0] },
        shares.map { share in { transport in for event in share { world.deliver(event.payload, through: transport) } } })
      let outcome = Self.outcome(world)
      guard world.failures.isEmpty, outcome == expected else {
        Issue.record(
          "seed \(seed): \(world.failures), \(outcome.filter { !expected.contains($0) }) instead of \(expected.filter { !outcome.contains($0) })"
        )
        return
      }
      // No grant is left twice.
      let keys = world.grants().compactMap { $0["metadata"]?["idempotencyKey"]?.string }
      #expect(Set(keys).count == keys.count)
    }
  }
}
