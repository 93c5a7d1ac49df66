/// How usage events are counted.
public struct Meter: Hashable, Sendable {
  /// The name that programs and providers know it by. Left out, it is the id.
  public var key: String?
  /// What people read. Left out, it is the key.
  public var name: String?
  public var description: String?
  /// The `type` of the CloudEvents that are counted: `ai.tokens`.
  public var eventType: String
  /// What is made of the events of a period.
  public var aggregation: Aggregation
  /// A JSONPath to the value in an event's data: `$.tokens`. Needed by every aggregation but ``Aggregation/count``.
  public var valueProperty: String?
  /// By which usage can be told apart: a name, and the JSONPath to it in an event's data.
  public var groupBy: Entries<String>?
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, eventType: String, aggregation: Aggregation,
    valueProperty: String? = nil, groupBy: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.eventType = eventType
    self.aggregation = aggregation
    self.valueProperty = valueProperty
    self.groupBy = groupBy
    self.metadata = metadata
  }
}

extension Meter: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "eventType": eventType, "aggregation": aggregation.rawValue,
      "valueProperty": valueProperty, "groupBy": groupBy, "metadata": metadata,
    ]
  }
}

/// Something that a customer may have: access, an allowance of usage, or a setting.
public struct Feature: Hashable, Sendable {
  /// The name that programs and providers know it by. Left out, it is the id.
  public var key: String?
  /// Whether it is access, an allowance or a setting.
  public var type: FeatureType
  /// What people read. Left out, it is the key.
  public var name: String?
  public var description: String?
  /// The id of the meter that counts a metered feature. Left out, the meter lives outside of the catalog.
  public var meter: String?
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, type: FeatureType, name: String? = nil, description: String? = nil, meter: String? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.type = type
    self.name = name
    self.description = description
    self.meter = meter
    self.metadata = metadata
  }
}

extension Feature: JSONObject {
  var members: Members {
    ["key": key, "type": type.rawValue, "name": name, "description": description, "meter": meter, "metadata": metadata]
  }
}
