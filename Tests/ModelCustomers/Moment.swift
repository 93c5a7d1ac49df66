import Foundations

/// A point in time, in milliseconds: what the server compares, and cuts to the minute.
package struct Moment: Hashable, Sendable {
  /// Since 1970-01-01T00:00:00Z.
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package init(seconds: Int64) { milliseconds = seconds * 1000 }

  /// Parses an RFC 3339 date-time; nil for any other text. Digits after the third of a fraction are dropped.
  package init?(_ text: String) {
    guard let instant = Instant(text) else { return nil }
    var fraction: Int64 = 0
    if let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) {
      let digits = text.utf8[text.utf8.index(after: point)...].prefix { (48...57).contains($0) }.prefix(3)
      for position in 0..<3 {
        let digit = position < digits.count ? Int64(Array(digits)[position]) - 48 : 0
        fraction = fraction * 10 + digit
      }
    }
    milliseconds = instant.seconds * 1000 + fraction
  }

  /// Whole seconds since 1970.
  package var seconds: Int64 { milliseconds.quotient(flooring: 1000) }

  /// The start of its minute: metering data has no finer windows.
  package var minute: Moment { Moment(milliseconds: milliseconds.quotient(flooring: 60_000) * 60_000) }

  /// The end of its minute, or itself at the start of one.
  package var minuteRoundedUp: Moment { minute == self ? self : Moment(milliseconds: minute.milliseconds + 60_000) }

  package func adding(seconds: Int64) -> Moment { Moment(milliseconds: milliseconds + seconds * 1000) }

  package func adding(days: Int64) -> Moment { adding(seconds: days * 86_400) }

  /// The same day and time of another month, in UTC.
  ///
  /// - Parameter overflows: whether a day that the month lacks is counted on in the next one: 1 month after January 31 is March 3.
  ///   Otherwise it is the last day of the month.
  package func adding(months: Int64, overflows: Bool = false) -> Moment {
    let time = milliseconds - milliseconds.quotient(flooring: Self.day) * Self.day
    let (year, month, day) = date
    let total = year * 12 + month - 1 + months
    let (target, other) = (total.quotient(flooring: 12), total - total.quotient(flooring: 12) * 12 + 1)
    let days =
      overflows
      ? Self.days(target, other, 1) + day - 1 : Self.days(target, other, min(day, Self.length(other, of: target)))
    return Moment(milliseconds: days * Self.day + time)
  }

  // MARK: The calendar

  private static let day: Int64 = 86_400_000

  /// Years counted from March end with their leap day, so that the length of the months before one follows a formula.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? month - 3 : month + 9
    let year = month > 2 ? year : year - 1
    let leap = year.quotient(flooring: 4) - year.quotient(flooring: 100) + year.quotient(flooring: 400)
    return year * 365 + leap + (shifted * 153 + 2) / 5 + day - 1 - 719_468
  }

  private static func length(_ month: Int64, of year: Int64) -> Int64 {
    days(month == 12 ? year + 1 : year, month % 12 + 1, 1) - days(year, month, 1)
  }

  private var date: (year: Int64, month: Int64, day: Int64) {
    let days = milliseconds.quotient(flooring: Self.day)
    // 146,097 days are 400 years; the guess is at most one year off.
    var year = (days * 400).quotient(flooring: 146_097) + 1970
    while Self.days(year, 1, 1) > days { year -= 1 }
    while Self.days(year + 1, 1, 1) <= days { year += 1 }
    var month = min((days - Self.days(year, 1, 1)) / 31 + 1, 12)
    if month < 12, Self.days(year, month + 1, 1) <= days { month += 1 }
    return (year, month, days - Self.days(year, month, 1) + 1)
  }
}

extension Moment: Comparable {
  package static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }
}

extension Moment: ExpressibleByStringLiteral {
  /// A date, or a date-time in RFC 3339: `2027-01-05` is its midnight in UTC.
  package init(stringLiteral text: String) {
    guard let moment = Moment(text) ?? Moment(text + "T00:00:00Z") else { preconditionFailure("\(text) is not a time") }
    self = moment
  }
}

extension Moment: CustomStringConvertible {
  /// RFC 3339, in UTC.
  package var description: String {
    let (year, month, day) = date
    let time = milliseconds - milliseconds.quotient(flooring: Self.day) * Self.day
    var text: [UInt8] = []
    text.reserveCapacity(24)
    func append(_ number: Int64, _ width: Int, _ end: Unicode.Scalar) {
      var scale: Int64 = width == 4 ? 1000 : width == 3 ? 100 : 10
      while scale > 0 {
        text.append(48 + UInt8(truncatingIfNeeded: number / scale % 10))
        scale /= 10
      }
      text.append(UInt8(ascii: end))
    }
    append(year, 4, "-")
    append(month, 2, "-")
    append(day, 2, "T")
    append(time / 3_600_000, 2, ":")
    append(time / 60_000 % 60, 2, ":")
    append(time / 1000 % 60, 2, time % 1000 == 0 ? "Z" : ".")
    if time % 1000 != 0 { append(time % 1000, 3, "Z") }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Int64 {
  /// The quotient, rounded down.
  func quotient(flooring divisor: Int64) -> Int64 { self / divisor - (self % divisor < 0 ? 1 : 0) }
}
