import Diagnostics
import Foundations
import Syntax

/// Text and ids in the form that Polar accepts.
enum PolarText {
  /// Trims white space, as Polar does with names.
  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Truncates the text to a number of Unicode scalars, without trailing white space.
  static func cut(_ text: String, to length: Int) -> String {
    trimmed(String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))))
  }

  /// Whether a name is long enough for Polar. Reports if it is not.
  ///
  /// - Parameter consequence: of a name that is too short, such as `the meter is skipped`.
  static func isName(
    _ name: String, _ limits: TextLimits, orElse consequence: String, at place: Place, _ findings: inout Findings
  ) -> Bool {
    if name.unicodeScalars.count >= limits.shortestName { return true }
    findings.report(
      .nameTooShort, "name \(quoted(name)) is too short for Polar; \(consequence)", at: place,
      help: "use at least \(limits.shortestName) characters")
    return false
  }

  /// A hash that represents a longer text.
  static func digest(_ text: String) -> String {
    "sha256-" + SHA256.hash(text.utf8).prefix(8).map { hexadecimal($0) }.joined()
  }

  /// Whether the text is a version 4 UUID, as all Polar ids are (Polar's OpenAPI description 2026-04, `format: uuid4`).
  static func isUUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit } }
      && parts[2].hasPrefix("4") && "89abAB".utf8.contains { $0 == parts[3].utf8.first }
  }
}
