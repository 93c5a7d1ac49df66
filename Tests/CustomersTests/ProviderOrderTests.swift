import Customers
import JSONText
import ModelCustomers
import TestSupport
import Testing

/// Events of each provider, shuffled, repeated and split over processes: customers have the same in the end.
@Suite struct ProviderOrderTests {
  private typealias Chance = AnyOrderTests.Chance

  private static let catalog = ProviderSequenceTests.Sequence.shop.replacing(
    #""plans": {"#, with: #""plans": {"free": {"default": true, "entitlements": {"tok": 50, "api": true}}, "#)

  /// The life of a customer: two subscriptions that change, payments, refunds, and disputes.
  private static func life(_ messenger: Messenger, _ chance: inout Chance) -> [Happening] {
    var life: [Happening] = []
    var causes: [Happening.Cause] = [.changes, .changes, .isLate, .recovers]
    if messenger.abilities.contains(.cancellation) { causes += [.cancels, .uncancels] }
    if messenger.abilities.contains(.suspension) { causes += [.isUnpaid] }
    if messenger.abilities.contains(.pause) { causes += [.pauses, .resumes] }
    for number in 1...Int.random(in: 1...2, using: &chance) {
      var time = ("2027-01-01" as Moment).adding(seconds: Int64(number) * 40_000)
      var contract = Contract(id: "s\(number)", item: number == 1 ? "pro" : "team", since: time, start: time)
      life.append(Happening(time, .subscription(contract, Bool.random(using: &chance) ? .begins : .tries)))
      var pause: Moment?
      for _ in 0..<Int.random(in: 0...4, using: &chance) {
        time = time.adding(seconds: Int64.random(in: 1...5, using: &chance) * 20_000 + Int64(number))
        let cause = causes.randomElement(using: &chance) ?? .changes
        contract.previous = nil
        if cause == .pauses { pause = pause ?? time }
        if cause == .resumes, let start = pause {
          if messenger.abilities.contains(.pauseDelays) {
            contract.end = contract.periodEnd.adding(seconds: time.seconds - start.seconds)
          } else if messenger.abilities.contains(.pauseRestarts) {
            contract.start = time
          }
          pause = nil
        }
        if cause == .changes, messenger.provider != "autumn" { contract.item = Bool.random(using: &chance) ? "pro" : "team" }
        if messenger.abilities.contains(.addons), cause == .changes {
          contract.addons = Bool.random(using: &chance) ? [("extra", Int64.random(in: 1...3, using: &chance))] : []
          let quantity = contract.addons.first?.quantity ?? 0
          life.append(Happening(time, .addon(contract, "extra", quantity, isNew: false)))
        } else {
          life.append(Happening(time, .subscription(contract, cause)))
        }
      }
      if Int.random(in: 0..<3, using: &chance) == 0 {
        life.append(Happening(time.adding(seconds: 3000), .subscription(contract, .ends)))
      }
    }
    for number in 0..<Int.random(in: 0...2, using: &chance) {
      let time = ("2027-01-02" as Moment).adding(seconds: Int64(number) * 70_000)
      life.append(Happening(time, .purchase(Bool.random(using: &chance) ? "pack" : "boost", payment: "p\(number)")))
      let isRefunded = Int.random(in: 0..<3, using: &chance) == 0
      if isRefunded, messenger.abilities.contains(.partialRefund) {
        life.append(Happening(time.adding(seconds: 90_000), .refund("p\(number)", isWhole: Bool.random(using: &chance))))
      }
    }
    return life.sorted { $0.time < $1.time }
  }

  /// What counts: access, balances and values, now and after the next two resets.
  private static func outcome(_ world: World) -> [String] {
    var lines: [String] = []
    for time: Moment in ["2027-01-20", "2027-02-05", "2027-03-10"] {
      world.at(time)
      for feature in ["tok", "api", "sso", "tier", "projects"] {
        let value = world.server.access("acme")[feature]
        lines.append(
          "\(time) \(feature) \(value?["hasAccess"] == true) \(world.balance(feature) ?? 0) \(value?["config"]?.compact ?? "")")
      }
    }
    return lines
  }

  private static func world(_ messenger: Messenger) throws -> World {
    let world = try World(catalog, provider: messenger.provider)
    world.at("2027-01-20")
    return world
  }

  private func compare(_ world: World, _ expected: [String], _ messenger: Messenger, _ seed: Int) -> Bool {
    let outcome = Self.outcome(world)
    if world.failures.isEmpty, outcome == expected { return true }
    let (found, missing) = (outcome.filter { !expected.contains($0) }, expected.filter { !outcome.contains($0) })
    Issue.record("\(messenger.provider), seed \(seed): \(world.failures), \(found) instead of \(missing)")
    return false
  }

  @Test(arguments: Messenger.all) func `the order and the number of deliveries do not matter`(messenger: Messenger) throws {
    for seed in 0..<40 {
      var chance = Chance(seed + 1)
      let payloads = Self.life(messenger, &chance).flatMap(messenger.payloads)
      let inOrder = try Self.world(messenger)
      for payload in payloads { inOrder.deliver(payload) }
      let expected = Self.outcome(inOrder)
      let repeated = payloads + payloads.filter { _ in Int.random(in: 0..<3, using: &chance) == 0 }
      let shuffled = try Self.world(messenger)
      for payload in repeated.shuffled(using: &chance) { shuffled.deliver(payload) }
      guard compare(shuffled, expected, messenger, seed) else { return }

      let split = try Self.world(messenger)
      let deliveries = repeated.shuffled(using: &chance)
      let shares = (0..<3).map { number in deliveries.enumerated().filter { $0.offset % 3 == number }.map(\.element) }
      var turns = Chance(seed + 2_000_001)
      Interleaving.run(
        on: split.server, turns: { $0.randomElement(using: &turns) ?? $0[0] },
        shares.map { share in { transport in for payload in share { split.deliver(payload, through: transport) } } })
      guard compare(split, expected, messenger, seed) else { return }
    }
  }
}
