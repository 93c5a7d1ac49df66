import JSONText
import TestSupport
import Testing

/// The request bodies for Polar.
@Suite struct PolarRequestTests {
  @Test func `a plan becomes a meter, benefits, a product, and its list of benefits`() throws {
    let artifact = try artifact(
      #"""
      {"meters": {"calls": {"name": "API calls", "eventType": "api.call", "aggregation": "count",
         "metadata": {"owner": "platform"}}},
       "features": {"calls": {"type": "metered", "name": "API calls", "meter": "calls"},
         "sso": {"type": "boolean", "name": "Single sign-on", "metadata": {"rank": 1}},
         "tier": {"type": "static", "name": "Support tier"}},
       "plans": {"pro": {"key": "pro_plan", "name": "Pro", "description": "For teams",
         "entitlements": {"calls": {"amount": 10000, "isSoftLimit": true}, "sso": true, "tier": "gold"},
         "metadata": {"audience": "teams"},
         "prices": {"monthly": {"amount": 2000, "currency": "usd", "interval": "month", "trialDays": 14,
           "metadata": {"rank": 2}}}}},
       "providers": {"polar": {"metadata": {"app": "billing"}}}}
      """#, for: "polar")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "meters/calls",
        "lookup": {"method": "GET", "path": "/v1/meters/",
          "query": {"metadata[catalogMeterId]": "calls", "is_archived": false},
          "match": {"filter": {"conjunction": "and",
              "clauses": [{"property": "name", "operator": "eq", "value": "api.call"}]},
            "aggregation": {"func": "count"}}},
        "method": "POST", "path": "/v1/meters/",
        "body": {"name": "API calls",
          "filter": {"conjunction": "and", "clauses": [{"property": "name", "operator": "eq", "value": "api.call"}]},
          "aggregation": {"func": "count"},
          "metadata": {"app": "billing", "owner": "platform", "catalogMeterId": "calls"}}},
       {"id": "benefits/feature/calls/10000",
        "lookup": {"method": "GET", "path": "/v1/benefits/",
          "query": {"metadata[catalogBenefitId]": "feature/calls/10000", "type": "meter_credit"},
          "match": {"properties": {"meter_id": {"$ref": "meters/calls"}, "units": 10000, "rollover": false}}},
        "method": "POST", "path": "/v1/benefits/",
        "body": {"type": "meter_credit", "description": "10000 API calls",
          "properties": {"meter_id": {"$ref": "meters/calls"}, "units": 10000, "rollover": false},
          "metadata": {"app": "billing", "catalogFeatureId": "calls", "catalogBenefitId": "feature/calls/10000"}}},
       {"id": "benefits/feature/sso",
        "lookup": {"method": "GET", "path": "/v1/benefits/",
          "query": {"metadata[catalogBenefitId]": "feature/sso", "type": "feature_flag"}},
        "method": "POST", "path": "/v1/benefits/",
        "body": {"type": "feature_flag", "description": "Single sign-on", "properties": {},
          "metadata": {"app": "billing", "rank": 1, "catalogFeatureId": "sso", "catalogBenefitId": "feature/sso"}}},
       {"id": "benefits/feature/tier/gold",
        "lookup": {"method": "GET", "path": "/v1/benefits/",
          "query": {"metadata[catalogBenefitId]": "feature/tier/gold", "type": "feature_flag"}},
        "method": "POST", "path": "/v1/benefits/",
        "body": {"type": "feature_flag", "description": "Support tier", "properties": {},
          "metadata": {"app": "billing", "catalogFeatureId": "tier", "catalogConfig": "gold",
            "catalogBenefitId": "feature/tier/gold"}}},
       {"id": "prices/plan/pro/monthly",
        "lookup": {"method": "GET", "path": "/v1/products/",
          "query": {"metadata[catalogPlanId]": "pro", "metadata[catalogPriceId]": "monthly",
            "metadata[catalogTerms]": "2000 usd, every month, after 14 days", "is_archived": false}},
        "method": "POST", "path": "/v1/products/",
        "body": {"name": "Pro", "description": "For teams",
          "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 2000}],
          "recurring_interval": "month", "recurring_interval_count": 1,
          "trial_interval": "day", "trial_interval_count": 14,
          "metadata": {"app": "billing", "audience": "teams", "rank": 2, "catalogPlanId": "pro",
            "catalogPlanKey": "pro_plan", "catalogPriceId": "monthly", "provider": "polar",
            "catalogTerms": "2000 usd, every month, after 14 days"}}},
       {"id": "product-benefits/plan/pro/monthly",
        "method": "POST", "path": "/v1/products/{prices/plan/pro/monthly}/benefits",
        "body": {"benefits": [{"$ref": "benefits/feature/calls/10000"}, {"$ref": "benefits/feature/sso"},
          {"$ref": "benefits/feature/tier/gold"}]}}]
      """#)
    expectJSON(
      artifact["purchase"],
      #"""
      [{"id": "purchase/plan/pro/monthly", "situation": "new_customer", "method": "POST", "path": "/v1/checkouts/",
        "body": {"products": [{"$ref": "prices/plan/pro/monthly"}], "external_customer_id": {"$param": "customer"},
          "success_url": {"$param": "success_url"},
          "metadata": {"app": "billing", "audience": "teams", "rank": 2, "catalogPlanId": "pro",
            "catalogPlanKey": "pro_plan", "catalogPriceId": "monthly", "provider": "polar",
            "catalogTerms": "2000 usd, every month, after 14 days", "openmeterCustomer": {"$param": "customer_key"}}}},
       {"id": "purchase/plan/pro/monthly/change", "situation": "running_subscription", "method": "PATCH",
        "path": "/v1/subscriptions/{subscription}", "body": {"product_id": {"$ref": "prices/plan/pro/monthly"}}}]
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `prices with different intervals become products that share their benefits`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"api": true},
         "prices": ⟦{"monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
           "each/quarter": {"amount": 5500, "currency": "USD", "interval": "month", "intervalCount": 3}}⟧}}}
      """#
    expect("polar/object-per-price", at: "plans.pro.prices", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    #expect(
      ids("setup", in: artifact) == [
        "benefits/feature/api", "prices/plan/pro/monthly", "prices/plan/pro/each%2Fquarter",
        "product-benefits/plan/pro/monthly", "product-benefits/plan/pro/each%2Fquarter",
      ])
    expectJSON(
      try request("prices/plan/pro/each%2Fquarter", in: artifact)["body"],
      #"""
      {"name": "Pro (each/quarter)", "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 5500}],
       "recurring_interval": "month", "recurring_interval_count": 3,
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "each/quarter", "provider": "polar",
         "catalogTerms": "5500 usd, every 3 months"}}
      """#)
    expectJSON(
      try request("product-benefits/plan/pro/each%2Fquarter", in: artifact),
      #"""
      {"id": "product-benefits/plan/pro/each%2Fquarter", "method": "POST",
       "path": "/v1/products/{prices/plan/pro/each%2Fquarter}/benefits",
       "body": {"benefits": [{"$ref": "benefits/feature/api"}]}}
      """#)
  }

  @Test func `prices that differ only in currency share a product, and each has its own checkout`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"api": true},
         "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"},
           "jpy": {"amount": 3000, "currency": "JPY", "interval": "month", "metadata": {"region": "jp"}}}}}}
      """#, for: "polar")
    #expect(
      ids("setup", in: artifact) == ["benefits/feature/api", "prices/plan/pro/usd", "product-benefits/plan/pro/usd"])
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"],
      #"""
      {"name": "Pro",
       "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 2000},
         {"amount_type": "fixed", "price_currency": "jpy", "price_amount": 3000}],
       "recurring_interval": "month", "recurring_interval_count": 1,
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "usd", "provider": "polar",
         "catalogTerms": "2000 usd, 3000 jpy, every month"}}
      """#)
    expectJSON(
      try request("purchase/plan/pro/jpy", in: artifact)["body"],
      #"""
      {"products": [{"$ref": "prices/plan/pro/usd"}], "external_customer_id": {"$param": "customer"},
       "success_url": {"$param": "success_url"}, "currency": "jpy",
       "metadata": {"region": "jp", "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "jpy",
         "provider": "polar", "catalogTerms": "2000 usd, 3000 jpy, every month", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `a disabled feature is not granted`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": {"enabled": false, "metadata": {"why": "later"}}, "sso": false},
         "prices": {"monthly": {"amount": 0, "currency": "USD", "interval": "month"}}}}}
      """#, for: "polar")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/monthly", "product-benefits/plan/pro/monthly"])
    expectJSON(try request("product-benefits/plan/pro/monthly", in: artifact)["body"], #"{"benefits": []}"#)
  }

  @Test func `a top-up is a one-time product whose credit rolls over`() throws {
    let artifact = try artifact(
      #"""
      {"meters": {"tokens": {"name": "Tokens", "eventType": "ai", "aggregation": "sum", "valueProperty": "$.tokens"}},
       "features": {"tokens": {"type": "metered", "name": "AI tokens", "meter": "tokens"}}, "plans": {},
       "topups": {"pack": {"key": "pack_1m", "name": "1 million tokens", "feature": "tokens", "amount": 1e6,
         "grant": {"metadata": {"campaign": "spring"}},
         "prices": {"usd": {"amount": 1200, "currency": "USD", "interval": "one_time"}}}}}
      """#, for: "polar")
    expectJSON(
      try request("meters/tokens", in: artifact)["body"],
      #"""
      {"name": "Tokens",
       "filter": {"conjunction": "and", "clauses": [{"property": "name", "operator": "eq", "value": "ai"}]},
       "aggregation": {"func": "sum", "property": "tokens"}, "metadata": {"catalogMeterId": "tokens"}}
      """#)
    expectJSON(
      try request("benefits/topup/pack", in: artifact)["body"],
      #"""
      {"type": "meter_credit", "description": "1000000 AI tokens",
       "properties": {"meter_id": {"$ref": "meters/tokens"}, "units": 1000000, "rollover": true},
       "metadata": {"campaign": "spring", "catalogTopupId": "pack", "catalogTopupKey": "pack_1m",
         "catalogFeatureId": "tokens", "catalogBenefitId": "topup/pack"}}
      """#)
    expectJSON(
      try request("prices/topup/pack/usd", in: artifact)["body"],
      #"""
      {"name": "1 million tokens", "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 1200}],
       "metadata": {"catalogTopupId": "pack", "catalogTopupKey": "pack_1m", "catalogPriceId": "usd",
         "catalogFeatureId": "tokens", "provider": "polar", "catalogTerms": "1200 usd"}}
      """#)
    expectJSON(
      try request("product-benefits/topup/pack/usd", in: artifact)["body"],
      #"{"benefits": [{"$ref": "benefits/topup/pack"}]}"#)
    expectJSON(
      try request("purchase/topup/pack/usd", in: artifact)["body"]?["products"], #"[{"$ref": "prices/topup/pack/usd"}]"#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `an existing product is updated, and its benefits are replaced`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"api": true},
         "providerIds": {"polar": ⟦"1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"⟧},
         "prices": {"monthly": {"amount": 2500, "currency": "USD", "interval": "month"}}}},
       "addons": {"setup": {"entitlements": {"api": true},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time",
           "providerIds": {"polar": ⟦"1D3B2C4A-5E6F-4A7B-BC9D-0E1F2A3B4C5D"⟧}}}}},
       "providers": {"polar": {"options": {"taxBehavior": "exclusive",
         "organizationId": "1d3b2c4a-5e6f-4a7b-8c9d-000000000000"}}}}
      """#
    expect(
      "polar/existing-object-updated", at: "plans.pro.providerIds.polar", "addons.setup.prices.once.providerIds.polar", in: text,
      provider: "polar")
    let artifact = try artifact(text, for: "polar")
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact),
      #"""
      {"id": "prices/plan/pro/monthly", "method": "PATCH", "path": "/v1/products/1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d",
       "body": {"name": "Pro",
         "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 2500, "tax_behavior": "exclusive"}],
         "trial_interval": null, "trial_interval_count": null,
         "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "polar",
           "catalogTerms": "2500 usd, every month"}}}
      """#)
    expectJSON(
      try request("prices/addon/setup/once", in: artifact)["body"],
      #"""
      {"name": "setup",
       "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 900, "tax_behavior": "exclusive"}],
       "metadata": {"catalogAddonId": "setup", "catalogAddonKey": "setup", "catalogPriceId": "once", "provider": "polar",
         "catalogTerms": "900 usd"}}
      """#)
    expectJSON(
      try request("product-benefits/plan/pro/monthly", in: artifact)["path"],
      #""/v1/products/1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d/benefits""#)
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact)["body"]?["products"],
      #"["1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d"]"#)
    expectJSON(
      try request("benefits/feature/api", in: artifact)["body"]?["organization_id"],
      #""1d3b2c4a-5e6f-4a7b-8c9d-000000000000""#)
  }

  @Test func `an entitlement with metadata has its own benefit`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}, "tier": {"type": "static"}},
       "plans": {
         "basic": {"entitlements": {"api": true, "tier": "{\"level\": 1}"},
           "prices": {"p": {"amount": 500, "currency": "USD", "interval": "month"}}},
         "pro": {"entitlements": {"api": {"enabled": true, "metadata": {"scope": "write"}}, "tier": "{\"level\": 1}"},
           "prices": {"p": {"amount": 900, "currency": "USD", "interval": "month"}}}}}
      """#, for: "polar")
    #expect(
      ids("setup", in: artifact).prefix(3) == [
        "benefits/feature/api", "benefits/feature/tier/sha256-c9194661ab94e2dd", "benefits/feature/api/plan/pro",
      ])
    expectJSON(
      try request("benefits/feature/api/plan/pro", in: artifact)["body"]?["metadata"],
      #"{"scope": "write", "catalogFeatureId": "api", "catalogBenefitId": "feature/api/plan/pro"}"#)
  }
}
