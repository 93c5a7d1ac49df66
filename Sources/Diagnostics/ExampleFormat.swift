/// The format of a rule's examples, and the catalog that they refer to.
package struct ExampleFormat: Hashable, Sendable {
  /// The name in the output of `catalogc rules --format json`.
  package let name: String
  /// Describes the examples, for the line above ``catalog``; nil if they are catalogs themselves.
  package let title: String?
  /// The catalog that the examples refer to; nil if they are catalogs themselves.
  package let catalog: String?

  package init(_ name: String, title: String? = nil, catalog: String? = nil) {
    self.name = name
    self.title = title
    self.catalog = catalog
  }

  /// A catalog.
  package static let json = ExampleFormat("json")
  package static let swift = ExampleFormat("swift")
  /// A catalog in JSON with escapes such as `\xE9` for the byte E9, because documentation cannot contain invalid UTF-8.
  package static let escapedJSON = ExampleFormat("escaped-json")
}
