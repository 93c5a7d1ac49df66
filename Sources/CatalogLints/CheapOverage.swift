import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds plans that include more usage than another and never cost less than that plan with its usage prices: paying for the usage
/// is cheaper than the larger plan, however much is used.
///
/// Plans are compared in pairs, up to a number that no catalog written by people reaches.
func lintCheapOverage(_ catalog: Catalog) -> [Finding] {
  let charging = catalog.plans.indices.filter { catalog.plans[$0].entitlements.contains(where: \.hasUsagePrices) }
  guard charging.count > 1 else { return [] }
  var comparison = PlanComparison(catalog, PlanPriceRanges(catalog))
  var pairsLeft = 100_000
  return charging.compactMap { index -> Finding? in
    let plan = comparison.plan(index)
    for rival in charging where rival != index {
      pairsLeft -= 1
      guard pairsLeft >= 0 else { return nil }
      let other = comparison.plan(rival)
      guard let overage = plan.overage(of: other, &comparison.costComparisonsLeft) else { continue }
      return finding(plan, other, overage, catalog)
    }
    return nil
  }
}

/// Usage that costs less as overage of a smaller plan.
private struct Overage {
  let feature: Int
  /// What the larger plan includes.
  let included: ExactDecimal
  /// The usage price of the smaller plan.
  let usage: UsagePrice
  /// A price of each plan, paid as often.
  let price: Price
  let otherPrice: Price
}

extension ComparedPlan {
  /// Nil unless another plan costs no more at any usage, although it includes less of one feature, and grants everything else.
  fileprivate func overage(of other: ComparedPlan, _ costComparisonsLeft: inout Int) -> Overage? {
    guard plan.quantity == other.plan.quantity, !ranges.isEmpty else { return nil }
    // The smaller plan costs less in every currency and interval.
    let costsMore = ranges.allMatch(in: other.ranges, by: \.segment) { mine, theirs in
      mine.lowest.amount > theirs.highest.amount && mine.longestTrial <= theirs.shortestTrial
    }
    guard costsMore, extras.allMatch(in: other.extras, by: \.self) else { return nil }
    var larger: (mine: Entitlement, theirs: Entitlement)?
    let grantsNoMore = grants.allMatch(in: other.grants, by: \.slot) { mine, theirs in
      let (own, their) = (plan.entitlements[mine.index], other.plan.entitlements[theirs.index])
      if own.isGrantedNoMore(than: their, &costComparisonsLeft) { return true }
      if larger != nil { return false }
      larger = (own, their)
      return true
    }
    guard grantsNoMore, let larger, larger.mine.metadata == larger.theirs.metadata,
      case .metered(let mine) = larger.mine.value, case .metered(let theirs) = larger.theirs.value,
      theirs.amount < mine.amount, mine.perUnit ?? false == theirs.perUnit ?? false, mine.usage != nil,
      let others = theirs.usage, let reset = (mine.writtenReset ?? .month).period
    else { return nil }
    // Less can be used with the smaller plan.
    if let most = theirs.max, mine.max.map({ $0 > most }) ?? true { return nil }
    var found: Overage?
    let isCheaper = ranges.allMatch(in: other.ranges, by: \.segment) { range, rival in
      let (price, otherPrice) = (plan.prices[range.lowest.price], other.plan.prices[rival.highest.price])
      guard let span = Cadence(reset).span, let resets = price.span?.multiple(of: span),
        let own = mine.prices.first(where: { $0.currency == price.currency }),
        let their = others.prices.first(where: { $0.currency == price.currency })
      else { return false }
      costComparisonsLeft -= 1
      guard costComparisonsLeft >= 0 else { return false }
      let saved = ExactDecimal((range.lowest.amount - rival.highest.amount) / resets)
      let costs = CostFunction(own.rate, beyond: mine.amount)
      let overage = CostFunction(their.rate, beyond: theirs.amount)
      guard overage.excess(over: costs, plus: saved, in: .usage(upTo: mine.max)) == nil else { return false }
      found =
        found
        ?? Overage(
          feature: larger.mine.feature, included: mine.amount, usage: their, price: price, otherPrice: otherPrice)
      return true
    }
    return isCheaper ? found : nil
  }
}

private func finding(_ plan: ComparedPlan, _ other: ComparedPlan, _ overage: Overage, _ catalog: Catalog) -> Finding? {
  let (name, otherName) = (quoted(plan.plan.header.id), quoted(other.plan.header.id))
  let witness = catalog.witness(
    overage.included, of: overage.feature, PricedPlan(index: plan.index, price: overage.price),
    PricedPlan(index: other.index, price: overage.otherPrice))
  guard witness.otherCost <= witness.cost else { return nil }
  let (currency, feature) = (overage.price.currency, quoted(catalog.features[overage.feature].header.id))
  return Finding(
    .overageCostsLess,
    "\(name) never costs less than \(otherName): at \(grouped(witness.usage)) \(feature), \(currency.amount(witness.cost)) "
      + "instead of \(currency.amount(witness.otherCost))",
    at: plan.plan.header.place.name, help: "lower the price of \(name), or raise the usage price of \(otherName)",
    related: [
      .init("the price of \(name)", at: overage.price.amountPlace),
      .init("the usage price of \(otherName)", at: overage.usage.place.name),
    ])
}
