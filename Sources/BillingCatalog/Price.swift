/// What a plan, an add-on or a top-up costs.
///
///     let monthly = Price(amount: 2000, currency: "USD", interval: .month, trialDays: 14)  // 20.00 USD
///     let quarterly = Price(amount: 5400, currency: "USD", interval: .month, intervalCount: 3)
///     let once = Price(amount: 1500, currency: "JPY", interval: .oneTime)  // 1500 JPY
///     let seats = Price(
///       tiers: [Tier(upTo: 24, amount: 2200), Tier(amount: 1900)], mode: .volume, currency: "EUR", interval: .month)
///
/// If the item has a ``Quantity``, a price is for each that is bought, and tiers depend on how many they are.
///
/// The types accept any currency and any interval, because ISO 4217 changes between releases of this library, and plans, add-ons
/// and top-ups have the same kind of price. Compiling the catalog checks both, and reports an error with the path to the price.
public struct Price: Hashable, Sendable {
  /// The amount: an integer in the currency's minor unit, as defined by ISO 4217, or a string in its major unit. 2000 and
  /// "20.00" are 20.00 USD. Not negative. Nil if there are ``tiers``.
  public var amount: Money?
  /// The amount for each unit, by the number that is bought; only in a recurring price of an item with a quantity. Nil if there
  /// is an ``amount``.
  public var tiers: [Tier]?
  /// What the tiers mean. Nil if there is an ``amount``.
  public var mode: TierMode?
  /// An active ISO 4217 currency code, in upper or lower case: `USD`.
  public var currency: String
  /// How often the price is charged.
  public var interval: Interval
  /// The number of intervals between two charges; positive. The default is 1.
  public var intervalCount: Int?
  /// The number of free days before the first charge; not negative. Without a trial by default.
  public var trialDays: Int?
  /// Whether the trial needs a payment method. The default is true.
  public var trialCard: Bool?
  /// What those who pay this price get in place of what the item grants, by the feature's id, each as a whole.
  public var entitlements: Entries<Entitlement>?
  /// Whether the price is still offered. The default is true; if false, customers who pay it keep it.
  public var sold: Bool?
  /// The name by which programs find the price at a provider; unique in the catalog. The default is the key of the plan, add-on
  /// or top-up, a colon, and the id of the price: `pro:monthly`.
  public var lookupKey: String?
  /// The ids of existing prices, by the provider's name. They are updated or left alone instead of being created.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  /// A price with one amount.
  public init(
    amount: Money, currency: String, interval: Interval, intervalCount: Int? = nil, trialDays: Int? = nil,
    trialCard: Bool? = nil, entitlements: Entries<Entitlement>? = nil, sold: Bool? = nil, lookupKey: String? = nil,
    providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.amount = amount
    self.currency = currency
    self.interval = interval
    self.intervalCount = intervalCount
    self.trialDays = trialDays
    self.trialCard = trialCard
    self.entitlements = entitlements
    self.sold = sold
    self.lookupKey = lookupKey
    self.providerIds = providerIds
    self.metadata = metadata
  }

  /// A price that depends on how many are bought.
  public init(
    tiers: [Tier], mode: TierMode, currency: String, interval: Interval, intervalCount: Int? = nil, trialDays: Int? = nil,
    trialCard: Bool? = nil, entitlements: Entries<Entitlement>? = nil, sold: Bool? = nil, lookupKey: String? = nil,
    providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.tiers = tiers
    self.mode = mode
    self.currency = currency
    self.interval = interval
    self.intervalCount = intervalCount
    self.trialDays = trialDays
    self.trialCard = trialCard
    self.entitlements = entitlements
    self.sold = sold
    self.lookupKey = lookupKey
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Price: JSONObject {
  var members: Members {
    [
      "amount": amount, "tiers": tiers, "mode": mode?.rawValue, "currency": currency, "interval": interval.rawValue,
      "intervalCount": intervalCount, "trialDays": trialDays, "trialCard": trialCard, "entitlements": entitlements, "sold": sold,
      "lookupKey": lookupKey, "providerIds": providerIds,
      "metadata": metadata,
    ]
  }
}
