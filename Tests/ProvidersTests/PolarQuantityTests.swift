import Diagnostics
import JSONText
import TestSupport
import Testing

/// Several units in one purchase.
@Suite struct PolarQuantityTests {
  /// A plan for teams, with the given price and quantity.
  private func team(_ price: String, _ quantity: String = "{}", entitlements: String = #""api": true"#) -> String {
    #"""
    {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
     "features": {"api": {"type": "boolean"}, "seats": {"type": "limit"}, "tokens": {"type": "metered", "meter": "calls"}},
     "plans": {"team": {"name": "Team", "quantity": \#(quantity), "entitlements": {\#(entitlements)},
       "prices": {"m": {\#(price), "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private func product(_ text: String) throws -> JSON? {
    try request("prices/plan/team/m", in: artifact(text, for: "polar"))["body"]
  }

  @Test func `one amount for each unit is a single tier, and the checkout asks how many`() throws {
    let text = team(#""amount": 1200"#, #"{"min": 3, "max": 50}"#)
    expectJSON(
      try product(text),
      #"""
      {"name": "Team",
       "prices": [{"amount_type": "unit_based", "price_currency": "usd",
         "tiers": {"type": "graduated", "tiers": [{"bound": 50, "unit_amount": "1200"}]}, "minimum_units": 3}],
       "recurring_interval": "month", "recurring_interval_count": 1,
       "metadata": {"catalogPlanId": "team", "catalogPlanKey": "team", "catalogPriceId": "m", "provider": "polar",
         "catalogTerms": "graduated 1200 to 50 each, 3 to 50 units, usd, every month"}}
      """#)
    expectJSON(
      try request("purchase/plan/team/m", in: artifact(text, for: "polar"))["body"],
      #"""
      {"products": [{"$ref": "prices/plan/team/m"}], "external_customer_id": {"$param": "customer"},
       "success_url": {"$param": "success_url"}, "units": {"$param": "quantity"},
       "metadata": {"catalogPlanId": "team", "catalogPlanKey": "team", "catalogPriceId": "m", "provider": "polar",
         "catalogTerms": "graduated 1200 to 50 each, 3 to 50 units, usd, every month", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    #expect(try artifact(text, for: "polar")["warnings"]?.elements?.allSatisfy { $0["rule"] == "unused-feature" } == true)
  }

  @Test func `without bounds the only tier is open`() throws {
    expectJSON(
      try product(team(#""amount": 1200"#))?["prices"],
      #"""
      [{"amount_type": "unit_based", "price_currency": "usd",
        "tiers": {"type": "graduated", "tiers": [{"unit_amount": "1200"}]}}]
      """#)
  }

  @Test func `a fixed number is not asked for`() throws {
    let artifact = try artifact(team(#""amount": 1200"#, #"{"min": 5, "max": 5}"#), for: "polar")
    expectJSON(try request("purchase/plan/team/m", in: artifact)["body"]?["units"], "5")
  }

  @Test(arguments: ["graduated", "volume"]) func `tiers by number keep their mode`(mode: String) throws {
    let text = team(#""tiers": [{"upTo": 10, "amount": 1200}, {"amount": 1000}], "mode": "\#(mode)""#, #"{"min": 2}"#)
    expectJSON(
      try product(text)?["prices"],
      #"""
      [{"amount_type": "unit_based", "price_currency": "usd",
        "tiers": {"type": "\#(mode)", "tiers": [{"bound": 10, "unit_amount": "1200"}, {"unit_amount": "1000"}]},
        "minimum_units": 2}]
      """#)
  }

  @Test(arguments: [
    (10, #"[{"bound": 10, "unit_amount": "1200"}]"#),
    (11, #"[{"bound": 10, "unit_amount": "1200"}, {"bound": 11, "unit_amount": "1000"}]"#),
  ])
  func `the last tier that can be reached ends at the maximum`(maximum: Int, tiers: String) throws {
    let text = team(
      #""tiers": [{"upTo": 10, "amount": 1200}, {"upTo": 20, "amount": 1000}, {"amount": 900}], "mode": "graduated""#,
      #"{"max": \#(maximum)}"#)
    expectJSON(try product(text)?["prices"]?.elements?.first?["tiers"]?["tiers"], tiers)
  }

  @Test func `an amount for a unit has no minimum`() throws {
    #expect(try product(team(#""amount": 10"#)) != nil)
    expectNo("polar/amount-below-minimum", in: team(#""amount": 10"#), provider: "polar")
  }

  @Test(arguments: [
    #""tiers": [{"upTo": 10, "amount": ⟦"0.005"⟧}, {"amount": 1}], "mode": "graduated""#,
    #""tiers": [{"upTo": ⟦2147483648⟧, "amount": 5}, {"amount": 1}], "mode": "graduated""#,
    #""tiers": ⟦[{"upTo": 10, "amount": 5, "flat": 100}, {"amount": 1}]⟧, "mode": "graduated""#,
  ])
  func `tiers that Polar cannot have are not for sale`(price: String) throws {
    let text = team(price)
    #expect(diagnostics(text, provider: "polar").contains { $0.rule == "polar/charge-unsupported" })
    expectJSON(try artifact(text, for: "polar")["purchase"], "[]")
  }

  @Test func `the application enforces the limit that is bought`() {
    let text = team(#""amount": 1200"#, #"{"feature": ⟦"seats"⟧}"#, entitlements: #""api": true, "tokens": 5"#)
    expect("polar/quantity-feature-by-application", at: "plans.team.quantity.feature", in: text, provider: "polar")
    expectNo("polar/not-needed", in: text, provider: "polar")
  }

  @Test func `a limit for each unit says so`() throws {
    let text = team(#""amount": 1200"#, entitlements: #""seats": {"amount": 3, "perUnit": true}"#)
    expectJSON(
      try request("benefits/feature/seats/3/each", in: artifact(text, for: "polar"))["body"],
      #"""
      {"type": "feature_flag", "description": "seats", "properties": {},
       "metadata": {"catalogFeatureId": "seats", "catalogLimit": "3", "catalogLimitIsPerUnit": "true",
         "catalogBenefitId": "feature/seats/3/each"}}
      """#)
  }

  @Test func `an allowance for each unit of a plan is not credited`() throws {
    let text = team(#""amount": 1200"#, entitlements: #""tokens": {"amount": 100, "perUnit": ⟦true⟧}, "api": true"#)
    expect("polar/credit-per-unit", at: "plans.team.entitlements.tokens.perUnit", in: text, provider: "polar")
    expectJSON(
      try request("product-benefits/plan/team/m", in: artifact(text, for: "polar"))["body"],
      #"{"benefits": [{"$ref": "benefits/feature/api"}]}"#)
  }

  @Test func `an allowance of a plan is for the customer`() throws {
    let artifact = try artifact(team(#""amount": 1200"#, entitlements: #""tokens": 100"#), for: "polar")
    expectJSON(
      try request("product-benefits/plan/team/m", in: artifact)["body"],
      #"{"benefits": [{"$ref": "benefits/feature/tokens/100"}]}"#)
  }

  // MARK: Add-ons and top-ups

  /// An add-on and a top-up that can be bought several times.
  private func packs(_ quantity: String, addon: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
     "features": {"api": {"type": "boolean"}, "tokens": {"type": "metered", "meter": "calls"}}, "plans": {},
     "addons": {"more": {"quantity": \#(quantity), "entitlements": {\#(addon)},
       "prices": {"once": {"amount": 500, "currency": "USD", "interval": "one_time"}}}},
     "topups": {"pack": {"feature": "tokens", "amount": 1000, "quantity": \#(quantity),
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  @Test func `what credits usage for each unit is sold one by one`() throws {
    let text = packs(#"⟦{"max": 5}⟧"#, addon: #""tokens": 50"#)
    expect("polar/quantity-unsupported", at: "addons.more.quantity", "topups.pack.quantity", in: text, provider: "polar")
    expect("polar/quantity-not-enforced", at: "addons.more.quantity", "topups.pack.quantity", in: text, provider: "polar")
    let artifact = try artifact(text, for: "polar")
    expectJSON(
      try request("prices/topup/pack/once", in: artifact)["body"]?["prices"],
      #"[{"amount_type": "fixed", "price_currency": "usd", "price_amount": 900}]"#)
    #expect(try request("purchase/topup/pack/once", in: artifact)["body"]?["units"] == nil)
    #expect(try request("purchase/addon/more/once", in: artifact)["body"]?["units"] == nil)
  }

  @Test func `an add-on without credits is sold by the unit`() throws {
    let artifact = try artifact(packs(#"{"max": 5}"#, addon: #""api": true"#), for: "polar")
    expectJSON(
      try request("prices/addon/more/once", in: artifact)["body"],
      #"""
      {"name": "more",
       "prices": [{"amount_type": "unit_based", "price_currency": "usd",
         "tiers": {"type": "graduated", "tiers": [{"bound": 5, "unit_amount": "500"}]}}],
       "metadata": {"catalogAddonId": "more", "catalogAddonKey": "more", "catalogPriceId": "once", "provider": "polar",
         "catalogTerms": "graduated 500 to 5 each, 1 to 5 units, usd"}}
      """#)
    expectJSON(try request("purchase/addon/more/once", in: artifact)["body"]?["units"], #"{"$param": "quantity"}"#)
  }
}
