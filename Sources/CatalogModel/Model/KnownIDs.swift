import Syntax

/// An ids file: the provider ids of the objects that the setup created, for one account at each provider.
package struct KnownIDs: Sendable {
  package struct Entry: Sendable {
    /// The id of the request that created the object: `prices/plan/pro/monthly`.
    package let request: String
    /// The provider's id.
    package let id: String
    /// The terms of the price at the provider; nil if the object is not a price, or the terms are not recorded.
    package let terms: PriceTerms?
    /// The entry in the source, for findings.
    package let place: Place
  }

  package struct Account: Sendable {
    package enum Mode: String, Word {
      case test, live
      static let words = Words<Mode>()
    }

    package let provider: String
    /// Nil if unknown.
    package let mode: Mode?
    package let entries: [Entry]
    package let place: Place
  }

  package let accounts: [Account]

  package func account(of provider: String) -> Account? { accounts.first { $0.provider == provider } }
}

/// The amount and cadence of a price, which providers do not allow to change.
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

extension Catalog {
  /// A copy of the catalog with additional `providerIds`, given by the places of the items and prices.
  package func adding(_ ids: [Place: [ProviderID]]) -> Catalog {
    func added(_ own: [ProviderID], at place: Place) -> [ProviderID] { own + (ids[place] ?? []) }
    func priced(_ prices: [Price]) -> [Price] {
      prices.map { price in ids[price.place].map { Price(price, adding: $0) } ?? price }
    }
    var (plans, addons, topups) = (plans, addons, topups)
    for (index, plan) in plans.enumerated() {
      plans[index].providerIds = added(plan.providerIds, at: plan.header.place)
      plans[index].prices = priced(plan.prices)
    }
    for (index, addon) in addons.enumerated() {
      addons[index].providerIds = added(addon.providerIds, at: addon.header.place)
      addons[index].prices = priced(addon.prices)
    }
    for (index, topup) in topups.enumerated() {
      topups[index].providerIds = added(topup.providerIds, at: topup.header.place)
      topups[index].prices = priced(topup.prices)
    }
    return Catalog(
      meters: meters, features: features, plans: plans, addons: addons, topups: topups, providers: providers)
  }
}
