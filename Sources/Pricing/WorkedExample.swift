import Catalog
import Foundations
import Invoicing

/// An invoice for a plan that is paid by number or by usage. The quantities are chosen; the amounts are computed.
struct WorkedExample {
  private let purchase: Purchase
  private let quote: Quote
  private let catalog: Catalog
  private let locale: PricingLocale
  private let currency: Currency

  /// Nil for a plan that costs the same for everyone.
  ///
  /// - Parameter plan: the plan in the catalog.
  init?(_ plan: ItemReference, _ item: Item, _ price: Price, _ catalog: Catalog, _ locale: PricingLocale) {
    guard item.quantity != nil || !price.usage.isEmpty else { return nil }
    let quantity = Self.quantity(item, price)
    purchase = Purchase(
      Purchase.Part(plan, item, at: price, quantity: quantity),
      usage: price.usage.map { .init(of: $0.feature, Self.usage($0, quantity)) }, currency: price.currency)
    quote = purchase.quote(in: catalog)
    self.catalog = catalog
    self.locale = locale
    currency = price.currency
  }

  // MARK: What is bought and used

  /// One unit in the second tier, or five, as far as that can be bought.
  private static func quantity(_ item: Item, _ price: Price) -> Int64 {
    guard let bounds = item.quantity else { return 1 }
    let tier = price.quantityRate?.tiers.first?.upTo?.integer.map { $0 &+ 1 }
    let wanted = max(bounds.minimum, tier ?? 5)
    return min(wanted, bounds.max ?? wanted)
  }

  /// Half more than the allowance, or half more than the first tier; without both, as much as costs about ten major units.
  private static func usage(_ charge: UsageCharge, _ quantity: Int64) -> ExactDecimal {
    let included = charge.included(for: quantity)
    let rate = charge.price.rate
    var usage: ExactDecimal
    if let bound = rate.tiers.first?.upTo {
      usage = half(of: bound, added: true)
      if rate.tiers.count > 1, let next = rate.tiers[1].upTo { usage = min(usage, next) }
    } else if case .package(_, let size) = rate {
      usage = included + half(of: ExactDecimal(size).multiplied(by: 5), added: false)
    } else if !included.isZero {
      usage = half(of: included, added: true)
    } else {
      usage = ExactDecimal(10)
      let least = ExactDecimal(charge.price.currency.minorUnitsPerMajor).multiplied(by: 10)
      for _ in 0..<12 where charge.cost(of: usage) < least { usage = usage.multiplied(by: 10) }
    }
    return charge.max(for: quantity).map { min($0, usage) } ?? usage
  }

  /// Half of a number, or the number and a half of it, rounded.
  private static func half(of number: ExactDecimal, added: Bool) -> ExactDecimal {
    number.multiplied(by: added ? 15 : 5).scaled(by: -1).rounded
  }

  // MARK: Text

  /// - Parameter name: the name of the plan.
  func example(named name: String, choices: PricingPage.Choices) -> PricingPage.Example {
    var parts: [String] = []
    let unit = UnitName(of: purchase.plan.item, in: catalog)
    if purchase.plan.item.quantity != nil {
      let quantity = purchase.plan.quantity
      parts.append("\(locale.number(quantity)) \(quantity == 1 ? unit.one : unit.many)")
    }
    parts += purchase.usage.map { "\(catalog.features[$0.feature].header.name): \(locale.number($0.amount))" }
    return PricingPage.Example(
      plan: name, purchase: parts.joined(separator: ", "),
      invoices: quote.invoices.map { invoice in
        .init(
          lines: invoice.lines.map { line($0, name, unit) }, total: locale.money(invoice.total, currency, isExact: true),
          pace: invoice.pace)
      }, choices: choices)
  }

  private func line(_ line: InvoiceLine, _ name: String, _ unit: UnitName) -> PricingPage.Example.Line {
    let amount = locale.money(line.amount, currency, isExact: true)
    switch line.subject {
    case .item:
      if line.part.item.quantity == nil { return .init(text: name, amount: amount, details: []) }
      let details = line.rates.map { detail($0, $0.units == ExactDecimal(1) ? unit.one : unit.many, 1) }
      return .init(text: name, amount: amount, details: details)
    case .usage(let usage):
      var text = "\(catalog.features[usage.charge.feature].header.name): \(locale.number(usage.used)) used"
      if !usage.included.isZero { text += ", \(locale.number(usage.included)) included" }
      let price = usage.charge.price
      let details = line.rates.map { part in
        guard case .package(_, let size) = price.rate else { return detail(part, "", price.per) }
        return detail(part, "package\(part.units == ExactDecimal(1) ? "" : "s") of \(locale.number(size))", 1)
      }
      return .init(text: text, amount: amount, details: details)
    }
  }

  /// `90,000 at $0.75 per 1,000`.
  private func detail(_ part: Rate.Part, _ unit: String, _ per: Int64) -> String {
    var text = "\(locale.number(part.units))\(unit.isEmpty ? "" : " \(unit)") at "
    text += locale.money(part.amount.multiplied(by: per), currency) + (per == 1 ? "" : " per \(locale.number(per))")
    if part.flat != .zero { text += " plus \(locale.money(part.flat, currency))" }
    return text
  }
}
