import Diagnostics
import TestSupport
import Testing

/// Renamed entries and the consequences.
@Suite struct RenameTests {
  private func plan(
    _ id: String, _ fields: String = "", feature: String = #""api": {"type": "boolean"}"#, given: String = #""api": true"#
  )
    -> String
  {
    #"{"features": {\#(feature)}, "plans": {\#(id): {\#(fields)"entitlements": {\#(given)}, "prices": {"monthly": "#
      + #"{"amount": 2000, "currency": "USD", "interval": "month"}}}}}"#
  }

  @Test func `a plan with a new id and the same key is renamed`() throws {
    try expectChange(
      "renamed api @ plans.business", "plan `pro` renamed to `business`; its key is still `pro`",
      from: plan(#"⟦"pro"⟧"#), to: plan(#"⟦"business"⟧"#, #""key": "pro", "#))
  }

  @Test func `a new key changes the default lookup keys`() throws {
    try expectChange(
      "renamed api @ plans.pro.key", "plan key changed from `p1` to `p2`, which also changes the lookup key of 1 price",
      from: plan(#""pro""#, #""key": ⟦"p1"⟧, "name": "Pro", "#), to: plan(#""pro""#, #""key": ⟦"p2"⟧, "name": "Pro", "#))
  }

  @Test func `a plan with a new id and key and the same content is renamed`() throws {
    try expectChange(
      "renamed api @ plans.business",
      "plan `pro` renamed to `business` and its key `pro` to `business`, which also changes the lookup key of 1 price",
      from: plan(#"⟦"pro"⟧"#, #""name": "Pro", "#), to: plan(#"⟦"business"⟧"#, #""name": "Pro", "#))
    // A default name changes with the key.
    #expect(
      try changes(plan(#""pro""#), plan(#""business""#)) == [
        "renamed api @ plans.business", "changed cosmetic @ plans.business.name",
      ])
  }

  @Test func `a plan with a new id, key and content is a different plan`() throws {
    #expect(
      try changes(plan(#""pro""#), plan(#""business""#, #""description": "New", "#)) == [
        "added compatible @ plans.business", "removed customer @ plans.pro",
      ])
  }

  @Test func `two equal plans are not matched`() throws {
    let two = { (a: String, b: String) in
      #"{"features": {"api": {"type": "boolean"}}, "plans": {"\#(a)": {"entitlements": {"api": true}}, "\#(b)": {"entitlements": {"api": true}}}}"#
    }
    #expect(
      try changes(two("a", "b"), two("c", "d")) == [
        "added compatible @ plans.c", "added compatible @ plans.d", "removed customer @ plans.a", "removed customer @ plans.b",
      ])
  }

  @Test func `changes of a renamed plan are reported with both paths`() throws {
    let all = changes(
      try version(plan(#""pro""#)), try version(plan(#""business""#, #""key": "pro", "#).replacing("2000", with: "3000")))
    #expect(all.map(\.text) == ["renamed api @ plans.business", "changed customer @ plans.business.prices.monthly.amount"])
    #expect(all.map(\.old?.path) == ["plans.pro", "plans.pro.prices.monthly.amount"])
  }

  @Test func `a renamed feature does not change the plans that include it`() throws {
    try expectChange(
      "renamed api @ features.access", "feature `api` renamed to `access`; its key is still `api`",
      from: plan(#""pro""#, feature: #"⟦"api"⟧: {"type": "boolean"}"#),
      to: plan(#""pro""#, feature: #"⟦"access"⟧: {"type": "boolean", "key": "api"}"#, given: #""access": true"#))
  }

  @Test func `a feature without a name is not matched by content`() throws {
    #expect(
      try changes(plan(#""pro""#), plan(#""pro""#, feature: #""sso": {"type": "boolean"}"#, given: #""sso": true"#)) == [
        "added compatible @ features.sso", "removed customer api @ features.api", "added compatible @ plans.pro.entitlements.sso",
        "removed customer @ plans.pro.entitlements.api",
      ])
    let named = { (id: String) in
      plan(#""pro""#, feature: #""\#(id)": {"type": "boolean", "name": "API access"}"#, given: #""\#(id)": true"#)
    }
    #expect(try changes(named("api"), named("access")) == ["renamed api @ features.access"])
  }

  @Test func `a renamed meter does not change the features that use it`() throws {
    let metered = { (id: String, fields: String) in
      #"{"meters": {"\#(id)": {"eventType": "t", "aggregation": "count"\#(fields)}}, "#
        + #""features": {"api": {"type": "metered", "meter": "\#(id)"}}, "plans": {}}"#
    }
    #expect(try changes(metered("calls", ""), metered("requests", #", "key": "calls""#)) == ["renamed api @ meters.requests"])
    // A meter with the same content is matched, too.
    #expect(
      try changes(metered("calls", #", "name": "Calls""#), metered("requests", #", "name": "Calls""#)) == [
        "renamed api @ meters.requests"
      ])
  }

  @Test func `a top-up follows its renamed feature and plan`() throws {
    let catalog = { (feature: String, plan: String) in
      #"{"features": {"\#(feature)": {"type": "metered", "key": "f"}}, "plans": {"\#(plan)": {"key": "p", "entitlements": {"\#(feature)": 1}}}, "#
        + #""topups": {"pack": {"feature": "\#(feature)", "amount": 1, "compatiblePlans": ["\#(plan)"], \#(CatalogText.once)}}}"#
    }
    #expect(
      try changes(catalog("t", "pro"), catalog("tokens", "business")) == [
        "renamed api @ features.tokens", "renamed api @ plans.business",
      ])
  }

  @Test func `a price is matched by id, lookup key, or unique terms`() throws {
    let prices = { (text: String) in CatalogText.plan(#""prices": {\#(text)}"#) }
    let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
    let yearly = #"{"amount": 20000, "currency": "USD", "interval": "year"}"#
    try expectChange(
      "renamed api @ plans.pro.prices.annual", "price `yearly` renamed to `annual`, which also changes its lookup key",
      from: prices(#""monthly": \#(monthly), ⟦"yearly"⟧: \#(yearly)"#),
      to: prices(#""monthly": \#(monthly), ⟦"annual"⟧: \#(yearly)"#))
    try expectChange(
      "renamed api @ plans.pro.prices.annual", "price `yearly` renamed to `annual`",
      from: prices(#"⟦"yearly"⟧: \#(yearly)"#),
      to: prices(#"⟦"annual"⟧: {"amount": 20000, "currency": "USD", "interval": "year", "lookupKey": "pro:yearly"}"#))
    // Two monthly prices cannot be told apart.
    #expect(
      try changes(prices(#""a": \#(monthly), "b": \#(monthly)"#), prices(#""c": \#(monthly), "b": \#(monthly)"#)) == [
        "renamed api @ plans.pro.prices.c"
      ])
    #expect(
      try changes(prices(#""a": \#(monthly), "b": \#(monthly)"#), prices(#""c": \#(monthly), "d": \#(monthly)"#)) == [
        "added compatible @ plans.pro.prices.c", "added compatible @ plans.pro.prices.d", "removed customer @ plans.pro.prices.a",
        "removed customer @ plans.pro.prices.b",
      ])
  }

  @Test func `ids that look alike are different`() throws {
    #expect(
      try changes(plan(#""caf\u00E9""#), plan(#""cafe\u0301""#, #""description": "x", "#)) == [
        "added compatible @ plans.cafe\u{301}", "removed customer @ plans.caf\u{E9}",
      ])
  }
}
