/// Quotes a string from the catalog for a message: in backticks, or in other quotes if it contains a backtick, with control
/// characters escaped, truncated if it is long. Only the beginning of a secret is shown.
package func quoted(_ word: String) -> String {
  let limit = 60
  // A string can have a hundred million characters, so do not read far beyond the part that is shown.
  let isCut = word.utf8.count > 64 * limit
  let scalars = Secret.redacted(isCut ? String(word.unicodeScalars.prefix(16 * limit)) : word).unicodeScalars
  let shown = scalars.prefix(limit).map(escaped).joined()
  let quote = (["`", "\"", "'"] as [Unicode.Scalar]).first { !shown.unicodeScalars.contains($0) } ?? "`"
  return "\(quote)\(shown)\(scalars.count > limit || (isCut && scalars.last != "…") ? "…" : "")\(quote)"
}

/// A scalar that is safe to print. Those that control a terminal or change the direction of text are escaped.
package func escaped(_ scalar: Unicode.Scalar) -> String {
  switch scalar.value {
  case 0x0A: "\\n"
  case 0x0D: "\\r"
  case 0x09: "\\t"
  case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
    0xE0000...0xE007F:
    "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  default: String(scalar)
  }
}

/// Joins words for a sentence: `a, b and c`. Words beyond the limit are only counted.
package func list(_ words: [String], and conjunction: String = "and", limit: Int = 8) -> String {
  if words.count > limit {
    return words.prefix(limit).joined(separator: ", ") + " \(conjunction) \(words.count - limit) more"
  }
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
