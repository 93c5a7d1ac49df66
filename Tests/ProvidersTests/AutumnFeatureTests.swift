import Diagnostics
import JSONText
import TestSupport
import Testing

/// Features, meters, entitlements and grants at Autumn.
@Suite struct AutumnFeatureTests {
  private func allowance(_ entitlement: String) -> String {
    #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"tokens": \#(entitlement)}}}}"#
  }

  private func plan(_ text: String) throws -> JSON? {
    try request("products/plan/pro", in: artifact(text, for: "autumn"))["body"]
  }

  // MARK: Features

  @Test func `a static feature becomes a switch, with its value in plan metadata`() throws {
    let text = #"""
      {"features": {"support": {"key": "support_tier", "type": ⟦"static"⟧}},
       "plans": {"pro": {"entitlements": {"support": "{\"level\": \"gold\"}"}}}}
      """#
    expect("autumn/static-feature", at: "features.support.type", in: text, provider: "autumn")
    expectJSON(
      try request("features/support", in: artifact(text, for: "autumn"))["body"],
      #"{"feature_id": "support_tier", "name": "support_tier", "type": "boolean"}"#)
    expectJSON(
      try plan(text),
      #"""
      {"plan_id": "pro", "name": "pro", "items": [{"feature_id": "support_tier"}],
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro",
         "catalogConfig": {"support_tier": "{\"level\": \"gold\"}"}}}
      """#)
  }

  @Test func `a disabled feature is not granted`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": {"enabled": false}, "sso": true}}}}
      """#
    expectJSON(try plan(text)?["items"], #"[{"feature_id": "sso"}]"#)
  }

  @Test func `a feature with an invalid key is not sent, nor anything that grants or sells it`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "tokens": {"key": ⟦"AI tokens"⟧, "type": "metered"}},
       "plans": {"pro": {"entitlements": {"api": true, "tokens": {"amount": 5, "isSoftLimit": true}}}},
       "topups": {"pack": {"feature": "tokens", "amount": 5,
         "prices": {"p": {"amount": 100, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect("autumn/key-unsupported", at: "features.tokens.key", in: text, provider: "autumn")
    #expect(diagnostics(text, provider: "autumn").first?.help == #"write `"key": "ai_tokens"`"#)
    let artifact = try artifact(text, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/api", "products/plan/pro"])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro"])
    expectJSON(
      try plan(text),
      #"""
      {"plan_id": "pro", "name": "pro", "items": [{"feature_id": "api"}],
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro"}}
      """#)
  }

  @Test func `an empty description is not reported`() {
    expectNo(
      "autumn/description-not-sent", in: #"{"features": {"api": {"type": "boolean", "description": ""}}, "plans": {}}"#,
      provider: "autumn")
  }

  // MARK: Meters

  @Test func `a meter that no feature uses is skipped`() {
    expect(
      "autumn/meter-not-sent", at: "meters.t",
      in: #"{"meters": {⟦"t"⟧: {"eventType": "e", "aggregation": "count"}}, "features": {}, "plans": {}}"#, provider: "autumn")
  }

  @Test(arguments: ["sum", "count"])
  func `a meter that sums sets the event name of its features`(aggregation: String) throws {
    let text = #"""
      {"meters": {⟦"t"⟧: {"eventType": "ai.tokens", "aggregation": "\#(aggregation)", "valueProperty": "$.n"}},
       "features": {"tokens": {"type": "metered", "meter": "t"}}, "plans": {}}
      """#
    expect("autumn/meter-by-application", at: "meters.t", in: text, provider: "autumn")
    expectJSON(
      try request("features/tokens", in: artifact(text, for: "autumn"))["body"],
      #"""
      {"feature_id": "tokens", "name": "tokens", "type": "metered", "consumable": true, "event_names": ["ai.tokens"]}
      """#)
  }

  @Test(arguments: ["unique_count", "avg", "min", "max", "latest"])
  func `a meter that does not sum sets no event name`(aggregation: String) throws {
    let text = #"""
      {"meters": {"t": {"eventType": "ai.tokens", "aggregation": ⟦"\#(aggregation)"⟧, "valueProperty": "$.n"}},
       "features": {"tokens": {"type": "metered", "meter": "t"}}, "plans": {}}
      """#
    expect("autumn/aggregation-unsupported", at: "meters.t.aggregation", in: text, provider: "autumn")
    #expect(try request("features/tokens", in: artifact(text, for: "autumn"))["body"]?["event_names"] == nil)
  }

  // MARK: Allowances

  @Test(arguments: ["day", "week", "month", "year"]) func `an allowance resets as the catalog says`(reset: String) throws {
    expectJSON(
      try plan(allowance(#"{"amount": 0.1, "reset": "\#(reset)"}"#))?["items"],
      #"[{"feature_id": "tokens", "included": 0.1, "reset": {"interval": "\#(reset)"}}]"#)
  }

  @Test func `an allowance of 0 is a balance of 0`() throws {
    expectJSON(
      try plan(allowance("0"))?["items"], #"[{"feature_id": "tokens", "included": 0, "reset": {"interval": "month"}}]"#)
  }

  @Test func `a soft limit allows overage`() throws {
    let text = allowance(#"{"amount": 5, "isSoftLimit": true}"#)
    expectJSON(
      try plan(text)?["billing_controls"], #"{"overage_allowed": [{"feature_id": "tokens", "enabled": true}]}"#)
    #expect(findings(text, provider: "autumn") == ["autumn/item-without-price @ plans.pro"])
  }

  @Test func `a hard limit is Autumn's default`() throws {
    #expect(try plan(allowance(#"{"amount": 5, "isSoftLimit": false}"#))?["billing_controls"] == nil)
  }

  @Test func `a larger allowance is reduced to the maximum`() throws {
    expectNo("autumn/units-unsupported", in: allowance("1e13"), provider: "autumn")
    let text = allowance("⟦1e300⟧")
    expect("autumn/units-unsupported", at: "plans.pro.entitlements.tokens", in: text, provider: "autumn")
    expectJSON(
      try plan(text)?["items"],
      #"[{"feature_id": "tokens", "included": 10000000000000, "reset": {"interval": "month"}}]"#)
  }

  @Test func `a long allowance is sent, although Autumn loses its last digits`() throws {
    let text = allowance("⟦0.1234567890123456789⟧")
    expect("autumn/number-too-long", at: "plans.pro.entitlements.tokens", in: text, provider: "autumn")
    expectJSON(
      try plan(text)?["items"],
      #"[{"feature_id": "tokens", "included": 0.1234567890123456789, "reset": {"interval": "month"}}]"#)
  }

  @Test func `metadata of an entitlement is reported unless the entitlement is disabled`() {
    expect(
      "autumn/metadata-not-sent", at: "plans.pro.entitlements.tokens.metadata",
      in: #"""
        {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
         "plans": {"pro": {"entitlements": {"api": {"enabled": false, "metadata": {"a": 1}},
           "tokens": {"amount": 5, "metadata": ⟦{"a": 1}⟧}}}}}
        """#, provider: "autumn")
  }

  // MARK: Top-ups

  @Test func `the fields of a grant are reported, each at its place`() {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 5,
         "prices": {"p": {"amount": 100, "currency": "USD", "interval": "one_time"}},
         "grant": {"priority": 1, "expiration": {"duration": "HOUR", "count": 30}, "maxRolloverAmount": 4,
           "metadata": {"a": 1}}}},
       "providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}}
      """#
    #expect(
      findings(text, provider: "autumn") == [
        "autumn/grant-priority-unsupported @ topups.pack.grant.priority",
        "autumn/grant-expiration-unsupported @ topups.pack.grant.expiration",
        "autumn/grant-rollover-unsupported @ topups.pack.grant.maxRolloverAmount",
        "autumn/metadata-not-sent @ topups.pack.grant.metadata",
      ])
  }

  @Test(arguments: [
    ("MONTH", 3, #"{"duration": "month", "length": 3}"#), ("DAY", 45, #"{"duration": "day", "length": 45}"#),
    ("HOUR", 48, #"{"duration": "day", "length": 2}"#), ("HOUR", 30, nil),
  ])
  func `bought units expire`(unit: String, count: Int, expiry: String?) throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 5,
         "prices": {"p": {"amount": 100, "currency": "USD", "interval": "one_time"}},
         "grant": {"expiration": {"duration": "\#(unit)", "count": \#(count)}}}},
       "providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}}
      """#
    let items = try #require(artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["items"]?.elements)
    #expect(items.map { $0["expiry"]?.compact } == [expiry.map { JSON.parsed($0) }])
    #expect(findings(text, provider: "autumn").count == (expiry == nil ? 1 : 0))
  }

  @Test func `a rollover of the full amount is not a limit`() {
    expectNo(
      "autumn/grant-rollover-unsupported",
      in: #"""
        {"features": {"tokens": {"type": "metered"}}, "plans": {},
         "topups": {"pack": {"feature": "tokens", "amount": 5, "grant": {"maxRolloverAmount": 5},
           "prices": {"p": {"amount": 100, "currency": "USD", "interval": "one_time"}}}}}
        """#, provider: "autumn")
  }

  @Test(arguments: [
    ("0", "autumn/zero-units-unsupported"), ("123456789.123456789", "autumn/number-too-long"),
    ("10000000000001", "autumn/units-unsupported"), ("1e300", "autumn/units-unsupported"),
  ])
  func `a top-up with an amount that cannot be sold is not sent`(amount: String, rule: String) throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": ⟦\#(amount)⟧,
         "prices": {"p": {"amount": 100, "currency": "USD", "interval": "one_time"},
           "free": {"amount": 0, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect(rule, at: "topups.pack.amount", in: text, provider: "autumn")
    let artifact = try artifact(text, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/tokens"])
    #expect(soldItems(in: artifact) == [])
  }
}
