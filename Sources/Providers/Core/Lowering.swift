import Catalog
import Foundations
import JSONText

/// A catalog, and all that is known of it at one provider before it is lowered.
package struct LoweringInput: Sendable {
  package let catalog: Catalog
  package let provider: Provider
  package let settings: ProviderSettings
  package let limits: ProviderLimits

  package init(_ catalog: Catalog, _ provider: Provider) {
    self.catalog = catalog
    self.provider = provider
    settings = catalog.settings(for: provider.name)
    limits = provider.limits(settings)
  }

  // MARK: Metadata

  /// What the compiler adds to the metadata of an item.
  package func compilerMetadata(_ item: Item) -> [JSON.Member] {
    var members: [JSON.Member] = []
    members.reserveCapacity(3)
    members.append(.init(item.kind.idField, .string(item.header.id)))
    members.append(.init(item.kind.keyField, .string(item.header.key)))
    if let topup = item.topup {
      members.append(.init("catalogFeatureId", .string(catalog.features[topup.feature].header.id)))
    }
    return members
  }

  /// What the compiler adds to the metadata of a price: the item's id and key, its own id, for a top-up the feature's id, the
  /// provider.
  package func compilerMetadata(_ price: Price, of item: Item) -> [JSON.Member] {
    var members: [JSON.Member] = []
    members.reserveCapacity(5)
    members.append(.init(item.kind.idField, .string(item.header.id)))
    members.append(.init(item.kind.keyField, .string(item.header.key)))
    members.append(.init("catalogPriceId", .string(price.id)))
    if let topup = item.topup {
      members.append(.init("catalogFeatureId", .string(catalog.features[topup.feature].header.id)))
    }
    members.append(.init("provider", .string(provider.name)))
    return members
  }

  /// The metadata of a product: the item's own, then the compiler's.
  package func metadata(_ item: Item) -> [JSON.Member] {
    merged([item.header.metadata, compilerMetadata(item)])
  }

  /// The metadata of a price: its own, then the compiler's.
  package func metadata(_ price: Price, of item: Item) -> [JSON.Member] {
    merged([price.metadata, compilerMetadata(price, of: item)])
  }

  /// All members; of two with one name the later one stays, where it stands.
  package func merged(_ lists: [[JSON.Member]]) -> [JSON.Member] {
    let count = lists.reduce(0) { $0 + $1.count }
    if count > 30 { return mergedByHash(lists) }
    var kept: [JSON.Member] = []
    kept.reserveCapacity(count)
    for (index, list) in lists.enumerated() {
      let later = lists[(index + 1)...]
      for member in list {
        let isOverridden = later.contains { $0.contains { $0.name.isExactly(member.name) } }
        if !isOverridden { kept.append(member) }
      }
    }
    return kept
  }

  private func mergedByHash(_ lists: [[JSON.Member]]) -> [JSON.Member] {
    var later: Set<ExactString> = []
    var kept: [[JSON.Member]] = []
    for list in lists.reversed() where !list.isEmpty {
      kept.append(later.isEmpty ? list : list.filter { !later.contains(ExactString($0.name)) })
      later.formUnion(list.lazy.map { ExactString($0.name) })
    }
    return Array(kept.reversed().joined())
  }
}

/// How a catalog becomes the requests of one provider, in two steps.
package protocol ProviderLowering: SendableMetatype {
  associatedtype Offers

  /// What can be sold, with all that its requests say. What is not in it is not sent, and a finding says why.
  ///
  /// What follows from the limits alone is for ``SharedChecks`` to report.
  mutating func offers(_ findings: inout Findings) -> Offers

  /// Families that the provider reports itself, where its limits do not say all.
  var ownFamilies: [RuleFamily] { get }

  /// Whether a price can be bought.
  func sells(_ price: Price, of item: Item, in offers: Offers) -> Bool

  /// Whether the artifact begins with what is alike for all providers.
  var hasNeutralView: Bool { get }

  /// Adds the requests of the offers. It finds nothing and leaves nothing out.
  func addRequests(for offers: Offers, to artifact: inout Artifact)
}

extension ProviderLowering {
  package var ownFamilies: [RuleFamily] { [] }
  package var hasNeutralView: Bool { true }
}

/// A JSON value where a provider takes text: a string is itself, all else its JSON text.
package func metadataText(_ value: JSON) -> String {
  if case .string(let text) = value { return text }
  return value.compact
}
