import Diagnostics
import TestSupport
import Testing

/// Names that change, and what follows from them.
@Suite struct RenameTests {
  private func plan(_ id: String, _ fields: String = "", feature: String = #""api": {"type": "boolean"}"#, given: String = #""api": true"#)
    -> String
  {
    #"{"features": {\#(feature)}, "plans": {\#(id): {\#(fields)"entitlements": {\#(given)}, "prices": {"monthly": "#
      + #"{"amount": 2000, "currency": "USD", "interval": "month"}}}}}"#
  }

  @Test func `another id with the same key is the same plan`() throws {
    try expectChange(
      "renamed api @ plans.business", "the plan `pro` is now `business` in the catalog, and keeps the key `pro`",
      from: plan(#"⟦"pro"⟧"#), to: plan(#"⟦"business"⟧"#, #""key": "pro", "#))
  }

  @Test func `another key takes the lookup keys along that follow from it`() throws {
    try expectChange(
      "renamed api @ plans.pro.key", "the key of the plan changes from `p1` to `p2`, and with it the lookup key of 1 price",
      from: plan(#""pro""#, #""key": ⟦"p1"⟧, "name": "Pro", "#), to: plan(#""pro""#, #""key": ⟦"p2"⟧, "name": "Pro", "#))
  }

  @Test func `another id and key, and all else the same, is the same plan`() throws {
    try expectChange(
      "renamed api @ plans.business",
      "the plan `pro` is now `business`: its key changes from `pro` to `business`, and with it the lookup key of 1 price, "
        + "and the rest of it is the same",
      from: plan(#"⟦"pro"⟧"#, #""name": "Pro", "#), to: plan(#"⟦"business"⟧"#, #""name": "Pro", "#))
    // A name that is only the key changes with it.
    #expect(
      try changes(plan(#""pro""#), plan(#""business""#)) == [
        "renamed api @ plans.business", "changed cosmetic @ plans.business.name",
      ])
  }

  @Test func `another id and key, and something else besides, is another plan`() throws {
    #expect(
      try changes(plan(#""pro""#), plan(#""business""#, #""description": "New", "#)) == [
        "added compatible @ plans.business", "removed customer @ plans.pro",
      ])
  }

  @Test func `two that are alike are not guessed at`() throws {
    let two = { (a: String, b: String) in
      #"{"features": {"api": {"type": "boolean"}}, "plans": {"\#(a)": {"entitlements": {"api": true}}, "\#(b)": {"entitlements": {"api": true}}}}"#
    }
    #expect(
      try changes(two("a", "b"), two("c", "d")) == [
        "added compatible @ plans.c", "added compatible @ plans.d", "removed customer @ plans.a", "removed customer @ plans.b",
      ])
  }

  @Test func `what is renamed is compared under its new name, and told with both paths`() throws {
    let all = changes(
      try version(plan(#""pro""#)), try version(plan(#""business""#, #""key": "pro", "#).replacing("2000", with: "3000")))
    #expect(all.map(\.text) == ["renamed api @ plans.business", "changed customer @ plans.business.prices.monthly.amount"])
    #expect(all.map(\.old?.path) == ["plans.pro", "plans.pro.prices.monthly.amount"])
  }

  @Test func `a feature with another id is the same to the plans that give it`() throws {
    try expectChange(
      "renamed api @ features.access", "the feature `api` is now `access` in the catalog, and keeps the key `api`",
      from: plan(#""pro""#, feature: #"⟦"api"⟧: {"type": "boolean"}"#),
      to: plan(#""pro""#, feature: #"⟦"access"⟧: {"type": "boolean", "key": "api"}"#, given: #""access": true"#))
  }

  @Test func `a feature without a name is not guessed to be another: customers may have lost it`() throws {
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

  @Test func `a meter with another id is the same to the features that it counts`() throws {
    let metered = { (id: String, fields: String) in
      #"{"meters": {"\#(id)": {"eventType": "t", "aggregation": "count"\#(fields)}}, "#
        + #""features": {"api": {"type": "metered", "meter": "\#(id)"}}, "plans": {}}"#
    }
    #expect(try changes(metered("calls", ""), metered("requests", #", "key": "calls""#)) == ["renamed api @ meters.requests"])
    // With all but the id and the key the same, it is known again, too.
    #expect(
      try changes(metered("calls", #", "name": "Calls""#), metered("requests", #", "name": "Calls""#)) == [
        "renamed api @ meters.requests"
      ])
  }

  @Test func `a top-up and an add-on follow the feature and the plan that they name`() throws {
    let catalog = { (feature: String, plan: String) in
      #"{"features": {"\#(feature)": {"type": "metered", "key": "f"}}, "plans": {"\#(plan)": {"key": "p", "entitlements": {"\#(feature)": 1}}}, "#
        + #""topups": {"pack": {"feature": "\#(feature)", "amount": 1, "compatiblePlans": ["\#(plan)"], \#(CatalogText.once)}}}"#
    }
    #expect(
      try changes(catalog("t", "pro"), catalog("tokens", "business")) == [
        "renamed api @ features.tokens", "renamed api @ plans.business",
      ])
  }

  @Test func `a price is known by its id, its lookup key, or by what nothing else costs`() throws {
    let prices = { (text: String) in CatalogText.plan(#""prices": {\#(text)}"#) }
    let monthly = #"{"amount": 2000, "currency": "USD", "interval": "month"}"#
    let yearly = #"{"amount": 20000, "currency": "USD", "interval": "year"}"#
    try expectChange(
      "renamed api @ plans.pro.prices.annual", "the price `yearly` is now `annual`, and its lookup key changes with it",
      from: prices(#""monthly": \#(monthly), ⟦"yearly"⟧: \#(yearly)"#),
      to: prices(#""monthly": \#(monthly), ⟦"annual"⟧: \#(yearly)"#))
    try expectChange(
      "renamed api @ plans.pro.prices.annual", "the price `yearly` is now `annual`",
      from: prices(#"⟦"yearly"⟧: \#(yearly)"#),
      to: prices(#"⟦"annual"⟧: {"amount": 20000, "currency": "USD", "interval": "year", "lookupKey": "pro:yearly"}"#))
    // Two that cost something every month cannot be told apart.
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

  @Test func `ids that look alike are not one`() throws {
    #expect(
      try changes(plan(#""caf\u00E9""#), plan(#""cafe\u0301""#, #""description": "x", "#)) == [
        "added compatible @ plans.cafe\u{301}", "removed customer @ plans.caf\u{E9}",
      ])
  }
}
