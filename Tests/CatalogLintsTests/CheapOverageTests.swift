import Diagnostics
import TestSupport
import Testing

/// Plans whose larger allowance costs more than the usage beyond a smaller one.
@Suite struct CheapOverageTests {
  private let rule = "overage-costs-less"

  /// Two plans with these usage prices, and prices by interval.
  private func plans(
    _ small: (allowance: Int, rate: String), _ large: (allowance: Int, rate: String), at prices: [String: (Int, Int)],
    max: String = "", grants: String = "", sections: String = ""
  ) -> String {
    func plan(_ terms: (allowance: Int, rate: String), _ more: String, _ amount: (Int, Int) -> Int) -> String {
      let prices = prices.sorted { $0.key < $1.key }.map { interval, amounts in
        #""\#(interval)": {"amount": \#(amount(amounts.0, amounts.1)), "currency": "USD", "interval": "\#(interval)"}"#
      }
      return #"""
        {"entitlements": {"calls": {"amount": \#(terms.allowance), "prices": {"usd": {\#(terms.rate), "currency": "USD"}}\#(max)}\#(more)},
         "prices": {\#(prices.joined(separator: ", "))}}
        """#
    }
    return #"""
      {"features": {"calls": {"type": "metered"}, "sso": {"type": "boolean"}},
       "plans": {"small": \#(plan(small, "") { a, _ in a }), "large": \#(plan(large, grants) { _, b in b })}\#(sections)}
      """#
  }

  private func expectNone(in text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!diagnostics(text).contains { $0.rule == rule }, sourceLocation: sourceLocation)
  }

  private let cent = #""amount": 1"#

  @Test func `the difference of the prices is more than all usage beyond the smaller allowance`() throws {
    let text = plans((1000, cent), (5000, cent), at: ["month": (1000, 9000)])
    let finding = try #require(diagnostics(text).first { $0.rule == rule })
    #expect(finding.path == "plans.large")
    #expect(finding.message == "`large` never costs less than `small`: at 5,000 `calls`, 90.00 USD instead of 50.00 USD")
  }

  /// Twelve invoices of usage, each rounded, and one of the year.
  @Test func `the amounts are those of the invoices of a year`() throws {
    let third = #""amount": "0.00333""#
    let text = plans((1000, third), (5001, third), at: ["year": (12000, 108_000)])
    let finding = try #require(diagnostics(text).first { $0.rule == rule })
    #expect(
      finding.message == "`large` never costs less than `small`: at 5,001 `calls`, 1080.00 USD instead of 279.84 USD")
  }

  @Test func `a larger plan that pays off at some usage`() {
    expectNone(in: plans((1000, cent), (5000, cent), at: ["month": (1000, 4000)]))
    // Only far beyond its allowance.
    expectNone(in: plans((1000, #""amount": 2"#), (5000, cent), at: ["month": (1000, 90000)]))
    expectNone(in: plans((1000, #""amount": 500, "package": 1000"#), (5000, cent), at: ["month": (1000, 2999)]))
  }

  @Test func `tiers and packages are compared at every usage`() {
    let falling = #""tiers": [{"upTo": 6000, "amount": 1}, {"amount": "0.001"}], "mode": "graduated""#
    #expect(diagnostics(plans((1000, falling), (5000, cent), at: ["month": (1000, 9000)])).contains { $0.rule == rule })
    let packages = #""amount": 100, "package": 1000"#
    #expect(diagnostics(plans((1000, packages), (5000, packages), at: ["month": (1000, 9000)])).contains { $0.rule == rule })
  }

  @Test func `a year is twelve months of usage`() {
    #expect(diagnostics(plans((1000, cent), (5000, cent), at: ["year": (12000, 108_000)])).contains { $0.rule == rule })
    // 480 USD of usage against 440 USD.
    expectNone(in: plans((1000, cent), (5000, cent), at: ["year": (12000, 56000)]))
  }

  @Test func `a plan that includes something else has its reason`() {
    let prices = ["month": (1000, 9000)]
    expectNone(in: plans((1000, cent), (5000, cent), at: prices, grants: #", "sso": true"#))
    expectNone(
      in: plans(
        (1000, cent), (5000, cent), at: prices,
        sections: #", "addons": {"extra": {"compatiblePlans": ["large"], "entitlements": {"sso": true}}}"#))
    // In one of the currencies or intervals, it costs no more.
    expectNone(in: plans((1000, cent), (5000, cent), at: ["month": (1000, 9000), "year": (50000, 50000)]))
  }
}
