import Catalog

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
