import Catalog
import Diagnostics
import TestSupport
import Testing

/// Amounts of money: whole numbers in the minor unit, and strings in the major unit.
@Suite struct MoneyTests {
  private func price(_ amount: String, in currency: String = "USD") -> String {
    CatalogText.price(#""amount": \#(amount), "currency": "\#(currency)", "interval": "month""#)
  }

  private func amount(_ text: String, in currency: String = "USD") throws -> Int64? {
    try catalog(price(text, in: currency)).plans[0].prices[0].base?.minorUnits
  }

  // MARK: Both units

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("1", 1), ("2000", 2000), ("9007199254740993", 9_007_199_254_740_993),
      ("9223372036854775807", .max),
    ] as [(String, Int64)])
  func `a whole number is in the minor unit`(text: String, minorUnits: Int64) throws {
    #expect(try amount(text) == minorUnits)
  }

  @Test(
    arguments: [
      ("20.00", "USD", 2000), ("20.5", "USD", 2050), ("0.00", "USD", 0), ("0.99", "USD", 99), ("199.00", "EUR", 19900),
      ("2000", "JPY", 2000), ("0", "JPY", 0), ("20.001", "KWD", 20001), ("1.0001", "CLF", 10001),
      ("92233720368547758.07", "USD", .max),
    ] as [(String, String, Int64)])
  func `a string is in the major unit`(text: String, currency: String, minorUnits: Int64) throws {
    #expect(try amount("\"\(text)\"", in: currency) == minorUnits)
  }

  @Test(arguments: Currency.allCodes)
  func `both units say the same amount in every currency`(code: String) throws {
    let currency = try #require(Currency(code: code))
    for minorUnits: Int64 in [0, 1, 99, 100, 12345, 900_000_000_001] {
      #expect(try amount("\"\(currency.majorUnits(minorUnits))\"", in: code) == minorUnits)
    }
  }

  // MARK: Both readings

  @Test(arguments: [
    ("199.00", "USD", "write `199` for 1.99 USD, or `19900` or `\"199.00\"` for 199.00 USD"),
    ("2e3", "USD", "write `2000` for 20.00 USD, or `200000` or `\"2000.00\"` for 2000.00 USD"),
    ("0.5e1", "USD", "write `5` for 0.05 USD, or `500` or `\"5.00\"` for 5.00 USD"),
    ("199.00", "JPY", "write `199`"),
    ("\"2000\"", "USD", "write `2000` for 20.00 USD, or `200000` or `\"2000.00\"` for 2000.00 USD"),
    ("\"5\"", "KWD", "write `5` for 0.005 KWD, or `5000` or `\"5.000\"` for 5.000 KWD"),
  ])
  func `an amount that could be in either unit is rejected with both readings`(
    amount: String, currency: String, help: String
  ) throws {
    let text = price("⟦\(amount)⟧", in: currency)
    expect("ambiguous-amount", at: "plans.pro.prices.monthly.amount", in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test(arguments: [
    ("20.5", "USD", "write `2050` or `\"20.50\"` for 20.50 USD"), ("19.99", "EUR", "write `1999` or `\"19.99\"` for 19.99 EUR"),
    ("0.005", "KWD", "write `5` or `\"0.005\"` for 0.005 KWD"), ("1999.5", "JPY", "write a whole number; JPY has no minor unit"),
    ("19.999", "USD", "write a string with at most 2 decimals"), ("1e-3", "USD", "write a string with at most 2 decimals"),
  ])
  func `a fraction is rejected, never rounded`(amount: String, currency: String, help: String) throws {
    let text = price("⟦\(amount)⟧", in: currency)
    expect("price-amount", at: "plans.pro.prices.monthly.amount", in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test func `a fix of a number with a point writes the major unit, one of digits in quotes the minor unit`() {
    expectFix(.unsafe, price("199.00"), price("19900"))
    expectFix(.unsafe, price("19.99"), price("1999"))
    expectFix(.unsafe, price("\"$1,234.50\""), price("\"1234.50\""))
    expectFix(.unsafe, price("\"2000\""), price("2000"))
    for text in ["2e3", "19.999"] { #expect(diagnostics(price(text)).allSatisfy { $0.fixes.isEmpty }) }
  }

  // MARK: Invalid amounts

  @Test(arguments: [("20.001", "USD"), ("20.000", "USD"), ("2000.0", "JPY"), ("1.00005", "CLF")])
  func `a string has at most the decimals of its currency`(amount: String, currency: String) {
    expect("amount-decimals", at: "plans.pro.prices.monthly.amount", in: price("⟦\"\(amount)\"⟧", in: currency))
  }

  @Test(arguments: [
    "-1", "-2e3", "-20.5", "-9223372036854775809", "9223372036854775808", "99999999999999999999", "\"92233720368547758.08\"",
    "\"\"", "\" \"", "\"20,00\"", "\"$20.00\"", "\"20.00 USD\"", "\".5\"", "\"5.\"", "\"5.0.0\"", "\"-5.00\"", "\"+5.00\"",
    "\"00.50\"",
    "\"1e3\"", "\"٥.٠٠\"",
  ])
  func `other amounts are rejected`(amount: String) {
    expect("price-amount", at: "plans.pro.prices.monthly.amount", in: price("⟦\(amount)⟧"))
  }

  @Test(arguments: [
    ("99999999999999999999", "write at most `9223372036854775807`"),
    ("99999999999999999999.5", "write at most `9223372036854775807`"),
    ("1e30", "write at most `9223372036854775807`"), ("\"99999999999999999999\"", "write at most `9223372036854775807`"),
    ("\"99999999999999999999.00\"", "write at most `\"92233720368547758.07\"`"),
    ("999999999999999999.00", "write `999999999999999999` for 9999999999999999.99 USD"),
  ])
  func `help for an amount that is too large names only amounts that are valid`(amount: String, help: String) throws {
    #expect(try onlyDiagnostic(price(amount)).help == help)
  }

  @Test(arguments: [
    ("19.99 EUR", "EUR", "write `\"19.99\"` and `\"currency\": \"EUR\"`, or an amount in USD"),
    ("eur 19.99", "EUR", "write `\"19.99\"` and `\"currency\": \"EUR\"`, or an amount in USD"),
    ("€19.99", "EUR", "write `\"19.99\"` and `\"currency\": \"EUR\"`, or an amount in USD"),
    ("19,99 €", "EUR", "write an amount in USD"),
    ("£5.00", "GBP", "write `\"5.00\"` and `\"currency\": \"GBP\"`, or an amount in USD"),
  ])
  func `an amount that names another currency is not reinterpreted`(amount: String, other: String, help: String) throws {
    let diagnostic = try onlyDiagnostic(price("\"\(amount)\""))
    #expect(diagnostic.message == "`amount` is in \(other), but the currency of the price is USD")
    #expect(diagnostic.help == help)
    #expect(diagnostic.fixes.isEmpty)
  }

  @Test(arguments: ["19.99 USD", "$19.99", "usd 19.99"])
  func `the price's own currency is removed from an amount`(amount: String) throws {
    #expect(try onlyDiagnostic(price("\"\(amount)\"")).help == "write `\"19.99\"`")
  }

  @Test func `a number out of range is reported once`() {
    expect("number-out-of-range", at: "plans.pro.prices.monthly.amount", in: price("⟦1e400⟧"))
    expect("number-out-of-range", at: "plans.pro.prices.monthly.amount", in: price("⟦-1e-400⟧"))
  }

  @Test func `an unknown currency is the only error of an amount that is valid in some currency`() {
    #expect(findings(price("\"1.5\"", in: "XXY")) == ["unknown-currency @ plans.pro.prices.monthly.currency"])
    #expect(
      findings(price("199.00", in: "XXY")) == [
        "ambiguous-amount @ plans.pro.prices.monthly.amount", "unknown-currency @ plans.pro.prices.monthly.currency",
      ])
  }
}
