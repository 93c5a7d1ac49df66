import Syntax

/// A closed set of words.
protocol Vocabulary: RawRepresentable<String>, CaseIterable, Sendable {
  static var words: WordTable<Self> { get }
}

/// The words of an enumeration, and the cases that they are.
///
/// A class, so that it is passed on without a copy of all that it holds.
final class WordTable<Word: RawRepresentable<String> & CaseIterable & Sendable>: Sendable {
  private let list: WordList
  private let words: [Word]

  init(of _: Word.Type) {
    words = Array(Word.allCases)
    list = WordList(words.map(\.rawValue))
  }

  /// The case that a string spells, scalar by scalar.
  func word(_ node: NodeID, in tree: SyntaxTree) -> Word? { list.index(of: node, in: tree).map { words[$0] } }

  /// The same for keys, of which each is looked for first behind the one in front of it.
  func word(_ node: NodeID, in tree: SyntaxTree, behind place: inout Int) -> Word? {
    guard let index = list.index(of: node, in: tree, startingAt: place) else { return nil }
    place = index + 1
    return words[index]
  }
}

/// The members that one kind of object may have. The decoder knows no others.
protocol FieldName: Vocabulary, Equatable {
  /// What the object is, as a message speaks of it: `a price`.
  static var owner: String { get }
  static var required: [Self] { get }
}

/// The members of an object of a catalog: those that its JSON Schema tells of.
protocol CatalogFieldName: FieldName {
  /// What the field means.
  var note: FieldNote { get }
}

enum CatalogField: String, CatalogFieldName {
  case schema = "$schema"
  case meters, features, plans, addons, topups, providers
  static let owner = "the catalog"
  static let required: [Self] = [.features, .plans]
  static let words = WordTable(of: Self.self)
}

enum MeterField: String, CatalogFieldName {
  case key, name, description, eventType, aggregation, valueProperty, groupBy, metadata
  static let owner = "a meter"
  static let required: [Self] = [.eventType, .aggregation]
  static let words = WordTable(of: Self.self)
}

enum FeatureField: String, CatalogFieldName {
  case key, type, name, description, meter, metadata
  static let owner = "a feature"
  static let required: [Self] = [.type]
  static let words = WordTable(of: Self.self)
}

enum PlanField: String, CatalogFieldName {
  case key, name, description, entitlements, prices, providerIds, metadata
  static let owner = "a plan"
  static let required: [Self] = [.entitlements]
  static let words = WordTable(of: Self.self)
}

enum AddonField: String, CatalogFieldName {
  case key, name, description, entitlements, prices, compatiblePlans, multiple, quantity, providerIds, metadata
  static let owner = "an add-on"
  static let required: [Self] = [.entitlements]
  static let words = WordTable(of: Self.self)
}

enum QuantityField: String, CatalogFieldName {
  case min, max
  static let owner = "a quantity"
  static let required: [Self] = []
  static let words = WordTable(of: Self.self)
}

enum TopupField: String, CatalogFieldName {
  case key, name, description, feature, amount, prices, compatiblePlans, grant, providerIds, metadata
  static let owner = "a top-up"
  static let required: [Self] = [.feature, .amount, .prices]
  static let words = WordTable(of: Self.self)
}

enum GrantField: String, CatalogFieldName {
  case priority, expiration, maxRolloverAmount, metadata
  static let owner = "a grant"
  static let required: [Self] = []
  static let words = WordTable(of: Self.self)
}

enum ExpirationField: String, CatalogFieldName {
  case duration, count
  static let owner = "an expiration"
  static let required: [Self] = [.duration]
  static let words = WordTable(of: Self.self)
}

enum PriceField: String, CatalogFieldName {
  case amount, currency, interval, intervalCount, trialDays, lookupKey, providerIds, metadata
  static let owner = "a price"
  static let required: [Self] = [.amount, .currency, .interval]
  static let words = WordTable(of: Self.self)
}

enum EntitlementField: String, CatalogFieldName {
  case type, enabled, amount, reset, isSoftLimit, preserveOverageAtReset, config, metadata
  static let owner = "an entitlement"
  static let required: [Self] = []
  static let words = WordTable(of: Self.self)

  /// The kind of entitlement that alone has this member; nil where all have it.
  var kind: Feature.Kind? {
    switch self {
    case .type, .metadata: nil
    case .enabled: .boolean
    case .amount, .reset, .isSoftLimit, .preserveOverageAtReset: .metered
    case .config: .static
    }
  }
}

extension Feature.Kind {
  /// The member that an entitlement of this kind cannot do without, where it is an object.
  var neededField: EntitlementField? {
    switch self {
    case .boolean: nil
    case .metered: .amount
    case .static: .config
    }
  }
}

enum ProviderField: String, CatalogFieldName {
  case enabled, options, metadata
  static let owner = "a provider's settings"
  static let required: [Self] = []
  static let words = WordTable(of: Self.self)
}

/// The members of one object by name.
struct Fields<Name: FieldName> {
  /// The object, or the value that stands where one is expected.
  let node: NodeID
  /// False where the object has a member that it cannot have.
  var isComplete = true
  /// The values by the place of the name among all names; the root, which is no member, where there is none.
  private var values: Values = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

  private typealias Values = (
    Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32
  )

  init(_ node: NodeID) { self.node = node }

  subscript(name: Name) -> NodeID? {
    let value = withUnsafeBytes(of: values) { $0.load(fromByteOffset: 4 * Self.place(of: name), as: Int32.self) }
    return value == NodeID.root.index ? nil : NodeID(index: value)
  }

  mutating func add(_ name: Name, _ value: NodeID) { set(name, value.index) }

  mutating func remove(_ name: Name) -> NodeID? {
    defer { set(name, NodeID.root.index) }
    return self[name]
  }

  private mutating func set(_ name: Name, _ value: Int32) {
    withUnsafeMutableBytes(of: &values) { $0.storeBytes(of: value, toByteOffset: 4 * Self.place(of: name), as: Int32.self) }
  }

  /// The first name in the file of which this holds.
  func first(where isWanted: (Name) -> Bool) -> Name? {
    var first: (name: Name, value: NodeID)?
    for name in Name.allCases where isWanted(name) {
      guard let value = self[name] else { continue }
      if first.map({ value < $0.value }) ?? true { first = (name, value) }
    }
    return first?.name
  }

  /// The names that the object has.
  var names: [Name] { Name.allCases.filter { self[$0] != nil } }

  /// A case without a payload is its number among the cases; one object has at most sixteen fields. A test holds it to both.
  static func place(of name: Name) -> Int { Int(unsafeBitCast(name, to: UInt8.self)) }
}
