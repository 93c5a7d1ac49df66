import Catalog
import Foundations

/// What the parts of a purchase grant of one metered feature between two resets.
package struct Holding {
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
  private var charge: (usage: UsageCharge, part: Purchase.Part)?

  /// - Parameters:
  ///   - feature: an index into ``Catalog/features``.
  ///   - parts: those of a purchase, the plan first.
  package init(of feature: Int, _ parts: [Purchase.Part]) {
    for part in parts {
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
  private var covered: ExactDecimal { grants.reduce(.zero) { $0 + $1.amount } }

  /// The usage at which access ends; nil for none. What was bought can always be used, even beyond a maximum.
  package var end: ExactDecimal? {
    if isUnlimited || isSoft { return nil }
    guard let charge else { return covered }
    return charge.usage.max(for: charge.part.quantity).map { max($0, covered) }
  }

  /// What an invoice says of a usage; nil if nothing charges it.
  package func line(for usage: ExactDecimal) -> InvoiceLine? {
    guard let (charge, part) = charge else { return nil }
    let used = end.map { min($0, usage) } ?? usage
    // The bounds of tiers count the allowance of what charges the rest, and not what other items add to it.
    let included = charge.included(for: part.quantity)
    let charged = isUnlimited ? .zero : max(.zero, used - covered)
    let line = UsageLine(
      charge: charge, used: used, included: included, bought: covered - included, charged: charged, isUnlimited: isUnlimited)
    return InvoiceLine(.usage(line), of: part, charge.price.rate.parts(of: charged, beyond: included))
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
