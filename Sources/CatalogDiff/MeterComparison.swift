import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

extension Comparer {
  mutating func compareMeters() {
    let (oldMeters, newMeters) = (old.catalog.meters, new.catalog.meters)
    meters.match {
      oldMeters[$0].content
    } new: {
      newMeters[$0].content
    }
    reportOrder(of: "meters", meters, old: Place(.root)["meters"], new: Place(.root)["meters"])
    let charged = chargedFeatures.compactMap { old.catalog.features[$0].meter }
    for (index, meter) in newMeters.enumerated() {
      isCharged = meters.oldOfNew[index].map(charged.contains) ?? false
      if let partner = meters.oldOfNew[index] {
        compare(oldMeters[partner], meter)
      } else {
        report(
          .added, [], [.compatible], "meter \(quoted(meter.header.id)) added", old: nil,
          new: meter.header.place.name)
      }
    }
    isCharged = false
    for index in meters.gone {
      let header = oldMeters[index].header
      report(.removed, [], [.api], "meter \(quoted(header.id)) removed", old: header.place.name, new: nil)
    }
  }

  private mutating func compare(_ old: Meter, _ new: Meter) {
    compareHeaders(old.header, new.header, "meter", .meter)
    let (place, newPlace) = (old.header.place, new.header.place)
    let texts: [(String, ChangedField, String, String?, String?)] = [
      ("eventType", .meterEventType, "event type", old.eventType, new.eventType),
      ("aggregation", .meterAggregation, "aggregation", old.aggregation.rawValue, new.aggregation.rawValue),
      ("valueProperty", .meterValueProperty, "value property", old.valueProperty, new.valueProperty),
    ]
    for (name, field, what, old, new) in texts where !same(old, new) {
      report(
        [field], [.api], "\(what) \(changeOfText(old, new))", old: place[name], new: newPlace[name],
        oldValue: old.map(JSON.string), newValue: new.map(JSON.string))
    }
    compareGroups(old, new)
    compareProviderIds(old.providerIds, new.providerIds, .meterProviderIds, place, newPlace)
  }

  private mutating func compareGroups(_ old: Meter, _ new: Meter) {
    let (groups, newGroups) = (JSON.object(old.groups), JSON.object(new.groups))
    guard !same(groups.compact, newGroups.compact) else { return }
    let paths = Dictionary(old.groupBy.map { (ScalarString($0.name), $0.path) }) { $1 }
    let newPaths = Dictionary(new.groupBy.map { (ScalarString($0.name), $0.path) }) { $1 }
    let lost = old.groupBy.filter { newPaths[ScalarString($0.name)] == nil }
    let changed = new.groupBy.filter { group in paths[ScalarString(group.name)].map { !same($0, group.path) } ?? false }
    let added = new.groupBy.filter { paths[ScalarString($0.name)] == nil }
    let parts = [("added", added), ("changed", changed), ("removed", lost)].filter { !$0.1.isEmpty }
      .map { "\($0.0) \(list($0.1.map { quoted($0.name) }, limit: 3))" }
    let isOrder = parts.isEmpty
    report(
      [isOrder ? .order : .meterGroupBy],
      [!lost.isEmpty || !changed.isEmpty ? .api : isOrder ? .cosmetic : .compatible],
      isOrder ? "`groupBy` reordered" : "`groupBy` changed: \(list(parts))",
      old: old.header.place["groupBy"], new: new.header.place["groupBy"],
      oldValue: old.groupBy.isEmpty ? nil : groups, newValue: new.groupBy.isEmpty ? nil : newGroups)
  }

  mutating func compareFeatures() {
    let (oldFeatures, newFeatures) = (old.catalog.features, new.catalog.features)
    let meters = meters
    // Features may differ only in type, so without id and key only those with a name are matched by content.
    features.match {
      let feature = oldFeatures[$0]
      let meter = feature.meter.map { index in meters.newOfOld[index].map(String.init) ?? "gone" }
      return feature.hasOwnName ? feature.content(meter: meter) : nil
    } new: {
      let feature = newFeatures[$0]
      return feature.hasOwnName ? feature.content(meter: feature.meter.map(String.init)) : nil
    }
    reportOrder(of: "features", features, old: Place(.root)["features"], new: Place(.root)["features"])
    let isCounted = (oldFeatures + newFeatures).contains { !$0.filters.isEmpty || $0.isPool }
    let given = features.gone.isEmpty && !isCounted ? [] : givenFeatures
    let charged = chargedFeatures
    for (index, feature) in newFeatures.enumerated() {
      isCharged = features.oldOfNew[index].map(charged.contains) ?? false
      if let partner = features.oldOfNew[index] {
        compare(oldFeatures[partner], feature, isGiven: given.contains(partner))
      } else {
        let place = feature.header.place.name
        report(.added, [], [.compatible], "feature \(quoted(feature.header.id)) added", old: nil, new: place)
      }
    }
    isCharged = false
    for index in features.gone {
      let header = oldFeatures[index].header
      report(
        .removed, [], given.contains(index) ? [.customer, .api] : [.api], "feature \(quoted(header.id)) removed",
        old: header.place.name, new: nil)
    }
  }

  /// The features of the old catalog whose usage is charged, by index.
  private var chargedFeatures: Set<Int> { Set(old.catalog.items.flatMap(\.prices).flatMap(\.usage).map(\.feature)) }

  /// The features of the old catalog that customers can have, by index.
  private var givenFeatures: Set<Int> {
    let entitlements = old.catalog.items.flatMap(\.possibleEntitlements)
    let bought = old.catalog.items.compactMap { $0.quantity?.feature }
    return Set(entitlements.filter(\.isGranted).map(\.feature) + old.catalog.topups.map(\.feature) + bought)
  }

  /// - Parameter isGiven: whether customers can have the old feature.
  private mutating func compare(_ old: Feature, _ new: Feature, isGiven: Bool) {
    compareHeaders(old.header, new.header, "feature", .feature)
    let (place, newPlace) = (old.header.place, new.header.place)
    if old.kind != new.kind {
      report(
        [.featureType], [.api], "type changed from `\(old.kind.rawValue)` to `\(new.kind.rawValue)`",
        old: place["type"], new: newPlace["type"], oldValue: .string(old.kind.rawValue),
        newValue: .string(new.kind.rawValue))
    }
    if old.meter.flatMap({ meters.newOfOld[$0] }) != new.meter || (old.meter == nil) != (new.meter == nil) {
      let ids = old.meter.map { self.old.catalog.meters[$0].header.id }
      let newIDs = new.meter.map { self.new.catalog.meters[$0].header.id }
      report(
        [.featureMeter], [.api], "meter \(changeOfText(ids, newIDs))", old: place["meter"],
        new: newPlace["meter"], oldValue: ids.map(JSON.string), newValue: newIDs.map(JSON.string))
    }
    compareFilters(old, new, isGiven: isGiven)
    compareCosts(old, new)
    compareProviderIds(old.providerIds, new.providerIds, .featureProviderIds, place, newPlace)
  }

  /// A feature that costs more, or no longer draws on the pool, leaves customers with less.
  private mutating func compareCosts(_ old: Feature, _ new: Feature) {
    let costs = Dictionary(old.costs.map { (features.newOfOld[$0.feature] ?? -1 - $0.feature, $0.cost) }) { $1 }
    let newCosts = Dictionary(new.costs.map { ($0.feature, $0.cost) }) { $1 }
    let json = [(old, self.old), (new, self.new)].map { feature, version in
      JSON.object(feature.costs.map { JSON.Member(version.catalog.features[$0.feature].header.id, .number($0.cost)) })
    }
    let place = old.header.place["costs"]
    guard costs != newCosts else {
      if old.costs.compactMap({ features.newOfOld[$0.feature] }) != new.costs.map(\.feature) {
        report([.order], [.cosmetic], "`costs` reordered", old: place, new: new.header.place["costs"])
      }
      return
    }
    let isWorse = costs.contains { feature, cost in newCosts[feature].map { $0 > cost } ?? true }
    report(
      [.featureCosts], [isWorse || old.costs.isEmpty ? .customer : .compatible],
      "`costs` \(changeOfText(old.costs.isEmpty ? nil : json[0].compact, new.costs.isEmpty ? nil : json[1].compact))",
      old: place, new: new.header.place["costs"], oldValue: old.costs.isEmpty ? nil : json[0],
      newValue: new.costs.isEmpty ? nil : json[1])
  }

  /// Other events are then counted: programs must know of it, and customers see another usage.
  private mutating func compareFilters(_ old: Feature, _ new: Feature, isGiven: Bool) {
    let texts = [old, new].map { $0.filters.isEmpty ? nil : $0.filterJSON.compact }
    if same(texts[0] ?? "", texts[1] ?? "") { return }
    let isOrder = old.countedEvents == new.countedEvents
    report(
      [isOrder ? .order : .featureWhere], isOrder ? [.cosmetic] : isGiven ? [.customer, .api] : [.api],
      "`where` " + (isOrder ? "reordered" : changeOfText(texts[0], texts[1])), old: old.header.place["where"],
      new: new.header.place["where"], oldValue: old.filters.isEmpty ? nil : old.filterJSON,
      newValue: new.filters.isEmpty ? nil : new.filterJSON)
  }
}

extension Meter {
  fileprivate var groups: [JSON.Member] { groupBy.map { JSON.Member($0.name, .string($0.path)) } }

  /// Everything but id and key, as a string.
  fileprivate var content: String {
    JSON.array(
      header.content
        + [.string(eventType), .string(aggregation.rawValue), valueProperty.map(JSON.string) ?? .null, .object(groups)]
        + [.object(providerIds.map { JSON.Member($0.provider, .string($0.id)) })]
    ).compact
  }
}

extension Feature {
  fileprivate var hasOwnName: Bool { !same(header.name, header.key) }

  /// - Parameter meter: a name of the meter that is the same in both catalogs.
  fileprivate func content(meter: String?) -> String {
    JSON.array(header.content + [.string(kind.rawValue), meter.map(JSON.string) ?? .null, filterJSON, .bool(isPool)]).compact
  }

  /// As in a catalog.
  fileprivate var filterJSON: JSON {
    .object(
      filters.map { filter in
        let values = JSON.strings(filter.values)
        return JSON.Member(filter.group, filter.isExcluding ? ["not": values] : values)
      })
  }

  /// The filters without their order.
  fileprivate var countedEvents: Set<CountedEvents> { Set(filters.map(CountedEvents.init)) }
}

/// A filter without the order of its values.
private struct CountedEvents: Hashable {
  let group: ScalarString
  let isExcluding: Bool
  let values: Set<ScalarString>

  init(_ filter: MeterFilter) {
    group = ScalarString(filter.group)
    isExcluding = filter.isExcluding
    values = Set(filter.values.map(ScalarString.init))
  }
}

extension Header {
  /// Everything but id and key. A name that equals the key is omitted.
  var content: [JSON] {
    [same(name, key) ? .null : .string(name), description.map(JSON.string) ?? .null, .object(metadata)]
  }
}
