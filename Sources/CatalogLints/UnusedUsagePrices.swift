import Catalog
import Diagnostics
import Syntax

/// Finds usage prices in a currency that their item is not sold in: nobody would be charged by them.
func lintUnusedUsagePrices(_ catalog: Catalog) -> [Finding] {
  catalog.items.flatMap { item -> [Finding] in
    let charged = item.possibleEntitlements.filter(\.hasUsagePrices)
    if charged.isEmpty { return [] }
    let currencies = Set(item.prices.map(\.currency))
    return charged.flatMap { entitlement -> [Finding] in
      guard case .metered(let allowance) = entitlement.value else { return [] }
      return allowance.prices.filter { !currencies.contains($0.currency) }.map { price in
        Finding(
          .unusedUsagePrice, "\(quoted(item.header.id)) has no price in \(price.currency.code), so this one is never charged",
          at: price.place["currency"],
          help: "add a price of \(quoted(item.header.id)) in \(price.currency.code), or remove this one")
      }
    }
  }
}
