import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds plans that nobody has a reason to buy: another plan costs no more in any currency and cadence and grants everything
/// that they grant, and it costs less somewhere or grants more.
///
/// A plan grants its entitlements, and access to its add-ons and top-ups. Plans without prices are not compared.
func lintDominatedPlans(_ catalog: Catalog) -> [Finding] {
  let ranges = PlanPriceRanges(catalog)
  var sizes = Array(repeating: 0, count: ranges.segmentCount)
  for range in ranges.all { sizes[range.segment] += 1 }

  // A dominated plan loses in every segment, so it is enough to search one: its home, the segment with the fewest plans.
  var isHome = Array(repeating: false, count: ranges.segmentCount)
  let homes = catalog.plans.indices.map { plan in
    let home = ranges.of(plan).min { (sizes[$0.segment], $0.segment) < (sizes[$1.segment], $1.segment) }?.segment
    if let home { isHome[home] = true }
    return home
  }
  var candidates = Array(repeating: [Candidate](), count: ranges.segmentCount)
  for plan in catalog.plans.indices {
    for range in ranges.of(plan) where isHome[range.segment] {
      candidates[range.segment].append(Candidate(plan: plan, range: range, isAtHome: range.segment == homes[plan]))
    }
  }
  var comparison = PlanComparison(catalog, ranges)
  var largest = LargestGrants(catalog)
  return candidates.flatMap { findings($0, &largest, &comparison, catalog) }
}

/// A plan in one segment.
private struct Candidate {
  /// Its index in the catalog.
  let plan: Int
  let range: PriceRange
  let isAtHome: Bool
}

/// How many plans that cost no more a plan is compared with, the closest in price first. ``LargestGrants`` avoids the search
/// for nearly all plans; this bounds it for catalogs designed to defeat that.
private let mostRivals = 200

/// - Parameter candidates: the candidates of one segment.
private func findings(
  _ candidates: [Candidate], _ largest: inout LargestGrants, _ comparison: inout PlanComparison, _ catalog: Catalog
) -> [Finding] {
  guard candidates.count > 1 else { return [] }
  let byHighest = candidates.sorted { ($0.range.highest.amount, $0.plan) < ($1.range.highest.amount, $1.plan) }
  var findings: [Finding] = []
  largest.removeAll()
  // The plans before this position cost no more than the lowest price of the current one.
  var end = 0
  for candidate in byHighest {
    while end < byHighest.count, byHighest[end].range.highest.amount <= candidate.range.lowest.amount {
      largest.add(byHighest[end].plan)
      end += 1
    }
    guard candidate.isAtHome, largest.mayCover(candidate.plan) else { continue }
    let plan = comparison.plan(candidate.plan)
    for rival in byHighest[..<end].suffix(mostRivals).reversed() where rival.plan != candidate.plan {
      let other = comparison.plan(rival.plan)
      guard let dominance = plan.dominance(by: other, &comparison.costComparisonsLeft),
        let finding = finding(plan, candidate.range, by: other, rival.range, dominance, catalog)
      else { continue }
      findings.append(finding)
      break
    }
  }
  return findings
}

/// The largest amount of each granted feature among some plans. A plan that is the only one to grant that much is not
/// dominated by any of them. If prices rise with what is granted, that is every plan.
private struct LargestGrants {
  private struct Largest {
    var amount: ExactDecimal
    /// A plan that grants it, and whether another plan grants as much.
    var plan: Int
    var isShared = false
    var round: Int
  }

  private let plans: [Plan]
  /// By slot.
  private var largest: [Largest?]
  /// Only entries of the current round count, so the list need not be cleared for every segment.
  private var round = 0

  init(_ catalog: Catalog) {
    plans = catalog.plans
    largest = Array(repeating: nil, count: catalog.features.count * GrantedFeature.formCount)
  }

  mutating func removeAll() { round += 1 }

  mutating func add(_ plan: Int) {
    for index in plans[plan].entitlements.indices {
      guard let grant = GrantedFeature(plans[plan].entitlements[index], at: index) else { continue }
      if let known = self[grant.slot], known.amount >= grant.amount {
        if known.amount == grant.amount { largest[grant.slot]?.isShared = true }
      } else {
        largest[grant.slot] = Largest(amount: grant.amount, plan: plan, round: round)
      }
    }
  }

  func mayCover(_ plan: Int) -> Bool {
    for index in plans[plan].entitlements.indices {
      guard let grant = GrantedFeature(plans[plan].entitlements[index], at: index) else { continue }
      guard let known = self[grant.slot], known.amount >= grant.amount, known.plan != plan || known.isShared else {
        return false
      }
    }
    return true
  }

  private subscript(slot: Int) -> Largest? {
    guard let known = largest[slot], known.round == round else { return nil }
    return known
  }
}

extension Plan {
  /// The first price in a currency that is paid as often as another.
  fileprivate func price(in currency: Currency, like other: Price) -> Price? {
    prices.first { $0.currency == currency && $0.span == other.span }
  }
}

/// Nil if the invoices of both are the same at the usage that costs less with the other plan, and nothing else is better.
private func finding(
  _ compared: ComparedPlan, _ home: PriceRange, by rival: ComparedPlan, _ rivalHome: PriceRange,
  _ dominance: ComparedPlan.Dominance, _ catalog: Catalog
) -> Finding? {
  // If the prices are equal in the home segment, show another segment in which they differ.
  let (range, otherRange) = dominance.saving ?? (home, rivalHome)
  let (plan, other) = (compared.plan, rival.plan)
  let (price, otherPrice) = (plan.prices[range.lowest.price], other.prices[otherRange.highest.price])
  let (name, otherName) = (quoted(plan.header.id), quoted(other.header.id))
  let message: Phrase
  if let (witness, currency) = witness(compared, rival, dominance, like: price, catalog) {
    let feature = quoted(catalog.features[witness.feature].header.id)
    message =
      "at \(grouped(witness.usage)) \(feature), \(otherName) costs \(currency.amount(witness.otherCost)) and \(name) "
      + "\(currency.amount(witness.cost))"
  } else if dominance.saving == nil {
    guard dominance.grantsLess else { return nil }
    message = "\(name) costs \(price.described); \(otherName) includes more for the same price"
  } else {
    message =
      "\(name) costs \(price.described); \(otherName) includes \(dominance.grantsLess ? "more" : "the same") for "
      + "\(otherPrice.money)"
  }
  return Finding(
    .dominatedPlan, message, at: plan.header.place.name,
    help: "add something to \(name) that \(otherName) does not include, or remove one of them",
    related: [
      .init("the price of \(name)", at: price.amountPlace), .init("the price of \(otherName)", at: otherPrice.amountPlace),
    ])
}

/// A usage that is invoiced at less with the other plan. A difference below the minor unit shows only in a multiple.
private func witness(
  _ compared: ComparedPlan, _ rival: ComparedPlan, _ dominance: ComparedPlan.Dominance, like price: Price, _ catalog: Catalog
) -> (Witness, Currency)? {
  guard let usage = dominance.usage, let mine = compared.plan.price(in: usage.currency, like: price),
    let theirs = rival.plan.price(in: usage.currency, like: price)
  else { return nil }
  for factor in [1, 10, 100, 1000, 10_000] as [Int64] {
    let witness = catalog.witness(
      usage.amount.multiplied(by: factor), of: usage.feature, PricedPlan(index: compared.index, price: mine),
      PricedPlan(index: rival.index, price: theirs))
    if witness.otherCost < witness.cost { return (witness, usage.currency) }
  }
  return nil
}
