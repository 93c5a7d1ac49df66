import Diagnostics
import Syntax

extension Rule {
  /// Every rule about the catalog itself, in the order in which a reader of the documentation meets them.
  package static let catalogRules: [Rule] =
    syntaxRules + shapeRules + keyRules + meterRules + featureRules + entitlementRules + priceRules + addonRules + topupRules
    + providerRules
}
