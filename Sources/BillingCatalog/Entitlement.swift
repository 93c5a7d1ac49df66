/// What a plan or an add-on grants of one feature.
///
///     let entitlements: Entries<Entitlement> = [
///       "apiAccess": true,
///       "aiTokens": 100_000,
///       "projects": 3,
///       "messages": .unlimited,
///       "support": "email",
///       "exports": .metered(amount: 10, reset: .day, isSoftLimit: true),
///     ]
///
/// Literals are short forms: `true` and `false` for access, a number for a monthly allowance or a limit, and a string for a
/// setting.
public enum Entitlement: Hashable, Sendable {
  /// Access to a boolean feature.
  ///
  /// - `enabled`: false if the customer does not get the feature. The default is true.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case boolean(enabled: Bool? = nil, metadata: Entries<MetadataValue>? = nil)

  /// The monthly allowance of a metered feature, or the limit of a limit feature. A number literal is short for it.
  case number(Amount)

  /// More than any number of a metered or a limit feature.
  case unlimited

  /// An allowance of a metered feature.
  ///
  /// - `amount`: the allowance, in the unit of the feature; not negative.
  /// - `reset`: how often the allowance is renewed. The default is ``Reset/month``, and ``Reset/never`` under a one-time price.
  /// - `isSoftLimit`: whether the customer keeps access when the allowance is used up. The default is the metering provider's.
  /// - `preserveOverageAtReset`: whether overage is carried over to the next period. The default is the metering provider's.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case metered(
    amount: Amount, reset: Reset? = nil, isSoftLimit: Bool? = nil, preserveOverageAtReset: Bool? = nil,
    metadata: Entries<MetadataValue>? = nil)

  /// A number of things that the customer can hold, such as projects or seats. Those of a plan and its add-ons add up.
  ///
  /// - `amount`: the limit, in the unit of the feature; not negative.
  /// - `set`: in an add-on, whether the limit is raised to the amount instead of by it. The default is false.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case limit(amount: Amount, set: Bool? = nil, metadata: Entries<MetadataValue>? = nil)

  /// The setting of a static feature.
  ///
  /// - `config`: a string, or any other JSON value.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case `static`(config: MetadataValue, metadata: Entries<MetadataValue>? = nil)
}

extension Entitlement: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  public init(booleanLiteral value: Bool) { self = .boolean(enabled: value) }
  public init(integerLiteral value: Int64) { self = .number(Amount(integerLiteral: value)) }
  public init(floatLiteral value: Double) { self = .number(Amount(floatLiteral: value)) }
  public init(stringLiteral value: String) { self = .static(config: .string(value)) }
}
