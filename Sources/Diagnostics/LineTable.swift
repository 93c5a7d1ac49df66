/// Finds lines and columns. Created only when there is something to report, because most catalogs have no diagnostics.
///
/// It indexes the file by blocks and counts within a single block. So memory use does not depend on the number of lines, and
/// a position far along a line, which may be a whole minified file, does not require counting the entire line.
package struct LineTable: Sendable {
  private struct Block {
    /// The number of lines that end before the block.
    let lines: Int
    /// The start of the line that contains the start of the block.
    let lineStart: Int
    /// The number of UTF-8 continuation bytes before the block.
    let continuations: Int
  }

  private let source: SourceText
  private let bytes: [UInt8]
  private let blocks: [Block]
  private static let blockLength = 1024

  package init(_ source: SourceText) {
    self.source = source
    let bytes = source.bytes
    self.bytes = bytes
    var blocks: [Block] = []
    blocks.reserveCapacity(bytes.count / Self.blockLength + 1)
    var (lines, lineStart, continuations) = (0, 0, 0)
    var start = 0
    repeat {
      blocks.append(Block(lines: lines, lineStart: lineStart, continuations: continuations))
      let end = min(start + Self.blockLength, bytes.count)
      for offset in start..<end {
        let byte = bytes[offset]
        if byte & 0xC0 == 0x80 { continuations += 1 }
        if byte <= UInt8(ascii: "\r"), Self.endsLine(bytes, offset) {
          lines += 1
          lineStart = offset + 1
        }
      }
      start = end
    } while start < bytes.count
    self.blocks = blocks
  }

  /// Lines end with LF, CRLF or CR.
  private static func endsLine(_ bytes: [UInt8], _ offset: Int) -> Bool {
    switch bytes[offset] {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): offset + 1 == bytes.count || bytes[offset + 1] != UInt8(ascii: "\n")
    default: false
    }
  }

  package func position(at offset: Int) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = line(at: offset)
    let lineStart = line.index == 0 ? min(source.byteOrderMarkLength, offset) : line.start
    let column = offset - lineStart - (continuations(before: offset) - continuations(before: lineStart)) + 1
    return Position(line: source.start.lines + line.index + 1, column: column, offset: source.start.bytes + offset)
  }

  /// The column from 1, in bytes, including those of a byte-order mark.
  package func byteColumn(at offset: Int) -> Int {
    let offset = min(max(offset, 0), bytes.count)
    return offset - line(at: offset).start + 1
  }

  /// The line that contains an offset: its index from 0 and its start.
  private func line(at offset: Int) -> (index: Int, start: Int) {
    let block = min(offset / Self.blockLength, blocks.count - 1)
    var (index, start) = (blocks[block].lines, blocks[block].lineStart)
    for place in block * Self.blockLength..<offset where Self.endsLine(bytes, place) {
      index += 1
      start = place + 1
    }
    return (index, start)
  }

  private func continuations(before offset: Int) -> Int {
    guard offset > 0 else { return 0 }
    let block = (offset - 1) / Self.blockLength
    return blocks[block].continuations + bytes[block * Self.blockLength..<offset].count { $0 & 0xC0 == 0x80 }
  }

  /// The bytes of a line, without its line ending and without a byte-order mark.
  package func text(ofLine line: Int) -> ArraySlice<UInt8> {
    let index = line - source.start.lines - 1
    let start = index == 0 ? source.byteOrderMarkLength : self.start(ofLine: index)
    var end = self.start(ofLine: index + 1)
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") {
      end -= 1
    }
    return bytes[start..<max(start, end)]
  }

  /// The start of the line with the given index from 0; the end of the file if there are fewer lines.
  package func start(ofLine index: Int) -> Int {
    if index == 0 { return 0 }
    // The line begins in the last block before which fewer than `index` lines end.
    var (low, high) = (0, blocks.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].lines < index { low = middle } else { high = middle }
    }
    var lines = blocks[low].lines
    let start = low * Self.blockLength
    for offset in start..<min(start + Self.blockLength, bytes.count) where Self.endsLine(bytes, offset) {
      lines += 1
      if lines == index { return offset + 1 }
    }
    return bytes.count
  }
}
