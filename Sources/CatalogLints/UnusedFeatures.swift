import Catalog
import Diagnostics
import Syntax

/// Finds features that no plan, add-on or top-up grants: they are left over, or an entitlement is missing.
func lintUnusedFeatures(_ catalog: Catalog) -> [Finding] {
  var isGranted = Array(repeating: false, count: catalog.features.count)
  // By feature: the first entitlement that switches it off.
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
  // The feature of a service stands for the work that is sold.
  for addon in catalog.addons { read(addon.entitlements, ofService: addon.isService) }
  for topup in catalog.topups { isGranted[topup.feature] = true }

  return catalog.features.indices.filter { !isGranted[$0] }.map { index in
    let feature = catalog.features[index].header
    let off = switchedOff[index]
    return Finding(
      .unusedFeature, "nothing gives the feature \(quoted(feature.id))" + (off == nil ? "" : ": it is only switched off"),
      at: feature.place.name, help: "give it in a plan or an add-on, or remove it",
      related: off.map { [.init("it is switched off here", at: $0.place)] } ?? [])
  }
}
