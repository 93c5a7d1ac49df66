import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// A catalog on its way to one provider.
package struct Lowering: Sendable {
  package let catalog: Catalog
  package let settings: ProviderSettings
  package let provider: String
  package let strategies: Strategies
  package var artifact: Artifact
  package private(set) var findings: [Finding] = []

  /// - Parameter largestArtifact: in bytes; see ``Artifact/isTooLarge``.
  package init(_ catalog: Catalog, provider: Provider, largestArtifact: Int = .max) {
    self.catalog = catalog
    self.provider = provider.name
    strategies = provider.strategies
    settings = catalog.settings(for: provider.name)
    artifact = Artifact(provider: provider.name, largestSize: largestArtifact)
  }

  package mutating func report(
    _ rule: Rule, _ message: String, at place: Place, help: String? = nil, related: [Finding.Related] = []
  ) {
    findings.append(Finding(rule, message, at: place, help: help, related: related))
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
    members.append(.init("provider", .string(provider)))
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

  /// What a request body carries: the provider's settings' metadata below what belongs to the object itself.
  package func bodyMetadata(_ members: [JSON.Member]) -> [JSON.Member] {
    merged([settings.metadata, members])
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

/// A JSON value where a provider takes text: a string is itself, all else its JSON text.
package func metadataText(_ value: JSON) -> String {
  if case .string(let text) = value { return text }
  return value.compact
}
