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

  package init(_ catalog: Catalog, provider: Provider) {
    self.catalog = catalog
    self.provider = provider.name
    strategies = provider.strategies
    settings = catalog.settings(for: provider.name)
    artifact = Artifact(provider: provider.name)
  }

  package mutating func report(
    _ rule: Rule, _ message: String, at place: Place, help: String? = nil, related: [Finding.Related] = []
  ) {
    findings.append(Finding(rule, message, at: place, help: help, related: related))
  }

  // MARK: Metadata

  /// What the compiler adds to the metadata of an item.
  package func compilerMetadata(_ item: Item) -> [JSON.Member] {
    var members = [
      JSON.Member(item.kind.idField, .string(item.header.id)), JSON.Member(item.kind.keyField, .string(item.header.key)),
    ]
    if let topup = item.topup {
      members.append(.init("catalogFeatureId", .string(catalog.features[topup.feature].header.id)))
    }
    return members
  }

  /// The metadata of a product: the item's own, then the compiler's.
  package func metadata(_ item: Item) -> [JSON.Member] {
    merged([item.header.metadata, compilerMetadata(item)])
  }

  /// The metadata of a price: its own, then the item's id and key, its own id, for a top-up the feature's id, the provider.
  package func metadata(_ price: Price, of item: Item) -> [JSON.Member] {
    let compiler = compilerMetadata(item)
    return merged([
      price.metadata, Array(compiler.prefix(2)), [.init("catalogPriceId", .string(price.id))], Array(compiler.dropFirst(2)),
      [.init("provider", .string(provider))],
    ])
  }

  /// What a request body carries: the provider's settings' metadata below what belongs to the object itself.
  package func bodyMetadata(_ members: [JSON.Member]) -> [JSON.Member] {
    merged([settings.metadata, members])
  }

  /// All members; of two with one name the later one stays, where it stands.
  package func merged(_ lists: [[JSON.Member]]) -> [JSON.Member] {
    var later: Set<ExactString> = []
    var kept: [[JSON.Member]] = []
    for list in lists.reversed() where !list.isEmpty {
      kept.append(later.isEmpty ? list : list.filter { !later.contains(ExactString($0.name)) })
      later.formUnion(list.lazy.map { ExactString($0.name) })
    }
    return Array(kept.reversed().joined())
  }

  // MARK: The provider-neutral view

  /// Fills `products` and `prices`.
  package mutating func addNeutralView() {
    let items = catalog.items
    artifact.sections = [
      .init("products", .array(items.map { product($0) })),
      .init("prices", .array(items.flatMap { item in item.prices.map { price($0, of: item) } })),
    ]
  }

  private func product(_ item: Item) -> JSON {
    .fields([
      "kind": .string(item.kind.rawValue),
      "strategy": .string(strategies.strategy(for: item)),
      item.kind.idField: .string(item.header.id),
      "name": .string(item.header.name),
      "description": item.header.description.map(JSON.string),
      "productId": item.id(at: provider).map(JSON.string),
      "featureId": item.topup.map { .string(catalog.features[$0.feature].header.id) },
      "amount": item.topup.map { .number($0.amount) },
      "compatiblePlanIds": compatiblePlanIds(item),
      "multiple": item.addon.map { .bool($0.multiple) },
      "quantity": item.addon?.quantity.map { .fields(["min": $0.min.map(JSON.integer), "max": $0.max.map(JSON.integer)]) },
      "metadata": .object(metadata(item)),
    ])
  }

  private func price(_ price: Price, of item: Item) -> JSON {
    .fields([
      "kind": .string(item.kind.rawValue),
      "strategy": .string(strategies.strategy(for: price, of: item)),
      item.kind.idField: .string(item.header.id),
      "catalogPriceId": .string(price.id),
      "lookupKey": .string(price.lookupKey),
      "amount": .integer(price.amount),
      "currency": .string(price.currency.lowercased),
      "interval": .string(price.interval),
      "intervalCount": price.intervalCount.map(JSON.integer),
      "trialDays": price.trialDays.map(JSON.integer),
      "priceId": price.id(at: provider).map(JSON.string),
      "featureId": item.topup.map { .string(catalog.features[$0.feature].header.id) },
      "compatiblePlanIds": compatiblePlanIds(item),
      "metadata": .object(metadata(price, of: item)),
    ])
  }

  private func compatiblePlanIds(_ item: Item) -> JSON? {
    item.compatiblePlans.map { .strings(catalog.plans($0).map(\.header.id)) }
  }
}

/// A JSON value where a provider takes text: a string is itself, all else its JSON text.
package func metadataText(_ value: JSON) -> String {
  if case .string(let text) = value { return text }
  return value.compact
}
