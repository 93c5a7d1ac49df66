/// The expected type at a position in a Swift catalog, as declared by the library `BillingCatalog`.
package indirect enum SwiftType: Equatable, Sendable {
  /// The value of an unknown label, which the decoder reports; any value is accepted.
  case any
  /// A type of the library, or `String`, `Int64` or `Bool`.
  case named(String)
  /// A dictionary with ids as keys.
  case map(SwiftType)
  case list(SwiftType)

  package static let text = SwiftType.named("String")
  package static let integer = SwiftType.named("Int64")
  package static let bool = SwiftType.named("Bool")
  package static let metadata = SwiftType.map(.named("MetadataValue"))
  package static let texts = SwiftType.map(.text)

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

/// The parts of the library `BillingCatalog` that the reader needs to know.
package struct SwiftVocabulary: Sendable {
  /// The types whose initializers represent objects, with their labels, which are the names of the fields.
  let objects: [String: [String: SwiftType]]
  /// The labels of all entitlement cases.
  let entitlement: [String: SwiftType]
  /// The cases of an entitlement, each with its first label.
  let entitlementCases: [(name: String, label: String)]
  /// The word types, with the JSON word of each member. A word can also be given as a string, such as
  /// `Interval("fortnight")`.
  let words: [String: [(member: String, word: String)]]

  package init(
    objects: [String: [String: SwiftType]], entitlement: [String: SwiftType],
    entitlementCases: [(name: String, label: String)], words: [String: [(member: String, word: String)]]
  ) {
    self.objects = objects
    self.entitlement = entitlement
    self.entitlementCases = entitlementCases
    self.words = words
  }

  /// The cases of a metadata value that have an associated value, and its type.
  static let metadataCases: [(name: String, type: SwiftType, kind: SyntaxTree.Kind)] = [
    ("bool", .bool, .boolean), ("number", .named("Amount"), .number), ("string", .text, .string),
    ("array", .list(.named("MetadataValue")), .array), ("object", .metadata, .object),
  ]

  /// The types whose name may precede a value.
  var allTypes: [String] { objects.keys.sorted() + words.keys.sorted() + ["Amount", "Entitlement", "MetadataValue"] }

  /// The type of the value after a label.
  func type(of label: String, in type: SwiftType) -> SwiftType {
    guard let name = type.name else { return .any }
    return (name == "Entitlement" ? entitlement[label] : objects[name]?[label]) ?? .any
  }

  /// The member for a word of a JSON catalog: `oneTime` for `one_time`. No word has more than one member.
  func member(for word: String) -> String? {
    for members in words.values {
      if let member = members.first(where: { $0.word == word }) { return member.member }
    }
    return nil
  }
}
