import Testing

/// The examples of the providers' documentation, computed by hand there.
@Suite struct TierTests {
  private func cost(of calls: String, _ text: String) throws -> String {
    try #require(try invoices(text, Basket(plan: "pro", usage: ["calls": calls])).first)
  }

  /// Source: https://docs.stripe.com/subscriptions/pricing-models/tiered-pricing, read in November 2026: 7 USD for fonts 1 to 5,
  /// 6.50 USD for 6 to 10, 6 USD from 11 on.
  private static let fonts = #"{"upTo": 5, "amount": "7.00"}, {"upTo": 10, "amount": "6.50"}, {"amount": "6.00"}"#

  @Test(arguments: [("1", "7.00"), ("5", "35.00"), ("6", "39.00"), ("20", "120.00"), ("25", "150.00")])
  func `Stripe's fonts by volume`(fonts: String, cost: String) throws {
    #expect(try self.cost(of: fonts, Shop.calls(Shop.volume(Self.fonts))) == "\(cost) USD a month")
  }

  /// 5 × 7, then × 6.50, then × 6: the same tiers, added up by hand.
  @Test(arguments: [("1", "7.00"), ("5", "35.00"), ("6", "41.50"), ("10", "67.50"), ("20", "127.50"), ("25", "157.50")])
  func `Stripe's fonts, graduated`(fonts: String, cost: String) throws {
    #expect(try self.cost(of: fonts, Shop.calls(Shop.graduated(Self.fonts))) == "\(cost) USD a month")
  }

  /// Source: https://stripe.com/docs/billing/subscriptions/tiers, read in November 2026: five tiers from 5 USD down to 1 USD.
  private static let steps = """
    {"upTo": 5, "amount": "5.00"}, {"upTo": 10, "amount": "4.00"}, {"upTo": 15, "amount": "3.00"}, {"upTo": 20, "amount": "2.00"},
    {"amount": "1.00"}
    """

  @Test(arguments: [("1", "5.00"), ("5", "25.00"), ("6", "24.00"), ("20", "40.00"), ("25", "25.00")])
  func `Stripe's five tiers by volume`(units: String, cost: String) throws {
    #expect(try self.cost(of: units, Shop.calls(Shop.volume(Self.steps))) == "\(cost) USD a month")
  }

  @Test(arguments: [("1", "5.00"), ("5", "25.00"), ("6", "29.00"), ("20", "70.00"), ("25", "75.00")])
  func `Stripe's five tiers, graduated`(units: String, cost: String) throws {
    #expect(try self.cost(of: units, Shop.calls(Shop.graduated(Self.steps))) == "\(cost) USD a month")
  }

  /// Source: https://docs.useautumn.com/documentation/modelling-pricing/graduated-pricing, read in November 2026:
  /// 1,000 × 0.01 + 9,000 × 0.008 + 5,000 × 0.005.
  @Test func `Autumn's requests, graduated`() throws {
    let tiers = #"{"upTo": 1000, "amount": "0.01"}, {"upTo": 10000, "amount": "0.008"}, {"amount": "0.005"}"#
    #expect(try cost(of: "15000", Shop.calls(Shop.graduated(tiers))) == "107.00 USD a month")
  }

  /// Source: https://docs.useautumn.com/documentation/modelling-pricing/usage-based-pricing, read in November 2026: 1 USD for
  /// 1,000 notifications; 5,000 cost 5 USD. Autumn rounds up to whole thousands.
  @Test(arguments: [("5000", "5.00"), ("5001", "6.00"), ("4999", "5.00"), ("1", "1.00"), ("0", "0.00")])
  func `Autumn's notifications in packages`(notifications: String, cost: String) throws {
    #expect(try self.cost(of: notifications, Shop.calls(#""amount": "1.00", "package": 1000"#)) == "\(cost) USD a month")
  }

  /// Source: https://docs.useautumn.com/documentation/modelling-pricing/per-unit-pricing, read in November 2026: 10 USD a seat,
  /// 5 seats free.
  @Test(arguments: [("5", "0.00"), ("6", "10.00"), ("12", "70.00")])
  func `Autumn's seats beyond those that are free`(seats: String, cost: String) throws {
    #expect(try self.cost(of: seats, Shop.calls(#""amount": "10.00""#, beyond: "5")) == "\(cost) USD a month")
  }

  /// Source: https://openmeter.io/docs/billing/product-catalog/pricing-models, read in November 2026: 0.01 USD × 10,000 tokens.
  @Test func `OpenMeter's tokens by the unit`() throws {
    #expect(try cost(of: "10000", Shop.calls(#""amount": "0.01""#)) == "100.00 USD a month")
  }

  /// Source: https://zuplo.com/docs/articles/monetization/pricing-models, read in November 2026, about prices in OpenMeter:
  /// 0.10, 0.05 and 0.01 USD, up to 1,000, up to 10,000 and beyond.
  @Test func `OpenMeter's tiers in both modes`() throws {
    let tiers = #"{"upTo": 1000, "amount": "0.10"}, {"upTo": 10000, "amount": "0.05"}, {"amount": "0.01"}"#
    #expect(try cost(of: "15000", Shop.calls(Shop.graduated(tiers))) == "600.00 USD a month")
    #expect(try cost(of: "15000", Shop.calls(Shop.volume(tiers))) == "150.00 USD a month")
  }

  // MARK: Allowances

  @Test(arguments: [("500000", "0.00"), ("500001", "2.00"), ("1200000", "2.00"), ("1500000", "2.00"), ("1500001", "4.00")])
  func `packages begin after the allowance`(calls: String, cost: String) throws {
    let text = Shop.calls(#""amount": "2.00", "package": 1000000"#, beyond: "500000")
    #expect(try self.cost(of: calls, text) == "\(cost) USD a month")
  }

  @Test(arguments: [("100000", "0.00"), ("100001", "1,000.01"), ("200000", "1,500.00")])
  func `by volume, one unit beyond the allowance charges all units`(calls: String, cost: String) throws {
    let tiers = #"{"upTo": 150000, "amount": "0.01"}, {"amount": "0.0075"}"#
    #expect(try self.cost(of: calls, Shop.calls(Shop.volume(tiers), beyond: "100000")) == "\(cost) USD a month")
  }

  @Test(arguments: [("10", "0.00"), ("11", "6.00"), ("20", "15.00"), ("21", "17.00")])
  func `a flat amount is added once when its tier is entered`(calls: String, cost: String) throws {
    let tiers = #"{"upTo": 20, "amount": "1.00", "flat": "5.00"}, {"amount": "2.00"}"#
    #expect(try self.cost(of: calls, Shop.calls(Shop.graduated(tiers), beyond: "10")) == "\(cost) USD a month")
  }

  // MARK: Rounding

  @Test(arguments: [("1", "0.00"), ("4", "0.00"), ("5", "0.01"), ("14", "0.01"), ("15", "0.02")])
  func `half of a minor unit is rounded up, once for a line`(calls: String, cost: String) throws {
    #expect(try self.cost(of: calls, Shop.calls(#""amount": "0.001""#)) == "\(cost) USD a month")
  }

  @Test func `a price with all its tiers is rounded once`() throws {
    // 0.4 + 0.4 + 0.4 cents: 1.2, not 0.
    let tiers = #"{"upTo": 4, "amount": "0.001"}, {"upTo": 8, "amount": "0.001"}, {"amount": "0.001"}"#
    #expect(try cost(of: "12", Shop.calls(Shop.graduated(tiers))) == "0.01 USD a month")
  }

  @Test func `two lines are rounded by themselves`() throws {
    let text = Shop.plan(
      #"""
      "calls": {"prices": {"usd": {"amount": "0.001", "currency": "USD"}}},
      "images": {"prices": {"usd": {"amount": "0.001", "currency": "USD"}}}
      """#, "")
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "5", "images": "5"])) == ["0.02 USD a month"])
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "4", "images": "4"])) == ["0.00 USD a month"])
  }

  @Test func `a currency without decimals is rounded to whole units`() throws {
    let text = Shop.plan(#""calls": {"prices": {"jpy": {"amount": "0.5", "currency": "JPY"}}}"#, "")
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "3"])) == ["2 JPY a month"])
  }

  @Test func `amounts beyond 64 bits are exact`() throws {
    let text = Shop.calls(#""amount": "92233720368547758.07""#)
    #expect(
      try cost(of: "1000000000000000000", text) == "92,233,720,368,547,758,070,000,000,000,000,000.00 USD a month")
  }
}
