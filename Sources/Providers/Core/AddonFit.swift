import Catalog

/// The compatible plans of an add-on whose currency or cadence does not fit.
package struct AddonFit: Sendable {
  /// Plans with no currency in common with the add-on.
  package let foreign: PlanSample
  /// Plans with no price whose cadence aligns with a price of the add-on.
  package let outOfStep: PlanSample
  /// Plans that the add-on matches in currency and in cadence, but with no single price in both.
  package let split: PlanSample
  /// Plans with a cadence that aligns, but no cadence in common.
  package let mixed: PlanSample

  package init(_ addon: Addon, _ plans: PlansByTerms, _ limits: AddonLimits) {
    let prices = limits.joinsOnce ? addon.prices : addon.prices.filter { $0.cadence != nil }
    let own = PlanTerms(prices)
    let once = Set(prices.filter { $0.cadence == nil }.map(\.currency))
    func compatible(_ condition: (PlanTerms) -> Bool) -> PlanSample { plans.plans(addon.compatiblePlans, where: condition) }
    func isInStep(_ plan: PlanTerms) -> Bool {
      own.cadences.contains { cadence in plan.cadences.contains { limits.areInStep(cadence, $0) } }
    }
    func recurs(with plan: PlanTerms) -> Bool {
      own.cycles.contains { cycle in
        plan.cycles.contains { cycle.currency == $0.currency && limits.areInStep(cycle.cadence, $0.cadence) }
      }
    }

    let hasCurrency = limits.sharesCurrency && !prices.isEmpty
    let hasStep = limits.step != nil && limits.step != .any && !own.cadences.isEmpty
    foreign = hasCurrency ? compatible { !$0.currencies.isEmpty && $0.currencies.isDisjoint(with: own.currencies) } : .none
    outOfStep = hasStep ? compatible { !isInStep($0) } : .none
    split =
      hasCurrency && hasStep
      ? compatible {
        !$0.currencies.isDisjoint(with: own.currencies) && $0.currencies.isDisjoint(with: once) && isInStep($0)
          && !recurs(with: $0)
      } : .none
    mixed =
      hasStep && limits.step == .divides
      ? compatible { $0.cadences.isDisjoint(with: own.cadences) && isInStep($0) } : .none
  }
}

extension AddonLimits {
  fileprivate func areInStep(_ cadence: Cadence, _ other: Cadence) -> Bool {
    switch step {
    case .equal: cadence == other
    case .divides: cadence.isInStep(with: other)
    case .any, nil: true
    }
  }
}
