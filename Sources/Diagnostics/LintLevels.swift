/// The levels of rules: `--allow`, `--warn` and `--deny` of the command line, and `lint` of a catalog.
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

  private struct Setting {
    let level: Level
    let precision: RuleSelection.Precision
  }

  /// By the names of the rules.
  private var settings: [String: Setting] = [:]

  package init() {}

  /// Sets the level of rules, except of those whose level is set more precisely. Errors keep theirs: the catalog is invalid.
  package mutating func set(_ level: Level, for selection: RuleSelection) {
    for rule in selection.rules where rule.severity != .error {
      set(Setting(level: level, precision: selection.precision), for: rule.name)
    }
  }

  private mutating func set(_ setting: Setting, for rule: String) {
    if let known = settings[rule], known.precision > setting.precision { return }
    settings[rule] = setting
  }

  /// These levels, replaced by others that are at least as precise.
  package func overridden(by others: LintLevels) -> LintLevels {
    var levels = self
    for (rule, setting) in others.settings { levels.set(setting, for: rule) }
    return levels
  }

  /// The diagnostics with the levels applied. If `isStrict`, the remaining warnings become errors.
  package func applied(to diagnostics: [Diagnostic], isStrict: Bool) -> [Diagnostic] {
    if settings.isEmpty { return isStrict ? diagnostics.strict() : diagnostics }
    let reported: [Diagnostic] = diagnostics.compactMap { diagnostic in
      var diagnostic = diagnostic
      switch settings[diagnostic.rule]?.level {
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
