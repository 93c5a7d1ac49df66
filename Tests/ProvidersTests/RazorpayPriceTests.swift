import Catalog
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// The amounts, currencies and intervals that Razorpay supports.
@Suite struct RazorpayPriceTests {
  /// A plan with one price.
  private func plan(_ price: String, _ sections: String? = nil) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "prices": {"p": {\#(price)}}}}\#(sections.map { ",\n \($0)" } ?? "")}
    """#
  }

  // MARK: Money

  @Test func `amounts are in minor units of ISO 4217`() throws {
    let zero = [
      "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
    ]
    let three = ["BHD", "IQD", "JOD", "KWD", "OMR", "TND"]
    let money = try #require(Provider.named("razorpay")).typicalLimits.money
    let supported = try #require(money.currencies)
    for code in supported {
      let currency = try #require(Currency(code: code))
      #expect(currency.minorUnitDigits == (zero.contains(code) ? 0 : three.contains(code) ? 3 : 2), "\(code)")
      #expect(money.units[code]?.multiple ?? 1 == (three.contains(code) ? 10 : 1), "\(code)")
    }
    #expect(supported.count == 125)
  }

  @Test(arguments: ["AOA", "ARS", "BYN", "CDF", "GEL", "LBP", "LYD", "PAB", "SBD", "SRD", "STN", "TOP", "WST", "XCG"])
  func `an unlisted currency is a warning`(code: String) {
    expect(
      "razorpay/currency-unsupported", at: "plans.pro.prices.p.currency",
      in: plan(#""amount": 2000, "currency": ⟦"\#(code)"⟧, "interval": "month""#), provider: "razorpay")
  }

  @Test(arguments: ["BHD", "IQD", "JOD", "KWD", "OMR", "TND"])
  func `the last of three decimals must be 0`(code: String) throws {
    expect(
      "razorpay/amount-too-precise", at: "plans.pro.prices.p.amount",
      in: plan(#""amount": ⟦1001⟧, "currency": "\#(code)", "interval": "month""#), provider: "razorpay")
    let artifact = try artifact(plan(#""amount": 1010, "currency": "\#(code)", "interval": "month""#), for: "razorpay")
    expectJSON(
      artifact["setup"]?.elements?.first?["body"]?["item"], #"{"name": "pro", "amount": 1010, "currency": "\#(code)"}"#)
  }

  @Test func `the minimum is one rupee for plans, add-ons and top-ups`() {
    expect(
      "razorpay/amount-below-minimum",
      at: "plans.pro.prices.p.amount", "addons.a.prices.p.amount", "topups.t.prices.p.amount",
      in: #"""
        {"features": {"sms": {"type": "metered"}},
         "plans": {"pro": {"entitlements": {"sms": 1},
           "prices": {"p": {"amount": ⟦99⟧, "currency": "INR", "interval": "month"}}}},
         "addons": {"a": {"entitlements": {"sms": 1},
           "prices": {"p": {"amount": ⟦1⟧, "currency": "INR", "interval": "one_time"}}}},
         "topups": {"t": {"feature": "sms", "amount": 1,
           "prices": {"p": {"amount": ⟦99⟧, "currency": "INR", "interval": "one_time"}}}}}
        """#, provider: "razorpay")
  }

  @Test func `a small foreign amount is sent and reported`() throws {
    let text = plan(#""amount": ⟦99⟧, "currency": "JPY", "interval": "month""#)
    expect("razorpay/amount-small", at: "plans.pro.prices.p.amount", in: text, provider: "razorpay")
    #expect(try ids("setup", in: artifact(text, for: "razorpay")) == ["prices/plan/pro/p"])
  }

  @Test func `an amount of 0 is not also reported as too small`() {
    let found = findings(plan(#""amount": 0, "currency": "INR", "interval": "month""#), provider: "razorpay")
    #expect(found == ["razorpay/feature-not-sent @ features.api", "razorpay/free-price-unsupported @ plans.pro.prices.p.amount"])
  }

  @Test func `a currency code may be lowercase`() {
    let found = findings(
      plan(
        #""amount": 2000, "currency": "inr", "interval": "month""#,
        #""providers": {"razorpay": {"options": {"totalCount": 9}}}"#),
      provider: "razorpay")
    #expect(found == ["razorpay/feature-not-sent @ features.api"])
  }

  // MARK: Cadence

  @Test(
    arguments: [
      (#""interval": "day", "intervalCount": 7"#, "daily", 7, 521),
      (#""interval": "day", "intervalCount": 36500"#, "daily", 36500, 1),
      (#""interval": "week""#, "weekly", 1, 520), (#""interval": "week", "intervalCount": 2"#, "weekly", 2, 260),
      (#""interval": "month""#, "monthly", 1, 120), (#""interval": "month", "intervalCount": 7"#, "monthly", 7, 17),
      (#""interval": "year""#, "yearly", 1, 10), (#""interval": "year", "intervalCount": 100"#, "yearly", 100, 1),
    ] as [(String, String, Int64, Int64)])
  func `a subscription has ten years of charges by default, at least one`(
    cadence: String, period: String, interval: Int64, count: Int64
  ) throws {
    let text = plan(#""amount": 2000, "currency": "INR", \#(cadence)"#)
    let artifact = try artifact(text, for: "razorpay")
    let body = try request("prices/plan/pro/p", in: artifact)["body"]
    #expect(body?["period"] == .string(period))
    #expect(body?["interval"] == .integer(interval))
    #expect(try request("purchase/plan/pro/p", in: artifact)["body"]?["total_count"] == .integer(count))
    #expect(findings(text, provider: "razorpay").contains("razorpay/option-assumed @ providers.razorpay.options.totalCount"))
  }

  @Test(
    arguments: [
      (#""interval": "day", "intervalCount": 8"#, 4562), (#""interval": "week""#, 5200), (#""interval": "month""#, 1200),
      (#""interval": "month", "intervalCount": 7"#, 171), (#""interval": "year""#, 100),
      (#""interval": "year", "intervalCount": 51"#, 1),
    ] as [(String, Int64)])
  func `a total count is limited to 100 years`(cadence: String, limit: Int64) throws {
    let price = #""amount": 2000, "currency": "INR", \#(cadence)"#
    let tooMany = plan(price, #""providers": {"razorpay": {"options": {"totalCount": ⟦\#(limit + 1)⟧}}}"#)
    expect("razorpay/total-count-limit", at: "providers.razorpay.options.totalCount", in: tooMany, provider: "razorpay")
    expectNo("razorpay/option-assumed", in: tooMany, provider: "razorpay")
    let enough = plan(price, #""providers": {"razorpay": {"options": {"totalCount": \#(limit)}}}"#)
    expectNo("razorpay/total-count-limit", in: enough, provider: "razorpay")
    for text in [tooMany, enough] {
      let artifact = try artifact(text, for: "razorpay")
      #expect(try request("purchase/plan/pro/p", in: artifact)["body"]?["total_count"] == .integer(limit))
    }
  }

  @Test func `a total count that is too large is reported once per interval`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "month": {"amount": 2000, "currency": "INR", "interval": "month"},
         "inr": {"amount": 2000, "currency": "INR", "interval": "year"},
         "usd": {"amount": 2000, "currency": "USD", "interval": "year"},
         "half": {"amount": 2000, "currency": "INR", "interval": "month", "intervalCount": 6}}}},
       "providers": {"razorpay": {"options": {"totalCount": 201}}}}
      """#
    let found = diagnostics(text, provider: "razorpay").filter { $0.rule == "razorpay/total-count-limit" }
    #expect(
      found.map(\.message) == [
        "Razorpay ends subscriptions after 100 years; one charged every year has 100 charges, not 201",
        "Razorpay ends subscriptions after 100 years; one charged every 6 months has 200 charges, not 201",
      ])
    #expect(found.allSatisfy { $0.path == "providers.razorpay.options.totalCount" })
    let artifact = try artifact(text, for: "razorpay")
    #expect(
      artifact["purchase"]?.elements?.compactMap { $0["body"]?["total_count"] } == [201, 100, 100, 200])
  }

  @Test(arguments: ["0", "36501", "1.5", #""12""#]) func `a total count must be an integer from 1 to 36500`(value: String) {
    let text = plan(
      #""amount": 2000, "currency": "INR", "interval": "month""#,
      #""providers": {"razorpay": {"options": {"totalCount": \#(value)}}}"#)
    let errors = diagnostics(text, provider: "razorpay").filter { $0.severity == .error }
    #expect(errors.map(\.path) == ["providers.razorpay.options.totalCount"])
  }

  @Test func `a daily price is reported at its interval`() {
    expect(
      "razorpay/interval-unsupported", at: "plans.pro.prices.p.interval",
      in: plan(#""amount": 2000, "currency": "INR", "interval": ⟦"day"⟧"#), provider: "razorpay")
    expect(
      "razorpay/interval-unsupported", at: "plans.pro.prices.p.intervalCount",
      in: plan(#""amount": 2000, "currency": "INR", "intervalCount": ⟦1⟧, "interval": "day""#), provider: "razorpay")
  }

  @Test func `an interval of seven days is sent with a warning`() throws {
    let text = plan(#""amount": 2000, "currency": "INR", "interval": "day", "intervalCount": ⟦7⟧"#)
    expect("razorpay/interval-seven-days", at: "plans.pro.prices.p.intervalCount", in: text, provider: "razorpay")
    expectNo("razorpay/interval-unsupported", in: text, provider: "razorpay")
    #expect(try ids("setup", in: artifact(text, for: "razorpay")) == ["prices/plan/pro/p"])
    expectNo(
      "razorpay/interval-seven-days", in: plan(#""amount": 2000, "currency": "INR", "interval": "day", "intervalCount": 8"#),
      provider: "razorpay")
  }

  @Test(arguments: [("day", 36501), ("week", 5201), ("month", 1201), ("year", 101)] as [(String, Int64)])
  func `an interval of more than 100 years is not for sale`(interval: String, count: Int64) throws {
    let text = plan(#""amount": 2000, "currency": "INR", "interval": "\#(interval)", "intervalCount": ⟦\#(count)⟧"#)
    expect("razorpay/interval-too-long", at: "plans.pro.prices.p.intervalCount", in: text, provider: "razorpay")
    #expect(try ids("setup", in: artifact(text, for: "razorpay")).isEmpty)
  }

  // MARK: Notes about plans

  @Test func `only prices that are sent have advice`() {
    let sent = plan(
      #""amount": 1500001, "currency": "INR", "interval": "month", "intervalCount": 3, "trialDays": 1, "lookupKey": "k""#)
    #expect(
      findings(sent, provider: "razorpay") == [
        "razorpay/option-assumed @ providers.razorpay.options.totalCount", "razorpay/feature-not-sent @ features.api",
        "razorpay/inr-mandate-limit @ plans.pro.prices.p.amount",
        "razorpay/mandate-frequency @ plans.pro.prices.p.intervalCount",
        "razorpay/trial-by-start @ plans.pro.prices.p.trialDays",
        "razorpay/lookup-key-not-sent @ plans.pro.prices.p.lookupKey",
      ])
    let unsent = plan(
      #""amount": 1500001, "currency": "ARS", "interval": "month", "intervalCount": 3, "trialDays": 1, "lookupKey": "k""#)
    #expect(
      findings(unsent, provider: "razorpay") == [
        "razorpay/feature-not-sent @ features.api", "razorpay/currency-unsupported @ plans.pro.prices.p.currency",
      ])
  }

  @Test func `the limit of automatic debits applies only to rupees`() {
    expectNo(
      "razorpay/inr-mandate-limit", in: plan(#""amount": 1500001, "currency": "USD", "interval": "month""#),
      provider: "razorpay")
  }
}
