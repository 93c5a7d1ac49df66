/// The candidate that a misspelt word most likely stands for; nil where none is near.
///
/// Near means: the same but for case, `-` and `_`, or at most a third of the letters changed, added, left out or swapped with
/// their neighbour. Among equals the first candidate wins, so that the answer does not depend on chance.
package func nearest<Candidates: Sequence>(to word: String, among candidates: Candidates) -> String?
where Candidates.Element == String {
  let wanted = folded(word)
  guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
  let limit = max(1, wanted.count / 3)
  var best: (word: String, distance: Int)?
  for candidate in candidates where !candidate.utf8.elementsEqual(word.utf8) {
    let letters = folded(candidate)
    // The lengths alone tell most candidates apart, which keeps a catalog of many thousand ids cheap.
    guard !letters.isEmpty, abs(letters.count - wanted.count) < best?.distance ?? (limit + 1) else { continue }
    let distance = editDistance(wanted, letters)
    if distance < best?.distance ?? (limit + 1) { best = (candidate, distance) }
    if distance == 0 { break }
  }
  return best?.word
}

private func folded(_ word: String) -> [Unicode.Scalar] {
  word.unicodeScalars.compactMap { scalar in
    switch scalar {
    case "-", "_", " ": nil
    case "A"..."Z": Unicode.Scalar(scalar.value + 32)
    default: scalar
    }
  }
}

/// Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1] + [Int](repeating: 0, count: right.count)
    for j in right.indices {
      let substitution = last[j] + (left[i] == right[j] ? 0 : 1)
      row[j + 1] = min(substitution, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
      }
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}

/// A word of the catalog for use in a message: in single quotes, with control characters escaped, shortened where it is long.
/// Of a secret only the beginning is shown.
package func quoted(_ word: String) -> String {
  let limit = 60
  let scalars = redacted(word).unicodeScalars
  let shown = scalars.prefix(limit).map(escaped).joined()
  return "'" + shown + (scalars.count > limit ? "…" : "") + "'"
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
