import Diagnostics
import JSONText

/// What a change of the catalog means to those who have a copy of the old one. The strongest first.
package enum ChangeClass: String, CaseIterable, Comparable, Sendable {
  /// What customers have gets less, or what they pay gets more; or nobody can tell that it does not.
  case customer
  /// A provider does not let it change: it needs another object, and the old one is archived.
  case provider
  /// A name that programs refer to, or what they send, is another.
  case api
  /// Better for customers, or neutral, and nothing else has to be done than to send the new catalog.
  case compatible
  /// Texts for people, metadata, and the order of the file.
  case cosmetic

  package var isBreaking: Bool { self < .compatible }

  package static func < (left: ChangeClass, right: ChangeClass) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One difference in meaning between two catalogs, with everything that a report needs.
package struct Difference: Sendable {
  package enum Kind: String, Sendable {
    case added, removed, changed, renamed
  }

  package let kind: Kind
  /// In order, each once; never empty.
  package let classes: [ChangeClass]
  /// The providers that need another object, by name; empty where the change has not that class.
  package let providers: [String]
  package let message: String
  /// Where the old catalog says it; nil where it says nothing of the kind.
  package let old: Location?
  package let new: Location?
  package let oldValue: JSON?
  package let newValue: JSON?

  package init(
    kind: Kind, classes: [ChangeClass], providers: [String], message: String, old: Location?, new: Location?,
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
