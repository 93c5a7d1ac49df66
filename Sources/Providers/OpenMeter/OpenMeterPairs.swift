import Catalog
import Diagnostics
import Syntax

/// Assigns the offers of add-ons to the offers of plans.
///
/// Thousands of plans share a handful of terms, so add-ons are matched against the terms. The pairs are far more numerous
/// and are computed on demand.
struct OpenMeterPairs {
  /// The terms of a plan's offer that an add-on must match.
  private struct AddonTerms: Hashable {
    let currency: Currency
    let cadence: Cadence?
    let isCreated: Bool
  }

  /// Plans whose offers have the same terms.
  private struct Group {
    let terms: [AddonTerms]
    var plans: [Int] = []
    /// The plans with prices. A plan without prices sets no terms.
    var priced: [Int] = []
  }

  /// How an add-on fits the plans of a group.
  private struct Fit {
    /// Indices into the offers of the add-on and of a plan.
    var pairs: [(addonOffer: Int, planOffer: Int)] = []
    var sharesCurrency = false
    /// Whether an offer of the plan fits only add-on offers with a different cadence.
    var hasMixed = false
  }

  /// The plans that an add-on is assigned to.
  private struct Assignment {
    let selection: PlanSelection
    /// Plans of the selection whose rate cards cannot be merged with the add-on's.
    let conflicting: Set<Int>
    /// By group of plans.
    let pairs: [[(addonOffer: Int, planOffer: Int)]]
  }

  private let catalog: Catalog
  private var groups: [Group] = []
  /// By plan: an index into ``groups``; nil for a plan without offers.
  private var group: [Int?] = []
  /// By add-on.
  private var assignments: [Assignment] = []

  /// - Parameter offers: by plan.
  init(_ catalog: Catalog, _ offers: [[OpenMeterPlans.Offer]]) {
    self.catalog = catalog
    var known: [[AddonTerms]: Int] = [:]
    for (plan, offers) in offers.enumerated() {
      guard !offers.isEmpty else {
        group.append(nil)
        continue
      }
      let terms = offers.map { AddonTerms(currency: $0.currency, cadence: $0.cadence, isCreated: $0.isCreated) }
      let index = known[terms] ?? groups.count
      if index == groups.count {
        known[terms] = index
        groups.append(Group(terms: terms))
      }
      group.append(index)
      groups[index].plans.append(plan)
      if !catalog.plans[plan].prices.isEmpty { groups[index].priced.append(plan) }
    }
  }

  /// The pairs of an add-on, grouped by plan: the index of the plan, and indices into the offers of both.
  func pairs(ofAddon addon: Int) -> some Sequence<(plan: Int, planOffer: Int, addonOffer: Int)> {
    let assignment = assignments[addon]
    return plans(of: assignment).lazy.flatMap { plan, group in
      assignment.pairs[group].lazy.map { (plan, $0.planOffer, $0.addonOffer) }
    }
  }

  func count(ofAddon addon: Int) -> Int {
    plans(of: assignments[addon]).reduce(0) { $0 + assignments[addon].pairs[$1.group].count }
  }

  private func plans(of assignment: Assignment) -> some Sequence<(plan: Int, group: Int)> {
    assignment.selection.indices(in: catalog).lazy.filter { !assignment.conflicting.contains($0) }
      .compactMap { plan in group[plan].map { (plan, $0) } }
  }

  // MARK: Finding pairs

  /// Assigns the next add-on. Returns the offers that fit a plan.
  ///
  /// - Parameter conflicting: the plans whose rate cards cannot be merged with the add-on's.
  mutating func assign(
    _ addon: Addon, _ offers: [OpenMeterPlans.Offer], conflicting: Set<Int>, _ findings: inout Findings
  ) -> [OpenMeterPlans.Offer] {
    let selection = addon.compatiblePlans
    // The reason for having no offers has been reported.
    guard !offers.isEmpty else {
      assignments.append(Assignment(selection: .named([]), conflicting: [], pairs: []))
      return []
    }
    let fits = groups.map { fit(offers, $0.terms) }
    let isExplained = report(addon, fits, conflicting, &findings)
    let kept = offers.indices.filter { index in
      !plans(selection, without: conflicting) { fits[$0].pairs.contains { $0.addonOffer == index } }.isEmpty
    }
    if !kept.isEmpty || (!isExplained && conflicting.isEmpty) {
      // A price that fits no plan cannot be bought, even if other prices of the add-on can.
      for index in offers.indices where !kept.contains(index) {
        findings.report(
          .addonWithoutPlan, "no OpenMeter plan fits this price; it is not for sale",
          at: (offers[index].fee?.price.place ?? addon.header.place).name)
      }
    }
    let frozen = plans(selection, without: conflicting) { group in
      fits[group].pairs.contains { !groups[group].terms[$0.planOffer].isCreated && offers[$0.addonOffer].isCreated }
    }
    if !frozen.isEmpty {
      findings.report(
        .openmeterExistingPlanAddon,
        "\(names(frozen)) already \(frozen.count == 1 ? "exists" : "exist") and cannot get new add-ons; "
          + "\(quoted(addon.header.id)) is not for sale with \(frozen.count == 1 ? "it" : "them")",
        at: .compatiblePlans(addon.header), help: "remove the plan's id to create a new version of it")
    }
    let pairs = zip(fits, groups).map { fit, group in
      fit.pairs.compactMap { addonOffer, planOffer in
        group.terms[planOffer].isCreated && offers[addonOffer].id != nil
          ? kept.firstIndex(of: addonOffer).map { (addonOffer: $0, planOffer: planOffer) } : nil
      }
    }
    assignments.append(Assignment(selection: selection, conflicting: conflicting, pairs: pairs))
    return kept.map { offers[$0] }
  }

  private func fit(_ offers: [OpenMeterPlans.Offer], _ plan: [AddonTerms]) -> Fit {
    var fit = Fit()
    for (planOffer, terms) in plan.enumerated() {
      var hasOther = false
      var hasEqual = false
      for (addonOffer, offer) in offers.enumerated() where offer.currency == terms.currency {
        fit.sharesCurrency = true
        if let own = offer.cadence, let cadence = terms.cadence {
          // openmeter/productcatalog/alignment.go: except for single days, days and weeks never fill months.
          guard own.isInStep(with: cadence) else { continue }
          let isEqual = own.span == cadence.span
          hasEqual = hasEqual || isEqual
          hasOther = hasOther || !isEqual
        }
        fit.pairs.append((addonOffer, planOffer))
      }
      if hasOther, !hasEqual { fit.hasMixed = true }
    }
    return fit
  }

  /// Returns whether anything was reported.
  private func report(_ addon: Addon, _ fits: [Fit], _ conflicting: Set<Int>, _ findings: inout Findings) -> Bool {
    let place = Place.compatiblePlans(addon.header)
    // A plan without prices sets no terms and counts only if it is listed.
    var isEvery = false
    if case .every = addon.compatiblePlans { isEvery = true }
    let foreign = plans(addon.compatiblePlans, onlyPriced: isEvery) { !fits[$0].sharesCurrency }
    if !foreign.isEmpty { findings.report(.currency(addon, foreign), at: place) }
    let unaligned = plans(addon.compatiblePlans, onlyPriced: isEvery) { fits[$0].sharesCurrency && fits[$0].pairs.isEmpty }
    if !unaligned.isEmpty { findings.report(.interval(addon, unaligned), at: place) }
    let mixed = plans(addon.compatiblePlans, onlyPriced: true, without: conflicting) { fits[$0].hasMixed }
    if !mixed.isEmpty {
      findings.report(
        .addonMixedInterval, "\(quoted(addon.header.id)) has a different billing interval than \(names(mixed))", at: place)
    }
    return !foreign.isEmpty || !unaligned.isEmpty
  }

  /// The selected plans whose group satisfies the condition.
  private func plans(
    _ selection: PlanSelection, onlyPriced: Bool = false, without others: Set<Int> = [], where condition: (Int) -> Bool
  ) -> PlanSample {
    switch selection {
    case .named(let plans):
      let found = plans.filter { plan in
        !others.contains(plan) && group[plan].map(condition) == true && !(onlyPriced && catalog.plans[plan].prices.isEmpty)
      }
      return PlanSample(first: found.prefix(PlanSample.shown).map { catalog.plans[$0] }, count: found.count)
    case .every:
      var found = groups.indices.filter(condition).map { onlyPriced ? groups[$0].priced : groups[$0].plans }
      if !others.isEmpty { found = found.map { $0.filter { !others.contains($0) } } }
      // The first plans overall are among the first of each group.
      let first = found.flatMap { $0.prefix(PlanSample.shown) }.sorted().prefix(PlanSample.shown)
      return PlanSample(first: first.map { catalog.plans[$0] }, count: found.reduce(0) { $0 + $1.count })
    }
  }
}

extension OpenMeterLowering {
  /// The plans whose rate cards cannot be merged with the add-on's. OpenMeter refuses to publish such a plan.
  ///
  /// Source: openmeter/productcatalog/ratecard.go, ValidateRateCardsHaveCompatibleEntitlementTemplate.
  ///
  /// - Parameter apart: why features are granted outside subscriptions, by index.
  func conflicts(of addon: Addon, without apart: [Int: String], _ findings: inout Findings) -> Set<Int> {
    var plans: Set<Int> = []
    for entitlement in addon.entitlements where entitlement.isGranted {
      let grants = coverage.grants(entitlement.feature, addon.compatiblePlans)
      guard !grants.isEmpty else { continue }
      let feature = quoted(catalog.features[entitlement.feature].header.id)
      let place = entitlement.place.name
      if OpenMeterUsage.charges(entitlement) {
        plans.formUnion(grants.map(\.plan))
        findings.report(
          .chargeUnsupported,
          "OpenMeter cannot add a usage price to the allowance of \(feature) in \(headers(grants)); "
            + "\(quoted(addon.header.id)) is not for sale with \(grants.count == 1 ? "it" : "them")",
          at: entitlement.place["prices"].name, help: "write the usage price in the plan")
        continue
      }
      guard apart[entitlement.feature] == nil else { continue }
      switch entitlement.value {
      case .boolean:
        findings.report(.openmeterAddonAccess, "customers of \(headers(grants)) already have \(feature)", at: place)
      case .static, .limit, .unlimited:
        plans.formUnion(grants.map(\.plan))
        findings.report(
          .openmeterAddonValue,
          "OpenMeter cannot merge two values of \(feature); \(quoted(addon.header.id)) is not for sale with \(headers(grants))",
          at: place, help: "sell a plan with the other value")
      case .metered(let allowance):
        let others = grants.filter { grant in
          switch grant.entitlement.value {
          case .metered(let plan):
            plan.reset(in: Item(catalog.plans[grant.plan])) != allowance.reset(in: Item(addon))
          case .unlimited: true
          case .boolean, .limit, .static: false
          }
        }
        if !others.isEmpty {
          plans.formUnion(others.map(\.plan))
          findings.report(
            .openmeterAddonReset,
            "\(feature) resets at a different time in \(headers(others)); "
              + "\(quoted(addon.header.id)) is not for sale with \(others.count == 1 ? "it" : "them")",
            at: place, help: "give both the same `reset`")
        }
        reportDroppedLimits(allowance, entitlement, of: addon, &findings)
      }
    }
    return plans
  }

  private func headers(_ grants: [OpenMeterCoverage.PlanEntitlement]) -> String {
    names(grants.prefix(PlanSample.shown).map { catalog.plans[$0.plan].header }, of: grants.count)
  }
}
