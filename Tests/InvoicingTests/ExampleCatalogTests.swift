import TestSupport
import Testing

/// What customers of the catalogs in `catalogs` pay, computed by hand.
@Suite struct ExampleCatalogTests {
  private func invoices(_ name: String, _ basket: Basket) throws -> [String] {
    let catalog = try #require(exampleCatalogs.first { $0.name == "\(name).json" })
    return try InvoicingTests.invoices(catalog.text, basket)
  }

  /// 49 × 20.00 + 150 × 18.00 + 15.00.
  @Test func `seats in graduated tiers`() throws {
    #expect(
      try invoices("seats", Basket(plan: "business", price: "monthly", quantity: 200)) == ["3,695.00 USD a month"])
  }

  /// 1,000 × 0.008 + 150 × 0.09.
  @Test func `minutes and traffic without a fee`() throws {
    #expect(
      try invoices("metered", Basket(plan: "pay_as_you_go", usage: ["builds": "1500", "egress": "250"]))
        == ["21.50 USD a month"])
  }

  /// 23.00 + 90 × 0.70 + 900 × 0.45 + 1,000 × 0.25, and 499.00 + 10,000.001 × 0.15.
  @Test func `lookups in graduated and in volume tiers`() throws {
    #expect(
      try invoices("geocoding", Basket(plan: "starter", currency: "EUR", usage: ["lookups": "2000000"]))
        == ["741.00 EUR a month"])
    #expect(
      try invoices("geocoding", Basket(plan: "volume", price: "usd", usage: ["lookups": "10000001"]))
        == ["1,999.00 USD a month"])
  }

  /// 4 × 30.00 + 7 × 3.00 + 1.5 × 15.00: the allowances are for the customer, however many seats there are.
  @Test func `seats with shared tokens`() throws {
    #expect(
      try invoices(
        "assistant", Basket(plan: "team", quantity: 4, usage: ["input": "12000000", "output": "2500000"]))
        == ["163.50 USD a month"])
  }

  @Test func `half price for students, and visits beyond the allowance`() throws {
    #expect(
      try invoices("studio", Basket(plan: "creator", price: "monthly_usd", discount: "student")) == ["7.50 USD a month"])
    #expect(try invoices("studio", Basket(plan: "site", usage: ["visits": "125000"])) == ["24.00 USD a month"])
  }

  @Test func `currencies without decimals and with three`() throws {
    #expect(try invoices("currencies", Basket(plan: "creator", price: "jpy_month")) == ["2,200 JPY a month"])
    #expect(try invoices("currencies", Basket(plan: "creator", price: "kwd_month")) == ["4.750 KWD a month"])
  }

  @Test func `a year in rupees, with a pack`() throws {
    #expect(
      try invoices("india", Basket(plan: "growth", price: "yearly", topups: ["sms_5000": nil]))
        == ["4,999.00 INR a year", "999.00 INR once"])
  }
}
