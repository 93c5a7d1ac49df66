import Catalog

extension ProviderLimits {
  /// What Razorpay takes and keeps.
  static func razorpay(_: ProviderSettings) -> ProviderLimits {
    ProviderLimits(
      cadence: .razorpay,
      money: .razorpay,
      text: TextLimits(name: .razorpay, description: .razorpay),
      // Razorpay's documentation, api/understand.md, "Notes". It does not say whether 256 characters bind the names too; that
      // they do is the safe reading.
      metadata: MetadataLimits(entries: 15, nameLength: 256, valueLength: 256),
      // An add-on goes on invoices of the plan (payments/subscriptions/create-add-ons.md). That there is room for five says an
      // error message of Razorpay's API, quoted in razorpay/razorpay-ruby#65.
      addons: AddonLimits(step: .equal, sharesCurrency: true, perSubscription: 5))
  }
}

extension CadenceLimits {
  /// Of plans. Razorpay's documentation, payments/subscriptions/faqs.md (a subscription lasts at most 100 years, and one cycle
  /// has to fit) and api/payments/subscriptions/create-plan.md, `interval` (a daily plan has 7 days or more).
  fileprivate static var razorpay: CadenceLimits {
    let periods: [Period] = [.day, .week, .month, .year]
    return CadenceLimits(
      longest: Dictionary(uniqueKeysWithValues: periods.map { ($0, RazorpayCycle.century($0)) }), shortest: Cadence(.day, 7))
  }
}

extension TextLimits.Limit {
  /// Razorpay documents no limit for items; its checkout has refused longer descriptions (Vacademy-io/vacademy_platform#2500),
  /// and a plan cannot be shortened once it is there.
  static let razorpay = TextLimits.Limit(255, .bytes)
}

extension MoneyTable {
  /// In the minor unit of ISO 4217, whose number of decimals Razorpay shares.
  ///
  /// Razorpay's documentation, payments/international-payments.md (the list of currencies with their exponents),
  /// api/payments/subscriptions/create-plan.md and api/orders/create.md (smallest amount, nothing for 0, last digit).
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

  /// The smallest amount, in minor units of any currency, that Razorpay's own tools take (razorpay/razorpay-mcp-server,
  /// pkg/razorpay/orders.go). Documented for INR alone.
  static let razorpayToolMinimum: Int64 = 100

  /// The largest debit in paise that most cards and UPI make without asking the customer again (Razorpay's documentation,
  /// payments/subscriptions/faqs.md).
  static let razorpayDebitCeiling: Int64 = 1_500_000

  /// HRK, BGN and SLL, which Razorpay lists too, are out of use, and no catalog has them.
  private static let razorpayCurrencies = currencyCodes(
    """
    AED ALL AMD AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BZD CAD CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP \
    DZD EGP ETB EUR FJD GBP GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD \
    KZT LAK LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PEN PGK PHP PKR PLN PYG \
    QAR RON RSD RUB RWF SAR SCR SEK SGD SOS SVC SZL THB TND TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV XAF XCD XOF XPF YER ZAR \
    ZMW
    """)
}
