/// What usage costs that neither the allowance nor bought units cover, charged once a period, in arrears.
///
///     let perMillion = UsagePrice(amount: "3.00", currency: "USD", per: 1_000_000)  // in proportion
///     let packages = UsagePrice(amount: "2.00", currency: "USD", package: 1000)  // rounded up to whole packages
///     let graduated = UsagePrice(
///       tiers: [Tier(upTo: 1_000_000, amount: "8.00"), Tier(amount: "7.00")], mode: .graduated, currency: "USD", per: 100_000)
///
/// An entitlement has one usage price for each currency of the item's prices. The initializers allow neither `per` with `package`
/// nor `tiers` without `mode`.
public struct UsagePrice: Hashable, Sendable {
  /// The amount for one unit, or for the units that ``per`` or ``package`` says: an integer in the currency's minor unit, or a
  /// string in its major unit, which may have 12 decimals of the minor unit. Not negative. Nil if there are ``tiers``.
  public var amount: Money?
  /// The price by usage, which is counted from 0 and includes the allowance. Nil if there is an ``amount``.
  public var tiers: [Tier]?
  /// What the tiers mean. Nil if there is an ``amount``.
  public var mode: TierMode?
  /// An active ISO 4217 currency code, in upper or lower case: `USD`.
  public var currency: String
  /// The number of units that amounts are for, in proportion; positive. The default is 1.
  public var per: Int?
  /// The number of units that are sold together: usage is rounded up to whole packages; positive. Nil to charge every unit.
  public var package: Int?
  /// The name by which programs find the price at a provider; unique in the catalog. The default is the keys of the item and the
  /// feature and the id of the price, joined by colons: `pro:tokens:usd`.
  public var lookupKey: String?
  /// The ids of existing prices, by the provider's name. They are updated or left alone instead of being created.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  /// One amount, in proportion to the usage.
  public init(
    amount: Money, currency: String, per: Int? = nil, lookupKey: String? = nil, providerIds: Entries<String>? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.amount = amount
    self.currency = currency
    self.per = per
    self.lookupKey = lookupKey
    self.providerIds = providerIds
    self.metadata = metadata
  }

  /// One amount for each package that is started.
  public init(
    amount: Money, currency: String, package: Int, lookupKey: String? = nil, providerIds: Entries<String>? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.amount = amount
    self.currency = currency
    self.package = package
    self.lookupKey = lookupKey
    self.providerIds = providerIds
    self.metadata = metadata
  }

  /// An amount that depends on the usage.
  public init(
    tiers: [Tier], mode: TierMode, currency: String, per: Int? = nil, lookupKey: String? = nil,
    providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.tiers = tiers
    self.mode = mode
    self.currency = currency
    self.per = per
    self.lookupKey = lookupKey
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension UsagePrice: JSONObject {
  var members: Members {
    [
      "amount": amount, "tiers": tiers, "mode": mode?.rawValue, "currency": currency, "per": per, "package": package,
      "lookupKey": lookupKey, "providerIds": providerIds, "metadata": metadata,
    ]
  }
}

/// A part of a price that depends on how much is used, or on how many are bought.
///
///     let seats = [Tier(upTo: 24, amount: 22_00), Tier(amount: 19_00)]
///     let calls = [Tier(upTo: 1000, amount: "0.04"), Tier(upTo: 5000, flat: 5_00), Tier(amount: "0.03", flat: 2_00)]
///
/// Bounds are inclusive and rise; the last tier has none. Every tier has a price: free units have an amount of 0.
public struct Tier: Hashable, Sendable {
  /// The last unit of the tier, counted from 0. Nil in the last tier.
  public var upTo: Amount?
  /// The amount for each unit, or for the units that ``UsagePrice/per`` says; it may have 12 decimals of the minor unit. Not
  /// negative. The default is 0.
  public var amount: Money?
  /// An amount that is added once when the tier is entered; not negative. The default is 0.
  public var flat: Money?

  /// A tier with an amount for each unit.
  public init(upTo: Amount? = nil, amount: Money, flat: Money? = nil) {
    self.upTo = upTo
    self.amount = amount
    self.flat = flat
  }

  /// A tier with one amount for all of its units.
  public init(upTo: Amount? = nil, flat: Money) {
    self.upTo = upTo
    self.flat = flat
  }
}

extension Tier: JSONObject {
  var members: Members {
    ["upTo": upTo, "amount": amount, "flat": flat]
  }
}
