import JSONText
import TestSupport
import Testing

/// Discounts, prices with entitlements of their own, pools, groups and existing objects at Polar.
@Suite struct PolarDiscountTests {
  private static let objects = ["1d3b2c4a-5e6f-4a7b-8c9d-0e1f2a3b4c5d", "2e4c3d5b-6f70-4b8c-9dae-1f2a3b4c5d6e"]

  private func catalog(_ discounts: String, id: String = "", interval: String = "month", price: String = "") -> String {
    #"""
    {\#(id)"features": {"api": {"type": "boolean"}},
     "plans": {
       "free": {"default": true, "entitlements": {"api": true}},
       "pro": {"entitlements": {"api": true}, "prices": {
         "usd": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"\#(price)},
         "eur": {"amount": 1900, "currency": "EUR", "interval": "\#(interval)"\#(price)},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}}},
     "discounts": {\#(discounts)}}
    """#
  }

  private func setup(_ request: String, _ text: String) throws -> JSON {
    try TestSupport.request(request, in: artifact(text, for: "polar"))
  }

  // MARK: Discounts

  @Test func `a code is a discount with the products of its items`() throws {
    let text = catalog(
      #"""
      "launch": {"name": "Launch", "percent": 12.5, "duration": {"months": 3}, "appliesTo": ["pro"], "codes": {
        "LAUNCH": {"maxRedemptions": 500, "maxPerCustomer": 1, "expiresAt": "2027-03-31T23:59:59+05:30"}}}
      """#, id: #""id": "chat", "#)
    let request = try setup("discounts/launch/LAUNCH", text)
    #expect(request["method"] == "POST" && request["path"] == "/v1/discounts/")
    expectJSON(
      request["lookup"],
      #"""
      {"method": "GET", "path": "/v1/discounts/", "query": {"limit": 100},
       "match": {"code": "LAUNCH", "type": "percentage", "basis_points": 1250, "duration": "repeating",
         "duration_in_months": 3, "metadata": {"catalogId": "chat", "catalogDiscountId": "launch"}}}
      """#)
    expectJSON(
      request["body"],
      #"""
      {"name": "Launch", "code": "LAUNCH", "type": "percentage", "basis_points": 1250, "duration": "repeating",
       "duration_in_months": 3, "max_redemptions": 500, "max_redemptions_per_customer": 1, "ends_at": "2027-03-31T18:29:59Z",
       "products": [{"$ref": "prices/plan/pro/usd"}, {"$ref": "prices/plan/pro/yearly"}],
       "metadata": {"catalogId": "chat", "catalogDiscountId": "launch"}}
      """#)
    #expect(!findings(text, provider: "polar").contains { $0.hasPrefix("polar/discount") })
  }

  @Test func `amounts are by currency, and a discount without codes has none`() throws {
    expectJSON(
      try setup("discounts/ten", catalog(#""ten": {"amounts": {"USD": 1000, "EUR": "9.00"}, "duration": "once"}"#))["body"],
      #"""
      {"name": "ten", "type": "fixed", "amounts": {"usd": 1000, "eur": 900}, "duration": "once",
       "products": [{"$ref": "prices/plan/pro/usd"}, {"$ref": "prices/plan/pro/yearly"}],
       "metadata": {"catalogDiscountId": "ten"}}
      """#)
  }

  @Test func `several codes are several discounts, whose redemptions Polar counts apart`() throws {
    let text = catalog(
      #"""
      "launch": {"percent": 20, "duration": "forever", "maxRedemptions": ⟦100⟧, "expiresAt": "2027-01-01T00:00:00Z",
        "codes": {"ONE": {}, "TWO": {"maxRedemptions": 5}}}
      """#)
    expect("polar/discount-limit-not-enforced", at: "discounts.launch.maxRedemptions", in: text, provider: "polar")
    expectJSON(
      try setup("discounts/launch/ONE", text)["body"],
      #"""
      {"name": "launch (ONE)", "code": "ONE", "type": "percentage", "basis_points": 2000, "duration": "forever",
       "max_redemptions": 100, "ends_at": "2027-01-01T00:00:00Z",
       "products": [{"$ref": "prices/plan/pro/usd"}, {"$ref": "prices/plan/pro/yearly"}],
       "metadata": {"catalogDiscountId": "launch"}}
      """#)
    #expect(try setup("discounts/launch/TWO", text)["body"]?["max_redemptions"] == 5)
  }

  @Test func `a first purchase and a minimum are not checked`() {
    expect(
      "polar/discount-limit-not-enforced", at: "discounts.launch.codes.ONE.firstPurchaseOnly",
      "discounts.launch.codes.ONE.minimum",
      in: catalog(
        #"""
        "launch": {"percent": 20, "duration": "once",
          "codes": {"ONE": {"firstPurchaseOnly": ⟦true⟧, "minimum": ⟦{"USD": 100}⟧}}}
        """#), provider: "polar")
  }

  @Test(arguments: [
    #""percent": 12.345, "duration": "once""#, #""percent": 20, "duration": {"months": 1000}"#,
    #""percent": 20, "duration": "once", "appliesTo": ["free"]"#,
  ])
  func `a discount that Polar cannot store is skipped`(fields: String) throws {
    let text = catalog(#"⟦"launch"⟧: {\#(fields)}"#)
    expect("polar/discount-unsupported", at: "discounts.launch", in: text, provider: "polar")
    #expect(!ids("setup", in: try artifact(text, for: "polar")).contains { $0.hasPrefix("discounts/") })
  }

  @Test func `months of a weekly price end earlier at Polar`() {
    expect(
      "polar/discount-approximated", at: "discounts.launch.duration",
      in: catalog(#""launch": {"percent": 20, "duration": ⟦{"months": 3}⟧}"#, interval: "week"), provider: "polar")
  }

  @Test func `an existing discount keeps its kind, duration and amount`() throws {
    let text = catalog(
      #""launch": {"percent": 20, "duration": "once", "codes": {"ONE": {}}, "providerIds": {"polar": "\#(Self.objects[0])"}}"#)
    let request = try setup("discounts/launch/ONE", text)
    #expect(request["method"] == "PATCH" && request["path"] == .string("/v1/discounts/\(Self.objects[0])"))
    // Without a list of products, an earlier one would stay.
    expectJSON(
      request["body"],
      #"""
      {"name": "launch", "code": "ONE",
       "products": [{"$ref": "prices/plan/pro/usd"}, {"$ref": "prices/plan/pro/yearly"}],
       "metadata": {"catalogDiscountId": "launch"}}
      """#)
  }

  @Test func `the id of a discount must be one of Polar's`() {
    expect(
      "polar/id-malformed", at: "discounts.launch.providerIds.polar",
      in: catalog(#""launch": {"percent": 20, "duration": "once", "providerIds": {"polar": ⟦"disc_1"⟧}}"#), provider: "polar")
  }

  @Test(arguments: [
    (#""codes": {"ONE": {}}"#, true), (#""appliesTo": ["pro"], "codes": {"ONE": {}}"#, true), (#""appliesTo": ["pro"]"#, false),
  ])
  func `a checkout says that it takes codes if one lowers what it sells`(fields: String, takes: Bool) throws {
    let text = catalog(#""launch": {"percent": 20, "duration": "once", \#(fields)}"#)
    let body = try request("purchase/plan/pro/usd", in: artifact(text, for: "polar"))["body"]
    #expect(body?["allow_discount_codes"] == (takes ? true : nil))
  }

  // MARK: Trials and groups

  @Test func `a trial needs a payment method`() {
    expect(
      "polar/trial-card-required", at: "plans.pro.prices.usd.trialCard", "plans.pro.prices.eur.trialCard",
      in: catalog("", price: #", "trialDays": 14, "trialCard": ⟦false⟧"#), provider: "polar")
  }

  private func groups(_ more: String = "") -> String {
    func plan(_ group: String) -> String {
      #"""
      {"group": \#(group), "entitlements": {"api": true},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}
      """#
    }
    return #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"app1": \#(plan(#""app""#)), "app2": \#(plan(#""app""#)), "cdn1": \#(plan(#"⟦"cdn"⟧"#))}\#(more)}
      """#
  }

  @Test func `plans of two groups need several subscriptions`() {
    expect("polar/multiple-subscriptions", at: "plans.cdn1.group", in: groups(), provider: "polar")
    expectNo("polar/group-not-enforced", in: groups(), provider: "polar")
  }

  @Test func `with several subscriptions, Polar does not keep plans of one group apart`() {
    let text = groups(#", "providers": {"polar": {"options": {"multipleSubscriptions": true}}}"#)
    #expect(
      findings(text, provider: "polar").filter { $0.hasPrefix("polar/group") } == [
        "polar/group-not-enforced @ plans.app1.group", "polar/group-not-enforced @ plans.app2.group",
        "polar/group-not-enforced @ plans.cdn1.group",
      ])
  }

  // MARK: Prices with entitlements of their own

  private func host(_ large: String, sold: String = "") -> String {
    #"""
    {"features": {"players": {"type": "limit"}, "sso": {"type": "boolean"}},
     "plans": {"host": {"name": "Hosting", "entitlements": {"players": 20}, "prices": {
       "small": {"amount": 900, "currency": "USD", "interval": "month"},
       "yearly": {"amount": 9000, "currency": "USD", "interval": "year"\#(sold)},
       "large": {"amount": 4900, "currency": "USD", "interval": "month", "entitlements": {\#(large)}}}}}}
    """#
  }

  @Test func `a price with entitlements of its own has its own benefits`() throws {
    let artifact = try artifact(host(#""players": 200, "sso": true"#), for: "polar")
    func benefits(_ price: String) throws -> JSON? {
      try request("product-benefits/plan/host/\(price)", in: artifact)["body"]?["benefits"]
    }
    expectJSON(try benefits("small"), #"[{"$ref": "benefits/feature/players/20"}]"#)
    expectJSON(try benefits("large"), #"[{"$ref": "benefits/feature/players/200"}, {"$ref": "benefits/feature/sso"}]"#)
    #expect(try request("prices/plan/host/large", in: artifact)["body"]?["name"] == "Hosting (large)")
  }

  @Test func `prices in several currencies that grant the same share a product`() throws {
    func large(_ id: String, _ currency: String) -> String {
      #"""
      "\#(id)": {"amount": 4900, "currency": "\#(currency)", "interval": "month", "entitlements": {"players": 200}}
      """#
    }
    let text = #"""
      {"features": {"players": {"type": "limit"}},
       "plans": {"host": {"name": "Hosting", "entitlements": {"players": 20}, "prices": {
         "small": {"amount": 900, "currency": "USD", "interval": "month"},
         \#(large("usd", "USD")), \#(large("eur", "EUR"))}}}}
      """#
    let body = try setup("prices/plan/host/usd", text)["body"]
    #expect(body?["name"] == "Hosting (usd)")
    expectJSON(
      body?["prices"],
      #"""
      [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 4900},
       {"amount_type": "fixed", "price_currency": "eur", "price_amount": 4900}]
      """#)
    #expect(soldItems(in: try artifact(text, for: "polar")).count == 3)
  }

  @Test func `metadata of a price's own entitlement needs a benefit of its own`() throws {
    let artifact = try artifact(host(#""players": {"amount": 200, "metadata": {"a": 1}}"#), for: "polar")
    #expect(ids("setup", in: artifact).contains("benefits/feature/players/200/plan/host/large"))
  }

  @Test(arguments: ["", #", "sold": false"#]) func `a price that is no longer sold renames no product`(sold: String) throws {
    let artifact = try artifact(host(#""players": 200"#, sold: sold), for: "polar")
    #expect(try request("prices/plan/host/small", in: artifact)["body"]?["name"] == "Hosting (small)")
  }

  // MARK: Pools

  @Test func `a pool is a meter that credits, prices and top-ups share`() throws {
    let text = #"""
      {"meters": {"pages": {"eventType": "page", "aggregation": "count"}},
       "features": {"pages": {"type": "metered", "meter": "pages"},
         "credits": {"type": "metered", "name": "Credits", "costs": ⟦{"pages": 5}⟧}},
       "plans": {
         "base": {"entitlements": {"credits": 100}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}},
         "pro": {"entitlements": {"credits": {"amount": 200, "prices": {"usd": {"amount": 4, "currency": "USD"}}}},
           "prices": {"m": {"amount": 5000, "currency": "USD", "interval": "month"}}}},
       "topups": {"pack": {"feature": "credits", "amount": 50,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect("polar/pool-counted-by-application", at: "features.credits.costs", in: text, provider: "polar")
    // The application sends credits instead of pages, so nothing else needs a meter.
    expectNo("polar/not-needed", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    let meters = ids("setup", in: artifact).filter { $0.hasPrefix("meters/") }
    #expect(meters == ["meters/credits/credits"])
    expectJSON(
      try request("meters/credits/credits", in: artifact)["body"],
      #"""
      {"name": "Credits",
       "filter": {"conjunction": "and", "clauses": [{"property": "name", "operator": "eq", "value": "credits"}]},
       "aggregation": {"func": "sum", "property": "credits"}, "metadata": {"catalogFeatureId": "credits"}}
      """#)
    for (benefit, units) in [("feature/credits/100", 100), ("feature/credits/200", 200), ("topup/pack", 50)] {
      let properties = try request("benefits/\(benefit)", in: artifact)["body"]?["properties"]
      expectJSON(properties?["meter_id"], #"{"$ref": "meters/credits/credits"}"#)
      #expect(properties?["units"] == .integer(Int64(units)))
    }
    expectJSON(
      try request("prices/plan/pro/m", in: artifact)["body"]?["prices"]?.elements?.last,
      #"""
      {"amount_type": "metered_unit", "price_currency": "usd", "meter_id": {"$ref": "meters/credits/credits"},
       "unit_amount": "4"}
      """#)
  }

  // MARK: Existing meters and benefits

  @Test func `an existing meter and an existing benefit are used, not changed`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "providerIds": {"polar": "\#(Self.objects[0])"}}},
       "features": {"calls": {"type": "metered", "meter": "calls"},
         "api": {"type": "boolean", "providerIds": {"polar": "\#(Self.objects[1])"}}},
       "plans": {"pro": {"entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}, "api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    let artifact = try artifact(text, for: "polar")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/m", "product-benefits/plan/pro/m"])
    #expect(
      try request("prices/plan/pro/m", in: artifact)["body"]?["prices"]?.elements?.last?["meter_id"] == .string(Self.objects[0]))
    expectJSON(
      try request("product-benefits/plan/pro/m", in: artifact)["body"], #"{"benefits": ["\#(Self.objects[1])"]}"#)
  }

  @Test func `a feature with amounts has several benefits, so its id is not used`() {
    let text = #"""
      {"features": {"players": {"type": "limit", "providerIds": {"polar": ⟦"\#(Self.objects[1])"⟧}}},
       "plans": {"pro": {"entitlements": {"players": 20},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/id-unused", at: "features.players.providerIds.polar", in: text, provider: "polar")
  }

  @Test func `the id of a meter must be one of Polar's`() {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "providerIds": {"polar": ⟦"calls"⟧}}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"entitlements": {"calls": 5},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/id-malformed", at: "meters.calls.providerIds.polar", in: text, provider: "polar")
  }
}
