import Diagnostics
import JSONText
import TestSupport
import Testing

/// Boolean features at Dodo Payments.
@Suite struct DodoFeatureTests {
  private static func price(_ interval: String = "month", _ more: String = "") -> String {
    #"{"amount": 2000, "currency": "USD", "interval": "\#(interval)"\#(more)}"#
  }

  private static func plan(_ entitlements: String, _ more: String = "") -> String {
    #""plans": {"pro": {"entitlements": {\#(entitlements)}, "prices": {"m": \#(price())}\#(more)}}"#
  }

  private func entitlements(of request: String, in artifact: JSON) throws -> JSON? {
    try TestSupport.request(request, in: artifact)["body"]?["entitlements"]
  }

  private func notes(_ text: String) -> [String] {
    diagnostics(text, provider: "dodo").filter { $0.rule == "dodo/feature-not-sent" }.map { "\($0.path): \($0.message)" }
  }

  @Test func `a feature is created before the products that grant it`() throws {
    let artifact = try artifact(
      #"""
      {"id": "shop",
       "features": {"api": {"type": "boolean", "key": "api_access", "name": "API access", "description": "For programs",
         "metadata": {"rank": 1}}},
       \#(Self.plan(#""api": true"#)), "providers": {"dodo": {"metadata": {"env": "test"}}}}
      """#, for: "dodo")
    #expect(ids("setup", in: artifact) == ["features/api", "prices/plan/pro/m"])
    expectJSON(
      try request("features/api", in: artifact),
      #"""
      {"id": "features/api",
       "lookup": {"method": "GET", "path": "/entitlements", "query": {"integration_type": "feature_flag", "page_size": 100},
         "match": {"metadata": {"catalogId": "shop", "catalogFeatureId": "api"}}},
       "method": "POST", "path": "/entitlements",
       "body": {"name": "API access", "description": "For programs", "integration_type": "feature_flag",
         "integration_config": {"feature_id": "api_access", "feature_type": "boolean"},
         "metadata": {"env": "test", "rank": "1", "catalogId": "shop", "catalogFeatureId": "api"}}}
      """#)
    expectJSON(
      try entitlements(of: "prices/plan/pro/m", in: artifact), #"[{"entitlement_id": {"$ref": "features/api"}}]"#)
  }

  @Test func `what a price grants takes the place of what its plan grants`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "audit": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true, "sso": true}, "prices": {
         "m": \#(Self.price()), "y": \#(Self.price("year", #", "entitlements": {"sso": false, "audit": true}"#))}}}}
      """#, for: "dodo")
    #expect(ids("setup", in: artifact).prefix(3) == ["features/api", "features/sso", "features/audit"])
    expectJSON(
      try entitlements(of: "prices/plan/pro/m", in: artifact),
      #"[{"entitlement_id": {"$ref": "features/api"}}, {"entitlement_id": {"$ref": "features/sso"}}]"#)
    expectJSON(
      try entitlements(of: "prices/plan/pro/y", in: artifact),
      #"[{"entitlement_id": {"$ref": "features/api"}}, {"entitlement_id": {"$ref": "features/audit"}}]"#)
  }

  @Test func `a one-time add-on grants its features, and a recurring one leaves them to the application`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "audit": {"type": "boolean"}},
       \#(Self.plan(#""api": true"#)),
       "addons": {
         "once": {"entitlements": {"sso": true}, "prices": {"p": \#(Self.price("one_time"))}},
         "more": {"entitlements": {"api": true, "audit": true}, "prices": {"p": \#(Self.price())}}}}
      """#
    let artifact = try artifact(text, for: "dodo")
    #expect(
      ids("setup", in: artifact) == [
        "features/api", "features/sso", "prices/addon/more/p", "prices/plan/pro/m", "prices/addon/once/p",
      ])
    expectJSON(
      try entitlements(of: "prices/addon/once/p", in: artifact), #"[{"entitlement_id": {"$ref": "features/sso"}}]"#)
    #expect(try entitlements(of: "prices/addon/more/p", in: artifact) == nil)
    #expect(
      notes(text).map { $0.prefix { $0 != ":" } } == ["addons.more.entitlements.api", "addons.more.entitlements.audit"])
  }

  @Test func `a feature that no product grants is not created`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "beta": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true, "sso": false}, "prices": {"m": \#(Self.price())}},
         "free": {"entitlements": {"beta": true}}}}
      """#
    #expect(ids("setup", in: try artifact(text, for: "dodo")) == ["features/api", "prices/plan/pro/m"])
    #expect(notes(text) == [])
  }

  @Test func `values, limits and allowances are left to the application`() throws {
    let text = #"""
      {"features": {"tier": {"type": "static"}, "seats": {"type": "limit"}, "calls": {"type": "metered"},
         "api": {"type": "boolean"}},
       \#(Self.plan(#""tier": "gold", "seats": 5, "calls": 100, "api": true"#))}
      """#
    #expect(ids("setup", in: try artifact(text, for: "dodo")) == ["features/api", "prices/plan/pro/m"])
    #expect(notes(text).map { $0.prefix { $0 != ":" } } == ["features.tier", "features.seats", "features.calls"])
  }

  @Test(arguments: [(50, []), (51, ["plans.pro.entitlements.f50"])])
  func `a product grants at most 50 features`(count: Int, left: [String]) throws {
    let features = (0..<count).map { #""f\#($0)": {"type": "boolean"}"# }.joined(separator: ", ")
    let granted = (0..<count).map { #""f\#($0)": true"# }.joined(separator: ", ")
    let text = #"{"features": {\#(features)}, \#(Self.plan(granted))}"#
    let artifact = try artifact(text, for: "dodo")
    #expect(try entitlements(of: "prices/plan/pro/m", in: artifact)?.elements?.count == 50)
    #expect(ids("setup", in: artifact).count == 51)
    #expect(notes(text).map { String($0.prefix { $0 != ":" }) } == left)
  }

  @Test func `an existing feature is used by its id`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean", "providerIds": {"dodo": "ent_1"}}},
       "plans": {
         "pro": {"entitlements": {"api": true}, "prices": {"m": \#(Self.price())}},
         "base": {"entitlements": {}, "prices": {"m": \#(Self.price())}, "providerIds": {"dodo": "pdt_1"}}}}
      """#, for: "dodo")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/m", "prices/plan/base/m"])
    expectJSON(try entitlements(of: "prices/plan/pro/m", in: artifact), #"[{"entitlement_id": "ent_1"}]"#)
    // The list of an existing product is replaced.
    expectJSON(try entitlements(of: "prices/plan/base/m", in: artifact), "[]")
  }

  @Test func `what a plan says about a feature is not sent`() {
    expect(
      "dodo/metadata-not-sent", at: "plans.pro.entitlements.api.metadata",
      in: #"{"features": {"api": {"type": "boolean"}}, \#(Self.plan(#""api": {"metadata": ⟦{"team": "core"}⟧}"#))}"#,
      provider: "dodo")
  }
}
