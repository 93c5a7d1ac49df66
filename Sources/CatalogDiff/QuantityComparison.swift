import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

extension Comparer {
  /// Compares how many of an item can be bought together.
  mutating func compareQuantities(_ old: Item, _ new: Item) {
    let (place, newPlace) = (self.old.quantityPlace(old.header), self.new.quantityPlace(new.header))
    switch (old.quantity, new.quantity) {
    case (nil, nil): return
    case (nil, let quantity?):
      report(
        [.quantity], classes(ofAdding: quantity, to: new), "several can now be bought together\(quantity.bounds)", old: place,
        new: newPlace, newValue: json(quantity, self.new.catalog))
    case (let quantity?, nil):
      report(
        [.quantity], classes(ofRemoving: quantity, from: old), "only one can now be bought at a time", old: place, new: newPlace,
        oldValue: json(quantity, self.old.catalog))
    case (let quantity?, let newQuantity?): compare(quantity, newQuantity, place, newPlace)
    }
  }

  /// Every price of a plan is then for each unit. An add-on or a top-up can be bought several times in any case.
  private func classes(ofAdding quantity: Quantity, to item: Item) -> [ChangeImpact] {
    switch item.kind {
    case .plan: [.customer, .api]
    case .addon: [quantity.minimum > 1 ? .customer : .compatible]
    case .topup: quantity.minimum > 1 ? [.customer, .api] : [.api]
    }
  }

  private func classes(ofRemoving quantity: Quantity, from item: Item) -> [ChangeImpact] {
    switch item.kind {
    case .plan: [quantity.feature == nil ? .compatible : .customer, .api]
    case .addon: [.customer]
    case .topup: [.api]
    }
  }

  private mutating func compare(_ old: Quantity, _ new: Quantity, _ place: Place, _ newPlace: Place) {
    if old.feature.flatMap({ features.newOfOld[$0] }) != new.feature || (old.feature == nil) != (new.feature == nil) {
      let id = old.feature.map { self.old.catalog.features[$0].header.id }
      let newID = new.feature.map { self.new.catalog.features[$0].header.id }
      report(
        [.quantityFeature], [.customer, .api], "feature of the quantity \(changeOfText(id, newID))", old: place["feature"],
        new: newPlace["feature"], oldValue: id.map(JSON.string), newValue: newID.map(JSON.string))
    }
    let (min, newMin) = (old.minimum, new.minimum)
    if min != newMin {
      report(
        [.quantityMin], [newMin > min ? .customer : .compatible], "minimum quantity changed from \(min) to \(newMin)",
        old: place["min"], new: newPlace["min"], oldValue: .integer(min), newValue: .integer(newMin))
    }
    let (max, newMax) = (old.max, new.max)
    if max != newMax {
      let words = [max, newMax].map { $0.map(String.init) ?? "unlimited" }
      report(
        [.quantityMax], [(newMax ?? .max) < (max ?? .max) ? .customer : .compatible],
        "maximum quantity changed from \(words[0]) to \(words[1])", old: place["max"], new: newPlace["max"],
        oldValue: max.map(JSON.integer), newValue: newMax.map(JSON.integer))
    }
  }

  private func json(_ quantity: Quantity, _ catalog: Catalog) -> JSON {
    .fields([
      "feature": quantity.feature.map { .string(catalog.features[$0].header.id) }, "min": quantity.min.map(JSON.integer),
      "max": quantity.max.map(JSON.integer),
    ])
  }
}

extension CatalogVersion {
  /// The place of an item's `quantity`, or of `multiple` if that is written instead.
  fileprivate func quantityPlace(_ item: Header) -> Place {
    let node = item.place.node
    let isMultiple = tree.value(of: node, named: "multiple") != nil && tree.value(of: node, named: "quantity") == nil
    return item.place[isMultiple ? "multiple" : "quantity"]
  }
}

extension Quantity {
  /// The bounds after a comma, as far as there are any.
  fileprivate var bounds: String {
    (minimum > 1 ? ", at least \(minimum)" : "") + (max.map { ", at most \($0)" } ?? "")
  }
}
