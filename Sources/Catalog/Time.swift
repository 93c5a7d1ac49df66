import Foundations
import Syntax

/// A unit of calendar time.
package enum Period: String, Word {
  case day, week, month, year
  package static let words = Words<Period>()

  /// In 1/4800 of a day, so that all periods are integers.
  ///
  /// Months and years have their average calendar length: 400 years have 146097 days and 4800 months. So 12 months are a
  /// year, 7 days are a week, and 30 days are less than a month.
  var length: Int64 {
    switch self {
    case .day: 4800
    case .week: 7 * 4800
    case .month: 146_097
    case .year: 12 * 146_097
    }
  }
}

extension Period {
  package static func isShorter(_ left: Period, than right: Period) -> Bool { left.length < right.length }
}

/// How often a recurring price is charged.
package struct Cadence: Hashable, Sendable {
  package let period: Period
  /// The count as written in the catalog, for artifacts; nil if omitted.
  package let writtenCount: Int64?

  package init(_ period: Period, _ count: Int64? = nil) {
    self.period = period
    writtenCount = count
  }

  /// Positive.
  @inlinable package var count: Int64 { writtenCount ?? 1 }

  package static func == (left: Cadence, right: Cadence) -> Bool { left.period == right.period && left.count == right.count }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(period)
    hasher.combine(count)
  }

  /// For messages: `month`, `3 months`.
  package var described: String { count == 1 ? period.rawValue : "\(count) \(period.rawValue)s" }

  /// To follow an amount: `a month`, `every 3 months`.
  package var each: String { count == 1 ? "a \(period.rawValue)" : "every \(described)" }

  /// In 1/4800 of a day; see ``Period/length``.
  package var length: ExactDecimal { ExactDecimal(count).multiplied(by: period.length) }

  /// Nil if the length overflows 64 bits.
  @inlinable package var span: CadenceLength? { CadenceLength(self) }

  /// Whether one of the two is a multiple of the other, so that their charges keep coinciding.
  package func isInStep(with other: Cadence) -> Bool {
    guard let span, let others = other.span else { return self == other }
    return span.divides(others) || others.divides(span)
  }
}

/// The length of a cadence. Days and weeks are not comparable with months and years.
package struct CadenceLength: Hashable, Sendable {
  package let isMonths: Bool
  /// In months, or in days.
  package let length: Int64

  @inlinable package init?(_ cadence: Cadence) {
    let unit: Int64 =
      switch cadence.period {
      case .day, .month: 1
      case .week: 7
      case .year: 12
      }
    let (length, overflow) = cadence.count.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    self.length = length
    isMonths = cadence.period == .month || cadence.period == .year
  }

  /// How many times another span fits into this one; nil if it does not divide evenly or cannot be compared.
  package func multiple(of other: CadenceLength) -> Int64? {
    isMonths == other.isMonths && other.divides(self) ? length / other.length : nil
  }

  /// Whether the other span is a multiple of this one. Of days and weeks, only a single day divides months.
  package func divides(_ other: CadenceLength) -> Bool {
    isMonths == other.isMonths ? other.length.isMultiple(of: length) : !isMonths && length == 1
  }
}

extension CadenceLength: Comparable {
  /// Spans in days come before spans in months, shorter ones first.
  @inlinable package static func < (left: CadenceLength, right: CadenceLength) -> Bool {
    left.isMonths == right.isMonths ? left.length < right.length : right.isMonths
  }
}
