/// An amount of usage that is bought once.
public struct Topup: Hashable, Sendable {
  /// The name that programs and providers know it by. Left out, it is the id.
  public var key: String?
  /// What people read. Left out, it is the key.
  public var name: String?
  public var description: String?
  /// The id of the metered feature that it feeds.
  public var feature: String
  /// How much usage is bought, in the feature's own unit; not negative.
  public var amount: Amount
  /// What it is sold at, by id; at least one, and each is paid once.
  public var prices: Entries<Price>
  /// The ids or keys of the plans that it goes with. Left out, or empty, it goes with every plan.
  public var compatiblePlans: [String]?
  /// How the bought usage is spent and when it lapses.
  public var grant: Grant?
  /// The ids of the product at providers that have it already, by the provider's name.
  public var providerIds: Entries<String>?
  public var metadata: Entries<MetadataValue>?

  public init(
    key: String? = nil, name: String? = nil, description: String? = nil, feature: String, amount: Amount,
    prices: Entries<Price>, compatiblePlans: [String]? = nil, grant: Grant? = nil, providerIds: Entries<String>? = nil,
    metadata: Entries<MetadataValue>? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.feature = feature
    self.amount = amount
    self.prices = prices
    self.compatiblePlans = compatiblePlans
    self.grant = grant
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Topup: JSONObject {
  var members: Members {
    [
      "key": key, "name": name, "description": description, "feature": feature, "amount": amount, "prices": prices,
      "compatiblePlans": compatiblePlans, "grant": grant, "providerIds": providerIds, "metadata": metadata,
    ]
  }
}

/// How bought usage is spent and when it lapses.
public struct Grant: Hashable, Sendable {
  /// Not negative; a grant with a lower one is spent first. Left out, the metering provider decides.
  public var priority: Int?
  /// Left out, the usage does not lapse.
  public var expiration: Expiration?
  /// How much of what is left survives a reset of the allowance, in the feature's own unit; not negative.
  public var maxRolloverAmount: Amount?
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

/// How long bought usage lasts: `Expiration(duration: .month, count: 6)` is half a year.
public struct Expiration: Hashable, Sendable {
  public var duration: Unit
  /// How many of the duration; positive. Left out, it is 1.
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
  /// A unit of time since the purchase.
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
