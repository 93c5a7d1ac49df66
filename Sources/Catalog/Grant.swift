import Foundations
import JSONText
import Syntax

/// How purchased usage is spent, and when it expires.
package struct Grant: Sendable {
  package struct Expiration: Hashable, Sendable {
    package enum Unit: String, Word {
      case hour = "HOUR"
      case day = "DAY"
      case week = "WEEK"
      case month = "MONTH"
      case year = "YEAR"
      package static let words = Words<Unit>()
    }

    package let unit: Unit
    /// Positive.
    package let count: Int64

    package init(_ unit: Unit, count: Int64 = 1) {
      self.unit = unit
      self.count = count
    }

    /// In 1/4800 of a day; see ``Period/length``.
    package var length: ExactDecimal {
      let unit: Int64 =
        switch self.unit {
        case .hour: 200
        case .day: Period.day.length
        case .week: Period.week.length
        case .month: Period.month.length
        case .year: Period.year.length
        }
      return ExactDecimal(count).multiplied(by: unit)
    }

    package var described: String { "\(count) \(unit.rawValue.lowercased())\(count == 1 ? "" : "s")" }
  }

  /// Not negative; grants with a lower number are spent first.
  package let priority: Int64?
  package let expiration: Expiration?
  /// How much of the unused amount rolls over when the allowance resets; not negative.
  package let maxRolloverAmount: ExactDecimal?
  package let metadata: [JSON.Member]

  package init(
    priority: Int64? = nil, expiration: Expiration? = nil, maxRolloverAmount: ExactDecimal? = nil,
    metadata: [JSON.Member] = []
  ) {
    self.priority = priority
    self.expiration = expiration
    self.maxRolloverAmount = maxRolloverAmount
    self.metadata = metadata
  }
}
