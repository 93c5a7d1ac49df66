import Catalog
import Diagnostics
import Syntax

/// Which prices are not for sale because a provider cannot charge what they charge, as a message says it at a usage price, which
/// several prices of an item can share.
extension Item {
  /// ``price `monthly` is not for sale``, for some of the item's prices.
  package func unsold(_ prices: [Price]) -> String {
    guard let first = prices.first else { return "\(quoted(header.id)) is not for sale" }
    // Nobody has written a price that is implied by a usage price.
    if first.isImplied { return "\(quoted(header.id)) is not for sale in \(list(prices.map(\.currency.code)))" }
    return prices.count == 1
      ? "price \(quoted(first.id)) is not for sale" : "prices \(list(prices.map { quoted($0.id) })) are not for sale"
  }

  fileprivate func prices(charging usage: UsagePrice) -> [Price] {
    prices.filter { price in price.usage.contains { $0.price.place == usage.place } }
  }

  package func unsold(charging usage: UsagePrice) -> String { unsold(prices(charging: usage)) }
}

extension Catalog {
  package func unsold(charging usage: UsagePrice) -> String {
    for item in items where !item.prices(charging: usage).isEmpty { return item.unsold(charging: usage) }
    return "its price is not for sale"
  }
}
