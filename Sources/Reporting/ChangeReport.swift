import CatalogDiff
import Diagnostics

/// What has changed between two catalogs, ready to be written in any format.
package struct ChangeReport: Sendable {
  package let old: SourceText
  package let new: SourceText
  package let differences: [Difference]
  /// The providers that need another object somewhere, in the order in which they are listed everywhere.
  package let providers: [String]

  package init(old: SourceText, new: SourceText, differences: [Difference], providers: [String]) {
    self.old = old
    self.new = new
    self.differences = differences
    self.providers = providers
  }

  package func count(_ changeClass: ChangeClass) -> Int { differences.count { $0.classes.contains(changeClass) } }

  /// `3 changes: 1 customer, 2 provider (stripe, razorpay)`. A change counts for each of its classes.
  var summary: String {
    guard !differences.isEmpty else { return "no changes in meaning" }
    let counts = ChangeClass.allCases.filter { count($0) > 0 }.map { changeClass in
      let names = changeClass == .provider ? " (\(providers.joined(separator: ", ")))" : ""
      return "\(count(changeClass)) \(changeClass.rawValue)\(names)"
    }
    return "\(differences.count) change\(differences.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
  }

  /// The differences by their strongest class, without classes that have none.
  var groups: [(changeClass: ChangeClass, differences: [Difference])] {
    ChangeClass.allCases.map { changeClass in (changeClass, differences.filter { $0.classes.first == changeClass }) }
      .filter { !$0.1.isEmpty }
  }
}

/// A format of `diff --format`, and how changes are written in it.
package struct ChangeFormat: Sendable {
  package let name: String
  package let write: @Sendable (ChangeReport) -> String

  package static let all: [ChangeFormat] = [
    ChangeFormat(name: "human", write: writeHuman), ChangeFormat(name: "json", write: writeJSON),
    ChangeFormat(name: "markdown", write: writeMarkdown),
  ]
}

extension ChangeClass {
  /// As a heading says it.
  var meaning: String {
    switch self {
    case .customer: "what customers have gets less, or what they pay gets more"
    case .provider: "a provider needs another object, and the old one is archived"
    case .api: "names that programs refer to"
    case .compatible: "better for customers, or neutral"
    case .cosmetic: "texts for people, metadata, and order"
    }
  }
}

extension Difference {
  /// Where it is in the new catalog; for what is gone, in the old one.
  var location: Location? { new ?? old }

  /// What its group does not tell: `provider: stripe, razorpay; api`.
  var furtherClasses: String {
    classes.map { changeClass in
      changeClass == .provider ? "provider: \(providers.joined(separator: ", "))" : changeClass.rawValue
    }.dropFirst(classes.first == .provider ? 0 : 1).joined(separator: "; ")
  }
}
