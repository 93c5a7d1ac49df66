import Accounts
import Catalog
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// The mode `entitlements`: customers are billed elsewhere.
@Suite struct OpenMeterEntitlementTests {
  static let meters = #"""
    "meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
    "features": {"tokens": {"type": "metered", "meter": "tokens", "key": "ai_tokens"}, "api": {"type": "boolean"},
      "sso": {"type": "boolean"}, "tier": {"type": "static"}}
    """#

  // MARK: The section

  @Test func `each kind of entitlement is a body that OpenMeter accepts`() throws {
    let artifact = try artifact(
      #"""
      {\#(Self.meters),
       "plans": {"pro": {"key": "pro_plan", "entitlements": {
         "tokens": {"amount": 1000.5, "reset": "week", "isSoftLimit": true, "preserveOverageAtReset": false,
           "metadata": {"unit": "token", "tier": 2}},
         "api": {"enabled": true, "metadata": {"env": "plan"}}, "tier": "priority"}}},
       "addons": {"extra": {"entitlements": {"sso": true}}},
       "providers": {"openmeter": {"metadata": {"env": "settings"}}}}
      """#, for: "openmeter")
    expectJSON(
      artifact["entitlements"],
      #"""
      [{"kind": "plan", "catalogPlanId": "pro", "key": "pro_plan", "entitlements": [
         {"featureKey": "ai_tokens", "type": "metered", "issue": {"amount": 1000.5}, "usagePeriod": {"interval": "WEEK"},
          "isSoftLimit": true, "preserveOverageAtReset": false,
          "metadata": {"env": "settings", "unit": "token", "tier": "2", "catalogPlanId": "pro",
            "catalogFeatureId": "tokens"}},
         {"featureKey": "api", "type": "boolean",
          "metadata": {"env": "plan", "catalogPlanId": "pro", "catalogFeatureId": "api"}},
         {"featureKey": "tier", "type": "static", "config": "{\"value\":\"priority\"}",
          "metadata": {"env": "settings", "catalogPlanId": "pro", "catalogFeatureId": "tier"}}]},
       {"kind": "addon", "catalogAddonId": "extra", "key": "extra", "entitlements": [
         {"featureKey": "sso", "type": "boolean",
          "metadata": {"env": "settings", "catalogAddonId": "extra", "catalogFeatureId": "sso"}}]}]
      """#)
  }

  @Test func `a feature that is switched off is in nothing that is sent`() throws {
    let artifact = try artifact(
      #"""
      {\#(Self.meters), "plans": {"free": {"entitlements": {"api": false, "sso": {"enabled": false}}}},
       "addons": {"none": {"entitlements": {"api": false}}}}
      """#, for: "openmeter")
    expectJSON(
      artifact["entitlements"],
      #"""
      [{"kind": "plan", "catalogPlanId": "free", "key": "free", "entitlements": []},
       {"kind": "addon", "catalogAddonId": "none", "key": "none", "entitlements": []}]
      """#)
    #expect(ids("purchase", in: artifact).isEmpty)
  }

  @Test func `the entry of one item is the one of the section`() throws {
    let text = #"""
      {\#(Self.meters), "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"extra": {"entitlements": {"tokens": 5}}}}
      """#
    let compilation = Compilation(Marked(text).source, providers: .named([try #require(Provider.named("openmeter"))]))
    let catalog = try #require(compilation.catalog)
    let section = try artifact(text, for: "openmeter")["entitlements"]?.elements
    #expect(catalog.plans.map { OpenMeterEntitlements.entry(for: Item($0), in: catalog) } == section.map { [$0[0]] })
    #expect(catalog.addons.map { OpenMeterEntitlements.entry(for: Item($0), in: catalog) } == section.map { [$0[1]] })
  }

  // MARK: Values

  @Test(arguments: [
    (#"{\"value\": \"x\"}"#, #"{\"value\": \"x\"}"#), ("{}", "{}"), (" {} ", " {} "),
  ])
  func `a configuration that is an object is sent as it is`(written: String, sent: String) throws {
    let text = #"{\#(Self.meters), "plans": {"pro": {"entitlements": {"tier": "\#(written)"}}}}"#
    expectNo("openmeter/static-config-wrapped", in: text, provider: "openmeter")
    expectJSON(try config(text), "\"\(sent)\"")
  }

  @Test(arguments: [
    ("priority", #"{\"value\":\"priority\"}"#), ("", #"{\"value\":\"\"}"#), ("5", #"{\"value\":\"5\"}"#),
    ("[1]", #"{\"value\":\"[1]\"}"#), ("null", #"{\"value\":\"null\"}"#), (#"{\"a\": }"#, #"{\"value\":\"{\\\"a\\\": }\"}"#),
    (#"{\"a\": 1, \"a\": 2}"#, #"{\"value\":\"{\\\"a\\\": 1, \\\"a\\\": 2}\"}"#),
    (#"\uFEFF{}"#, #"{\"value\":\"\#u{FEFF}{}\"}"#),
  ])
  func `any other configuration is the value of an object`(written: String, sent: String) throws {
    let text = #"{\#(Self.meters), "plans": {"pro": {"entitlements": {"tier": ⟦"\#(written)"⟧}}}}"#
    expect("openmeter/static-config-wrapped", at: "plans.pro.entitlements.tier", in: text, provider: "openmeter")
    expectJSON(try config(text), "\"\(sent)\"")
  }

  private func config(_ text: String) throws -> JSON? {
    try artifact(text, for: "openmeter")["entitlements"]?.elements?.first?["entitlements"]?.elements?.first?["config"]
  }

  @Test(arguments: ["9007199254740993", "0.1234567890123456"])
  func `an amount that a double does not hold is sent as it is, with a warning`(amount: String) throws {
    let text = #"{\#(Self.meters), "plans": {"pro": {"entitlements": {"tokens": ⟦\#(amount)⟧}}}}"#
    expect("openmeter/number-too-long", at: "plans.pro.entitlements.tokens", in: text, provider: "openmeter")
    expectJSON(
      try artifact(text, for: "openmeter")["entitlements"]?.elements?.first?["entitlements"]?.elements?.first?["issue"],
      #"{"amount": \#(amount)}"#)
  }

  // MARK: Purchases

  @Test func `a plan's entitlements are templates for a customer`() throws {
    let artifact = try artifact(
      #"{\#(Self.meters), "plans": {"pro": {"entitlements": {"tokens": 0, "api": true}}}}"#, for: "openmeter")
    #expect(ids("purchase", in: artifact) == ["entitlements/plan/pro/tokens", "entitlements/plan/pro/api"])
    expectJSON(
      try request("entitlements/plan/pro/tokens", in: artifact),
      #"""
      {"id": "entitlements/plan/pro/tokens",
       "lookup": {"method": "GET", "path": "/api/v2/customers/{customer}/entitlements/ai_tokens",
         "match": {"metadata": {"catalogPlanId": "pro", "catalogFeatureId": "tokens"}}},
       "method": "POST", "path": "/api/v2/customers/{customer}/entitlements",
       "body": {"featureKey": "ai_tokens", "type": "metered", "issue": {"amount": 0}, "usagePeriod": {"interval": "MONTH"},
         "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "tokens"}}}
      """#)
    expectJSON(
      try request("entitlements/plan/pro/api", in: artifact),
      #"""
      {"id": "entitlements/plan/pro/api",
       "lookup": {"method": "GET", "path": "/api/v2/customers/{customer}/entitlements/api"},
       "method": "POST", "path": "/api/v2/customers/{customer}/entitlements",
       "body": {"featureKey": "api", "type": "boolean", "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "api"}}}
      """#)
  }

  // MARK: Add-ons beside plans

  private func addon(
    _ entitlement: String, _ plans: String, _ fields: String = "", others: String = ""
  ) -> String {
    #"""
    {\#(Self.meters), "plans": {\#(plans)}, "addons": {"extra": {\#(fields) "entitlements": {\#(entitlement)}}\#(others)}}
    """#
  }

  private func purchases(_ text: String) throws -> [String] {
    ids("purchase", in: try artifact(text, for: "openmeter")).filter { !$0.hasPrefix("entitlements/plan/") }
  }

  @Test func `an allowance beside every compatible plan's is a grant that comes back`() throws {
    let text = addon(
      #""tokens": {"amount": 500, "reset": "day", "metadata": {"why": "boost"}}"#,
      #""pro": {"entitlements": {"tokens": 1000}}"#)
    let artifact = try artifact(text, for: "openmeter")
    #expect(try purchases(text) == ["grants/addon/extra/tokens"])
    #expect(findings(text, provider: "openmeter", withLints: false).isEmpty)
    expectJSON(
      try request("grants/addon/extra/tokens", in: artifact),
      #"""
      {"id": "grants/addon/extra/tokens",
       "lookup": {"method": "GET", "path": "/api/v2/grants",
         "query": {"customer": {"$param": "customer"}, "feature": "ai_tokens", "includeDeleted": true, "order": "DESC",
           "pageSize": 1000},
         "match": {"metadata": {"catalogAddonId": "extra", "catalogFeatureId": "tokens",
           "idempotencyKey": {"$param": "purchase_id"}}}},
       "method": "POST", "path": "/api/v2/customers/{customer}/entitlements/ai_tokens/grants",
       "body": {"amount": 500, "priority": 1, "effectiveAt": {"$param": "effective_at"}, "maxRolloverAmount": 500,
         "minRolloverAmount": 0, "recurrence": {"interval": "DAY"},
         "metadata": {"why": "boost", "catalogAddonId": "extra", "catalogFeatureId": "tokens",
           "idempotencyKey": {"$param": "purchase_id"}}}}
      """#)
  }

  @Test func `an allowance that some compatible plans have is both, and a warning says which plans need which`() throws {
    let plans = #"""
      "free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"tokens": 1}}, "team": {"entitlements": {"tokens": 2}}
      """#
    let text = addon(#"⟦"tokens"⟧: 5"#, plans)
    expect("openmeter/addon-allowance-split", at: "addons.extra.entitlements.tokens", in: text, provider: "openmeter")
    #expect(
      diagnostics(text, provider: "openmeter", withLints: false).first?.message
        == "this is a grant with `pro` and `team`, and an entitlement with `free`; send the request that fits")
    #expect(try purchases(text) == ["entitlements/addon/extra/tokens", "grants/addon/extra/tokens"])
  }

  @Test func `only compatible plans count`() throws {
    let plans = #""free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"tokens": 1}}"#
    let pro = addon(#""tokens": 5"#, plans, #""compatiblePlans": ["pro"],"#)
    #expect(try purchases(pro) == ["grants/addon/extra/tokens"])
    let free = addon(#""tokens": 5"#, plans, #""compatiblePlans": ["free"],"#)
    #expect(try purchases(free) == ["entitlements/addon/extra/tokens"])
  }

  @Test func `a plan that switches a feature off does not give it`() throws {
    let text = addon(#""api": true"#, #""free": {"entitlements": {"api": false}}"#)
    #expect(try purchases(text) == ["entitlements/addon/extra/api"])
    expectNo("openmeter/addon-feature-given", in: text, provider: "openmeter")
  }

  @Test func `an allowance that no plan has, and that can be bought again, is an entitlement and then grants`() throws {
    let plans = #""free": {"entitlements": {"api": true}}"#
    let multiple = addon(#"⟦"tokens"⟧: 5"#, plans, #""multiple": true,"#)
    expect("openmeter/addon-units", at: "addons.extra.entitlements.tokens", in: multiple, provider: "openmeter")
    #expect(try purchases(multiple) == ["entitlements/addon/extra/tokens", "grants/addon/extra/tokens"])

    let others = addon(#"⟦"tokens"⟧: 5"#, plans, others: #", "more": {"entitlements": {⟦"tokens"⟧: 9}}"#)
    expect(
      "openmeter/addon-units", at: "addons.extra.entitlements.tokens", "addons.more.entitlements.tokens", in: others,
      provider: "openmeter")
  }

  @Test func `access that every compatible plan gives is not requested again`() throws {
    let all = addon(#"⟦"api"⟧: true"#, #""pro": {"entitlements": {"api": true}}"#)
    expect("openmeter/addon-feature-given", at: "addons.extra.entitlements.api", in: all, provider: "openmeter")
    #expect(try purchases(all).isEmpty)

    let some = addon(#"⟦"api"⟧: true"#, #""pro": {"entitlements": {"api": true}}, "free": {"entitlements": {"sso": true}}"#)
    expect("openmeter/addon-feature-given", at: "addons.extra.entitlements.api", in: some, provider: "openmeter")
    #expect(try purchases(some) == ["entitlements/addon/extra/api"])
  }

  @Test func `a value overrides that of a plan`() throws {
    let text = addon(
      #"⟦"tier"⟧: "{}""#, #""pro": {"entitlements": {"tier": "{}"}}, "free": {"entitlements": {"api": true}}"#)
    expect("openmeter/addon-static-value", at: "addons.extra.entitlements.tier", in: text, provider: "openmeter")
    #expect(try purchases(text) == ["entitlements/addon/extra/tier", "overrides/addon/extra/tier"])
    expectJSON(
      try request("overrides/addon/extra/tier", in: try artifact(text, for: "openmeter")),
      #"""
      {"id": "overrides/addon/extra/tier",
       "lookup": {"method": "GET", "path": "/api/v2/customers/{customer}/entitlements/tier",
         "match": {"metadata": {"catalogAddonId": "extra", "catalogFeatureId": "tier"}}},
       "method": "PUT", "path": "/api/v2/customers/{customer}/entitlements/tier/override",
       "body": {"featureKey": "tier", "type": "static", "config": "{}",
         "metadata": {"catalogAddonId": "extra", "catalogFeatureId": "tier"}}}
      """#)
  }

  @Test func `the limit of an allowance is the plan's`() {
    let plan = #""pro": {"entitlements": {"tokens": {"amount": 5, "isSoftLimit": true}}}"#
    for limit in [#""isSoftLimit": false"#, #""preserveOverageAtReset": true"#] {
      expect(
        "openmeter/addon-limit", at: "addons.extra.entitlements.tokens",
        in: addon(#"⟦"tokens"⟧: {"amount": 1, \#(limit)}"#, plan), provider: "openmeter")
    }
    for limit in [#""isSoftLimit": true"#, #""preserveOverageAtReset": false"#] {
      expectNo("openmeter/addon-limit", in: addon(#""tokens": {"amount": 1, \#(limit)}"#, plan), provider: "openmeter")
    }
  }

  @Test func `an add-on that adds nothing to an allowance makes no grant`() throws {
    let text = addon(#""tokens": ⟦0⟧"#, #""pro": {"entitlements": {"tokens": 5}}"#)
    expect("openmeter/zero-units-unsupported", at: "addons.extra.entitlements.tokens", in: text, provider: "openmeter")
    #expect(try purchases(text).isEmpty)
  }

  // MARK: What is billed elsewhere

  @Test func `one note an item says what is not sent`() {
    let text = #"""
      {\#(Self.meters),
       "plans": {⟦"pro"⟧: {"name": "Pro", "description": "For teams", "entitlements": {"api": true}, "metadata": {"a": 1},
           "prices": {"m": {"amount": 1, "currency": "USD", "interval": "month", "trialDays": 3, "lookupKey": "k"}}},
         "free": {"name": "Free", "entitlements": {"api": true}}},
       "addons": {⟦"extra"⟧: {"entitlements": {"sso": true}, "providerIds": {"openmeter": "x"}}},
       "topups": {⟦"pack"⟧: {"description": "Tokens", "feature": "tokens", "amount": 1,
         "prices": {"o": {"amount": 1, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect("openmeter/prices-not-sent", at: "plans.pro", "addons.extra", "topups.pack", in: text, provider: "openmeter")
    #expect(
      diagnostics(text, provider: "openmeter").first { $0.path == "plans.pro" }?.message
        == "OpenMeter does not bill customers of `pro`; its name, description, prices and metadata are ignored")
  }

  @Test func `compatible plans and quantities are the application's to keep`() {
    let text = addon(
      #""sso": true"#, #""pro": {"entitlements": {"api": true}}"#,
      #""compatiblePlans": ⟦["pro"]⟧, "multiple": true, "quantity": {"min": 1},"#)
    expect("openmeter/compatible-plans-not-enforced", at: "addons.extra.compatiblePlans", in: text, provider: "openmeter")
    #expect(findings(text, provider: "openmeter").contains("openmeter/quantity-not-enforced @ addons.extra.quantity"))
  }
}
