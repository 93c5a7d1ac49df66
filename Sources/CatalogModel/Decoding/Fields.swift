import Syntax

/// A closed set of words.
protocol Vocabulary: RawRepresentable<String>, CaseIterable, Sendable {
  /// The raw values in the order of the cases. A list of its own, because a start needs many of them, and Swift takes longer
  /// to put the type of a list of cases together than to read a catalog with it.
  static var words: WordList { get }
}

extension Vocabulary {
  /// The number of a case, which is that of its word: a case without a payload is a byte with its number. A test holds each
  /// vocabulary to that.
  var place: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  init(place: Int) { self = unsafeBitCast(UInt8(truncatingIfNeeded: place), to: Self.self) }

  /// The case that a string spells, scalar by scalar.
  static func word(_ node: NodeID, in tree: SyntaxTree) -> Self? {
    words.index(of: node, in: tree).map { Self(place: $0) }
  }
}

/// The members that one kind of object may have. The decoder knows no others.
protocol FieldName: Vocabulary, Equatable {
  /// What the object is, as a message speaks of it: `a price`.
  static var owner: String { get }
  var isRequired: Bool { get }
}

extension FieldName {
  var isRequired: Bool { false }

  static var required: [Self] { allCases.filter(\.isRequired) }
}

/// The members of an object of a catalog: those that its JSON Schema tells of.
protocol CatalogFieldName: FieldName {
  /// What the field means.
  var note: FieldNote { get }
}

enum CatalogField: String, CatalogFieldName {
  case schema = "$schema"
  case meters, features, plans, addons, topups, providers
  static let words = WordList("$schema meters features plans addons topups providers")
  static let owner = "the catalog"
  var isRequired: Bool {
    switch self {
    case .features, .plans: true
    default: false
    }
  }
}

enum MeterField: String, CatalogFieldName {
  case key, name, description, eventType, aggregation, valueProperty, groupBy, metadata
  static let words = WordList("key name description eventType aggregation valueProperty groupBy metadata")
  static let owner = "a meter"
  var isRequired: Bool {
    switch self {
    case .eventType, .aggregation: true
    default: false
    }
  }
}

enum FeatureField: String, CatalogFieldName {
  case key, type, name, description, meter, metadata
  static let words = WordList("key type name description meter metadata")
  static let owner = "a feature"
  var isRequired: Bool {
    switch self {
    case .type: true
    default: false
    }
  }
}

enum PlanField: String, CatalogFieldName {
  case key, name, description, entitlements, prices, providerIds, metadata
  static let words = WordList("key name description entitlements prices providerIds metadata")
  static let owner = "a plan"
  var isRequired: Bool {
    switch self {
    case .entitlements: true
    default: false
    }
  }
}

enum AddonField: String, CatalogFieldName {
  case key, name, description, entitlements, prices, compatiblePlans, multiple, quantity, providerIds, metadata
  static let words = WordList("key name description entitlements prices compatiblePlans multiple quantity providerIds metadata")
  static let owner = "an add-on"
  var isRequired: Bool {
    switch self {
    case .entitlements: true
    default: false
    }
  }
}

enum QuantityField: String, CatalogFieldName {
  case min, max
  static let words = WordList("min max")
  static let owner = "a quantity"
}

enum TopupField: String, CatalogFieldName {
  case key, name, description, feature, amount, prices, compatiblePlans, grant, providerIds, metadata
  static let words = WordList("key name description feature amount prices compatiblePlans grant providerIds metadata")
  static let owner = "a top-up"
  var isRequired: Bool {
    switch self {
    case .feature, .amount, .prices: true
    default: false
    }
  }
}

enum GrantField: String, CatalogFieldName {
  case priority, expiration, maxRolloverAmount, metadata
  static let words = WordList("priority expiration maxRolloverAmount metadata")
  static let owner = "a grant"
}

enum ExpirationField: String, CatalogFieldName {
  case duration, count
  static let words = WordList("duration count")
  static let owner = "an expiration"
  var isRequired: Bool {
    switch self {
    case .duration: true
    default: false
    }
  }
}

enum PriceField: String, CatalogFieldName {
  case amount, currency, interval, intervalCount, trialDays, lookupKey, providerIds, metadata
  static let words = WordList("amount currency interval intervalCount trialDays lookupKey providerIds metadata")
  static let owner = "a price"
  var isRequired: Bool {
    switch self {
    case .amount, .currency, .interval: true
    default: false
    }
  }
}

enum EntitlementField: String, CatalogFieldName {
  case type, enabled, amount, reset, isSoftLimit, preserveOverageAtReset, config, metadata
  static let words = WordList("type enabled amount reset isSoftLimit preserveOverageAtReset config metadata")
  static let owner = "an entitlement"

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
  static let words = WordList("enabled options metadata")
  static let owner = "a provider's settings"
}

/// The members of one object by name.
struct Fields<Name: FieldName> {
  /// The object, or the value that stands where one is expected.
  let node: NodeID
  /// False where the object has a member that it cannot have.
  let isComplete: Bool
  /// A bit for each name that the object has, the lowest for the first of all names.
  private var found: UInt
  /// The values by the place of the name among all names, where it is found.
  private var values: Values = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

  private typealias Values = (
    Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32
  )

  init(_ node: NodeID, in tree: SyntaxTree) {
    self.node = node
    (found, isComplete) = withUnsafeMutableBytes(of: &values) { values in
      Name.words.findMembers(of: node, in: tree, values.assumingMemoryBound(to: Int32.self))
    }
  }

  subscript(name: Name) -> NodeID? {
    @inline(__always)
    get {
      guard has(name) else { return nil }
      return withUnsafeBytes(of: values) { NodeID(index: $0.load(fromByteOffset: 4 * name.place, as: Int32.self)) }
    }
  }

  @inline(__always)
  func has(_ name: Name) -> Bool { found & name.bit != 0 }

  mutating func remove(_ name: Name) -> NodeID? {
    let value = self[name]
    found &= ~name.bit
    return value
  }

  /// The first name in the file of which this holds.
  func first(where isWanted: (Name) -> Bool) -> Name? {
    var first: (name: Name, value: NodeID)?
    var rest = found
    while rest != 0 {
      let name = Name(place: rest.trailingZeroBitCount)
      rest &= ~name.bit
      guard isWanted(name), let value = self[name] else { continue }
      if first.map({ value < $0.value }) ?? true { first = (name, value) }
    }
    return first?.name
  }

  /// True where it has all names that it needs.
  var hasRequired: Bool {
    var missing = ~found & (1 << UInt(Name.words.count) - 1)
    while missing != 0 {
      let name = Name(place: missing.trailingZeroBitCount)
      if name.isRequired { return false }
      missing &= ~name.bit
    }
    return true
  }
}

extension FieldName {
  @inline(__always)
  fileprivate var bit: UInt { 1 &<< UInt(truncatingIfNeeded: place) }
}
