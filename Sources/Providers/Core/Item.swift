import Catalog
import JSONText

extension Item.Kind {
  /// The metadata entry that contains the item's id.
  package var idField: String {
    switch self {
    case .plan: "catalogPlanId"
    case .addon: "catalogAddonId"
    case .topup: "catalogTopupId"
    }
  }

  /// The metadata entry that contains the item's key.
  package var keyField: String {
    switch self {
    case .plan: "catalogPlanKey"
    case .addon: "catalogAddonKey"
    case .topup: "catalogTopupKey"
    }
  }
}

extension Item {
  /// Its kind and id, and the id of the price whose part it is, as in the ids of requests: `plan/host/large`.
  package var partID: String {
    ([kind.rawValue, header.id] + [variant].compactMap(\.self)).map { Request.id($0) }.joined(separator: "/")
  }

  /// How many a purchase buys: a parameter, unless there is only one possible number.
  package var purchasedQuantity: JSON {
    guard let quantity else { return 1 }
    return quantity.max == quantity.minimum ? .integer(quantity.minimum) : .param("quantity")
  }
}

extension Sequence {
  /// The elements in groups of neighbors that belong to one entry, of which there may be several parts.
  package func grouped(by header: (Element) -> Header) -> [[Element]] {
    var groups: [[Element]] = []
    for element in self {
      if let last = groups.last?.first, header(last) === header(element) {
        groups[groups.count - 1].append(element)
      } else {
        groups.append([element])
      }
    }
    return groups
  }
}

extension Strategies {
  package func strategy(for item: Item) -> String {
    switch item.kind {
    case .plan: plan
    case .addon: item.isPaidOnce ? oneTimeAddon : recurringAddon
    case .topup: topup
    }
  }

  package func strategy(for price: Price, of item: Item) -> String {
    switch item.kind {
    case .plan: plan
    case .addon: price.cadence == nil ? oneTimeAddon : recurringAddon
    case .topup: topup
    }
  }
}
