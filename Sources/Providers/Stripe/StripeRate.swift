import Catalog
import Foundations
import JSONText

/// What a Stripe price charges, in Stripe's unit of the currency.
///
/// Source: Stripe's API reference, POST /v1/prices (`unit_amount_decimal`, `tiers`, `transform_quantity`).
enum StripeRate {
  struct Tier {
    /// The last unit of the tier, counted from 0; nil for the last tier.
    let upTo: Int64?
    let perUnit: ExactDecimal
    let flat: Int64
  }

  /// A whole amount for each unit.
  case amount(Int64)
  /// An amount for each unit, with at most 12 decimals.
  case decimal(ExactDecimal)
  /// An amount for each started package.
  case package(ExactDecimal, size: Int64)
  case tiers(Rate.Mode, [Tier])

  enum Problem: Error {
    /// An amount has more than 12 decimals in Stripe's unit.
    case tooPrecise
    /// A flat amount is not a multiple of this many minor units.
    case coarseFlat(multiple: Int64)
    /// An amount or a bound does not fit into 64 bits, or a bound is not an integer.
    case outOfRange
  }

  /// - Parameter included: the usage that is free. It becomes a first tier, because bounds count all usage. Packages then become
  ///   an amount for each unit, because Stripe's packages cannot have tiers.
  init(_ rate: Rate, beyond included: ExactDecimal = .zero, _ unit: MoneyTable.Unit) throws(Problem) {
    var free: [Tier] = []
    if !included.isZero { free.append(Tier(upTo: try unit.bound(included), perUnit: .zero, flat: 0)) }
    let allowance = free
    func linear(_ amount: ExactDecimal) throws(Problem) -> StripeRate {
      let amount = try unit.amount(amount)
      return allowance.isEmpty ? .decimal(amount) : .tiers(.graduated, allowance + [Tier(upTo: nil, perUnit: amount, flat: 0)])
    }
    func tiered(_ mode: Rate.Mode, _ tiers: [Rate.Tier]) throws(Problem) -> StripeRate {
      var own = allowance
      for tier in tiers {
        var upTo: Int64?
        if let bound = tier.upTo { upTo = try unit.bound(bound) }
        own.append(Tier(upTo: upTo, perUnit: try unit.amount(tier.perUnit), flat: try unit.flat(tier.flat)))
      }
      return .tiers(mode, own)
    }
    switch rate {
    case .perUnit(let amount): self = try linear(amount)
    case .package(let amount, let size) where allowance.isEmpty: self = .package(try unit.amount(amount), size: size)
    case .package(let amount, let size):
      guard let each = amount.divided(by: size, decimals: Rate.decimals) else { throw .tooPrecise }
      self = try linear(each)
    case .graduated(let tiers): self = try tiered(.graduated, tiers)
    case .volume(let tiers): self = try tiered(.volume, tiers)
    }
  }

  /// The members of the body of a price.
  var members: [JSON.Member] {
    switch self {
    case .amount(let amount): JSON.members(["unit_amount": .integer(amount)])
    case .decimal(let amount): JSON.members(["unit_amount_decimal": .string("\(amount)")])
    case .package(let amount, let size):
      JSON.members([
        "unit_amount_decimal": .string("\(amount)"),
        "transform_quantity": ["divide_by": .integer(size), "round": "up"],
      ])
    case .tiers(let mode, let tiers):
      JSON.members([
        "billing_scheme": "tiered", "tiers_mode": .string(mode.rawValue),
        // A tier without an amount is rejected (lukasaron/terraform-provider-stripe#45), so a free one has the amount 0.
        "tiers": .array(
          tiers.map { tier in
            .fields([
              "up_to": tier.upTo.map(JSON.integer) ?? "inf", "unit_amount_decimal": .string("\(tier.perUnit)"),
              "flat_amount": tier.flat == 0 ? nil : .integer(tier.flat),
            ])
          }),
      ])
    }
  }
}

extension MoneyTable.Unit {
  fileprivate func amount(_ minorUnits: ExactDecimal) throws(StripeRate.Problem) -> ExactDecimal {
    let scaled = minorUnits.multiplied(by: factor)
    guard scaled < ExactDecimal(.max) else { throw .outOfRange }
    guard let amount = scaled.divided(by: divisor, decimals: Rate.decimals) else { throw .tooPrecise }
    return amount
  }

  fileprivate func flat(_ money: Money) throws(StripeRate.Problem) -> Int64 {
    guard money.minorUnits.isMultiple(of: multiple) else { throw .coarseFlat(multiple: multiple) }
    let (amount, overflow) = (money.minorUnits / divisor).multipliedReportingOverflow(by: factor)
    guard !overflow else { throw .outOfRange }
    return amount
  }

  fileprivate func bound(_ usage: ExactDecimal) throws(StripeRate.Problem) -> Int64 {
    guard let bound = usage.integer else { throw .outOfRange }
    return bound
  }
}
