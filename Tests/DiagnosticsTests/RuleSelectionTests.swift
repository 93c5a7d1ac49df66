import Diagnostics
import Testing

/// Names and patterns of rules, and which of them counts.
@Suite struct RuleSelectionTests {
  private static let rules = [
    rule("unused-meter"), rule("unknown-meter", .error), rule("acme/too-cheap", formerly: ["acme/cheap"]),
    rule("acme/too-long", .note), rule("acme/broken", .error), rule("other/too-cheap"), rule("strict/broken", .error),
  ]

  private static func rule(_ name: String, _ severity: Severity = .warning, formerly formerNames: [String] = []) -> Rule {
    Rule(name, severity, "", explanation: "", wrong: "", right: "", formerNames: formerNames)
  }

  @Test(arguments: [
    ("unused-meter", ["unused-meter"]), ("acme/cheap", ["acme/too-cheap"]),
    ("acme/*", ["acme/too-cheap", "acme/too-long", "acme/broken"]), ("*/too-cheap", ["acme/too-cheap", "other/too-cheap"]),
    ("*/cheap", ["acme/too-cheap"]),
    ("*", []), ("*/*", []), ("**", []), ("acme/too-*", []), ("*cme/*", []), ("acme", []), ("acme/", []), ("/too-cheap", []),
    ("*/", []), ("/*", []), ("*/unused-meter", []), ("acme/*/*", []), ("", []), ("Acme/*", []),
  ])
  func `a name or a pattern stands for rules`(name: String, rules: [String]) {
    #expect(Self.rules.selected(by: name)?.rules.map(\.name) ?? [] == rules)
  }

  @Test(arguments: [
    ("*", "write `PROVIDER/*` for the rules of one provider, or `*/RULE` for one rule of every provider"),
    ("acme/too-*", "write `PROVIDER/*` for the rules of one provider, or `*/RULE` for one rule of every provider"),
    ("acmee/*", "did you mean `acme/*`?"), ("*/to-cheap", "did you mean `*/too-cheap`?"),
    ("*/unused-meter", "did you mean `unused-meter`?"), ("unused-meters", "did you mean `unused-meter`?"),
    ("too-cheap", "did you mean `acme/too-cheap` or `other/too-cheap`?"),
    ("*/wholly-different", "run `catalogc rules` to list the rules"),
  ])
  func `the help leads to a name or a pattern that has rules`(name: String, help: String) {
    #expect(Self.rules.help(for: name) == help)
    for correction in Self.rules.corrections(of: name) { #expect(Self.rules.selected(by: correction.word) != nil) }
  }

  @Test func `a pattern leaves errors alone, but must cover something else`() throws {
    let accepts = { (name: String, level: LintLevels.Level) in try #require(Self.rules.selected(by: name)).accepts(level) }
    #expect(try accepts("acme/*", .allow) && accepts("acme/*", .warn) && accepts("unused-meter", .allow))
    #expect(try !accepts("strict/*", .allow) && !accepts("strict/*", .warn) && accepts("strict/*", .deny))
    #expect(try !accepts("unknown-meter", .allow) && accepts("unknown-meter", .deny))
    #expect(try levels((.allow, "acme/*")).applied(to: [diagnostic("acme/broken", .error)], isStrict: false).count == 1)
  }

  // MARK: Which name counts

  private func levels(_ settings: (LintLevels.Level, String)...) throws -> LintLevels {
    var levels = LintLevels()
    for (level, name) in settings { levels.set(level, for: try #require(Self.rules.selected(by: name))) }
    return levels
  }

  private func diagnostic(_ rule: String, _ severity: Severity = .warning) -> Diagnostic {
    Diagnostic(
      rule: rule, severity: severity, message: "", path: "", pointer: "", range: ByteRange(0, 0), provider: nil, help: nil)
  }

  private func level(_ levels: LintLevels) -> Severity? {
    levels.applied(to: [diagnostic("acme/too-cheap")], isStrict: false).first?.severity
  }

  @Test func `the more precise name counts, then the last`() throws {
    #expect(try level(levels((.deny, "acme/too-cheap"), (.allow, "*/too-cheap"), (.allow, "acme/*"))) == .error)
    #expect(try level(levels((.allow, "acme/*"), (.deny, "*/too-cheap"))) == .error)
    #expect(try level(levels((.deny, "*/too-cheap"), (.allow, "acme/*"))) == .error)
    #expect(try level(levels((.deny, "acme/*"), (.warn, "acme/*"))) == .warning)
    #expect(try level(levels((.deny, "acme/too-cheap"), (.allow, "acme/cheap"))) == nil)
  }

  @Test func `other levels replace those that are not more precise`() throws {
    let base = try levels((.deny, "acme/too-cheap"), (.allow, "acme/*"))
    #expect(try level(base.overridden(by: levels((.warn, "acme/too-cheap")))) == .warning)
    #expect(try level(base.overridden(by: levels((.warn, "*/too-cheap")))) == .error)
    #expect(try level(levels((.allow, "acme/*")).overridden(by: levels((.deny, "acme/*")))) == .error)
    #expect(level(base.overridden(by: LintLevels())) == .error)
  }
}
