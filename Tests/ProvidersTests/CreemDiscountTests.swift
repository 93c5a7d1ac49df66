import Diagnostics
import JSONText
import TestSupport
import Testing

/// Discounts, pools and parts of plans at Creem.
@Suite struct CreemDiscountTests {
  private func discount(_ fields: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"description": "For teams", "entitlements": {"api": true}, "prices": {
       "usd": {"amount": 2000, "currency": "USD", "interval": "month"},
       "eur": {"amount": 1800, "currency": "EUR", "interval": "month"},
       "gbp": {"amount": 1600, "currency": "GBP", "interval": "month"}}}},
     "discounts": {"launch": {"name": "Launch", \#(fields)}}}
    """#
  }

  @Test func `each code is a discount that names every product for sale`() throws {
    let text = discount(
      #"""
      "percent": 20, "duration": {"months": 3}, "maxRedemptions": 500,
      "codes": {"LAUNCH": {"expiresAt": "2027-03-31T23:59:59Z"}}
      """#)
    expectJSON(
      try request("discounts/launch/LAUNCH", in: artifact(text, for: "creem")),
      #"""
      {"id": "discounts/launch/LAUNCH",
       "lookup": {"method": "GET", "path": "/v1/discounts", "query": {"discount_code": "LAUNCH"},
         "match": {"code": "LAUNCH", "type": "percentage", "percentage": 20, "duration": "repeating", "duration_in_months": 3}},
       "method": "POST", "path": "/v1/discounts",
       "body": {"name": "Launch", "code": "LAUNCH", "type": "percentage", "percentage": 20, "duration": "repeating",
         "duration_in_months": 3,
         "applies_to_products": [{"$ref": "prices/plan/pro/usd"}, {"$ref": "prices/plan/pro/eur"}],
         "max_redemptions": 500, "expiry_date": "2027-03-31T23:59:59Z"}}
      """#)
  }

  @Test func `an amount is sent in minor units, for products in its currency`() throws {
    let text = discount(#""amounts": ⟦{"EUR": 900}⟧, "duration": "once", "codes": {"NINE": {}}"#)
    expect("creem/discount-approximated", at: "discounts.launch.amounts", in: text, provider: "creem")
    expectJSON(
      try request("discounts/launch/NINE", in: artifact(text, for: "creem"))["body"],
      #"""
      {"name": "Launch", "code": "NINE", "type": "fixed", "amount": 900, "currency": "EUR", "duration": "once",
       "applies_to_products": [{"$ref": "prices/plan/pro/eur"}]}
      """#)
  }

  @Test(arguments: [
    #""percent": 20, "duration": "once""#, #""percent": 12.5, "duration": "once", "codes": {"LAUNCH": {}}"#,
    #""amounts": {"USD": 500, "EUR": 500}, "duration": "once", "codes": {"LAUNCH": {}}"#,
    #""amounts": {"GBP": 500}, "duration": "once", "codes": {"LAUNCH": {}}"#,
  ])
  func `a discount that Creem cannot store is skipped`(_ fields: String) throws {
    let text = discount(fields)
    #expect(diagnostics(text, provider: "creem").map(\.rule).contains("creem/discount-unsupported"))
    #expect(ids("setup", in: try artifact(text, for: "creem")) == ["prices/plan/pro/usd", "prices/plan/pro/eur"])
  }

  @Test func `an existing discount is used, not created`() throws {
    let text = discount(#""percent": 12.5, "duration": "once", "providerIds": {"creem": ⟦"dis_1"⟧}"#)
    expect("creem/existing-discount-used", at: "discounts.launch.providerIds.creem", in: text, provider: "creem")
    expectNo("creem/discount-unsupported", in: text, provider: "creem")
    #expect(ids("setup", in: try artifact(text, for: "creem")) == ["prices/plan/pro/usd", "prices/plan/pro/eur"])
  }

  @Test func `the further codes of an existing discount are skipped`() {
    expect(
      "creem/discount-unsupported", at: "discounts.launch.codes.FRIENDS",
      in: discount(
        #""percent": 20, "duration": "once", "codes": {"LAUNCH": {}, ⟦"FRIENDS"⟧: {}}, "providerIds": {"creem": "dis_1"}"#),
      provider: "creem")
  }

  @Test func `a discount that is skipped has the reason as its only finding`() {
    let text = discount(
      #""percent": 12.5, "duration": {"months": 5}, "metadata": {"a": 1}, "codes": {"LAUNCH": {"maxPerCustomer": 1}}"#)
    #expect(
      findings(text, provider: "creem").filter { $0.contains(" @ discounts") }
        == ["creem/discount-unsupported @ discounts.launch"])
  }

  @Test func `the credits of a pool are counted by a meter of its own`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"},
         "credits": {"type": "metered", "costs": ⟦{"calls": 5}⟧}},
       "plans": {"pro": {"description": "For teams", "prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"}},
         "entitlements": {"credits": {"amount": 100, "prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#
    expect("creem/pool-counted-by-application", at: "features.credits.costs", in: text, provider: "creem")
    let artifact = try artifact(text, for: "creem")
    #expect(ids("setup", in: artifact) == ["meters/credits/credits", "prices/plan/pro/usd"])
    expectJSON(
      try request("meters/credits/credits", in: artifact)["body"],
      #"""
      {"name": "credits", "event_name": "credits", "aggregation": "sum", "aggregation_property": "credits",
       "unit_label": "credits"}
      """#)
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"]?["usage_prices"],
      #"""
      [{"meter_id": {"$ref": "meters/credits/credits"}, "unit_price": 2, "settlement_mode": "postpaid", "free_allowance": 100}]
      """#)
  }

  @Test func `an existing meter is used, not created`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count", "providerIds": {"creem": "mtr_1"}}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"prices": {"usd": {"amount": 2000, "currency": "USD", "interval": "month"}},
         "entitlements": {"calls": {"prices": {"usd": {"amount": 2, "currency": "USD"}}}}}}}
      """#
    let artifact = try artifact(text, for: "creem")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/usd"])
    expectJSON(
      try request("prices/plan/pro/usd", in: artifact)["body"]?["usage_prices"],
      #"[{"meter_id": "mtr_1", "unit_price": 2, "settlement_mode": "postpaid"}]"#)
  }

  @Test func `a trial needs a payment method`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, "prices": {
        "p": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14, "trialCard": ⟦false⟧}}}}}
      """#
    expect("creem/trial-card-required", at: "plans.pro.prices.p.trialCard", in: text, provider: "creem")
  }
}
