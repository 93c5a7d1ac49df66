import CatalogModel
import Diagnostics
import Syntax

/// What a plan is sold at, as far as it matters to what is sold beside it.
package struct PlanTerms: Hashable, Sendable {
  package let cadences: Set<Cadence>
  package let currencies: Set<Currency>
  /// Each cadence with each currency that a price has along with it.
  package let offers: Set<Offer>

  package init(_ prices: [Price]) {
    cadences = Set(prices.compactMap(\.cadence))
    currencies = Set(prices.map(\.currency))
    offers = Set(prices.compactMap(\.offer))
  }
}

/// The cadence and the currency of a recurring price.
package struct Offer: Hashable, Sendable {
  package let cadence: Cadence
  package let currency: Currency
}

extension Price {
  /// Nil for a price that is paid once.
  package var offer: Offer? { cadence.map { Offer(cadence: $0, currency: currency) } }
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
  package func plans(_ selection: PlanSelection, where condition: (PlanTerms) -> Bool) -> [Plan] {
    switch selection {
    case .named(let indices): indices.filter { condition(terms[$0]) }.map { plans[$0] }
    case .every:
      groups.filter { !$0.terms.cadences.isEmpty && condition($0.terms) }
        .flatMap(\.plans).sorted().map { plans[$0] }
    }
  }
}

extension Place {
  /// Where an add-on or a top-up says which plans it goes with.
  package static func compatiblePlans(_ header: Header) -> Place { Place(header.origin)["compatiblePlans"] }
}

/// The names of entries for a message: quoted ids, the first few of them.
package func names(_ headers: [Header]) -> String {
  list(headers.map { quoted($0.id) }, limit: 5)
}
