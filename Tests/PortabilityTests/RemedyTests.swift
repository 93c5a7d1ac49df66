import Accounts
import CatalogReading
import Diagnostics
import Foundation
import JSONText
import Portability
import Providers
import Reporting
import Syntax
import TestSupport
import Testing

/// The changes that lift what blocks a provider.
@Suite struct RemedyTests {
  private static let catalog = """
    {
      "features": {
        "api": {"type": "boolean"}
      },
      "plans": {
        "pro": {
          "entitlements": {"api": true},
          "prices": {
            "monthly": {
              "amount": 12345,
              "currency": "KWD",
              "interval": "month",
              "trialDays": 1000,
              "trialCard": false
            },
            "biennial": {
              "amount": 20000,
              "currency": "USD",
              "interval": "month",
              "intervalCount": 24
            }
          }
        }
      }
    }

    """

  private func portability(_ text: String, _ provider: Provider, _ format: CatalogFormat = .json) throws -> Portability {
    let source = SourceText(name: "billing/catalog.\(format.rawValue)", bytes: Array(text.utf8))
    let compilation = Compilation(source, format: format, providers: .named([provider]))
    return Portability(try #require(compilation.catalog), in: compilation.tree, format: format, providers: [provider])
  }

  private func findings(_ bytes: [UInt8], _ provider: String) -> [Diagnostic] {
    let source = SourceText(name: "catalog.json", bytes: bytes)
    return Compilation(source, providers: .named([Provider.named(provider)].compactMap(\.self))).diagnostics
  }

  @Test func `an amount is rounded to what the provider accepts, and a trial is shortened`() throws {
    let provider = try #require(try portability(Self.catalog, .stripe).providers.first)
    let remedies = Dictionary(uniqueKeysWithValues: provider.blockers.map { ($0.diagnostic.rule, $0.remedy?.message) })
    #expect(remedies["stripe/amount-too-precise"] == "write `12340`")
    let change = try #require(provider.change)
    // The trial is only reported once the price is for sale.
    #expect(change.steps.map(\.message) == ["write `12340`", "write `730`"])
    #expect(findings(change.bytes, "stripe").filter { $0.severity != .note }.isEmpty)
    #expect((change.lifted, change.total, change.remaining) == (1, 1, 0))
  }

  @Test func `an interval is written in years`() throws {
    let catalog = Self.catalog.replacingOccurrences(of: #""KWD""#, with: #""USD""#)
    let provider = try #require(try portability(catalog, .dodo).providers.first)
    let all = provider.blockers.filter { $0.diagnostic.path.hasPrefix("plans.pro.prices.biennial") }
    for blocker in all { #expect(blocker.remedy != nil, "\(blocker.diagnostic.message)") }
  }

  @Test func `what a provider ignores is removed, in a Swift catalog, too`() throws {
    let json = Self.catalog.replacingOccurrences(of: "KWD", with: "USD").replacingOccurrences(of: "1000", with: "30")
    let source = SourceText(name: "catalog.json", bytes: Array(json.utf8))
    let swift = MemorySystem(["catalog.json": json]).run("convert", "catalog.json", "--to", "swift").output
    #expect(Compilation(source, providers: .named([])).diagnostics.count(.error) == 0)
    for (text, format) in [(json, CatalogFormat.json), (swift, .swift)] {
      let provider = try #require(try portability(text, .creem, format).providers.first)
      let blocker = try #require(provider.blockers.first { $0.diagnostic.rule == "creem/trial-card-required" })
      #expect(blocker.remedy?.message == "remove `trialCard`", "\(format)")
    }
  }

  @Test func `nothing is removed that is sold`() throws {
    // Razorpay has no discounts, and charges no tiers of seats.
    let seats = try #require(exampleCatalogs.first { $0.name == "seats.json" })
    let provider = try #require(try portability(seats.text, .razorpay).providers.first)
    #expect(provider.blockers.contains { $0.diagnostic.rule == "razorpay/charge-unsupported" })
    #expect(provider.change == nil)
  }

  @Test func `a limit of a discount is not removed`() throws {
    let catalog = """
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "discounts": {"launch": {"percent": 20, "duration": "once",
         "codes": {"LAUNCH": {"minimum": {"USD": 7000}, "maxPerCustomer": 1, "firstPurchaseOnly": true}}}}}
      """
    for provider in [Provider.polar, .creem, .autumn] {
      let own = try #require(try portability(catalog, provider).providers.first)
      let limits = own.blockers.filter { $0.diagnostic.rule.hasSuffix("/discount-limit-not-enforced") }
      #expect(!limits.isEmpty, "\(provider.name)")
      for limit in limits { #expect(limit.remedy == nil, "\(provider.name) \(limit.diagnostic.path)") }
    }
  }

  @Test func `each change lifts its finding, and leads to no error and no lint`() throws {
    var count = 0
    for (name, bytes) in PortabilityTests.catalogs {
      let compared = try PortabilityTests.Compared(name, bytes)
      let lints = Set(compared.compilation.diagnostics.filter { $0.provider == nil }.map(\.rule))
      for provider in compared.portability.providers {
        for blocker in provider.blockers {
          guard let remedy = blocker.remedy else { continue }
          count += 1
          let after = findings([remedy].applied(to: bytes).bytes, provider.name)
          let comment = Comment(rawValue: "\(name), \(provider.name): \(remedy.message) at \(blocker.diagnostic.path)")
          #expect(after.count(.error) == 0, comment)
          #expect(
            !after.contains {
              $0.rule == blocker.diagnostic.rule && $0.pointer == blocker.diagnostic.pointer
                && $0.message == blocker.diagnostic.message
            }, comment)
          #expect(Set(after.filter { $0.provider == nil }.map(\.rule)).isSubset(of: lints), comment)
        }
        guard let change = provider.change else { continue }
        #expect(change.lifted > 0 && change.lifted <= change.total)
        let after = findings(change.bytes, provider.name)
        #expect(after.count(.error) == 0)
        #expect(after.count(.warning) >= change.remaining)
      }
    }
    #expect(count > 20)
  }

  // MARK: Large catalogs

  /// Plans with a trial that is too long for Stripe, a price that it cannot charge, and a field that Creem ignores.
  private func catalog(plans count: Int) -> String {
    let plans = (0..<count).map { index in
      """
      "plan\(index)": {"entitlements": {"api": true}, "prices": {
        "monthly": {"amount": \(1000 + 10 * index), "currency": "USD", "interval": "month", "trialDays": 1000, "trialCard": false},
        "dinar": {"amount": \(12345 + 10 * index), "currency": "KWD", "interval": "month"}}}
      """
    }
    return #"{"features": {"api": {"type": "boolean"}}, "plans": {\#n\#(plans.joined(separator: ",\n"))}}"#
  }

  private func remedies(_ provider: ProviderPortability) -> [String: String?] {
    Dictionary(
      provider.blockers.filter { $0.diagnostic.severity != .note }.map {
        ("\($0.diagnostic.path) \($0.diagnostic.rule)", $0.remedy?.message)
      }
    ) { first, _ in first }
  }

  @Test(arguments: [Provider.stripe, .creem])
  func `in a large catalog, each plan has the changes that it has alone, in a few trials`(_ provider: Provider) throws {
    let alone = try #require(try portability(catalog(plans: 1), provider).providers.first)
    let all = try #require(try portability(catalog(plans: 120), provider).providers.first)
    let expected = remedies(alone).filter { $0.key.hasPrefix("plans.") }
    let found = remedies(all)
    #expect(!expected.isEmpty && expected.values.contains { $0 != nil })
    for (name, remedy) in expected { #expect(found[name] == remedy, "\(name)") }
    for index in 0..<120 {
      let own = found.filter { $0.key.hasPrefix("plans.plan\(index).") }
      #expect(own.count == expected.count && own.values.count { $0 == nil } == expected.values.count { $0 == nil })
    }
    let (one, change) = (try #require(alone.change), try #require(all.change))
    #expect(change.steps.count == 120 * one.steps.count)
    #expect((change.lifted, change.total, change.remaining) == (120 * one.lifted, 120 * one.total, 120 * one.remaining))
    #expect(all.trials <= 16)
  }

  @Test func `a change that is not needed beside another of the same plan is left out of a large catalog, too`() throws {
    let provider = try #require(try portability(catalog(plans: 120), .stripe).providers.first)
    let change = try #require(provider.change)
    #expect(Set(change.steps.map(\.path)).count == change.steps.count)
    #expect(findings(change.bytes, "stripe").filter { $0.provider == "stripe" && $0.severity != .note }.isEmpty)
  }

  @Test(.enabled(if: Shell.has("git"))) func `git applies the patch`() throws {
    let portability = try portability(Self.catalog, .stripe)
    let change = try #require(portability.providers.first?.change)
    let outcome = MemorySystem(["billing/catalog.json": Self.catalog])
      .run("compare", "billing/catalog.json", "--provider", "stripe", "--format", "json")
    let patch = try #require(
      try patches(outcome.output).first { $0.utf8.count > 0 })
    try Folder.with { folder in
      try FileManager.default.createDirectory(at: folder.url.appendingPathComponent("billing"), withIntermediateDirectories: true)
      try folder.write(Self.catalog, to: "billing/catalog.json")
      try folder.write(patch, to: "change.patch")
      let result = try Shell.run("git", ["apply", "change.patch"], in: folder.url)
      #expect(result.status == 0, "\(result.errorText)")
      #expect(folder.text("billing/catalog.json").map { Array($0.utf8) } == change.bytes)
    }
  }

  /// The patches for whole providers.
  private func patches(_ output: String) throws -> [String] {
    let document = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    let providers = try #require(document["providers"] as? [[String: Any]])
    return providers.compactMap { ($0["change"] as? [String: Any])?["patch"] as? String }
  }
}
