import Invoicing
import Testing

/// Which items and prices a request means, and what keeps it from being sold.
@Suite struct PurchaseTests {
  private static let shop = """
    {"features": {"seats": {"type": "limit"}, "calls": {"type": "metered"}, "images": {"type": "metered"}},
     "plans": {
       "pro": {"key": "pro_v2", "quantity": {"feature": "seats", "min": 2, "max": 10}, "entitlements": {"calls": 10}, "prices": {
         "monthly": {"amount": "20.00", "currency": "USD", "interval": "month"},
         "yearly": {"amount": "200.00", "currency": "USD", "interval": "year"},
         "monat": {"amount": "18.00", "currency": "EUR", "interval": "month"},
         "old": {"amount": "15.00", "currency": "EUR", "interval": "month", "sold": false}}},
       "free": {"entitlements": {"calls": 1}, "default": true},
       "custom": {"entitlements": {}, "onRequest": true},
       "retired": {"entitlements": {"calls": 5}, "sold": false, "prices": {
         "monthly": {"amount": "5.00", "currency": "USD", "interval": "month"}}}},
     "addons": {
       "support": {"entitlements": {}, "compatiblePlans": ["pro"], "prices": {
         "monthly": {"amount": "9.00", "currency": "USD", "interval": "month"},
         "yearly": {"amount": "90.00", "currency": "USD", "interval": "year"},
         "monat": {"amount": "8.00", "currency": "EUR", "interval": "month"},
         "call": {"amount": "30.00", "currency": "USD", "interval": "one_time"}}},
       "talk": {"entitlements": {}, "onRequest": true}},
     "topups": {"pack": {"feature": "calls", "amount": 100, "quantity": {"min": 3}, "prices": {
       "usd": {"amount": "1.00", "currency": "USD", "interval": "one_time"},
       "eur": {"amount": "0.90", "currency": "EUR", "interval": "one_time"}}}}}
    """

  private func invoices(_ basket: Basket) throws -> [String] { try InvoicingTests.invoices(Self.shop, basket) }
  private func problems(_ basket: Basket) throws -> [String] { try InvoicingTests.problems(Self.shop, basket) }

  // MARK: Prices

  @Test func `a plan is found by its id or its key`() throws {
    #expect(try invoices(Basket(plan: "pro", price: "yearly")) == ["400.00 USD a year"])
    #expect(try invoices(Basket(plan: "pro_v2", price: "yearly")) == ["400.00 USD a year"])
  }

  @Test func `the only price that is sold in a currency need not be named`() throws {
    #expect(try invoices(Basket(plan: "pro", currency: "EUR")) == ["36.00 EUR a month"])
    #expect(try invoices(Basket(plan: "pro", price: "old")) == ["30.00 EUR a month"])
    #expect(try invoices(Basket(plan: "retired")) == ["5.00 USD a month"])
  }

  @Test func `several prices are listed`() throws {
    #expect(
      try problems(Basket(plan: "pro", currency: "USD"))
        == ["plan `pro` has several prices (choose one: `monthly` (20.00 USD a month) or `yearly` (200.00 USD a year))"])
  }

  @Test func `unknown names are suggested`() throws {
    #expect(try problems(Basket(plan: "prp")) == ["unknown plan `prp` (did you mean `pro`?)"])
    #expect(
      try problems(Basket(plan: "pro", price: "yaerly")) == ["unknown price `yaerly` of plan `pro` (did you mean `yearly`?)"])
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", addons: ["suport": nil]))
        == ["unknown add-on `suport` (did you mean `support`?)"])
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", usage: ["call": "1"]))
        == ["unknown feature `call` (did you mean `calls`?)"])
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", topups: ["x": nil])) == ["unknown top-up `x` (use `pack`)"])
  }

  @Test func `a price in another currency is a problem`() throws {
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", currency: "EUR")) == ["price `monthly` is in USD, not in EUR"])
    #expect(
      try problems(Basket(plan: "pro", currency: "GBP")) == ["plan `pro` has no price in GBP (use `USD` or `EUR`)"])
  }

  @Test func `what is on request has no price`() throws {
    #expect(try problems(Basket(plan: "custom")) == ["plan `custom` has no price; it is on request"])
    #expect(
      try problems(Basket(plan: "free", addons: ["talk": nil])) == ["add-on `talk` has no price; it is on request"])
  }

  @Test func `pay as you go is chosen by the currency`() throws {
    let text = Shop.plan(
      #"""
      "calls": {"prices": {"usd": {"amount": "0.50", "currency": "USD"}, "eur": {"amount": "0.40", "currency": "EUR"}}}
      """#, "")
    #expect(
      try InvoicingTests.problems(text, Basket(plan: "pro"))
        == ["plan `pro` is sold in several currencies (choose the currency: `USD` or `EUR`)"])
    #expect(
      try InvoicingTests.problems(text, Basket(plan: "pro", price: "usd"))
        == ["plan `pro` has no prices to choose from (it is chosen by the currency: `USD` or `EUR`)"])
    #expect(
      try InvoicingTests.invoices(text, Basket(plan: "pro", currency: "EUR", usage: ["calls": "3"])) == ["1.20 EUR a month"])
  }

  // MARK: Quantities

  @Test(arguments: [
    (1, "the quantity of plan `pro` must be at least 2, found 1"),
    (11, "the quantity of plan `pro` must be at most 10, found 11"),
    (Int64.max, "the quantity of plan `pro` must be at most 10, found 9223372036854775807"),
    (-1, "the quantity of plan `pro` must be at least 2, found -1"),
  ])
  func `the bounds of a quantity are kept`(quantity: Int64, problem: String) throws {
    #expect(try problems(Basket(plan: "pro", price: "monthly", quantity: quantity)) == [problem])
  }

  @Test func `what has no quantity is bought once`() throws {
    #expect(
      try problems(Basket(plan: "free", quantity: 2))
        == ["plan `free` has no `quantity`; one is bought at a time, found 2"])
    #expect(try invoices(Basket(plan: "free", quantity: 1)) == [])
  }

  // MARK: Add-ons and top-ups

  @Test func `an add-on is paid as often as the plan`() throws {
    #expect(try invoices(Basket(plan: "pro", price: "monthly", addons: ["support": nil])) == ["49.00 USD a month"])
    #expect(try invoices(Basket(plan: "pro", price: "yearly", addons: ["support": nil])) == ["490.00 USD a year"])
    #expect(try invoices(Basket(plan: "pro", currency: "EUR", addons: ["support": 1])) == ["44.00 EUR a month"])
  }

  @Test func `the price of an add-on can be named after a colon`() throws {
    #expect(
      try invoices(Basket(plan: "pro", price: "yearly", addons: ["support:monthly": 1]))
        == ["400.00 USD a year", "9.00 USD a month"])
    #expect(
      try invoices(Basket(plan: "pro", price: "yearly", addons: ["support:call": nil]))
        == ["400.00 USD a year", "30.00 USD once"])
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", addons: ["support:monat": nil]))
        == ["price `monat` of add-on `support` is in EUR, not in USD"])
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", addons: ["support:cal": nil]))
        == ["unknown price `cal` of add-on `support` (did you mean `call`?)"])
  }

  @Test func `an add-on for another plan is a problem`() throws {
    #expect(
      try problems(Basket(plan: "free", addons: ["support": nil]))
        == ["add-on `support` is not available with plan `free` (use it with `pro`)"])
  }

  @Test func `without a price of the plan, the currency must be clear`() throws {
    #expect(
      try problems(Basket(plan: "free", topups: ["pack": nil]))
        == ["top-up `pack` has several prices (choose one: `pack:usd` (1.00 USD once) or `pack:eur` (0.90 EUR once))"])
    #expect(try invoices(Basket(plan: "free", topups: ["pack:eur": nil])) == ["2.70 EUR once"])
    #expect(try invoices(Basket(plan: "free", currency: "USD", topups: ["pack": 4])) == ["4.00 USD once"])
  }

  @Test func `all problems are found, and duplicates are among them`() throws {
    #expect(
      try problems(
        Basket(
          plan: "pro", price: "monthly", addons: ["support": nil, "support:yearly": nil], usage: ["seats": "1", "calls": "-1"],
          topups: ["pack": 2]))
        == [
          "add-on `support` is requested twice (add up the numbers)",
          "the quantity of top-up `pack` must be at least 3, found 2",
          "feature `seats` is not metered, so it has no usage (use `calls` or `images`)",
          "the usage of feature `calls` must not be negative, found -1",
        ])
  }

  // MARK: Usage

  @Test func `usage of what nothing grants is a problem`() throws {
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", usage: ["images": "1"]))
        == ["nothing in this purchase grants feature `images` (use a plan or an add-on that does)"])
  }

  @Test(arguments: ["1e300", "1000000000000000001", "0.0000000000001"])
  func `usage beyond any meter is a problem`(amount: String) throws {
    #expect(
      try problems(Basket(plan: "pro", price: "monthly", usage: ["calls": amount]))
        == ["the usage of feature `calls` must be at most 1000000000000000000, with at most 12 decimals"])
  }
}
