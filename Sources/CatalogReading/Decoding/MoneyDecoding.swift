import Catalog
import Diagnostics
import Foundations
import Syntax

/// Money: a whole number is in the currency's minor unit, a string in its major unit. Any other spelling could be read as
/// either, so it is rejected with both readings.
extension Decoder {
  /// The amount in minor units; nil if it is not valid, or if its currency is not.
  mutating func money(_ node: NodeID?, _ field: String, in currency: Currency?) -> Int64? {
    guard let node else { return nil }
    if let value = tree.plainInteger(node) { return value }
    switch tree.kind(node) {
    case .number: return tree.number(node).flatMap { minorUnits($0, at: node, field, in: currency) }
    case .string: return majorUnits(tree.text(node), at: node, field, in: currency)
    default:
      _ = expect(.number, node, field)
      return nil
    }
  }

  /// A number that is not simply a few digits.
  private mutating func minorUnits(
    _ number: ExactDecimal, at node: NodeID, _ field: String, in currency: Currency?
  ) -> Int64? {
    if number.isNegative { return reportAmount("`\(field)` must not be negative, found \(number)", at: node) }
    let spelling = tree.withContent(node) { String(decoding: $0) }
    if spelling.utf8.allSatisfy({ $0 != UInt8(ascii: ".") && $0 | 0x20 != UInt8(ascii: "e") }) {
      if let value = number.integer { return value }
      return reportAmount("`\(field)` is too large", at: node, help: "the maximum is \(Int64.max)")
    }
    let readings = currency.map { MoneyReadings(number, in: $0) }
    let message = "`\(field)` must be a whole number of minor units or a string, found \(quoted(spelling))"
    let hasPoint = spelling.utf8.contains(UInt8(ascii: "."))
    let repair = hasPoint ? readings?.major.map { Repair("write `\($0)`", .unsafe, [.literal(node, "\($0)")]) } : nil
    report(
      number.isInteger ? .ambiguousAmount : .priceAmount, message, at: .value(node),
      help: readings?.help ?? "write minor units as a whole number, or major units as a string", repair: repair)
    return nil
  }

  /// A string in the major unit.
  private mutating func majorUnits(_ text: String, at node: NodeID, _ field: String, in currency: Currency?) -> Int64? {
    guard let decimals = Self.decimals(of: text), let number = ExactDecimal(parsing: text.utf8) else {
      let meant = Self.withoutDecoration(text)
      return reportAmount(
        "`\(field)` must be a number of major units such as `\"20.00\"`, found \(quoted("\"\(text)\""))", at: node,
        help: meant.map { "write `\"\($0)\"`" }, repair: meant.map { .write($0, at: node, .unsafe) })
    }
    guard let currency else { return nil }
    let digits = currency.minorUnitDigits
    let readings = MoneyReadings(number, in: currency)
    if decimals == 0, digits > 0 {
      report(
        .ambiguousAmount, "`\(field)` needs a decimal point to be in major units, found \(quoted("\"\(text)\""))",
        at: .value(node),
        help: readings.help,
        repair: !isLiteral(text, .number)
          ? nil : readings.minor.map { Repair("write `\($0)`", .unsafe, [.literal(node, "\($0)")]) })
      return nil
    }
    if decimals > digits {
      report(
        .amountDecimals, "\(currency.code) has \(digits == 0 ? "no" : "\(digits)") decimals, found \(quoted("\"\(text)\""))",
        at: .value(node), help: readings.major.map { "write `\"\(currency.majorUnits($0))\"`" })
      return nil
    }
    guard let value = readings.major else {
      return reportAmount("`\(field)` is too large", at: node, help: "the maximum is \(currency.majorUnits(.max))")
    }
    return value
  }

  private mutating func reportAmount(
    _ message: String, at node: NodeID, help: String? = nil, repair: Repair? = nil
  ) -> Int64? {
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

/// What a number means as an amount in each unit, in minor units; nil if it is not a whole number of them.
private struct MoneyReadings {
  let minor: Int64?
  let major: Int64?
  private let currency: Currency

  init(_ number: ExactDecimal, in currency: Currency) {
    self.currency = currency
    minor = number.integer
    major = number.multiplied(by: currency.minorUnitsPerMajor).integer
  }

  /// How to write each reading.
  var help: String {
    switch (minor, major) {
    case (let minor?, let major?) where minor == major: "write `\(minor)`"
    case (let minor?, let major?):
      "write `\(minor)` for \(currency.amount(minor)), or \(spelled(major)) for \(currency.amount(major))"
    case (nil, let major?): "write \(spelled(major)) for \(currency.amount(major))"
    case (_, nil) where currency.minorUnitDigits == 0: "\(currency.code) has no minor unit; write a whole number"
    case (_, nil): "\(currency.code) has \(currency.minorUnitDigits) decimals"
    }
  }

  private func spelled(_ amount: Int64) -> String { "`\(amount)` or `\"\(currency.majorUnits(amount))\"`" }
}
