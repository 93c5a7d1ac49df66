import Diagnostics

extension CatalogCompiler {
  /// One thing that there is to say about a catalog.
  public struct Finding: Hashable, Sendable {
    public enum Severity: String, CaseIterable, Sendable {
      /// The catalog is wrong: nothing is emitted.
      case error
      /// The catalog is right, but a provider cannot express it fully, or it hardly means what it says.
      case warning
      /// Worth knowing; nothing to repair.
      case note
    }

    /// The name of the rule, as `catalogc explain` takes it: `unknown-feature`, `stripe/amount-below-minimum`.
    public let rule: String
    public let severity: Severity
    /// What is wrong, in one line.
    public let message: String
    /// Where it is, dotted, from the root: `plans.pro.prices.monthly.amount`. Empty for the catalog itself.
    public let path: String
    /// The same place as an RFC 6901 pointer: `/plans/pro/prices/monthly/amount`.
    public let pointer: String
    /// What to write instead.
    public let help: String?
    /// The provider that cannot express it; nil where the catalog itself is meant.
    public let provider: Provider?
    /// Where it stands in the text, from 1; nil for a catalog that was given as a value.
    public let line: Int?
    /// In Unicode scalars, from 1; nil for a catalog that was given as a value.
    public let column: Int?

    init(_ diagnostic: Diagnostic, at position: Position?) {
      rule = diagnostic.rule
      severity =
        switch diagnostic.severity {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
      message = diagnostic.message
      path = diagnostic.path
      pointer = diagnostic.pointer
      help = diagnostic.help
      provider = diagnostic.provider.flatMap { Provider(rawValue: $0) }
      line = position?.line
      column = position?.column
    }
  }
}

extension CatalogCompiler.Finding: CustomStringConvertible {
  /// In one line, as compilers print it: `plans.pro: error: message [rule]`.
  public var description: String {
    (path.isEmpty ? "" : "\(path): ") + "\(severity.rawValue): \(message) [\(rule)]"
  }
}
