/// What a plan or an add-on gives of one feature.
///
/// Most are literals: `true` and `false` for access, a number for an allowance each month, a text for a setting. The cases
/// say more, and a case that says no more than the literal is equal to it.
public enum Entitlement: Hashable, Sendable {
  /// Access to a boolean feature.
  ///
  /// - `enabled`: false means that the customer does not get the feature. Left out, it is true.
  case boolean(enabled: Bool? = nil, metadata: Entries<MetadataValue>? = nil)

  /// An allowance of a metered feature, which comes back with every period.
  ///
  /// - `amount`: in the feature's own unit; not negative.
  /// - `reset`: how often the allowance comes back. Left out, it is ``Reset/month``.
  /// - `isSoftLimit`: whether access stays when the allowance is used up. Left out, the metering provider decides.
  /// - `preserveOverageAtReset`: whether overuse is carried into the next period. Left out, the metering provider decides.
  case metered(
    amount: Amount, reset: Reset? = nil, isSoftLimit: Bool? = nil, preserveOverageAtReset: Bool? = nil,
    metadata: Entries<MetadataValue>? = nil)

  /// The setting of a static feature.
  ///
  /// - `config`: any text; a provider that wants JSON gets it encoded.
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
