/// A change of the file that repairs what a diagnostic found.
package struct Fix: Hashable, Sendable {
  /// Whether a program may make the change without asking.
  package enum Applicability: String, Sendable {
    /// Hardly anything else can have been meant, and what is sold does not change without a word: the file was wrong before.
    case safe
    /// Likely what was meant, but somebody should look: a default takes the place of what is removed, an amount is read
    /// anew, or another word is as near.
    case unsafe
  }

  package struct Edit: Hashable, Sendable {
    /// The bytes that go; none where text is inserted.
    package let range: ByteRange
    /// What stands in their place.
    package let text: String

    package init(_ range: ByteRange, _ text: String) {
      self.range = range
      self.text = text
    }
  }

  /// What the change is, in the imperative: `write `month``.
  package let message: String
  package let applicability: Applicability
  /// At least one, in the order of the file; they do not overlap.
  package let edits: [Edit]

  /// Nil where there is no edit, or two of them overlap.
  package init?(_ message: String, _ applicability: Applicability, _ edits: [Edit]) {
    let edits = edits.sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
    guard !edits.isEmpty, zip(edits, edits.dropFirst()).allSatisfy({ $0.range.end <= $1.range.start }) else { return nil }
    self.message = message
    self.applicability = applicability
    self.edits = edits
  }

  /// All that the edits touch, and what stands between them.
  package var range: ByteRange {
    ByteRange(edits.first?.range.start ?? 0, edits.last?.range.end ?? 0)
  }

  /// The change as one edit: what stands between the edits is written again.
  package func merged(in bytes: [UInt8]) -> Edit {
    if edits.count == 1 { return edits[0] }
    return Edit(range, String(decoding: rewritten(bytes, edits, in: range), as: UTF8.self))
  }
}

extension Sequence<Fix> {
  /// The bytes with the fixes made, and how many were: of two that overlap or touch only the one that stands first. What
  /// was left out is found again in the bytes that this gives.
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

/// A part of the bytes with the edits made, which stand in their order.
private func rewritten(_ bytes: [UInt8], _ edits: [Fix.Edit], in range: ByteRange) -> [UInt8] {
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
