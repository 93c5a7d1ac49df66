import Catalog

/// The terms of a price in the provider's units.
package struct SaleTerms: Sendable {
  package let sale: Sale
  /// In the provider's unit.
  package let amount: Int64
  /// Nil for a one-time price.
  package let cadence: Cadence?
  /// Nil for no trial.
  package let trial: Trial?
}
