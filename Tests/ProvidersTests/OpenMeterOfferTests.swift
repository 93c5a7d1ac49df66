import Diagnostics
import JSONText
import TestSupport
import Testing

private let monthly = OpenMeterPlanTests.monthly
private let yearly = OpenMeterPlanTests.yearly
private let once = OpenMeterPlanTests.once
private let id = OpenMeterPlanTests.id

/// OpenMeter plans in mode `plans`: which are created, and their keys.
@Suite struct OpenMeterOfferTests {
  private func phases(_ id: String, in artifact: JSON) throws -> [JSON]? {
    try request(id, in: artifact)["body"]?["phases"]?.elements
  }

  // MARK: Free plans

  @Test func `a plan without prices uses the only currency of the catalog, and is billed monthly`() throws {
    let text =
      OpenMeterPlanTests.catalog(
        #"""
        ⟦"free"⟧: {"entitlements": {"api": true}},
        "pro": {"entitlements": {"api": true}, "prices": {"m": {"amount": 1, "currency": "EUR", "interval": "year"}}}
        """#,
        #""topups": {"pack": {"feature": "tokens", "amount": 1, "prices": {"o": \#(once)}}}"#)
    expect("openmeter/item-without-price", at: "plans.free", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    expectJSON(
      try request("plans/free", in: artifact)["body"],
      #"""
      {"key": "free", "name": "free", "currency": "EUR", "billingCadence": "P1M",
       "proRatingConfig": {"enabled": true, "mode": "prorate_prices"}, "metadata": {"catalogPlanId": "free"},
       "phases": [{"key": "default", "name": "Default", "duration": null, "rateCards": [
         {"type": "flat_fee", "key": "api", "name": "api", "featureKey": "api", "billingCadence": null, "price": null,
          "entitlementTemplate": {"type": "boolean", "metadata": {"catalogFeatureId": "api"}}}]}]}
      """#)
    #expect(soldItems(in: artifact).contains("purchase/plan/free"))
  }

  @Test func `a plan without prices is not sent if the catalog has several currencies or none`() throws {
    let prices = #"{"a": \#(monthly), "b": {"amount": 1, "currency": "EUR", "interval": "month"}}"#
    for other in ["", #", "pro": {"entitlements": {"api": true}, "prices": \#(prices)}"#] {
      let text = OpenMeterPlanTests.catalog(#"⟦"free"⟧: {"entitlements": {"api": true}}"# + other)
      expect("openmeter/no-currency", at: "plans.free", in: text, provider: "openmeter")
      #expect(ids("setup", in: try artifact(text, for: "openmeter")).filter { $0.hasSuffix("/free") }.isEmpty)
    }
  }

  @Test func `a plan without rate cards is not sent, but its features with top-ups are`() throws {
    let text = OpenMeterPlanTests.catalog(
      #"""
      ⟦"free"⟧: {"entitlements": {"tokens": 5}}, "pro": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}
      """#,
      #"""
      "topups": {"pack": {"feature": "tokens", "amount": 1, "compatiblePlans": ["free"], "prices": {"o": \#(once)}}}
      """#)
    expect("openmeter/no-rate-cards", at: "plans.free", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(!ids("setup", in: artifact).contains("plans/free"))
    #expect(
      soldItems(in: artifact) == ["purchase/plan/pro/m", "entitlements/plan/free/tokens", "grants/topup/pack"])
  }

  @Test func `a top-up of 0 does not remove its feature from subscriptions`() {
    let text = OpenMeterPlanTests.catalog(
      #""pro": {"entitlements": {"tokens": 5}, "prices": {"m": \#(monthly)}}"#,
      #""topups": {"pack": {"feature": "tokens", "amount": 0, "prices": {"o": \#(once)}}}"#)
    expectNo("openmeter/granted-separately", in: text, provider: "openmeter")
  }

  // MARK: Keys

  @Test func `a derived key must be valid and unique`() throws {
    let long = String(repeating: "k", count: 60)
    let text = OpenMeterPlanTests.catalog(
      #"""
      "pro": {"entitlements": {"api": true}, "prices": {"monthly": \#(monthly), ⟦"Monthly"⟧: \#(yearly),
        ⟦"月"⟧: \#(yearly), ⟦"yearly"⟧: \#(yearly)}},
      "pro_yearly": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}},
      "\#(long)": {"entitlements": {"api": true}, "prices": {"abc": \#(monthly), ⟦"abcd"⟧: \#(yearly)}}
      """#)
    expect(
      "openmeter/derived-key", at: "plans.pro.prices.Monthly", "plans.pro.prices.月", "plans.pro.prices.yearly",
      "plans.\(long).prices.abcd", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(
      soldItems(in: artifact) == [
        "purchase/plan/pro/monthly", "purchase/plan/pro_yearly/m", "purchase/plan/\(long)/abc",
      ])
  }

  @Test func `the rate card of a fee has a unique key`() throws {
    let text = #"""
      {"features": {"pro_fee": {"type": "boolean"}, "api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"pro_fee": true}, "prices": {"m": \#(monthly)}}},
       "addons": {"pro": {"entitlements": {"api": true}, "prices": {"n": \#(monthly)}}},
       "providers": {"openmeter": {"options": {"mode": "plans"}}}}
      """#
    let artifact = try artifact(text, for: "openmeter")
    #expect(try phases("plans/pro/m", in: artifact)?.first?["rateCards"]?.elements?.first?["key"] == "pro_fee_2")
    #expect(try request("addons/pro/n", in: artifact)["body"]?["rateCards"]?.elements?.first?["key"] == "pro_fee_3")
  }

  @Test func `the longest key leaves room for that of its fee`() throws {
    let long = String(repeating: "k", count: 64)
    let artifact = try artifact(
      OpenMeterPlanTests.catalog(#""\#(long)": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}"#), for: "openmeter")
    let key = try phases("plans/\(long)/m", in: artifact)?.first?["rateCards"]?.elements?.first?["key"]
    #expect(key == .string(String(repeating: "k", count: 52) + "_fee"))
  }

  @Test func `names leave room for the ids of prices`() throws {
    let name = String(repeating: "n", count: 250)
    let one = OpenMeterPlanTests.catalog(
      #""pro": {"name": "\#(name)", "entitlements": {"api": true}, "prices": {"monthly": \#(monthly)}}"#)
    expectNo("openmeter/text-too-long", in: one, provider: "openmeter")
    let two = OpenMeterPlanTests.catalog(
      #"""
      "pro": {"name": ⟦"\#(name)"⟧, "entitlements": {"api": true},
        "prices": {"monthly": \#(monthly), "yearly": \#(yearly)}}
      """#)
    expect("openmeter/text-too-long", at: "plans.pro.name", in: two, provider: "openmeter")
    let sent = try request("plans/pro/monthly", in: try artifact(two, for: "openmeter"))["body"]?["name"]
    #expect(sent == .string(String(repeating: "n", count: 246) + " (monthly)"))
  }

  // MARK: Existing plans

  @Test func `an existing plan is sold but not created`() throws {
    for text in [
      OpenMeterPlanTests.sold(
        #"""
        {"m": {"amount": 1, "currency": "USD", "interval": "month", "providerIds": {"openmeter": ⟦"\#(id)"⟧}}}
        """#),
      OpenMeterPlanTests.catalog(
        #"""
        "pro": {"entitlements": {"api": true}, "providerIds": {"openmeter": ⟦"\#(id)"⟧},
          "prices": {"m": \#(monthly)}}
        """#),
    ] {
      #expect(diagnostics(text, provider: "openmeter", withLints: false).map(\.rule) == ["openmeter/existing-object-kept"])
      #expect(diagnostics(text, provider: "openmeter", withLints: false).map(\.range) == Marked(text).ranges)
      let artifact = try artifact(text, for: "openmeter")
      #expect(ids("setup", in: artifact).filter { $0.contains("plan") }.isEmpty)
      #expect(soldItems(in: artifact) == ["purchase/plan/pro/m"])
    }
  }

  @Test func `the id of an item is ignored if its only price has another`() throws {
    let price = #"{"amount": 1, "currency": "USD", "interval": "month", "providerIds": {"openmeter": "\#(id)"}}"#
    let plan = { (own: String) in
      OpenMeterPlanTests.catalog(
        #"""
        "pro": {"entitlements": {"api": true}, "providerIds": {"openmeter": \#(own)}, "prices": {"m": \#(price)}}
        """#)
    }
    let other = plan(#"⟦"01ARZ3NDEKTSV4RRFFQ69G5FAW"⟧"#)
    expect("openmeter/id-unused", at: "plans.pro.providerIds.openmeter", in: other, provider: "openmeter")
    expectNo("openmeter/id-unused", in: plan(#""\#(id)""#), provider: "openmeter")
  }

  @Test func `the id of an item with several prices is ignored`() throws {
    let text = OpenMeterPlanTests.catalog(
      #"""
      "pro": {"entitlements": {"api": true}, "providerIds": {"openmeter": ⟦"\#(id)"⟧},
        "prices": {"m": \#(monthly), "y": \#(yearly)}}
      """#)
    expect("openmeter/id-unused", at: "plans.pro.providerIds.openmeter", in: text, provider: "openmeter")
    #expect(ids("setup", in: try artifact(text, for: "openmeter")).contains("plans/pro/m"))
  }
}
