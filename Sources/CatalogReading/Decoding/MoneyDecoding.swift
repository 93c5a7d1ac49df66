import Catalog
import Diagnostics
import Foundations
import Syntax

/// Money: a whole number is in the currency's minor unit, a string in its major unit. Any other spelling could be read as
/// either, so it is rejected with both readings.
extension Decoder {
  /// The amount in minor units; nil if it is not valid, or if its currency is not.
  package mutating func money(_ node: NodeID?, _ field: String, in currency: Currency?) -> Int64? {
    guard let node else { return nil }
    if let value = tree.plainInteger(node) { return value }
    guard let value = amount(node, field, in: currency, decimals: 0) else { return nil }
    if let integer = value.integer { return integer }
    let largest = tree.kind(node) == .string ? currency.map { "\"\($0.majorUnits(.max))\"" } : nil
    report(
      .priceAmount, "`\(field)` is too large", at: .value(node), help: "write at most \(quoted(largest ?? String(Int64.max)))")
    return nil
  }

  /// An amount for one unit, in minor units; it may have ``Rate/decimals`` of them.
  package mutating func unitAmount(_ node: NodeID?, _ field: String, in currency: Currency?) -> ExactDecimal? {
    guard let node else { return nil }
    if let value = tree.plainInteger(node) { return ExactDecimal(value) }
    return amount(node, field, in: currency, decimals: Rate.decimals)
  }

  /// - Parameter decimals: how many decimals of the minor unit the amount may have.
  private mutating func amount(_ node: NodeID, _ field: String, in currency: Currency?, decimals: Int) -> ExactDecimal? {
    switch tree.kind(node) {
    case .number: return tree.number(node).flatMap { minorUnits($0, at: node, field, in: currency, decimals) }
    case .string: return majorUnits(tree.text(node), at: node, field, in: currency, decimals)
    default:
      _ = expect(.number, node, field)
      return nil
    }
  }

  /// A number that is not simply a few digits.
  private mutating func minorUnits(
    _ number: ExactDecimal, at node: NodeID, _ field: String, in currency: Currency?, _ decimals: Int
  ) -> ExactDecimal? {
    if number.isNegative { return reportAmount("`\(field)` must not be negative, found \(number)", at: node) }
    let spelling = tree.withContent(node) { String(decoding: $0) }
    if spelling.utf8.allSatisfy({ $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") }) {
      return number
    }
    let readings = currency.map { MoneyReadings(number, in: $0, decimals) }
    let message: Phrase = "`\(field)` must be a whole number of minor units or a string, found \(quoted(spelling))"
    let hasPoint = spelling.utf8.contains(UInt8(ascii: "."))
    let major = hasPoint ? readings?.major?.integer : nil
    let repair = major.map { Repair("write `\($0)`", .unsafe, [.literal(node, "\($0)")]) }
    report(
      number.isInteger ? .ambiguousAmount : .priceAmount, message, at: .value(node),
      help: readings?.help ?? "write minor units as a whole number, or major units as a string", repair: repair)
    return nil
  }

  /// A string in the major unit.
  private mutating func majorUnits(
    _ text: String, at node: NodeID, _ field: String, in currency: Currency?, _ minorDecimals: Int
  ) -> ExactDecimal? {
    guard let decimals = Self.decimals(of: text), let number = ExactDecimal(parsing: text.utf8) else {
      let meant = Self.withoutDecoration(text)
      if let currency, let other = Self.currency(in: text), other != currency {
        return reportAmount(
          "`\(field)` is in \(other.code), but the currency of the price is \(currency.code)", at: node,
          help: meant.map {
            "write `\"\($0)\"` and \(code: .fields([("currency", .string(other.code))])), or an amount in \(currency.code)"
          }
            ?? "write an amount in \(currency.code)")
      }
      return reportAmount(
        "`\(field)` must be a number of major units such as `\"20.00\"`, found \(quoted("\"\(text)\""))", at: node,
        help: meant.map { "write `\"\($0)\"`" }, repair: meant.map { .write($0, at: node, .unsafe) })
    }
    guard let currency else { return nil }
    let digits = currency.minorUnitDigits
    let readings = MoneyReadings(number, in: currency, minorDecimals)
    if decimals == 0, digits > 0 {
      report(
        .ambiguousAmount, "`\(field)` needs a decimal point to be in major units, found \(quoted("\"\(text)\""))",
        at: .value(node),
        help: readings.help,
        repair: !isLiteral(text, .number)
          ? nil : readings.minor?.integer.map { Repair("write `\($0)`", .unsafe, [.literal(node, "\($0)")]) })
      return nil
    }
    if minorDecimals > 0 ? readings.major == nil : decimals > digits {
      let most = digits + minorDecimals
      report(
        .amountDecimals,
        minorDecimals > 0
          ? "`\(field)` has more than \(most) decimals, found \(quoted("\"\(text)\""))"
          : "\(currency.code) has \(digits == 0 ? "no" : "\(digits)") decimals, found \(quoted("\"\(text)\""))",
        at: .value(node), help: readings.major.map { "write `\"\(currency.majorUnits($0))\"`" })
      return nil
    }
    return number.scaled(by: digits)
  }

  private mutating func reportAmount(
    _ message: Phrase, at node: NodeID, help: Phrase? = nil, repair: Repair? = nil
  ) -> ExactDecimal? {
    report(.priceAmount, message, at: .value(node), help: help, repair: repair)
    return nil
  }

  /// The number of decimals of a text of digits, with or without a decimal point between them; nil for any other text.
  private static func decimals(of text: String) -> Int? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let integer = parts.first, parts.count <= 2, integer.first != UInt8(ascii: "0") || integer.count == 1,
      parts.allSatisfy({ part in !part.isEmpty && part.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 } })
    else { return nil }
    return parts.count == 2 ? parts[1].count : 0
  }

  /// The currency that a text such as `19.99 EUR` or `€19.99` names.
  private static func currency(in text: String) -> Currency? {
    let signs: [Unicode.Scalar: String] = ["€": "EUR", "£": "GBP", "₹": "INR"]
    let letters = text.unicodeScalars.filter { $0.properties.isAlphabetic }
    if !letters.isEmpty { return Currency(code: String(String.UnicodeScalarView(letters))) }
    return text.unicodeScalars.lazy.compactMap { signs[$0] }.first.flatMap { Currency(code: $0) }
  }

  /// The amount without currency signs, spaces and separators of thousands: `1234.50` of `$1,234.50`. Nil unless a decimal
  /// point remains.
  private static func withoutDecoration(_ text: String) -> String? {
    let digits = text.utf8.filter { $0 &- UInt8(ascii: "0") <= 9 || $0 == UInt8(ascii: ".") }
    guard text.utf8.count < 40, !text.utf8.contains(UInt8(ascii: "-")),
      decimals(of: String(decoding: digits, as: UTF8.self)) ?? 0 > 0
    else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }
}

/// What a number means as an amount in each unit, in minor units; nil if it has too many decimals or is too large.
private struct MoneyReadings {
  let minor: ExactDecimal?
  let major: ExactDecimal?
  private let currency: Currency
  /// Whether the number would be an amount if it were smaller.
  private let isTooLarge: Bool
  /// Of an amount in the major unit.
  private let mostDecimals: Int

  init(_ number: ExactDecimal, in currency: Currency, _ decimals: Int) {
    self.currency = currency
    mostDecimals = currency.minorUnitDigits + decimals
    let major = number.scaled(by: currency.minorUnitDigits)
    // Only an amount for one unit can have decimals, and it is not limited.
    func isValid(_ amount: ExactDecimal) -> Bool { decimals == 0 ? amount.integer != nil : amount.decimals <= decimals }
    minor = isValid(number) ? number : nil
    self.major = isValid(major) ? major : nil
    isTooLarge = decimals == 0 && major.isInteger && !isValid(major)
  }

  /// How to write each reading.
  var help: Phrase {
    switch (minor, major) {
    case (let minor?, let major?) where minor == major: "write `\(minor)`"
    case (let minor?, let major?):
      "write \(short(minor)) for \(currency.amount(minor)), or \(spelled(major)) for \(currency.amount(major))"
    case (let minor?, nil): "write \(short(minor)) for \(currency.amount(minor))"
    case (nil, nil) where isTooLarge: "write at most `\(Int64.max)`"
    case (nil, let major?): "write \(spelled(major)) for \(currency.amount(major))"
    case (nil, nil) where mostDecimals == 0: "write a whole number; \(currency.code) has no minor unit"
    case (nil, nil): "write a string with at most \(mostDecimals) decimals"
    }
  }

  /// Minor units if they are a whole number.
  private func short(_ amount: ExactDecimal) -> String {
    amount.isInteger ? "`\(amount)`" : "`\"\(currency.majorUnits(amount))\"`"
  }

  private func spelled(_ amount: ExactDecimal) -> String {
    amount.isInteger ? "`\(amount)` or `\"\(currency.majorUnits(amount))\"`" : short(amount)
  }
}
