import Foundations
import JSONText

/// What the compiler's entries in the metadata of an object say: whose it is, and what.
struct Mark: Equatable {
  /// Nil if the catalog has no id.
  let catalogID: String?
  /// The entries that tell objects of one kind apart. Keys of items count, not their ids, which may change.
  let identity: [JSON.Member]

  /// The entries of the compiler that may be in metadata, and the one that an entry with a key makes superfluous.
  private static let identifying: [(name: String, unless: String?)] = [
    ("catalogPlanKey", nil), ("catalogAddonKey", nil), ("catalogTopupKey", nil), ("catalogPlanId", "catalogPlanKey"),
    ("catalogAddonId", "catalogAddonKey"), ("catalogTopupId", "catalogTopupKey"), ("catalogPriceId", nil),
    ("catalogUnderPriceId", nil), ("catalogFeatureId", nil), ("catalogMeterId", nil), ("catalogBenefitId", nil),
    ("catalogDiscountId", nil), ("catalogCode", nil),
  ]

  /// Nil if the metadata has no such entries.
  init?(_ metadata: JSON?) {
    guard let metadata else { return nil }
    catalogID = metadata["catalogId"]?.text
    identity = Self.identifying.compactMap { name, unless in
      guard let value = metadata[name], unless.map({ metadata[$0] == nil }) ?? true else { return nil }
      return JSON.Member(name, .string(value.text ?? value.compact))
    }
    if identity.isEmpty { return nil }
  }

  /// Whether an entry of metadata is the compiler's.
  static func isOwn(_ name: String) -> Bool {
    name == "provider" || name == "catalogId" || name.hasPrefix("catalog") && name.utf8.count > 7
  }
}
