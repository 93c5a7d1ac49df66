import Catalog
import Invoicing
import TestSupport
import Testing

/// What usage draws on before it is charged, and where access ends.
@Suite struct UsageTests {
  /// Included 100,000; then 0.20 USD per 1,000 up to a million, then 0.10 USD. A pack of 500,000, and an add-on of 50,000.
  private static let packs = """
    {"meters": {"calls": {"eventType": "call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {
       "entitlements": {"calls": {"amount": 100000, "prices": {"usd": {"currency": "USD", "mode": "graduated", "per": 1000,
         "tiers": [{"upTo": 1000000, "amount": "0.20"}, {"amount": "0.10"}]}}}},
       "prices": {"monthly": {"amount": "30.00", "currency": "USD", "interval": "month"}}}},
     "addons": {"more": {"quantity": {"max": 5}, "entitlements": {"calls": 50000},
       "prices": {"monthly": {"amount": "9.00", "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "calls", "amount": 500000,
       "prices": {"usd": {"amount": "75.00", "currency": "USD", "interval": "one_time"}}}}}
    """

  @Test(arguments: [("100000", "30.00"), ("400000", "90.00"), ("1000000", "210.00"), ("1500000", "260.00")])
  func `usage beyond the allowance is charged`(calls: String, total: String) throws {
    #expect(try invoices(Self.packs, Basket(plan: "pro", usage: ["calls": calls])) == ["\(total) USD a month"])
  }

  /// Bounds count the allowance and what is charged, not what was bought.
  @Test(arguments: [("400000", "30.00"), ("600000", "30.00"), ("1500000", "210.00"), ("1600000", "220.00")])
  func `units that were bought are used before any are charged`(calls: String, total: String) throws {
    #expect(
      try invoices(Self.packs, Basket(plan: "pro", usage: ["calls": calls], topups: ["pack": 1]))
        == ["\(total) USD a month", "75.00 USD once"])
  }

  @Test func `the allowance of an add-on is for each one that is bought`() throws {
    #expect(
      try lines(Self.packs, Basket(plan: "pro", addons: ["more": 3], usage: ["calls": "260000"])) == ["30.00", "27.00", "2.00"])
  }

  @Test func `included usage is shown at no charge, and usage that is not given is left out`() throws {
    #expect(try lines(Self.packs, Basket(plan: "pro", usage: ["calls": "100000"])) == ["30.00", "0.00"])
    #expect(try lines(Self.packs, Basket(plan: "pro")) == ["30.00"])
  }

  // MARK: Where access ends

  private func stops(_ text: String, _ basket: Basket) throws -> [String] {
    try quote(text, basket).stops.map { "\($0.end) of \($0.usage)" }
  }

  @Test func `without a usage price, access ends at the allowance, and nothing is charged`() throws {
    let text = Shop.plan(#""calls": 100"#)
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "500"])) == ["20.00 USD a month"])
    #expect(try stops(text, Basket(plan: "pro", usage: ["calls": "500"])) == ["100 of 500"])
    #expect(try stops(text, Basket(plan: "pro", usage: ["calls": "100"])) == [])
  }

  @Test func `a soft limit and an unlimited feature never end`() throws {
    for entitlement in [#"{"amount": 100, "isSoftLimit": true}"#, #""unlimited""#] {
      let text = Shop.plan(#""calls": \#(entitlement)"#)
      #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "500"])) == ["20.00 USD a month"])
      #expect(try stops(text, Basket(plan: "pro", usage: ["calls": "500"])) == [])
    }
  }

  @Test func `usage is charged up to the maximum`() throws {
    let text = Shop.calls(#""amount": "0.50""#, beyond: "10", max: "100")
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "100"])) == ["45.00 USD a month"])
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "1000000"])) == ["45.00 USD a month"])
    #expect(try stops(text, Basket(plan: "pro", usage: ["calls": "1000000"])) == ["100 of 1000000"])
  }

  @Test func `what was bought can be used beyond the maximum`() throws {
    let text = Shop.plan(
      #""calls": {"amount": 10, "max": 100, "prices": {"usd": {"amount": "0.50", "currency": "USD"}}}"#, Shop.monthly,
      #"""
      "topups": {"pack": {"feature": "calls", "amount": 500,
        "prices": {"usd": {"amount": "9.00", "currency": "USD", "interval": "one_time"}}}}
      """#)
    let basket = Basket(plan: "pro", usage: ["calls": "600"], topups: ["pack": nil])
    #expect(try lines(text, basket) == ["20.00", "0.00", "9.00"])
    #expect(try stops(text, basket) == ["510 of 600"])
  }

  @Test func `an add-on that makes a feature unlimited ends the charges`() throws {
    let text = Shop.plan(
      #""calls": {"prices": {"usd": {"amount": "0.50", "currency": "USD"}}}"#, Shop.monthly,
      #"""
      "addons": {"flat": {"entitlements": {"calls": "unlimited"},
        "prices": {"monthly": {"amount": "99.00", "currency": "USD", "interval": "month"}}}}
      """#)
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "1000"])) == ["520.00 USD a month"])
    #expect(try invoices(text, Basket(plan: "pro", addons: ["flat": nil], usage: ["calls": "1000"])) == ["119.00 USD a month"])
  }

  // MARK: Quantities

  private static let seats = Shop.plan(
    #""calls": {"amount": 100, "perUnit": true, "max": 1000, "prices": {"usd": {"amount": "0.10", "currency": "USD"}}}"#,
    Shop.monthly + #", "quantity": {"feature": "seats", "min": 2, "max": 50}"#)

  @Test func `an allowance for each seat, and a maximum for each`() throws {
    #expect(
      try lines(Self.seats, Basket(plan: "pro", quantity: 3, usage: ["calls": "350"])) == ["60.00", "5.00"])
    #expect(try stops(Self.seats, Basket(plan: "pro", quantity: 3, usage: ["calls": "3001"])) == ["3000 of 3001"])
  }

  @Test func `without a number, the smallest is quoted`() throws {
    #expect(try invoices(Self.seats, Basket(plan: "pro")) == ["40.00 USD a month"])
  }

  /// 547.00 and 475.00 EUR: the examples of docs/catalog.md.
  @Test(arguments: [("graduated", "547.00"), ("volume", "475.00")])
  func `tiers of seats`(mode: String, total: String) throws {
    let text = Shop.plan(
      #""calls": 5"#,
      #"""
      "quantity": {"feature": "seats"}, "prices": {"monthly": {"tiers": [{"upTo": 24, "amount": "22.00"}, {"amount": "19.00"}],
        "mode": "\#(mode)", "currency": "EUR", "interval": "month"}}
      """#)
    #expect(try invoices(text, Basket(plan: "pro", quantity: 25)) == ["\(total) EUR a month"])
  }

  // MARK: Prices with entitlements of their own

  @Test func `a price's own entitlements replace those of the plan, usage prices included`() throws {
    let text = Shop.plan(
      #""calls": {"amount": 100, "prices": {"usd": {"amount": "0.50", "currency": "USD"}}}"#,
      #"""
      "prices": {"small": {"amount": "20.00", "currency": "USD", "interval": "month"},
        "large": {"amount": "80.00", "currency": "USD", "interval": "month", "entitlements": {
          "calls": {"amount": 1000, "prices": {"usd": {"amount": "0.20", "currency": "USD"}}}}}}
      """#)
    #expect(try lines(text, Basket(plan: "pro", price: "small", usage: ["calls": "1100"])) == ["20.00", "500.00"])
    #expect(try lines(text, Basket(plan: "pro", price: "large", usage: ["calls": "1100"])) == ["80.00", "20.00"])
  }

  // MARK: Pools

  private static let pool = """
    {"meters": {"pages": {"eventType": "page", "aggregation": "count"}, "searches": {"eventType": "search", "aggregation": "count"}},
     "features": {"pages": {"type": "metered", "meter": "pages"}, "searches": {"type": "metered", "meter": "searches"},
       "credits": {"type": "metered", "costs": {"pages": 5, "searches": 0.5}}},
     "plans": {"pro": {"entitlements": {"credits": {"amount": 100, "prices": {"usd": {"amount": "0.04", "currency": "USD"}}}},
       "prices": {"monthly": {"amount": "10.00", "currency": "USD", "interval": "month"}}}},
     "addons": {"pages": {"entitlements": {"pages": 10},
       "prices": {"monthly": {"amount": "2.00", "currency": "USD", "interval": "month"}}}}}
    """

  @Test func `features draw on their pool at what they cost`() throws {
    #expect(try lines(Self.pool, Basket(plan: "pro", usage: ["pages": "20", "searches": "200"])) == ["10.00", "4.00"])
    #expect(try lines(Self.pool, Basket(plan: "pro", usage: ["credits": "200"])) == ["10.00", "4.00"])
    #expect(try lines(Self.pool, Basket(plan: "pro", usage: ["credits": "50", "searches": "300"])) == ["10.00", "4.00"])
  }

  @Test func `what is granted of the feature itself is used before the pool`() throws {
    #expect(
      try lines(Self.pool, Basket(plan: "pro", addons: ["pages": nil], usage: ["pages": "40"])) == ["10.00", "2.00", "2.00"])
  }

  // MARK: Periods

  @Test func `monthly usage of a yearly price has an invoice of its own`() throws {
    let text = Shop.plan(
      #""calls": {"amount": 10, "prices": {"usd": {"amount": "0.50", "currency": "USD"}}}"#,
      #""prices": {"yearly": {"amount": "200.00", "currency": "USD", "interval": "year"}}"#)
    #expect(
      try invoices(text, Basket(plan: "pro", usage: ["calls": "30"])) == ["200.00 USD a year", "10.00 USD a month"])
  }

  @Test func `12 months and a year are one length`() throws {
    let text = Shop.plan(
      #""calls": {"amount": 10, "reset": "year", "prices": {"usd": {"amount": "0.50", "currency": "USD"}}}"#,
      #""prices": {"yearly": {"amount": "200.00", "currency": "USD", "interval": "month", "intervalCount": 12}}"#)
    #expect(try invoices(text, Basket(plan: "pro", usage: ["calls": "30"])) == ["210.00 USD every 12 months"])
  }

  @Test func `pay as you go has an invoice even if nothing is used`() throws {
    #expect(try invoices(Shop.calls(#""amount": "0.50""#), Basket(plan: "pro")) == ["0.00 USD a month"])
  }

  @Test func `a free plan without a price has no invoices`() throws {
    #expect(try invoices(Shop.plan(#""calls": 5"#, #""default": true"#), Basket(plan: "pro")) == [])
  }
}
