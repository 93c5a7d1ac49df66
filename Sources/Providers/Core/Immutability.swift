import Catalog
import CatalogDiff
import CatalogReading

/// What a provider does not let change once an object is there: a new catalog needs another object in its place, and the old
/// one is archived. A folder declares its own, and the comparison of catalogs knows no provider.
package struct Immutability: Sendable {
  /// What is made anew, as the provider calls it: `price`.
  package let object: String
  package let fields: [ChangedField]
  /// Options of the catalog that end up in the object.
  package let options: [String]
  /// Where the object comes from.
  package let scope: Scope
  /// Where the fact comes from.
  package let source: String

  package init(_ object: String, _ fields: [ChangedField], options: [String] = [], scope: Scope = Scope(), source: String) {
    self.object = object
    self.fields = fields
    self.options = options
    self.scope = scope
    self.source = source
  }

  /// Which changes a fact is about. What is left out does not matter.
  package struct Scope: Sendable {
    package var kinds: [Item.Kind] = Item.Kind.allCases
    /// Only what recurs.
    package var isRecurring = false
    /// Only items with more than one price.
    package var hasSeveralPrices = false
    /// The fields are what the object is found by: they may change where `providerIds` names it.
    package var name: Name?
    /// Only with this value of an option.
    package var option: (name: String, value: String)?

    package enum Name: Sendable {
      case ofItem, ofPrice
    }

    package init(
      kinds: [Item.Kind] = Item.Kind.allCases, isRecurring: Bool = false, hasSeveralPrices: Bool = false,
      name: Name? = nil, option: (name: String, value: String)? = nil
    ) {
      self.kinds = kinds
      self.isRecurring = isRecurring
      self.hasSeveralPrices = hasSeveralPrices
      self.name = name
      self.option = option
    }
  }
}

extension Provider {
  /// Whether the change needs another object at this provider.
  func needsOther(for change: Change, _ settings: ProviderSettings) -> Bool {
    if let provider = change.provider {
      guard provider == name else { return false }
      if change.needsOther { return true }
    }
    return immutable.contains { $0.stands(against: change, at: name, settings) }
  }

  /// Whether the change is one of an option on which it depends what customers pay or get.
  func changesTerms(_ change: Change) -> Bool {
    change.provider == name && change.option.map { termOptions.contains($0) } ?? false
  }
}

extension Immutability {
  fileprivate func stands(against change: Change, at provider: String, _ settings: ProviderSettings) -> Bool {
    let isConcerned = change.fields.contains(where: fields.contains) || change.option.map(options.contains) ?? false
    guard isConcerned else { return false }
    if let option = scope.option, settings.text(option.name) != option.value { return false }
    // What is said of a provider, a meter or a feature is in no item.
    guard let subject = change.subject else { return true }
    let known =
      switch scope.name {
      case nil: false
      case .ofItem: subject.itemIDs.contains(provider)
      case .ofPrice: subject.priceIDs.contains(provider)
      }
    return !known && scope.kinds.contains(subject.kind) && (subject.recurs || !scope.isRecurring)
      && (subject.hasSeveralPrices || !scope.hasSeveralPrices)
  }
}
