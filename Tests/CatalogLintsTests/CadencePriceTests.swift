import Diagnostics
import TestSupport
import Testing

/// Longer cadences that cost more than the equivalent shorter ones.
@Suite struct CadencePriceTests {
  private func price(
    _ id: String, _ amount: String, _ interval: String, _ count: Int64 = 1, currency: String = "USD"
  ) -> String {
    #""\#(id)": {"amount": \#(amount), "currency": "\#(currency)", "interval": "\#(interval)", "intervalCount": \#(count)}"#
  }

  private func catalog(_ prices: String...) -> String {
    CatalogText.plan(#""prices": {\#(prices.joined(separator: ", "))}"#)
  }

  @Test(
    arguments: [
      ("month", 1, "2000", "year", 1, "24001"), ("month", 1, "2000", "month", 3, "6001"),
      ("month", 3, "2000", "year", 1, "8001"),
      ("day", 1, "100", "week", 1, "701"), ("week", 2, "100", "day", 15, "108"), ("month", 1, "0", "year", 1, "1"),
      ("month", 2, "2000", "month", 3, "3001"),
      ("month", 2, "4611686018427387904", "month", 3, "9223372036854775807"),
    ] as [(String, Int64, String, String, Int64, String)])
  func `a cadence that costs more than a shorter one over the same time`(
    short: String, shortCount: Int64, shortAmount: String, long: String, longCount: Int64, longAmount: String
  ) {
    expect(
      "longer-interval-costs-more", at: "plans.pro.prices.long.amount",
      in: catalog(price("short", shortAmount, short, shortCount), price("long", "⟦\(longAmount)⟧", long, longCount)))
  }

  @Test(
    arguments: [
      ("month", 1, "2000", "year", 1, "24000"), ("month", 1, "2000", "month", 3, "6000"),
      ("month", 2, "2000", "month", 3, "3000"),
      ("day", 1, "100", "week", 1, "700"), ("week", 1, "100", "month", 1, "9000"), ("day", 1, "1", "year", 1, "9000"),
      ("month", 12, "2000", "year", 1, "9000"), ("month", 1, "1", "month", .max, "9223372036854775807"),
      ("year", 1, "100", "year", .max, "9000"),
      ("month", 1, "9223372036854775807", "year", 1, "9223372036854775807"),
    ] as [(String, Int64, String, String, Int64, String)])
  func `a cadence that costs the same or cannot be compared`(
    short: String, shortCount: Int64, shortAmount: String, long: String, longCount: Int64, longAmount: String
  ) {
    expectNo(
      "longer-interval-costs-more",
      in: catalog(price("short", shortAmount, short, shortCount), price("long", longAmount, long, longCount)))
  }

  @Test func `the message has the total and points at the shorter cadence`() throws {
    let text = catalog(price("monthly", "⟦2000⟧", "month"), price("yearly", "30000", "year"))
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.message == "`yearly` costs 300.00 USD a year, which is more than 12 times `monthly` (240.00 USD)")
    #expect(diagnostic.help == "charge at most 240.00 USD")
    #expect(diagnostic.related.map(\.message) == ["`monthly` costs 20.00 USD a month"])
    #expect(diagnostic.related.map(\.range) == Marked(text).ranges)
    let uneven = catalog(price("a", "2000", "month", 2), price("b", "9000", "month", 3))
    #expect(
      try onlyDiagnostic(uneven).message
        == "`b` at 90.00 USD every 3 months costs more per month than `a` at 20.00 USD every 2 months")
  }

  @Test func `different currencies and items are not compared`() {
    expectNo(
      "longer-interval-costs-more",
      in: catalog(price("monthly", "2000", "month"), price("yearly", "30000", "year", currency: "EUR")))
    expect(
      "longer-interval-costs-more", at: "addons.seats.prices.yearly.amount",
      in: CatalogText.addon(
        #""prices": {\#(price("yearly", "⟦30000⟧", "year")), \#(price("monthly", "2000", "month"))}"#))
  }

  @Test func `the highest of several prices for the same time is compared`() {
    expectNo(
      "longer-interval-costs-more",
      in: catalog(price("offer", "1000", "month"), price("monthly", "2000", "month"), price("yearly", "20000", "year")))
  }

  @Test func `the message names the cheapest shorter cadence`() throws {
    let text = catalog(
      price("weekly", "1", "week"), price("quarterly", "3000", "month", 3), price("monthly", "2000", "month"),
      price("yearly", "30000", "year"))
    #expect(
      try onlyDiagnostic(text).message
        == "`yearly` costs 300.00 USD a year, which is more than 4 times `quarterly` (120.00 USD)")
  }

  @Test func `many prices of one plan are compared`() {
    let cheaper = (1...40).map { price("p\($0)", String(1000 * $0), "month", $0) }
    expectNo("longer-interval-costs-more", in: CatalogText.plan(#""prices": {\#(cheaper.joined(separator: ", "))}"#))
    expect(
      "longer-interval-costs-more", at: "plans.pro.prices.last.amount",
      in: CatalogText.plan(
        #""prices": {\#(cheaper.joined(separator: ", ")), \#(price("last", "⟦41001⟧", "month", 41))}"#))
  }
}
