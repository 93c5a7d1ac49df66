import Catalog
import Foundations

/// Whether a plan grants everything that another one grants, whatever is bought and used. In doubt, it does not.
struct Containment {
  private let lower: Item
  private let lowerPrices: [Price]
  private let upper: Item
  private let upperPrices: [Price]

  /// - Parameters:
  ///   - lowerPrices: the prices at which the lower plan is shown.
  ///   - upperPrices: the prices at which the upper plan is shown.
  init(lower: Item, _ lowerPrices: [Price], upper: Item, _ upperPrices: [Price]) {
    self.lower = lower
    self.lowerPrices = lowerPrices
    self.upper = upper
    self.upperPrices = upperPrices
  }

  /// False if the lower plan grants nothing.
  var holds: Bool {
    let granted = lower.entitlements.filter(\.isGranted)
    if granted.isEmpty, lower.quantity?.feature == nil { return false }
    return granted.allSatisfy(contains) && containsQuantity
  }

  // MARK: Limits that grow with the quantity

  /// The units of the upper plan are as many as those of the lower one, if both can be bought.
  private var containsQuantity: Bool {
    guard let feature = lower.quantity?.feature else { return true }
    let most = lower.quantity?.max
    if let quantity = upper.quantity, quantity.feature == feature { return Self.isAtLeast(quantity.max, most) }
    return switch grant(of: feature)?.value {
    case .unlimited?: true
    case .limit(let limit)? where limit.perUnit != true: most.map { ExactDecimal($0) <= limit.amount } ?? false
    default: false
    }
  }

  /// Nil for no maximum.
  private static func isAtLeast<Number: Comparable>(_ maximum: Number?, _ other: Number?) -> Bool {
    guard let maximum else { return true }
    return other.map { $0 <= maximum } ?? false
  }

  private func grant(of feature: Int) -> Entitlement? { upper.entitlements.first { $0.feature == feature && $0.isGranted } }

  // MARK: Entitlements

  private func contains(_ own: Entitlement) -> Bool {
    if let quantity = upper.quantity, quantity.feature == own.feature {
      // As many as bought, so at least the minimum.
      guard case .limit(let limit) = own.value, !own.isPerUnit(in: lower) else { return false }
      return limit.amount <= ExactDecimal(quantity.minimum)
    }
    guard let other = grant(of: own.feature) else { return false }
    switch (own.value, other.value) {
    case (.boolean, .boolean), (.limit, .unlimited), (.metered, .unlimited), (.unlimited, .unlimited): return true
    case (.static(let own), .static(let other)): return own.value == other.value
    case (.limit(let limit), .limit(let others)): return isAtLeast(others.amount, other, limit.amount, own)
    case (.metered(let allowance), .metered(let others)):
      return isAtLeast(others.amount, other, allowance.amount, own) && resets(others, allowance)
        && (allowance.isSoftLimit != true || others.isSoftLimit == true)
        && (others.preserveOverageAtReset != true || allowance.preserveOverageAtReset == true)
        && isAtLeastAsCheap(own, other)
    default: return false
    }
  }

  /// Whether a number of the upper plan is at least that of the lower one, for any number of both that can be bought.
  private func isAtLeast(_ upper: ExactDecimal, _ other: Entitlement, _ lower: ExactDecimal, _ own: Entitlement) -> Bool {
    switch (own.isPerUnit(in: self.lower), other.isPerUnit(in: self.upper)) {
    case (false, false), (true, true): lower <= upper
    case (false, true): lower <= upper.multiplied(by: self.upper.quantity?.minimum ?? 1)
    case (true, false): self.lower.quantity?.max.map { lower.multiplied(by: $0) <= upper } ?? false
    }
  }

  /// Whether an allowance is granted as often as another, or each period instead of once.
  private func resets(_ upper: Allowance, _ lower: Allowance) -> Bool {
    let (own, others) = (lower.reset(in: self.lower), upper.reset(in: self.upper))
    return own == others || own == .never
  }

  // MARK: Usage prices

  /// Whether usage that the lower plan charges costs no more in the upper one, in every currency.
  private func isAtLeastAsCheap(_ own: Entitlement, _ other: Entitlement) -> Bool {
    func charges(_ prices: [Price]) -> [(currency: Currency, usage: UsageCharge)] {
      prices.flatMap { price in price.usage.filter { $0.feature == own.feature }.map { (price.currency, $0) } }
    }
    let (lower, upper) = (charges(lowerPrices), charges(upperPrices))
    if own.hasUsagePrices != !lower.isEmpty || other.hasUsagePrices != !upper.isEmpty { return false }
    return lower.allSatisfy { currency, usage in
      let same = upper.filter { $0.currency == currency }
      return !same.isEmpty && same.allSatisfy { Self.isAtLeastAsCheap($0.usage, usage) }
    }
  }

  private static func isAtLeastAsCheap(_ upper: UsageCharge, _ lower: UsageCharge) -> Bool {
    guard upper.reset == lower.reset, isAtLeast(upper.max, lower.max) else { return false }
    if upper.isPerUnit || lower.isPerUnit {
      return upper.isPerUnit == lower.isPerUnit && upper.price.rate == lower.price.rate && lower.included <= upper.included
    }
    return upper.costs.excess(over: lower.costs, in: .usage(upTo: lower.max)) == nil
  }
}
