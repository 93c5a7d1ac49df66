import Catalog
import JSONText

extension Comparer {
  /// Everything of an item but its id and key, as a string that is the same for equal items of both catalogs.
  ///
  /// - Parameters:
  ///   - feature: the index of a feature in the new catalog; nil if it was removed.
  ///   - plan: the same for plans.
  func content(_ item: Item, feature: (Int) -> Int?, plan: (Int) -> Int?) -> String {
    let number = { (index: Int?) in index.map { JSON.integer(Int64($0)) } ?? .null }
    let entitlements = item.entitlements.map { entitlement in
      JSON.array([number(feature(entitlement.feature)), entitlement.content(in: item), .object(entitlement.metadata)])
    }
    let prices = item.prices.map { price in
      JSON.array([
        .string(price.id), .string(price.described), .integer(price.trial?.days ?? 0),
        item.hasDefaultLookupKey(price) ? .null : .string(price.lookupKey), ids(price.providerIds), .object(price.metadata),
      ])
    }
    var parts = item.header.content + [.array(entitlements), .array(prices), ids(item.providerIds)]
    switch item.compatiblePlans {
    case .named(let indices): parts.append(.array(indices.map { number(plan($0)) }))
    case .every, nil: parts.append(.null)
    }
    if let addon = item.addon {
      parts += [.bool(addon.multiple), .integer(addon.quantity?.min ?? 0), addon.quantity?.max.map(JSON.integer) ?? .null]
    }
    if let topup = item.topup {
      let grant = topup.grant
      parts += [
        number(feature(topup.feature)), .number(topup.amount), grant.priority.map(JSON.integer) ?? .null,
        grant.expiration?.json ?? .null, grant.maxRolloverAmount.map(JSON.number) ?? .null, .object(grant.metadata),
      ]
    }
    return JSON.array(parts).compact
  }

  private func ids(_ ids: [ProviderID]) -> JSON { .object(ids.map { JSON.Member($0.provider, .string($0.id)) }) }
}

extension Entitlement {
  fileprivate func content(in item: Item) -> JSON {
    guard case .metered(let allowance) = value else { return json(in: item) }
    return [
      "amount": .number(allowance.amount), "reset": .string(allowance.reset(in: item).rawValue),
      "isSoftLimit": .bool(allowance.isSoftLimit ?? false),
      "preserveOverageAtReset": .bool(allowance.preserveOverageAtReset ?? false),
    ]
  }
}
