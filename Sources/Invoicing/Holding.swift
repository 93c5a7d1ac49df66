import Catalog
import Foundations

/// What the parts of a purchase grant of one metered feature between two resets.
struct Holding {
  /// An allowance, or units that were bought.
  struct Grant: Equatable {
    let amount: ExactDecimal
    let reset: Reset
  }

  /// The allowance of the plan, then those of add-ons, then top-ups.
  private(set) var grants: [Grant] = []
  private(set) var isUnlimited = false
  /// Whether access continues without charge when everything is used up.
  private var isSoft = false
  /// What the rest of the usage costs, and what charges it.
  private(set) var charge: (usage: UsageCharge, part: Purchase.Part)?

  /// - Parameter feature: an index into ``Catalog/features``.
  init(of feature: Int, _ purchase: Purchase) {
    for part in purchase.parts {
      if let topup = part.item.topup {
        if topup.feature == feature {
          grants.append(Grant(amount: topup.amount.multiplied(by: part.quantity), reset: .never))
        }
        continue
      }
      for entitlement in part.item.entitlements(at: part.price) where entitlement.feature == feature {
        switch entitlement.value {
        case .unlimited: isUnlimited = true
        case .metered(let allowance):
          let units = entitlement.isPerUnit(in: part.item) ? part.quantity : 1
          let reset = part.price.map { allowance.reset(under: $0.schedule) } ?? allowance.reset(in: part.item)
          grants.append(Grant(amount: allowance.amount.multiplied(by: units), reset: reset))
          if allowance.isSoftLimit == true { isSoft = true }
          if let usage = part.price?.usage.first(where: { $0.feature == feature }) { charge = (usage, part) }
        case .boolean, .limit, .static: continue
        }
      }
    }
  }

  var isHeld: Bool { isUnlimited || !grants.isEmpty }

  /// The usage that costs nothing.
  var covered: ExactDecimal { grants.reduce(.zero) { $0 + $1.amount } }

  /// The allowance of what charges the rest, which the bounds of tiers count.
  var included: ExactDecimal { charge.map { $0.usage.included(for: $0.part.quantity) } ?? covered }

  /// The usage at which access ends; nil for none. What was bought can always be used, even beyond a maximum.
  var end: ExactDecimal? {
    if isUnlimited || isSoft { return nil }
    guard let charge else { return covered }
    return charge.usage.max(for: charge.part.quantity).map { max($0, covered) }
  }

  /// The part of a usage that is paid.
  func charged(of usage: ExactDecimal) -> ExactDecimal {
    if isUnlimited || charge == nil { return .zero }
    let used = end.map { min($0, usage) } ?? usage
    return max(.zero, used - covered)
  }
}

extension Catalog {
  /// The pool that a feature draws on, and what one unit costs there.
  func pool(of feature: Int) -> (feature: Int, cost: ExactDecimal)? {
    for (index, pool) in features.enumerated() {
      if let cost = pool.costs.first(where: { $0.feature == feature }) { return (index, cost.cost) }
    }
    return nil
  }
}
