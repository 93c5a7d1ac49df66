/// Metadata that artifacts carry whatever the catalog says.
package enum ReservedMetadata {
  package static let meter = ["catalogMeterId"]
  package static let feature = ["catalogFeatureId"]
  package static let plan = ["catalogPlanId", "catalogPlanKey"]
  package static let addon = ["catalogAddonId", "catalogAddonKey"]
  package static let topup = ["catalogTopupId", "catalogTopupKey", "catalogFeatureId"]
  package static let price = ["catalogPriceId", "provider"]
  /// What a provider's own metadata would lose: it is put on objects of every kind.
  static let all = meter + feature + plan + addon + topup + price
}
