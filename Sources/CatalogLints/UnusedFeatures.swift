import Catalog
import Diagnostics
import Syntax

/// Finds features that no plan, add-on or top-up includes: they are left over, or an entitlement is missing.
func lintUnusedFeatures(_ catalog: Catalog) -> [Finding] {
  var use = FeatureUse(catalog.features.count)
  for plan in catalog.plans { use.add(Item(plan).possibleEntitlements) }
  // The feature of a service names the work that is sold.
  for addon in catalog.addons { use.add(Item(addon).possibleEntitlements, ofService: addon.isService) }
  for topup in catalog.topups { use.isGranted[topup.feature] = true }
  for quantity in catalog.plans.map(\.quantity) + catalog.addons.map(\.quantity) + catalog.topups.map(\.quantity) {
    if let feature = quantity?.feature { use.isGranted[feature] = true }
  }
  for (pool, feature) in catalog.features.enumerated() where use.isGranted[pool] {
    for cost in feature.costs { use.isGranted[cost.feature] = true }
  }

  return catalog.features.indices.filter { !use.isGranted[$0] }.map { index in
    let feature = catalog.features[index].header
    let off = use.switchedOff[index]
    return Finding(
      .unusedFeature,
      "unused feature \(quoted(feature.id)): "
        + (off == nil ? "no plan, add-on or top-up includes it" : "all its entitlements are disabled"),
      at: feature.place.name, help: "include it in a plan or an add-on, or remove it",
      related: off.map { [.init("disabled here", at: $0.place)] } ?? [])
  }
}

/// By feature.
private struct FeatureUse {
  var isGranted: [Bool]
  /// The first entitlement that disables the feature.
  private(set) var switchedOff: [Entitlement?]

  init(_ count: Int) {
    isGranted = Array(repeating: false, count: count)
    switchedOff = Array(repeating: nil, count: count)
  }

  mutating func add(_ entitlements: [Entitlement], ofService isService: Bool = false) {
    for index in entitlements.indices {
      let feature = entitlements[index].feature
      if entitlements[index].isGranted || isService {
        isGranted[feature] = true
      } else if switchedOff[feature] == nil {
        switchedOff[feature] = entitlements[index]
      }
    }
  }
}
