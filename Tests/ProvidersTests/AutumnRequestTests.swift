import JSONText
import TestSupport
import Testing

/// The request bodies for Autumn.
@Suite struct AutumnRequestTests {
  @Test func `a plan with one price is one plan in major units, found by its id and price`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean", "name": "API"}, "tokens": {"key": "ai_tokens", "type": "metered"}},
       "plans": {"pro": {"key": "pro_plan", "name": "Pro", "description": "For teams", "metadata": {"tier": {"rank": 2}},
         "entitlements": {"api": true, "tokens": {"amount": 1000.5, "reset": "day"}},
         "prices": {"monthly": {"amount": 2050, "currency": "usd", "interval": "month", "trialDays": 14,
           "metadata": {"a": 1}}}}},
       "providers": {"autumn": {"options": {"defaultCurrency": "USD"}, "metadata": {"team": "billing"}}}}
      """#, for: "autumn")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "features/api",
        "lookup": {"method": "POST", "path": "/v1/features.list", "match": {"id": "api", "type": "boolean"}},
        "method": "POST", "path": "/v1/features.create",
        "body": {"feature_id": "api", "name": "API", "type": "boolean"}},
       {"id": "features/tokens",
        "lookup": {"method": "POST", "path": "/v1/features.list",
          "match": {"id": "ai_tokens", "type": "metered", "consumable": true}},
        "method": "POST", "path": "/v1/features.create",
        "body": {"feature_id": "ai_tokens", "name": "ai_tokens", "type": "metered", "consumable": true}},
       {"id": "prices/plan/pro/monthly",
        "lookup": {"method": "POST", "path": "/v1/plans.list",
          "match": {"id": "pro_plan", "price": {"amount": 20.5, "interval": "month"}}},
        "method": "POST", "path": "/v1/plans.create",
        "body": {"plan_id": "pro_plan", "name": "Pro", "description": "For teams",
          "price": {"amount": 20.5, "interval": "month", "interval_count": 1},
          "items": [{"feature_id": "api"},
            {"feature_id": "ai_tokens", "included": 1000.5, "reset": {"interval": "day"}}],
          "free_trial": {"duration_length": 14, "duration_type": "day"},
          "metadata": {"team": "billing", "tier": {"rank": 2}, "a": 1, "catalogPlanId": "pro",
            "catalogPlanKey": "pro_plan", "catalogPriceId": "monthly", "provider": "autumn"}}}]
      """#)
    expectJSON(
      artifact["purchase"],
      #"""
      [{"id": "purchase/plan/pro/monthly", "situation": "new_customer", "method": "POST", "path": "/v1/billing.attach",
        "body": {"customer_id": {"$param": "customer"}, "plan_id": "pro_plan", "success_url": {"$param": "success_url"}, "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}},
       {"id": "purchase/plan/pro/monthly/change", "situation": "running_subscription", "method": "POST", "path": "/v1/billing.attach",
        "body": {"customer_id": {"$param": "customer"}, "plan_id": "pro_plan", "success_url": {"$param": "success_url"}, "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}}]
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `each price becomes a plan, with the price's id in snake case`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
           "yearlyUSD": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
      """#, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/api", "prices/plan/pro/monthly", "prices/plan/pro/yearlyUSD"])
    expectJSON(
      try request("prices/plan/pro/yearlyUSD", in: artifact)["body"],
      #"""
      {"plan_id": "pro_yearly_usd", "name": "Pro (yearlyUSD)", "price": {"amount": 200, "interval": "year", "interval_count": 1},
       "items": [{"feature_id": "api"}],
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "yearlyUSD", "provider": "autumn"}}
      """#)
    expectJSON(
      try request("purchase/plan/pro/yearlyUSD", in: artifact)["body"],
      #"""
      {"customer_id": {"$param": "customer"}, "plan_id": "pro_yearly_usd", "success_url": {"$param": "success_url"}, "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `prices in several currencies share a plan, and the purchase names the currency`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"eur": {"amount": 1800, "currency": "EUR", "interval": "month"},
           "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
           "jpy": {"amount": 3000, "currency": "JPY", "interval": "month"}}}}}
      """#, for: "autumn")
    #expect(ids("setup", in: artifact) == ["features/api", "prices/plan/pro/usd"])
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"]?["price"],
      #"""
      {"amount": 20, "interval": "month", "interval_count": 1,
       "additional_currencies": [{"currency": "eur", "amount": 18}, {"currency": "jpy", "amount": 3000}]}
      """#)
    #expect(
      soldItems(in: artifact) == ["purchase/plan/pro/usd", "purchase/plan/pro/eur", "purchase/plan/pro/jpy"])
    expectJSON(
      try request("purchase/plan/pro/jpy", in: artifact)["body"],
      #"""
      {"customer_id": {"$param": "customer"}, "plan_id": "pro_usd", "success_url": {"$param": "success_url"},
       "currency": "jpy", "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    expectJSON(try request("purchase/plan/pro/usd", in: artifact)["body"]?["currency"], #""usd""#)
  }

  @Test func `a plan without a price is free, and matches only a free plan`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"free": {"entitlements": {"api": true}}}}
      """#, for: "autumn")
    expectJSON(
      try request("products/plan/free", in: artifact),
      #"""
      {"id": "products/plan/free",
       "lookup": {"method": "POST", "path": "/v1/plans.list", "match": {"id": "free", "price": null}},
       "method": "POST", "path": "/v1/plans.create",
       "body": {"plan_id": "free", "name": "free", "items": [{"feature_id": "api"}],
         "metadata": {"catalogPlanId": "free", "catalogPlanKey": "free"}}}
      """#)
    expectJSON(
      artifact["purchase"],
      #"""
      [{"id": "purchase/plan/free", "situation": "new_customer", "method": "POST", "path": "/v1/billing.attach",
        "body": {"customer_id": {"$param": "customer"}, "plan_id": "free", "success_url": {"$param": "success_url"}, "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}},
       {"id": "purchase/plan/free/change", "situation": "running_subscription", "method": "POST", "path": "/v1/billing.attach",
        "body": {"customer_id": {"$param": "customer"}, "plan_id": "free", "success_url": {"$param": "success_url"}, "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}}]
      """#)
  }

  @Test(arguments: [("month", #""interval": "month", "interval_count": 1"#), ("one_time", #""interval": "one_off""#)])
  func `an add-on does not replace the plan`(interval: String, sent: String) throws {
    let artifact = try artifact(
      #"""
      {"features": {"sso": {"type": "boolean"}}, "plans": {},
       "addons": {"sso": {"entitlements": {"sso": true},
         "prices": {"p": {"amount": 500, "currency": "USD", "interval": "\#(interval)"}}}},
       "providers": {"autumn": {"options": {"group": "main"}}}}
      """#, for: "autumn")
    expectJSON(
      try request("prices/addon/sso/p", in: artifact)["body"],
      #"""
      {"plan_id": "sso", "name": "sso", "add_on": true, "price": {"amount": 5, \#(sent)},
       "items": [{"feature_id": "sso"}],
       "metadata": {"catalogAddonId": "sso", "catalogAddonKey": "sso", "catalogPriceId": "p", "provider": "autumn"}}
      """#)
  }

  @Test func `a top-up is a prepaid quantity, which the purchase names`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"tokens": {"key": "ai_tokens", "type": "metered"}}, "plans": {},
       "topups": {"pack": {"name": "Pack", "feature": "tokens", "amount": 500,
         "prices": {"usd": {"amount": 999, "currency": "USD", "interval": "one_time"},
           "eur": {"amount": 899, "currency": "EUR", "interval": "one_time"}}}}}
      """#, for: "autumn")
    expectJSON(
      try request("prices/topup/pack/usd", in: artifact),
      #"""
      {"id": "prices/topup/pack/usd",
       "lookup": {"method": "POST", "path": "/v1/plans.list",
         "match": {"id": "pack_usd", "price": null,
           "items": [{"feature_id": "ai_tokens", "price": {"amount": 9.99, "billing_units": 500}}]}},
       "method": "POST", "path": "/v1/plans.create",
       "body": {"plan_id": "pack_usd", "name": "Pack (usd)", "add_on": true,
         "items": [{"feature_id": "ai_tokens",
           "price": {"amount": 9.99, "additional_currencies": [{"currency": "eur", "amount": 8.99}],
             "interval": "one_off", "billing_units": 500, "billing_method": "prepaid"}}],
         "metadata": {"catalogTopupId": "pack", "catalogTopupKey": "pack", "catalogPriceId": "usd",
           "catalogFeatureId": "tokens", "provider": "autumn"}}}
      """#)
    expectJSON(
      try request("purchase/topup/pack/eur", in: artifact)["body"],
      #"""
      {"customer_id": {"$param": "customer"}, "plan_id": "pack_usd",
       "feature_quantities": [{"feature_id": "ai_tokens", "quantity": 500}],
       "success_url": {"$param": "success_url"}, "currency": "eur", "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `a free top-up includes its units`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"gift": {"feature": "tokens", "amount": 5,
         "prices": {"p": {"amount": 0, "currency": "USD", "interval": "one_time"}}}}}
      """#, for: "autumn")
    let body = try request("prices/topup/gift/p", in: artifact)["body"]
    expectJSON(body?["items"], #"[{"feature_id": "tokens", "included": 5, "reset": {"interval": "one_off"}}]"#)
    #expect(body?["price"] == nil)
    #expect(try request("purchase/topup/gift/p", in: artifact)["body"]?["feature_quantities"] == nil)
  }

  // MARK: Existing plans

  @Test func `an existing plan is updated, and what the catalog does not have is removed`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"api": false},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month",
           "providerIds": {"autumn": "legacy_pro"}}}}}}
      """#, for: "autumn")
    expectJSON(
      try request("prices/plan/pro/m", in: artifact),
      #"""
      {"id": "prices/plan/pro/m", "method": "POST", "path": "/v1/plans.update",
       "body": {"plan_id": "legacy_pro", "name": "Pro", "price": {"amount": 20, "interval": "month", "interval_count": 1}, "items": [],
         "free_trial": null,
         "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "m", "provider": "autumn"}}}
      """#)
    expectJSON(try request("purchase/plan/pro/m", in: artifact)["body"]?["plan_id"], #""legacy_pro""#)
  }

  @Test(arguments: ["", #""prices": {"p": {"amount": 0, "currency": "EUR", "interval": "day"}},"#])
  func `an existing plan that is free loses its price`(prices: String) throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"free": {"entitlements": {"api": true}, \#(prices) "providerIds": {"autumn": "legacy_free"}}}}
      """#, for: "autumn")
    let update = try #require(artifact["setup"]?.elements?.last)
    expectJSON(update["path"], #""/v1/plans.update""#)
    expectJSON(update["body"]?["plan_id"], #""legacy_free""#)
    expectJSON(update["body"]?["price"], "null")
  }

  @Test func `plans can have a group, add-ons cannot`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"free": {"entitlements": {"api": true}}},
       "addons": {"extra": {"entitlements": {"api": true}}},
       "providers": {"autumn": {"options": {"group": "main"}}}}
      """#, for: "autumn")
    expectJSON(try request("products/plan/free", in: artifact)["body"]?["group"], #""main""#)
    #expect(try request("products/addon/extra", in: artifact)["body"]?["group"] == nil)
  }
}
