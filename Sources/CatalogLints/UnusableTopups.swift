import Catalog
import Diagnostics
import Syntax

/// Finds top-ups of an allowance that none of the customers who can buy them has: there is nothing to top up.
func lintUnusableTopups(_ catalog: Catalog) -> [Finding] {
  // Without plans, usage is sold on its own: prepaid.
  guard !catalog.topups.isEmpty, !catalog.plans.isEmpty else { return [] }
  let reach = AllowanceReach(catalog)
  return catalog.topups.filter { !reach.includes($0.feature, in: $0.compatiblePlans) }.map { topup in
    let feature = catalog.features[topup.feature].header
    let plans = catalog.plans(topup.compatiblePlans)
    let who =
      plans.count == 1 ? "the plan \(quoted(plans[0].header.id)) does not give" : "none of the plans that it goes with gives"
    return Finding(
      .unusableTopup,
      "nobody can use the top-up \(quoted(topup.header.id)): \(who) \(quoted(feature.id)), nor does an add-on",
      at: topup.header.place.name,
      help: "give the feature in a plan, if only with the amount 0, or let the top-up go with plans that give it",
      related: [.init("the feature", at: feature.place.name)])
  }
}

/// The plans whose customers can have an allowance of a feature, from the plan or from an add-on.
private struct AllowanceReach {
  /// By feature; nil unless a top-up adds to it.
  private var plans: [Set<Int>?]
  /// The features that come with an add-on for every plan.
  private var everywhere: Set<Int> = []

  /// Add-ons and the plans that they name make up to a million pairs, enough for any catalog written by people; an allowance
  /// beyond that is taken to reach every plan. So a thousand add-ons that each name a thousand plans take no time either.
  private static let maximumPairs = 1_000_000

  init(_ catalog: Catalog) {
    plans = Array(repeating: nil, count: catalog.features.count)
    for topup in catalog.topups { plans[topup.feature] = [] }
    for (index, plan) in catalog.plans.enumerated() {
      for entitlement in plan.entitlements { plans[entitlement.feature]?.insert(index) }
    }
    var pairsLeft = Self.maximumPairs
    for addon in catalog.addons {
      for feature in addon.entitlements.map(\.feature) where plans[feature] != nil {
        if case .named(let named) = addon.compatiblePlans, named.count <= pairsLeft {
          pairsLeft -= named.count
          plans[feature]?.formUnion(named)
        } else {
          everywhere.insert(feature)
        }
      }
    }
  }

  func includes(_ feature: Int, in selection: PlanSelection) -> Bool {
    if everywhere.contains(feature) { return true }
    let reached = plans[feature] ?? []
    return switch selection {
    case .every: !reached.isEmpty
    case .named(let named): named.contains(where: reached.contains)
    }
  }
}
