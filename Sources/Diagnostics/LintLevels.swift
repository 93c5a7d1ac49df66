/// The levels of single rules from the command line: `--allow`, `--warn` and `--deny`.
///
/// They decide what is reported, and whether the command succeeds; they never change an artifact.
package struct LintLevels: Sendable {
  package enum Level: String, CaseIterable, Sendable {
    /// Not reported.
    case allow
    case warn
    /// Reported as an error, so nothing is emitted.
    case deny
  }

  private var levels: [String: Level] = [:]

  package init() {}

  /// Sets the level of a rule, replacing an earlier one. An error cannot be lowered, because the catalog is invalid: returns
  /// false for such a rule, unless the level is `deny`.
  package mutating func set(_ level: Level, for rule: Rule) -> Bool {
    if rule.severity == .error { return level == .deny }
    levels[rule.name] = level
    return true
  }

  /// The diagnostics with the levels applied. If `isStrict`, the remaining warnings become errors.
  package func applied(to diagnostics: [Diagnostic], isStrict: Bool) -> [Diagnostic] {
    if levels.isEmpty { return isStrict ? diagnostics.strict() : diagnostics }
    let reported: [Diagnostic] = diagnostics.compactMap { diagnostic in
      var diagnostic = diagnostic
      switch levels[diagnostic.rule] {
      case nil: break
      case .allow: return nil
      case .warn: diagnostic.severity = .warning
      case .deny: diagnostic.severity = .error
      }
      return diagnostic
    }
    return isStrict ? reported.strict() : reported
  }
}
