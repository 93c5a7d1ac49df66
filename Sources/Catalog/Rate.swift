import Foundations
import Syntax

/// What a number of units costs, exactly, in minor units of the price's currency. Unlike ``Money``, it can be fractional.
package enum Rate: Hashable, Sendable {
  /// An amount for every unit, in proportion.
  case perUnit(ExactDecimal)
  /// An amount for each started package of `size` units.
  case package(ExactDecimal, size: Int64)
  /// Each unit costs the rate of its own tier.
  case graduated([Tier])
  /// All units cost the rate of the tier that the last unit falls into.
  case volume([Tier])

  package enum Mode: String, Word {
    case graduated, volume
    package static let words = Words<Mode>()
  }

  package struct Tier: Hashable, Sendable {
    /// The last unit of the tier, counted from 0; nil for the last tier.
    package let upTo: ExactDecimal?
    /// The amount for each unit.
    package let perUnit: ExactDecimal
    /// Added once when the tier is entered.
    package let flat: Money

    package init(upTo: ExactDecimal?, perUnit: ExactDecimal = .zero, flat: Money = .zero) {
      self.upTo = upTo
      self.perUnit = perUnit
      self.flat = flat
    }
  }

  /// How many decimals of the minor unit an amount for one unit can have.
  package static let decimals = 12

  /// Empty without tiers.
  package var tiers: [Tier] {
    switch self {
    case .perUnit, .package: []
    case .graduated(let tiers), .volume(let tiers): tiers
    }
  }

  /// Nil without tiers.
  package var mode: Mode? {
    switch self {
    case .perUnit, .package: nil
    case .graduated: .graduated
    case .volume: .volume
    }
  }

  /// The cost of the units beyond those that are included, exactly, in minor units. Nothing is rounded.
  ///
  /// - Parameters:
  ///   - units: those to be paid; not negative.
  ///   - included: the units before them, which the bounds of tiers count, too.
  package func cost(of units: ExactDecimal, beyond included: ExactDecimal = .zero) -> ExactDecimal {
    if units.isZero { return .zero }
    switch self {
    case .perUnit(let amount): return units * amount
    case .package(let amount, let size): return amount.multiplied(by: units.packages(of: size))
    case .volume(let tiers):
      let all = included + units
      guard let tier = tiers.first(where: { $0.reaches(all) }) else { return .zero }
      return all * tier.perUnit + ExactDecimal(tier.flat.minorUnits)
    case .graduated(let tiers):
      let all = included + units
      var cost = ExactDecimal.zero
      var start = included
      for tier in tiers where start < all {
        let end = tier.upTo.map { min($0, all) } ?? all
        if end <= start { continue }
        cost = cost + (end - start) * tier.perUnit + ExactDecimal(tier.flat.minorUnits)
        start = end
      }
      return cost
    }
  }
}

extension Rate.Tier {
  /// Whether the tier contains this unit or a later one.
  package func reaches(_ unit: ExactDecimal) -> Bool { upTo.map { unit <= $0 } ?? true }
}

extension ExactDecimal {
  /// The number of packages of this size that are started; clamped to the maximum.
  func packages(of size: Int64) -> Int64 {
    var (low, high): (Int64, Int64) = (0, .max)
    while low < high {
      let middle = low + (high - low) / 2
      if ExactDecimal(size).multiplied(by: middle) < self { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
