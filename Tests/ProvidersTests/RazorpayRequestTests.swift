import JSONText
import TestSupport
import Testing

/// Complete request bodies for Razorpay.
@Suite struct RazorpayRequestTests {
  @Test func `a plan price becomes a plan that later runs find by its notes and terms`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"key": "pro_plan", "name": "Pro", "description": "For teams", "entitlements": {"api": true},
         "metadata": {"tier": "gold"},
         "prices": {"monthly": {"amount": 90000, "currency": "inr", "interval": "month", "metadata": {"rank": 2}}}}},
       "providers": {"razorpay": {"options": {"totalCount": 24}, "metadata": {"team": "billing"}}}}
      """#, for: "razorpay")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "prices/plan/pro/monthly",
        "lookup": {"method": "GET", "path": "/v1/plans", "query": {"count": 100},
          "match": {"period": "monthly", "interval": 1, "item": {"amount": 90000, "currency": "INR"},
            "notes": {"catalogPlanId": "pro", "catalogPriceId": "monthly"}}},
        "method": "POST", "path": "/v1/plans",
        "body": {"period": "monthly", "interval": 1,
          "item": {"name": "Pro", "amount": 90000, "currency": "INR", "description": "For teams"},
          "notes": {"team": "billing", "tier": "gold", "rank": "2", "catalogPlanId": "pro", "catalogPlanKey": "pro_plan",
            "catalogPriceId": "monthly", "provider": "razorpay"}}}]
      """#)
    expectJSON(
      artifact["purchase"],
      #"""
      [{"id": "purchase/plan/pro/monthly", "situation": "new_customer", "method": "POST", "path": "/v1/subscriptions",
        "body": {"plan_id": {"$ref": "prices/plan/pro/monthly"}, "total_count": 24, "quantity": 1,
          "notes": {"team": "billing", "tier": "gold", "rank": "2", "catalogPlanId": "pro", "catalogPlanKey": "pro_plan",
            "catalogPriceId": "monthly", "provider": "razorpay", "openmeterCustomer": {"$param": "customer_key"}}}},
       {"id": "purchase/plan/pro/monthly/change", "situation": "running_subscription", "method": "PATCH",
        "path": "/v1/subscriptions/{subscription}",
        "body": {"plan_id": {"$ref": "prices/plan/pro/monthly"}, "quantity": 1, "remaining_count": 24,
          "schedule_change_at": "now"}}]
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `each price of a plan becomes a plan, named with the id of the price`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"api": true},
         "prices": {"monthly": {"amount": 90000, "currency": "INR", "interval": "month"},
           "usd/quarter": {"amount": 3000, "currency": "USD", "interval": "month", "intervalCount": 3}}}}}
      """#, for: "razorpay")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/monthly", "prices/plan/pro/usd%2Fquarter"])
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact)["body"]?["item"],
      #"{"name": "Pro (monthly)", "amount": 90000, "currency": "INR"}"#)
    expectJSON(
      try request("prices/plan/pro/usd%2Fquarter", in: artifact)["body"],
      #"""
      {"period": "monthly", "interval": 3, "item": {"name": "Pro (usd/quarter)", "amount": 3000, "currency": "USD"},
       "notes": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "usd/quarter", "provider": "razorpay"}}
      """#)
  }

  @Test func `a price with an existing plan is not created again, but referenced by its id`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"yearly": {"amount": 900000, "currency": "INR", "interval": "year",
           "providerIds": {"razorpay": "plan_00000000000001"}}}}}}
      """#, for: "razorpay")
    expectJSON(artifact["setup"], "[]")
    expectJSON(
      try request("purchase/plan/pro/yearly", in: artifact)["body"],
      #"""
      {"plan_id": "plan_00000000000001", "total_count": 10, "quantity": 1,
       "notes": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "yearly", "provider": "razorpay", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `the application sets the first charge of a trial`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 90000, "currency": "INR", "interval": "month", "trialDays": 14}}}}}
      """#, for: "razorpay")
    expectJSON(
      try request("purchase/plan/pro/monthly", in: artifact)["body"],
      #"""
      {"plan_id": {"$ref": "prices/plan/pro/monthly"}, "total_count": 120, "quantity": 1, "start_at": {"$param": "start_at"},
       "notes": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "razorpay", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test(arguments: ["month", "one_time"])
  func `an add-on is an upfront amount of a new subscription, or on the next invoice`(interval: String) throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {"setup": {"name": "Setup", "description": "By hand", "entitlements": {"api": true},
         "prices": {"first": {"amount": 50000, "currency": "INR", "interval": "\#(interval)"},
           "second": {"amount": 60000, "currency": "INR", "interval": "\#(interval)"}}}}}
      """#, for: "razorpay")
    expectJSON(artifact["setup"], "[]")
    #expect(soldItems(in: artifact) == ["purchase/addon/setup/first", "purchase/addon/setup/second"])
    expectJSON(
      artifact["purchase"]?.elements?.first,
      #"""
      {"id": "purchase/addon/setup/first/with_plan", "situation": "new_customer", "method": "POST", "path": "/v1/subscriptions",
       "body": {"plan_id": {"$param": "plan"}, "total_count": {"$param": "total_count"}, "quantity": 1,
         "addons": [{"item": {"name": "Setup", "amount": 50000, "currency": "INR", "description": "By hand"}}],
         "notes": {"catalogAddonId": "setup", "catalogAddonKey": "setup", "catalogPriceId": "first",
           "provider": "razorpay", "openmeterCustomer": {"$param": "customer_key"}}}}
      """#)
    expectJSON(
      try request("purchase/addon/setup/first", in: artifact),
      #"""
      {"id": "purchase/addon/setup/first", "situation": "running_subscription", "method": "POST",
       "path": "/v1/subscriptions/{subscription}/addons",
       "body": {"item": {"name": "Setup", "amount": 50000, "currency": "INR", "description": "By hand"}, "quantity": 1}}
      """#)
    #expect(ids("purchase", in: artifact).contains("purchase/addon/setup/first/one_time") == (interval == "one_time"))
  }

  @Test func `a top-up is an order with a receipt set by the application`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"sms": {"type": "metered"}}, "plans": {},
       "topups": {"sms500": {"name": "500 SMS", "feature": "sms", "amount": 500, "metadata": {"route": {"dlt": true}},
         "prices": {"inr": {"amount": 12500, "currency": "INR", "interval": "one_time"}}}}}
      """#, for: "razorpay")
    expectJSON(artifact["setup"], "[]")
    expectJSON(
      artifact["purchase"],
      #"""
      [{"id": "purchase/topup/sms500/inr", "situation": "one_time", "method": "POST", "path": "/v1/orders",
        "body": {"amount": 12500, "currency": "INR", "receipt": {"$param": "receipt"},
          "notes": {"route": "{\"dlt\":true}", "catalogTopupId": "sms500", "catalogTopupKey": "sms500",
            "catalogPriceId": "inr", "catalogFeatureId": "sms", "provider": "razorpay", "openmeterCustomer": {"$param": "customer_key"}}}}]
      """#)
    expectJSON(artifact["warnings"], "[]")
  }

  @Test func `the neutral view has Razorpay's strategies`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"sms": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"sms": 1},
         "prices": {"m": {"amount": 100, "currency": "INR", "interval": "month"}}}},
       "addons": {"a": {"entitlements": {"sms": 1}, "prices": {"m": {"amount": 100, "currency": "INR", "interval": "month"},
         "o": {"amount": 100, "currency": "INR", "interval": "one_time"}}}},
       "topups": {"t": {"feature": "sms", "amount": 1,
         "prices": {"o": {"amount": 100, "currency": "INR", "interval": "one_time"}}}}}
      """#, for: "razorpay")
    #expect(
      artifact["prices"]?.elements?.compactMap { $0["strategy"]?.string } == [
        "subscription_plan", "subscription_addon", "subscription_addon", "manual_charge",
      ])
    #expect(
      artifact["products"]?.elements?.compactMap { $0["strategy"]?.string } == [
        "subscription_plan", "subscription_addon", "manual_charge",
      ])
  }

  @Test func `no request refers to a price that Razorpay cannot sell`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"sms": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"sms": 1}, "prices": {
         "free": {"amount": 0, "currency": "INR", "interval": "month"},
         "peso": {"amount": 100, "currency": "ARS", "interval": "month"},
         "daily": {"amount": 100, "currency": "INR", "interval": "day"},
         "ages": {"amount": 100, "currency": "INR", "interval": "year", "intervalCount": 9223372036854775807},
         "good": {"amount": 9223372036854775807, "currency": "INR", "interval": "month"}}}},
       "addons": {"a": {"entitlements": {"sms": 1},
         "prices": {"free": {"amount": 0, "currency": "INR", "interval": "one_time"}}}},
       "topups": {"t": {"feature": "sms", "amount": 1,
         "prices": {"free": {"amount": 0, "currency": "USD", "interval": "one_time"}}}}}
      """#, for: "razorpay")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/good"])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/good"])
    #expect(artifact["prices"]?.elements?.count == 7)
    #expect(
      artifact["warnings"]?.elements?.compactMap { $0["rule"]?.string } == [
        "razorpay/free-price-unsupported", "razorpay/currency-unsupported", "razorpay/interval-unsupported",
        "razorpay/interval-too-long", "razorpay/inr-mandate-limit",
        "razorpay/free-price-unsupported", "razorpay/free-price-unsupported",
      ])
  }
}
