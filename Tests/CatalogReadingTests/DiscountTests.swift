import Catalog
import Diagnostics
import TestSupport
import Testing

/// Discounts with codes.
@Suite struct DiscountTests {
  private func text(_ fields: String, _ more: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
     "plans": {"pro": {"key": "pro_1", "entitlements": {"api": true, "tokens": 5},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {"extra": {"entitlements": {"tokens": 5}, "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "tokens", "amount": 9,
       "prices": {"o": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "discounts": {"launch": {\#(fields)}\#(more)}}
    """#
  }

  private func applies(to names: String) -> String { text(#""percent": 20, "duration": "once", "appliesTo": [\#(names)]"#) }

  @Test(arguments: [
    (#""pro""#, "pro"), (#""pro_1""#, "pro"), (#""plans.pro""#, "pro"), (#""plans.pro_1""#, "pro"), (#""addons.extra""#, "extra"),
    (#""pack""#, "pack"), (#""topups.pack""#, "pack"),
  ])
  func `an item is named by id or key, also after its section`(name: String, id: String) throws {
    let catalog = try catalog(applies(to: name))
    #expect(catalog.items(of: catalog.discounts[0]).map(\.header.id) == [id])
  }

  @Test(arguments: [
    ("2027-02-30T12:00:00Z", "`2027-02` has 28 days, found `2027-02-30T12:00:00Z`", #"write `"2027-02-28T12:00:00Z"`"#),
    (
      "2028-02-30T00:00:00+01:00", "`2028-02` has 29 days, found `2028-02-30T00:00:00+01:00`",
      #"write `"2028-02-29T00:00:00+01:00"`"#
    ),
    (
      "2027-13-01T12:00:00Z", "expected a time with an offset, found `2027-13-01T12:00:00Z`",
      #"write it as in `"2027-03-31T23:59:59Z"`"#
    ),
  ])
  func `a day that its month does not have`(time: String, message: String, help: String) throws {
    let diagnostic = try onlyDiagnostic(text(#""percent": 5, "duration": "once", "expiresAt": "\#(time)""#))
    #expect(diagnostic.rule == "malformed-time" && diagnostic.message == message && diagnostic.help?.description == help)
  }

  @Test func `without a list of items, everything is lowered`() throws {
    let catalog = try catalog(text(#""percent": 20, "duration": "once""#))
    #expect(catalog.items(of: catalog.discounts[0]).map(\.header.id) == ["pro", "extra", "pack"])
  }

  @Test(arguments: [#"⟦"plans.extra"⟧"#, #"⟦"prp"⟧"#, #""pro", ⟦"packs"⟧"#]) func `an unknown item is an error`(names: String) {
    let index = names.hasPrefix("⟦") ? 0 : 1
    expect("unknown-item", at: "discounts.launch.appliesTo.\(index)", in: applies(to: names))
  }

  @Test func `amounts are money in their currencies`() throws {
    let catalog = try catalog(text(#""amounts": {"usd": 1000, "EUR": "9.00", "JPY": 1500}, "duration": "forever""#))
    guard case .amounts(let amounts) = catalog.discounts[0].reduction else {
      Issue.record("not amounts")
      return
    }
    #expect(amounts.map { $0.currency.amount($0.money.minorUnits) } == ["10.00 USD", "9.00 EUR", "1500 JPY"])
    #expect(catalog.discounts[0].duration == .forever)
  }

  @Test(arguments: [
    (#""percent": 0, "duration": "once""#, "discount-value @ discounts.launch.percent"),
    (#""percent": 100.5, "duration": "once""#, "discount-value @ discounts.launch.percent"),
    (#""duration": "once""#, "discount-value @ discounts.launch"),
    (#""percent": 5, "amounts": {"USD": 1}, "duration": "once""#, "discount-value @ discounts.launch.amounts"),
    (#""amounts": {"USD": 0}, "duration": "once""#, "discount-value @ discounts.launch.amounts.USD"),
    (#""amounts": {"USD": 1, "usd": 2}, "duration": "once""#, "discount-value @ discounts.launch.amounts.usd"),
    (#""amounts": {"USD": "5"}, "duration": "once""#, "ambiguous-amount @ discounts.launch.amounts.USD"),
    (#""percent": 5, "duration": {"months": 0}"#, "discount-duration @ discounts.launch.duration.months"),
    (#""percent": 5, "duration": {"months": 1201}"#, "discount-duration @ discounts.launch.duration.months"),
    (#""percent": 5, "duration": 3"#, "wrong-type @ discounts.launch.duration"),
    (#""percent": 5"#, "missing-field @ discounts.launch"),
    (#""percent": 5, "duration": "once", "expiresAt": "2027-03-31""#, "malformed-time @ discounts.launch.expiresAt"),
    (#""percent": 5, "duration": "once", "expiresAt": "2027-03-31T10:00:00""#, "malformed-time @ discounts.launch.expiresAt"),
    (#""percent": 5, "duration": "once", "codes": {"ab": {}}"#, "discount-code @ discounts.launch.codes.ab"),
    (#""percent": 5, "duration": "once", "codes": {"A-B-C": {}}"#, "discount-code @ discounts.launch.codes.A-B-C"),
  ])
  func `terms that cannot be meant`(fields: String, found: String) {
    #expect(findings(text(fields)) == [found])
  }

  @Test func `help for a duration and a time is computed from what is written`() throws {
    #expect(try onlyDiagnostic(text(#""percent": 5, "duration": 3"#)).help == #"write `{"months": 3}` for months"#)
    #expect(
      try onlyDiagnostic(text(#""percent": 5, "duration": "once", "expiresAt": "2027-03-31""#)).help
        == #"write `"2027-03-31T23:59:59Z"` for the end of the day in UTC"#)
    #expect(try onlyDiagnostic(text(#""percent": 5, "duration": "once", "codes": {"launch-20": {}}"#)).help == "write `LAUNCH20`")
  }

  @Test(arguments: [("month", 1, false), ("month", 3, false), ("month", 4, true), ("year", 1, true), ("week", 4, false)])
  func `some months off a longer price lower all of it`(interval: String, count: Int, isReported: Bool) {
    let found = diagnostics(
      #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "\#(interval)", "intervalCount": \#(count)}}}},
       "discounts": {"launch": {"percent": 20, "duration": {"months": 3}}}}
      """#)
    #expect(found.map(\.rule) == (isReported ? ["discount-exceeds-duration"] : []))
  }
}

/// Pools of credits.
@Suite struct PoolTests {
  private func text(_ costs: String, _ entitlements: String = #""credits": 100"#, features: String = "") -> String {
    #"""
    {"meters": {"pages": {"eventType": "page.read", "aggregation": "count"}},
     "features": {"pages": {"type": "metered", "meter": "pages"}, "files": {"type": "metered"}, "api": {"type": "boolean"},
       "credits": {"type": "metered", "costs": {\#(costs)}}\#(features)},
     "plans": {"free": {"default": true, "entitlements": {"files": 1, "api": true, \#(entitlements)}}}}
    """#
  }

  @Test func `a pool says what one unit of a feature costs`() throws {
    let pool = try catalog(text(#""pages": 0.5"#)).features[3]
    #expect(pool.isPool)
    #expect(pool.costs.map { "\($0.feature): \($0.cost)" } == ["0: 0.5"])
  }

  @Test func `what draws on a pool is used if the pool is granted`() {
    #expect(diagnostics(text(#""pages": 5"#)).map(\.rule) == [])
  }

  @Test(arguments: [
    (#""files": 1"#, "credit-pool @ features.credits.costs.files"), (#""api": 1"#, "credit-pool @ features.credits.costs.api"),
    (#""credits": 1"#, "credit-pool @ features.credits.costs.credits"),
    (#""page": 1"#, "unknown-feature @ features.credits.costs.page"),
    (#""pages": 0"#, "credit-cost @ features.credits.costs.pages"),
    (#""pages": -1"#, "negative-amount @ features.credits.costs.pages"), ("", "credit-pool @ features.credits.costs"),
  ])
  func `what cannot draw on a pool`(costs: String, found: String) {
    #expect(findings(text(costs)) == [found])
  }

  @Test func `a feature draws on one pool`() {
    let second = #", "points": {"type": "metered", "costs": {⟦"pages"⟧: 2}}"#
    expect(
      "credit-pool", at: "features.points.costs.pages", in: text(#""pages": 1"#, #""credits": 1, "points": 1"#, features: second))
  }

  @Test func `a price may grant the feature where the plan grants the pool, but not both`() {
    let plan = { (own: String) in
      #"""
      {"meters": {"pages": {"eventType": "page.read", "aggregation": "count"}},
       "features": {"pages": {"type": "metered", "meter": "pages"}, "credits": {"type": "metered", "costs": {"pages": 5}}},
       "plans": {"pro": {"entitlements": {"credits": 100}, "prices": {
         "m": {"amount": 900, "currency": "USD", "interval": "month", "entitlements": {\#(own)}}}}}}
      """#
    }
    expect("pool-and-member", at: "plans.pro.prices.m.entitlements.pages", in: plan(#"⟦"pages"⟧: 10"#))
    #expect(diagnostics(plan(#""credits": 200"#)).map(\.rule) == [])
  }
}
