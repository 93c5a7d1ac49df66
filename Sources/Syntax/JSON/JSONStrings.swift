import Diagnostics

/// Strings and their escapes.
extension JSONReader {
  /// Reads on from the first byte that is not plain.
  ///
  /// - Parameter start: where the opening quote stands.
  @discardableResult
  @inline(never)
  mutating func readString(from start: Int) throws(SyntaxError) -> NodeID {
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return addString(from: start, to: position)
      case UInt8(ascii: "\\"):
        return try readEscapedString(from: start)
      case 0..<0x20:
        throw controlCharacter(in: start)
      case 0x80...:
        position += try scalarLength()
      default:
        position = plainTextEnd(from: position + 1)
      }
    }
    throw unterminated(from: start)
  }

  /// Where something other than plain text begins: a quote, a backslash, a control character, what is not ASCII, or the last
  /// bytes of the file, as the text is looked at eight bytes at a time.
  @inline(__always)
  func plainTextEnd(from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = ones * 0x22
    let backslashes = ones * 0x5C
    let spaces = ones * 0x20
    let highestBits = ones << 7
    var offset = start
    while let word = word(at: offset) {
      // The highest bit of a byte is set where it is a quote, a backslash, below a space, or beyond ASCII; of bytes behind
      // the first such it says nothing.
      let special = ((word ^ quotes) &- ones) | ((word ^ backslashes) &- ones) | (word &- spaces) | word
      let found = special & highestBits
      if found != 0 { return offset &+ found.trailingZeroBitCount >> 3 }
      offset &+= 8
    }
    return offset
  }

  /// Reads on from the first backslash of a string, collecting what it stands for.
  private mutating func readEscapedString(from start: Int) throws(SyntaxError) -> NodeID {
    var content = Array(bytes[start + 1..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return builder.add(.string, from: start, to: position, spelled: String(decoding: content, as: UTF8.self))
      case UInt8(ascii: "\\"):
        content.append(contentsOf: String(try readEscape()).utf8)
      case 0..<0x20:
        throw controlCharacter(in: start)
      case 0x80...:
        let length = try scalarLength()
        content.append(contentsOf: bytes[position..<position + length])
        position += length
      default:
        content.append(byte)
        position += 1
      }
    }
    throw unterminated(from: start)
  }

  private mutating func readEscape() throws(SyntaxError) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = peek else { throw unexpected("an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try readHexadecimal()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // A surrogate: the first half of a pair must be followed by the second.
      if unit < 0xDC00, peek == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") {
        let secondStart = position
        position += 2
        let second = try readHexadecimal()
        if (0xDC00...0xDFFF).contains(second),
          let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00))
        {
          return scalar
        }
        position = secondStart
      }
      throw SyntaxError(
        .syntaxError, "a lone surrogate is not a character", ByteRange(start, start + 6),
        help: "characters beyond U+FFFF take two escapes: \\uD83D\\uDE00")
    default:
      position = start + 1
      throw unexpected("one of \" \\ / b f n r t u behind the backslash")
    }
  }

  private mutating func readHexadecimal() throws(SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = hexadecimalValue(byte) else {
        throw unexpected("four hexadecimal digits behind \\u")
      }
      value = value << 4 | digit
      position += 1
    }
    return value
  }

  private func hexadecimalValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The length of the scalar beyond ASCII that stands here.
  private func scalarLength() throws(SyntaxError) -> Int {
    guard let length = validScalarLength(in: bytes, at: position) else { throw invalidUTF8() }
    return length
  }
}
