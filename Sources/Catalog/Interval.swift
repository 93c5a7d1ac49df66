import Syntax

/// The values of the field `interval`.
package enum Interval: String, Word {
  case day, week, month, year
  case oneTime = "one_time"
  package static let words = Words<Interval>()

  /// Nil for `one_time`.
  package var period: Period? {
    switch self {
    case .day: .day
    case .week: .week
    case .month: .month
    case .year: .year
    case .oneTime: nil
    }
  }
}
