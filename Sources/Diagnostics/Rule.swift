/// One kind of problem: its name, severity and documentation.
///
/// `catalogc rules`, `catalogc explain` and the reference in `docs/` are generated from the declarations, and the tests run
/// the examples: `wrong` must raise this rule, at the mark, and `right` must not.
///
/// A class, so that each of possibly a million findings stores a single word.
package final class Rule: Sendable {
  /// Kebab-case; a provider's rules are prefixed with its name: `stripe/amount-below-minimum`.
  package let name: String
  package let severity: Severity
  /// What a provider's rule is about; nil for a rule about the catalog itself.
  package let stake: Stake?
  /// One line, without a final period.
  package let summary: String
  /// Why the rule exists and what to do; paragraphs are separated by empty lines.
  package var explanation: String { texts().explanation }
  /// The documentation that a provider's requirement comes from.
  package let source: String?
  /// An example that breaks the rule; `⟦` and `⟧` enclose the text that the finding points at.
  package var wrong: String { texts().wrong }
  /// The corrected example.
  package var right: String { texts().right }
  /// The file format of both examples.
  package let exampleFormat: ExampleFormat
  /// Names from earlier versions, which the command line still accepts.
  package let formerNames: [String]
  /// Most runs report a few rules and document none, so the texts are made on demand.
  private let texts: @Sendable () -> Texts

  /// The texts of a rule that only its documentation shows.
  package typealias Texts = (explanation: String, wrong: String, right: String)

  package convenience init(
    _ name: String, _ severity: Severity, _ summary: String,
    explanation: String, source: String? = nil, wrong: String, right: String, exampleFormat: ExampleFormat = .json,
    formerNames: [String] = []
  ) {
    self.init(name, severity, nil, summary, source: source, exampleFormat: exampleFormat, formerNames: formerNames) {
      (explanation, wrong, right)
    }
  }

  /// A provider's rule.
  package convenience init(
    _ name: String, _ stake: Stake, _ summary: String, explanation: String, source: String?, wrong: String, right: String,
    formerNames: [String] = []
  ) {
    self.init(name, stake, summary, source: source, formerNames: formerNames) { (explanation, wrong, right) }
  }

  /// A provider's rule whose texts are computed.
  package convenience init(
    _ name: String, _ stake: Stake, _ summary: String, source: String?, formerNames: [String] = [],
    texts: @escaping @Sendable () -> Texts
  ) {
    self.init(
      name, stake.concern.severity, stake, summary, source: source, exampleFormat: .json, formerNames: formerNames,
      texts: texts)
  }

  private init(
    _ name: String, _ severity: Severity, _ stake: Stake?, _ summary: String, source: String?, exampleFormat: ExampleFormat,
    formerNames: [String], texts: @escaping @Sendable () -> Texts
  ) {
    self.name = name
    self.severity = severity
    self.stake = stake
    self.summary = summary
    self.source = source
    self.exampleFormat = exampleFormat
    self.formerNames = formerNames
    self.texts = texts
  }

  /// What follows from a finding for those who sell the catalog.
  package var consequence: Consequence {
    stake?.isLeftToApplication == true ? .application : severity == .note ? .nothing : .difference
  }

  /// The provider whose rule this is; nil for a rule about the catalog itself.
  package var provider: String? {
    name.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(name[..<$0]) }
  }
}

/// What follows from a finding for those who sell the catalog.
package enum Consequence: Sendable {
  /// Nothing for customers: something cosmetic is left out, or something is worth knowing.
  case nothing
  /// What customers pay, when, or what they get differs from the catalog.
  case difference
  /// The application must do what the provider does not.
  case application
}

extension [Rule] {
  /// The rules that a name on the command line refers to, by their current or former names. A former name can refer to
  /// several rules.
  package func named(_ name: String) -> [Rule] { filter { $0.name == name || $0.formerNames.contains(name) } }

  /// Help for a name that no rule has: the rules that providers have under this name, or else the closest one.
  package func suggestion(for name: String) -> String? {
    let meant = meant(by: name)
    return meant.isEmpty ? nil : "did you mean \(list(meant.map { "`\($0.word)`" }, and: "or"))?"
  }

  /// The rules that a name that no rule has can stand for.
  func meant(by name: String) -> [Suggestion] {
    let shared = map(\.name).filter { rule in rule.hasSuffix(name) && rule.dropLast(name.count).last == "/" }
    if !shared.isEmpty { return shared.map { Suggestion(word: $0, isCertain: shared.count == 1) } }
    return bestSuggestion(for: name, among: map(\.name)).map { [$0] } ?? []
  }
}
