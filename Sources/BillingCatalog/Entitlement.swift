/// What a plan or an add-on grants of one feature.
///
///     let entitlements: Entries<Entitlement> = [
///       "apiAccess": true,
///       "aiTokens": 100_000,
///       "projects": 3,
///       "messages": .unlimited,
///       "support": "email",
///       "exports": .metered(amount: 10, reset: .day, isSoftLimit: true),
///       "builds": .metered(amount: 500, prices: ["usd": UsagePrice(amount: "0.008", currency: "USD")]),
///       "clients": .limit(amount: 3, perUnit: true),
///     ]
///
/// Literals are short forms: `true` and `false` for access, a number for a monthly allowance or a limit, and a string for a
/// setting.
///
/// `perUnit` says whether numbers are for each unit of the item that is bought. By default, they are for the customer in a plan,
/// and for each unit in an add-on.
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

  /// All terms of an allowance of a metered feature, of which no item has all. To make one, leave out those that it does not have:
  /// `.metered(amount: 10, reset: .day)`.
  case metered(
    amount: Amount?, reset: Reset?, perUnit: Bool?, isSoftLimit: Bool?, preserveOverageAtReset: Bool?, max: Amount?,
    prices: Entries<UsagePrice>?, metadata: Entries<MetadataValue>?)

  /// A number of things that the customer can hold, such as projects or seats. Those of a plan and its add-ons add up.
  ///
  /// - `amount`: the limit, in the unit of the feature; not negative.
  /// - `perUnit`: whether the amount is for each unit of the item.
  /// - `set`: in an add-on, whether the limit is raised to the amount instead of by it. The default is false.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case limit(amount: Amount, perUnit: Bool? = nil, set: Bool? = nil, metadata: Entries<MetadataValue>? = nil)

  /// The setting of a static feature.
  ///
  /// - `config`: a string, or any other JSON value.
  /// - `metadata`: your own entries, sent to the providers that accept them.
  case `static`(config: MetadataValue, metadata: Entries<MetadataValue>? = nil)
}

extension Entitlement {
  /// An allowance of a metered feature, after which access ends.
  ///
  ///     let exports: Entitlement = .metered(amount: 10, reset: .day, isSoftLimit: true)
  ///
  /// - Parameters:
  ///   - amount: the allowance, in the unit of the feature; not negative.
  ///   - reset: how often the allowance is renewed. The default is ``Reset/month``, and ``Reset/never`` under a one-time price.
  ///   - perUnit: whether the amount is for each unit of the item.
  ///   - isSoftLimit: whether the customer keeps access when the allowance is used up. The default is the metering provider's.
  ///   - preserveOverageAtReset: whether overage is carried over to the next period. The default is the metering provider's.
  ///   - metadata: your own entries, sent to the providers that accept them.
  public static func metered(
    amount: Amount, reset: Reset? = nil, perUnit: Bool? = nil, isSoftLimit: Bool? = nil, preserveOverageAtReset: Bool? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) -> Entitlement {
    .metered(
      amount: amount, reset: reset, perUnit: perUnit, isSoftLimit: isSoftLimit, preserveOverageAtReset: preserveOverageAtReset,
      max: nil, prices: nil, metadata: metadata)
  }

  /// An allowance of a metered feature, and what usage beyond it costs.
  ///
  ///     let tokens: Entitlement = .metered(
  ///       amount: 100_000, max: 5_000_000, prices: ["usd": UsagePrice(amount: "3.00", currency: "USD", per: 1_000_000)])
  ///
  /// - Parameters:
  ///   - amount: the allowance, in the unit of the feature; not negative.
  ///   - reset: how often the allowance is renewed and usage is charged; not ``Reset/never``. The default is ``Reset/month``.
  ///   - perUnit: whether the numbers are for each unit of the item; not with tiers.
  ///   - max: the usage at which access ends, counted from 0; not below the amount. By default, it does not end.
  ///   - prices: what usage beyond the allowance costs, by id: one price for each currency of the item.
  ///   - metadata: your own entries, sent to the providers that accept them.
  public static func metered(
    amount: Amount, reset: Reset? = nil, perUnit: Bool? = nil, max: Amount? = nil, prices: Entries<UsagePrice>,
    metadata: Entries<MetadataValue>? = nil
  ) -> Entitlement {
    .metered(
      amount: amount, reset: reset, perUnit: perUnit, isSoftLimit: nil, preserveOverageAtReset: nil, max: max, prices: prices,
      metadata: metadata)
  }

  /// What all usage of a metered feature costs.
  ///
  ///     let egress: Entitlement = .metered(prices: ["usd": UsagePrice(amount: "0.09", currency: "USD")])
  ///
  /// - Parameters:
  ///   - reset: how often usage is charged; not ``Reset/never``. The default is ``Reset/month``.
  ///   - perUnit: whether `max` is for each unit of the item; not with tiers.
  ///   - max: the usage at which access ends. By default, it does not end.
  ///   - prices: what usage costs, by id: one price for each currency of the item.
  ///   - metadata: your own entries, sent to the providers that accept them.
  public static func metered(
    reset: Reset? = nil, perUnit: Bool? = nil, max: Amount? = nil, prices: Entries<UsagePrice>,
    metadata: Entries<MetadataValue>? = nil
  ) -> Entitlement {
    .metered(
      amount: nil, reset: reset, perUnit: perUnit, isSoftLimit: nil, preserveOverageAtReset: nil, max: max, prices: prices,
      metadata: metadata)
  }
}

extension Entitlement: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  public init(booleanLiteral value: Bool) { self = .boolean(enabled: value) }
  public init(integerLiteral value: Int64) { self = .number(Amount(integerLiteral: value)) }
  public init(floatLiteral value: Double) { self = .number(Amount(floatLiteral: value)) }
  public init(stringLiteral value: String) { self = .static(config: .string(value)) }
}
