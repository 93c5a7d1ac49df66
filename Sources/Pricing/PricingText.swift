import Diagnostics

/// Texts of a catalog made harmless for a page: in one line, and what steers a terminal, turns the direction of text, or is
/// no character at all is spelled out.
enum PricingText {
  private static func scalars(_ text: String) -> [String] {
    text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: " "
      // No XML may hold these.
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

  /// Plain text in a table of Markdown: there no list, heading or rule begins, and only what is special inside of a line is
  /// escaped. A colon in front of a slash, and `@`, would make links that nobody wrote.
  static func markdown(_ text: String) -> String {
    let pieces = scalars(text)
    return pieces.indices.map { index in
      switch pieces[index] {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "~", "&", "$", "@": "\\" + pieces[index]
      case ":" where index + 1 < pieces.count && pieces[index + 1] == "/": "\\:"
      // `escaped` spells a scalar with a backslash of its own.
      case let piece where piece.hasPrefix("\\"): "\\" + piece
      case let piece: piece
      }
    }.joined()
  }

  /// A code span in Markdown; a table takes `|` for its own also there.
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
