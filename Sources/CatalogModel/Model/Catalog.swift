import JSONText
import Syntax

/// A catalog without errors: every reference leads somewhere, every amount and currency is checked.
///
/// Only ``validate(_:)`` makes one. Lists keep the order of the file, and references are indices into them. It is a class, so
/// that it is passed on without a copy of all that it holds.
package final class Catalog: Sendable {
  package let meters: [Meter]
  package let features: [Feature]
  package let plans: [Plan]
  package let addons: [Addon]
  package let topups: [Topup]
  package let providers: [ProviderSettings]

  init(meters: [Meter], features: [Feature], plans: [Plan], addons: [Addon], topups: [Topup], providers: [ProviderSettings]) {
    self.meters = meters
    self.features = features
    self.plans = plans
    self.addons = addons
    self.topups = topups
    self.providers = providers
  }

  /// What the catalog says about a provider; the defaults where it says nothing.
  package func settings(for provider: String) -> ProviderSettings {
    providers.first { $0.provider == provider } ?? ProviderSettings(provider: provider, origin: .root)
  }

  /// The plans that an add-on or a top-up goes with.
  package func plans(_ selection: PlanSelection) -> [Plan] {
    switch selection {
    case .every: plans
    case .named(let indices): indices.map { plans[$0] }
    }
  }
}

/// What meters, features, plans, add-ons and top-ups have in common: read from the tree when somebody asks for it.
package struct Header: Sendable {
  let tree: SyntaxTree
  /// The entry in the tree, for findings.
  package let origin: NodeID
  /// The key that the catalog gives, not empty.
  let ownKey: NodeID?
  /// The name that the catalog gives, not empty.
  let ownName: NodeID?
  let descriptionNode: NodeID?
  let metadataNode: NodeID?

  /// The string that is the entry's key in the file's map.
  var idNode: NodeID { tree.key(ofValue: origin) }
  /// The string that is its ``key``.
  var keyNode: NodeID { ownKey ?? idNode }

  /// The key of the entry in the file's map.
  package var id: String { tree.text(idNode) }
  /// The name that providers and programs know it by; the id where the catalog gives none.
  package var key: String { tree.text(keyNode) }
  /// What people read; the key where the catalog gives none.
  package var name: String { tree.text(ownName ?? keyNode) }
  package var description: String? { descriptionNode.map { tree.text($0) } }
  /// In the order of the file, JSON values as written.
  package var metadata: [JSON.Member] { metadataNode.map { tree.jsonMembers(of: $0) } ?? [] }
}

/// How usage events are counted.
package final class Meter: Sendable {
  package enum Aggregation: String, Vocabulary {
    case sum, count, min, max, avg, latest
    case uniqueCount = "unique_count"
    static let words = WordList("sum count min max avg latest unique_count")

    /// Counting needs only that an event arrived; all else reads a value from it.
    package var needsValue: Bool { self != .count }
  }

  package struct Dimension: Sendable {
    package let name: String
    /// A JSONPath into the event's data.
    package let path: String
  }

  package let header: Header
  /// The `type` of the CloudEvents that are counted.
  package let eventType: String
  package let aggregation: Aggregation
  /// A JSONPath into the event's data.
  package let valueProperty: String?
  package let groupBy: [Dimension]

  init(header: Header, eventType: String, aggregation: Aggregation, valueProperty: String?, groupBy: [Dimension]) {
    self.header = header
    self.eventType = eventType
    self.aggregation = aggregation
    self.valueProperty = valueProperty
    self.groupBy = groupBy
  }
}

/// Something that a customer may have: access, an allowance, or a setting.
package final class Feature: Sendable {
  package enum Kind: String, Vocabulary {
    case boolean, metered, `static`
    static let words = WordList("boolean metered static")
  }

  package let header: Header
  package let kind: Kind
  /// An index into ``Catalog/meters``.
  package let meter: Int?

  init(header: Header, kind: Kind, meter: Int?) { (self.header, self.kind, self.meter) = (header, kind, meter) }
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

  let featureIndex: Int32
  /// The value in the tree; its name is the feature's id.
  package let origin: NodeID
  package let value: Value
  package let metadata: [JSON.Member]

  /// An index into ``Catalog/features``.
  package var feature: Int { Int(featureIndex) }

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
}

/// A unit of calendar time.
package enum Period: String, Vocabulary {
  case day, week, month, year
  static let words = WordList("day week month year")
}

package struct Plan: Sendable {
  package let header: Header
  package let entitlements: ArraySlice<Entitlement>
  package internal(set) var prices: [Price]
  package internal(set) var providerIds: [ProviderID]
}

package struct Addon: Sendable {
  /// How many of the add-on one customer may hold.
  package struct Quantity: Sendable {
    package let min: Int64?
    /// Not below `min`.
    package let max: Int64?
  }

  package let header: Header
  package let entitlements: ArraySlice<Entitlement>
  package internal(set) var prices: [Price]
  package let compatiblePlans: PlanSelection
  package let multiple: Bool
  package let quantity: Quantity?
  package internal(set) var providerIds: [ProviderID]
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
}

/// How bought usage is spent and when it lapses.
package struct Grant: Sendable {
  package struct Expiration: Sendable {
    package enum Unit: String, Vocabulary {
      case hour = "HOUR"
      case day = "DAY"
      case week = "WEEK"
      case month = "MONTH"
      case year = "YEAR"
      static let words = WordList("HOUR DAY WEEK MONTH YEAR")
    }

    package let unit: Unit
    /// Positive.
    package let count: Int64
  }

  /// Not negative; a lower one is spent first.
  package let priority: Int64?
  package let expiration: Expiration?
  /// How much of what is left survives a reset of the allowance; not negative.
  package let maxRolloverAmount: ExactDecimal?
  package let metadata: [JSON.Member]
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
  package let origin: NodeID

  init(
    provider: String, isEnabled: Bool = true, options: [JSON.Member] = [], metadata: [JSON.Member] = [], origin: NodeID
  ) {
    self.provider = provider
    self.isEnabled = isEnabled
    self.options = options
    self.metadata = metadata
    self.origin = origin
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
