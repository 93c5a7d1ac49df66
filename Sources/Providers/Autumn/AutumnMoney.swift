import CatalogModel
import JSONText

/// How Autumn writes amounts and intervals: it charges through the seller's own Stripe account, and counts in major units.
///
/// Sources: Autumn's documentation, cli/config (20 is 20 dollars); useautumn/autumn, stripeCurrencies.ts and
/// convertAmountUtils.ts (which currencies it takes, and what it sends to Stripe for an amount).
enum AutumnMoney {
  /// Why a price cannot be sent.
  enum Problem: Error {
    case unsupportedCurrency
    /// The amount is finer than what is charged: it must be a multiple of this many ISO 4217 minor units.
    case tooFine(multiple: Int64)
    /// A reader that keeps numbers as doubles would read another amount.
    case tooLong
  }

  /// The amount in major units, all digits: 2000 cents are `20`, 2000 yen are `2000`.
  ///
  /// Autumn takes UGX for a currency without decimals also where it speaks to Stripe, which counts in hundredths of it: a
  /// hundredth of the price would be charged.
  static func majorUnits(_ price: Price) throws(Problem) -> ExactDecimal {
    guard price.currency.code != "UGX" else { throw .unsupportedCurrency }
    switch MoneyTable.chargedByStripe().amount(price.base, price.currency, .plan).problem?.kind {
    case .currency: throw .unsupportedCurrency
    case .tooPrecise(let multiple): throw .tooFine(multiple: multiple)
    default: break
    }
    guard let amount = ExactDecimal(parsing: price.currency.majorUnits(price.base.minorUnits).utf8), !amount.exceedsDouble else {
      throw .tooLong
    }
    return amount
  }

  /// Whether a price may be an additional currency of a plan: those with three decimals may only be the default one
  /// (stripeCurrencies.ts lists them apart from the currencies that it takes).
  static func isAdditional(_ currency: Currency) -> Bool { currency.minorUnitDigits != 3 }

  /// The words for a cadence, nil where there are none: Autumn has no days, so that only whole weeks of them are said.
  static func interval(_ cadence: Cadence?) -> (name: String, count: Int64)? {
    guard let cadence else { return ("one_off", 1) }
    switch (cadence.period, cadence.count) {
    case (.day, let count): return count.isMultiple(of: 7) ? ("week", count / 7) : nil
    case (.month, 3): return ("quarter", 1)
    case (.month, 6): return ("semi_annual", 1)
    case (let period, let count): return (period.rawValue, count)
    }
  }

  /// The days of trial that a plan is made with; nil for none, and for what is refused.
  ///
  /// A trial is the subscription's: an add-on joins one that has begun, and its own trial is then ignored (Autumn's
  /// documentation, modelling-pricing/trials, "Trials with shared subscriptions").
  static func trialDays(_ price: Price, of item: Item) -> Int64? {
    guard item.kind == .plan, price.base.minorUnits > 0 else { return nil }
    return price.trial.map(\.days).flatMap { (1...TrialLimits.longestAtStripe).contains($0) ? $0 : nil }
  }
}
