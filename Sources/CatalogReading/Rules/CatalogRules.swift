import Diagnostics
import Syntax

extension Rule {
  /// All rules about the catalog itself, in the order of the documentation.
  package static let catalogRules: [Rule] =
    syntaxRules + shapeRules + keyRules + meterRules + featureRules + entitlementRules + priceRules + usageRules + quantityRules
    + addonRules + topupRules
    + providerRules + lintLevelRules
}
