import Testing

/// What discounts take off the invoices of the first period.
@Suite struct DiscountTests {
  private static func shop(_ discount: String, interval: String = "month") -> String {
    Shop.plan(
      #""calls": {"amount": 10, "prices": {"usd": {"amount": "0.333", "currency": "USD"}}}"#,
      #""prices": {"base": {"amount": "9.99", "currency": "USD", "interval": "\#(interval)"}}"#,
      #"""
      "addons": {"setup": {"entitlements": {}, "prices": {"once": {"amount": "50.00", "currency": "USD", "interval": "one_time"}}}},
      "discounts": {"off": {\#(discount)}}
      """#)
  }

  @Test func `a percentage lowers each line before it is rounded`() throws {
    let text = Self.shop(#""percent": 50, "duration": "forever""#)
    // 4.995 and 0.1665 USD.
    #expect(try lines(text, Basket(plan: "pro", usage: ["calls": "11"], discount: "off")) == ["5.00", "0.17"])
  }

  @Test(arguments: [("12.5", "8.74"), ("100", "0.00"), ("0.01", "9.99"), ("99.99", "0.00")])
  func `percentages can have decimals`(percent: String, total: String) throws {
    let text = Self.shop(#""percent": \#(percent), "duration": "forever""#)
    #expect(try invoices(text, Basket(plan: "pro", discount: "off")) == ["\(total) USD a month"])
  }

  @Test(arguments: [("1.00", "8.99"), ("9.99", "0.00"), ("500.00", "0.00")])
  func `an amount never lowers an invoice below 0`(amount: String, total: String) throws {
    let text = Self.shop(#""amounts": {"USD": "\#(amount)"}, "duration": "forever""#)
    #expect(try invoices(text, Basket(plan: "pro", discount: "off")) == ["\(total) USD a month"])
  }

  @Test func `an amount lowers each invoice, or the first one above 0`() throws {
    let basket = Basket(plan: "pro", addons: ["setup": nil], usage: ["calls": "20"], discount: "off")
    let each = Self.shop(#""amounts": {"USD": "1.00"}, "duration": "forever""#, interval: "year")
    #expect(try invoices(each, basket) == ["8.99 USD a year", "2.33 USD a month", "49.00 USD once"])
    let first = Self.shop(#""amounts": {"USD": "1.00"}, "duration": "once""#, interval: "year")
    #expect(try invoices(first, basket) == ["8.99 USD a year", "3.33 USD a month", "50.00 USD once"])
  }

  @Test func `only the items that it applies to are lowered`() throws {
    let text = Self.shop(#""percent": 10, "duration": "forever", "appliesTo": ["addons.setup"]"#)
    #expect(
      try invoices(text, Basket(plan: "pro", addons: ["setup": nil], discount: "off"))
        == ["9.99 USD a month", "45.00 USD once"])
    let amount = Self.shop(#""amounts": {"USD": "60.00"}, "duration": "forever", "appliesTo": ["addons.setup"]"#)
    #expect(
      try invoices(amount, Basket(plan: "pro", addons: ["setup": nil], discount: "off"))
        == ["9.99 USD a month", "0.00 USD once"])
  }

  @Test func `a discount for months lowers a year that is paid in advance, but not usage that is paid later`() throws {
    let text = Shop.plan(
      #"""
      "calls": {"reset": "year", "prices": {"usd": {"amount": "1.00", "currency": "USD"}}},
      "images": {"prices": {"usd": {"amount": "1.00", "currency": "USD"}}}
      """#,
      #""prices": {"quarterly": {"amount": "30.00", "currency": "USD", "interval": "month", "intervalCount": 3}}"#,
      #""discounts": {"off": {"percent": 50, "duration": {"months": 2}}}"#)
    #expect(
      try invoices(text, Basket(plan: "pro", usage: ["calls": "10", "images": "10"], discount: "off"))
        == ["15.00 USD every 3 months", "10.00 USD a year", "5.00 USD a month"])
  }

  @Test func `a discount that lowers nothing is a problem`() throws {
    let text = Self.shop(#""percent": 10, "duration": "forever", "appliesTo": ["addons.setup"], "codes": {"TEN": {}}"#)
    #expect(
      try problems(text, Basket(plan: "pro", discount: "off"))
        == ["discount `off` does not apply to anything in this purchase (it applies to add-on `setup`)"])
    #expect(
      try problems(text, Basket(plan: "pro", discount: "TEN"))
        == ["unknown discount `TEN` (use its id `off`; `TEN` is a code)"])
    #expect(try problems(text, Basket(plan: "pro", discount: "of")) == ["unknown discount `of` (did you mean `off`?)"])
  }

  @Test func `an amount in another currency is a problem`() throws {
    let text = Self.shop(#""amounts": {"EUR": "1.00"}, "duration": "forever""#)
    #expect(
      try problems(text, Basket(plan: "pro", discount: "off"))
        == ["discount `off` has no amount in USD (it has one in EUR)"])
  }
}
