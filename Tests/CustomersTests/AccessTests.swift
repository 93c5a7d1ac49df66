import Foundation
import JSONText
import TestSupport
import Testing

/// The OpenMeter requests when a subscription grants access, changes, and ends.
@Suite struct AccessTests {
  private func line(_ object: String, _ type: String = "customer.subscription.updated") throws -> JSON {
    var bridging = try Bridging("stripe")
    let (line, findings) = bridging.send(Stripe.event(type, object))
    #expect(findings.isEmpty)
    return try #require(line)
  }

  @Test func `a plan's entitlement is created if missing, or replaces an existing one`() throws {
    let line = try line(Stripe.subscription("active"))
    #expect(
      line.requestIDs == [
        "entitlements/plan/pro/aiTokens", "overrides/plan/pro/aiTokens", "entitlements/plan/pro/apiAccess",
        "overrides/plan/pro/apiAccess", "removals/feature/sso", "removals/feature/tier", "voids/addon/extra/aiTokens",
      ])
    let body = """
      {"featureKey": "ai_tokens", "type": "metered", "issue": {"amount": 1000}, "usagePeriod": {"interval": "MONTH"},
       "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "aiTokens", "subscriptionId": "sub_1"}}
      """
    expectJSON(
      line.request("entitlements/plan/pro/aiTokens"),
      """
      {"id": "entitlements/plan/pro/aiTokens",
       "lookup": {"method": "GET", "path": "/api/v2/customers/acme/entitlements/ai_tokens"},
       "method": "POST", "path": "/api/v2/customers/acme/entitlements", "body": \(body)}
      """)
    expectJSON(
      line.request("overrides/plan/pro/aiTokens"),
      """
      {"id": "overrides/plan/pro/aiTokens",
       "lookup": {"method": "GET", "path": "/api/v2/customers/acme/entitlements/ai_tokens", "match":
         {"metadata": {"catalogPlanId": "pro", "catalogFeatureId": "aiTokens", "subscriptionId": "sub_1"}}},
       "method": "PUT", "path": "/api/v2/customers/acme/entitlements/ai_tokens/override", "body": \(body)}
      """)
  }

  @Test func `entitlements that the new plan lacks are deleted if this subscription granted them`() throws {
    expectJSON(
      try line(Stripe.subscription("active", [("price_team", 1)])).request("removals/feature/apiAccess"),
      """
      {"id": "removals/feature/apiAccess",
       "lookup": {"method": "GET", "path": "/api/v2/customers/acme/entitlements/api_access", "match":
         {"metadata": {"subscriptionId": "sub_1"}}},
       "method": "DELETE", "path": "/api/v2/customers/acme/entitlements/api_access"}
      """)
  }

  @Test func `a disabled feature is not granted`() throws {
    let line = try line(Stripe.subscription("active"))
    #expect(!line.requestIDs.contains("entitlements/plan/pro/sso"))
    #expect(line.requestIDs.contains("removals/feature/sso"))
  }

  @Test func `the end deletes everything that the subscription granted and voids its add-ons`() throws {
    let line = try line(Stripe.subscription("canceled"), "customer.subscription.deleted")
    #expect(
      line.requestIDs == [
        "removals/feature/aiTokens", "removals/feature/apiAccess", "removals/feature/sso", "removals/feature/tier",
        "voids/addon/extra/aiTokens",
      ])
    #expect(line["requests"]?.elements?.allSatisfy { $0["method"] != "DELETE" || $0["lookup"]?["match"] != nil } == true)
  }

  // MARK: Add-ons

  @Test func `an add-on's allowance is a separate grant, times the quantity`() throws {
    let line = try line(Stripe.subscription("active", [("price_pro", 1), ("price_extra", 3)]))
    expectJSON(line["event"]?["addons"], #"[{"id": "extra", "quantity": 3}]"#)
    expectJSON(
      line.request("grants/addon/extra/aiTokens"),
      """
      {"id": "grants/addon/extra/aiTokens",
       "lookup": {"method": "GET", "path": "/api/v2/grants",
         "query": {"customer": "acme", "feature": "ai_tokens", "includeDeleted": false, "order": "DESC", "pageSize": 1000},
         "match": {"metadata": {"catalogAddonId": "extra", "catalogFeatureId": "aiTokens", "subscriptionId": "sub_1",
           "idempotencyKey": "sub_1/extra/aiTokens/3/pro"}}},
       "method": "POST", "path": "/api/v2/customers/acme/entitlements/ai_tokens/grants",
       "body": {"amount": 300, "priority": 1, "effectiveAt": "2027-01-15T08:00:00Z", "maxRolloverAmount": 300,
         "minRolloverAmount": 0, "recurrence": {"interval": "MONTH"},
         "metadata": {"catalogAddonId": "extra", "catalogFeatureId": "aiTokens", "subscriptionId": "sub_1",
           "idempotencyKey": "sub_1/extra/aiTokens/3/pro"}}}
      """)
  }

  @Test func `another quantity replaces the previous one`() throws {
    let line = try line(Stripe.subscription("active", [("price_pro", 1), ("price_extra", 2)]))
    expectJSON(
      line.request("voids/addon/extra/aiTokens"),
      """
      {"id": "voids/addon/extra/aiTokens",
       "lookup": {"method": "GET", "path": "/api/v2/grants",
         "query": {"customer": "acme", "feature": "ai_tokens", "includeDeleted": false, "order": "DESC", "pageSize": 1000},
         "match": {"metadata": {"subscriptionId": "sub_1", "catalogAddonId": "extra"}},
         "unless": {"metadata": {"idempotencyKey": "sub_1/extra/aiTokens/2/pro"}}},
       "method": "DELETE", "path": "/api/v1/grants/{id}"}
      """)
    #expect(line.requestIDs.suffix(2) == ["voids/addon/extra/aiTokens", "grants/addon/extra/aiTokens"])
  }

  @Test func `a removed add-on is voided, whatever its quantity was`() throws {
    let void = try line(Stripe.subscription("active")).request("voids/addon/extra/aiTokens")
    #expect(void?["lookup"]?["unless"] == nil)
    expectJSON(void?["lookup"]?["match"], #"{"metadata": {"subscriptionId": "sub_1", "catalogAddonId": "extra"}}"#)
  }

  @Test func `an add-on with a quantity of 0 is ignored`() throws {
    let line = try line(Stripe.subscription("active", [("price_pro", 1), ("price_extra", 0)]))
    #expect(!line.requestIDs.contains("grants/addon/extra/aiTokens"))
    #expect(line["event"]?["addons"] == nil)
  }

  @Test func `an add-on's access is created in addition to the plan's`() throws {
    let line = try line(Stripe.subscription("active", [("price_pro", 1), ("price_login", 1)]))
    #expect(line.requestIDs.contains("entitlements/addon/login/sso"))
    #expect(!line.requestIDs.contains("removals/feature/sso"))
  }

  @Test func `access that the plan grants is not granted twice`() throws {
    let line = try line(Stripe.subscription("active", [("price_team", 1), ("price_login", 1)]))
    #expect(line.requestIDs.contains("entitlements/plan/team/sso"))
    #expect(!line.requestIDs.contains("entitlements/addon/login/sso"))
  }

  @Test func `an add-on's value overrides the plan's, in any order`() throws {
    for prices in [["price_team", "price_hurry"], ["price_hurry", "price_team"]] {
      let line = try line(Stripe.subscription("active", prices.map { ($0, 1) }))
      #expect(line.request("overrides/addon/hurry/tier")?["body"]?["config"] == #"{"value":"instant"}"#)
      #expect(line.request("overrides/plan/team/tier") == nil)
    }
  }

  // MARK: Quantities and usage prices

  private func lines(_ catalog: String, _ prices: [(id: String, quantity: Int)]) throws -> JSON {
    var bridging = try Bridging("stripe", catalog)
    let (line, findings) = bridging.send(Stripe.event("customer.subscription.updated", Stripe.subscription("active", prices)))
    #expect(findings.isEmpty)
    return try #require(line)
  }

  @Test func `an allowance of an add-on can be independent of the quantity`() throws {
    let catalog = shop.replacing(
      #""extra": {"entitlements": {"aiTokens": 100}"#,
      #""extra": {"entitlements": {"aiTokens": {"amount": 100, "perUnit": false}}"#)
    let body = try lines(catalog, [("price_pro", 1), ("price_extra", 3)]).request("grants/addon/extra/aiTokens")?["body"]
    expectJSON(body?["amount"], "100")
    #expect(body?["metadata"]?["idempotencyKey"] == "sub_1/extra/aiTokens/1/pro")
  }

  @Test func `a plan of several units has the limit that is bought, and allowances for each unit`() throws {
    let catalog = shop.replacing(
      #""pro": {"entitlements": {"aiTokens": 1000, "#,
      #""pro": {"quantity": {"feature": "seats"}, "entitlements": {"aiTokens": {"amount": 1000, "perUnit": true}, "#
    ).replacing(#""sso": {"type": "boolean"},"#, #""sso": {"type": "boolean"}, "seats": {"type": "limit"},"#)
    let line = try lines(catalog, [("price_pro", 3)])
    expectJSON(
      line.request("overrides/plan/pro/aiTokens")?["body"],
      """
      {"featureKey": "ai_tokens", "type": "metered", "issue": {"amount": 3000}, "usagePeriod": {"interval": "MONTH"},
       "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "aiTokens", "subscriptionId": "sub_1", "catalogQuantity": "3"}}
      """)
    expectJSON(
      line.request("overrides/plan/pro/seats")?["body"],
      #"""
      {"featureKey": "seats", "type": "static", "config": "{\"value\":3}",
       "metadata": {"catalogPlanId": "pro", "catalogFeatureId": "seats", "subscriptionId": "sub_1", "catalogLimit": "3"}}
      """#)
    let other = try lines(catalog, [("price_team", 1)])
    #expect(other.requestIDs.contains("removals/feature/seats"))
  }

  @Test func `usage with a price is possible beyond the allowance, up to its maximum`() throws {
    let plan = { (max: String) in
      shop.replacing(
        #""pro": {"entitlements": {"aiTokens": 1000, "#,
        #"""
        "pro": {"entitlements": {"aiTokens": {"amount": 1000, \#(max)
          "prices": {"usage": {"amount": 2, "currency": "USD"}}},
        """#)
    }
    let open = try lines(plan(""), [("price_pro", 1)]).request("entitlements/plan/pro/aiTokens")?["body"]
    expectJSON(open?["issue"], #"{"amount": 1000}"#)
    #expect(open?["isSoftLimit"] == true)
    let capped = try lines(plan(#""max": 5000,"#), [("price_pro", 1)]).request("entitlements/plan/pro/aiTokens")?["body"]
    expectJSON(capped?["issue"], #"{"amount": 5000}"#)
    #expect(capped?["isSoftLimit"] == false)
  }

  // MARK: Add-ons with their own subscription

  private func alone(_ id: String, _ catalog: String = shop) throws -> (line: JSON?, findings: [String]) {
    var bridging = try Bridging("polar", catalog)
    return bridging.send(
      """
      {"type": "subscription.active", "timestamp": "2027-01-15T08:00:00Z", "data": {"id": "s1", "status": "active",
       "customer": {"id": "c1", "external_id": "acme"}, "product_id": "p1", "product": {"metadata": {"catalogAddonId": "\(id)"}}}}
      """)
  }

  @Test func `its allowance is a grant on a zero entitlement, which is never removed`() throws {
    let (line, findings) = try alone("extra")
    #expect(findings.isEmpty)
    #expect(line?.requestIDs.first == "entitlements/addon/extra/aiTokens")
    #expect(line?.requestIDs.last == "grants/addon/extra/aiTokens")
    expectJSON(
      line?.request("entitlements/addon/extra/aiTokens")?["body"],
      """
      {"featureKey": "ai_tokens", "type": "metered", "issue": {"amount": 0}, "usagePeriod": {"interval": "MONTH"},
       "metadata": {"catalogAddonId": "extra", "catalogFeatureId": "aiTokens"}}
      """)
    #expect(line?.request("overrides/addon/extra/aiTokens") == nil)
  }

  @Test func `a soft-limit zero entitlement gives access, so it ends with the subscription`() throws {
    let soft = shop.replacing(
      #""extra": {"entitlements": {"aiTokens": 100}"#,
      #""extra": {"entitlements": {"aiTokens": {"amount": 100, "isSoftLimit": true}}"#)
    let (line, _) = try alone("extra", soft)
    #expect(line?.request("entitlements/addon/extra/aiTokens")?["body"]?["metadata"]?["subscriptionId"] == "s1")
  }

  @Test func `its value cannot override a plan's`() throws {
    let (line, findings) = try alone("hurry")
    #expect(findings == ["warning event-addon-apart: add-on `hurry` cannot override `tier`, which a plan grants"])
    #expect(line?.request("entitlements/addon/hurry/tier") == nil)
  }

  @Test func `its access does not replace existing access`() throws {
    let (line, findings) = try alone("login")
    #expect(findings.isEmpty)
    #expect(line?.requestIDs.filter { $0.hasSuffix("/sso") } == ["entitlements/addon/login/sso"])
  }
}

extension String {
  /// The text with one part replaced.
  func replacing(_ old: String, _ new: String) -> String {
    guard let range = range(of: old) else { return self }
    return replacingCharacters(in: range, with: new)
  }
}
