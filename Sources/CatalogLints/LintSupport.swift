import Catalog
import Foundations

extension Price {
  /// The amount that lints compare, in minor units; nil if part of the price depends on usage or on how many are bought.
  var fixedAmount: Int64? {
    guard charges.count == 1, case .flat(let money) = charges.first else { return nil }
    return money.minorUnits
  }
}

extension Price {
  /// What is paid apart from usage, in minor units; nil if it depends on how many are bought. Prices of one item charge the same
  /// usage.
  var fixedPart: Int64? { base?.minorUnits }
}

extension Price {
  /// Whether it charges usage in entitlements of its own.
  var ownsUsage: Bool { ownEntitlements.contains { $0.hasUsagePrices } }
}

extension Addon {
  /// Whether the add-on is one-time work that unlocks nothing: only one-time prices, and all entitlements disabled.
  var isService: Bool {
    !prices.isEmpty && prices.allSatisfy { $0.cadence == nil } && !entitlements.contains(where: \.isGranted)
  }
}

/// Whether `a * b` is larger than `c * d`, exactly. The factors are not negative.
func product(_ a: Int64, _ b: Int64, exceeds c: Int64, _ d: Int64) -> Bool {
  let (left, right) = (a.multipliedFullWidth(by: b), c.multipliedFullWidth(by: d))
  return (left.high, left.low) > (right.high, right.low)
}

extension Array {
  /// Whether each element has a counterpart with the same key in another list, and the condition holds for all these pairs.
  /// Both lists are sorted by the key, which is unique in each.
  func allMatch(
    in other: [Element], by key: (Element) -> Int, where holds: (Element, Element) -> Bool = { _, _ in true }
  ) -> Bool {
    guard count <= other.count else { return false }
    var position = 0
    return allSatisfy { element in
      while position < other.count, key(other[position]) < key(element) { position += 1 }
      return position < other.count && key(other[position]) == key(element) && holds(element, other[position])
    }
  }
}

/// A price and the quantity that it buys.
protocol SizedPrice {
  associatedtype Size: Equatable
  /// Positive.
  var size: Size { get }
  /// Whether the two differ only in size and price.
  func isComparable(to other: Self) -> Bool
  /// Exact: amounts and sizes are cross-multiplied.
  func costsMorePerUnit(than other: Self) -> Bool
}

extension Array where Element: SizedPrice {
  /// Each price that costs more per unit than a smaller one, with the smaller one that costs least per unit. Comparable prices
  /// are next to each other, sorted by size and then by amount.
  ///
  /// If the smaller size has several prices, only the highest is compared, so that a finding applies to all of them.
  func costingMorePerUnit() -> [(larger: Element, smaller: Element)] {
    var pairs: [(larger: Element, smaller: Element)] = []
    var cheapest: Element?
    var previous: Element?
    for price in self {
      if let previous, !previous.isComparable(to: price) {
        cheapest = nil
      } else if let previous, previous.size != price.size, cheapest?.costsMorePerUnit(than: previous) ?? true {
        // The last price of a size is its highest.
        cheapest = previous
      }
      if let cheapest, price.costsMorePerUnit(than: cheapest) { pairs.append((price, cheapest)) }
      previous = price
    }
    return pairs
  }
}
