import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

extension Comparer {
  /// Compares the compatible plans of an item among the plans in both catalogs. Added and removed plans are reported separately.
  mutating func comparePlans(_ old: Item, _ new: Item) {
    guard let selection = old.compatiblePlans, let newSelection = new.compatiblePlans else { return }
    let (place, newPlace) = (old.header.place["compatiblePlans"], new.header.place["compatiblePlans"])
    var lost = Plans()
    var gained = Plans()
    var classes: [ChangeImpact] = [.compatible]
    let what: String
    switch (selection, newSelection) {
    case (.every, .every): return
    case (.every, .named(let indices)):
      let named = Set(indices)
      lost = Plans(among: keptPlans, count: keptPlans.count - named.count { plans.oldOfNew[$0] != nil }) { !named.contains($0) }
      what = lost.isEmpty ? "now available with the listed plans instead of every plan" : ""
    case (.named(let indices), .every):
      let named = Set(indices.compactMap { plans.newOfOld[$0] })
      let all = plans.oldOfNew.indices
      gained = Plans(among: all, count: all.count - named.count) { !named.contains($0) }
      what = gained.isEmpty ? "now available with every plan instead of the listed plans" : ""
    case (.named(let indices), .named(let newIndices)):
      let kept = indices.compactMap { plans.newOfOld[$0] }
      let (named, newNamed) = (Set(kept), Set(newIndices))
      lost = Plans(among: kept, count: kept.count { !newNamed.contains($0) }) { !newNamed.contains($0) }
      gained = Plans(among: newIndices, count: newIndices.count { !named.contains($0) }) { !named.contains($0) }
      guard kept != newIndices else { return }
      if lost.isEmpty, gained.isEmpty { classes = [.cosmetic] }
      what = lost.isEmpty && gained.isEmpty ? "compatible plans reordered" : ""
    }
    if !lost.isEmpty { classes = [.customer] }
    var parts: [String] = []
    if !lost.isEmpty { parts.append("no longer available with \(names(lost))") }
    if !gained.isEmpty { parts.append("now available with \(names(gained))") }
    report(
      [classes == [.cosmetic] ? .order : .compatiblePlans], classes, parts.isEmpty ? what : list(parts), old: place,
      new: newPlace, oldValue: json(selection, self.old.catalog), newValue: json(newSelection, self.new.catalog))
  }

  /// Some plans of the new catalog. Thousands of add-ons can each lose thousands of plans, so only the first few are collected.
  private struct Plans {
    private(set) var first: [Int] = []
    private(set) var count = 0
    static let limit = 5

    init() {}

    init(among indices: some Sequence<Int>, count: Int, where isMeant: (Int) -> Bool) {
      self.count = count
      guard count > 0 else { return }
      for index in indices where isMeant(index) {
        first.append(index)
        if first.count == Swift.min(count, Self.limit) { break }
      }
    }

    var isEmpty: Bool { count == 0 }
  }

  private func names(_ plans: Plans) -> String {
    let names = plans.first.map { quoted(new.catalog.plans[$0].header.id) }
    return plans.count > names.count ? "\(names.joined(separator: ", ")) and \(plans.count - names.count) more" : list(names)
  }

  /// Nil for every plan, as if the field were omitted.
  private func json(_ selection: PlanSelection, _ catalog: Catalog) -> JSON? {
    guard case .named = selection else { return nil }
    return .strings(catalog.plans(selection).map(\.header.id))
  }
}
