import Diagnostics
import JSONText
import TestSupport
import Testing

/// Discounts, pools, groups and default plans at Autumn.
@Suite struct AutumnDiscountTests {
  private func discount(_ fields: String, id: String = "", plan: String = "") -> String {
    #"""
    {\#(id)"features": {"api": {"type": "boolean"}},
     "plans": {"free": {"default": true, "entitlements": {"api": true}},
       "pro": {"entitlements": {"api": true}, \#(plan)
         "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "discounts": {"launch": {"name": "Launch", \#(fields)}}}
    """#
  }

  // MARK: Discounts

  @Test func `a discount is a reward with its codes`() throws {
    let text = discount(
      #"""
      "percent": 12.5, "duration": {"months": 3}, "appliesTo": ["pro"],
      "codes": {"LAUNCH20": {"maxRedemptions": 50, "firstPurchaseOnly": true}, "FRIENDS": {}}
      """#)
    expectJSON(
      try request("discounts/launch", in: artifact(text, for: "autumn")),
      #"""
      {"id": "discounts/launch",
       "lookup": {"method": "POST", "path": "/v1/rewards.list",
         "match": {"id": "launch", "type": "percentage_discount", "value": 12.5, "duration": {"type": "months", "length": 3}}},
       "method": "POST", "path": "/v1/rewards.create",
       "body": {"coupon": {"id": "launch", "name": "Launch", "type": "percentage_discount", "value": 12.5,
         "duration": {"type": "months", "length": 3}, "plan_ids": ["pro"],
         "promo_codes": [{"code": "LAUNCH20", "global_max_redemption": 50, "first_time_transaction": true},
           {"code": "FRIENDS"}]}}}
      """#)
  }

  @Test func `an amount is in major units, and a discount of everything names what the catalog sells`() throws {
    let text = discount(#""amounts": {"USD": 1050}, "duration": "once""#)
    expectJSON(
      try request("discounts/launch", in: artifact(text, for: "autumn"))["body"],
      #"""
      {"coupon": {"id": "launch", "name": "Launch", "type": "fixed_discount", "value": 10.5,
        "duration": {"type": "one_off", "length": null}, "plan_ids": ["pro"], "promo_codes": []}}
      """#)
  }

  @Test func `in an account with other catalogs, a reward has an id of its own and names its plans`() throws {
    let text = discount(#""percent": 20, "duration": "forever""#, id: #""id": "acme", "#)
    let coupon = try request("discounts/launch", in: artifact(text, for: "autumn"))["body"]?["coupon"]
    expectJSON(coupon?["id"], #""acme_launch""#)
    expectJSON(coupon?["plan_ids"], #"["acme_pro"]"#)
  }

  @Test func `a reward never has the id of a code`() throws {
    let text = discount(#""percent": 20, "duration": "forever", "codes": {"LAUNCH": {}}"#)
    let coupon = try request("discounts/launch", in: artifact(text, for: "autumn"))["body"]?["coupon"]
    expectJSON(coupon?["id"], #""launch_discount""#)
  }

  @Test func `an existing reward is used, which is said`() throws {
    let text = discount(
      #""percent": 20, "duration": "once", "codes": {"A10": {}, "B20": {}}, "providerIds": {"autumn": ⟦"old"⟧}"#)
    expect("autumn/existing-discount-used", at: "discounts.launch.providerIds.autumn", in: text, provider: "autumn")
    expectNo("autumn/discount-unsupported", in: text, provider: "autumn")
    #expect(!ids("setup", in: try artifact(text, for: "autumn")).contains("discounts/launch"))
  }

  @Test func `months of a yearly price are not documented`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"y": {"amount": 20000, "currency": "USD", "interval": "year"}}}},
       "discounts": {"launch": {"percent": 20, "duration": ⟦{"months": 3}⟧}}}
      """#
    expect("autumn/discount-approximated", at: "discounts.launch.duration", in: text, provider: "autumn")
    expectNo("autumn/discount-approximated", in: text.replacing(#""months": 3"#, with: #""months": 12"#), provider: "autumn")
  }

  @Test func `a discount that lowers nothing for sale is skipped, and does not lower everything`() throws {
    let text = discount(#""percent": 20, "duration": "once", "appliesTo": ["free"]"#)
    #expect(diagnostics(text, provider: "autumn").map(\.rule).contains("autumn/discount-unsupported"))
    #expect(!ids("setup", in: try artifact(text, for: "autumn")).contains("discounts/launch"))
  }

  // MARK: Plans

  @Test func `new customers get the default plan, and plans of a group exclude each other`() throws {
    let artifact = try artifact(
      discount(#""percent": 20, "duration": "once""#, id: #""id": "acme", "#, plan: #""group": "app","#), for: "autumn")
    expectJSON(
      try request("products/plan/free", in: artifact)["body"],
      #"""
      {"plan_id": "acme_free", "group": "acme", "name": "free", "auto_enable": true, "items": [{"feature_id": "api"}],
       "metadata": {"catalogId": "acme", "catalogPlanId": "free", "catalogPlanKey": "free"}}
      """#)
    let pro = try request("prices/plan/pro/usd", in: artifact)["body"]
    expectJSON(pro?["group"], #""acme_app""#)
    #expect(pro?["auto_enable"] == nil)
    #expect(
      !diagnostics(discount(#""percent": 20, "duration": "once""#), provider: "autumn").map(\.rule)
        .contains("autumn/item-without-price"))
  }

  @Test func `a trial may begin without a payment method`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, "prices": {
        "p": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14, "trialCard": false}}}}}
      """#
    expectJSON(
      try request("prices/plan/pro/p", in: artifact(text, for: "autumn"))["body"]?["free_trial"],
      #"{"duration_length": 14, "duration_type": "day", "card_required": false}"#)
  }

  @Test func `a price with entitlements of its own is a plan with them`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"api": true, "tokens": 100}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year", "entitlements": {"tokens": 500}}}}}}
      """#
    let artifact = try artifact(text, for: "autumn")
    for (price, amount) in [("monthly", 100), ("yearly", 500)] {
      let body = try request("prices/plan/pro/\(price)", in: artifact)["body"]
      expectJSON(body?["plan_id"], #""pro_\#(price)""#)
      expectJSON(
        body?["items"],
        #"[{"feature_id": "api"}, {"feature_id": "tokens", "included": \#(amount), "reset": {"interval": "month"}}]"#)
    }
    #expect(diagnostics(text, provider: "autumn").filter { $0.rule == "autumn/object-per-price" }.count == 1)
  }

  // MARK: Pools

  @Test func `a pool is a credit system, created after the features that draw on it`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"credits": {"type": "metered", "costs": {"calls": 0.001}},
         "calls": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"}},
         "entitlements": {"credits": {"amount": 100, "prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#
    let artifact = try artifact(text, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/calls", "features/credits", "prices/plan/pro/usd"])
    expectJSON(
      try request("features/credits", in: artifact)["body"],
      #"""
      {"feature_id": "credits", "name": "credits", "type": "credit_system", "consumable": true,
       "credit_schema": [{"metered_feature_id": "calls", "credit_cost": 0.001}]}
      """#)
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"]?["items"],
      #"""
      [{"feature_id": "credits", "included": 100, "reset": {"interval": "month"},
        "price": {"amount": 0.02, "interval": "month", "billing_method": "usage_based"}}]
      """#)
  }

  @Test func `an existing feature is used, not created`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean", "providerIds": {"autumn": "api-access"}}},
       "plans": {"pro": {"entitlements": {"api": true}}}}
      """#
    let artifact = try artifact(text, for: "autumn")
    #expect(ids("setup", in: artifact) == ["products/plan/pro"])
    expectJSON(try request("products/plan/pro", in: artifact)["body"]?["items"], #"[{"feature_id": "api-access"}]"#)
  }
}
