/// An exact decimal number: an amount of usage, or a number in metadata.
///
///     let allowance: Amount = 100_000
///     let seconds: Amount = 0.5
///     let precise = Amount("0.1234567890123456789")
///
/// Integer literals go through an `Int64` on every platform, and literals with a fraction or an exponent through a `Double`,
/// which keeps 15 digits. Write a number with more digits as a string. Amounts are equal if their numbers are:
/// `Amount("0.50") == 0.5`.
///
/// Money is not an `Amount`: ``Price/amount`` is ``Money``.
public struct Amount: Hashable, Sendable {
  /// The canonical JSON spelling of the number; for a string that is not a number, the string itself.
  public let digits: String

  /// Reads a number in the grammar of JSON: `0.1`, `-3`, `1e6`.
  ///
  /// A string that is not a number is kept unchanged. Compiling the catalog then reports an error with the path to it.
  public init(_ text: String) {
    digits = Self.canonical(text) ?? text
  }

  public init(_ value: some BinaryInteger) {
    digits = String(value)
  }

  /// Whether the text follows the grammar of JSON numbers.
  public var isNumber: Bool { Self.canonical(digits) != nil }
}

extension Amount: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(integerLiteral value: Int64) { digits = String(value) }

  /// The shortest digits that no other `Double` has: those of the literal, if there are at most 15.
  public init(floatLiteral value: Double) { self.init(value.description) }
}

extension Amount: CustomStringConvertible {
  public var description: String { digits }
}

extension Amount {
  /// The canonical spelling of a JSON number: plain digits if there are at most 40, otherwise one digit, a fraction and an
  /// exponent. Nil if the text is not a JSON number.
  private static func canonical(_ text: String) -> String? {
    guard let number = DecimalParts(text) else { return nil }
    let digits = number.digits
    if digits.isEmpty { return "0" }
    // An exponent beyond every catalog number stays as it was written, and compiling the catalog reports it.
    guard let power = number.power else { return text }
    let sign = number.isNegative ? "-" : ""
    let count = digits.utf8.count
    let width = power >= 0 ? count + power : max(count, 1 - power)
    if width > 40 {
      let fraction = digits.dropFirst()
      return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "e" + String(power + count - 1)
    }
    if power >= 0 { return sign + digits + String(repeating: "0", count: power) }
    let point = count + power
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    return sign + digits.prefix(point) + "." + digits.suffix(-power)
  }
}

/// The parts of a JSON number: `digits × 10^power`.
private struct DecimalParts {
  let isNegative: Bool
  /// Without leading and trailing zeros; empty for zero.
  let digits: String
  /// Nil if it is too large to write the number out.
  let power: Int?

  /// Nil if the text does not follow the grammar of JSON numbers.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    func take(_ signs: UInt8...) -> UInt8? { rest.first.flatMap { signs.contains($0) ? rest.popFirst() : nil } }
    func takeDigits() -> [UInt8] {
      let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      rest = rest.dropFirst(digits.count)
      return Array(digits)
    }

    isNegative = take(UInt8(ascii: "-")) != nil
    let integer = takeDigits()
    guard !integer.isEmpty, integer.count == 1 || integer[0] != UInt8(ascii: "0") else { return nil }
    var fraction: [UInt8] = []
    if take(UInt8(ascii: ".")) != nil {
      fraction = takeDigits()
      guard !fraction.isEmpty else { return nil }
    }
    var exponent: Int? = 0
    if take(UInt8(ascii: "e"), UInt8(ascii: "E")) != nil {
      let sign = take(UInt8(ascii: "+"), UInt8(ascii: "-"))
      let digits = takeDigits()
      guard !digits.isEmpty else { return nil }
      let magnitude = Int(String(decoding: digits, as: UTF8.self)).flatMap { $0 <= 1_000_000 ? $0 : nil }
      exponent = sign == UInt8(ascii: "-") ? magnitude.map { -$0 } : magnitude
    }
    guard rest.isEmpty else { return nil }

    let zero = UInt8(ascii: "0")
    let all = (integer + fraction).drop { $0 == zero }
    let trailing = all.reversed().prefix { $0 == zero }.count
    digits = String(decoding: all.dropLast(trailing), as: UTF8.self)
    power = exponent.map { $0 - fraction.count + trailing }
  }
}
