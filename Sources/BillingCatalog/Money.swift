/// An amount of money, in the currency of the price that it belongs to.
///
///     let minor: Money = 20_00          // 20.00 USD, 2000 JPY
///     let major: Money = "20.00"        // 20.00 USD
///     let computed = Money(minorUnits: 12 * 20_00)
///
/// An integer is in the currency's minor unit, a string in its major unit. A floating-point literal does not compile, because
/// `199.00` could be read as either.
public struct Money: Hashable, Sendable {
  enum Spelling: Hashable, Sendable {
    case minorUnits(Int)
    case majorUnits(String)
  }

  let spelling: Spelling

  /// - Parameter minorUnits: not negative; as defined by ISO 4217.
  public init(minorUnits: Int) { spelling = .minorUnits(minorUnits) }

  /// Digits, a decimal point and digits: `20.00`. Only a currency without decimals has no point.
  ///
  /// Any other string is kept unchanged. Compiling the catalog then reports an error with the path to it.
  public init(_ text: String) { spelling = .majorUnits(text) }
}

extension Money: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: Int) { self.init(minorUnits: value) }
  public init(stringLiteral value: String) { self.init(value) }
}

extension Money: CustomStringConvertible {
  /// Without the currency, which only the price knows: `20.00`, or `2000 minor units`.
  public var description: String {
    switch spelling {
    case .minorUnits(let value): "\(value) minor unit\(value == 1 ? "" : "s")"
    case .majorUnits(let text): text
    }
  }
}

extension Money: JSONWritable {
  func write(to writer: inout JSONWriter) {
    switch spelling {
    case .minorUnits(let value): value.write(to: &writer)
    case .majorUnits(let text): text.write(to: &writer)
    }
  }
}
