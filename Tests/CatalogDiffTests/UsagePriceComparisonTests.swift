import TestSupport
import Testing

/// Comparison of usage prices, of prices by the number of units, and of filters.
@Suite struct UsagePriceComparisonTests {
  /// A plan with a monthly price and this entitlement to `calls`.
  private func metered(_ entitlement: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls"}},
     "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#
  }

  private func usage(_ price: String, _ fields: String = #""amount": 1000"#) -> String {
    metered(#"{\#(fields), "prices": {"usd": {\#(price), "currency": "USD"}}}"#)
  }

  private static let calls = "plans.pro.entitlements.calls"

  // MARK: Whether usage is charged

  @Test func `usage prices where access ended are worse, and so is their removal`() throws {
    let hard = metered("1000")
    let priced = metered(#"{"amount": 1000, "prices": ⟦{"usd": {"amount": 2, "currency": "USD"}}⟧}"#)
    try expectChange(
      "added customer @ \(Self.calls).prices", "usage beyond 1000 now costs 0.02 USD each; access used to end", from: hard,
      to: priced)
    try expectChange(
      "removed customer @ \(Self.calls).prices", "usage beyond 1000 no longer costs anything; access ends there", from: priced,
      to: hard)
  }

  @Test func `usage prices instead of a soft limit are worse, and the reverse is better`() throws {
    let soft = metered(#"{"amount": 1000, "isSoftLimit": true}"#)
    let priced = metered(#"{"amount": 1000, "prices": ⟦{"usd": {"amount": "0.20", "currency": "USD", "per": 1000}}⟧}"#)
    try expectChange(
      "added customer @ \(Self.calls).prices", "usage beyond 1000 now costs 0.20 USD per 1000; it was free", from: soft,
      to: priced)
    try expectChange(
      "removed compatible @ \(Self.calls).prices", "usage beyond 1000 no longer costs anything; access continues", from: priced,
      to: soft)
  }

  @Test func `an unlimited feature that is charged is worse`() throws {
    #expect(try changes(metered(#""unlimited""#), usage(#""amount": 2"#)) == ["changed customer @ \(Self.calls).amount"])
  }

  // MARK: What usage costs

  @Test func `a higher amount is worse, and a lower one is better`() throws {
    try expectChange(
      "changed customer @ \(Self.calls).prices.usd.amount", "usage price increased from 0.20 USD per 1000 to 0.30 USD per 1000",
      from: usage(#""amount": ⟦"0.20"⟧, "per": 1000"#), to: usage(#""amount": ⟦"0.30"⟧, "per": 1000"#))
    try expectChange(
      "changed compatible @ \(Self.calls).prices.usd.amount", "usage price decreased from 0.02 USD each to 0.01 USD each",
      from: usage(#""amount": ⟦2⟧"#), to: usage(#""amount": ⟦1⟧"#))
  }

  @Test func `the same amount per unit in other words is no change`() throws {
    #expect(try changes(usage(#""amount": "0.20", "per": 10"#), usage(#""amount": 2"#)) == [])
    #expect(try changes(usage(#""amount": 2"#), usage(#""amount": "2.00", "per": 100"#)) == [])
  }

  @Test func `rounding up to packages is worse`() throws {
    let path = "\(Self.calls).prices.usd"
    #expect(
      try changes(usage(#""amount": "2.00", "per": 1000"#), usage(#""amount": "2.00", "package": 1000"#))
        == ["changed customer @ \(path)"])
    #expect(
      try changes(usage(#""amount": "2.00", "package": 1000"#), usage(#""amount": "2.00", "per": 1000"#))
        == ["changed compatible @ \(path)"])
  }

  @Test func `tiers are compared for every usage, with a number that shows the change`() throws {
    let tiers = { (tiers: String, mode: String) in usage(#""tiers": \#(tiers), "mode": "\#(mode)""#) }
    try expectChange(
      "changed customer @ \(Self.calls).prices.usd.tiers", "usage price increased: 5001 cost 80.02 USD instead of 80.01 USD",
      from: tiers(#"⟦[{"upTo": 5000, "amount": 2}, {"amount": 1}]⟧"#, "graduated"),
      to: tiers(#"⟦[{"upTo": 5000, "amount": 2}, {"amount": 2}]⟧"#, "graduated"))
    // Cheaper at first, and more expensive far above.
    #expect(
      try changes(
        tiers(#"[{"upTo": 5000, "amount": 2}, {"amount": 1}]"#, "graduated"),
        tiers(#"[{"upTo": 5000, "amount": 1}, {"amount": "0.0101"}]"#, "graduated"))
        == ["changed customer @ \(Self.calls).prices.usd.tiers"])
  }

  @Test func `what cannot be used is not compared`() throws {
    let tiers = { (last: Int) in
      usage(
        #""tiers": [{"upTo": 5000, "amount": 2}, {"amount": \#(last)}], "mode": "graduated""#, #""amount": 1000, "max": 5000"#)
    }
    #expect(try changes(tiers(1), tiers(9)) == ["changed cosmetic @ \(Self.calls).prices.usd.tiers"])
  }

  @Test func `a larger allowance at a higher price is worse for those who use much`() throws {
    #expect(
      try changes(usage(#""amount": 2"#), usage(#""amount": 3"#, #""amount": 5000"#)) == [
        "changed compatible @ \(Self.calls).amount", "changed customer @ \(Self.calls).prices.usd.amount",
      ])
    let all = changes(
      try version(usage(#""amount": 3"#)), try version(usage(#""amount": 2"#, #""amount": 900"#)))
    #expect(all.map(\.text).last == "changed customer @ \(Self.calls).prices.usd.amount")
    #expect(all.map(\.message).last == "usage price increased: 1000 cost 2.00 USD instead of 0.00 USD")
  }

  @Test func `another period is worse, because usage adds up differently`() throws {
    try expectChange(
      "changed customer @ \(Self.calls).reset", "usage is now counted every day instead of every month",
      from: usage(#""amount": 2"#, #""amount": 1000, "reset": ⟦"month"⟧"#),
      to: usage(#""amount": 2"#, #""amount": 1000, "reset": ⟦"day"⟧"#))
  }

  @Test func `a lower maximum is worse`() throws {
    let path = "\(Self.calls).max"
    let most = { (max: String) in usage(#""amount": 2"#, #""amount": 1000\#(max)"#) }
    #expect(try changes(most(""), most(#", "max": 5000"#)) == ["changed customer @ \(path)"])
    #expect(try changes(most(#", "max": 5000"#), most(#", "max": 6000"#)) == ["changed compatible @ \(path)"])
    #expect(try changes(most(#", "max": 5000"#), most("")) == ["changed compatible @ \(path)"])
  }

  // MARK: Currencies and names

  @Test func `a removed currency is worse and an added one better`() throws {
    let usd = #""usd": {"amount": 2, "currency": "USD"}"#
    let one = metered(#"{"prices": {\#(usd)}}"#)
    let two = metered(#"{"prices": {\#(usd), ⟦"eur"⟧: {"amount": 2, "currency": "EUR"}}}"#)
    try expectChange(
      "added compatible @ \(Self.calls).prices.eur", "usage price of 0.02 EUR each added", from: one, to: two)
    try expectChange(
      "removed customer @ \(Self.calls).prices.eur", "usage price of 0.02 EUR each removed", from: two, to: one)
  }

  @Test func `a renamed usage price is found by its currency`() throws {
    let named = { (id: String, key: String) in
      metered(#"{"prices": {\#(id): {"amount": 2, "currency": "USD"\#(key)}}}"#)
    }
    try expectChange(
      "renamed api @ \(Self.calls).prices.dollars",
      "usage price `usd` renamed to `dollars`, which also changes its lookup key", from: named(#"⟦"usd"⟧"#, ""),
      to: named(#"⟦"dollars"⟧"#, ""))
    #expect(
      try changes(named(#""usd""#, ""), named(#""usd""#, #", "lookupKey": "k""#)) == [
        "renamed api @ \(Self.calls).prices.usd.lookupKey"
      ])
    // The explicit default is the same key.
    #expect(try changes(named(#""usd""#, ""), named(#""usd""#, #", "lookupKey": "pro:calls:usd""#)) == [])
  }

  // MARK: Pay as you go

  private func payAsYouGo(_ entitlement: String, _ fields: String = "") -> String {
    #"""
    {"features": {"calls": {"type": "metered"}}, "plans": {"payg": {"entitlements": {"calls": \#(entitlement)}\#(fields)}}}
    """#
  }

  @Test func `the prices of a plan that charges usage alone are not reported twice`() throws {
    let usd = #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#
    let both = #"{"prices": {"usd": {"amount": 2, "currency": "USD"}, "eur": {"amount": 2, "currency": "EUR"}}}"#
    #expect(try changes(payAsYouGo("0"), payAsYouGo(usd)) == ["added customer @ plans.payg.entitlements.calls.prices"])
    #expect(try changes(payAsYouGo(usd), payAsYouGo("0")) == ["removed customer @ plans.payg.entitlements.calls.prices"])
    #expect(try changes(payAsYouGo(usd), payAsYouGo(both)) == ["added compatible @ plans.payg.entitlements.calls.prices.eur"])
  }

  @Test func `a fee in addition to usage is worse, and a fee of nothing is not`() throws {
    let usd = #"{"prices": {"usd": {"amount": 2, "currency": "USD"}}}"#
    let fee = { (amount: Int) in
      #", "prices": {⟦"m"⟧: {"amount": \#(amount), "currency": "USD", "interval": "month"}}"#
    }
    try expectChange(
      "added customer @ plans.payg.prices.m", "price of 5.00 USD a month added (only usage was paid)", from: payAsYouGo(usd),
      to: payAsYouGo(usd, fee(500)))
    try expectChange(
      "added compatible @ plans.payg.prices.m", "price of 0.00 USD a month added", from: payAsYouGo(usd),
      to: payAsYouGo(usd, fee(0)))
  }

  // MARK: Units

  private func seats(_ price: String, _ quantity: String = #"{"min": 5, "max": 50}"#) -> String {
    CatalogText.plan(
      #""quantity": \#(quantity), "prices": {"m": {\#(price), "currency": "USD", "interval": "month"}}"#)
  }

  @Test func `tiers by number are compared for the numbers that can be bought`() throws {
    let tiers = { (tiers: String) in seats(#""tiers": \#(tiers), "mode": "volume""#) }
    try expectChange(
      "changed customer @ plans.pro.prices.m.tiers", "price increased: 20 cost 220.00 USD instead of 200.00 USD",
      from: tiers(#"⟦[{"upTo": 19, "amount": 1200}, {"amount": 1000}]⟧"#),
      to: tiers(#"⟦[{"upTo": 19, "amount": 1200}, {"amount": 1100}]⟧"#))
    // Less than 5 and more than 50 are not sold.
    #expect(
      try changes(
        tiers(#"[{"upTo": 4, "amount": 900}, {"amount": 1000}]"#),
        tiers(#"[{"upTo": 4, "amount": 1200}, {"upTo": 50, "amount": 1000}, {"amount": 2000}]"#)) == [
          "changed cosmetic @ plans.pro.prices.m.tiers"
        ])
  }

  @Test func `tiers instead of an amount are compared with it`() throws {
    let flat = seats(#""amount": 1000"#)
    let volume = { (tiers: String) in seats(#""tiers": \#(tiers), "mode": "volume""#) }
    #expect(
      try changes(flat, volume(#"[{"upTo": 10, "amount": 1000}, {"amount": 900}]"#)) == [
        "changed compatible @ plans.pro.prices.m"
      ])
    #expect(
      try changes(flat, volume(#"[{"upTo": 10, "amount": 1100}, {"amount": 900}]"#)) == ["changed customer @ plans.pro.prices.m"])
  }

  @Test func `the quantity of a plan makes its prices per unit`() throws {
    let one = CatalogText.price(amount: "1000")
    let many = CatalogText.plan(
      #""quantity": {"min": 2}, "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}"#)
    let messages = changes(try version(one), try version(many))
    #expect(messages.map(\.text) == ["changed customer api @ plans.pro.quantity"])
    #expect(messages.map(\.message) == ["several can now be bought together, at least 2"])
    #expect(try changes(many, one) == ["changed compatible api @ plans.pro.quantity"])
  }

  @Test func `a limit for each unit is better than one for the customer`() throws {
    let projects = { (value: String) in
      #"""
      {"features": {"projects": {"type": "limit"}}, "plans": {"pro": {"quantity": {}, "entitlements": {"projects": \#(value)}}}}
      """#
    }
    let path = "plans.pro.entitlements.projects.perUnit"
    #expect(
      try changes(projects(#"{"amount": 5}"#), projects(#"{"amount": 5, "perUnit": true}"#)) == ["changed compatible @ \(path)"])
    #expect(
      try changes(projects(#"{"amount": 5, "perUnit": true}"#), projects(#"{"amount": 5}"#)) == ["changed customer @ \(path)"])
    #expect(try changes(projects(#"{"amount": 5, "perUnit": false}"#), projects("5")) == [])
  }

  // MARK: Filters

  private func filtered(_ filter: String) -> String {
    #"""
    {"meters": {"calls": {"eventType": "call", "aggregation": "count", "groupBy": {"model": "$.m", "region": "$.r"}}},
     "features": {"calls": {"type": "metered", "meter": "calls"\#(filter)}, "api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true, "calls": 5}}}}
    """#
  }

  @Test func `other events affect programs, and customers who have the feature`() throws {
    let large = #", "where": ⟦{"model": "large"}⟧"#
    try expectChange(
      "changed customer api @ features.calls.where",
      #"`where` changed from `{"model":["large"]}` to `{"model":["large","huge"]}`"#,
      from: filtered(large), to: filtered(#", "where": ⟦{"model": ["large", "huge"]}⟧"#))
    #expect(try changes(filtered(""), filtered(large)) == ["changed customer api @ features.calls.where"])
    let spare = { (text: String) in text.replacing(#", "calls": 5"#, with: "") }
    #expect(try changes(spare(filtered("")), spare(filtered(large))) == ["changed api @ features.calls.where"])
  }

  @Test func `the order of filters and their values makes no difference`() throws {
    #expect(
      try changes(
        filtered(#", "where": {"model": ["a", "b"], "region": "eu"}"#),
        filtered(#", "where": {"region": "eu", "model": ["b", "a"]}"#))
        == ["changed cosmetic @ features.calls.where"])
    #expect(
      try changes(filtered(#", "where": {"model": "a"}"#), filtered(#", "where": {"model": ["a"]}"#)) == [])
  }

  // MARK: Renamed items

  @Test func `a renamed plan is found only if its usage prices, tiers and quantity are the same`() throws {
    let plan = { (id: String, amount: Int, most: Int, limit: Int) in
      #"""
      {"features": {"calls": {"type": "metered"}}, "plans": {"\#(id)": {"name": "Pro", "quantity": {"max": \#(most)},
        "entitlements": {"calls": {"max": \#(limit), "prices": {"usd": {"amount": 2, "currency": "USD"}}}},
        "prices": {"m": {"tiers": [{"upTo": 5, "amount": 9}, {"amount": \#(amount)}], "mode": "volume", "currency": "USD",
          "interval": "month"}}}}}
      """#
    }
    #expect(try changes(plan("a", 8, 9, 50), plan("b", 8, 9, 50)) == ["renamed api @ plans.b"])
    let different = ["added compatible @ plans.b", "removed customer @ plans.a"]
    #expect(try changes(plan("a", 8, 9, 50), plan("b", 7, 9, 50)) == different)
    #expect(try changes(plan("a", 8, 9, 50), plan("b", 8, 10, 50)) == different)
    #expect(try changes(plan("a", 8, 9, 50), plan("b", 8, 9, 60)) == different)
  }
}
