import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// The usage prices of one entitlement in one of the catalogs.
struct PricedUsage {
  let item: Item
  /// The id of the price that has the entitlement of its own, if any.
  var price: String?
  let feature: Header
  let allowance: Allowance
  let place: Place

  func lookupKey(of price: UsagePrice) -> String {
    price.ownLookupKey ?? UsagePrice.defaultLookupKey(price.id, of: item.header, feature, under: self.price)
  }

  func hasDefaultLookupKey(_ price: UsagePrice) -> Bool {
    same(lookupKey(of: price), UsagePrice.defaultLookupKey(price.id, of: item.header, feature, under: self.price))
  }

  func costs(_ price: UsagePrice) -> CostFunction { CostFunction(price.rate, beyond: allowance.amount) }

  /// What providers need to know about a change in a usage price.
  func subject(_ price: UsagePrice) -> Change.Subject {
    Change.Subject(
      kind: item.kind, recurs: true, hasSeveralPrices: item.hasSeveralPrices, itemIDs: item.providerIds.map(\.provider),
      priceIDs: price.providerIds.map(\.provider))
  }
}

extension Comparer {
  /// Compares what usage beyond an allowance costs. There is one price for each currency.
  mutating func compareUsagePrices(_ old: PricedUsage, _ new: PricedUsage) {
    let (prices, newPrices) = (old.allowance.prices, new.allowance.prices)
    if prices.isEmpty || newPrices.isEmpty { return reportUsagePrices(old, new) }
    let matching = Matching(prices, newPrices)
    reportOrder(of: "usage prices", matching, old: old.place["prices"], new: new.place["prices"])
    let whole = subject
    for (index, price) in newPrices.enumerated() {
      if let partner = matching.oldOfNew[index] {
        subject = old.subject(prices[partner])
        compare(prices[partner], of: old, price, of: new)
        subject = whole
      } else {
        report(
          .added, [.usagePrice], [.compatible], "usage price of \(price.described) added", old: nil, new: price.place.name,
          newValue: price.terms)
      }
    }
    for index in matching.gone {
      let price = prices[index]
      report(
        .removed, [.usagePrice], [.customer], "usage price of \(price.described) removed", old: price.place.name, new: nil,
        oldValue: price.terms)
    }
    compareMaximums(old, new)
  }

  /// Reports the first usage prices of an entitlement, or that none are left.
  private mutating func reportUsagePrices(_ old: PricedUsage, _ new: PricedUsage) {
    let (prices, newPrices) = (old.allowance.prices, new.allowance.prices)
    if let first = newPrices.first {
      report(
        .added, [.usagePrice], [.customer],
        "usage beyond \(new.allowance.amount) now costs \(list(newPrices.map(\.described))); "
          + (old.allowance.isSoftLimit ?? false ? "it was free" : "access used to end"),
        old: nil, new: new.place["prices"], newValue: newPrices.count == 1 ? first.terms : .array(newPrices.map(\.terms)))
    } else if let first = prices.first {
      let isFree = new.allowance.isSoftLimit ?? false
      report(
        .removed, [.usagePrice], [isFree ? .compatible : .customer],
        "usage beyond \(new.allowance.amount) no longer costs anything; access \(isFree ? "continues" : "ends there")",
        old: old.place["prices"], new: nil, oldValue: prices.count == 1 ? first.terms : .array(prices.map(\.terms)))
    }
  }

  private mutating func compare(_ old: UsagePrice, of usage: PricedUsage, _ new: UsagePrice, of newUsage: PricedUsage) {
    let (place, newPlace) = (old.place, new.place)
    let isDerived = usage.hasDefaultLookupKey(old) && newUsage.hasDefaultLookupKey(new)
    if !same(old.id, new.id) {
      report(
        .renamed, [.usagePriceLookupKey], [.api],
        "usage price \(quoted(old.id)) renamed to \(quoted(new.id))\(isDerived ? ", which also changes its lookup key" : "")",
        old: place.name, new: newPlace.name, oldValue: .string(old.id), newValue: .string(new.id))
    }
    // A default lookup key changes with the names, which are reported.
    let (key, newKey) = (usage.lookupKey(of: old), newUsage.lookupKey(of: new))
    if !same(key, newKey), !isDerived {
      report(
        .renamed, [.usagePriceLookupKey], [.api], "lookup key \(changeOfText(key, newKey))", old: place["lookupKey"],
        new: newPlace["lookupKey"], oldValue: .string(key), newValue: .string(newKey))
    }
    if old.currency != new.currency {
      report(
        [.usagePriceCurrency], [.customer], "usage price changed from \(old.described) to \(new.described)",
        old: place["currency"], new: newPlace["currency"], oldValue: .string(old.currency.code),
        newValue: .string(new.currency.code))
    } else {
      compareRates(old, of: usage, new, of: newUsage)
    }
    compareProviderIds(old.providerIds, new.providerIds, .usagePriceProviderIds, place, newPlace)
    compareMetadata(old.metadata, new.metadata, .usagePriceMetadata, place["metadata"], newPlace["metadata"])
  }

  /// Compares what each usage costs, up to where access ends in either catalog. A changed allowance is reported by itself.
  private mutating func compareRates(_ old: UsagePrice, of usage: PricedUsage, _ new: UsagePrice, of newUsage: PricedUsage) {
    guard old.rate != new.rate else { return }
    let (costs, newCosts) = (usage.costs(old), newUsage.costs(new))
    let max = [usage.allowance.max, newUsage.allowance.max].compactMap(\.self).min()
    let change = newCosts.change(from: costs, in: .usage(upTo: max))
    let message =
      if case .perUnit = old.rate, case .perUnit = new.rate, usage.allowance.amount == newUsage.allowance.amount {
        "usage price \(change.verb) from \(old.described) to \(new.described)"
      } else {
        "usage price \(change.verb)\(change.witness(costs, newCosts, in: new.currency))"
      }
    let field = UsagePriceField.fieldOfChange(old, new)?.rawValue
    report(
      [.usagePriceRate], [change.impact], message, old: field.map { old.place[$0] } ?? old.place,
      new: field.map { new.place[$0] } ?? new.place, oldValue: old.terms, newValue: new.terms)
  }

  private mutating func compareMaximums(_ old: PricedUsage, _ new: PricedUsage) {
    let (max, newMax) = (old.allowance.max, new.allowance.max)
    guard max != newMax else { return }
    let isLess = newMax.map { newMax in max.map { newMax < $0 } ?? true } ?? false
    let words = [max, newMax].map { $0.map(\.description) ?? "unlimited" }
    report(
      [.entitlementMax], [isLess ? .customer : .compatible], "maximum usage changed from \(words[0]) to \(words[1])",
      old: old.place["max"], new: new.place["max"], oldValue: max.map(JSON.number), newValue: newMax.map(JSON.number))
  }
}

// MARK: Costs

extension CostFunction.Change {
  /// The impact of a change in form or amount.
  var impact: ChangeImpact {
    switch self {
    case .none: .cosmetic
    case .lower: .compatible
    case .higher: .customer
    }
  }

  /// After `price`.
  var verb: String {
    switch self {
    case .none: "written differently; it costs the same"
    case .lower: "decreased"
    case .higher(.at): "increased"
    case .higher(.undetermined): "changed; some quantities may cost more"
    }
  }

  /// A number of units, and what it costs in both catalogs; empty if there is none that shows the change.
  func witness(_ old: CostFunction, _ new: CostFunction, in currency: Currency) -> String {
    switch self {
    case .lower(let units), .higher(.at(let units)):
      ": \(units) cost \(currency.amount(new.cost(of: units))) instead of \(currency.amount(old.cost(of: units)))"
    case .none, .higher(.undetermined): ""
    }
  }
}

// MARK: JSON

extension UsagePriceField {
  /// The only field whose value makes the rates of two usage prices differ; nil if there are several.
  fileprivate static func fieldOfChange(_ old: UsagePrice, _ new: UsagePrice) -> UsagePriceField? {
    switch (old.rate, new.rate) {
    case (.perUnit(let amount), .perUnit(let newAmount)):
      old.per == new.per ? .amount : amount.multiplied(by: old.per) == newAmount.multiplied(by: new.per) ? .per : nil
    case (.package(let amount, let size), .package(let newAmount, let newSize)):
      size == newSize ? .amount : amount == newAmount ? .package : nil
    case (.graduated(let tiers), .volume(let newTiers)), (.volume(let tiers), .graduated(let newTiers)):
      tiers == newTiers ? .mode : nil
    case (.graduated, .graduated), (.volume, .volume): old.per == new.per ? .tiers : nil
    default: nil
    }
  }
}

extension UsagePrice {
  /// What it costs, as in a catalog.
  var terms: JSON { .object(rate.members(in: currency, per: per) + [JSON.Member("currency", .string(currency.code))]) }

  /// Everything, as a value that is the same for equal usage prices of both catalogs.
  var content: JSON {
    [
      .string(id), ownLookupKey.map(JSON.string) ?? .null, .string(currency.code), rate.content, .integer(per),
      .object(providerIds.map { JSON.Member($0.provider, .string($0.id)) }), .object(metadata),
    ]
  }
}

extension Rate {
  /// The fields of a price. Amounts are strings in the currency's major unit.
  ///
  /// - Parameter per: the number of units that amounts are for.
  func members(in currency: Currency, per: Int64 = 1) -> [JSON.Member] {
    func amount(_ amount: ExactDecimal) -> JSON { .string(currency.majorUnits(amount.multiplied(by: per))) }
    let divisor: JSON? = per == 1 ? nil : .integer(per)
    return switch self {
    case .perUnit(let unit): JSON.members(["amount": amount(unit), "per": divisor])
    case .package(let price, let size): JSON.members(["amount": amount(price), "package": .integer(size)])
    case .graduated(let tiers), .volume(let tiers):
      JSON.members([
        "tiers": .array(
          tiers.map { tier in
            .fields([
              "upTo": tier.upTo.map(JSON.number), "amount": amount(tier.perUnit),
              "flat": tier.flat == .zero ? nil : .string(currency.majorUnits(tier.flat.minorUnits)),
            ])
          }),
        "mode": mode.map { .string($0.rawValue) }, "per": divisor,
      ])
    }
  }

  /// Everything, as a value that is the same for equal rates of both catalogs.
  var content: JSON {
    switch self {
    case .perUnit(let amount): ["perUnit", .number(amount)]
    case .package(let amount, let size): ["package", .number(amount), .integer(size)]
    case .graduated(let tiers), .volume(let tiers):
      .array(
        [.string(mode?.rawValue ?? "")]
          + tiers.map { tier -> JSON in
            [tier.upTo.map(JSON.number) ?? .null, .number(tier.perUnit), .integer(tier.flat.minorUnits)]
          })
    }
  }
}
