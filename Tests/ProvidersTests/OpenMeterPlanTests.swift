import JSONText
import TestSupport
import Testing

/// Mode `plans`, in which OpenMeter bills.
@Suite struct OpenMeterPlanTests {
  // MARK: A complete catalog

  /// A plan with one price, an add-on, and a top-up of one of its features.
  static let whole = #"""
    {
      "meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": ⟦"tokens"⟧}},
      "features": {
        "aiTokens": {"key": "ai_tokens", "type": "metered", "meter": "tokens", "name": "AI tokens"},
        "apiAccess": {"key": "api_access", "type": "boolean", "name": "API access"},
        "prioritySupport": {"key": "priority_support", "type": "boolean", "name": "Priority support"}
      },
      "plans": {"pro": {"name": "Pro",
        "entitlements": {"aiTokens": {"amount": 100000, "reset": "month"}, "apiAccess": true},
        "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
      "addons": {"prioritySupport": {"key": "priority_support", "name": "Priority support", "compatiblePlans": ["pro"],
        "entitlements": {"prioritySupport": true},
        "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}}},
      "topups": {"tokenPack1m": {"key": "token_pack_1m", "feature": "aiTokens", "amount": 1000000,
        "grant": {"priority": 1, "expiration": {"duration": "YEAR", "count": 1}},
        "prices": {"default": {"amount": 1500, "currency": "USD", "interval": "one_time"}}}},
      "providers": {"openmeter": {"options": {"mode": "plans"}}}
    }
    """#

  @Test func `requests are in a valid order`() throws {
    let artifact = try artifact(Self.whole, for: "openmeter")
    #expect(
      ids("setup", in: artifact) == [
        "meters/tokens", "features/aiTokens", "features/apiAccess", "features/prioritySupport",
        "addons/prioritySupport/monthly", "publish/addons/prioritySupport/monthly", "plans/pro/monthly",
        "plan-addons/pro/monthly/prioritySupport/monthly", "publish/plans/pro/monthly",
      ])
    #expect(
      soldItems(in: artifact) == [
        "purchase/plan/pro/monthly", "entitlements/plan/pro/aiTokens", "purchase/addon/prioritySupport/monthly",
        "grants/topup/tokenPack1m",
      ])
    #expect(
      findings(Self.whole, provider: "openmeter") == [
        "openmeter/json-path @ meters.tokens.valueProperty",
        "openmeter/granted-separately @ plans.pro.entitlements.aiTokens",
        "openmeter/situation-unsupported @ addons.prioritySupport",
        "openmeter/topup-rollover-missing @ topups.tokenPack1m.grant.maxRolloverAmount",
        "openmeter/topup-spent-first @ topups.tokenPack1m.grant.priority",
        "openmeter/topup-price-not-sent @ topups.tokenPack1m.prices.default",
      ])
  }

  @Test func `an add-on is created and published`() throws {
    let artifact = try artifact(Self.whole, for: "openmeter")
    expectJSON(
      try request("addons/prioritySupport/monthly", in: artifact),
      #"""
      {"id": "addons/prioritySupport/monthly",
       "lookup": {"method": "GET", "path": "/api/v1/addons/priority_support", "query": {"includeLatest": true}},
       "method": "POST", "path": "/api/v1/addons",
       "body": {"key": "priority_support", "name": "Priority support", "currency": "USD", "instanceType": "single",
         "metadata": {"catalogAddonId": "prioritySupport", "catalogPriceId": "monthly"},
         "rateCards": [
           {"type": "flat_fee", "key": "priority_support_fee", "name": "Priority support", "billingCadence": "P1M",
            "price": {"type": "flat", "amount": "10.00", "paymentTerm": "in_advance"}},
           {"type": "flat_fee", "key": "priority_support", "name": "Priority support", "featureKey": "priority_support",
            "billingCadence": null, "price": null,
            "entitlementTemplate": {"type": "boolean", "metadata": {"catalogFeatureId": "prioritySupport"}}}]}}
      """#)
    expectJSON(
      try request("publish/addons/prioritySupport/monthly", in: artifact),
      #"""
      {"id": "publish/addons/prioritySupport/monthly",
       "lookup": {"method": "GET", "path": "/api/v1/addons/{addons/prioritySupport/monthly}", "match": {"status": "active"}},
       "method": "POST", "path": "/api/v1/addons/{addons/prioritySupport/monthly}/publish"}
      """#)
  }

  @Test func `a plan is created, gets its add-on while it is a draft, and is published`() throws {
    let artifact = try artifact(Self.whole, for: "openmeter")
    expectJSON(
      try request("plans/pro/monthly", in: artifact),
      #"""
      {"id": "plans/pro/monthly",
       "lookup": {"method": "GET", "path": "/api/v1/plans/pro", "query": {"includeLatest": true}},
       "method": "POST", "path": "/api/v1/plans",
       "body": {"key": "pro", "name": "Pro", "currency": "USD", "billingCadence": "P1M",
         "proRatingConfig": {"enabled": true, "mode": "prorate_prices"},
         "metadata": {"catalogPlanId": "pro", "catalogPriceId": "monthly"},
         "phases": [{"key": "default", "name": "Default", "duration": null, "rateCards": [
           {"type": "flat_fee", "key": "pro_fee", "name": "Pro", "billingCadence": "P1M",
            "price": {"type": "flat", "amount": "20.00", "paymentTerm": "in_advance"}},
           {"type": "flat_fee", "key": "api_access", "name": "API access", "featureKey": "api_access",
            "billingCadence": null, "price": null, "entitlementTemplate": {"type": "boolean", "metadata": {"catalogFeatureId": "apiAccess"}}}]}]}}
      """#)
    expectJSON(
      try request("plan-addons/pro/monthly/prioritySupport/monthly", in: artifact),
      #"""
      {"id": "plan-addons/pro/monthly/prioritySupport/monthly",
       "lookup": {"method": "GET", "path": "/api/v1/plans/{plans/pro/monthly}/addons", "query": {"pageSize": 1000},
         "match": {"addon": {"id": {"$ref": "addons/prioritySupport/monthly"}}}},
       "method": "POST", "path": "/api/v1/plans/{plans/pro/monthly}/addons",
       "body": {"addonId": {"$ref": "addons/prioritySupport/monthly"}, "fromPlanPhase": "default",
         "metadata": {"catalogAddonId": "prioritySupport"}}}
      """#)
    expectJSON(
      try request("publish/plans/pro/monthly", in: artifact),
      #"""
      {"id": "publish/plans/pro/monthly",
       "lookup": {"method": "GET", "path": "/api/v1/plans/{plans/pro/monthly}", "match": {"status": "active"}},
       "method": "POST", "path": "/api/v1/plans/{plans/pro/monthly}/publish"}
      """#)
  }

  @Test func `a customer subscribes, gets features with top-ups separately, and buys the add-on`() throws {
    let artifact = try artifact(Self.whole, for: "openmeter")
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact),
      #"""
      {"id": "purchase/plan/pro/monthly", "situation": "new_customer", "method": "POST", "path": "/api/v1/subscriptions",
       "body": {"customerKey": {"$param": "customer"}, "plan": {"key": "pro"}, "timing": "immediate"}}
      """#)
    expectJSON(
      try request("entitlements/plan/pro/aiTokens", in: artifact)["body"],
      #"""
      {"featureKey": "ai_tokens", "type": "metered", "issue": {"amount": 100000},
       "usagePeriod": {"interval": "MONTH", "anchor": {"$param": "subscription_started_at"}},
       "measureUsageFrom": {"$param": "subscription_started_at"},
       "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "aiTokens"}}
      """#)
    expectJSON(
      try request("purchase/addon/prioritySupport/monthly", in: artifact),
      #"""
      {"id": "purchase/addon/prioritySupport/monthly", "situation": "running_subscription", "method": "POST",
       "path": "/api/v1/subscriptions/{subscription}/addons",
       "body": {"name": "Priority support", "quantity": 1, "timing": "immediate",
         "addon": {"id": {"$ref": "addons/prioritySupport/monthly"}}}}
      """#)
  }

  // MARK: Plans

  static func catalog(_ plans: String, _ sections: String = "") -> String {
    #"""
    {"meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
     "features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tier": {"type": "static"},
       "tokens": {"type": "metered", "meter": "tokens"}},
     "plans": {\#(plans)}, \#(sections.isEmpty ? "" : sections + ",")
     "providers": {"openmeter": {"options": {"mode": "plans"}}}}
    """#
  }

  /// A plan that grants API access, with these prices.
  static func sold(_ prices: String) -> String {
    catalog(#""pro": {"entitlements": {"api": true}, "prices": \#(prices)}"#)
  }

  /// A valid OpenMeter id.
  static let id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
  static let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
  static let once = #"{"amount": 1, "currency": "USD", "interval": "one_time"}"#
  static let yearly = #"{"amount": 20000, "currency": "USD", "interval": "year"}"#

  @Test func `a rate card grants a feature with all its fields`() throws {
    let artifact = try artifact(
      Self.catalog(
        #"""
        "pro": {"entitlements": {"tokens": {"amount": 0.5, "reset": "year", "isSoftLimit": true,
          "preserveOverageAtReset": true, "metadata": {"n": 1}}, "tier": "gold", "api": false}, "prices": {"monthly": \#(Self.monthly)}}
        """#), for: "openmeter")
    expectJSON(
      try phases("plans/pro/monthly", in: artifact)?.last?["rateCards"],
      #"""
      [{"type": "flat_fee", "key": "pro_fee", "name": "pro", "billingCadence": "P1M",
        "price": {"type": "flat", "amount": "20.00", "paymentTerm": "in_advance"}},
       {"type": "flat_fee", "key": "tokens", "name": "tokens", "featureKey": "tokens", "billingCadence": null, "price": null,
        "entitlementTemplate": {"type": "metered", "isSoftLimit": true, "issueAfterReset": 0.5, "issueAfterResetPriority": 1,
          "preserveOverageAtReset": true, "usagePeriod": "P1Y", "metadata": {"n": "1", "catalogFeatureId": "tokens"}}},
       {"type": "flat_fee", "key": "tier", "name": "tier", "featureKey": "tier", "billingCadence": null, "price": null,
        "entitlementTemplate": {"type": "static", "config": "{\"value\":\"gold\"}",
          "metadata": {"catalogFeatureId": "tier"}}}]
      """#)
  }

  private func phases(_ id: String, in artifact: JSON) throws -> [JSON]? {
    try request(id, in: artifact)["body"]?["phases"]?.elements
  }

  @Test func `each of several prices becomes a plan with its own key, name and fee`() throws {
    let text = Self.catalog(
      #"""
      "pro": {"name": "Pro", "entitlements": {"api": true},
        "prices": ⟦{"monthly": \#(Self.monthly), "Per Year": \#(Self.yearly)}⟧}
      """#)
    expect("openmeter/object-per-price", at: "plans.pro.prices", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    let body = try request("plans/pro/Per%20Year", in: artifact)["body"]
    #expect(body?["key"] == "pro_per_year")
    #expect(body?["name"] == "Pro (Per Year)")
    #expect(body?["billingCadence"] == "P1Y")
    expectJSON(
      body?["phases"]?.elements?.first?["rateCards"]?.elements?.first,
      #"""
      {"type": "flat_fee", "key": "pro_per_year_fee", "name": "Pro", "billingCadence": "P1Y",
       "price": {"type": "flat", "amount": "200.00", "paymentTerm": "in_advance"}}
      """#)
    #expect(try request("purchase/plan/pro/Per%20Year", in: artifact)["body"]?["plan"]?["key"] == "pro_per_year")
  }

  @Test(arguments: [
    (#""week""#, "P1W"), (#""week", "intervalCount": 2"#, "P2W"), (#""week", "intervalCount": 4"#, "P4W"),
    (#""month""#, "P1M"), (#""month", "intervalCount": 3"#, "P3M"), (#""month", "intervalCount": 6"#, "P6M"),
    (#""month", "intervalCount": 12"#, "P1Y"), (#""year""#, "P1Y"),
  ])
  func `a plan is billed at the cadences that OpenMeter supports`(interval: String, cadence: String) throws {
    let artifact = try artifact(
      Self.sold(#"{"p": {"amount": 1, "currency": "USD", "interval": \#(interval)}}"#), for: "openmeter")
    #expect(try request("plans/pro/p", in: artifact)["body"]?["billingCadence"] == .string(cadence))
  }

  @Test(arguments: [
    (#"⟦"day"⟧"#, "interval"), (#"⟦"day"⟧, "intervalCount": 7"#, "interval"),
    (#""week", "intervalCount": ⟦3⟧"#, "intervalCount"),
    (#""month", "intervalCount": ⟦2⟧"#, "intervalCount"), (#""year", "intervalCount": ⟦2⟧"#, "intervalCount"),
    (#""month", "intervalCount": ⟦9223372036854775807⟧"#, "intervalCount"),
  ])
  func `a price at another cadence is not sent, nor anything that refers to it`(interval: String, field: String) throws {
    let text = Self.sold(#"{"p": {"amount": 1, "currency": "USD", "interval": \#(interval)}}"#)
    expect("openmeter/interval-unsupported", at: "plans.pro.prices.p.\(field)", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(ids("setup", in: artifact).filter { $0.contains("plans") }.isEmpty)
    #expect(soldItems(in: artifact).isEmpty)
  }

  @Test(arguments: [("usd", "USD", "20.05"), ("JPY", "JPY", "2005"), ("KWD", "KWD", "2.005")])
  func `money is a decimal string in the major unit`(written: String, code: String, amount: String) throws {
    let artifact = try artifact(
      Self.sold(#"{"p": {"amount": 2005, "currency": "\#(written)", "interval": "month"}}"#), for: "openmeter")
    let body = try request("plans/pro/p", in: artifact)["body"]
    #expect(body?["currency"] == .string(code))
    #expect(
      body?["phases"]?.elements?.first?["rateCards"]?.elements?.first?["price"]?["amount"] == .string(amount))
  }

  @Test func `a price's metadata and lookup key are on its card, a plan's on the plan`() throws {
    let price = #"""
      {"amount": 0, "currency": "USD", "interval": "month", "lookupKey": "pro_2026",
        "metadata": {"q": true, "lookupKey": "x"}}
      """#
    let artifact = try artifact(
      Self.catalog(
        #"""
        "pro": {"description": "For teams", "metadata": {"a": {"b": 1}}, "entitlements": {"api": true},
          "prices": {"m": \#(price)}}
        """#),
      for: "openmeter")
    let body = try request("plans/pro/m", in: artifact)["body"]
    #expect(body?["description"] == "For teams")
    expectJSON(body?["metadata"], #"{"a": "{\"b\":1}", "catalogPlanId": "pro", "catalogPriceId": "m"}"#)
    expectJSON(
      body?["phases"]?.elements?.first?["rateCards"]?.elements?.first,
      #"""
      {"type": "flat_fee", "key": "pro_fee", "name": "pro", "metadata": {"q": "true", "lookupKey": "pro_2026"},
       "billingCadence": "P1M", "price": {"type": "flat", "amount": "0.00", "paymentTerm": "in_advance"}}
      """#)
  }

  @Test func `a trial is a free phase with the features, and moves the billing anchor`() throws {
    let text = Self.sold(#"{"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦14⟧}}"#)
    expect("openmeter/trial-phase", at: "plans.pro.prices.m.trialDays", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    let card = #"""
      {"type": "flat_fee", "key": "api", "name": "api", "featureKey": "api", "billingCadence": null, "price": null,
       "entitlementTemplate": {"type": "boolean", "metadata": {"catalogFeatureId": "api"}}}
      """#
    expectJSON(
      try request("plans/pro/m", in: artifact)["body"]?["phases"],
      #"""
      [{"key": "trial", "name": "Trial", "duration": "P14D", "rateCards": [\#(card)]},
       {"key": "default", "name": "Default", "duration": null, "rateCards": [
         {"type": "flat_fee", "key": "pro_fee", "name": "pro", "billingCadence": "P1M",
          "price": {"type": "flat", "amount": "20.00", "paymentTerm": "in_advance"}}, \#(card)]}]
      """#)
    expectJSON(
      try request("purchase/plan/pro/m", in: artifact)["body"],
      #"""
      {"customerKey": {"$param": "customer"}, "plan": {"key": "pro"}, "timing": "immediate",
       "billingAnchor": {"$param": "billing_anchor"}}
      """#)
  }

  @Test func `the trial of a plan without features charges 0, and a trial of 0 days is ignored`() throws {
    let plan = { (days: Int) in
      Self.catalog(
        #"""
        "pro": {"entitlements": {"api": false},
          "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": \#(days)}}}
        """#)
    }
    expectJSON(
      try phases("plans/pro/m", in: try artifact(plan(14), for: "openmeter"))?.first?["rateCards"],
      #"""
      [{"type": "flat_fee", "key": "pro_fee", "name": "pro", "billingCadence": "P1M",
        "price": {"type": "flat", "amount": "0.00", "paymentTerm": "in_advance"}}]
      """#)
    expectNo("openmeter/trial-phase", in: plan(0), provider: "openmeter")
    #expect(try phases("plans/pro/m", in: try artifact(plan(0), for: "openmeter"))?.count == 1)
  }
}
