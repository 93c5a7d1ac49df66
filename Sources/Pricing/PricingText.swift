import Diagnostics
import JSONText

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

  /// A link's destination in a Markdown table: percent-encodes what would end it.
  static func link(_ address: String) -> String {
    scalars(address).map { piece in
      switch piece {
      case "<": "%3C"
      case ">": "%3E"
      case "|": "%7C"
      case "\\": "%5C"
      case " ": "%20"
      default: piece
      }
    }.joined()
  }

  /// JSON for a `script` element: neither markup nor a character that is hidden or that XML forbids is left, and the values are
  /// the same.
  static func script(_ json: JSON) -> String {
    json.compact.unicodeScalars.map { scalar in
      let value = scalar.value
      let isForbidden = (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE
      let isPlain = escaped(scalar) == String(scalar) && !isForbidden
      return isPlain && scalar != "<" && scalar != ">" && scalar != "&" ? String(scalar) : unicodeEscapes(scalar)
    }.joined()
  }

  private static func unicodeEscapes(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
