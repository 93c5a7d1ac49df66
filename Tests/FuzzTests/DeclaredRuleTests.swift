import Accounts
import CatalogReading
import Diagnostics
import Fuzzing
import Providers
import Syntax
import TestSupport
import Testing

/// `explain`, `rules` and `--allow` know a rule only if its provider declares it.
@Suite struct DeclaredRuleTests {
  private static let declared = Set(Provider.all.flatMap { $0.rules.map(\.name) })

  private func undeclared(_ compilation: Compilation) -> [String] {
    compilation.diagnostics.map(\.rule).filter { $0.contains("/") && !Self.declared.contains($0) }
  }

  @Test(arguments: exampleCatalogs) func `a provider declares what it reports about a catalog`(catalog: ExampleCatalog) {
    #expect(undeclared(Compilation(catalog.source, providers: .named(Provider.all))) == [])
  }

  @Test func `a provider declares what it reports about a seed`() throws {
    for seed in try Seed.all(in: projectFolder) {
      let source = SourceText(name: "catalog.\(seed.format.rawValue)", bytes: seed.bytes)
      let found = undeclared(Compilation(source, format: seed.format, providers: .named(Provider.all)))
      #expect(found == [], "\(seed.name)")
    }
  }

  @Test(arguments: 0..<30) func `a provider declares what it reports about a random catalog`(seed: UInt64) throws {
    #expect(undeclared(try SoundCatalog(seed: seed).compilation) == [])
  }
}
