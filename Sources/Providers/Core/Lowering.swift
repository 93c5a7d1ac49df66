import Catalog
import Foundations
import JSONText

/// A catalog with the settings and limits of the provider that it is lowered for.
package struct LoweringInput: Sendable {
  /// What is offered; see ``Catalog/offered(splitting:)``.
  package let catalog: Catalog
  /// All of the catalog, with what has been withdrawn.
  package let whole: Catalog
  package let provider: Provider
  package let settings: ProviderSettings
  package let limits: ProviderLimits

  package init(_ catalog: Catalog, _ provider: Provider) {
    whole = catalog
    self.provider = provider
    settings = catalog.settings(for: provider.name)
    var limits = provider.limits(settings)
    var catalog = catalog.offered(splitting: limits.splits, joining: limits.joinsParts)
    if !limits.keeps.contains(.pools) { catalog = catalog.countingPools }
    self.catalog = catalog
    if limits.keeps.contains(.usageMeters) {
      let charged = Set(catalog.items.flatMap(\.prices).flatMap(\.usage).map(\.feature))
      limits.unmetered = charged.filter { catalog.features[$0].meter == nil && !catalog.features[$0].isPool }
    }
    self.limits = limits
  }

  // MARK: Metadata

  /// The entry that marks an object as this catalog's; empty if the catalog has no id.
  package var mark: [JSON.Member] { whole.id.map { [JSON.Member("catalogId", .string($0))] } ?? [] }

  /// The compiler's entries in the metadata of an item.
  package func compilerMetadata(_ item: Item) -> [JSON.Member] {
    var members = mark
    members.append(.init(item.kind.idField, .string(item.header.id)))
    members.append(.init(item.kind.keyField, .string(item.header.key)))
    if let topup = item.topup {
      members.append(.init("catalogFeatureId", .string(catalog.features[topup.feature].header.id)))
    }
    return members
  }

  /// The compiler's entries in the metadata of a price: the item's id and key, the price's id, the feature's id for a top-up,
  /// and the provider.
  package func compilerMetadata(_ price: Price, of item: Item) -> [JSON.Member] {
    var members = mark
    members.append(.init(item.kind.idField, .string(item.header.id)))
    members.append(.init(item.kind.keyField, .string(item.header.key)))
    members.append(.init("catalogPriceId", .string(price.id)))
    if let topup = item.topup {
      members.append(.init("catalogFeatureId", .string(catalog.features[topup.feature].header.id)))
    }
    members.append(.init("provider", .string(provider.name)))
    return members
  }

  /// The compiler's entries in the metadata of a usage price. The feature's id distinguishes it from the item's own prices.
  ///
  /// - Parameter owner: the id of the price that charges it alone, which distinguishes it from the item's.
  package func compilerMetadata(_ price: UsagePrice, _ feature: Int, of item: Item, under owner: String?) -> [JSON.Member] {
    mark
      + JSON.members([
        item.kind.idField: .string(item.header.id), item.kind.keyField: .string(item.header.key),
        "catalogPriceId": .string(price.id), "catalogUnderPriceId": owner.map(JSON.string),
        "catalogFeatureId": .string(catalog.features[feature].header.id), "provider": .string(provider.name),
      ])
  }

  /// The discounts that the provider can store, without those that are used as they are.
  package var discounts: [Discount] {
    guard let limits = limits.discounts else { return [] }
    return catalog.discounts.filter { limits.used($0, at: provider.name) == nil && limits.problem($0) == nil }
  }

  /// The compiler's entries in the metadata of a discount.
  package func compilerMetadata(_ discount: Discount) -> [JSON.Member] {
    mark + [.init("catalogDiscountId", .string(discount.header.id))]
  }

  /// The metadata of a product: the item's own, then the compiler's.
  package func metadata(_ item: Item) -> [JSON.Member] {
    merged([item.header.metadata, compilerMetadata(item)])
  }

  /// The metadata of a price: its own, then the compiler's.
  package func metadata(_ price: Price, of item: Item) -> [JSON.Member] {
    merged([price.metadata, compilerMetadata(price, of: item)])
  }

  /// Concatenates the lists. Of members with the same name, only the last is kept, in its position.
  package func merged(_ lists: [[JSON.Member]]) -> [JSON.Member] {
    let count = lists.reduce(0) { $0 + $1.count }
    if count > 30 { return mergedByHash(lists) }
    var kept: [JSON.Member] = []
    kept.reserveCapacity(count)
    for (index, list) in lists.enumerated() {
      let later = lists[(index + 1)...]
      for member in list {
        let isOverridden = later.contains { $0.contains { $0.name.hasSameScalars(as: member.name) } }
        if !isOverridden { kept.append(member) }
      }
    }
    return kept
  }

  private func mergedByHash(_ lists: [[JSON.Member]]) -> [JSON.Member] {
    var later: Set<ScalarString> = []
    var kept: [[JSON.Member]] = []
    for list in lists.reversed() where !list.isEmpty {
      kept.append(later.isEmpty ? list : list.filter { !later.contains(ScalarString($0.name)) })
      later.formUnion(list.lazy.map { ScalarString($0.name) })
    }
    return Array(kept.reversed().joined())
  }
}

/// Lowers a catalog to the requests of one provider, in two steps.
package protocol ProviderLowering: SendableMetatype {
  associatedtype Offers

  /// Everything that can be sold, with all the data of its requests. Anything left out is reported as a finding.
  ///
  /// Findings that depend only on the limits are reported by ``SharedChecks``.
  mutating func offers(_ findings: inout Findings) -> Offers

  /// Families that the provider reports itself, because they depend on more than its limits.
  var ownFamilies: [RuleFamily] { get }

  /// Whether a price is for sale.
  func sells(_ price: Price, of item: Item, in offers: Offers) -> Bool

  /// Whether a discount is created or changed. One that is used as it is need not be.
  func creates(_ discount: Discount, in offers: Offers) -> Bool

  /// Whether the artifact begins with the provider-neutral part.
  var hasNeutralView: Bool { get }

  /// Adds the requests of the offers. Reports no findings and skips nothing.
  func addRequests(for offers: Offers, to artifact: inout Artifact)
}

extension ProviderLowering {
  package var ownFamilies: [RuleFamily] { [] }
  package func creates(_ discount: Discount, in offers: Offers) -> Bool { true }
  package var hasNeutralView: Bool { true }
}

/// A JSON value as a string: a string is unchanged, anything else becomes its JSON text.
package func metadataText(_ value: JSON) -> String {
  if case .string(let text) = value { return text }
  return value.compact
}
