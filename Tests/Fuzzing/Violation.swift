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
        let strict = Reading(JSONReader.read(source), format: .json)
        try strict.check()
        for format in [CatalogFormat.json, .jsonc] {
          let reading = Reading(format.read(source), format: format)
          try reading.check()
          try reading.checkAccepts(strict)
        }
      case .swift:
        try Reading(CatalogFormat.swift.read(source), format: .swift).check()
      case .check:
        let compilation = Compilation(source, format: format, providers: .named([]))
        try check(compilation, source)
        try check(fixesOf: compilation, source, format)
      case .compile:
        let compilation = Compilation(source, format: format, providers: .all)
        try check(compilation, source)
        for output in compilation.outputs {
          try check(output)
          if let catalog = compilation.catalog { try check(invoicesOf: output, in: catalog) }
        }
        try check(spellingsOf: compilation)
      }
      return nil
    } catch {
      return error
    }
  }
}
