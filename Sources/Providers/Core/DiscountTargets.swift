import Catalog
import Diagnostics
import Syntax

extension LoweringInput {
  /// The items that a discount lowers and the provider sells, even if it is for all of them: another catalog may sell more in the
  /// same account. Nil, reported, if there are none. Such a discount must not be sent, because it would lower everything.
  ///
  /// - Parameter isSold: whether the provider sells an item at one price at least.
  package func targets(
    of discount: Discount, _ findings: inout Findings, where isSold: (Item) -> Bool
  ) -> [Item]? {
    let sold = catalog.items(of: discount).filter(isSold)
    if !sold.isEmpty { return sold }
    let id = quoted(discount.header.id)
    findings.report(
      .discountUnsupported, "nothing that discount \(id) applies to is for sale at \(findings.title), so it is skipped",
      at: discount.header.place.name)
    return nil
  }

  /// The amounts of a discount in the currencies that the provider supports, in its unit; nil, reported, if there are none, or
  /// one is too precise.
  package func amounts(
    _ amounts: [CurrencyAmount], of discount: Discount, _ findings: inout Findings
  ) -> [(currency: Currency, amount: Int64)]? {
    let (id, title) = (quoted(discount.header.id), findings.title)
    let supported = amounts.filter { limits.money.takes($0.currency) }
    var own: [(currency: Currency, amount: Int64)] = []
    for amount in supported {
      guard let converted = limits.money.converted(amount) else {
        let multiple = limits.money.units[amount.currency.code]?.multiple ?? 1
        findings.report(
          .discountUnsupported,
          "\(title) requires \(amount.currency.code) amounts in multiples of \(multiple); discount \(id) is skipped",
          at: discount.header.place["amounts"])
        return nil
      }
      own.append((amount.currency, converted))
    }
    if own.isEmpty {
      findings.report(
        .discountUnsupported, "\(title) supports no currency of discount \(id), so it is skipped",
        at: discount.header.place["amounts"])
      return nil
    }
    return own
  }
}
