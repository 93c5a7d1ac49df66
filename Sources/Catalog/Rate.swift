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

  /// Units that are paid at one amount.
  package struct Part: Hashable, Sendable {
    /// Units, or packages of them.
    package let units: ExactDecimal
    /// For each of ``units``.
    package let amount: ExactDecimal
    package let flat: Money

    package init(_ units: ExactDecimal, at amount: ExactDecimal, plus flat: Money = .zero) {
      self.units = units
      self.amount = amount
      self.flat = flat
    }

    /// In minor units. Nothing is rounded.
    package var cost: ExactDecimal { units * amount + ExactDecimal(flat.minorUnits) }
  }

  /// The cost of the units beyond those that are included, exactly, in minor units. Nothing is rounded.
  ///
  /// - Parameters:
  ///   - units: those to be paid; not negative.
  ///   - included: the units before them, which the bounds of tiers count, too.
  package func cost(of units: ExactDecimal, beyond included: ExactDecimal = .zero) -> ExactDecimal {
    parts(of: units, beyond: included).reduce(.zero) { $0 + $1.cost }
  }

  /// What the units beyond those that are included cost, by tier; empty if there are none. Beyond an allowance, volume tiers price
  /// the included units, too.
  package func parts(of units: ExactDecimal, beyond included: ExactDecimal = .zero) -> [Part] {
    if units.isZero { return [] }
    let all = included + units
    switch self {
    case .perUnit(let amount): return [Part(units, at: amount)]
    case .package(let amount, let size): return [Part(units.quotientRoundedUp(by: size), at: amount)]
    case .volume(let tiers):
      return tiers.first { $0.reaches(all) }.map { [Part(all, at: $0.perUnit, plus: $0.flat)] } ?? []
    case .graduated(let tiers):
      var parts: [Part] = []
      var start = included
      for tier in tiers where start < all {
        let end = tier.upTo.map { min($0, all) } ?? all
        if end <= start { continue }
        parts.append(Part(end - start, at: tier.perUnit, plus: tier.flat))
        start = end
      }
      return parts
    }
  }
}

extension Rate.Tier {
  /// Whether the tier contains this unit or a later one.
  package func reaches(_ unit: ExactDecimal) -> Bool { upTo.map { unit <= $0 } ?? true }
}
