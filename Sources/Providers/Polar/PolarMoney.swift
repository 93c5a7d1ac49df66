import CatalogModel

/// How Polar counts amounts, and between which of them a price may be.
///
/// Source: server/polar/kit/currency.py in polarsource/polar (August 2026).
enum PolarMoney {
  /// Why a product at the price would be refused. Limits are in the minor unit of ISO 4217, as the catalog counts.
  enum Problem: Error {
    case unsupportedCurrency
    /// The amount is finer than Polar takes: it must be a multiple of this.
    case tooFine(multiple: Int64)
    case belowMinimum(Int64)
    case aboveMaximum(Int64)
  }

  /// The amount in Polar's unit. An amount of 0 is a free product, and below no minimum.
  static func amount(_ price: Price) throws(Problem) -> Int64 {
    let code = price.currency.code
    guard let minimum = minima[code] else { throw .unsupportedCurrency }
    let maximum = maxima[code] ?? 99_999_999
    var amount = price.base.minorUnits
    switch code {
    // Two decimals at Polar, none in ISO 4217.
    case "ISK", "UGX":
      let (product, overflow) = amount.multipliedReportingOverflow(by: 100)
      if overflow { throw .aboveMaximum(maximum / 100) }
      amount = product
      if amount != 0, amount < minimum { throw .belowMinimum(minimum / 100) }
      if amount > maximum { throw .aboveMaximum(maximum / 100) }
    // No decimals at Polar, two in ISO 4217.
    case "MGA":
      guard amount % 100 == 0 else { throw .tooFine(multiple: 100) }
      amount /= 100
      if amount != 0, amount < minimum { throw .belowMinimum(minimum * 100) }
      if amount > maximum { throw .aboveMaximum(maximum * 100) }
    default:
      if amount != 0, amount < minimum { throw .belowMinimum(minimum) }
      if amount > maximum { throw .aboveMaximum(maximum) }
    }
    return amount
  }

  /// The currencies that Polar takes, in capital letters.
  static let codes: [String] = minima.keys.sorted()

  /// In Polar's unit.
  private static let minima: [String: Int64] = [
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

  /// In Polar's unit, where it is not eight nines.
  private static let maxima: [String: Int64] = [
    "ARS": 140000000, "CDF": 280000000, "COP": 400000000, "IDR": 1600000000, "KHR": 400000000, "LAK": 2100000000,
    "MNT": 350000000, "MWK": 175000000, "NGN": 155000000, "TZS": 250000000, "UGX": 370000000, "UZS": 1250000000,
  ]
}
