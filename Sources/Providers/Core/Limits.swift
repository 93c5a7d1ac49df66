/// What a provider's metadata may be.
package struct MetadataLimits: Sendable {
  /// What becomes of a value.
  package enum Values: Sendable {
    /// A string is itself, all else its JSON text.
    case text
    /// As `text`, but that numbers and truth values stay: numbers as far as a double keeps them.
    case scalars
    /// Any JSON, as it is.
    case json
  }

  /// `.max` for no limit.
  package let entries: Int
  /// In characters (Unicode scalars); `.max` for no limit, and then a name may be empty.
  package let nameLength: Int
  /// Of text, in characters (Unicode scalars); `.max` for no limit.
  package let valueLength: Int
  /// Whether a name may have this scalar in it.
  package let allowsInName: @Sendable (Unicode.Scalar) -> Bool
  /// Whether a text may have this scalar in it.
  package let allowsInValue: @Sendable (Unicode.Scalar) -> Bool
  /// Whether a text may be empty.
  package let allowsEmpty: Bool
  package let values: Values

  package init(
    entries: Int = .max, nameLength: Int = .max, valueLength: Int = .max, allowsEmpty: Bool = true, values: Values = .text,
    allowsInName: @escaping @Sendable (Unicode.Scalar) -> Bool = { _ in true },
    allowsInValue: @escaping @Sendable (Unicode.Scalar) -> Bool = { _ in true }
  ) {
    self.entries = entries
    self.nameLength = nameLength
    self.valueLength = valueLength
    self.allowsEmpty = allowsEmpty
    self.values = values
    self.allowsInName = allowsInName
    self.allowsInValue = allowsInValue
  }

  /// As much as there is, of any JSON.
  static let none = MetadataLimits(values: .json)
}

extension String {
  /// True where it has more characters (Unicode scalars): no text has more of them than bytes.
  package func isLonger(than length: Int) -> Bool { utf8.count > length && unicodeScalars.count > length }
}
