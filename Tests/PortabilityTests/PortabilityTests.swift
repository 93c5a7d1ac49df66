import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundation
import Fuzzing
import JSONText
import Portability
import Providers
import Reporting
import Syntax
import TestSupport
import Testing

/// What providers can do with a catalog, against their artifacts and findings.
@Suite struct PortabilityTests {
  /// A catalog compiled for every provider, twice: by `compile` and by the comparison.
  struct Compared {
    let name: String
    let compilation: Compilation
    let portability: Portability

    init(_ name: String, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
      self.name = name
      compilation = Compilation(SourceText(name: "catalog.json", bytes: bytes), providers: .named(Provider.all))
      let catalog = try #require(compilation.catalog, "\(name)", sourceLocation: sourceLocation)
      portability = Portability(catalog, in: compilation.tree, format: .json, providers: Provider.all)
    }

    /// What each provider says, and does.
    var providers: [(ProviderPortability, Compilation.Output, [Diagnostic])] {
      zip(portability.providers, compilation.outputs).map { provider, output in
        (provider, output, compilation.diagnostics.filter { $0.provider == provider.name })
      }
    }
  }

  static let catalogs: [(name: String, bytes: [UInt8])] =
    exampleCatalogs.map { ($0.name, $0.bytes) }
    + (0..<12).map { ("seed \($0)", RandomCatalog(seed: $0).json.text(pretty: true)) }

  static func all() throws -> [Compared] { try catalogs.map { try Compared($0.name, $0.bytes) } }

  private func names(_ requests: Requests, _ kind: String, _ id: String, _ price: String? = nil) -> [String] {
    let name = Request.id(kind, id) + (price.map { "/" + Request.id($0) } ?? "")
    return requests.map(\.id).filter { ($0 + "/").contains("/\(name)/") }
  }

  // MARK: Artifacts

  @Test func `what is not possible has no template and no price, and what is possible has one`() throws {
    var (refused, sold) = (0, 0)
    for compared in try Self.all() {
      for (provider, output, _) in compared.providers where provider.name != "openmeter" {
        for (entry, cell) in zip(compared.portability.entries, provider.cells) where entry.kind != .discount {
          let comment = Comment(
            rawValue:
              "\(compared.name), \(provider.name), \(entry.kind) \(entry.id): \(cell.blockers.map { provider.blockers[$0].diagnostic.message })"
          )
          let templates = names(output.artifact.purchase, entry.kind.rawValue, entry.id)
          if cell.answer == .notPossible {
            refused += 1
            #expect(templates == [], comment)
            // An add-on that fits no plan is created all the same.
            let fitsNoPlan = cell.blockers.contains { provider.blockers[$0].diagnostic.rule.hasSuffix("/addon-without-plan") }
            let prices = names(output.artifact.setup, entry.kind.rawValue, entry.id).filter { $0.hasPrefix("prices/") }
            #expect(prices.isEmpty || fitsNoPlan, comment)
          } else if !entry.prices.isEmpty, compared.isOffered(entry) {
            sold += 1
            #expect(!templates.isEmpty, comment)
          }
          for (price, answer) in zip(entry.prices, cell.prices) where compared.isOffered(entry) {
            let own = names(output.artifact.purchase, entry.kind.rawValue, entry.id, price)
            #expect(own.isEmpty == (answer == .notPossible), comment)
          }
        }
      }
    }
    #expect(refused > 0 && sold > 0)
  }

  @Test func `discounts that are not possible have no body, and the others have one`() throws {
    var answers: Set<Portability.Answer> = []
    for compared in try Self.all() {
      for (provider, output, _) in compared.providers where provider.name != "openmeter" {
        for (entry, cell) in zip(compared.portability.entries, provider.cells) where entry.kind == .discount {
          answers.insert(cell.answer)
          let own = Request.id(entry.id)
          let bodies = output.artifact.setup.map(\.id).filter { id in
            ["coupons/\(own)", "discounts/\(own)"].contains { (id + "/").hasPrefix($0 + "/") }
          }
          let uses = compared.discount(entry.id)?.providerIds.contains { $0.provider == provider.name } ?? false
          if !uses { #expect(bodies.isEmpty == (cell.answer == .notPossible), "\(compared.name), \(provider.name), \(entry.id)") }
        }
      }
    }
    #expect(answers.isSuperset(of: [.exact, .notPossible]))
  }

  // MARK: Findings

  @Test func `an exact entry has no warning, and every warning is a blocker`() throws {
    for compared in try Self.all() {
      for (provider, _, diagnostics) in compared.providers {
        let warnings = diagnostics.filter { $0.severity != .note }
        let known = provider.blockers.map(\.diagnostic).filter { $0.severity != .note }
        #expect(warnings.map(\.message) == known.map(\.message), "\(compared.name), \(provider.name)")
        for (entry, cell) in zip(compared.portability.entries, provider.cells) {
          let path = "\(entry.kind)s.\(entry.id)"
          let own = warnings.filter { $0.path == path || $0.path.hasPrefix(path + ".") }
          if cell.answer == .exact { #expect(own.isEmpty, "\(compared.name), \(provider.name), \(path)") }
          #expect(cell.blockers.count >= own.count)
        }
      }
    }
  }

  @Test func `an answer says the most serious of what is found`() throws {
    for compared in try Self.all() {
      for provider in compared.portability.providers {
        for (entry, cell) in zip(compared.portability.entries, provider.cells) {
          let answers = Set(cell.blockers.map { provider.blockers[$0].answer })
          switch cell.answer {
          case .exact: #expect(answers.isEmpty && Set(cell.prices).isSubset(of: [.exact]))
          case .difference: #expect(answers.contains(.difference) || cell.prices.contains(.notPossible))
          case .application: #expect(answers.contains(.application))
          case .notPossible: #expect(Set(cell.prices).isSubset(of: [.notPossible]), "\(entry.id)")
          }
        }
      }
    }
  }

  @Test func `a finding about a feature is about the items that grant it`() throws {
    let compared = try Compared(
      "features",
      Array(
        """
        {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly": {"amount": 2000, "currency": "USD",
           "interval": "month"}}},
           "bare": {"entitlements": {}, "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}}}}
        """.utf8))
    let razorpay = try #require(compared.portability.providers.first { $0.name == "razorpay" })
    #expect(razorpay.cells.map(\.answer) == [.application, .exact])
    let notes = razorpay.blockers.filter { $0.diagnostic.rule == "razorpay/feature-not-sent" }
    #expect(notes.map(\.entries) == [[0], []])
  }

  // MARK: Rules

  /// The findings of each rule of a provider in its wrong example.
  private static let examples: [(rule: Rule, messages: [String])] = Provider.all.flatMap { provider in
    provider.rules.filter { $0.exampleFormat.catalog == nil }.map { rule in
      let source = SourceText(name: "catalog.json", bytes: Array(Marked(rule.wrong).text.utf8))
      let compilation = Compilation(source, providers: .named([provider]))
      return (rule, compilation.diagnostics.filter { $0.rule == rule.name }.map(\.message))
    }
  }

  @Test func `a note that says what the application must do is left to the application`() {
    let notes = Self.examples.filter { example in
      example.rule.severity == .note && example.messages.contains { $0.contains("your application must") }
    }
    #expect(notes.count > 30)
    #expect(notes.filter { $0.rule.consequence != .application }.map(\.rule.name) == [])
  }

  @Test func `a rule that leaves something to the application says so`() {
    let rules = Self.examples.filter { $0.rule.consequence == .application }
    #expect(rules.count > 50)
    let silent = rules.filter { example in
      !(example.messages + [example.rule.explanation, example.rule.summary]).contains { text in
        ["application", "payment provider", "elsewhere"].contains { text.contains($0) }
      }
    }
    #expect(silent.map(\.rule.name) == [])
  }

  @Test func `a warning changes something for customers`() {
    #expect(Provider.all.flatMap(\.rules).filter { $0.severity != .note && $0.consequence == .nothing }.map(\.name) == [])
  }
}

extension PortabilityTests.Compared {
  fileprivate func isOffered(_ entry: Portability.Entry) -> Bool {
    compilation.catalog?.items.contains { $0.kind.rawValue == entry.kind.rawValue && $0.header.id == entry.id && $0.isOffered }
      ?? false
  }

  fileprivate func discount(_ id: String) -> Discount? { compilation.catalog?.discounts.first { $0.header.id == id } }
}
