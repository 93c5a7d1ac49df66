import Accounts
import BillingCatalog
import CatalogCompilation
import CatalogReading
import Diagnostics
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

/// The Swift compiler and the reader agree on the catalog of a file, and so does its JSON.
@Suite struct SpellingTests {
  @Test(arguments: exampleCatalogs + testCatalogs)
  func `the compiler and the reader give the same catalog in the same order`(catalog: CompiledCatalog) {
    let reading = Reading(catalog.swift)
    #expect(reading.isComplete)
    #expect(reading.diagnostics.map(\.message) == [])
    #expect(lines(reading.json.normalised) == lines(parsed(catalog.value.json)))
  }

  @Test(arguments: exampleCatalogs) func `both formats of an example are the same catalog`(catalog: CompiledCatalog) {
    let (tree, isComplete, findings) = JSONReader.read(catalog.json)
    #expect(isComplete && findings.isEmpty)
    #expect(lines(JSON(tree, .root).normalised) == lines(parsed(catalog.value.json)))
  }

  @Test(arguments: exampleCatalogs, Provider.all.map(\.name))
  func `both formats and the value give the same artifact`(catalog: CompiledCatalog, name: String) throws {
    let provider = try #require(Provider.named(name))
    let json = try #require(Compilation(catalog.json, providers: .named([provider])).outputs.first)
    let swift = try #require(Compilation(catalog.swift, format: .swift, providers: .named([provider])).outputs.first)
    #expect(lines(json.artifact.json(warnings: json.warnings)) == lines(swift.artifact.json(warnings: swift.warnings)))
    #expect(json.bytes == swift.bytes)
    let named = try #require(CatalogCompiler.Provider(rawValue: name))
    let value = try CatalogCompiler().compile(.value(catalog.value), for: named)
    #expect(value.bytes == json.bytes)
  }

  /// One value per line, so that differences are easy to find.
  private func lines(_ json: JSON) -> [String] {
    String(decoding: json.text(pretty: true), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func parsed(_ text: String) -> JSON {
    let tree = JSONReader.read(SourceText(name: "value.json", bytes: Array(text.utf8))).tree
    return JSON(tree, .root)
  }
}
