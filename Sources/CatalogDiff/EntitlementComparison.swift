import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

extension Comparer {
  /// Compares the entitlements of two items.
  mutating func compareEntitlements(_ old: Item, _ new: Item) {
    compareEntitlements(
      (old, nil, old.entitlements), (new, nil, new.entitlements), old.header.place["entitlements"],
      new.header.place["entitlements"])
  }

  /// Compares what those who pay a price get in place of what the item grants.
  mutating func compareOwnEntitlements(_ old: Price, of item: Item, _ new: Price, of newItem: Item) {
    if old.ownEntitlements.isEmpty, new.ownEntitlements.isEmpty { return }
    let own = Set(old.ownEntitlements.map { features.newOfOld[$0.feature] ?? -1 - $0.feature })
    let newOwn = Set(new.ownEntitlements.map(\.feature))
    let concerned = own.union(newOwn)
    compareEntitlements(
      (item, old, item.entitlements(at: old).filter { concerned.contains(features.newOfOld[$0.feature] ?? -1 - $0.feature) }),
      (newItem, new, newItem.entitlements(at: new).filter { concerned.contains($0.feature) }), old.place["entitlements"],
      new.place["entitlements"])
  }

  /// Entitlements of an item, or of one of its prices.
  private typealias Grants = (item: Item, price: Price?, entitlements: [Entitlement])

  /// Compares entitlements by feature, including renamed features.
  private mutating func compareEntitlements(_ old: Grants, _ new: Grants, _ place: Place, _ newPlace: Place) {
    guard !old.entitlements.isEmpty || !new.entitlements.isEmpty else { return }
    var partners: [Int: Int] = [:]
    for (index, entitlement) in old.entitlements.enumerated() {
      partners[features.newOfOld[entitlement.feature] ?? -1 - entitlement.feature] = index
    }
    var kept: [Int] = []
    for entitlement in new.entitlements {
      if let index = partners.removeValue(forKey: entitlement.feature) {
        kept.append(index)
        compare(old.entitlements[index], of: old, entitlement, of: new)
      } else {
        let name = quoted(self.new.catalog.features[entitlement.feature].header.id)
        report(
          .added, [.entitlement], [entitlement.isGranted ? .compatible : .cosmetic],
          entitlement.isGranted
            ? "entitlement to \(name) added: \(entitlement.described(in: new.item))" : "\(name) is now explicitly disabled",
          old: nil, new: entitlement.place.name, newValue: entitlement.json(in: new.item))
      }
    }
    for index in partners.values.sorted() {
      let entitlement = old.entitlements[index]
      let name = quoted(self.old.catalog.features[entitlement.feature].header.id)
      report(
        .removed, [.entitlement], [entitlement.isGranted ? .customer : .cosmetic],
        entitlement.isGranted
          ? "entitlement to \(name) removed (was \(entitlement.described(in: old.item)))"
          : "\(name) is no longer explicitly disabled",
        old: entitlement.place.name, new: nil, oldValue: entitlement.json(in: old.item))
    }
    if !zip(kept, kept.dropFirst()).allSatisfy(<) {
      report([.order], [.cosmetic], "entitlements reordered", old: place, new: newPlace)
    }
  }

  private mutating func compare(_ old: Entitlement, of owner: Grants, _ new: Entitlement, of newOwner: Grants) {
    let (oldItem, newItem) = (owner.item, newOwner.item)
    let (place, newPlace) = (old.place, new.place)
    switch (old.value, new.value) {
    case (.boolean(let isGiven), .boolean(let isGivenNow)):
      if isGiven != isGivenNow {
        report(
          [.entitlement], [isGivenNow ? .compatible : .customer],
          isGivenNow ? "feature enabled" : "feature disabled; customers lose it",
          old: self.old.place(old, .enabled), new: self.new.place(new, .enabled), oldValue: old.json(in: oldItem),
          newValue: new.json(in: newItem))
      }
    case (.metered(let allowance), .metered(let newAllowance)):
      if allowance.prices.isEmpty && newAllowance.prices.isEmpty {
        compareAmounts(
          (allowance.amount, allowance.reset(in: oldItem)), (newAllowance.amount, newAllowance.reset(in: newItem)),
          (old.place, old.json(in: oldItem)), (new.place, new.json(in: newItem)), old, new)
        compareLimits(allowance, newAllowance, place, newPlace)
      } else {
        comparePricedAmounts(allowance, of: oldItem, newAllowance, of: newItem, old, new)
        compareUsagePrices(
          PricedUsage(
            item: oldItem, price: Self.owner(of: old, owner), feature: header(of: old, in: self.old), allowance: allowance,
            place: place),
          PricedUsage(
            item: newItem, price: Self.owner(of: new, newOwner), feature: header(of: new, in: self.new),
            allowance: newAllowance, place: newPlace))
      }
      comparePerUnit(
        (allowance.perUnit ?? oldItem.isPerUnit, place), (newAllowance.perUnit ?? newItem.isPerUnit, newPlace))
    case (.limit(let limit), .limit(let newLimit)):
      compare(limit, newLimit, old, new)
      comparePerUnit((limit.perUnit ?? oldItem.isPerUnit, place), (newLimit.perUnit ?? newItem.isPerUnit, newPlace))
    case (.unlimited, .unlimited): break
    case (.metered, .unlimited), (.limit, .unlimited), (.unlimited, .metered), (.unlimited, .limit):
      let isLess = if case .unlimited = old.value { true } else { false }
      report(
        [.entitlementAmount], [isLess ? .customer : .compatible],
        "\(isLess ? "reduced" : "increased") from \(old.described(in: oldItem)) to \(new.described(in: newItem))",
        old: self.old.place(old, .amount),
        new: self.new.place(new, .amount), oldValue: old.json(in: oldItem), newValue: new.json(in: newItem))
    case (.static(let config), .static(let newConfig)):
      if config.value != newConfig.value {
        // Only the application knows what the value means, so assume the worst.
        report(
          [.entitlementConfig], [.customer], "value \(changeOfText(config.text, newConfig.text))",
          old: self.old.place(old, .config), new: self.new.place(new, .config), oldValue: config.value,
          newValue: newConfig.value)
      }
    default:
      report(
        [.entitlement], [old.isGranted ? .customer : .compatible],
        "changed from \(old.described(in: oldItem)) to \(new.described(in: newItem))",
        old: place, new: newPlace, oldValue: old.json(in: oldItem), newValue: new.json(in: newItem))
    }
    compareMetadata(old.metadata, new.metadata, .entitlementMetadata, place["metadata"], newPlace["metadata"])
  }

  /// The id of the price that has the entitlement of its own, if any.
  private static func owner(of entitlement: Entitlement, _ grants: Grants) -> String? {
    guard let price = grants.price, price.ownEntitlements.contains(where: { $0.place == entitlement.place }) else { return nil }
    return price.id
  }

  /// Amount and reset period have a meaning only together. A smaller amount per period is less, even if it resets more often,
  /// because unused amounts expire.
  private mutating func compareAmounts(
    _ old: (amount: ExactDecimal, reset: Reset), _ new: (amount: ExactDecimal, reset: Reset),
    _ whole: (place: Place, value: JSON), _ newWhole: (place: Place, value: JSON), _ entitlement: Entitlement,
    _ newEntitlement: Entitlement
  ) {
    guard old.amount != new.amount || old.reset != new.reset else { return }
    let isLessPerTime = Allowance.isLessPerTime(new, than: old)
    let isLess = new.amount < old.amount || isLessPerTime
    let direction =
      isLessPerTime ? "allowance reduced" : isLess ? "allowance per period reduced" : "allowance increased"
    let message =
      "\(direction) from \(Allowance.described(old.amount, old.reset)) to \(Allowance.described(new.amount, new.reset))"
    let classes: [ChangeImpact] = [isLess ? .customer : .compatible]
    if old.reset == new.reset {
      report(
        [.entitlementAmount], classes, message, old: self.old.place(entitlement, .amount),
        new: self.new.place(newEntitlement, .amount), oldValue: .number(old.amount), newValue: .number(new.amount))
    } else if old.amount == new.amount {
      report(
        [.entitlementReset], classes, message, old: entitlement.place["reset"],
        new: newEntitlement.place["reset"], oldValue: .string(old.reset.rawValue),
        newValue: .string(new.reset.rawValue))
    } else {
      report(
        [.entitlementAmount, .entitlementReset], classes, message, old: whole.place, new: newWhole.place,
        oldValue: whole.value, newValue: newWhole.value)
    }
  }

  private func header(of entitlement: Entitlement, in version: CatalogVersion) -> Header {
    version.catalog.features[entitlement.feature].header
  }

  /// Beside usage prices, amount and reset are compared on their own: usage does not end with the allowance, and all usage of a
  /// period is charged together, so any other period can cost more.
  private mutating func comparePricedAmounts(
    _ old: Allowance, of item: Item, _ new: Allowance, of newItem: Item, _ entitlement: Entitlement, _ newEntitlement: Entitlement
  ) {
    // What usage costs depends on both.
    let areBothPriced = !old.prices.isEmpty && !new.prices.isEmpty
    let priced: [ChangedField] = areBothPriced ? [.usagePriceRate] : []
    if old.amount != new.amount {
      let isLess = new.amount < old.amount
      report(
        [.entitlementAmount] + priced, [isLess ? .customer : .compatible],
        "allowance \(isLess ? "reduced" : "increased") from \(old.amount) to \(new.amount)",
        old: self.old.place(entitlement, .amount), new: self.new.place(newEntitlement, .amount), oldValue: .number(old.amount),
        newValue: .number(new.amount))
    }
    let (reset, newReset) = (old.reset(in: item), new.reset(in: newItem))
    if reset != newReset {
      report(
        [.entitlementReset] + priced, [.customer],
        "usage is now counted \(newReset.described) instead of \(reset.described)", old: entitlement.place["reset"],
        new: newEntitlement.place["reset"], oldValue: .string(reset.rawValue), newValue: .string(newReset.rawValue))
    }
    compareOverage(old, new, entitlement.place, newEntitlement.place)
  }

  /// Whether numbers are for each unit of the item, or for the customer.
  private mutating func comparePerUnit(_ old: (isPerUnit: Bool, place: Place), _ new: (isPerUnit: Bool, place: Place)) {
    guard old.isPerUnit != new.isPerUnit else { return }
    report(
      [.entitlementPerUnit], [new.isPerUnit ? .compatible : .customer],
      new.isPerUnit ? "now for each unit that is bought" : "now for the customer instead of each unit that is bought",
      old: old.place["perUnit"], new: new.place["perUnit"], oldValue: .bool(old.isPerUnit), newValue: .bool(new.isPerUnit))
  }

  private mutating func compare(_ old: Limit, _ new: Limit, _ entitlement: Entitlement, _ newEntitlement: Entitlement) {
    if old.amount != new.amount {
      let isLess = new.amount < old.amount
      report(
        [.entitlementAmount], [isLess ? .customer : .compatible],
        "limit \(isLess ? "reduced" : "increased") from \(old.amount) to \(new.amount)",
        old: self.old.place(entitlement, .amount), new: self.new.place(newEntitlement, .amount), oldValue: .number(old.amount),
        newValue: .number(new.amount))
    }
    if old.isSet != new.isSet {
      // Which of the two is more depends on the limits of the plans, so assume the worst.
      report(
        [.entitlementSet], [.customer],
        new.isSet ? "now raises the limit to \(new.amount), not by it" : "now raises the limit by \(new.amount), not to it",
        old: self.old.place(entitlement, .set), new: self.new.place(newEntitlement, .set), oldValue: .bool(old.isSet),
        newValue: .bool(new.isSet))
    }
  }

  /// By default, limits are hard and overage is not preserved.
  private mutating func compareLimits(_ old: Allowance, _ new: Allowance, _ place: Place, _ newPlace: Place) {
    let (isSoft, isSoftNow) = (old.isSoftLimit ?? false, new.isSoftLimit ?? false)
    if isSoft != isSoftNow {
      report(
        [.entitlementSoftLimit], [isSoftNow ? .compatible : .customer],
        isSoftNow ? "access now continues after the allowance is used up" : "access now ends when the allowance is used up",
        old: place["isSoftLimit"], new: newPlace["isSoftLimit"], oldValue: old.isSoftLimit.map(JSON.bool),
        newValue: new.isSoftLimit.map(JSON.bool))
    }
    compareOverage(old, new, place, newPlace)
  }

  private mutating func compareOverage(_ old: Allowance, _ new: Allowance, _ place: Place, _ newPlace: Place) {
    let (isKept, isKeptNow) = (old.preserveOverageAtReset ?? false, new.preserveOverageAtReset ?? false)
    if isKept != isKeptNow {
      report(
        [.entitlementOverage], [isKeptNow ? .customer : .compatible],
        isKeptNow ? "overage is now carried into the next period" : "overage is no longer carried into the next period",
        old: place["preserveOverageAtReset"], new: newPlace["preserveOverageAtReset"],
        oldValue: old.preserveOverageAtReset.map(JSON.bool), newValue: new.preserveOverageAtReset.map(JSON.bool))
    }
  }
}

extension CatalogVersion {
  /// The place of the value that a literal entitlement would have: a field of the object, or the literal itself.
  fileprivate func place(_ entitlement: Entitlement, _ field: EntitlementField) -> Place {
    let place = entitlement.place
    return tree.kind(place.node) == .object ? place[field.rawValue] : place
  }
}

extension Reset {
  /// For messages: `every month`.
  fileprivate var described: String { period.map { "every \($0.rawValue)" } ?? "once" }
}

extension Entitlement {
  func described(in item: Item) -> String {
    switch value {
    case .boolean(let enabled): enabled ? "enabled" : "disabled"
    case .metered(let allowance):
      Allowance.described(allowance.amount, allowance.reset(in: item))
        + (allowance.prices.isEmpty ? "" : ", then \(list(allowance.prices.map(\.described)))")
    case .limit(let limit): limit.isSet ? "a limit of \(limit.amount)" : "\(limit.amount)"
    case .unlimited: "unlimited"
    case .static(let config): quoted(config.text)
    }
  }

  /// The value in its shortest form.
  func json(in item: Item) -> JSON {
    switch value {
    case .boolean(let enabled): .bool(enabled)
    case .metered(let allowance):
      .object(
        JSON.members([
          "amount": .number(allowance.amount), "reset": .string(allowance.reset(in: item).rawValue),
          "max": allowance.max.map(JSON.number),
          "prices": allowance.prices.isEmpty
            ? nil : .object(allowance.prices.map { JSON.Member($0.id, $0.terms) }),
        ]))
    case .limit(let limit): limit.isSet ? ["amount": .number(limit.amount), "set": true] : .number(limit.amount)
    case .unlimited: "unlimited"
    case .static(let config): config.value
    }
  }
}
