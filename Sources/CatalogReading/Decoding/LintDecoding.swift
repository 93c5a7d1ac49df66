import Diagnostics
import Syntax

/// One element of the lists under `lint`.
package struct LintSetting: Sendable {
  package let level: LintLevels.Level
  /// The name of a rule or a pattern, which may be unknown: this stage does not know the rules of later ones.
  package let name: String
  package let node: NodeID
}

extension Decoder {
  /// The levels of rules, in the order of the file.
  mutating func lint(_ node: NodeID) -> [LintSetting] {
    guard let fields = fields(of: node, as: LintField.self) else { return [] }
    var settings: [LintSetting] = []
    for (field, list) in fields.all where expectArray(list) {
      for element in tree.elements(of: list) {
        if let name = name(element) { settings.append(LintSetting(level: field.level, name: name, node: element)) }
      }
    }
    return settings
  }
}
