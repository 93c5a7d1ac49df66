import Accounts
import Diagnostics
import Providers

extension Option {
  static let fix = Option("fix", summary: "apply safe fixes to the catalogs and report what remains")
  static let unsafeFixes = Option("unsafe-fixes", summary: "also apply unsafe fixes (with --fix or --diff)")
  static let diffOfFixes = Option("diff", summary: "print the fixes as a diff without writing")
}

extension FixedCatalog {
  init(_ input: CatalogInput, _ providers: ProviderSelection, allowsUnsafe: Bool) {
    func compile(_ text: SourceText?) -> Compilation { input.compilation(providers, of: text, hasOutputs: false) }
    self.init(input.source, compile(nil), allowsUnsafe: allowsUnsafe, compile: compile)
  }

  /// The diff from the file, with secrets removed from the context lines.
  func difference(to old: SourceText) -> [UInt8] {
    shownDiff(from: old.bytes, to: source.bytes, oldName: old.name, newName: old.name)
  }
}
