import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

extension Item {
  /// What providers need to know about a change in the item or one of its prices.
  func subject(_ price: Price? = nil) -> Change.Subject {
    let concerned = price.map { [$0] } ?? prices
    let names = concerned.first?.providerIds.map(\.provider) ?? []
    let known = names.filter { name in concerned.allSatisfy { $0.id(at: name) != nil } }
    let itemIDs = providerIds.map(\.provider)
    return Change.Subject(
      kind: kind, recurs: concerned.contains { $0.cadence != nil }, hasSeveralPrices: hasSeveralPrices, itemIDs: itemIDs,
      // At providers with an object for each price, the id of an item with one price is the price's.
      priceIDs: !hasSeveralPrices && !prices.isEmpty ? known + itemIDs : known)
  }
}

extension Comparer {
  mutating func compareItems() {
    let (oldPlans, newPlans) = (old.catalog.plans.map { Item($0) }, new.catalog.plans.map { Item($0) })
    match(&plans, oldPlans, newPlans)
    keptPlans = plans.oldOfNew.indices.filter { plans.oldOfNew[$0] != nil }
    compare(oldPlans, newPlans, plans, "plans")

    let (oldAddons, newAddons) = (old.catalog.addons.map { Item($0) }, new.catalog.addons.map { Item($0) })
    var addons = Matching(oldAddons.map(\.header), newAddons.map(\.header))
    match(&addons, oldAddons, newAddons)
    compare(oldAddons, newAddons, addons, "addons")

    let (oldTopups, newTopups) = (old.catalog.topups.map { Item($0) }, new.catalog.topups.map { Item($0) })
    var topups = Matching(oldTopups.map(\.header), newTopups.map(\.header))
    match(&topups, oldTopups, newTopups)
    compare(oldTopups, newTopups, topups, "topups")
  }

  /// Matches items whose id and key both changed: everything else is the same and unique.
  private func match(_ items: inout Matching, _ old: [Item], _ new: [Item]) {
    items.match {
      content(old[$0], feature: { index in features.newOfOld[index] }, plan: { index in plans.newOfOld[index] })
    } new: {
      content(new[$0], feature: { $0 }, plan: { $0 })
    }
  }

  private mutating func compare(_ old: [Item], _ new: [Item], _ matching: Matching, _ section: String) {
    let what = section == "plans" ? section : section == "addons" ? "add-ons" : "top-ups"
    reportOrder(of: what, matching, old: Place(.root)[section], new: Place(.root)[section])
    for (index, item) in new.enumerated() {
      if let partner = matching.oldOfNew[index] {
        compare(old[partner], item)
      } else {
        report(
          .added, [], [.compatible], "\(item.kind.described) \(quoted(item.header.id)) added", old: nil,
          new: item.header.place.name)
      }
    }
    for index in matching.gone {
      let item = old[index]
      report(
        .removed, [], [.customer], "\(item.kind.described) \(quoted(item.header.id)) removed", old: item.header.place.name,
        new: nil)
    }
  }

  private mutating func compare(_ old: Item, _ new: Item) {
    subject = old.subject()
    defer { subject = nil }
    let (oldPrices, newPrices) = (old.writtenPrices, new.writtenPrices)
    let prices = Matching(oldPrices, newPrices)
    let moved = prices.oldOfNew.enumerated().count { index, partner in
      partner.map { old.hasDefaultLookupKey(oldPrices[$0]) && new.hasDefaultLookupKey(newPrices[index]) } ?? false
    }
    let plural = moved == 1 ? "" : "s"
    let derived = moved == 0 ? "" : ", which also changes the lookup key\(plural) of \(moved) price\(plural)"
    compareHeaders(old.header, new.header, old.kind.described, .item, derived: derived)
    let (place, newPlace) = (old.header.place, new.header.place)
    compareProviderIds(old.providerIds, new.providerIds, .itemProviderIds, place, newPlace)
    compareQuantities(old, new)
    compareOffering(old, new)
    if let old = old.topup, let new = new.topup { compare(old, new) }
    comparePlans(old, new)
    compareEntitlements(old, new)
    comparePrices(old, new, prices)
  }

  /// An added id may belong to the object that the setup created. A changed id means a different object.
  mutating func compareProviderIds(
    _ old: [ProviderID], _ new: [ProviderID], _ field: ChangedField, _ oldPlace: Place, _ newPlace: Place
  ) {
    var providers = new.map(\.provider)
    for id in old where !providers.contains(id.provider) { providers.append(id.provider) }
    for provider in providers {
      let ids = [old, new].map { ids in ids.first { $0.provider == provider }?.id }
      guard !same(ids[0], ids[1]) else { continue }
      let place = ["providerIds", provider]
      report(
        ids[0] == nil ? .added : ids[1] == nil ? .removed : .changed, [field], [.compatible],
        "`\(provider)` id \(changeOfText(ids[0], ids[1]))", old: ids[0].map { _ in oldPlace[place[0], place[1]] },
        new: ids[1].map { _ in newPlace[place[0], place[1]] }, oldValue: ids[0].map(JSON.string),
        newValue: ids[1].map(JSON.string))
      changes[changes.count - 1].provider = provider
      changes[changes.count - 1].requiresReplacement = ids[0] != nil
    }
    let kept = [old, new].map { ids in
      ids.map(\.provider).filter { name in
        old.contains { $0.provider == name } && new.contains { $0.provider == name }
      }
    }
    if kept[0] != kept[1] {
      report(
        [.order], [.cosmetic], "provider ids reordered", old: oldPlace["providerIds"],
        new: newPlace["providerIds"])
    }
  }

  // MARK: Top-ups

  private mutating func compare(_ old: Topup, _ new: Topup) {
    let (place, newPlace) = (old.header.place, new.header.place)
    if features.newOfOld[old.feature] != new.feature {
      let ids = [self.old.catalog.features[old.feature], self.new.catalog.features[new.feature]].map(\.header.id)
      report(
        [.topupFeature], [.customer], "topped-up feature changed from \(quoted(ids[0])) to \(quoted(ids[1]))",
        old: place["feature"], new: newPlace["feature"], oldValue: .string(ids[0]), newValue: .string(ids[1]))
    }
    if old.amount != new.amount {
      let isLess = new.amount < old.amount
      report(
        [.topupAmount], [isLess ? .customer : .compatible],
        "amount \(isLess ? "reduced" : "increased") from \(old.amount) to \(new.amount)", old: place["amount"],
        new: newPlace["amount"], oldValue: .number(old.amount), newValue: .number(new.amount))
    }
    compareGrants(old, new, place["grant"], newPlace["grant"])
  }

  private mutating func compareGrants(_ topup: Topup, _ newTopup: Topup, _ place: Place, _ newPlace: Place) {
    let (old, new) = (topup.grant, newTopup.grant)
    if old.priority != new.priority {
      // Whether spending a grant sooner is better depends on which one expires first, so assume the worst.
      let words = [old.priority, new.priority].map { $0.map(String.init) ?? "none" }
      report(
        [.grantPriority], [.customer], "grant priority changed from \(words[0]) to \(words[1])",
        old: place["priority"], new: newPlace["priority"], oldValue: old.priority.map(JSON.integer),
        newValue: new.priority.map(JSON.integer))
    }
    let (expiration, newExpiration) = (old.expiration, new.expiration)
    if expiration?.unit != newExpiration?.unit || expiration?.count != newExpiration?.count {
      let isSooner =
        switch (expiration?.length, newExpiration?.length) {
        case (let length?, let newLength?): newLength < length
        case (nil, let newLength): newLength != nil
        case (_, nil): false
        }
      let words = [expiration, newExpiration].map { $0.map(\.described) ?? "never" }
      report(
        [.grantExpiration], [isSooner ? .customer : .compatible],
        "expiration changed from \(words[0]) to \(words[1])", old: place["expiration"], new: newPlace["expiration"],
        oldValue: expiration?.json, newValue: newExpiration?.json)
    }
    if old.maxRolloverAmount != new.maxRolloverAmount {
      // If omitted, everything rolls over.
      let isLess = new.maxRolloverAmount.map { $0 < old.maxRolloverAmount ?? min(topup.amount, newTopup.amount) } ?? false
      let words = [old.maxRolloverAmount, new.maxRolloverAmount].map { $0.map(\.description) ?? "unlimited" }
      report(
        [.grantRollover], [isLess ? .customer : .compatible],
        "maximum rollover changed from \(words[0]) to \(words[1])", old: place["maxRolloverAmount"],
        new: newPlace["maxRolloverAmount"], oldValue: old.maxRolloverAmount.map(JSON.number),
        newValue: new.maxRolloverAmount.map(JSON.number))
    }
    compareMetadata(old.metadata, new.metadata, .grantMetadata, place["metadata"], newPlace["metadata"])
  }
}

extension Grant.Expiration {
  var json: JSON { ["duration": .string(unit.rawValue), "count": .integer(count)] }
}
