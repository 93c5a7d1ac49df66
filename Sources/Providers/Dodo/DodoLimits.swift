import Catalog

extension ProviderLimits {
  /// Dodo's limits.
  static func dodo(_ settings: ProviderSettings) -> ProviderLimits {
    var limits = ProviderLimits(
      // In days: the documented range of `trial_period_days` (the Python SDK dodopayments 1.123.0). Add-ons have no trials.
      trial: TrialLimits(longest: 10_000, allowsNoCard: true),
      // A subscription lasts at most 20 years, and a cycle cannot be longer (SDK 1.123.0, `RecurringPrice`).
      cadence: CadenceLimits(longest: [.day: 7305, .week: 1043, .month: 240, .year: 20]),
      money: .dodo,
      // PATCH /products/{id} and /addons/{id} in SDK 1.123.0; assumed to apply to POST, too.
      text: TextLimits(name: .init(100), description: .init(1000)),
      // Dodo's documentation, api-reference/metadata.mdx. Values are sent as strings, because API 1.53.2 accepts nothing else.
      metadata: MetadataLimits(entries: 50, nameLength: 40, valueLength: 500) { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
      },
      // Dodo's documentation, features/product-catalog/addons and features/subscription.mdx. An add-on has no interval, so a
      // yearly one would be charged every month on a monthly product. A one-time add-on is a separate product.
      addons: AddonLimits(step: .equal, sharesCurrency: true, joinsOnce: false, perSubscription: 3),
      // Recurring add-ons are attached to the products of their plans.
      enforcesPlans: [.recurringAddon],
      keeps: [.usageMeters, .pools, .booleanFeatures],
      // SDK 1.123.0, `add_meter_to_price_param`: one amount for each unit beyond a whole number of them. Packages are
      // approximated.
      charges: [.flat, .quantity, .usage, .includedUsage, .package, .packageBeyondAllowance, .usageAlone],
      // SDK 1.123.0, `discount_create_params`: basis points.
      discounts: DiscountLimits(
        percentDecimals: 2, amounts: .everyCurrency, enforces: DiscountLimits.Limit.allCases, keepsExisting: true,
        hasOneCode: true),
      // A subscription is charged on demand only if it began so (SDK 1.123.0, `subscriptions.charge`).
      refusedSituations: [.oneTimeAddon: [.runningSubscription]])
    // SDK 1.123.0, `product_create_params`: `entitlements`.
    limits.featuresPerProduct = 50
    return limits
  }
}

extension MoneyTable {
  fileprivate static let dodo = MoneyTable(
    currencies: dodoCurrencies,
    // Dodo's documentation, features/adaptive-currency.mdx, and api-reference/error-codes.mdx: 0.50 USD or the equivalent for a
    // whole cart, and a recurring add-on is part of a larger cart.
    minimum: .init(dodoMinima, isRefused: false, exempt: [.recurringAddon]),
    // Dodo's OpenAPI description 1.53.2: `price` is an int32.
    maximum: .init(others: Int64(Int32.max)),
    // A one-time checkout of 0 fails (api-reference/error-codes.mdx); subscriptions can be sold at 0.
    free: [.plan, .recurringAddon], refusesFree: false)

  /// `Currency` of the Python SDK dodopayments 1.123.0, except four that are no longer in ISO 4217: ANG, BGN, HRK and SLL.
  private static let dodoCurrencies = currencyCodes(
    """
    AED ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CLP CNY COP CRC CUP CVE \
    CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD JMD JOD JPY \
    KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SSP STN \
    SVC SZL THB TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
    """)

  /// Published in major units; here in minor units of ISO 4217. CLP has no minor unit.
  private static let dodoMinima: [String: Int64] = [
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
