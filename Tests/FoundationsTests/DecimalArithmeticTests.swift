import Foundations
import Testing

/// Sums, products and quotients of exact decimals, with numbers that fit into 64 bits and numbers that do not.
@Suite struct DecimalArithmeticTests {
  private func decimal(_ text: String) -> ExactDecimal { ExactDecimal(parsing: text.utf8) ?? .zero }

  @Test(arguments: [
    ("1", "2", "3"), ("0.1", "0.2", "0.3"), ("1e20", "1", "100000000000000000001"), ("-5", "5", "0"), ("5", "-7", "-2"),
    ("9223372036854775807", "1", "9223372036854775808"), ("1000", "-0.001", "999.999"), ("-0.5", "-0.5", "-1"),
    ("0", "7", "7"), ("123456789012345678901234567890", "-123456789012345678901234567889", "1"),
  ])
  func `sums are exact`(left: String, right: String, sum: String) {
    #expect("\(decimal(left) + decimal(right))" == sum)
    #expect("\(decimal(right) + decimal(left))" == sum)
    #expect("\(decimal(sum) - decimal(right))" == "\(decimal(left))")
  }

  @Test(arguments: [
    ("3", "4", "12"), ("0.1", "0.1", "0.01"), ("-2", "0.5", "-1"), ("0", "1e300", "0"), ("1.5e3", "2e-3", "3"),
    ("9223372036854775807", "9223372036854775807", "85070591730234615847396907784232501249"),
    ("123456789012345678901", "100000000000000000001", "12345678901234567890223456789012345678901"),
    ("0.000000000001", "1000000000000", "1"),
    ("99999999999999999999", "99999999999999999999", "9999999999999999999800000000000000000001"),
  ])
  func `products are exact`(left: String, right: String, product: String) {
    #expect(decimal(left) * decimal(right) == decimal(product))
    #expect(decimal(right) * decimal(left) == decimal(product))
  }

  @Test(
    arguments: [
      ("200", 1000, "0.2"), ("1", 3, nil), ("200", 3600, nil), ("180", 3600, "0.05"), ("1e20", 8, "12500000000000000000"),
      ("0.001", 1_000_000_000, "0.000000000001"), ("0.001", 2_000_000_000, nil), ("0", 7, "0"), ("7", 1, "7"),
      ("9223372036854775807", 9_223_372_036_854_775_807, "1"), ("-3", 2, "-1.5"),
    ] as [(String, Int64, String?)])
  func `a quotient ends within the decimals, or there is none`(dividend: String, divisor: Int64, quotient: String?) {
    #expect(decimal(dividend).divided(by: divisor, decimals: 12).map { "\($0)" } == quotient)
  }

  @Test(arguments: [
    ("0", "0"), ("2.4", "2"), ("2.5", "3"), ("2.499999999999999999999999", "2"), ("0.5", "1"), ("0.49", "0"), ("0.05", "0"),
    ("999.5", "1000"), ("-2.5", "-3"), ("-0.4", "0"), ("1e300", "1e300"), ("123456789012345678901.5", "123456789012345678902"),
    ("1e-300", "0"), ("1200.7", "1201"),
  ])
  func `the nearest whole number is farther from zero if two are equally near`(number: String, rounded: String) {
    #expect(decimal(number).rounded == decimal(rounded))
  }

  @Test(
    arguments: [
      ("0", 1000, "0"), ("1", 1000, "1"), ("1000", 1000, "1"), ("1000.01", 1000, "2"), ("0.001", 7, "1"), ("14", 7, "2"),
      ("9223372036854775807", 1, "9223372036854775807"), ("9223372036854775807", 2, "4611686018427387904"),
      ("1e30", 3, "333333333333333333333333333334"), ("1e30", 10, "1e29"), ("-5", 2, "0"),
      ("1e300", 9_223_372_036_854_775_807, nil),
    ] as [(String, Int64, String?)])
  func `a quotient rounded up counts what is started`(dividend: String, divisor: Int64, quotient: String?) {
    let result = decimal(dividend).quotientRoundedUp(by: divisor)
    if let quotient { #expect(result == decimal(quotient)) }
    let one = ExactDecimal(1)
    #expect(result.multiplied(by: divisor) >= decimal(dividend))
    #expect(result.isZero || (result - one).multiplied(by: divisor) < decimal(dividend))
  }
}
