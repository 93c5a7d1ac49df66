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
        // What had no price was free.
        let wasFree = old.prices.isEmpty && price.base.minorUnits > 0
        report(
          .added, [], [wasFree ? .customer : .compatible],
          "\(wasFree ? "it is no longer free: " : "")a price of \(price.described) is new", old: nil,
          new: price.place.name)
      }
    }
    for index in prices.gone {
      let price = old.prices[index]
      report(.removed, [], [.customer], "the price of \(price.described) is gone", old: price.place.name, new: nil)
    }
  }

  private mutating func compare(_ old: Price, _ new: Price, _ item: Item, _ newItem: Item) {
    let (place, newPlace) = (old.place, new.place)
    let isDerived = item.hasDefaultLookupKey(old) && newItem.hasDefaultLookupKey(new)
    if !same(old.id, new.id) {
      report(
        .renamed, [.priceID], [.api],
        "the price \(quoted(old.id)) is now \(quoted(new.id))\(isDerived ? ", and its lookup key changes with it" : "")",
        old: place.name, new: newPlace.name, oldValue: .string(old.id), newValue: .string(new.id))
    }
    // Where the file gives none, it follows from the names, whose change is told.
    if !same(old.lookupKey, new.lookupKey), !isDerived {
      report(
        .renamed, [.priceLookupKey], [.api], "the lookup key \(changeOfText(old.lookupKey, new.lookupKey))",
        old: place["lookupKey"], new: newPlace["lookupKey"], oldValue: .string(old.lookupKey),
        newValue: .string(new.lookupKey))
    }
    compareTerms(old, new)
    let (trial, newTrial) = (old.trial?.days ?? 0, new.trial?.days ?? 0)
    if trial != newTrial {
      let isLess = newTrial < trial
      let message =
        newTrial == 0
        ? "the trial of \(days(trial)) is gone"
        : trial == 0
          ? "a trial of \(days(newTrial)) is new"
          : "the trial gets \(isLess ? "shorter" : "longer"), from \(days(trial)) to \(days(newTrial))"
      report(
        [.priceTrialDays], [isLess ? .customer : .compatible], message, old: place["trialDays"], new: newPlace["trialDays"],
        oldValue: old.trial.map { .integer($0.days) }, newValue: new.trial.map { .integer($0.days) })
    }
    compareProviderIds(old.providerIds, new.providerIds, .priceProviderIds, place, newPlace)
    compareMetadata(old.metadata, new.metadata, .priceMetadata, place["metadata"], newPlace["metadata"])
  }

  private func days(_ count: Int64) -> String { "\(count) day\(count == 1 ? "" : "s")" }

  /// How much, in which currency, how often: three answers to one question.
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
      return "the price goes \(new.base > old.base ? "up" : "down") from \(old.money) to \(new.money) \(new.pace)"
    }
    return "the price changes from \(old.described) to \(new.described)"
  }

  /// More at once, or a shorter period: each of them is worse for somebody, and without both nobody pays more for the same
  /// time. What is in another currency cannot be held against it.
  private func isWorse(_ old: Price, _ new: Price) -> Bool {
    guard old.currency == new.currency else { return true }
    guard let cadence = old.cadence, let newCadence = new.cadence else {
      return old.cadence != nil || new.cadence != nil || new.base > old.base
    }
    return newCadence.length < cadence.length || new.base > old.base
  }
}

extension Price {
  /// The value of a field, or all that is charged, and when.
  fileprivate func terms(_ field: String?) -> JSON {
    let terms = JSON.fields([
      "amount": .integer(base.minorUnits), "currency": .string(currency.code), "interval": .string(interval),
      "intervalCount": cadence.map { .integer($0.count) },
    ])
    guard let field else { return terms }
    return terms[field] ?? .null
  }
}
