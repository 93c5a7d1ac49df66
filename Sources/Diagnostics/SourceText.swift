/// The bytes of one catalog, or of a piece of another input, and the name under which diagnostics speak of it.
package struct SourceText: Sendable {
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

/// Finds lines and columns. Made only when there is something to report: most catalogs have no diagnostics.
package struct LineTable: Sendable {
  private let source: SourceText
  /// The offset of the first byte of each line. LF, CRLF and CR end a line.
  private let starts: [Int]
  /// How many bytes in front of each block's start continue a scalar, so that a column far along a line, which may be a whole
  /// minified file, is told without counting the line.
  private let continuations: [Int]
  private static let blockLength = 1024

  package init(_ source: SourceText) {
    self.source = source
    let bytes = source.bytes
    var starts = [0]
    var continuations: [Int] = []
    var count = 0
    for (offset, byte) in bytes.enumerated() {
      if offset % Self.blockLength == 0 { continuations.append(count) }
      if byte & 0xC0 == 0x80 { count += 1 }
      switch byte {
      case UInt8(ascii: "\n"): starts.append(offset + 1)
      case UInt8(ascii: "\r") where offset + 1 == bytes.count || bytes[offset + 1] != UInt8(ascii: "\n"):
        starts.append(offset + 1)
      default: break
      }
    }
    self.starts = starts
    self.continuations = continuations
  }

  package func position(at offset: Int) -> Position {
    let offset = min(max(offset, 0), source.bytes.count)
    let index = index(ofLineAt: offset)
    let lineStart = index == 0 ? min(source.byteOrderMarkLength, offset) : starts[index]
    let column = offset - lineStart - (continuations(before: offset) - continuations(before: lineStart)) + 1
    return Position(line: source.start.lines + index + 1, column: column, offset: source.start.bytes + offset)
  }

  /// The column from 1, in bytes; those of a byte-order mark are counted.
  package func byteColumn(at offset: Int) -> Int {
    let offset = min(max(offset, 0), source.bytes.count)
    return offset - starts[index(ofLineAt: offset)] + 1
  }

  private func index(ofLineAt offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private func continuations(before offset: Int) -> Int {
    guard offset > 0 else { return 0 }
    let block = (offset - 1) / Self.blockLength
    return continuations[block] + source.bytes[block * Self.blockLength..<offset].count { $0 & 0xC0 == 0x80 }
  }

  /// The bytes of a line, without its end and without a byte-order mark.
  package func text(ofLine line: Int) -> ArraySlice<UInt8> {
    let line = line - source.start.lines
    let start = line == 1 ? source.byteOrderMarkLength : starts[line - 1]
    var end = line < starts.count ? starts[line] : source.bytes.count
    while end > start, source.bytes[end - 1] == UInt8(ascii: "\n") || source.bytes[end - 1] == UInt8(ascii: "\r") {
      end -= 1
    }
    return source.bytes[start..<max(start, end)]
  }
}
