import Catalog

/// The cadence of a plan as Razorpay writes it, and how many charges a subscription may have.
///
/// Source: Razorpay's documentation, api/payments/subscriptions/create-plan.md (`period`, `interval`) and
/// payments/subscriptions/faqs.md (a subscription lasts at most 100 years).
struct RazorpayCycle {
  let cadence: Cadence

  /// How many periods are 100 years.
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

  /// The charges of 100 years.
  var mostCharges: Int64 { Self.century(cadence.period) / cadence.count }

  /// The charges of ten years, at least one: what a subscription has where the catalog does not say.
  var assumedCharges: Int64 { max(1, Self.century(cadence.period) / 10 / cadence.count) }

  /// Cards take a mandate of these as it is; every other cadence is registered without a frequency.
  var isDefinedFrequency: Bool { cadence.count == 1 && cadence.period != .day }
}
