import CatalogModel
import Diagnostics
import Syntax

/// Which offers of add-ons go with which offers of plans.
struct OpenMeterPairs {
  /// What matters of a plan's offers to what is sold beside them.
  private struct Terms: Hashable {
    let currency: Currency
    let cadence: Cadence?
  }

  /// An offer of an add-on and one of a plan, by their indices among their item's offers.
  struct Pair {
    let addonOffer: Int
    let plan: Int
    let planOffer: Int
  }

  /// How an add-on fits to plans with the same terms.
  private struct Fit {
    var pairs: [(addonOffer: Int, planOffer: Int)] = []
    var sharesCurrency = false
    /// An offer of the plan goes only with offers that are charged at another cadence.
    var hasMixed = false
  }

  /// What the request of a pair takes at least, in bytes.
  private static let leastText = 400

  private(set) var lowering: Lowering
  /// By add-on.
  private(set) var pairs: [[Pair]] = []
  private let catalog: Catalog
  private let plans: [[OpenMeterOffer]]
  private let groups: [Int]
  private let terms: [[Terms]]
  private let coverage: OpenMeterCoverage
  /// The features that subscriptions have nothing to do with.
  private let customerFeatures: Set<Int>

  init(_ lowering: Lowering, plans: [[OpenMeterOffer]], addons: [[OpenMeterOffer]], customerFeatures: Set<Int>) {
    self.lowering = lowering
    self.plans = plans
    self.customerFeatures = customerFeatures
    catalog = lowering.catalog
    coverage = OpenMeterCoverage(lowering.catalog)
    // Thousands of plans have a handful of terms between them: an add-on is held against those.
    var known: [[Terms]: Int] = [:]
    var groups: [Int] = []
    var terms: [[Terms]] = []
    for offers in plans {
      let own = offers.map { Terms(currency: $0.currency, cadence: $0.cadence) }
      let group = known[own] ?? terms.count
      if group == terms.count {
        known[own] = group
        terms.append(own)
      }
      groups.append(group)
    }
    self.groups = groups
    self.terms = terms
    var count = 0
    for (index, addon) in catalog.addons.enumerated() {
      // Each pair is a request. Where they are too many for an artifact, they are too many to be remembered.
      let pairs = self.lowering.artifact.isTooLarge ? [] : pairs(of: addon, addons[index])
      self.pairs.append(pairs)
      count += pairs.count
      self.lowering.artifact.expect(count * Self.leastText)
    }
  }

  private mutating func pairs(of addon: Addon, _ offers: [OpenMeterOffer]) -> [Pair] {
    guard !offers.isEmpty else { return [] }
    let conflicting = conflicts(of: addon)
    var fits: [Int: Fit] = [:]
    var pairs: [Pair] = []
    var foreign: [Header] = []
    var unaligned: [Header] = []
    var mixed: [Header] = []
    for plan in indices(addon.compatiblePlans) where !plans[plan].isEmpty {
      let fit = fits[groups[plan]] ?? fit(offers, terms[groups[plan]])
      fits[groups[plan]] = fit
      // A plan without prices sets no terms: it counts only where it is named.
      let header = catalog.plans[plan].header
      if !catalog.plans[plan].prices.isEmpty || isNamed(addon.compatiblePlans) {
        if !fit.sharesCurrency { foreign.append(header) } else if fit.pairs.isEmpty { unaligned.append(header) }
      }
      if conflicting.contains(plan) { continue }
      if fit.hasMixed, !catalog.plans[plan].prices.isEmpty { mixed.append(header) }
      pairs += fit.pairs.map { Pair(addonOffer: $0.addonOffer, plan: plan, planOffer: $0.planOffer) }
    }
    let place = Place.compatiblePlans(addon.header)
    if !foreign.isEmpty {
      lowering.report(
        .openmeterAddonCurrency,
        "the add-on \(quoted(addon.header.id)) has no price in the currency of \(names(foreign)): it is not offered there",
        at: place)
    }
    if !unaligned.isEmpty {
      lowering.report(
        .openmeterAddonCadence,
        "no price of the add-on \(quoted(addon.header.id)) recurs in step with \(names(unaligned)): it is not offered there",
        at: place,
        help: "one cadence must be a whole number of the other")
    }
    if !mixed.isEmpty {
      lowering.report(
        .openmeterAddonMixedCadence,
        "the add-on \(quoted(addon.header.id)) is charged at another cadence than \(names(mixed))",
        at: place)
    }
    reportUnpaired(addon, offers, pairs, isExplained: !foreign.isEmpty || !unaligned.isEmpty || !conflicting.isEmpty)
    return pairs
  }

  /// A price that goes with no plan cannot be bought, whatever the add-on's other prices do.
  private mutating func reportUnpaired(_ addon: Addon, _ offers: [OpenMeterOffer], _ pairs: [Pair], isExplained: Bool) {
    let paired = Set(pairs.map(\.addonOffer))
    for (index, offer) in offers.enumerated() where !paired.contains(index) {
      if paired.isEmpty, isExplained { continue }
      lowering.report(
        .openmeterAddonUnpaired, "no plan that OpenMeter has goes with this: it is not sent",
        at: (offer.price?.place ?? addon.header.place).name)
    }
  }

  private func indices(_ selection: PlanSelection) -> [Int] {
    switch selection {
    case .every: Array(catalog.plans.indices)
    case .named(let plans): plans
    }
  }

  private func isNamed(_ selection: PlanSelection) -> Bool {
    if case .named = selection { true } else { false }
  }

  private func fit(_ offers: [OpenMeterOffer], _ plan: [Terms]) -> Fit {
    var fit = Fit()
    for (planOffer, terms) in plan.enumerated() {
      var hasOther = false
      var hasEqual = false
      for (addonOffer, offer) in offers.enumerated() where offer.currency == terms.currency {
        fit.sharesCurrency = true
        if let own = offer.cadence, let cadence = terms.cadence {
          // openmeter/productcatalog/alignment.go: days and weeks never fill months, but for single days.
          guard own.isInStep(with: cadence) else { continue }
          let isEqual = own == cadence || OpenMeterFormat.billingCadence(own) == cadence
          hasEqual = hasEqual || isEqual
          hasOther = hasOther || !isEqual
        }
        fit.pairs.append((addonOffer, planOffer))
      }
      if hasOther, !hasEqual { fit.hasMixed = true }
    }
    return fit
  }

  // MARK: Features that both give

  /// The plans whose rate cards cannot be merged with the add-on's: publishing such a plan is refused.
  ///
  /// Source: openmeter/productcatalog/ratecard.go, ValidateRateCardsHaveCompatibleEntitlementTemplate.
  private mutating func conflicts(of addon: Addon) -> Set<Int> {
    var plans: Set<Int> = []
    for entitlement in addon.entitlements where entitlement.isGranted && !customerFeatures.contains(entitlement.feature) {
      let grants = coverage.grants(entitlement.feature, addon.compatiblePlans)
      guard !grants.isEmpty else { continue }
      let feature = quoted(catalog.features[entitlement.feature].header.id)
      switch entitlement.value {
      case .boolean:
        lowering.report(
          .openmeterAddonAccess, "given already by \(headers(grants))", at: entitlement.place.name)
      case .static:
        plans.formUnion(grants.map(\.plan))
        lowering.report(
          .openmeterAddonValue,
          "two values of \(feature) cannot be merged: the add-on is not offered with \(headers(grants))",
          at: entitlement.place.name, help: "sell a plan with the other value")
      case .metered(let allowance):
        let others = grants.filter { grant in
          if case .metered(let plan) = grant.entitlement.value { plan.reset != allowance.reset } else { false }
        }
        if !others.isEmpty {
          plans.formUnion(others.map(\.plan))
          lowering.report(
            .openmeterAddonReset,
            "\(feature) resets at other times with \(headers(others)): the add-on is not offered there",
            at: entitlement.place.name, help: "give both the same 'reset'")
        }
        let dropped = OpenMeterChecks.droppedLimits(allowance, beside: grants)
        if !dropped.isEmpty {
          lowering.report(
            .openmeterAddonLimit,
            "\(list(dropped)) of an add-on is not sent where a plan gives the feature: the plan's holds",
            at: entitlement.place.name)
        }
      }
    }
    return plans
  }

  private func headers(_ grants: [OpenMeterCoverage.Grant]) -> String {
    names(grants.prefix(SomePlans.shown).map { catalog.plans[$0.plan].header }, of: grants.count)
  }
}
