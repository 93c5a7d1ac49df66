/// Any JSON value: what metadata and the options of a provider are made of. Literals of every kind spell it.
public indirect enum MetadataValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// Exact, as every number of a catalog: `.number(Amount("0.1234567890123456789"))`.
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
