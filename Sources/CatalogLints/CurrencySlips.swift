import Catalog
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

/// A price and the rough exchange rate of its currency.
private struct RatedPrice {
  let price: Price
  let amount: Int64
  let rate: Int64

  /// Nil for a currency without a known rate, and for a price of 0.
  init?(_ price: Price) {
    guard let amount = price.fixedAmount, amount > 0, let rate = price.currency.roughMinorUnits else { return nil }
    (self.price, self.amount, self.rate) = (price, amount, rate)
  }

  func isWorthMore(than other: RatedPrice, times factor: Int64 = 1) -> Bool {
    product(amount, other.rate, exceeds: other.amount, rate * factor)
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
  let unusual = slips.filter { $0.price.price.currency.minorUnitDigits != 2 }
  if !unusual.isEmpty, unusual.count < prices.count { slips = unusual }
  if slips.count == prices.count { slips.removeAll { Slip($0.price, first) == nil } }
  return slips
}

private func finding(_ slip: Slip) -> Finding {
  let price = slip.price.price
  let sibling = slip.sibling.price
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
  // The amount that was probably meant, if it is an integer. The help is true even if something else was meant.
  let amount = slip.price.amount
  let (hundredfold, overflow) = amount.multipliedReportingOverflow(by: 100)
  let meant = slip.isTooMuch ? (amount.isMultiple(of: 100) ? amount / 100 : nil) : (overflow ? nil : hundredfold)
  return Finding(
    .currencySlip, "\(price.money) is \(ratio) \(sibling.money)", at: price.amountPlace,
    help: unit + (meant.map { "; write `\($0)` for \(currency.amount($0))" } ?? ""),
    related: [.init("the other price", at: sibling.amountPlace)])
}
