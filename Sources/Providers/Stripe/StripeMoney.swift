import CatalogModel

/// How Stripe writes amounts. It follows ISO 4217 but for ISK, UGX and MGA.
///
/// Source: Stripe's documentation, "Supported currencies" (zero-decimal currencies, special cases, three-decimal currencies,
/// minimum charge amounts), read in copies of 2023 and 2026.
enum StripeMoney {
  /// Why a price cannot be sent.
  enum Problem: Error {
    case unsupportedCurrency
    /// The amount is finer than Stripe takes: it must be a multiple of this many ISO 4217 minor units.
    case tooFine(multiple: Int64)
    case tooLarge
  }

  /// The amount in the unit that Stripe's API takes.
  static func unitAmount(_ price: Price) throws(Problem) -> Int64 {
    let code = price.currency.code
    guard supported.contains(code) else { throw .unsupportedCurrency }
    let multiple = threeDecimals.contains(code) ? 10 : code == "MGA" ? 100 : 1 as Int64
    guard price.base.minorUnits % multiple == 0 else { throw .tooFine(multiple: multiple) }
    switch code {
    // Two decimals at Stripe, always zero; none in ISO 4217.
    case "ISK", "UGX":
      let (amount, overflow) = price.base.minorUnits.multipliedReportingOverflow(by: 100)
      if overflow { throw .tooLarge }
      return amount
    // No decimals at Stripe, two in ISO 4217.
    case "MGA": return price.base.minorUnits / 100
    default: return price.base.minorUnits
    }
  }

  /// The smallest charge in Stripe's unit, for an account that is paid out in the currency; nil where none is published.
  static func minimum(_ currency: Currency) -> Int64? { minima[currency.code] }

  /// The largest charge in Stripe's unit that all payment methods take.
  static func maximum(_ currency: Currency) -> Int64 {
    switch currency.code {
    case "INR": 999_999_999
    case "IDR": 999_999_999_999
    default: 99_999_999
    }
  }

  private static let threeDecimals: Set<String> = ["BHD", "JOD", "KWD", "OMR", "TND"]

  private static let supported = Set(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK \
    DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF \
    KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN \
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD \
    UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    """.split(separator: " ").map(String.init))

  private static let minima: [String: Int64] = [
    "AED": 200, "ARS": 50, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "COP": 50, "CZK": 1500, "DKK": 250, "EUR": 50, "GBP": 30,
    "HKD": 400, "HUF": 17500, "IDR": 50, "ILS": 50, "INR": 50, "JPY": 50, "KRW": 50, "MXN": 1000, "MYR": 200, "NOK": 300,
    "NZD": 50, "PHP": 50, "PLN": 200, "RON": 200, "RUB": 50, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50, "ZAR": 50,
  ]
}
