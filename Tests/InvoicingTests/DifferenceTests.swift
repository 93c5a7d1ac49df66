import Catalog
import Diagnostics
import Foundations
import Invoicing
import ProviderBilling
import Providers
import TestSupport
import Testing

/// The smallest usage, or quantity, at which two bill differently.
@Suite struct DifferenceTests {
  private static let package = Shop.calls(#""amount": "2.00", "package": 1000"#, beyond: "5000")

  private func billing(_ text: String, _ name: String) throws -> Billing {
    let provider = try #require(Provider.named(name))
    return try #require(Billing(SourceText(name: "catalog.json", bytes: Array(text.utf8)), provider))
  }

  private func outcomes(_ text: String, _ first: String, _ second: String? = nil) throws -> [CostComparison.Outcome] {
    let own = try billing(text, first)
    let other = try second.map { Biller.provider(try billing(text, $0).book) } ?? .catalog
    let (purchase, problems) = Basket(plan: "pro").request.resolved(in: own.catalog)
    return try #require(purchase, "\(problems)").comparisons(of: .provider(own.book), other, in: own.catalog).map(\.outcome)
  }

  /// A package that is used in part costs less in proportion, from the first unit beyond the allowance.
  @Test(arguments: ["stripe", "creem"]) func `packages in proportion differ at the first unit that is paid`(name: String) throws {
    #expect(
      try outcomes(Self.package, name)
        == [.differs(at: decimal("5001"), first: decimal("0.2"), second: decimal("200"))])
  }

  @Test(arguments: ["openmeter", "autumn"]) func `packages that are rounded up are the same at every usage`(name: String) throws {
    #expect(try outcomes(Self.package, name) == [.same(upTo: nil)])
  }

  @Test func `two providers are compared with each other`() throws {
    #expect(try outcomes(Self.package, "openmeter", "autumn") == [.same(upTo: nil)])
    #expect(
      try outcomes(Self.package, "autumn", "stripe")
        == [.differs(at: decimal("5001"), first: decimal("200"), second: decimal("0.2"))])
  }

  @Test func `tiers of usage and of a quantity are the same at every number`() throws {
    let tiers = Shop.graduated(#"{"upTo": 9000, "amount": "0.50"}, {"amount": "0.40"}"#)
    #expect(try outcomes(Shop.calls(tiers, beyond: "5000"), "polar") == [.same(upTo: nil)])
    let seats = Shop.plan(
      #""calls": "unlimited""#,
      #""quantity": {"feature": "seats", "max": 50}, "prices": {"monthly": {"mode": "volume", "tiers": [{"upTo": 9, "#
        + #""amount": 900}, {"amount": 800}], "currency": "USD", "interval": "month"}}"#)
    #expect(try outcomes(seats, "stripe") == [.same(upTo: decimal("50"))])
  }

  /// What is bought is charged again where the provider only counts usage.
  @Test func `bought units move the difference`() throws {
    let text = Shop.plan(
      #""calls": {"amount": 100, "prices": {"usd": {"amount": "0.10", "currency": "USD"}}}"#, Shop.monthly,
      #"""
      "topups": {"pack": {"feature": "calls", "amount": 50, "prices": {
        "usd": {"amount": "4.00", "currency": "USD", "interval": "one_time"}}}}
      """#)
    for (name, outcome) in [
      ("stripe", CostComparison.Outcome.differs(at: decimal("101"), first: decimal("10"), second: decimal("0"))),
      ("autumn", .same(upTo: nil)), ("polar", .same(upTo: nil)),
    ] {
      let billing = try billing(text, name)
      let purchase = try #require(Basket(plan: "pro", topups: ["pack": 1]).request.resolved(in: billing.catalog).purchase)
      let comparisons = purchase.comparisons(of: .provider(billing.book), .catalog, in: billing.catalog)
      #expect(comparisons.map(\.outcome) == [outcome], "\(name)")
    }
  }

  /// Polar does not count events without the value that a filter excludes.
  @Test func `other events are a difference at every number`() throws {
    let polar = try #require(Provider.named("polar"))
    let billing = try #require(Billing(ProviderBillTests.counting, polar))
    let purchase = try #require(billing.purchases.first)
    let dollars = try #require(purchase.currency)
    for (first, second, isFirst) in [
      (Biller.provider(billing.book), Biller.catalog, true), (.catalog, .provider(billing.book), false),
    ] {
      let comparisons = purchase.comparisons(of: first, second, in: billing.catalog)
      let others = comparisons.filter { $0.outcome == .countsOtherwise(first: isFirst, second: !isFirst) }
      let features = others.compactMap { if case .usage(let feature) = $0.subject { feature } else { nil } }
      #expect(features.map { billing.catalog.features[$0].header.id } == ["other"])
      let report = CostComparisonReport(comparisons, of: first, second, in: billing.catalog, dollars)
      #expect(report.hasDifference)
      #expect(report.text.contains("`other`: Polar does not count the same events as the catalog\n"))
    }
  }
}
