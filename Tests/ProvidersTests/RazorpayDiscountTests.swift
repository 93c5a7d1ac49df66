import TestSupport
import Testing

/// Discounts, groups, trials and prices with entitlements of their own at Razorpay.
@Suite struct RazorpayDiscountTests {
  private func catalog(_ discounts: String = "", price: String = "", plan: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
     "plans": {"pro": {\#(plan)"entitlements": {"api": true}, "prices": {
       "small": {"amount": 90000, "currency": "INR", "interval": "month"\#(price)},
       "large": {"amount": 490000, "currency": "INR", "interval": "month", "entitlements": {"sso": true}}}}},
     "discounts": {\#(discounts)}}
    """#
  }

  @Test func `discounts are made in the dashboard`() {
    expect(
      "razorpay/discount-unsupported", at: "discounts.launch",
      in: catalog(#"⟦"launch"⟧: {"percent": 20, "duration": "once", "codes": {"LAUNCH": {"maxPerCustomer": 1}}}"#),
      provider: "razorpay")
  }

  @Test func `a trial begins with a payment method`() {
    expect(
      "razorpay/trial-card-required", at: "plans.pro.prices.small.trialCard",
      in: catalog(price: #", "trialDays": 14, "trialCard": ⟦false⟧"#), provider: "razorpay")
  }

  @Test func `plans of a group are not kept apart`() {
    expect(
      "razorpay/group-not-enforced", at: "plans.pro.group", in: catalog(plan: #""group": ⟦"app"⟧, "#), provider: "razorpay")
  }

  @Test func `what a price grants makes no difference`() throws {
    let artifact = try artifact(catalog(), for: "razorpay")
    #expect(ids("setup", in: artifact) == ["prices/plan/pro/small", "prices/plan/pro/large"])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/small", "purchase/plan/pro/large"])
    expect("razorpay/object-per-price", at: "plans.pro.prices", in: catalogWithMarkedPrices, provider: "razorpay")
  }

  private var catalogWithMarkedPrices: String {
    #"""
    {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "prices": ⟦{
       "small": {"amount": 90000, "currency": "INR", "interval": "month"},
       "large": {"amount": 490000, "currency": "INR", "interval": "month", "entitlements": {"sso": true}}}⟧}}}
    """#
  }
}
