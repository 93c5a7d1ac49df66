import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

extension Comparer {
  /// Levels of rules change what is reported about a catalog, but nothing that is sold. Their order does not matter.
  mutating func compareLint() {
    for name in LintLevels.Level.allCases.map(\.rawValue) {
      let (rules, newRules) = (rules(in: old, name), rules(in: new, name))
      let changes = [("added", newRules, rules), ("removed", rules, newRules)].map { verb, these, others in
        let known = Set(others.map(ScalarString.init))
        return (verb, these.filter { !known.contains(ScalarString($0)) })
      }
      let parts = changes.filter { !$0.1.isEmpty }.map { "\($0.0) \(list($0.1.map { quoted($0) }, limit: 3))" }
      if parts.isEmpty { continue }
      let place = Place(.root)[CatalogField.lint.rawValue, name]
      report(
        [.lint], [.cosmetic], "`\(name)` changed: \(list(parts))", old: rules.isEmpty ? nil : place,
        new: newRules.isEmpty ? nil : place, oldValue: rules.isEmpty ? nil : .strings(rules),
        newValue: newRules.isEmpty ? nil : .strings(newRules))
    }
  }

  /// One list under `lint`, as written.
  private func rules(in version: CatalogVersion, _ name: String) -> [String] {
    let tree = version.tree
    guard let section = tree.value(of: .root, named: CatalogField.lint.rawValue), let list = tree.value(of: section, named: name)
    else { return [] }
    return tree.elements(of: list).map { tree.text($0) }
  }
}
