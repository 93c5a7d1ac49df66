/// The bytes of one catalog, or of a piece of another input, and the name under which diagnostics speak of it.
///
/// A class, so that it is passed on without a copy of all that it holds.
package final class SourceText: Sendable {
  /// A path as the user wrote it, or `<stdin>`.
  package let name: String
  package let bytes: [UInt8]
  /// Where the text begins in a longer one: how many lines and bytes stand in front of it.
  package let start: (lines: Int, bytes: Int)
  /// True where no report may show the text itself.
  package let isConfidential: Bool

  package init(name: String, bytes: [UInt8], start: (lines: Int, bytes: Int) = (0, 0), isConfidential: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.start = start
    self.isConfidential = isConfidential
  }

  /// How many bytes a UTF-8 byte-order mark takes at the start: 3 or 0.
  package var byteOrderMarkLength: Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}

/// A half-open range of byte offsets.
package struct ByteRange: Hashable, Sendable {
  package let start: Int
  package let end: Int

  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = max(start, end)
  }
}

/// A place in a text as people count.
package struct Position: Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// From 1, in Unicode scalars. A byte-order mark is not counted.
  package let column: Int
  /// From 0, in bytes.
  package let offset: Int
}
