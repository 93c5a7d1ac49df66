import Diagnostics
import JSONText

/// What the characters of a position count.
package enum PositionEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
  case utf32 = "utf-32"

  /// The encoding for a client: bytes if it offers them, because nothing is converted then; otherwise UTF-16, which every client
  /// supports.
  init(offered: [JSON]) { self = offered.contains(.string(Self.utf8.rawValue)) ? .utf8 : .utf16 }

  /// The length of a scalar.
  fileprivate func width(of scalar: Unicode.Scalar) -> Int {
    switch self {
    case .utf8: UTF8.width(scalar)
    case .utf16: UTF16.width(scalar)
    case .utf32: 1
    }
  }
}

/// Converts between the positions of the protocol, which count lines and characters from 0, and offsets in bytes.
struct TextPositions: Sendable {
  private let bytes: [UInt8]
  private let lines: LineTable
  private let encoding: PositionEncoding

  init(_ source: SourceText, _ encoding: PositionEncoding) {
    bytes = source.bytes
    lines = LineTable(source)
    self.encoding = encoding
  }

  func position(at offset: Int) -> JSON {
    let offset = min(max(offset, 0), bytes.count)
    let start = offset - lines.byteColumn(at: offset) + 1
    let character =
      encoding == .utf8
      ? offset - start
      : String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars.reduce(0) { $0 + encoding.width(of: $1) }
    return ["line": .integer(Int64(lines.position(at: offset).line - 1)), "character": .integer(Int64(character))]
  }

  func range(_ range: ByteRange) -> JSON { ["start": position(at: range.start), "end": position(at: range.end)] }

  /// The offset of a position. One beyond the end of its line is the end of the line, and one beyond the last line is the end of
  /// the text, as the protocol demands; one within a scalar is the start of the scalar.
  func offset(of position: JSON?) throws(ResponseError) -> Int {
    guard let line = position?["line"]?.int, let character = position?["character"]?.int, line >= 0, character >= 0 else {
      throw ResponseError(.invalidParams, "a position must have a `line` and a `character`")
    }
    // No text has more lines than bytes.
    if line > bytes.count { return bytes.count }
    let start = lines.start(ofLine: line)
    var end = lines.start(ofLine: line + 1)
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    var offset = start
    var rest = character
    for scalar in String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars {
      let width = encoding.width(of: scalar)
      if rest < width { break }
      rest -= width
      offset += UTF8.width(scalar)
    }
    return offset
  }

  func range(of range: JSON?) throws(ResponseError) -> ByteRange {
    let (start, end) = (try offset(of: range?["start"]), try offset(of: range?["end"]))
    return ByteRange(min(start, end), max(start, end))
  }
}
