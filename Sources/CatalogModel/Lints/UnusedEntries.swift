import Diagnostics
import Syntax

/// Features that nothing gives, and meters that no feature reads.
func unusedEntries(_ catalog: Catalog) -> [Finding] {
  var isGiven = Array(repeating: false, count: catalog.features.count)
  // By feature: the first place where it is switched off.
  var switchedOff = [Place?](repeating: nil, count: catalog.features.count)
  func read(_ entitlements: [Entitlement], isService: Bool = false) {
    for index in entitlements.indices {
      let feature = entitlements[index].feature
      if entitlements[index].isGranted || isService {
        isGiven[feature] = true
      } else if switchedOff[feature] == nil {
        switchedOff[feature] = entitlements[index].place
      }
    }
  }
  for index in catalog.plans.indices { read(catalog.plans[index].entitlements) }
  for index in catalog.addons.indices {
    // The feature stands for the work that is sold.
    read(catalog.addons[index].entitlements, isService: catalog.addons[index].isService)
  }
  for index in catalog.topups.indices { isGiven[catalog.topups[index].feature] = true }

  var isRead = Array(repeating: false, count: catalog.meters.count)
  var findings: [Finding] = []
  for index in catalog.features.indices {
    let feature = catalog.features[index]
    if let meter = feature.meter { isRead[meter] = true }
    guard !isGiven[index] else { continue }
    let off = switchedOff[index]
    findings.append(
      Finding(
        .unusedFeature,
        "nothing gives the feature \(quoted(feature.header.id))" + (off == nil ? "" : ": it is only switched off"),
        at: feature.header.place.name, help: "give it in a plan or an add-on, or remove it",
        related: off.map { [.init("it is switched off here", at: $0)] } ?? []))
  }
  for index in isRead.indices where !isRead[index] {
    let meter = catalog.meters[index].header
    findings.append(
      Finding(
        .unusedMeter, "no feature reads the meter \(quoted(meter.id))", at: meter.place.name,
        help: "name it as the \"meter\" of a metered feature, or remove it"))
  }
  return findings
}
