/// How usage events become a number.
///
///     let catalog: Catalog = Catalog(
///       meters: ["tokens": Meter(eventType: "ai.tokens", aggregation: .sum, valueProperty: "$.tokens")],
///       features: ["aiTokens": Feature(type: .metered, meter: "tokens")],
///       plans: ["pro": Plan(entitlements: ["aiTokens": 100_000])])
public struct Meter: Hashable, Sendable {
  /// The name that programs and providers use. The default is the id.
  public var key: String?
  /// The display name. The default is the key.
  public var name: String?
  /// A description for people.
  public var description: String?
  /// The `type` of the CloudEvents that the meter reads: `ai.tokens`.
  public var eventType: String
  /// How the events of a period are aggregated.
  public var aggregation: Aggregation
  /// A JSONPath to the value in the event's data: `$.tokens`. Required for every aggregation except ``Aggregation/count``.
  public var valueProperty: String?
  /// The dimensions by which usage can be split: names, and JSONPaths into the event's data.
  public var groupBy: Entries<String>?
  /// The ids of existing meters, by the provider's name. They are used and never changed.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, eventType: String, aggregation: Aggregation,
    valueProperty: String? = nil, groupBy: Entries<String>? = nil,
    providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.eventType = eventType
    self.aggregation = aggregation
    self.valueProperty = valueProperty
    self.groupBy = groupBy
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Meter: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "eventType": eventType, "aggregation": aggregation.rawValue,
      "valueProperty": valueProperty, "groupBy": groupBy, "providerIds": providerIds, "metadata": metadata,
    ]
  }
}

/// Something that plans and add-ons grant: access, an allowance of usage, a number that is held, or a setting.
///
///     let features: Entries<Feature> = [
///       "apiAccess": Feature(type: .boolean),
///       "aiTokens": Feature(key: "ai_tokens", type: .metered, name: "AI tokens"),
///       "seats": Feature(type: .limit),
///       "support": Feature(type: .static),
///       "credits": Feature(type: .metered, costs: ["images": 1, "videos": 4]),
///     ]
public struct Feature: Hashable, Sendable {
  /// The name that programs and providers use. The default is the id.
  public var key: String?
  /// Whether the feature is access, an allowance, a limit or a setting.
  public var type: FeatureType
  /// The display name. The default is the key.
  public var name: String?
  /// A description for people.
  public var description: String?
  /// The id of the meter of a metered feature. The default is nil: the meter is not part of the catalog.
  public var meter: String?
  /// The events of the meter that count, by the name of a group of the meter. The default is nil: all events.
  public var `where`: Entries<MeterFilter>?
  /// What one unit of other metered features costs in this one, which is then a pool of credits, by the feature's id. The default
  /// is nil: it is not a pool.
  public var costs: Entries<Amount>?
  /// The ids of existing features, by the provider's name. They are used and never changed.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  /// A feature of any type.
  public init(
    key: String? = nil, type: FeatureType, name: String? = nil, description: String? = nil, meter: String? = nil,
    where filters: Entries<MeterFilter>? = nil, providerIds: Entries<String>? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.type = type
    self.name = name
    self.description = description
    self.meter = meter
    self.where = filters
    self.providerIds = providerIds
    self.metadata = metadata
  }

  /// A pool of credits that other features draw on.
  public init(
    key: String? = nil, type: FeatureType, name: String? = nil, description: String? = nil, costs: Entries<Amount>,
    providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.type = type
    self.name = name
    self.description = description
    self.costs = costs
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Feature: JSONObject {
  var members: Members {
    [
      "key": key, "type": type.rawValue, "name": name, "description": description, "meter": meter, "where": `where`,
      "costs": costs, "providerIds": providerIds, "metadata": metadata,
    ]
  }
}
