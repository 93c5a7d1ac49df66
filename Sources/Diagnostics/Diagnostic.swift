/// A finding with everything that a report needs.
package struct Diagnostic: Sendable {
  package struct Related: Sendable {
    package let message: String
    package let range: ByteRange

    package init(message: String, range: ByteRange) {
      self.message = message
      self.range = range
    }
  }

  package var rule: String
  package var severity: Severity
  package var message: String
  /// The dotted path from the root: `plans.pro.prices.monthly.amount`.
  package var path: String
  /// The same location as an RFC 6901 pointer: `/plans/pro/prices/monthly/amount`.
  package var pointer: String
  package var range: ByteRange
  /// The provider that cannot express the catalog; nil if the finding is about the catalog itself.
  package var provider: String?
  /// How to fix the problem.
  package var help: String?
  package var related: [Related]
  /// True if the text in the range must not be shown because it looks like a secret.
  package var isSecret: Bool
  /// Possible fixes; none of them shows or changes a secret.
  package var fixes: [Fix]

  package init(
    rule: String, severity: Severity, message: String, path: String, pointer: String, range: ByteRange,
    provider: String? = nil, help: String? = nil, related: [Related] = [], isSecret: Bool = false,
    fixes: [Fix] = []
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.path = path
    self.pointer = pointer
    self.range = range
    self.provider = provider
    self.help = help
    self.related = related
    self.isSecret = isSecret
    self.fixes = fixes
  }
}

extension [Diagnostic] {
  package func count(_ severity: Severity) -> Int {
    self.count { $0.severity == severity }
  }

  /// The diagnostics with `--strict`: warnings become errors.
  package func strict() -> [Diagnostic] {
    map { diagnostic in
      var diagnostic = diagnostic
      if diagnostic.severity == .warning { diagnostic.severity = .error }
      return diagnostic
    }
  }
}
