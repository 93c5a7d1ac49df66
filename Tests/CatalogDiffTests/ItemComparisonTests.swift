import TestSupport
import Testing

/// Plans, add-ons and top-ups.
@Suite struct ItemComparisonTests {
  @Test func `a plan that is gone is one change, and a new one is better`() throws {
    let plans = { (more: String) in
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}\#(more)}}
      """#
    }
    let team = #"""
      , ⟦"team"⟧: {"name": "Team", "entitlements": {"api": true},
                   "prices": {"monthly": {"amount": 9900, "currency": "USD", "interval": "month"}}}
      """#
    try expectChange("removed customer @ plans.team", "the plan `team` is gone", from: plans(team), to: plans(""))
    try expectChange("added compatible @ plans.team", "the plan `team` is new", from: plans(""), to: plans(team))
  }

  @Test func `an add-on or a top-up that is gone is worse`() throws {
    let plan = #"{"features": {"t": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"t": 1}}}"#
    let addon = plan + #", "addons": {⟦"extra"⟧: {"entitlements": {"t": 5}}}}"#
    let topup = plan + #", "topups": {⟦"pack"⟧: {"feature": "t", "amount": 1, \#(CatalogText.once)}}}"#
    try expectChange("removed customer @ addons.extra", "the add-on `extra` is gone", from: addon, to: plan + "}")
    try expectChange("removed customer @ topups.pack", "the top-up `pack` is gone", from: topup, to: plan + "}")
    try expectChange("added compatible @ topups.pack", "the top-up `pack` is new", from: plan + "}", to: topup)
  }

  // MARK: Compatible plans

  private func seats(_ plans: String, _ fields: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}}, "team": {"entitlements": {"api": true}}\#(fields)},
     "addons": {⟦"seats"⟧: {"entitlements": {"api": true}\#(plans)}}}
    """#
  }

  @Test func `a plan that an add-on no longer goes with is worse, one more is better`() throws {
    let named = seats(#", "compatiblePlans": ⟦["pro"]⟧"#).replacing(#"⟦"seats"⟧"#, with: #""seats""#)
    try expectChange(
      "changed customer @ addons.seats.compatiblePlans", "it no longer goes with `team`", from: seats(""), to: named)
    try expectChange(
      "changed compatible @ addons.seats.compatiblePlans", "it goes with `team` now", from: named, to: seats(""))
    #expect(
      try changes(seats(#", "compatiblePlans": ["pro"]"#), seats(#", "compatiblePlans": ["team"]"#)) == [
        "changed customer @ addons.seats.compatiblePlans"
      ])
  }

  @Test func `every plan, and all that there are, are told apart, and nobody loses`() throws {
    let all = seats(#", "compatiblePlans": ["pro", "team"]"#)
    #expect(try changes(seats(""), all) == ["changed compatible @ addons.seats.compatiblePlans"])
    #expect(try changes(all, seats("")) == ["changed compatible @ addons.seats.compatiblePlans"])
    #expect(try changes(seats(""), seats(#", "compatiblePlans": []"#)) == [])
    #expect(
      try changes(all, seats(#", "compatiblePlans": ["team", "pro"]"#)) == ["changed cosmetic @ addons.seats.compatiblePlans"])
  }

  @Test func `of many plans the first few are named`() throws {
    let catalog = { (fields: String) in
      let plans = (1...8).map { #""p\#($0)": {"entitlements": {"api": true}}"# }.joined(separator: ", ")
      return #"{"features": {"api": {"type": "boolean"}}, "plans": {\#(plans)}, "addons": {"x": {"entitlements": {"api": true}\#(fields)}}}"#
    }
    let told = changes(try version(catalog("")), try version(catalog(#", "compatiblePlans": ["p2"]"#)))
    #expect(told.map(\.message) == ["it no longer goes with `p1`, `p3`, `p4`, `p5`, `p6` and 2 more"])
    let back = changes(try version(catalog(#", "compatiblePlans": ["p1", "p2", "p3", "p4"]"#)), try version(catalog("")))
    #expect(back.map(\.message) == ["it goes with `p5`, `p6`, `p7` and `p8` now"])
  }

  @Test func `a plan that is gone is not lost once more by each add-on`() throws {
    let solo = #", "solo": {"entitlements": {"api": true}}"#
    #expect(
      try changes(seats(#", "compatiblePlans": ["pro", "solo"]"#, solo), seats(#", "compatiblePlans": ["pro"]"#)) == [
        "removed customer @ plans.solo"
      ])
    #expect(
      try changes(seats(#", "compatiblePlans": ["pro"]"#), seats(#", "compatiblePlans": ["pro", "solo"]"#, solo)) == [
        "added compatible @ plans.solo", "changed compatible @ addons.seats.compatiblePlans",
      ])
  }

  // MARK: How many

  @Test(arguments: [
    (#""multiple": true"#, #""multiple": false"#, "changed customer @ addons.seats.multiple"),
    (#""multiple": false"#, #""multiple": true"#, "changed compatible @ addons.seats.multiple"),
    (#""quantity": {"max": 5}"#, #""quantity": {"max": 4}"#, "changed customer @ addons.seats.quantity.max"),
    (#""quantity": {"max": 5}"#, #""quantity": {}"#, "changed compatible @ addons.seats.quantity.max"),
    (#""quantity": {}"#, #""quantity": {"max": 9}"#, "changed customer @ addons.seats.quantity.max"),
    (#""quantity": {"min": 1}"#, #""quantity": {"min": 2}"#, "changed customer @ addons.seats.quantity.min"),
    (#""quantity": {"min": 2}"#, #""multiple": false"#, "changed compatible @ addons.seats.quantity.min"),
  ])
  func `tighter bounds are worse`(old: String, new: String, change: String) throws {
    #expect(try changes(CatalogText.addon(old), CatalogText.addon(new)) == [change])
  }

  @Test func `bounds that bind nobody are none`() throws {
    #expect(try changes(CatalogText.addon(#""quantity": {"min": 0}"#), CatalogText.addon(#""multiple": false"#)) == [])
  }

  // MARK: Top-ups

  @Test func `less for the same price is worse`() throws {
    let pack = { (amount: String) in CatalogText.topup(#""feature": "tokens", "amount": \#(amount), \#(CatalogText.once)"#) }
    try expectChange(
      "changed customer @ topups.pack.amount", "what it gives goes down from 1000 to 999", from: pack("⟦1000⟧"),
      to: pack("⟦999⟧"))
    #expect(try changes(pack("1000"), pack("1e3")) == [])
    #expect(try changes(pack("1000"), pack("1001")) == ["changed compatible @ topups.pack.amount"])
  }

  @Test(arguments: [
    (#"{"expiration": {"duration": "YEAR"}}"#, #"{"expiration": {"duration": "MONTH", "count": 12}}"#, "compatible", "expiration"),
    (#"{"expiration": {"duration": "YEAR"}}"#, #"{"expiration": {"duration": "MONTH", "count": 11}}"#, "customer", "expiration"),
    (#"{"expiration": {"duration": "DAY"}}"#, #"{"expiration": {"duration": "HOUR", "count": 23}}"#, "customer", "expiration"),
    (#"{"expiration": {"duration": "DAY"}}"#, #"{"expiration": {"duration": "HOUR", "count": 24}}"#, "compatible", "expiration"),
    (#"{"expiration": {"duration": "MONTH"}}"#, #"{"expiration": {"duration": "DAY", "count": 30}}"#, "customer", "expiration"),
    (#"{"expiration": {"duration": "DAY"}}"#, "{}", "compatible", "expiration"),
    ("{}", #"{"expiration": {"duration": "YEAR", "count": 9223372036854775807}}"#, "customer", "expiration"),
    (#"{"maxRolloverAmount": 500}"#, #"{"maxRolloverAmount": 499.9}"#, "customer", "maxRolloverAmount"),
    (#"{"maxRolloverAmount": 500}"#, "{}", "compatible", "maxRolloverAmount"),
    // A thousand are bought: what is left out, is all of them.
    ("{}", #"{"maxRolloverAmount": 999}"#, "customer", "maxRolloverAmount"),
    ("{}", #"{"maxRolloverAmount": 1000}"#, "compatible", "maxRolloverAmount"),
    (#"{"priority": 2}"#, #"{"priority": 3}"#, "customer", "priority"),
    (#"{"priority": 3}"#, #"{"priority": 2}"#, "customer", "priority"),
  ])
  func `what lapses sooner, or survives less, is worse`(old: String, new: String, expected: String, field: String) throws {
    #expect(
      try changes(CatalogText.grant(old), CatalogText.grant(new)) == ["changed \(expected) @ topups.pack.grant.\(field)"])
  }

  @Test func `one of a unit is what the count is where it is left out`() throws {
    #expect(
      try changes(
        CatalogText.grant(#"{"expiration": {"duration": "YEAR"}}"#),
        CatalogText.grant(#"{"expiration": {"duration": "YEAR", "count": 1}}"#)) == [])
    #expect(try changes(CatalogText.grant("{}"), CatalogText.topup(#""feature": "tokens", "amount": 1000, \#(CatalogText.once)"#)) == [])
  }

  // MARK: Meters and features

  @Test func `what a meter counts is what programs send`() throws {
    try expectChange(
      "changed api @ meters.tokens.aggregation", "the aggregation changes from `sum` to `max`",
      from: CatalogText.meter(#""eventType": "t", "aggregation": ⟦"sum"⟧, "valueProperty": "$.n""#),
      to: CatalogText.meter(#""eventType": "t", "aggregation": ⟦"max"⟧, "valueProperty": "$.n""#))
    let group = { (text: String) in CatalogText.meter(#""eventType": "t", "aggregation": "count", "groupBy": {\#(text)}"#) }
    #expect(try changes(group(#""a": "$.a""#), group("")) == ["changed api @ meters.tokens.groupBy"])
    #expect(try changes(group(#""a": "$.a""#), group(#""a": "$.b""#)) == ["changed api @ meters.tokens.groupBy"])
    #expect(try changes(group(""), group(#""a": "$.a""#)) == ["changed compatible @ meters.tokens.groupBy"])
    #expect(
      try changes(group(#""a": "$.a", "b": "$.b""#), group(#""b": "$.b", "a": "$.a""#)) == [
        "changed cosmetic @ meters.tokens.groupBy"
      ])
  }

  @Test func `a feature that is gone was lost by those who had it`() throws {
    let had = #"{"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true, "sso": true}}}}"#
    let unused = #"{"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}"#
    let gone = #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}"#
    #expect(
      try changes(had, gone) == ["removed customer api @ features.sso", "removed customer @ plans.pro.entitlements.sso"])
    #expect(try changes(unused, gone) == ["removed api @ features.sso"])
    #expect(try changes(gone, unused) == ["added compatible @ features.sso"])
  }
}
