/// The rules that a name or a pattern matches.
package struct RuleSelection: Sendable {
  /// How precisely rules are named; the more precise name of a rule decides its level.
  package enum Precision: Int, Comparable, Sendable {
    /// All rules of a provider: `stripe/*`.
    case provider
    /// One fact at every provider: `*/currency-unsupported`.
    case fact
    /// A name without `*`.
    case rule

    package static func < (left: Precision, right: Precision) -> Bool { left.rawValue < right.rawValue }
  }

  /// Not empty.
  package let rules: [Rule]
  package let precision: Precision

  /// Whether a level can be set. Errors stay errors: a name must not lower one, and a pattern must have something else to
  /// lower.
  package func accepts(_ level: LintLevels.Level) -> Bool {
    if level == .deny { return true }
    return precision == .rule
      ? rules.allSatisfy { $0.severity != .error } : rules.contains { $0.severity != .error }
  }

  /// The message for a level that is not accepted.
  package func refusal(of level: LintLevels.Level, for name: String) -> String {
    let reason = precision == .rule ? "it is always an error" : "its rules are always errors"
    return "cannot \(level == .allow ? "suppress" : "downgrade") \(quoted(name)): \(reason)"
  }
}

extension [Rule] {
  /// The rules that a name, `PROVIDER/*` or `*/RULE` matches; nil if there are none. Former names count.
  package func selected(by name: String) -> RuleSelection? {
    let selection =
      if let provider = Pattern(name)?.provider {
        RuleSelection(rules: filter { $0.provider == provider }, precision: .provider)
      } else if let fact = Pattern(name)?.fact {
        RuleSelection(
          rules: filter { rule in ([rule.name] + rule.formerNames).contains { Self.fact(of: $0) == fact } }, precision: .fact)
      } else {
        RuleSelection(rules: named(name), precision: .rule)
      }
    return selection.rules.isEmpty ? nil : selection
  }

  /// The names and patterns that one without rules can stand for.
  package func corrections(of name: String) -> [Suggestion] {
    guard let pattern = Pattern(name) else { return name.contains("*") ? [] : meant(by: name) }
    if let fact = pattern.fact {
      // A rule of the catalog has no provider.
      if contains(where: { $0.name == fact }) { return [Suggestion(word: fact, isCertain: true)] }
      return bestSuggestion(for: fact, among: compactMap { Self.fact(of: $0.name) }).map { near in
        [Suggestion(word: "*/\(near.word)", isCertain: near.isCertain)]
      } ?? []
    }
    return bestSuggestion(for: pattern.provider ?? "", among: compactMap(\.provider)).map { near in
      [Suggestion(word: "\(near.word)/*", isCertain: near.isCertain)]
    } ?? []
  }

  /// The message for a name or a pattern without rules.
  package static func fault(of name: String) -> String {
    guard name.contains("*") else { return "unknown rule \(quoted(name))" }
    return Pattern(name) == nil ? "unsupported pattern \(quoted(name))" : "no rule matches \(quoted(name))"
  }

  /// Help for a name or a pattern without rules.
  package func help(for name: String) -> String {
    let meant = corrections(of: name)
    if !meant.isEmpty { return "did you mean \(list(meant.map { "`\($0.word)`" }, and: "or"))?" }
    guard name.contains("*"), Pattern(name) == nil else { return "run `catalogc rules` to list the rules" }
    return "write `PROVIDER/*` for the rules of one provider, or `*/RULE` for one rule of every provider"
  }

  /// The part of a provider rule's name that it shares with other providers.
  private static func fact(of name: String) -> String? {
    name.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(name[name.utf8.index(after: $0)...]) }
  }
}

/// A name with `*` in place of the provider or of the rest.
private struct Pattern {
  var provider: String?
  var fact: String?

  /// Nil for anything but `PROVIDER/*` and `*/RULE`.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.count(where: { $0 == "*" }) == 1, parts.allSatisfy({ $0 == "*" || !$0.contains("*") }) else {
      return nil
    }
    if parts[0] == "*" { fact = String(parts[1]) } else { provider = String(parts[0]) }
  }
}
