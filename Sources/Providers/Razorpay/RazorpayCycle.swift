import Catalog

/// The cadence of a plan in Razorpay's terms, and the number of charges that a subscription may have.
///
/// Source: Razorpay's documentation, api/payments/subscriptions/create-plan.md (`period`, `interval`) and
/// payments/subscriptions/faqs.md (a subscription lasts at most 100 years).
struct RazorpayCycle {
  let cadence: Cadence

  /// The number of periods in 100 years.
  static func century(_ period: Period) -> Int64 {
    switch period {
    case .day: 36500
    case .week: 5200
    case .month: 1200
    case .year: 100
    }
  }

  var period: String {
    switch cadence.period {
    case .day: "daily"
    case .week: "weekly"
    case .month: "monthly"
    case .year: "yearly"
    }
  }

  /// The number of charges in 100 years.
  var mostCharges: Int64 { Self.century(cadence.period) / cadence.count }

  /// How long a subscription lasts if the catalog does not say it.
  static let assumedYears: Int64 = 10

  /// The number of charges in some years, at least one.
  func charges(inYears years: Int64) -> Int64 { max(1, Self.century(cadence.period) * years / 100 / cadence.count) }

  /// Whether card mandates can express the cadence. All others are registered "as presented", without a frequency.
  var isDefinedFrequency: Bool { cadence.count == 1 && cadence.period != .day }
}
