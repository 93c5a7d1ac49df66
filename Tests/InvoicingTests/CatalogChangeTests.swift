import CatalogReading
import Diagnostics
import Invoicing
import Providers
import TestSupport
import Testing

/// The numbers of a catalog that no scenario depends on.
@Suite struct CatalogChangeTests {
  private func changes(_ catalog: String, _ scenarios: String) throws -> [CatalogChange] {
    let source = SourceText(name: "catalog.json", bytes: Array(catalog.utf8))
    let analysis = analyze(source, providers: Provider.declarations)
    let file = readScenarios(SourceText(name: "scenarios.json", bytes: Array(scenarios.utf8)))
    return file.changes(
      of: analysis.tree, try #require(analysis.catalog), format: .json, providers: Provider.declarations)
  }

  private static let catalog = Shop.calls(
    Shop.graduated(#"{"upTo": 9000, "amount": "0.50"}, {"amount": "0.40"}"#), beyond: "5000", max: "20000")

  private func uncaught(_ scenarios: String) throws -> [String] {
    try changes(Self.catalog, scenarios).filter { !$0.isCaught }.map(\.location.path)
  }

  private let root = "plans.pro.entitlements.calls"

  @Test func `every number is changed once, up or else down`() throws {
    let changes = try changes(Self.catalog, "{}")
    #expect(
      changes.map { "\($0.location.path): \($0.old) to \($0.new)" } == [
        "\(root).amount: 5000 to 5500", "\(root).max: 20000 to 22000", "\(root).prices.usd.tiers.0.upTo: 9000 to 9900",
        #"\#(root).prices.usd.tiers.0.amount: "0.50" to "0.55""#, #"\#(root).prices.usd.tiers.1.amount: "0.40" to "0.44""#,
      ])
    #expect(changes.allSatisfy { !$0.isCaught })
  }

  @Test func `a scenario catches what its invoice depends on`() throws {
    #expect(
      try uncaught(#"{"some": {"plan": "pro", "usage": {"calls": 6000}, "expect": {"total": "500.00"}}}"#)
        == ["\(root).max", "\(root).prices.usd.tiers.0.upTo", "\(root).prices.usd.tiers.1.amount"])
    #expect(
      try uncaught(#"{"all": {"plan": "pro", "usage": {"calls": 21000}, "expect": {"total": "6400.00"}}}"#) == [])
  }

  @Test func `a scenario that fails anyway catches nothing`() throws {
    #expect(
      try uncaught(#"{"wrong": {"plan": "pro", "usage": {"calls": 6000}, "expect": {"total": "1.00"}}}"#).count == 5)
  }

  @Test func `what is no longer sold is left alone, and a price is lowered where it cannot rise`() throws {
    let catalog = Shop.plan(
      #""calls": 10"#,
      #"""
      "quantity": {"max": 10}, "prices": {"old": {"amount": 100, "currency": "USD", "interval": "month", "sold": false},
        "new": {"mode": "volume", "tiers": [{"upTo": 10, "amount": 100}, {"upTo": 11, "amount": 90}, {"amount": 80}],
          "currency": "USD", "interval": "month"}}
      """#)
    let paths = try changes(catalog, "{}").map { "\($0.location.path) \($0.new)" }
    #expect(!paths.contains { $0.hasPrefix("plans.pro.prices.old") })
    #expect(paths.contains("plans.pro.prices.new.tiers.0.upTo 9"))
  }
}
