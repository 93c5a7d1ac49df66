import CatalogPrinting
import CatalogcCLI
import JSONText
import Providers

/// A generated page of `docs`: the declarations of the program, or measurements of its output.
package struct Page: Sendable {
  /// The name of the file in `docs`.
  package let name: String
  package let bytes: [UInt8]

  package static let all: [Page] = [
    Page(name: "rules.md", bytes: Array(RuleText.reference().utf8)),
    Page(
      name: "providers.md",
      bytes: Array(
        """
        \(ProviderText.reference(generatedBy: "make docs"))
        \(ConstructTable.all.markdown)
        \(Coverage.all.markdown)
        """.utf8)),
    Page(name: "severities.md", bytes: Array(SeverityTable.markdown.utf8)),
    Page(name: "account-fields.md", bytes: Array(AccountTable.markdown.utf8)),
    Page(
      name: "catalog.schema.json",
      bytes: catalogSchema(providers: Provider.declarations).text(pretty: true) + [UInt8(ascii: "\n")]),
  ]
}
