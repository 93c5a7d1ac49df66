import CatalogDiff
import Diagnostics

extension ChangeFormat {
  /// A comment for a pull request. Text from a catalog never becomes a link, a mention, a tag or a heading.
  @Sendable static func writeMarkdown(_ report: ChangeReport) -> String {
    var text = "## Catalog changes\n\n\(code(report.old.name)) → \(code(report.new.name)): **\(report.summary)**\n"
    for (changeClass, differences) in report.groups {
      text += "\n### \(changeClass.rawValue): \(changeClass.meaning)\n\n"
      for difference in differences {
        let classes = difference.furtherClasses
        text +=
          "- \(code(difference.location?.path ?? "")): \(markdown(difference.message))"
          + (classes.isEmpty ? "" : " *(\(classes))*")
          + (difference.acceptance.map { " **accepted**: \(markdown($0.reason))" } ?? "") + "\n"
      }
    }
    guard let invoices = report.invoices else { return text }
    text += "\n### Invoices\n\n| scenario | | old | new | change |\n|---|---|---:|---:|---:|\n"
    for invoice in invoices { text += "| \(invoice.cells.map(markdown).joined(separator: " | ")) |\n" }
    return text
  }

  /// A code span, fenced by more backticks than the text contains in a row.
  static func code(_ text: String) -> String {
    let text = printable(text)
    var (longest, length) = (0, 0)
    for byte in text.utf8 {
      length = byte == UInt8(ascii: "`") ? length + 1 : 0
      longest = max(longest, length)
    }
    let fence = String(repeating: "`", count: longest + 1)
    // Markdown removes one space at both ends.
    let isPadded = longest > 0 || text.isEmpty || (text.first == " " && text.last == " ")
    return isPadded ? "\(fence) \(text) \(fence)" : fence + text + fence
  }

  /// Escapes text. Code hosts search the rendered page for mentions, references and URLs, where escapes are already gone, so
  /// those are broken up by a zero-width space.
  static func markdown(_ text: String) -> String {
    var written = ""
    for scalar in printable(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "|", "~", "$", "!", "{", "}": written += "\\\(scalar)"
      case "&": written += "&amp;"
      case "<": written += "&lt;"
      case ">": written += "&gt;"
      case "@", "#": written += "\(scalar)&#8203;"
      case "/" where written.hasSuffix(":"): written += "&#8203;/"
      case "." where written.hasSuffix("www"), "." where written.hasSuffix("WWW"): written += "&#8203;."
      default: written.unicodeScalars.append(scalar)
      }
    }
    return written
  }
}
