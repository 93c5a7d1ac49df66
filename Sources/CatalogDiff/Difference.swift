import Diagnostics
import JSONText

/// Who is affected by a catalog change, in decreasing order of severity.
package enum ChangeImpact: String, CaseIterable, Comparable, Sendable {
  /// Customers get less or pay more, or that cannot be ruled out.
  case customer
  /// A provider does not support the change in place: it needs a new object, and the old one is archived.
  case provider
  /// An identifier that programs use changes, or the data that they send.
  case api
  /// Better for customers, or neutral; deploying the new catalog is enough.
  case compatible
  /// Display text, metadata and the order of the file.
  case cosmetic

  package var isBreaking: Bool { self < .compatible }

  package static func < (left: ChangeImpact, right: ChangeImpact) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A semantic difference between two catalogs, with everything that a report needs.
package struct Difference: Sendable {
  package enum Kind: String, Sendable {
    case added, removed, changed, renamed
  }

  package let kind: Kind
  /// In order, without duplicates; never empty.
  package let classes: [ChangeImpact]
  /// The names of the providers that need a new object; empty unless ``classes`` contains ``ChangeImpact/provider``.
  package let providers: [String]
  package let message: String
  /// The location in the old catalog; nil if it has no counterpart there.
  package let old: Location?
  package let new: Location?
  package let oldValue: JSON?
  package let newValue: JSON?
  /// Why the change need not fail a comparison, if it was reviewed.
  package var acceptance: AcceptedChange?

  package init(
    kind: Kind, classes: [ChangeImpact], providers: [String], message: String, old: Location?, new: Location?,
    oldValue: JSON?, newValue: JSON?
  ) {
    self.kind = kind
    self.classes = classes
    self.providers = providers
    self.message = message
    self.old = old
    self.new = new
    self.oldValue = oldValue
    self.newValue = newValue
  }
}
