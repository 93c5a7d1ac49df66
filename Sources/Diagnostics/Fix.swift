/// A change to the file that fixes a diagnostic.
package struct Fix: Hashable, Sendable {
  /// Whether the fix may be applied without review.
  package enum Applicability: String, Sendable {
    /// The intent is almost certain, and a valid catalog never changes its meaning: the file had an error before.
    case safe
    /// Probably what was intended, but needs review: a removed value is replaced by a default, an amount is reinterpreted,
    /// or another word is equally close.
    case unsafe
  }

  package struct Edit: Hashable, Sendable {
    /// The bytes to replace; empty for an insertion.
    package let range: ByteRange
    /// The replacement.
    package let text: String

    package init(_ range: ByteRange, _ text: String) {
      self.range = range
      self.text = text
    }
  }

  /// Describes the change in the imperative: ``write `month` ``.
  package let message: String
  package let applicability: Applicability
  /// At least one edit, in the order of the file, without overlaps.
  package let edits: [Edit]

  /// Nil if there are no edits, or if two of them overlap.
  package init?(_ message: String, _ applicability: Applicability, _ edits: [Edit]) {
    let edits = edits.sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
    guard !edits.isEmpty, zip(edits, edits.dropFirst()).allSatisfy({ $0.range.end <= $1.range.start }) else { return nil }
    self.message = message
    self.applicability = applicability
    self.edits = edits
  }

  /// The range from the first edit to the last.
  package var range: ByteRange {
    ByteRange(edits.first?.range.start ?? 0, edits.last?.range.end ?? 0)
  }

  /// The fix as a single edit, which repeats the text between its edits.
  package func merged(in bytes: [UInt8]) -> Edit {
    if edits.count == 1 { return edits[0] }
    return Edit(range, String(decoding: rewritten(bytes, edits, in: range), as: UTF8.self))
  }
}

extension Sequence<Fix> {
  /// Applies the fixes and counts them. If two of them overlap or touch, only the first is applied; the other one is found
  /// again when the result is checked.
  package func applied(to bytes: [UInt8]) -> (bytes: [UInt8], count: Int) {
    var edits: [Fix.Edit] = []
    var count = 0
    var end = -1
    for fix in sorted(by: { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }) where fix.range.start > end {
      edits += fix.edits
      end = fix.range.end
      count += 1
    }
    return (rewritten(bytes, edits, in: ByteRange(0, bytes.count)), count)
  }
}

/// A part of the bytes with the edits applied, which must be in order.
func rewritten(_ bytes: [UInt8], _ edits: [Fix.Edit], in range: ByteRange) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(range.end - range.start)
  var copied = range.start
  for edit in edits {
    result += bytes[copied..<edit.range.start]
    result += edit.text.utf8
    copied = edit.range.end
  }
  return result + bytes[copied..<range.end]
}
