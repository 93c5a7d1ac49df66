import Diagnostics
import Foundations
import Syntax
import TestSupport
import Testing

/// RFC 8259, section 6.
@Suite struct JSONNumberTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("0.0", "0"), ("-0.00e7", "0"), ("0e999999999999999999999", "0"), ("7", "7"), ("-7", "-7"),
    ("2000", "2000"), ("2e3", "2000"), ("2E+3", "2000"), ("2000.0", "2000"), ("20000e-1", "2000"), ("20.50", "20.5"),
    ("0.001", "0.001"), ("1e-3", "0.001"), ("-1.5e2", "-150"), ("9223372036854775807", "9223372036854775807"),
    ("9223372036854775808", "9223372036854775808"), ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
    ("1e308", "1e308"), ("9.99e308", "9.99e308"), ("0.1e309", "1e308"), ("1e-308", "1e-308"),
    ("1e0000000000000000000003", "1000"),
  ])
  func `numbers are kept exactly`(text: String, value: String) {
    let reading = Reading(text)
    #expect(reading.isComplete)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.tree.number(.root)?.description == value)
  }

  static let digits = "expected a digit after the decimal point, found "
  static let power = "expected a digit in the exponent, found "

  @Test(arguments: [
    Refused("[-⟦]⟧", "expected a digit after `-`, found `]`"),
    Refused("-⟦⟧", "expected a digit after `-`, found the end of the file"),
    Refused("-⟦-⟧1", "expected a digit after `-`, found `-`"),
    Refused("-⟦Infinity⟧", "expected a digit after `-`, found `Infinity`", "write a number, or omit the field"),
    Refused("-⟦.⟧5", "expected a digit after `-`, found `.`"),
    Refused("⟦+⟧1", "expected a value, found `+`", "remove the `+`"),
    Refused("⟦.⟧5", "expected a value, found `.`", "write a digit before the decimal point"),
    Refused("[1.⟦]⟧", digits + "`]`"),
    Refused("1.⟦e5⟧", digits + "`e5`"),
    Refused("1.⟦⟧", digits + "the end of the file"),
    Refused("[1e⟦]⟧", power + "`]`"),
    Refused("1e+⟦⟧", power + "the end of the file"),
    Refused("1e⟦x⟧", power + "`x`"),
    Refused("1e5⟦.⟧5", "expected the end of the file, found `.`"),
    Refused("⟦01⟧", "leading zeros are not allowed", "write `1`"),
    Refused("⟦-01⟧", "leading zeros are not allowed", "write `-1`"),
    Refused("⟦00⟧", "leading zeros are not allowed", "write `0`"),
    Refused("[⟦0020⟧.5]", "leading zeros are not allowed", "write `20`"),
    Refused("0⟦x1F⟧", "expected the end of the file, found `x1F`"),
    Refused("[1,⟦000⟧]", "leading zeros are not allowed", "write `0`"),
    Refused("[⟦2_000⟧]", "digit separators are not allowed", "write `2000`"),
    Refused("⟦-1_000_000⟧", "digit separators are not allowed", "write `-1000000`"),
    Refused("⟦1_x⟧", "digit separators are not allowed"),
  ])
  func `invalid numbers are rejected`(refused: Refused) { expectRefused(refused) }

  @Test(arguments: [
    "1e309", "-1e309", "1e400", "10e308", "1e-309", "1e99999999999999999999", "1e-99999999999999999999",
    String(repeating: "9", count: 310), "0." + String(repeating: "0", count: 320) + "1",
  ])
  func `numbers out of range are reported without stopping the reader`(number: String) {
    let text = #"{"a": [0, ⟦\#(number)⟧], "b": ⟦1e400⟧}"#
    let reading = Reading(text)
    #expect(reading.isComplete)
    #expect(reading.diagnostics.map(\.rule) == ["number-out-of-range", "number-out-of-range"])
    #expect(reading.diagnostics.map(\.path) == ["a.1", "b"])
    #expect(reading.diagnostics.map(\.range) == Marked(text).ranges)
    #expect(reading.diagnostics.first?.help == "use a magnitude between 1e-308 and 1e308")
  }

  @Test func `309 digits are in range`() {
    #expect(Reading(String(repeating: "9", count: 309)).diagnostics.isEmpty)
  }
}
