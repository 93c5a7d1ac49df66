import JSONText
import TestSupport
import Testing

/// Quantities and seat tiers at Autumn.
@Suite struct AutumnQuantityTests {
  private static let monthly = #"{"amount": 1200, "currency": "USD", "interval": "month"}"#

  /// A plan or an add-on that is sold by the seat.
  private func team(
    _ quantity: String = #"{"feature": "seats"}"#, price: String = Self.monthly, entitlements: String = #""api": true"#,
    kind: String = "plans"
  ) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "seats": {"type": "limit"}, "tokens": {"type": "metered"}},
     \#(kind == "plans" ? "" : #""plans": {}, "#)"\#(kind)": {"team": {"entitlements": {\#(entitlements)}, "quantity": \#(quantity),
       "prices": {"m": \#(price)}}},
     "providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}}
    """#
  }

  private func tiers(_ fields: String, _ mode: String) -> String {
    team(price: #"{"tiers": [\#(fields)], "mode": "\#(mode)", "currency": "USD", "interval": "month"}"#)
  }

  private func seats(_ text: String) throws -> JSON? {
    try artifact(text, for: "autumn")["setup"]?.elements?.last?["body"]?["items"]?.elements?.last
  }

  private func isNotForSale(_ text: String) throws -> Bool {
    try !ids("setup", in: artifact(text, for: "autumn")).contains { $0.hasPrefix("p") }
  }

  // MARK: Bodies

  @Test func `a quantity of a feature is a prepaid item, and the attachment names the number`() throws {
    let text = team()
    let artifact = try artifact(text, for: "autumn")
    expectJSON(
      try request("features/seats", in: artifact)["body"],
      #"{"feature_id": "seats", "name": "seats", "type": "metered", "consumable": false}"#)
    expectJSON(
      try request("prices/plan/team/m", in: artifact),
      #"""
      {"id": "prices/plan/team/m",
       "lookup": {"method": "POST", "path": "/v1/plans.list",
         "match": {"id": "team", "price": null, "items": [{"feature_id": "seats", "price": {"amount": 12}}]}},
       "method": "POST", "path": "/v1/plans.create",
       "body": {"plan_id": "team", "name": "team",
         "items": [{"feature_id": "api"},
           {"feature_id": "seats", "price": {"amount": 12, "interval": "month", "interval_count": 1, "billing_method": "prepaid"}}],
         "metadata": {"catalogPlanId": "team", "catalogPlanKey": "team", "catalogPriceId": "m", "provider": "autumn"}}}
      """#)
    expectJSON(
      try request("purchase/plan/team/m", in: artifact)["body"],
      #"""
      {"customer_id": {"$param": "customer"}, "plan_id": "team",
       "feature_quantities": [{"feature_id": "seats", "quantity": {"$param": "quantity"}}],
       "success_url": {"$param": "success_url"}, "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    #expect(findings(text, provider: "autumn", withLints: false).filter { $0.hasPrefix("autumn") } == [])
  }

  @Test func `a maximum is enforced, a minimum is not`() throws {
    let text = team(#"{"feature": "seats", "min": ⟦2⟧, "max": 50}"#)
    expect("autumn/quantity-not-enforced", at: "plans.team.quantity.min", in: text, provider: "autumn")
    expectJSON(
      try seats(text),
      #"""
      {"feature_id": "seats",
       "price": {"amount": 12, "interval": "month", "interval_count": 1, "billing_method": "prepaid", "max_purchase": 50}}
      """#)
  }

  @Test func `the minimum of a charge is compared with all units that are bought at least`() {
    func text(_ quantity: String) -> String {
      #"""
      {"features": {"seats": {"type": "limit"}}, "plans": {"team": {"entitlements": {}, "quantity": \#(quantity),
        "prices": {"m": {"amount": ⟦20⟧, "currency": "USD", "interval": "month"}}}}}
      """#
    }
    expect(
      "autumn/amount-below-minimum", at: "plans.team.prices.m.amount", in: text(#"{"feature": "seats", "min": 2}"#),
      provider: "autumn")
    expectNo("autumn/amount-below-minimum", in: text(#"{"feature": "seats", "min": 3}"#), provider: "autumn")
  }

  @Test func `the only possible number is sent`() throws {
    let text = team(#"{"feature": "seats", "min": 5, "max": 5}"#)
    expectNo("autumn/quantity-not-enforced", in: text, provider: "autumn")
    expectJSON(
      try request("purchase/plan/team/m", in: artifact(text, for: "autumn"))["body"]?["feature_quantities"],
      #"[{"feature_id": "seats", "quantity": 5}]"#)
  }

  @Test func `graduated tiers of seats`() throws {
    expectJSON(
      try seats(tiers(#"{"upTo": 5, "amount": 0}, {"upTo": 20, "amount": 1200}, {"amount": "9.50"}"#, "graduated")),
      #"""
      {"feature_id": "seats",
       "price": {"tiers": [{"to": 5, "amount": 0}, {"to": 20, "amount": 12}, {"to": "inf", "amount": 9.5}],
         "tier_behavior": "graduated", "interval": "month", "interval_count": 1, "billing_method": "prepaid"}}
      """#)
  }

  @Test func `volume tiers of seats can have flat amounts`() throws {
    expectJSON(
      try seats(tiers(#"{"upTo": 10, "flat": 10000}, {"amount": 900, "flat": 5000}"#, "volume")),
      #"""
      {"feature_id": "seats",
       "price": {"tiers": [{"to": 10, "amount": 0, "flat_amount": 100}, {"to": "inf", "amount": 9, "flat_amount": 50}],
         "tier_behavior": "volume", "interval": "month", "interval_count": 1, "billing_method": "prepaid"}}
      """#)
  }

  @Test func `seats in several currencies share an item`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "seats": {"type": "limit"}},
       "plans": {"team": {"entitlements": {"api": true}, "quantity": {"feature": "seats"}, "prices": {
         "usd": {"tiers": [{"upTo": 10, "amount": 1200}, {"amount": 900, "flat": 100}], "mode": "volume",
           "currency": "USD", "interval": "month"},
         "eur": {"tiers": [{"upTo": 10, "amount": 1100}, {"amount": 800, "flat": 200}], "mode": "volume",
           "currency": "EUR", "interval": "month"}}}}}
      """#
    let artifact = try artifact(text, for: "autumn")
    expectJSON(
      try request("prices/plan/team/usd", in: artifact)["body"]?["items"]?.elements?.last?["price"],
      #"""
      {"tiers": [
         {"to": 10, "amount": 12, "additional_currencies": [{"currency": "eur", "amount": 11}]},
         {"to": "inf", "amount": 9, "flat_amount": 1,
           "additional_currencies": [{"currency": "eur", "amount": 8, "flat_amount": 2}]}],
       "tier_behavior": "volume", "interval": "month", "interval_count": 1, "billing_method": "prepaid"}
      """#)
    expectJSON(
      try request("purchase/plan/team/eur", in: artifact)["body"],
      #"""
      {"customer_id": {"$param": "customer"}, "plan_id": "team_usd",
       "feature_quantities": [{"feature_id": "seats", "quantity": {"$param": "quantity"}}],
       "success_url": {"$param": "success_url"}, "currency": "eur", "metadata": {"openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `seats and usage are items of one plan`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}, "seats": {"type": "limit"}},
       "plans": {"team": {"entitlements": {"calls": {"amount": 10, "prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "quantity": {"feature": "seats"}, "prices": {"y": {"amount": 12000, "currency": "USD", "interval": "year"}}}}}
      """#
    expectJSON(
      try request("prices/plan/team/y", in: artifact(text, for: "autumn"))["body"]?["items"],
      #"""
      [{"feature_id": "calls", "included": 10, "reset": {"interval": "month"},
        "price": {"amount": 0.02, "interval": "month", "billing_method": "usage_based"}},
       {"feature_id": "seats", "price": {"amount": 120, "interval": "year", "interval_count": 1, "billing_method": "prepaid"}}]
      """#)
  }

  @Test(arguments: [("month", #""interval": "month", "interval_count": 1"#), ("one_time", #""interval": "one_off""#)])
  func `an add-on can sell units of a feature`(interval: String, sent: String) throws {
    let artifact = try artifact(
      team(price: #"{"amount": 1200, "currency": "USD", "interval": "\#(interval)"}"#, kind: "addons"), for: "autumn")
    expectJSON(
      try request("prices/addon/team/m", in: artifact)["body"],
      #"""
      {"plan_id": "team", "name": "team", "add_on": true,
       "items": [{"feature_id": "api"},
         {"feature_id": "seats", "price": {"amount": 12, \#(sent), "billing_method": "prepaid"}}],
       "metadata": {"catalogAddonId": "team", "catalogAddonKey": "team", "catalogPriceId": "m", "provider": "autumn"}}
      """#)
  }

  @Test func `several top-ups are bought as units`() throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 500, "quantity": ⟦{"max": 10}⟧,
         "prices": {"once": {"amount": 999, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expect("autumn/topup-units", at: "topups.pack.quantity", in: text, provider: "autumn")
    let artifact = try artifact(text, for: "autumn")
    expectJSON(
      try request("prices/topup/pack/once", in: artifact)["body"]?["items"],
      #"""
      [{"feature_id": "tokens",
        "price": {"amount": 9.99, "interval": "one_off", "billing_units": 500, "billing_method": "prepaid",
          "max_purchase": 5000}}]
      """#)
    expectJSON(
      try request("purchase/topup/pack/once", in: artifact)["body"]?["feature_quantities"],
      #"[{"feature_id": "tokens", "quantity": {"$param": "units"}}]"#)
  }

  // MARK: Not for sale

  @Test func `several of a plan are not for sale without a feature`() throws {
    let text = team("⟦{}⟧")
    expect("autumn/charge-unsupported", at: "plans.team.quantity", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
    #expect(try !isNotForSale(team(#"{"max": 1}"#)))
  }

  @Test func `an add-on without a feature is bought once per unit, without tiers`() throws {
    let tiers = #"⟦[{"upTo": 5, "amount": 900}, {"amount": 800}]⟧"#
    let text = team(
      "{}", price: #"{"tiers": \#(tiers), "mode": "volume", "currency": "USD", "interval": "month"}"#, kind: "addons")
    expect("autumn/charge-unsupported", at: "addons.team.prices.m.tiers", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
    let single = team("⟦{}⟧", kind: "addons")
    expect("autumn/quantity-unsupported", at: "addons.team.quantity", in: single, provider: "autumn")
    #expect(try request("purchase/addon/team/m", in: artifact(single, for: "autumn"))["body"]?["feature_quantities"] == nil)
  }

  @Test(arguments: [
    (#"{"upTo": 5, "amount": 900}, {"amount": 800, "flat": 100}"#, "graduated"), (#"{"amount": 800, "flat": 100}"#, "volume"),
  ])
  func `a flat amount needs two volume tiers`(fields: String, mode: String) throws {
    let text = team(price: #"{"tiers": ⟦[\#(fields)]⟧, "mode": "\#(mode)", "currency": "USD", "interval": "month"}"#)
    expect("autumn/charge-unsupported", at: "plans.team.prices.m.tiers", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  @Test func `units at a price of 0 are not for sale`() throws {
    let text = team(price: #"{"amount": ⟦0⟧, "currency": "USD", "interval": "month"}"#)
    expect("autumn/charge-unsupported", at: "plans.team.prices.m.amount", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  @Test func `usage beyond an allowance for each unit is not for sale`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}, "seats": {"type": "limit"}}, "plans": {},
       "addons": {"team": {"entitlements": {"calls": ⟦{"amount": 10, "prices": {"usd": {"amount": 2, "currency": "USD"}}}⟧},
         "quantity": {"feature": "seats"}, "prices": {"m": \#(Self.monthly)}}}}
      """#
    expect("autumn/charge-unsupported", at: "addons.team.entitlements.calls", in: text, provider: "autumn")
    #expect(try isNotForSale(text))
  }

  // MARK: Numbers for each unit

  @Test func `the application multiplies an allowance for each unit`() {
    expect(
      "autumn/per-unit-by-application", at: "plans.team.entitlements.tokens.perUnit",
      in: team(entitlements: #""tokens": {"amount": 100, "perUnit": ⟦true⟧}"#), provider: "autumn")
    expect(
      "autumn/per-unit-by-application", at: "addons.team.entitlements.tokens",
      in: team(entitlements: #""tokens": ⟦100⟧"#, kind: "addons"), provider: "autumn")
  }

  @Test(arguments: [
    (#"{"feature": "seats"}"#, #"{"amount": 100, "perUnit": false}"#, "addons"), ("{}", "100", "addons"),
    (#"{"feature": "seats"}"#, "100", "plans"),
  ])
  func `other allowances are granted as they are`(quantity: String, tokens: String, kind: String) {
    expectNo(
      "autumn/per-unit-by-application", in: team(quantity, entitlements: #""tokens": \#(tokens)"#, kind: kind),
      provider: "autumn")
  }
}
