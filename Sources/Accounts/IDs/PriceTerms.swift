import Catalog

/// The terms of a price, which cannot be changed at a provider.
package struct PriceTerms: Hashable, Sendable {
  /// In the currency's ISO 4217 minor unit.
  package let amount: Int64
  package let currency: Currency
  /// Nil for a one-time price.
  package let cadence: Cadence?

  package init(amount: Int64, currency: Currency, cadence: Cadence?) {
    self.amount = amount
    self.currency = currency
    self.cadence = cadence
  }

  package init(_ price: Price) { self.init(amount: price.base.minorUnits, currency: price.currency, cadence: price.cadence) }
}
