import Catalog
import Syntax

/// Warnings about pricing that is valid but unlikely to be meant, each with its evidence.
///
/// A catalog that sells nothing is a beginning, and gets none. All lints are linear or `n log n` in the size of the catalog;
/// those that could be made to do more state their bound.
package func lint(_ catalog: Catalog) -> [Finding] {
  guard !catalog.plans.isEmpty || !catalog.addons.isEmpty || !catalog.topups.isEmpty else { return [] }
  var findings = lintUnusedFeatures(catalog) + lintUnusedMeters(catalog) + lintDominatedPlans(catalog)
  for prices in catalog.plans.map(\.prices) + catalog.addons.map(\.prices) + catalog.topups.map(\.prices) {
    findings += lintLongerIntervalsCostMore(prices) + lintCurrencySlips(prices)
  }
  return findings + lintUnusableAddons(catalog) + lintUnusableTopups(catalog) + lintLargerPacksCostMore(catalog)
}
