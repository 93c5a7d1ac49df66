import Catalog
import Diagnostics
import Syntax

/// Finds meters that no feature reads: their events would be counted for nothing.
func lintUnusedMeters(_ catalog: Catalog) -> [Finding] {
  let used = Set(catalog.features.compactMap(\.meter))
  return catalog.meters.indices.filter { !used.contains($0) }.map { index in
    let meter = catalog.meters[index].header
    return Finding(
      .unusedMeter, "no feature reads the meter \(quoted(meter.id))", at: meter.place.name,
      help: "name it as the \"meter\" of a metered feature, or remove it")
  }
}
