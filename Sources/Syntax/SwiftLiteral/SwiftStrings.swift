import Diagnostics

/// Plain and raw strings, single-line and multi-line.
extension SwiftLexer {
  mutating func string(_ start: Int, hashes: Int) throws(SyntaxError) -> SwiftToken {
    if startsMultilineString(hashes) { return try multilineString(start, hashes) }
    position += 1
    let contentStart = position
    var content: [UInt8] = []
    var copied = contentStart
    while let byte = peek() {
      if byte == 0x0A || byte == 0x0D { break }
      if byte == UInt8(ascii: "\""), closes(hashes) {
        content += bytes[copied..<position]
        let isPlain = hashes == 0 && copied == contentStart
        position += 1 + hashes
        return SwiftToken(
          kind: .string(isPlain ? nil : String(decoding: content, as: UTF8.self)), start: start, end: position)
      }
      if byte == UInt8(ascii: "\\"), escapes(hashes) {
        content += bytes[copied..<position]
        content += String(try escape(hashes)).utf8
        copied = position
      } else {
        try skipContent()
      }
    }
    throw SyntaxError(
      .syntaxError, "unterminated string", ByteRange(start, position),
      help: "close it with `\"`, or use `\"\"\"` for a multi-line string")
  }

  /// True at `"""`, except in a raw string that is closed on the same line, such as `#"""#`, which contains a quote.
  private func startsMultilineString(_ hashes: Int) -> Bool {
    guard peek(1) == UInt8(ascii: "\""), peek(2) == UInt8(ascii: "\"") else { return false }
    guard hashes > 0 else { return true }
    var distance = 1
    while let byte = peek(distance), byte != 0x0A, byte != 0x0D {
      if byte == UInt8(ascii: "\""), (1...hashes).allSatisfy({ peek(distance + $0) == UInt8(ascii: "#") }) { return false }
      distance += 1
    }
    return true
  }

  /// True if the quote at this position is followed by the closing `#`s.
  private func closes(_ hashes: Int) -> Bool {
    (0..<hashes).allSatisfy { peek(1 + $0) == UInt8(ascii: "#") }
  }

  /// True if the backslash at this position is followed by the `#`s that make it an escape.
  private func escapes(_ hashes: Int) -> Bool { closes(hashes) }

  private mutating func skipContent(allowsTab: Bool = false) throws(SyntaxError) {
    guard let byte = peek() else { return }
    if byte < 0x20 || byte == 0x7F, byte != 0x09 || !allowsTab {
      throw SyntaxError(
        .syntaxError, "unescaped control character `\(escaped(Unicode.Scalar(byte)))` in a string",
        ByteRange(position, position + 1), help: "escape it as `\(byte == 0x09 ? "\\t" : "\\u{\(String(byte, radix: 16))}")`")
    }
    try skipScalar()
  }

  private mutating func escape(_ hashes: Int) throws(SyntaxError) -> Unicode.Scalar {
    let start = position
    position += 1 + hashes
    guard let byte = peek() else { throw unexpected("an escape", position) }
    position += 1
    switch byte {
    case UInt8(ascii: "0"): return "\0"
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "'"): return "'"
    case UInt8(ascii: "u"):
      guard peek() == UInt8(ascii: "{") else { throw unexpected("`{` after `\\u`", position) }
      position += 1
      let digitsStart = position
      var scalar: UInt32 = 0
      while let byte = peek(), value(byte) < 16, position - digitsStart < 8 {
        scalar = scalar << 4 | UInt32(value(byte))
        position += 1
      }
      guard position > digitsStart, peek() == UInt8(ascii: "}") else {
        throw unexpected("one to eight hexadecimal digits and `}`", position)
      }
      position += 1
      guard let scalar = Unicode.Scalar(scalar) else {
        throw SyntaxError(.syntaxError, "invalid Unicode scalar", ByteRange(start, position))
      }
      return scalar
    case UInt8(ascii: "("):
      throw SyntaxError(
        .syntaxError, "string interpolation is not supported in a catalog", ByteRange(start, position),
        help: "write the text in full; the file is parsed, not executed")
    default:
      position -= 1
      throw unexpected("one of 0 \\ t n r \" ' u after the backslash", position)
    }
  }

  /// Reads a string between `"""`. The indentation of the closing quotes is removed from each line.
  private mutating func multilineString(_ start: Int, _ hashes: Int) throws(SyntaxError) -> SwiftToken {
    position += 3
    guard skipLineEnd() else {
      throw unexpected("a line break after `\"\"\"`", position)
    }
    var lines: [Line] = []
    while true {
      let lineStart = position
      while let byte = peek(), byte == 0x20 || byte == 0x09 { position += 1 }
      let leading = position - lineStart
      if startsClosing(hashes) {
        if let joint = lines.last?.joint {
          throw SyntaxError(
            .syntaxError, "the last line of a multi-line string cannot end with a backslash",
            ByteRange(joint, joint + 1 + hashes), help: "remove the backslash")
        }
        let indent = Array(bytes[lineStart..<position])
        position += 3 + hashes
        let text = try unindented(lines, indent)
        return SwiftToken(kind: .string(text), start: start, end: position)
      }
      var content: [UInt8] = []
      var copied = lineStart
      var joint: Int?
      while let byte = peek(), byte != 0x0A, byte != 0x0D {
        if startsClosing(hashes) {
          throw SyntaxError(
            .syntaxError, "the closing `\"\"\"` of a multi-line string must be on its own line",
            ByteRange(position, position + 3 + hashes))
        }
        guard byte == UInt8(ascii: "\\"), escapes(hashes) else {
          try skipContent(allowsTab: true)
          continue
        }
        content += bytes[copied..<position]
        let backslash = position
        if continuesLine(hashes) {
          joint = backslash
          copied = position
          break
        }
        content += String(try escape(hashes)).utf8
        copied = position
      }
      if joint == nil { content += bytes[copied..<position] }
      guard skipLineEnd() else {
        throw SyntaxError(
          .syntaxError, "expected `\"\"\"` at the end of the string, found the end of the file",
          ByteRange(start, bytes.count))
      }
      lines.append(Line(start: lineStart, content: content, joint: joint, leading: leading))
    }
  }

  private func startsClosing(_ hashes: Int) -> Bool {
    (0..<3).allSatisfy { peek($0) == UInt8(ascii: "\"") } && (0..<hashes).allSatisfy { peek(3 + $0) == UInt8(ascii: "#") }
  }

  /// True if the backslash at this position joins the line with the next one; skips to the end of the line.
  private mutating func continuesLine(_ hashes: Int) -> Bool {
    var distance = 1 + hashes
    while let byte = peek(distance), byte == 0x20 || byte == 0x09 { distance += 1 }
    guard let byte = peek(distance), byte == 0x0A || byte == 0x0D else { return false }
    position += distance
    return true
  }

  private mutating func skipLineEnd() -> Bool {
    if peek() == 0x0D, peek(1) == 0x0A {
      position += 2
    } else if peek() == 0x0A || peek() == 0x0D {
      position += 1
    } else {
      return false
    }
    return true
  }

  /// A line of a multi-line string.
  private struct Line {
    let start: Int
    /// The bytes with escapes resolved, including the leading white space.
    let content: [UInt8]
    /// The offset of the backslash that joins the line with the next one.
    let joint: Int?
    /// The number of leading white-space bytes.
    let leading: Int

    var isEmpty: Bool { content.isEmpty && joint == nil }
  }

  private func unindented(_ lines: [Line], _ indent: [UInt8]) throws(SyntaxError) -> String {
    var text: [UInt8] = []
    for (index, line) in lines.enumerated() {
      if line.content.starts(with: indent), line.leading >= indent.count {
        text += line.content[indent.count...]
      } else if !line.isEmpty {
        throw SyntaxError(
          .syntaxError, "the line must start with the indentation of the closing `\"\"\"`",
          ByteRange(line.start, line.start + max(1, line.leading)))
      }
      if line.joint == nil, index < lines.count - 1 { text.append(0x0A) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
