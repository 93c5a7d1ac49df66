import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Compares discounts. What customers have been given stays as it is, so no change takes anything from them.
extension Comparer {
  mutating func compareDiscounts() {
    let (oldDiscounts, newDiscounts) = (old.catalog.discounts, new.catalog.discounts)
    let matching = Matching(oldDiscounts.map(\.header), newDiscounts.map(\.header))
    reportOrder(of: "discounts", matching, old: Place(.root)["discounts"], new: Place(.root)["discounts"])
    for (index, discount) in newDiscounts.enumerated() {
      if let partner = matching.oldOfNew[index] {
        compare(oldDiscounts[partner], discount)
      } else {
        report(
          .added, [.discount], [.compatible], "discount \(quoted(discount.header.id)) added", old: nil,
          new: discount.header.place.name)
      }
    }
    for index in matching.gone {
      let header = oldDiscounts[index].header
      report(
        .removed, [.discount], [oldDiscounts[index].codes.isEmpty ? .compatible : .api],
        "discount \(quoted(header.id)) removed", old: header.place.name, new: nil)
    }
  }

  private mutating func compare(_ old: Discount, _ new: Discount) {
    let (place, newPlace) = (old.header.place, new.header.place)
    if !same(old.header.name, new.header.name) {
      report(
        [.discountName], [.cosmetic], "name changed from \(quoted(old.header.name)) to \(quoted(new.header.name))",
        old: place["name"], new: newPlace["name"], oldValue: .string(old.header.name), newValue: .string(new.header.name))
    }
    if !same(old.reduction.json.compact, new.reduction.json.compact) {
      report(
        [.discountValue], [.compatible], "discount changed from \(old.reduction.described) to \(new.reduction.described)",
        old: place[old.reduction.field], new: newPlace[new.reduction.field], oldValue: old.reduction.json,
        newValue: new.reduction.json)
    }
    if old.duration != new.duration {
      report(
        [.discountDuration], [.compatible],
        "duration changed from \(old.duration.described) to \(new.duration.described)", old: place["duration"],
        new: newPlace["duration"], oldValue: old.duration.json, newValue: new.duration.json)
    }
    compareItems(old, new)
    compare(old.maxRedemptions, new.maxRedemptions, place, newPlace)
    compare(old.expiresAt, new.expiresAt, place, newPlace)
    compareCodes(old, new)
    compareProviderIds(old.providerIds, new.providerIds, .discountProviderIds, place, newPlace)
    compareMetadata(old.header.metadata, new.header.metadata, .discountMetadata, place["metadata"], newPlace["metadata"])
  }

  private mutating func compareItems(_ old: Discount, _ new: Discount) {
    let (items, newItems) = (old.items.map { $0.map { self.old.catalog[$0] } }, new.items.map { $0.map { self.new.catalog[$0] } })
    guard !areSame(items, newItems) else { return }
    let names = [items, newItems].map { $0.map { list($0.map { quoted($0.header.id) }) } ?? "everything" }
    let json = [items, newItems].map { $0.map { JSON.strings($0.map(\.header.id)) } }
    report(
      [.discountItems], [.compatible], "now for \(names[1]) instead of \(names[0])", old: old.header.place["appliesTo"],
      new: new.header.place["appliesTo"], oldValue: json[0], newValue: json[1])
  }

  /// Whether two lists have the same items, by id or key, in any order.
  private func areSame(_ old: [Item]?, _ new: [Item]?) -> Bool {
    guard let old, let new else { return old == nil && new == nil }
    return old.count == new.count
      && old.allSatisfy { item in
        new.contains { other in
          item.kind == other.kind && (same(item.header.id, other.header.id) || same(item.header.key, other.header.key))
        }
      }
  }

  private mutating func compare(_ old: Int64?, _ new: Int64?, _ place: Place, _ newPlace: Place) {
    guard old != new else { return }
    let words = [old, new].map { $0.map(String.init) ?? "unlimited" }
    report(
      [.discountMaxRedemptions], [.compatible], "redemptions changed from \(words[0]) to \(words[1])",
      old: place["maxRedemptions"], new: newPlace["maxRedemptions"], oldValue: old.map(JSON.integer),
      newValue: new.map(JSON.integer))
  }

  private mutating func compare(_ old: Instant?, _ new: Instant?, _ place: Place, _ newPlace: Place) {
    guard old != new else { return }
    let words = [old, new].map { $0.map(\.description) ?? "never" }
    report(
      [.discountExpiresAt], [.compatible], "end changed from \(words[0]) to \(words[1])", old: place["expiresAt"],
      new: newPlace["expiresAt"], oldValue: old.map { .string($0.description) }, newValue: new.map { .string($0.description) })
  }

  private mutating func compareCodes(_ old: Discount, _ new: Discount) {
    for code in new.codes {
      guard let partner = old.codes.first(where: { same($0.text, code.text) }) else {
        report(.added, [.code], [.compatible], "code `\(code.text)` added", old: nil, new: code.place.name)
        continue
      }
      guard !same(partner.terms.compact, code.terms.compact) else { continue }
      report(
        [.codeTerms], [.compatible], "terms of code `\(code.text)` changed", old: partner.place, new: code.place,
        oldValue: partner.terms, newValue: code.terms)
    }
    for code in old.codes where !new.codes.contains(where: { same($0.text, code.text) }) {
      report(.removed, [.code], [.api], "code `\(code.text)` removed", old: code.place.name, new: nil)
    }
    let kept = [(old, new), (new, old)].map { mine, other in
      mine.codes.map(\.text).filter { text in other.codes.contains { same($0.text, text) } }
    }
    if kept[0] != kept[1] {
      report(
        [.order], [.cosmetic], "codes reordered", old: old.header.place["codes"], new: new.header.place["codes"])
    }
  }
}

extension Discount.Reduction {
  fileprivate var field: String {
    switch self {
    case .percent: "percent"
    case .amounts: "amounts"
    }
  }

  fileprivate var described: String {
    switch self {
    case .percent(let percent): "\(percent) %"
    case .amounts(let amounts): list(amounts.map { $0.currency.amount($0.money.minorUnits) }, and: "or")
    }
  }

  fileprivate var json: JSON {
    switch self {
    case .percent(let percent): .number(percent)
    case .amounts(let amounts): amounts.json
    }
  }
}

extension [CurrencyAmount] {
  /// In the order of the currencies' codes, in minor units.
  fileprivate var json: JSON {
    .object(
      sorted { $0.currency.code < $1.currency.code }.map { JSON.Member($0.currency.code, .integer($0.money.minorUnits)) })
  }
}

extension Discount.Duration {
  fileprivate var described: String {
    switch self {
    case .once: "once"
    case .months(let count): "\(count) month\(count == 1 ? "" : "s")"
    case .forever: "forever"
    }
  }

  fileprivate var json: JSON {
    switch self {
    case .once: "once"
    case .months(let count): ["months": .integer(count)]
    case .forever: "forever"
    }
  }
}

extension Discount.Code {
  fileprivate var terms: JSON {
    .fields([
      "maxRedemptions": maxRedemptions.map(JSON.integer), "maxPerCustomer": maxPerCustomer.map(JSON.integer),
      "expiresAt": expiresAt.map { .string($0.description) }, "firstPurchaseOnly": isFirstPurchaseOnly ? true : nil,
      "minimum": minimum.isEmpty ? nil : minimum.json,
    ])
  }
}
