import Accounts
import Diagnostics
import Providers
import TestSupport
import Testing

/// The catalogs that the repository ships as examples.
@Suite struct ExampleCatalogTests {
  @Test func `the example catalogs are found`() {
    for name in ["ai-saas.json", "currencies.json", "india.json"] {
      #expect(exampleCatalogs.contains { $0.name == name })
    }
  }

  @Test(arguments: exampleCatalogs) func `examples have no errors or warnings`(catalog: ExampleCatalog) {
    let compilation = Compilation(catalog.source, providers: .named([]))
    #expect(compilation.catalog != nil)
    #expect(compilation.diagnostics.filter { $0.severity != .note }.map { "\($0.rule) @ \($0.path)" } == [])
  }

  @Test(arguments: exampleCatalogs) func `examples compile for Stripe with only notes`(catalog: ExampleCatalog) throws {
    let stripe = try #require(Provider.named("stripe"))
    let compilation = Compilation(catalog.source, providers: .named([stripe]), isStrict: true)
    #expect(compilation.diagnostics.filter { $0.severity != .note }.map { "\($0.rule) @ \($0.path)" } == [])
    #expect(compilation.outputs.count == 1)
  }
}
