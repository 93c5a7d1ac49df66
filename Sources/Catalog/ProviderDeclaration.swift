/// What the catalog may say about a provider: its name, and the options that only it needs.
///
/// A class, of which a start makes a list for next to nothing: lists of all classes are of one type.
package final class ProviderDeclaration: Sendable {
  package let name: String
  package var options: [OptionDeclaration] { makeOptions() }
  /// Most catalogs set no options: what there are is not put together before one does.
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
  /// What holds where the option is left out, as the documentation says it.
  package let defaultValue: String
  package let summary: String

  package init(_ name: String, _ kind: Kind, default defaultValue: String, _ summary: String) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.summary = summary
  }
}
