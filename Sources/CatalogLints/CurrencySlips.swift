import Catalog
import Foundations
import Syntax

/// Finds prices that differ about 100-fold from the item's prices in other currencies: an amount in major units instead of
/// minor units, or the reverse.
///
/// Prices of the same cadence are compared. A price is out of line if it differs from the median of the others by a factor of
/// more than 30: the exchange rates are good to a factor of 3, and regional pricing explains another factor of about 5.
func lintCurrencySlips(_ prices: [Price]) -> [Finding] {
  guard let first = prices.first, prices.contains(where: { $0.currency != first.currency }) else { return [] }
  return Dictionary(grouping: prices, by: \.cadence).values
    // Several prices in one currency are separate offers, and it is unknown which one a price in another currency matches.
    .filter { prices in Set(prices.map(\.currency)).count == prices.count }
    .flatMap { prices in slips(among: prices.compactMap(RatedPrice.init)).map(finding) }
}

/// Finds the same in the usage prices of one entitlement. Those for one unit are compared, and those for packages of one size.
func lintCurrencySlips(_ prices: [UsagePrice]) -> [Finding] {
  guard prices.count > 1 else { return [] }
  return Dictionary(grouping: prices, by: \.packageSize).values
    .flatMap { prices in slips(among: prices.compactMap(RatedPrice.init)).map(finding) }
}

extension UsagePrice {
  /// Nil if usage is not sold in packages.
  fileprivate var packageSize: Int64? {
    if case .package(_, let size) = rate { return size }
    return nil
  }

  /// The amount for one unit or for a package, in minor units: that of the first tier which is not free.
  fileprivate var comparedAmount: ExactDecimal? {
    switch rate {
    case .perUnit(let amount), .package(let amount, _): amount
    case .graduated(let tiers), .volume(let tiers): tiers.first { !$0.perUnit.isZero }?.perUnit
    }
  }
}

/// A price and the rough exchange rate of its currency.
private struct RatedPrice {
  let currency: Currency
  /// In minor units; it can have decimals.
  let amount: ExactDecimal
  /// In minor units, as in the catalog; ``amount`` is for one unit.
  let written: ExactDecimal
  /// For messages: `20.00 USD`, `0.20 USD per 1000`.
  let text: String
  let place: Place
  private let rate: Int64

  /// Nil for a currency without a known rate, and for a price of 0.
  init?(_ price: Price) {
    let amount = price.quantityRate.map { $0.tiers.first?.perUnit ?? .zero } ?? ExactDecimal((price.base ?? .zero).minorUnits)
    let place = price.quantityRate == nil ? price.amountPlace : price.place["tiers"]
    self.init(price.currency, amount, written: amount, price.money, at: place)
  }

  init?(_ price: UsagePrice) {
    guard let amount = price.comparedAmount else { return nil }
    let written = amount.multiplied(by: price.per)
    let (text, field) =
      price.rate.mode == nil
      ? (price.described, "amount")
      : ("\(price.currency.amount(written)) \(price.per == 1 ? "each" : "per \(price.per)")", "tiers")
    self.init(price.currency, amount, written: written, text, at: price.place[field])
  }

  private init?(_ currency: Currency, _ amount: ExactDecimal, written: ExactDecimal, _ text: String, at place: Place) {
    guard !amount.isZero, let rate = currency.roughMinorUnits else { return nil }
    self.currency = currency
    self.amount = amount
    self.written = written
    self.text = text
    self.place = place
    self.rate = rate
  }

  func isWorthMore(than other: RatedPrice, times factor: Int64 = 1) -> Bool {
    amount.multiplied(by: other.rate) > other.amount.multiplied(by: rate * factor)
  }
}

private struct Slip {
  let price: RatedPrice
  /// The price that it deviates from.
  let sibling: RatedPrice
  let isTooMuch: Bool

  init?(_ price: RatedPrice, _ sibling: RatedPrice) {
    isTooMuch = price.isWorthMore(than: sibling, times: 30)
    guard isTooMuch || sibling.isWorthMore(than: price, times: 30) else { return nil }
    (self.price, self.sibling) = (price, sibling)
  }

  var isByHundreds: Bool {
    isTooMuch ? price.isWorthMore(than: sibling, times: 300) : sibling.isWorthMore(than: price, times: 300)
  }

  /// The amount that was probably meant, if both are whole numbers of minor units. The help is true even if something else was
  /// meant.
  var meantAmount: Int64? {
    guard let amount = price.written.integer else { return nil }
    if isTooMuch { return amount.isMultiple(of: 100) ? amount / 100 : nil }
    let (hundredfold, overflow) = amount.multipliedReportingOverflow(by: 100)
    return overflow ? nil : hundredfold
  }
}

private func slips(among prices: [RatedPrice]) -> [Slip] {
  guard prices.count > 1, let first = prices.first else { return [] }
  let sorted = prices.sorted { $1.isWorthMore(than: $0) }
  var slips = sorted.indices.compactMap { index -> Slip? in
    func other(_ position: Int) -> RatedPrice { sorted[position < index ? position : position + 1] }
    // The median of the others; if there are two, the one closer to this price.
    let (lower, upper) = (other((sorted.count - 2) / 2), other((sorted.count - 1) / 2))
    let price = sorted[index]
    return price.isWorthMore(than: upper) ? Slip(price, upper) : lower.isWorthMore(than: price) ? Slip(price, lower) : nil
  }
  // If two groups deviate from each other, blame the currencies whose minor unit is unusual. If there are none, blame the
  // prices that deviate from the first one.
  let unusual = slips.filter { $0.price.currency.minorUnitDigits != 2 }
  if !unusual.isEmpty, unusual.count < prices.count { slips = unusual }
  if slips.count == prices.count { slips.removeAll { Slip($0.price, first) == nil } }
  return slips
}

private func finding(_ slip: Slip) -> Finding {
  let (price, sibling) = (slip.price, slip.sibling)
  let currency = price.currency
  let ratio =
    switch (slip.isTooMuch, slip.isByHundreds) {
    case (true, false): "about a hundred times"
    case (true, true): "hundreds of times"
    case (false, false): "about a hundredth of"
    case (false, true): "less than a hundredth of"
    }
  let unit =
    switch currency.minorUnitDigits {
    case 0: "\(currency.code) has no minor unit"
    case 2: "\(currency.code) amounts are in hundredths"
    case let digits: "\(currency.code) has \(digits) decimals"
    }
  return Finding(
    .currencySlip, "\(price.text) is \(ratio) \(sibling.text)", at: price.place,
    help: "\(slip.meantAmount.map { "write `\($0)` for \(currency.amount($0))" } ?? "check the amount"); \(unit)",
    related: [.init("the other price", at: sibling.place)])
}
