import Accounts
import Catalog
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// Mode `entitlements`, in which customers are billed elsewhere.
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

  @Test func `a disabled feature is not sent`() throws {
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
    #expect(soldItems(in: artifact).isEmpty)
  }

  @Test func `the entry of one item equals that of the section`() throws {
    let text = #"""
      {\#(Self.meters), "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"extra": {"entitlements": {"tokens": 5}}}}
      """#
    let compilation = Compilation(Marked(text).source, providers: .named([try #require(Provider.named("openmeter"))]))
    let catalog = try #require(compilation.catalog)
    let section = try artifact(text, for: "openmeter")["entitlements"]?.elements
    let entries = catalog.items.map { OpenMeterEntitlements.entry(for: $0, in: catalog).compact }
    #expect(entries == section?.map(\.compact))
  }

  // MARK: Values

  @Test(arguments: [
    (#"{\"value\": \"x\"}"#, #"{\"value\": \"x\"}"#), ("{}", "{}"), (" {} ", " {} "),
  ])
  func `a static value that is a JSON object is sent unchanged`(written: String, sent: String) throws {
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
  func `any other static value is wrapped in an object`(written: String, sent: String) throws {
    let text = #"{\#(Self.meters), "plans": {"pro": {"entitlements": {"tier": ⟦"\#(written)"⟧}}}}"#
    expect("openmeter/static-config-wrapped", at: "plans.pro.entitlements.tier", in: text, provider: "openmeter")
    expectJSON(try config(text), "\"\(sent)\"")
  }

  private func config(_ text: String) throws -> JSON? {
    try artifact(text, for: "openmeter")["entitlements"]?.elements?.first?["entitlements"]?.elements?.first?["config"]
  }

  @Test(arguments: ["9007199254740993", "0.1234567890123456"])
  func `an amount that exceeds a double is sent unchanged, with a warning`(amount: String) throws {
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
    #expect(soldItems(in: artifact) == ["entitlements/plan/pro/tokens", "entitlements/plan/pro/api"])
    expectJSON(
      try request("entitlements/plan/pro/tokens", in: artifact),
      #"""
      {"id": "entitlements/plan/pro/tokens", "situation": "new_customer",
       "lookup": {"method": "GET", "path": "/api/v2/customers/{customer}/entitlements/ai_tokens",
         "match": {"metadata": {"catalogPlanId": "pro", "catalogFeatureId": "tokens"}}},
       "method": "POST", "path": "/api/v2/customers/{customer}/entitlements",
       "body": {"featureKey": "ai_tokens", "type": "metered", "issue": {"amount": 0}, "usagePeriod": {"interval": "MONTH"},
         "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "tokens"}}}
      """#)
    expectJSON(
      try request("entitlements/plan/pro/api", in: artifact),
      #"""
      {"id": "entitlements/plan/pro/api", "situation": "new_customer",
       "lookup": {"method": "GET", "path": "/api/v2/customers/{customer}/entitlements/api"},
       "method": "POST", "path": "/api/v2/customers/{customer}/entitlements",
       "body": {"featureKey": "api", "type": "boolean", "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "api"}}}
      """#)
  }

  // MARK: Add-ons with plans

  private func addon(
    _ entitlement: String, _ plans: String, _ fields: String = "", others: String = ""
  ) -> String {
    #"""
    {\#(Self.meters), "plans": {\#(plans)}, "addons": {"extra": {\#(fields) "entitlements": {\#(entitlement)}}\#(others)}}
    """#
  }

  private func purchases(_ text: String) throws -> [String] {
    soldItems(in: try artifact(text, for: "openmeter")).filter { !$0.hasPrefix("entitlements/plan/") }
  }

  @Test func `an allowance that every compatible plan has is a recurring grant`() throws {
    let text = addon(
      #""tokens": {"amount": 500, "reset": "day", "metadata": {"why": "boost"}}"#,
      #""pro": {"entitlements": {"tokens": 1000}}"#)
    let artifact = try artifact(text, for: "openmeter")
    #expect(try purchases(text) == ["grants/addon/extra/tokens"])
    #expect(findings(text, provider: "openmeter", withLints: false).isEmpty)
    expectJSON(
      try request("grants/addon/extra/tokens", in: artifact),
      #"""
      {"id": "grants/addon/extra/tokens", "situation": "running_subscription",
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

  @Test func `an allowance that only some compatible plans have is both, and a warning names the plans`() throws {
    let plans = #"""
      "free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"tokens": 1}}, "team": {"entitlements": {"tokens": 2}}
      """#
    let text = addon(#"⟦"tokens"⟧: 5"#, plans)
    expect("openmeter/addon-allowance-split", at: "addons.extra.entitlements.tokens", in: text, provider: "openmeter")
    #expect(
      diagnostics(text, provider: "openmeter", withLints: false).first?.message
        == "with `pro` and `team` this is a grant, with `free` an entitlement; send the matching request")
    #expect(try purchases(text) == ["entitlements/addon/extra/tokens", "grants/addon/extra/tokens"])
  }

  @Test func `only compatible plans count`() throws {
    let plans = #""free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"tokens": 1}}"#
    let pro = addon(#""tokens": 5"#, plans, #""compatiblePlans": ["pro"],"#)
    #expect(try purchases(pro) == ["grants/addon/extra/tokens"])
    let free = addon(#""tokens": 5"#, plans, #""compatiblePlans": ["free"],"#)
    #expect(try purchases(free) == ["entitlements/addon/extra/tokens"])
  }

  @Test func `a plan with a disabled feature does not grant it`() throws {
    let text = addon(#""api": true"#, #""free": {"entitlements": {"api": false}}"#)
    #expect(try purchases(text) == ["entitlements/addon/extra/api"])
    expectNo("openmeter/addon-feature-given", in: text, provider: "openmeter")
  }

  @Test func `an allowance that no plan has and that can be bought again is an entitlement, then grants`() throws {
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

  @Test func `a static value overrides that of a plan`() throws {
    let text = addon(
      #"⟦"tier"⟧: "{}""#, #""pro": {"entitlements": {"tier": "{}"}}, "free": {"entitlements": {"api": true}}"#)
    expect("openmeter/addon-static-value", at: "addons.extra.entitlements.tier", in: text, provider: "openmeter")
    #expect(try purchases(text) == ["entitlements/addon/extra/tier", "overrides/addon/extra/tier"])
    expectJSON(
      try request("overrides/addon/extra/tier", in: try artifact(text, for: "openmeter")),
      #"""
      {"id": "overrides/addon/extra/tier", "situation": "running_subscription",
       "lookup": {"method": "GET", "path": "/api/v2/customers/{customer}/entitlements/tier",
         "match": {"metadata": {"catalogAddonId": "extra", "catalogFeatureId": "tier"}}},
       "method": "PUT", "path": "/api/v2/customers/{customer}/entitlements/tier/override",
       "body": {"featureKey": "tier", "type": "static", "config": "{}",
         "metadata": {"catalogAddonId": "extra", "catalogFeatureId": "tier"}}}
      """#)
  }

  @Test func `the plan decides the limit of an allowance`() {
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

  @Test func `an add-on with an allowance of 0 creates no grant`() throws {
    let text = addon(#""tokens": ⟦0⟧"#, #""pro": {"entitlements": {"tokens": 5}}"#)
    expect("openmeter/zero-units-unsupported", at: "addons.extra.entitlements.tokens", in: text, provider: "openmeter")
    #expect(try purchases(text).isEmpty)
  }

  // MARK: Billing elsewhere

  @Test func `one note per item names the ignored fields, and one each price of a top-up`() {
    let text = #"""
      {\#(Self.meters),
       "plans": {⟦"pro"⟧: {"name": "Pro", "description": "For teams", "entitlements": {"api": true}, "metadata": {"a": 1},
           "prices": {"m": {"amount": 1, "currency": "USD", "interval": "month", "trialDays": 3, "lookupKey": "k"}}},
         "free": {"name": "Free", "entitlements": {"api": true}}},
       "addons": {⟦"extra"⟧: {"entitlements": {"sso": true}, "providerIds": {"openmeter": "x"}}},
       "topups": {⟦"pack"⟧: {"description": "Tokens", "feature": "tokens", "amount": 1,
         "prices": {⟦"o"⟧: {"amount": 1, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect(
      "openmeter/prices-not-sent", at: "plans.pro", "addons.extra", "topups.pack", "topups.pack.prices.o", in: text,
      provider: "openmeter")
    #expect(
      diagnostics(text, provider: "openmeter").first { $0.path == "plans.pro" }?.message
        == "OpenMeter does not bill customers of `pro`; the plan's name, description, prices and metadata are ignored")
  }

  @Test func `the application enforces compatible plans and quantities`() {
    let text = addon(
      #""sso": true"#, #""pro": {"entitlements": {"api": true}}"#,
      #""compatiblePlans": ⟦["pro"]⟧, "quantity": {"min": 2},"#)
    expect("openmeter/compatible-plans-not-enforced", at: "addons.extra.compatiblePlans", in: text, provider: "openmeter")
    #expect(findings(text, provider: "openmeter").contains("openmeter/quantity-not-enforced @ addons.extra.quantity"))
  }
}
