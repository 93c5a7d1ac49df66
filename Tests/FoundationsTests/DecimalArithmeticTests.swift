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
}
