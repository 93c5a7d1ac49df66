import Diagnostics
import JSONText
import TestSupport
import Testing

/// Add-ons in mode `plans`: their plans, prices and quantities.
@Suite struct OpenMeterAddonTests {
  private static let monthly = OpenMeterPlanTests.monthly
  private static let yearly = OpenMeterPlanTests.yearly
  private static let weekly = #"{"amount": 100, "currency": "USD", "interval": "week"}"#

  private static func catalog(
    plans: String = #""pro": {"entitlements": {"api": true}, "prices": {"m": \#(monthly)}}"#,
    prices: String = #"{"m": \#(monthly)}"#, entitlements: String = #"{"sso": true}"#, _ fields: String = ""
  ) -> String {
    OpenMeterPlanTests.catalog(
      plans, #""addons": {"extra": {\#(fields) "entitlements": \#(entitlements), "prices": \#(prices)}}"#)
  }

  private func assignments(_ text: String) throws -> [String] {
    ids("setup", in: try artifact(text, for: "openmeter")).filter { $0.hasPrefix("plan-addons/") }
  }

  // MARK: Currencies and cadences

  @Test func `every pair of prices with aligned cadences and the same currency is assigned`() throws {
    let text = Self.catalog(
      plans: #"""
        "pro": {"entitlements": {"api": true}, "prices": {"m": \#(Self.monthly), "y": \#(Self.yearly),
          "eur": {"amount": 1, "currency": "EUR", "interval": "month"}}}
        """#,
      prices: #"{"m": \#(Self.monthly), "y": \#(Self.yearly)}"#)
    #expect(
      try assignments(text) == [
        "plan-addons/pro/m/extra/m", "plan-addons/pro/m/extra/y", "plan-addons/pro/y/extra/m", "plan-addons/pro/y/extra/y",
      ])
    expectNo("openmeter/addon-mixed-interval", in: text, provider: "openmeter")
    expectNo("openmeter/addon-currency-mismatch", in: text, provider: "openmeter")
  }

  @Test(arguments: [
    (#""day""#, #""month""#), (#""day""#, #""week""#), (#""month""#, #""year""#),
    (#""month", "intervalCount": 2"#, #""year""#),
    (#""week""#, #""week", "intervalCount": 4"#), (#""year", "intervalCount": 2"#, #""month", "intervalCount": 6"#),
    (#""day", "intervalCount": 7"#, #""week", "intervalCount": 2"#),
  ])
  func `cadences align if one is a multiple of the other`(addon: String, plan: String) throws {
    let text = pair(addon, plan)
    #expect(try assignments(text) == ["plan-addons/pro/p/extra/a"])
    expectNo("openmeter/addon-interval-mismatch", in: text, provider: "openmeter")
  }

  @Test(arguments: [
    (#""week""#, #""month""#), (#""day", "intervalCount": 2"#, #""month""#), (#""month", "intervalCount": 5"#, #""year""#),
    (#""day", "intervalCount": 3"#, #""week""#), (#""week", "intervalCount": 9223372036854775807"#, #""week""#),
  ])
  func `an add-on with an unaligned cadence is not sent`(addon: String, plan: String) throws {
    let text = pair(addon, plan)
    expect(
      "openmeter/addon-interval-mismatch", at: "addons.extra.compatiblePlans", in: text.marked("extra"), provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(ids("setup", in: artifact).filter { $0.contains("addons") }.isEmpty)
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/p"])
  }

  private func pair(_ addon: String, _ plan: String) -> String {
    Self.catalog(
      plans: #"""
        "pro": {"entitlements": {"api": true}, "prices": {"p": {"amount": 1, "currency": "USD", "interval": \#(plan)}}}
        """#,
      prices: #"{"a": {"amount": 1, "currency": "USD", "interval": \#(addon)}}"#)
  }

  @Test func `a one-time price fits every cadence`() throws {
    let text = Self.catalog(
      plans: #""pro": {"entitlements": {"api": true}, "prices": {"w": \#(Self.weekly), "m": \#(Self.monthly)}}"#,
      prices: #"{"o": {"amount": 9900, "currency": "USD", "interval": "one_time"}}"#)
    #expect(try assignments(text) == ["plan-addons/pro/w/extra/o", "plan-addons/pro/m/extra/o"])
    expectJSON(
      try request("addons/extra/o", in: try artifact(text, for: "openmeter"))["body"]?["rateCards"]?.elements?.first,
      #"""
      {"type": "flat_fee", "key": "extra_fee", "name": "extra", "billingCadence": null,
       "price": {"type": "flat", "amount": "99.00", "paymentTerm": "in_advance"}}
      """#)
  }

  @Test func `plans with another currency and with an unaligned cadence are reported separately`() {
    let text = OpenMeterPlanTests.catalog(
      #"""
      "usd": {"entitlements": {"api": true}, "prices": {"p": \#(Self.monthly)}},
      "eur": {"entitlements": {"api": true}, "prices": {"p": {"amount": 1, "currency": "EUR", "interval": "month"}}},
      "weekly": {"entitlements": {"api": true}, "prices": {"p": \#(Self.weekly)}}
      """#,
      #""addons": {⟦"extra"⟧: {"entitlements": {"sso": true}, "prices": {"m": \#(Self.monthly)}}}"#)
    expect("openmeter/addon-currency-mismatch", at: "addons.extra.compatiblePlans", in: text, provider: "openmeter")
    expect("openmeter/addon-interval-mismatch", at: "addons.extra.compatiblePlans", in: text, provider: "openmeter")
    let messages = diagnostics(text, provider: "openmeter").map(\.message)
    #expect(messages.contains("`extra` has no price in a currency of `eur`; customers of that plan cannot buy it"))
    #expect(messages.contains("no price of `extra` aligns with the interval of `weekly`; customers of that plan cannot buy it"))
    let helps = diagnostics(text, provider: "openmeter").filter { $0.path == "addons.extra.compatiblePlans" }.map(\.help)
    #expect(helps == ["add a price in EUR", "add a price every week, or list other plans in `compatiblePlans`"])
  }

  @Test func `a plan without prices sets no terms unless it is listed`() throws {
    let plans = #"""
      "free": {"entitlements": {"api": true}}, "pro": {"entitlements": {"api": true}, "prices": {"w": \#(Self.weekly)}}
      """#
    let every = Self.catalog(plans: plans, prices: #"{"w": \#(Self.weekly)}"#)
    expectNo("openmeter/addon-interval-mismatch", in: every, provider: "openmeter")
    #expect(try assignments(every) == ["plan-addons/pro/w/extra/w"])
    let named = Self.catalog(plans: plans, prices: #"{"w": \#(Self.weekly)}"#, #""compatiblePlans": ⟦["pro", "free"]⟧,"#)
    expect("openmeter/addon-interval-mismatch", at: "addons.extra.compatiblePlans", in: named, provider: "openmeter")
  }

  @Test func `a price that fits no plan is not sent, but the other prices of the add-on are`() throws {
    let text = Self.catalog(prices: #"{"m": \#(Self.monthly), ⟦"w"⟧: \#(Self.weekly)}"#)
    expect("openmeter/addon-without-plan", at: "addons.extra.prices.w", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(
      ids("setup", in: artifact).filter { $0.contains("addons/extra") } == ["addons/extra/m", "publish/addons/extra/m"])
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/m", "purchase/addon/extra/m"])
  }

  @Test func `an add-on is not sent if none of its plans is`() throws {
    let text = OpenMeterPlanTests.catalog(
      #""pro": {"entitlements": {"api": true}, "prices": {"d": {"amount": 1, "currency": "USD", "interval": "day"}}}"#,
      #""addons": {"extra": {"entitlements": {"sso": true}, "prices": {⟦"m"⟧: \#(Self.monthly)}}}"#)
    expect("openmeter/addon-without-plan", at: "addons.extra.prices.m", in: text, provider: "openmeter")
    #expect(soldItems(in: try artifact(text, for: "openmeter")).isEmpty)
  }

  // MARK: Features of both the plan and the add-on

  @Test func `an add-on with a static value is not sold with plans that set the same feature`() throws {
    let text = Self.catalog(
      plans: #"""
        "pro": {"entitlements": {"tier": "a"}, "prices": {"m": \#(Self.monthly)}},
        "team": {"entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}}
        """#,
      entitlements: #"{⟦"tier"⟧: "b"}"#)
    expect("openmeter/addon-static-value", at: "addons.extra.entitlements.tier", in: text, provider: "openmeter")
    #expect(try assignments(text) == ["plan-addons/team/m/extra/m"])
  }

  @Test func `allowances add up if they reset together`() throws {
    let plans = { (reset: String) in
      #""pro": {"entitlements": {"tokens": {"amount": 1, "reset": "\#(reset)"}}, "prices": {"m": \#(Self.monthly)}}"#
    }
    let same = Self.catalog(plans: plans("day"), entitlements: #"{"tokens": {"amount": 5, "reset": "day"}}"#)
    #expect(findings(same, provider: "openmeter", withLints: false) == ["openmeter/situation-unsupported @ addons.extra"])
    #expect(try assignments(same) == ["plan-addons/pro/m/extra/m"])
    let other = Self.catalog(plans: plans("month"), entitlements: #"{⟦"tokens"⟧: {"amount": 5, "reset": "day"}}"#)
    expect("openmeter/addon-reset", at: "addons.extra.entitlements.tokens", in: other, provider: "openmeter")
    #expect(try assignments(other).isEmpty)
    #expect(soldItems(in: try artifact(other, for: "openmeter")) == ["purchase/plan/pro/m"])
  }

  @Test func `a feature with top-ups becomes a grant of the add-on instead of a rate card`() throws {
    let text = OpenMeterPlanTests.catalog(
      #""pro": {"entitlements": {"tokens": 5}, "prices": {"m": \#(Self.monthly)}}"#,
      #"""
      "addons": {"extra": {"entitlements": {"tokens": {"amount": 7, "reset": "day"}}, "prices": {"m": \#(Self.monthly)}}},
      "topups": {"pack": {"feature": "tokens", "amount": 1, "prices": {"o": \#(OpenMeterPlanTests.once)}}}
      """#)
    expectNo("openmeter/addon-reset", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(try request("addons/extra/m", in: artifact)["body"]?["rateCards"]?.elements?.count == 1)
    #expect(
      soldItems(in: artifact) == [
        "purchase/plan/pro/m", "entitlements/plan/pro/tokens", "purchase/addon/extra/m", "grants/addon/extra/tokens",
        "grants/topup/pack",
      ])
  }

  // MARK: Quantities and trials

  @Test func `an add-on with several units has a maximum quantity for each plan`() throws {
    let text = Self.catalog(#""multiple": true, "quantity": {"min": ⟦2⟧, "max": 9},"#)
    expect("openmeter/quantity-not-enforced", at: "addons.extra.quantity.min", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(try request("addons/extra/m", in: artifact)["body"]?["instanceType"] == "multiple")
    expectJSON(
      try request("plan-addons/pro/m/extra/m", in: artifact)["body"],
      #"""
      {"addonId": {"$ref": "addons/extra/m"}, "fromPlanPhase": "default", "maxQuantity": 9,
       "metadata": {"catalogAddonId": "extra"}}
      """#)
    expectJSON(try request("purchase/addon/extra/m", in: artifact)["body"]?["quantity"], #"{"$param": "quantity"}"#)
  }

  @Test func `a maximum of 1 makes a single-instance add-on`() throws {
    let text = Self.catalog(#""multiple": true, "quantity": {"min": 1, "max": 1},"#)
    #expect(findings(text, provider: "openmeter", withLints: false) == ["openmeter/situation-unsupported @ addons.extra"])
    let artifact = try artifact(text, for: "openmeter")
    #expect(try request("addons/extra/m", in: artifact)["body"]?["instanceType"] == "single")
    #expect(try request("plan-addons/pro/m/extra/m", in: artifact)["body"]?["maxQuantity"] == nil)
    #expect(try request("purchase/addon/extra/m", in: artifact)["body"]?["quantity"] == 1)
  }

  @Test func `a maximum is that of the assignment, with or without multiple`() throws {
    let artifact = try artifact(Self.catalog(#""quantity": {"max": 2},"#), for: "openmeter")
    #expect(try request("addons/extra/m", in: artifact)["body"]?["instanceType"] == "multiple")
    #expect(try request("plan-addons/pro/m/extra/m", in: artifact)["body"]?["maxQuantity"] == 2)
  }

  @Test func `the trial of an add-on is ignored`() {
    expect(
      "openmeter/trial-ignored", at: "addons.extra.prices.m.trialDays",
      in: Self.catalog(prices: #"{"m": {"amount": 1, "currency": "USD", "interval": "month", "trialDays": ⟦3⟧}}"#),
      provider: "openmeter")
    expectNo(
      "openmeter/trial-ignored",
      in: Self.catalog(prices: #"{"m": {"amount": 1, "currency": "USD", "interval": "month", "trialDays": 0}}"#),
      provider: "openmeter")
  }

  // MARK: Existing objects

  private static let id = OpenMeterPlanTests.id

  @Test func `an existing add-on is assigned but not created`() throws {
    let text = Self.catalog(#""providerIds": {"openmeter": "\#(Self.id)"},"#)
    let artifact = try artifact(text, for: "openmeter")
    #expect(
      ids("setup", in: artifact).filter { $0.contains("plan") || $0.contains("addon") } == [
        "plans/pro/m", "plan-addons/pro/m/extra/m", "publish/plans/pro/m",
      ])
    #expect(try request("plan-addons/pro/m/extra/m", in: artifact)["body"]?["addonId"] == .string(Self.id))
    expectJSON(try request("purchase/addon/extra/m", in: artifact)["body"]?["addon"], #"{"id": "\#(Self.id)"}"#)
  }

  @Test func `requests that need a malformed id are not sent`() throws {
    let text = Self.catalog(#""providerIds": {"openmeter": ⟦"extra"⟧},"#)
    expect("openmeter/id-malformed", at: "addons.extra.providerIds.openmeter", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(try assignments(text).isEmpty)
    #expect(soldItems(in: artifact) == ["purchase/plan/pro/m"])
  }

  @Test func `a new add-on is not assigned to an existing plan, but to others`() throws {
    let text = OpenMeterPlanTests.catalog(
      #"""
      "pro": {"entitlements": {"api": true}, "providerIds": {"openmeter": "\#(Self.id)"}, "prices": {"m": \#(Self.monthly)}},
      "team": {"entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}}
      """#,
      #""addons": {⟦"extra"⟧: {"entitlements": {"sso": true}, "prices": {"m": \#(Self.monthly)}}}"#)
    expect("openmeter/existing-plan-addon", at: "addons.extra.compatiblePlans", in: text, provider: "openmeter")
    #expect(try assignments(text) == ["plan-addons/team/m/extra/m"])
  }

  @Test func `an add-on without prices grants its features for free`() throws {
    let text = OpenMeterPlanTests.catalog(
      #""pro": {"entitlements": {"api": true}, "prices": {"m": \#(Self.monthly)}}"#,
      #""addons": {"gift": {"entitlements": {"sso": true}}}"#)
    let artifact = try artifact(text, for: "openmeter")
    #expect(findings(text, provider: "openmeter").contains("openmeter/item-without-price @ addons.gift"))
    #expect(ids("setup", in: artifact).contains("plan-addons/pro/m/gift"))
    expectJSON(
      try request("addons/gift", in: artifact)["body"],
      #"""
      {"key": "gift", "name": "gift", "currency": "USD", "instanceType": "single", "metadata": {"catalogAddonId": "gift"},
       "rateCards": [{"type": "flat_fee", "key": "sso", "name": "sso", "featureKey": "sso", "billingCadence": null,
         "price": null, "entitlementTemplate": {"type": "boolean", "metadata": {"catalogFeatureId": "sso"}}}]}
      """#)
  }
}

extension String {
  /// Marks the first key with that name.
  fileprivate func marked(_ key: String) -> String {
    var parts = split(separator: "\"\(key)\":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return self }
    parts.insert("⟦\"\(key)\"⟧:", at: 1)
    return parts.joined()
  }
}
