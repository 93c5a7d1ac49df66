import Bridge
import Diagnostics
import JSONText
import Providers

extension Option {
  static let listFormat = Option("format", value: "FORMAT", summary: "text (the default), json or markdown")
}

/// The formats of a list that the program prints about itself.
enum ListFormat: String, CaseIterable {
  case text, json, markdown

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.listFormat) ?? "text"
    guard let format = ListFormat(rawValue: name) else {
      let known = Self.allCases.map(\.rawValue)
      throw CommandError(
        "\(quoted(name)) is no format of this list", help: nearest(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? "the formats are \(list(known))")
    }
    self = format
  }
}

extension Command {
  static let rules = Command(
    name: "rules",
    operands: "",
    operandCount: 0...0,
    summary: "list all rules",
    details: "Lists every rule with its severity and what it is about. 'catalogc explain RULE' tells more of one.",
    options: [.listFormat],
    examples: ["catalogc rules", "catalogc rules --format json"]
  ) { invocation, system throws(CommandError) in
    switch try ListFormat(invocation) {
    case .text:
      try output(
        Rule.documented.map { "\($0.severity.rawValue.padded(to: 8)) \($0.name.padded(to: 34)) \($0.summary)\n" }.joined(), &system)
    case .json:
      let rules = Rule.documented.map { rule in
        JSON.fields([
          "rule": .string(rule.name), "severity": .string(rule.severity.rawValue), "provider": rule.provider.map(JSON.string),
          "summary": .string(rule.summary), "explanation": .string(rule.explanation), "source": rule.source.map(JSON.string),
        ])
      }
      try output(JSON.fields(["format": 1, "rules": .array(rules)]).text(pretty: true) + [UInt8(ascii: "\n")], &system)
    case .markdown:
      try output(RuleText.reference, &system)
    }
    return .done
  }

  static let explain = Command(
    name: "explain",
    operands: "RULE",
    operandCount: 1...1,
    summary: "say what a rule means, with a wrong and a right example",
    details: "",
    options: [],
    examples: ["catalogc explain unknown-feature", "catalogc explain stripe/amount-below-minimum"]
  ) { invocation, system throws(CommandError) in
    let name = invocation.operands[0]
    guard let rule = Rule.documented.first(where: { $0.name == name }) else {
      throw CommandError(
        "there is no rule \(quoted(name))", help: nearest(to: name, among: Rule.documented.map(\.name)).map { "did you mean '\($0)'?" }
          ?? "'catalogc rules' lists them")
    }
    try output(RuleText.explanation(of: rule), &system)
    return .done
  }
}

extension Rule {
  /// Every rule that the program has: about catalogs, and about the events that the bridge reads.
  package static let documented: [Rule] = all + bridgeRules
}

/// What there is to say about rules, made from their declarations.
enum RuleText {
  static func explanation(of rule: Rule) -> String {
    var text = "\(rule.name) (\(rule.severity.rawValue))\n\n\(rule.summary).\n\n\(wrapped(rule.explanation))\n"
    if let source = rule.source { text += "\n" + wrapped("Source: \(source).") + "\n" }
    if !rule.wrong.isEmpty { text += "\nWrong:\n\n\(example(rule.wrong))\nRight:\n\n\(example(rule.right))" }
    return text
  }

  /// `docs/rules.md`.
  static var reference: String {
    var text = """
      # Rules

      Made by `catalogc rules --format markdown`. `catalogc explain RULE` prints the same with an example.

      """
    for (title, rules) in [("The catalog", Rule.all.filter { $0.provider == nil })]
      + Provider.all.map({ provider in (provider.title, provider.rules) }) + [("Events", Rule.bridgeRules)]
    {
      text += "\n## \(title)\n"
      for rule in rules {
        text += "\n### `\(rule.name)`\n\n\(rule.severity.rawValue.capitalizedFirst): \(rule.summary).\n\n\(rule.explanation)\n"
        if let source = rule.source { text += "\nSource: \(source).\n" }
      }
    }
    return text
  }

  /// The catalog without marks, indented; one line of a long text is cut.
  private static func example(_ catalog: String) -> String {
    let plain = String(String.UnicodeScalarView(catalog.unicodeScalars.filter { $0 != "⟦" && $0 != "⟧" }))
    return plain.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      "    " + (line.count > 110 ? line.prefix(50) + " … " + line.suffix(50) : line) + "\n"
    }.joined()
  }

  /// Paragraphs of lines of at most 100 characters.
  private static func wrapped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { paragraph in
      var lines: [String] = [""]
      for word in paragraph.split(separator: " ") {
        let line = lines[lines.count - 1]
        if !line.isEmpty, line.count + word.count + 1 > 100 {
          lines.append(String(word))
        } else {
          lines[lines.count - 1] = line.isEmpty ? String(word) : "\(line) \(word)"
        }
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

extension String {
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }

  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
