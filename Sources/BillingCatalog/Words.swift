/// A word out of a set that the compiler of catalogs knows, as ``Interval/month``.
///
/// A word that this version of the library does not have can still be written, `Interval("fortnight")`; whether the compiler
/// knows it is checked when it reads the catalog.
public protocol CatalogWord: RawRepresentable<String>, Hashable, Sendable {
  /// The word as a JSON catalog spells it.
  init(rawValue: String)
}

extension CatalogWord {
  /// The word as a JSON catalog spells it.
  public init(_ word: String) { self.init(rawValue: word) }
}

/// What a meter makes of the events of a period.
public struct Aggregation: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let sum = Aggregation("sum")
  /// How many events there were; it alone reads no value from them.
  public static let count = Aggregation("count")
  /// How many different values there were.
  public static let uniqueCount = Aggregation("unique_count")
  public static let avg = Aggregation("avg")
  public static let min = Aggregation("min")
  public static let max = Aggregation("max")
  /// The value of the last event.
  public static let latest = Aggregation("latest")
}

/// What a feature is to a customer.
public struct FeatureType: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Access, or none.
  public static let boolean = FeatureType("boolean")
  /// An allowance of usage.
  public static let metered = FeatureType("metered")
  /// A setting: any text.
  public static let `static` = FeatureType("static")
}

/// How often a price is charged.
public struct Interval: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let day = Interval("day")
  public static let week = Interval("week")
  public static let month = Interval("month")
  public static let year = Interval("year")
  /// Paid once.
  public static let oneTime = Interval("one_time")
}

/// How often an allowance comes back.
public struct Reset: CatalogWord {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let day = Reset("day")
  public static let week = Reset("week")
  public static let month = Reset("month")
  public static let year = Reset("year")
}
