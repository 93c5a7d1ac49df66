import Catalog
import Diagnostics
import Foundations
import TestSupport
import Testing

/// Usage prices, tiers and quantities, as read.
@Suite struct UsagePriceTests {
  /// A plan at 20 USD a month, with an entitlement to `calls`, and further sections.
  private func plan(_ entitlement: String, _ fields: String = "", prices: String? = nil, and sections: String = "") -> String {
    let prices = prices ?? #""prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}"#
    return #"""
      {"meters": {"m": {"eventType": "call", "aggregation": "count", "groupBy": {"model": "$.model", "region": "$.region"}}},
       "features": {"calls": {"type": "metered", "meter": "m"}, "seats": {"type": "limit"}},
       "plans": {"pro": {"entitlements": {"calls": \#(entitlement)}\#(fields.isEmpty ? "" : ", " + fields)\#(prices.isEmpty ? "" : ", " + prices)}}\#(sections)}
      """#
  }

  private func usage(_ price: String, _ fields: String = "") -> String {
    #"{\#(fields.isEmpty ? "" : fields + ", ")"prices": {"usd": {\#(price), "currency": "USD"}}}"#
  }

  private func charge(_ text: String) throws -> UsageCharge {
    try #require(catalog(text).plans[0].prices[0].usage.first)
  }

  private func decimal(_ text: String) -> ExactDecimal { ExactDecimal(parsing: text.utf8) ?? .zero }

  // MARK: Rates

  @Test(arguments: [
    (#""amount": 20"#, "20"), (#""amount": "0.20""#, "20"), (#""amount": "0.002""#, "0.2"),
    (#""amount": "3.00", "per": 1000000"#, "0.0003"),
    (#""amount": "0.00000000000001""#, "0.000000000001"), (#""amount": "1.80", "per": 3600"#, "0.05"), (#""amount": 0"#, "0"),
  ])
  func `an amount for one unit is exact, in minor units`(price: String, unit: String) throws {
    let charge = try charge(plan(usage(price)))
    #expect(charge.price.rate == .perUnit(decimal(unit)))
    #expect(charge.lookupKey == "pro:calls:usd")
    #expect(charge.reset == .month)
    #expect(charge.included == .zero)
  }

  @Test(arguments: [
    (#""amount": ⟦"2.00"⟧, "per": 3600"#, "rate-decimals", "amount"),
    (#""amount": ⟦"0.000000000000001"⟧"#, "amount-decimals", "amount"),
    (#""amount": ⟦0.5⟧"#, "price-amount", "amount"), (#""amount": ⟦"2000"⟧"#, "ambiguous-amount", "amount"),
    (#""amount": ⟦199.00⟧"#, "ambiguous-amount", "amount"), (#""amount": 1, "per": ⟦0⟧"#, "rate-terms", "per"),
    (#""amount": 1, "per": ⟦1.5⟧"#, "rate-terms", "per"), (#""amount": 1, ⟦"package"⟧: 10, "per": 10"#, "rate-terms", "package"),
    (#""tiers": [{"amount": 1}], "mode": "volume", ⟦"package"⟧: 10"#, "rate-terms", "package"),
    (#""amount": 1, ⟦"tiers"⟧: [{"amount": 1}], "mode": "volume""#, "rate-terms", "tiers"),
    (#""amount": 1, ⟦"mode"⟧: "volume""#, "rate-terms", "mode"),
    (#"⟦"tiers"⟧: [{"amount": 1}]"#, "tier-mode", "tiers"), (#""tiers": [{"amount": 1}], "mode": ⟦"bulk"⟧"#, "tier-mode", "mode"),
    (#""tiers": ⟦[]⟧, "mode": "volume""#, "tier-bounds", "tiers"),
    (#""tiers": [⟦{}⟧], "mode": "volume""#, "tier-without-price", "tiers.0"),
    (#""tiers": [⟦{"amount": 2}⟧, {"amount": 1}], "mode": "volume""#, "tier-bounds", "tiers.0"),
    (#""tiers": [{⟦"upTo"⟧: 5, "amount": 2}], "mode": "volume""#, "tier-bounds", "tiers.0.upTo"),
    (
      #""tiers": [{"upTo": 5, "amount": 2}, {"upTo": ⟦5⟧, "amount": 1}, {"amount": 0}], "mode": "volume""#, "tier-bounds",
      "tiers.1.upTo"
    ),
    (#""tiers": [{"upTo": 5, "amount": 2, "flat": ⟦100⟧}, {"amount": 0}], "mode": "volume""#, "first-tier-flat", "tiers.0.flat"),
    (
      #""tiers": [{"upTo": 5, "amount": ⟦"1.00"⟧}, {"amount": 0}], "mode": "volume", "per": 7"#, "rate-decimals", "tiers.0.amount"
    ),
    (
      #""tiers": [{"upTo": 5, "flat": ⟦"1.005"⟧, "amount": 1}, {"amount": 0}], "mode": "volume""#, "amount-decimals",
      "tiers.0.flat"
    ),
  ])
  func `a rate that could be read in two ways, or not charged, is an error`(price: String, rule: String, path: String) {
    expect(rule, at: "plans.pro.entitlements.calls.prices.usd.\(path)", in: plan(usage(price)))
  }

  @Test func `both readings of a fraction are shown`() throws {
    #expect(
      try onlyDiagnostic(plan(usage(#""amount": 0.5"#))).help
        == #"write `"0.005"` for 0.005 USD, or `50` or `"0.50"` for 0.50 USD"#)
  }

  @Test func `tiers keep their bounds, and per divides their amounts`() throws {
    let text = plan(
      usage(
        #""mode": "graduated", "per": 1000, "tiers": [{"upTo": 1000000, "amount": "0.20", "flat": 500}, {"amount": "0.10"}]"#,
        #""amount": 100000"#))
    let charge = try charge(text)
    #expect(
      charge.price.rate
        == .graduated([
          .init(upTo: ExactDecimal(1_000_000), perUnit: decimal("0.02"), flat: Money(minorUnits: 500)),
          .init(upTo: nil, perUnit: decimal("0.01")),
        ]))
    #expect(charge.price.per == 1000)
    #expect(charge.cost(of: ExactDecimal(100_000)) == .zero)
    #expect("\(charge.cost(of: ExactDecimal(200_000)))" == "2500")
  }

  @Test func `a package is charged when it is started`() throws {
    #expect(
      try charge(plan(usage(#""amount": "16.00", "package": 1000000"#))).price.rate
        == .package(ExactDecimal(1600), size: 1_000_000))
  }

  // MARK: Entitlements

  @Test(arguments: [
    (#""amount": 10, "max": ⟦5⟧"#, "usage-maximum", "max"), (#""reset": ⟦"never"⟧"#, "usage-price-contradiction", "reset"),
    (#""isSoftLimit": ⟦false⟧"#, "usage-price-contradiction", "isSoftLimit"),
    (#""preserveOverageAtReset": ⟦true⟧"#, "usage-price-contradiction", "preserveOverageAtReset"),
  ])
  func `what contradicts a usage price is an error`(fields: String, rule: String, field: String) {
    expect(rule, at: "plans.pro.entitlements.calls.\(field)", in: plan(usage(#""amount": 1"#, fields)))
  }

  @Test func `max needs a usage price`() {
    expect("usage-maximum", at: "plans.pro.entitlements.calls.max", in: plan(#"{"amount": 5, "max": ⟦9⟧}"#))
  }

  @Test func `the first bound is above the allowance`() {
    expect(
      "tier-bounds", at: "plans.pro.entitlements.calls.prices.usd.tiers.0.upTo",
      in: plan(usage(#""tiers": [{"upTo": ⟦100⟧, "amount": 2}, {"amount": 1}], "mode": "volume""#, #""amount": 100"#)))
  }

  @Test func `tiers are not for each unit`() {
    expect(
      "usage-price-contradiction", at: "plans.pro.entitlements.calls.perUnit",
      in: plan(
        usage(#""tiers": [{"upTo": 200, "amount": 2}, {"amount": 1}], "mode": "volume""#, #""amount": 100, "perUnit": ⟦true⟧"#),
        #""quantity": {}"#))
  }

  // MARK: Currencies and prices

  @Test func `there is one usage price for each currency of the item`() {
    expect(
      "usage-price-currency", at: "plans.pro.entitlements.calls.prices",
      in: plan(#"{⟦"prices"⟧: {"eur": {"amount": 1, "currency": "EUR"}}}"#))
    expect(
      "usage-price-currency", at: "plans.pro.entitlements.calls.prices.more.currency",
      in: plan(#"{"prices": {"usd": {"amount": 1, "currency": "USD"}, "more": {"amount": 2, "currency": ⟦"usd"⟧}}}"#))
  }

  @Test func `each price charges the usage price of its currency`() throws {
    let prices = #"""
      "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "year"}, "eur": {"amount": 1900, "currency": "EUR", "interval": "month"}}
      """#
    let catalog = try catalog(
      plan(
        #"{"amount": 5, "prices": {"e": {"amount": 1, "currency": "EUR"}, "u": {"amount": 2, "currency": "USD"}}}"#,
        prices: prices))
    #expect(catalog.plans[0].prices.map { $0.usage.map(\.price.id) } == [["u"], ["e"]])
  }

  @Test func `a one-time price cannot charge usage`() {
    expect(
      "usage-price-contradiction", at: "addons.x.entitlements.calls.prices",
      in: plan(
        "5",
        and: #"""
          , "addons": {"x": {"entitlements": {"calls": {⟦"prices"⟧: {"usd": {"amount": 1, "currency": "USD"}}}},
            "prices": {"once": {"amount": 5, "currency": "USD", "interval": "one_time"}}}}
          """#))
  }

  @Test func `an item with usage prices alone is sold in each of their currencies`() throws {
    let catalog = try catalog(
      plan(
        #"{"reset": "day", "prices": {"e": {"amount": 1, "currency": "EUR"}, "u": {"amount": 2, "currency": "USD"}}}"#, prices: ""
      ))
    let prices = catalog.plans[0].prices
    #expect(prices.map(\.id) == ["eur", "usd"])
    #expect(prices.map(\.isImplied) == [true, true])
    #expect(prices.map(\.cadence) == [Cadence(.day), Cadence(.day)])
    #expect(prices.map { $0.usage.map(\.price.id) } == [["e"], ["u"]])
    #expect(prices.allSatisfy { !$0.isFree })
  }

  // MARK: Events

  private func addon(_ feature: String, _ where: String = "") -> String {
    #"""
    {"meters": {"m": {"eventType": "call", "aggregation": "count", "groupBy": {"model": "$.model", "region": "$.region"}}},
     "features": {"calls": {"type": "metered", "meter": "m", "where": {"model": ["a", "b"], "region": "eu"}},
       "more": {"type": "metered", "meter": "m"\#(`where`)}},
     "plans": {"pro": {"entitlements": {"calls": {"prices": {"usd": {"amount": 1, "currency": "USD"}}}}}, "basic": {"entitlements": {"calls": 5}}},
     "addons": {"x": {"compatiblePlans": ["pro"], "entitlements": {"\#(feature)": {⟦"prices"⟧: {"usd": {"amount": 2, "currency": "USD"}}}}}}}
    """#
  }

  @Test(arguments: [
    ("calls", ""), ("more", ""), ("more", #", "where": {"model": "b"}"#), ("more", #", "where": {"model": {"not": ["a"]}}"#),
    ("more", #", "where": {"region": {"not": ["us"]}}"#),
  ])
  func `no event is charged twice`(feature: String, filter: String) {
    expect(
      "usage-charged-twice", at: "addons.x.entitlements.\(feature).prices", in: addon(feature, filter))
  }

  @Test(arguments: [
    #", "where": {"model": "c"}"#, #", "where": {"model": {"not": ["a", "b", "c"]}}"#, #", "where": {"region": ["us", "asia"]}"#,
    #", "where": {"model": "a", "region": {"not": ["eu"]}}"#,
  ])
  func `filters that cannot meet tell events apart`(filter: String) {
    let text = addon("more", filter).replacing("⟦", with: "").replacing("⟧", with: "")
    #expect(diagnostics(text).ignoringMissingPrices().map(\.rule) == [])
  }

  @Test(arguments: [
    (#"{⟦"modell"⟧: "a"}"#, ".modell"), (#"{"model": ⟦[]⟧}"#, ".model"),
  ])
  func `a filter names a group of the meter and its values`(filter: String, path: String) {
    expect(
      "meter-filter", at: "features.calls.where\(path)",
      in: #"""
        {"meters": {"m": {"eventType": "call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
         "features": {"calls": {"type": "metered", "meter": "m", "where": \#(filter)}}, "plans": {}}
        """#)
  }

  // MARK: Quantities

  @Test func `a price by quantity has tiers`() throws {
    let price = #"""
      "prices": {"monthly": {"tiers": [{"upTo": 24, "amount": 2200}, {"amount": "19.00"}], "mode": "volume", "currency": "EUR", "interval": "month"}}
      """#
    let plan = try catalog(plan("5", #""quantity": {"feature": "seats", "min": 5, "max": 300}"#, prices: price)).plans[0]
    #expect(plan.quantity == Quantity(feature: 1, min: 5, max: 300))
    #expect(
      plan.prices[0].quantityRate
        == .volume([
          .init(upTo: ExactDecimal(24), perUnit: ExactDecimal(2200)), .init(upTo: nil, perUnit: ExactDecimal(1900)),
        ]))
    #expect(plan.prices[0].base == nil)
  }

  @Test(arguments: [
    (#""quantity": {"feature": ⟦"calls"⟧}"#, "quantity-feature", "quantity.feature"),
    (#""quantity": {"feature": ⟦"seat"⟧}"#, "unknown-feature", "quantity.feature"),
    (#""quantity": {"max": ⟦0⟧}"#, "quantity-bounds", "quantity.max"),
  ])
  func `the feature of a quantity is a limit`(fields: String, rule: String, path: String) {
    expect(rule, at: "plans.pro.\(path)", in: plan("5", fields))
  }

  @Test func `an item does not grant a limit that it sells`() {
    let text = plan("5", #""quantity": {"feature": ⟦"seats"⟧}"#).replacing(#""calls": 5"#, with: #""calls": 5, "seats": 3"#)
    expect("quantity-feature", at: "plans.pro.quantity.feature", in: text)
  }

  @Test func `tiers of a price need a quantity`() {
    expect(
      "tiers-without-quantity", at: "plans.pro.prices.monthly.tiers",
      in: plan(
        "5",
        prices: #"""
          "prices": {"monthly": {⟦"tiers"⟧: [{"upTo": 24, "amount": 2200}, {"amount": 1900}], "mode": "volume", "currency": "EUR", "interval": "month"}}
          """#))
  }
}
