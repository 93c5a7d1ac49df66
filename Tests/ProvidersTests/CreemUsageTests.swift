import Diagnostics
import JSONText
import TestSupport
import Testing

/// Usage prices and quantities at Creem.
@Suite struct CreemUsageTests {
  /// A plan with a metered feature.
  private func plan(
    _ entitlement: String, prices: String? = #"{"m": {"amount": 2000, "currency": "USD", "interval": "month"}}"#,
    meter: String = #""aggregation": "sum", "valueProperty": "$.n", "groupBy": {"model": "$.model", "region": "$.region"}"#,
    feature: String = "", fields: String = "", and sections: String = ""
  ) -> String {
    #"""
    {"meters": {"calls": {"name": "API calls", "eventType": "api.call", \#(meter)}},
     "features": {"calls": {"type": "metered", "meter": "calls"\#(feature)}},
     "plans": {"pro": {"description": "For teams", "entitlements": {"calls": \#(entitlement)}\#(fields)\#(
       prices.map { #", "prices": \#($0)"# } ?? "")}}\#(sections)}
    """#
  }

  private static let perCall = #"{"prices": {"usd": {"amount": "0.002", "currency": "USD"}}}"#
  private static let place = "plans.pro.entitlements.calls.prices.usd"

  private func product(_ text: String) throws -> JSON? {
    try artifact(text, for: "creem")["setup"]?.elements?.last?["body"]
  }

  private func isNotForSale(_ text: String) throws -> Bool {
    try ids("setup", in: artifact(text, for: "creem")).isEmpty
  }

  // MARK: Bodies

  @Test func `usage beyond an allowance is a postpaid usage price with a meter`() throws {
    let text = plan(#"{"amount": 1000, "prices": {⟦"usd"⟧: {"amount": "0.002", "currency": "USD"}}}"#)
    expect("creem/charge-approximated", at: Self.place, in: text, provider: "creem")
    let artifact = try artifact(text, for: "creem")
    expectJSON(
      try request("meters/calls", in: artifact),
      #"""
      {"id": "meters/calls",
       "lookup": {"method": "GET", "path": "/v1/meters", "query": {"limit": 100},
         "match": {"name": "API calls", "event_name": "api.call", "aggregation": "sum", "aggregation_property": "n"}},
       "method": "POST", "path": "/v1/meters",
       "body": {"name": "API calls", "event_name": "api.call", "aggregation": "sum", "aggregation_property": "n",
         "unit_label": "API calls"}}
      """#)
    let sent = try request("prices/plan/pro/m", in: artifact)
    expectJSON(
      sent["body"],
      #"""
      {"name": "pro", "description": "For teams", "price": 2000, "currency": "USD", "billing_type": "recurring",
       "billing_period": "every-month",
       "usage_prices": [{"meter_id": {"$ref": "meters/calls"}, "unit_price": 0.2, "settlement_mode": "postpaid",
         "free_allowance": 1000}]}
      """#)
    expectJSON(
      sent["lookup"]?["match"],
      #"""
      {"name": "pro", "price": 2000, "currency": "USD", "billing_type": "recurring", "billing_period": "every-month",
       "usage_prices": [{"unit_price": 0.2, "settlement_mode": "postpaid", "free_allowance": 1000}]}
      """#)
    expectJSON(
      try request("purchase/plan/pro/m", in: artifact)["body"],
      #"""
      {"product_id": {"$ref": "prices/plan/pro/m"}, "customer": {"id": {"$param": "customer"}},
       "success_url": {"$param": "success_url"},
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "m", "provider": "creem", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    #expect(findings(text, provider: "creem").contains("creem/postpaid-required @ \(Self.place)"))
    expectNo("creem/meter-not-sent", in: text, provider: "creem")
  }

  @Test(arguments: [
    ("count", "count", ""), ("avg", "average", #""n""#), ("unique_count", "unique", #""n""#), ("max", "max", #""n""#),
  ])
  func `aggregations in Creem's terms`(aggregation: String, sent: String, property: String) throws {
    let value = property.isEmpty ? "" : #", "valueProperty": "$['n']""#
    let text = plan(Self.perCall, meter: #""aggregation": "\#(aggregation)"\#(value)"#)
    let added = property.isEmpty ? "" : #""aggregation_property": \#(property), "#
    expectJSON(
      try request("meters/calls", in: artifact(text, for: "creem"))["body"],
      #"""
      {"name": "API calls", "event_name": "api.call", "aggregation": "\#(sent)", \#(added)"unit_label": "API calls"}
      """#)
  }

  @Test(arguments: [
    (#"{"model": "large"}"#, #""and", "clauses": [{"property": "model", "operator": "equals", "value": "large"}]"#),
    (
      #"{"model": ["large", "huge"]}"#,
      #"""
      "or", "clauses": [{"property": "model", "operator": "equals", "value": "large"},
        {"property": "model", "operator": "equals", "value": "huge"}]
      """#
    ),
    (
      #"{"model": {"not": ["large", "huge"]}, "region": "eu"}"#,
      #"""
      "and", "clauses": [{"property": "model", "operator": "not_equals", "value": "large"},
        {"property": "model", "operator": "not_equals", "value": "huge"},
        {"property": "region", "operator": "equals", "value": "eu"}]
      """#
    ),
  ])
  func `a feature with a filter has a meter of its own`(filter: String, sent: String) throws {
    let text = plan(Self.perCall, feature: #", "name": "Large calls", "where": \#(filter)"#)
    let artifact = try artifact(text, for: "creem")
    #expect(ids("setup", in: artifact) == ["meters/calls/calls", "prices/plan/pro/m"])
    expectJSON(
      try request("meters/calls/calls", in: artifact)["body"],
      #"""
      {"name": "Large calls", "event_name": "api.call", "aggregation": "sum", "aggregation_property": "n",
       "filter": {"conjunction": \#(sent)}, "unit_label": "Large calls"}
      """#)
  }

  @Test func `a package is charged in proportion, and one finding names all differences`() throws {
    let text = plan(#"{"prices": {⟦"usd"⟧: {"amount": 200, "package": 1000, "currency": "USD"}}}"#)
    expect("creem/charge-approximated", at: Self.place, in: text, provider: "creem")
    #expect(
      diagnostics(text, provider: "creem").first { $0.rule == "creem/charge-approximated" }?.message
        == "Creem charges 0.002 USD for each unit, by calendar month in UTC, not 2.00 USD for each package of 1000; "
        + "a package that is used in part costs less")
    expectJSON(
      try product(text)?["usage_prices"],
      #"[{"meter_id": {"$ref": "meters/calls"}, "unit_price": 0.2, "settlement_mode": "postpaid"}]"#)
  }

  @Test func `usage prices alone are a product at 0 in each currency`() throws {
    let text = plan(
      #"{"prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 1, "currency": "EUR"}}}"#, prices: nil)
    let artifact = try artifact(text, for: "creem")
    #expect(ids("setup", in: artifact) == ["meters/calls", "prices/plan/pro/usd", "prices/plan/pro/eur"])
    expectJSON(
      try request("prices/plan/pro/eur", in: artifact)["body"],
      #"""
      {"name": "pro (eur)", "description": "For teams", "price": 0, "currency": "EUR", "billing_type": "recurring",
       "billing_period": "every-month",
       "usage_prices": [{"meter_id": {"$ref": "meters/calls"}, "unit_price": 1, "settlement_mode": "postpaid"}]}
      """#)
    #expect(findings(text, provider: "creem").contains("creem/charge-approximated @ plans.pro"))
  }

  @Test func `nothing is charged in a trial, which the application must end at the allowance`() throws {
    let text = plan(
      Self.perCall, prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}}"#)
    expect("creem/trial-usage-not-stopped", at: "plans.pro.prices.m.trialDays", in: text, provider: "creem")
    expectJSON(
      try product(text)?["usage_prices"],
      #"""
      [{"meter_id": {"$ref": "meters/calls"}, "unit_price": 0.2, "settlement_mode": "postpaid",
        "trial_usage_mode": "free"}]
      """#)
  }

  @Test func `an existing product gets exactly the usage prices of the catalog`() throws {
    let prices = #"{"m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"creem": "prod_1"}}}"#
    expectJSON(
      try product(plan(Self.perCall, prices: prices)),
      #"""
      {"name": "pro", "description": "For teams", "price": 2000, "currency": "USD", "billing_type": "recurring",
       "billing_period": "every-month", "trial_period_days": null,
       "usage_prices": [{"meter_id": {"$ref": "meters/calls"}, "unit_price": 0.2, "settlement_mode": "postpaid"}]}
      """#)
    expectJSON(try product(plan("1000", prices: prices))?["usage_prices"], "[]")
  }

  @Test func `usage that costs nothing needs no meter`() throws {
    let text = plan(#"{"prices": {"usd": {"amount": 0, "currency": "USD"}}}"#)
    #expect(try ids("setup", in: artifact(text, for: "creem")) == ["prices/plan/pro/m"])
    #expect(try product(text)?["usage_prices"] == nil)
  }

  // MARK: Differences

  @Test func `a maximum is enforced by the application`() {
    expect(
      "creem/usage-stop-not-enforced", at: "plans.pro.entitlements.calls.max",
      in: plan(#"{"amount": 10, "max": ⟦50⟧, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#), provider: "creem")
  }

  @Test func `tax is added to usage`() {
    expect(
      "creem/charge-approximated", at: Self.place, "providers.creem.options.taxMode",
      in: plan(
        #"{"prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#,
        and: #", "providers": {"creem": {"options": {"taxMode": ⟦"inclusive"⟧}}}"#), provider: "creem")
  }

  @Test func `units that are bought are charged again`() {
    let once = #""prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}"#
    let text = plan(
      Self.perCall,
      and: #"""
        , "addons": {"more": {"entitlements": {"calls": ⟦{"amount": 50, "reset": "never"}⟧}, \#(once)}},
        "topups": {"pack": {"feature": ⟦"calls"⟧, "amount": 100, \#(once)}}
        """#)
    expect(
      "creem/bought-units-charged", at: "addons.more.entitlements.calls", "topups.pack.feature", in: text, provider: "creem")
    #expect(
      diagnostics(text, provider: "creem").filter { $0.rule == "creem/bought-units-charged" }
        .allSatisfy { $0.message.hasSuffix("; your application must credit them") })
  }

  // MARK: Not for sale

  @Test(arguments: ["graduated", "volume"]) func `tiers of usage are not for sale`(mode: String) throws {
    let text = plan(
      #"{"prices": {⟦"usd"⟧: {"tiers": [{"upTo": 5, "amount": 2}, {"amount": 1}], "mode": "\#(mode)", "currency": "USD"}}}"#)
    expect("creem/charge-unsupported", at: Self.place, in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test(arguments: [("day", "day"), ("week", "week"), ("year", "year"), ("year", "month"), ("month", "week")])
  func `only months of usage are charged`(reset: String, interval: String) throws {
    let text = plan(
      #"{"reset": "\#(reset)", "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#,
      prices: #"{"m": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}"#)
    expect("creem/usage-cycle-unsupported", at: Self.place, in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test func `months of usage are charged with a yearly price`() throws {
    let text = plan(Self.perCall, prices: #"{"y": {"amount": 20000, "currency": "USD", "interval": "year"}}"#)
    expectJSON(try product(text)?["billing_period"], #""every-year""#)
    #expect(try product(text)?["usage_prices"]?.elements?.count == 1)
  }

  @Test func `a fractional allowance is not for sale`() throws {
    let text = plan(#"{"amount": 10.5, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#)
    expect("creem/charge-unsupported", at: Self.place, in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test func `an amount with too many digits is not for sale`() throws {
    let text = plan(#"{"prices": {"usd": {"amount": ⟦"1234567.000000000001"⟧, "currency": "USD"}}}"#)
    expect("creem/number-too-long", at: "\(Self.place).amount", in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test func `a package whose share does not end is not for sale`() throws {
    let text = plan(#"{"prices": {"usd": {"amount": 1000, "package": ⟦3⟧, "currency": "USD"}}}"#)
    expect("creem/charge-unsupported", at: "\(Self.place).package", in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test(arguments: [
    ("creem/aggregation-unsupported", "meters.calls.aggregation", #""aggregation": ⟦"latest"⟧, "valueProperty": "$.n""#),
    ("creem/event-property", "meters.calls.valueProperty", #""aggregation": "sum", "valueProperty": ⟦"$.a.n"⟧"#),
  ])
  func `a meter that Creem cannot have`(rule: String, path: String, meter: String) throws {
    let text = plan(Self.perCall, meter: meter)
    expect(rule, at: path, in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test func `a filter that needs two conjunctions is not for sale`() throws {
    let text = plan(Self.perCall, feature: #", "where": ⟦{"model": ["large", "huge"], "region": "eu"}⟧"#)
    expect("creem/charge-unsupported", at: "features.calls.where", in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  // MARK: Quantities

  @Test(arguments: [
    (#"{}"#, #"{"$param": "quantity"}"#), (#"{"min": 2, "max": 9}"#, #"{"$param": "quantity"}"#), (#"{"min": 3, "max": 3}"#, "3"),
  ])
  func `a plan is sold in units`(quantity: String, sent: String) throws {
    let text = plan("1000", fields: #", "quantity": \#(quantity)"#)
    expectJSON(
      try request("purchase/plan/pro/m", in: artifact(text, for: "creem"))["body"],
      #"""
      {"product_id": {"$ref": "prices/plan/pro/m"}, "units": \#(sent), "customer": {"id": {"$param": "customer"}},
       "success_url": {"$param": "success_url"},
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "m", "provider": "creem", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `the bounds of a plan's quantity are not enforced`() {
    expect(
      "creem/quantity-not-enforced", at: "plans.pro.quantity",
      in: plan("1000", fields: #", "quantity": ⟦{"min": 2}⟧"#), provider: "creem")
  }

  @Test(arguments: ["graduated", "volume"]) func `tiers of a quantity are not for sale`(mode: String) throws {
    let tiers = #"⟦[{"upTo": 5, "amount": 900}, {"amount": 800}]⟧"#
    let text = plan(
      "1000", prices: #"{"m": {"tiers": \#(tiers), "mode": "\#(mode)", "currency": "USD", "interval": "month"}}"#,
      fields: #", "quantity": {}"#)
    expect("creem/charge-unsupported", at: "plans.pro.prices.m.tiers", in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test func `an allowance for each unit beside a usage price is not for sale`() throws {
    let text = plan(
      #"{"amount": 10, "perUnit": true, "prices": {⟦"usd"⟧: {"amount": 2, "currency": "USD"}}}"#, fields: #", "quantity": {}"#)
    expect("creem/charge-unsupported", at: Self.place, in: text, provider: "creem")
    #expect(try isNotForSale(text))
  }

  @Test func `the application grants several top-ups`() throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"description": "More", "feature": "tokens", "amount": 500, "quantity": ⟦{}⟧,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect("creem/units-unsupported", at: "topups.pack.quantity", in: text, provider: "creem")
    let artifact = try artifact(text, for: "creem")
    #expect(try request("prices/topup/pack/once", in: artifact)["body"]?["features"] == nil)
    expectJSON(try request("purchase/topup/pack/once", in: artifact)["body"]?["units"], #"{"$param": "quantity"}"#)
  }
}
