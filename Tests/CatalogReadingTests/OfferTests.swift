import Catalog
import Diagnostics
import TestSupport
import Testing

/// How items are offered: defaults, groups, what is no longer sold, prices on request, and prices with entitlements of their own.
@Suite struct OfferTests {
  private func host(_ prices: String, _ fields: String = "", id: String = "") -> String {
    #"""
    {\#(id)"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
     "features": {
       "players": {"type": "limit"}, "ddos": {"type": "boolean"}, "calls": {"type": "metered", "meter": "calls"}},
     "plans": {"host": {"entitlements": {"players": 20, "calls": \#(Self.calls(1000, 2))}, "prices": {\#(prices)}\#(fields)}},
     "addons": {"help": {"entitlements": {"ddos": true}, "compatiblePlans": ["host"],
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private static func calls(_ amount: Int, _ rate: Int) -> String {
    #"{"amount": \#(amount), "prices": {"usd": {"amount": \#(rate), "currency": "USD"}}}"#
  }

  private func price(_ id: String, _ amount: Int, _ fields: String = "") -> String {
    #""\#(id)": {"amount": \#(amount), "currency": "USD", "interval": "month"\#(fields)}"#
  }

  private var small: String { price("small", 900) }

  private var large: String {
    price("large", 4900, #", "entitlements": {"ddos": true, "calls": \#(Self.calls(9000, 1))}"#)
  }

  // MARK: Entitlements of a price

  @Test func `a price's entitlements replace those of the plan, each as a whole`() throws {
    let plan = try catalog(host("\(small), \(large)")).plans[0]
    let item = Item(plan)
    let features = { (price: Price?) in item.entitlements(at: price).map(\.feature) }
    #expect(features(nil) == [0, 2])
    #expect(features(plan.prices[0]) == [0, 2])
    #expect(features(plan.prices[1]) == [0, 2, 1])
    #expect(plan.prices.map { $0.usage.map { "\($0.included)" } } == [["1000"], ["9000"]])
  }

  @Test func `usage prices of a plan and of its prices have different lookup keys`() throws {
    let plan = try catalog(host("\(small), \(large)")).plans[0]
    #expect(plan.prices.map(\.lookupKey) == ["host:small", "host:large"])
    #expect(plan.prices.flatMap(\.usage).map(\.lookupKey) == ["host:calls:usd", "host:large:calls:usd"])
  }

  @Test func `default lookup keys begin with the catalog's id`() throws {
    let plan = try catalog(host("\(small), \(large)", id: #""id": "games", "#)).plans[0]
    #expect(plan.prices.map(\.lookupKey) == ["games:host:small", "games:host:large"])
    #expect(plan.prices.flatMap(\.usage).map(\.lookupKey) == ["games:host:calls:usd", "games:host:large:calls:usd"])
    #expect(plan.header.accountKey == "games_host")
  }

  @Test func `a price's own usage prices must be in its currency`() {
    let own = #", "entitlements": {"calls": {"amount": 5, ⟦"prices"⟧: {"eur": {"amount": 1, "currency": "EUR"}}}}"#
    expect(
      "usage-price-currency", at: "plans.host.prices.large.entitlements.calls.prices",
      in: host("\(small), \(price("large", 4900, own))"))
  }

  @Test func `an item with prices of their own entitlements is split`() throws {
    let offered = try catalog(host("\(small), \(large)")).offered()
    #expect(offered.plans.map(\.variant) == [nil, "large"])
    #expect(offered.plans.map { $0.prices.map(\.id) } == [["small"], ["large"]])
    #expect(offered.plans.map { $0.entitlements.map(\.feature) } == [[0, 2], [0, 2, 1]])
    #expect(offered.plans.allSatisfy { Item($0).hasSeveralPrices && $0.header.id == "host" })
    // The add-on is for customers of either.
    guard case .named(let plans) = offered.addons[0].compatiblePlans else {
      Issue.record("the add-on is for every plan")
      return
    }
    #expect(plans == [0, 1])
  }

  // MARK: What is offered

  @Test func `what is no longer sold is not offered, and not forgotten`() throws {
    let legacy = price("old", 700, #", "sold": false"#)
    let all = try catalog(host("\(small), \(legacy)"))
    #expect(all.plans[0].prices.map(\.id) == ["small", "old"])
    let offered = all.offered()
    #expect(offered.plans[0].prices.map(\.id) == ["small"])
    // Objects are named as if both were sold, so that the sold one keeps its name.
    #expect(Item(offered.plans[0]).hasSeveralPrices)
    #expect(try catalog(host(small, #", "sold": false"#)).offered().plans.isEmpty)
  }

  @Test func `an item whose prices are all unsold is unsold, not free`() throws {
    let text = host(price("old", 700, #", "sold": false"#))
    #expect(try catalog(text).offered().plans.isEmpty)
    #expect(diagnostics(text).map(\.rule) == [])
  }

  @Test func `an item on request is not offered to anyone who does not ask`() throws {
    let text = #"""
      {"features": {"sso": {"type": "boolean"}},
       "plans": {"enterprise": {"onRequest": true}, "big": {"onRequest": true, "entitlements": {"sso": true}}}}
      """#
    #expect(try catalog(text).offered().plans.isEmpty)
    #expect(try catalog(text).offered(withRequests: true).plans.count == 2)
    #expect(diagnostics(text).map(\.rule) == [])
  }

  // MARK: Without a price

  @Test func `a plan without a price is a warning, unless customers have it without a purchase`() {
    let plans = { (fields: String) in
      #"{"features": {"api": {"type": "boolean"}}, "plans": {⟦"free"⟧: {"entitlements": {"api": true}\#(fields)}}}"#
    }
    expect("no-price", at: "plans.free", in: plans(""))
    for fields in [
      #", "default": true"#, #", "onRequest": true"#, #", "sold": false"#,
      #", "prices": {"m": {"amount": 0, "currency": "USD", "interval": "month"}}"#,
    ] {
      #expect(diagnostics(plans(fields)).map(\.rule) == [], "\(fields)")
    }
  }

  @Test(arguments: [
    (#""prices": {"m": {"amount": 100, "currency": "USD", "interval": "month"}}"#, ["no-entitlements @ plans.x"]),
    (#""name": "X""#, ["missing-field @ plans.x"]), (#""prices": {}"#, ["missing-field @ plans.x"]),
    (#""onRequest": true"#, []), (#""entitlements": {}, "default": true"#, []),
  ])
  func `an item says that it has no features`(fields: String, found: [String]) {
    #expect(findings(#"{"features": {}, "plans": {"x": {\#(fields)}}}"#) == found)
  }

  // MARK: Defaults and groups

  @Test(arguments: [
    #""prices": {"m": {"amount": 100, "currency": "USD", "interval": "month"}}"#, #""quantity": {}"#, #""onRequest": true"#,
    #""sold": false"#,
  ])
  func `a default plan is not bought`(fields: String) {
    let text = #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"x": {"entitlements": {"api": true}, ⟦"default"⟧: true, \#(fields)}}}
      """#
    expect("default-not-free", at: "plans.x.default", in: text)
  }

  @Test func `each group has a default plan`() {
    let plans = { (group: String) in
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"a": {"entitlements": {"api": true}, "default": true},
         "b": {"entitlements": {"api": true}, ⟦"default"⟧: true\#(group)}}}
      """#
    }
    expect("repeated-default", at: "plans.b.default", in: plans(""))
    #expect(diagnostics(plans(#", "group": "other""#)).map(\.rule) == [])
  }

  @Test func `groups whose names are spelled with other characters are two`() {
    let plans = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"a": {"entitlements": {"api": true}, "default": true, "group": "caf\u00E9"},
         "b": {"entitlements": {"api": true}, "default": true, "group": "cafe\u0301"}}}
      """#
    #expect(diagnostics(plans).map(\.rule) == [])
  }

  @Test func `plans of one group can charge the same usage, those of two cannot`() {
    let plan = { (prices: String, group: String) in
      #"{"entitlements": {"calls": {⟦"prices"⟧: {"usd": {"amount": 2, "currency": "USD"}}}}\#(group)}"#
        .replacing("⟦\"prices\"⟧", with: prices)
    }
    let plans = { (group: String) in
      #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"a": \#(plan(#""prices""#, "")), "b": \#(plan(#"⟦"prices"⟧"#, group))}}
      """#
    }
    #expect(diagnostics(plans("")).map(\.rule) == [])
    expect("usage-charged-twice", at: "plans.b.entitlements.calls.prices", in: plans(#", "group": "other""#))
  }
}
