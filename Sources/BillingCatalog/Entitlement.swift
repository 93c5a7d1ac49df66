/// What a plan or an add-on grants of one feature.
///
///     let entitlements: Entries<Entitlement> = [
///       "apiAccess": true,
///       "aiTokens": 100_000,
///       "support": "email",
///       "exports": .metered(amount: 10, reset: .day, isSoftLimit: true),
///     ]
///
/// Literals are short forms: `true` and `false` for access, a number for a monthly allowance, and a string for a setting.
/// `100_000` is equal to `.metered(amount: 100_000)`.
public enum Entitlement: Hashable, Sendable {
  /// Access to a boolean feature.
  ///
  /// - `enabled`: false if the customer does not get the feature. The default is true.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case boolean(enabled: Bool? = nil, metadata: Entries<MetadataValue>? = nil)

  /// An allowance of a metered feature, which is renewed every period.
  ///
  /// - `amount`: the allowance, in the unit of the feature; not negative.
  /// - `reset`: how often the allowance is renewed. The default is ``Reset/month``.
  /// - `isSoftLimit`: whether the customer keeps access when the allowance is used up. The default is the metering provider's.
  /// - `preserveOverageAtReset`: whether overage is carried over to the next period. The default is the metering provider's.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case metered(
    amount: Amount, reset: Reset? = nil, isSoftLimit: Bool? = nil, preserveOverageAtReset: Bool? = nil,
    metadata: Entries<MetadataValue>? = nil)

  /// The setting of a static feature.
  ///
  /// - `config`: any text. It is encoded for providers that require JSON.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case `static`(config: String, metadata: Entries<MetadataValue>? = nil)
}

extension Entitlement: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  public init(booleanLiteral value: Bool) { self = .boolean(enabled: value) }
  public init(integerLiteral value: Int64) { self = .metered(amount: Amount(integerLiteral: value)) }
  public init(floatLiteral value: Double) { self = .metered(amount: Amount(floatLiteral: value)) }
  public init(stringLiteral value: String) { self = .static(config: value) }
}
