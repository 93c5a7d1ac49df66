import CatalogModel

/// The amounts that Razorpay takes: integers in the minor unit of ISO 4217, whose number of decimals it shares.
///
/// Source: Razorpay's documentation, payments/international-payments.md (the list of currencies with their exponents),
/// api/payments/subscriptions/create-plan.md and api/orders/create.md (smallest amount, last digit).
enum RazorpayMoney {
  /// Why a price cannot be sent.
  enum Problem: Error {
    case unsupportedCurrency
    /// There is no plan, add-on or order of nothing.
    case zero
    /// Below one rupee.
    case belowMinimum
    /// Of three decimals the last must be 0.
    case tooFine
  }

  static func check(_ price: Price) throws(Problem) {
    let code = price.currency.code
    guard supported.contains(code) else { throw .unsupportedCurrency }
    guard price.base.minorUnits > 0 else { throw .zero }
    if code == "INR", price.base.minorUnits < 100 { throw .belowMinimum }
    if price.currency.minorUnitDigits == 3, !price.base.minorUnits.isMultiple(of: 10) { throw .tooFine }
  }

  static func canBeSent(_ price: Price) -> Bool { (try? check(price)) != nil }

  /// The largest debit in paise that most cards and UPI make without asking the customer again (Razorpay's documentation,
  /// payments/subscriptions/faqs.md).
  static let automaticDebitCeiling: Int64 = 1_500_000

  /// HRK, BGN and SLL, which Razorpay lists too, are out of use, and no catalog has them.
  static let supported = Set(
    """
    AED ALL AMD AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BZD CAD CHF CLP CNY COP CRC CUP CVE CZK DJF \
    DKK DOP DZD EGP ETB EUR FJD GBP GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD ISK JMD JOD JPY KES KGS KHR \
    KMF KRW KWD KYD KZT LAK LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR \
    PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SCR SEK SGD SOS SVC SZL THB TND TRY TTD TWD TZS UAH UGX USD UYU UZS \
    VND VUV XAF XCD XOF XPF YER ZAR ZMW
    """.split(separator: " ").map(String.init))
}
