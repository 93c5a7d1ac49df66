import CatalogDiff
import Diagnostics
import JSONText

/// The changes between two catalogs, ready to be written in any format.
package struct ChangeReport: Sendable {
  package let old: SourceText
  package let new: SourceText
  package let differences: [Difference]
  /// The providers that need a new object for any change, in the usual order.
  package let providers: [String]
  /// The invoices of scenarios in both catalogs; nil without scenarios.
  package let invoices: [InvoiceRow]?

  package init(
    old: SourceText, new: SourceText, differences: [Difference], providers: [String], invoices: [InvoiceRow]? = nil
  ) {
    self.old = old
    self.new = new
    self.differences = differences
    self.providers = providers
    self.invoices = invoices
  }

  package func count(_ changeClass: ChangeImpact) -> Int { differences.count { $0.classes.contains(changeClass) } }

  /// `2 changes: 1 affects customers, 2 need new objects (stripe, razorpay)`. A change counts once for each of its classes.
  var summary: String {
    guard !differences.isEmpty else { return "no semantic changes" }
    let counts = ChangeImpact.allCases.filter { count($0) > 0 }.map { changeClass in
      let number = count(changeClass)
      let isOne = number == 1
      return switch changeClass {
      case .customer: "\(number) \(isOne ? "affects" : "affect") customers"
      case .provider: "\(number) \(isOne ? "needs a new object" : "need new objects") (\(providers.joined(separator: ", ")))"
      case .api: "\(number) \(isOne ? "changes an identifier" : "change identifiers")"
      case .compatible, .cosmetic: "\(number) \(changeClass.rawValue)"
      }
    }
    return "\(differences.count) change\(differences.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
  }

  /// The differences, grouped by their strongest class; without empty groups.
  var groups: [(changeClass: ChangeImpact, differences: [Difference])] {
    ChangeImpact.allCases.map { changeClass in (changeClass, differences.filter { $0.classes.first == changeClass }) }
      .filter { !$0.1.isEmpty }
  }
}

/// One invoice of a scenario in both catalogs.
package struct InvoiceRow: Sendable {
  package let scenario: String
  /// `a month`.
  package let pace: String
  package let old: String
  package let new: String
  /// `+5.3%`; empty if nothing changes.
  package let change: String
  /// The same for programs.
  package let json: JSON

  package init(scenario: String, pace: String, old: String, new: String, change: String, json: JSON) {
    self.scenario = scenario
    self.pace = pace
    self.old = old
    self.new = new
    self.change = change
    self.json = json
  }

  static let titles = ["scenario", "", "old", "new", "change"]

  var cells: [String] { [scenario, pace, old, new, change] }
}

/// A format of `diff --format`, with its writer.
package struct ChangeFormat: Sendable {
  package let name: String
  package let write: @Sendable (ChangeReport) -> String

  package static let all: [ChangeFormat] = [
    ChangeFormat(name: "human", write: writeHuman), ChangeFormat(name: "json", write: writeJSON),
    ChangeFormat(name: "markdown", write: writeMarkdown),
  ]
}

extension ChangeImpact {
  /// The explanation in the heading.
  var meaning: String {
    switch self {
    case .customer: "customers get less or pay more"
    case .provider: "a provider needs a new object, and the old one is archived"
    case .api: "identifiers that programs use"
    case .compatible: "better for customers, or neutral"
    case .cosmetic: "display text, metadata and order"
    }
  }
}

extension Difference {
  /// The location in the new catalog or, if it was removed, in the old one.
  var location: Location? { new ?? old }

  /// The classes and providers that the group's heading does not show: `provider: stripe, razorpay; api`.
  var furtherClasses: String {
    classes.map { changeClass in
      changeClass == .provider ? "provider: \(providers.joined(separator: ", "))" : changeClass.rawValue
    }.dropFirst(classes.first == .provider ? 0 : 1).joined(separator: "; ")
  }
}
