import Catalog
import Diagnostics
import Foundations
import Syntax

/// Warns of items that anyone can take for nothing, although the catalog does not say that this is meant.
func lintItemsWithoutPrice(_ catalog: Catalog) -> [Finding] {
  catalog.items.compactMap { item -> Finding? in
    guard item.prices.isEmpty, item.isOffered, item.plan?.isDefault != true else { return nil }
    let header = item.header
    return Finding(
      .noPrice, "\(item.kind.described) \(quoted(header.id)) has no price, so it is free", at: header.place.name,
      help: item.kind == .plan
        ? "add a price, or write \(flag("default")) for the plan of customers without a purchase, or \(flag("onRequest"))"
        : "add a price, which may be 0, or write \(flag("onRequest"))")
  }
}

private func flag(_ name: String) -> Phrase { "\(code: .fields([(name, .literal("true"))]))" }
