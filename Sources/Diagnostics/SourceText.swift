/// The bytes of a catalog or of a part of another input, and its name in diagnostics.
///
/// A class, so that passing it around does not copy its fields.
package final class SourceText: Sendable {
  /// The path as given by the user, or `<stdin>`.
  package let name: String
  package let bytes: [UInt8]
  /// If this is a part of a longer text: the number of lines and bytes before it.
  package let start: (lines: Int, bytes: Int)
  /// True if reports must not show the text.
  package let isConfidential: Bool

  package init(name: String, bytes: [UInt8], start: (lines: Int, bytes: Int) = (0, 0), isConfidential: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.start = start
    self.isConfidential = isConfidential
  }

  /// The length of the UTF-8 byte-order mark at the start: 3 or 0.
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

/// A position in a text, for people.
package struct Position: Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// From 1, in Unicode scalars, not counting a byte-order mark.
  package let column: Int
  /// From 0, in bytes.
  package let offset: Int
}
