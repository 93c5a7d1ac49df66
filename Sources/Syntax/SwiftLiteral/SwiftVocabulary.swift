/// The words of the library `BillingCatalog`, as far as the reader has to know them.
enum SwiftVocabulary {
  /// The types whose initialisers stand for objects; their labels are the names of the object's fields.
  static let objects: Set<String> = [
    "Catalog", "Meter", "Feature", "Plan", "Addon", "Topup", "Price", "Grant", "Expiration", "Quantity", "ProviderSettings",
  ]

  /// The types of words and numbers, which can be spelled out: `Interval("fortnight")`, `Amount("0.1")`.
  static let scalars: Set<String> = [
    "Aggregation", "FeatureType", "Interval", "Reset", "Duration", "Amount", "MetadataValue", "Entitlement",
  ]

  static let allTypes: [String] = objects.sorted() + scalars.sorted()

  /// What stands in a map or behind a label.
  static let typeOfLabel: [String: String] = [
    "meters": "Meter", "features": "Feature", "plans": "Plan", "addons": "Addon", "topups": "Topup", "prices": "Price",
    "grant": "Grant", "expiration": "Expiration", "quantity": "Quantity", "providers": "ProviderSettings",
    "entitlements": "Entitlement", "aggregation": "Aggregation", "interval": "Interval", "reset": "Reset",
    "duration": "Duration", "amount": "Amount", "maxRolloverAmount": "Amount",
  ]

  /// The cases of an entitlement that take values, and the label under which an unlabelled value goes.
  static let entitlements: [String: String] = ["boolean": "enabled", "metered": "amount", "static": "config"]

  /// The word of a catalog that a member stands for: `.uniqueCount` is `unique_count`, and durations are in capitals.
  static func word(_ member: String, type: String?) -> String {
    if type == "Duration" { return member.uppercased() }
    var word = ""
    for scalar in member.unicodeScalars {
      if ("A"..."Z").contains(scalar), let small = Unicode.Scalar(scalar.value + 32) {
        word += "_"
        word.unicodeScalars.append(small)
      } else {
        word.unicodeScalars.append(scalar)
      }
    }
    return word
  }
}
