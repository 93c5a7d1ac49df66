import Catalog

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
