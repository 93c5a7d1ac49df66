import TestSupport
import Testing

/// `--allow`, `--warn` and `--deny`: the severity of single rules.
@Suite struct LintLevelTests {
  typealias Outcome = MemorySystem.Outcome

  private func check(_ catalog: String, _ options: String...) -> Outcome {
    MemorySystem(["a.json": catalog]).run(["check", "a.json", "--color", "never"] + options)
  }

  @Test func `an allowed rule is not reported`() {
    #expect(check(Catalogs.repeated, "--allow", "repeated-plan") == Outcome(status: 0))
    #expect(check(Catalogs.repeated, "--allow", "repeated-plan", "--strict") == Outcome(status: 0))
    #expect(
      check(Catalogs.repeated, "--allow", "repeated-plan", "--format", "json")
        == Outcome(status: 0, output: #"{"format":1,"catalog":"a.json","errors":0,"warnings":0,"diagnostics":[]}"# + "\n"))
    // Another rule is reported.
    #expect(check(Catalogs.repeated, "--allow", "stripe/amount-below-minimum").error.hasSuffix("a.json: 1 warning\n"))
  }

  @Test func `a denied rule is an error`() {
    let outcome = check(Catalogs.repeated, "--deny", "repeated-plan")
    #expect(outcome.status == 1)
    #expect(outcome.error.hasPrefix("a.json:3:79: error: plan `pro` is listed twice [repeated-plan]\n"))
    #expect(outcome.error.hasSuffix("a.json: 1 error\n"))
  }

  @Test func `a note can become a warning, which --strict treats as an error`() {
    let rule = Self.noteRule
    let plain = check(Catalogs.metered, "-p", "stripe", "--warn", rule)
    #expect(plain.status == 0)
    #expect(plain.error.hasSuffix("a.json: 1 warning\n"))
    let strict = check(Catalogs.metered, "-p", "stripe", "--warn", rule, "--strict")
    #expect(strict.status == 1)
    #expect(strict.error.hasSuffix("a.json: 1 error\n"))
    #expect(check(Catalogs.metered, "-p", "stripe", "--deny", rule).status == 1)
  }

  /// The rule of Stripe's note on ``Catalogs/metered``.
  private static let noteRule = "stripe/feature-value-not-kept"

  @Test func `the last option for a rule wins, whatever its kind`() {
    let rule = "repeated-plan"
    #expect(check(Catalogs.repeated, "--deny", rule, "--warn", rule).error.hasSuffix("a.json: 1 warning\n"))
    #expect(check(Catalogs.repeated, "--allow", rule, "--deny", rule).error.hasSuffix("a.json: 1 error\n"))
    #expect(check(Catalogs.repeated, "--deny=\(rule)", "--allow=\(rule)") == Outcome(status: 0))
    #expect(
      check(Catalogs.repeated, "--allow", rule, "--warn", "reserved-metadata,\(rule)").error.hasSuffix("a.json: 1 warning\n"))
  }

  @Test func `an error stays an error`() {
    #expect(
      check(Catalogs.wrong, "--allow", "unknown-feature")
        == Outcome(
          status: 2,
          error: "catalogc: error: cannot suppress `unknown-feature`: it is always an error\n"))
    #expect(
      check(Catalogs.wrong, "--warn", "repeated-plan,unknown-feature")
        == Outcome(
          status: 2,
          error: "catalogc: error: cannot downgrade `unknown-feature`: it is always an error\n"))
    #expect(check(Catalogs.wrong, "--deny", "unknown-feature") == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
  }

  @Test func `an unknown rule is rejected before anything is read`() {
    #expect(
      MemorySystem().run("check", "a.json", "--deny", "repeated-plans")
        == Outcome(
          status: 2,
          error: "catalogc: error: invalid value `repeated-plans` for `--deny`\n  = help: did you mean `repeated-plan`?\n"))
    #expect(
      MemorySystem().run("check", "a.json", "--allow", "repeated-plan,")
        == Outcome(
          status: 2, error: "catalogc: error: invalid value `` for `--allow`\n  = help: run `catalogc rules` to list the rules\n")
    )
  }

  @Test func `a pattern names the rules of a provider, or one rule of every provider`() {
    #expect(check(Catalogs.cheap, "-p", "stripe", "--allow", "stripe/*", "--strict") == Outcome(status: 0))
    #expect(check(Catalogs.cheap, "-p", "stripe", "--allow", "*/amount-below-minimum", "--strict") == Outcome(status: 0))
    #expect(check(Catalogs.cheap, "-p", "stripe", "--deny", "stripe/*").status == 1)
    // The more precise name counts, whatever the order.
    #expect(
      check(Catalogs.cheap, "-p", "stripe", "--deny", "stripe/amount-below-minimum", "--allow", "stripe/*").status == 1)
    let help = "write `PROVIDER/*` for the rules of one provider, or `*/RULE` for one rule of every provider"
    #expect(
      check(Catalogs.cheap, "--allow", "*")
        == Outcome(status: 2, error: "catalogc: error: invalid value `*` for `--allow`\n  = help: \(help)\n"))
  }

  @Test func `each catalog has its own levels, which the command line overrides`() {
    let allowing = Catalogs.repeated.dropLast() + #","lint": {"allow": ["repeated-plan"]}}"#
    let system = MemorySystem(["a.json": Catalogs.repeated, "b.json": String(allowing)])
    let outcome = system.run("check", "a.json", "b.json", "--color", "never")
    #expect(outcome.error.hasSuffix("a.json: 1 warning\n"))
    #expect(system.run("check", "b.json", "--strict") == Outcome(status: 0))
    #expect(system.run("check", "b.json", "--deny", "repeated-plan").status == 1)
    #expect(system.run("check", "b.json", "--deny", "*/currency-unsupported").status == 0)
  }

  @Test func `the levels of a catalog apply to its ids file`() {
    let denying = Catalogs.clean.dropLast() + #", "lint": {"deny": ["ids-stale"]}}"#
    let system = MemorySystem([
      "a.json": Catalogs.clean, "b.json": String(denying),
      "ids.json": #"{"format": 1, "providers": {"stripe": {"objects": {"products/plan/old": {"id": "prod_1"}}}}}"#,
    ])
    for command in [["ids", "a.json", "ids.json"], ["check", "a.json", "-p", "stripe", "--ids", "ids.json"]] {
      #expect(system.run(command).error.hasSuffix("ids.json: 1 warning\n"))
      #expect(system.run(command.map { $0 == "a.json" ? "b.json" : $0 }).error.hasSuffix("ids.json: 1 error\n"))
    }
  }

  @Test func `lint levels do not change the artifact`() {
    let system = MemorySystem(["a.json": Catalogs.cheap])
    let plain = system.run("compile", "a.json", "-p", "stripe")
    let allowed = system.run("compile", "a.json", "-p", "stripe", "--allow", "stripe/amount-below-minimum")
    #expect(plain.status == 0)
    #expect(plain.output.contains(#""rule": "stripe/amount-below-minimum""#))
    #expect(plain.error != "")
    #expect(allowed == Outcome(status: 0, output: plain.output))
  }

  @Test func `a denied finding prevents artifacts and entitlements`() {
    let system = MemorySystem(["a.json": Catalogs.cheap, "b.json": Catalogs.repeated])
    let outcome = system.run("compile", "a.json", "-p", "stripe", "--deny", "stripe/amount-below-minimum")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(system.run("entitlements", "b.json", "pro").status == 0)
    let entitlements = system.run("entitlements", "b.json", "pro", "--deny", "repeated-plan")
    #expect(entitlements.status == 1)
    #expect(entitlements.output == "")
  }
}
