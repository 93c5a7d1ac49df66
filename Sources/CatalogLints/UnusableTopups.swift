import Catalog
import Diagnostics
import Syntax

/// Finds top-ups of an allowance that none of their buyers can have: there is nothing to top up.
func lintUnusableTopups(_ catalog: Catalog) -> [Finding] {
  // Without plans, top-ups sell prepaid usage.
  guard !catalog.topups.isEmpty, !catalog.plans.isEmpty else { return [] }
  let reach = AllowanceReach(catalog)
  return catalog.topups.filter { !reach.includes($0.feature, in: $0.compatiblePlans) }.map { topup in
    let feature = catalog.features[topup.feature].header
    let plans = catalog.plans(topup.compatiblePlans)
    let neither = plans.count == 1 ? "neither plan \(quoted(plans[0].header.id))" : "neither its plans"
    return Finding(
      .unusableTopup,
      "top-up \(quoted(topup.header.id)) cannot be used because \(neither) nor any add-on includes \(quoted(feature.id))",
      at: topup.header.place.name,
      help: "include the feature in a plan, even with an amount of 0, or offer the top-up with plans that include it",
      related: [.init("the feature is declared here", at: feature.place.name)])
  }
}

/// The plans whose customers can have an allowance of a feature, from the plan or from an add-on.
private struct AllowanceReach {
  /// By feature; nil unless a top-up adds to it.
  private var plans: [Set<Int>?]
  /// The features of add-ons that are available with every plan.
  private var everywhere: Set<Int> = []

  /// Bounds the pairs of an add-on and a plan that it names. A million is enough for any catalog written by people; an
  /// allowance beyond that is assumed to reach every plan. So a thousand add-ons that each name a thousand plans stay fast.
  private static let maximumPairs = 1_000_000

  init(_ catalog: Catalog) {
    plans = Array(repeating: nil, count: catalog.features.count)
    for topup in catalog.topups { plans[topup.feature] = [] }
    for plan in catalog.plans.indices {
      let entitlements = Item(catalog.plans[plan]).possibleEntitlements
      for index in entitlements.indices { plans[entitlements[index].feature]?.insert(plan) }
    }
    var pairsLeft = Self.maximumPairs
    for addon in catalog.addons {
      for feature in Item(addon).possibleEntitlements.map(\.feature) where plans[feature] != nil {
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
