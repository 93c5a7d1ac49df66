import Diagnostics

/// Escapes text from a catalog for a page: puts it on one line, and escapes control characters, bidirectional overrides and
/// noncharacters.
enum PricingText {
  private static func scalars(_ text: String) -> [String] {
    text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: " "
      // Not allowed in XML.
      case 0xFDD0...0xFDEF: "\u{FFFD}"
      case let value where value & 0xFFFE == 0xFFFE: "\u{FFFD}"
      default: escaped(scalar)
      }
    }
  }

  static func html(_ text: String) -> String {
    scalars(text).map { piece in
      switch piece {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: piece
      }
    }.joined()
  }

  /// Escapes text for a Markdown table, in which no list, heading or rule can begin: only characters that are special within a
  /// line are escaped. `@` and a colon before a slash would otherwise create links.
  static func markdown(_ text: String) -> String {
    let pieces = scalars(text)
    return pieces.indices.map { index in
      switch pieces[index] {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "&", "$", "@": "\\" + pieces[index]
      case ":" where index + 1 < pieces.count && pieces[index + 1] == "/": "\\:"
      // `escaped` writes a scalar with a backslash.
      case let piece where piece.hasPrefix("\\"): "\\" + piece
      case let piece: piece
      }
    }.joined()
  }

  /// A Markdown code span. In a table, `|` must be escaped even there.
  static func code(_ text: String) -> String {
    let plain = scalars(text).map { $0 == "|" ? "\\|" : $0 }.joined()
    var run = 0
    var longest = 0
    for byte in plain.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = plain.hasPrefix("`") || plain.hasSuffix("`") ? " " : ""
    return fence + pad + plain + pad + fence
  }
}
