/// What the command line makes of single rules: `--allow`, `--warn` and `--deny`.
///
/// They decide what is told, and how an emission ends; artifacts do not depend on them.
package struct LintLevels: Sendable {
  package enum Level: String, CaseIterable, Sendable {
    /// Not told.
    case allow
    case warn
    /// An error: nothing is emitted.
    case deny
  }

  private var levels: [String: Level] = [:]

  package init() {}

  /// Sets the level of a rule; of two, the later one holds. False where the rule is an error: an error stays one, because
  /// the catalog is wrong.
  package mutating func set(_ level: Level, for rule: Rule) -> Bool {
    if rule.severity == .error { return level == .deny }
    levels[rule.name] = level
    return true
  }

  /// The diagnostics as they are told. Strict means that what is a warning then is an error.
  package func applied(to diagnostics: [Diagnostic], isStrict: Bool) -> [Diagnostic] {
    if levels.isEmpty { return isStrict ? diagnostics.strict() : diagnostics }
    let told: [Diagnostic] = diagnostics.compactMap { diagnostic in
      var diagnostic = diagnostic
      switch levels[diagnostic.rule] {
      case nil: break
      case .allow: return nil
      case .warn: diagnostic.severity = .warning
      case .deny: diagnostic.severity = .error
      }
      return diagnostic
    }
    return isStrict ? told.strict() : told
  }
}
