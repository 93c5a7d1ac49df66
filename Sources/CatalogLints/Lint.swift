import Catalog
import Syntax

/// Warnings about pricing that is valid but probably a mistake.
///
/// A catalog that sells nothing is unfinished and gets none. All lints take linear or `n log n` time in the size of the
/// catalog; those with a worse case state their bound.
package func lint(_ catalog: Catalog) -> [Finding] {
  guard !catalog.plans.isEmpty || !catalog.addons.isEmpty || !catalog.topups.isEmpty else { return [] }
  // What has been withdrawn needs no advice, and prices are compared with those that grant the same.
  let offered = catalog.offered()
  var findings =
    lintUnusedFeatures(catalog) + lintUnusedMeters(catalog) + lintUnusedUsagePrices(catalog) + lintDominatedPlans(offered)
    + lintCheapOverage(offered)
  let items = offered.items
  for prices in items.map(\.prices) where prices.count > 1 {
    findings += lintLongerIntervalsCostMore(prices)
    findings += lintCurrencySlips(prices)
  }
  let references =
    offered.plans.indices.map { ItemReference.plan($0) } + offered.addons.indices.map { .addon($0) }
    + offered.topups.indices.map { .topup($0) }
  // Most items have neither.
  for (item, reference) in zip(items, references)
  where item.quantity != nil || item.entitlements.contains(where: \.hasUsagePrices) {
    findings += lintTiers(item, reference)
    findings += lintUsagePrices(item)
  }
  return findings + lintItemsWithoutPrice(catalog) + lintDiscounts(catalog) + lintUnusableAddons(catalog)
    + lintUnusableTopups(catalog) + lintLargerPacksCostMore(offered) + lintTopupsAndUsage(offered)
}

private func lintUsagePrices(_ item: Item) -> [Finding] {
  let entitlements = item.entitlements
  return entitlements.indices.flatMap { index -> [Finding] in
    guard case .metered(let allowance) = entitlements[index].value else { return [] }
    return lintCurrencySlips(allowance.prices)
  }
}
