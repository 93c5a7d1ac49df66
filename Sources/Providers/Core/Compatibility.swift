import Catalog
import Diagnostics

/// The cadences and currencies of a plan, which determine the add-ons that fit it.
package struct PlanTerms: Hashable, Sendable {
  package let cadences: Set<Cadence>
  package let currencies: Set<Currency>
  /// The cadence and currency of each recurring price.
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
  /// Nil for a one-time price.
  package var billingCycle: BillingCycle? { cadence.map { BillingCycle(cadence: $0, currency: currency) } }
}

/// The plans of a catalog, grouped by equal terms.
///
/// Thousands of plans share a handful of terms, so an add-on for every plan is compared with the groups instead.
package struct PlansByTerms: Sendable {
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

  /// The compatible plans whose terms satisfy the condition, in the order of the file.
  ///
  /// A plan without recurring prices has no terms, so it counts only if `compatiblePlans` lists it.
  package func plans(_ selection: PlanSelection, where condition: (PlanTerms) -> Bool) -> PlanSample {
    switch selection {
    case .named(let indices):
      let found = indices.filter { condition(terms[$0]) }
      return PlanSample(first: found.prefix(PlanSample.shown).map { plans[$0] }, count: found.count)
    case .every:
      let found = groups.filter { !$0.terms.cadences.isEmpty && condition($0.terms) }
      // The first plans overall are among the first of each group. This avoids merging thousands of plans per add-on.
      let first = found.flatMap { $0.plans.prefix(PlanSample.shown) }.sorted().prefix(PlanSample.shown)
      return PlanSample(first: first.map { plans[$0] }, count: found.reduce(0) { $0 + $1.plans.count })
    }
  }
}

/// Plans for a message: the first few, and their total count.
package struct PlanSample: Sendable {
  package static let shown = 5
  static let none = PlanSample(first: [], count: 0)

  /// At most ``shown`` of them.
  package let first: [Plan]
  package let count: Int

  package var isEmpty: Bool { count == 0 }
}

/// Lists the quoted ids of entries for a message, the first few by name.
package func names(_ headers: [Header]) -> String { names(headers.prefix(PlanSample.shown), of: headers.count) }

package func names(_ plans: PlanSample) -> String { names(plans.first.map(\.header), of: plans.count) }

/// - Parameters:
///   - headers: the entries to show.
///   - count: the total number of entries.
package func names(_ headers: some Collection<Header>, of count: Int) -> String {
  let shown = headers.map { quoted($0.id) }
  return count > shown.count ? shown.joined(separator: ", ") + " and \(count - shown.count) more" : list(shown)
}
