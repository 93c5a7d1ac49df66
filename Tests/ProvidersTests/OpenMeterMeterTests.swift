import Diagnostics
import JSONText
import TestSupport
import Testing

@Suite struct OpenMeterMeterTests {
  // MARK: Meters

  @Test func `a meter is sent with all its fields`() throws {
    let artifact = try artifact(
      #"""
      {"meters": {"aiTokens": {"key": "ai_tokens", "name": "AI tokens", "description": "Input and output",
         "eventType": "ai.tokens", "aggregation": "unique_count", "valueProperty": "$.id", "groupBy": {"model": "$.model", "kind": "$['kind']"},
         "metadata": {"team": "ml", "slo": 99.5}}},
       "features": {}, "plans": {}, "providers": {"openmeter": {"metadata": {"env": "test", "team": "none"}}}}
      """#, for: "openmeter")
    let body = #"""
      {"slug": "ai_tokens", "name": "AI tokens", "description": "Input and output", "aggregation": "UNIQUE_COUNT",
       "eventType": "ai.tokens", "valueProperty": "$.id", "groupBy": {"model": "$.model", "kind": "$['kind']"},
       "metadata": {"env": "test", "team": "ml", "slo": "99.5", "catalogMeterId": "aiTokens"}}
      """#
    expectJSON(artifact["meters"], "[\(body)]")
    expectJSON(
      try request("meters/aiTokens", in: artifact),
      #"""
      {"id": "meters/aiTokens",
       "lookup": {"method": "GET", "path": "/api/v1/meters/ai_tokens",
         "match": {"aggregation": "UNIQUE_COUNT", "eventType": "ai.tokens", "valueProperty": "$.id"}},
       "method": "POST", "path": "/api/v1/meters", "body": \#(body)}
      """#)
  }

  @Test func `a counting meter is found by its event type, and an empty description is not sent`() throws {
    let artifact = try artifact(
      #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "description": ""}}, "features": {},
       "plans": {}}
      """#, for: "openmeter")
    expectJSON(
      try request("meters/calls", in: artifact),
      #"""
      {"id": "meters/calls",
       "lookup": {"method": "GET", "path": "/api/v1/meters/calls",
         "match": {"aggregation": "COUNT", "eventType": "api.call"}},
       "method": "POST", "path": "/api/v1/meters",
       "body": {"slug": "calls", "name": "calls", "aggregation": "COUNT", "eventType": "api.call",
         "metadata": {"catalogMeterId": "calls"}}}
      """#)
  }

  @Test(arguments: [
    ("tokens", "$.tokens"), ("usage.tokens", "$.usage.tokens"), (".tokens", "$.tokens"), ("['tokens']", "$['tokens']"),
    ("[0].tokens", "$[0].tokens"),
  ])
  func `a path without a root gets one`(written: String, sent: String) throws {
    let text = #"""
      {"meters": {"m": {"eventType": "e", "aggregation": "sum", "valueProperty": ⟦"\#(written)"⟧}},
       "features": {}, "plans": {}}
      """#
    expect("openmeter/json-path", at: "meters.m.valueProperty", in: text, provider: "openmeter")
    #expect(try artifact(text, for: "openmeter")["meters"]?.elements?.first?["valueProperty"] == .string(sent))
  }

  @Test func `the path of a group gets a root, and must differ from that of the value`() throws {
    let text = #"""
      {"meters": {"m": {"eventType": "e", "aggregation": "sum", "valueProperty": "$.tokens",
        "groupBy": {"model": ⟦"model"⟧, "same": ⟦"tokens"⟧, "other": "$.other"}}}, "features": {}, "plans": {}}
      """#
    expect(
      "openmeter/json-path", at: "meters.m.groupBy.model", "meters.m.groupBy.same", in: text, provider: "openmeter")
    #expect(findings(text, provider: "openmeter").contains("openmeter/group-by-value @ meters.m.groupBy.same"))
    expectJSON(
      try artifact(text, for: "openmeter")["meters"]?.elements?.first?["groupBy"],
      #"{"model": "$.model", "other": "$.other"}"#)
  }

  @Test func `a group with an invalid name is skipped, and so is the object if no group is left`() throws {
    let text = #"""
      {"meters": {"m": {"eventType": "e", "aggregation": "count", "groupBy": {⟦"model-name"⟧: "$.a", ⟦"1st"⟧: "$.b"}}},
       "features": {}, "plans": {}}
      """#
    expect(
      "openmeter/group-by-name", at: "meters.m.groupBy.model-name", "meters.m.groupBy.1st", in: text, provider: "openmeter")
    #expect(diagnostics(text, provider: "openmeter").map(\.help) == ["write `model_name`", nil])
    #expect(try artifact(text, for: "openmeter")["meters"]?.elements?.first?["groupBy"] == nil)
  }

  @Test func `the value property of a counting meter is ignored`() throws {
    let text = #"""
      {"meters": {"m": {"eventType": "e", "aggregation": "count", "valueProperty": ⟦"tokens"⟧}}, "features": {}, "plans": {}}
      """#
    expect("openmeter/count-value-ignored", at: "meters.m.valueProperty", in: text, provider: "openmeter")
    expectNo("openmeter/json-path", in: text, provider: "openmeter")
    #expect(try artifact(text, for: "openmeter")["meters"]?.elements?.first?["valueProperty"] == nil)
  }

  // MARK: Features

  @Test func `a feature is sent with its meter's slug, and matches only with that meter`() throws {
    let artifact = try artifact(
      #"""
      {"meters": {"tokens": {"key": "ai_tokens", "eventType": "e", "aggregation": "latest", "valueProperty": "$.n"}},
       "features": {"tokens": {"type": "metered", "meter": "tokens", "name": "Tokens", "metadata": {"unit": null}},
         "sso": {"type": "boolean"}}, "plans": {}}
      """#, for: "openmeter")
    #expect(ids("setup", in: artifact) == ["meters/tokens", "features/tokens", "features/sso"])
    expectJSON(
      try request("features/tokens", in: artifact),
      #"""
      {"id": "features/tokens",
       "lookup": {"method": "GET", "path": "/api/v1/features/tokens", "match": {"meterSlug": "ai_tokens"}},
       "method": "POST", "path": "/api/v1/features",
       "body": {"key": "tokens", "name": "Tokens", "metadata": {"unit": "null", "catalogFeatureId": "tokens"},
         "meterSlug": "ai_tokens"}}
      """#)
    expectJSON(
      try request("features/sso", in: artifact),
      #"""
      {"id": "features/sso", "lookup": {"method": "GET", "path": "/api/v1/features/sso"},
       "method": "POST", "path": "/api/v1/features",
       "body": {"key": "sso", "name": "sso", "metadata": {"catalogFeatureId": "sso"}}}
      """#)
    #expect(artifact["features"]?.elements?.count == 2)
  }

  @Test(arguments: ["avg", "min", "max"])
  func `a feature is sent without its meter if OpenMeter cannot track a balance for it`(aggregation: String) throws {
    let text = #"""
      {"meters": {"m": {"eventType": "e", "aggregation": "\#(aggregation)", "valueProperty": "$.n"}},
       "features": {"f": {"type": "metered", "meter": ⟦"m"⟧}}, "plans": {}}
      """#
    expect("openmeter/balance-aggregation-unsupported", at: "features.f.meter", in: text, provider: "openmeter")
    #expect(try artifact(text, for: "openmeter")["features"]?.elements?.first?["meterSlug"] == nil)
  }

  @Test func `a metered feature without a meter is reported if it is granted or topped up`() {
    let features = #""features": {⟦"f"⟧: {"type": "metered"}}"#
    expect(
      "openmeter/feature-without-meter", at: "features.f",
      in: #"{\#(features), "plans": {}, "addons": {"a": {"entitlements": {"f": 1}}}}"#, provider: "openmeter")
    expect(
      "openmeter/feature-without-meter", at: "features.f",
      in: #"""
        {\#(features), "plans": {},
         "topups": {"t": {"feature": "f", "amount": 1,
           "prices": {"p": {"amount": 1, "currency": "USD", "interval": "one_time"}}}}}
        """#, provider: "openmeter")
    expectNo(
      "openmeter/feature-without-meter", in: #"{"features": {"f": {"type": "metered"}}, "plans": {}}"#,
      provider: "openmeter")
  }

  // MARK: Keys

  @Test(arguments: [
    ("aiTokens", "ai_tokens"), ("AI Tokens", "ai_tokens"), ("HTTPServer", "http_server"), ("api-v2", "api_v2"),
    ("_a__b_", "a_b"), ("Plan2Go", "plan2_go"),
  ])
  func `an invalid key is sent unchanged, and a valid one is suggested`(key: String, suggested: String) throws {
    let text = #"{"features": {⟦"\#(key)"⟧: {"type": "boolean"}}, "plans": {}}"#
    expect("openmeter/key-unsupported", at: "features.\(key)", in: text, provider: "openmeter")
    #expect(diagnostics(text, provider: "openmeter").first?.help == #"write `"key": "\#(suggested)"`"#)
    #expect(try artifact(text, for: "openmeter")["features"]?.elements?.first?["key"] == .string(key))
  }

  @Test func `an invalid key is reported at its place, and no key in use is suggested`() {
    let text = #"""
      {"meters": {"m": {"key": ⟦"M"⟧, "eventType": "e", "aggregation": "count"}},
       "features": {⟦"aB"⟧: {"type": "boolean"}, "a_b": {"type": "boolean"}, ⟦"月"⟧: {"type": "boolean"}}, "plans": {}}
      """#
    expect("openmeter/key-unsupported", at: "meters.m.key", "features.aB", "features.月", in: text, provider: "openmeter")
    #expect(
      diagnostics(text, provider: "openmeter").map(\.help) == [
        #"write `"key": "m"`"#, "choose a key of lowercase letters, digits and single `_` between them",
        "choose a key of lowercase letters, digits and single `_` between them",
      ])
  }

  @Test func `keys have at most 64 characters`() {
    let longest = String(repeating: "k", count: 64)
    expectNo(
      "openmeter/key-unsupported", in: #"{"features": {"\#(longest)": {"type": "boolean"}}, "plans": {}}"#,
      provider: "openmeter")
    expect(
      "openmeter/key-unsupported", at: "features.\(longest)k",
      in: #"{"features": {⟦"\#(longest)k"⟧: {"type": "boolean"}}, "plans": {}}"#, provider: "openmeter")
  }

  @Test func `the keys of plans and add-ons matter only if OpenMeter bills`() {
    let text = { (mode: String, open: String, close: String) in
      #"""
      {"features": {"f": {"type": "boolean"}},
       "plans": {\#(open)"myPlan"\#(close): {"entitlements": {"f": true},
         "prices": {"m": {"amount": 1, "currency": "USD", "interval": "month"}}}},
       "addons": {\#(open)"myAddon"\#(close): {"entitlements": {"f": true}}},
       "providers": {"openmeter": {"options": {"mode": "\#(mode)"}}}}
      """#
    }
    expectNo("openmeter/key-unsupported", in: text("entitlements", "", ""), provider: "openmeter")
    expect("openmeter/key-unsupported", at: "plans.myPlan", "addons.myAddon", in: text("plans", "⟦", "⟧"), provider: "openmeter")
  }

  @Test func `a feature's key of 26 characters must not begin with 0 to 7`() {
    for key in ["80000000000000000000000000", "a0000000000000000000000000", "7000000000000000000000000"] {
      expectNo(
        "openmeter/key-unsupported", in: #"{"features": {"\#(key)": {"type": "boolean"}}, "plans": {}}"#,
        provider: "openmeter")
    }
    expect(
      "openmeter/key-unsupported", at: "features.f.key",
      in: #"{"features": {"f": {"key": ⟦"70000000000000000000000000"⟧, "type": "boolean"}}, "plans": {}}"#,
      provider: "openmeter")
  }

  @Test func `settings metadata must not use reserved names`() throws {
    let text = #"""
      {"features": {"f": {"type": "boolean"}}, "plans": {},
       "providers": {"openmeter": {"metadata": {⟦"catalogFeatureId"⟧: "x", "env": "test"}}}}
      """#
    // The catalog's own rule reports it.
    expect("reserved-metadata", at: "providers.openmeter.metadata.catalogFeatureId", in: text, provider: "openmeter")
    expectNo("openmeter/metadata-reserved", in: text, provider: "openmeter")
    expectJSON(
      try artifact(text, for: "openmeter")["features"]?.elements?.first?["metadata"],
      #"{"env": "test", "catalogFeatureId": "f"}"#)
  }
}
