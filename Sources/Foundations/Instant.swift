/// A point in time, from RFC 3339 text or a Unix timestamp. It is never converted to a `Double`.
package struct Instant: Hashable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  package let seconds: Int64
  /// The digits of the fractional second, without trailing zeros; at most nine.
  private let fraction: String

  /// The range that RFC 3339 can represent: the years 0 to 9999.
  private static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  private init?(seconds: Int64, fraction: some Sequence<UInt8>) {
    guard Self.range.contains(seconds) else { return nil }
    var digits = Array(fraction.prefix(9))
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    self.seconds = seconds
    self.fraction = String(decoding: digits, as: UTF8.self)
  }

  private init(validSeconds: Int64) {
    seconds = validSeconds
    fraction = ""
  }

  /// 1970-01-01T00:00:00Z.
  package static let epoch = Instant(validSeconds: 0)

  /// Nil outside the years 0 to 9999.
  package init?(unixSeconds: Int64) {
    self.init(seconds: unixSeconds, fraction: [])
  }

  /// Nil outside the years 0 to 9999.
  package init?(unixMilliseconds: Int64) {
    let rest = (unixMilliseconds % 1000 + 1000) % 1000
    let seconds = unixMilliseconds / 1000 - (unixMilliseconds % 1000 < 0 ? 1 : 0)
    self.init(seconds: seconds, fraction: String(1000 + rest).utf8.dropFirst())
  }

  /// Parses an RFC 3339 date-time (section 5.6); nil for any other text and for days that do not exist. A leap second is
  /// accepted and counts as the second after it.
  package init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    func number(_ digits: Int, _ range: ClosedRange<Int64>) -> Int64? {
      guard rest.count >= digits, rest.prefix(digits).allSatisfy({ (48...57).contains($0) }) else { return nil }
      let value = rest.prefix(digits).reduce(Int64(0)) { $0 * 10 + Int64($1) - 48 }
      rest = rest.dropFirst(digits)
      return range.contains(value) ? value : nil
    }
    func sign(_ allowed: String) -> UInt8? {
      guard let byte = rest.first, allowed.utf8.contains(byte) else { return nil }
      rest = rest.dropFirst()
      return byte
    }
    guard let year = number(4, 0...9999), sign("-") != nil, let month = number(2, 1...12), sign("-") != nil,
      let day = number(2, 1...31), sign("Tt") != nil, let hour = number(2, 0...23), sign(":") != nil,
      let minute = number(2, 0...59), sign(":") != nil, let second = number(2, 0...60), day <= Self.length(month, of: year)
    else { return nil }
    var fraction = rest.prefix(0)
    if sign(".") != nil {
      fraction = rest.prefix { (48...57).contains($0) }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(fraction.count)
    }
    var offset: Int64 = 0
    switch sign("Zz+-") {
    case UInt8(ascii: "Z")?, UInt8(ascii: "z")?: break
    case nil: return nil
    case let direction?:
      guard let hours = number(2, 0...23), sign(":") != nil, let minutes = number(2, 0...59) else { return nil }
      offset = (hours * 3600 + minutes * 60) * (direction == UInt8(ascii: "-") ? -1 : 1)
    }
    guard rest.isEmpty else { return nil }
    let time = hour * 3600 + minute * 60 + second
    self.init(seconds: Self.days(year, month, day) * 86_400 + time - offset, fraction: fraction)
  }

  /// The number of days of the month that a text begins with, if the text is a date-time but for a day that the month does not
  /// have: 28 for `2027-02-30T12:00:00Z`; nil otherwise.
  package static func lengthOfMonth(in text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count > 10, bytes[8...9].allSatisfy({ (48...57).contains($0) }),
      Instant(String(decoding: bytes[..<8] + Array("01".utf8) + bytes[10...], as: UTF8.self)) != nil
    else { return nil }
    func number(_ digits: ArraySlice<UInt8>) -> Int64 { digits.reduce(0) { $0 * 10 + Int64($1) - 48 } }
    let days = length(number(bytes[5...6]), of: number(bytes[..<4]))
    return number(bytes[8...9]) > days ? days : nil
  }

  // MARK: The Gregorian calendar

  private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func length(_ month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 0000-01-01 to the first day of a year.
  private static func days(before year: Int64) -> Int64 {
    guard year > 0 else { return 0 }
    let last = year - 1
    return year * 365 + last / 4 - last / 100 + last / 400 + 1
  }

  /// Days from 1970-01-01.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    days(before: year) + (1..<month).reduce(0) { $0 + length($1, of: year) } + day - 1 - days(before: 1970)
  }

  /// The date of a day that is counted from 1970-01-01.
  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    var day = days + Self.days(before: 1970)
    // 400 years have 146097 days; the guess is at most one year too late.
    var year = min(day * 400 / 146_097, 9999)
    while Self.days(before: year) > day { year -= 1 }
    while year < 9999, Self.days(before: year + 1) <= day { year += 1 }
    day -= Self.days(before: year)
    var month: Int64 = 1
    while day >= length(month, of: year) {
      day -= length(month, of: year)
      month += 1
    }
    return (year, month, day + 1)
  }
}

extension Instant: Comparable {
  package static func < (left: Instant, right: Instant) -> Bool {
    // Fractions are the digits after the decimal point, so lexical order is numeric order.
    left.seconds == right.seconds
      ? left.fraction.utf8.lexicographicallyPrecedes(right.fraction.utf8) : left.seconds < right.seconds
  }
}

extension Instant: CustomStringConvertible {
  /// In UTC: `2027-01-15T12:00:00Z`, with a fraction if there is one.
  package var description: String {
    let time = ((seconds % 86_400) + 86_400) % 86_400
    let (year, month, day) = Self.date((seconds - time) / 86_400)
    func padded(_ number: Int64, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: width - digits.utf8.count) + digits
    }
    return "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(time / 3600)):\(padded(time / 60 % 60))"
      + ":\(padded(time % 60))\(fraction.isEmpty ? "" : ".\(fraction)")Z"
  }
}

// MARK: Arithmetic

extension Instant {
  /// The start of its minute.
  package var minute: Instant {
    let rest = ((seconds % 60) + 60) % 60
    return Instant(seconds: seconds - rest, fraction: []) ?? self
  }

  /// Clamped to the years 0 to 9999; the fraction of the second is dropped.
  package func adding(seconds more: Int64) -> Instant {
    let (sum, overflow) = seconds.addingReportingOverflow(more)
    let clamped = overflow ? (more < 0 ? Self.range.lowerBound : Self.range.upperBound) : sum
    return Instant(seconds: min(max(clamped, Self.range.lowerBound), Self.range.upperBound), fraction: []) ?? self
  }

  /// The same time of day on the same day of another month, in UTC, or on its last day if it is shorter: January 31 and one
  /// month are February 28. Clamped to the years 0 to 9999; the fraction of the second is dropped.
  package func adding(months more: Int64) -> Instant {
    let time = ((seconds % 86_400) + 86_400) % 86_400
    let (year, month, day) = Self.date((seconds - time) / 86_400)
    let count = year * 12 + month - 1 + min(max(more, -200_000), 200_000)
    guard count >= 0 else { return Instant(seconds: Self.range.lowerBound, fraction: []) ?? self }
    guard count < 120_000 else { return Instant(seconds: Self.range.upperBound, fraction: []) ?? self }
    let (newYear, newMonth) = (count / 12, count % 12 + 1)
    let days = Self.days(newYear, newMonth, min(day, Self.length(newMonth, of: newYear)))
    return Instant(seconds: days * 86_400 + time, fraction: []) ?? self
  }

  /// The number of months from the month of this time to that of another.
  package func months(to other: Instant) -> Int64 {
    func months(_ instant: Instant) -> Int64 {
      let time = ((instant.seconds % 86_400) + 86_400) % 86_400
      let (year, month, _) = Self.date((instant.seconds - time) / 86_400)
      return year * 12 + month
    }
    return months(other) - months(self)
  }
}
