import JSONText
import TestSupport
import Testing

/// The requests for Creem.
@Suite struct CreemRequestTests {
  /// A plan with two prices, seats, a setup fee, and tokens.
  static let catalog = #"""
    {
      "features": {
        "api": {"type": "boolean"}, "tokens": {"type": "metered", "name": "Tokens"}, "help": {"type": "boolean"}
      },
      "plans": {
        "pro": {
          "name": "Pro", "description": "For teams", "entitlements": {"api": true, "tokens": 500},
          "metadata": {"tier": 2},
          "prices": {
            "monthly": {"amount": 2000, "currency": "usd", "interval": "month", "trialDays": 14},
            "weekly": {
              "amount": 600, "currency": "EUR", "interval": "week", "intervalCount": 2, "metadata": {"term": "short"}
            }
          }
        }
      },
      "addons": {
        "seats": {
          "name": "Seats", "description": "One more person", "entitlements": {"api": true}, "multiple": true,
          "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}
        },
        "onboarding": {
          "name": "Onboarding", "entitlements": {"help": true},
          "prices": {"once": {"amount": 30000, "currency": "USD", "interval": "one_time"}}
        }
      },
      "topups": {
        "pack": {
          "name": "Token pack", "description": "1000 tokens", "feature": "tokens", "amount": 1e3,
          "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}
        }
      },
      "providers": {
        "creem": {"options": {"taxCategory": "ebooks", "taxMode": "inclusive"}, "metadata": {"env": "test"}}
      }
    }
    """#

  @Test func `every price is a product, and every product has a checkout`() throws {
    let artifact = try artifact(Self.catalog, for: "creem")
    let sold = ["plan/pro/monthly", "plan/pro/weekly", "addon/seats/monthly", "addon/onboarding/once", "topup/pack/once"]
    #expect(ids("setup", in: artifact) == sold.map { "prices/\($0)" })
    #expect(soldItems(in: artifact) == sold.map { "purchase/\($0)" })
  }

  @Test func `a recurring price is a product with a period, a trial and the options`() throws {
    let request = try request("prices/plan/pro/monthly", in: try artifact(Self.catalog, for: "creem"))
    expectJSON(request["method"], #""POST""#)
    expectJSON(request["path"], #""/v1/products""#)
    expectJSON(
      request["body"],
      #"""
      {"name": "Pro (monthly)", "description": "For teams", "price": 2000, "currency": "USD",
       "billing_type": "recurring", "billing_period": "every-month", "trial_period_days": 14,
       "tax_mode": "inclusive", "tax_category": "ebooks"}
      """#)
  }

  @Test func `a product is looked up by its name, price, cadence and tax`() throws {
    expectJSON(
      try request("prices/plan/pro/weekly", in: try artifact(Self.catalog, for: "creem"))["lookup"],
      #"""
      {"method": "GET", "path": "/v1/products/search", "query": {"page_number": 1, "page_size": 100, "status": "active"},
       "match": {"name": "Pro (weekly)", "price": 600, "currency": "EUR", "billing_type": "recurring",
         "billing_period": "custom", "recurring_interval": "week", "recurring_interval_count": 2,
         "tax_mode": "inclusive", "tax_category": "ebooks"}}
      """#)
  }

  @Test func `a retry has the same idempotency key, and another price has a different one`() throws {
    let key = { (text: String) in
      try request("prices/plan/pro/monthly", in: try artifact(text, for: "creem"))["idempotencyKey"]?.string
    }
    let plan = { (amount: Int) in
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true},
        "prices": {"monthly": {"amount": \#(amount), "currency": "USD", "interval": "month"}}}}}
      """#
    }
    #expect(try key(plan(2000)) == key(plan(2000)))
    #expect(try key(plan(2000)) != key(plan(2100)))
    #expect(try key(plan(2000))?.hasPrefix("catalogc-") == true)
  }

  @Test func `a one-time price is a one-time product, named like its item if it is the only price`() throws {
    expectJSON(
      try request("prices/addon/onboarding/once", in: try artifact(Self.catalog, for: "creem"))["body"],
      #"""
      {"name": "Onboarding", "description": "Onboarding", "price": 30000, "currency": "USD",
       "billing_type": "onetime", "billing_period": "once", "tax_mode": "inclusive", "tax_category": "ebooks"}
      """#)
  }

  @Test func `a top-up credits the customer's account with the name of the feature's key`() throws {
    let request = try request("prices/topup/pack/once", in: try artifact(Self.catalog, for: "creem"))
    expectJSON(
      request["body"],
      #"""
      {"name": "Token pack", "description": "1000 tokens", "price": 900, "currency": "USD",
       "billing_type": "onetime", "billing_period": "once",
       "features": [{"type": "customerCredits", "description": "1000 Tokens",
         "customer_credits": {"amount": "1000", "unit_label": "Tokens", "bucket_name": "tokens"}}],
       "tax_mode": "inclusive", "tax_category": "ebooks"}
      """#)
    expectJSON(
      request["lookup"]?["match"]?["features"],
      #"[{"customer_credits": {"amount": "1000", "unit_label": "Tokens", "bucket_name": "tokens"}}]"#)
  }

  @Test(arguments: [
    ("day", 1, "every-day"), ("month", 1, "every-month"), ("month", 3, "every-three-months"),
    ("month", 6, "every-six-months"), ("year", 1, "every-year"),
  ]) func `five cadences have a name, without unit and count`(interval: String, count: Int, name: String) throws {
    let body = try Self.product(interval, count)
    expectJSON(body?["billing_period"], #""\#(name)""#)
    #expect(body?["recurring_interval"] == nil && body?["recurring_interval_count"] == nil)
  }

  @Test(arguments: [
    ("day", 2), ("day", 365), ("week", 1), ("week", 52), ("month", 2), ("month", 12), ("month", 24),
    ("year", 2), ("year", 3),
  ]) func `all other cadences are custom`(interval: String, count: Int) throws {
    let body = try Self.product(interval, count)
    expectJSON(body?["billing_period"], #""custom""#)
    expectJSON(body?["recurring_interval"], #""\#(interval)""#)
    expectJSON(body?["recurring_interval_count"], "\(count)")
  }

  private static func product(_ interval: String, _ count: Int) throws -> JSON? {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true},
        "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "\#(interval)", "intervalCount": \#(count)}}}}}
      """#
    return try request("prices/plan/pro/p", in: try artifact(text, for: "creem"))["body"]
  }

  // MARK: Purchase

  @Test func `the checkout carries the metadata of settings, item and price, and the ids`() throws {
    expectJSON(
      try request("purchase/plan/pro/weekly", in: try artifact(Self.catalog, for: "creem")),
      #"""
      {"id": "purchase/plan/pro/weekly", "situation": "new_customer", "method": "POST", "path": "/v1/checkouts",
       "body": {
         "product_id": {"$ref": "prices/plan/pro/weekly"},
         "customer": {"id": {"$param": "customer"}},
         "success_url": {"$param": "success_url"},
         "metadata": {"env": "test", "tier": "2", "term": "short", "catalogPlanId": "pro", "catalogPlanKey": "pro",
           "catalogPriceId": "weekly", "provider": "creem", "openmeterCustomer": {"$param": "customer_key"}}}}
      """#)
  }

  @Test func `an add-on that customers may have several of is sold in units`() throws {
    let artifact = try artifact(Self.catalog, for: "creem")
    expectJSON(try request("purchase/addon/seats/monthly", in: artifact)["body"]?["units"], #"{"$param": "quantity"}"#)
    #expect(try request("purchase/addon/onboarding/once", in: artifact)["body"]?["units"] == nil)
    expectJSON(
      try request("purchase/topup/pack/once", in: artifact)["body"]?["metadata"],
      #"""
      {"env": "test", "catalogTopupId": "pack", "catalogTopupKey": "pack", "catalogPriceId": "once",
       "catalogFeatureId": "tokens", "provider": "creem", "openmeterCustomer": {"$param": "customer_key"}}
      """#)
  }

  // MARK: Existing products

  @Test func `an existing product is updated, except for fields that the catalog does not have`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"creem": "prod/1"}},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}}},
       "providers": {"creem": {"options": {"taxCategory": "saas", "taxMode": "exclusive"}}}}
      """#, for: "creem")
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact),
      #"""
      {"id": "prices/plan/pro/monthly", "method": "PATCH", "path": "/v1/products/prod%2F1",
       "body": {"name": "pro (monthly)", "price": 2000, "currency": "USD", "billing_type": "recurring",
         "billing_period": "every-month", "trial_period_days": null, "usage_prices": [], "tax_mode": "exclusive"}}
      """#)
    expectJSON(try request("purchase/plan/pro/monthly", in: artifact)["body"]?["product_id"], #""prod/1""#)
    expectJSON(
      try request("purchase/plan/pro/yearly", in: artifact)["body"]?["product_id"], #"{"$ref": "prices/plan/pro/yearly"}"#)
  }

  @Test func `the id of an item counts for its only price`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"description": "For teams", "entitlements": {"api": true}, "providerIds": {"creem": "prod_1"},
         "prices": {"q": {"amount": 0, "currency": "EUR", "interval": "month", "intervalCount": 2, "trialDays": 7}}}}}
      """#, for: "creem")
    expectJSON(
      try request("prices/plan/pro/q", in: artifact),
      #"""
      {"id": "prices/plan/pro/q", "method": "PATCH", "path": "/v1/products/prod_1",
       "body": {"name": "pro", "description": "For teams", "price": 0, "currency": "EUR", "billing_type": "recurring",
         "billing_period": "custom", "recurring_interval": "month", "recurring_interval_count": 2, "trial_period_days": 7,
         "usage_prices": []}}
      """#)
  }

  private static let tenTokens = #"""
    [{"type": "customerCredits", "description": "10 tokens",
      "customer_credits": {"amount": "10", "unit_label": "tokens", "bucket_name": "tokens"}}]
    """#

  @Test(arguments: [("true", tenTokens), ("false", "[]")])
  func `the credits of an existing top-up are set or removed`(credits: String, features: String) throws {
    let artifact = try artifact(
      #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 10, "providerIds": {"creem": "prod_1"},
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
       "providers": {"creem": {"options": {"topupCredits": \#(credits)}}}}
      """#, for: "creem")
    expectJSON(
      try request("prices/topup/pack/once", in: artifact)["body"],
      #"""
      {"name": "pack", "price": 900, "currency": "USD", "billing_type": "onetime", "billing_period": "once",
       "features": \#(features)}
      """#)
  }

  // MARK: Not for sale

  @Test func `a price that Creem cannot charge has no product and no checkout`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {
         "inr": {"amount": 99900, "currency": "INR", "interval": "month"},
         "cheap": {"amount": 1, "currency": "USD", "interval": "month"},
         "rare": {"amount": 2000, "currency": "USD", "interval": "year", "intervalCount": 9223372036854775807},
         "free": {"amount": 0, "currency": "USD", "interval": "month"},
         "dear": {"amount": 9223372036854775807, "currency": "EUR", "interval": "year"}}}}}
      """#, for: "creem")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/free", "prices/plan/pro/dear"])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/free", "purchase/plan/pro/dear"])
    #expect(artifact["prices"]?.elements?.count == 5)
    expectJSON(try request("prices/plan/pro/dear", in: artifact)["body"]?["price"], "9223372036854775807")
  }

  @Test func `a catalog that sells nothing has no requests`() throws {
    let artifact = try artifact(
      #"{"features": {"api": {"type": "boolean"}}, "plans": {"free": {"entitlements": {"api": false}}}}"#, for: "creem")
    expectJSON(artifact["setup"], "[]")
    expectJSON(artifact["purchase"], "[]")
  }

  @Test func `a disabled feature does not appear`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true, "sso": {"enabled": false, "metadata": {"why": "later"}}},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    let artifact = try artifact(text, for: "creem")
    for section in ["setup", "purchase"] {
      #expect(artifact[section]?.compact.split(separator: "\"").contains("sso") == false)
    }
  }
}
