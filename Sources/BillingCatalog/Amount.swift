/// A number without rounding, kept as its decimal digits: usage, and the numbers of metadata.
///
/// A literal spells most of them: `100_000`, `0.5`. Swift turns a literal with a fraction or an exponent into a `Double`,
/// which keeps 15 digits, and one without into an `Int64`; beyond those, write the digits as a text:
/// `Amount("0.1234567890123456789")`.
/// Two spellings of one number are one amount.
public struct Amount: Hashable, Sendable {
  /// The one spelling of the number, as JSON writes it. A text that is no number stands here as it was written.
  public let digits: String

  /// Reads a number in JSON's grammar: `0.1`, `-3`, `1e6`.
  ///
  /// What is no number is kept as it is, and the compiler of catalogs reports it where it stands.
  public init(_ text: String) {
    digits = Self.canonical(text) ?? text
  }

  public init(_ value: some BinaryInteger) {
    digits = String(value)
  }

  /// False for a text that is no number in JSON's grammar.
  public var isNumber: Bool { Self.canonical(digits) != nil }
}

extension Amount: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(integerLiteral value: Int64) { digits = String(value) }

  /// The shortest digits that stand for this `Double` and for no other: those of the literal, if they are at most 15.
  public init(floatLiteral value: Double) { self.init(value.description) }
}

extension Amount: CustomStringConvertible {
  public var description: String { digits }
}

extension Amount {
  /// The one spelling of a JSON number: plain digits up to 40 of them, else one digit, a fraction and a power of ten. Nil
  /// for what is no JSON number.
  private static func canonical(_ text: String) -> String? {
    guard let number = DecimalParts(text) else { return nil }
    let digits = number.digits
    if digits.isEmpty { return "0" }
    // A power that no number of a catalog has stays as it was written: the compiler of catalogs refuses it there.
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

/// A JSON number taken apart: `digits × 10^power`.
private struct DecimalParts {
  let isNegative: Bool
  /// No zero in front, none at the end; empty for zero.
  let digits: String
  /// Nil where it is too large to be written out.
  let power: Int?

  /// Nil for what does not follow JSON's grammar.
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
