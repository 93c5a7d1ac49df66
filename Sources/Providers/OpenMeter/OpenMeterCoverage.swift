import Catalog

/// Which plans grant which features. What an add-on grants on top depends on it.
///
/// Most add-ons are compatible with every plan, so the answers for all plans are computed once, not once per add-on.
package struct OpenMeterCoverage {
  /// A plan, by index, and its entitlement to one feature.
  struct PlanEntitlement {
    let plan: Int
    let entitlement: Entitlement
  }

  package enum Extent {
    case none, some, all
  }

  private let catalog: Catalog
  /// By feature, in the order of the plans.
  private var grants: [[PlanEntitlement]]
  /// By feature, then by plan: an index into ``grants``.
  private var positions: [[Int: Int]]
  /// By feature: how many add-ons grant it.
  package private(set) var addons: [Int]
  private var described: [Int: (with: String, without: String)] = [:]

  package init(_ catalog: Catalog) {
    self.catalog = catalog
    grants = Array(repeating: [], count: catalog.features.count)
    positions = Array(repeating: [:], count: catalog.features.count)
    addons = Array(repeating: 0, count: catalog.features.count)
    for (index, plan) in catalog.plans.enumerated() {
      for entitlement in plan.entitlements where entitlement.isGranted {
        positions[entitlement.feature][index] = grants[entitlement.feature].count
        grants[entitlement.feature].append(PlanEntitlement(plan: index, entitlement: entitlement))
      }
    }
    // The parts of an add-on that is split by its prices follow each other. A customer has one of them.
    var counted: [Int: Header] = [:]
    for addon in catalog.addons {
      for entitlement in addon.entitlements where entitlement.isGranted && counted[entitlement.feature] !== addon.header {
        counted[entitlement.feature] = addon.header
        addons[entitlement.feature] += 1
      }
    }
  }

  /// The entitlements of the selected plans to a feature.
  func grants(_ feature: Int, _ selection: PlanSelection) -> [PlanEntitlement] {
    switch selection {
    case .every: grants[feature]
    case .named(let plans): plans.compactMap { plan in positions[feature][plan].map { grants[feature][$0] } }
    }
  }

  package func extent(_ feature: Int, _ selection: PlanSelection) -> Extent {
    let count = grants(feature, selection).count
    if count == 0 { return .none }
    if case .named(let plans) = selection { return count == plans.count ? .all : .some }
    return count == catalog.plans.count ? .all : .some
  }

  /// The selected plans that grant a feature, and those that do not, for a message.
  mutating func names(_ feature: Int, _ selection: PlanSelection) -> (with: String, without: String) {
    if case .every = selection, let known = described[feature] { return known }
    let plans = selection.indices(in: catalog)
    func names(_ isGiven: Bool) -> String {
      Providers.names(plans.filter { (positions[feature][$0] != nil) == isGiven }.map { catalog.plans[$0].header })
    }
    let names = (with: names(true), without: names(false))
    if case .every = selection { described[feature] = names }
    return names
  }
}

extension PlanSelection {
  func indices(in catalog: Catalog) -> [Int] {
    if case .named(let plans) = self { return plans }
    return Array(catalog.plans.indices)
  }
}
