import Catalog

/// The amounts that a provider accepts, and its units of currencies.
///
/// Bounds are in the provider's own unit, as it publishes them.
package struct MoneyTable: Sendable {
  /// The provider's unit of a currency, relative to the minor unit of ISO 4217.
  package struct Unit: Sendable {
    /// The number of provider units in one minor unit.
    package let factor: Int64
    /// The number of minor units in one provider unit.
    package let divisor: Int64
    /// An amount in minor units must be a multiple of this.
    package let multiple: Int64

    package init(factor: Int64 = 1, divisor: Int64 = 1, multiple: Int64 = 1) {
      self.factor = factor
      self.divisor = divisor
      self.multiple = multiple
    }
  }

  package struct Bound: Sendable {
    /// By currency code.
    package let values: [String: Int64]
    /// For currencies that are not in `values`; nil for no bound.
    package let others: Int64?
    /// False if the price can be created, but charging it fails.
    package let isRefused: Bool
    /// Sales that the bound does not apply to.
    package let exempt: [Sale]
    /// How to avoid the bound, for the help of a finding.
    package var help: String?

    package init(
      _ values: [String: Int64] = [:], others: Int64? = nil, isRefused: Bool = true, exempt: [Sale] = [],
      help: String? = nil
    ) {
      self.values = values
      self.others = others
      self.isRefused = isRefused
      self.exempt = exempt
      self.help = help
    }

    fileprivate func value(for code: String, _ sale: Sale) -> Int64? {
      exempt.contains(sale) ? nil : values[code] ?? others
    }
  }

  /// ISO 4217 codes; nil for all.
  package var currencies: Set<String>?
  package var units: [String: Unit]
  package var minimum: Bound
  package var maximum: Bound
  /// The sales that may be free.
  package var free: [Sale]
  /// True if any other price of 0 is skipped; false if it is created, but cannot be bought.
  package var refusesFree: Bool

  package init(
    currencies: Set<String>? = nil, units: [String: Unit] = [:], minimum: Bound = Bound(), maximum: Bound = Bound(),
    free: [Sale] = Sale.allCases, refusesFree: Bool = true
  ) {
    self.currencies = currencies
    self.units = units
    self.minimum = minimum
    self.maximum = maximum
    self.free = free
    self.refusesFree = refusesFree
  }

  /// A problem of a price.
  package struct Problem: Error, Sendable {
    package enum Kind: Sendable {
      case currency
      /// The amount must be a multiple of this many minor units.
      case tooPrecise(multiple: Int64)
      /// The bound, in minor units.
      case tooSmall(minimum: Int64)
      case tooLarge(maximum: Int64)
      case free
    }

    package let kind: Kind
    /// True if the price cannot be created.
    package let isRefused: Bool
  }

  package func takes(_ currency: Currency) -> Bool { currencies?.contains(currency.code) ?? true }

  /// The amount in the provider's unit, and its problem. The amount is nil if the price cannot be created.
  ///
  /// - Parameter quantity: how many are bought at least. A bound that concerns the charge, not the price, is compared with the
  ///   amount of them all.
  package func amount(
    _ money: Money, _ currency: Currency, _ sale: Sale, quantity: Int64 = 1
  ) -> (amount: Int64?, problem: Problem?) {
    let code = currency.code
    let unit = units[code] ?? Unit()
    func refused(_ kind: Problem.Kind) -> (Int64?, Problem?) { (nil, Problem(kind: kind, isRefused: true)) }
    func minorUnits(_ own: Int64) -> Int64 { own / unit.factor * unit.divisor }

    guard takes(currency) else { return refused(.currency) }
    guard money.minorUnits.isMultiple(of: unit.multiple) else { return refused(.tooPrecise(multiple: unit.multiple)) }
    let (amount, overflow) = (money.minorUnits / unit.divisor).multipliedReportingOverflow(by: unit.factor)
    let largest = maximum.value(for: code, sale)
    if overflow { return refused(.tooLarge(maximum: minorUnits(largest ?? .max))) }
    func compared(with bound: Bound) -> Int64 {
      guard !bound.isRefused else { return amount }
      let (all, overflow) = amount.multipliedReportingOverflow(by: quantity)
      return overflow ? .max : all
    }
    var problem: Problem?
    if amount == 0 {
      if !free.contains(sale) { problem = Problem(kind: .free, isRefused: refusesFree) }
    } else if let least = minimum.value(for: code, sale), compared(with: minimum) < least {
      problem = Problem(kind: .tooSmall(minimum: minorUnits(least)), isRefused: minimum.isRefused)
    } else if let largest, compared(with: maximum) > largest {
      problem = Problem(kind: .tooLarge(maximum: minorUnits(largest)), isRefused: maximum.isRefused)
    }
    return (problem?.isRefused == true ? nil : amount, problem)
  }

  /// An amount that is not a price, such as a discount, in the provider's unit; nil if the provider cannot express it.
  package func converted(_ amount: CurrencyAmount) -> Int64? {
    let unit = units[amount.currency.code] ?? Unit()
    guard takes(amount.currency), amount.money.minorUnits.isMultiple(of: unit.multiple) else { return nil }
    let (own, overflow) = (amount.money.minorUnits / unit.divisor).multipliedReportingOverflow(by: unit.factor)
    return overflow ? nil : own
  }
}

/// Splits a list of currency codes.
package func currencyCodes(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
