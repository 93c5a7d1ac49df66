import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// Checks that depend only on the limits of a provider.
@Suite struct SharedChecksTests {
  // MARK: Quantities

  static func quantities(plan: String, addon: String, topup: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}, "sso": {"type": "boolean"}, "seats": {"type": "limit"}},
     "plans": {"pro": {"entitlements": {"calls": 1000}, "quantity": \#(plan),
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {"extra": {"entitlements": {"sso": true}, "quantity": \#(addon),
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "calls", "amount": 500, "quantity": \#(topup),
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  @Test func `bounds of the quantity of every item are checked`() {
    expect(
      "dodo/quantity-not-enforced", at: "plans.pro.quantity", "addons.extra.quantity", "topups.pack.quantity",
      in: Self.quantities(plan: #"⟦{"max": 5}⟧"#, addon: #"⟦{"min": 2}⟧"#, topup: #"⟦{"min": 2, "max": 9}⟧"#), provider: "dodo")
  }

  @Test(arguments: ["{}", #"{"min": 1}"#]) func `a quantity without bounds has nothing to enforce`(quantity: String) {
    expectNo(
      "dodo/quantity-not-enforced", in: Self.quantities(plan: quantity, addon: quantity, topup: quantity), provider: "dodo")
  }

  @Test func `a limit by quantity is reported for each item that is sold`() {
    expect(
      "dodo/quantity-feature-by-application", at: "plans.pro.quantity.feature",
      in: Self.quantities(plan: #"{"feature": ⟦"seats"⟧}"#, addon: "{}", topup: "{}"), provider: "dodo")
  }

  // MARK: Prices that are no longer sold

  @Test(arguments: Provider.all.map(\.name)) func `what remains is not renamed when a price is withdrawn`(provider: String) throws
  {
    func requests(_ sold: Bool) throws -> [String] {
      let artifact = try artifact(
        #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "prices": {
           "m": {"amount": 2000, "currency": "USD", "interval": "month"},
           "y": {"amount": 20000, "currency": "USD", "interval": "year", "sold": \#(sold)}}}},
         "providers": {"openmeter": {"options": {"mode": "plans"}}}}
        """#, for: provider)
      return ["setup", "purchase"].flatMap { artifact[$0]?.elements ?? [] }.map(\.compact)
    }
    let both = try requests(true)
    #expect(try requests(false).allSatisfy(both.contains))
  }

  // MARK: Default plans

  private func plans(_ price: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"free": {"entitlements": {"api": true}, "default": ⟦true⟧\#(price)},
       "pro": {"entitlements": {"api": true}, "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  @Test(arguments: ["stripe", "razorpay", "dodo", "openmeter", "polar", "creem"])
  func `a default plan with a price is not given by the provider`(provider: String) {
    let text = plans(#", "prices": {"m": {"amount": 0, "currency": "USD", "interval": "month"}}"#)
    expect("\(provider)/default-not-given", at: "plans.free.default", in: text, provider: provider)
  }

  @Test(arguments: ["stripe", "razorpay", "dodo", "polar", "creem"])
  func `a default plan without a price is reported as such`(provider: String) {
    expectNo("\(provider)/default-not-given", in: plans(""), provider: provider)
    #expect(findings(plans(""), provider: provider).contains("\(provider)/item-without-price @ plans.free"))
  }

  @Test func `OpenMeter has the default plan, but gives it to nobody`() {
    expect("openmeter/default-not-given", at: "plans.free.default", in: plans(""), provider: "openmeter")
  }

  @Test(arguments: ["", #", "prices": {"m": {"amount": 0, "currency": "USD", "interval": "month"}}"#])
  func `Autumn gives new customers the default plan`(price: String) throws {
    #expect(!findings(plans(price), provider: "autumn").contains { $0.contains("default-not-given") })
    let plan = try #require(
      artifact(plans(price), for: "autumn")["setup"]?.elements?.first { $0["body"]?["auto_enable"] == true })
    #expect(plan["body"]?["plan_id"] == "free")
  }

  // MARK: Usage

  static func usage(_ entitlement: String, feature: String = #", "meter": "calls""#, trial: String = "") -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered"\#(feature)}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)}, "prices": {
       "m": {"amount": 2000, "currency": "USD", "interval": "month"},
       "n": {"amount": 1900, "currency": "USD", "interval": "month"\#(trial)}}}}}
    """#
  }

  @Test func `a maximum is reported once for all prices`() {
    expect(
      "dodo/usage-stop-not-enforced", at: "plans.pro.entitlements.calls.max",
      in: Self.usage(#"{"amount": 1000, "max": ⟦5000⟧, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#),
      provider: "dodo")
  }

  @Test func `a maximum of usage that is not for sale is not reported`() {
    expectNo(
      "dodo/usage-stop-not-enforced",
      in: Self.usage(
        #"""
        {"amount": 1000, "max": 9000, "prices": {"usd": {
          "tiers": [{"upTo": 5000, "amount": 2}, {"amount": 1}], "mode": "volume", "currency": "USD"}}}
        """#), provider: "dodo")
  }

  /// A plan with two prices that share a usage price.
  private static func prices(_ rate: String) -> String {
    #"""
    {"meters": {"m": {"eventType": "call", "aggregation": "count"}}, "features": {"calls": {"type": "metered", "meter": "m"}},
     "plans": {"pro": {"entitlements": {"calls": {"amount": 5, "prices": {"usd": {\#(rate), "currency": "USD"}}}},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
         "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}}}}
    """#
  }

  @Test func `a usage price that is not supported is reported once and names the prices that are not for sale`() {
    let rate = #""tiers": [{"upTo": 9, "amount": 3, "flat": 100}, {"amount": 1}], "mode": "graduated""#
    for (provider, title) in [("dodo", "Dodo Payments"), ("creem", "Creem")] {
      #expect(
        messages("\(provider)/charge-unsupported", Self.prices(rate), provider)
          == ["\(title) cannot charge usage at graduated tiers; prices `monthly` and `yearly` are not for sale"])
    }
  }

  @Test func `usage that does not fit one price names that price`() {
    let found = messages("dodo/usage-cycle-unsupported", Self.prices(#""amount": 2"#), "dodo")
    #expect(found.count == 1 && found[0].hasSuffix("; price `yearly` is not for sale"))
  }

  // MARK: What is not for sale

  /// The currency explains one price, and the key, which is the item's, the other.
  @Test func `each price that is not for sale has its own reason`() {
    let text = #"""
      {"features": {"sso": {"type": "boolean"}},
       "plans": {"pro plan": {"entitlements": {"sso": true}, "prices": {
         "a": {"amount": 2000, "currency": "HUF", "interval": "year"},
         "b": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "providers": {"autumn": {"options": {"defaultCurrency": "USD"}}}}
      """#
    let found = diagnostics(text, provider: "autumn").filter { $0.provider == "autumn" }.map { "\($0.rule) \($0.path)" }
    #expect(
      found.sorted() == [
        "autumn/currency-not-default plans.pro plan.prices.a.currency", "autumn/key-unsupported plans.pro plan",
      ])
  }

  @Test(arguments: ["dodo", "polar", "creem", "autumn"]) func `what is not for sale has the reason as its only finding`(
    provider: String
  ) {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"calls": 1000}, "prices": {
         "m": {"amount": 2000, "currency": "USD", "interval": "month"},
         "x": {"amount": 2000, "currency": "KPW", "interval": "year", "intervalCount": 5000, "trialDays": 99999,
           "lookupKey": "five"}}}},
       "addons": {"extra": {"entitlements": {"sso": true}, "quantity": {"min": 2, "max": 5}, "compatiblePlans": ["pro"],
         "metadata": {"a": [1]}, "prices": {
           "m": {"amount": 500, "currency": "KPW", "interval": "month", "trialDays": 7, "lookupKey": "extra"}}}}}
      """#
    let found = diagnostics(text, provider: provider).filter { $0.provider == provider }
    for path in ["plans.pro.prices.x", "addons.extra"] {
      let own = found.filter { $0.path == path || $0.path.hasPrefix(path + ".") }
      #expect(own.count == 1 && own[0].message.hasSuffix("this price is not for sale"), "\(own.map(\.message))")
    }
  }

  private func messages(_ rule: String, _ text: String, _ provider: String) -> [String] {
    diagnostics(text, provider: provider).filter { $0.rule == rule }.map(\.message)
  }

  @Test func `what says that several can be bought is the place of what providers say about it`() {
    let text = Self.addon("5", quantity: #""multiple": ⟦true⟧, "#)
    for finding in diagnostics(Marked(text).text, provider: "openmeter") + diagnostics(Marked(text).text, provider: "polar") {
      #expect(!finding.path.hasSuffix(".quantity"))
    }
    expect("polar/quantity-unsupported", at: "addons.extra.multiple", in: text, provider: "polar")
  }

  @Test func `a trial is reported for each price with usage`() {
    let charged = #"{"amount": 1000, "prices": {"usd": {"amount": 2, "currency": "USD"}}}"#
    expect(
      "dodo/trial-usage-not-stopped", at: "plans.pro.prices.n.trialDays",
      in: Self.usage(charged, trial: #", "trialDays": ⟦14⟧"#), provider: "dodo")
    expectNo("dodo/trial-usage-not-stopped", in: Self.usage("1000", trial: #", "trialDays": 14"#), provider: "dodo")
    expectNo("dodo/trial-usage-not-stopped", in: Self.usage(charged, trial: #", "trialDays": 0"#), provider: "dodo")
  }

  @Test func `a usage price without a meter is an error, reported once`() {
    let text = Self.usage(#"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#, feature: "")
      .replacing(#""calls": {"type""#, with: #"⟦"calls"⟧: {"type""#)
    for provider in ["stripe", "dodo", "openmeter", "polar", "creem"] {
      expect("\(provider)/usage-without-meter", at: "features.calls", in: text, provider: provider)
    }
    // Neither meters usage from events of a meter.
    for provider in ["razorpay", "autumn"] { expectNo("\(provider)/usage-without-meter", in: text, provider: provider) }
  }

  // MARK: Numbers for each unit

  /// An add-on that is sold in any quantity, with an allowance.
  static func addon(_ entitlement: String, quantity: String = #""quantity": {}, "#) -> String {
    #"""
    {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": 1000},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {"extra": {"entitlements": {"calls": \#(entitlement)}, \#(quantity)
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  @Test func `numbers of an add-on are for each unit unless the catalog says otherwise`() {
    let path = "addons.extra.entitlements.calls"
    expect("polar/per-unit-by-application", at: path, in: Self.addon("⟦500⟧"), provider: "polar")
    expect(
      "polar/per-unit-by-application", at: "\(path).perUnit", in: Self.addon(#"{"amount": 500, "perUnit": ⟦true⟧}"#),
      provider: "polar")
    expectNo("polar/per-unit-by-application", in: Self.addon(#"{"amount": 500, "perUnit": false}"#), provider: "polar")
    expectNo("polar/per-unit-by-application", in: Self.addon("500", quantity: ""), provider: "polar")
    expectNo("dodo/per-unit-by-application", in: Self.addon("500"), provider: "dodo")
  }
}
