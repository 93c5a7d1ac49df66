import Diagnostics
import TestSupport
import Testing

/// Usage prices beside top-ups, in several currencies, and in plans that other lints compare.
@Suite struct UsagePriceTests {
  // MARK: Currencies

  @Test func `a usage price in a currency that the item is not sold in`() throws {
    func plan(_ prices: String) -> String {
      #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"calls": {"prices": {
        "usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 2, "currency": ⟦"EUR"⟧}}}}\#(prices)}}}
      """#
    }
    let text = plan(#", "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#)
    expect("unused-usage-price", at: "plans.pro.entitlements.calls.prices.eur.currency", in: text)
    #expect(try onlyDiagnostic(text).message == "`pro` has no price in EUR, so this one is never charged")
    // Pay as you go, it is sold in both.
    expectNo("unused-usage-price", in: plan("").replacing("⟦", with: "").replacing("⟧", with: ""))
  }

  // MARK: Top-ups

  /// Plans with these entitlements to `calls`, and a top-up.
  private func catalog(_ pack: String, _ amount: String, _ plans: String...) -> String {
    let entries = plans.enumerated().map { index, entitlement in
      #""p\#(index)": {"entitlements": {"calls": \#(entitlement)}, "prices": {"m": {"amount": \#(1000 * (index + 1)), "#
        + #""currency": "USD", "interval": "month"}}}"#
    }
    return #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {\#(entries.joined(separator: ", "))},
       "topups": {"pack": {"feature": "calls", "amount": \#(pack),
         "prices": {"usd": {"amount": \#(amount), "currency": "USD", "interval": "one_time"}}}}}
      """#
  }

  private func usage(_ price: String, _ amount: Int = 500, _ fields: String = "") -> String {
    #"{"amount": \#(amount)\#(fields), "prices": {"usd": {\#(price), "currency": "USD"}}}"#
  }

  private let path = "topups.pack.prices.usd.amount"

  @Test func `a top-up that costs more than usage`() throws {
    let text = catalog("1000", "⟦3000⟧", usage(#""amount": 2"#))
    expect("topup-costs-more-than-usage", at: path, in: text)
    #expect(
      try onlyDiagnostic(text).message == "1000 for 30.00 USD cost more than the same usage in plan `p0` (20.00 USD)")
  }

  @Test func `the same price is right, and so is a discount for buying ahead`() {
    let graduated = #""tiers": [{"upTo": 1000, "amount": 2}, {"amount": 1}], "mode": "graduated""#
    expectNo("topup-costs-more-than-usage", in: catalog("1000", "2000", usage(#""amount": 2"#)))
    expectNo("topup-costs-more-than-usage", in: catalog("1000", "2000", usage(#""amount": "20.00", "package": 1000"#)))
    expectNo("topup-costs-more-than-usage", in: catalog("1000", "1500", usage(graduated)))
    expectNo("topup-costs-more-than-usage", in: catalog("1000", "900", usage(#""amount": 2"#)))
  }

  @Test func `a top-up is useful where access ends, or usage costs as much`() {
    let cheap = usage(#""amount": 2"#)
    expectNo("topup-costs-more-than-usage", in: catalog("1000", "3000", cheap, "900"))
    expectNo("topup-costs-more-than-usage", in: catalog("1000", "3000", usage(#""amount": 3"#), cheap))
    expect("topup-costs-more-than-usage", at: path, in: catalog("1000", "⟦3000⟧", cheap, usage(#""amount": 1"#)))
    // Not as much can be used.
    expectNo("topup-costs-more-than-usage", in: catalog("1000", "3000", usage(#""amount": 2"#, 500, #", "max": 1499"#)))
  }

  @Test func `a volume price depends on the allowance, too`() {
    expectNo(
      "topup-costs-more-than-usage",
      in: catalog("1000", "3000", usage(#""tiers": [{"amount": 2}], "mode": "volume""#)))
  }

  // MARK: Currencies

  private func priced(_ prices: String) -> String {
    #"{"features": {"it": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"it": {"prices": {\#(prices)}}}}}}"#
  }

  @Test func `a usage price that is a hundred times the others`() throws {
    let text = priced(
      #"""
      "usd": {"amount": "0.20", "per": 1000, "currency": "USD"}, "jpy": {"amount": ⟦3000⟧, "per": 1000, "currency": "JPY"}
      """#)
    expect("currency-slip", at: "plans.pro.entitlements.it.prices.jpy.amount", in: text)
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.message == "3000 JPY per 1000 is about a hundred times 0.20 USD per 1000")
    #expect(diagnostic.help == "write `30` for 30 JPY; JPY has no minor unit")
  }

  @Test func `tiers are compared by the first that is not free`() {
    let tiers = { (amount: String) in #""tiers": [{"upTo": 10, "amount": 0}, {"amount": \#(amount)}], "mode": "graduated""# }
    expect(
      "currency-slip", at: "plans.pro.entitlements.it.prices.jpy.tiers",
      in: priced(
        #"""
        "usd": {\#(tiers("20")), "currency": "USD"},
        "jpy": {"tiers": ⟦[{"upTo": 10, "amount": 0}, {"amount": 3000}]⟧, "mode": "graduated", "currency": "JPY"}
        """#))
    expectNo(
      "currency-slip",
      in: priced(#""usd": {\#(tiers("20")), "currency": "USD"}, "jpy": {\#(tiers("30")), "currency": "JPY"}"#))
  }

  @Test func `packages of different sizes are not compared`() {
    expectNo(
      "currency-slip",
      in: priced(
        #"""
        "usd": {"amount": 20, "package": 10, "currency": "USD"}, "jpy": {"amount": 3000, "package": 1000, "currency": "JPY"}
        """#))
  }

  @Test func `the price beside usage is compared as before`() {
    let plan = { (prices: String) in
      #"""
      {"features": {"it": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"it": {"prices": {
        "usd": {"amount": 20, "currency": "USD"}, "jpy": {"amount": 30, "currency": "JPY"}}}}, "prices": {\#(prices)}}}}
      """#
    }
    expect(
      "currency-slip", at: "plans.pro.prices.jpy.amount",
      in: plan(
        #"""
        "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
        "jpy": {"amount": ⟦300000⟧, "currency": "JPY", "interval": "month"}
        """#))
    expect(
      "longer-interval-costs-more", at: "plans.pro.prices.y.amount",
      in: plan(
        #"""
        "j": {"amount": 3000, "currency": "JPY", "interval": "month"},
        "m": {"amount": 2000, "currency": "USD", "interval": "month"},
        "y": {"amount": ⟦30000⟧, "currency": "USD", "interval": "year"}
        """#))
  }

  // MARK: Plans

  private func plans(_ dear: String, _ cheap: String, _ dearFields: String = "", _ cheapFields: String = "") -> String {
    #"""
    {"features": {"it": {"type": "metered"}, "seats": {"type": "limit"}, "api": {"type": "boolean"}},
     "plans": {
       "dear": {"entitlements": {"api": true, "it": \#(dear), "seats": 5}\#(dearFields),
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}},
       "cheap": {"entitlements": {"api": true, "it": \#(cheap), "seats": 5}\#(cheapFields),
         "prices": {"m": {"amount": 1000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  @Test func `plans that differ in what is not weighed are not compared`() {
    let priced = #"{"amount": 5, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#
    expectNo("dominated-plan", in: plans(priced, "5"))
    expectNo("dominated-plan", in: plans("5", priced))
    expectNo("dominated-plan", in: plans("5", "5", #", "quantity": {}"#))
    expectNo("dominated-plan", in: plans("5", "5", "", #", "quantity": {}"#))
    expectNo("dominated-plan", in: plans("5", "5", #", "quantity": {"max": 5}"#, #", "quantity": {"max": 6}"#))
    expectNo(
      "dominated-plan", in: plans(#"{"amount": 5, "perUnit": true}"#, "9", #", "quantity": {}"#, #", "quantity": {}"#))
  }

  @Test func `a plan whose usage costs as much or more is compared`() throws {
    let text = plans(usage(#""amount": 2"#, 1000), usage(#""amount": 2"#, 1000)).replacing(#""dear""#, with: #"⟦"dear"⟧"#)
    expect("dominated-plan", at: "plans.dear", in: text)
    #expect(try onlyDiagnostic(text).message == "`dear` costs 20.00 USD a month; `cheap` includes the same for 10.00 USD")
    let other = plans(usage(#""amount": 3"#, 1000), usage(#""amount": 2"#, 1000)).replacing(#""dear""#, with: #"⟦"dear"⟧"#)
    expect("dominated-plan", at: "plans.dear", in: other)
    #expect(try onlyDiagnostic(other).message == "at 1,001 `it`, `cheap` costs 10.02 USD and `dear` 20.03 USD")
  }

  @Test func `a plan whose usage costs less somewhere is not dominated`() {
    expectNo("dominated-plan", in: plans(usage(#""amount": 2"#, 1000), usage(#""amount": 3"#, 1000)))
    expectNo("dominated-plan", in: plans(usage(#""amount": 2"#, 2000), usage(#""amount": 2"#, 1000)))
    let falling = #""tiers": [{"upTo": 90000, "amount": 2}, {"amount": 1}], "mode": "graduated""#
    expectNo("dominated-plan", in: plans(usage(falling, 1000), usage(#""amount": 2"#, 1000)))
    expectNo(
      "dominated-plan", in: plans(usage(#""amount": 2"#, 1000), usage(#""amount": 2"#, 1000, #", "max": 5000"#)))
  }

  @Test func `plans with the same quantity are compared`() {
    let text = plans("5", "5", #", "quantity": {"min": 2}"#, #", "quantity": {"min": 2}"#)
      .replacing(#""dear""#, with: #"⟦"dear"⟧"#)
    expect("dominated-plan", at: "plans.dear", in: text)
  }

  @Test func `a limit that is bought by number is used`() {
    expectNo(
      "unused-feature",
      in: #"""
        {"features": {"seats": {"type": "limit"}, "api": {"type": "boolean"}},
         "plans": {"team": {"entitlements": {"api": true}, "quantity": {"feature": "seats"}}}}
        """#)
  }
}
