import Catalog
import Diagnostics
import Syntax

extension Findings {
  /// Reports that a purchase contains one unit of the item.
  package mutating func reportSinglePurchases(of item: Item, _ quantity: Quantity, help: Phrase? = nil) {
    let place = item.quantityPlace
    let needed = quantity.minimum > 1 ? "at least \(quantity.minimum)" : "it once per unit"
    report(
      .quantityUnsupported, "\(title) sells one \(quoted(item.header.id)) per purchase; your application must buy \(needed)",
      at: quantity.minimum > 1 ? place["min"] : place, help: help)
  }

  /// Reports that neither bound of the quantity is enforced, if there is one.
  package mutating func reportUnenforced(_ quantity: Quantity, of item: Item) {
    guard quantity.minimum > 1 || quantity.max != nil else { return }
    report(
      .quantityNotEnforced,
      "\(title) does not enforce the quantity limits of \(quoted(item.header.id)); your application must",
      at: item.quantityPlace)
  }
}
