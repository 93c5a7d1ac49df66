/// The length of a period: `DAY`, `WEEK`, `MONTH`, `YEAR` or an ISO 8601 duration (api/openapi.yaml, `RecurringPeriodInterval`).
package struct Interval: Equatable, Sendable {
  let years: Int64
  let months: Int64
  let days: Int64
  let seconds: Int64
  /// As it is returned: `MONTH` also for `P1M` (entitlement/driver/parser.go, `MapRecurrenceToAPI`).
  let text: String
  /// As an ISO 8601 duration.
  let iso: String

  init(years: Int64 = 0, months: Int64 = 0, days: Int64 = 0, seconds: Int64 = 0, text: String, iso: String) {
    self.years = years
    self.months = months
    self.days = days
    self.seconds = seconds
    self.text = text
    self.iso = iso
  }

  private static let named = [
    Interval(days: 1, text: "DAY", iso: "P1D"), Interval(days: 7, text: "WEEK", iso: "P1W"),
    Interval(months: 1, text: "MONTH", iso: "P1M"), Interval(years: 1, text: "YEAR", iso: "P1Y"),
  ]

  /// Nil for what the schema refuses, such as `month`, and for fractions, which this model does not know.
  init?(_ text: String) {
    if let interval = Self.named.first(where: { $0.text == text || $0.iso == text }) {
      self = interval
      return
    }
    var rest = Array(text.utf8)[...]
    guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
    var (years, months, days, seconds): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    var isTime = false
    while !rest.isEmpty {
      if !isTime, rest.first == UInt8(ascii: "T") {
        isTime = true
        rest = rest.dropFirst()
      }
      let digits = rest.prefix { (48...57).contains($0) }
      rest = rest.dropFirst(digits.count)
      guard let number = Int64(String(decoding: digits, as: UTF8.self)), let unit = rest.popFirst() else { return nil }
      switch (isTime, Unicode.Scalar(unit)) {
      case (false, "Y"): years = number
      case (false, "M"): months = number
      case (false, "W"): days += number * 7
      case (false, "D"): days += number
      case (true, "H"): seconds += number * 3600
      case (true, "M"): seconds += number * 60
      case (true, "S"): seconds += number
      default: return nil
      }
    }
    self.init(years: years, months: months, days: days, seconds: seconds, text: text, iso: text)
    guard average > 0 else { return nil }
  }

  /// In milliseconds, with months and years of average length.
  fileprivate var average: Int64 { (years * 12 + months) * 2_629_746_000 + days * 86_400_000 + seconds * 1000 }

  /// Usage periods last an hour at least (entitlement/usageperiod.go, `Validate`).
  var isHourOrMore: Bool { average >= 3_600_000 }
}

/// Instants that are a multiple of an interval before or after an anchor (pkg/timeutil/recurrence.go).
///
/// Months are counted from the anchor and clamped: after January 31 come February 28 and March 31.
package struct Recurrence: Equatable, Sendable {
  let interval: Interval
  let anchor: Moment

  /// pkg/datetime/datetime.go, `Add`: years, then months, neither of which overflows, then days and times.
  func occurrence(_ number: Int64) -> Moment {
    var time = anchor
    if interval.years != 0 { time = time.adding(months: interval.years * number * 12) }
    if interval.months != 0 { time = time.adding(months: interval.months * number) }
    return time.adding(seconds: (interval.days * 86_400 + interval.seconds) * number)
  }

  /// The number of the last occurrence that is not after a time.
  func number(notAfter time: Moment) -> Int64 {
    var number = (time.milliseconds - anchor.milliseconds).quotient(flooring: interval.average)
    while occurrence(number) > time { number -= 1 }
    while occurrence(number + 1) <= time { number += 1 }
    return number
  }

  /// The first occurrence that is not before a time, and its number.
  func first(notBefore time: Moment) -> (number: Int64, at: Moment) {
    let last = number(notAfter: time)
    let at = occurrence(last)
    return at == time ? (last, at) : (last + 1, occurrence(last + 1))
  }
}

/// The periods of a metered entitlement (entitlement/usageperiod.go).
package struct UsagePeriod: Equatable, Sendable {
  let interval: Interval
  /// The start of measurement and every reset on demand: each begins a period, and counts on from its anchor.
  private(set) var starts: [Start]

  struct Start: Equatable, Sendable {
    let at: Moment
    let anchor: Moment
  }

  init(_ interval: Interval, anchor: Moment, from start: Moment) {
    self.interval = interval
    starts = [Start(at: start, anchor: anchor)]
  }

  var originalAnchor: Moment { starts[0].anchor }

  /// When usage was last reset on demand; the start of measurement if it never was. Periods that end by themselves are not recorded
  /// (entitlement/adapter/entitlement.go, `mapEntitlementEntity`).
  var lastReset: Moment { starts[starts.count - 1].at }

  private func index(at time: Moment) -> Int { starts.lastIndex { $0.at <= time } ?? 0 }

  func anchor(at time: Moment) -> Moment { starts[index(at: time)].anchor }

  /// The period that contains a time, or the first one before it (`GetCurrentPeriodAt`).
  func period(at time: Moment) -> (from: Moment, to: Moment) {
    let index = index(at: time)
    let start = starts[index]
    let recurrence = Recurrence(interval: interval, anchor: start.anchor)
    let number = recurrence.number(notAfter: max(time, start.at))
    let from = max(recurrence.occurrence(number), start.at)
    let to = recurrence.occurrence(number + 1)
    return (from, index + 1 < starts.count ? min(to, starts[index + 1].at) : to)
  }

  /// The ends of periods after a time, up to another and including it.
  func resets(after start: Moment, through end: Moment) -> [Moment] {
    var times: [Moment] = []
    var time = period(at: start).to
    while time <= end {
      times.append(time)
      time = period(at: time).to
    }
    return times
  }

  mutating func reset(at time: Moment, anchor: Moment) { starts.append(Start(at: time, anchor: anchor)) }
}
