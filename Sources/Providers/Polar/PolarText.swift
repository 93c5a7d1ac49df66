import Diagnostics
import Foundations
import Syntax

/// Texts and ids as Polar takes them.
enum PolarText {
  /// Without white space around it, as Polar keeps names.
  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// As many characters (Unicode scalars) of the beginning, without white space after them.
  static func cut(_ text: String, to length: Int) -> String {
    trimmed(String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))))
  }

  /// Whether a name has as many characters as Polar asks for; a finding where it has fewer.
  ///
  /// - Parameter consequence: for the user, where it has fewer: `the meter is skipped`.
  static func isName(
    _ name: String, _ limits: TextLimits, orElse consequence: String, at place: Place, _ findings: inout Findings
  ) -> Bool {
    if name.unicodeScalars.count >= limits.shortestName { return true }
    findings.report(
      .nameTooShort, "the name \(quoted(name)) is too short for Polar; \(consequence)", at: place,
      help: "write a name of at least \(limits.shortestName) characters")
    return false
  }

  /// Stands for a longer text.
  static func digest(_ text: String) -> String {
    "sha256-" + SHA256.hash(text.utf8).prefix(8).map { hexadecimal($0) }.joined()
  }

  /// A UUID of version 4, as all ids at Polar are (Polar's OpenAPI description 2026-04, `format: uuid4`).
  static func isUUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } }
      && parts[2].hasPrefix("4") && "89abAB".utf8.contains { $0 == parts[3].utf8.first }
  }
}
