import Catalog
import Foundations
import JSONText
import Syntax

/// Metadata keys that the compiler writes itself, overwriting the catalog's.
package enum ReservedMetadata {
  package static let meter = ["catalogMeterId"]
  package static let feature = ["catalogFeatureId"]
  package static let plan = ["catalogPlanId", "catalogPlanKey"]
  package static let addon = ["catalogAddonId", "catalogAddonKey"]
  package static let topup = ["catalogTopupId", "catalogTopupKey", "catalogFeatureId"]
  package static let price = ["catalogPriceId", "provider"]
  package static let discount = ["catalogDiscountId"]
  /// Reserved on all objects of a catalog with an id.
  package static let catalog = ["catalogId"]
  /// Reserved in a provider's metadata, which is put on objects of every kind.
  package static let all = meter + feature + plan + addon + topup + price + discount

  /// Reserved on the objects of an item of this kind.
  package static func names(_ kind: Item.Kind) -> [String] {
    switch kind {
    case .plan: plan
    case .addon: addon
    case .topup: topup
    }
  }

  /// Reserved on the objects of an entry of this section.
  static func names(in section: Section) -> [String] {
    switch section {
    case .meters: meter
    case .features: feature
    case .plans: plan
    case .addons: addon
    case .topups: topup
    case .discounts: discount
    }
  }

  /// Reserved on the objects of an entitlement of such an item.
  static func namesOfEntitlement(_ kind: Item.Kind) -> [String] { names(kind).filter { $0.hasSuffix("Id") } + feature }

  /// Reserved on the objects of a price of such an item.
  static func namesOfPrice(_ kind: Item.Kind) -> [String] { names(kind) + price }

  /// Reserved on the objects of a usage price of such an item.
  static func namesOfUsagePrice(_ kind: Item.Kind) -> [String] { names(kind) + feature + price }
}

extension Decoder {
  /// Reports metadata entries whose key is reserved.
  mutating func reportReserved(
    _ metadata: [JSON.Member], at owner: @autoclosure () -> Place, _ reserved: @autoclosure () -> [String]
  ) {
    if metadata.isEmpty { return }
    let reserved = reserved() + (catalogID == nil ? [] : ReservedMetadata.catalog)
    for member in metadata where reserved.contains(where: { $0.hasSameScalars(as: member.name) }) {
      report(
        .reservedMetadata, "metadata key `\(member.name)` is reserved and will be overwritten",
        at: owner()["metadata", member.name].name, help: "rename this entry")
    }
  }
}
