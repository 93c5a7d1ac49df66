/// The most likely correction of a misspelled word.
package struct Suggestion: Sendable {
  package let word: String
  /// True if the correction is almost certain: the words differ only in case, `-` and `_`, or the word has at least four
  /// letters, the same digits and at most two edits; and no other candidate is equally close.
  package let isCertain: Bool

  package init(word: String, isCertain: Bool) {
    self.word = word
    self.isCertain = isCertain
  }
}

/// The candidate that is closest to a misspelled word; nil if none is close.
///
/// A candidate is close if it differs only in case, `-` and `_`, or if at most a third of the letters are changed, added,
/// removed or swapped with a neighbor. The first of several equally close candidates is chosen.
package func bestMatch<Candidates: Sequence>(for word: String, among candidates: Candidates) -> String?
where Candidates.Element == String {
  bestSuggestion(for: word, among: candidates)?.word
}

/// The closest candidate, and whether it is certain. Very long words have no close candidate.
package func bestSuggestion<Candidates: Sequence>(for word: String, among candidates: Candidates) -> Suggestion?
where Candidates.Element == String {
  guard word.utf8.count <= longestWord else { return nil }
  var wanted: [Unicode.Scalar] = []
  fold(word, into: &wanted)
  guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
  let limit = max(1, wanted.count / 3)
  var best: (word: String, hasSameDigits: Bool, distance: Int)?
  var isTied = false
  // Both are reused for all candidates: a catalog may have many thousands of ids.
  var letters: [Unicode.Scalar] = []
  var rows = EditDistance()
  for candidate in candidates where !candidate.utf8.elementsEqual(word.utf8) {
    // Most candidates can be rejected by their length.
    let length = candidate.utf8.count
    guard length >= wanted.count - limit, length <= longestWord else { continue }
    fold(candidate, into: &letters)
    let allowed = best?.distance ?? limit
    guard !letters.isEmpty, abs(letters.count - wanted.count) <= allowed else { continue }
    let distance = letters == wanted ? 0 : allowed == 0 ? 1 : rows.distance(wanted, letters)
    if distance < best?.distance ?? (limit + 1) {
      best = (candidate, digits(wanted).elementsEqual(digits(letters)), distance)
      isTied = false
    } else if let best, distance == best.distance, !candidate.utf8.elementsEqual(best.word.utf8) {
      isTied = true
    }
  }
  return best.map { best in
    let isSlip = wanted.count >= 4 && best.distance <= 2 && best.hasSameDigits
    return Suggestion(word: best.word, isCertain: !isTied && (best.distance == 0 || isSlip))
  }
}

/// The longest word to compare, in bytes: 64 letters and the ignored characters between them.
private let longestWord = 512

/// Words with different digits are different names: `tier2` is not a typo for `tier1`.
private func digits(_ letters: [Unicode.Scalar]) -> some Sequence<Unicode.Scalar> {
  letters.lazy.filter { ("0"..."9").contains($0) }
}

/// The significant characters, in lower case.
private func fold(_ word: String, into letters: inout [Unicode.Scalar]) {
  letters.removeAll(keepingCapacity: true)
  for scalar in word.unicodeScalars {
    switch scalar {
    case "-", "_", " ": break
    case "A"..."Z": letters.append(Unicode.Scalar(UInt8(scalar.value) + 32))
    default: letters.append(scalar)
    }
  }
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbors.
private struct EditDistance {
  private var beforeLast: [Int] = []
  private var last: [Int] = []
  private var row: [Int] = []

  mutating func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    let width = right.count + 1
    if row.count < width {
      for _ in row.count..<width {
        beforeLast.append(0)
        last.append(0)
        row.append(0)
      }
    }
    for j in 0..<width { last[j] = j }
    for i in left.indices {
      row[0] = i + 1
      for j in right.indices {
        let substitution = last[j] + (left[i] == right[j] ? 0 : 1)
        row[j + 1] = min(substitution, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
        }
      }
      swap(&beforeLast, &last)
      swap(&last, &row)
    }
    return last[right.count]
  }
}
