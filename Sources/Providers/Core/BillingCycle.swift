import Catalog

/// How often a recurring price is charged, and in which currency.
package struct BillingCycle: Hashable, Sendable {
  package let cadence: Cadence
  package let currency: Currency
}

extension Price {
  /// Nil for a one-time price.
  package var billingCycle: BillingCycle? { cadence.map { BillingCycle(cadence: $0, currency: currency) } }
}
