/// One kind of problem: its name, its weight, and what there is to say about it.
///
/// A rule is declared once. `catalogc rules`, `catalogc explain` and the reference in `docs/` are made from the declarations,
/// and the tests run the examples: `wrong` must raise this rule, at the mark, and `right` must not.
///
/// A class, so that it takes one word of each of a million findings.
package final class Rule: Sendable {
  /// Kebab-case, explains itself; a provider's rules are prefixed with its name: `stripe/amount-below-minimum`.
  package let name: String
  package let severity: Severity
  /// One line, without a full stop at the end.
  package let summary: String
  /// Why the rule exists and what to do; paragraphs are separated by an empty line.
  package let explanation: String
  /// Where the fact comes from, for what a provider demands.
  package let source: String?
  /// What breaks the rule; `⟦` and `⟧` stand around the text that the finding points at.
  package let wrong: String
  /// The same, repaired.
  package let right: String
  /// What both are, and how they are spelled.
  package let exampleFormat: ExampleFormat
  /// Names that the rule had in an earlier version; command lines may still use them.
  package let formerNames: [String]

  package init(
    _ name: String, _ severity: Severity, _ summary: String,
    explanation: String, source: String? = nil, wrong: String, right: String, exampleFormat: ExampleFormat = .json,
    formerNames: [String] = []
  ) {
    self.name = name
    self.severity = severity
    self.summary = summary
    self.explanation = explanation
    self.source = source
    self.wrong = wrong
    self.right = right
    self.exampleFormat = exampleFormat
    self.formerNames = formerNames
  }

  /// The provider whose rule this is; nil for a rule about the catalog itself.
  package var provider: String? {
    name.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(name[..<$0]) }
  }
}

extension [Rule] {
  /// The rules that a name on a command line means: the one of that name, and those that had it in an earlier version. One
  /// old name may have become several.
  package func named(_ name: String) -> [Rule] { filter { $0.name == name || $0.formerNames.contains(name) } }
}
