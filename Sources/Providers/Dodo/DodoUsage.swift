import Catalog
import Diagnostics
import Foundations
import Syntax

/// The usage of a feature that a product charges.
struct DodoUsage {
  let meter: DodoMeter
  /// For each unit, in minor units; positive.
  let pricePerUnit: ExactDecimal
  /// The units of each cycle that are not charged.
  let included: Int64
}

/// Sources: the Python SDK dodopayments 1.123.0, `add_meter_to_price_param`; Dodo's documentation, usage-based-billing-guide and
/// features/hybrid-billing.
extension DodoLowering {
  private static let mostMeters = 10
  /// In minor units: `price_per_unit` has at most five digits before the point.
  private static let pricePerUnitBound: Int64 = 100_000

  /// The usage that is charged in money with a price; nil if Dodo cannot charge it.
  ///
  /// - Parameter plan: the index of the plan; nil for an add-on.
  mutating func usage(of price: Price, _ item: Item, plan: Int?, _ findings: inout Findings) -> [DodoUsage]? {
    let charges = price.usage
    guard let first = charges.first else { return [] }
    let place = first.price.place.name
    guard let plan else {
      findings.reportOnce(
        .chargeUnsupported, "Dodo Payments add-ons cannot charge usage; \(item.unsold(charging: first.price))", at: place,
        help: "move the usage price to the plans")
      return nil
    }
    if item.quantity != nil {
      findings.reportOnce(
        .chargeUnsupported,
        "Dodo Payments cannot charge usage if several units are bought at once; \(item.unsold(charging: first.price))", at: place)
      return nil
    }
    var usage: [DodoUsage] = []
    var isCharged = true
    for charge in charges where !catalog.features[charge.feature].isPool {
      // Nothing is charged, so nothing needs to be counted.
      if charge.price.rate.isFree { continue }
      if let own = self.usage(charge, plan, &findings) { usage.append(own) } else { isCharged = false }
    }
    return isCharged ? usage : nil
  }

  /// Whether a product has room for the meters of usage and credits.
  func hasRoom(
    for usage: [DodoUsage], _ credits: [DodoCredits], of price: Price, _ item: Item, _ findings: inout Findings
  ) -> Bool {
    let count = usage.count + credits.reduce(0) { $0 + $1.draws.count }
    guard count > Self.mostMeters else { return true }
    let first = price.usage.first?.price
    findings.report(
      .chargeUnsupported,
      "Dodo Payments allows \(Self.mostMeters) usage prices in a product, found \(count); "
        + (first.map { item.unsold(charging: $0) } ?? item.unsold([price])),
      at: (first?.place ?? price.place).name)
    return false
  }

  /// Prices of an item share their usage, so it is checked once.
  private mutating func usage(_ charge: UsageCharge, _ plan: Int, _ findings: inout Findings) -> DodoUsage? {
    let place = charge.price.place
    if let known = usages[place] { return known }
    let usage = newUsage(charge, plan, &findings)
    usages.updateValue(usage, forKey: place)
    return usage
  }

  private mutating func newUsage(_ charge: UsageCharge, _ plan: Int, _ findings: inout Findings) -> DodoUsage? {
    let feature = catalog.features[charge.feature]
    findings.reportUnsent(charge.price)
    if let bought = boughtUnits(of: charge.feature, with: plan) {
      findings.report(
        .chargeUnsupported,
        "Dodo Payments would charge the \(quoted(feature.header.id)) of \(quoted(bought.id)) again as usage; "
          + catalog.unsold(charging: charge.price),
        at: charge.price.place.name, help: "sell either the usage or units of it",
        related: [.init("the units that are bought", at: bought.place.name)])
      return nil
    }
    guard let meter = meters.meter(of: feature, &findings), let price = pricePerUnit(charge.price, &findings) else { return nil }
    guard let included = charge.included.integer else {
      findings.report(
        .chargeUnsupported,
        "Dodo Payments cannot store an allowance of \(charge.included); \(catalog.unsold(charging: charge.price))",
        at: charge.price.place.name)
      return nil
    }
    return DodoUsage(meter: meter, pricePerUnit: price, included: included)
  }

  func pricePerUnit(_ price: UsagePrice, _ findings: inout Findings) -> ExactDecimal? {
    let (amount, size): (ExactDecimal, Int64?)
    switch price.rate {
    case .perUnit(let own): (amount, size) = (own, nil)
    case .package(let own, let count): (amount, size) = (own, count)
    // The limits exclude them.
    case .graduated, .volume: return nil
    }
    guard amount < ExactDecimal(Self.pricePerUnitBound).multiplied(by: size ?? 1) else {
      findings.report(
        .amountTooLarge,
        "Dodo Payments charges less than \(price.currency.amount(Self.pricePerUnitBound)) for a unit of usage; "
          + catalog.unsold(charging: price),
        at: price.place["amount"])
      return nil
    }
    guard let size else { return amount }
    return findings.amountInProportion(amount, size: size, of: price, in: catalog)
  }

  /// The first top-up or one-time add-on that gives customers of a plan more of a feature. Dodo has no recurring add-ons
  /// beside usage.
  private func boughtUnits(of feature: Int, with plan: Int) -> Header? {
    let topup = catalog.topups.first { $0.feature == feature && !$0.amount.isZero && $0.compatiblePlans.contains(plan) }
    if let topup { return topup.header }
    let addon = catalog.addons.first { addon in
      addon.compatiblePlans.contains(plan) && addon.prices.contains { $0.cadence == nil }
        && addon.entitlements.contains { $0.feature == feature && $0.givesUsage }
    }
    return addon?.header
  }
}

extension PlanSelection {
  fileprivate func contains(_ plan: Int) -> Bool {
    switch self {
    case .every: true
    case .named(let plans): plans.contains(plan)
    }
  }
}

extension Entitlement {
  /// Whether it adds to the usage of a metered feature.
  fileprivate var givesUsage: Bool {
    switch value {
    case .metered(let allowance): !allowance.amount.isZero
    case .unlimited: true
    case .boolean, .limit, .static: false
    }
  }
}
