/// What may stand at a place of a Swift catalog, as the library `BillingCatalog` declares it.
package indirect enum SwiftType: Equatable, Sendable {
  /// Behind a label that no type has: the decoder reports the label, and its value is read as it comes.
  case any
  /// A type of the library, or `String`, `Int` or `Bool`.
  case named(String)
  /// A dictionary from ids.
  case map(SwiftType)
  case list(SwiftType)

  package static let text = SwiftType.named("String")
  package static let integer = SwiftType.named("Int")
  package static let bool = SwiftType.named("Bool")
  package static let metadata = SwiftType.map(.named("MetadataValue"))
  package static let texts = SwiftType.map(.text)

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
    case .map: "`[` and a dictionary"
    case .list: "`[` and an array"
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

/// The words of the library `BillingCatalog`, as far as the reader has to know them.
package struct SwiftVocabulary: Sendable {
  /// The types whose initializers stand for objects, with their parameters, which are the object's fields in their order.
  let objects: [String: [SwiftParameter]]
  /// The parameters of an entitlement's cases, all together; those of each case are in this order.
  let entitlement: [SwiftParameter]
  /// The cases of an entitlement, and the label that each has first.
  let entitlementCases: [(name: String, label: String)]
  /// The types of words: what each member stands for in a JSON catalog. A word can also be spelled out, as
  /// `Interval("fortnight")`.
  let words: [String: [(member: String, word: String)]]
  /// The types that may be spelled out in front of a value.
  let allTypes: [String]
  /// Those that other types are nested in: `Expiration` of `Expiration.Unit`.
  let outerTypes: [String]

  package init(
    objects: [String: [SwiftParameter]], entitlement: [SwiftParameter],
    entitlementCases: [(name: String, label: String)], words: [String: [(member: String, word: String)]]
  ) {
    self.objects = objects
    self.entitlement = entitlement
    self.entitlementCases = entitlementCases
    self.words = words
    allTypes = objects.keys.sorted() + words.keys.sorted() + ["Amount", "Entitlement", "MetadataValue"]
    outerTypes = allTypes.compactMap { type in
      type.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(type[..<$0]) }
    }
  }

  /// The cases of a metadata value that hold another value, and what they hold.
  static let metadataCases: [(name: String, type: SwiftType, kind: SyntaxTree.Kind)] = [
    ("bool", .bool, .boolean), ("number", .named("Amount"), .number), ("string", .text, .string),
    ("array", .list(.named("MetadataValue")), .array), ("object", .metadata, .object),
  ]

  /// The parameters of the type's initializer, in order; for an entitlement those of its cases.
  func parameters(of type: SwiftType) -> [SwiftParameter] {
    guard let name = type.name else { return [] }
    return name == "Entitlement" ? entitlement : objects[name] ?? []
  }

  /// The type of what stands behind a label.
  func type(of label: String, in type: SwiftType) -> SwiftType {
    parameters(of: type).first { $0.label == label }?.type ?? .any
  }

  /// The member that stands for a word of a JSON catalog: `oneTime` for `one_time`. No word has two.
  func member(for word: String) -> String? {
    for members in words.values {
      if let member = members.first(where: { $0.word == word }) { return member.member }
    }
    return nil
  }
}
