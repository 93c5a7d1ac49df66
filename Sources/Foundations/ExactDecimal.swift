/// An exact decimal number: `coefficient × 10^exponent`, never converted to a `Double`.
///
/// Money and usage amounts keep the exact digits of the catalog. Different notations of one number (`2000`, `2e3`,
/// `2000.0`) are equal and print alike.
package struct ExactDecimal: Hashable, Sendable {
  /// Each number has exactly one representation: short if it fits, with the exponent 0 if the value is an integer that
  /// fits, and otherwise without trailing zeros in the coefficient.
  private enum Storage: Hashable, Sendable {
    /// Zero has the coefficient 0 and the exponent 0, and no sign.
    case short(coefficient: Int64, exponent: Int16)
    case long(LongDecimal)
  }

  private let storage: Storage

  /// The range of the leading digit's power of ten that every JSON consumer can be expected to read.
  package static let largestExponent = 308
  package static let smallestExponent = -308

  package static let zero = ExactDecimal(coefficient: 0, exponent: 0)

  package init(_ value: Int64) {
    self.init(coefficient: value, exponent: 0)
  }

  /// Fits into 16 bits, with room to spare for the digits of a coefficient.
  private static let shortExponents = -10_000...10_000

  /// - Parameter exponent: one of ``shortExponents``.
  private init(coefficient: Int64, exponent: Int) {
    if exponent == 0 || coefficient == 0 {
      self.init(.short(coefficient: coefficient, exponent: 0))
      return
    }
    if exponent > 0, let integer = Self.integer(coefficient, exponent) {
      self.init(.short(coefficient: integer, exponent: 0))
      return
    }
    var coefficient = coefficient
    var exponent = exponent
    while exponent != 0 {
      let (quotient, digit) = coefficient.quotientAndRemainder(dividingBy: 10)
      guard digit == 0 else { break }
      coefficient = quotient
      exponent += 1
    }
    self.init(.short(coefficient: coefficient, exponent: Int16(truncatingIfNeeded: exponent)))
  }

  /// `coefficient × 10^exponent`; nil on overflow.
  private static func integer(_ coefficient: Int64, _ exponent: Int) -> Int64? {
    guard exponent <= 18 else { return nil }
    var value = coefficient
    for _ in 0..<exponent {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
    }
    return value
  }

  private init(_ storage: Storage) { self.storage = storage }

  private init(_ number: LongDecimal) {
    if let coefficient = number.coefficient, Self.shortExponents.contains(number.exponent) {
      self.init(coefficient: coefficient, exponent: number.exponent)
    } else {
      self.init(.long(number))
    }
  }

  /// Parses a JSON number; nil if it is outside ``smallestExponent`` to ``largestExponent``.
  ///
  /// The text must follow JSON's number grammar; a reader has already checked it.
  package init?(parsing text: some Collection<UInt8>) {
    self.init(parsing: Array(text).span)
  }

  /// The value of a text of 1 to 18 digits and nothing else; nil for any other text.
  package static func plainInteger(_ text: Span<UInt8>) -> Int64? {
    // 18 digits fit into 64 bits.
    guard !text.isEmpty, text.count <= 18 else { return nil }
    var value: Int64 = 0
    for index in text.indices {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }

  /// Same as ``init(parsing:)-swift.init``, but reads the bytes in place.
  package init?(parsing text: Span<UInt8>) {
    if let integer = Self.plainInteger(text) {
      self.init(integer)
      return
    }
    var isNegative = false
    var magnitude: Int64 = 0
    var count = 0  // significant digits so far
    var fraction = 0  // digits after the decimal point
    var power = 0
    var powerIsNegative = false
    var part = NumberPart.integer

    for index in text.indices {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if part == .power {
          // Saturate; such a power is out of range whatever the digits are.
          power = min(power * 10 + Int(digit), 100_000_000)
          continue
        }
        if part == .fraction { fraction += 1 }
        if count == 0, digit == 0 { continue }
        count += 1
        // 18 digits fit into 64 bits; the digits of a longer number are read again below.
        if count <= 18 { magnitude = magnitude &* 10 &+ Int64(digit) }
      case UInt8(ascii: "-"): if part == .power { powerIsNegative = true } else { isNegative = true }
      case UInt8(ascii: "+"): continue
      case UInt8(ascii: "."): part = .fraction
      case UInt8(ascii: "e"), UInt8(ascii: "E"): part = .power
      default: return nil
      }
    }

    if count == 0 {
      self = .zero
      return
    }
    let exponent = (powerIsNegative ? -power : power) - fraction
    let leading = exponent + count - 1
    guard leading <= Self.largestExponent, leading >= Self.smallestExponent else { return nil }
    if count <= 18 {
      self.init(coefficient: isNegative ? -magnitude : magnitude, exponent: exponent)
    } else {
      self.init(LongDecimal(isNegative: isNegative, text, exponent: exponent))
    }
  }

  /// The number as separate digits, for operations without a fast path.
  private var long: LongDecimal {
    switch storage {
    case .short(let coefficient, let exponent): LongDecimal(coefficient, exponent: Int(exponent))
    case .long(let number): number
    }
  }

  private var exponent: Int {
    switch storage {
    case .short(_, let exponent): Int(exponent)
    case .long(let number): number.exponent
    }
  }

  /// The number of significant digits; 0 for zero.
  private var digitCount: Int {
    switch storage {
    case .short(let coefficient, _): coefficient == 0 ? 0 : coefficient.magnitude.decimalDigits
    case .long(let number): number.digits.count
    }
  }

  /// False for zero, which has no sign: `-0` is `0`.
  package var isNegative: Bool {
    switch storage {
    case .short(let coefficient, _): coefficient < 0
    case .long(let number): number.isNegative
    }
  }

  package var isZero: Bool {
    if case .short(0, _) = storage { return true }
    return false
  }

  package var isInteger: Bool { exponent >= 0 }

  /// The value as a 64-bit integer; nil if it has a fraction or does not fit.
  package var integer: Int64? {
    if case .short(let value, 0) = storage { return value }
    return nil
  }

  /// The number of digits after the decimal point.
  package var fractionDigits: Int { max(0, -exponent) }

  /// True if a reader that stores numbers as IEEE doubles may change this one: if it has more than 15 significant digits,
  /// unless it is an integer up to 2^53.
  package var exceedsDouble: Bool {
    if let integer { return integer.magnitude > 1 << 53 }
    return digitCount > 15
  }

  /// The exact product with an integer, in time linear in the digits. It may exceed ``largestExponent``.
  package func multiplied(by factor: Int64) -> ExactDecimal {
    guard !isZero, factor != 0 else { return .zero }
    if case .short(let coefficient, let exponent) = storage, abs(exponent) < 1000 {
      let (product, overflow) = coefficient.multipliedReportingOverflow(by: factor)
      if !overflow { return ExactDecimal(coefficient: product, exponent: Int(exponent)) }
    }
    return ExactDecimal(long.multiplied(by: factor))
  }
}

extension ExactDecimal {
  /// The exact sum, in time linear in the digits. It may exceed ``largestExponent``.
  package static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    if case .short(let own, let exponent) = left.storage, case .short(let others, exponent) = right.storage {
      let (sum, overflow) = own.addingReportingOverflow(others)
      if !overflow { return ExactDecimal(coefficient: sum, exponent: Int(exponent)) }
    }
    if left.isZero { return right }
    if right.isZero { return left }
    return ExactDecimal(left.long.adding(right.long))
  }
}

extension ExactDecimal {
  package static prefix func - (value: ExactDecimal) -> ExactDecimal { value.multiplied(by: -1) }

  package static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal { left + -right }

  /// The exact product, in time proportional to the product of the digits.
  package static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    if case .short(let factor, let exponent) = right.storage, factor != .min {
      return left.multiplied(by: factor).scaled(by: Int(exponent))
    }
    if left.isZero || right.isZero { return .zero }
    return ExactDecimal(left.long.multiplied(by: right.long))
  }

  /// The number times 10^`power`.
  package func scaled(by power: Int) -> ExactDecimal {
    if isZero || power == 0 { return self }
    let long = self.long
    return ExactDecimal(LongDecimal(isNegative: long.isNegative, digits: long.digits, exponent: long.exponent + power))
  }

  /// The number of digits after the decimal point.
  package var decimals: Int { isZero ? 0 : max(0, -exponent) }

  /// The exact quotient; nil if it does not end within `decimals` digits after the decimal point.
  ///
  /// - Parameter divisor: positive.
  package func divided(by divisor: Int64, decimals: Int) -> ExactDecimal? {
    if isZero { return self }
    let long = self.long
    let shift = max(0, decimals + long.exponent)
    guard shift < 10_000 else { return nil }
    let (quotient, remainder) = long.quotient(by: divisor, appending: shift)
    guard remainder == 0 else { return nil }
    let exact = ExactDecimal(quotient)
    return exact.decimals <= decimals ? exact : nil
  }

  /// The quotient, rounded up to a whole number: how many packages of a size hold this many units.
  ///
  /// - Parameter divisor: positive.
  package func quotientRoundedUp(by divisor: Int64) -> ExactDecimal {
    if isZero || isNegative { return .zero }
    let whole = truncated
    let (quotient, remainder) = whole.long.quotient(by: divisor, appending: whole.exponent)
    let down = ExactDecimal(quotient)
    return remainder == 0 && whole == self ? down : down + ExactDecimal(1)
  }

  /// The nearest whole number; of two that are equally near, the one farther from zero.
  package var rounded: ExactDecimal {
    if isInteger { return self }
    let long = self.long
    let count = long.digits.count + long.exponent
    let isHalfOrMore = count >= 0 && long.digits[count] >= UInt8(ascii: "5")
    return isHalfOrMore ? truncated + ExactDecimal(isNegative ? -1 : 1) : truncated
  }

  /// The number without its digits after the decimal point.
  private var truncated: ExactDecimal {
    if isInteger { return self }
    let long = self.long
    let digits = long.digits.prefix(max(0, long.digits.count + long.exponent))
    let zeros = digits.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    return ExactDecimal(LongDecimal(isNegative: long.isNegative, digits: Array(digits.dropLast(zeros)), exponent: zeros))
  }
}

private enum NumberPart { case integer, fraction, power }

// MARK: Text

extension ExactDecimal: CustomStringConvertible {
  /// The canonical notation: plain digits if there are at most 40, scientific notation otherwise.
  package var description: String {
    var text = ByteBuffer(capacity: 64)
    write(to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// Appends the ``description``.
  package func write(to text: inout ByteBuffer) {
    if case .short(let coefficient, 0) = storage { return text.append(decimal: coefficient) }
    let number = long
    let width = number.exponent >= 0 ? number.digits.count + number.exponent : max(number.digits.count, 1 - number.exponent)
    if width <= 40 { number.writePlain(to: &text) } else { number.writeScientific(to: &text) }
  }

  /// All digits, without an exponent.
  package var plain: String { scaled(by: decimals).shifted(fractionDigits: decimals) }

  /// The value divided by 10^`count`, with exactly `count` digits after the decimal point: 2000 shifted by 2 is `20.00`.
  package func shifted(fractionDigits count: Int) -> String {
    let moved = LongDecimal(isNegative: isNegative, digits: long.digits, exponent: isZero ? 0 : exponent - count)
    var text = ByteBuffer(capacity: 64)
    moved.writePlain(to: &text)
    if count > 0, moved.exponent >= 0 { text.append(UInt8(ascii: ".")) }
    text.append(repeating: UInt8(ascii: "0"), count: count - max(0, -moved.exponent))
    return String(decoding: text.bytes, as: UTF8.self)
  }
}

// MARK: Order

extension ExactDecimal: Comparable {
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if case .short(let own, 0) = left.storage, case .short(let others, 0) = right.storage { return own < others }
    if left.isNegative != right.isNegative { return left.isNegative }
    let order = left.compareMagnitude(to: right)
    return left.isNegative ? order > 0 : order < 0
  }

  /// Negative if this value is closer to zero than the other, positive if it is farther away.
  private func compareMagnitude(to other: ExactDecimal) -> Int {
    if isZero || other.isZero { return (isZero ? 0 : 1) - (other.isZero ? 0 : 1) }
    if case .short(let own, let exponent) = storage, case .short(let others, exponent) = other.storage {
      return own.magnitude < others.magnitude ? -1 : own.magnitude > others.magnitude ? 1 : 0
    }
    let leading = exponent + digitCount
    let otherLeading = other.exponent + other.digitCount
    if leading != otherLeading { return leading - otherLeading }
    // The leading digits are aligned, so lexical order is numeric order.
    let (own, others) = (long.digits, other.long.digits)
    return own == others ? 0 : own.lexicographicallyPrecedes(others) ? -1 : 1
  }
}
