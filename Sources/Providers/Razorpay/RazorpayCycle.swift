import CatalogModel

/// The cadence of a plan as Razorpay writes it, and how many cycles a subscription may have.
///
/// Source: Razorpay's documentation, api/payments/subscriptions/create-plan.md (`period`, `interval`) and
/// payments/subscriptions/faqs.md (a subscription lasts at most 100 years).
struct RazorpayCycle {
  /// Why there cannot be such a plan.
  enum Problem: Error {
    /// Fewer than seven days.
    case tooShort
    /// One cycle alone outlasts the longest subscription.
    case tooLong
  }

  let period: String
  let interval: Int64
  /// The charges of 100 years: never fewer than one.
  let limit: Int64
  /// The charges of ten years, at least one: what is sent where the catalog does not say.
  let assumed: Int64

  init(_ cadence: Cadence) throws(Problem) {
    let longest: Int64
    let tenYears: Int64
    switch cadence.period {
    case .day: (period, longest, tenYears) = ("daily", 36500, 3650)
    case .week: (period, longest, tenYears) = ("weekly", 5200, 520)
    case .month: (period, longest, tenYears) = ("monthly", 1200, 120)
    case .year: (period, longest, tenYears) = ("yearly", 100, 10)
    }
    interval = cadence.count
    if cadence.period == .day, interval < 7 { throw .tooShort }
    if interval > longest { throw .tooLong }
    limit = longest / interval
    assumed = max(1, tenYears / interval)
  }

  /// What a subscription is sent with, for what the option `totalCount` says.
  func totalCount(_ option: Int64?) -> Int64 { option.map { min($0, limit) } ?? assumed }

  /// Cards take a mandate of these as it is; every other cadence is registered without a frequency.
  var isDefinedFrequency: Bool { interval == 1 && period != "daily" }
}
