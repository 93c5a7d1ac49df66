import Catalog
import Foundations
import JSONText
import Syntax

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

  /// On what is made of an entry of this section.
  static func names(in section: Section) -> [String] {
    switch section {
    case .meters: meter
    case .features: feature
    case .plans: plan
    case .addons: addon
    case .topups: topup
    }
  }

  /// On what is made of an entitlement of such an item.
  static func namesOfEntitlement(_ kind: Item.Kind) -> [String] { names(kind).filter { $0.hasSuffix("Id") } + feature }

  /// On what is made of a price of such an item.
  static func namesOfPrice(_ kind: Item.Kind) -> [String] { names(kind) + price }
}

extension Decoder {
  /// Reports the entries of metadata that the compiler writes itself.
  mutating func reportReserved(
    _ metadata: [JSON.Member], at owner: @autoclosure () -> Place, _ reserved: @autoclosure () -> [String]
  ) {
    if metadata.isEmpty { return }
    let reserved = reserved()
    for member in metadata where reserved.contains(where: { $0.isExactly(member.name) }) {
      report(
        .reservedMetadata, "the compiler writes `\(member.name)` itself, and its value wins",
        at: owner()["metadata", member.name].name, help: "give the entry another name")
    }
  }
}
