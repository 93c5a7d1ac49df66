import Catalog
import JSONText

extension ProviderLimits {
  /// What Polar supports. Paths are in the repository polarsource/polar (August 2026).
  static func polar(_ settings: ProviderSettings) -> ProviderLimits {
    let resetsMeters = JSON.object(settings.options)["meterCycling"] == .bool(true)
    var keeps: [ProviderLimits.Kept] = [.features, .featureValues, .meters, .grants, .grantsWithoutRollover, .usageMeters]
    // A customer then has one subscription.
    if JSON.object(settings.options)["multipleSubscriptions"] != .bool(true) { keeps.append(.groups) }
    var limits = ProviderLimits(
      // server/polar/kit/trial.py. An add-on is a separate subscription.
      trial: TrialLimits(longest: 1000, sales: [.plan, .recurringAddon]),
      // Polar's OpenAPI description 2026-04, POST /v1/products/, `recurring_interval_count`.
      cadence: CadenceLimits(longest: [.day: 999, .week: 999, .month: 999, .year: 999]),
      money: .polar,
      // server/polar/product/schemas.py; server/polar/benefit/schemas.py, `description`; server/polar/meter/schemas.py.
      text: TextLimits(name: .init(64), featureName: .init(42), shortestName: 3),
      // server/polar/kit/metadata.py. Fractions are read as doubles.
      metadata: MetadataLimits(
        entries: 50, nameLength: 40, valueLength: 500, allowsEmpty: false, values: .scalars, allowsInValue: { $0 != "\0" }),
      // server/polar/benefit/strategies/meter_credit/schemas.py.
      units: UnitLimits(minimum: 1, maximum: Int64(Int32.max), isWhole: true),
      // A checkout has one product.
      addons: AddonLimits(joinsOnce: false),
      // Of a product that is sold by the unit: `minimum_units`, and the bound of the last tier.
      enforcesQuantity: [.minimum, .maximum],
      keeps: keeps,
      // Polar's documentation, features/usage-based-billing/billing and features/unit-based-pricing;
      // server/polar/product/tiers.py. There are no packages, which are charged in proportion.
      charges: [
        .flat, .quantity, .graduatedQuantity, .volumeQuantity, .usage, .includedUsage, .graduatedUsage, .volumeUsage, .package,
        .packageBeyondAllowance, .usageAlone,
      ],
      // server/polar/product/meter_interval.py.
      usageCycles: resetsMeters ? [.same, .monthInLonger, .dayInLonger] : [.same],
      // Polar's OpenAPI description 2026-04, POST /v1/discounts/: hundredths of a percent, `duration_in_months`.
      discounts: DiscountLimits(
        percentDecimals: 2, amounts: .everyCurrency, longest: 999, enforces: [.redemptions, .perCustomer, .end]),
      // A checkout sells one product.
      refusedSituations: [.recurringAddon: [.newCustomer], .oneTimeAddon: [.newCustomer, .runningSubscription]])
    // The currencies of a product.
    limits.joinsParts = true
    return limits
  }
}

extension MoneyTable {
  /// All currencies have two decimals, except for fifteen without any. ISK and UGX have two decimals here but none in ISO 4217;
  /// MGA is the reverse.
  ///
  /// Source: server/polar/kit/currency.py in polarsource/polar (August 2026).
  static let polar = MoneyTable(
    currencies: Set(polarMinima.keys),
    units: ["ISK": Unit(factor: 100), "UGX": Unit(factor: 100), "MGA": Unit(divisor: 100, multiple: 100)],
    minimum: Bound(polarMinima),
    maximum: Bound(
      [
        "ARS": 140000000, "CDF": 280000000, "COP": 400000000, "IDR": 1600000000, "KHR": 400000000, "LAK": 2100000000,
        "MNT": 350000000, "MWK": 175000000, "NGN": 155000000, "TZS": 250000000, "UGX": 370000000, "UZS": 1250000000,
      ], others: 99_999_999))

  /// The minimum of a price other than 0, in Polar's unit.
  private static let polarMinima: [String: Int64] = [
    "AED": 200, "ALL": 5000, "AMD": 20000, "AOA": 50000, "ARS": 75000, "AUD": 70, "AWG": 100, "AZN": 100, "BAM": 100,
    "BBD": 200, "BDT": 7000, "BIF": 2000, "BMD": 100, "BND": 100, "BOB": 500, "BRL": 250, "BSD": 100, "BWP": 1000,
    "BZD": 200, "CAD": 70, "CDF": 200000, "CHF": 50, "CLP": 500, "CNY": 500, "COP": 200000, "CRC": 30000, "CVE": 5000,
    "CZK": 1500, "DJF": 100, "DKK": 320, "DOP": 4000, "DZD": 7000, "EGP": 3000, "ETB": 8000, "EUR": 50, "FJD": 200,
    "FKP": 100, "GBP": 40, "GEL": 200, "GIP": 100, "GMD": 4000, "GNF": 5000, "GTQ": 500, "GYD": 20000, "HKD": 400,
    "HNL": 2000, "HTG": 7000, "HUF": 17500, "IDR": 900000, "ILS": 150, "INR": 6000, "ISK": 7000, "JMD": 8000, "JPY": 80,
    "KES": 7000, "KGS": 5000, "KHR": 300000, "KMF": 500, "KRW": 800, "KYD": 100, "KZT": 30000, "LAK": 2000000, "LKR": 20000,
    "LRD": 10000, "LSL": 1000, "MAD": 500, "MDL": 1000, "MGA": 3000, "MKD": 5000, "MNT": 200000, "MOP": 500, "MUR": 5000,
    "MVR": 800, "MWK": 100000, "MXN": 900, "MYR": 200, "MZN": 5000, "NAD": 1000, "NGN": 70000, "NIO": 2000, "NOK": 500,
    "NPR": 8000, "NZD": 90, "PAB": 100, "PEN": 200, "PGK": 300, "PHP": 3500, "PKR": 20000, "PLN": 200, "PYG": 4000,
    "QAR": 200, "RON": 250, "RSD": 6000, "RWF": 1000, "SAR": 200, "SBD": 400, "SCR": 800, "SEK": 500, "SGD": 70, "SHP": 100,
    "SOS": 50000, "SRD": 2000, "SZL": 1000, "THB": 2000, "TJS": 500, "TOP": 200, "TRY": 3000, "TTD": 400, "TWD": 2000,
    "TZS": 200000, "UAH": 3000, "UGX": 200000, "USD": 50, "UYU": 2000, "UZS": 700000, "VND": 20000, "VUV": 100, "WST": 200,
    "XAF": 500, "XCD": 200, "XCG": 100, "XOF": 500, "XPF": 100, "YER": 20000, "ZAR": 900, "ZMW": 1000,
  ]
}
