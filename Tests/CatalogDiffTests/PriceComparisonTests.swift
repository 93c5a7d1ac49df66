import TestSupport
import Testing

/// Comparison of prices.
@Suite struct PriceComparisonTests {
  @Test func `a higher price is worse, a lower one is not`() throws {
    try expectChange(
      "changed customer @ plans.pro.prices.monthly.amount", "price increased from 20.00 USD to 25.00 USD a month",
      from: CatalogText.price(#""amount": ⟦2000⟧, "currency": "USD", "interval": "month""#),
      to: CatalogText.price(#""amount": ⟦2500⟧, "currency": "USD", "interval": "month""#))
    try expectChange(
      "changed compatible @ plans.pro.prices.monthly.amount", "price decreased from 2000 JPY to 1999 JPY every 3 months",
      from: CatalogText.price(#""amount": ⟦"2000"⟧, "currency": "JPY", "interval": "month", "intervalCount": 3"#),
      to: CatalogText.price(#""amount": ⟦1999⟧, "currency": "JPY", "interval": "month", "intervalCount": 3"#))
  }

  @Test func `a price in another currency is worse`() throws {
    try expectChange(
      "changed customer @ plans.pro.prices.monthly.currency", "price changed from 20.00 USD a month to 20.00 EUR a month",
      from: CatalogText.price(#""amount": 2000, "currency": ⟦"USD"⟧, "interval": "month""#),
      to: CatalogText.price(#""amount": 2000, "currency": ⟦"eur"⟧, "interval": "month""#))
  }

  @Test func `a shorter period or a higher charge is worse, a longer period for the same is better`() throws {
    try expectChange(
      "changed customer @ plans.pro.prices.monthly.interval", "price changed from 20.00 USD a month to 20.00 USD a week",
      from: CatalogText.price(#""amount": 2000, "currency": "USD", "interval": ⟦"month"⟧"#),
      to: CatalogText.price(#""amount": 2000, "currency": "USD", "interval": ⟦"week"⟧"#))
    try expectChange(
      "changed compatible @ plans.pro.prices.monthly.intervalCount",
      "price changed from 20.00 USD a month to 20.00 USD every 2 months",
      from: CatalogText.price(#""amount": 2000, "currency": "USD", "interval": "month", "intervalCount": ⟦1⟧"#),
      to: CatalogText.price(#""amount": 2000, "currency": "USD", "interval": "month", "intervalCount": ⟦2⟧"#))
    // Less for the same time, but ten times as much per charge.
    try expectChange(
      "changed customer @ plans.pro.prices.monthly", "price changed from 20.00 USD a month to 200.00 USD a year",
      from: CatalogText.plan(#""prices": {"monthly": ⟦{"amount": 2000, "currency": "USD", "interval": "month"}⟧}"#),
      to: CatalogText.plan(#""prices": {"monthly": ⟦{"amount": 20000, "currency": "USD", "interval": "year"}⟧}"#))
  }

  @Test(arguments: [
    // A year is 12 months, a week 7 days; a month is more than 30 days, and less than 31.
    ("year", 1, "month", 12, "compatible"), ("month", 12, "year", 1, "compatible"), ("week", 1, "day", 7, "compatible"),
    ("month", 1, "day", 30, "customer"), ("month", 1, "day", 31, "compatible"), ("day", 30, "month", 1, "compatible"),
    ("year", 1, "day", 365, "customer"), ("day", 365, "year", 1, "compatible"), ("year", 1, "week", 52, "customer"),
    ("year", 4_611_686_018_427_387_904, "year", 4_611_686_018_427_387_903, "customer"),
    ("year", 9_223_372_036_854_775_806, "year", 9_223_372_036_854_775_807, "compatible"),
  ])
  func `periods are compared exactly, and a different spelling is a change`(
    unit: String, count: Int, newUnit: String, newCount: Int, expected: String
  ) throws {
    let field = unit == newUnit ? "intervalCount" : "interval"
    #expect(
      try changes(
        CatalogText.price(#""amount": 2000, "currency": "USD", "interval": "\#(unit)", "intervalCount": \#(count)"#),
        CatalogText.price(#""amount": 2000, "currency": "USD", "interval": "\#(newUnit)", "intervalCount": \#(newCount)"#))
        == ["changed \(expected) @ plans.pro.prices.monthly.\(field)"])
  }

  @Test func `a change between one-time and recurring is worse`() throws {
    let once = #""amount": 2000, "currency": "USD", "interval": "one_time""#
    let monthly = #""amount": 2000, "currency": "USD", "interval": "month""#
    let path = "changed customer @ addons.seats.prices.it.interval"
    #expect(try changes(CatalogText.addonPrice(once), CatalogText.addonPrice(monthly)) == [path])
    #expect(try changes(CatalogText.addonPrice(monthly), CatalogText.addonPrice(once)) == [path])
  }

  @Test func `a shorter trial is worse, a longer one better, and 0 days equal none`() throws {
    let price = { (fields: String) in CatalogText.price(#""amount": 2000, "currency": "USD", "interval": "month"\#(fields)"#) }
    try expectChange(
      "changed customer @ plans.pro.prices.monthly.trialDays", "trial shortened from 14 days to 1 day",
      from: price(#", "trialDays": ⟦14⟧"#), to: price(#", "trialDays": ⟦1⟧"#))
    try expectChange(
      "changed compatible @ plans.pro.prices.monthly.trialDays", "trial extended from 14 days to 30 days",
      from: price(#", "trialDays": ⟦14⟧"#), to: price(#", "trialDays": ⟦30⟧"#))
    try expectChange(
      "changed customer @ plans.pro.prices.monthly.trialDays", "trial of 14 days removed",
      from: price(#", "trialDays": ⟦14⟧"#), to: price("").replacing("\"monthly\"", with: "⟦\"monthly\"⟧"))
    #expect(try changes(price(#", "trialDays": 0"#), price("")) == [])
  }

  @Test func `a removed price is worse, an added one only if the item was free`() throws {
    let monthly = #"⟦"monthly"⟧: {"amount": 2000, "currency": "USD", "interval": "month"}"#
    let yearly = #""yearly": {"amount": 20000, "currency": "USD", "interval": "year"}"#
    let both = CatalogText.plan("\"prices\": {\(monthly), \(yearly)}")
    let one = CatalogText.plan("\"prices\": {\(yearly)}")
    try expectChange(
      "removed customer @ plans.pro.prices.monthly", "price of 20.00 USD a month removed", from: both, to: one)
    try expectChange("added compatible @ plans.pro.prices.monthly", "price of 20.00 USD a month added", from: one, to: both)
    try expectChange(
      "added customer @ plans.pro.prices.monthly", "price of 20.00 USD a month added (was free)",
      from: CatalogText.plan(#""prices": {}"#), to: CatalogText.plan("\"prices\": {\(monthly)}"))
  }

  @Test func `a lookup key that moves between prices is reported for both`() throws {
    let prices = { (first: String, second: String) in
      CatalogText.plan(
        #"""
        "prices": {"a": {"amount": 1, "currency": "USD", "interval": "month", "lookupKey": "\#(first)"},
                   "b": {"amount": 2, "currency": "USD", "interval": "month", "lookupKey": "\#(second)"}}
        """#)
    }
    #expect(
      try changes(prices("one", "two"), prices("two", "three")) == [
        "renamed api @ plans.pro.prices.a.lookupKey", "renamed api @ plans.pro.prices.b.lookupKey",
      ])
    // The explicit default is the same key.
    #expect(try changes(prices("pro:a", "pro:b"), prices("pro:a", "pro:b").replacing(#", "lookupKey": "pro:a""#, with: "")) == [])
  }
}
