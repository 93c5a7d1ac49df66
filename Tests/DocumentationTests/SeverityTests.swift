import Accounts
import Catalog
import Diagnostics
import Documentation
import Providers
import TestSupport
import Testing

/// Warnings are about money, time and access; what is left to the application is a note.
@Suite struct SeverityTests {
  @Test(arguments: Provider.all.map(\.name)) func `the table has a line for each rule of a provider`(name: String) throws {
    let table = try Repository.text("docs/severities.md")
    let lines = Set(table.split(separator: "\n").compactMap { $0.split(separator: "|").first.map { String($0) } })
    for rule in try #require(Provider.named(name)).rules {
      #expect(lines.contains(" `\(rule.name.dropFirst(name.count + 1))` "), "\(rule.name)")
      let stake = try #require(rule.stake, "\(rule.name)")
      #expect(!stake.reason.isEmpty && !stake.reason.hasSuffix("."), "\(rule.name)")
    }
  }

  @Test func `rules about the catalog have no concern of a provider`() {
    #expect(Rule.all.filter { $0.provider == nil && $0.stake != nil }.map(\.name) == [])
  }

  /// A shared rule has one severity at all providers, except where a provider's consequence differs.
  @Test func `the facts with two severities are known`() {
    var severities: [String: Set<Severity>] = [:]
    for provider in Provider.all {
      for rule in provider.rules {
        severities[String(rule.name.dropFirst(provider.name.count + 1)), default: []].insert(rule.severity)
      }
    }
    #expect(
      severities.filter { $0.value.count > 1 }.keys.sorted()
        == ["name-too-short", "option-assumed", "quantity-unsupported", "trial-usage-not-stopped"])
  }

  /// Measured on the examples of all rules and on the example catalogs.
  @Test(arguments: Provider.all.map(\.name)) func `each warning of a provider is about money, time or access`(name: String) throws
  {
    let provider = try #require(Provider.named(name))
    let stakes = Dictionary(uniqueKeysWithValues: provider.rules.map { ($0.name, $0.stake) })
    var warned: Set<String> = []
    for compilation in compilations(for: provider) {
      for finding in compilation.diagnostics where finding.provider == name && finding.severity == .warning {
        warned.insert(finding.rule)
        let concern = stakes[finding.rule]??.concern
        #expect(concern == .money || concern == .time || concern == .access, "\(finding.rule)")
      }
    }
    // Those about Terraform's file are not found by a compilation.
    let others = Set(Rule.stripeTerraformRules.map(\.name))
    #expect(warned == Set(provider.rules.filter { $0.severity == .warning }.map(\.name)).subtracting(others))
  }

  /// Measured: a catalog without a warning is sold whole. OpenMeter grants what others sell.
  @Test(arguments: Provider.all.map(\.name).filter { $0 != "openmeter" })
  func `what a provider does not sell is a warning`(name: String) throws {
    let provider = try #require(Provider.named(name))
    for compilation in compilations(for: provider) {
      guard let output = compilation.outputs.first else { continue }
      let unsold = compilation.unsoldPrices(of: output)
      if unsold.isEmpty { continue }
      let warnings = compilation.diagnostics.filter { $0.provider == name && $0.severity == .warning }
      #expect(!warnings.isEmpty, "\(unsold)")
    }
  }

  /// The catalogs of the repository that `--strict` accepts, although they have everything that is sold.
  @Test(arguments: Provider.all.map(\.name))
  func `a catalog with plans, an add-on and a top-up passes strict`(name: String) throws {
    let provider = try #require(Provider.named(name))
    let passing = exampleCatalogs.filter { example in
      let compilation = Compilation(example.source, providers: .named([provider]), isStrict: true)
      guard let catalog = compilation.catalog, let output = compilation.outputs.first, compilation.diagnostics.count(.error) == 0
      else { return false }
      let kinds = Set(catalog.items.filter { item in item.isOffered && !item.prices.isEmpty }.map(\.kind))
      return kinds == [.plan, .addon, .topup] && (name == "openmeter" || compilation.unsoldPrices(of: output).isEmpty)
    }
    #expect(!passing.isEmpty)
  }

  /// The wrong and right examples of the provider's rules, and the catalogs of the repository.
  private func compilations(for provider: Provider) -> [Compilation] {
    let examples = provider.rules.flatMap { [Marked($0.wrong).text, Marked($0.right).text] }
    return (examples + exampleCatalogs.map(\.text)).map { text in
      Compilation(SourceText(name: "catalog.json", bytes: Array(text.utf8)), providers: .named([provider]))
    }
  }
}
