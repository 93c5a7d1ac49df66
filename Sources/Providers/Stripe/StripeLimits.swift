import CatalogModel

extension ProviderLimits {
  /// What Stripe takes and keeps.
  static func stripe(_ settings: ProviderSettings) -> ProviderLimits {
    ProviderLimits(
      // An error message of Stripe's API, quoted in stripe/stripe-ruby#804; POST /v1/subscriptions, `trial_period_days`.
      trial: TrialLimits(longest: 730),
      // POST /v1/prices, `recurring.interval_count`: 3 years, 36 months, 156 weeks. 1095 days are not written, but as long.
      cadence: CadenceLimits(longest: [.day: 1095, .week: 156, .month: 36, .year: 3]),
      money: money(settledIn: settings.text("settlementCurrency").flatMap { Currency(code: $0) }),
      // Stripe's OpenAPI description, `maxLength`; POST /v1/entitlements/features; POST /v1/prices, `lookup_key`.
      text: TextLimits(
        name: .init(5000), description: .init(40_000), featureName: .init(80), featureKey: .init(80), lookupKey: .init(200)),
      // Stripe's API reference, "Metadata". An empty value would delete the entry on an update.
      metadata: MetadataLimits(entries: 50, nameLength: 40, valueLength: 500, allowsEmpty: false) { $0 != "[" && $0 != "]" },
      // Stripe's documentation, "Mixed interval subscriptions".
      addons: AddonLimits(step: .divides, sharesCurrency: true),
      keeps: [.lookupKeys, .features], charges: [.flat, .quantity])
  }

  /// Stripe's documentation, "Supported currencies" (zero-decimal currencies, special cases, three-decimal currencies,
  /// minimum and maximum charge amounts), read in copies of 2023 and 2026.
  ///
  /// - Parameter currency: that of the account's payouts: minimum amounts hold in it alone. Nil where nobody knows.
  private static func money(settledIn currency: Currency?) -> MoneyTable {
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
      // Most payment methods take eight digits, and cards take more.
      maximum: .init(["INR": 999_999_999, "IDR": 999_999_999_999], others: 99_999_999, isRefused: false),
      // Checkout in payment mode takes no payment of 0 (POST /v1/checkout/sessions, `mode`).
      free: [.plan, .recurringAddon, .oneTimeAddon], refusesFree: false)
  }

  static let stripeCurrencies = currencyCodes(
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
