import Diagnostics
import Syntax

/// What is right in a catalog and hardly meant: warnings about the pricing itself, each with what proves it.
///
/// A catalog that sells nothing is a beginning, and not judged.
package func lint(_ catalog: Catalog) -> [Finding] {
  guard !catalog.plans.isEmpty || !catalog.addons.isEmpty || !catalog.topups.isEmpty else { return [] }
  var findings = unusedEntries(catalog)
  findings += dominatedPlans(catalog)
  for index in catalog.plans.indices { lintPrices(catalog.plans[index].prices, &findings) }
  for index in catalog.addons.indices { lintPrices(catalog.addons[index].prices, &findings) }
  for index in catalog.topups.indices { currencySlips(catalog.topups[index].prices, &findings) }
  findings += unusableAddons(catalog)
  findings += unusableTopups(catalog)
  findings += dearBigPacks(catalog)
  return findings
}

private func lintPrices(_ prices: [Price], _ findings: inout [Finding]) {
  // Most items have few prices: one is nothing to compare.
  guard prices.count > 1 else { return }
  dearLongCadences(prices, &findings)
  currencySlips(prices, &findings)
}

extension Addon {
  /// Work that is done once, and unlocks nothing: paid once, with its feature switched off.
  var isService: Bool {
    !prices.isEmpty && prices.allSatisfy { $0.cadence == nil } && !entitlements.contains(where: \.isGranted)
  }
}

/// Whether one product of non-negative factors is larger than another, exactly.
func product(_ a: Int64, _ b: Int64, exceeds c: Int64, _ d: Int64) -> Bool {
  let (left, right) = (a.multipliedFullWidth(by: b), c.multipliedFullWidth(by: d))
  return (left.high, left.low) > (right.high, right.low)
}

extension [Price] {
  /// Whether any two prices may be worth a closer look. Nearly all items have a few prices and nothing wrong with them:
  /// those are done with here, without an allocation. Where there are many prices, the closer look is cheaper than all pairs.
  ///
  /// - Parameter isSuspect: asked for two places in the list.
  func anyPair(where isSuspect: (Int, Int) -> Bool) -> Bool {
    if count > 12 { return true }
    for index in indices {
      for other in index + 1..<endIndex where isSuspect(index, other) { return true }
    }
    return false
  }
}
