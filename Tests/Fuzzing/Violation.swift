import Accounts
import CatalogReading
import Diagnostics
import Providers
import Syntax

/// What does not hold of a text, and should.
package struct Violation: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Expects that something holds.
func require(_ holds: Bool, _ what: @autoclosure () -> String) throws(Violation) {
  if !holds { throw Violation(what()) }
}

extension Target {
  /// Runs a text, and checks everything that must hold of whatever becomes of it. Nil where it does.
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
