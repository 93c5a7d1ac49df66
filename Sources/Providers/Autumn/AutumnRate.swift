import Catalog
import Foundations
import JSONText

/// What the units of a feature cost in one currency: the `price` of a plan item.
///
/// Amounts are exact numbers of major units: 2000 cents are `20`.
///
/// Sources: useautumn/autumn, openapi.yml, POST /v1/plans.create, `items.price`; validateProductItems.ts; and
/// roundUsageToNearestBillingUnit.ts.
struct AutumnRate {
  enum Terms {
    case amount(ExactDecimal)
    case tiers([Tier], Rate.Mode)
  }

  struct Tier {
    /// The last unit, counted with those that are included; nil for the last tier.
    let bound: ExactDecimal?
    /// For each unit.
    let amount: ExactDecimal
    /// Nil for none.
    let flat: ExactDecimal?
  }

  enum Problem: Error {
    /// Autumn sends the amount for one unit to Stripe with at most ten decimals of the minor unit, and cuts off the rest.
    case tooPrecise
    /// A flat amount is not a multiple of the smallest amount that Stripe charges.
    case coarseFlat
    /// Autumn stores numbers as doubles.
    case tooLong(ExactDecimal)
    /// Autumn rounds a bound to a multiple of the units, which are 1.
    case fractionalBound(ExactDecimal)
    /// Autumn allows a flat amount only in volume tiers, and not in a single one.
    case flat
  }

  let terms: Terms
  /// The units that an amount is for. Their number is rounded up to a multiple.
  let units: ExactDecimal

  /// The decimals of the minor unit that Autumn sends to Stripe.
  static let decimals = 10

  /// - Parameters:
  ///   - amount: in major units.
  ///   - units: positive.
  init(_ amount: ExactDecimal, for units: ExactDecimal) {
    terms = .amount(amount)
    self.units = units
  }

  /// - Parameter unit: Stripe's unit of the currency.
  init(_ rate: Rate, _ currency: Currency, _ unit: MoneyTable.Unit) throws(Problem) {
    func major(_ amount: ExactDecimal, for size: Int64 = 1) throws(Problem) -> ExactDecimal {
      let sent = amount.multiplied(by: unit.factor).divided(by: unit.divisor, decimals: 2 * Rate.decimals)
      guard sent?.divided(by: size, decimals: Self.decimals) != nil else { throw .tooPrecise }
      let major = amount.scaled(by: -currency.minorUnitDigits)
      if major.exceedsDouble { throw .tooLong(major) }
      return major
    }

    switch rate {
    case .perUnit(let amount):
      terms = .amount(try major(amount))
      units = ExactDecimal(1)
    case .package(let amount, let size):
      terms = .amount(try major(amount, for: size))
      units = ExactDecimal(size)
    case .graduated(let tiers), .volume(let tiers):
      let mode = rate.mode ?? .graduated
      var own: [Tier] = []
      for tier in tiers {
        if let bound = tier.upTo {
          guard bound.isInteger else { throw .fractionalBound(bound) }
          if bound.exceedsDouble { throw .tooLong(bound) }
        }
        var flat: ExactDecimal?
        if tier.flat != .zero {
          guard mode == .volume, tiers.count > 1 else { throw .flat }
          guard tier.flat.minorUnits.isMultiple(of: unit.multiple) else { throw .coarseFlat }
          flat = try major(ExactDecimal(tier.flat.minorUnits))
        }
        own.append(Tier(bound: tier.upTo, amount: try major(tier.perUnit), flat: flat))
      }
      terms = .tiers(own, mode)
      units = ExactDecimal(1)
    }
  }

  /// Whether the rates differ only in amounts, so that they can be one price in two currencies.
  func hasSameTiers(as other: AutumnRate) -> Bool {
    guard units == other.units else { return false }
    switch (terms, other.terms) {
    case (.amount, .amount): return true
    case (.tiers(let mine, let mode), .tiers(let theirs, let otherMode)):
      return mode == otherMode && mine.map(\.bound) == theirs.map(\.bound)
    case (.amount, .tiers), (.tiers, .amount): return false
    }
  }

  /// The amount of the only tier, as which Autumn returns it; nil for anything else.
  private var single: Terms? {
    guard case .tiers(let tiers, _) = terms, tiers.count == 1, tiers[0].bound == nil, tiers[0].flat == nil else { return nil }
    return .amount(tiers[0].amount)
  }

  // MARK: JSON

  /// - Parameter others: the rates in other currencies, with the same tiers.
  func json(_ others: [(currency: Currency, rate: AutumnRate)]) -> [JSON.Member] {
    switch single ?? terms {
    case .amount(let amount):
      let additional = others.compactMap { currency, rate -> JSON? in
        guard case .amount(let amount) = rate.single ?? rate.terms else { return nil }
        return ["currency": .string(currency.lowercased), "amount": .number(amount)]
      }
      return JSON.members([
        "amount": .number(amount), "additional_currencies": additional.isEmpty ? nil : .array(additional),
      ])
    case .tiers(let tiers, let mode):
      return JSON.members([
        "tiers": .array(tiers.indices.map { json(tiers[$0], at: $0, others) }), "tier_behavior": .string(mode.rawValue),
      ])
    }
  }

  private func json(_ tier: Tier, at index: Int, _ others: [(currency: Currency, rate: AutumnRate)]) -> JSON {
    let additional = others.compactMap { currency, rate -> JSON? in
      guard case .tiers(let tiers, _) = rate.terms else { return nil }
      return .object([.init("currency", .string(currency.lowercased))] + tiers[index].amounts)
    }
    return .object(
      [.init("to", tier.bound.map(JSON.number) ?? "inf")] + tier.amounts
        + JSON.members(["additional_currencies": additional.isEmpty ? nil : .array(additional)]))
  }
}

extension AutumnRate.Tier {
  fileprivate var amounts: [JSON.Member] {
    JSON.members(["amount": .number(amount), "flat_amount": flat.map(JSON.number)])
  }
}
