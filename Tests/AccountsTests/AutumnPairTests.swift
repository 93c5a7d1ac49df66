import Accounts
import JSONText
import ModelAccounts
import Testing

@Suite struct AutumnPairTests {
  @Test(arguments: 0..<50) func `autumn`(block: UInt64) throws {
    for offset in 0..<10 {
      try AccountPairTests.check(AutumnModel(), seed: block * 10 + UInt64(offset), edit: Self.withPaidPlan)
    }
  }

  /// The type of a feature in use cannot change, so here each type has keys of its own.
  @Test(arguments: 0..<50) func `autumn, features of the same types`(block: UInt64) throws {
    for offset in 0..<10 {
      try AccountPairTests.check(AutumnModel(), seed: block * 10 + UInt64(offset), edit: Self.withKeys)
    }
  }

  @Test(arguments: 0..<4) func `autumn, interrupted`(seed: UInt64) throws {
    try AccountPairTests.checkInterrupted(AutumnModel(), seed: seed, edit: Self.withKeys)
  }

  @Test func `the changes leave catalogs valid`() {
    let seeds: Range<UInt64> = 0..<100
    #expect(seeds.filter { AccountPairTests.catalog($0, id: "shop", edit: Self.withKeys) != nil }.count >= 98)
  }

  /// Autumn takes no reward for an empty list of plans, which a discount on everything has if no plan costs anything.
  @Sendable private static func withPaidPlan(_ catalog: JSON) -> JSON {
    catalog.mapping(["plans"]) { plans in
      let price: JSON = ["amount": 990, "currency": "USD", "interval": "month"]
      let plan: JSON = ["name": "Paid", "entitlements": [:], "prices": ["monthly": price]]
      return .object(plans.members + [.init("paid", plan)])
    }
  }

  @Sendable private static func withKeys(_ catalog: JSON) -> JSON {
    withPaidPlan(catalog).mapping(["features"]) { features in
      .object(
        features.members.enumerated().map { index, feature in
          let type = feature.value["costs"] == nil ? feature.value["type"]?.text ?? "" : "pool"
          return JSON.Member(feature.name, .object(feature.value.members + [.init("key", .string("\(type)_\(index)"))]))
        })
    }
  }
}
