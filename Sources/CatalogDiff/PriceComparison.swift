import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

extension Comparer {
  mutating func comparePrices(_ old: Item, _ new: Item, _ prices: Matching) {
    let (oldPlace, newPlace) = (old.header.place["prices"], new.header.place["prices"])
    reportOrder(of: "prices", prices, old: oldPlace, new: newPlace)
    for (index, price) in new.prices.enumerated() {
      if let partner = prices.oldOfNew[index] {
        subject = old.subject(old.prices[partner])
        compare(old.prices[partner], price, old, new)
      } else {
        // An item without prices was free.
        let wasFree = old.prices.isEmpty && price.base.minorUnits > 0
        report(
          .added, [], [wasFree ? .customer : .compatible],
          "price of \(price.described) added\(wasFree ? " (was free)" : "")", old: nil,
          new: price.place.name)
      }
    }
    for index in prices.gone {
      let price = old.prices[index]
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
    compareTerms(old, new)
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
    compareProviderIds(old.providerIds, new.providerIds, .priceProviderIds, place, newPlace)
    compareMetadata(old.metadata, new.metadata, .priceMetadata, place["metadata"], newPlace["metadata"])
  }

  private func days(_ count: Int64) -> String { "\(count) day\(count == 1 ? "" : "s")" }

  /// Reports changes of amount, currency and cadence together.
  private mutating func compareTerms(_ old: Price, _ new: Price) {
    var changed: [ChangedField] = []
    var fields: [PriceField] = []
    if old.charges != new.charges {
      changed.append(.priceAmount)
      fields.append(.amount)
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
    report(
      changed, [isWorse(old, new) ? .customer : .compatible], message(old, new), old: isAlone ? place[first] : place,
      new: isAlone ? newPlace[first] : newPlace, oldValue: old.terms(isAlone ? first : nil),
      newValue: new.terms(isAlone ? first : nil))
  }

  private func message(_ old: Price, _ new: Price) -> String {
    if old.currency == new.currency, old.cadence == new.cadence {
      return "price \(new.base > old.base ? "increased" : "decreased") from \(old.money) to \(new.money) \(new.pace)"
    }
    return "price changed from \(old.described) to \(new.described)"
  }

  /// A higher amount or a shorter period is worse for some customers. If neither applies, nobody pays more for the same time.
  /// Prices in different currencies cannot be compared and count as worse.
  private func isWorse(_ old: Price, _ new: Price) -> Bool {
    guard old.currency == new.currency else { return true }
    guard let cadence = old.cadence, let newCadence = new.cadence else {
      return old.cadence != nil || new.cadence != nil || new.base > old.base
    }
    return newCadence.length < cadence.length || new.base > old.base
  }
}

extension Price {
  /// The value of a field, or all terms.
  fileprivate func terms(_ field: String?) -> JSON {
    let terms = JSON.fields([
      "amount": .integer(base.minorUnits), "currency": .string(currency.code), "interval": .string(interval),
      "intervalCount": cadence.map { .integer($0.count) },
    ])
    guard let field else { return terms }
    return terms[field] ?? .null
  }
}
