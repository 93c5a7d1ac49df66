import Catalog
import Diagnostics
import Foundations

/// A quote for people: each invoice with its lines, then what is included.
package struct QuoteText {
  private let quote: Quote
  private let catalog: Catalog
  private var lines: [(text: String, amount: String?)] = []

  package static func write(_ quote: Quote, in catalog: Catalog) -> String {
    var text = QuoteText(quote, catalog)
    return text.written()
  }

  private init(_ quote: Quote, _ catalog: Catalog) {
    self.quote = quote
    self.catalog = catalog
  }

  private mutating func written() -> String {
    var sections = quote.invoices.map { invoice(quote.currency, $0) }
    if sections.isEmpty { sections.append("nothing is paid\n") }
    if !quote.included.isEmpty {
      sections.append("included\n" + quote.included.map { "  \(name($0.feature)): \(described($0.amount))\n" }.joined())
    }
    if !quote.stops.isEmpty {
      sections.append(
        "access ends\n"
          + quote.stops.map { "  \(name($0.feature)): at \(grouped($0.end)) of \(grouped($0.usage))\n" }.joined())
    }
    return sections.joined(separator: "\n")
  }

  private func name(_ feature: Int) -> String { shown(catalog.features[feature].header.name) }

  // MARK: Invoices

  private mutating func invoice(_ currency: Currency?, _ invoice: Invoice) -> String {
    guard let currency else { return "" }
    lines = []
    for line in invoice.lines { add(line, currency) }
    if !invoice.reduction.isZero { lines.append(("Discount", "-" + money(invoice.reduction, currency))) }
    let texts = lines.compactMap { line in line.amount.map { _ in line.text.count } }
    let (width, amountWidth) = (texts.max() ?? 0, lines.compactMap { $0.amount?.count }.max() ?? 0)
    let written = lines.map { line in
      guard let amount = line.amount else { return "    \(line.text)\n" }
      return "  \(padded(line.text, to: width))  \(padded(amount, to: amountWidth, atStart: true))\n"
    }
    return "\(invoice.described(in: currency))\n" + written.joined()
  }

  private mutating func add(_ line: InvoiceLine, _ currency: Currency) {
    var text: String
    var per: Int64 = 1
    var size: Int64?
    switch line.subject {
    case .item(let price):
      text = shown(line.part.item.header.name)
      if line.part.item.hasSeveralPrices { text += ", \(shown(price.id))" }
    case .usage(let usage):
      text = "\(name(usage.charge.feature)): \(grouped(usage.used)) used"
      if usage.isUnlimited {
        text += ", unlimited"
      } else {
        if !usage.included.isZero { text += ", \(grouped(usage.included)) included" }
        if !usage.bought.isZero { text += ", \(grouped(usage.bought)) bought" }
      }
      per = usage.charge.price.per
      if case .package(_, let units) = usage.charge.price.rate { size = units }
    }
    let rates = line.rates.map { rate(for: $0, per, size, currency) }
    var isUsage = false
    if case .usage = line.subject { isUsage = true }
    if !isUsage, line.rates.count == 1, line.rates[0].units != ExactDecimal(1) { text += ": \(rates[0])" }
    if let percent = line.percentOff { text += ", less \(percent)%" }
    lines.append((text, money(line.amount, currency)))
    if !isUsage, rates.count < 2 { return }
    for (rate, part) in zip(rates, line.rates) {
      lines.append(("\(rate) = \(groupedDigits(currency.majorUnits(part.cost)))", nil))
    }
  }

  /// `900,000 at 8.00 per 100,000`.
  private func rate(for part: Rate.Part, _ per: Int64, _ size: Int64?, _ currency: Currency) -> String {
    let amount = groupedDigits(currency.majorUnits(part.amount.multiplied(by: per)))
    var text = "\(grouped(part.units)) "
    if let size { text += "package\(part.units == ExactDecimal(1) ? "" : "s") of \(grouped(size)) " }
    text += "at \(amount)\(per == 1 ? "" : " per \(grouped(per))")"
    if part.flat != .zero { text += " plus \(groupedDigits(currency.majorUnits(part.flat.minorUnits)))" }
    return text
  }

  private func money(_ minorUnits: ExactDecimal, _ currency: Currency) -> String {
    groupedDigits(currency.majorUnits(minorUnits))
  }

  // MARK: What is included

  private func described(_ amount: Quote.Inclusion.Amount) -> String {
    switch amount {
    case .unlimited: "unlimited"
    case .limit(let limit): grouped(limit)
    case .metered(let grants):
      list(grants.map { "\(grouped($0.amount)) \($0.reset.period.map { "a \($0.rawValue)" } ?? "once")" })
    }
  }
}

extension Invoice {
  /// `49.00 USD a month`.
  package func described(in currency: Currency) -> String {
    "\(groupedDigits(currency.majorUnits(total))) \(currency.code) \(pace)"
  }
}

/// A name from the catalog on one line, with what would control a terminal escaped.
private func shown(_ text: String) -> String { text.unicodeScalars.map(escaped).joined() }

private func padded(_ text: String, to width: Int, atStart: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, width - text.count))
  return atStart ? space + text : text + space
}
