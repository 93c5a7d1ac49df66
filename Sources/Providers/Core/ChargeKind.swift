import Catalog
import Diagnostics
import Foundations
import Syntax

/// Something that a price can charge. A provider lists the kinds that its requests contain; a price with any other is not sold,
/// so that nothing is charged that the catalog does not say.
package enum ChargeKind: CaseIterable, Sendable {
  /// A fixed amount.
  case flat
  /// Several units in one purchase, each at the same amount.
  case quantity
  /// A number of units whose amount depends on the number.
  case graduatedQuantity, volumeQuantity
  /// A flat amount in a tier of a quantity.
  case flatInQuantityTier
  /// Each unit of usage at the same amount.
  case usage
  /// Usage beyond an allowance.
  case includedUsage
  case graduatedUsage, volumeUsage
  /// A flat amount in a tier of usage.
  case flatInGraduatedUsage, flatInVolumeUsage
  /// Usage in packages that are rounded up.
  case package, packageBeyondAllowance
  /// An allowance or a bound that is not a whole number.
  case fractionalUsage
  /// An allowance for each unit that is bought, beside a usage price.
  case includedUsagePerUnit
  /// Usage alone, without a price of its own.
  case usageAlone

  /// As messages name what a provider cannot charge.
  package var described: String {
    switch self {
    case .flat: "a fixed amount"
    case .quantity: "several units in one purchase"
    case .graduatedQuantity: "units at graduated tiers"
    case .volumeQuantity: "units by volume"
    case .flatInQuantityTier: "a flat amount in a tier of units"
    case .usage: "usage"
    case .includedUsage: "usage beyond an allowance"
    case .graduatedUsage: "usage at graduated tiers"
    case .volumeUsage: "usage by volume"
    case .flatInGraduatedUsage, .flatInVolumeUsage: "a flat amount in a tier of usage"
    case .package: "usage in packages"
    case .packageBeyondAllowance: "usage in packages beyond an allowance"
    case .fractionalUsage: "usage beyond a fraction of a unit"
    case .includedUsagePerUnit: "usage beyond an allowance for each unit bought"
    case .usageAlone: "usage without a fee"
    }
  }

  package static func all(except others: [ChargeKind]) -> [ChargeKind] { allCases.filter { !others.contains($0) } }
}

extension Price {
  /// What the price charges, with the place of each kind.
  ///
  /// - Parameter item: the item that the price belongs to.
  package func kinds(of item: Item) -> [(kind: ChargeKind, place: Place)] {
    var kinds: [(ChargeKind, Place)] = []
    if item.quantity != nil { kinds.append((.quantity, item.quantityPlace)) }
    if isImplied { kinds.append((.usageAlone, item.header.place.name)) }
    for charge in charges {
      switch charge {
      case .flat: kinds.append((.flat, amountPlace))
      case .quantity(let rate):
        let place = place["tiers"]
        kinds.append((rate.mode == .volume ? .volumeQuantity : .graduatedQuantity, place))
        if rate.tiers.contains(where: { $0.flat != .zero }) { kinds.append((.flatInQuantityTier, place)) }
      case .usage(let usage): kinds += usage.kinds.map { ($0, usage.price.place.name) }
      }
    }
    return kinds
  }
}

extension UsageCharge {
  /// What the usage price charges.
  package var kinds: [ChargeKind] {
    var kinds: [ChargeKind] = []
    let hasAllowance = !included.isZero
    switch price.rate {
    case .perUnit: kinds.append(hasAllowance ? .includedUsage : .usage)
    case .package: kinds.append(hasAllowance ? .packageBeyondAllowance : .package)
    case .graduated(let tiers):
      kinds.append(.graduatedUsage)
      if tiers.contains(where: { $0.flat != .zero }) { kinds.append(.flatInGraduatedUsage) }
    case .volume(let tiers):
      kinds.append(.volumeUsage)
      if tiers.contains(where: { $0.flat != .zero }) { kinds.append(.flatInVolumeUsage) }
    }
    if !included.isInteger || price.rate.tiers.contains(where: { $0.upTo?.isInteger == false }) { kinds.append(.fractionalUsage) }
    if isPerUnit, hasAllowance { kinds.append(.includedUsagePerUnit) }
    return kinds
  }
}

/// How often usage is charged, compared with the price that it is charged with.
package enum UsageCycle: CaseIterable, Sendable {
  case same
  /// Every month, with a price for a number of months or years.
  case monthInLonger
  case dayInLonger
  /// Every year, with a price for a number of months that divides it.
  case yearInShorter
  /// Any other: a week never aligns with months or years.
  case other

  /// - Parameter cadence: that of the price.
  package init(_ reset: Period, in cadence: Cadence) {
    self =
      switch (reset, cadence.period, cadence.count) {
      case (.day, .day, 1), (.week, .week, 1), (.month, .month, 1), (.year, .year, 1): .same
      case (.day, _, _): .dayInLonger
      case (.week, .day, 7): .same
      case (.month, .month, _), (.month, .year, _): .monthInLonger
      case (.year, .month, 12): .same
      case (.year, .month, 1...11) where (12 as Int64).isMultiple(of: cadence.count): .yearInShorter
      default: .other
      }
  }
}

extension ProviderLimits {
  /// Whether the provider can charge all that a price says. Reports what it cannot.
  package func charges(_ price: Price, of item: Item, _ findings: inout Findings) -> Bool {
    var refused: [Place] = []
    for (kind, place) in price.kinds(of: item) where !charges.contains(kind) && kind != .flat && kind != .quantity {
      // One report for a rate of which several parts are not supported.
      if refused.contains(place) { continue }
      refused.append(place)
      let usage = price.usage.first { $0.price.place.name == place }
      let consequence =
        usage.map { item.unsold(charging: $0.price) } ?? (kind == .usageAlone ? item.unsold([]) : "this price is not for sale")
      findings.report(
        .chargeUnsupported, "\(findings.title) cannot charge \(kind.described); \(consequence)", at: place)
    }
    var isCharged = refused.isEmpty
    // An error of its own.
    if price.usage.contains(where: { unmetered.contains($0.feature) }) { isCharged = false }
    guard let cadence = price.cadence else { return isCharged }
    for usage in price.usage where isCharged {
      let cycle = UsageCycle(usage.reset, in: cadence)
      guard !usageCycles.contains(cycle) || !usageResets.contains(usage.reset) else { continue }
      findings.report(
        .usageCycleUnsupported,
        "\(findings.title) cannot charge usage every \(usage.reset.rawValue) with a price of \(price.described); "
          + item.unsold([price]),
        at: usage.price.place.name, help: "use the price's interval as `reset`")
      isCharged = false
    }
    return isCharged
  }
}
