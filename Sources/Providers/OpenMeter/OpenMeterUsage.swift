import Catalog
import Foundations
import JSONText

/// Usage prices in OpenMeter's terms.
enum OpenMeterUsage {
  /// The price of a rate card. Amounts are decimal strings in major units, with any number of decimals (Numeric of
  /// api/openapi.yaml).
  ///
  /// Usage that is included is a first tier of 0, so that the bounds of the others count all usage of the period. A usage
  /// discount would be taken off before (openmeter/billing/rating/service/mutator/discountusage.go).
  static func price(_ usage: UsageCharge) -> JSON {
    switch usage.price.rate {
    case .perUnit(let amount):
      return usage.included.isZero
        ? unit(amount, usage.price.currency) : tiered(.graduated, [Rate.Tier(upTo: nil, perUnit: amount)], usage)
    case .package(let amount, let size):
      return [
        "type": "package", "amount": .string(usage.price.currency.majorUnits(amount)),
        "quantityPerPackage": .string(String(size)),
      ]
    case .graduated(let tiers): return tiered(.graduated, tiers, usage)
    case .volume(let tiers): return tiered(.volume, tiers, usage)
    }
  }

  /// The discounts of a rate card: a package price has no tiers, so what is included is taken off before packages are counted.
  static func discounts(_ usage: UsageCharge) -> [JSON.Member] {
    guard case .package = usage.price.rate, !usage.included.isZero else { return [] }
    return [.init("usage", ["quantity": .string(usage.included.plain)])]
  }

  private static func tiered(_ mode: Rate.Mode, _ tiers: [Rate.Tier], _ usage: UsageCharge) -> JSON {
    let included = usage.included.isZero ? [] : [Rate.Tier(upTo: usage.included)]
    return [
      "type": "tiered", "mode": .string(mode.rawValue),
      "tiers": .array((included + tiers).map { tier($0, usage.price.currency) }),
    ]
  }

  /// Both prices are required members (PriceTier of api/openapi.yaml). The last tier has no bound.
  private static func tier(_ tier: Rate.Tier, _ currency: Currency) -> JSON {
    let flat: JSON =
      tier.flat == .zero ? .null : ["type": "flat", "amount": .string(currency.majorUnits(tier.flat.minorUnits))]
    return .fields([
      "upToAmount": tier.upTo.map { .string($0.plain) }, "flatPrice": flat, "unitPrice": unit(tier.perUnit, currency),
    ])
  }

  private static func unit(_ amount: ExactDecimal, _ currency: Currency) -> JSON {
    ["type": "unit", "amount": .string(currency.majorUnits(amount))]
  }

  /// Without an exponent, which Numeric does not allow.

  /// The events of a meter that count (FilterString of api/openapi.yaml).
  static func filter(_ filter: MeterFilter) -> JSON {
    if filter.isExcluding { return ["$nin": .strings(filter.values)] }
    return filter.values.count == 1 ? ["$eq": .string(filter.values[0])] : ["$in": .strings(filter.values)]
  }

  /// Whether usage of the feature is charged.
  static func charges(_ entitlement: Entitlement) -> Bool {
    guard case .metered(let allowance) = entitlement.value else { return false }
    return !allowance.prices.isEmpty
  }

  /// What an entitlement issues at each reset. Beyond an allowance, usage is charged up to its maximum, at which alone access
  /// ends.
  static func issue(_ allowance: Allowance) -> ExactDecimal { allowance.max ?? allowance.amount }

  /// Whether access continues when that is used up; nil for the default.
  static func isSoftLimit(_ allowance: Allowance) -> Bool? {
    allowance.prices.isEmpty ? allowance.isSoftLimit : allowance.max == nil
  }
}
