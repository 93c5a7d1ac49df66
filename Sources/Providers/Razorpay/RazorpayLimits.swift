import Catalog

extension ProviderLimits {
  /// Razorpay's limits.
  static func razorpay(_: ProviderSettings) -> ProviderLimits {
    var limits = ProviderLimits(
      cadence: .razorpay,
      money: .razorpay,
      text: TextLimits(name: .razorpay, description: .razorpay),
      // Razorpay's documentation, api/understand.md, "Notes". It does not say whether the limit of 256 characters applies to
      // names, too. Assuming that it does is safe.
      metadata: MetadataLimits(entries: 15, nameLength: 256, valueLength: 256),
      // Add-ons are invoiced with the plan (payments/subscriptions/create-add-ons.md). The limit of five is from an error message
      // of Razorpay's API, quoted in razorpay/razorpay-ruby#65.
      addons: AddonLimits(step: .equal, sharesCurrency: true, perSubscription: 5),
      // A plan has one amount (api/payments/subscriptions/create-plan.md). The application charges usage at any rate and interval,
      // but only beside a subscription.
      charges: ChargeKind.all(except: [.graduatedQuantity, .volumeQuantity, .flatInQuantityTier, .usageAlone]),
      sellsSeveral: [.plan],
      usageCycles: UsageCycle.allCases)
    // Razorpay has one plan per price, and grants nothing.
    limits.splits = { _, _ in false }
    return limits
  }
}

extension CadenceLimits {
  /// The cadences of plans. Razorpay's documentation, payments/subscriptions/faqs.md (a subscription lasts at most 100 years, and
  /// must fit one cycle) and api/payments/subscriptions/create-plan.md, `interval` (daily plans have at least 7 days).
  fileprivate static var razorpay: CadenceLimits {
    let periods: [Period] = [.day, .week, .month, .year]
    return CadenceLimits(
      longest: Dictionary(uniqueKeysWithValues: periods.map { ($0, RazorpayCycle.century($0)) }), shortest: Cadence(.day, 7))
  }
}

extension TextLimits.Limit {
  /// Razorpay documents no limit for items, but its checkout has rejected longer descriptions
  /// (Vacademy-io/vacademy_platform#2500), and the description of an existing plan cannot be shortened.
  static let razorpay = TextLimits.Limit(255, .bytes)
}

extension MoneyTable {
  /// Amounts are in minor units of ISO 4217.
  ///
  /// Razorpay's documentation, payments/international-payments.md (currencies with their exponents),
  /// api/payments/subscriptions/create-plan.md and api/orders/create.md (minimum amount, no zero amounts, last digit).
  fileprivate static var razorpay: MoneyTable {
    MoneyTable(
      currencies: razorpayCurrencies,
      // The last of three decimals must be 0.
      units: [
        "BHD": .init(multiple: 10), "IQD": .init(multiple: 10), "JOD": .init(multiple: 10), "KWD": .init(multiple: 10),
        "OMR": .init(multiple: 10), "TND": .init(multiple: 10),
      ],
      minimum: .init(["INR": 100]), free: [])
  }

  /// The smallest amount, in minor units of any currency, that Razorpay's own tools accept (razorpay/razorpay-mcp-server,
  /// pkg/razorpay/orders.go). Documented only for INR.
  static let razorpayToolMinimum: Int64 = 100

  /// The largest debit in paise that most cards and UPI allow without the customer's approval (Razorpay's documentation,
  /// payments/subscriptions/faqs.md).
  static let razorpayDebitCeiling: Int64 = 1_500_000

  /// Razorpay also lists HRK, BGN and SLL, which are no longer in ISO 4217, so catalogs cannot contain them.
  private static let razorpayCurrencies = currencyCodes(
    """
    AED ALL AMD AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BZD CAD CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP \
    DZD EGP ETB EUR FJD GBP GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD \
    KZT LAK LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PEN PGK PHP PKR PLN PYG \
    QAR RON RSD RUB RWF SAR SCR SEK SGD SOS SVC SZL THB TND TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV XAF XCD XOF XPF YER ZAR \
    ZMW
    """)
}
