import Catalog
import Foundations

/// How numbers and amounts of money are written in a language and a country. The words of a page are English in every locale.
package struct PricingLocale: Sendable {
  /// Where the symbol of a currency is.
  enum Side: Sendable {
    /// `$59`.
    case prefix
    /// `€ 59`, with a no-break space.
    case spacedPrefix
    /// `59 €`, with a no-break space.
    case suffix
  }

  /// A language and a country: `en-US`.
  package let tag: String
  private let decimal: String
  private let group: String
  /// The length of the shortest whole part that is grouped.
  private let fewestDigits: Int
  /// Whether groups before the last one have two digits: `12,34,567`.
  private let isIndian: Bool
  private let side: Side
  /// Currencies and their symbols: `EUR=€ USD=$`.
  private let symbols: String

  init(
    _ tag: String, decimal: String, group: String, fewestDigits: Int = 4, isIndian: Bool = false, _ side: Side, _ symbols: String
  ) {
    self.tag = tag
    self.decimal = decimal
    self.group = group
    self.fewestDigits = fewestDigits
    self.isIndian = isIndian
    self.side = side
    self.symbols = symbols
  }

  /// American English, the locale of a page that names none: its words are English, and `$59` is how most price lists are written.
  package static let standard = PricingLocale.named("en-US") ?? PricingLocale("en-US", decimal: ".", group: ",", .prefix, "USD=$")

  /// Finds a locale by its tag, in upper or lower case; nil if it is not in the table.
  package static func named(_ tag: String) -> PricingLocale? {
    let tag = String(tag.map { $0 == "_" ? "-" : $0 }).lowercased()
    return all.first { $0.tag.lowercased() == tag }
  }

  // MARK: Numbers

  package func number(_ number: Int64) -> String { written(String(number)) }

  package func number(_ number: ExactDecimal) -> String { written(number.description) }

  /// - Parameter text: digits with an optional sign and decimal point; text in scientific notation is returned unchanged.
  private func written(_ text: String) -> String {
    if text.contains("e") { return text }
    let whole = text.prefix { $0 != "." }
    let sign = whole.hasPrefix("-") ? "-" : ""
    let digits = Array(whole.dropFirst(sign.count))
    var result = sign
    for (index, digit) in digits.enumerated() {
      if index > 0, startsGroup(digits.count - index, of: digits.count) { result += group }
      result.append(digit)
    }
    let fraction = text[whole.endIndex...].dropFirst()
    return fraction.isEmpty ? result : result + decimal + fraction
  }

  /// Whether a separator precedes the digit that has this many digits from it to the end.
  private func startsGroup(_ rest: Int, of count: Int) -> Bool {
    if count < fewestDigits { return false }
    return isIndian ? rest == 3 || rest > 3 && (rest - 3).isMultiple(of: 2) : rest.isMultiple(of: 3)
  }

  // MARK: Money

  /// An amount of minor units in major units, with its currency.
  ///
  /// - Parameter isExact: whether a whole amount has its decimals, too: `$59.00` instead of `$59`.
  package func money(_ minorUnits: ExactDecimal, _ currency: Currency, isExact: Bool = false) -> String {
    var text = currency.majorUnits(minorUnits)
    let fraction = text.drop { $0 != "." }.dropFirst()
    if !isExact, fraction.allSatisfy({ $0 == "0" }) { text = String(text.prefix { $0 != "." }) }
    let number = written(text)
    let symbol = symbol(of: currency)
    let space = "\u{A0}"
    switch side {
    case .suffix: return number + space + symbol
    case .spacedPrefix: return symbol + space + number
    // A space separates a symbol of letters from the digits.
    case .prefix: return symbol.last.map { $0.isLetter || $0 == "." } == true ? symbol + space + number : symbol + number
    }
  }

  package func money(_ money: Money, _ currency: Currency) -> String { self.money(ExactDecimal(money.minorUnits), currency) }

  /// The code for a currency that has no symbol in the locale.
  private func symbol(of currency: Currency) -> String {
    for entry in symbols.split(separator: " ") where entry.hasPrefix(currency.code) {
      return String(entry.dropFirst(currency.code.count + 1))
    }
    return currency.code
  }
}
