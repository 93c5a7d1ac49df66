import Catalog
import Diagnostics
import Foundations
import Syntax

/// Finds plans that nobody has a reason to buy: another plan costs no more however one pays, and grants everything that they
/// grant; and it costs less somewhere, or grants more.
///
/// What a plan grants are its entitlements, and the add-ons and top-ups that go with it. Plans without prices take no part.
func lintDominatedPlans(_ catalog: Catalog) -> [Finding] {
  let extras = extras(catalog)
  var segments = SegmentNumbers()
  let plans = catalog.plans.indices.map { ComparedPlan(catalog.plans[$0], at: $0, extras: extras[$0], &segments) }

  var sizes = Array(repeating: 0, count: segments.count)
  for plan in plans {
    for range in plan.ranges { sizes[range.segment] += 1 }
  }
  // A plan must lose everywhere, so it is enough to look for rivals in one segment: its home, the one with the fewest plans.
  var isHome = Array(repeating: false, count: segments.count)
  let homes = plans.map { plan in
    let home = plan.ranges.min { (sizes[$0.segment], $0.segment) < (sizes[$1.segment], $1.segment) }?.segment
    if let home { isHome[home] = true }
    return home
  }
  var sales = Array(repeating: [Sale](), count: segments.count)
  for plan in plans {
    for (index, range) in plan.ranges.enumerated() where isHome[range.segment] {
      sales[range.segment].append(Sale(plan: plan, rangeIndex: index, isAtHome: range.segment == homes[plan.index]))
    }
  }
  var largest = LargestGrants(featureCount: catalog.features.count)
  return sales.flatMap { findings($0, &largest) }
}

/// By plan: the numbers of the add-ons and top-ups that name it. What goes with every plan makes no difference.
private func extras(_ catalog: Catalog) -> [[Int]] {
  var extras = Array(repeating: [Int](), count: catalog.plans.count)
  let selections = catalog.addons.map(\.compatiblePlans) + catalog.topups.map(\.compatiblePlans)
  for (number, selection) in selections.enumerated() {
    guard case .named(let plans) = selection else { continue }
    for plan in plans { extras[plan].append(number) }
  }
  return extras
}

/// A plan in one segment.
private struct Sale {
  let plan: ComparedPlan
  let rangeIndex: Int
  let isAtHome: Bool

  var range: PriceRange { plan.ranges[rangeIndex] }
}

/// A plan is compared with at most this many that cost no more, those nearest in price first. ``LargestGrants`` spares nearly
/// all plans the search; this bounds it for a catalog that is made to defeat that.
private let mostRivals = 200

/// - Parameter sales: of one segment.
private func findings(_ sales: [Sale], _ largest: inout LargestGrants) -> [Finding] {
  guard sales.count > 1 else { return [] }
  let byHighest = sales.sorted { ($0.range.highest.amount, $0.plan.index) < ($1.range.highest.amount, $1.plan.index) }
  var findings: [Finding] = []
  largest.removeAll()
  // The plans before this position never cost more than the one at hand, of which the lowest price counts.
  var end = 0
  for sale in byHighest {
    while end < byHighest.count, byHighest[end].range.highest.amount <= sale.range.lowest.amount {
      largest.add(byHighest[end].plan)
      end += 1
    }
    guard sale.isAtHome, largest.mayCover(sale.plan) else { continue }
    for rival in byHighest[..<end].suffix(mostRivals).reversed() where rival.plan !== sale.plan {
      guard let dominance = sale.plan.dominance(by: rival.plan) else { continue }
      findings.append(finding(sale, by: rival, dominance))
      break
    }
  }
  return findings
}

/// The largest amount of each granted feature among some plans: a plan that is alone in granting as much as that is dominated
/// by none of them. In a catalog whose prices rise with what is granted, that is every plan.
private struct LargestGrants {
  private struct Largest {
    var amount: ExactDecimal
    /// A plan that grants it, and whether another plan grants as much.
    var plan: Int
    var isShared = false
    var round: Int
  }

  /// By slot.
  private var largest: [Largest?]
  /// Only what was added in this round counts: so the list need not be cleared for each of many segments.
  private var round = 0

  init(featureCount: Int) { largest = Array(repeating: nil, count: featureCount * GrantedFeature.formCount) }

  mutating func removeAll() { round += 1 }

  mutating func add(_ plan: ComparedPlan) {
    for grant in plan.grants {
      if let known = self[grant.slot], known.amount >= grant.amount {
        if known.amount == grant.amount { largest[grant.slot]?.isShared = true }
      } else {
        largest[grant.slot] = Largest(amount: grant.amount, plan: plan.index, round: round)
      }
    }
  }

  func mayCover(_ plan: ComparedPlan) -> Bool {
    plan.grants.allSatisfy { grant in
      guard let known = self[grant.slot] else { return false }
      return known.amount >= grant.amount && (known.plan != plan.index || known.isShared)
    }
  }

  private subscript(slot: Int) -> Largest? {
    guard let known = largest[slot], known.round == round else { return nil }
    return known
  }
}

private func finding(_ sale: Sale, by rival: Sale, _ dominance: ComparedPlan.Dominance) -> Finding {
  // If the price is the same at home, another segment may show a difference.
  let (range, otherRange) = dominance.saving ?? (sale.range, rival.range)
  let (plan, other) = (sale.plan.plan, rival.plan.plan)
  let (price, otherPrice) = (plan.prices[range.lowest.price], other.prices[otherRange.highest.price])
  let (name, otherName) = (quoted(plan.header.id), quoted(other.header.id))
  let costs = "\(name) costs \(price.described)"
  let message =
    dominance.saving == nil
    ? "\(costs), and \(otherName) gives more for the same"
    : "\(costs); \(otherName) gives \(dominance.grantsLess ? "more" : "the same") for \(otherPrice.money)"
  return Finding(
    .dominatedPlan, message, at: plan.header.place.name,
    help: "give something in \(name) that \(otherName) does not give, or sell one of them alone",
    related: [
      .init("the price of \(name)", at: price.amountPlace), .init("the price of \(otherName)", at: otherPrice.amountPlace),
    ])
}
