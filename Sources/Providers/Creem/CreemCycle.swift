import CatalogModel
import JSONText

/// How often Creem charges a recurring product.
///
/// Five cadences have a name. All others are `custom`, with a unit and a count, which must not stand beside a named one
/// (Creem's OpenAPI description, POST /v1/products, `billing_period` and `recurring_interval_count`).
struct CreemCycle {
  /// As `billing_period` names it.
  let name: String
  /// What a `custom` period stands for; nil for a named one.
  let custom: Cadence?

  /// Nil for a cadence that is longer than Creem takes.
  init?(_ cadence: Cadence) {
    let name: String? =
      switch (cadence.period, cadence.count) {
      case (.day, 1): "every-day"
      case (.month, 1): "every-month"
      case (.month, 3): "every-three-months"
      case (.month, 6): "every-six-months"
      case (.year, 1): "every-year"
      default: nil
      }
    guard name != nil || cadence.count <= Self.limit(cadence.period) else { return nil }
    self.name = name ?? "custom"
    custom = name == nil ? cadence : nil
  }

  /// Whether the API knows the cadence only since the middle of 2026.
  var isRecent: Bool { custom != nil || name == "every-day" }

  /// The largest count of a `custom` period.
  static func limit(_ period: Period) -> Int64 {
    switch period {
    case .day: 365
    case .week: 52
    case .month: 24
    case .year: 3
    }
  }
}
