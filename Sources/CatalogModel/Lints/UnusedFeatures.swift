import Diagnostics
import Syntax

/// Finds features that no plan, add-on or top-up includes: they are left over, or an entitlement is missing.
func lintUnusedFeatures(_ catalog: Catalog) -> [Finding] {
  var isGranted = Array(repeating: false, count: catalog.features.count)
  // By feature: the first entitlement that disables it.
  var switchedOff = [Entitlement?](repeating: nil, count: catalog.features.count)
  func read(_ entitlements: [Entitlement], ofService isService: Bool = false) {
    for entitlement in entitlements {
      if entitlement.isGranted || isService {
        isGranted[entitlement.feature] = true
      } else if switchedOff[entitlement.feature] == nil {
        switchedOff[entitlement.feature] = entitlement
      }
    }
  }
  for plan in catalog.plans { read(plan.entitlements) }
  // The feature of a service names the work that is sold.
  for addon in catalog.addons { read(addon.entitlements, ofService: addon.isService) }
  for topup in catalog.topups { isGranted[topup.feature] = true }

  return catalog.features.indices.filter { !isGranted[$0] }.map { index in
    let feature = catalog.features[index].header
    let off = switchedOff[index]
    return Finding(
      .unusedFeature,
      "unused feature \(quoted(feature.id)): "
        + (off == nil ? "no plan, add-on or top-up includes it" : "all its entitlements are disabled"),
      at: feature.place.name, help: "include it in a plan or an add-on, or remove it",
      related: off.map { [.init("disabled here", at: $0.place)] } ?? [])
  }
}
