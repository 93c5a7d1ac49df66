import CatalogModel
import Diagnostics
import Syntax

/// What Creem cannot express of a price.
enum CreemPriceChecks {
  /// - Returns: whether a product can be sold at the price.
  static func check(_ price: Price, of item: Item, _ lowering: inout Lowering) -> Bool {
    let place = price.place
    var isExpressible = true
    if !currencies.contains(price.currency.code) {
      isExpressible = false
      lowering.report(
        .creemCurrency, "Creem sells in EUR and USD, not in \(price.currency.code): the price is not sent",
        at: place["currency"])
    } else if (1..<100).contains(price.base.minorUnits) {
      isExpressible = false
      lowering.report(
        .creemAmountMinimum,
        "Creem charges nothing, or at least 1.00 \(price.currency.code), found "
          + "\(price.currency.majorUnits(price.base.minorUnits)): the price is not sent",
        at: place["amount"])
    }
    if let cadence = price.cadence {
      if let cycle = CreemCycle(cadence) {
        if cycle.isRecent {
          lowering.report(
            .creemRecentInterval,
            "Creem's API knows products that recur every \(cadence.described) since the middle of 2026",
            at: place["interval"])
        }
      } else {
        isExpressible = false
        lowering.report(
          .creemInterval,
          "Creem charges at least every \(Cadence(cadence.period, CreemCycle.limit(cadence.period)).described): "
            + "the price is not sent",
          at: place["intervalCount"], help: help(cadence))
      }
    }
    if let days = price.trial?.days, days > 0 {
      lowering.report(
        .creemRecentTrial, "Creem's API knows trials since the middle of 2026: look at the first product before it is sold",
        at: place["trialDays"])
    }
    if price.lookupKey != "\(item.header.key):\(price.id)" {
      lowering.report(.creemLookupKey, "Creem has no lookup keys: this one is not sent", at: place["lookupKey"])
    }
    return isExpressible
  }

  /// Creem's OpenAPI description, POST /v1/products, `currency`.
  private static let currencies: Set<String> = ["EUR", "USD"]

  /// The same cadence in another unit, where Creem takes that.
  private static func help(_ cadence: Cadence) -> String? {
    guard cadence.period == .month, cadence.count.isMultiple(of: 12), CreemCycle(Cadence(.year, cadence.count / 12)) != nil
    else { return nil }
    return "write 'year' with \"intervalCount\": \(cadence.count / 12)"
  }
}
