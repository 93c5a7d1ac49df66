import Accounts
import CatalogReading
import Diagnostics
import Providers
import TestSupport
import Testing

/// The help of providers' findings about a Swift catalog shows Swift.
@Suite struct SwiftHelpTests {
  private func helps(_ rule: String, _ provider: String, _ text: String) throws -> [String?] {
    let provider = try #require(Provider.named(provider))
    let all = Compilation(Marked(text).source, format: .swift, providers: .named([provider])).diagnostics
    return all.filter { $0.rule == "\(provider.name)/\(rule)" }.map(\.help)
  }

  private let topup = """
    let catalog = Catalog(
      meters: ["m": Meter(eventType: "e", aggregation: .uniqueCount, valueProperty: "$.n")],
      features: ["f": Feature(key: "F-Units", type: .metered, meter: "m")],
      plans: ["p": Plan(entitlements: ["f": 5], prices: [
        "m": Price(amount: 100, currency: "USD", interval: .day, intervalCount: 7)])],
      topups: ["t": Topup(feature: "f", amount: 10, prices: ["o": Price(amount: 5_00, currency: "USD", interval: .oneTime)])])
    """

  @Test func `a field of a grant is an argument`() throws {
    #expect(
      try helps("topup-rollover-missing", "openmeter", topup) == ["write `grant: Grant(priority: 2, maxRolloverAmount: 10)`"])
  }

  @Test func `a key is a label, and an interval a member`() throws {
    #expect(try helps("key-unsupported", "openmeter", topup).contains("write `key: \"f_units\"`"))
    #expect(try helps("interval-seven-days", "razorpay", topup) == ["write `interval: .week` without `intervalCount`"])
  }

  @Test func `an option is an entry of a dictionary`() throws {
    let helps = try helps("option-assumed", "dodo", topup)
    #expect(helps == [#"write `"taxCategory": "saas"` in the options of `dodo`, or another category"#])
  }
}
