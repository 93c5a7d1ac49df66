/// Metadata that artifacts carry whatever the catalog says.
package enum ReservedMetadata {
  package static let meter = ["catalogMeterId"]
  package static let feature = ["catalogFeatureId"]
  package static let plan = ["catalogPlanId", "catalogPlanKey"]
  package static let addon = ["catalogAddonId", "catalogAddonKey"]
  package static let topup = ["catalogTopupId", "catalogTopupKey", "catalogFeatureId"]
  package static let price = ["catalogPriceId", "provider"]
  /// What a provider's own metadata would lose: it is put on objects of every kind.
  package static let all = meter + feature + plan + addon + topup + price

  /// On what is made of an item of this kind.
  package static func names(_ kind: Item.Kind) -> [String] {
    switch kind {
    case .plan: plan
    case .addon: addon
    case .topup: topup
    }
  }
}
