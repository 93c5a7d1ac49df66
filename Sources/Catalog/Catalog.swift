import Foundations
import JSONText
import Syntax

/// A validated catalog: every reference is resolved, and every amount and currency is checked.
///
/// ``resolve(_:)`` creates it from a valid file. Code that builds one itself must follow the same rules: ids and keys are not
/// empty and unique in their section, and lookup keys are unique in the catalog. Lists keep their order; references are
/// indices into them.
package struct Catalog: Sendable {
  /// Names the catalog in an account that it shares with others; nil if it has the account to itself.
  package let id: String?
  package let meters: [Meter]
  package let features: [Feature]
  package let plans: [Plan]
  package let addons: [Addon]
  package let topups: [Topup]
  package let discounts: [Discount]
  package let providers: [ProviderSettings]
  /// Everything that is sold: plans, then add-ons, then top-ups.
  package let items: [Item]

  package init(
    id: String? = nil, meters: [Meter] = [], features: [Feature], plans: [Plan], addons: [Addon] = [], topups: [Topup] = [],
    discounts: [Discount] = [], providers: [ProviderSettings] = []
  ) {
    self.id = id
    self.meters = meters
    self.features = features
    self.plans = plans
    self.addons = addons
    self.topups = topups
    self.discounts = discounts
    self.providers = providers
    items = plans.map { Item($0) } + addons.map { Item($0) } + topups.map { Item($0) }
  }

  /// The settings of a provider, or the defaults.
  package func settings(for provider: String) -> ProviderSettings {
    providers.first { $0.provider == provider } ?? ProviderSettings(provider: provider, place: Place(.root))
  }

  /// The plans that an add-on or a top-up is available with.
  package func plans(_ selection: PlanSelection) -> [Plan] {
    switch selection {
    case .every: plans
    case .named(let indices): indices.map { plans[$0] }
    }
  }
}

/// The maps of a catalog. Raw values are their names in the file.
package enum Section: String, CaseIterable, Sendable {
  case meters, features, plans, addons, topups, discounts
}

/// Where an entry comes from.
package enum Origin: Sendable {
  /// A value in a source text.
  case node(NodeID)
  /// No source text: the path of the entry in the catalog.
  case path([String])

  var place: Place {
    switch self {
    case .node(let node): Place(node)
    case .path(let steps): Place(.root, steps)
    }
  }

  /// The origin of a member, for an entry without a source text.
  func path(_ steps: String...) -> Origin { .path(place.steps + steps) }
}

/// The fields that meters, features, plans, add-ons and top-ups share. A class, because it is passed on far more often than read.
package final class Header: Sendable {
  /// The entry's key in its map.
  package let id: String
  /// The key that providers and programs use. Defaults to the id.
  package let key: String
  /// The display name. Defaults to the key.
  package let name: String
  package let description: String?
  /// In the order of the file, with JSON values as written.
  package let metadata: [JSON.Member]
  /// The id of the catalog, if it has one.
  package let catalogID: String?
  let origin: Origin

  /// - Parameter origin: defaults to the entry's path in the catalog.
  package init(
    _ id: String, in section: Section, of catalogID: String? = nil, key: String? = nil, name: String? = nil,
    description: String? = nil, metadata: [JSON.Member] = [], origin: Origin? = nil
  ) {
    self.id = id
    self.catalogID = catalogID
    self.key = key ?? id
    self.name = name ?? self.key
    self.description = description
    self.metadata = metadata
    self.origin = origin ?? .path([section.rawValue, id])
  }

  /// What default lookup keys begin with: the key, after the catalog's id and a colon.
  package var lookupKeyRoot: String { catalogID.map { "\($0):\(key)" } ?? key }

  /// The name that the compiler chooses for an object of an account: the key, after the catalog's id and an underscore.
  package var accountKey: String { catalogID.map { "\($0)_\(key)" } ?? key }

  /// Whether the key equals the id.
  package var hasDefaultKey: Bool { key.hasSameScalars(as: id) }

  /// For findings.
  package var place: Place { origin.place }

  /// Whether the key differs from the id.
  package var hasOwnKey: Bool { !key.hasSameScalars(as: id) }

  /// Whether the name differs from the key.
  package var hasOwnName: Bool { !name.hasSameScalars(as: key) }
}

/// How usage events are counted.
package struct Meter: Sendable {
  package enum Aggregation: String, Word {
    case sum, count, min, max, avg, latest
    case uniqueCount = "unique_count"
    package static let words = Words<Aggregation>()

    /// Whether the aggregation reads a value from each event. All but `count` do.
    package var needsValue: Bool { self != .count }
  }

  package struct Dimension: Sendable {
    package let name: String
    /// A JSONPath into the event's data.
    package let path: String

    package init(name: String, path: String) {
      self.name = name
      self.path = path
    }
  }

  package let header: Header
  /// The `type` of the CloudEvents to count.
  package let eventType: String
  package let aggregation: Aggregation
  /// A JSONPath into the event's data.
  package let valueProperty: String?
  package let groupBy: [Dimension]
  /// The meter's ids at providers where it already exists; it is used there, not changed.
  package let providerIds: [ProviderID]

  package init(
    _ header: Header, eventType: String, aggregation: Aggregation, valueProperty: String? = nil, groupBy: [Dimension] = [],
    providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.eventType = eventType
    self.aggregation = aggregation
    self.valueProperty = valueProperty
    self.groupBy = groupBy
    self.providerIds = providerIds
  }
}

extension Meter {
  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }
}

extension Feature {
  package func id(at provider: String) -> String? { providerIds.first { $0.provider == provider }?.id }
}

/// Something that customers can have: access, an allowance of usage, a number that they hold, or a setting.
package struct Feature: Sendable {
  package enum Kind: String, Word {
    case boolean, metered, limit, `static`
    package static let words = Words<Kind>()
  }

  package let header: Header
  package let kind: Kind
  /// An index into ``Catalog/meters``.
  package let meter: Int?
  /// The events of the meter that count; all of them pass an empty list.
  package let filters: [MeterFilter]
  /// What the units of other features cost in units of this one; empty unless it is a pool of credits.
  package let costs: [CreditCost]
  /// The feature's ids at providers where it already exists; it is used there, not changed.
  package let providerIds: [ProviderID]

  package init(
    _ header: Header, kind: Kind, meter: Int? = nil, filters: [MeterFilter] = [], costs: [CreditCost] = [],
    providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.kind = kind
    self.meter = meter
    self.filters = filters
    self.costs = costs
    self.providerIds = providerIds
  }

  /// Whether it is a pool of credits that other features draw on.
  package var isPool: Bool { !costs.isEmpty }
}

/// What one unit of a feature costs in the credits of a pool.
package struct CreditCost: Sendable {
  /// The index of a metered feature with a meter in ``Catalog/features``.
  package let feature: Int
  /// In units of the pool; above zero.
  package let cost: ExactDecimal

  package init(feature: Int, cost: ExactDecimal) {
    self.feature = feature
    self.cost = cost
  }
}

/// Whether and how an item is offered to new customers.
package enum Availability: Hashable, Sendable {
  case sold
  /// Offered, but the price is on request.
  case onRequest
  /// No longer offered; customers who have it keep it.
  case unsold
}

package struct Plan: Sendable {
  package let header: Header
  package internal(set) var entitlements: [Entitlement]
  package internal(set) var prices: [Price]
  /// How many prices the catalog has for it, including those that are not offered.
  let priceCount: Int
  /// Nil if one is bought at a time.
  package let quantity: Quantity?
  /// Whether a customer without a purchase has it.
  package let isDefault: Bool
  /// Plans with the same group exclude each other; nil for the group of plans without one.
  package let group: String?
  package let availability: Availability
  /// The price whose entitlements the plan represents; nil for the plan itself. See ``Catalog/offered(splitting:)``.
  package internal(set) var variant: String?
  package internal(set) var providerIds: [ProviderID]

  package init(
    _ header: Header, entitlements: [Entitlement], prices: [Price] = [], quantity: Quantity? = nil, isDefault: Bool = false,
    group: String? = nil, availability: Availability = .sold, providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.entitlements = entitlements
    self.prices = prices
    priceCount = prices.count
    self.quantity = quantity
    self.isDefault = isDefault
    self.group = group
    self.availability = availability
    self.providerIds = providerIds
  }
}

package struct Addon: Sendable {
  package let header: Header
  package internal(set) var entitlements: [Entitlement]
  package internal(set) var prices: [Price]
  /// How many prices the catalog has for it, including those that are not offered.
  let priceCount: Int
  package internal(set) var compatiblePlans: PlanSelection
  /// Nil if one is bought at a time.
  package let quantity: Quantity?
  /// Whether the quantity is written as `"multiple": true`.
  let isMultiple: Bool
  package let availability: Availability
  /// The price whose entitlements the add-on represents; nil for the add-on itself. See ``Catalog/offered(splitting:)``.
  package internal(set) var variant: String?
  package internal(set) var providerIds: [ProviderID]

  package init(
    _ header: Header, entitlements: [Entitlement], prices: [Price] = [], compatiblePlans: PlanSelection = .every,
    quantity: Quantity? = nil, isMultiple: Bool = false, availability: Availability = .sold, providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.entitlements = entitlements
    self.prices = prices
    priceCount = prices.count
    self.compatiblePlans = compatiblePlans
    self.quantity = quantity
    self.availability = availability
    self.isMultiple = isMultiple
    self.providerIds = providerIds
  }
}

extension Addon {
  /// Whether a customer can have several.
  package var multiple: Bool { quantity != nil }
}

/// An amount of usage that is bought once.
package struct Topup: Sendable {
  package let header: Header
  /// The index of a metered feature in ``Catalog/features``.
  package let feature: Int
  /// In the feature's own unit; not negative.
  package let amount: ExactDecimal
  package internal(set) var prices: [Price]
  /// How many prices the catalog has for it, including those that are not offered.
  let priceCount: Int
  package internal(set) var compatiblePlans: PlanSelection
  /// Nil if one is bought at a time.
  package let quantity: Quantity?
  package let grant: Grant
  package let availability: Availability
  package internal(set) var providerIds: [ProviderID]

  package init(
    _ header: Header, feature: Int, amount: ExactDecimal, prices: [Price], compatiblePlans: PlanSelection = .every,
    quantity: Quantity? = nil, grant: Grant = Grant(), availability: Availability = .sold, providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.feature = feature
    self.amount = amount
    self.prices = prices
    priceCount = prices.count
    self.compatiblePlans = compatiblePlans
    self.quantity = quantity
    self.grant = grant
    self.availability = availability
    self.providerIds = providerIds
  }
}

/// The plans that an add-on or a top-up is available with.
package enum PlanSelection: Sendable {
  /// `compatiblePlans` is omitted or empty.
  case every
  /// Indices into ``Catalog/plans``, each once.
  case named([Int])
}

/// The catalog's settings for one provider.
package struct ProviderSettings: Sendable {
  package let provider: String
  package let isEnabled: Bool
  /// Checked against the provider's ``OptionDeclaration``s.
  package let options: [JSON.Member]
  /// Put on every object that the provider's setup creates.
  package let metadata: [JSON.Member]
  package let place: Place

  package init(
    provider: String, isEnabled: Bool = true, options: [JSON.Member] = [], metadata: [JSON.Member] = [], place: Place
  ) {
    self.provider = provider
    self.isEnabled = isEnabled
    self.options = options
    self.metadata = metadata
    self.place = place
  }

  package func text(_ option: String) -> String? {
    if case .string(let text) = JSON.object(options)[option] { return text }
    return nil
  }

  package func integer(_ option: String) -> Int64? {
    if case .integer(let value) = JSON.object(options)[option] { return value }
    return nil
  }
}
