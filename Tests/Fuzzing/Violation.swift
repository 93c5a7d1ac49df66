import Accounts
import CatalogReading
import Diagnostics
import Providers
import Syntax

/// A violated invariant.
package struct Violation: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Throws a violation unless the condition holds.
func require(_ holds: Bool, _ what: @autoclosure () -> String) throws(Violation) {
  if !holds { throw Violation(what()) }
}

extension Target {
  /// Runs the target on a text and checks all invariants; nil if they hold.
  package func violation(_ bytes: [UInt8], _ format: CatalogFormat) -> Violation? {
    let source = SourceText(name: "fuzz.\(format.rawValue)", bytes: bytes)
    do throws(Violation) {
      switch self {
      case .json:
        let (tree, isComplete, findings) = JSONReader.read(source)
        try Reading(tree: tree, isComplete: isComplete, findings: findings, format: .json).check()
      case .swift:
        let (tree, isComplete, findings) = SwiftReader.read(source, .catalog)
        try Reading(tree: tree, isComplete: isComplete, findings: findings, format: .swift).check()
      case .check:
        let compilation = Compilation(source, format: format, providers: .named([]))
        try check(compilation, source)
        try check(fixesOf: compilation, source, format)
      case .compile:
        let compilation = Compilation(source, format: format, providers: .all)
        try check(compilation, source)
        for output in compilation.outputs { try check(output) }
        try check(spellingsOf: compilation)
      }
      return nil
    } catch {
      return error
    }
  }
}
