import Diagnostics
import Syntax

/// Features that nothing gives, and meters that no feature reads.
func unusedEntries(_ catalog: Catalog) -> [Finding] {
  var isGiven = Array(repeating: false, count: catalog.features.count)
  var switchedOff: [NodeID?] = Array(repeating: nil, count: catalog.features.count)
  func read(_ entitlements: [Entitlement]) {
    for index in entitlements.indices {
      let feature = entitlements[index].feature
      if entitlements[index].isGranted {
        isGiven[feature] = true
      } else if switchedOff[feature] == nil {
        switchedOff[feature] = entitlements[index].origin
      }
    }
  }
  for index in catalog.plans.indices { read(catalog.plans[index].entitlements) }
  for addon in catalog.addons {
    read(addon.entitlements)
    // The feature stands for the work that is sold.
    if addon.isService { for entitlement in addon.entitlements { isGiven[entitlement.feature] = true } }
  }
  for topup in catalog.topups { isGiven[topup.feature] = true }

  var isRead = Array(repeating: false, count: catalog.meters.count)
  var findings: [Finding] = []
  for (index, feature) in catalog.features.enumerated() {
    if let meter = feature.meter { isRead[meter] = true }
    guard !isGiven[index] else { continue }
    let off = switchedOff[index]
    findings.append(
      Finding(
        .unusedFeature,
        "nothing gives the feature \(quoted(feature.header.id))" + (off == nil ? "" : ": it is only switched off"),
        at: .name(feature.header.origin), help: "give it in a plan or an add-on, or remove it",
        related: off.map { [.init("it is switched off here", at: .value($0))] } ?? []))
  }
  for (meter, isRead) in zip(catalog.meters, isRead) where !isRead {
    findings.append(
      Finding(
        .unusedMeter, "no feature reads the meter \(quoted(meter.header.id))", at: .name(meter.header.origin),
        help: "name it as the \"meter\" of a metered feature, or remove it"))
  }
  return findings
}
