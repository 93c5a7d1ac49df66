/// An amount of usage that a customer buys once.
///
///     let pack = Topup(
///       name: "A million tokens",
///       feature: "aiTokens",
///       amount: 1_000_000,
///       prices: ["usd": Price(amount: 1500, currency: "USD", interval: .oneTime)],
///       grant: Grant(expiration: Expiration(duration: .year)))
public struct Topup: Hashable, Sendable {
  /// The name that programs and providers use. The default is the id.
  public var key: String?
  /// The display name. The default is the key.
  public var name: String?
  /// A description for people.
  public var description: String?
  /// The id of the metered feature whose usage is bought.
  public var feature: String
  /// How much usage is bought with each, in the unit of the feature; not negative.
  public var amount: Amount
  /// The prices, by id; at least one, and all of them are one-time.
  public var prices: Entries<Price>
  /// The ids or keys of the plans that it can be bought with. The default is every plan; so is an empty array.
  public var compatiblePlans: [String]?
  /// How many can be bought together. The default is nil: one.
  public var quantity: Quantity?
  /// In which order the bought usage is spent, and when it expires.
  public var grant: Grant?
  /// Whether it is still offered. The default is true; if false, customers who have it keep it.
  public var sold: Bool?
  /// The ids of existing products, by the provider's name. They are updated or left alone instead of being created.
  public var providerIds: Entries<String>?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, feature: String, amount: Amount,
    prices: Entries<Price>, compatiblePlans: [String]? = nil, quantity: Quantity? = nil, grant: Grant? = nil,
    sold: Bool? = nil, providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.feature = feature
    self.amount = amount
    self.prices = prices
    self.compatiblePlans = compatiblePlans
    self.quantity = quantity
    self.grant = grant
    self.sold = sold
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Topup: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "feature": feature, "amount": amount, "prices": prices,
      "compatiblePlans": compatiblePlans, "quantity": quantity, "grant": grant, "sold": sold, "providerIds": providerIds,
      "metadata": metadata,
    ]
  }
}

/// In which order bought usage is spent, and when it expires.
///
///     let grant = Grant(priority: 2, expiration: Expiration(duration: .year), maxRolloverAmount: 500_000)
public struct Grant: Hashable, Sendable {
  /// Grants with a lower number are spent first; not negative. The default is the metering provider's.
  public var priority: Int?
  /// When the usage expires. The default is nil: never.
  public var expiration: Expiration?
  /// How much unused usage is kept when the allowance is reset, in the unit of the feature; not negative. The default is the
  /// metering provider's.
  public var maxRolloverAmount: Amount?
  /// Your own entries, sent to the providers that accept them.
  public var metadata: Entries<MetadataValue>?

  public init(
    priority: Int? = nil, expiration: Expiration? = nil, maxRolloverAmount: Amount? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.priority = priority
    self.expiration = expiration
    self.maxRolloverAmount = maxRolloverAmount
    self.metadata = metadata
  }
}

extension Grant: JSONObject {
  var members: Members {
    ["priority": priority, "expiration": expiration, "maxRolloverAmount": maxRolloverAmount, "metadata": metadata]
  }
}

/// The time from the purchase until bought usage expires.
///
///     let halfAYear = Expiration(duration: .month, count: 6)
public struct Expiration: Hashable, Sendable {
  /// The unit of time.
  public var duration: Unit
  /// The number of units; positive. The default is 1.
  public var count: Int?

  public init(duration: Unit, count: Int? = nil) {
    self.duration = duration
    self.count = count
  }
}

extension Expiration: JSONObject {
  var members: Members {
    ["duration": duration.rawValue, "count": count]
  }
}

extension Expiration {
  /// A unit of time.
  ///
  ///     let unit: Expiration.Unit = .month
  public struct Unit: CatalogWord {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let hour = Unit("HOUR")
    public static let day = Unit("DAY")
    public static let week = Unit("WEEK")
    public static let month = Unit("MONTH")
    public static let year = Unit("YEAR")
  }
}
