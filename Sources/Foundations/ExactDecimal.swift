/// A decimal number without rounding: `coefficient × 10^exponent` is never turned into a `Double`.
///
/// Money and usage amounts travel through the compiler as the digits that the catalog wrote. Two spellings of one number
/// (`2000`, `2e3`, `2000.0`) are one value, and print alike.
package struct ExactDecimal: Hashable, Sendable {
  /// Each number has one form: the short one wherever it fits; an integer with the exponent 0 wherever that fits, and all
  /// else without a zero at the end.
  private enum Storage: Hashable, Sendable {
    /// Zero is 0 and 0: it has no sign.
    case short(coefficient: Int64, exponent: Int16)
    case long(LongDecimal)
  }

  private let storage: Storage

  /// The largest and smallest power of ten of a leading digit that any consumer of JSON can be expected to read.
  package static let largestExponent = 308
  package static let smallestExponent = -308

  package static let zero = ExactDecimal(coefficient: 0, exponent: 0)

  package init(_ value: Int64) {
    self.init(coefficient: value, exponent: 0)
  }

  /// What 16 bits hold, and the digits of a coefficient beside it.
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

  /// The product with a power of ten, where it fits.
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

  /// Reads a JSON number; nil where its size is beyond ``largestExponent`` or ``smallestExponent``.
  ///
  /// The text is taken to follow JSON's grammar: a reader has checked it.
  package init?(parsing text: some Collection<UInt8>) {
    self.init(parsing: Array(text).span)
  }

  /// The value of a few digits with nothing else beside them; nil for all others.
  package static func plainInteger(_ text: Span<UInt8>) -> Int64? {
    // Eighteen digits fit 64 bits.
    guard !text.isEmpty, text.count <= 18 else { return nil }
    var value: Int64 = 0
    for index in text.indices {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }

  /// As ``init(parsing:)-swift.init`` does, of bytes that lie somewhere already.
  package init?(parsing text: Span<UInt8>) {
    if let integer = Self.plainInteger(text) {
      self.init(integer)
      return
    }
    var isNegative = false
    var magnitude: Int64 = 0
    var count = 0  // digits behind the zeros in front
    var fraction = 0  // digits behind the point
    var power = 0
    var powerIsNegative = false
    var part = NumberPart.integer

    for index in text.indices {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = byte - UInt8(ascii: "0")
        if part == .power {
          // Saturated: nothing beyond a million is in range, whatever else the number holds.
          power = min(power * 10 + Int(digit), 100_000_000)
          continue
        }
        if part == .fraction { fraction += 1 }
        if count == 0, digit == 0 { continue }
        count += 1
        // Eighteen digits fit 64 bits; of a longer number they are read again.
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

  /// The number digit by digit, for what is not worth a way of its own.
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

  /// How many significant digits there are; none of zero.
  private var digitCount: Int {
    switch storage {
    case .short(let coefficient, _): coefficient == 0 ? 0 : coefficient.magnitude.decimalDigits
    case .long(let number): number.digits.count
    }
  }

  /// True below zero. Zero has no sign: `-0` is `0`.
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

  /// The value as a 64-bit integer; nil for a fraction, and for what does not fit.
  package var integer: Int64? {
    if case .short(let value, 0) = storage { return value }
    return nil
  }

  /// How many digits stand behind the decimal point.
  package var fractionDigits: Int { max(0, -exponent) }

  /// True where a reader that keeps numbers as IEEE doubles may read another number: more than 15 significant digits, unless
  /// the value is an integer up to 2^53.
  package var exceedsDouble: Bool {
    if let integer { return integer.magnitude > 1 << 53 }
    return digitCount > 15
  }

  /// The exact product with an integer, in time that grows with the digits alone. It may lie beyond ``largestExponent``.
  package func multiplied(by factor: Int64) -> ExactDecimal {
    guard !isZero, factor != 0 else { return .zero }
    if case .short(let coefficient, let exponent) = storage, abs(exponent) < 1000 {
      let (product, overflow) = coefficient.multipliedReportingOverflow(by: factor)
      if !overflow { return ExactDecimal(coefficient: product, exponent: Int(exponent)) }
    }
    return ExactDecimal(long.multiplied(by: factor))
  }
}

private enum NumberPart { case integer, fraction, power }

// MARK: Text

extension ExactDecimal: CustomStringConvertible {
  /// The one spelling of this number: plain digits up to 40 of them, else one digit, a fraction and a power of ten.
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

  /// The value divided by a power of ten, with exactly that many digits behind the point: `shifted(2)` of 2000 is `20.00`.
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

  /// Below zero where this value is nearer to zero than the other, above where it is farther.
  private func compareMagnitude(to other: ExactDecimal) -> Int {
    if isZero || other.isZero { return (isZero ? 0 : 1) - (other.isZero ? 0 : 1) }
    if case .short(let own, let exponent) = storage, case .short(let others, exponent) = other.storage {
      return own.magnitude < others.magnitude ? -1 : own.magnitude > others.magnitude ? 1 : 0
    }
    let leading = exponent + digitCount
    let otherLeading = other.exponent + other.digitCount
    if leading != otherLeading { return leading - otherLeading }
    // Digits are aligned at the front: text order is number order, and a longer text with the same start is larger.
    let (own, others) = (long.digits, other.long.digits)
    return own == others ? 0 : own.lexicographicallyPrecedes(others) ? -1 : 1
  }
}
