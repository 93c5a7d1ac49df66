import BillingCatalog

/// A catalog to check or compile, as text or as a value.
///
///     let text = try String(contentsOfFile: "catalog.json", encoding: .utf8)
///     let findings = CatalogCompiler().check(.json(text))
public enum CatalogSource: Hashable, Sendable {
  /// The text of a `.json` catalog.
  case json(String)
  /// The text of a `.swift` catalog, which is read but not executed.
  case swift(String)
  /// A catalog of the library `BillingCatalog`. Its findings have no location.
  case value(Catalog)
}
