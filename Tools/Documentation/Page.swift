import CatalogPrinting
import CatalogcCLI
import JSONText
import Providers

/// A page of `docs` that is made of the program's declarations, or of what it does.
package struct Page: Sendable {
  /// In the folder `docs`.
  package let name: String
  package let bytes: [UInt8]

  package static let all: [Page] = [
    Page(name: "rules.md", bytes: Array(RuleText.reference.utf8)),
    Page(
      name: "providers.md",
      bytes: Array("\(ProviderText.reference(madeBy: "make docs"))\n\(Coverage.all.markdown)".utf8)),
    Page(
      name: "catalog.schema.json",
      bytes: catalogSchema(providers: Provider.declarations).text(pretty: true) + [UInt8(ascii: "\n")]),
  ]
}
