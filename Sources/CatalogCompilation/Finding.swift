import Diagnostics

extension CatalogCompiler {
  /// An error, a warning or a note about a catalog.
  ///
  ///     for finding in CatalogCompiler().check(.json(text)) {
  ///       if let location = finding.location { print("catalog.json:\(location.line):\(location.column):", terminator: " ") }
  ///       print(finding)
  ///     }
  public struct Finding: Hashable, Sendable {
    /// How serious a finding is.
    ///
    ///     let errors = findings.filter { $0.severity == .error }
    public enum Severity: String, CaseIterable, Sendable {
      /// The catalog is wrong and cannot be compiled.
      case error
      /// The catalog is valid, but a provider cannot express all of it, or it probably does not say what its author means.
      case warning
      /// Worth knowing; there is nothing to fix.
      case note
    }

    /// The name of the rule, as `catalogc explain` accepts it: `unknown-feature`, `stripe/amount-below-minimum`.
    public let rule: String
    public let severity: Severity
    /// What is wrong, in one line.
    public let message: String
    /// The path to the value, with dots: `plans.pro.prices.monthly.amount`. Empty for the catalog itself.
    public let path: String
    /// The path to the value as a JSON Pointer (RFC 6901): `/plans/pro/prices/monthly/amount`.
    public let pointer: String
    /// How to fix it, in one line, if known.
    public let help: String?
    /// The provider that the finding is about; nil if it is about the catalog itself.
    public let provider: Provider?
    /// The start of the value in the source text; nil for a catalog that was passed as a value.
    public let location: SourceLocation?

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
      location = position.map { SourceLocation(line: $0.line, column: $0.column) }
    }
  }

  /// A place in the text of a catalog. The first character of a text is at line 1, column 1.
  ///
  ///     print("catalog.json:\(location.line):\(location.column)")
  public struct SourceLocation: Hashable, Sendable {
    /// The line, starting at 1.
    public let line: Int
    /// The column in Unicode scalars, starting at 1.
    public let column: Int
  }
}

extension CatalogCompiler.Finding: CustomStringConvertible {
  /// The finding in one line, as compilers print it: `plans.pro: error: message [rule]`.
  public var description: String {
    (path.isEmpty ? "" : "\(path): ") + "\(severity.rawValue): \(message) [\(rule)]"
  }
}
