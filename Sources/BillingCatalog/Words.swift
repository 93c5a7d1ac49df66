/// A word of a fixed set, such as ``Interval/month``.
///
///     let interval: Interval = .month
///     let newer = Interval("fortnight")
///
/// A word that this version of the library does not know can be passed as a string. Compiling the catalog reports an error if the
/// compiler does not know it either.
public protocol CatalogWord: RawRepresentable<String>, Hashable, Sendable {
  /// The spelling in a JSON catalog.
  init(rawValue: String)
}

extension CatalogWord {
  /// The spelling in a JSON catalog.
  public init(_ word: String) { self.init(rawValue: word) }
}

/// How a meter aggregates the events of a period.
///
///     let calls = Meter(eventType: "api.call", aggregation: .count)
public struct Aggregation: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The sum of the values.
  public static let sum = Aggregation("sum")
  /// The number of events. It reads no value from them.
  public static let count = Aggregation("count")
  /// The number of different values.
  public static let uniqueCount = Aggregation("unique_count")
  /// The average of the values.
  public static let avg = Aggregation("avg")
  /// The smallest value.
  public static let min = Aggregation("min")
  /// The largest value.
  public static let max = Aggregation("max")
  /// The value of the last event.
  public static let latest = Aggregation("latest")
}

/// What a customer gets of a feature.
///
///     let apiAccess = Feature(type: .boolean)
public struct FeatureType: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Access.
  public static let boolean = FeatureType("boolean")
  /// An allowance of usage.
  public static let metered = FeatureType("metered")
  /// A number that is held, such as seats or projects.
  public static let limit = FeatureType("limit")
  /// A setting.
  public static let `static` = FeatureType("static")
}

/// What the tiers of a price mean.
///
///     let usage = UsagePrice(tiers: [Tier(upTo: 5000, amount: 2), Tier(amount: 1)], mode: .graduated, currency: "USD")
public struct TierMode: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Each unit costs what its own tier says.
  public static let graduated = TierMode("graduated")
  /// All units cost what the tier of the last one says.
  public static let volume = TierMode("volume")
}

/// How often a price is charged.
///
///     let yearly = Price(amount: 20_000, currency: "USD", interval: .year)
public struct Interval: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let day = Interval("day")
  public static let week = Interval("week")
  public static let month = Interval("month")
  public static let year = Interval("year")
  /// Once, when it is bought.
  public static let oneTime = Interval("one_time")
}

/// How often an allowance is renewed.
///
///     let daily: Entitlement = .metered(amount: 10, reset: .day)
public struct Reset: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let day = Reset("day")
  public static let week = Reset("week")
  public static let month = Reset("month")
  public static let year = Reset("year")
  /// Once for each subscription or purchase.
  public static let never = Reset("never")
}
