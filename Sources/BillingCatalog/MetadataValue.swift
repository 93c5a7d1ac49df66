/// A JSON value, in metadata or in the options of a provider.
///
///     let metadata: Entries<MetadataValue> = ["team": "growth", "tier": 2, "regions": ["eu", "us"], "owner": nil]
public indirect enum MetadataValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// An exact number. Literals keep at most 15 digits of a fraction; write more as `.number(Amount("0.1234567890123456789"))`.
  case number(Amount)
  case string(String)
  case array([MetadataValue])
  case object(Entries<MetadataValue>)
}

extension MetadataValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .number(Amount(integerLiteral: value)) }
  public init(floatLiteral value: Double) { self = .number(Amount(floatLiteral: value)) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: MetadataValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, MetadataValue)...) { self = .object(Entries(elements)) }
}
