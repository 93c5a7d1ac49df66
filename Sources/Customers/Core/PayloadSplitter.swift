/// Splits a stream into payloads as it arrives: one per line, or, if the first line opens an object that it does not close, as
/// consecutive values that may span several lines.
package struct PayloadSplitter: Sendable {
  /// The longest payload in bytes.
  package static let limit = 16 << 20

  package struct Record: Sendable {
    /// Empty if the payload is too long.
    package let bytes: [UInt8]
    /// The number of lines and bytes before it.
    package let start: (lines: Int, bytes: Int)
    package let isTooLong: Bool
  }

  private enum Mode { case undecided, lines, values }

  /// The bytes that were received but not yet returned, starting with the next payload.
  private var buffer: [UInt8] = []
  private var position: (lines: Int, bytes: Int) = (0, 0)
  private var mode = Mode.undecided
  private var scan = Scan()
  /// True while the rest of an overlong line is discarded.
  private var isSkipping = false
  private let limit: Int

  package init(limit: Int = PayloadSplitter.limit) { self.limit = limit }

  package mutating func append(_ bytes: [UInt8]) { buffer += bytes }

  /// The complete payloads; at the end of the stream also the remainder.
  package mutating func take(atEnd: Bool) -> [Record] {
    var records: [Record] = []
    var start = 0
    while let end = next(from: start, atEnd: atEnd) {
      let piece = buffer[start..<end]
      if isSkipping {
        isSkipping = false
        advance(over: piece)
      } else if piece.allSatisfy(Self.isSpace) {
        advance(over: piece)
      } else {
        // Empty lines are dropped, but not the space before the payload: columns count from the start of the line.
        let space = piece.prefix { Self.isSpace($0) }
        let begin = space.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? start
        advance(over: buffer[start..<begin])
        records.append(record(buffer[begin..<end]))
        advance(over: buffer[begin..<end])
      }
      start = end
      scan = Scan()
    }
    if start > 0 { buffer.removeFirst(start) }
    if buffer.count > limit, mode != .undecided || !buffer.contains(UInt8(ascii: "\n")) {
      if !isSkipping { records.append(Record(bytes: [], start: position, isTooLong: true)) }
      isSkipping = true
      advance(over: buffer[...])
      buffer = []
      scan = Scan()
    }
    return records
  }

  private func record(_ bytes: ArraySlice<UInt8>) -> Record {
    let isTooLong = bytes.count > limit
    let end = bytes.lastIndex { !Self.isSpace($0) }.map { $0 + 1 } ?? bytes.startIndex
    return Record(bytes: isTooLong ? [] : Array(bytes[..<end]), start: position, isTooLong: isTooLong)
  }

  private mutating func advance(over bytes: ArraySlice<UInt8>) {
    position.bytes += bytes.count
    for byte in bytes where byte == UInt8(ascii: "\n") { position.lines += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

  // MARK: Finding the end

  /// The state of the scan for the end of a payload.
  private struct Scan {
    var offset = 0
    var depth = 0
    var isInString = false
    var isEscaped = false
    var hasBegun = false

    /// True after the bracket that closes the value.
    mutating func read(_ byte: UInt8) -> Bool {
      offset += 1
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        return false
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        return depth <= 0
      default: break
      }
      return false
    }
  }

  /// The end of the payload at `start`: after its line, or after its closing bracket.
  private mutating func next(from start: Int, atEnd: Bool) -> Int? {
    if mode == .undecided { decide(from: start, atEnd: atEnd) }
    if mode == .undecided { return nil }
    while start + scan.offset < buffer.count {
      let byte = buffer[start + scan.offset]
      if isSkipping || mode == .lines || (scan.hasBegun && scan.depth == 0) {
        scan.offset += 1
        if byte == UInt8(ascii: "\n") { return start + scan.offset }
      } else {
        let isClosed = scan.read(byte)
        if isClosed { return start + scan.offset }
        // Anything other than an object or array ends with its line.
        if !Self.isSpace(byte) { scan.hasBegun = true }
      }
    }
    return atEnd && start < buffer.count ? buffer.count : nil
  }

  /// The first line that is not empty determines the mode.
  private mutating func decide(from start: Int, atEnd: Bool) {
    guard let begin = buffer[start...].firstIndex(where: { !Self.isSpace($0) }) else { return }
    let end = buffer[begin...].firstIndex(of: UInt8(ascii: "\n"))
    guard let end = end ?? (atEnd || buffer.count - begin > limit ? buffer.count : nil) else { return }
    var scan = Scan()
    for byte in buffer[begin..<end] { _ = scan.read(byte) }
    let last = buffer[begin..<end].last { !Self.isSpace($0) } ?? 0
    // A truncated line may end anywhere; it must not swallow the lines after it.
    let isOpen = scan.depth > 0 && !scan.isInString && "{[,:".utf8.contains(last)
    mode = isOpen ? .values : .lines
  }
}
