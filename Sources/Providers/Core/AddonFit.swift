import Catalog

/// The plans that an add-on goes with, and that it cannot be sold with.
package struct AddonFit: Sendable {
  /// No price of the add-on is in a currency of theirs.
  package let foreign: SomePlans
  /// No price of the add-on recurs in step with one of theirs.
  package let outOfStep: SomePlans
  /// A price of the add-on is in a currency of theirs, and another one recurs in step.
  package let split: SomePlans
  /// In step, and at other cadences.
  package let mixed: SomePlans

  package init(_ addon: Addon, _ plans: PlanGroups, _ limits: AddonLimits) {
    let prices = limits.joinsOnce ? addon.prices : addon.prices.filter { $0.cadence != nil }
    let own = PlanTerms(prices)
    let once = Set(prices.filter { $0.cadence == nil }.map(\.currency))
    func compatible(_ condition: (PlanTerms) -> Bool) -> SomePlans { plans.plans(addon.compatiblePlans, where: condition) }
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
