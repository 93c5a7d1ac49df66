import Diagnostics
import JSONText
import TestSupport
import Testing

/// Discounts and pools at Dodo Payments.
@Suite struct DodoDiscountTests {
  private func discount(
    _ fields: String, interval: String = "month", and prices: String = "", id: String = ""
  ) -> String {
    #"""
    {\#(id)"features": {},
     "plans": {"pro": {"entitlements": {},
       "prices": {"p": {"amount": 20000, "currency": "USD", "interval": "\#(interval)"}\#(prices)}}},
     "discounts": {"launch": {"name": "Launch", \#(fields)}}}
    """#
  }

  private static let yearly = #", "y": {"amount": 200000, "currency": "USD", "interval": "year"}"#

  // MARK: Discounts

  @Test func `each code is a discount in basis points, with all of its limits`() throws {
    let text = discount(
      #"""
      "percent": 12.5, "duration": {"months": 3}, "expiresAt": "2027-06-30T00:00:00Z", "appliesTo": ["pro"],
      "codes": {"LAUNCH": {"maxRedemptions": 50, "maxPerCustomer": 1, "firstPurchaseOnly": true, "minimum": {"USD": 7000}}}
      """#)
    let artifact = try artifact(text, for: "dodo")
    expectJSON(
      artifact["setup"],
      #"""
      [{"id": "prices/plan/pro/p",
        "lookup": {"method": "GET", "path": "/products", "query": {"page_size": 100},
          "match": {"metadata": {"catalogPlanId": "pro", "catalogPriceId": "p"}}},
        "method": "POST", "path": "/products",
        "body": {"name": "pro", "tax_category": "saas",
          "price": {"type": "recurring_price", "price": 20000, "currency": "USD", "payment_frequency_count": 1,
            "payment_frequency_interval": "Month", "subscription_period_count": 20, "subscription_period_interval": "Year",
            "trial_period_days": 0, "discount": 0, "purchasing_power_parity": false},
          "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "p", "provider": "dodo"}}},
       {"id": "discounts/launch/LAUNCH",
        "lookup": {"method": "GET", "path": "/discounts/code/LAUNCH",
          "match": {"code": "LAUNCH", "type": "percentage", "amount": 1250, "subscription_cycles": 3, "usage_limit": 50,
            "per_customer_usage_limit": 1}},
        "method": "POST", "path": "/discounts",
        "body": {"name": "Launch", "code": "LAUNCH", "type": "percentage", "amount": 1250, "subscription_cycles": 3,
          "usage_limit": 50, "per_customer_usage_limit": 1,
          "currency_options": [{"currency": "USD", "minimum_subtotal": 7000}],
          "restricted_to": [{"$ref": "prices/plan/pro/p"}], "customer_eligibility": "first_time",
          "expires_at": "2027-06-30T00:00:00Z", "metadata": {"catalogDiscountId": "launch"}}}]
      """#)
    #expect(artifact["warnings"]?.elements?.compactMap { $0["rule"]?.string } == ["dodo/option-assumed"])
  }

  @Test func `amounts are sent by currency, and only products in these currencies are lowered`() throws {
    let text = discount(
      #""amounts": {"USD": 1000, "EUR": 900}, "duration": "once", "codes": {"TEN": {"minimum": {"EUR": 5000}}}"#,
      and:
        #", "e": {"amount": 18000, "currency": "EUR", "interval": "month"}, "g": {"amount": 1, "currency": "GBP", "interval": "month"}"#
    )
    expectJSON(
      try request("discounts/launch/TEN", in: artifact(text, for: "dodo"))["body"],
      #"""
      {"name": "Launch", "code": "TEN", "type": "flat", "amount": 1000, "subscription_cycles": 1,
       "currency_options": [{"currency": "USD", "max_amount_possible": 1000, "is_default": true},
         {"currency": "EUR", "max_amount_possible": 900, "minimum_subtotal": 5000}],
       "restricted_to": [{"$ref": "prices/plan/pro/p"}, {"$ref": "prices/plan/pro/e"}],
       "metadata": {"catalogDiscountId": "launch"}}
      """#)
  }

  @Test func `a discount of everything names what the catalog sells`() throws {
    let fields = #""percent": 20, "duration": "forever", "codes": {"LAUNCH": {}}"#
    expectJSON(
      try request("discounts/launch/LAUNCH", in: artifact(discount(fields), for: "dodo"))["body"],
      #"""
      {"name": "Launch", "code": "LAUNCH", "type": "percentage", "amount": 2000,
       "restricted_to": [{"$ref": "prices/plan/pro/p"}], "metadata": {"catalogDiscountId": "launch"}}
      """#)
    expectJSON(
      try request("discounts/launch/LAUNCH", in: artifact(discount(fields, id: #""id": "acme", "#), for: "dodo"))["body"],
      #"""
      {"name": "Launch", "code": "LAUNCH", "type": "percentage", "amount": 2000,
       "restricted_to": [{"$ref": "prices/plan/pro/p"}],
       "metadata": {"catalogId": "acme", "catalogDiscountId": "launch"}}
      """#)
  }

  @Test func `months become payments of the interval that they divide into, and other prices are left out`() throws {
    let text = discount(
      #""percent": 20, "duration": ⟦{"months": 3}⟧, "codes": {"LAUNCH": {}}"#, and: Self.yearly)
    expect("dodo/discount-approximated", at: "discounts.launch.duration", in: text, provider: "dodo")
    let body = try request("discounts/launch/LAUNCH", in: artifact(text, for: "dodo"))["body"]
    expectJSON(body?["subscription_cycles"], "3")
    expectJSON(body?["restricted_to"], #"[{"$ref": "prices/plan/pro/p"}]"#)
  }

  @Test func `months that are no number of payments are not sent`() throws {
    let text = discount(#""percent": 20, "duration": ⟦{"months": 3}⟧, "codes": {"LAUNCH": {}}"#, interval: "week")
    expect("dodo/discount-unsupported", at: "discounts.launch.duration", in: text, provider: "dodo")
    #expect(ids("setup", in: try artifact(text, for: "dodo")) == ["prices/plan/pro/p"])
  }

  @Test func `a discount without codes is skipped, and an existing one is used`() throws {
    let text = discount(#""percent": 20, "duration": "once""#)
    #expect(diagnostics(text, provider: "dodo").map(\.rule).contains("dodo/discount-unsupported"))
    #expect(ids("setup", in: try artifact(text, for: "dodo")) == ["prices/plan/pro/p"])
    let existing = discount(
      #""percent": 20, "duration": "once", "codes": {"LAUNCH": {}}, "providerIds": {"dodo": ⟦"dsc_1"⟧}"#)
    expect("dodo/existing-discount-used", at: "discounts.launch.providerIds.dodo", in: existing, provider: "dodo")
    #expect(ids("setup", in: try artifact(existing, for: "dodo")) == ["prices/plan/pro/p"])
  }

  // MARK: Trials

  @Test func `a trial may begin without a payment method`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, "prices": {
        "p": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 14, "trialCard": false}}}}}
      """#
    let price = try request("prices/plan/pro/p", in: artifact(text, for: "dodo"))["body"]?["price"]
    expectJSON(price?["trial_payment_method_optional"], "true")
  }

  // MARK: Pools

  private func pool(
    _ entitlement: String, cost: String = "4", interval: String = "month", feature: String = "", meter: String = "",
    and sections: String = ""
  ) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"\#(meter)}},
     "features": {"calls": {"type": "metered", "meter": "calls"},
       "credits": {"name": "Credits", "type": "metered", "costs": {"calls": \#(cost)}\#(feature)}},
     "plans": {"pro": {"entitlements": {"credits": \#(entitlement)},
       "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "\#(interval)"}}}}\#(sections)}
    """#
  }

  private static let pack = #"""
    , "topups": {"pack": {"feature": "credits", "amount": 500, "grant": {"expiration": {"duration": "WEEK", "count": 2}},
      "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}
    """#

  @Test func `a pool is credits that usage draws on, charged beyond them, and bought`() throws {
    let text = pool(
      #"{"amount": 100, "max": 1000, "prices": {"usd": {"amount": "0.02", "currency": "USD"}}}"#, cost: "2.5", and: Self.pack)
    let artifact = try artifact(text, for: "dodo")
    #expect(ids("setup", in: artifact) == ["meters/calls", "credits/credits", "prices/plan/pro/p", "prices/topup/pack/once"])
    expectJSON(
      try request("credits/credits", in: artifact)["body"],
      #"{"name": "Credits", "unit": "Credits", "precision": 1, "overage_enabled": false, "rollover_enabled": false}"#)
    let body = try request("prices/plan/pro/p", in: artifact)["body"]
    expectJSON(
      body?["price"]?["meters"],
      #"""
      [{"meter_id": {"$ref": "meters/calls"}, "credit_entitlement_id": {"$ref": "credits/credits"},
        "meter_units_per_credit": "0.4"}]
      """#)
    expectJSON(
      body?["credit_entitlements"],
      #"""
      [{"credit_entitlement_id": {"$ref": "credits/credits"}, "credits_amount": "100", "overage_enabled": true,
        "overage_behavior": "invoice_at_billing", "overage_limit": "900", "price_per_unit": "2", "currency": "USD"}]
      """#)
    expectJSON(
      try request("prices/topup/pack/once", in: artifact)["body"]?["credit_entitlements"],
      #"[{"credit_entitlement_id": {"$ref": "credits/credits"}, "credits_amount": "500", "expires_after_days": 14}]"#)
  }

  @Test func `a cost without a finite inverse is left to the application, and cannot be charged`() throws {
    let free = pool("⟦100⟧", cost: "3")
    expect("dodo/pool-counted-by-application", at: "plans.pro.entitlements.credits", in: free, provider: "dodo")
    #expect(ids("setup", in: try artifact(free, for: "dodo")) == ["prices/plan/pro/p"])
    let charged = pool(#"{"amount": 100, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, cost: "3")
    #expect(diagnostics(charged, provider: "dodo").map(\.rule).contains("dodo/charge-unsupported"))
    #expect(soldItems(in: try artifact(charged, for: "dodo")) == [])
  }

  @Test func `credits are granted with each payment, so monthly ones of a yearly plan are left to the application`() throws {
    let text = pool("⟦100⟧", interval: "year", and: Self.pack)
    let artifact = try artifact(text, for: "dodo")
    expect("dodo/pool-counted-by-application", at: "plans.pro.entitlements.credits", in: text, provider: "dodo")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/p", "prices/topup/pack/once"])
    #expect(try request("prices/topup/pack/once", in: artifact)["body"]?["credit_entitlements"] == nil)
    #expect(diagnostics(text, provider: "dodo").map(\.rule).contains("dodo/grant-by-application"))
  }

  @Test func `existing meters and credits are used, not created`() throws {
    let text = pool(
      "100", feature: #", "providerIds": {"dodo": "cde_1"}"#, meter: #", "providerIds": {"dodo": "mtr_1"}"#)
    let artifact = try artifact(text, for: "dodo")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/p"])
    let body = try request("prices/plan/pro/p", in: artifact)["body"]
    expectJSON(
      body?["price"]?["meters"],
      #"[{"meter_id": "mtr_1", "credit_entitlement_id": "cde_1", "meter_units_per_credit": "0.25"}]"#)
    expectJSON(body?["credit_entitlements"], #"[{"credit_entitlement_id": "cde_1", "credits_amount": "100"}]"#)
  }
}
