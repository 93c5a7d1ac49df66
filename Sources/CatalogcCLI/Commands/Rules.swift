import Accounts
import Customers
import Diagnostics
import Invoicing
import JSONText
import Providers

extension Option {
  static let listFormat = Option(
    "format", value: "FORMAT", values: .words(ListFormat.allCases.map(\.rawValue)),
    summary: "output format: text (default), json or markdown")
}

/// The output formats of the lists of rules and providers.
enum ListFormat: String, CaseIterable {
  case text, json, markdown

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.listFormat) ?? "text"
    guard let format = ListFormat(rawValue: name) else {
      throw CommandError.invalidValue(name, for: "format", among: Option.listFormat.values.known)
    }
    self = format
  }
}

/// The provider that a list is limited to.
func listedProvider(_ invocation: Invocation) throws(CommandError) -> Provider? {
  guard let name = invocation.operands.first else { return nil }
  if let provider = Provider.named(name) { return provider }
  let known = Provider.all.map(\.name)
  throw CommandError(
    "unknown provider \(quoted(name))",
    help: bestMatch(for: name, among: known).map { "did you mean `\($0)`?" } ?? "use \(list(known.map { "`\($0)`" }, and: "or"))")
}

/// The providers that a list of rules is limited to, by the operand or by `--provider`.
private func listedProviders(_ invocation: Invocation) throws(CommandError) -> [Provider]? {
  let named = try listedProvider(invocation)
  guard let selected = try selection(invocation) else { return named.map { [$0] } }
  if named != nil { throw CommandError("`--provider` cannot be used with the name of a provider") }
  if case .named(let providers) = selected { return providers }
  return Provider.all
}

extension Command {
  static let rules = Command(
    name: "rules",
    operands: "[PROVIDER]",
    operandCount: 0...1,
    summary: "list all rules, or those of one provider",
    details: """
      Lists every rule with its severity, the date of the source that its fact was read in, and a summary. `catalogc explain RULE`
      explains one.
      """,
    options: [.provider, .listFormat],
    examples: [
      "catalogc rules", "catalogc rules stripe", "catalogc rules --provider stripe,dodo", "catalogc rules --format json",
    ]
  ) { invocation, system throws(CommandError) in
    let providers = try listedProviders(invocation)
    let listed = providers?.flatMap(\.rules) ?? Rule.documented
    switch try ListFormat(invocation) {
    case .text:
      try output(
        listed.map { rule in
          "\(rule.severity.rawValue.padded(to: 8)) \(rule.name.padded(to: 34)) \((rule.sourceDate ?? "").padded(to: 10)) "
            + "\(rule.summary)\n"
        }.joined(), &system)
    case .json:
      let rules = listed.map { rule in
        JSON.fields([
          "rule": .string(rule.name), "severity": .string(rule.severity.rawValue), "provider": rule.provider.map(JSON.string),
          "concern": rule.stake.map { .string($0.concern.rawValue) }, "reason": rule.stake.map { .string($0.reason) },
          "summary": .string(rule.summary), "explanation": .string(rule.explanation), "source": rule.source.map(JSON.string),
          "sourceDate": rule.sourceDate.map(JSON.string),
          "examples": .fields([
            "format": .string(rule.exampleFormat.name), "catalog": rule.exampleFormat.catalog.map(JSON.string),
            "wrong": .string(RuleText.unmarked(rule.wrong)), "right": .string(RuleText.unmarked(rule.right)),
          ]),
        ])
      }
      try output(JSON.fields(["format": 1, "rules": .array(rules)]).text(pretty: true) + [UInt8(ascii: "\n")], &system)
    case .markdown:
      try output(RuleText.reference(of: providers), &system)
    }
    return .done
  }

  static let explain = Command(
    name: "explain",
    operands: "RULE",
    operandCount: 1...1,
    summary: "explain a rule, with a wrong and a right example",
    details: "",
    options: [],
    examples: ["catalogc explain unknown-feature", "catalogc explain stripe/amount-below-minimum"]
  ) { invocation, system throws(CommandError) in
    let name = invocation.operands[0]
    let named = Rule.documented.named(name)
    let current = named.filter { $0.name == name }
    let rules = current.isEmpty ? named : current
    guard !rules.isEmpty else {
      throw CommandError(
        "unknown rule \(quoted(name))",
        help: Rule.documented.suggestion(for: name) ?? "run `catalogc rules` to list the rules")
    }
    try output(rules.map { RuleText.explanation(of: $0) }.joined(separator: "\n"), &system)
    return .done
  }
}

extension Rule {
  /// Every rule of the program: those about catalogs, about scenarios, and about the events that the bridge reads.
  package static let documented: [Rule] = all + scenarioRules + bridgeRules
}

extension String {
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}
