import Catalog
import Foundations
import Invoicing

/// What two plans cost with the same usage, by their invoices.
struct Witness {
  /// An index into ``Catalog/features``.
  let feature: Int
  /// The usage of each reset.
  let usage: ExactDecimal
  /// For a period of the prices, in whole minor units.
  let cost: ExactDecimal
  let otherCost: ExactDecimal
}

/// A plan at one of its prices.
struct PricedPlan {
  /// An index into ``Catalog/plans``.
  let index: Int
  let price: Price
}

extension Catalog {
  /// - Parameters:
  ///   - usage: for each unit, if that is how the feature is granted and several units must be bought.
  ///   - other: a plan that is sold in the same numbers and is paid as often.
  func witness(_ usage: ExactDecimal, of feature: Int, _ plan: PricedPlan, _ other: PricedPlan) -> Witness {
    let item = Item(plans[plan.index])
    let quantity = item.quantity?.minimum ?? 1
    let isPerUnit = item.entitlements.contains { $0.feature == feature && $0.isPerUnit(in: item) }
    let used = isPerUnit ? usage.multiplied(by: quantity) : usage
    func cost(_ priced: PricedPlan) -> ExactDecimal {
      let part = Purchase.Part(.plan(priced.index), Item(plans[priced.index]), at: priced.price, quantity: quantity)
      let purchase = Purchase(part, usage: [.init(of: feature, used)], currency: priced.price.currency)
      return purchase.quote(in: self).cost(during: priced.price.span)
    }
    return Witness(feature: feature, usage: used, cost: cost(plan), otherCost: cost(other))
  }
}

extension Quote {
  /// The sum of all invoices during a period. One that does not divide the period counts once.
  fileprivate func cost(during span: CadenceLength?) -> ExactDecimal {
    invoices.reduce(.zero) { sum, invoice in
      let count = invoice.cadence?.span.flatMap { span?.multiple(of: $0) } ?? 1
      return sum + invoice.total.multiplied(by: count)
    }
  }
}
