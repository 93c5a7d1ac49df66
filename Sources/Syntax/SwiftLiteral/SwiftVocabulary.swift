/// What may stand at a place of a Swift catalog, as the library `BillingCatalog` declares it.
indirect enum SwiftType: Equatable, Sendable {
  /// Behind a label that no type has: the decoder reports the label, and its value is read as it comes.
  case any
  /// A type of the library, or `String`, `Int64` or `Bool`.
  case named(String)
  /// A dictionary from ids.
  case map(SwiftType)
  case list(SwiftType)

  static let text = SwiftType.named("String")
  static let integer = SwiftType.named("Int64")
  static let bool = SwiftType.named("Bool")
  static let metadata = SwiftType.map(.named("MetadataValue"))
  static let texts = SwiftType.map(.text)

  var name: String? {
    if case .named(let name) = self { return name }
    return nil
  }

  /// As a message speaks of it.
  var expected: String {
    switch self {
    case .any: "a value"
    case .text: "a text in double quotes"
    case .integer: "a number"
    case .bool: "true or false"
    case .named(let name): "\(name)(…)"
    case .map: "'[' and a dictionary"
    case .list: "'[' and an array"
    }
  }
}

/// The words of the library `BillingCatalog`, as far as the reader has to know them.
enum SwiftVocabulary {
  /// The types whose initialisers stand for objects, with their labels, which are the names of the object's fields.
  static let objects: [String: [String: SwiftType]] = [
    "Catalog": [
      "meters": .map(.named("Meter")), "features": .map(.named("Feature")), "plans": .map(.named("Plan")),
      "addons": .map(.named("Addon")), "topups": .map(.named("Topup")), "providers": .map(.named("ProviderSettings")),
    ],
    "Meter": header.adding([
      "eventType": .text, "aggregation": .named("Aggregation"), "valueProperty": .text, "groupBy": .texts,
    ]),
    "Feature": header.adding(["type": .named("FeatureType"), "meter": .text]),
    "Plan": header.adding(sold),
    "Addon": header.adding(sold).adding([
      "compatiblePlans": .list(.text), "multiple": .bool, "quantity": .named("Quantity"),
    ]),
    "Topup": header.adding(sold).adding([
      "feature": .text, "amount": .named("Amount"), "compatiblePlans": .list(.text), "grant": .named("Grant"),
    ]),
    "Price": [
      "amount": .integer, "currency": .text, "interval": .named("Interval"), "intervalCount": .integer,
      "trialDays": .integer, "lookupKey": .text, "providerIds": .texts, "metadata": .metadata,
    ],
    "Grant": [
      "priority": .integer, "expiration": .named("Expiration"), "maxRolloverAmount": .named("Amount"), "metadata": .metadata,
    ],
    "Expiration": ["duration": .named("Duration"), "count": .integer],
    "Quantity": ["min": .integer, "max": .integer],
    "ProviderSettings": ["enabled": .bool, "options": .metadata, "metadata": .metadata],
  ]

  private static let header: [String: SwiftType] = [
    "key": .text, "name": .text, "description": .text, "metadata": .metadata,
  ]

  private static let sold: [String: SwiftType] = [
    "entitlements": .map(.named("Entitlement")), "prices": .map(.named("Price")), "providerIds": .texts,
  ]

  /// The labels of an entitlement's cases, all together.
  static let entitlement: [String: SwiftType] = [
    "enabled": .bool, "amount": .named("Amount"), "reset": .named("Reset"), "isSoftLimit": .bool,
    "preserveOverageAtReset": .bool, "config": .text, "metadata": .metadata,
  ]

  /// The cases of an entitlement, and the label that each has first.
  static let entitlementCases = [("boolean", "enabled"), ("metered", "amount"), ("static", "config")]

  /// The cases of a metadata value that hold another value, and what they hold.
  static let metadataCases: [(name: String, type: SwiftType, kind: SyntaxTree.Kind)] = [
    ("bool", .bool, .boolean), ("number", .named("Amount"), .number), ("string", .text, .string),
    ("array", .list(.named("MetadataValue")), .array), ("object", .metadata, .object),
  ]

  /// The types of words: what each member stands for in a JSON catalog. A word can also be spelled out, as
  /// `Interval("fortnight")`.
  static let words: [String: [(member: String, word: String)]] = [
    "Aggregation": [
      ("sum", "sum"), ("count", "count"), ("uniqueCount", "unique_count"), ("avg", "avg"), ("min", "min"), ("max", "max"),
      ("latest", "latest"),
    ],
    "FeatureType": [("boolean", "boolean"), ("metered", "metered"), ("static", "static")],
    "Interval": [("day", "day"), ("week", "week"), ("month", "month"), ("year", "year"), ("oneTime", "one_time")],
    "Reset": [("day", "day"), ("week", "week"), ("month", "month"), ("year", "year")],
    "Duration": [("hour", "HOUR"), ("day", "DAY"), ("week", "WEEK"), ("month", "MONTH"), ("year", "YEAR")],
  ]

  /// The types that may be spelled out in front of a value.
  static let allTypes: [String] =
    (objects.keys.sorted() + words.keys.sorted() + ["Amount", "Entitlement", "MetadataValue"])

  /// The type of what stands behind a label.
  static func type(of label: String, in type: SwiftType) -> SwiftType {
    guard let name = type.name else { return .any }
    return (name == "Entitlement" ? entitlement[label] : objects[name]?[label]) ?? .any
  }
}

extension [String: SwiftType] {
  fileprivate func adding(_ more: [String: SwiftType]) -> [String: SwiftType] { merging(more) { _, new in new } }
}
