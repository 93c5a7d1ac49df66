import Diagnostics
import TestSupport
import Testing

/// Tiers by the number of units, and by usage.
@Suite struct TierTests {
  private func seats(_ tiers: String, _ mode: String, _ quantity: String = "{}") -> String {
    CatalogText.plan(
      #"""
      "quantity": \#(quantity),
      "prices": {"m": {"tiers": [\#(tiers)], "mode": "\#(mode)", "currency": "USD", "interval": "month"}}
      """#)
  }

  private func usage(_ tiers: String, _ mode: String, _ fields: String = #""amount": 0"#) -> String {
    #"""
    {"features": {"it": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"it": {\#(fields),
      "prices": {"usd": {"tiers": [\#(tiers)], "mode": "\#(mode)", "currency": "USD"}}}}}}}
    """#
  }

  private let seatPath = "plans.pro.prices.m.tiers.1"
  private let usagePath = "plans.pro.entitlements.it.prices.usd.tiers.1"

  // MARK: Cliffs

  @Test func `one seat more costs less`() throws {
    let text = seats(#"⟦{"upTo": 24, "amount": 2200}⟧, {"amount": 1900}"#, "volume")
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.rule == "volume-cliff")
    #expect(diagnostic.path == seatPath)
    #expect(diagnostic.severity == .note)
    #expect(diagnostic.message == "25 cost 475.00 USD, which is less than 24 for 528.00 USD")
    #expect(diagnostic.help == "use `graduated` tiers, or add a `flat` of 72.00 USD to this tier")
    #expect(diagnostic.related.map(\.range) == Marked(text).ranges)
  }

  @Test func `one unit of usage more costs less`() throws {
    let text = usage(#"{"upTo": 1000, "amount": "0.0083"}, ⟦{"amount": "0.0081"}⟧"#, "volume")
    expect("volume-cliff", at: usagePath, in: text)
    #expect(try onlyDiagnostic(text).message == "1001 cost 8.11 USD, which is less than 1000 for 8.30 USD")
  }

  @Test func `only the first cliff of a price is reported`() {
    expect(
      "volume-cliff", at: seatPath,
      in: seats(#"{"upTo": 9, "amount": 300}, ⟦{"upTo": 99, "amount": 200}⟧, {"amount": 100}"#, "volume"))
  }

  @Test(arguments: [
    (#"{"upTo": 24, "amount": 2200}, {"amount": 1900}"#, "graduated", "{}"),
    (#"{"upTo": 1, "amount": 1000}, {"amount": 900}"#, "volume", "{}"),
    (#"{"upTo": 4, "amount": 2200}, {"amount": 1900}"#, "volume", #"{"min": 5}"#),
    (#"{"upTo": 24, "amount": 2200}, {"amount": 2112, "flat": 0}"#, "volume", "{}"),
    (#"{"upTo": 24, "amount": 2200}, {"amount": 1900, "flat": "72.00"}"#, "volume", "{}"),
  ])
  func `a total that never falls is not reported`(tiers: String, mode: String, quantity: String) {
    expectNo("volume-cliff", in: seats(tiers, mode, quantity))
  }

  // MARK: Tiers that are never reached

  @Test(arguments: ["50", "100"])
  func `a tier above the largest quantity`(most: String) throws {
    let text = seats(#"{"upTo": 100, "amount": 1000}, ⟦{"amount": 900}⟧"#, "graduated", #"{"max": \#(most)}"#)
    expect("unreachable-tier", at: seatPath, in: text)
    let cost = most == "50" ? "500.00" : "1000.00"
    #expect(
      try onlyDiagnostic(text).message
        == "tier 2 is never reached: it begins above 100, but at most \(most) can be bought (for \(cost) USD)")
  }

  @Test func `a tier above the maximum usage`() throws {
    let text = usage(
      #"{"upTo": 1000, "amount": 2}, ⟦{"upTo": 5000, "amount": 1}⟧, {"amount": 1}"#, "graduated", #""amount": 100, "max": 600"#)
    expect("unreachable-tier", at: usagePath, in: text)
    #expect(
      try onlyDiagnostic(text).message
        == "tier 2 is never reached: it begins above 1000, but at most 600 can be used (for 10.00 USD)")
  }

  @Test func `a tier that is reached`() {
    expectNo(
      "unreachable-tier", in: seats(#"{"upTo": 100, "amount": 1000}, {"amount": 900}"#, "graduated", #"{"max": 101}"#))
    expectNo("unreachable-tier", in: seats(#"{"upTo": 100, "amount": 1000}, {"amount": 900}"#, "graduated"))
    expectNo(
      "unreachable-tier",
      in: usage(#"{"upTo": 1000, "amount": 2}, {"amount": 1}"#, "graduated", #""amount": 100, "max": 1000.5"#))
  }

  // MARK: Larger quantities

  @Test(arguments: [
    ("graduated", "11 for 112.00 USD cost more per unit than 10 for 100.00 USD"),
    ("volume", "11 for 132.00 USD cost more per unit than 10 for 100.00 USD"),
  ])
  func `more seats cost more per seat`(mode: String, message: String) throws {
    let text = seats(#"{"upTo": 10, "amount": 1000}, ⟦{"amount": 1200}⟧"#, mode)
    expect("larger-quantity-costs-more", at: seatPath, in: text)
    #expect(try onlyDiagnostic(text).message == message)
  }

  @Test(arguments: [
    // Free seats and a fee are not amounts per seat.
    (#"{"upTo": 3, "amount": 0}, {"amount": 1000}"#, "{}"),
    (#"{"upTo": 5, "amount": 1, "flat": 1000}, {"amount": 900}"#, "{}"),
    // More than the tier before, but less than the average.
    (#"{"upTo": 5, "amount": 2000}, {"upTo": 6, "amount": 500}, {"amount": 600}"#, "{}"),
    (#"{"upTo": 10, "amount": 1000}, {"amount": 1200}"#, #"{"min": 11}"#),
  ])
  func `seats whose average falls are not reported`(tiers: String, quantity: String) {
    expectNo("larger-quantity-costs-more", in: seats(tiers, "graduated", quantity))
  }

  @Test func `usage may cost more in later tiers`() {
    expectNo("larger-quantity-costs-more", in: usage(#"{"upTo": 10, "amount": 1}, {"amount": 2}"#, "graduated"))
  }

  @Test func `thousands of tiers are checked in a moment`() {
    let tiers = (1...20_000).map { #"{"upTo": \#($0), "amount": \#(30_000 - $0)}"# } + [#"{"amount": 1}"#]
    expectNo("larger-quantity-costs-more", in: seats(tiers.joined(separator: ", "), "graduated"))
  }
}
