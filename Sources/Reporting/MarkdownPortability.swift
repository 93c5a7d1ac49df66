import Diagnostics
import Portability

extension PortabilityFormat {
  /// For a pull request or a wiki. Text from a catalog never becomes a link, a mention, a tag or a heading.
  static func writeMarkdown(_ portability: Portability) -> String {
    let lines = LineTable(portability.source)
    var text = "## Portability of \(ChangeFormat.code(portability.source.name))\n\n"
    text += "| | \(portability.providers.map(\.title).joined(separator: " | ")) |\n"
    text += "|---|\(portability.providers.map { _ in "---|" }.joined())\n"
    for row in portability.rows {
      let entry = portability.entries[row.entry]
      let label =
        row.price.map { "\(ChangeFormat.markdown(entry.id)), price \(ChangeFormat.markdown(entry.prices[$0]))" }
        ?? "\(entry.kind.rawValue) **\(ChangeFormat.markdown(entry.id))**"
      text += "| \(label) | \(row.answers.map(\.word).joined(separator: " | ")) |\n"
    }
    text += "\n\(Portability.Answer.legend).\n"
    for provider in portability.providers { text += section(provider, portability, lines) }
    return text
  }

  private static func section(_ provider: ProviderPortability, _ portability: Portability, _ lines: LineTable) -> String {
    var text = "\n### \(provider.title): \(provider.summary)\n"
    let remarks =
      provider.remarks.map(ChangeFormat.markdown)
      + provider.assumptions.map { ChangeFormat.markdown($0.text(separator: "; ")) }
    let findings = provider.shown.map { diagnostic, remedy in
      let line = lines.position(at: diagnostic.range.start).line
      let advice =
        remedy.map { " *Change:* \(ChangeFormat.markdown($0.message))." }
        ?? diagnostic.help.map { " *Help:* \(ChangeFormat.markdown($0))." } ?? ""
      return "**\(diagnostic.severity.rawValue)** \(ChangeFormat.code(diagnostic.path)) (line \(line)): "
        + "\(ChangeFormat.markdown(diagnostic.message)).\(advice)"
    }
    if !(remarks + findings).isEmpty { text += "\n" + (remarks + findings).map { "- \($0)\n" }.joined() }
    guard let change = provider.change else { return text }
    let patch = portability.patch(change.bytes)
    let fence = fence(around: patch)
    return text + "\n\(change.summary):\n\n\(fence)diff\n\(patch)\(fence)\n"
  }

  /// More backticks than the text has in a row, and at least three.
  private static func fence(around text: String) -> String {
    var (longest, length) = (2, 0)
    for byte in text.utf8 {
      length = byte == UInt8(ascii: "`") ? length + 1 : 0
      longest = max(longest, length)
    }
    return String(repeating: "`", count: longest + 1)
  }
}
