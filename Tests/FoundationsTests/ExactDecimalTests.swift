import Foundations
import Testing

@Suite struct ExactDecimalTests {
  private func decimal(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ExactDecimal {
    try #require(ExactDecimal(parsing: text.utf8), sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ["2000", "2e3", "2000.0", "2000.000", "0.2e4", "20000e-1", "2E+3", "2E03"], ["0", "-0", "0.0", "-0.000", "0e9", "0e-9"],
    ["20.5", "20.50", "2.05e1", "205e-1"], ["-1", "-1.0", "-10e-1", "-0.1e1"], ["0.001", "1e-3", "0.0010"],
    ["9223372036854775808", "9223372036854775808.0", "9.223372036854775808e18"],
  ])
  func `notations of one number are equal and print alike`(spellings: [String]) throws {
    let first = try decimal(spellings[0])
    for spelling in spellings {
      let value = try decimal(spelling)
      #expect(value == first)
      #expect(value.hashValue == first.hashValue)
      #expect(value.description == first.description)
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("2e3", 2000), ("2000.0", 2000), ("20.5e1", 205),
      ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9.223372036854775807e18", .max),
      ("1e18", 1_000_000_000_000_000_000),
      ("20.5", nil), ("0.1", nil), ("1e-1", nil), ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1e19", nil),
      ("1e308", nil), ("1e-308", nil), ("9223372036854775807.5", nil),
    ] as [(String, Int64?)])
  func `integers are recognized by value if they fit`(text: String, integer: Int64?) throws {
    #expect(try decimal(text).integer == integer)
  }

  @Test(arguments: [
    ("20.5", false, 1), ("20.50", false, 1), ("2000", true, 0), ("2e3", true, 0), ("1e19", true, 0), ("1e-3", false, 3),
    ("0.0", true, 0),
  ])
  func `fraction digits are counted by value`(text: String, isInteger: Bool, digits: Int) throws {
    #expect(try decimal(text).isInteger == isInteger)
    #expect(try decimal(text).fractionDigits == digits)
  }

  @Test(arguments: [0, 1, -1, 2000, -205, .max, .min] as [Int64])
  func `integers survive a round trip`(value: Int64) {
    #expect(ExactDecimal(value).integer == value)
    #expect(ExactDecimal(value).description == String(value))
    #expect(ExactDecimal(value).isNegative == (value < 0))
    #expect(ExactDecimal(value).isZero == (value == 0))
  }

  @Test func `zero has no sign`() throws {
    #expect(try !decimal("-0").isNegative)
    #expect(try !decimal("-0.000e5").isNegative)
    #expect(try decimal("-0.001").isNegative)
  }

  @Test func `numbers are ordered by value`() throws {
    let ascending = [
      "-1e308", "-9223372036854775808", "-20.51", "-20.5", "-20", "-1", "-0.11", "-0.1", "-1e-308", "0", "1e-308", "0.001",
      "0.0011", "0.1",
      "0.11", "0.9", "1", "1.5", "2", "10", "19", "20", "20.5", "20.51", "100", "9223372036854775807", "9223372036854775808",
      "1e308",
    ]
    for (i, left) in ascending.enumerated() {
      for (j, right) in ascending.enumerated() {
        #expect(try (decimal(left) < decimal(right)) == (i < j), "\(left) < \(right)")
        #expect(try (decimal(left) == decimal(right)) == (i == j), "\(left) == \(right)")
      }
    }
  }

  @Test(arguments: [
    ("2000", 2, "20.00"), ("2000", 0, "2000"), ("2000", 3, "2.000"), ("1", 2, "0.01"), ("10", 2, "0.10"), ("0", 2, "0.00"),
    ("0", 0, "0"),
    ("7", 4, "0.0007"), ("-1999", 2, "-19.99"), ("9223372036854775807", 2, "92233720368547758.07"), ("2050", 2, "20.50"),
    ("1e20", 2, "1000000000000000000.00"),
  ])
  func `shifting moves the decimal point and keeps zeros`(text: String, digits: Int, shifted: String) throws {
    #expect(try decimal(text).shifted(fractionDigits: digits) == shifted)
  }

  @Test(arguments: [
    ("0.1", "0.1"), ("100", "100"), ("1e2", "100"), ("123.456", "123.456"), ("-0.5", "-0.5"), ("1e-3", "0.001"),
    ("1e39", "1" + String(repeating: "0", count: 39)),
    ("1e40", "1e40"), ("12e40", "1.2e41"), ("-125e50", "-1.25e52"),
    ("1e-39", "0." + String(repeating: "0", count: 38) + "1"),
    ("1e-40", "1e-40"), ("1.5e-300", "1.5e-300"),
    ("1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890"),
    ("12345678901234567890123456789012345678901", "1.2345678901234567890123456789012345678901e40"),
  ])
  func `the description is plain up to 40 digits and scientific beyond`(text: String, description: String) throws {
    #expect(try decimal(text).description == description)
    #expect(try decimal(description) == decimal(text))
  }

  @Test(arguments: [
    ("9007199254740992", false), ("9007199254740993", true), ("-9007199254740992", false), ("0.1", false),
    ("123456789.123456", false),
    ("123456789.1234567", true), ("1e20", false), ("1234567890123456e10", true),
  ])
  func `numbers that a double cannot represent are detected`(text: String, exceeds: Bool) throws {
    #expect(try decimal(text).exceedsDouble == exceeds)
  }

  @Test(arguments: [
    "1e309", "-1e309", "10e308", "1e-309", "0.1e-308", "1e100000000000000000000", "1e-100000000000000000000", "12a", "1 ",
  ])
  func `numbers out of range and other text are rejected`(text: String) {
    #expect(ExactDecimal(parsing: text.utf8) == nil)
  }
}

/// Products with integers.
@Suite struct ExactDecimalProductTests {
  @Test(
    arguments: [
      ("0", 5, "0"), ("5", 0, "0"), ("20.5", 2, "41"), ("0.25", 4, "1"), ("-0.5", 3, "-1.5"), ("3", -7, "-21"), ("-3", -7, "21"),
      ("99999999999999999999", 99, "9899999999999999999901"), ("1e300", 1_000_000_000, "1e309"), ("1e-300", 25, "2.5e-299"),
      ("9223372036854775807", .max, "85070591730234615847396907784232501249"),
      ("9999999999999999999", .min, "-92233720368547758070776627963145224192"), ("0.125", 8, "1"), ("125", 8, "1000"),
    ] as [(String, Int64, String)])
  func `products are exact`(decimal: String, factor: Int64, product: String) throws {
    let value = try #require(ExactDecimal(parsing: decimal.utf8))
    #expect(value.multiplied(by: factor).description == product)
  }

  @Test func `a product equals the parsed number`() throws {
    let read = try #require(ExactDecimal(parsing: "1000".utf8))
    #expect(ExactDecimal(125).multiplied(by: 8) == read)
    #expect(ExactDecimal(0).multiplied(by: -1) == .zero)
  }

  @Test func `numbers with very many digits are multiplied quickly`() throws {
    let digits = "0." + String(repeating: "3", count: 200_000)
    let value = try #require(ExactDecimal(parsing: digits.utf8))
    #expect(value.multiplied(by: 3) == ExactDecimal(parsing: ("0." + String(repeating: "9", count: 200_000)).utf8))
  }

  @Test(
    arguments: [
      ("0", 5, "0"), ("7", 0, "0"), ("2000", 12, "24000"), ("0.25", 4, "1"), ("999.5", 1_753_164, "1752287418"),
      ("-1.5", 3, "-4.5"), ("1.5", -3, "-4.5"), ("-2", -2, "4"),
      ("9223372036854775807", .max, "85070591730234615847396907784232501249"),
      ("1", .min, "-9223372036854775808"), ("1e308", 10, "1e309"),
    ] as [(String, Int64, String)])
  func `products keep all digits`(text: String, factor: Int64, product: String) throws {
    let value = try #require(ExactDecimal(parsing: text.utf8))
    #expect(value.multiplied(by: factor).description == product)
  }

  @Test func `equal products are equal values`() throws {
    let value = try #require(ExactDecimal(parsing: "12.5".utf8))
    #expect(value.multiplied(by: 8) == ExactDecimal(100))
    #expect(value.multiplied(by: 4).multiplied(by: 2) == ExactDecimal(10).multiplied(by: 10))
    #expect(ExactDecimal(7).multiplied(by: 4800) < ExactDecimal(1).multiplied(by: 33601))
  }

  @Test(
    arguments: [
      ("0", 7, "0"), ("1000000", 3, "3000000"), ("12.5", 8, "100"), ("-2.5", 3, "-7.5"), ("0.1", 1_000_000_000, "100000000"),
      ("123456789012345678901234567890", 9, "1111111101111111110111111111010"),
      ("99999999999999999999", 1_000_000_000, "99999999999999999999000000000"),
    ] as [(String, Int64, String)])
  func `products equal the parsed number`(number: String, count: Int64, product: String) throws {
    let value = try #require(ExactDecimal(parsing: number.utf8))
    #expect(value.multiplied(by: count) == ExactDecimal(parsing: product.utf8))
  }
}
