import Catalog
import Syntax

/// Warnings about pricing that is valid but probably a mistake.
///
/// A catalog that sells nothing is unfinished and gets none. All lints take linear or `n log n` time in the size of the
/// catalog; those with a worse case state their bound.
package func lint(_ catalog: Catalog) -> [Finding] {
  guard !catalog.plans.isEmpty || !catalog.addons.isEmpty || !catalog.topups.isEmpty else { return [] }
  var findings =
    lintUnusedFeatures(catalog) + lintUnusedMeters(catalog) + lintUnusedUsagePrices(catalog) + lintDominatedPlans(catalog)
  for prices in catalog.plans.map(\.prices) + catalog.addons.map(\.prices) + catalog.topups.map(\.prices) where prices.count > 1 {
    findings += lintLongerIntervalsCostMore(prices) + lintCurrencySlips(prices)
  }
  for item in catalog.items { findings += lintTiers(item) + lintUsagePrices(item) }
  return findings + lintUnusableAddons(catalog) + lintUnusableTopups(catalog) + lintLargerPacksCostMore(catalog)
    + lintTopupsAndUsage(catalog)
}

private func lintUsagePrices(_ item: Item) -> [Finding] {
  let entitlements = item.entitlements
  return entitlements.indices.flatMap { index -> [Finding] in
    guard case .metered(let allowance) = entitlements[index].value else { return [] }
    return lintCurrencySlips(allowance.prices)
  }
}
