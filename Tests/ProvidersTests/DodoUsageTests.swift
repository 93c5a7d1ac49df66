import JSONText
import TestSupport
import Testing

/// Usage prices and quantities at Dodo Payments.
@Suite struct DodoUsageTests {
  /// A plan at 20.00 USD a month with API calls that a meter counts.
  static func catalog(
    _ entitlement: String, feature: String = #""meter": "calls""#, meter: String = #""aggregation": "count""#,
    plan: String = "", prices: String? = #""monthly": {"amount": 2000, "currency": "USD", "interval": "month"}"#,
    and sections: String = ""
  ) -> String {
    #"""
    {"meters": {"calls": {"name": "API calls", "eventType": "api.call", \#(meter)}},
     "features": {"calls": {"name": "Calls", "type": "metered", \#(feature)}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)}\#(plan)\#(prices.map { #", "prices": {\#($0)}"# } ?? "")}}\#(sections)}
    """#
  }

  static let usage = #"{"amount": 1000, "prices": {"usd": {"amount": "0.002", "currency": "USD"}}}"#

  // MARK: Requests

  @Test func `a usage price is a meter and a line of a usage-based product`() throws {
    let artifact = try artifact(Self.catalog(Self.usage), for: "dodo")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "meters/calls",
        "lookup": {"method": "GET", "path": "/meters", "query": {"page_size": 100},
          "match": {"name": "API calls", "event_name": "api.call", "aggregation": {"type": "count"}, "filter": null}},
        "method": "POST", "path": "/meters",
        "body": {"name": "API calls", "event_name": "api.call", "measurement_unit": "API calls",
          "aggregation": {"type": "count"}}},
       {"id": "prices/plan/pro/monthly",
        "lookup": {"method": "GET", "path": "/products", "query": {"page_size": 100},
          "match": {"metadata": {"catalogPlanId": "pro", "catalogPriceId": "monthly"}}},
        "method": "POST", "path": "/products",
        "body": {
          "name": "pro", "tax_category": "saas",
          "price": {
            "type": "usage_based_price", "fixed_price": 2000, "currency": "USD",
            "payment_frequency_count": 1, "payment_frequency_interval": "Month",
            "subscription_period_count": 20, "subscription_period_interval": "Year",
            "discount": 0, "purchasing_power_parity": false,
            "meters": [{"meter_id": {"$ref": "meters/calls"}, "price_per_unit": "0.2", "free_threshold": 1000}]},
          "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "dodo"}}}]
      """#)
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact)["body"]?["product_cart"],
      #"[{"product_id": {"$ref": "prices/plan/pro/monthly"}, "quantity": 1}]"#)
    #expect(artifact["warnings"]?.elements?.compactMap { $0["rule"]?.string } == ["dodo/option-assumed"])
  }

  @Test func `pay as you go has no fixed price`() throws {
    let artifact = try artifact(
      Self.catalog(#"{"prices": {"usage": {"amount": "2.00", "currency": "USD", "per": 1000}}}"#, prices: nil), for: "dodo")
    #expect(ids("setup", in: artifact) == ["meters/calls", "prices/plan/pro/usd"])
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"],
      #"""
      {"name": "pro", "tax_category": "saas",
       "price": {
         "type": "usage_based_price", "fixed_price": 0, "currency": "USD",
         "payment_frequency_count": 1, "payment_frequency_interval": "Month",
         "subscription_period_count": 20, "subscription_period_interval": "Year",
         "discount": 0, "purchasing_power_parity": false,
         "meters": [{"meter_id": {"$ref": "meters/calls"}, "price_per_unit": "0.2", "free_threshold": 0}]},
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "usd", "provider": "dodo"}}
      """#)
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/usd"])
    #expect(artifact["warnings"]?.elements?.compactMap { $0["rule"]?.string } == ["dodo/option-assumed"])
  }

  @Test func `a feature with a filter has its own meter`() throws {
    let artifact = try artifact(
      Self.catalog(
        Self.usage, feature: #""meter": "calls", "where": {"model": ["large", "huge"], "region": {"not": ["eu"]}}"#,
        meter: #"""
          "aggregation": "latest", "valueProperty": "$.total", "groupBy": {"model": "$.model", "region": "$['area']"}
          """#), for: "dodo")
    expectJSON(
      try request("meters/calls/calls", in: artifact)["body"],
      #"""
      {"name": "Calls", "event_name": "api.call", "measurement_unit": "Calls",
       "aggregation": {"type": "last", "key": "total"},
       "filter": {"conjunction": "and", "clauses": [
         {"conjunction": "or", "clauses": [
           {"key": "model", "operator": "equals", "value": "large"},
           {"key": "model", "operator": "equals", "value": "huge"}]},
         {"conjunction": "and", "clauses": [{"key": "area", "operator": "not_equals", "value": "eu"}]}]}}
      """#)
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact)["body"]?["price"]?["meters"],
      #"[{"meter_id": {"$ref": "meters/calls/calls"}, "price_per_unit": "0.2", "free_threshold": 1000}]"#)
  }

  @Test func `a trial is part of the checkout, because a usage-based price has none`() throws {
    let artifact = try artifact(
      Self.catalog(
        Self.usage, prices: #""monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14}"#),
      for: "dodo")
    #expect(try request("prices/plan/pro/monthly", in: artifact)["body"]?["price"]?["trial_period_days"] == nil)
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact)["body"]?["subscription_data"], #"{"trial_period_days": 14}"#)
  }

  @Test func `usage that costs nothing is not counted`() throws {
    let artifact = try artifact(
      Self.catalog(#"{"amount": 1000, "prices": {"usd": {"amount": 0, "currency": "USD"}}}"#), for: "dodo")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/monthly"])
    expectJSON(try request("prices/plan/pro/monthly", in: artifact)["body"]?["price"]?["type"], #""recurring_price""#)
  }

  @Test func `prices in one cycle share a meter`() throws {
    let artifact = try artifact(
      Self.catalog(
        #"""
        {"prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 3, "currency": "EUR"}}}
        """#,
        prices: #"""
          "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
          "eur": {"amount": 1900, "currency": "EUR", "interval": "month"}
          """#), for: "dodo")
    #expect(ids("setup", in: artifact) == ["meters/calls", "prices/plan/pro/usd", "prices/plan/pro/eur"])
    expectJSON(
      try request("prices/plan/pro/eur", in: artifact)["body"]?["price"]?["meters"],
      #"[{"meter_id": {"$ref": "meters/calls"}, "price_per_unit": "3", "free_threshold": 0}]"#)
  }

  // MARK: Quantities

  @Test(arguments: [
    (#"{}"#, #"{"$param": "quantity"}"#), (#"{"min": 2, "max": 5}"#, #"{"$param": "quantity"}"#), (#"{"min": 3, "max": 3}"#, "3"),
  ]) func `a plan is bought in the quantity that the catalog allows`(quantity: String, sent: String) throws {
    let artifact = try artifact(Self.catalog("1000", plan: #", "quantity": \#(quantity)"#), for: "dodo")
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact)["body"]?["product_cart"],
      #"[{"product_id": {"$ref": "prices/plan/pro/monthly"}, "quantity": \#(sent)}]"#)
  }

  @Test func `a top-up is bought in the quantity that the catalog allows`() throws {
    let artifact = try artifact(
      Self.catalog(
        "1000",
        and: #"""
          , "topups": {"pack": {"feature": "calls", "amount": 500, "quantity": {},
            "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
          """#), for: "dodo")
    expectJSON(
      try request("purchase/topup/pack/once", in: artifact)["body"]?["product_cart"],
      #"[{"product_id": {"$ref": "prices/topup/pack/once"}, "quantity": {"$param": "quantity"}}]"#)
  }

  @Test func `tiers of a quantity are not for sale`() throws {
    let text = Self.catalog(
      "1000", plan: #", "quantity": {}"#,
      prices: #"""
        "monthly": {"tiers": ⟦[{"upTo": 24, "amount": 2200}, {"amount": 1900}]⟧, "mode": "graduated", "currency": "USD",
          "interval": "month"}
        """#)
    expect("dodo/charge-unsupported", at: "plans.pro.prices.monthly.tiers", in: text, provider: "dodo")
    #expect(try artifact(text, for: "dodo")["setup"] == [])
  }

  // MARK: Prices that are not for sale

  /// Each with the mark at the usage price.
  @Test(arguments: [
    #"{"amount": 1000, "prices": {⟦"usd"⟧: {"tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "graduated", "currency": "USD"}}}"#,
    #"{"amount": 1000, "prices": {⟦"usd"⟧: {"tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "volume", "currency": "USD"}}}"#,
    #"{"amount": 1000.5, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#,
    #"{"amount": 99999999999999999999, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#,
  ]) func `usage that Dodo cannot charge is in no request`(entitlement: String) throws {
    let text = Self.catalog(entitlement)
    expect("dodo/charge-unsupported", at: "plans.pro.entitlements.calls.prices.usd", in: text, provider: "dodo")
    let artifact = try artifact(text, for: "dodo")
    #expect(artifact["setup"] == [])
    #expect(artifact["purchase"] == [])
  }

  @Test func `a package is charged in proportion`() throws {
    let text = Self.catalog(#"{"prices": {⟦"usd"⟧: {"amount": "2.00", "package": 1000, "currency": "USD"}}}"#)
    expect("dodo/charge-approximated", at: "plans.pro.entitlements.calls.prices.usd", in: text, provider: "dodo")
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact(text, for: "dodo"))["body"]?["price"]?["meters"],
      #"[{"meter_id": {"$ref": "meters/calls"}, "price_per_unit": "0.2", "free_threshold": 0}]"#)
  }

  @Test func `a package whose units have no exact price is not for sale`() throws {
    let text = Self.catalog(#"{"prices": {"usd": {"amount": "2.00", "package": ⟦3⟧, "currency": "USD"}}}"#)
    expect("dodo/charge-unsupported", at: "plans.pro.entitlements.calls.prices.usd.package", in: text, provider: "dodo")
    #expect(try artifact(text, for: "dodo")["setup"] == [])
  }

  @Test func `a unit costs less than 1000 USD`() throws {
    func text(_ amount: String) -> String {
      Self.catalog(#"{"prices": {"usd": {"amount": ⟦\#(amount)⟧, "currency": "USD"}}}"#)
    }
    expect(
      "dodo/amount-too-large", at: "plans.pro.entitlements.calls.prices.usd.amount", in: text("100000"), provider: "dodo")
    expectNo("dodo/amount-too-large", in: text(#""999.999999""#), provider: "dodo")
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact(text(#""999.999999""#), for: "dodo"))["body"]?["price"]?["meters"],
      #"[{"meter_id": {"$ref": "meters/calls"}, "price_per_unit": "99999.9999", "free_threshold": 0}]"#)
  }

  @Test func `usage is counted anew with each payment`() throws {
    let text = Self.catalog(
      #"{"amount": 1000, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#,
      prices: #""yearly": {"amount": 20000, "currency": "USD", "interval": "year"}"#)
    expect("dodo/usage-cycle-unsupported", at: "plans.pro.entitlements.calls.prices.usd", in: text, provider: "dodo")
    #expect(try artifact(text, for: "dodo")["setup"] == [])
  }

  @Test func `units of a top-up would be charged again`() throws {
    let text = Self.catalog(
      #"{"amount": 1000, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#,
      and: #"""
        , "topups": {"pack": {"feature": "calls", "amount": 500,
          "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
        """#)
    expect("dodo/charge-unsupported", at: "plans.pro.entitlements.calls.prices.usd", in: text, provider: "dodo")
    #expect(try ids("setup", in: artifact(text, for: "dodo")) == ["prices/topup/pack/once"])
  }

  @Test func `usage cannot be charged with a quantity, and is reported once for all prices`() {
    expect(
      "dodo/charge-unsupported", at: "plans.pro.entitlements.calls.prices.usd",
      in: Self.catalog(
        #"{"amount": 1000, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#, plan: #", "quantity": {}"#,
        prices: #"""
          "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
          "trial": {"amount": 2200, "currency": "USD", "interval": "month", "trialDays": 7}
          """#), provider: "dodo")
  }

  @Test func `an add-on cannot charge usage`() {
    expect(
      "dodo/charge-unsupported", at: "addons.extra.entitlements.jobs.prices.usd",
      in: #"""
        {"meters": {"jobs": {"eventType": "job", "aggregation": "count"}},
         "features": {"api": {"type": "boolean"}, "jobs": {"type": "metered", "meter": "jobs"}},
         "plans": {"pro": {"entitlements": {"api": true},
           "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
         "addons": {"extra": {"entitlements": {"jobs": {"prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}},
           "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
        """#, provider: "dodo")
  }

  @Test func `more than ten usage prices are not for sale`() throws {
    func text(_ count: Int) -> String {
      func list(_ entry: (Int) -> String) -> String { (1...count).map(entry).joined(separator: ", ") }
      let meters = list { #""m\#($0)": {"eventType": "e\#($0)", "aggregation": "count"}"# }
      let features = list { #""m\#($0)": {"type": "metered", "meter": "m\#($0)"}"# }
      let entitlements = list {
        let id = $0 == 1 && count > 10 ? #"⟦"usd"⟧"# : #""usd""#
        return #""m\#($0)": {"prices": {\#(id): {"amount": 2, "currency": "USD"}}}"#
      }
      return #"""
        {"meters": {\#(meters)}, "features": {\#(features)},
         "plans": {"pro": {"entitlements": {\#(entitlements)},
           "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
        """#
    }
    expect("dodo/charge-unsupported", at: "plans.pro.entitlements.m1.prices.usd", in: text(11), provider: "dodo")
    #expect(try artifact(text(11), for: "dodo")["setup"] == [])
    expectNo("dodo/charge-unsupported", in: text(10), provider: "dodo")
  }

  // MARK: Meters

  @Test(arguments: ["min", "avg", "unique_count"]) func `a meter has an aggregation of Dodo`(aggregation: String) throws {
    let text = Self.catalog(Self.usage, meter: #""aggregation": ⟦"\#(aggregation)"⟧, "valueProperty": "$.n""#)
    expect("dodo/aggregation-unsupported", at: "meters.calls.aggregation", in: text, provider: "dodo")
    #expect(try artifact(text, for: "dodo")["setup"] == [])
  }

  @Test func `a filter has at most ten values`() {
    let values = (1...11).map { #""v\#($0)""# }.joined(separator: ", ")
    expect(
      "dodo/charge-unsupported", at: "features.calls.where",
      in: Self.catalog(
        Self.usage, feature: #""meter": "calls", "where": ⟦{"model": [\#(values)]}⟧"#,
        meter: #""aggregation": "count", "groupBy": {"model": "$.model"}"#), provider: "dodo")
  }

  @Test func `a group is a top-level property of the event`() {
    expect(
      "dodo/value-property", at: "meters.calls.groupBy.model",
      in: Self.catalog(
        Self.usage, feature: #""meter": "calls", "where": {"model": "large"}"#,
        meter: #""aggregation": "count", "groupBy": {"model": ⟦"$.model.name"⟧}"#), provider: "dodo")
  }

  @Test func `fields of a usage price that Dodo cannot store are reported`() {
    func text(_ field: String) -> String {
      Self.catalog(#"{"prices": {"usd": {"amount": 2, "currency": "USD", \#(field)}}}"#)
    }
    let path = "plans.pro.entitlements.calls.prices.usd"
    expect("dodo/id-unused", at: "\(path).providerIds.dodo", in: text(#""providerIds": {"dodo": ⟦"x"⟧}"#), provider: "dodo")
    expect("dodo/metadata-not-sent", at: "\(path).metadata", in: text(#""metadata": ⟦{"a": "b"}⟧"#), provider: "dodo")
    expect("dodo/lookup-key-not-sent", at: "\(path).lookupKey", in: text(#""lookupKey": ⟦"own"⟧"#), provider: "dodo")
  }

  // MARK: Add-ons beside usage

  @Test func `a product with usage has no add-ons`() throws {
    let monthly = #""prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}"#
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {
         "basic": {"entitlements": {"api": true}, \#(monthly)},
         "pro": {"entitlements": {"calls": \#(Self.usage)}, \#(monthly)}},
       "addons": {
         "both": {"compatiblePlans": ⟦["basic", "pro"]⟧, "entitlements": {"sso": true}, \#(monthly)},
         "one": {"compatiblePlans": ⟦["pro"]⟧, "entitlements": {"sso": true}, \#(monthly)}}}
      """#
    expect(
      "dodo/addon-beside-usage", at: "addons.both.compatiblePlans", "addons.one.compatiblePlans", in: text, provider: "dodo")
    expectNo("dodo/addon-without-plan", in: text, provider: "dodo")
    let artifact = try artifact(text, for: "dodo")
    expectJSON(try request("prices/plan/basic/m", in: artifact)["body"]?["addons"], #"[{"$ref": "prices/addon/both/m"}]"#)
    #expect(try request("prices/plan/pro/m", in: artifact)["body"]?["addons"] == nil)
    #expect(soldItems(in: artifact) == ["purchase/plan/basic/m", "purchase/plan/pro/m", "purchase/addon/both/m"])
  }
}
