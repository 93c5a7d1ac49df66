import Diagnostics
import TestSupport
import Testing

/// Amounts of the wrong order of magnitude for their currency.
@Suite struct CurrencySlipTests {
  /// An amount and its currency.
  typealias Amount = (String, String)

  private func catalog(_ prices: [Amount]) -> String {
    let entries: [String] = prices.map { amount, currency in
      #""\#(currency.lowercased())": {"amount": \#(amount), "currency": "\#(currency)", "interval": "month"}"#
    }
    return CatalogText.plan(#""prices": {\#(entries.joined(separator: ", "))}"#)
  }

  @Test(
    arguments: [
      ([("2000", "USD"), ("⟦300000⟧", "JPY")], "jpy"), ([("⟦300000⟧", "JPY"), ("2000", "USD")], "jpy"),
      ([("2000", "USD"), ("1900", "EUR"), ("1600", "GBP"), ("⟦2800000⟧", "KRW")], "krw"),
      ([("2000", "USD"), ("⟦20⟧", "EUR"), ("1600", "GBP")], "eur"), ([("2000", "USD"), ("⟦20⟧", "EUR")], "eur"),
      ([("2000", "USD"), ("⟦60⟧", "KWD")], "kwd"), ([("⟦20⟧", "USD"), ("1900", "EUR"), ("3000", "JPY")], "usd"),
      ([("2000", "USD"), ("⟦50000000⟧", "VND")], "vnd"),
    ] as [([Amount], String)])
  func `a price that is a hundred times the others or a hundredth of them`(prices: [Amount], id: String) {
    expect("currency-slip", at: "plans.pro.prices.\(id).amount", in: catalog(prices))
  }

  @Test func `two wrong prices of the same kind`() {
    expect(
      "currency-slip", at: "plans.pro.prices.jpy.amount", "plans.pro.prices.krw.amount",
      in: catalog([("2000", "USD"), ("⟦300000⟧", "JPY"), ("⟦2800000⟧", "KRW"), ("1900", "EUR")]))
  }

  @Test(
    arguments: [
      [("2000", "USD"), ("3000", "JPY")], [("2000", "USD"), ("6000", "KWD")], [("2000", "USD"), ("500000", "VND")],
      // Regional pricing: a third and a sixth.
      [("2000", "USD"), ("56000", "INR")], [("2000", "USD"), ("28000", "INR")], [("2000", "USD"), ("9900", "TRY")],
      // Free prices, and currencies without a known rate, are not reported.
      [("0", "USD"), ("300000", "JPY")], [("2000", "USD"), ("0", "JPY")], [("2000", "USD"), ("200000000", "VES")],
      [("1", "USD"), ("1", "JPY")],
    ] as [[Amount]])
  func `prices of the same order of magnitude are not reported`(prices: [Amount]) {
    expectNo("currency-slip", in: catalog(prices))
  }

  @Test func `the message shows the other price`() throws {
    let jpy = catalog([("⟦2000⟧", "USD"), ("300000", "JPY")])
    let diagnostic = try onlyDiagnostic(jpy)
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.message == "300000 JPY is about a hundred times 20.00 USD")
    #expect(diagnostic.help == "write `3000` for 3000 JPY; JPY has no minor unit")
    #expect(diagnostic.related.map(\.message) == ["the other price"])
    #expect(diagnostic.related.map(\.range) == Marked(jpy).ranges)
    let eur = try onlyDiagnostic(catalog([("2000", "USD"), ("20", "EUR")]))
    #expect(eur.message == "0.20 EUR is about a hundredth of 20.00 USD")
    #expect(eur.help == "write `2000` for 20.00 EUR; EUR amounts are in hundredths")
    let kwd = try onlyDiagnostic(catalog([("2000", "USD"), ("60", "KWD")]))
    #expect(kwd.help == "write `6000` for 6.000 KWD; KWD has 3 decimals")
    #expect(try onlyDiagnostic(catalog([("2000", "USD"), ("3000001", "JPY")])).help == "check the amount; JPY has no minor unit")
    let far = catalog([("2000", "USD"), ("9223372036854775807", "EUR")])
    #expect(try onlyDiagnostic(far).message == "92233720368547758.07 EUR is hundreds of times 20.00 USD")
  }

  @Test func `cadences and several offers in one currency are not compared`() {
    expectNo(
      "currency-slip",
      in: CatalogText.plan(
        #"""
        "prices": {"m": {"amount": 100, "currency": "USD", "interval": "day"},
          "y": {"amount": 5475000, "currency": "JPY", "interval": "year"}}
        """#))
    expectNo(
      "currency-slip",
      in: CatalogText.plan(
        #"""
        "prices": {"small": {"amount": 100, "currency": "USD", "interval": "month"},
          "large": {"amount": 100000, "currency": "USD", "interval": "month"},
          "yen": {"amount": 150000, "currency": "JPY", "interval": "month"}}
        """#))
  }

  @Test func `one-time prices are compared, too`() {
    let prices = #"""
      "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"},
        "jpy": {"amount": ⟦140000⟧, "currency": "JPY", "interval": "one_time"}}
      """#
    expect("currency-slip", at: "addons.seats.prices.jpy.amount", in: CatalogText.addon(prices))
    expect(
      "currency-slip", at: "topups.pack.prices.jpy.amount",
      in: CatalogText.topup(#""feature": "tokens", "amount": 1000, \#(prices)"#))
  }
}
