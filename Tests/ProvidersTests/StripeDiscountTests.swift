import JSONText
import TestSupport
import Testing

/// Discounts and trials without a payment method at Stripe.
@Suite struct StripeDiscountTests {
  /// A plan in two currencies, a free plan, and a top-up.
  private func catalog(_ discounts: String, id: String = "", price: String = "") -> String {
    #"""
    {\#(id)"features": {"calls": {"type": "metered"}},
     "plans": {
       "free": {"default": true, "entitlements": {"calls": 10}},
       "pro": {"entitlements": {"calls": 1000}, "prices": {
         "usd": {"amount": 2000, "currency": "USD", "interval": "month"\#(price)},
         "eur": {"amount": 1900, "currency": "EUR", "interval": "month"}}}},
     "topups": {"pack": {"feature": "calls", "amount": 500,
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "discounts": {\#(discounts)}}
    """#
  }

  private func setup(_ request: String, _ text: String) throws -> JSON {
    try TestSupport.request(request, in: artifact(text, for: "stripe"))
  }

  // MARK: Coupons

  @Test func `a percentage for some months is a coupon with an id of the catalog`() throws {
    let text = catalog(
      #"""
      "launch": {"name": "Launch", "percent": 12.5, "duration": {"months": 3}, "appliesTo": ["pro"], "maxRedemptions": 500,
        "expiresAt": "2027-03-31T23:59:59+05:30", "metadata": {"team": "growth"}}
      """#, id: #""id": "chat", "#)
    let request = try setup("coupons/launch", text)
    #expect(request["method"] == "POST" && request["path"] == "/v1/coupons")
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/coupons/chat_launch",
       "match": {"percent_off": 12.5, "duration": "repeating", "duration_in_months": 3, "max_redemptions": 500,
         "redeem_by": 1806517799}}
      """#)
    expectJSON(
      request["body"],
      #"""
      {"id": "chat_launch", "name": "Launch", "percent_off": 12.5, "duration": "repeating", "duration_in_months": 3,
       "max_redemptions": 500, "redeem_by": 1806517799, "applies_to": {"products": [{"$ref": "products/plan/pro"}]},
       "metadata": {"team": "growth", "catalogId": "chat", "catalogDiscountId": "launch"}}
      """#)
  }

  @Test func `amounts have a first currency and further ones`() throws {
    expectJSON(
      try setup("coupons/ten", catalog(#""ten": {"amounts": {"USD": 1000, "EUR": "9.00"}, "duration": "once"}"#))["body"],
      #"""
      {"id": "ten", "name": "ten", "amount_off": 1000, "currency": "usd", "duration": "once",
       "currency_options": {"eur": {"amount_off": 900}},
       "applies_to": {"products": [{"$ref": "products/plan/pro"}, {"$ref": "products/topup/pack"}]},
       "metadata": {"catalogDiscountId": "ten"}}
      """#)
  }

  @Test func `amounts are in Stripe's units`() throws {
    // MGA has two decimals in ISO 4217, and none at Stripe.
    let text = catalog(#""ten": {"amounts": {"MGA": 100000}, "duration": "once"}"#)
    #expect(try setup("coupons/ten", text)["body"]?["amount_off"] == 1000)
    expect(
      "stripe/discount-unsupported", at: "discounts.ten.amounts",
      in: catalog(#""ten": {"amounts": ⟦{"MGA": 100050}⟧, "duration": "once"}"#), provider: "stripe")
  }

  @Test func `a discount without a currency of Stripe is skipped`() throws {
    let text = catalog(#""ten": {"amounts": ⟦{"KPW": 1000}⟧, "duration": "once"}"#)
    expect("stripe/discount-unsupported", at: "discounts.ten.amounts", in: text, provider: "stripe")
    #expect(!ids("setup", in: try artifact(text, for: "stripe")).contains("coupons/ten"))
  }

  @Test func `a discount of nothing for sale is skipped, not applied to everything`() throws {
    let text = catalog(#"⟦"launch"⟧: {"percent": 100, "duration": "once", "appliesTo": ["free"], "codes": {"LAUNCH": {}}}"#)
    expect("stripe/discount-unsupported", at: "discounts.launch", in: text, provider: "stripe")
    let artifact = try artifact(text, for: "stripe")
    #expect(!ids("setup", in: artifact).contains { $0.hasPrefix("coupons/") || $0.hasPrefix("promotion-codes/") })
    #expect(try request("purchase/topup/pack/once", in: artifact)["body"]?["allow_promotion_codes"] == nil)
  }

  @Test func `a discount of everything names the products, because the account may have others`() throws {
    expectJSON(
      try setup("coupons/launch", catalog(#""launch": {"percent": 20, "duration": "once"}"#))["body"]?["applies_to"],
      #"{"products": [{"$ref": "products/plan/pro"}, {"$ref": "products/topup/pack"}]}"#)
    expect(
      "stripe/discount-unsupported", at: "discounts.launch",
      in: #"""
        {"features": {"api": {"type": "boolean"}}, "plans": {"free": {"default": true, "entitlements": {"api": true}}},
         "discounts": {⟦"launch"⟧: {"percent": 20, "duration": "once"}}}
        """#, provider: "stripe")
  }

  @Test func `items that are not for sale are left out of a discount`() throws {
    let text = catalog(#""launch": {"percent": 20, "duration": "once", "appliesTo": ["free", "pro"]}"#)
    expectJSON(
      try setup("coupons/launch", text)["body"]?["applies_to"], #"{"products": [{"$ref": "products/plan/pro"}]}"#)
  }

  @Test func `an existing coupon keeps its terms`() throws {
    let text = catalog(
      #""launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH": {}}, "providerIds": {"stripe": "old 1"}}"#)
    let coupon = try setup("coupons/launch", text)
    #expect(coupon["path"] == "/v1/coupons/old%201")
    expectJSON(coupon["body"], #"{"name": "launch", "metadata": {"catalogDiscountId": "launch"}}"#)
    expectJSON(
      try setup("promotion-codes/launch/LAUNCH", text)["body"]?["promotion"], #"{"type": "coupon", "coupon": "old 1"}"#)
  }

  @Test func `a name that is too long for a coupon is truncated`() throws {
    let name = String(repeating: "n", count: 41)
    let text = catalog(#""launch": {"name": ⟦"\#(name)"⟧, "percent": 20, "duration": "once"}"#)
    expect("stripe/text-too-long", at: "discounts.launch.name", in: text, provider: "stripe")
    #expect(try setup("coupons/launch", text)["body"]?["name"] == .string(String(name.dropLast())))
  }

  @Test func `Stripe chooses the id of a coupon whose own id it rejects`() throws {
    let text = catalog(#"⟦"10 %"⟧: {"percent": 10, "duration": "once"}"#)
    expect("stripe/key-unsupported", at: "discounts.10 %", in: text, provider: "stripe")
    let request = try setup("coupons/10%20%25", text)
    #expect(request["body"]?["id"] == nil)
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/coupons", "query": {"limit": 100},
       "match": {"percent_off": 10, "duration": "once", "metadata": {"catalogDiscountId": "10 %"}}}
      """#)
  }

  // MARK: Codes

  @Test func `a code is a promotion code with its own limits`() throws {
    let text = catalog(
      #"""
      "launch": {"percent": 20, "duration": "forever", "maxRedemptions": 100, "codes": {
        "LAUNCH20": {"maxRedemptions": 500, "expiresAt": "2027-03-31T23:59:59Z", "firstPurchaseOnly": true,
          "minimum": {"USD": 7000, "EUR": 6600}}}}
      """#)
    let request = try setup("promotion-codes/launch/LAUNCH20", text)
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/promotion_codes", "query": {"code": "LAUNCH20", "active": true},
       "match": {"promotion": {"type": "coupon", "coupon": {"$ref": "coupons/launch"}}, "max_redemptions": 100,
         "expires_at": 1806537599,
         "restrictions": {"first_time_transaction": true, "minimum_amount": 7000, "minimum_amount_currency": "usd"}}}
      """#)
    // A code cannot be redeemed more often than its coupon.
    expectJSON(
      request["body"],
      #"""
      {"code": "LAUNCH20", "promotion": {"type": "coupon", "coupon": {"$ref": "coupons/launch"}}, "max_redemptions": 100,
       "expires_at": 1806537599,
       "restrictions": {"first_time_transaction": true, "minimum_amount": 7000, "minimum_amount_currency": "usd",
         "currency_options": {"eur": {"minimum_amount": 6600}}},
       "metadata": {"catalogDiscountId": "launch"}}
      """#)
    #expect(!findings(text, provider: "stripe").contains { $0.hasPrefix("stripe/discount") })
  }

  @Test func `a limit per customer is not enforced`() {
    expect(
      "stripe/discount-limit-not-enforced", at: "discounts.launch.codes.LAUNCH20.maxPerCustomer",
      in: catalog(#""launch": {"percent": 20, "duration": "once", "codes": {"LAUNCH20": {"maxPerCustomer": ⟦1⟧}}}"#),
      provider: "stripe")
  }

  @Test(arguments: [
    (#""appliesTo": ["pack"], "codes": {"LAUNCH": {}}"#, true), (#""codes": {"LAUNCH": {}}"#, true),
    (#""appliesTo": ["pro"], "codes": {"LAUNCH": {}}"#, false), (#""appliesTo": ["pack"]"#, false),
  ])
  func `a checkout takes codes only if one lowers what it sells`(fields: String, takes: Bool) throws {
    let text = catalog(#""launch": {"percent": 20, "duration": "once", \#(fields)}"#)
    let body = try request("purchase/topup/pack/once", in: artifact(text, for: "stripe"))["body"]
    #expect(body?["allow_promotion_codes"] == (takes ? true : nil))
  }

  // MARK: Trials

  @Test func `a trial without a payment method ends the subscription if none was added`() throws {
    let text = catalog("", price: #", "trialDays": 14, "trialCard": false"#)
    expectJSON(
      try request("purchase/plan/pro/usd/subscription", in: artifact(text, for: "stripe"))["body"],
      #"""
      {"customer": {"$param": "customer"}, "items": [{"price": {"$ref": "prices/plan/pro/usd"}, "quantity": 1}],
       "payment_behavior": "default_incomplete", "payment_settings": {"save_default_payment_method": "on_subscription"},
       "trial_period_days": 14, "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
       "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "usd", "provider": "stripe", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    expectNo("stripe/trial-card-required", in: text, provider: "stripe")
  }
}
