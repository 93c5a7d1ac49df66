import Catalog

// Stripe's limits on charges, for Stripe itself and for providers that charge through the seller's Stripe account.

extension CadenceLimits {
  /// POST /v1/prices, `recurring.interval_count`: 3 years, 36 months, 156 weeks. The limit in days is not documented; 1095 days
  /// are three years.
  static let chargedByStripe: [Period: Int64] = [.day: 1095, .week: 156, .month: 36, .year: 3]
}

extension TrialLimits {
  /// In days: an error message of Stripe's API, quoted in stripe/stripe-ruby#804.
  static let longestAtStripe: Int64 = 730
}

extension MoneyTable {
  /// Stripe's documentation, "Supported currencies" (zero-decimal currencies, special cases, three-decimal currencies,
  /// minimum and maximum charge amounts), read in copies of 2023 and 2026.
  ///
  /// - Parameter currency: the currency of the account's payouts, to which alone minimum amounts apply. Nil if unknown.
  static func chargedByStripe(settledIn currency: Currency? = nil) -> MoneyTable {
    let minima = currency.map { currency in stripeMinima.filter { $0.key == currency.code } } ?? stripeMinima
    return MoneyTable(
      currencies: stripeCurrencies,
      units: [
        // Two decimals at Stripe, always zero; none in ISO 4217.
        "ISK": .init(factor: 100), "UGX": .init(factor: 100),
        // No decimals at Stripe, two in ISO 4217.
        "MGA": .init(divisor: 100, multiple: 100),
        // The last of three decimals must be 0.
        "BHD": .init(multiple: 10), "JOD": .init(multiple: 10), "KWD": .init(multiple: 10), "OMR": .init(multiple: 10),
        "TND": .init(multiple: 10),
      ],
      minimum: .init(minima, isRefused: false),
      // Most payment methods accept eight digits; cards accept more.
      maximum: .init(["INR": 999_999_999, "IDR": 999_999_999_999], others: 99_999_999, isRefused: false),
      // Checkout in payment mode cannot charge 0 (POST /v1/checkout/sessions, `mode`).
      free: [.plan, .recurringAddon, .oneTimeAddon], refusesFree: false)
  }

  private static let stripeCurrencies = currencyCodes(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK \
    DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF \
    KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN \
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD \
    UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    """)

  private static let stripeMinima: [String: Int64] = [
    "AED": 200, "ARS": 50, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "COP": 50, "CZK": 1500, "DKK": 250, "EUR": 50, "GBP": 30,
    "HKD": 400, "HUF": 17500, "IDR": 50, "ILS": 50, "INR": 50, "JPY": 50, "KRW": 50, "MXN": 1000, "MYR": 200, "NOK": 300,
    "NZD": 50, "PHP": 50, "PLN": 200, "RON": 200, "RUB": 50, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50, "ZAR": 50,
  ]
}
