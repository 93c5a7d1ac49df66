extension Catalog {
  /// The same catalog with a meter for each pool of credits, for a provider that cannot draw on pools: the application computes the
  /// credits and sends them as events. A pool's events have its key as type, and the credits in ``creditProperty``.
  package var countingPools: Catalog {
    guard features.contains(where: \.isPool) else { return self }
    var meters = meters
    let features = features.map { feature in
      guard feature.isPool else { return feature }
      meters.append(
        Meter(feature.header, eventType: feature.header.key, aggregation: .sum, valueProperty: "$.\(Catalog.creditProperty)"))
      return Feature(
        feature.header, kind: feature.kind, meter: meters.count - 1, costs: feature.costs, providerIds: feature.providerIds)
    }
    return Catalog(
      id: id, meters: meters, features: features, plans: plans, addons: addons, topups: topups, discounts: discounts,
      providers: providers)
  }

  /// The property of an event's data with the credits that it uses up.
  package static let creditProperty = "credits"
}
