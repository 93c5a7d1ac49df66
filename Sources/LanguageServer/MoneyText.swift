import Catalog
import CatalogReading
import Foundations
import Providers
import Syntax

/// Amounts of money as people write them, also in a catalog with errors.
extension SyntaxTree {
  /// An amount: `20.00 USD`; nil if it is not one, or if its currency is not known.
  ///
  /// - Parameter containers: the objects and arrays that it is in, the innermost last.
  func money(_ node: NodeID, at place: FieldPlace, in containers: [NodeID]) -> String? {
    let code: String?
    switch place.type {
    case .money where place.field?.spec.type.isAmounts == true: code = place.key
    case .money, .rate:
      code = containers.lazy.reversed().compactMap { self.value(of: $0, named: PriceField.currency.rawValue) }.first.map(text)
    default: return nil
    }
    guard let currency = code.flatMap({ Currency(code: $0) }) else { return nil }
    var decoder = Decoder(self, providers: Provider.declarations)
    return decoder.unitAmount(node, "", in: currency).map(currency.amount)
  }

  /// What a price or a usage price costs, as far as it can be read: `20.00 USD a month`; nil for anything else.
  func writtenPrice(_ node: NodeID) -> String? {
    guard let amount = value(of: node, named: PriceField.amount.rawValue),
      let currency = value(of: node, named: PriceField.currency.rawValue).flatMap({ Currency(code: text($0)) })
    else { return nil }
    var decoder = Decoder(self, providers: Provider.declarations)
    guard let money = decoder.unitAmount(amount, "", in: currency).map(currency.amount) else { return nil }
    return money + pace(node)
  }

  /// How often a price is charged, or for how many units it is: ` a month`, ` per 1000`.
  private func pace(_ price: NodeID) -> String {
    func number(_ field: String) -> Int64? { value(of: price, named: field).flatMap(plainInteger) }
    if let size = number(UsagePriceField.package.rawValue) { return " per package of \(size)" }
    if let per = number(UsagePriceField.per.rawValue), per != 1 { return " per \(per)" }
    guard let word = value(of: price, named: PriceField.interval.rawValue).map(text),
      let interval = Interval(rawValue: word)
    else { return "" }
    guard let period = interval.period else { return " once" }
    return " " + Cadence(period, number(PriceField.intervalCount.rawValue)).each
  }
}

extension FieldType {
  /// Whether it is an object from currencies to amounts.
  fileprivate var isAmounts: Bool { if case .amounts = self { true } else { false } }
}
