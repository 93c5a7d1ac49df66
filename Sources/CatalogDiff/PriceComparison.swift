import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

extension Comparer {
  /// Compares the prices that the catalogs have. Usage prices are compared with their entitlements.
  mutating func comparePrices(_ old: Item, _ new: Item, _ prices: Matching) {
    let (oldPrices, newPrices) = (old.writtenPrices, new.writtenPrices)
    let (oldPlace, newPlace) = (old.header.place["prices"], new.header.place["prices"])
    reportOrder(of: "prices", prices, old: oldPlace, new: newPlace)
    for (index, price) in newPrices.enumerated() {
      if let partner = prices.oldOfNew[index] {
        subject = old.subject(oldPrices[partner])
        compare(oldPrices[partner], price, old, new)
      } else {
        // An item without prices was free, apart from usage.
        let wasFree = oldPrices.isEmpty && price.base != .zero
        let past = old.isPayAsYouGo ? " (only usage was paid)" : " (was free)"
        report(
          .added, [], [wasFree ? .customer : .compatible], "price of \(price.described) added\(wasFree ? past : "")", old: nil,
          new: price.place.name)
      }
    }
    for index in prices.gone {
      let price = oldPrices[index]
      report(.removed, [], [.customer], "price of \(price.described) removed", old: price.place.name, new: nil)
    }
  }

  private mutating func compare(_ old: Price, _ new: Price, _ item: Item, _ newItem: Item) {
    let (place, newPlace) = (old.place, new.place)
    let isDerived = item.hasDefaultLookupKey(old) && newItem.hasDefaultLookupKey(new)
    if !same(old.id, new.id) {
      report(
        .renamed, [.priceID], [.api],
        "price \(quoted(old.id)) renamed to \(quoted(new.id))\(isDerived ? ", which also changes its lookup key" : "")",
        old: place.name, new: newPlace.name, oldValue: .string(old.id), newValue: .string(new.id))
    }
    // A default lookup key changes with the names, which are reported.
    if !same(old.lookupKey, new.lookupKey), !isDerived {
      report(
        .renamed, [.priceLookupKey], [.api], "lookup key \(changeOfText(old.lookupKey, new.lookupKey))",
        old: place["lookupKey"], new: newPlace["lookupKey"], oldValue: .string(old.lookupKey),
        newValue: .string(new.lookupKey))
    }
    compareTerms(old, of: item, new, of: newItem)
    let (trial, newTrial) = (old.trial?.days ?? 0, new.trial?.days ?? 0)
    if trial != newTrial {
      let isLess = newTrial < trial
      let message =
        newTrial == 0
        ? "trial of \(days(trial)) removed"
        : trial == 0
          ? "trial of \(days(newTrial)) added"
          : "trial \(isLess ? "shortened" : "extended") from \(days(trial)) to \(days(newTrial))"
      report(
        [.priceTrialDays], [isLess ? .customer : .compatible], message, old: place["trialDays"], new: newPlace["trialDays"],
        oldValue: old.trial.map { .integer($0.days) }, newValue: new.trial.map { .integer($0.days) })
    }
    let (needsCard, needsCardNow) = (old.trial?.needsCard ?? true, new.trial?.needsCard ?? true)
    if needsCard != needsCardNow, trial > 0, newTrial > 0 {
      report(
        [.priceTrialCard], [needsCardNow ? .customer : .compatible],
        needsCardNow ? "the trial now needs a payment method" : "the trial no longer needs a payment method",
        old: place["trialCard"], new: newPlace["trialCard"], oldValue: .bool(needsCard), newValue: .bool(needsCardNow))
    }
    compareSold((old.isSold, place), (new.isSold, newPlace), [.priceSold], "price")
    compareOwnEntitlements(old, of: item, new, of: newItem)
    compareProviderIds(old.providerIds, new.providerIds, .priceProviderIds, place, newPlace)
    compareMetadata(old.metadata, new.metadata, .priceMetadata, place["metadata"], newPlace["metadata"])
  }

  private func days(_ count: Int64) -> String { "\(count) day\(count == 1 ? "" : "s")" }

  /// Reports changes of amount or tiers, currency and cadence together.
  private mutating func compareTerms(_ old: Price, of item: Item, _ new: Price, of newItem: Item) {
    var changed: [ChangedField] = []
    var fields: [PriceField] = []
    if old.unitCosts != new.unitCosts {
      let isTiered = [old.quantityRate != nil, new.quantityRate != nil]
      if isTiered.contains(false) { changed.append(.priceAmount) }
      if isTiered.contains(true) { changed.append(.priceTiers) }
      if isTiered.contains(false) { fields.append(.amount) }
      if isTiered.contains(true) { fields.append(old.quantityRate?.tiers == new.quantityRate?.tiers ? .mode : .tiers) }
    }
    if old.currency != new.currency {
      changed.append(.priceCurrency)
      fields.append(.currency)
    }
    if old.cadence != new.cadence {
      changed.append(.priceInterval)
      if (old.cadence == nil) != (new.cadence == nil) { changed.append(.priceRecurrence) }
      fields.append(old.cadence?.period == new.cadence?.period ? .intervalCount : .interval)
    }
    guard let first = fields.first?.rawValue else { return }
    let (place, newPlace) = (old.place, new.place)
    let isAlone = fields.count == 1
    let costs = new.unitCosts.change(from: old.unitCosts, in: item.units(availableIn: newItem))
    report(
      changed, [impact(old, new, costs)], message(old, new, costs), old: isAlone ? place[first] : place,
      new: isAlone ? newPlace[first] : newPlace, oldValue: old.terms(isAlone ? first : nil),
      newValue: new.terms(isAlone ? first : nil))
  }

  private func message(_ old: Price, _ new: Price, _ costs: CostFunction.Change) -> String {
    guard old.currency == new.currency, old.cadence == new.cadence else {
      return "price changed from \(old.described) to \(new.described)"
    }
    if old.quantityRate == nil, new.quantityRate == nil {
      return "price \(costs.verb) from \(old.money) to \(new.money) \(new.pace)"
    }
    return "price \(costs.verb)\(costs.witness(old.unitCosts, new.unitCosts, in: new.currency))"
  }

  /// A higher amount or a shorter period is worse for some customers. If neither applies, nobody pays more for the same time.
  /// Prices in different currencies cannot be compared and count as worse.
  private func impact(_ old: Price, _ new: Price, _ costs: CostFunction.Change) -> ChangeImpact {
    guard old.currency == new.currency else { return .customer }
    guard let cadence = old.cadence, let newCadence = new.cadence else {
      return old.cadence != nil || new.cadence != nil ? .customer : costs.impact
    }
    if newCadence.length < cadence.length { return .customer }
    return cadence == newCadence ? costs.impact : min(costs.impact, .compatible)
  }
}

extension Item {
  /// How many can be bought together both of this item and of its new version; if the two exclude each other, those of this.
  fileprivate func units(availableIn other: Item) -> CostFunction.Units {
    let least = max(quantity?.minimum ?? 1, other.quantity?.minimum ?? 1)
    let most = [maximum, other.maximum].compactMap(\.self).min()
    return most.map { $0 < least } ?? false ? units : .quantity(least, most)
  }

  private var maximum: Int64? {
    if let quantity { return quantity.max }
    return 1
  }
}

extension Price {
  /// The value of a field, or all terms.
  fileprivate func terms(_ field: String?) -> JSON {
    let rate = quantityRate?.members(in: currency) ?? []
    let terms = JSON.object(
      JSON.members(["amount": base.map { .integer($0.minorUnits) }]) + rate
        + JSON.members([
          "currency": .string(currency.code), "interval": .string(interval), "intervalCount": cadence.map { .integer($0.count) },
        ]))
    guard let field else { return terms }
    return terms[field] ?? .null
  }
}
