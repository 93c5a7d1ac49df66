import Syntax

/// The members that one kind of object may have. The decoder knows no others.
protocol FieldName: RawRepresentable<String>, CaseIterable, Equatable, Sendable {
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
}

enum MeterField: String, CatalogFieldName {
  case key, name, description, eventType, aggregation, valueProperty, groupBy, metadata
  static let owner = "a meter"
  static let required: [Self] = [.eventType, .aggregation]
}

enum FeatureField: String, CatalogFieldName {
  case key, type, name, description, meter, metadata
  static let owner = "a feature"
  static let required: [Self] = [.type]
}

enum PlanField: String, CatalogFieldName {
  case key, name, description, entitlements, prices, providerIds, metadata
  static let owner = "a plan"
  static let required: [Self] = [.entitlements]
}

enum AddonField: String, CatalogFieldName {
  case key, name, description, entitlements, prices, compatiblePlans, multiple, quantity, providerIds, metadata
  static let owner = "an add-on"
  static let required: [Self] = [.entitlements]
}

enum QuantityField: String, CatalogFieldName {
  case min, max
  static let owner = "a quantity"
  static let required: [Self] = []
}

enum TopupField: String, CatalogFieldName {
  case key, name, description, feature, amount, prices, compatiblePlans, grant, providerIds, metadata
  static let owner = "a top-up"
  static let required: [Self] = [.feature, .amount, .prices]
}

enum GrantField: String, CatalogFieldName {
  case priority, expiration, maxRolloverAmount, metadata
  static let owner = "a grant"
  static let required: [Self] = []
}

enum ExpirationField: String, CatalogFieldName {
  case duration, count
  static let owner = "an expiration"
  static let required: [Self] = [.duration]
}

enum PriceField: String, CatalogFieldName {
  case amount, currency, interval, intervalCount, trialDays, lookupKey, providerIds, metadata
  static let owner = "a price"
  static let required: [Self] = [.amount, .currency, .interval]
}

enum EntitlementField: String, CatalogFieldName {
  case type, enabled, amount, reset, isSoftLimit, preserveOverageAtReset, config, metadata
  static let owner = "an entitlement"
  static let required: [Self] = []

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
}

/// The members of one object by name.
struct Fields<Name: FieldName> {
  /// The object, or the value that stands where one is expected.
  let node: NodeID
  /// False where the object has a member that it cannot have.
  var isComplete = true
  private var found: [(name: Name, value: NodeID)] = []

  init(_ node: NodeID) { self.node = node }

  subscript(name: Name) -> NodeID? { found.first { $0.name == name }?.value }

  var names: [Name] { found.map(\.name) }

  mutating func add(_ name: Name, _ value: NodeID) { found.append((name, value)) }
}
