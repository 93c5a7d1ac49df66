import JSONText
import TestSupport
import Testing

/// Names, descriptions and notes within Razorpay's limits.
@Suite struct RazorpayTextTests {
  private let rupees = #"{"amount": 2000, "currency": "INR", "interval": "month"}"#

  // MARK: Names and descriptions

  @Test func `a name is truncated to 255 bytes between characters`() throws {
    let name = String(repeating: "₹", count: 86)
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": ⟦"\#(name)"⟧, "entitlements": {"api": true}, "prices": {"p": \#(rupees)}}}}
      """#
    expect("razorpay/text-too-long", at: "plans.pro.name", in: text, provider: "razorpay")
    let item = try request("prices/plan/pro/p", in: artifact(text, for: "razorpay"))["body"]?["item"]
    #expect(item?["name"] == .string(String(repeating: "₹", count: 85)))
  }

  @Test func `a truncated name keeps the id of the price, and is reported once`() throws {
    let name = String(repeating: "n", count: 252)
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"name": ⟦"\#(name)"⟧, "entitlements": {"api": true}, "prices": {"p": \#(rupees), "q": \#(rupees)}}}}
      """#
    expect("razorpay/text-too-long", at: "plans.pro.name", in: text, provider: "razorpay")
    let item = try request("prices/plan/pro/q", in: artifact(text, for: "razorpay"))["body"]?["item"]
    #expect(item?["name"] == .string(String(repeating: "n", count: 251) + " (q)"))
  }

  @Test func `a price id that fills the whole name is truncated with it`() throws {
    let id = String(repeating: "i", count: 256)
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"pro"⟧: {"entitlements": {"api": true}, "prices": {"p": \#(rupees), "\#(id)": \#(rupees)}}}}
      """#
    expect("razorpay/text-too-long", at: "plans.pro", in: text, provider: "razorpay")
    let item = try request("prices/plan/pro/\(id)", in: artifact(text, for: "razorpay"))["body"]?["item"]
    #expect(item?["name"] == .string("pro (" + String(repeating: "i", count: 250)))
  }

  @Test func `a description is truncated to 255 bytes, and an empty one is left out`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {"a": {"description": ⟦"\#(String(repeating: "d", count: 256))"⟧,
           "entitlements": {"api": true}, "prices": {"p": \#(rupees)}},
         "b": {"description": "", "entitlements": {"api": true}, "prices": {"p": \#(rupees)}}}}
      """#
    expect("razorpay/text-too-long", at: "addons.a.description", in: text, provider: "razorpay")
    let artifact = try artifact(text, for: "razorpay")
    let addon = try request("purchase/addon/a/p/with_plan", in: artifact)["body"]?["addons"]?.elements?.first
    #expect(addon?["item"]?["description"] == .string(String(repeating: "d", count: 255)))
    expectJSON(
      try request("purchase/addon/b/p/with_plan", in: artifact)["body"]?["addons"],
      #"[{"item": {"name": "b", "amount": 2000, "currency": "INR"}}]"#)
  }

  @Test func `names and descriptions that are not sent may be long`() {
    let long = String(repeating: "n", count: 300)
    expectNo(
      "razorpay/text-too-long",
      in: #"""
        {"features": {"sms": {"type": "metered"}},
         "plans": {"pro": {"name": "\#(long)", "entitlements": {"sms": 1},
           "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month",
           "providerIds": {"razorpay": "plan_00000000000001"}}}}},
         "topups": {"t": {"name": "\#(long)", "description": "\#(long)", "feature": "sms", "amount": 1,
           "prices": {"p": {"amount": 900, "currency": "INR", "interval": "one_time"}}}}}
        """#, provider: "razorpay")
  }

  // MARK: Notes

  @Test func `the more specific layer of metadata wins`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "metadata": {"b": "plan", "c": "plan"},
         "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month", "metadata": {"c": "price"}}}}},
       "providers": {"razorpay": {"metadata": {"a": "settings", "b": "settings", "c": "settings"}}}}
      """#, for: "razorpay")
    expectJSON(
      try request("prices/plan/pro/p", in: artifact)["body"]?["notes"],
      #"""
      {"a": "settings", "b": "plan", "c": "price", "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "p",
       "provider": "razorpay"}
      """#)
  }

  @Test func `an item's entry that its price overrides is reported`() {
    expect(
      "razorpay/metadata-overridden", at: "plans.pro.metadata.c",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "metadata": {"b": "plan", "c": ⟦"plan"⟧, "d": 1},
           "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month", "metadata": {"c": "price", "d": 1}}}}},
         "providers": {"razorpay": {"metadata": {"b": "settings", "c": "settings"}}}}
        """#, provider: "razorpay")
  }

  @Test func `an overriding entry takes the room of the other`() throws {
    let eleven = (1...11).map { #""n\#($0)": \#($0 == 11 ? "⟦11⟧" : "\($0)")"# }.joined(separator: ", ")
    let text = #"""
      {"features": {"sms": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"sms": 1}, "metadata": {\#(eleven)},
         "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month", "metadata": {"n1": "price"}}}}}}
      """#
    expect("razorpay/metadata-limit", at: "plans.pro.metadata.n11", in: text, provider: "razorpay")
    let kept = (2...10).map { #""n\#($0)": "\#($0)""# }.joined(separator: ", ")
    expectJSON(
      try request("prices/plan/pro/p", in: artifact(text, for: "razorpay"))["body"]?["notes"],
      #"""
      {\#(kept), "n1": "price", "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "p",
       "provider": "razorpay"}
      """#)
  }

  @Test func `an entry that does not fit is reported once, at its place`() {
    let long = String(repeating: "v", count: 257)
    expect(
      "razorpay/metadata-limit", at: "plans.pro.metadata.plan", "plans.pro.prices.p.metadata.price",
      "providers.razorpay.metadata.settings",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "metadata": {"plan": ⟦"\#(long)"⟧},
           "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month", "metadata": {"price": ⟦"\#(long)"⟧}},
             "q": \#(rupees)}}},
         "providers": {"razorpay": {"metadata": {"settings": ⟦"\#(long)"⟧}}}}
        """#, provider: "razorpay")
  }

  @Test func `there are at most fifteen notes, and the compiler's take precedence`() throws {
    let eleven = (1...11).map { #""n\#($0)": \#($0 == 11 ? "⟦11⟧" : "\($0)")"# }.joined(separator: ", ")
    let text = #"""
      {"features": {"sms": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"sms": 1}, "metadata": {\#(eleven)},
         "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month", "metadata": {"more": ⟦13⟧}}}}}}
      """#
    expect(
      "razorpay/metadata-limit", at: "plans.pro.metadata.n11", "plans.pro.prices.p.metadata.more", in: text,
      provider: "razorpay")
    let kept = (1...10).map { #""n\#($0)": "\#($0)""# }.joined(separator: ", ")
    expectJSON(
      try request("prices/plan/pro/p", in: artifact(text, for: "razorpay"))["body"]?["notes"],
      #"""
      {\#(kept), "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "p", "provider": "razorpay"}
      """#)
  }

  @Test func `a top-up has room for nine other notes`() {
    let ten = (1...10).map { #""n\#($0)": \#($0 == 10 ? "⟦10⟧" : "\($0)")"# }.joined(separator: ", ")
    expect(
      "razorpay/metadata-limit", at: "topups.t.metadata.n10",
      in: #"""
        {"features": {"sms": {"type": "metered"}}, "plans": {},
         "topups": {"t": {"feature": "sms", "amount": 1, "metadata": {\#(ten)},
           "prices": {"p": {"amount": 900, "currency": "INR", "interval": "one_time"}}}}}
        """#, provider: "razorpay")
  }

  @Test func `the compiler's entries override settings and items, with a warning`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "metadata": {⟦"provider"⟧: "x", ⟦"catalogPriceId"⟧: "x"},
         "prices": {"p": \#(rupees), "q": \#(rupees)}}},
       "providers": {"razorpay": {"metadata": {"catalogPlanId": "x", "plain": "y"}}}}
      """#
    // The catalog's own rule reports the entry of the settings.
    expect(
      "razorpay/metadata-reserved", at: "plans.pro.metadata.provider", "plans.pro.metadata.catalogPriceId", in: text,
      provider: "razorpay")
    #expect(findings(text, provider: "razorpay").contains("reserved-metadata @ providers.razorpay.metadata.catalogPlanId"))
    expectJSON(
      try request("prices/plan/pro/q", in: artifact(text, for: "razorpay"))["body"]?["notes"],
      #"{"plain": "y", "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "q", "provider": "razorpay"}"#)
  }
}
