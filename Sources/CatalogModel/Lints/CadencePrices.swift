import Diagnostics
import Syntax

/// Prices that cost more by the time than a shorter cadence of the same item and currency.
func dearLongCadences(_ prices: [Price], _ findings: inout [Finding]) {
  let hasSuspects = prices.anyPair { a, b in
    // Field by field: a price is copied where it is asked for something.
    guard prices[a].currency == prices[b].currency, let span = prices[a].span,
      let other = prices[b].span
    else { return false }
    return isDearer(prices[a].base.minorUnits, span, than: prices[b].base.minorUnits, other)
      || isDearer(prices[b].base.minorUnits, other, than: prices[a].base.minorUnits, span)
  }
  guard hasSuspects else { return }
  let groups = Dictionary(
    grouping: prices.indices.compactMap { index in
      prices[index].span.map { (index: index, span: $0) }
    }, by: { Group(currency: prices[$0.index].currency, isMonths: $0.span.isMonths) })
  for group in groups.values where group.count > 1 {
    let sorted = group.sorted { ($0.span.length, prices[$0.index].base.minorUnits) < ($1.span.length, prices[$1.index].base.minorUnits) }
    // The shorter cadence that is cheapest by the time. Of several prices with one cadence the dearest counts: what is told
    // holds then for each of them.
    var best: (index: Int, span: Span)?
    var next = sorted.startIndex
    while next < sorted.endIndex {
      let same = sorted[next...].prefix { $0.span.length == sorted[next].span.length }
      next = same.endIndex
      if let best {
        for long in same
        where product(prices[long.index].base.minorUnits, best.span.length, exceeds: prices[best.index].base.minorUnits, long.span.length) {
          findings.append(finding(prices[long.index], long.span, dearerThan: prices[best.index], best.span))
        }
      }
      guard let dearest = same.last else { continue }
      let isCheaper = best.map {
        product(prices[$0.index].base.minorUnits, dearest.span.length, exceeds: prices[dearest.index].base.minorUnits, $0.span.length)
      }
      if isCheaper ?? true { best = dearest }
    }
  }
}

/// Whether a longer time costs more by the time than a shorter one.
private func isDearer(_ amount: Int64, _ span: Span, than other: Int64, _ otherSpan: Span) -> Bool {
  span.isMonths == otherSpan.isMonths && span.length > otherSpan.length
    && product(amount, otherSpan.length, exceeds: other, span.length)
}

private struct Group: Hashable {
  let currency: Currency
  let isMonths: Bool
}

private func finding(_ long: Price, _ longSpan: Span, dearerThan short: Price, _ shortSpan: Span) -> Finding {
  let costs = "\(long.money) \(long.cadence?.each ?? "")"
  let other = "\(short.money) \(short.cadence?.each ?? "")"
  let (times, rest) = longSpan.length.quotientAndRemainder(dividingBy: shortSpan.length)
  var message = "\(quoted(long.id)) costs \(costs), which is dearer by the time than \(quoted(short.id)) at \(other)"
  var help: String?
  if rest == 0 {
    // Less than the long price, which fits.
    let total = short.base.minorUnits &* times
    message = "\(quoted(long.id)) costs \(costs), and \(times) times \(other) is \(short.currency.amount(total))"
    help = "who pays for longer in advance expects to pay \(short.currency.amount(total)) at most"
  }
  return Finding(
    .yearlyDearerThanMonthly, message, at: long.amountPlace, help: help,
    related: [.init("the same for \(other)", at: short.amountPlace)])
}
