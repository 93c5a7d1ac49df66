import Catalog
import Diagnostics

/// What a plan is sold at, as far as it matters to what is sold beside it.
package struct PlanTerms: Hashable, Sendable {
  package let cadences: Set<Cadence>
  package let currencies: Set<Currency>
  /// Each cadence with each currency that a price has along with it.
  package let cycles: Set<BillingCycle>

  package init(_ prices: [Price]) {
    cadences = Set(prices.compactMap(\.cadence))
    currencies = Set(prices.map(\.currency))
    cycles = Set(prices.compactMap(\.billingCycle))
  }
}

/// How often a recurring price is charged, and in which currency.
package struct BillingCycle: Hashable, Sendable {
  package let cadence: Cadence
  package let currency: Currency
}

extension Price {
  /// Nil for a price that is paid once.
  package var billingCycle: BillingCycle? { cadence.map { BillingCycle(cadence: $0, currency: currency) } }
}

/// The plans of a catalog, those with equal terms together.
///
/// Thousands of plans have a handful of terms between them; an add-on that goes with every plan is held against those.
package struct PlanGroups: Sendable {
  private let plans: [Plan]
  private let terms: [PlanTerms]
  private var groups: [(terms: PlanTerms, plans: [Int])] = []

  package init(_ catalog: Catalog) {
    plans = catalog.plans
    terms = catalog.plans.map { PlanTerms($0.prices) }
    var known: [PlanTerms: Int] = [:]
    for (index, terms) in terms.enumerated() {
      if let group = known[terms] {
        groups[group].plans.append(index)
      } else {
        known[terms] = groups.count
        groups.append((terms, [index]))
      }
    }
  }

  /// The compatible plans whose terms do not satisfy the condition, in the order of the file.
  ///
  /// A plan without prices sets no terms: it counts only where `compatiblePlans` names it.
  package func plans(_ selection: PlanSelection, where condition: (PlanTerms) -> Bool) -> SomePlans {
    switch selection {
    case .named(let indices):
      let found = indices.filter { condition(terms[$0]) }
      return SomePlans(first: found.prefix(SomePlans.shown).map { plans[$0] }, count: found.count)
    case .every:
      let found = groups.filter { !$0.terms.cadences.isEmpty && condition($0.terms) }
      // The first of all are among the first of each: thousands of add-ons may fail to fit thousands of plans.
      let first = found.flatMap { $0.plans.prefix(SomePlans.shown) }.sorted().prefix(SomePlans.shown)
      return SomePlans(first: first.map { plans[$0] }, count: found.reduce(0) { $0 + $1.plans.count })
    }
  }
}

/// Plans as a message speaks of them: the first few, and how many there are.
package struct SomePlans: Sendable {
  package static let shown = 5
  static let none = SomePlans(first: [], count: 0)

  /// At most ``shown`` of them.
  package let first: [Plan]
  package let count: Int

  package var isEmpty: Bool { count == 0 }
}

/// The names of entries for a message: quoted ids, the first few of them.
package func names(_ headers: [Header]) -> String { names(headers.prefix(SomePlans.shown), of: headers.count) }

package func names(_ plans: SomePlans) -> String { names(plans.first.map(\.header), of: plans.count) }

/// - Parameter count: how many there are, of which these are the first ones, and enough to be shown.
package func names(_ headers: some Collection<Header>, of count: Int) -> String {
  let shown = headers.map { quoted($0.id) }
  return count > shown.count ? shown.joined(separator: ", ") + " and \(count - shown.count) more" : list(shown)
}
