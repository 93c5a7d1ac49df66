import Catalog
import Diagnostics
import Syntax

/// Finds meters that no feature refers to: their events would be counted for nothing.
func lintUnusedMeters(_ catalog: Catalog) -> [Finding] {
  let used = Set(catalog.features.compactMap(\.meter))
  return catalog.meters.indices.filter { !used.contains($0) }.map { index in
    let meter = catalog.meters[index].header
    return Finding(
      .unusedMeter, "unused meter \(quoted(meter.id)): no feature refers to it", at: meter.place.name,
      help: "set it as the `meter` of a metered feature, or remove it")
  }
}
