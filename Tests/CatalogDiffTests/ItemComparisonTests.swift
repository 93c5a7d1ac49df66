import TestSupport
import Testing

/// Plans, add-ons and top-ups.
@Suite struct ItemComparisonTests {
  @Test func `a removed plan is one change, and a new one is compatible`() throws {
    let plans = { (more: String) in
      #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}\#(more)}}
      """#
    }
    let team = #"""
      , ⟦"team"⟧: {"name": "Team", "entitlements": {"api": true},
                   "prices": {"monthly": {"amount": 9900, "currency": "USD", "interval": "month"}}}
      """#
    try expectChange("removed customer @ plans.team", "plan `team` removed", from: plans(team), to: plans(""))
    try expectChange("added compatible @ plans.team", "plan `team` added", from: plans(""), to: plans(team))
  }

  @Test func `a removed add-on or top-up is worse`() throws {
    let plan = #"{"features": {"t": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"t": 1}}}"#
    let addon = plan + #", "addons": {⟦"extra"⟧: {"entitlements": {"t": 5}}}}"#
    let topup = plan + #", "topups": {⟦"pack"⟧: {"feature": "t", "amount": 1, \#(CatalogText.once)}}}"#
    try expectChange("removed customer @ addons.extra", "add-on `extra` removed", from: addon, to: plan + "}")
    try expectChange("removed customer @ topups.pack", "top-up `pack` removed", from: topup, to: plan + "}")
    try expectChange("added compatible @ topups.pack", "top-up `pack` added", from: plan + "}", to: topup)
  }

  // MARK: Compatible plans

  private func seats(_ plans: String, _ fields: String = "") -> String {
    #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}}, "team": {"entitlements": {"api": true}}\#(fields)},
     "addons": {⟦"seats"⟧: {"entitlements": {"api": true}\#(plans)}}}
    """#
  }

  @Test func `fewer compatible plans are worse, more are better`() throws {
    let named = seats(#", "compatiblePlans": ⟦["pro"]⟧"#).replacing(#"⟦"seats"⟧"#, with: #""seats""#)
    try expectChange(
      "changed customer @ addons.seats.compatiblePlans", "no longer available with `team`", from: seats(""), to: named)
    try expectChange(
      "changed compatible @ addons.seats.compatiblePlans", "now available with `team`", from: named, to: seats(""))
    #expect(
      try changes(seats(#", "compatiblePlans": ["pro"]"#), seats(#", "compatiblePlans": ["team"]"#)) == [
        "changed customer @ addons.seats.compatiblePlans"
      ])
  }

  @Test func `every plan and a list of all plans are different but compatible`() throws {
    let all = seats(#", "compatiblePlans": ["pro", "team"]"#)
    #expect(try changes(seats(""), all) == ["changed compatible @ addons.seats.compatiblePlans"])
    #expect(try changes(all, seats("")) == ["changed compatible @ addons.seats.compatiblePlans"])
    #expect(try changes(seats(""), seats(#", "compatiblePlans": []"#)) == [])
    #expect(
      try changes(all, seats(#", "compatiblePlans": ["team", "pro"]"#)) == ["changed cosmetic @ addons.seats.compatiblePlans"])
  }

  @Test func `only the first of many plans are listed`() throws {
    let catalog = { (fields: String) in
      let plans = (1...8).map { #""p\#($0)": {"entitlements": {"api": true}}"# }.joined(separator: ", ")
      return
        #"{"features": {"api": {"type": "boolean"}}, "plans": {\#(plans)}, "addons": {"x": {"entitlements": {"api": true}\#(fields)}}}"#
    }
    let found = changes(try version(catalog("")), try version(catalog(#", "compatiblePlans": ["p2"]"#)))
    #expect(found.map(\.message) == ["no longer available with `p1`, `p3`, `p4`, `p5`, `p6` and 2 more"])
    let back = changes(try version(catalog(#", "compatiblePlans": ["p1", "p2", "p3", "p4"]"#)), try version(catalog("")))
    #expect(back.map(\.message) == ["now available with `p5`, `p6`, `p7` and `p8`"])
  }

  @Test func `a removed plan is not reported again for each add-on`() throws {
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
    (#""quantity": {"min": 2}"#, #""multiple": false"#, "changed customer @ addons.seats.multiple"),
    (#""multiple": false"#, #""quantity": {"min": 2}"#, "changed customer @ addons.seats.quantity"),
  ])
  func `tighter bounds are worse`(old: String, new: String, change: String) throws {
    #expect(try changes(CatalogText.addon(old), CatalogText.addon(new)) == [change])
  }

  @Test func `default bounds equal no bounds`() throws {
    #expect(try changes(CatalogText.addon(#""quantity": {"min": 1}"#), CatalogText.addon(#""multiple": true"#)) == [])
  }

  // MARK: Top-ups

  @Test func `less for the same price is worse`() throws {
    let pack = { (amount: String) in CatalogText.topup(#""feature": "tokens", "amount": \#(amount), \#(CatalogText.once)"#) }
    try expectChange(
      "changed customer @ topups.pack.amount", "amount reduced from 1000 to 999", from: pack("⟦1000⟧"),
      to: pack("⟦999⟧"))
    #expect(try changes(pack("1000"), pack("1e3")) == [])
    #expect(try changes(pack("1000"), pack("1001")) == ["changed compatible @ topups.pack.amount"])
  }

  @Test(arguments: [
    (
      #"{"expiration": {"duration": "YEAR"}}"#, #"{"expiration": {"duration": "MONTH", "count": 12}}"#, "compatible", "expiration"
    ),
    (#"{"expiration": {"duration": "YEAR"}}"#, #"{"expiration": {"duration": "MONTH", "count": 11}}"#, "customer", "expiration"),
    (#"{"expiration": {"duration": "DAY"}}"#, #"{"expiration": {"duration": "HOUR", "count": 23}}"#, "customer", "expiration"),
    (#"{"expiration": {"duration": "DAY"}}"#, #"{"expiration": {"duration": "HOUR", "count": 24}}"#, "compatible", "expiration"),
    (#"{"expiration": {"duration": "MONTH"}}"#, #"{"expiration": {"duration": "DAY", "count": 30}}"#, "customer", "expiration"),
    (#"{"expiration": {"duration": "DAY"}}"#, "{}", "compatible", "expiration"),
    ("{}", #"{"expiration": {"duration": "YEAR", "count": 9223372036854775807}}"#, "customer", "expiration"),
    (#"{"maxRolloverAmount": 500}"#, #"{"maxRolloverAmount": 499.9}"#, "customer", "maxRolloverAmount"),
    (#"{"maxRolloverAmount": 500}"#, "{}", "compatible", "maxRolloverAmount"),
    // The top-up has 1000 units. If the rollover is omitted, all of them roll over.
    ("{}", #"{"maxRolloverAmount": 999}"#, "customer", "maxRolloverAmount"),
    ("{}", #"{"maxRolloverAmount": 1000}"#, "compatible", "maxRolloverAmount"),
    (#"{"priority": 2}"#, #"{"priority": 3}"#, "customer", "priority"),
    (#"{"priority": 3}"#, #"{"priority": 2}"#, "customer", "priority"),
  ])
  func `an earlier expiration or a smaller rollover is worse`(old: String, new: String, expected: String, field: String) throws {
    #expect(
      try changes(CatalogText.grant(old), CatalogText.grant(new)) == ["changed \(expected) @ topups.pack.grant.\(field)"])
  }

  @Test func `the expiration count defaults to one`() throws {
    #expect(
      try changes(
        CatalogText.grant(#"{"expiration": {"duration": "YEAR"}}"#),
        CatalogText.grant(#"{"expiration": {"duration": "YEAR", "count": 1}}"#)) == [])
    #expect(
      try changes(CatalogText.grant("{}"), CatalogText.topup(#""feature": "tokens", "amount": 1000, \#(CatalogText.once)"#)) == []
    )
  }

  // MARK: Meters and features

  @Test func `changes of a meter affect programs`() throws {
    try expectChange(
      "changed api @ meters.tokens.aggregation", "aggregation changed from `sum` to `max`",
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

  @Test func `a removed feature affects customers who had it`() throws {
    let had =
      #"{"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true, "sso": true}}}}"#
    let unused =
      #"{"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}"#
    let gone = #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}"#
    #expect(
      try changes(had, gone) == ["removed customer api @ features.sso", "removed customer @ plans.pro.entitlements.sso"])
    #expect(try changes(unused, gone) == ["removed api @ features.sso"])
    #expect(try changes(gone, unused) == ["added compatible @ features.sso"])
  }
}
