import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds top-ups that cost more per unit than a smaller one of the same feature on the same terms: customers are better off
/// buying the smaller one several times.
func lintLargerPacksCostMore(_ catalog: Catalog) -> [Finding] {
  let topups = catalog.topups.filter { !$0.amount.isZero }
  return Dictionary(grouping: topups, by: PackTerms.init).values.flatMap { comparable in
    comparable.flatMap { topup in topup.prices.compactMap { Pack(topup, $0) } }
      .sorted { ($0.price.currency, $0.size, $0.amount) < ($1.price.currency, $1.size, $1.amount) }
      .costingMorePerUnit().map(finding)
  }
}

/// The terms that two top-ups must share to be comparable by size and price.
private struct PackTerms: Hashable {
  let feature: Int
  /// In ascending order; nil for every plan.
  let plans: [Int]?
  let expiration: Grant.Expiration?
  let rollsOver: Bool

  init(_ topup: Topup) {
    feature = topup.feature
    plans =
      switch topup.compatiblePlans {
      case .every: nil
      case .named(let plans): plans.sorted()
      }
    expiration = topup.grant.expiration
    rollsOver = !(topup.grant.maxRolloverAmount?.isZero ?? true)
  }
}

private struct Pack: SizedPrice {
  let id: String
  let size: ExactDecimal
  let price: Price
  let amount: Int64

  init?(_ topup: Topup, _ price: Price) {
    guard let amount = price.fixedAmount else { return nil }
    (id, size) = (topup.header.id, topup.amount)
    (self.price, self.amount) = (price, amount)
  }

  /// Of packs on the same terms.
  func isComparable(to other: Pack) -> Bool { price.currency == other.price.currency }

  func costsMorePerUnit(than other: Pack) -> Bool {
    size.multiplied(by: other.amount) < other.size.multiplied(by: amount)
  }
}

private func finding(_ larger: Pack, costingMoreThan smaller: Pack) -> Finding {
  Finding(
    .largerPackCostsMore,
    "\(larger.size) for \(larger.price.money) costs more per unit than \(smaller.size) for \(smaller.price.money) "
      + "(\(quoted(smaller.id)))",
    at: larger.price.amountPlace, help: "lower the price of the larger pack",
    related: [.init("the smaller pack", at: smaller.price.amountPlace)])
}
