import Diagnostics
import JSONText
import TestSupport
import Testing

/// Prices with entitlements of their own, pools, existing objects, and catalogs with an id.
@Suite struct OpenMeterVariantTests {
  private func catalog(mode: String = "entitlements", id: String = "") -> String {
    #"""
    {\#(id) "features": {"api": {"type": "boolean"}, "players": {"type": "limit"}},
     "plans": {"host": {"entitlements": {"api": true, "players": 20}, "prices": {
       "small": {"amount": 900, "currency": "USD", "interval": "month"},
       "large": {"amount": 4900, "currency": "USD", "interval": "month", "entitlements": {"players": 200}},
       "old": {"amount": 100, "currency": "USD", "interval": "month", "sold": false}}},
      "legacy": {"sold": false, "entitlements": {"api": true},
        "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}}},
     "providers": {"openmeter": {"options": {"mode": "\#(mode)"}}}}
    """#
  }

  @Test func `each price with entitlements of its own has an entry and requests`() throws {
    let artifact = try compiled(catalog())
    expectJSON(
      artifact["entitlements"],
      #"""
      [{"kind": "plan", "catalogPlanId": "host", "key": "host", "entitlements": [
         {"featureKey": "api", "type": "boolean", "metadata": {"catalogPlanId": "host", "catalogFeatureId": "api"}},
         {"featureKey": "players", "type": "static", "config": "{\"value\":20}",
          "metadata": {"catalogPlanId": "host", "catalogFeatureId": "players"}}]},
       {"kind": "plan", "catalogPlanId": "host", "catalogPriceId": "large", "key": "host", "entitlements": [
         {"featureKey": "api", "type": "boolean", "metadata": {"catalogPlanId": "host", "catalogFeatureId": "api"}},
         {"featureKey": "players", "type": "static", "config": "{\"value\":200}",
          "metadata": {"catalogPlanId": "host", "catalogPriceId": "large", "catalogFeatureId": "players",
            "catalogTerms": "price"}}]}]
      """#)
    #expect(
      soldItems(in: artifact) == [
        "entitlements/plan/host/api", "entitlements/plan/host/players", "entitlements/plan/host/large/api",
        "entitlements/plan/host/large/players",
      ])
  }

  @Test func `in mode plans, the plan of a price grants what the price says`() throws {
    let artifact = try compiled(catalog(mode: "plans"))
    #expect(soldItems(in: artifact) == ["purchase/plan/host/small", "purchase/plan/host/large"])
    let limits = try ["small", "large"].map { price in
      let phases = try request("plans/host/\(price)", in: artifact)["body"]?["phases"]?.elements
      return phases?[0]["rateCards"]?.elements?.last?["entitlementTemplate"]?["config"]?.string
    }
    #expect(limits == [#"{"value":20}"#, #"{"value":200}"#])
    #expect(
      diagnostics(catalog(mode: "plans"), provider: "openmeter").map(\.message).filter { $0.contains("becomes") } == [
        "`host` becomes 2 OpenMeter plans: `host_small` and `host_large`"
      ])
  }

  @Test func `the catalog's id is part of plan keys and marks everything`() throws {
    let artifact = try compiled(catalog(mode: "plans", id: #""id": "games","#))
    let plan = try request("plans/host/large", in: artifact)["body"]
    #expect(plan?["key"] == "games_host_large")
    expectJSON(plan?["metadata"], #"{"catalogId": "games", "catalogPlanId": "host", "catalogPriceId": "large"}"#)
    let feature = try request("features/api", in: artifact)["body"]
    #expect(feature?["key"] == "api")
    expectJSON(feature?["metadata"], #"{"catalogId": "games", "catalogFeatureId": "api"}"#)
    let granted = try compiled(catalog(id: #""id": "games","#))["entitlements"]?.elements?[0]["entitlements"]?.elements?[0]
    expectJSON(granted?["metadata"], #"{"catalogId": "games", "catalogPlanId": "host", "catalogFeatureId": "api"}"#)
  }

  private func compiled(_ text: String) throws -> JSON { try artifact(text, for: "openmeter") }

  @Test func `the length of a key includes the catalog's id`() {
    func catalog(_ id: String) -> String {
      #"""
      {\#(id)"features": {"api": {"type": "boolean"}}, "plans": {"\#(String(repeating: "p", count: 60))": {
        "entitlements": {"api": true}, "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}}}},
       "providers": {"openmeter": {"options": {"mode": "plans"}}}}
      """#
    }
    #expect(!findings(catalog(""), provider: "openmeter").contains { $0.hasPrefix("openmeter/key-unsupported") })
    #expect(
      diagnostics(catalog(#""id": "games", "#), provider: "openmeter").map(\.message).contains(
        "OpenMeter plan keys are limited to 64 characters, found 66 with the catalog's `id`; creating the plan fails"))
  }

  // MARK: Pools and existing objects

  private let pool = #"""
    {"meters": {"pages": {"eventType": "page", "aggregation": "count"}, "credits": {"eventType": "c", "aggregation": "count"}},
     "features": {"pages": {"type": "metered", "meter": "pages"}, "credits": {"type": "metered", "costs": {"pages": 5}}},
     "plans": {"pro": {"entitlements": {"credits": 100}}},
     "topups": {"pack": {"feature": "credits", "amount": 50, "grant": {"priority": 2, "maxRolloverAmount": 50},
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#

  @Test func `a pool is counted by a meter of its own`() throws {
    let artifact = try compiled(pool)
    #expect(
      ids("setup", in: artifact) == [
        "meters/pages", "meters/credits", "meters/credits/credits", "features/pages", "features/credits",
      ])
    expectJSON(
      try request("meters/credits/credits", in: artifact),
      #"""
      {"id": "meters/credits/credits",
       "lookup": {"method": "GET", "path": "/api/v1/meters/credits_2",
         "match": {"aggregation": "SUM", "eventType": "credits", "valueProperty": "$.credits"}},
       "method": "POST", "path": "/api/v1/meters",
       "body": {"slug": "credits_2", "name": "credits", "aggregation": "SUM", "eventType": "credits",
         "valueProperty": "$.credits", "metadata": {"catalogFeatureId": "credits"}}}
      """#)
    #expect(try request("features/credits", in: artifact)["body"]?["meterSlug"] == "credits_2")
    #expect(soldItems(in: artifact) == ["entitlements/plan/pro/credits", "grants/topup/pack"])
    #expect(findings(pool, provider: "openmeter").contains("openmeter/pool-counted-by-application @ features.credits.costs"))
  }

  @Test func `an existing meter or feature is used, not created`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "call", "aggregation": "count", "providerIds": {"openmeter": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}}},
       "features": {"calls": {"type": "metered", "meter": "calls"},
         "api": {"type": "boolean", "providerIds": {"openmeter": ⟦"01G65Z755AFWAKHE12NY0CQ9FH"⟧}}},
       "plans": {"pro": {"entitlements": {"calls": 1, "api": true}}}}
      """#
    let artifact = try compiled(text)
    #expect(ids("setup", in: artifact) == ["features/calls"])
    #expect(try request("features/calls", in: artifact)["body"]?["meterSlug"] == "calls")
    #expect(
      diagnostics(text, provider: "openmeter").map(\.message).filter { $0.contains("existing") } == [
        "the existing OpenMeter meter is used unchanged; its key must be `calls`",
        "the existing OpenMeter feature is used unchanged; its key must be `api`",
      ])
  }

  // MARK: Discounts

  private func discount(_ discount: String, interval: String = "month", mode: String = "plans", sections: String = "") -> String {
    #"""
    {"meters": {"calls": {"eventType": "call", "aggregation": "count"}},
     "features": {"api": {"type": "boolean"}, "calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"name": "Pro", "entitlements": {"api": true, "calls": {"prices": {"usage": {"amount": 2, "currency": "USD"}}}},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}}}, \#(sections)
     "discounts": {"launch": {"name": "Launch", \#(discount)}},
     "providers": {"openmeter": {"options": {"mode": "\#(mode)"}}}}
    """#
  }

  @Test func `a percentage for months is a plan whose first phase is cheaper`() throws {
    let text = discount(#""percent": 12.5, "duration": {"months": 3}"#)
    let artifact = try compiled(text)
    let api = #"""
      {"type": "flat_fee", "key": "api", "name": "api", "featureKey": "api", "billingCadence": null, "price": null,
       "entitlementTemplate": {"type": "boolean", "metadata": {"catalogFeatureId": "api"}}}
      """#
    func phase(_ fields: String, _ discounts: String) -> String {
      #"""
      {\#(fields), "rateCards": [
        {"type": "flat_fee", "key": "pro_launch_fee", "name": "Pro", "billingCadence": "P1M",
         "price": {"type": "flat", "amount": "20.00", "paymentTerm": "in_advance"}\#(discounts)},
        \#(api),
        {"type": "usage_based", "key": "calls", "name": "calls", "featureKey": "calls", "billingCadence": "P1M",
         "price": {"type": "unit", "amount": "0.02"}\#(discounts),
         "entitlementTemplate": {"type": "metered", "isSoftLimit": true, "issueAfterReset": 0, "issueAfterResetPriority": 1,
           "usagePeriod": "P1M", "metadata": {"catalogFeatureId": "calls"}}}]}
      """#
    }
    let cheaper = phase(
      #""key": "discount", "name": "Launch", "duration": "P3M""#, #", "discounts": {"percentage": {"percentage": 12.5}}"#)
    expectJSON(
      try request("plans/pro/monthly/launch", in: artifact),
      #"""
      {"id": "plans/pro/monthly/launch",
       "lookup": {"method": "GET", "path": "/api/v1/plans/pro_launch", "query": {"includeLatest": true}},
       "method": "POST", "path": "/api/v1/plans",
       "body": {"key": "pro_launch", "name": "Pro (Launch)", "currency": "USD", "billingCadence": "P1M",
         "proRatingConfig": {"enabled": true, "mode": "prorate_prices"},
         "metadata": {"catalogPlanId": "pro", "catalogPriceId": "monthly", "catalogDiscountId": "launch"},
         "phases": [\#(cheaper), \#(phase(#""key": "default", "name": "Default", "duration": null"#, ""))]}}
      """#)
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/monthly", "purchase/plan/pro/monthly/launch"])
    #expect(findings(text, provider: "openmeter") == ["openmeter/discount-approximated @ discounts.launch"])
  }

  @Test(arguments: [("year", 3, "P1Y"), ("year", 12, "P12M"), ("year", 13, "P24M"), ("month", 5, "P5M")])
  func `months lower the periods that begin within them`(interval: String, months: Int, phase: String) throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "fee": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}}},
       "discounts": {"launch": {"percent": 20, "duration": {"months": \#(months)}}},
       "providers": {"openmeter": {"options": {"mode": "plans"}}}}
      """#
    let phases = try request("plans/pro/fee/launch", in: compiled(text))["body"]?["phases"]?.elements
    #expect(phases?.first?["duration"]?.string == phase)
  }

  @Test(arguments: [(#""once""#, ["P1M", nil]), (#""forever""#, [nil]), (#"{"months": 24}"#, ["P24M", nil])])
  func `phases follow the duration`(duration: String, phases: [String?]) throws {
    let artifact = try compiled(discount(#""percent": 50, "duration": \#(duration)"#))
    let plan = try request("plans/pro/monthly/launch", in: artifact)["body"]?["phases"]?.elements ?? []
    #expect(plan.map { $0["duration"]?.string } == phases)
    #expect(plan[0]["rateCards"]?.elements?[0]["discounts"]?["percentage"]?["percentage"]?.compact == "50")
  }

  @Test func `a discount that ends within a period, or is an amount, is skipped`() throws {
    let within = discount(#""percent": 50, "duration": {"months": 3}"#, interval: "year")
    #expect(
      findings(within, provider: "openmeter", withLints: false).contains(
        "openmeter/discount-unsupported @ discounts.launch.duration"))
    let amount = discount(#""amounts": {"USD": 500}, "duration": "once""#)
    #expect(findings(amount, provider: "openmeter") == ["openmeter/discount-unsupported @ discounts.launch"])
    for text in [within, amount] { #expect(try soldItems(in: compiled(text)) == ["purchase/plan/pro/monthly"]) }
  }

  @Test func `an add-on joins a plan with a discount from its first paid phase, at the full price`() throws {
    let text = discount(
      #""percent": 50, "duration": "once""#,
      sections: #"""
        "addons": {"sso": {"entitlements": {"api": false}, "prices": {"monthly": {"amount": 5, "currency": "USD", "interval": "month"}}}},
        """#)
    let assignment = try request("plan-addons/pro/monthly/launch/sso/monthly", in: compiled(text))
    #expect(assignment["body"]?["fromPlanPhase"] == "discount")
    #expect(
      diagnostics(text, provider: "openmeter").map(\.message).contains(
        "OpenMeter lowers the prices of plans only; discount `launch` does not lower `sso`"))
  }

  @Test func `where another provider bills, discounts are only noted`() {
    let text = discount(#""percent": 50, "duration": "once""#, mode: "entitlements")
    #expect(
      diagnostics(text, provider: "openmeter").filter { $0.path.hasPrefix("discounts") }.map(\.message) == [
        "OpenMeter does not bill; discount `launch` is ignored"
      ])
  }

  @Test func `a trial needs no payment method`() {
    let text = discount(#""percent": 50, "duration": "once""#).replacingOnce(
      #""interval": "month""#, with: #""interval": "month", "trialDays": 14, "trialCard": false"#)
    #expect(!findings(text, provider: "openmeter").contains { $0.contains("trial-card") })
    #expect(findings(text, provider: "openmeter").contains { $0.hasPrefix("openmeter/trial-phase") })
  }
}

extension String {
  fileprivate func replacingOnce(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
