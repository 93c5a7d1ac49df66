import Accounts
import Diagnostics
import Providers
import Syntax

extension Option {
  static let fix = Option("fix", summary: "write what is safe to repair into the catalogs, and report what remains")
  static let unsafeFixes = Option("unsafe-fixes", summary: "with --fix or --diff: also what somebody should look at")
  static let diffOfFixes = Option("diff", summary: "write nothing: print what --fix would change")
}

/// A catalog with its fixes made.
struct FixedCatalog {
  let source: SourceText
  /// Of the catalog with the fixes.
  let compilation: Compilation
  let count: Int

  /// Makes the fixes, and those of what is found then, until nothing is left to fix. The number of rounds is limited, so that
  /// two fixes which undo each other come to an end.
  init(_ input: CatalogInput, _ providers: ProviderSelection, allowsUnsafe: Bool) {
    var source = input.source
    var compilation = input.compilation(providers)
    var count = 0
    for _ in 0..<100 {
      let fixes = compilation.diagnostics.flatMap(\.fixes).filter { allowsUnsafe || $0.applicability == .safe }
      if fixes.isEmpty { break }
      let (bytes, made) = fixes.applied(to: source.bytes)
      let next = SourceText(name: source.name, bytes: bytes)
      let result = input.compilation(providers, of: next)
      // A file that could be read can be read still: a fix that breaks it is none.
      if result.isBroken, !compilation.isBroken { break }
      (source, compilation) = (next, result)
      count += made
    }
    self.source = source
    self.compilation = compilation
    self.count = count
  }

  /// The difference to the file, without secrets in the lines around the changes.
  func difference(to old: SourceText) -> [UInt8] {
    let text = unifiedDiff(from: old.bytes, to: source.bytes, oldName: old.name, newName: old.name)
    var shown: [UInt8] = []
    var start = 0
    for match in Secret.matches(in: text[...]) {
      shown += text[start..<match.hidden.lowerBound] + Array("…".utf8)
      start = match.hidden.upperBound
    }
    return start == 0 ? text : shown + text[start...]
  }
}

extension Compilation {
  /// True where the text of the catalog could not be read to its end.
  fileprivate var isBroken: Bool {
    diagnostics.contains { $0.rule == Rule.syntaxError.name || $0.rule == Rule.nestingTooDeep.name }
  }
}
