/// What one thing costs: an amount, in a currency, each period or once.
public struct Price: Hashable, Sendable {
  /// In the currency's ISO 4217 minor unit, and not negative: 2000 is 20.00 USD, 2000 JPY, or 2.000 KWD.
  public var amount: Int
  /// An ISO 4217 code: `USD`.
  public var currency: String
  /// How often it is charged.
  public var interval: Interval
  /// How many intervals lie between two charges; positive. Left out, it is 1.
  public var intervalCount: Int?
  /// How many days a new customer has before the first charge; not negative. Left out, there is no trial.
  public var trialDays: Int?
  /// The name by which programs find the price at a provider; unique in the catalog. Left out, it is made of the key of what
  /// is sold and the id of the price: `pro:monthly`.
  public var lookupKey: String?
  /// The ids of the price at providers that have it already, by the provider's name.
  public var providerIds: Entries<String>?
  public var metadata: Entries<MetadataValue>?

  public init(
    amount: Int, currency: String, interval: Interval, intervalCount: Int? = nil, trialDays: Int? = nil,
    lookupKey: String? = nil, providerIds: Entries<String>? = nil, metadata: Entries<MetadataValue>? = nil
  ) {
    self.amount = amount
    self.currency = currency
    self.interval = interval
    self.intervalCount = intervalCount
    self.trialDays = trialDays
    self.lookupKey = lookupKey
    self.providerIds = providerIds
    self.metadata = metadata
  }
}

extension Price: JSONObject {
  var members: Members {
    [
      "amount": amount, "currency": currency, "interval": interval.rawValue, "intervalCount": intervalCount,
      "trialDays": trialDays, "lookupKey": lookupKey, "providerIds": providerIds, "metadata": metadata,
    ]
  }
}
