import JSONText
import TestSupport
import Testing

/// Requests for Dodo Payments.
@Suite struct DodoRequestsTests {
  /// A plan with two prices, and seats, a setup fee and tokens.
  static let catalog = #"""
    {
      "features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
      "plans": {
        "pro": {
          "name": "Pro", "description": "For teams", "entitlements": {"api": true, "tokens": 500},
          "metadata": {"tier": 2},
          "prices": {
            "monthly": {"amount": 2000, "currency": "usd", "interval": "month", "trialDays": 14},
            "quarterly": {"amount": 5500, "currency": "USD", "interval": "month", "intervalCount": 3}
          }
        }
      },
      "addons": {
        "seats": {
          "name": "Seats", "entitlements": {"api": true}, "multiple": true,
          "prices": {
            "monthly": {"amount": 500, "currency": "USD", "interval": "month"},
            "quarterly": {"amount": 1400, "currency": "USD", "interval": "month", "intervalCount": 3}
          }
        },
        "audit": {
          "name": "Audit log", "description": "Kept for a year", "entitlements": {"api": true}, "compatiblePlans": ["pro"],
          "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}}
        },
        "onboarding": {
          "name": "Onboarding", "entitlements": {"api": true},
          "prices": {"once": {"amount": 30000, "currency": "USD", "interval": "one_time"}}
        }
      },
      "topups": {
        "pack": {
          "name": "Token pack", "feature": "tokens", "amount": 1000,
          "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}
        }
      },
      "providers": {
        "dodo": {
          "options": {"taxCategory": "edtech", "brandId": "bnd_1", "taxInclusive": false}, "metadata": {"env": "test"}
        }
      }
    }
    """#

  @Test func `a one-time add-on can be paid together with a new plan`() throws {
    expectJSON(
      try request(
        "purchase/addon/setup/once/with_plan",
        in: artifact(
          #"""
          {"features": {}, "plans": {},
           "addons": {"setup": {"entitlements": {}, "prices": {"once": {"amount": 9900, "currency": "USD", "interval": "one_time"}}}}}
          """#, for: "dodo"))["body"]?["product_cart"],
      #"""
      [{"product_id": {"$param": "plan_product"}, "quantity": 1},
       {"product_id": {"$ref": "prices/addon/setup/once"}, "quantity": 1}]
      """#)
  }

  @Test func `features come first, then add-ons, plans and one-time products`() throws {
    let artifact = try artifact(Self.catalog, for: "dodo")
    #expect(
      ids("setup", in: artifact) == [
        "features/api", "prices/addon/seats/monthly", "prices/addon/seats/quarterly", "prices/addon/audit/monthly",
        "prices/plan/pro/monthly", "prices/plan/pro/quarterly", "prices/addon/onboarding/once", "prices/topup/pack/once",
      ])
    #expect(
      soldItems(in: artifact) == [
        "purchase/plan/pro/monthly", "purchase/plan/pro/quarterly", "purchase/addon/seats/monthly",
        "purchase/addon/seats/quarterly", "purchase/addon/audit/monthly", "purchase/addon/onboarding/once",
        "purchase/topup/pack/once",
      ])
  }

  @Test func `a plan price is a product of 20 years with the add-ons of its interval`() throws {
    let artifact = try artifact(Self.catalog, for: "dodo")
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact),
      #"""
      {"id": "prices/plan/pro/monthly",
       "lookup": {"method": "GET", "path": "/products", "query": {"page_size": 100},
         "match": {"metadata": {"catalogPlanId": "pro", "catalogPriceId": "monthly"}}},
       "method": "POST", "path": "/products",
       "body": {
         "name": "Pro", "description": "For teams", "tax_category": "edtech",
         "price": {
           "type": "recurring_price", "price": 2000, "currency": "USD",
           "payment_frequency_count": 1, "payment_frequency_interval": "Month",
           "subscription_period_count": 20, "subscription_period_interval": "Year",
           "trial_period_days": 14, "discount": 0, "purchasing_power_parity": false, "tax_inclusive": false},
         "addons": [{"$ref": "prices/addon/seats/monthly"}, {"$ref": "prices/addon/audit/monthly"}],
         "entitlements": [{"entitlement_id": {"$ref": "features/api"}}],
         "brand_id": "bnd_1",
         "metadata": {"env": "test", "tier": "2", "catalogPlanId": "pro", "catalogPlanKey": "pro",
           "catalogPriceId": "monthly", "provider": "dodo"}}}
      """#)
    let quarterly = try request("prices/plan/pro/quarterly", in: artifact)["body"]
    expectJSON(quarterly?["addons"], #"[{"$ref": "prices/addon/seats/quarterly"}]"#)
    expectJSON(quarterly?["price"]?["payment_frequency_count"], "3")
    expectJSON(quarterly?["price"]?["trial_period_days"], "0")
  }

  @Test func `an add-on has no interval and is found by its name`() throws {
    let artifact = try artifact(Self.catalog, for: "dodo")
    expectJSON(
      try request("prices/addon/seats/quarterly", in: artifact),
      #"""
      {"id": "prices/addon/seats/quarterly",
       "lookup": {"method": "GET", "path": "/addons", "query": {"page_size": 100}, "match": {"name": "Seats (quarterly)"}},
       "method": "POST", "path": "/addons",
       "body": {"name": "Seats (quarterly)", "price": 1400, "currency": "USD", "tax_category": "edtech"}}
      """#)
    expectJSON(
      try request("prices/addon/audit/monthly", in: artifact)["body"],
      #"""
      {"name": "Audit log", "description": "Kept for a year", "price": 900, "currency": "USD", "tax_category": "edtech"}
      """#)
  }

  @Test func `one-time prices are one-time products`() throws {
    let artifact = try artifact(Self.catalog, for: "dodo")
    expectJSON(
      try request("prices/addon/onboarding/once", in: artifact)["body"],
      #"""
      {"name": "Onboarding", "tax_category": "edtech",
       "price": {"type": "one_time_price", "price": 30000, "currency": "USD", "discount": 0,
         "purchasing_power_parity": false, "tax_inclusive": false},
       "entitlements": [{"entitlement_id": {"$ref": "features/api"}}],
       "brand_id": "bnd_1",
       "metadata": {"env": "test", "catalogAddonId": "onboarding", "catalogAddonKey": "onboarding", "catalogPriceId": "once",
         "provider": "dodo"}}
      """#)
    expectJSON(
      try request("prices/topup/pack/once", in: artifact)["body"]?["metadata"],
      #"""
      {"env": "test", "catalogTopupId": "pack", "catalogTopupKey": "pack", "catalogPriceId": "once",
       "catalogFeatureId": "tokens", "provider": "dodo"}
      """#)
  }

  @Test func `a plan is bought through a checkout with its trial`() throws {
    let artifact = try artifact(Self.catalog, for: "dodo")
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact),
      #"""
      {"id": "purchase/plan/pro/monthly", "situation": "new_customer", "method": "POST", "path": "/checkouts",
       "body": {
         "product_cart": [{"product_id": {"$ref": "prices/plan/pro/monthly"}, "quantity": 1}],
         "subscription_data": {"trial_period_days": 14},
         "customer": {"customer_id": {"$param": "customer"}},
         "return_url": {"$param": "success_url"},
         "metadata": {"env": "test", "tier": "2", "catalogPlanId": "pro", "catalogPlanKey": "pro",
           "catalogPriceId": "monthly", "provider": "dodo", "openmeterCustomer": {"$param": "customer_key"}}}}
      """#)
    #expect(try request("purchase/plan/pro/quarterly", in: artifact)["body"]?["subscription_data"] == nil)
  }

  @Test func `an add-on is bought with the product of a plan`() throws {
    let artifact = try artifact(Self.catalog, for: "dodo")
    expectJSON(
      try request("purchase/addon/seats/monthly/with_plan", in: artifact)["body"],
      #"""
      {"product_cart": [{
         "product_id": {"$param": "plan_product"}, "quantity": 1,
         "addons": [{"addon_id": {"$ref": "prices/addon/seats/monthly"}, "quantity": {"$param": "quantity"}}]}],
       "customer": {"customer_id": {"$param": "customer"}},
       "return_url": {"$param": "success_url"},
       "metadata": {"env": "test", "catalogAddonId": "seats", "catalogAddonKey": "seats", "catalogPriceId": "monthly",
         "provider": "dodo", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    expectJSON(
      try request("purchase/topup/pack/once", in: artifact)["body"]?["product_cart"],
      #"[{"product_id": {"$ref": "prices/topup/pack/once"}, "quantity": 1}]"#)
  }

  @Test func `an add-on that names its plans is attached to no other`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {
         "basic": {"entitlements": {"api": true},
           "prices": {"m": {"amount": 1000, "currency": "USD", "interval": "month"}}},
         "pro": {"entitlements": {"api": true}, "prices": {
           "m": {"amount": 2000, "currency": "USD", "interval": "month"},
           "e": {"amount": 1900, "currency": "EUR", "interval": "month"}}}},
       "addons": {
         "named": {"compatiblePlans": ["pro"], "entitlements": {"api": true},
           "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}},
         "general": {"entitlements": {"api": true},
           "prices": {"m": {"amount": 300, "currency": "USD", "interval": "month"}}}}}
      """#, for: "dodo")
    expectJSON(
      try request("prices/plan/basic/m", in: artifact)["body"]?["addons"], #"[{"$ref": "prices/addon/general/m"}]"#)
    expectJSON(
      try request("prices/plan/pro/m", in: artifact)["body"]?["addons"],
      #"[{"$ref": "prices/addon/named/m"}, {"$ref": "prices/addon/general/m"}]"#)
    #expect(try request("prices/plan/pro/e", in: artifact)["body"]?["addons"] == nil)
  }

  // MARK: Existing objects

  @Test func `an existing product is updated, and keeps its tax category if none is set`() throws {
    let artifact = try artifact(
      #"""
      {"features": {},
       "plans": {"pro": {"entitlements": {}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"dodo": "pdt/1"}}}}}}
      """#, for: "dodo")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "prices/plan/pro/monthly", "method": "PATCH", "path": "/products/pdt%2F1",
        "body": {
          "name": "pro",
          "price": {
            "type": "recurring_price", "price": 2000, "currency": "USD",
            "payment_frequency_count": 1, "payment_frequency_interval": "Month",
            "subscription_period_count": 20, "subscription_period_interval": "Year",
            "trial_period_days": 0, "discount": 0, "purchasing_power_parity": false},
          "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "dodo"}}}]
      """#)
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact)["body"]?["product_cart"],
      #"[{"product_id": "pdt/1", "quantity": 1}]"#)
    #expect(artifact["warnings"] == [])
  }

  @Test func `an existing add-on is updated, and attached by its id`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {"seat": {"entitlements": {"api": true}, "providerIds": {"dodo": "adn_1"},
         "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
      """#, for: "dodo")
    expectJSON(
      try request("prices/addon/seat/m", in: artifact),
      #"""
      {"id": "prices/addon/seat/m", "method": "PATCH", "path": "/addons/adn_1",
       "body": {"name": "seat", "price": 500, "currency": "USD"}}
      """#)
    expectJSON(try request("prices/plan/pro/m", in: artifact)["body"]?["addons"], #"["adn_1"]"#)
    expectJSON(
      try request("purchase/addon/seat/m/with_plan", in: artifact)["body"]?["product_cart"],
      #"""
      [{"product_id": {"$param": "plan_product"}, "quantity": 1, "addons": [{"addon_id": "adn_1", "quantity": 1}]}]
      """#)
  }

  @Test func `an existing product loses the add-ons that no longer fit`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "providerIds": {"dodo": "pdt_1"},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {"seat": {"entitlements": {"api": true},
         "prices": {"y": {"amount": 500, "currency": "USD", "interval": "year"}}}}}
      """#, for: "dodo")
    expectJSON(try request("prices/plan/pro/m", in: artifact)["body"]?["addons"], "[]")
  }

  // MARK: Skipped prices

  @Test(arguments: [
    #""amount": 2000, "currency": "ISK", "interval": "month""#,
    #""amount": 2147483648, "currency": "USD", "interval": "month""#,
    #""amount": 9223372036854775807, "currency": "USD", "interval": "month""#,
    #""amount": 2000, "currency": "USD", "interval": "day", "intervalCount": 7306"#,
    #""amount": 2000, "currency": "USD", "interval": "week", "intervalCount": 1044"#,
    #""amount": 2000, "currency": "USD", "interval": "year", "intervalCount": 9223372036854775807"#,
  ]) func `a price that Dodo rejects is in no request`(price: String) throws {
    let artifact = try artifact(
      #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, "prices": {"p": {"#
        + price + "}}}}}", for: "dodo")
    #expect(artifact["setup"] == [])
    #expect(artifact["purchase"] == [])
    #expect(artifact["warnings"]?.elements?.count == 1)
    #expect(artifact["prices"]?.elements?.count == 1)
  }

  @Test func `an add-on that is attached to no product is not created`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {"seat": {"entitlements": {"api": true},
         "prices": {"y": {"amount": 500, "currency": "USD", "interval": "year"}}}}}
      """#, for: "dodo")
    #expect(ids("setup", in: artifact) == ["features/api", "prices/plan/pro/m"])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/m"])
  }

  @Test func `add-ons with the same name are distinguished by their prices`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {
         "a": {"name": "Seat", "entitlements": {"api": true},
           "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}},
         "b": {"name": "Seat", "entitlements": {"api": true},
           "prices": {"m": {"amount": 400, "currency": "USD", "interval": "month"}}}}}
      """#, for: "dodo")
    expectJSON(
      try request("prices/addon/a/m", in: artifact)["lookup"]?["match"],
      #"{"name": "Seat", "price": 500, "currency": "USD"}"#)
    expectJSON(
      try request("prices/addon/b/m", in: artifact)["lookup"]?["match"],
      #"{"name": "Seat", "price": 400, "currency": "USD"}"#)
  }

  @Test func `a product has the metadata of its plan and its price`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "metadata": {"tier": "gold", "rank": 1}, "prices": {
         "m": {"amount": 2000, "currency": "USD", "interval": "month", "metadata": {"tier": "silver", "list": [1, 2]}}}}},
       "providers": {"dodo": {"metadata": {"env": "test", "rank": 9}}}}
      """#, for: "dodo")
    expectJSON(
      try request("prices/plan/pro/m", in: artifact)["body"]?["metadata"],
      #"""
      {"env": "test", "rank": "1", "tier": "silver", "list": "[1,2]", "catalogPlanId": "pro", "catalogPlanKey": "pro",
       "catalogPriceId": "m", "provider": "dodo"}
      """#)
  }

  @Test func `a free recurring add-on raises no warning`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {"seat": {"entitlements": {"sso": true},
         "prices": {"m": {"amount": 0, "currency": "USD", "interval": "month"}}}}}
      """#, for: "dodo")
    #expect(artifact["warnings"]?.elements?.compactMap { $0["rule"]?.string } == ["dodo/option-assumed"])
  }
}
