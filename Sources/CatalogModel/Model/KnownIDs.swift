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
    package enum Mode: String, Vocabulary {
      case test, live
      static let words = WordList("test live")
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
    func added<Sold: Item>(_ items: [Sold]) -> [Sold] {
      items.map { item in
        var item = item
        item.providerIds += ids[item.header.origin] ?? []
        for index in item.prices.indices { item.prices[index].providerIds += ids[item.prices[index].origin] ?? [] }
        return item
      }
    }
    return Catalog(
      meters: meters, features: features, plans: added(plans), addons: added(addons), topups: added(topups),
      providers: providers)
  }
}

/// What is sold, and may be known to providers.
private protocol Item {
  var header: Header { get }
  var prices: [Price] { get set }
  var providerIds: [ProviderID] { get set }
}

extension Plan: Item {}
extension Addon: Item {}
extension Topup: Item {}
