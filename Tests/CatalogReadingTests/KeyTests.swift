import Catalog
import Diagnostics
import TestSupport
import Testing

/// Ids, keys and references to them.
@Suite struct KeyTests {
  @Test func `the id of a catalog is not empty`() throws {
    let text = #"{"id": ⟦""⟧, "features": {}, "plans": {}}"#
    expect("catalog-id", at: "id", in: text)
    #expect(try onlyDiagnostic(text).message == "the catalog's `id` must not be empty")
  }

  @Test(arguments: [
    (
      #"""
      {"features": {"tokens": {"type": "metered"}, "credits": {"key": ⟦"tokens"⟧, "type": "metered"}}, "plans": {}}
      """#, "features.credits.key"
    ),
    (
      #"""
      {"features": {"credits": {"key": "tokens", "type": "metered"}, ⟦"tokens"⟧: {"type": "metered"}}, "plans": {}}
      """#, "features.tokens.key"
    ),
    (
      #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"pro": {"key": "p", "entitlements": {"a": true}},
        "team": {"key": ⟦"p"⟧, "entitlements": {"a": true}}}}
      """#, "plans.team.key"
    ),
    (
      #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {}, "addons": {"x": {"entitlements": {"a": true}},
        "y": {"entitlements": {"a": true}, "key": ⟦"\u0078"⟧}}}
      """#, "addons.y.key"
    ),
    (
      #"""
      {"features": {"t": {"type": "metered"}}, "plans": {}, "topups": {
        "x": {"feature": "t", "amount": 1, "prices": {"a": {"amount": 1, "currency": "USD", "interval": "one_time"}}},
        "y": {"key": ⟦"x"⟧, "feature": "t", "amount": 1,
          "prices": {"b": {"amount": 1, "currency": "USD", "interval": "one_time"}}}}}
      """#, "topups.y.key"
    ),
    (
      #"""
      {"features": {}, "plans": {}, "meters": {"x": {"eventType": "e", "aggregation": "count"},
        "y": {"key": ⟦"x"⟧, "eventType": "e", "aggregation": "count"}}}
      """#, "meters.y.key"
    ),
  ])
  func `two entries of one kind with the same key`(text: String, path: String) {
    expect("duplicate-key", at: path, in: text)
  }

  @Test func `the related note points at the first entry`() throws {
    let text = #"{"features": {"a": {"key": ⟦"k"⟧, "type": "boolean"}, "b": {"key": "k", "type": "boolean"}}, "plans": {}}"#
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.message == "duplicate feature key `k`")
    #expect(diagnostic.related.map(\.message) == ["first used by `a`"])
    #expect(diagnostic.related.map(\.range) == Marked(text).ranges)
  }

  @Test func `a third entry with the key is a second finding`() {
    expect(
      "duplicate-key", at: "features.b.key", "features.c.key",
      in: #"""
        {"features": {"a": {"key": "k", "type": "boolean"}, "b": {"key": ⟦"k"⟧, "type": "boolean"},
          "c": {"key": ⟦"k"⟧, "type": "boolean"}}, "plans": {}}
        """#)
  }

  @Test func `two plans with the same key are reported once, not for each price`() {
    expect(
      "duplicate-key", at: "plans.team.key",
      in: #"""
        {"features": {"a": {"type": "boolean"}}, "plans": {
          "pro": {"entitlements": {"a": true}, "prices": {"monthly": {"amount": 1, "currency": "USD", "interval": "month"}}},
          "team": {"key": ⟦"pro"⟧, "entitlements": {"a": true},
            "prices": {"monthly": {"amount": 2, "currency": "USD", "interval": "month"}}}}}
        """#)
  }

  @Test(arguments: [
    // Keys of different kinds.
    #"""
    {"meters": {"x": {"eventType": "e", "aggregation": "count"}}, "features": {"x": {"type": "metered", "meter": "x"}},
     "plans": {"x": {"entitlements": {"x": 1}}}, "addons": {"x": {"entitlements": {"x": 1}}}}
    """#,
    // Swapped ids and keys.
    #"{"features": {"a": {"key": "b", "type": "boolean"}, "b": {"key": "a", "type": "boolean"}}, "plans": {}}"#,
    #"{"features": {"a": {"type": "boolean"}, "A": {"type": "boolean"}, "a ": {"type": "boolean"}}, "plans": {}}"#,
    // One scalar, and two that look the same.
    #"{"features": {"\u00e9": {"type": "boolean"}, "e\u0301": {"type": "boolean"}}, "plans": {}}"#,
    #"{"features": {"x": {"key": "\u00e9", "type": "boolean"}, "y": {"key": "e\u0301", "type": "boolean"}}, "plans": {}}"#,
  ])
  func `keys that do not collide`(text: String) {
    expectNo("duplicate-key", in: text)
  }

  // MARK: Defaults

  @Test func `the key defaults to the id and the name to the key`() throws {
    let catalog = try catalog(
      #"""
      {"features": {"a": {"type": "boolean"}, "b": {"key": "bee", "type": "boolean"},
        "c": {"key": "sea", "name": "The sea", "description": "Water", "type": "boolean"}}, "plans": {}}
      """#)
    #expect(catalog.features.map(\.header.id) == ["a", "b", "c"])
    #expect(catalog.features.map(\.header.key) == ["a", "bee", "sea"])
    #expect(catalog.features.map(\.header.name) == ["a", "bee", "The sea"])
    #expect(catalog.features.map(\.header.description) == [nil, nil, "Water"])
  }

  @Test func `ids that look like numbers keep their order`() throws {
    let catalog = try catalog(
      #"""
      {"features": {"10": {"type": "boolean"}, "9": {"type": "boolean"}, "1": {"type": "boolean"}, "01": {"type": "boolean"},
        "-1": {"type": "boolean"}, "1.0": {"type": "boolean"}},
       "plans": {"2": {"entitlements": {"9": true, "10": true}, "prices": {
         "12": {"amount": 1, "currency": "USD", "interval": "year"},
         "1": {"amount": 1, "currency": "USD", "interval": "month"}}},
         "1": {"entitlements": {"01": true}}}}
      """#)
    #expect(catalog.features.map(\.header.id) == ["10", "9", "1", "01", "-1", "1.0"])
    #expect(catalog.plans.map(\.header.id) == ["2", "1"])
    #expect(catalog.plans[0].prices.map(\.id) == ["12", "1"])
    #expect(catalog.plans[0].entitlements.map(\.feature) == [1, 0])
  }

  @Test func `paths of ids with dots, slashes and tildes`() throws {
    let text = #"{"features": {"a/b~c.d": {"type": ⟦"x"⟧}}, "plans": {}}"#
    expect("unknown-feature-type", at: "features.a/b~c.d.type", in: text)
    #expect(try onlyDiagnostic(text).pointer == "/features/a~1b~0c.d/type")
  }

  // MARK: References to plans

  private func references(_ list: String) -> String {
    #"""
    {"features": {"a": {"type": "boolean"}, "b": {"type": "boolean"}},
     "plans": {"pro": {"key": "plan_pro", "entitlements": {"a": true}}, "team": {"entitlements": {"a": true}},
       "old": {"key": "new", "entitlements": {"a": true}}, "new": {"key": "newest", "entitlements": {"a": true}},
       "caf\u00e9": {"key": "cafe\u0301", "entitlements": {"a": true}}},
     "addons": {"x": {"entitlements": {"b": true}, "compatiblePlans": \#(list)}}}
    """#
  }

  private func selected(_ list: String) throws -> [String] {
    let catalog = try catalog(references(list))
    return catalog.plans(catalog.addons[0].compatiblePlans).map(\.header.id)
  }

  @Test func `plans are listed by id or key, and their order is kept`() throws {
    #expect(try selected(#"["team", "pro"]"#) == ["team", "pro"])
    #expect(try selected(#"["plan_pro"]"#) == ["pro"])
    #expect(try selected(#"["old", "newest"]"#) == ["old", "new"])
    #expect(try selected(#"["te\u0061m"]"#) == ["team"])
  }

  @Test func `a plan whose id and key differ only in Unicode composition has both names`() throws {
    #expect(try selected(#"["caf\u00e9"]"#).count == 1)
    #expect(try selected(#"["cafe\u0301"]"#).count == 1)
  }

  @Test func `an empty list means every plan`() throws {
    #expect(try selected("[]").count == 5)
  }

  @Test func `an id that equals another plan's key is ambiguous`() throws {
    let text = references(#"["pro", ⟦"new"⟧]"#)
    expect("ambiguous-plan", at: "addons.x.compatiblePlans.1", in: text)
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.help == "use the key `newest` or the id `old`")
    #expect(diagnostic.related.map(\.message) == ["the plan with this id", "the plan with this key"])
  }

  @Test func `a plan whose key equals its id is not ambiguous`() {
    expectNo("ambiguous-plan", in: references(#"["team"]"#))
  }

  @Test func `a plan that is listed twice counts once, with a warning`() throws {
    let text = references(#"["pro", "team", ⟦"plan_pro"⟧]"#)
    expect("repeated-plan", at: "addons.x.compatiblePlans.2", in: text)
    #expect(try onlyDiagnostic(text).severity == .warning)
    #expect(try selected(#"["pro", "team", "plan_pro"]"#) == ["pro", "team"])
  }

  @Test(arguments: [15, 16, 17, 18, 40]) func `a repeated plan in a long list`(count: Int) throws {
    let plans = (0..<count).map { #""p\#($0)": {"entitlements": {"api": true}}"# }.joined(separator: ", ")
    func catalog(_ list: String) -> String {
      #"""
      {"features": {"api": {"type": "boolean"}, "extra": {"type": "boolean"}}, "plans": {\#(plans)},
       "addons": {"x": {"entitlements": {"extra": true}, "compatiblePlans": [\#(list)]}}}
      """#
    }
    let names = (0..<count).map { "\"p\($0)\"" }
    expectNo("repeated-plan", in: catalog(names.joined(separator: ", ")))
    for place in [0, count / 2, count - 1] {
      let list = names.joined(separator: ", ") + ", ⟦\(names[place])⟧"
      expect("repeated-plan", at: "addons.x.compatiblePlans.\(count)", in: catalog(list))
    }
  }

  @Test(arguments: [
    (#"["teem"]"#, "did you mean `team`?"), (#"["plan-pro"]"#, "did you mean `plan_pro`?"),
    (#"["Team"]"#, "did you mean `team`?"),
    (#"["enterprise"]"#, "use `pro`, `team`, `old`, `new` or `caf\u{E9}`"),
    (#"[""]"#, "use `pro`, `team`, `old`, `new` or `caf\u{E9}`"),
  ])
  func `an unknown plan`(list: String, help: String) throws {
    let diagnostic = try onlyDiagnostic(references(list))
    #expect(diagnostic.rule == "unknown-plan")
    #expect(diagnostic.path == "addons.x.compatiblePlans.0")
    #expect(diagnostic.help == help)
  }

  @Test func `each unknown plan is reported`() {
    expect(
      "unknown-plan", at: "addons.seats.compatiblePlans.0", "addons.seats.compatiblePlans.2",
      in: CatalogText.addon(#""compatiblePlans": [⟦"basic"⟧, "pro", ⟦"free"⟧]"#))
    expect(
      "unknown-plan", at: "topups.pack.compatiblePlans.0",
      in: CatalogText.topup(#""feature": "tokens", "amount": 1, \#(CatalogText.once), "compatiblePlans": [⟦"Pro"⟧]"#))
  }
}
