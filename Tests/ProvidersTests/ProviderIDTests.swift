import TestSupport
import Testing

/// Duplicate ids in `providerIds`: customers of the second price or item must not be charged for the first.
@Suite struct ProviderIDTests {
  private func plans(_ provider: String, first: String, second: String, and sections: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
     "plans": {
       "pro": {"entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month", "providerIds": {"\#(provider)": "\#(first)"}}}},
       "team": {"entitlements": {"sso": true},
         "prices": {"m": {"amount": 9000, "currency": "USD", "interval": "month", "providerIds": {"\#(provider)": ⟦"\#(second)"⟧}}}}}\#(sections)}
    """#
  }

  @Test func `a price with a duplicate id is neither updated nor sold at Stripe`() throws {
    let text = plans("stripe", first: "price_1", second: "price_1")
    expect("stripe/id-taken", at: "plans.team.prices.m.providerIds.stripe", in: text, provider: "stripe")
    let artifact = try artifact(text, for: "stripe")
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/m"])
    #expect(!ids("setup", in: artifact).contains("prices/plan/team/m"))
    expectNo("stripe/id-taken", in: plans("stripe", first: "price_1", second: "price_2"), provider: "stripe")
  }

  @Test func `an item with a duplicate product is not sent to Stripe, nor are its features`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {
         "pro": {"entitlements": {"api": true}, "providerIds": {"stripe": "prod_1"},
           "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {
         "extra": {"entitlements": {"sso": true}, "providerIds": {"stripe": ⟦"prod_1"⟧},
           "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("stripe/id-taken", at: "addons.extra.providerIds.stripe", in: text, provider: "stripe")
    let artifact = try artifact(text, for: "stripe")
    #expect(
      ids("setup", in: artifact) == [
        "features/api", "products/plan/pro", "prices/plan/pro/m", "product-features/plan/pro/api",
      ])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/m"])
  }

  @Test func `a price with a duplicate plan is not sold at Razorpay`() throws {
    let text = plans("razorpay", first: "plan_00000000000001", second: "plan_00000000000001")
    expect("razorpay/id-taken", at: "plans.team.prices.m.providerIds.razorpay", in: text, provider: "razorpay")
    #expect(soldItems(in: try artifact(text, for: "razorpay")) == ["purchase/plan/pro/m"])
  }

  @Test func `an add-on with a duplicate id is not sold by OpenMeter`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "addons": {
         "a": {"entitlements": {"sso": true}, "providerIds": {"openmeter": "01G65Z755AFWAKHE12NY0CQ9FH"},
           "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}},
         "b": {"entitlements": {"sso": true}, "providerIds": {"openmeter": ⟦"01G65Z755AFWAKHE12NY0CQ9FH"⟧},
           "prices": {"m": {"amount": 900, "currency": "USD", "interval": "month"}}}},
       "providers": {"openmeter": {"options": {"mode": "plans"}}}}
      """#
    expect("openmeter/id-taken", at: "addons.b.providerIds.openmeter", in: text, provider: "openmeter")
    #expect(soldItems(in: try artifact(text, for: "openmeter")) == ["purchase/plan/pro/m", "purchase/addon/a/m"])
  }
}
