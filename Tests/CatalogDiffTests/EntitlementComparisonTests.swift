import TestSupport
import Testing

/// Comparison of entitlements.
@Suite struct EntitlementComparisonTests {
  private func metered(_ value: String) -> String { CatalogText.entitlement(value, of: "metered") }

  @Test func `a smaller allowance is worse and a larger one better, as literal and object`() throws {
    try expectChange(
      "changed customer @ plans.pro.entitlements.it", "allowance reduced from 1000 a month to 999.5 a month",
      from: metered("⟦1000⟧"), to: metered("⟦999.5⟧"))
    try expectChange(
      "changed compatible @ plans.pro.entitlements.it.amount", "allowance increased from 1000 a month to 1000.5 a month",
      from: metered("⟦1e3⟧"), to: metered(#"{"amount": ⟦1000.5⟧, "reset": "month"}"#))
  }

  @Test func `a longer reset period is worse and a shorter one better`() throws {
    try expectChange(
      "changed customer @ plans.pro.entitlements.it.reset", "allowance reduced from 1000 a week to 1000 a month",
      from: metered(#"{"amount": 1000, "reset": ⟦"week"⟧}"#), to: metered(#"{"amount": 1000, "reset": ⟦"month"⟧}"#))
    // The default is a month.
    try expectChange(
      "changed compatible @ plans.pro.entitlements.it.reset", "allowance increased from 1000 a month to 1000 a day",
      from: CatalogText.entitlement("1000", of: "metered").replacing(#"{"it": 1000}"#, with: #"{⟦"it"⟧: 1000}"#),
      to: metered(#"{"amount": 1000, "reset": ⟦"day"⟧}"#))
  }

  @Test(arguments: [
    // 365 days are less than a year, and 30 less than a month.
    (1000, "day", 30000, "month", "allowance reduced from 1000 a day to 30000 a month"),
    (1000, "day", 365_000, "year", "allowance reduced from 1000 a day to 365000 a year"),
    (1000, "month", 11999, "year", "allowance reduced from 1000 a month to 11999 a year"),
    (12000, "year", 1000, "month", "allowance per period reduced from 12000 a year to 1000 a month"),
    (7000, "week", 2000, "day", "allowance per period reduced from 7000 a week to 2000 a day"),
  ])
  func `less per time is worse, and so is less per period`(
    amount: Int, reset: String, newAmount: Int, newReset: String, message: String
  ) throws {
    try expectChange(
      "changed customer @ plans.pro.entitlements.it", message, from: metered(#"⟦{"amount": \#(amount), "reset": "\#(reset)"}⟧"#),
      to: metered(#"⟦{"amount": \#(newAmount), "reset": "\#(newReset)"}⟧"#))
  }

  @Test(arguments: [
    (1000, "month", 12000, "year"), (1000, "day", 30437, "month"), (1000, "day", 365_243, "year"), (1000, "week", 1001, "day"),
  ])
  func `the same or more per time and period is not worse`(amount: Int, reset: String, newAmount: Int, newReset: String) throws {
    #expect(
      try changes(
        metered(#"{"amount": \#(amount), "reset": "\#(reset)"}"#), metered(#"{"amount": \#(newAmount), "reset": "\#(newReset)"}"#)
      )
        == ["changed compatible @ plans.pro.entitlements.it"])
  }

  @Test func `a hard limit is worse than a soft one and is the default`() throws {
    let soft = metered(#"{"amount": 1, "isSoftLimit": ⟦true⟧}"#)
    let hard = metered(#"{"amount": 1, "isSoftLimit": ⟦false⟧}"#)
    try expectChange(
      "changed customer @ plans.pro.entitlements.it.isSoftLimit", "access now ends when the allowance is used up", from: soft,
      to: hard)
    try expectChange(
      "changed compatible @ plans.pro.entitlements.it.isSoftLimit", "access now continues after the allowance is used up",
      from: hard, to: soft)
    #expect(try changes(soft, metered("1")) == ["changed customer @ plans.pro.entitlements.it.isSoftLimit"])
    #expect(try changes(hard, metered("1")) == [])
  }

  @Test func `carrying overage over is worse`() throws {
    let kept = metered(#"{"amount": 1, "preserveOverageAtReset": true}"#)
    let path = "plans.pro.entitlements.it.preserveOverageAtReset"
    #expect(try changes(metered("1"), kept) == ["changed customer @ \(path)"])
    #expect(try changes(kept, metered("1")) == ["changed compatible @ \(path)"])
    #expect(try changes(metered(#"{"amount": 1, "preserveOverageAtReset": false}"#), metered("1")) == [])
  }

  @Test func `disabling a feature is worse, in each spelling`() throws {
    let boolean = { (value: String) in CatalogText.entitlement(value, of: "boolean") }
    try expectChange(
      "changed customer @ plans.pro.entitlements.it", "feature disabled; customers lose it",
      from: boolean("⟦true⟧"), to: boolean("⟦false⟧"))
    try expectChange(
      "changed customer @ plans.pro.entitlements.it.enabled", "feature disabled; customers lose it",
      from: boolean("⟦true⟧"), to: boolean(#"{"enabled": ⟦false⟧}"#))
    try expectChange(
      "changed compatible @ plans.pro.entitlements.it", "feature enabled", from: boolean(#"{"enabled": ⟦false⟧}"#),
      to: boolean("⟦true⟧"))
    for value in [#"{"enabled": true}"#, #"{"type": "boolean"}"#, "{}"] {
      #expect(try changes(boolean("true"), boolean(value)) == [])
    }
  }

  @Test func `removing an entitlement is worse unless it was disabled`() throws {
    let plan = { (entitlements: String) in
      """
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true\(entitlements)}}}}
      """
    }
    try expectChange(
      "removed customer @ plans.pro.entitlements.sso", "entitlement to `sso` removed (was enabled)",
      from: plan(#", ⟦"sso"⟧: true"#), to: plan(""))
    try expectChange(
      "added compatible @ plans.pro.entitlements.sso", "entitlement to `sso` added: enabled", from: plan(""),
      to: plan(#", ⟦"sso"⟧: true"#))
    #expect(try changes(plan(#", "sso": false"#), plan("")) == ["removed cosmetic @ plans.pro.entitlements.sso"])
    #expect(try changes(plan(""), plan(#", "sso": false"#)) == ["added cosmetic @ plans.pro.entitlements.sso"])
  }

  @Test func `any change of a static value may be worse`() throws {
    let fixed = { (value: String) in CatalogText.entitlement(value, of: "static") }
    try expectChange(
      "changed customer @ plans.pro.entitlements.it", "value changed from `gold` to `silver`", from: fixed(#"⟦"gold"⟧"#),
      to: fixed(#"⟦"silver"⟧"#))
    #expect(try changes(fixed(#""gold""#), fixed(#"{"config": "g\u006Fld"}"#)) == [])
    // The same letters in another Unicode composition are a different value.
    #expect(try changes(fixed(#""caf\u00E9""#), fixed(#""cafe\u0301""#)) == ["changed customer @ plans.pro.entitlements.it"])
  }

  @Test func `a new feature type affects the API and customers`() throws {
    #expect(
      try changes(CatalogText.entitlement("10", of: "metered"), CatalogText.entitlement("true", of: "boolean")) == [
        "changed api @ features.it.type", "changed customer @ plans.pro.entitlements.it",
      ])
    #expect(
      try changes(CatalogText.entitlement("false", of: "boolean"), CatalogText.entitlement("10", of: "metered")) == [
        "changed api @ features.it.type", "changed compatible @ plans.pro.entitlements.it",
      ])
  }
}
