import Diagnostics
import Syntax

extension Rule {
  /// All rules about the catalog itself, in the order of the documentation.
  package static let catalogRules: [Rule] =
    syntaxRules + shapeRules + keyRules + itemRules + meterRules + featureRules + poolRules + entitlementRules + priceRules
    + usageRules + quantityRules + addonRules + topupRules + discountRules + providerRules + lintLevelRules
}
