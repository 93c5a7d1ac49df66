import Catalog
import CatalogDiff
import CatalogReading

/// Fields of a provider's existing objects that cannot be changed. When they change in the catalog, a new object is created
/// and the old one is archived. Each provider declares its own, so the comparison of catalogs needs no provider-specific code.
package struct ImmutableFields: Sendable {
  /// The object that is replaced, in the provider's terms, such as `price`.
  package let object: String
  package let fields: [ChangedField]
  /// The catalog's options that are part of the object.
  package let options: [String]
  /// The items that the object is created for.
  package let scope: Scope
  /// The provider's documentation of the fact.
  package let source: String

  package init(_ object: String, _ fields: [ChangedField], options: [String] = [], scope: Scope = Scope(), source: String) {
    self.object = object
    self.fields = fields
    self.options = options
    self.scope = scope
    self.source = source
  }

  /// Restricts the changes that a declaration applies to.
  package struct Scope: Sendable {
    package var kinds: [Item.Kind] = Item.Kind.allCases
    /// Only recurring prices.
    package var isRecurring = false
    /// Only items with more than one price.
    package var hasSeveralPrices = false
    /// Only meters and features whose usage is charged.
    package var isCharged = false
    /// The fields are used to find the object, so they may change if `providerIds` names it.
    package var name: Name?
    /// Only if an option has this value.
    package var option: (name: String, value: String)?

    package enum Name: Sendable {
      case ofItem, ofPrice
    }

    package init(
      kinds: [Item.Kind] = Item.Kind.allCases, isRecurring: Bool = false, hasSeveralPrices: Bool = false,
      isCharged: Bool = false, name: Name? = nil, option: (name: String, value: String)? = nil
    ) {
      self.kinds = kinds
      self.isRecurring = isRecurring
      self.hasSeveralPrices = hasSeveralPrices
      self.isCharged = isCharged
      self.name = name
      self.option = option
    }
  }
}

extension Provider {
  /// Whether the change requires a new object at this provider.
  func requiresReplacement(for change: Change, _ settings: ProviderSettings) -> Bool {
    if let provider = change.provider {
      guard provider == name else { return false }
      if change.requiresReplacement { return true }
    }
    return immutable.contains { $0.forbids(change, at: name, settings) }
  }

  /// Whether the change is to an option that affects what customers pay or get.
  func changesTerms(_ change: Change) -> Bool {
    change.provider == name && change.option.map { termOptions.contains($0) } ?? false
  }
}

extension ImmutableFields {
  fileprivate func forbids(_ change: Change, at provider: String, _ settings: ProviderSettings) -> Bool {
    let isConcerned = change.fields.contains(where: fields.contains) || change.option.map(options.contains) ?? false
    guard isConcerned else { return false }
    if let option = scope.option, settings.text(option.name) != option.value { return false }
    if scope.isCharged, !change.isCharged { return false }
    // A change of a provider, meter or feature is not part of an item.
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
