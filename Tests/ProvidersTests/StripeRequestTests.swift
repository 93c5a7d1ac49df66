import JSONText
import TestSupport
import Testing

/// Complete request bodies for Stripe.
@Suite struct StripeRequestTests {
  private let catalog = #"""
    {"features": {
       "aiTokens": {"key": "ai_tokens", "name": "AI tokens", "type": "metered"},
       "api": {"type": "boolean", "metadata": {"tier": 1}},
       "sso": {"type": "boolean"}},
     "plans": {
       "pro": {"name": "Pro", "description": "For one", "metadata": {"highlight": true, "seats": [1, 2]},
         "entitlements": {"aiTokens": {"amount": 1000, "reset": "day"}, "api": true, "sso": false},
         "prices": {
           "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14, "metadata": {"note": "launch"}},
           "quarterly": {"amount": 5400, "currency": "usd", "interval": "month", "intervalCount": 3, "lookupKey": "pro-q"}}}},
     "addons": {
       "seats": {"entitlements": {"sso": true}, "multiple": true,
         "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}}},
       "setup": {"entitlements": {"api": false},
         "prices": {"once": {"amount": 9900, "currency": "USD", "interval": "one_time"}}}},
     "topups": {
       "pack": {"feature": "aiTokens", "amount": 5000,
         "prices": {"once": {"amount": 1500, "currency": "USD", "interval": "one_time"}}}},
     "providers": {"stripe": {"metadata": {"team": "billing"}, "options": {"taxBehavior": "exclusive", "taxCode": "txcd_10103000"}}}}
    """#

  @Test func `features come first, then products, prices and attachments`() throws {
    #expect(
      ids("setup", in: try artifact(catalog, for: "stripe")) == [
        "features/aiTokens", "features/api", "features/sso",
        "products/plan/pro", "products/addon/seats", "products/addon/setup", "products/topup/pack",
        "prices/plan/pro/monthly", "prices/plan/pro/quarterly", "prices/addon/seats/monthly", "prices/addon/setup/once",
        "prices/topup/pack/once",
        "product-features/plan/pro/aiTokens", "product-features/plan/pro/api", "product-features/addon/seats/sso",
      ])
  }

  @Test func `a product is created with a derived id, so that a second run finds it`() throws {
    let request = try request("products/plan/pro", in: artifact(catalog, for: "stripe"))
    expectJSON(request["lookup"], #"{"method": "GET", "path": "/v1/products/plan_pro"}"#)
    expectJSON(
      request["body"],
      #"""
      {"id": "plan_pro", "name": "Pro", "description": "For one", "tax_code": "txcd_10103000",
       "metadata": {"team": "billing", "highlight": "true", "seats": "[1,2]", "catalogPlanId": "pro", "catalogPlanKey": "pro"}}
      """#)
  }

  @Test func `a recurring price`() throws {
    let request = try request("prices/plan/pro/quarterly", in: artifact(catalog, for: "stripe"))
    #expect(request["method"] == "POST" && request["path"] == "/v1/prices")
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/prices", "query": {"lookup_keys[]": "pro-q"},
       "match": {"currency": "usd", "unit_amount": 5400, "recurring": {"interval": "month", "interval_count": 3}}}
      """#)
    expectJSON(
      request["body"],
      #"""
      {"currency": "usd", "product": {"$ref": "products/plan/pro"}, "unit_amount": 5400,
       "recurring": {"interval": "month", "interval_count": 3}, "lookup_key": "pro-q", "transfer_lookup_key": true,
       "tax_behavior": "exclusive",
       "metadata": {"team": "billing", "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "quarterly",
         "provider": "stripe"}}
      """#)
  }

  @Test func `a feature, and its attachment to a product`() throws {
    let artifact = try artifact(catalog, for: "stripe")
    expectJSON(
      try request("features/api", in: artifact)["body"],
      #"{"name": "api", "lookup_key": "api", "metadata": {"team": "billing", "tier": "1", "catalogFeatureId": "api"}}"#)
    let attachment = try request("product-features/plan/pro/api", in: artifact)
    #expect(attachment["path"] == "/v1/products/{products/plan/pro}/features")
    expectJSON(attachment["body"], #"{"entitlement_feature": {"$ref": "features/api"}}"#)
  }

  @Test func `disabled features and empty allowances are not attached`() throws {
    let setup = ids(
      "setup",
      in: try artifact(
        #"""
        {"features": {"off": {"type": "boolean"}, "none": {"type": "metered"}, "soft": {"type": "metered"}},
         "plans": {"p": {"entitlements": {"off": {"enabled": false}, "none": 0, "soft": {"amount": 0, "isSoftLimit": true}}}}}
        """#, for: "stripe"))
    #expect(setup == ["features/soft", "products/plan/p", "product-features/plan/p/soft"])
  }

  @Test func `a plan is bought as a subscription, with its trial`() throws {
    expectJSON(
      try request("purchase/plan/pro/monthly/subscription", in: artifact(catalog, for: "stripe")),
      #"""
      {"id": "purchase/plan/pro/monthly/subscription", "situation": "new_customer", "method": "POST",
       "path": "/v1/subscriptions",
       "body": {"customer": {"$param": "customer"}, "items": [{"price": {"$ref": "prices/plan/pro/monthly"}, "quantity": 1}],
         "payment_behavior": "default_incomplete", "payment_settings": {"save_default_payment_method": "on_subscription"},
         "trial_period_days": 14,
         "metadata": {"team": "billing", "note": "launch", "catalogPlanId": "pro", "catalogPlanKey": "pro",
           "catalogPriceId": "monthly", "provider": "stripe", "openmeterCustomer": {"$param": "customer_key"}}}}
      """#)
  }

  @Test func `a recurring add-on is an item of the subscription`() throws {
    let request = try request("purchase/addon/seats/monthly", in: artifact(catalog, for: "stripe"))
    #expect(request["path"] == "/v1/subscription_items" && request["situation"] == "running_subscription")
    expectJSON(
      request["body"],
      #"""
      {"subscription": {"$param": "subscription"}, "price": {"$ref": "prices/addon/seats/monthly"},
       "quantity": {"$param": "quantity"},
       "metadata": {"team": "billing", "catalogAddonId": "seats", "catalogAddonKey": "seats", "catalogPriceId": "monthly",
         "provider": "stripe", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `a top-up is a Checkout payment with its metadata`() throws {
    let request = try request("purchase/topup/pack/once", in: artifact(catalog, for: "stripe"))
    let metadata =
      #"{"team": "billing", "catalogTopupId": "pack", "catalogTopupKey": "pack", "catalogPriceId": "once", "catalogFeatureId": "aiTokens", "provider": "stripe", "openmeterCustomer": {"$param": "customer_key"}}"#
    expectJSON(
      request["body"],
      #"""
      {"mode": "payment", "customer": {"$param": "customer"}, "success_url": {"$param": "success_url"},
       "line_items": [{"price": {"$ref": "prices/topup/pack/once"}, "quantity": 1}],
       "payment_intent_data": {"metadata": \#(metadata)}, "metadata": \#(metadata)}
      """#)
  }

  @Test func `different requests have different idempotency keys`() throws {
    let setup = try artifact(catalog, for: "stripe")["setup"]?.elements ?? []
    let keys = setup.compactMap { $0["idempotencyKey"]?.string }
    #expect(keys.count == setup.count && Set(keys).count == keys.count)
    #expect(keys.allSatisfy { $0.hasPrefix("catalogc-") && $0.utf8.count == 41 })
  }

  // MARK: Existing objects

  @Test func `an existing product and price are updated as far as possible`() throws {
    let artifact = try artifact(
      Example.existing, for: "stripe")
    #expect(ids("setup", in: artifact) == ["products/plan/pro", "prices/plan/pro/monthly"])
    expectJSON(
      try request("products/plan/pro", in: artifact)["body"],
      #"{"name": "Pro", "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro"}}"#)
    #expect(try request("products/plan/pro", in: artifact)["path"] == "/v1/products/prod_1")
    #expect(try request("products/plan/pro", in: artifact)["lookup"] == nil)
    #expect(try request("prices/plan/pro/monthly", in: artifact)["path"] == "/v1/prices/price_1")
    expectJSON(
      try request("prices/plan/pro/monthly", in: artifact)["body"],
      #"""
      {"lookup_key": "pro:monthly", "transfer_lookup_key": true,
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "stripe"}}
      """#)
    expectJSON(
      try request("purchase/plan/pro/monthly/subscription", in: artifact)["body"]?["items"],
      #"[{"price": "price_1", "quantity": 1}]"#)
    #expect(artifact["products"]?.elements?.first?["productId"] == "prod_1")
    #expect(artifact["prices"]?.elements?.first?["priceId"] == "price_1")
  }

  private enum Example {
    static let existing = #"""
      {"features": {"off": {"type": "boolean"}},
       "plans": {"pro": {"name": "Pro", "entitlements": {"off": false}, "providerIds": {"stripe": "prod_1"},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"stripe": "price_1"}}}}}}
      """#
  }

  // MARK: Money

  @Test(arguments: [
    ("USD", 2000, 2000), ("JPY", 2000, 2000), ("KWD", 6150, 6150),
    // No decimals in ISO 4217, two at Stripe.
    ("ISK", 5, 500), ("UGX", 2000, 200_000),
    // Two decimals in ISO 4217, none at Stripe.
    ("MGA", 200_000, 2000), ("HUF", 17501, 17501), ("TWD", 2001, 2001), ("USD", 0, 0),
  ])
  func `amounts are converted to Stripe's units`(currency: String, amount: Int64, unitAmount: Int64) throws {
    let artifact = try artifact(plan(amount, currency), for: "stripe")
    #expect(try request("prices/plan/p/m", in: artifact)["body"]?["unit_amount"] == .integer(unitAmount))
    #expect(artifact["prices"]?.elements?.first?["amount"] == .integer(amount))
  }

  @Test(arguments: [
    ("KWD", 6155, "stripe/amount-too-precise @ plans.p.prices.m.amount"),
    ("MGA", 150, "stripe/amount-too-precise @ plans.p.prices.m.amount"),
    ("UGX", Int64.max, "stripe/amount-too-large @ plans.p.prices.m.amount"),
    ("CUP", 2000, "stripe/currency-unsupported @ plans.p.prices.m.currency"),
  ])
  func `a price that Stripe does not support is skipped and reported`(currency: String, amount: Int64, finding: String) throws {
    #expect(findings(plan(amount, currency), provider: "stripe", withLints: false) == [finding])
    let artifact = try artifact(plan(amount, currency), for: "stripe")
    #expect(ids("setup", in: artifact) == ["products/plan/p"])
    #expect(soldItems(in: artifact) == [])
    #expect(artifact["prices"]?.elements?.count == 1)
  }

  @Test func `minimum amounts apply to the settlement currency`() {
    let settled = { (currency: String) in
      #"""
      {"features": {"f": {"type": "boolean"}},
       "plans": {"p": {"entitlements": {"f": true}, "prices": {"m": {"amount": 49, "currency": "USD", "interval": "month"}}}},
       "providers": {"stripe": {"options": {"settlementCurrency": "\#(currency)"}}}}
      """#
    }
    #expect(findings(settled("EUR"), provider: "stripe") == [])
    #expect(findings(settled("usd"), provider: "stripe") == ["stripe/amount-below-minimum @ plans.p.prices.m.amount"])
  }

  private func plan(_ amount: Int64, _ currency: String) -> String {
    #"""
    {"features": {"f": {"type": "boolean"}},
     "plans": {"p": {"entitlements": {"f": false},
       "prices": {"m": {"amount": \#(amount), "currency": "\#(currency)", "interval": "month"}}}}}
    """#
  }

  // MARK: Cadences

  @Test(
    arguments: [
      // Allowed by Stripe's documentation.
      ("month", 1, "month", 3, nil), ("month", 1, "year", 1, nil), ("day", 1, "week", 1, nil), ("day", 1, "month", 3, nil),
      ("day", 1, "year", 2, nil), ("week", 2, "week", 4, nil),
      // Not allowed.
      ("month", 2, "month", 3, "stripe/addon-interval-mismatch"), ("month", 4, "month", 6, "stripe/addon-interval-mismatch"),
      ("week", 1, "month", 1, "stripe/addon-interval-mismatch"), ("day", 2, "week", 1, "stripe/addon-interval-mismatch"),
      ("month", 5, "year", 1, "stripe/addon-interval-mismatch"),
    ] as [(String, Int, String, Int, String?)])
  func `intervals of an add-on and a plan align`(
    addon: String, addonCount: Int, plan: String, planCount: Int, rule: String?
  ) {
    let text = #"""
      {"features": {"f": {"type": "boolean"}, "g": {"type": "boolean"}},
       "plans": {"p": {"entitlements": {"f": true}, "prices": {
         "x": {"amount": 900, "currency": "USD", "interval": "\#(plan)", "intervalCount": \#(planCount)}}}},
       "addons": {"a": {"entitlements": {"g": true}, "prices": {
         "x": {"amount": 900, "currency": "USD", "interval": "\#(addon)", "intervalCount": \#(addonCount)}}}}}
      """#
    #expect(findings(text, provider: "stripe") == ["\(rule ?? "stripe/addon-mixed-interval") @ addons.a.compatiblePlans"])
  }

  @Test func `a plan without prices does not restrict intervals`() {
    let text = #"""
      {"features": {"f": {"type": "boolean"}, "g": {"type": "boolean"}},
       "plans": {"free": {"default": true, "entitlements": {"f": true}}},
       "addons": {"a": {"entitlements": {"g": true}, "prices": {"x": {"amount": 900, "currency": "USD", "interval": "month"}}}}}
      """#
    #expect(findings(text, provider: "stripe") == ["stripe/item-without-price @ plans.free"])
  }

  @Test func `a named plan without prices has no interval to align with`() {
    expect(
      "stripe/addon-interval-mismatch", at: "addons.a.compatiblePlans",
      in: #"""
        {"features": {"f": {"type": "boolean"}}, "plans": {"free": {"entitlements": {"f": true}}},
         "addons": {"a": {"compatiblePlans": ⟦["free"]⟧, "entitlements": {"f": true},
           "prices": {"x": {"amount": 900, "currency": "USD", "interval": "month"}}}}}
        """#, provider: "stripe")
  }

  @Test func `an add-on with both kinds of prices grants nothing for a one-time payment`() {
    expect(
      "stripe/one-time-entitlement", at: "addons.a.prices.once",
      in: #"""
        {"features": {"f": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"f": false}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
         "addons": {"a": {"entitlements": {"f": true},
           "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"},
                      ⟦"once"⟧: {"amount": 9000, "currency": "USD", "interval": "one_time"}}}}}
        """#, provider: "stripe")
  }

  @Test func `an unknown settlement currency does not disable the minimum check`() {
    let text = #"""
      {"features": {"f": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"f": true}, "prices": {"m": {"amount": ⟦1⟧, "currency": "USD", "interval": "month"}}}},
       "providers": {"stripe": {"options": {"settlementCurrency": "USDT"}}}}
      """#
    expect("stripe/amount-below-minimum", at: "plans.pro.prices.m.amount", in: text, provider: "stripe")
  }
}
