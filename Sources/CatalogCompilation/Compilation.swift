import Accounts
import BillingCatalog
import CatalogReading
import Diagnostics
import Providers
import Syntax

extension Compilation {
  convenience init(_ source: CatalogSource, for providers: [CatalogCompiler.Provider], isStrict: Bool) {
    let (text, format): (String, CatalogFormat) =
      switch source {
      case .json(let text): (text, .json)
      case .swift(let text): (text, .swift)
      case .value(let catalog): (catalog.json, .json)
      }
    self.init(
      SourceText(name: "catalog.\(format.rawValue)", bytes: Array(text.utf8)), format: format,
      providers: providers.isEmpty ? .ofCatalog : .named(providers.compactMap { Provider.named($0.rawValue) }),
      isStrict: isStrict)
  }

  func findings(of source: CatalogSource) -> [CatalogCompiler.Finding] {
    guard !diagnostics.isEmpty else { return [] }
    // The JSON text of a value is not the caller's, so its lines would mean nothing.
    if case .value = source { return diagnostics.map { CatalogCompiler.Finding($0, at: nil) } }
    let lines = LineTable(tree.source)
    return diagnostics.map { CatalogCompiler.Finding($0, at: lines.position(at: $0.range.start)) }
  }
}
