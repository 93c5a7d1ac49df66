import Catalog
import Syntax

extension SwiftVocabulary {
  /// The words of a catalog: the types and labels of its fields.
  package static let catalog: SwiftVocabulary = {
    var objects: [String: [String: SwiftType]] = [:]
    var words: [String: [(member: String, word: String)]] = [:]
    FieldType.catalog.addTypes(to: &objects, &words)
    let entitlement = EntitlementField.allCases.filter { $0 != .type }.map { ($0.rawValue, $0.spec.type.swiftType) }
    for field in EntitlementField.allCases { field.spec.type.addTypes(to: &objects, &words) }
    return SwiftVocabulary(
      objects: objects, entitlement: Dictionary(uniqueKeysWithValues: entitlement),
      entitlementCases: Feature.Kind.allCases.map { ($0.rawValue, $0.literalField.rawValue) }, words: words)
  }()
}

extension FieldType {
  /// The type of the library `BillingCatalog` that stands for it.
  fileprivate var swiftType: SwiftType {
    switch self {
    case .object(let object): .named(object.swiftType)
    case .map(let entry, _), .perProvider(let entry): .map(entry.swiftType)
    case .entitlements: .map(.named("Entitlement"))
    case .list(let element): .list(element.swiftType)
    case .entitlement: .named("Entitlement")
    case .word(let words): .named(words.swiftType)
    case .currency, .name, .text: .text
    case .amount: .named("Amount")
    case .integer: .integer
    case .flag: .bool
    case .metadata, .options: .metadata
    case .any: .any
    }
  }

  /// Adds the types that are written at this place and below it.
  fileprivate func addTypes(
    to objects: inout [String: [String: SwiftType]], _ words: inout [String: [(member: String, word: String)]]
  ) {
    switch self {
    case .object(let object):
      // `$schema` is for editors of JSON, and no label can be called so.
      let fields = object.fields.filter { !$0.name.hasPrefix("$") }
      for field in fields { objects[object.swiftType, default: [:]][field.name] = field.spec.type.swiftType }
      for field in fields { field.spec.type.addTypes(to: &objects, &words) }
    case .map(let entry, _), .perProvider(let entry), .list(let entry): entry.addTypes(to: &objects, &words)
    case .word(let type): words[type.swiftType] = type.known.map { (WordType.member(of: $0), $0) }
    case .entitlements, .entitlement, .currency, .amount, .integer, .name, .text, .flag, .metadata, .options, .any: break
    }
  }
}
