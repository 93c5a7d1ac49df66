import Diagnostics
import Syntax

/// Prices that are a hundred times what the item costs in other currencies, or a hundredth of it: an amount that was written
/// in major units where minor units are meant, or the other way round.
///
/// Prices of one cadence are compared. A price is out of line where it is more than 30 times the middle of the others, or
/// less than a thirtieth: rates are good to a factor of 3, and prices that follow what people earn in a country to another 5
/// or so.
func currencySlips(_ prices: [Price], _ findings: inout [Finding]) {
  let hasSuspects = prices.anyPair {
    prices[$0].currency != prices[$1].currency && prices[$0].cadence == prices[$1].cadence
      && isOutOfLine(prices[$0], prices[$1])
  }
  guard hasSuspects else { return }
  for group in Dictionary(grouping: prices, by: \.cadence).values where group.count > 1 {
    // Several prices in one currency are several offers: which of them another currency's price belongs to is not known.
    guard Set(group.map(\.currency)).count == group.count else { continue }
    currencySlips(among: group.filter { $0.base.minorUnits > 0 && $0.currency.roughMinorUnits != nil }, &findings)
  }
}

private let factor: Int64 = 30

private func currencySlips(among prices: [Price], _ findings: inout [Finding]) {
  guard prices.count > 1, let first = prices.first else { return }
  let sorted = prices.indices.sorted {
    isWorthMore(prices[$1], than: prices[$0]) || (!isWorthMore(prices[$0], than: prices[$1]) && $0 < $1)
  }
  var suspects: [(price: Price, sibling: Price, isTooMuch: Bool)] = []
  for (rank, index) in sorted.enumerated() {
    // The middle of the others; of two in the middle the one that is nearer to this price.
    let others = sorted.count - 1
    let lower = sorted[shifted((others - 1) / 2, past: rank)]
    let upper = sorted[shifted(others / 2, past: rank)]
    if isWorthMore(prices[index], than: prices[upper], times: factor) {
      suspects.append((prices[index], prices[upper], true))
    } else if isWorthMore(prices[lower], than: prices[index], times: factor) {
      suspects.append((prices[index], prices[lower], false))
    }
  }
  // Two sides that are out of line with one another: the currency whose minor unit people forget is the slip; without such a
  // currency, the price that is out of line with the first.
  if suspects.contains(where: { $0.price.currency.minorUnitDigits != 2 }) {
    let unusual = suspects.filter { $0.price.currency.minorUnitDigits != 2 }
    if unusual.count < prices.count { suspects = unusual }
  }
  if suspects.count == prices.count { suspects.removeAll { !isOutOfLine($0.price, first) } }
  for suspect in suspects { findings.append(finding(suspect.price, suspect.sibling, suspect.isTooMuch)) }
}

/// An index among the others as an index among all.
private func shifted(_ index: Int, past rank: Int) -> Int { index < rank ? index : index + 1 }

private func isOutOfLine(_ a: Price, _ b: Price) -> Bool {
  isWorthMore(a, than: b, times: factor) || isWorthMore(b, than: a, times: factor)
}

/// False where nothing is known of a currency, and where a price is 0: what is given away is no slip.
private func isWorthMore(_ price: Price, than other: Price, times factor: Int64 = 1) -> Bool {
  guard price.base.minorUnits > 0, other.base.minorUnits > 0, let rate = price.currency.roughMinorUnits,
    let otherRate = other.currency.roughMinorUnits
  else { return false }
  return product(price.base.minorUnits, otherRate, exceeds: other.base.minorUnits, rate * factor)
}

private func finding(_ price: Price, _ sibling: Price, _ isTooMuch: Bool) -> Finding {
  let isFar = isTooMuch ? isWorthMore(price, than: sibling, times: 300) : isWorthMore(sibling, than: price, times: 300)
  let ratio =
    switch (isTooMuch, isFar) {
    case (true, false): "about a hundred times"
    case (true, true): "hundreds of times"
    case (false, false): "about a hundredth of"
    case (false, true): "less than a hundredth of"
    }
  let currency = price.currency
  let unit =
    switch currency.minorUnitDigits {
    case 0: "\(currency.code) has no minor unit"
    case 2: "the amount counts hundredths"
    case let digits: "\(currency.code) has \(digits) decimals"
    }
  // An example that is right whatever was meant, and what was meant where it is plain.
  let (hundredfold, overflow) = price.base.minorUnits.multipliedReportingOverflow(by: 100)
  let meant: Int64? = isTooMuch ? (price.base.minorUnits % 100 == 0 ? price.base.minorUnits / 100 : nil) : (overflow ? nil : hundredfold)
  return Finding(
    .currencySlip, "\(price.money) is \(ratio) \(sibling.money)", at: price.amountPlace,
    help: unit + (meant.map { ": \($0) is \(currency.amount($0))" } ?? ""),
    related: [.init("the other price", at: sibling.amountPlace)])
}
