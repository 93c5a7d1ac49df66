import Accounts
import Customers
import Diagnostics
import Providers

/// What there is to say about rules, made from their declarations.
package enum RuleText {
  static func explanation(of rule: Rule) -> String {
    var text = "\(rule.name) (\(rule.severity.rawValue))\n\n\(rule.summary).\n\n\(wrapped(rule.explanation))\n"
    if let source = rule.source { text += "\n" + wrapped("Source: \(source).") + "\n" }
    if let title = rule.exampleFormat.title, let catalog = rule.exampleFormat.catalog {
      text += "\n\(title), for this catalog:\n\n\(example(catalog, .json))"
    }
    return text + "\nWrong:\n\n\(example(rule.wrong, rule.exampleFormat))"
      + "\nRight:\n\n\(example(rule.right, rule.exampleFormat))"
  }

  /// `docs/rules.md`.
  package static var reference: String {
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

  /// The text without marks, indented.
  private static func example(_ text: String, _ format: ExampleFormat) -> String {
    unmarked(text).split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      format == .swift ? [String(line)] : JSONLines.broken(String(line), width: 110)
    }.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
  }

  static func unmarked(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "⟦" && $0 != "⟧" }))
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
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
