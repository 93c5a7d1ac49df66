import CatalogReading
import Testing

@testable import BillingCatalog
@testable import Syntax

/// The library's types have the fields of the format, and write all of them: a field that one of them lacks could be printed as
/// Swift, and not compiled.
@Suite struct LibraryFieldTests {
  @Test func `every type of the library has the fields that the format gives it`() {
    let types = SwiftVocabulary.catalog.objects
    var found: [String: Set<String>] = [:]
    func visit(_ value: Any) {
      let mirror = Mirror(reflecting: value)
      let name = String(describing: mirror.subjectType)
      if types[name] != nil {
        found[name] = Set(mirror.children.compactMap(\.label))
        let written = (value as? any JSONObject)?.members.map(\.key) ?? []
        #expect(Set(written) == found[name], "\(name)")
      }
      for child in mirror.children { visit(child.value) }
    }
    for catalog in exampleCatalogs { visit(catalog.value) }
    for (name, fields) in types { #expect(found[name] == Set(fields.keys), "\(name)") }
  }
}
