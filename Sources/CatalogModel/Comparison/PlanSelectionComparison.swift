import Diagnostics
import JSONText
import Syntax

extension Comparer {
  /// Which of the plans that are in both catalogs an item goes with. A plan that has come or gone is told by itself.
  mutating func comparePlans(_ old: ComparedItem, _ new: ComparedItem) {
    guard let selection = old.compatiblePlans, let newSelection = new.compatiblePlans else { return }
    let (place, newPlace) = (Place(old.header.origin)["compatiblePlans"], Place(new.header.origin)["compatiblePlans"])
    var lost: [Header] = []
    var gained: [Header] = []
    var classes: [ChangeClass] = [.compatible]
    let what: String
    switch (selection, newSelection) {
    case (.every, .every): return
    case (.every, .named(let indices)):
      let named = Set(indices)
      lost = plans.oldOfNew.indices.filter { plans.oldOfNew[$0] != nil && !named.contains($0) }.map { newHeader($0) }
      what = lost.isEmpty ? "it goes with the plans that are named, no longer with whichever there are" : ""
    case (.named(let indices), .every):
      let named = Set(indices.compactMap { plans.newOfOld[$0] })
      gained = plans.oldOfNew.indices.filter { !named.contains($0) }.map { newHeader($0) }
      what = gained.isEmpty ? "it goes with every plan, no longer with those that are named" : ""
    case (.named(let indices), .named(let newIndices)):
      let kept = indices.compactMap { plans.newOfOld[$0] }
      let (named, newNamed) = (Set(kept), Set(newIndices))
      lost = kept.filter { !newNamed.contains($0) }.map { newHeader($0) }
      gained = newIndices.filter { !named.contains($0) }.map { newHeader($0) }
      guard kept != newIndices else { return }
      if lost.isEmpty, gained.isEmpty { classes = [.cosmetic] }
      what = lost.isEmpty && gained.isEmpty ? "the plans that it goes with stand in another order" : ""
    }
    if !lost.isEmpty { classes = [.customer] }
    var parts: [String] = []
    if !lost.isEmpty { parts.append("no longer goes with \(list(lost.map { quoted($0.id) }, limit: 5))") }
    if !gained.isEmpty { parts.append("goes with \(list(gained.map { quoted($0.id) }, limit: 5)) now") }
    report(
      [classes == [.cosmetic] ? .order : .compatiblePlans], classes, parts.isEmpty ? what : "it \(list(parts))", old: place,
      new: newPlace, oldValue: json(selection, self.old.catalog), newValue: json(newSelection, self.new.catalog))
  }

  private func newHeader(_ index: Int) -> Header { new.catalog.plans[index].header }

  /// Nil for every plan, as where the file says nothing.
  private func json(_ selection: PlanSelection, _ catalog: Catalog) -> JSON? {
    guard case .named = selection else { return nil }
    return .strings(catalog.plans(selection).map(\.header.id))
  }
}
