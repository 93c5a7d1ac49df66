import Diagnostics
import JSONText
import TestSupport
import Testing

/// Usage prices, and meters of some events.
@Suite struct PolarUsageTests {
  private static let monthly = #""monthly": {"amount": 2000, "currency": "USD", "interval": "month"}"#

  /// A plan with an entitlement to tokens, at 20 USD a month.
  private func plan(
    _ entitlement: String, prices: String? = Self.monthly, meter: String = #""aggregation": "sum", "valueProperty": "$.tokens""#,
    _ sections: String? = nil
  ) -> String {
    let prices = prices.map { #", "prices": {\#($0)}"# } ?? ""
    let more = sections.map { ",\n \($0)" } ?? ""
    return #"""
      {"meters": {"tokens": {"name": "Tokens", "eventType": "ai", \#(meter)}},
       "features": {"tokens": {"type": "metered", "name": "AI tokens", "meter": "tokens"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"tokens": \#(entitlement)}\#(prices)}}\#(more)}
      """#
  }

  /// A usage price in USD.
  private func usage(_ rate: String, amount: String = "0", _ fields: String = "") -> String {
    #"{"amount": \#(amount), "prices": {"usd": {\#(rate), "currency": "USD"}}\#(fields)}"#
  }

  private static let graduated = #""tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "graduated""#
  private static let volume = #""tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "volume""#
  private static let pack = #"""
    "topups": {"pack": {"feature": "tokens", "amount": 500,
        "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
    """#

  private func prices(_ text: String, of price: String = "monthly") throws -> JSON? {
    try request("prices/plan/pro/\(price)", in: artifact(text, for: "polar"))["body"]?["prices"]
  }

  /// The metered price of a text whose fixed price is 20 USD.
  private func metered(_ text: String) throws -> JSON? { try prices(text)?.elements?.dropFirst().first }

  private func expectUnsold(_ text: String, _ rule: String = "charge-unsupported") throws {
    #expect(diagnostics(text, provider: "polar").contains { $0.rule == "polar/\(rule)" })
    let artifact = try artifact(text, for: "polar")
    #expect(!ids("setup", in: artifact).contains { $0.hasPrefix("prices/plan/") })
    #expect(!soldItems(in: artifact).contains { $0.hasPrefix("purchase/plan/") })
  }

  // MARK: Rates

  @Test func `usage at one rate is a metered price beside the fixed one`() throws {
    let text = plan(usage(#""amount": "2.00", "per": 1000"#))
    let artifact = try artifact(text, for: "polar")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "meters/tokens",
        "lookup": {"method": "GET", "path": "/v1/meters/",
          "query": {"metadata[catalogMeterId]": "tokens", "is_archived": false},
          "match": {"filter": {"conjunction": "and",
              "clauses": [{"property": "name", "operator": "eq", "value": "ai"}]},
            "aggregation": {"func": "sum", "property": "tokens"}}},
        "method": "POST", "path": "/v1/meters/",
        "body": {"name": "Tokens",
          "filter": {"conjunction": "and", "clauses": [{"property": "name", "operator": "eq", "value": "ai"}]},
          "aggregation": {"func": "sum", "property": "tokens"}, "metadata": {"catalogMeterId": "tokens"}}},
       {"id": "prices/plan/pro/monthly",
        "lookup": {"method": "GET", "path": "/v1/products/",
          "query": {"metadata[catalogPlanId]": "pro", "metadata[catalogPriceId]": "monthly",
            "metadata[catalogTerms]": "2000 usd, meters/tokens at 0.2 usd, every month", "is_archived": false}},
        "method": "POST", "path": "/v1/products/",
        "body": {"name": "Pro",
          "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 2000},
            {"amount_type": "metered_unit", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"},
              "unit_amount": "0.2"}],
          "recurring_interval": "month", "recurring_interval_count": 1,
          "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "polar",
            "catalogTerms": "2000 usd, meters/tokens at 0.2 usd, every month"}}},
       {"id": "product-benefits/plan/pro/monthly", "method": "POST",
        "path": "/v1/products/{prices/plan/pro/monthly}/benefits", "body": {"benefits": []}}]
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `an allowance is a free first tier, and no credit`() throws {
    let text = plan(usage(#""amount": "0.002""#, amount: "100000"))
    expectJSON(
      try metered(text),
      #"""
      {"amount_type": "metered_tiers", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"},
       "tiers": {"type": "graduated", "tiers": [{"bound": 100000, "unit_amount": "0"}, {"unit_amount": "0.2"}]}}
      """#)
    let artifact = try artifact(text, for: "polar")
    #expect(ids("setup", in: artifact) == ["meters/tokens", "prices/plan/pro/monthly", "product-benefits/plan/pro/monthly"])
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `bounds of tiers count the allowance`() throws {
    expectJSON(
      try metered(plan(usage(Self.graduated, amount: "1000"))),
      #"""
      {"amount_type": "metered_tiers", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"},
       "tiers": {"type": "graduated",
         "tiers": [{"bound": 1000, "unit_amount": "0"}, {"bound": 5000, "unit_amount": "2"}, {"unit_amount": "1"}]}}
      """#)
  }

  @Test func `by volume the tier that is reached prices the allowance, too`() throws {
    expectJSON(
      try metered(plan(usage(Self.volume, amount: "1000"))),
      #"""
      {"amount_type": "metered_tiers", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"},
       "tiers": {"type": "volume",
         "tiers": [{"bound": 1000, "unit_amount": "0"}, {"bound": 5000, "unit_amount": "2"}, {"unit_amount": "1"}]}}
      """#)
  }

  @Test(arguments: [
    (#""amount": "999.99999999999999""#, "metered_unit"), (#""amount": "1000.00""#, "metered_tiers"),
    (#""amount": 0"#, "metered_tiers"),
  ])
  func `an amount that a unit price cannot have is a tier`(rate: String, type: String) throws {
    expectJSON(try metered(plan(usage(rate)))?["amount_type"], #""\#(type)""#)
  }

  @Test func `packages are charged in proportion, and reported`() throws {
    let text = plan(#"{"prices": {⟦"usd"⟧: {"amount": "2.00", "package": 1000, "currency": "USD"}}}"#)
    expect("polar/charge-approximated", at: "plans.pro.entitlements.tokens.prices.usd", in: text, provider: "polar")
    expectJSON(
      try metered(text),
      #"""
      {"amount_type": "metered_unit", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"}, "unit_amount": "0.2"}
      """#)
    #expect(
      diagnostics(text, provider: "polar").filter { $0.rule == "polar/charge-approximated" }.map(\.message) == [
        "Polar charges 0.002 USD for each unit, not 2.00 USD for each package of 1000; a package that is used in part costs less"
      ])
  }

  @Test(arguments: [
    #""amount": "2.00", "package": 3"#,
    #""tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1, "flat": 100}], "mode": "graduated""#,
    #""tiers": [{"upTo": 0.5, "amount": 2}, {"amount": 1}], "mode": "graduated""#,
    #""tiers": [{"upTo": 2147483648, "amount": 2}, {"amount": 1}], "mode": "graduated""#,
  ])
  func `a rate that Polar cannot charge is not for sale`(rate: String) throws {
    try expectUnsold(plan(usage(rate)))
  }

  @Test(arguments: ["0.5", "2147483648"]) func `an allowance that Polar cannot count is not for sale`(amount: String) throws {
    try expectUnsold(plan(usage(#""amount": 2"#, amount: amount)))
  }

  @Test func `an amount in Polar's unit has at most twelve decimals`() throws {
    func ariary(_ amount: String) -> String {
      plan(
        #"{"prices": {"mga": {"amount": "\#(amount)", "currency": "MGA"}}}"#,
        prices: #""monthly": {"amount": 300000, "currency": "MGA", "interval": "month"}"#)
    }
    expectJSON(try metered(ariary("1.50"))?["unit_amount"], #""1.5""#)
    try expectUnsold(ariary("0.0000000000001"))
  }

  // MARK: Units that are bought

  @Test func `beside a top-up the allowance is a credit, and bounds count what is left`() throws {
    let text = plan(usage(Self.graduated, amount: "1000"), Self.pack)
    let artifact = try artifact(text, for: "polar")
    expectJSON(
      try metered(text),
      #"""
      {"amount_type": "metered_tiers", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"},
       "tiers": {"type": "graduated", "tiers": [{"bound": 4000, "unit_amount": "2"}, {"unit_amount": "1"}]}}
      """#)
    expectJSON(
      try request("benefits/feature/tokens/1000", in: artifact)["body"]?["properties"],
      #"{"meter_id": {"$ref": "meters/tokens"}, "units": 1000, "rollover": false}"#)
    expectJSON(
      try request("benefits/topup/pack", in: artifact)["body"]?["properties"],
      #"{"meter_id": {"$ref": "meters/tokens"}, "units": 500, "rollover": true}"#)
    expectJSON(
      try request("product-benefits/plan/pro/monthly", in: artifact)["body"],
      #"{"benefits": [{"$ref": "benefits/feature/tokens/1000"}]}"#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `beside a top-up one rate needs no tiers`() throws {
    expectJSON(
      try metered(plan(usage(#""amount": 2"#, amount: "1000"), Self.pack)),
      #"{"amount_type": "metered_unit", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"}, "unit_amount": "2"}"#)
  }

  @Test func `beside a top-up volume is not for sale`() throws {
    try expectUnsold(plan(usage(Self.volume, amount: "1000"), Self.pack))
  }

  @Test func `an add-on that credits the feature is like a top-up`() throws {
    let text = plan(
      usage(#""amount": 2"#, amount: "1000"),
      #"""
      "addons": {"more": {"entitlements": {"tokens": 100},
          "prices": {"once": {"amount": 500, "currency": "USD", "interval": "one_time"}}}}
      """#)
    expectJSON(try metered(text)?["amount_type"], #""metered_unit""#)
    expectJSON(
      try request("product-benefits/plan/pro/monthly", in: artifact(text, for: "polar"))["body"],
      #"{"benefits": [{"$ref": "benefits/feature/tokens/1000"}]}"#)
  }

  @Test func `credits are not subtracted from a maximum`() throws {
    let meter = #""aggregation": "max", "valueProperty": "$.tokens""#
    let rate = usage(#""amount": 2"#, amount: "1000")
    #expect(try metered(plan(rate, meter: meter)) != nil)
    expectNo("polar/balance-aggregation-unsupported", in: plan(rate, meter: meter), provider: "polar")
    try expectUnsold(plan(rate, meter: meter, Self.pack))
  }

  // MARK: Cycles

  private static let yearly = #""monthly": {"amount": 20000, "currency": "USD", "interval": "year"}"#
  private static let cycling = #""providers": {"polar": {"options": {"meterCycling": true}}}"#

  @Test func `monthly usage in a yearly plan needs meter cycling`() throws {
    let rate = usage(#""amount": 2"#, amount: "1000")
    try expectUnsold(plan(rate, prices: Self.yearly), "usage-cycle-unsupported")
    let artifact = try artifact(plan(rate, prices: Self.yearly, Self.cycling), for: "polar")
    let body = try request("prices/plan/pro/monthly", in: artifact)["body"]
    expectJSON(body?["meter_interval"], #""month""#)
    expectJSON(body?["recurring_interval"], #""year""#)
  }

  @Test func `yearly usage in a yearly plan has no meter interval`() throws {
    for more in [nil, Self.cycling] as [String?] {
      let text = plan(usage(#""amount": 2"#, #", "reset": "year""#), prices: Self.yearly, more)
      let body = try request("prices/plan/pro/monthly", in: artifact(text, for: "polar"))["body"]
      #expect(body?["prices"]?.elements?.count == 2 && body?["meter_interval"] == nil)
    }
  }

  /// A plan with usage of tokens, and runs.
  private func two(_ runs: String, _ more: String, tokens: String = "month") -> String {
    #"""
    {"meters": {"tokens": {"eventType": "ai", "aggregation": "count"}, "runs": {"eventType": "run", "aggregation": "count"}},
     "features": {"tokens": {"type": "metered", "meter": "tokens"}, "runs": {"type": "metered", "meter": "runs"}},
     "plans": {"pro": {"entitlements": {"tokens": {"reset": "\#(tokens)", "prices": {"usd": {"amount": 2, "currency": "USD"}}},
         "runs": \#(runs)}, "prices": {\#(more)}}},
     "providers": {"polar": {"options": {"meterCycling": true}}}}
    """#
  }

  @Test func `credits follow the cycle of usage prices`() throws {
    let text = two(#"{"amount": 9, "reset": ⟦"year"⟧}"#, Self.yearly)
    expect("polar/reset-longer-than-cycle", at: "plans.pro.entitlements.runs.reset", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    expectJSON(try request("prices/plan/pro/monthly", in: artifact)["body"]?["meter_interval"], #""month""#)
    expectJSON(try request("product-benefits/plan/pro/monthly", in: artifact)["body"], #"{"benefits": []}"#)
  }

  @Test func `all usage of a product is charged in the same cycle`() throws {
    try expectUnsold(
      two(#"{"reset": "day", "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, Self.monthly), "usage-cycle-unsupported")
  }

  // MARK: Products

  @Test func `pay-as-you-go is a product with metered prices alone`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 2, "currency": "EUR"}}}"#, prices: nil)
    let artifact = try artifact(text, for: "polar")
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"],
      #"""
      {"name": "Pro",
       "prices": [
         {"amount_type": "metered_unit", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"}, "unit_amount": "2"},
         {"amount_type": "metered_unit", "price_currency": "eur", "meter_id": {"$ref": "meters/tokens"}, "unit_amount": "2"}],
       "recurring_interval": "month", "recurring_interval_count": 1,
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "usd", "provider": "polar",
         "catalogTerms": "meters/tokens at 2 usd, meters/tokens at 2 eur, every month"}}
      """#)
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/usd", "purchase/plan/pro/eur"])
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `a price of 0 with usage keeps its fixed price`() throws {
    let text = plan(
      usage(#""amount": 2"#), prices: #""monthly": {"amount": 0, "currency": "USD", "interval": "month"}"#)
    expectJSON(
      try prices(text)?.elements?.first, #"{"amount_type": "fixed", "price_currency": "usd", "price_amount": 0}"#)
  }

  @Test func `usage in a currency that Polar does not have is not for sale`() throws {
    let text = plan(#"{"prices": {"kwd": {"amount": 2, "currency": "KWD"}}}"#, prices: nil)
    try expectUnsold(text, "currency-unsupported")
  }

  @Test func `all currencies of a product have the same kinds of prices`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {\#(Self.graduated), "currency": "EUR"}}}"#,
      prices: #"\#(Self.monthly), "eur": {"amount": 1900, "currency": "EUR", "interval": "month"}"#)
    expectJSON(
      try prices(text),
      #"""
      [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 2000},
       {"amount_type": "metered_tiers", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"},
         "tiers": {"type": "graduated", "tiers": [{"unit_amount": "2"}]}},
       {"amount_type": "fixed", "price_currency": "eur", "price_amount": 1900},
       {"amount_type": "metered_tiers", "price_currency": "eur", "meter_id": {"$ref": "meters/tokens"},
         "tiers": {"type": "graduated", "tiers": [{"bound": 5000, "unit_amount": "2"}, {"unit_amount": "1"}]}}]
      """#)
  }

  @Test func `the tax behavior applies to usage, too`() throws {
    let text = plan(
      usage(#""amount": 2"#), #""providers": {"polar": {"options": {"taxBehavior": "inclusive"}}}"#)
    expectJSON(
      try metered(text),
      #"""
      {"amount_type": "metered_unit", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens"}, "unit_amount": "2",
       "tax_behavior": "inclusive"}
      """#)
  }

  @Test func `usage that Polar cannot meter is not for sale`() throws {
    try expectUnsold(plan(usage(#""amount": 2"#), meter: #""aggregation": "latest", "valueProperty": "$.tokens""#))
  }

  @Test func `an allowance for each unit beside a usage price is not for sale`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered", "meter": "calls"}}, "plans": {},
       "addons": {"more": {"quantity": {}, "entitlements": {
           "tokens": {"amount": 10, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}},
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/charge-unsupported", at: "addons.more.entitlements.tokens.prices.usd", in: text, provider: "polar")
    expectJSON(try artifact(text, for: "polar")["purchase"], "[]")
  }

  // MARK: What the application must do

  @Test func `a maximum of usage is not one of money`() throws {
    let text = plan(usage(#""amount": 2"#, #", "max": ⟦9000⟧"#))
    expect("polar/usage-stop-not-enforced", at: "plans.pro.entitlements.tokens.max", in: text, provider: "polar")
    #expect(try metered(text)?["cap_amount"] == nil)
  }

  @Test func `usage in a trial is charged when it ends`() {
    expect(
      "polar/trial-usage-charged", at: "plans.pro.prices.m.trialDays",
      in: plan(
        usage(#""amount": 2"#),
        prices: #""m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}"#),
      provider: "polar")
  }

  @Test func `fields of a usage price that Polar does not have are reported`() {
    let text = plan(
      #"""
      {"metadata": ⟦{"team": "core"}⟧, "prices": {"usd": {"amount": 2, "currency": "USD", "metadata": ⟦{"team": "core"}⟧}}}
      """#)
    expect(
      "polar/metadata-not-sent", at: "plans.pro.entitlements.tokens.metadata",
      "plans.pro.entitlements.tokens.prices.usd.metadata", in: text, provider: "polar")
    expect(
      "polar/lookup-key-not-sent", at: "plans.pro.entitlements.tokens.prices.usd.lookupKey",
      in: plan(usage(#""amount": 2, "lookupKey": ⟦"calls_usd"⟧"#)), provider: "polar")
    expect(
      "polar/id-unused", at: "plans.pro.entitlements.tokens.prices.usd.providerIds.polar",
      in: plan(usage(#""amount": 2, "providerIds": {"polar": ⟦"1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"⟧}"#)), provider: "polar")
  }

  // MARK: Meters of some events

  private func filtered(_ features: String, group: String = "$.model") -> String {
    #"""
    {"meters": {"tokens": {"name": "Tokens", "eventType": "ai", "aggregation": "sum", "valueProperty": "$.tokens",
       "groupBy": {"model": "\#(group)"}, "metadata": {"team": "core"}}},
     "features": {\#(features)},
     "plans": {"pro": {"entitlements": {"large": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}},
       "prices": {\#(Self.monthly)}}}}
    """#
  }

  @Test func `a feature with a filter has its own meter`() throws {
    let text = filtered(
      #""large": {"name": "Large", "type": "metered", "meter": "tokens", "where": {"model": "l"}, "metadata": {"rank": 1}}"#)
    let artifact = try artifact(text, for: "polar")
    expectJSON(
      try request("meters/tokens/large", in: artifact),
      #"""
      {"id": "meters/tokens/large",
       "lookup": {"method": "GET", "path": "/v1/meters/",
         "query": {"metadata[catalogFeatureId]": "large", "is_archived": false},
         "match": {"filter": {"conjunction": "and",
             "clauses": [{"property": "name", "operator": "eq", "value": "ai"},
               {"property": "model", "operator": "eq", "value": "l"}]},
           "aggregation": {"func": "sum", "property": "tokens"}}},
       "method": "POST", "path": "/v1/meters/",
       "body": {"name": "Large",
         "filter": {"conjunction": "and",
           "clauses": [{"property": "name", "operator": "eq", "value": "ai"},
             {"property": "model", "operator": "eq", "value": "l"}]},
         "aggregation": {"func": "sum", "property": "tokens"},
         "metadata": {"team": "core", "rank": 1, "catalogFeatureId": "large"}}}
      """#)
    expectJSON(
      try prices(text)?.elements?.last,
      #"""
      {"amount_type": "metered_unit", "price_currency": "usd", "meter_id": {"$ref": "meters/tokens/large"}, "unit_amount": "2"}
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  private func clauses(_ condition: String, group: String = "$.model") throws -> JSON? {
    let text = filtered(
      #""large": {"type": "metered", "meter": "tokens", "where": {"model": \#(condition)}}"#, group: group)
    return try request("meters/tokens/large", in: artifact(text, for: "polar"))["body"]?["filter"]?["clauses"]
  }

  @Test func `a filter with several values is a nested filter`() throws {
    expectJSON(
      try clauses(#"["l", "xl"]"#),
      #"""
      [{"property": "name", "operator": "eq", "value": "ai"},
       {"conjunction": "or", "clauses": [{"property": "model", "operator": "eq", "value": "l"},
         {"property": "model", "operator": "eq", "value": "xl"}]}]
      """#)
  }

  @Test func `a filter that excludes values is reported, because Polar needs a value`() throws {
    expectJSON(
      try clauses(#"{"not": ["l", "xl"]}"#),
      #"""
      [{"property": "name", "operator": "eq", "value": "ai"}, {"property": "model", "operator": "ne", "value": "l"},
       {"property": "model", "operator": "ne", "value": "xl"}]
      """#)
    expect(
      "polar/where-needs-value", at: "features.large.where.model",
      in: filtered(#""large": {"type": "metered", "meter": "tokens", "where": {"model": ⟦{"not": ["l"]}⟧}}"#),
      provider: "polar")
  }

  @Test func `a filter can read a nested property`() throws {
    expectJSON(try clauses(#""l""#, group: "$.usage.model")?.elements?.last?["property"], #""usage.model""#)
  }

  @Test(arguments: [("$.models[0]", "l"), ("$.name", "l"), ("$.model", String(repeating: "l", count: 1001))])
  func `a filter that Polar cannot have makes usage unsold`(group: String, value: String) throws {
    try expectUnsold(
      filtered(#""large": {"type": "metered", "meter": "tokens", "where": {"model": "\#(value)"}}"#, group: group),
      "where-unsupported")
  }

  @Test func `features of one meter are told apart by their filters`() throws {
    let text = #"""
      {"meters": {"tokens": {"eventType": "ai", "aggregation": "count", "groupBy": {"model": "$.model"}}},
       "features": {"all": {"type": "metered", "meter": "tokens"},
         "small": {"type": "metered", "meter": "tokens", "where": {"model": "s"}},
         "large": {"type": "metered", "meter": "tokens", "where": {"model": "l"}}},
       "plans": {"pro": {"entitlements": {"all": 100, "small": 10, "large": 1}, "prices": {\#(Self.monthly)}}}}
      """#
    expectNo("polar/meter-shared", in: text, provider: "polar")
    expectNo("polar/group-by-not-sent", in: text, provider: "polar")
    #expect(
      try ids("setup", in: artifact(text, for: "polar")).filter { $0.hasPrefix("meters/") } == [
        "meters/tokens", "meters/tokens/small", "meters/tokens/large",
      ])
  }
}
