import Catalog
import Foundations
import JSONText

/// A price for a number of units, in Polar's unit of the currency.
///
/// Sources: server/polar/product/tiers.py in polarsource/polar; Polar's documentation, features/usage-based-billing/billing.
enum PolarRate {
  /// An amount for every unit.
  case unit(ExactDecimal)
  case tiers(Rate.Mode, [Tier])

  struct Tier {
    /// The last unit of the tier, counted from 0; nil for no limit.
    let bound: Int64?
    let amount: ExactDecimal

    var json: JSON {
      .fields(["bound": bound.map(JSON.integer), "unit_amount": .string("\(amount)")])
    }
  }

  /// Whether the price can be a `metered_unit`, whose amount has at most five digits before the point and is not 0
  /// (server/polar/product/schemas.py).
  var isMeteredUnit: Bool {
    if case .unit(let amount) = self { !amount.isZero && amount < ExactDecimal(100_000) } else { false }
  }

  /// The value of `tiers`. An amount for every unit becomes a single tier.
  var tierList: JSON {
    let (mode, tiers): (Rate.Mode, [Tier]) =
      switch self {
      case .unit(let amount): (.graduated, [Tier(bound: nil, amount: amount)])
      case .tiers(let mode, let tiers): (mode, tiers)
      }
    return ["type": .string(mode.rawValue), "tiers": .array(tiers.map(\.json))]
  }

  /// The amounts and bounds in words, without a currency: `0.2`, `graduated 0 to 1000, 0.2`.
  var described: String {
    switch self {
    case .unit(let amount): "\(amount)"
    case .tiers(let mode, let tiers):
      "\(mode.rawValue) "
        + tiers.map { tier in "\(tier.amount)" + (tier.bound.map { " to \($0)" } ?? "") }.joined(separator: ", ")
    }
  }
}

/// Several units in one purchase, paid in advance: a `unit_based` price.
struct PolarUnits {
  let rate: PolarRate
  let quantity: Quantity

  /// How many a checkout sells: a parameter, unless only one number can be bought.
  var number: JSON { quantity.max == quantity.minimum ? .integer(quantity.minimum) : .param("quantity") }

  /// In words: `graduated 2000 to 50 each, 2 to 50 units`.
  var described: String {
    "\(rate.described) each, \(quantity.minimum) to \(quantity.max.map { "\($0)" } ?? "any number of") units"
  }
}

/// The usage of one meter, paid in arrears: a `metered_unit` or `metered_tiers` price.
struct PolarUsage {
  /// An index into the catalog's features.
  let feature: Int
  /// The request that creates the meter.
  let meter: String
  let rate: PolarRate
}

extension MoneyTable {
  /// An amount for one unit in the provider's unit of the currency; nil if it has more than twelve decimals.
  func unitAmount(_ amount: ExactDecimal, _ currency: Currency) -> ExactDecimal? {
    let unit = units[currency.code] ?? Unit()
    return amount.multiplied(by: unit.factor).divided(by: unit.divisor, decimals: Rate.decimals)
  }
}
