import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

/// Compares how items are offered.
extension Comparer {
  mutating func compareOffering(_ old: Item, _ new: Item) {
    let (place, newPlace) = (old.header.place, new.header.place)
    compareSold(
      (old.availability != .unsold, place), (new.availability != .unsold, newPlace), [.itemSold], old.kind.described)
    if old.availability != .unsold, new.availability != .unsold, old.availability != new.availability {
      let isOnRequest = new.availability == .onRequest
      report(
        [.onRequest], [isOnRequest ? .customer : .compatible],
        isOnRequest ? "now only on request" : "no longer only on request", old: place["onRequest"],
        new: newPlace["onRequest"], oldValue: .bool(!isOnRequest), newValue: .bool(isOnRequest))
    }
    guard let plan = old.plan, let newPlan = new.plan else { return }
    if plan.isDefault != newPlan.isDefault {
      report(
        [.planDefault], [newPlan.isDefault ? .compatible : .customer],
        newPlan.isDefault
          ? "customers without a purchase now have it" : "customers without a purchase no longer have it",
        old: place["default"], new: newPlace["default"], oldValue: .bool(plan.isDefault), newValue: .bool(newPlan.isDefault))
    }
    compareGroups(plan, newPlan)
  }

  /// A plan of the same group as another can no longer be held together with it.
  private mutating func compareGroups(_ old: Plan, _ new: Plan) {
    guard !same(old.group ?? "", new.group ?? "") else { return }
    let before = companions(of: old, in: self.old.catalog).map { plans.newOfOld[$0] }
    let joined = companions(of: new, in: self.new.catalog).contains { plan in
      plans.oldOfNew[plan] != nil && !before.contains(plan)
    }
    report(
      [.planGroup], [joined ? .customer : .compatible],
      "group \(changeOfText(old.group, new.group))" + (joined ? "; customers of another plan can no longer have both" : ""),
      old: old.header.place["group"], new: new.header.place["group"], oldValue: old.group.map(JSON.string),
      newValue: new.group.map(JSON.string))
  }

  /// The other plans of a plan's group, by index.
  private func companions(of plan: Plan, in catalog: Catalog) -> [Int] {
    catalog.plans.indices.filter {
      catalog.plans[$0].header !== plan.header && same(catalog.plans[$0].group ?? "", plan.group ?? "")
    }
  }

  /// Programs that sell what has been withdrawn fail; customers who have it keep it.
  mutating func compareSold(
    _ old: (isSold: Bool, place: Place), _ new: (isSold: Bool, place: Place), _ fields: [ChangedField], _ what: String
  ) {
    guard old.isSold != new.isSold else { return }
    report(
      fields, [new.isSold ? .compatible : .api],
      new.isSold ? "\(what) is sold again" : "\(what) is no longer sold; customers who have it keep it", old: old.place["sold"],
      new: new.place["sold"], oldValue: .bool(old.isSold), newValue: .bool(new.isSold))
  }

  /// The catalog's id is part of lookup keys and ids. Another one makes it another catalog.
  mutating func compareID() {
    let (id, newID) = (old.catalog.id, new.catalog.id)
    guard !same(id, newID) else { return }
    let place = Place(.root)["id"]
    report(
      [.catalogID], [.api],
      id == nil
        ? "catalog id \(changeOfText(id, newID)); default lookup keys begin with it"
        : "catalog id \(changeOfText(id, newID)); for accounts, it is another catalog",
      old: id.map { _ in place }, new: newID.map { _ in place }, oldValue: id.map(JSON.string), newValue: newID.map(JSON.string))
  }
}
