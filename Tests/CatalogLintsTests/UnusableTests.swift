import Diagnostics
import TestSupport
import Testing

/// Unusable add-ons and top-ups, and unused features and meters.
@Suite struct UnusableTests {
  // MARK: Add-ons

  private func addon(_ fields: String, id: String = #"⟦"extra"⟧"#, plans: String? = nil) -> String {
    let plans =
      plans
        ?? #"""
        "pro": {"entitlements": {"api": true, "tier": "gold"}},
        "team": {"entitlements": {"api": true, "sso": true, "tokens": 5}}
        """#
    return #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tokens": {"type": "metered"},
         "tier": {"type": "static"}},
       "plans": {\#(plans)},
       "addons": {\#(id): {\#(fields)}, "rest": {"entitlements": {"tokens": 1, "sso": true, "tier": "blue", "api": true}}}}
      """#
  }

  @Test(arguments: [
    #""entitlements": {"api": true}"#, #""entitlements": {"api": true, "sso": false}"#,
    #""entitlements": {"tier": "gold"}, "compatiblePlans": ["pro"]"#,
    #""entitlements": {"api": true, "sso": true}, "compatiblePlans": ["team"]"#,
    #""entitlements": {"api": false}"#, #""entitlements": {"api": false, "sso": {"enabled": false}}, "multiple": true"#,
    #""entitlements": {"api": false}, "prices": {"m": {"amount": 1, "currency": "USD", "interval": "month"}}"#,
    #""entitlements": {"api": true}, \#(CatalogText.once)"#,
  ])
  func `an add-on that grants nothing, or nothing new`(fields: String) {
    expect("unusable-addon", at: "addons.extra", in: addon(fields))
  }

  @Test(arguments: [
    #""entitlements": {"sso": true}"#, #""entitlements": {"sso": true}, "compatiblePlans": ["pro", "team"]"#,
    #""entitlements": {"tier": "gold"}"#, #""entitlements": {"tier": "silver"}, "compatiblePlans": ["pro"]"#,
    #""entitlements": {"tokens": 5}, "compatiblePlans": ["team"]"#, #""entitlements": {"api": true, "tokens": 5}"#,
    #""entitlements": {"api": true}, "multiple": true"#, #""entitlements": {"api": false}, \#(CatalogText.once)"#,
  ])
  func `an add-on that grants something to some customers`(fields: String) {
    expectNo("unusable-addon", in: addon(fields, id: #""extra""#))
  }

  @Test func `the plan that already includes the same is reported`() throws {
    let text = addon(
      #""entitlements": {"api": true}"#, id: #""extra""#,
      plans: #""pro": {"entitlements": {"api": ⟦true⟧}}, "team": {"entitlements": {"sso": true, "api": true}}"#)
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.message == "add-on `extra` adds nothing to any plan it is available with")
    #expect(diagnostic.help == "remove it, or add a feature that these plans do not include")
    #expect(diagnostic.related.map(\.message) == ["already included in `pro`"])
    #expect(diagnostic.related.map(\.range) == Marked(text).ranges)
    let nothing = addon(#""entitlements": {"sso": ⟦false⟧, "api": false}"#, id: #""extra""#)
    let off = try onlyDiagnostic(nothing)
    #expect(off.message == "add-on `extra` grants nothing because all its entitlements are disabled")
    #expect(off.related.map(\.message) == ["disabled here"])
    #expect(off.related.map(\.range) == Marked(nothing).ranges)
  }

  @Test func `an add-on in a catalog without plans`() throws {
    let text = #"{"features": {"a": {"type": "boolean"}}, "plans": {}, "addons": {⟦"x"⟧: {"entitlements": {"a": true}}}}"#
    expect("unusable-addon", at: "addons.x", in: text)
    #expect(try onlyDiagnostic(text).message == "add-on `x` cannot be bought because the catalog has no plans")
  }

  // MARK: Top-ups

  @Test func `a top-up of a feature that none of its plans includes`() throws {
    let text = TopupText.named(#"⟦"pack"⟧"#, plans: TopupText.plans, #""compatiblePlans": ["pro"],"#)
    expect("unusable-topup", at: "topups.pack", in: text)
    let none = TopupText.named(
      #"⟦"pack"⟧"#, plans: #""pro": {"entitlements": {"api": true}}, "x": {"entitlements": {"api": true}}"#)
    expect("unusable-topup", at: "topups.pack", in: none)
    expect(
      "unusable-topup", at: "topups.pack",
      in: TopupText.named(
        #"⟦"pack"⟧"#, plans: TopupText.plans, #""compatiblePlans": ["pro"],"#, TopupText.addon(#"["team"]"#)))
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.severity == .warning)
    #expect(
      diagnostic.message == "top-up `pack` cannot be used because neither plan `pro` nor any add-on includes `tokens`")
    #expect(
      try onlyDiagnostic(none).message
        == "top-up `pack` cannot be used because neither its plans nor any add-on includes `tokens`")
    #expect(diagnostic.related.map(\.message) == ["the feature is declared here"])
    let feature = try #require(diagnostic.related.first).range
    #expect(Array(Marked(text).source.bytes[feature.start..<feature.end]) == Array(#""tokens""#.utf8))
  }

  @Test(
    arguments: [
      TopupText.pack(TopupText.plans, ""), TopupText.pack(TopupText.plans, #""compatiblePlans": ["pro", "team"],"#),
      TopupText.pack(TopupText.plans, #""compatiblePlans": ["team"],"#),
      TopupText.pack(TopupText.plans, #""compatiblePlans": ["pro"],"#, TopupText.addon(#"["pro"]"#)),
      TopupText.pack(TopupText.plans, #""compatiblePlans": ["pro"],"#, TopupText.addon("[]")),
      TopupText.prepaid,
    ] as [String])
  func `a usable top-up`(text: String) {
    expectNo("unusable-topup", in: text)
  }

  /// Many features, and plans that differ only after the first ones.
  @Test func `plans with many features are checked, too`() {
    let names = (0..<40).map { "f\($0)" }
    let text = { (addon: String, fields: String, topup: String, team: String) in
      let given = names.map { #""\#($0)": true"# }.joined(separator: ", ")
      return #"""
        {"features": {\#(names.map { #""\#($0)": {"type": "boolean"}"# }.joined(separator: ", ")),
           "sso": {"type": "boolean"}, "tokens": {"type": "metered"}},
         "plans": {"pro": {"entitlements": {\#(given), "tokens": 5}}, "team": {"entitlements": {\#(given)}}},
         "addons": {\#(addon): {"entitlements": {\#(fields)}}, "rest": {"entitlements": {"sso": true}}},
         "topups": {\#(topup): {"feature": "tokens", "amount": 1, "compatiblePlans": ["\#(team)"], \#(CatalogText.once)}}}
        """#
    }
    expect("unusable-addon", at: "addons.x", in: text(#"⟦"x"⟧"#, #""f0": true, "f39": true"#, #""pack""#, "pro"))
    expectNo("unusable-addon", in: text(#""x""#, #""f39": true, "sso": true"#, #""pack""#, "pro"))
    expectNo("unusable-topup", in: text(#""x""#, #""f39": true, "sso": true"#, #""pack""#, "pro"))
    expect("unusable-topup", at: "topups.pack", in: text(#""x""#, #""sso": true"#, #"⟦"pack"⟧"#, "team"))
  }

  // MARK: Features and meters

  @Test func `an unused feature`() throws {
    expect(
      "unused-feature", at: "features.sso", "features.old",
      in: #"""
        {"features": {
           "api": {"type": "boolean"}, ⟦"sso"⟧: {"key": "single", "type": "boolean"}, ⟦"old"⟧: {"type": "metered"}},
         "plans": {"pro": {"entitlements": {"api": true}}}}
        """#)
    let off = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
       "plans": {
         "pro": {"entitlements": {"api": true, "sso": ⟦false⟧}}, "team": {"entitlements": {"sso": false, "api": true}}}}
      """#
    let diagnostic = try onlyDiagnostic(off)
    #expect(diagnostic.path == "features.sso")
    #expect(diagnostic.severity == .warning)
    #expect(diagnostic.message == "unused feature `sso`: all its entitlements are disabled")
    #expect(diagnostic.related.map(\.message) == ["disabled here"])
    #expect(diagnostic.related.map(\.range) == Marked(off).ranges)
  }

  @Test func `a feature of an add-on or a top-up is used`() {
    expectNo(
      "unused-feature",
      in: #"""
        {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}, "tokens": {"type": "metered"}},
         "plans": {"pro": {"entitlements": {"api": true, "sso": false, "tokens": 0}}},
         "addons": {"x": {"entitlements": {"sso": true}}}}
        """#)
    expectNo("unused-feature", in: TopupText.prepaid)
    // A feature that names a one-time service is used; one that a monthly add-on disables is not.
    let addon = { (feature: String, prices: String) in
      #"""
      {"features": {"api": {"type": "boolean"}, \#(feature): {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}}, "addons": {"x": {"entitlements": {"setup": false}, \#(prices)}}}
      """#
    }
    expectNo("unused-feature", in: addon(#""setup""#, CatalogText.once))
    let monthly = CatalogText.once.replacing("one_time", with: "month")
    #expect(findings(addon(#""setup""#, monthly)) == ["unused-feature @ features.setup", "unusable-addon @ addons.x"])
  }

  @Test func `an unused meter`() throws {
    let text = #"""
      {"meters": {
         "calls": {"eventType": "a", "aggregation": "count"}, ⟦"jobs"⟧: {"eventType": "b", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}}, "plans": {"pro": {"entitlements": {"calls": 5}}}}
      """#
    expect("unused-meter", at: "meters.jobs", in: text)
    #expect(try onlyDiagnostic(text).message == "unused meter `jobs`: no feature refers to it")
    #expect(try onlyDiagnostic(text).help == "set it as the `meter` of a metered feature, or remove it")
  }

  @Test func `a catalog that sells nothing is not checked`() {
    expectNo(
      "unused-feature",
      in: #"""
        {"meters": {"calls": {"eventType": "a", "aggregation": "count"}}, "features": {"api": {"type": "boolean"}}, "plans": {}}
        """#)
  }

  @Test func `a catalog with errors is not checked`() {
    #expect(
      findings(
        #"""
        {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"ap": true}}}}
        """#) == ["unknown-feature @ plans.pro.entitlements.ap"])
  }
}

/// Catalogs with one top-up of tokens.
private enum TopupText {
  static let plans = #""pro": {"entitlements": {"api": true}}, "team": {"entitlements": {"api": true, "tokens": 0}}"#

  /// Prepaid usage, without plans.
  static let prepaid = #"""
    {"features": {"tokens": {"type": "metered"}}, "plans": {},
     "topups": {"pack": {"feature": "tokens", "amount": 1, \#(CatalogText.once)}}}
    """#

  static func addon(_ plans: String) -> String {
    #", "addons": {"x": {"entitlements": {"tokens": 5}, "compatiblePlans": \#(plans)}}"#
  }

  static func pack(_ plans: String, _ fields: String, _ sections: String = "") -> String {
    named(#""pack""#, plans: plans, fields, sections)
  }

  static func named(_ id: String, plans: String, _ fields: String = "", _ sections: String = "") -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}}, "plans": {\#(plans)},
     "topups": {\#(id): {"feature": "tokens", "amount": 1000,\#(fields) \#(CatalogText.once)}}\#(sections)}
    """#
  }
}
