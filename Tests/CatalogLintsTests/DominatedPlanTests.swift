import Diagnostics
import TestSupport
import Testing

/// Plans that nobody has a reason to buy.
@Suite struct DominatedPlanTests {
  /// The plans, and an add-on and a top-up so that no feature is unused.
  private func catalog(_ plans: String, _ sections: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tokens": {"type": "metered"},
       "tier": {"type": "static"}},
     "plans": {\#(plans), "all": {"entitlements": {"api": true, "sso": true, "tokens": 1, "tier": "any"}}}\#(sections)}
    """#
  }

  private func plan(_ name: String, _ entitlements: String, _ prices: String) -> String {
    #"\#(name): {"entitlements": {\#(entitlements)}, "prices": {\#(prices)}}"#
  }

  private func monthly(_ amount: Int, _ fields: String = "", currency: String = "USD") -> String {
    #""\#(currency)": {"amount": \#(amount), "currency": "\#(currency)", "interval": "month"\#(fields)}"#
  }

  private static let api = #""api": true"#

  /// The entitlements of two plans. The first, at 20 USD, is no better than the second, at 10 USD.
  @Test(arguments: [
    (#""api": true"#, #""api": true"#), (#""api": true, "sso": false"#, #""api": true"#),
    (#""tokens": 100"#, #""tokens": 100"#), (#""tokens": 100"#, #""tokens": 100.5"#),
    (#""tokens": 100"#, #""tokens": {"amount": 1e2, "reset": "month", "isSoftLimit": true}"#),
    (#""tokens": {"amount": 5, "preserveOverageAtReset": true}"#, #""tokens": 5"#),
    (#""tier": "gold""#, #""tier": {"config": "gold"}, "sso": true"#), (#""sso": false"#, #""api": true"#),
  ])
  func `a more expensive plan that includes no more`(dear: String, cheap: String) {
    let text = catalog(plan(#"⟦"dear"⟧"#, dear, monthly(2000)) + ", " + plan(#""cheap""#, cheap, monthly(1000)))
    expect("dominated-plan", at: "plans.dear", in: text)
  }

  @Test(arguments: [
    (#""api": true, "sso": true"#, #""api": true"#), (#""tokens": 100.5"#, #""tokens": 100"#),
    (#""tokens": 0"#, #""api": true"#),
    (#""tokens": {"amount": 5, "reset": "day"}"#, #""tokens": {"amount": 500, "reset": "month"}"#),
    (#""tokens": {"amount": 5, "isSoftLimit": true}"#, #""tokens": 500"#),
    (#""tokens": 5"#, #""tokens": {"amount": 500, "preserveOverageAtReset": true}"#),
    (#""tier": "gold""#, #""tier": "silver", "api": true"#), (#""sso": true"#, #""sso": false, "api": true"#),
    (#""api": {"metadata": {"seats": 5}}"#, #""api": true"#),
  ])
  func `a more expensive plan that includes something extra`(dear: String, cheap: String) {
    expectNo(
      "dominated-plan",
      in: catalog(plan(#""dear""#, dear, monthly(2000)) + ", " + plan(#""cheap""#, cheap, monthly(1000))))
  }

  @Test func `both prices are reported with their places`() throws {
    let text = catalog(
      plan(#""pro""#, Self.api, #""m": {"amount": ⟦2000⟧, "currency": "USD", "interval": "month"}"#) + ", "
        + plan(#""basic""#, Self.api, #""m": {"amount": ⟦1000⟧, "currency": "USD", "interval": "month"}"#))
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.message == "`pro` costs 20.00 USD a month; `basic` includes the same for 10.00 USD")
    #expect(diagnostic.help == "add something to `pro` that `basic` does not include, or remove one of them")
    #expect(diagnostic.related.map(\.message) == ["the price of `pro`", "the price of `basic`"])
    #expect(diagnostic.related.map(\.range) == Marked(text).ranges)
  }

  @Test func `at equal prices the plan that includes less is reported, but not equal plans`() throws {
    let less = catalog(
      plan(#"⟦"less"⟧"#, Self.api, monthly(1000)) + ", " + plan(#""more""#, #""api": true, "sso": true"#, monthly(1000)))
    expect("dominated-plan", at: "plans.less", in: less)
    #expect(try onlyDiagnostic(less).message == "`less` costs 10.00 USD a month; `more` includes more for the same price")
    expectNo(
      "dominated-plan", in: catalog(plan(#""a""#, Self.api, monthly(1000)) + ", " + plan(#""b""#, Self.api, monthly(1000))))
  }

  @Test func `a plan must lose in every currency and cadence`() throws {
    let dear = plan(#""dear""#, Self.api, monthly(2000) + ", " + monthly(2000, currency: "EUR"))
    expectNo("dominated-plan", in: catalog(dear + ", " + plan(#""cheap""#, Self.api, monthly(1000))))
    expectNo(
      "dominated-plan",
      in: catalog(dear + ", " + plan(#""cheap""#, Self.api, monthly(1000) + ", " + monthly(2001, currency: "EUR"))))
    let equal = catalog(
      plan(#"⟦"dear"⟧"#, Self.api, monthly(2000) + ", " + monthly(2000, currency: "EUR")) + ", "
        + plan(#""cheap""#, Self.api, monthly(2000) + ", " + monthly(1999, currency: "EUR")))
    expect("dominated-plan", at: "plans.dear", in: equal)
    #expect(try onlyDiagnostic(equal).message == "`dear` costs 20.00 EUR a month; `cheap` includes the same for 19.99 EUR")
  }

  @Test func `twelve months are a year`() {
    expect(
      "dominated-plan", at: "plans.dear",
      in: catalog(
        plan(#"⟦"dear"⟧"#, Self.api, monthly(20_000, #", "intervalCount": 12"#)) + ", "
          + plan(#""cheap""#, Self.api, #""y": {"amount": 19000, "currency": "USD", "interval": "year"}"#)))
    expectNo(
      "dominated-plan",
      in: catalog(
        plan(#""dear""#, Self.api, monthly(2000)) + ", "
          + plan(#""cheap""#, Self.api, #""y": {"amount": 19000, "currency": "USD", "interval": "year"}"#)))
  }

  @Test func `a longer trial counts as more`() {
    expectNo(
      "dominated-plan",
      in: catalog(
        plan(#""dear""#, Self.api, monthly(2000, #", "trialDays": 14"#)) + ", "
          + plan(#""cheap""#, Self.api, monthly(1000, #", "trialDays": 7"#))))
    expect(
      "dominated-plan", at: "plans.dear",
      in: catalog(
        plan(#"⟦"dear"⟧"#, Self.api, monthly(2000, #", "trialDays": 7"#)) + ", "
          + plan(#""cheap""#, Self.api, monthly(1000, #", "trialDays": 7"#))))
  }

  @Test func `an add-on for only this plan counts as more`() {
    let plans = { (dear: String) in
      plan(dear, Self.api, monthly(2000)) + ", " + plan(#""cheap""#, Self.api, monthly(1000))
    }
    let addon = { (list: String) in #", "addons": {"x": {"entitlements": {"sso": true}, "compatiblePlans": \#(list)}}"# }
    expectNo("dominated-plan", in: catalog(plans(#""dear""#), addon(#"["dear"]"#)))
    expect("dominated-plan", at: "plans.dear", in: catalog(plans(#"⟦"dear"⟧"#), addon(#"["cheap", "dear"]"#)))
    expect("dominated-plan", at: "plans.dear", in: catalog(plans(#"⟦"dear"⟧"#), addon("[]")))
  }

  @Test func `several prices for the same cadence are compared in favor of the plan`() {
    let two = monthly(900) + #", "regular": {"amount": 2500, "currency": "USD", "interval": "month"}"#
    expectNo(
      "dominated-plan", in: catalog(plan(#""dear""#, Self.api, monthly(2000)) + ", " + plan(#""cheap""#, Self.api, two)))
    expectNo(
      "dominated-plan", in: catalog(plan(#""dear""#, Self.api, two) + ", " + plan(#""cheap""#, Self.api, monthly(1000))))
  }

  @Test func `each of many dominated plans is reported with the closest in price`() {
    let names = (0..<300).map { index in
      plan(index == 0 ? #""p0""# : #"⟦"p\#(index)"⟧"#, Self.api, monthly(1000 + index))
    }
    let text = catalog(names.joined(separator: ", "))
    let found = diagnostics(text).ignoringMissingPrices()
    #expect(found.map(\.range) == Marked(text).ranges)
    #expect(found.map(\.rule) == Array(repeating: "dominated-plan", count: 299))
    #expect(found.last?.message == "`p299` costs 12.99 USD a month; `p298` includes the same for 12.98 USD")
  }

  @Test func `a plan with many entitlements is compared`() {
    let features = (0..<40).map { "f\($0)" }
    let text = { (name: String, given: Int) in
      let all = { (count: Int) in features.prefix(count).map { #""\#($0)": true"# }.joined(separator: ", ") }
      return #"""
        {"features": {\#(features.map { #""\#($0)": {"type": "boolean"}"# }.joined(separator: ", "))},
         "plans": {\#(self.plan(name, all(40), self.monthly(2000))), \#(self.plan(#""cheap""#, all(given), self.monthly(1000)))}}
        """#
    }
    expect("dominated-plan", at: "plans.dear", in: text(#"⟦"dear"⟧"#, 40))
    expectNo("dominated-plan", in: text(#""dear""#, 39))
  }

  @Test func `many plans that include more for more are not reported`() {
    let names = (0..<500).map { plan(#""p\#($0)""#, #""tokens": \#(100 + $0)"#, monthly(1000 + $0)) }
    expectNo("dominated-plan", in: catalog(names.joined(separator: ", ")))
  }

  // MARK: Usage

  /// Two plans at 10 USD that include the same, with an amount for each call.
  private func charging(_ first: String, _ second: String, max: String) -> String {
    func plan(_ amount: String) -> String {
      #"""
      {"entitlements": {"calls": {"max": \#(max), "prices": {"usd": {"amount": "\#(amount)", "currency": "USD"}}}},
       "prices": {\#(monthly(1000))}}
      """#
    }
    return #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {"first": \#(plan(first)), "second": \#(plan(second))}}
      """#
  }

  @Test func `a usage that costs less with the other plan is named with both invoices`() throws {
    let finding = try #require(diagnostics(charging("0.0125", "0.01", max: "1000")).first { $0.rule == "dominated-plan" })
    #expect(finding.path == "plans.first")
    #expect(finding.message == "at 1,000 `calls`, `second` costs 20.00 USD and `first` 22.50 USD")
  }

  @Test func `a difference that no invoice shows is not reported`() {
    #expect(!diagnostics(charging("0.0011", "0.001", max: "10")).contains { $0.rule == "dominated-plan" })
    #expect(diagnostics(charging("0.0011", "0.001", max: "1000")).contains { $0.rule == "dominated-plan" })
  }
}
