import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// Findings about the plans, add-ons and top-ups that Razorpay cannot express.
@Suite struct RazorpayCheckTests {
  private let rupees = #"{"amount": 2000, "currency": "INR", "interval": "month"}"#

  // MARK: Ids

  @Test func `the id of a plan, add-on or top-up is ignored`() {
    let own = #""providerIds": {"razorpay": ⟦"plan_00000000000001"⟧}"#
    let once = #"{"amount": 500, "currency": "INR", "interval": "one_time", \#(own)}"#
    expect(
      "razorpay/id-unused",
      at: "plans.pro.providerIds.razorpay", "addons.a.providerIds.razorpay", "addons.a.prices.p.providerIds.razorpay",
      "topups.t.providerIds.razorpay", "topups.t.prices.p.providerIds.razorpay",
      in: #"""
        {"features": {"sms": {"type": "metered"}},
         "plans": {"pro": {"entitlements": {"sms": 1}, \#(own), "prices": {"p": \#(rupees)}}},
         "addons": {"a": {"entitlements": {"sms": 1}, \#(own), "prices": {"p": \#(once)}}},
         "topups": {"t": {"feature": "sms", "amount": 1, \#(own), "prices": {"p": \#(once)}}}}
        """#, provider: "razorpay")
  }

  @Test(arguments: [
    "plan_0000000000001", "plan_000000000000012", "Plan_00000000000001", "plan_0000000000000-", "plan_0000000000000é",
  ])
  func `a malformed id is sent with a warning`(id: String) throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month",
         "providerIds": {"razorpay": ⟦"\#(id)"⟧}}}}}}
      """#
    expect("razorpay/id-malformed", at: "plans.pro.prices.p.providerIds.razorpay", in: text, provider: "razorpay")
    expect("razorpay/existing-object-kept", at: "plans.pro.prices.p.providerIds.razorpay", in: text, provider: "razorpay")
    let artifact = try artifact(text, for: "razorpay")
    #expect(try request("purchase/plan/pro/p", in: artifact)["body"]?["plan_id"] == .string(id))
  }

  @Test func `an id too long for a note prevents the lookup`() throws {
    let id = String(repeating: "é", count: 257)
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {⟦"\#(id)"⟧: {"key": "pro", "name": "Pro", "entitlements": {"api": true}, "prices": {"p": \#(rupees)}}}}
      """#
    expect("razorpay/id-too-long", at: "plans.\(id)", in: text, provider: "razorpay")
    let setup = try artifact(text, for: "razorpay")["setup"]?.elements?.first
    #expect(setup?["lookup"] == nil)
    expectJSON(
      setup?["body"]?["notes"], #"{"catalogPlanKey": "pro", "catalogPriceId": "p", "provider": "razorpay"}"#)
  }

  // MARK: Add-ons

  @Test func `a plan without a price in the add-on's currency or interval is reported`() {
    let catalog = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"month": {"entitlements": {"api": true}, "prices": {"p": \#(rupees)}},
         "dollar": {"entitlements": {"api": true}, "prices": {"p": {"amount": 900, "currency": "USD", "interval": "month"}}},
         "year": {"entitlements": {"api": true}, "prices": {"p": {"amount": 900, "currency": "INR", "interval": "year"}}},
         "half": {"entitlements": {"api": true},
           "prices": {"p": {"amount": 900, "currency": "INR", "interval": "month", "intervalCount": 6}}},
         "unpriced": {"entitlements": {"api": true}}},
       "addons": {⟦"a"⟧: {"entitlements": {"api": true}, "prices": {"p": \#(rupees)}}}}
      """#
    let found = diagnostics(catalog, provider: "razorpay")
    let currency = found.filter { $0.rule == "razorpay/addon-currency-mismatch" }
    #expect(currency.map(\.path) == ["addons.a.compatiblePlans"])
    #expect(currency.map(\.range) == Marked(catalog).ranges)
    #expect(
      currency.map(\.message) == [
        "`a` has no price in a currency of `dollar`; customers of that plan cannot buy it"
      ])
    let cadence = found.filter { $0.rule == "razorpay/addon-interval-mismatch" }
    #expect(cadence.map(\.path) == ["addons.a.compatiblePlans"])
    #expect(
      cadence.map(\.message) == [
        "no price of `a` aligns with the interval of `year` and `half`; customers of those plans cannot buy it"
      ])
  }

  @Test func `a plan without prices is checked for its interval if it is named`() {
    expect(
      "razorpay/addon-interval-mismatch", at: "addons.a.compatiblePlans",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"unpriced": {"entitlements": {"api": true}}},
         "addons": {"a": {"entitlements": {"api": true}, "compatiblePlans": ⟦["unpriced"]⟧, "prices": {"p": \#(rupees)}}}}
        """#, provider: "razorpay")
  }

  @Test func `a one-time add-on fits every interval`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"year": {"entitlements": {"api": true},
         "prices": {"p": {"amount": 900, "currency": "INR", "interval": "year"}}}},
       "addons": {"a": {"entitlements": {"api": true}, "compatiblePlans": ["year"],
         "prices": {"p": {"amount": 900, "currency": "INR", "interval": "one_time"}}}}}
      """#
    expectNo("razorpay/addon-interval-mismatch", in: text, provider: "razorpay")
    expectNo("razorpay/addon-charged-once", in: text, provider: "razorpay")
  }

  @Test func `each recurring price of an add-on is reported, and sent`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {"a": {"entitlements": {"api": true}, "prices": {
         "day": {"amount": 900, "currency": "INR", "interval": ⟦"day"⟧},
         "once": {"amount": 900, "currency": "INR", "interval": "one_time"},
         "ages": {"amount": 900, "currency": "INR", "intervalCount": 9223372036854775807, "interval": ⟦"year"⟧}}}}}
      """#
    expect(
      "razorpay/addon-charged-once", at: "addons.a.prices.day.interval", "addons.a.prices.ages.interval", in: text,
      provider: "razorpay")
    #expect(try soldItems(in: artifact(text, for: "razorpay")).count == 3)
  }

  @Test func `add-ons for sale are counted per plan`() {
    func addon(_ id: String, _ plans: String, amount: Int = 500) -> String {
      #"""
      "\#(id)": {"entitlements": {"api": true}, "compatiblePlans": [\#(plans)],
        "prices": {"p": {"amount": \#(amount), "currency": "INR", "interval": "one_time"}}}
      """#
    }
    let addons =
      (1...4).map { addon("every\($0)", "") } + [addon("a", #""full""#), addon("b", #""full", "five""#)]
      + [addon("free", #""five""#, amount: 0)]
    expect(
      "razorpay/too-many-addons", at: "plans.full",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {⟦"full"⟧: {"entitlements": {"api": true}, "prices": {"p": \#(rupees)}},
           "five": {"entitlements": {"api": true}, "prices": {"p": \#(rupees)}}},
         "addons": {\#(addons.joined(separator: ", "))}}
        """#, provider: "razorpay")
  }

  @Test func `multiple units of an add-on, or a minimum of two, are reported`() {
    func addon(_ fields: String) -> String {
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {"a": {"entitlements": {"api": true}, \#(fields),
         "prices": {"p": {"amount": 900, "currency": "INR", "interval": "one_time"}}}}}
      """#
    }
    expect(
      "razorpay/quantity-unsupported", at: "addons.a.quantity", in: addon(#""quantity": ⟦{"min": 1, "max": 5}⟧"#),
      provider: "razorpay")
    #expect(
      diagnostics(addon(#""quantity": {"min": 2}"#), provider: "razorpay").filter { $0.rule == "razorpay/quantity-unsupported" }
        .map(\.path) == ["addons.a.quantity.min"])
    expectNo("razorpay/quantity-not-enforced", in: addon(#""quantity": {"min": 1}"#), provider: "razorpay")
    expect(
      "razorpay/quantity-not-enforced", at: "addons.a.quantity",
      in: #"""
        {"features": {"api": {"type": "boolean"}}, "plans": {},
         "addons": {"a": {"entitlements": {"api": true}, "quantity": ⟦{"max": 5}⟧}}}
        """#, provider: "razorpay")
  }

  // MARK: Plans, features, top-ups

  @Test func `a plan and an add-on without prices are reported and skipped`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {⟦"free"⟧: {"entitlements": {"api": true}}},
       "addons": {⟦"a"⟧: {"entitlements": {"api": true}, "prices": {}}}}
      """#
    expect("razorpay/item-without-price", at: "plans.free", "addons.a", in: text, provider: "razorpay")
    // A price of 0 would not be for sale either.
    #expect(
      diagnostics(text, provider: "razorpay").filter { $0.rule == "razorpay/item-without-price" }
        .allSatisfy { $0.help == nil })
    let artifact = try artifact(text, for: "razorpay")
    expectJSON(artifact["setup"], "[]")
    expectJSON(artifact["purchase"], "[]")
  }

  @Test func `the default lookup key in another Unicode form counts as custom`() {
    expect(
      "razorpay/lookup-key-not-sent", at: "plans.pro.prices.p.lookupKey",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"key": "caf\u00e9", "name": "Pro", "entitlements": {"api": true},
           "prices": {"p": {"amount": 2000, "currency": "INR", "interval": "month", "lookupKey": ⟦"cafe\u0301:p"⟧}}}}}
        """#, provider: "razorpay")
  }

  @Test func `Razorpay states its support of every capability`() throws {
    let razorpay = try #require(Provider.named("razorpay"))
    for capability in Capability.allCases { #expect(razorpay.capabilities[capability] != nil, "\(capability.rawValue)") }
  }

  @Test func `every feature and meter is left to the application`() {
    let text = #"""
      {"meters": {"calls": {"eventType": "call", "aggregation": "count"}},
       "features": {"api": {"type": "boolean"}, "limit": {"type": "static"}, "calls": {"type": "metered", "meter": "calls"}},
       "plans": {}}
      """#
    #expect(
      findings(text, provider: "razorpay") == [
        "razorpay/meter-not-sent @ meters.calls", "razorpay/feature-not-sent @ features.api",
        "razorpay/feature-not-sent @ features.limit", "razorpay/feature-not-sent @ features.calls",
      ])
  }

  @Test func `the application orders and grants a top-up`() {
    #expect(
      findings(
        #"""
        {"features": {"sms": {"type": "metered"}}, "plans": {},
         "topups": {"t": {"feature": "sms", "amount": 1, "grant": {"priority": 1},
           "prices": {"p": {"amount": 900, "currency": "INR", "interval": "one_time"}}}}}
        """#, provider: "razorpay") == [
          "razorpay/feature-not-sent @ features.sms", "razorpay/topup-unsupported @ topups.t",
          "razorpay/grant-by-application @ topups.t",
        ])
  }
}
