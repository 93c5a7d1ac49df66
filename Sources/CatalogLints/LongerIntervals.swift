import Catalog
import Diagnostics
import Syntax

/// Finds prices of one item that cost more per month, or per day, than a shorter interval in the same currency: a year that
/// costs more than twelve months. Customers who pay in advance expect a discount, so it is usually a typo.
func lintLongerIntervalsCostMore(_ prices: [Price]) -> [Finding] {
  guard prices.count > 1 else { return [] }
  var timed = prices.compactMap(TimedPrice.init)
  timed.sort { ($0.price.currency, $0.span, $0.amount) < ($1.price.currency, $1.span, $1.amount) }
  return timed.costingMorePerUnit().map(finding)
}

private struct TimedPrice: SizedPrice {
  let price: Price
  let span: CadenceLength
  let amount: Int64

  init?(_ price: Price) {
    guard let span = price.span, let amount = price.fixedPart else { return nil }
    (self.price, self.span, self.amount) = (price, span, amount)
  }

  var size: CadenceLength { span }

  func isComparable(to other: TimedPrice) -> Bool {
    price.currency == other.price.currency && span.isMonths == other.span.isMonths
  }

  func costsMorePerUnit(than other: TimedPrice) -> Bool {
    product(amount, other.span.length, exceeds: other.amount, span.length)
  }
}

private func finding(_ long: TimedPrice, costingMoreThan short: TimedPrice) -> Finding {
  let (longID, shortID) = (quoted(long.price.id), quoted(short.price.id))
  let costs = long.price.described
  let other = short.price.described
  let unit = long.span.isMonths ? "month" : "day"
  var message: Phrase = "\(longID) at \(costs) costs more per \(unit) than \(shortID) at \(other)"
  var help: Phrase?
  if let times = long.span.multiple(of: short.span) {
    // Less than the long price, so it cannot overflow.
    let total = short.price.currency.amount(short.amount &* times)
    message = "\(longID) costs \(costs), which is more than \(times) times \(shortID) (\(total))"
    help = "charge at most \(total)"
  }
  return Finding(
    .longerIntervalCostsMore, message, at: long.price.amountPlace, help: help,
    related: [.init("\(shortID) costs \(other)", at: short.price.amountPlace)])
}
