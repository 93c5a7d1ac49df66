/// How the examples of a rule are spelled, and what they are examples of.
package struct ExampleFormat: Hashable, Sendable {
  /// As `catalogc rules --format json` writes it.
  package let name: String
  /// What the examples are, for the line above ``catalog``; nil where they are catalogs themselves.
  package let title: String?
  /// The catalog that the examples belong to; nil where they are catalogs themselves.
  package let catalog: String?

  package init(_ name: String, title: String? = nil, catalog: String? = nil) {
    self.name = name
    self.title = title
    self.catalog = catalog
  }

  /// A catalog.
  package static let json = ExampleFormat("json")
  package static let swift = ExampleFormat("swift")
  /// A catalog in JSON in which `\xE9` stands for the byte E9: what is not UTF-8 can be shown in no other way.
  package static let escapedJSON = ExampleFormat("escaped-json")
}
