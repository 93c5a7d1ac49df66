/// A word of the catalog for use in a message: in backticks, with control characters escaped, shortened where it is long.
/// Of a secret only the beginning is shown.
package func quoted(_ word: String) -> String {
  let limit = 60
  // What is far behind the shown part is not even looked at: a text may have a hundred million letters.
  let isCut = word.utf8.count > 64 * limit
  let scalars = Secret.redacted(isCut ? String(word.unicodeScalars.prefix(16 * limit)) : word).unicodeScalars
  let shown = scalars.prefix(limit).map(escaped).joined()
  return "`" + shown + (scalars.count > limit || (isCut && scalars.last != "…") ? "…" : "") + "`"
}

/// A scalar as it may be printed: what steers a terminal or turns the direction of text is spelled out.
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

/// Words as people list them: `a, b and c`; only the first few where there are many.
package func list(_ words: [String], and conjunction: String = "and", limit: Int = 8) -> String {
  if words.count > limit {
    return words.prefix(limit).joined(separator: ", ") + " \(conjunction) \(words.count - limit) more"
  }
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
