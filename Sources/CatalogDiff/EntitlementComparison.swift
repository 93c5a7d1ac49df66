import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

extension Comparer {
  /// Compares entitlements by feature, including renamed features.
  mutating func compareEntitlements(_ old: Item, _ new: Item) {
    guard !old.entitlements.isEmpty || !new.entitlements.isEmpty else { return }
    var partners: [Int: Int] = [:]
    for (index, entitlement) in old.entitlements.enumerated() {
      partners[features.newOfOld[entitlement.feature] ?? -1 - entitlement.feature] = index
    }
    var kept: [Int] = []
    for entitlement in new.entitlements {
      if let index = partners.removeValue(forKey: entitlement.feature) {
        kept.append(index)
        compare(old.entitlements[index], entitlement)
      } else {
        let name = quoted(self.new.catalog.features[entitlement.feature].header.id)
        report(
          .added, [.entitlement], [entitlement.isGranted ? .compatible : .cosmetic],
          entitlement.isGranted
            ? "entitlement to \(name) added: \(entitlement.described)" : "\(name) is now explicitly disabled",
          old: nil, new: entitlement.place.name, newValue: entitlement.json)
      }
    }
    for index in partners.values.sorted() {
      let entitlement = old.entitlements[index]
      let name = quoted(self.old.catalog.features[entitlement.feature].header.id)
      report(
        .removed, [.entitlement], [entitlement.isGranted ? .customer : .cosmetic],
        entitlement.isGranted
          ? "entitlement to \(name) removed (was \(entitlement.described))"
          : "\(name) is no longer explicitly disabled",
        old: entitlement.place.name, new: nil, oldValue: entitlement.json)
    }
    if !zip(kept, kept.dropFirst()).allSatisfy(<) {
      report(
        [.order], [.cosmetic], "entitlements reordered", old: old.header.place["entitlements"],
        new: new.header.place["entitlements"])
    }
  }

  private mutating func compare(_ old: Entitlement, _ new: Entitlement) {
    let (place, newPlace) = (old.place, new.place)
    switch (old.value, new.value) {
    case (.boolean(let isGiven), .boolean(let isGivenNow)):
      if isGiven != isGivenNow {
        report(
          [.entitlement], [isGivenNow ? .compatible : .customer],
          isGivenNow ? "feature enabled" : "feature disabled; customers lose it",
          old: self.old.place(old, .enabled), new: self.new.place(new, .enabled), oldValue: old.json, newValue: new.json)
      }
    case (.metered(let allowance), .metered(let newAllowance)):
      compareAmounts(allowance, newAllowance, old, new)
      compareLimits(allowance, newAllowance, place, newPlace)
    case (.static(let config), .static(let newConfig)):
      if !same(config, newConfig) {
        // Only the application knows what the string means, so assume the worst.
        report(
          [.entitlementConfig], [.customer], "value \(changeOfText(config, newConfig))",
          old: self.old.place(old, .config), new: self.new.place(new, .config), oldValue: .string(config),
          newValue: .string(newConfig))
      }
    default:
      report(
        [.entitlement], [old.isGranted ? .customer : .compatible], "changed from \(old.described) to \(new.described)",
        old: place, new: newPlace, oldValue: old.json, newValue: new.json)
    }
    compareMetadata(old.metadata, new.metadata, .entitlementMetadata, place["metadata"], newPlace["metadata"])
  }

  /// Amount and reset period have a meaning only together. A smaller amount per period is less, even if it resets more often,
  /// because unused amounts expire.
  private mutating func compareAmounts(
    _ old: Allowance, _ new: Allowance, _ entitlement: Entitlement, _ newEntitlement: Entitlement
  ) {
    guard old.amount != new.amount || old.reset != new.reset else { return }
    let isLess = new.amount < old.amount || new.isLessPerTime(than: old)
    let direction =
      new.isLessPerTime(than: old)
      ? "allowance reduced" : isLess ? "allowance per period reduced" : "allowance increased"
    let message = "\(direction) from \(old.described) to \(new.described)"
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
        [.entitlementAmount, .entitlementReset], classes, message, old: entitlement.place,
        new: newEntitlement.place, oldValue: entitlement.json, newValue: newEntitlement.json)
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

extension Entitlement {
  var described: String {
    switch value {
    case .boolean(let enabled): enabled ? "enabled" : "disabled"
    case .metered(let allowance): allowance.described
    case .static(let config): quoted(config)
    }
  }

  /// The value in its shortest form.
  var json: JSON {
    switch value {
    case .boolean(let enabled): .bool(enabled)
    case .metered(let allowance): ["amount": .number(allowance.amount), "reset": .string(allowance.reset.rawValue)]
    case .static(let config): .string(config)
    }
  }
}
