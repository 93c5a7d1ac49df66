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
    func content(_ entitlements: [Entitlement]) -> JSON {
      .array(
        entitlements.map { entitlement in
          [number(feature(entitlement.feature)), entitlement.content(in: item), .object(entitlement.metadata)]
        })
    }
    let prices = item.writtenPrices.map { price in
      JSON.array([
        .string(price.id), .string(price.described), price.quantityRate?.content ?? .null, .integer(price.trial?.days ?? 0),
        .bool(price.trial?.needsCard ?? true), .bool(price.isSold), content(price.ownEntitlements),
        item.hasDefaultLookupKey(price) ? .null : .string(price.lookupKey), ids(price.providerIds), .object(price.metadata),
      ])
    }
    var parts = item.header.content + [content(item.entitlements), .array(prices), ids(item.providerIds)]
    switch item.compatiblePlans {
    case .named(let indices): parts.append(.array(indices.map { number(plan($0)) }))
    case .every, nil: parts.append(.null)
    }
    let quantity = item.quantity.map { quantity in
      JSON.array([
        quantity.feature == nil ? .bool(false) : number(quantity.feature.flatMap(feature)), .integer(quantity.minimum),
        quantity.max.map(JSON.integer) ?? .null,
      ])
    }
    parts.append(quantity ?? .null)
    parts += [
      .string("\(item.availability)"), .bool(item.plan?.isDefault ?? false), item.plan?.group.map(JSON.string) ?? .null,
    ]
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
    switch value {
    case .metered(let allowance):
      [
        "amount": .number(allowance.amount), "reset": .string(allowance.reset(in: item).rawValue),
        "perUnit": .bool(allowance.perUnit ?? item.isPerUnit), "isSoftLimit": .bool(allowance.isSoftLimit ?? false),
        "preserveOverageAtReset": .bool(allowance.preserveOverageAtReset ?? false),
        "max": allowance.max.map(JSON.number) ?? .null, "prices": .array(allowance.prices.map(\.content)),
      ]
    case .limit(let limit):
      ["amount": .number(limit.amount), "set": .bool(limit.isSet), "perUnit": .bool(limit.perUnit ?? item.isPerUnit)]
    case .boolean, .static, .unlimited: json(in: item)
    }
  }
}
