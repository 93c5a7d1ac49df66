/// The limits on a provider's metadata.
package struct MetadataLimits: Sendable {
  /// How values are sent.
  package enum Values: Sendable {
    /// Strings unchanged, anything else as its JSON text.
    case text
    /// Like `text`, but Booleans and numbers that fit into a double are unchanged.
    case scalars
    /// Any JSON, unchanged.
    case json
  }

  /// `.max` for no limit.
  package let entries: Int
  /// In characters (Unicode scalars). `.max` for no limit; a name may then be empty.
  package let nameLength: Int
  /// Of strings, in characters (Unicode scalars); `.max` for no limit.
  package let valueLength: Int
  /// Whether a name may contain this scalar.
  package let allowsInName: @Sendable (Unicode.Scalar) -> Bool
  /// Whether a string value may contain this scalar.
  package let allowsInValue: @Sendable (Unicode.Scalar) -> Bool
  /// Whether a string value may be empty.
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

  /// Any JSON, without limits.
  static let none = MetadataLimits(values: .json)
}
