import Foundations
import JSONText
import Syntax

/// A catalog without errors: every reference leads somewhere, every amount and currency is checked.
///
/// ``resolve(_:)`` makes one of a file that holds to the rules. A program that builds one itself has to keep to them, too:
/// ids and keys are unique in their section and not empty, lookup keys in the catalog. Lists keep their order, and references
/// are indices into them.
package struct Catalog: Sendable {
  package let meters: [Meter]
  package let features: [Feature]
  package let plans: [Plan]
  package let addons: [Addon]
  package let topups: [Topup]
  package let providers: [ProviderSettings]

  package init(
    meters: [Meter] = [], features: [Feature], plans: [Plan], addons: [Addon] = [], topups: [Topup] = [],
    providers: [ProviderSettings] = []
  ) {
    self.meters = meters
    self.features = features
    self.plans = plans
    self.addons = addons
    self.topups = topups
    self.providers = providers
  }

  /// What the catalog says about a provider; the defaults where it says nothing.
  package func settings(for provider: String) -> ProviderSettings {
    providers.first { $0.provider == provider } ?? ProviderSettings(provider: provider, place: Place(.root))
  }

  /// The plans that an add-on or a top-up goes with.
  package func plans(_ selection: PlanSelection) -> [Plan] {
    switch selection {
    case .every: plans
    case .named(let indices): indices.map { plans[$0] }
    }
  }
}

/// The maps of a catalog, as the file names them.
package enum Section: String, CaseIterable, Sendable {
  case meters, features, plans, addons, topups
}

/// Where an entry comes from.
package enum Origin: Sendable {
  /// A value of a source text.
  case node(NodeID)
  /// No text: the path that the entry has in the catalog.
  case path([String])

  var place: Place {
    switch self {
    case .node(let node): Place(node)
    case .path(let steps): Place(.root, steps)
    }
  }

  /// A member of the entry, where that comes from no text.
  func path(_ steps: String...) -> Origin { .path(place.steps + steps) }
}

/// What meters, features, plans, add-ons and top-ups have in common. A class: it is passed on far more often than it is read.
package final class Header: Sendable {
  /// The key of the entry in the file's map.
  package let id: String
  /// The name that providers and programs know it by; the id where the catalog gives none.
  package let key: String
  /// What people read; the key where the catalog gives none.
  package let name: String
  package let description: String?
  /// In the order of the file, JSON values as written.
  package let metadata: [JSON.Member]
  let origin: Origin

  /// - Parameter origin: its path in the catalog, where it is left out.
  package init(
    _ id: String, in section: Section, key: String? = nil, name: String? = nil, description: String? = nil,
    metadata: [JSON.Member] = [], origin: Origin? = nil
  ) {
    self.id = id
    self.key = key ?? id
    self.name = name ?? self.key
    self.description = description
    self.metadata = metadata
    self.origin = origin ?? .path([section.rawValue, id])
  }

  /// True where the key is the id.
  package var hasDefaultKey: Bool { key.isExactly(id) }

  /// For findings.
  package var place: Place { origin.place }

  /// Whether the catalog gives a key that is not the id.
  package var hasOwnKey: Bool { !key.isExactly(id) }

  /// Whether the catalog gives a name that is not the key.
  package var hasOwnName: Bool { !name.isExactly(key) }
}

/// How usage events are counted.
package struct Meter: Sendable {
  package enum Aggregation: String, Word {
    case sum, count, min, max, avg, latest
    case uniqueCount = "unique_count"
    package static let words = Words<Aggregation>()

    /// Counting needs only that an event arrived; all else reads a value from it.
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
  /// The `type` of the CloudEvents that are counted.
  package let eventType: String
  package let aggregation: Aggregation
  /// A JSONPath into the event's data.
  package let valueProperty: String?
  package let groupBy: [Dimension]

  package init(
    _ header: Header, eventType: String, aggregation: Aggregation, valueProperty: String? = nil, groupBy: [Dimension] = []
  ) {
    self.header = header
    self.eventType = eventType
    self.aggregation = aggregation
    self.valueProperty = valueProperty
    self.groupBy = groupBy
  }
}

/// Something that a customer may have: access, an allowance, or a setting.
package struct Feature: Sendable {
  package enum Kind: String, Word {
    case boolean, metered, `static`
    package static let words = Words<Kind>()
  }

  package let header: Header
  package let kind: Kind
  /// An index into ``Catalog/meters``.
  package let meter: Int?

  package init(_ header: Header, kind: Kind, meter: Int? = nil) {
    self.header = header
    self.kind = kind
    self.meter = meter
  }
}

/// What a plan or an add-on gives of one feature.
package struct Entitlement: Sendable {
  package enum Value: Sendable {
    /// False: the customer does not get the feature, and nothing is emitted for it.
    case boolean(enabled: Bool)
    case metered(Allowance)
    /// Any text; where a provider wants JSON, it is encoded.
    case `static`(config: String)
  }

  /// An index into ``Catalog/features``.
  package let feature: Int
  package let value: Value
  package let metadata: [JSON.Member]
  private let origin: Origin

  package init(_ feature: Int, _ value: Value, metadata: [JSON.Member] = [], origin: Origin) {
    self.feature = feature
    self.value = value
    self.metadata = metadata
    self.origin = origin
  }

  /// For findings: the value, of which the name is the feature's id.
  package var place: Place { origin.place }

  /// False where the catalog says that the customer does not get the feature.
  package var isGranted: Bool {
    if case .boolean(enabled: false) = value { return false }
    return true
  }
}

/// A quantity of usage that comes back with every period.
package struct Allowance: Sendable {
  /// In the feature's own unit; not negative.
  package let amount: ExactDecimal
  package let reset: Period
  /// Access stays when the allowance is used up.
  package let isSoftLimit: Bool?
  /// Overuse is carried into the next period.
  package let preserveOverageAtReset: Bool?

  package init(
    _ amount: ExactDecimal, reset: Period = .month, isSoftLimit: Bool? = nil, preserveOverageAtReset: Bool? = nil
  ) {
    self.amount = amount
    self.reset = reset
    self.isSoftLimit = isSoftLimit
    self.preserveOverageAtReset = preserveOverageAtReset
  }
}

package struct Plan: Sendable {
  package let header: Header
  package let entitlements: [Entitlement]
  package internal(set) var prices: [Price]
  package internal(set) var providerIds: [ProviderID]

  package init(_ header: Header, entitlements: [Entitlement], prices: [Price] = [], providerIds: [ProviderID] = []) {
    self.header = header
    self.entitlements = entitlements
    self.prices = prices
    self.providerIds = providerIds
  }
}

package struct Addon: Sendable {
  /// How many of the add-on one customer may hold.
  package struct Quantity: Sendable {
    package let min: Int64?
    /// Not below `min`.
    package let max: Int64?

    package init(min: Int64? = nil, max: Int64? = nil) {
      self.min = min
      self.max = max
    }
  }

  package let header: Header
  package let entitlements: [Entitlement]
  package internal(set) var prices: [Price]
  package let compatiblePlans: PlanSelection
  package let multiple: Bool
  package let quantity: Quantity?
  package internal(set) var providerIds: [ProviderID]

  package init(
    _ header: Header, entitlements: [Entitlement], prices: [Price] = [], compatiblePlans: PlanSelection = .every,
    multiple: Bool = false, quantity: Quantity? = nil, providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.entitlements = entitlements
    self.prices = prices
    self.compatiblePlans = compatiblePlans
    self.multiple = multiple
    self.quantity = quantity
    self.providerIds = providerIds
  }
}

/// An amount of usage that is bought once.
package struct Topup: Sendable {
  package let header: Header
  /// An index into ``Catalog/features``: a metered one.
  package let feature: Int
  /// In the feature's own unit; not negative.
  package let amount: ExactDecimal
  package internal(set) var prices: [Price]
  package let compatiblePlans: PlanSelection
  package let grant: Grant
  package internal(set) var providerIds: [ProviderID]

  package init(
    _ header: Header, feature: Int, amount: ExactDecimal, prices: [Price], compatiblePlans: PlanSelection = .every,
    grant: Grant = Grant(), providerIds: [ProviderID] = []
  ) {
    self.header = header
    self.feature = feature
    self.amount = amount
    self.prices = prices
    self.compatiblePlans = compatiblePlans
    self.grant = grant
    self.providerIds = providerIds
  }
}

/// How bought usage is spent and when it lapses.
package struct Grant: Sendable {
  package struct Expiration: Hashable, Sendable {
    package enum Unit: String, Word {
      case hour = "HOUR"
      case day = "DAY"
      case week = "WEEK"
      case month = "MONTH"
      case year = "YEAR"
      package static let words = Words<Unit>()
    }

    package let unit: Unit
    /// Positive.
    package let count: Int64

    package init(_ unit: Unit, count: Int64 = 1) {
      self.unit = unit
      self.count = count
    }
  }

  /// Not negative; a lower one is spent first.
  package let priority: Int64?
  package let expiration: Expiration?
  /// How much of what is left survives a reset of the allowance; not negative.
  package let maxRolloverAmount: ExactDecimal?
  package let metadata: [JSON.Member]

  package init(
    priority: Int64? = nil, expiration: Expiration? = nil, maxRolloverAmount: ExactDecimal? = nil,
    metadata: [JSON.Member] = []
  ) {
    self.priority = priority
    self.expiration = expiration
    self.maxRolloverAmount = maxRolloverAmount
    self.metadata = metadata
  }
}

/// The plans that an add-on or a top-up goes with.
package enum PlanSelection: Sendable {
  /// `compatiblePlans` is left out, or empty.
  case every
  /// Indices into ``Catalog/plans``, each once.
  case named([Int])
}

/// What the catalog says about one provider.
package struct ProviderSettings: Sendable {
  package let provider: String
  package let isEnabled: Bool
  /// Checked against the provider's ``OptionDeclaration``s.
  package let options: [JSON.Member]
  /// Put on every object that the provider's setup makes.
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
