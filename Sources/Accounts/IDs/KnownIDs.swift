import Syntax

/// What providers call the objects that a setup has made, as a file of ids remembers it, for one account of each provider.
package struct KnownIDs: Sendable {
  package struct Entry: Sendable {
    /// The id of the request that made the object: `prices/plan/pro/monthly`.
    package let request: String
    /// The provider's id.
    package let id: String
    /// What the price costs at the provider; nil for what is no price, and where nobody has written it down.
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
    /// Nil where nobody knows.
    package let mode: Mode?
    package let entries: [Entry]
    package let place: Place
  }

  package let accounts: [Account]

  package func account(of provider: String) -> Account? { accounts.first { $0.provider == provider } }
}

/// What a price costs, and how often: what a provider does not let change.
package struct PriceTerms: Hashable, Sendable {
  /// In the currency's ISO 4217 minor unit.
  package let amount: Int64
  package let currency: Currency
  /// Nil for what is paid once.
  package let cadence: Cadence?

  package init(amount: Int64, currency: Currency, cadence: Cadence?) {
    self.amount = amount
    self.currency = currency
    self.cadence = cadence
  }

  package init(_ price: Price) { self.init(amount: price.base.minorUnits, currency: price.currency, cadence: price.cadence) }
}

extension Catalog {
  /// The same catalog with further `providerIds`, by the places of the items and prices that have them.
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
