import Accounts
import CatalogReading
import Diagnostics
import Fuzzing
import Providers
import TestSupport
import Testing

/// A catalog without errors gets one wherever it is damaged: the reader finds the next member, and no finding is a consequence.
@Suite struct RecoveryTests {
  private static let catalogs = ["docs/example", "catalogs/ai-saas", "catalogs/currencies", "catalogs/india"]

  /// A way to damage the text at a token.
  enum Damage: String, CaseIterable {
    case wordForValue, badNumber, wordBefore, wordAfter, deleteComma, doubleComma, deleteColon, equalsForColon, singleQuotes
    case barrenKey, unquotedKey, deleteValue, openString, deleteClosing, addClosing, deleteOpening, badEscape
  }

  @Test(arguments: catalogs, Damage.allCases) func `one damage is one error`(name: String, damage: Damage) throws {
    let text = Array(try Repository.text("\(name).json").utf8)
    let outline = Outline(text)
    var count = 0
    for (index, token) in outline.tokens.enumerated() {
      // The larger catalogs are sampled.
      guard name == "docs/example" || index % 3 == Damage.allCases.firstIndex(of: damage).map({ $0 % 3 }) else { continue }
      guard let change = change(damage, token, outline) else { continue }
      count += 1
      let damaged = Array(text[..<change.range.lowerBound]) + Array(change.text.utf8) + text[change.range.upperBound...]
      let source = SourceText(name: "catalog.json", bytes: damaged)
      let compilation = Compilation(source, providers: .named([]))
      let place = String(
        decoding: damaged[max(0, change.range.lowerBound - 60)..<min(damaged.count, change.range.lowerBound + 60)], as: UTF8.self)
      #expect(
        compilation.diagnostics.map(\.rule) == ["syntax-error"],
        "\(damage) at \(change.range.lowerBound): \(compilation.diagnostics.map { "\($0.path): \($0.message)" })\n\(place)")
    }
    #expect(count > 0)
  }

  private func change(
    _ damage: Damage, _ token: Outline.Token, _ outline: Outline
  ) -> (range: Range<Int>, text: String)? {
    let text = String(decoding: outline.text(token.range), as: UTF8.self)
    let isKey = outline.members.contains { $0.key == token.range }
    let isScalar = token.kind != .sign && !isKey
    let member = outline.members.first { $0.value == token.range }
    switch damage {
    case .wordForValue: return isScalar ? (token.range, "USD") : nil
    case .badNumber: return isScalar ? (token.range, ["01", ".5", "1_0", "NaN", "-", "1.", "0x1"][text.utf8.count % 7]) : nil
    case .wordBefore: return isKey ? (token.range, "what \(text)") : nil
    case .wordAfter: return isScalar ? (token.range, "\(text) what") : nil
    case .deleteComma: return text == "," ? (token.range, "") : nil
    case .doubleComma: return text == "," ? (token.range, ",,") : nil
    case .deleteColon: return text == ":" ? (token.range, " ") : nil
    case .equalsForColon: return text == ":" ? (token.range, " = ") : nil
    case .singleQuotes: return token.kind == .string ? (token.range, "'\(text.dropFirst().dropLast())'") : nil
    case .barrenKey: return member.map { ($0.key.upperBound..<$0.value.upperBound, "") }
    case .unquotedKey:
      let name = String(text.dropFirst().dropLast())
      return isKey && !name.contains(where: { ".:/ ,$".contains($0) }) && !name.isEmpty ? (token.range, name) : nil
    case .deleteValue: return isScalar && member != nil ? (token.range, "") : nil
    case .openString:
      // To the end of its line, a string without a quote may hide brackets.
      return token.kind == .string ? (token.range.upperBound - 1..<token.range.upperBound, "") : nil
    case .deleteClosing: return text == "}" || text == "]" ? (token.range, "") : nil
    case .addClosing: return text == "}" || text == "]" ? (token.range, "\(text)\(text)") : nil
    case .deleteOpening: return (text == "{" || text == "[") && token.range.lowerBound > 0 ? (token.range, "") : nil
    case .badEscape: return token.kind == .string ? (token.range, "\(text.dropLast())\\q\"") : nil
    }
  }
}
