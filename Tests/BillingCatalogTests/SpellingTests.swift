import Accounts
import BillingCatalog
import CatalogCompiler
import CatalogReading
import Diagnostics
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

/// The compiler of Swift and the reader take one file for the same catalog, and the JSON spelling says it too.
@Suite struct SpellingTests {
  @Test(arguments: exampleCatalogs + [CompiledCatalog(name: "literals", value: literals)])
  func `what Swift compiles is what the reader reads, in the same order`(catalog: CompiledCatalog) {
    let reading = Reading(catalog.swift)
    #expect(reading.isComplete)
    #expect(reading.diagnostics.map(\.message) == [])
    #expect(lines(reading.json.normalised) == lines(parsed(catalog.value.json)))
  }

  @Test(arguments: exampleCatalogs) func `both spellings of an example are one catalog`(catalog: CompiledCatalog) {
    let (tree, isComplete, findings) = JSONReader.read(catalog.json)
    #expect(isComplete && findings.isEmpty)
    #expect(lines(JSON(tree, .root).normalised) == lines(parsed(catalog.value.json)))
  }

  @Test(arguments: exampleCatalogs, Provider.all.map(\.name))
  func `both spellings and the value give the same artifact`(catalog: CompiledCatalog, name: String) throws {
    let provider = try #require(Provider.named(name))
    let json = try #require(Compilation(catalog.json, providers: .named([provider])).outputs.first)
    let swift = try #require(Compilation(catalog.swift, format: .swift, providers: .named([provider])).outputs.first)
    #expect(lines(json.artifact.json(warnings: json.warnings)) == lines(swift.artifact.json(warnings: swift.warnings)))
    #expect(json.bytes == swift.bytes)
    let value = try CatalogCompiler().compile(catalog.value, for: try #require(CatalogCompiler.Provider(rawValue: name)))
    #expect(value.bytes == json.bytes)
  }

  /// A line for each value, so that a difference is told by its line.
  private func lines(_ json: JSON) -> [String] {
    String(decoding: json.text(pretty: true), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func parsed(_ text: String) -> JSON {
    let tree = JSONReader.read(SourceText(name: "value.json", bytes: Array(text.utf8))).tree
    return JSON(tree, .root)
  }
}
