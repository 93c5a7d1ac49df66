import Foundations
import Testing

/// RFC 3339 text and Unix timestamps, without rounding.
@Suite struct InstantTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_399, "2000-02-28T23:59:59Z"),
      (951_782_400, "2000-02-29T00:00:00Z"), (951_868_800, "2000-03-01T00:00:00Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
      (4_107_456_000, "2100-02-28T00:00:00Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
      (1_800_000_000, "2027-01-15T08:00:00Z"),
      (253_402_300_799, "9999-12-31T23:59:59Z"), (-62_167_219_200, "0000-01-01T00:00:00Z"),
      (-62_162_035_201, "0000-02-29T23:59:59Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
    ] as [(Int64, String)])
  func `seconds convert to a date and back`(seconds: Int64, text: String) {
    #expect(Instant(unixSeconds: seconds)?.description == text)
    #expect(Instant(text)?.seconds == seconds)
  }

  @Test func `every first day of a month in 800 years survives a round trip`() {
    for year in 1600..<2400 {
      for month in 1...12 {
        let padded = month < 10 ? "0\(month)" : "\(month)"
        let text = "\(year)-\(padded)-01T00:00:00Z"
        #expect(Instant(text).flatMap { Instant(unixSeconds: $0.seconds) }?.description == text)
      }
    }
  }

  @Test(arguments: [253_402_300_800, -62_167_219_201, .max, .min] as [Int64])
  func `seconds outside the years 0 to 9999 are rejected`(seconds: Int64) {
    #expect(Instant(unixSeconds: seconds) == nil)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (-1000, "1969-12-31T23:59:59Z"), (-1001, "1969-12-31T23:59:58.999Z"), (1_800_000_060_120, "2027-01-15T08:01:00.12Z"),
    ] as [(Int64, String)])
  func `milliseconds become a fraction`(milliseconds: Int64, text: String) {
    #expect(Instant(unixMilliseconds: milliseconds)?.description == text)
  }

  @Test func `milliseconds out of range are rejected`() {
    #expect(Instant(unixMilliseconds: .max) == nil)
    #expect(Instant(unixMilliseconds: .min) == nil)
  }

  @Test(arguments: [
    ("2027-01-15t12:00:00z", "2027-01-15T12:00:00Z"), ("2027-01-15T12:00:00.250Z", "2027-01-15T12:00:00.25Z"),
    ("2027-01-15T12:00:00.1234567891Z", "2027-01-15T12:00:00.123456789Z"),
    ("2027-01-15T12:00:00+05:30", "2027-01-15T06:30:00Z"),
    ("2027-01-01T00:00:00+00:01", "2026-12-31T23:59:00Z"), ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"),
    ("2027-12-31T23:00:00-02:00", "2028-01-01T01:00:00Z"),
  ])
  func `times are converted to UTC`(text: String, utc: String) {
    #expect(Instant(text)?.description == utc)
  }

  @Test(arguments: [
    "", "2027-01-15", "2027-01-15 12:00:00Z", "2027-01-15T12:00:00", "2027-02-29T12:00:00Z", "2100-02-29T12:00:00Z",
    "2027-13-01T00:00:00Z", "2027-00-01T00:00:00Z", "2027-01-32T00:00:00Z", "2027-04-31T00:00:00Z", "2027-01-15T24:00:00Z",
    "2027-01-15T12:60:00Z", "2027-01-15T12:00:61Z", "2027-01-15T12:00:00.Z", "2027-01-15T12:00:00+5:30",
    "2027-01-15T12:00:00+24:00", "2027-01-15T12:00:00Zx", "+2027-01-15T12:00:00Z", "0000-01-01T00:00:00+00:01",
  ])
  func `invalid times are rejected`(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test func `times are ordered by seconds, then by fraction`() throws {
    let texts = ["2027-01-15T11:59:59.9Z", "2027-01-15T12:00:00Z", "2027-01-15T12:00:00.05Z", "2027-01-15T12:00:00.1Z"]
    let times = try texts.map { try #require(Instant($0)) }
    #expect(times.sorted() == times)
    #expect(times.indices.allSatisfy { index in times[..<index].allSatisfy { $0 < times[index] } })
    #expect(Instant("2027-01-15T12:00:00.10Z") == times[3])
  }
}
