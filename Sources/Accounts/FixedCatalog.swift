import Diagnostics
import Syntax

/// A catalog with its fixes applied.
package struct FixedCatalog: Sendable {
  package let source: SourceText
  /// The compilation of the fixed catalog.
  package let compilation: Compilation
  package let count: Int

  /// Applies fixes until nothing is left to fix. The number of rounds is limited, in case two fixes undo each other.
  ///
  /// - Parameters:
  ///   - compilation: that of the source.
  ///   - compile: compiles a fixed text in the same way.
  package init(
    _ source: SourceText, _ compilation: Compilation, allowsUnsafe: Bool, compile: (SourceText) -> Compilation
  ) {
    var source = source
    var compilation = compilation
    var count = 0
    for _ in 0..<100 {
      let fixes = compilation.diagnostics.flatMap(\.fixes).filter { allowsUnsafe || $0.applicability == .safe }
      if fixes.isEmpty { break }
      let (bytes, made) = fixes.applied(to: source.bytes)
      let next = SourceText(name: source.name, bytes: bytes)
      let result = compile(next)
      // Discard fixes that make a readable file unreadable.
      if result.isBroken, !compilation.isBroken { break }
      (source, compilation) = (next, result)
      count += made
    }
    self.source = source
    self.compilation = compilation
    self.count = count
  }
}

extension Compilation {
  /// True if the catalog could not be parsed to its end.
  package var isBroken: Bool {
    diagnostics.contains { $0.rule == Rule.syntaxError.name || $0.rule == Rule.nestingTooDeep.name }
  }
}
