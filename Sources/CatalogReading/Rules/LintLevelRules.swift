import Diagnostics

/// Rules about `lint`. Only a later stage knows all rules, so it reports them.
extension Rule {
  static let lintLevelRules: [Rule] = [
    unknownInLint, suppressedError, contradictoryLintLevels,
  ]

  package static let unknownInLint = Rule(
    "unknown-rule", .error, "Unknown rule under `lint`",
    explanation: """
      `lint` names rules, such as `dominated-plan`, all rules of a provider (`stripe/*`), or one rule of every provider \
      (`*/currency-unsupported`). `catalogc rules` lists the rules. No pattern matches all of them, because it \
      would also hide the findings of rules that a later version adds.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "lint": {"allow": [⟦"dominated-plans"⟧]}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "lint": {"allow": ["dominated-plan"]}}
      """#)

  package static let suppressedError = Rule(
    "suppressed-error", .error, "An error is suppressed or downgraded under `lint`",
    explanation: """
      A catalog with an error cannot be compiled, whether the error is reported or not. Only warnings and notes can be \
      suppressed. A pattern such as `stripe/*` leaves the errors that it covers as they are.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "lint": {"allow": [⟦"unknown-feature"⟧]}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "lint": {"allow": ["unused-feature"]}}
      """#)

  package static let contradictoryLintLevels = Rule(
    "contradictory-lint-levels", .error, "A rule has two levels under `lint`",
    explanation: """
      Of two lists with the same name or pattern, neither counts more. A rule can be an exception to a pattern: its own name \
      counts more than `*/RULE`, and that more than `PROVIDER/*`.
      """,
    wrong: #"""
      {"features": {}, "plans": {}, "lint": {"allow": ["dominated-plan"], "deny": [⟦"dominated-plan"⟧]}}
      """#,
    right: #"""
      {"features": {}, "plans": {}, "lint": {"allow": ["stripe/*"], "deny": ["stripe/amount-below-minimum"]}}
      """#)
}
