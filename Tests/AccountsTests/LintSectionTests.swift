import Accounts
import CatalogReading
import Diagnostics
import Providers
import TestSupport
import Testing

/// `lint` in a catalog: the levels of rules.
@Suite struct LintSectionTests {
  /// A catalog with a warning of its own, a note of its own, and a warning and a note of Stripe.
  private func catalog(_ lint: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "calls": {"type": "metered"}, "sso": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true, "calls": 5},
       "prices": {"monthly": {"amount": 49, "currency": "USD", "interval": "month"}}}},
     "lint": \#(lint)}
    """#
  }

  private func compilation(_ lint: String, _ levels: LintLevels = LintLevels(), isStrict: Bool = false) throws -> Compilation {
    let stripe = try #require(Provider.named("stripe"))
    return Compilation(
      Marked(catalog(lint)).source, providers: .named([stripe]), levels: levels, isStrict: isStrict)
  }

  private func found(_ lint: String, _ levels: LintLevels = LintLevels(), isStrict: Bool = false) throws -> [String] {
    try compilation(lint, levels, isStrict: isStrict).diagnostics.map { "\($0.severity) \($0.rule)" }
  }

  private static let all = [
    "warning unused-feature", "warning stripe/amount-below-minimum", "note stripe/feature-value-not-kept",
  ]

  @Test func `the levels apply to everything in the file, wherever the section is`() throws {
    #expect(try Set(found("{}")) == Set(Self.all))
    #expect(try !found(#"{"allow": ["unused-feature"]}"#).contains { $0.hasSuffix("unused-feature") })
    #expect(try found(#"{"allow": ["unused-feature", "stripe/*"]}"#) == [])
    #expect(try found(#"{"deny": ["stripe/*"], "allow": ["unused-feature"]}"#).allSatisfy { $0.hasPrefix("error stripe/") })
    #expect(try found(#"{"warn": ["stripe/*"]}"#).contains("warning stripe/feature-value-not-kept"))
    #expect(try found(#"{"deny": ["*/amount-below-minimum"]}"#).contains("error stripe/amount-below-minimum"))
    #expect(
      findings(#"{"lint": {"allow": ["unused-feature"]}, "features": {"api": {"type": "boolean"}}, "plans": {}}"#) == [])
    // With an error elsewhere, too.
    let broken = #"""
      {"features": {}, "plans": {"a": {"entitlements": {}, "metadata": {"catalogPlanId": 1}}, "b": 1},
       "lint": {"allow": ["reserved-metadata"]}}
      """#
    #expect(findings(broken) == ["wrong-type @ plans.b"] || !findings(broken).contains { $0.hasPrefix("reserved-metadata") })
  }

  @Test func `strict applies to what is left`() throws {
    #expect(try found(#"{"allow": ["unused-feature"]}"#, isStrict: true).contains("error stripe/amount-below-minimum"))
    #expect(try found(#"{"allow": ["unused-feature", "stripe/*"]}"#, isStrict: true) == [])
    #expect(try found(#"{"warn": ["unused-feature"]}"#, isStrict: true).contains("error unused-feature"))
  }

  @Test func `an artifact lists warnings all the same, and a denied rule prevents it`() throws {
    let plain = try #require(compilation("{}").outputs.first).bytes
    #expect(try compilation(#"{"allow": ["unused-feature", "stripe/*"]}"#).outputs.first?.bytes == plain)
    #expect(try compilation(#"{"deny": ["unused-feature"]}"#).outputs.isEmpty)
  }

  @Test func `the more precise name counts, then the command line`() throws {
    let levels = { (level: LintLevels.Level, name: String) in
      var levels = LintLevels()
      levels.set(level, for: try #require(Rule.all.selected(by: name)))
      return levels
    }
    let cheap = "error stripe/amount-below-minimum"
    let deny = #"{"deny": ["stripe/amount-below-minimum"]}"#
    #expect(try !found(deny, levels(.allow, "stripe/amount-below-minimum")).contains(cheap))
    #expect(try found(deny, levels(.allow, "stripe/*")).contains(cheap))
    #expect(try found(#"{"allow": ["stripe/*"]}"#, levels(.deny, "*/amount-below-minimum")).contains(cheap))
    #expect(try found(#"{"allow": ["stripe/*"], "deny": ["stripe/amount-below-minimum"]}"#).contains(cheap))
  }

  // MARK: Faults

  private func lint(_ section: String) -> String { #"{"features": {}, "plans": {}, "lint": \#(section)}"# }

  @Test(arguments: [
    ("dominated-plans", "unknown rule `dominated-plans`", "did you mean `dominated-plan`?"),
    ("strip/*", "no rule matches `strip/*`", "did you mean `stripe/*`?"),
    ("*/unused-feature", "no rule matches `*/unused-feature`", "did you mean `unused-feature`?"),
    (
      "*", "unsupported pattern `*`",
      "write `PROVIDER/*` for the rules of one provider, or `*/RULE` for one rule of every provider"
    ),
    ("quite-another-thing", "unknown rule `quite-another-thing`", "run `catalogc rules` to list the rules"),
  ])
  func `an unknown rule, and a pattern without rules`(name: String, message: String, help: String) throws {
    for (list, index) in [("allow", 0), ("warn", 1), ("deny", 0)] {
      let others = String(repeating: #""unused-feature", "#, count: index)
      let text = lint(#"{"\#(list)": [\#(others)⟦"\#(name)"⟧]}"#)
      expect("unknown-rule", at: "lint.\(list).\(index)", in: text)
      let found = try #require(diagnostics(text).first)
      #expect(found.message == message)
      #expect(found.help == help)
    }
  }

  @Test func `a misspelled rule is corrected`() {
    #expect(fixed(lint(#"{"allow": ["dominated-plans", "*/unused-meter"]}"#)).contains(#"["dominated-plan", "unused-meter"]"#))
    let swift = #"let shop: Catalog = Catalog(features: [:], plans: [:], lint: Lint(deny: ["strip/*"]))"#
    #expect(fixed(swift, format: .swift).contains(#"Lint(deny: ["stripe/*"])"#))
  }

  @Test func `a former name still works`() {
    #expect(findings(lint(#"{"allow": ["yearly-dearer-than-monthly", "polar/topup-lapses"]}"#)) == [])
  }

  @Test func `an error can be neither suppressed nor downgraded`() throws {
    for (list, verb) in [("allow", "suppress"), ("warn", "downgrade")] {
      let text = lint(#"{"\#(list)": ["unused-meter", ⟦"unknown-feature"⟧]}"#)
      expect("suppressed-error", at: "lint.\(list).1", in: text)
      #expect(diagnostics(text).map(\.message) == ["cannot \(verb) `unknown-feature`: it is always an error"])
      #expect(fixed(Marked(text).text).contains(#"["unused-meter"]"#))
    }
    #expect(findings(lint(#"{"deny": ["unknown-feature"]}"#)) == [])
  }

  @Test(arguments: [
    (#"{"allow": ["unused-meter"], "deny": [⟦"unused-meter"⟧]}"#, "`unused-meter` is listed under `allow` and `deny`"),
    (#"{"warn": ["stripe/*"], "allow": [⟦"stripe/*"⟧]}"#, "`stripe/*` is listed under `warn` and `allow`"),
    (
      #"{"allow": ["longer-interval-costs-more"], "warn": [⟦"yearly-dearer-than-monthly"⟧]}"#,
      "`yearly-dearer-than-monthly` is listed under `allow` and `warn`"
    ),
  ])
  func `two levels of one rule are a contradiction`(section: String, message: String) {
    let text = lint(section)
    #expect(diagnostics(text).map(\.rule) == ["contradictory-lint-levels"])
    #expect(diagnostics(text).map(\.message) == [message])
    #expect(diagnostics(text).map(\.range) == Marked(text).ranges)
  }

  @Test func `a name in one list twice, or beside a pattern, is none`() {
    #expect(findings(lint(#"{"allow": ["unused-meter", "unused-meter"], "deny": []}"#)) == [])
    #expect(
      findings(lint(#"{"allow": ["stripe/*"], "warn": ["*/currency-unsupported"], "deny": ["stripe/amount-below-minimum"]}"#))
        == [])
  }

  @Test(arguments: [
    (#"⟦["unused-meter"]⟧"#, "lint"), (#"{"allow": ⟦"unused-meter"⟧}"#, "lint.allow"), (#"{"allow": [⟦1⟧]}"#, "lint.allow.0"),
  ])
  func `types of the lists`(section: String, path: String) { expect("wrong-type", at: path, in: lint(section)) }

  @Test func `a wrong section does not hide other findings`() throws {
    let broken = try compilation(#"{"allow": ["unused-feature", "no-such-rule"], "deny": "x", "alow": []}"#)
    let rules = Set(broken.diagnostics.map(\.rule))
    #expect(rules.isSuperset(of: ["unknown-rule", "wrong-type", "unknown-field"]))
    #expect(broken.catalog == nil && broken.outputs.isEmpty)
    // What the section says of a known rule counts.
    let known = try compilation(#"{"allow": ["unused-feature", "no-such-rule"]}"#)
    #expect(
      known.diagnostics.map(\.rule).sorted()
        == ["stripe/amount-below-minimum", "stripe/feature-value-not-kept", "unknown-rule"])
    #expect(known.catalog == nil && known.outputs.isEmpty)
  }
}
