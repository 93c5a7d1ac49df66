import Accounts
import Diagnostics
import Providers
import Syntax

extension Option {
  static let fix = Option("fix", summary: "apply safe fixes to the catalogs and report what remains")
  static let unsafeFixes = Option("unsafe-fixes", summary: "also apply unsafe fixes (with --fix or --diff)")
  static let diffOfFixes = Option("diff", summary: "print the fixes as a diff without writing")
}

/// A catalog with its fixes applied.
struct FixedCatalog {
  let source: SourceText
  /// The compilation of the fixed catalog.
  let compilation: Compilation
  let count: Int

  /// Applies fixes until nothing is left to fix. The number of rounds is limited, in case two fixes undo each other.
  init(_ input: CatalogInput, _ providers: ProviderSelection, allowsUnsafe: Bool) {
    var source = input.source
    var compilation = input.compilation(providers, hasOutputs: false)
    var count = 0
    for _ in 0..<100 {
      let fixes = compilation.diagnostics.flatMap(\.fixes).filter { allowsUnsafe || $0.applicability == .safe }
      if fixes.isEmpty { break }
      let (bytes, made) = fixes.applied(to: source.bytes)
      let next = SourceText(name: source.name, bytes: bytes)
      let result = input.compilation(providers, of: next, hasOutputs: false)
      // Discard fixes that make a readable file unreadable.
      if result.isBroken, !compilation.isBroken { break }
      (source, compilation) = (next, result)
      count += made
    }
    self.source = source
    self.compilation = compilation
    self.count = count
  }

  /// The diff from the file, with secrets removed from the context lines.
  func difference(to old: SourceText) -> [UInt8] {
    shownDiff(from: old.bytes, to: source.bytes, oldName: old.name, newName: old.name)
  }
}

extension Compilation {
  /// True if the catalog could not be parsed to its end.
  fileprivate var isBroken: Bool {
    diagnostics.contains { $0.rule == Rule.syntaxError.name || $0.rule == Rule.nestingTooDeep.name }
  }
}
