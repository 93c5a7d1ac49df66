import Diagnostics

/// Strings and their escapes.
extension JSONReader {
  @discardableResult
  mutating func readString() throws(SyntaxError) -> NodeID {
    let start = position
    do throws(SyntaxError) {
      return try readString(from: start)
    } catch {
      throw skipString(from: start, error)
    }
  }

  @inline(__always)
  private mutating func readString(from start: Int) throws(SyntaxError) -> NodeID {
    position += 1
    skipPlainText()
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return addString(from: start, to: position)
      case UInt8(ascii: "\\"):
        return try readEscapedString(from: start)
      case 0..<0x20:
        throw controlCharacter(in: start)
      default:
        position += try scalarLength()
        skipPlainText()
      }
    }
    throw unterminated(from: start)
  }

  /// Skips ASCII characters other than quotes, backslashes and control characters.
  private mutating func skipPlainText() {
    var end = position
    loop: while end < bytes.count {
      switch bytes[end] {
      case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x80...: break loop
      default: end += 1
      }
    }
    position = end
  }

  /// Adds a string without escapes.
  private mutating func addString(from start: Int, to end: Int) -> NodeID {
    let id = builder.add(.string, from: start, to: end)
    // Every secret prefix has an underscore as its third or sixth character; few other strings do.
    if start + 7 > bytes.count || bytes[start + 3] == UInt8(ascii: "_") || bytes[start + 6] == UInt8(ascii: "_") {
      builder.suspect(id)
    }
    return id
  }

  /// Continues from the first backslash of a string, decoding its content.
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
      // The first surrogate of a pair must be followed by the second.
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
        .syntaxError, "unpaired surrogate escape", ByteRange(start, start + 6),
        help: "write two escapes for a character beyond U+FFFF, such as `\\uD83D\\uDE00`")
    default:
      position = start + 1
      throw unexpected("one of \" \\ / b f n r t u after the backslash")
    }
  }

  private mutating func readHexadecimal() throws(SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = hexadecimalValue(byte) else {
        throw unexpected("four hexadecimal digits after `\\u`")
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

  /// The length of the non-ASCII scalar at this position.
  private func scalarLength() throws(SyntaxError) -> Int {
    guard let length = validScalarLength(in: bytes, at: position) else { throw invalidUTF8() }
    return length
  }
}
