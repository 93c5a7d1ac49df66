/// The name and the options of a provider.
///
/// A class, because arrays of all classes share one implementation, which makes program start faster.
package final class ProviderDeclaration: Sendable {
  package let name: String
  package var options: [OptionDeclaration] { makeOptions() }
  /// Most catalogs set no options, so they are only built on demand.
  private let makeOptions: @Sendable () -> [OptionDeclaration]

  package init(name: String, options: @autoclosure @escaping @Sendable () -> [OptionDeclaration]) {
    self.name = name
    makeOptions = options
  }
}

/// One member of `providers.NAME.options`.
package struct OptionDeclaration: Sendable {
  package enum Kind: Sendable {
    case choice([String])
    case integer(ClosedRange<Int64>)
    case text
    case boolean
  }

  package let name: String
  package let kind: Kind
  /// The default, as worded in the documentation.
  package let defaultValue: String
  package let summary: String

  package init(_ name: String, _ kind: Kind, default defaultValue: String, _ summary: String) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
  }
}
