import JSONText
import TestSupport
import Testing

/// Metadata, text, static values and add-ons.
@Suite struct PolarObjectTests {
  private func plan(_ fields: String, price: String = "", features: String = #""api": {"type": "boolean"}"#) -> String {
    #"""
    {"features": {\#(features)},
     "plans": {"pro": {\#(fields),
       "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"\#(price)}}}}}
    """#
  }

  // MARK: Metadata

  @Test func `numbers and booleans are sent unchanged, and arrays become text`() throws {
    let text = plan(
      #"""
      "entitlements": {"api": true}, "metadata": {"n": 2.50, "big": 9007199254740993, "on": true, "list": [1, "a"],
        "nothing": null, "text": "x"}
      """#)
    expectJSON(
      try request("prices/plan/pro/p", in: artifact(text, for: "polar"))["body"]?["metadata"],
      #"""
      {"n": 2.5, "big": "9007199254740993", "on": true, "list": "[1,\"a\"]", "nothing": "null", "text": "x",
       "catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "p", "provider": "polar",
       "catalogTerms": "2000 usd, every month"}
      """#)
  }

  @Test func `an entry beyond the limits is reported once, even if many objects carry it`() {
    let long = String(repeating: "v", count: 501)
    expect(
      "polar/metadata-limit", at: "features.api.metadata.long", "plans.pro.metadata.\(long.prefix(41))",
      "plans.pro.prices.p.metadata.empty",
      in: plan(
        #""entitlements": {"api": true}, "metadata": {"\#(long.prefix(41))": ⟦1⟧, "\#(long.prefix(40))": 1}"#,
        price: #", "metadata": {"empty": ⟦""⟧}"#,
        features: #""api": {"type": "boolean", "metadata": {"long": ⟦"\#(long)"⟧}}"#),
      provider: "polar")
  }

  @Test func `a purchase has up to fifty entries, six of them the compiler's`() throws {
    let entries = (1...44).map { #""k\#($0)": \#($0)"# }.joined(separator: ", ")
    let text = plan(#""entitlements": {"api": true}, "metadata": {\#(entries), "last": ⟦45⟧}"#)
    expect("polar/metadata-limit", at: "plans.pro.metadata.last", in: text, provider: "polar")
    let metadata = try request("prices/plan/pro/p", in: artifact(text, for: "polar"))["body"]?["metadata"]
    guard case .object(let members) = metadata else {
      Issue.record("no metadata")
      return
    }
    // The customer's key is only in the purchase.
    #expect(members.count == 49)
  }

  @Test func `the compiler's entries win, and a single rule reports that`() {
    let text = plan(
      #""entitlements": {"api": true}, "metadata": {⟦"catalogTerms"⟧: "mine", "catalogPlanId": "mine"}"#)
    expect("polar/metadata-reserved", at: "plans.pro.metadata.catalogTerms", in: text, provider: "polar")
    #expect(findings(text, provider: "polar").contains("reserved-metadata @ plans.pro.metadata.catalogPlanId"))
  }

  @Test func `two different spellings of é are two entries`() throws {
    let artifact = try artifact(
      plan(#""entitlements": {"api": true}, "metadata": {"\u00e9": "a", "e\u0301": "b"}"#), for: "polar")
    let metadata = try request("prices/plan/pro/p", in: artifact)["body"]?["metadata"]
    expectJSON(metadata?["\u{e9}"], #""a""#)
    expectJSON(metadata?["e\u{301}"], #""b""#)
  }

  @Test func `a reserved name in the settings is reported only by the catalog's rule`() {
    let text = #"{"features": {}, "plans": {}, "providers": {"polar": {"metadata": {"provider": "us"}}}}"#
    expectNo("polar/metadata-reserved", in: text, provider: "polar")
  }

  @Test func `a lookup key with another spelling is not the default one`() {
    let text = plan(
      #""key": "caf\u00e9", "entitlements": {"api": true}"#, price: #", "lookupKey": ⟦"cafe\u0301:p"⟧"#)
    expect("polar/lookup-key-not-sent", at: "plans.pro.prices.p.lookupKey", in: text, provider: "polar")
  }

  @Test func `an entitlement's entry overrides that of its feature`() throws {
    let text = plan(
      #""entitlements": {"api": {"enabled": true, "metadata": {"scope": "write"}}}"#,
      features: #""api": {"type": "boolean", "metadata": {"scope": ⟦"read"⟧}}"#)
    expect("polar/metadata-overridden", at: "features.api.metadata.scope", in: text, provider: "polar")
    expectJSON(
      try request("benefits/feature/api/plan/pro", in: artifact(text, for: "polar"))["body"]?["metadata"]?["scope"],
      #""write""#)
  }

  // MARK: Texts and values

  @Test func `the text of a benefit is truncated to 42 characters, including the amount`() throws {
    let text = #"""
      {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered", "meter": "calls", "name": ⟦"Requests to the public interface, all"⟧}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 1000000, "isSoftLimit": true}},
         "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/text-too-long", at: "features.tokens.name", in: text, provider: "polar")
    expectJSON(
      try request("benefits/feature/tokens/1000000", in: artifact(text, for: "polar"))["body"]?["description"],
      #""1000000 Requests to the public interface,""#)
  }

  @Test func `a feature whose name is too short is skipped, unless an amount precedes it`() throws {
    let text = #"""
      {"meters": {"storage": {"eventType": "ai", "aggregation": "count"}},
       "features": {⟦"AI"⟧: {"type": "boolean"}, "GB": {"type": "metered", "meter": "storage"}},
       "plans": {"pro": {"entitlements": {"AI": true, "GB": 5},
         "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    expect("polar/name-too-short", at: "features.AI", in: text, provider: "polar")
    expectJSON(
      try request("product-benefits/plan/pro/p", in: artifact(text, for: "polar"))["body"],
      #"{"benefits": [{"$ref": "benefits/feature/GB/5"}]}"#)
  }

  @Test func `a static value of more than 500 characters is skipped`() throws {
    let config = String(repeating: "c", count: 501)
    let text = plan(#""entitlements": {"api": {"config": ⟦"\#(config)"⟧}}"#, features: #""api": {"type": "static"}"#)
    expect("polar/static-value", at: "plans.pro.entitlements.api.config", in: text, provider: "polar")
    expectJSON(
      try request("product-benefits/plan/pro/p", in: artifact(text, for: "polar"))["body"], #"{"benefits": []}"#)
  }

  @Test func `plans with different values have different benefits, and with equal ones the same`() throws {
    let artifact = try artifact(
      #"""
      {"features": {"tier": {"type": "static"}},
       "plans": {
         "a": {"name": "Plan A", "entitlements": {"tier": "gold"},
           "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}},
         "b": {"name": "Plan B", "entitlements": {"tier": "silver"},
           "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}},
         "c": {"name": "Plan C", "entitlements": {"tier": {"config": "gold"}},
           "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#, for: "polar")
    expectJSON(
      .strings(ids("setup", in: artifact).filter { $0.hasPrefix("benefits/") }),
      #"["benefits/feature/tier/gold", "benefits/feature/tier/silver"]"#)
    expectJSON(
      try request("product-benefits/plan/c/p", in: artifact)["body"],
      #"{"benefits": [{"$ref": "benefits/feature/tier/gold"}]}"#)
  }

  // MARK: Add-ons

  @Test func `a one-time add-on needs no second subscription`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {},
       "addons": {"setup": {"entitlements": {"api": true},
         "prices": {"once": {"amount": 5000, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expectNo("polar/multiple-subscriptions", in: text, provider: "polar")
    expectJSON(
      try request("prices/addon/setup/once", in: artifact(text, for: "polar"))["body"],
      #"""
      {"name": "setup", "prices": [{"amount_type": "fixed", "price_currency": "usd", "price_amount": 5000}],
       "metadata": {"catalogAddonId": "setup", "catalogAddonKey": "setup", "catalogPriceId": "once", "provider": "polar",
         "catalogTerms": "5000 usd"}}
      """#)
  }

  @Test func `an add-on resets only the meters of its compatible plans`() {
    func catalog(_ plans: String, _ mark: (String, String)) -> String {
      #"""
      {"meters": {"calls": {"eventType": "ai", "aggregation": "count"}},
       "features": {"tokens": {"type": "metered", "meter": "calls"}, "api": {"type": "boolean"}},
       "plans": {
         "with": {"entitlements": {"tokens": 5},
           "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}},
         "without": {"entitlements": {"api": true},
           "prices": {"p": {"amount": 900, "currency": "USD", "interval": "month"}}}},
       "addons": {"more": {"compatiblePlans": [\#(plans)], "entitlements": {\#(mark.0)"tokens"\#(mark.1): 9},
         "prices": {"p": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
      """#
    }
    for plans in ["", #""with""#, #""without", "with""#] {
      expect(
        "polar/addon-resets-meter", at: "addons.more.entitlements.tokens", in: catalog(plans, ("⟦", "⟧")), provider: "polar")
    }
    expectNo("polar/addon-resets-meter", in: catalog(#""without""#, ("", "")), provider: "polar")
  }
}
