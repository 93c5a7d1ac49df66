import JSONText
import TestSupport
import Testing

/// Usage prices at Autumn.
@Suite struct AutumnUsageTests {
  /// Autumn adds the number of an event to every feature with its name.
  @Test func `meters that read different numbers from the same events are tracked under the keys of their features`() throws {
    func catalog(_ second: String) -> String {
      #"""
      {"meters": {"input": {"eventType": ⟦"answer"⟧, "aggregation": "sum", "valueProperty": "$.input"},
         "output": {"eventType": ⟦"answer"⟧, "aggregation": "sum", "valueProperty": "\#(second)"}},
       "features": {"read": {"type": "metered", "meter": "input"}, "written": {"type": "metered", "meter": "output"}},
       "plans": {"pro": {"entitlements": {"read": 1000, "written": 500},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    }
    let text = catalog("$.output")
    expect("autumn/meter-by-application", at: "meters.input.eventType", "meters.output.eventType", in: text, provider: "autumn")
    for feature in ["read", "written"] {
      #expect(try request("features/\(feature)", in: artifact(text, for: "autumn"))["body"]?["event_names"] == nil)
      #expect(
        try request("features/\(feature)", in: artifact(catalog("$.input"), for: "autumn"))["body"]?["event_names"] == ["answer"])
    }
  }

  /// A plan with a metered feature.
  private func plan(
    _ entitlement: String, prices: String? = #"{"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
    feature: String = "", kind: String = "plans"
  ) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "sum", "valueProperty": "$.n", "groupBy": {"model": "$.model"}}},
     "features": {"calls": {"type": "metered", "meter": "calls"\#(feature)}}\#(kind == "plans" ? "" : #", "plans": {}"#),
     "\#(kind)": {"pro": {"entitlements": {"calls": \#(entitlement)}\#(prices.map { #", "prices": \#($0)"# } ?? "")}},
     "providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}}
    """#
  }

  private func items(_ text: String) throws -> JSON? {
    try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["items"]
  }

  private func isNotForSale(_ text: String) throws -> Bool {
    try ids("setup", in: artifact(text, for: "autumn")) == ["features/calls"]
  }

  // MARK: Bodies

  @Test func `usage beyond an allowance is an item with a price in arrears`() throws {
    let text = plan(#"{"amount": 1000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#)
    let artifact = try artifact(text, for: "autumn")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "features/calls",
        "lookup": {"method": "POST", "path": "/v1/features.list",
          "match": {"id": "calls", "type": "metered", "consumable": true}},
        "method": "POST", "path": "/v1/features.create",
        "body": {"feature_id": "calls", "name": "calls", "type": "metered", "consumable": true,
          "event_names": ["api.call"]}},
       {"id": "prices/plan/pro/m",
        "lookup": {"method": "POST", "path": "/v1/plans.list",
          "match": {"id": "pro", "price": {"amount": 20, "interval": "month"},
            "items": [{"feature_id": "calls", "price": {"amount": 0.02}}]}},
        "method": "POST", "path": "/v1/plans.create",
        "body": {"plan_id": "pro", "name": "pro", "price": {"amount": 20, "interval": "month", "interval_count": 1},
          "items": [{"feature_id": "calls", "included": 1000, "reset": {"interval": "month"},
            "price": {"amount": 0.02, "interval": "month", "billing_method": "usage_based"}}],
          "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "m", "provider": "autumn"}}}]
      """#)
    expectJSON(
      try request("purchase/plan/pro/m", in: artifact)["body"],
      #"{"customer_id": {"$param": "customer"}, "plan_id": "pro", "success_url": {"$param": "success_url"}, "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}"#
    )
    let found = findings(text, provider: "autumn").filter { $0.hasPrefix("autumn/") }
    #expect(found == ["autumn/meter-by-application @ meters.calls"])
  }

  @Test func `usage without an allowance has no balance`() throws {
    expectJSON(
      try items(plan(#"{"prices": {"usd": {"amount": "0.0000002", "currency": "USD"}}}"#)),
      #"[{"feature_id": "calls", "price": {"amount": 0.0000002, "interval": "month", "billing_method": "usage_based"}}]"#)
  }

  @Test func `an amount for several units is divided`() throws {
    expectJSON(
      try items(plan(#"{"prices": {"usd": {"amount": "1.80", "per": 3600, "currency": "USD"}}}"#)),
      #"[{"feature_id": "calls", "price": {"amount": 0.0005, "interval": "month", "billing_method": "usage_based"}}]"#)
  }

  @Test func `a package is a number of billing units, also beyond an allowance`() throws {
    expectJSON(
      try items(plan(#"{"amount": 500, "prices": {"usd": {"amount": 200, "package": 1000, "currency": "USD"}}}"#)),
      #"""
      [{"feature_id": "calls", "included": 500, "reset": {"interval": "month"},
        "price": {"amount": 2, "interval": "month", "billing_units": 1000, "billing_method": "usage_based"}}]
      """#)
  }

  @Test func `bounds of graduated tiers count the allowance`() throws {
    let tiers = #"[{"upTo": 5000, "amount": "0.02"}, {"upTo": 20000, "amount": "0.015"}, {"amount": 0}]"#
    let text = plan(
      #"{"amount": 1000, "prices": {"usd": {"tiers": \#(tiers), "mode": "graduated", "currency": "USD"}}}"#)
    expectJSON(
      try items(text),
      #"""
      [{"feature_id": "calls", "included": 1000, "reset": {"interval": "month"},
        "price": {"tiers": [{"to": 5000, "amount": 0.02}, {"to": 20000, "amount": 0.015}, {"to": "inf", "amount": 0}],
          "tier_behavior": "graduated", "interval": "month", "billing_method": "usage_based"}}]
      """#)
    expectJSON(
      try artifact(text, for: "autumn")["setup"]?.elements?.last?["lookup"]?["match"]?["items"],
      #"""
      [{"feature_id": "calls",
        "price": {"tiers": [{"to": 5000, "amount": 0.02}, {"to": 20000, "amount": 0.015}, {"to": "inf", "amount": 0}],
          "tier_behavior": "graduated"}}]
      """#)
  }

  @Test func `a maximum is counted from the allowance`() throws {
    expectJSON(
      try items(plan(#"{"amount": 1000, "max": 5000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#)),
      #"""
      [{"feature_id": "calls", "included": 1000, "reset": {"interval": "month"},
        "price": {"amount": 0.02, "interval": "month", "billing_method": "usage_based", "max_purchase": 4000}}]
      """#)
    // Nothing is charged.
    expectJSON(
      try items(plan(#"{"amount": 1000, "max": 1000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#)),
      #"[{"feature_id": "calls", "included": 1000, "reset": {"interval": "month"}}]"#)
  }

  @Test(arguments: [("month", "year"), ("year", "month")])
  func `usage has an interval of its own`(reset: String, interval: String) throws {
    let text = plan(
      #"{"amount": 10, "reset": "\#(reset)", "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}"#)
    expectJSON(
      try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["price"],
      #"{"amount": 20, "interval": "\#(interval)", "interval_count": 1}"#)
    expectJSON(
      try items(text),
      #"""
      [{"feature_id": "calls", "included": 10, "reset": {"interval": "\#(reset)"},
        "price": {"amount": 0.02, "interval": "\#(reset)", "billing_method": "usage_based"}}]
      """#)
  }

  @Test func `a price of 0 beside usage is left out`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
      prices: #"{"m": {"amount": 0, "currency": "USD", "interval": "month"}}"#)
    let body = try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]
    #expect(body?["price"] == nil)
    expectJSON(
      body?["items"],
      #"[{"feature_id": "calls", "price": {"amount": 0.02, "interval": "month", "billing_method": "usage_based"}}]"#)
  }

  @Test func `usage prices alone make one plan, in all their currencies`() throws {
    let text = plan(
      #"{"amount": 10, "prices": {"eur": {"amount": 1, "currency": "EUR"}, "usd": {"amount": 2, "currency": "USD"}}}"#,
      prices: nil)
    let artifact = try artifact(text, for: "autumn")
    expectJSON(
      artifact["setup"]?.elements?.last,
      #"""
      {"id": "products/plan/pro",
       "lookup": {"method": "POST", "path": "/v1/plans.list",
         "match": {"id": "pro", "price": null, "items": [{"feature_id": "calls", "price": {"amount": 0.02}}]}},
       "method": "POST", "path": "/v1/plans.create",
       "body": {"plan_id": "pro", "name": "pro",
         "items": [{"feature_id": "calls", "included": 10, "reset": {"interval": "month"},
           "price": {"amount": 0.02, "additional_currencies": [{"currency": "eur", "amount": 0.01}],
             "interval": "month", "billing_method": "usage_based"}}],
         "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro"}}}
      """#)
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/usd", "purchase/plan/pro/eur"])
    expectJSON(
      try request("purchase/plan/pro/eur", in: artifact)["body"],
      #"""
      {"customer_id": {"$param": "customer"}, "plan_id": "pro", "success_url": {"$param": "success_url"},
       "currency": "eur", "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `every tier lists its amounts in other currencies`() throws {
    func tiers(_ low: Int, _ high: Int) -> String { #""tiers": [{"upTo": 50, "amount": \#(low)}, {"amount": \#(high)}]"# }
    let text = plan(
      #"""
      {"prices": {"usd": {\#(tiers(2, 1)), "mode": "graduated", "currency": "USD"},
        "jpy": {\#(tiers(3, 2)), "mode": "graduated", "currency": "JPY"}}}
      """#,
      prices: #"""
        {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
         "jpy": {"amount": 3000, "currency": "JPY", "interval": "month"}}
        """#)
    let body = try request("prices/plan/pro/usd", in: artifact(text, for: "autumn"))["body"]
    expectJSON(
      body?["price"],
      #"{"amount": 20, "interval": "month", "interval_count": 1, "additional_currencies": [{"currency": "jpy", "amount": 3000}]}"#
    )
    expectJSON(
      body?["items"],
      #"""
      [{"feature_id": "calls",
        "price": {"tiers": [
            {"to": 50, "amount": 0.02, "additional_currencies": [{"currency": "jpy", "amount": 3}]},
            {"to": "inf", "amount": 0.01, "additional_currencies": [{"currency": "jpy", "amount": 2}]}],
          "tier_behavior": "graduated", "interval": "month", "billing_method": "usage_based"}}]
      """#)
  }

  @Test func `an add-on can charge usage, and bought units are used first`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}}, "plans": {},
       "addons": {"extra": {"entitlements": {"calls": {"amount": 5, "prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}},
       "topups": {"pack": {"feature": "calls", "amount": 100,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
       "providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}}
      """#
    expectJSON(
      try request("prices/addon/extra/m", in: artifact(text, for: "autumn"))["body"],
      #"""
      {"plan_id": "extra", "name": "extra", "add_on": true, "price": {"amount": 5, "interval": "month", "interval_count": 1},
       "items": [{"feature_id": "calls", "included": 5, "reset": {"interval": "month"},
         "price": {"amount": 0.02, "interval": "month", "billing_method": "usage_based"}}],
       "metadata": {"catalogAddonId": "extra", "catalogAddonKey": "extra", "catalogPriceId": "m", "provider": "autumn"}}
      """#)
    let found = findings(text, provider: "autumn").filter { $0.hasPrefix("autumn/") }
    #expect(found == ["autumn/meter-by-application @ meters.calls", "autumn/situation-unsupported @ addons.extra"])
  }

  // MARK: Events

  @Test func `the events of a feature with a filter are tracked under its key`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, feature: #", "where": ⟦{"model": "large"}⟧"#)
    expect("autumn/meter-by-application", at: "features.calls.where", in: text, provider: "autumn")
    #expect(findings(text, provider: "autumn").filter { $0.hasPrefix("autumn/") }.count == 1)
    expectJSON(
      try request("features/calls", in: artifact(text, for: "autumn"))["body"],
      #"{"feature_id": "calls", "name": "calls", "type": "metered", "consumable": true}"#)
  }

  // MARK: Not for sale

  @Test func `usage by volume is not for sale`() throws {
    let text = plan(
      #"{"prices": {⟦"usd"⟧: {"tiers": [{"upTo": 5, "amount": 2}, {"amount": 1}], "mode": "volume", "currency": "USD"}}}"#)
    expect("autumn/charge-unsupported", at: "plans.pro.entitlements.calls.prices.usd", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  @Test func `a flat amount in a tier of usage is not for sale`() throws {
    let tiers = #"[{"upTo": 5, "amount": 2}, {"amount": 1, "flat": 100}]"#
    let text = plan(#"{"prices": {⟦"usd"⟧: {"tiers": \#(tiers), "mode": "graduated", "currency": "USD"}}}"#)
    expect("autumn/charge-unsupported", at: "plans.pro.entitlements.calls.prices.usd", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  @Test func `a bound that Autumn would round is not for sale`() throws {
    let tiers = #"[{"upTo": 5.5, "amount": 2}, {"amount": 1}]"#
    let text = plan(#"{"prices": {"usd": {"tiers": ⟦\#(tiers)⟧, "mode": "graduated", "currency": "USD"}}}"#)
    expect("autumn/charge-unsupported", at: "plans.pro.entitlements.calls.prices.usd.tiers", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  @Test(arguments: [#""amount": ⟦"0.0000000000001"⟧"#, #""amount": ⟦1000⟧, "package": 3"#])
  func `an amount for a unit that Autumn would cut off is not for sale`(rate: String) throws {
    let text = plan(#"{"prices": {"usd": {\#(rate), "currency": "USD"}}}"#)
    expect("autumn/amount-too-precise", at: "plans.pro.entitlements.calls.prices.usd.amount", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  @Test func `an amount with ten decimals of the minor unit is sent`() throws {
    let text = plan(#"{"prices": {"usd": {"amount": "0.000000000001", "currency": "USD"}}}"#)
    expectJSON(try items(text)?.elements?.first?["price"]?["amount"], "0.000000000001")
  }

  @Test(arguments: [("day", "month"), ("week", "month"), ("week", "year"), ("month", "week"), ("year", "week")])
  func `an interval that does not fit that of the price is not for sale`(reset: String, interval: String) throws {
    let text = plan(
      #"{"reset": "\#(reset)", "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#,
      prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}"#)
    expect("autumn/usage-cycle-unsupported", at: "plans.pro.entitlements.calls.prices.usd", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  @Test func `other tiers in another currency are not for sale`() throws {
    func price(_ bound: Int, _ currency: String) -> String {
      #"{"tiers": [{"upTo": \#(bound), "amount": 2}, {"amount": 1}], "mode": "graduated", "currency": "\#(currency)"}"#
    }
    let text = plan(
      #"{"prices": {"usd": \#(price(50, "USD")), "eur": \#(price(60, "EUR"))}}"#,
      prices: #"""
        {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
         ⟦"eur"⟧: {"amount": 1800, "currency": "EUR", "interval": "month"}}
        """#)
    expect("autumn/charge-unsupported", at: "plans.pro.prices.eur", in: text, provider: "autumn")
    #expect(try soldItems(in: artifact(text, for: "autumn")) == ["purchase/plan/pro/usd"])
  }

  @Test func `usage of a feature with an invalid key is not for sale`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, feature: #", "key": ⟦"API calls"⟧"#)
    expect("autumn/key-unsupported", at: "features.calls.key", in: text, provider: "autumn")
    #expect(try ids("setup", in: artifact(text, for: "autumn")) == [])
  }

  @Test func `an allowance that is too large is not reduced beside a usage price`() throws {
    let text = plan(#"{"amount": ⟦10000000000001⟧, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#)
    expect("autumn/units-unsupported", at: "plans.pro.entitlements.calls.amount", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  // MARK: Differences

  @Test func `usage beyond a fraction of a unit is rounded up`() throws {
    let text = plan(#"{"amount": ⟦10.5⟧, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#)
    expect("autumn/charge-approximated", at: "plans.pro.entitlements.calls.amount", in: text, provider: "autumn")
    expectJSON(try items(text)?.elements?.first?["included"], "10.5")
  }

  @Test func `usage in a trial is reported`() {
    expect(
      "autumn/trial-usage-not-stopped", at: "plans.pro.prices.m.trialDays",
      in: plan(
        #"{"amount": 10, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#,
        prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}}"#), provider: "autumn")
  }

  @Test func `fields of a usage price that Autumn has no place for are reported`() {
    let text = plan(
      #"""
      {"prices": {"usd": {"amount": 2, "currency": "USD", "lookupKey": "k", "metadata": {"a": 1},
        "providerIds": {"autumn": "x"}}}}
      """#)
    let place = "plans.pro.entitlements.calls.prices.usd"
    #expect(
      Set(findings(text, provider: "autumn", withLints: false)) == [
        "autumn/meter-by-application @ meters.calls", "autumn/lookup-key-not-sent @ \(place).lookupKey",
        "autumn/metadata-not-sent @ \(place).metadata", "autumn/id-unused @ \(place).providerIds.autumn",
      ])
  }
}
