/// The expected type at a position in a Swift catalog, as declared by the library `BillingCatalog`.
package indirect enum SwiftType: Equatable, Sendable {
  /// The value of an unknown label, which the decoder reports; any value is accepted.
  case any
  /// A type of the library, or `String`, `Int` or `Bool`.
  case named(String)
  /// A dictionary with ids as keys.
  case map(SwiftType)
  case list(SwiftType)

  package static let text = SwiftType.named("String")
  package static let integer = SwiftType.named("Int")
  package static let bool = SwiftType.named("Bool")
  package static let money = SwiftType.named("Money")
  package static let metadata = SwiftType.map(.named("MetadataValue"))
  package static let texts = SwiftType.map(.text)
  /// A string, an array of strings, or `.not([…])`.
  package static let filter = SwiftType.named("MeterFilter")
  /// `.once`, `.forever` or `.months(3)`.
  package static let duration = SwiftType.named("DiscountDuration")

  var name: String? {
    if case .named(let name) = self { return name }
    return nil
  }

  /// The name in messages.
  var expected: String {
    switch self {
    case .any: "a value"
    case .text: "a string"
    case .integer: "a number"
    case .bool: "true or false"
    case .named(let name): "`\(name)(…)`"
    case .map: "a dictionary"
    case .list: "an array"
    }
  }
}

/// A parameter of an initializer or of an enum case.
package struct SwiftParameter: Sendable {
  let label: String
  let type: SwiftType

  package init(_ label: String, _ type: SwiftType) {
    self.label = label
    self.type = type
  }
}

/// One of several initializers of a type, or one of several functions that create an entitlement.
package struct SwiftInitializer: Sendable {
  /// Its parameters without a default value that another initializer lacks or has with one.
  let required: [String]
  /// The fields of the type that it has no parameter for.
  let lacking: [String]

  package init(requiring required: [String], lacking: [String]) {
    self.required = required
    self.lacking = lacking
  }
}

/// The parts of the library `BillingCatalog` that the reader needs to know.
package struct SwiftVocabulary: Sendable {
  /// The types whose initializers represent objects, with their parameters, which are the fields in their order.
  let objects: [String: [SwiftParameter]]
  /// The initializers of the types that have more than one, and the functions of such entitlement cases.
  let initializers: [String: [SwiftInitializer]]
  /// The parameters of all entitlement cases; those of each case are in this order.
  let entitlement: [SwiftParameter]
  /// The cases of an entitlement, each with its first label and all of its labels.
  let entitlementCases: [(name: String, label: String, labels: [String])]
  /// The entitlements that are a single word.
  let entitlementWords: [String]
  /// The word types, with the JSON word of each member. A word can also be given as a string, such as
  /// `Interval("fortnight")`.
  let words: [String: [(member: String, word: String)]]
  /// The types whose name may precede a value.
  let allTypes: [String]
  /// The types that contain other types: `Expiration` of `Expiration.Unit`.
  let outerTypes: [String]

  package init(
    objects: [String: [SwiftParameter]], initializers: [String: [SwiftInitializer]], entitlement: [SwiftParameter],
    entitlementCases: [(name: String, label: String, labels: [String])], entitlementWords: [String],
    words: [String: [(member: String, word: String)]]
  ) {
    self.objects = objects
    self.initializers = initializers
    self.entitlement = entitlement
    self.entitlementCases = entitlementCases
    self.entitlementWords = entitlementWords
    self.words = words
    allTypes = objects.keys.sorted() + words.keys.sorted() + ["Amount", "Entitlement", "MetadataValue", "MeterFilter", "Money"]
    outerTypes = allTypes.compactMap { type in
      type.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(type[..<$0]) }
    }
  }

  /// The cases of a metadata value that have an associated value, and its type.
  static let metadataCases: [(name: String, type: SwiftType, kind: SyntaxTree.Kind)] = [
    ("bool", .bool, .boolean), ("number", .named("Amount"), .number), ("string", .text, .string),
    ("array", .list(.named("MetadataValue")), .array), ("object", .metadata, .object),
  ]

  /// The parameters of the type's initializer, in order; for an entitlement those of its cases.
  func parameters(of type: SwiftType) -> [SwiftParameter] {
    guard let name = type.name else { return [] }
    return name == "Entitlement" ? entitlement : objects[name] ?? []
  }

  /// The only member of a `MeterFilter`, and the only field of the object that it is in JSON.
  static let exclusion = "not"

  /// The only member of a `DiscountDuration` with a value, and the only field of the object that it is in JSON.
  static let months = "months"

  /// The type of the value after a label.
  func type(of label: String, in type: SwiftType) -> SwiftType {
    parameters(of: type).first { $0.label == label }?.type ?? .any
  }

  /// The member for a word of a JSON catalog: `oneTime` for `one_time`. No word has more than one member.
  func member(for word: String) -> String? {
    if entitlementWords.contains(word) { return word }
    for members in words.values {
      if let member = members.first(where: { $0.word == word }) { return member.member }
    }
    return nil
  }
}
