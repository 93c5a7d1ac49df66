import CatalogReading
import Diagnostics
import Syntax

extension LintLevels {
  /// The levels that a catalog sets, and what is wrong with them. Those that are wrong are left out.
  init(_ settings: [LintSetting], _ findings: inout [Finding]) {
    self.init()
    if settings.isEmpty { return }
    var first: [String: LintSetting] = [:]
    for setting in settings {
      guard let selection = Rule.all.selected(by: setting.name) else {
        findings.append(unknown(setting))
        continue
      }
      guard selection.accepts(setting.level) else {
        findings.append(lowersError(setting, selection))
        continue
      }
      // The same rules may be listed by a former name.
      let key = "\(selection.precision) \(selection.rules[0].name)"
      if let earlier = first[key], earlier.level != setting.level {
        findings.append(contradiction(earlier, setting))
        continue
      }
      first[key] = setting
      set(setting.level, for: selection)
    }
  }
}

private func unknown(_ setting: LintSetting) -> Finding {
  let corrections = Rule.all.corrections(of: setting.name)
  return Finding(
    .unknownInLint, Phrase([Rule].fault(of: setting.name)), at: .value(setting.node),
    help: Phrase(Rule.all.help(for: setting.name)),
    repair: corrections.count == 1 ? .write(corrections[0].word, at: setting.node, corrections[0].applicability) : nil)
}

private func lowersError(_ setting: LintSetting, _ selection: RuleSelection) -> Finding {
  Finding(
    .suppressedError, Phrase(selection.refusal(of: setting.level, for: setting.name)), at: .value(setting.node),
    help: "remove it, and correct what it reports", repair: Repair("remove it", .safe, [.remove(setting.node)]))
}

private func contradiction(_ earlier: LintSetting, _ setting: LintSetting) -> Finding {
  Finding(
    .contradictoryLintLevels,
    "\(quoted(setting.name)) is listed under `\(earlier.level.rawValue)` and `\(setting.level.rawValue)`",
    at: .value(setting.node), help: "remove it from one of them",
    related: [.init("first listed here", at: .value(earlier.node))])
}
