import CatalogModel

/// What Dodo takes of amounts, currencies and periods.
///
///   Sources: the types of the Python SDK dodopayments 1.123.0 (`Currency`, `TimeInterval`, `RecurringPrice`), the
/// OpenAPI   description of API 1.53.2 (`int32` amounts), and Dodo's documentation, features/adaptive-currency.mdx
/// (minimum amounts) and   api-reference/error-codes.mdx (0.50 USD or the equivalent for a whole cart).
enum DodoMoney {
  /// Amounts and counts are 32-bit integers.
  static let largestAmount = Int64(Int32.max)
  /// The documented range of `trial_period_days`.
  static let trialDays: ClosedRange<Int64> = 0...10000

  static func takes(_ currency: Currency) -> Bool { supported.contains(currency.code) }

  /// True where a body with the price is one that Dodo accepts; what stands against it, ``DodoChecks`` reports.
  static func isExpressible(_ price: Price) -> Bool {
    takes(price.currency) && price.base.minorUnits <= largestAmount && isWithinTwentyYears(price.cadence)
  }

  /// The smallest payment in minor units; nil where none is published.
  static func minimum(_ currency: Currency) -> Int64? { minima[currency.code] }

  /// A subscription lives for 20 years at most, and a cycle cannot be longer than the subscription.
  static func isWithinTwentyYears(_ cadence: Cadence?) -> Bool {
    guard let cadence else { return true }
    let limit: Int64 =
      switch cadence.period {
      case .day: 7305
      case .week: 1043
      case .month: 240
      case .year: 20
      }
    return cadence.count <= limit
  }

  /// As the API writes it; small letters are refused.
  static func interval(_ period: Period) -> String {
    switch period {
    case .day: "Day"
    case .week: "Week"
    case .month: "Month"
    case .year: "Year"
    }
  }

  /// The SDK's codes, but for four that have left ISO 4217: ANG, BGN, HRK and SLL.
  private static let supported = Set(
    """
    AED ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CLP CNY COP CRC CUP CVE \
    CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD JMD JOD JPY \
    KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SSP STN \
    SVC SZL THB TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
    """.split(separator: " ").map(String.init))

  /// Published in major units; here in the minor units of ISO 4217, of which CLP has none.
  private static let minima: [String: Int64] = [
    "AED": 200, "ALL": 5000, "AMD": 50000, "ARS": 100000, "AUD": 50, "AWG": 200, "AZN": 200, "BAM": 200, "BDT": 10000,
    "BMD": 100, "BND": 100, "BOB": 500, "BRL": 50, "BSD": 100, "BWP": 1500, "BZD": 200, "CAD": 50, "CHF": 50, "CLP": 1000,
    "CNY": 400, "CRC": 50000, "CZK": 1500, "DKK": 250, "DOP": 10000, "EGP": 5000, "ETB": 10000, "EUR": 50, "FJD": 200,
    "GBP": 30, "GEL": 300, "GMD": 10000, "GTQ": 1000, "GYD": 20000, "HKD": 400, "HNL": 2500, "HUF": 17500, "IDR": 850000,
    "ILS": 300, "INR": 500, "KZT": 50000, "LKR": 30000, "LRD": 20000, "LSL": 2000, "MAD": 1000, "MKD": 5000, "MOP": 1000,
    "MUR": 5000, "MVR": 1500, "MWK": 200000, "MXN": 1000, "MYR": 400, "NGN": 200000, "NOK": 300, "NPR": 15000, "NZD": 100,
    "PEN": 300, "PGK": 400, "PHP": 5000, "PLN": 200, "QAR": 300, "RON": 200, "RSD": 6000, "SAR": 200, "SBD": 1000,
    "SCR": 1500, "SEK": 300, "SGD": 50, "SRD": 5000, "SZL": 2000, "THB": 2500, "TOP": 200, "TRY": 2000, "TWD": 2000,
    "TZS": 300000, "USD": 50, "UYU": 5000, "WST": 200, "ZAR": 2000, "ZMW": 3000,
  ]
}
