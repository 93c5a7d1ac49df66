/// A decimal number without rounding: `0.digits… × 10^exponent` is never turned into a `Double`.
///
/// Money and usage amounts travel through the compiler as the digits that the catalog wrote. Two spellings of one number
/// (`2000`, `2e3`, `2000.0`) are one value, and print alike.
package struct ExactDecimal: Hashable, Sendable {
  /// True below zero. Zero has no sign: `-0` is `0`.
  package let isNegative: Bool
  /// The significant digits: no zero in front, none at the end; empty for zero.
  private let digits: String
  /// The power of ten that the digits, read as an integer, are multiplied by.
  private let exponent: Int

  /// The largest and smallest power of ten of a leading digit that any consumer of JSON can be expected to read.
  package static let largestExponent = 308
  package static let smallestExponent = -308

  package static let zero = ExactDecimal(isNegative: false, digits: "", exponent: 0)

  private init(isNegative: Bool, digits: String, exponent: Int) {
    self.isNegative = isNegative
    self.digits = digits
    self.exponent = exponent
  }

  package init(_ value: Int64) {
    self = ExactDecimal(parsing: String(value).utf8) ?? .zero
  }

  /// Reads a JSON number; nil where its size is beyond ``largestExponent`` or ``smallestExponent``.
  ///
  /// The text is taken to follow JSON's grammar: a reader has checked it.
  package init?(parsing text: some Collection<UInt8>) {
    // One loop over one type: a generic one would ask for each byte through a table.
    self.init(digits: Array(text))
  }

  private init?(digits text: [UInt8]) {
    var isNegative = false
    var significant: [UInt8] = []
    var zerosPending = 0  // zeros that count only if another digit follows
    var fraction = 0  // digits behind the point
    var power = 0
    var powerIsNegative = false
    var part = NumberPart.integer

    for byte in text {
      switch byte {
      case UInt8(ascii: "-"): if part == .power { powerIsNegative = true } else { isNegative = true }
      case UInt8(ascii: "+"): continue
      case UInt8(ascii: "."): part = .fraction
      case UInt8(ascii: "e"), UInt8(ascii: "E"): part = .power
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if part == .power {
          // Saturated: nothing beyond a million is in range, whatever else the number holds.
          power = min(power * 10 + Int(byte - UInt8(ascii: "0")), 100_000_000)
          continue
        }
        if part == .fraction { fraction += 1 }
        if byte == UInt8(ascii: "0") {
          if !significant.isEmpty { zerosPending += 1 }
        } else {
          if zerosPending > 0 {
            significant.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: zerosPending))
            zerosPending = 0
          }
          significant.append(byte)
        }
      default: return nil
      }
    }

    if significant.isEmpty {
      self = .zero
      return
    }
    let exponent = (powerIsNegative ? -power : power) - fraction + zerosPending
    let leading = exponent + significant.count - 1
    guard leading <= Self.largestExponent, leading >= Self.smallestExponent else { return nil }
    self.init(isNegative: isNegative, digits: String(decoding: significant, as: UTF8.self), exponent: exponent)
  }

  package var isZero: Bool { digits.isEmpty }

  package var isInteger: Bool { exponent >= 0 }

  /// The value as a 64-bit integer; nil for a fraction, and for what does not fit.
  package var integer: Int64? {
    guard exponent >= 0, digits.utf8.count + exponent <= 19 else { return isZero ? 0 : nil }
    return Int64(description)
  }

  /// How many digits stand behind the decimal point.
  package var fractionDigits: Int { max(0, -exponent) }

  /// The value divided by a power of ten, with exactly that many digits behind the point: `shifted(2)` of 2000 is `20.00`.
  package func shifted(fractionDigits count: Int) -> String {
    let moved = ExactDecimal(isNegative: isNegative, digits: digits, exponent: isZero ? 0 : exponent - count)
    var text = moved.plain
    let missing = count - moved.fractionDigits
    if count > 0, missing > 0 {
      if moved.fractionDigits == 0 { text += "." }
      text += String(repeating: "0", count: missing)
    }
    return text
  }

  /// True where a reader that keeps numbers as IEEE doubles may read another number: more than 15 significant digits, unless
  /// the value is an integer up to 2^53.
  package var exceedsDouble: Bool {
    if let integer { return integer.magnitude > 1 << 53 }
    return digits.utf8.count > 15
  }

  /// The exact product with an integer, in time that grows with the digits alone. It may lie beyond ``largestExponent``.
  package func multiplied(by factor: Int64) -> ExactDecimal {
    guard !isZero, factor != 0 else { return .zero }
    let factor = (magnitude: UInt64(factor.magnitude), isNegative: factor < 0)
    var product: [UInt8] = []  // from the last digit to the first
    var carry: UInt64 = 0
    for digit in digits.utf8.reversed() {
      var (high, low) = factor.magnitude.multipliedFullWidth(by: UInt64(digit - UInt8(ascii: "0")))
      let (sum, overflow) = low.addingReportingOverflow(carry)
      low = sum
      if overflow { high += 1 }
      // Nine times the factor, and a carry that is smaller than it, are less than ten times 2^64.
      let (quotient, remainder) = UInt64(10).dividingFullWidth((high, low))
      product.append(UInt8(ascii: "0") + UInt8(remainder))
      carry = quotient
    }
    while carry > 0 {
      product.append(UInt8(ascii: "0") + UInt8(carry % 10))
      carry /= 10
    }
    let zeros = product.prefix { $0 == UInt8(ascii: "0") }.count
    return ExactDecimal(
      isNegative: isNegative != factor.isNegative, digits: String(decoding: product.dropFirst(zeros).reversed(), as: UTF8.self),
      exponent: exponent + zeros)
  }

  /// All digits, without an exponent.
  private var plain: String {
    if isZero { return "0" }
    let sign = isNegative ? "-" : ""
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    let point = digits.utf8.count + exponent
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    return sign + digits.prefix(point) + "." + digits.suffix(-exponent)
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// The one spelling of this number: plain digits up to 40 of them, else one digit, a fraction and a power of ten.
  package var description: String {
    if isZero { return "0" }
    let count = digits.utf8.count
    let width = exponent >= 0 ? count + exponent : max(count, 1 - exponent)
    if width <= 40 { return plain }
    let fraction = digits.dropFirst()
    let power = exponent + count - 1
    return (isNegative ? "-" : "") + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e" + String(power)
  }
}

extension ExactDecimal: Comparable {
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    let order = left.compareMagnitude(to: right)
    return left.isNegative ? order > 0 : order < 0
  }

  /// Below zero where this value is nearer to zero than the other, above where it is farther.
  private func compareMagnitude(to other: ExactDecimal) -> Int {
    if isZero || other.isZero { return (isZero ? 0 : 1) - (other.isZero ? 0 : 1) }
    let leading = exponent + digits.utf8.count
    let otherLeading = other.exponent + other.digits.utf8.count
    if leading != otherLeading { return leading - otherLeading }
    // Digits are aligned at the front: text order is number order, and a longer text with the same start is larger.
    if digits == other.digits { return 0 }
    return digits.utf8.lexicographicallyPrecedes(other.digits.utf8) ? -1 : 1
  }
}

private enum NumberPart { case integer, fraction, power }
