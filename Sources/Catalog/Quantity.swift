/// How many of an item can be bought together. Every price of the item is then for one of them.
package struct Quantity: Hashable, Sendable {
  /// A limit that the customer gets as many of as bought: an index into ``Catalog/features``.
  package let feature: Int?
  /// As written; nil if omitted.
  package let min: Int64?
  /// At least ``minimum``; nil for no maximum.
  package let max: Int64?

  package init(feature: Int? = nil, min: Int64? = nil, max: Int64? = nil) {
    self.feature = feature
    self.min = min
    self.max = max
  }

  /// Positive.
  package var minimum: Int64 { min ?? 1 }
}

extension Item {
  /// Whether the numbers of its entitlements are for each unit, unless they say otherwise.
  package var isPerUnit: Bool { kind == .addon }
}

extension Entitlement {
  /// Whether its number is for each unit; nil if the catalog does not say so.
  package var writtenPerUnit: Bool? {
    switch value {
    case .metered(let allowance): allowance.perUnit
    case .limit(let limit): limit.perUnit
    case .boolean, .unlimited, .static: nil
    }
  }

  /// Whether its number is for each unit of the item that is bought.
  package func isPerUnit(in item: Item) -> Bool {
    switch value {
    case .metered, .limit: item.quantity != nil && (writtenPerUnit ?? item.isPerUnit)
    case .boolean, .unlimited, .static: false
    }
  }
}
