import JSONText
import TestSupport
import Testing

/// Quantities and usage prices at Razorpay.
@Suite struct RazorpayUsageTests {
  private func team(_ quantity: String, _ terms: String = #""amount": 90000"#) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"team": {"entitlements": {"api": true}, "quantity": \#(quantity),
       "prices": {"monthly": {\#(terms), "currency": "INR", "interval": "month"}}}}}
    """#
  }

  private func usage(_ entitlement: String, prices: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "call", "aggregation": "max", "valueProperty": "$.n"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"core": {"entitlements": {"calls": \#(entitlement)}\#(prices)}}}
    """#
  }

  private let monthly = #", "prices": {"monthly": {"amount": 90000, "currency": "INR", "interval": "month"}}"#

  // MARK: Quantities

  @Test(arguments: [
    ("{}", #"{"$param": "quantity"}"#), (#"{"min": 3}"#, #"{"$param": "quantity"}"#), (#"{"min": 3, "max": 3}"#, "3"),
  ])
  func `a plan has the amount of one, and its subscription the quantity`(quantity: String, sent: String) throws {
    let artifact = try artifact(team(quantity), for: "razorpay")
    expectJSON(
      try request("prices/plan/team/monthly", in: artifact)["body"]?["item"],
      #"{"name": "team", "amount": 90000, "currency": "INR"}"#)
    expectJSON(
      try request("purchase/plan/team/monthly", in: artifact)["body"],
      #"""
      {"plan_id": {"$ref": "prices/plan/team/monthly"}, "total_count": 120, "quantity": \#(sent),
       "notes": {"catalogPlanId": "team", "catalogPlanKey": "team", "catalogPriceId": "monthly", "provider": "razorpay", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
  }

  @Test func `the quantity of most subscriptions is fixed, and its limits are not enforced`() {
    expect("razorpay/quantity-fixed", at: "plans.team.quantity", in: team("⟦{}⟧"), provider: "razorpay")
    expectNo("razorpay/quantity-not-enforced", in: team("{}"), provider: "razorpay")
    expect("razorpay/quantity-not-enforced", at: "plans.team.quantity", in: team(#"⟦{"min": 2}⟧"#), provider: "razorpay")
    expectNo("razorpay/quantity-fixed", in: team(#"{"max": 1}"#), provider: "razorpay")
  }

  @Test func `the limit of automatic debits applies to the smallest quantity`() {
    let terms = #""amount": ⟦750001⟧"#
    expect(
      "razorpay/inr-mandate-limit", at: "plans.team.prices.monthly.amount", in: team(#"{"min": 2}"#, terms), provider: "razorpay")
    expectNo("razorpay/inr-mandate-limit", in: team("{}", terms), provider: "razorpay")
  }

  @Test(arguments: ["graduated", "volume"]) func `seats with tiers are not sold`(mode: String) throws {
    let text = team("{}", #""mode": "\#(mode)", "tiers": ⟦[{"upTo": 5, "amount": 90000}, {"amount": 80000}]⟧"#)
    expect("razorpay/charge-unsupported", at: "plans.team.prices.monthly.tiers", in: text, provider: "razorpay")
    let artifact = try artifact(text, for: "razorpay")
    #expect(ids("setup", in: artifact) == [] && soldItems(in: artifact) == [])
  }

  @Test func `an order is for one top-up`() {
    expect(
      "razorpay/quantity-unsupported", at: "topups.pack.quantity",
      in: #"""
        {"features": {"sms": {"type": "metered"}}, "plans": {},
         "topups": {"pack": {"feature": "sms", "amount": 100, "quantity": ⟦{}⟧,
           "prices": {"once": {"amount": 9000, "currency": "INR", "interval": "one_time"}}}}}
        """#, provider: "razorpay")
  }

  // MARK: Usage

  @Test(arguments: [
    #""amount": 2"#, #""amount": 200, "package": 1000"#, #""mode": "volume", "tiers": [{"upTo": 50, "amount": 3}, {"flat": 1}]"#,
  ])
  func `the plan is sold, and usage is charged by the application`(rate: String) throws {
    let text = usage(
      #"{"amount": 10.5, "reset": "week", "prices": {⟦"inr"⟧: {\#(rate), "currency": "INR"}}}"#, prices: monthly)
    expect(
      "razorpay/charged-by-application", at: "plans.core.entitlements.calls.prices.inr", in: text, provider: "razorpay")
    let artifact = try artifact(text, for: "razorpay")
    #expect(ids("setup", in: artifact) == ["prices/plan/core/monthly"])
    expectJSON(
      try request("purchase/plan/core/monthly", in: artifact)["body"],
      #"""
      {"plan_id": {"$ref": "prices/plan/core/monthly"}, "total_count": 120, "quantity": 1,
       "notes": {"catalogPlanId": "core", "catalogPlanKey": "core", "catalogPriceId": "monthly", "provider": "razorpay", "openmeterCustomer": {"$param": "customer_key"}}}
      """#)
    #expect(artifact["prices"]?.elements?.last?["usage"]?["catalogFeatureId"] == "calls")
  }

  @Test func `usage that several prices charge is reported once`() {
    expect(
      "razorpay/charged-by-application", at: "plans.core.entitlements.calls.prices.inr",
      in: usage(
        #"{"prices": {⟦"inr"⟧: {"amount": 2, "currency": "INR"}}}"#,
        prices: #"""
          , "prices": {"monthly": {"amount": 90000, "currency": "INR", "interval": "month"},
            "yearly": {"amount": 900000, "currency": "INR", "interval": "year"}}
          """#), provider: "razorpay")
  }

  @Test func `a meter is skipped, even if its usage is charged`() {
    expect(
      "razorpay/meter-not-sent", at: "meters.calls",
      in: #"""
        {"meters": {⟦"calls"⟧: {"eventType": "call", "aggregation": "count", "providerIds": {"razorpay": "m_1"}}},
         "features": {"calls": {"type": "metered", "meter": "calls"}},
         "plans": {"core": {"entitlements": {"calls": {"prices": {"inr": {"amount": 2, "currency": "INR"}}}}\#(monthly)}}}
        """#, provider: "razorpay")
  }

  @Test func `a pool is charged by the application, without events for Razorpay`() {
    let found = findings(
      #"""
      {"meters": {"calls": {"eventType": "call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}, "credits": {"type": "metered", "costs": {"calls": 5}}},
       "plans": {"core": {"entitlements": {"credits": {"prices": {"inr": {"amount": 2, "currency": "INR"}}}}\#(monthly)}}}
      """#, provider: "razorpay")
    #expect(found.contains("razorpay/charged-by-application @ plans.core.entitlements.credits.prices.inr"))
    #expect(found.filter { $0.contains("pool") || $0.contains("meter") } == ["razorpay/meter-not-sent @ meters.calls"])
  }

  @Test func `pay-as-you-go is not sold`() throws {
    let text = usage(#"{"prices": {"inr": {"amount": 2, "currency": "INR"}}}"#, prices: "")
    #expect(findings(text, provider: "razorpay").contains("razorpay/charge-unsupported @ plans.core"))
    let artifact = try artifact(text, for: "razorpay")
    #expect(ids("setup", in: artifact) == [] && soldItems(in: artifact) == [])
  }

  @Test func `a plan without a fee is not sold, even beside usage`() throws {
    let text = usage(
      #"{"prices": {"inr": {"amount": 2, "currency": "INR"}}}"#,
      prices: #", "prices": {"free": {"amount": ⟦0⟧, "currency": "INR", "interval": "month"}}"#)
    expect("razorpay/free-price-unsupported", at: "plans.core.prices.free.amount", in: text, provider: "razorpay")
    expectNo("razorpay/charged-by-application", in: text, provider: "razorpay")
    #expect(soldItems(in: try artifact(text, for: "razorpay")) == [])
  }
}
