/// A decimal number with any number of digits, used by ``ExactDecimal`` when 64 bits are not enough.
final class LongDecimal: Hashable, Sendable {
  let isNegative: Bool
  /// The significant digits in ASCII, without leading or trailing zeros; empty for zero.
  let digits: [UInt8]
  /// The power of ten by which the digits, read as an integer, are multiplied.
  let exponent: Int

  init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    self.isNegative = isNegative
    self.digits = digits
    self.exponent = exponent
  }

  /// - Parameter coefficient: must have no trailing zero, unless it is zero.
  convenience init(_ coefficient: Int64, exponent: Int) {
    var text = ByteBuffer(capacity: 20)
    if coefficient != 0 { text.append(decimal: coefficient.magnitude) }
    self.init(isNegative: coefficient < 0, digits: Array(text.bytes), exponent: exponent)
  }

  /// Reads the digits of a nonzero JSON number.
  ///
  /// - Parameter exponent: the exponent of its last digit.
  convenience init(isNegative: Bool, _ number: Span<UInt8>, exponent: Int) {
    var digits: [UInt8] = []
    for index in number.indices {
      let byte = number[index]
      if byte | 0x20 == UInt8(ascii: "e") { break }
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      if isDigit, !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
    }
    var exponent = exponent
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    self.init(isNegative: isNegative, digits: digits, exponent: exponent)
  }

  static func == (left: LongDecimal, right: LongDecimal) -> Bool {
    left.isNegative == right.isNegative && left.exponent == right.exponent && left.digits == right.digits
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(isNegative)
    hasher.combine(exponent)
    hasher.combine(digits)
  }

  /// The signed digits as an integer; nil if they do not fit into 64 bits.
  var coefficient: Int64? {
    guard digits.count <= 19 else { return nil }
    var value: Int64 = 0
    for digit in digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      // Accumulate a negative number, because Int64.min has no positive counterpart.
      let (sum, overflowOfSum) = product.subtractingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
      if overflow || overflowOfSum { return nil }
      value = sum
    }
    return isNegative ? value : value == .min ? nil : -value
  }

  /// The product with a nonzero integer.
  func multiplied(by factor: Int64) -> LongDecimal {
    var product: [UInt8] = []  // from the last digit to the first
    var carry: UInt64 = 0
    for digit in digits.reversed() {
      var (high, low) = factor.magnitude.multipliedFullWidth(by: UInt64(digit - UInt8(ascii: "0")))
      let (sum, overflow) = low.addingReportingOverflow(carry)
      low = sum
      if overflow { high += 1 }
      // The digit is at most 9 and the carry is less than the factor, so the sum is less than 10 × 2^64.
      let (quotient, remainder) = UInt64(10).dividingFullWidth((high, low))
      product.append(UInt8(ascii: "0") + UInt8(remainder))
      carry = quotient
    }
    while carry > 0 {
      product.append(UInt8(ascii: "0") + UInt8(carry % 10))
      carry /= 10
    }
    let zeros = product.prefix { $0 == UInt8(ascii: "0") }.count
    return LongDecimal(
      isNegative: isNegative != (factor < 0), digits: product.dropFirst(zeros).reversed(), exponent: exponent + zeros)
  }

  /// The product of two numbers that are not zero.
  func multiplied(by other: LongDecimal) -> LongDecimal {
    // From the last digit to the first.
    var product = Array(repeating: 0, count: digits.count + other.digits.count)
    for (index, digit) in digits.reversed().enumerated() {
      var carry = 0
      for (offset, factor) in other.digits.reversed().enumerated() {
        let sum = product[index + offset] + Int(digit - UInt8(ascii: "0")) * Int(factor - UInt8(ascii: "0")) + carry
        product[index + offset] = sum % 10
        carry = sum / 10
      }
      product[index + other.digits.count] += carry
    }
    let zeros = product.prefix { $0 == 0 }.count
    return LongDecimal(
      isNegative: isNegative != other.isNegative,
      digits: product.dropFirst(zeros).reversed().drop { $0 == 0 }.map { UInt8(ascii: "0") + UInt8($0) },
      exponent: exponent + other.exponent + zeros)
  }

  /// The sum of two numbers that are not zero.
  func adding(_ other: LongDecimal) -> LongDecimal {
    let last = min(exponent, other.exponent)
    // From the last digit to the first, each from -9 to 18 before the carry.
    var sum = Array(repeating: 0, count: max(digits.count + exponent, other.digits.count + other.exponent) - last + 1)
    for number in [self, other] {
      for (index, digit) in number.digits.reversed().enumerated() {
        let value = Int(digit - UInt8(ascii: "0"))
        sum[index + number.exponent - last] += number.isNegative == isNegative ? value : -value
      }
    }
    // With unlike signs, the other number may be the larger one.
    if sum.reversed().first(where: { $0 != 0 }) ?? 0 < 0 { return other.adding(self) }
    var carry = 0
    for index in sum.indices {
      let value = sum[index] + carry
      carry = value < 0 ? -1 : value / 10
      sum[index] = value - carry * 10
    }
    let zeros = sum.prefix { $0 == 0 }.count
    let significant = sum.dropFirst(zeros).reversed().drop { $0 == 0 }
    return LongDecimal(
      isNegative: isNegative && !significant.isEmpty, digits: significant.map { UInt8(ascii: "0") + UInt8($0) },
      exponent: significant.isEmpty ? 0 : last + zeros)
  }

  /// The quotient of the digits, and the remainder of the division.
  ///
  /// - Parameters:
  ///   - divisor: positive.
  ///   - zeros: how many zeros are appended to the digits first, each of which lowers the exponent.
  func quotient(by divisor: Int64, appending zeros: Int) -> (quotient: LongDecimal, remainder: UInt64) {
    var (quotient, remainder): ([UInt8], UInt64) = ([], 0)
    for digit in digits + Array(repeating: UInt8(ascii: "0"), count: zeros) {
      let (high, low) = remainder.multipliedFullWidth(by: 10)
      let (sum, overflow) = low.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      let result = UInt64(divisor).dividingFullWidth((high + (overflow ? 1 : 0), sum))
      quotient.append(UInt8(ascii: "0") + UInt8(result.quotient))
      remainder = result.remainder
    }
    let last = quotient.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    let significant = Array(quotient.dropLast(last).drop { $0 == UInt8(ascii: "0") })
    let exponent = significant.isEmpty ? 0 : exponent - zeros + last
    return (LongDecimal(isNegative: isNegative && !significant.isEmpty, digits: significant, exponent: exponent), remainder)
  }

  /// Writes all digits, without an exponent.
  func writePlain(to text: inout ByteBuffer) {
    if digits.isEmpty { return text.append(UInt8(ascii: "0")) }
    if isNegative { text.append(UInt8(ascii: "-")) }
    let point = digits.count + exponent
    digits.withUnsafeBufferPointer { digits in
      if exponent >= 0 {
        text.append(digits)
        text.append(repeating: UInt8(ascii: "0"), count: exponent)
      } else if point <= 0 {
        text.append("0.")
        text.append(repeating: UInt8(ascii: "0"), count: -point)
        text.append(digits)
      } else {
        text.append(UnsafeBufferPointer(rebasing: digits[..<point]))
        text.append(UInt8(ascii: "."))
        text.append(UnsafeBufferPointer(rebasing: digits[point...]))
      }
    }
  }

  /// Writes one digit, a fraction if there is one, and a power of ten.
  func writeScientific(to text: inout ByteBuffer) {
    if isNegative { text.append(UInt8(ascii: "-")) }
    digits.withUnsafeBufferPointer { digits in
      text.append(UnsafeBufferPointer(rebasing: digits.prefix(1)))
      guard digits.count > 1 else { return }
      text.append(UInt8(ascii: "."))
      text.append(UnsafeBufferPointer(rebasing: digits.dropFirst()))
    }
    text.append(UInt8(ascii: "e"))
    text.append(decimal: Int64(exponent + digits.count - 1))
  }
}
