import Catalog
import Diagnostics
import JSONText
import TestSupport
import Testing

@testable import Providers

/// Allowances, their meters and resets, and top-ups.
@Suite struct PolarCreditTests {
  /// A plan that grants tokens, with the given prices.
  private func plan(
    _ entitlements: String, prices: String = #""p": {"amount": 2000, "currency": "USD", "interval": "month"}"#,
    meter: String = #""eventType": "ai", "aggregation": "count""#, _ sections: String? = nil
  ) -> String {
    #"""
    {"meters": {"calls": {\#(meter)}},
     "features": {"tokens": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {\#(entitlements)}, "prices": {\#(prices)}}}\#(sections.map { ",\n \($0)" } ?? "")}
    """#
  }

  // MARK: Meters

  @Test(arguments: [
    ("$.tokens", "tokens"), ("tokens", "tokens"), ("$['to kens']", "to kens"), (#"$[\"tokens\"]"#, "tokens"),
    ("$.total_tokens", "total_tokens"),
    // What Polar's events define.
    ("$._llm.total_tokens", "_llm.total_tokens"), ("$._cost.amount", "_cost.amount"),
  ])
  func `a top-level property is supported, and a number that Polar defines`(path: String, property: String) throws {
    let text = plan(
      #""tokens": 1000"#, meter: #""eventType": "ai", "aggregation": "sum", "valueProperty": "\#(path)""#)
    expectJSON(
      try request("meters/calls", in: artifact(text, for: "polar"))["body"]?["aggregation"],
      #"{"func": "sum", "property": "\#(property)"}"#)
  }

  @Test(arguments: [
    "$.usage.tokens", "$._llm.model", "$", "$.*", "$..tokens", "$.name", "$.timestamp", "source", "$[0]", "$['a.b']",
    "$tokens",
  ])
  func `a nested path is not supported, and the meter and its credits are skipped`(path: String) throws {
    let text = plan(
      #""tokens": 1000"#, meter: #""eventType": "ai", "aggregation": "sum", "valueProperty": ⟦"\#(path)"⟧"#)
    expect("polar/value-property", at: "meters.calls.valueProperty", in: text, provider: "polar")
    #expect(
      try ids("setup", in: artifact(text, for: "polar")) == ["prices/plan/pro/p", "product-benefits/plan/pro/p"])
  }

  @Test(arguments: [("min", "min"), ("max", "max"), ("avg", "avg"), ("unique_count", "unique")])
  func `a meter that does not add up is sent and reported`(aggregation: String, function: String) throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "ai", "aggregation": "\#(aggregation)", "valueProperty": "user"}},
       "features": {"tokens": {"type": "metered", "meter": ⟦"calls"⟧}},
       "plans": {"pro": {"entitlements": {"tokens": 1000},
         "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/balance-aggregation-unsupported", at: "features.tokens.meter", in: text, provider: "polar")
    expectJSON(
      try request("meters/calls", in: artifact(text, for: "polar"))["body"]?["aggregation"],
      #"{"func": "\#(function)", "property": "user"}"#)
  }

  @Test func `meters and features that nothing for sale needs are not created`() throws {
    let text = #"""
      {"meters": {⟦"spare"⟧: {"eventType": "ai", "aggregation": "latest", "valueProperty": "$.a.b"}},
       "features": {⟦"tokens"⟧: {"type": "metered", "meter": "spare"}, ⟦"api"⟧: {"type": "boolean"}},
       "plans": {"free": {"default": true, "entitlements": {"tokens": 1, "api": true}},
         "pro": {"entitlements": {"api": false},
           "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/not-needed", at: "meters.spare", "features.tokens", "features.api", in: text, provider: "polar")
    expect("polar/item-without-price", at: "plans.free", in: text.onlyFree, provider: "polar")
    expectJSON(try artifact(text, for: "polar")["warnings"], "[]")
  }

  // MARK: Amounts

  @Test(arguments: ["2147483648", "0.5", "1e300", "9223372036854775807"])
  func `a credit is a whole number of 32 bits`(amount: String) throws {
    let text = plan(#""tokens": ⟦\#(amount)⟧, "api": true"#)
    expect("polar/units-unsupported", at: "plans.pro.entitlements.tokens", in: text, provider: "polar")
    expectJSON(
      try request("product-benefits/plan/pro/p", in: artifact(text, for: "polar"))["body"],
      #"{"benefits": [{"$ref": "benefits/feature/api"}]}"#)
  }

  @Test func `an allowance of several prices is reported once`() {
    expect(
      "polar/zero-units-unsupported", at: "plans.pro.entitlements.tokens",
      in: plan(
        #""tokens": ⟦0⟧"#,
        prices: #"""
          "m": {"amount": 2000, "currency": "USD", "interval": "month"},
          "y": {"amount": 20000, "currency": "USD", "interval": "year"}
          """#), provider: "polar")
  }

  // MARK: Credits that are bought once

  /// The catalog of an add-on that is sold once and every month, beside a plan with the same meter.
  private static let boost = #"""
    {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
     "features": {"tokens": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"tokens": 500},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {"boost": {"entitlements": {"tokens": {"amount": 500, "reset": "never"}, "api": true}, "prices": {
       "once": {"amount": 700, "currency": "USD", "interval": "one_time"}}},
       "more": {"entitlements": {"tokens": 500, "api": true}, "prices": {
         "once": {"amount": 700, "currency": "USD", "interval": "one_time"},
         "m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
    """#

  /// The renewal of a plan resets the meter, and keeps no more than the credits that roll over.
  @Test func `what is bought once rolls over, and an allowance does not`() throws {
    let artifact = try artifact(Self.boost, for: "polar")
    func benefits(_ product: String) throws -> JSON? {
      try request("product-benefits/\(product)", in: artifact)["body"]?["benefits"]
    }
    expectJSON(try benefits("plan/pro/m"), #"[{"$ref": "benefits/feature/tokens/500"}]"#)
    expectJSON(
      try benefits("addon/boost/once"), #"[{"$ref": "benefits/feature/tokens/500/once"}, {"$ref": "benefits/feature/api"}]"#)
    expectJSON(
      try benefits("addon/more/once"), #"[{"$ref": "benefits/feature/tokens/500/once"}, {"$ref": "benefits/feature/api"}]"#)
    expectJSON(try benefits("addon/more/m"), #"[{"$ref": "benefits/feature/tokens/500"}, {"$ref": "benefits/feature/api"}]"#)
    for (id, rollsOver) in [("tokens/500", false), ("tokens/500/once", true)] {
      let body = try request("benefits/feature/\(id)", in: artifact)["body"]
      #expect(body?["properties"]?["rollover"] == .bool(rollsOver))
      #expect(body?["metadata"]?["catalogBenefitId"] == .string("feature/\(id)"))
    }
  }

  // MARK: Resets

  @Test func `a reset fits a cycle like Polar's meter intervals`() {
    let expected: [(Period, Cadence, PolarCycle.Fit)] = [
      (.day, Cadence(.day), .inStep), (.day, Cadence(.day, 2), .divides), (.day, Cadence(.week), .divides),
      (.day, Cadence(.month), .divides), (.day, Cadence(.year), .divides),
      (.week, Cadence(.day, 6), .longer), (.week, Cadence(.day, 7), .inStep), (.week, Cadence(.day, 14), .drifts),
      (.week, Cadence(.week), .inStep), (.week, Cadence(.week, 2), .divides), (.week, Cadence(.month), .drifts),
      (.month, Cadence(.day, 30), .longer), (.month, Cadence(.day, 31), .drifts), (.month, Cadence(.week, 4), .longer),
      (.month, Cadence(.week, 5), .drifts), (.month, Cadence(.month), .inStep), (.month, Cadence(.month, 3), .divides),
      (.month, Cadence(.year), .divides),
      (.year, Cadence(.day, 365), .longer), (.year, Cadence(.day, 366), .drifts), (.year, Cadence(.week, 52), .longer),
      (.year, Cadence(.month, 11), .longer), (.year, Cadence(.month, 12), .inStep), (.year, Cadence(.month, 24), .drifts),
      (.year, Cadence(.year), .inStep), (.year, Cadence(.year, 2), .divides),
    ]
    for (reset, cycle, fit) in expected {
      #expect(PolarCycle.fit(reset, in: cycle) == fit, "\(reset) in \(cycle.described)")
    }
  }

  @Test func `a monthly allowance in a yearly plan is credited once a year, and reported`() throws {
    let text = plan(
      #""tokens": {"amount": 1000, "reset": ⟦"month"⟧}"#,
      prices: #""p": {"amount": 20000, "currency": "USD", "interval": "year"}"#)
    expect("polar/reset-shorter-than-cycle", at: "plans.pro.entitlements.tokens.reset", in: text, provider: "polar")
    let help = diagnostics(text, provider: "polar").first { $0.rule == "polar/reset-shorter-than-cycle" }?.help
    #expect(help?.contains("`meterCycling`") == true)
    #expect(try request("prices/plan/pro/p", in: artifact(text, for: "polar"))["body"]?["meter_interval"] == nil)
  }

  @Test func `the default reset is a month`() {
    expect(
      "polar/reset-shorter-than-cycle", at: "plans.pro.entitlements.tokens.reset",
      in: plan(
        #"⟦"tokens"⟧: 1000"#,
        prices: #""p": {"amount": 20000, "currency": "USD", "interval": "month", "intervalCount": 3}"#),
      provider: "polar")
  }

  @Test func `with meter cycling the product has the interval of its allowances`() throws {
    let text = plan(
      #""tokens": {"amount": 1000, "reset": "month"}, "api": true"#,
      prices: #"""
        "m": {"amount": 2000, "currency": "USD", "interval": "month"},
        "y": {"amount": 20000, "currency": "USD", "interval": "year"}
        """#, #""providers": {"polar": {"options": {"meterCycling": true}}}"#)
    let artifact = try artifact(text, for: "polar")
    #expect(try request("prices/plan/pro/m", in: artifact)["body"]?["meter_interval"] == nil)
    expectJSON(
      try request("prices/plan/pro/y", in: artifact)["body"],
      #"""
      {"name": "pro (y)", "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 20000}],
       "recurring_interval": "year", "recurring_interval_count": 1, "meter_interval": "month", "meter_interval_count": 1,
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "y", "provider": "polar",
         "catalogTerms": "20000 usd, every year, meters every month"}}
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `of several resets the longest is used, so that no allowance renews too often`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "ai", "aggregation": "count"},
         "runs": {"eventType": "run", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered", "meter": "calls"}, "runs": {"type": "metered", "meter": "runs"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 1000, "reset": "month"},
           "runs": {"amount": 10, "reset": ⟦"day"⟧}},
         "prices": {"y": {"amount": 20000, "currency": "USD", "interval": "year"}}}},
       "providers": {"polar": {"options": {"meterCycling": true}}}}
      """#
    expect("polar/reset-shorter-than-cycle", at: "plans.pro.entitlements.runs.reset", in: text, provider: "polar")
    expectJSON(
      try request("prices/plan/pro/y", in: artifact(text, for: "polar"))["body"]?["meter_interval"], #""month""#)
  }

  @Test func `a yearly allowance is not part of a monthly product`() throws {
    let text = plan(
      #""tokens": {"amount": 12000, "reset": ⟦"year"⟧}"#,
      prices: #"""
        "m": {"amount": 2000, "currency": "USD", "interval": "month"},
        "y": {"amount": 20000, "currency": "USD", "interval": "year"}
        """#)
    expect("polar/reset-longer-than-cycle", at: "plans.pro.entitlements.tokens.reset", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    expectJSON(try request("product-benefits/plan/pro/m", in: artifact)["body"], #"{"benefits": []}"#)
    expectJSON(
      try request("product-benefits/plan/pro/y", in: artifact)["body"],
      #"{"benefits": [{"$ref": "benefits/feature/tokens/12000"}]}"#)
  }

  @Test func `a credit that no product includes is not created, nor is its meter`() throws {
    let text = plan(#""tokens": {"amount": 12000, "reset": ⟦"year"⟧}"#)
    expect("polar/reset-longer-than-cycle", at: "plans.pro.entitlements.tokens.reset", in: text, provider: "polar")
    #expect(
      try ids("setup", in: artifact(text, for: "polar")) == ["prices/plan/pro/p", "product-benefits/plan/pro/p"])
  }

  // MARK: Limits

  @Test func `an explicit hard limit is reported each time, an implicit one once per feature`() {
    expect(
      "polar/limit-not-enforced", at: "plans.a.entitlements.tokens.isSoftLimit", "plans.c.entitlements.tokens.isSoftLimit",
      in: #"""
        {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
         "features": {"tokens": {"type": "metered", "meter": "calls"}},
         "plans": {
           "a": {"name": "Plan A", "entitlements": {⟦"tokens"⟧: 1},
             "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}},
           "b": {"name": "Plan B", "entitlements": {"tokens": 2},
             "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}},
           "c": {"name": "Plan C", "entitlements": {"tokens": {"amount": 3, "isSoftLimit": ⟦false⟧}},
             "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
        """#, provider: "polar")
  }

  // MARK: Top-ups

  private func topup(_ fields: String, meter: String = #""meter": "calls""#) -> String {
    #"""
    {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
     "features": {"tokens": {"type": "metered", \#(meter)}}, "plans": {},
     "topups": {"pack": {\#(fields), "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"},
       "eur": {"amount": 800, "currency": "EUR", "interval": "one_time"}}}}}
    """#
  }

  @Test(arguments: [(0, false), (500, true), (1000, true), (2000, true)])
  func `a top-up rolls over unless its maximum rollover is 0`(rollover: Int64, sent: Bool) throws {
    let text = topup(#""feature": "tokens", "amount": 1000, "grant": {"maxRolloverAmount": \#(rollover)}"#)
    expectJSON(
      try request("benefits/topup/pack", in: artifact(text, for: "polar"))["body"]?["properties"],
      #"{"meter_id": {"$ref": "meters/calls"}, "units": 1000, "rollover": \#(sent)}"#)
  }

  @Test func `a top-up without a valid credit is not for sale`() throws {
    let text = topup(#""feature": "tokens", "amount": ⟦1.5⟧"#)
    expect("polar/units-unsupported", at: "topups.pack.amount", in: text, provider: "polar")
    expectJSON(try artifact(text, for: "polar")["purchase"], "[]")
    let zero = topup(#""feature": "tokens", "amount": ⟦0⟧"#)
    expect("polar/zero-units-unsupported", at: "topups.pack.amount", in: zero, provider: "polar")
    expectJSON(try artifact(zero, for: "polar")["setup"], "[]")
  }

  @Test func `a top-up of a feature without a meter is not for sale`() throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": ⟦"tokens"⟧, "amount": 1000,
         "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect("polar/topup-without-credit", at: "topups.pack.feature", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    expectJSON(artifact["setup"], "[]")
    expectJSON(artifact["purchase"], "[]")
  }

  @Test func `a renewal resets a top-up without rollover if a plan credits its meter`() {
    let pack = #"""
      "topups": {"pack": {"feature": "tokens", "amount": 1000, "grant": {"maxRolloverAmount": ⟦0⟧},
         "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
      """#
    expect(
      "polar/topup-lost-at-renewal", at: "topups.pack.grant.maxRolloverAmount", in: plan(#""tokens": 1000"#, pack),
      provider: "polar")
    expectNo("polar/topup-lost-at-renewal", in: plan(#""api": true"#, pack), provider: "polar")
  }
}

extension String {
  /// Marks only the plan without a price.
  fileprivate var onlyFree: String {
    let plain = String(unicodeScalars.filter { $0 != "⟦" && $0 != "⟧" }.map(Character.init))
    return plain.split(separator: #""free""#, omittingEmptySubsequences: false).joined(separator: #"⟦"free"⟧"#)
  }
}
