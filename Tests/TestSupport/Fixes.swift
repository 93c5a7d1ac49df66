import Accounts
import CatalogReading
import Diagnostics
import Providers
import Syntax
import Testing

/// The text of a catalog with its fixes of the given kinds applied once.
package func fixed(
  _ text: String, _ applicabilities: [Fix.Applicability] = [.safe], format: CatalogFormat = .json
) -> String {
  let source = SourceText(name: "catalog", bytes: Array(text.utf8))
  let fixes = Compilation(source, format: format, providers: .named([])).diagnostics.flatMap(\.fixes)
  let wanted = fixes.filter { applicabilities.contains($0.applicability) }
  return String(decoding: wanted.applied(to: source.bytes).bytes, as: UTF8.self)
}

/// Expects that the fixes of the given kind turn `before` into `after`, and that those of the other kind change nothing.
package func expectFix(
  _ applicability: Fix.Applicability, _ before: String, _ after: String, format: CatalogFormat = .json,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(fixed(before, [applicability], format: format) == after, sourceLocation: sourceLocation)
  #expect(
    fixed(before, [applicability == .safe ? .unsafe : .safe], format: format) == before, sourceLocation: sourceLocation)
}

/// Expects that the text has findings but no fixes.
package func expectNoFix(
  _ text: String, format: CatalogFormat = .json, sourceLocation: SourceLocation = #_sourceLocation
) {
  let source = SourceText(name: "catalog", bytes: Array(text.utf8))
  let diagnostics = Compilation(source, format: format, providers: .named([])).diagnostics
  #expect(!diagnostics.isEmpty, sourceLocation: sourceLocation)
  #expect(diagnostics.flatMap(\.fixes).isEmpty, sourceLocation: sourceLocation)
}
