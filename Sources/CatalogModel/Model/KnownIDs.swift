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
    /// The entry in the tree, for findings.
    package let origin: NodeID
  }

  package struct Account: Sendable {
    package enum Mode: String, CaseIterable, Sendable {
      case test, live
    }

    package let provider: String
    /// Nil where nobody knows.
    package let mode: Mode?
    package let entries: [Entry]
    package let origin: NodeID
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

  package init(_ price: Price) { self.init(amount: price.amount, currency: price.currency, cadence: price.cadence) }
}

extension Catalog {
  /// The same catalog with further `providerIds`, by the items and prices that have them.
  package func adding(_ ids: [NodeID: [ProviderID]]) -> Catalog {
    func more(_ origin: NodeID) -> [ProviderID] { ids[origin] ?? [] }
    func prices(_ prices: [Price]) -> [Price] {
      prices.map { price in
        Price(
          id: price.id, amount: price.amount, currency: price.currency, cadence: price.cadence,
          intervalCount: price.intervalCount, trialDays: price.trialDays, lookupKey: price.lookupKey,
          providerIds: price.providerIds + more(price.origin), metadata: price.metadata, origin: price.origin)
      }
    }
    return Catalog(
      meters: meters, features: features,
      plans: plans.map { plan in
        Plan(
          header: plan.header, entitlements: plan.entitlements, prices: prices(plan.prices),
          providerIds: plan.providerIds + more(plan.header.origin))
      },
      addons: addons.map { addon in
        Addon(
          header: addon.header, entitlements: addon.entitlements, prices: prices(addon.prices),
          compatiblePlans: addon.compatiblePlans, multiple: addon.multiple, quantity: addon.quantity,
          providerIds: addon.providerIds + more(addon.header.origin))
      },
      topups: topups.map { topup in
        Topup(
          header: topup.header, feature: topup.feature, amount: topup.amount, prices: prices(topup.prices),
          compatiblePlans: topup.compatiblePlans, grant: topup.grant,
          providerIds: topup.providerIds + more(topup.header.origin))
      },
      providers: providers)
  }
}
