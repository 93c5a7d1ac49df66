import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds top-ups that cost more, or less, than the same amount of usage beyond the allowance of a plan.
///
/// A top-up that costs more is useful if a plan ends access at its allowance, so it is only reported if usage is cheaper in
/// each of its plans that include the feature.
func lintTopupsAndUsage(_ catalog: Catalog) -> [Finding] {
  guard !catalog.topups.isEmpty else { return [] }
  let usage = UsageOfTopups(catalog)
  guard usage.isCharged else { return [] }
  // Bounds the pairs of a top-up and a plan that are compared. A million is enough for any catalog written by people.
  var pairsLeft = 1_000_000
  return catalog.topups.flatMap { topup -> [Finding] in
    guard !topup.amount.isZero, let plans = usage.plans(topup, &pairsLeft) else { return [] }
    return topup.prices.flatMap { findings(topup, $0, plans) }
  }
}

/// What a plan grants and charges of the feature of a top-up.
private struct PlanUsage {
  let plan: Header
  /// The index of the plan.
  let index: Int
  /// Nil if the usage is unlimited.
  let allowance: Allowance?
}

/// The plans that include a feature that can be topped up, by feature.
private struct UsageOfTopups {
  private var plans: [Int: [PlanUsage]] = [:]
  private(set) var isCharged = false

  init(_ catalog: Catalog) {
    for topup in catalog.topups { plans[topup.feature] = [] }
    for (index, plan) in catalog.plans.enumerated() {
      for entitlement in plan.entitlements where plans[entitlement.feature] != nil {
        var allowance: Allowance?
        if case .metered(let metered) = entitlement.value { allowance = metered }
        if allowance?.prices.isEmpty == false { isCharged = true }
        plans[entitlement.feature]?.append(PlanUsage(plan: plan.header, index: index, allowance: allowance))
      }
    }
  }

  /// The plans of a top-up; nil if none of them has its feature, or if too many pairs have been compared.
  func plans(_ topup: Topup, _ pairsLeft: inout Int) -> [PlanUsage]? {
    let granting = plans[topup.feature] ?? []
    pairsLeft -= granting.count
    guard pairsLeft >= 0, !granting.isEmpty else { return nil }
    switch topup.compatiblePlans {
    case .every: return granting
    case .named(let named):
      let indices = Set(named)
      return granting.filter { indices.contains($0.index) }
    }
  }
}

/// The amount of a top-up, at the usage price of a plan.
private struct SameAsUsage {
  let plan: Header
  let price: UsagePrice
  let cost: ExactDecimal

  /// Nil if the plan does not charge this much usage in this currency, or charges for the allowance as well.
  init?(_ usage: PlanUsage, _ amount: ExactDecimal, in currency: Currency) {
    guard let allowance = usage.allowance, let price = allowance.prices.first(where: { $0.currency == currency }) else {
      return nil
    }
    if let max = allowance.max, max < allowance.amount + amount { return nil }
    if case .volume = price.rate, !allowance.amount.isZero { return nil }
    plan = usage.plan
    self.price = price
    cost = price.rate.cost(of: amount, beyond: allowance.amount)
  }
}

private func findings(_ topup: Topup, _ price: Price, _ plans: [PlanUsage]) -> [Finding] {
  guard let amount = price.fixedAmount else { return [] }
  let cost = ExactDecimal(amount)
  let all = plans.map { SameAsUsage($0, topup.amount, in: price.currency) }
  let (known, currency) = (all.compactMap(\.self), price.currency)
  var findings: [Finding] = []
  if known.count == all.count, let usage = known.first, known.allSatisfy({ $0.cost < cost }) {
    findings.append(
      Finding(
        .topupCostsMoreThanUsage,
        "\(topup.amount) for \(price.money) cost more than the same usage in plan \(quoted(usage.plan.id)) "
          + "(\(currency.amount(usage.cost)))",
        at: price.amountPlace, help: "lower the price of the top-up, or raise that of usage",
        related: [.init("the usage price", at: usage.price.place.name)]))
  }
  return findings
}
