import JSONText
import TestSupport
import Testing

/// The amounts, currencies, cadences and trials that Autumn supports.
@Suite struct AutumnPriceTests {
  /// A plan with one price, in an organization with the given currency.
  private func plan(_ price: String, currency: String = "USD") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "prices": {"p": {\#(price)}}}},
     "providers": {"autumn": {"options": {"defaultCurrency": "\#(currency)"}}}}
    """#
  }

  private func sentPrice(_ text: String) throws -> JSON? {
    try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["price"]
  }

  // MARK: Amounts

  @Test(arguments: [
    ("USD", 2000, "20"), ("USD", 1, "0.01"), ("USD", 1999, "19.99"), ("JPY", 2000, "2000"), ("KWD", 6150, "6.15"),
    ("ISK", 500, "500"), ("MGA", 2000, "20"), ("USD", 99_999_999, "999999.99"),
  ])
  func `amounts are in major units, digit by digit`(currency: String, amount: Int64, sent: String) throws {
    let text = plan(#""amount": \#(amount), "currency": "\#(currency)", "interval": "month""#, currency: currency)
    expectJSON(try sentPrice(text), #"{"amount": \#(sent), "interval": "month", "interval_count": 1}"#)
  }

  @Test(arguments: [("KWD", 6155), ("BHD", 1), ("MGA", 2050)])
  func `an amount is never rounded`(currency: String, amount: Int64) throws {
    let text = plan(#""amount": ⟦\#(amount)⟧, "currency": "\#(currency)", "interval": "month""#, currency: currency)
    expect("autumn/amount-too-precise", at: "plans.pro.prices.p.amount", in: text, provider: "autumn")
    let artifact = try artifact(text, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/api"])
    #expect(soldItems(in: artifact) == [])
  }

  @Test(arguments: ["9223372036854775807", "900719925474099301"])
  func `a number that exceeds a double is not sent`(amount: String) throws {
    let text = plan(#""amount": ⟦\#(amount)⟧, "currency": "USD", "interval": "month""#)
    expect("autumn/number-too-long", at: "plans.pro.prices.p.amount", in: text, provider: "autumn")
    #expect(try ids("setup", in: artifact(text, for: "autumn")) == ["features/api"])
  }

  @Test(arguments: [("49", "autumn/amount-below-minimum"), ("100000000", "autumn/amount-too-large")])
  func `an amount that Stripe's payment methods decline is sent`(amount: String, rule: String) throws {
    let text = plan(#""amount": ⟦\#(amount)⟧, "currency": "USD", "interval": "month""#)
    expect(rule, at: "plans.pro.prices.p.amount", in: text, provider: "autumn")
    #expect(try soldItems(in: artifact(text, for: "autumn")) == ["purchase/plan/pro/p"])
  }

  @Test func `a price of 0 becomes no price, at any currency and cadence`() throws {
    let text = plan(#""amount": ⟦0⟧, "currency": "UGX", "interval": "day""#)
    expect("autumn/price-zero", at: "plans.pro.prices.p.amount", in: text, provider: "autumn")
    let found = findings(text, provider: "autumn")
    #expect(found == ["autumn/price-zero @ plans.pro.prices.p.amount"])
    #expect(try soldItems(in: artifact(text, for: "autumn")) == ["purchase/plan/pro/p"])
    #expect(try sentPrice(text) == nil)
  }

  // MARK: Currencies

  @Test(arguments: ["UGX", "IRR", "LYD", "IQD"])
  func `a currency that is charged incorrectly or not at all is not sent, even as the default one`(code: String) throws {
    let text = plan(#""amount": 5000, "currency": ⟦"\#(code)"⟧, "interval": "month""#, currency: code)
    expect("autumn/currency-unsupported", at: "plans.pro.prices.p.currency", in: text, provider: "autumn")
    #expect(try ids("setup", in: artifact(text, for: "autumn")) == ["features/api"])
  }

  @Test func `a currency with three decimals cannot be an additional currency`() {
    expect(
      "autumn/currency-unsupported", at: "plans.pro.prices.kwd.currency",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true},
           "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
             "kwd": {"amount": 6150, "currency": ⟦"KWD"⟧, "interval": "month"}}}}}
        """#, provider: "autumn")
  }

  @Test func `the default currency may be in lowercase`() throws {
    let text = plan(#""amount": 1800, "currency": "EUR", "interval": "month""#, currency: "eur")
    #expect(findings(text, provider: "autumn") == [])
    expectJSON(try sentPrice(text), #"{"amount": 18, "interval": "month", "interval_count": 1}"#)
  }

  @Test func `a price joins only one on the same terms`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "usd": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 7},
         "usdYear": {"amount": 20000, "currency": "USD", "interval": "year"},
         "eur": {"amount": 1800, "currency": "EUR", "interval": "month", "trialDays": 7},
         "eurNoTrial": {"amount": 1800, "currency": ⟦"EUR"⟧, "interval": "month"},
         "eurQuarter": {"amount": 5000, "currency": ⟦"EUR"⟧, "interval": "month", "intervalCount": 3},
         "eurAgain": {"amount": 1700, "currency": ⟦"EUR"⟧, "interval": "month", "trialDays": 7},
         "gbp": {"amount": 1600, "currency": "GBP", "interval": "month", "trialDays": 7}}}}}
      """#
    expect(
      "autumn/currency-not-default", at: "plans.pro.prices.eurNoTrial.currency", "plans.pro.prices.eurQuarter.currency",
      "plans.pro.prices.eurAgain.currency", in: text, provider: "autumn")
    let artifact = try artifact(text, for: "autumn")
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"]?["price"],
      #"""
      {"amount": 20, "interval": "month", "interval_count": 1,
       "additional_currencies": [{"currency": "eur", "amount": 18}, {"currency": "gbp", "amount": 16}]}
      """#)
    #expect(
      soldItems(in: artifact) == [
        "purchase/plan/pro/usd", "purchase/plan/pro/eur", "purchase/plan/pro/gbp", "purchase/plan/pro/usdYear",
      ])
  }

  @Test func `two prices on the same terms are joined in the order of the file`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "eurLow": {"amount": 900, "currency": "EUR", "interval": "month"},
         "usdLow": {"amount": 1000, "currency": "USD", "interval": "month"},
         "eurHigh": {"amount": 1800, "currency": "EUR", "interval": "month"},
         "usdHigh": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#, for: "autumn")
    expectJSON(
      try request("prices/plan/pro/usdHigh", in: artifact)["body"]?["price"]?["additional_currencies"],
      #"[{"currency": "eur", "amount": 18}]"#)
    expectJSON(try request("purchase/plan/pro/eurLow", in: artifact)["body"]?["plan_id"], #""pro_usd_low""#)
  }

  @Test func `a price with its own plan does not join another`() {
    expect(
      "autumn/currency-not-default", at: "plans.pro.prices.eur.currency",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "prices": {
           "usd": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"autumn": "pro_us"}},
           "eur": {"amount": 1800, "currency": ⟦"EUR"⟧, "interval": "month", "providerIds": {"autumn": "pro_eu"}}}}}}
        """#, provider: "autumn")
  }

  @Test func `the metadata of an additional currency is ignored`() {
    expect(
      "autumn/metadata-not-sent", at: "plans.pro.prices.eur.metadata",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "prices": {
           "usd": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"a": 1}},
           "eur": {"amount": 1800, "currency": "EUR", "interval": "month", "metadata": ⟦{"a": 1}⟧}}}}}
        """#, provider: "autumn")
  }

  @Test func `an assumed default currency is not reported if nothing is charged`() {
    expectNo(
      "autumn/option-assumed",
      in: #"{"features": {"api": {"type": "boolean"}}, "plans": {"free": {"entitlements": {"api": true}}}}"#,
      provider: "autumn")
  }

  // MARK: Cadences

  @Test(arguments: [
    ("week", 1, #""interval": "week", "interval_count": 1"#), ("week", 2, #""interval": "week", "interval_count": 2"#),
    ("day", 7, #""interval": "week", "interval_count": 1"#), ("day", 28, #""interval": "week", "interval_count": 4"#),
    ("month", 1, #""interval": "month", "interval_count": 1"#), ("month", 2, #""interval": "month", "interval_count": 2"#),
    ("month", 3, #""interval": "quarter", "interval_count": 1"#),
    ("month", 6, #""interval": "semi_annual", "interval_count": 1"#),
    ("month", 18, #""interval": "month", "interval_count": 18"#), ("year", 1, #""interval": "year", "interval_count": 1"#),
    ("year", 3, #""interval": "year", "interval_count": 3"#),
  ])
  func `cadences in Autumn's terms`(interval: String, count: Int64, sent: String) throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": "\#(interval)", "intervalCount": \#(count)"#)
    expectJSON(try sentPrice(text), #"{"amount": 20, \#(sent)}"#)
  }

  @Test(arguments: [1, 8, 30, Int64.max - 1]) func `days that do not add up to weeks are not supported`(count: Int64) throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": ⟦"day"⟧, "intervalCount": \#(count)"#)
    expect("autumn/interval-unsupported", at: "plans.pro.prices.p.interval", in: text, provider: "autumn")
    #expect(try ids("setup", in: artifact(text, for: "autumn")) == ["features/api"])
  }

  @Test(arguments: [("week", 157), ("month", 37), ("year", 4), ("day", 1099), ("year", Int64.max)])
  func `a cadence above three years is not supported`(interval: String, count: Int64) throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": "\#(interval)", "intervalCount": ⟦\#(count)⟧"#)
    expect("autumn/interval-too-long", at: "plans.pro.prices.p.intervalCount", in: text, provider: "autumn")
    #expect(try ids("setup", in: artifact(text, for: "autumn")) == ["features/api"])
  }

  // MARK: Trials

  @Test func `the trial of a free price is ignored`() throws {
    let text = plan(#""amount": 0, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧"#)
    expect("autumn/trial-ignored", at: "plans.pro.prices.p.trialDays", in: text, provider: "autumn")
    #expect(try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["free_trial"] == nil)
  }

  @Test func `a trial of 0 days is ignored`() throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": "month", "trialDays": 0"#)
    #expect(findings(text, provider: "autumn") == [])
    #expect(try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["free_trial"] == nil)
  }

  @Test func `a plan is sent without a trial that is too long`() throws {
    let text = plan(#""amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦731⟧"#)
    expect("autumn/trial-too-long", at: "plans.pro.prices.p.trialDays", in: text, provider: "autumn")
    #expect(try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["free_trial"] == nil)
  }
}
