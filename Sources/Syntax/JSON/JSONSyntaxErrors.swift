import Diagnostics

/// The messages, ranges and help of syntax errors.
extension JSONReader {
  @inline(never)
  mutating func report(_ error: SyntaxError, at place: Place? = nil) {
    let place = place ?? Place(pendingKey ?? builder.container ?? .root, part: .bytes(error.range))
    findings.append(Finding(error.rule, error.message, at: place, help: error.help, repair: error.repair))
    isWhole = false
  }

  /// - Parameter afterComma: the offset of the preceding comma, if another entry is expected after it.
  @inline(never)
  mutating func unexpected(_ expected: String, afterComma comma: Int? = nil) -> SyntaxError {
    guard position < bytes.count else {
      if let container = builder.container { return unclosed(container) }
      return SyntaxError(
        .syntaxError, "expected \(expected), found the end of the \(input)", ByteRange(position, position), stops: true)
    }
    let byte = bytes[position]
    if builder.container == nil, byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
      return SyntaxError(
        .syntaxError, "unmatched `\(Unicode.Scalar(byte))`", ByteRange(position, position + 1), help: "remove it")
    }
    if byte >= 0x80, validScalarLength(in: bytes, at: position) == nil { return invalidUTF8() }
    let length = max(wordEnd() - position, validScalarLength(in: bytes, at: position) ?? 1)
    let found = found(String(decoding: bytes[position..<position + length], as: UTF8.self))
    let takesText = expected.hasPrefix("a value") || expected.hasPrefix("a key")
    let closing = builder.container.map { builder.kind($0) == .object ? UInt8(ascii: "}") : UInt8(ascii: "]") }
    // A bracket or a colon of another object or array: a bracket before it is wrong or missing.
    let isMismatch =
      byte != closing && (byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]"))
      || byte == UInt8(ascii: ":") && closing == UInt8(ascii: "]")
    let range = ByteRange(position, position + length)
    let trailing =
      byte == closing ? comma.map { Repair("remove the trailing comma", .safe, [.replace(ByteRange($0, $0 + 1), "")]) } : nil
    return SyntaxError(
      .syntaxError, "expected \(expected), found \(found)", range,
      help: trailing.map { isCatalog ? elsewhere("remove the trailing comma") : $0.message }
        ?? help(for: byte, word: found, takesText: takesText),
      repair: trailing ?? (expected == "a value" ? meantWord(found).map { .write($0, over: range, .safe) } : nil),
      stops: isMismatch)
  }

  /// An object or array that the end of the file leaves open, reported where it opens: the place to close it is unknown.
  private mutating func unclosed(_ container: NodeID) -> SyntaxError {
    // The path is the container's, not that of the key in it.
    pendingKey = nil
    let start = builder.range(container).start
    return SyntaxError(
      .syntaxError, "unclosed \(builder.kind(container) == .object ? "object" : "array")", ByteRange(start, start + 1),
      help: "close it, or check that the \(input) is complete", stops: true)
  }

  /// The error if a word is written where a key in quotes is expected.
  @inline(never)
  func unquotedKey() -> SyntaxError? {
    guard let end = unquotedKeyEnd() else { return nil }
    let key = String(decoding: bytes[position..<end], as: UTF8.self)
    let range = ByteRange(position, end)
    return SyntaxError(
      .syntaxError, "object keys must be in double quotes, found \(quoted(key))", range,
      help: "write \(quoted("\"\(key)\""))", repair: .write("\"\(key)\"", over: range, .safe))
  }

  /// The end of the key without quotes that begins here; nil if none does.
  func unquotedKeyEnd() -> Int? {
    guard wordEnd() > position else { return nil }
    var end = position
    while end < bytes.count, !endsKey(bytes[end]), let length = validScalarLength(in: bytes, at: end) { end += length }
    return end
  }

  private func endsKey(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0x7F || ":,\"\\{}[]".utf8.contains(byte)
  }

  /// The error for a number with `_` between its digits.
  @inline(never)
  func separatedDigits(from start: Int) -> SyntaxError {
    let end = wordEnd()
    let number = String(decoding: bytes[start..<end].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    let repair = isJSONNumber(number) ? Repair.write(number, over: ByteRange(start, end), .safe) : nil
    return SyntaxError(
      .syntaxError, "digit separators are not allowed", ByteRange(start, end), help: repair?.message, repair: repair)
  }

  private func help(for byte: UInt8, word: String, takesText: Bool) -> Phrase? {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "#"):
      return allowsComments ? "write a comment after `//`, or between `/*` and `*/`" : "JSON has no comments"
    case UInt8(ascii: "*") where isCatalog && position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "/"):
      return "remove the inner comment; the first `*/` ends it"
    case UInt8(ascii: "'") where takesText: return "write the string in double quotes"
    case UInt8(ascii: "+") where takesText: return "remove the `+`"
    case UInt8(ascii: ".") where takesText: return "write a digit before the decimal point"
    default:
      if let meant = meantWord(word) { return "write `\(meant)`" }
      switch word {
      case "`None`", "`nil`", "`NULL`", "`undefined`": return "omit the field"
      case "`NaN`", "`nan`", "`Infinity`", "`inf`": return "write a number, or omit the field"
      case "`“`", "`”`", "`‘`", "`’`": return "write straight double quotes"
      default: return takesText && startsWord(byte) ? "write the string in double quotes" : nil
      }
    }
  }

  /// The word of JSON for one of another language.
  private func meantWord(_ found: String) -> String? {
    switch found {
    case "`True`", "`TRUE`", "`yes`": "true"
    case "`False`", "`FALSE`", "`no`": "false"
    default: nil
    }
  }

  private func startsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "_"), UInt8(ascii: "$"): true
    default: false
    }
  }

  @inline(never)
  func invalidUTF8() -> SyntaxError {
    SyntaxError(
      .invalidUTF8,
      "invalid UTF-8: unexpected byte 0x\(String(bytes[position], radix: 16, uppercase: true))",
      ByteRange(position, position + 1), help: "save the file as UTF-8", stops: true)
  }

  @inline(never)
  func controlCharacter(in start: Int) -> SyntaxError {
    let byte = bytes[position]
    if byte == 0x0A || byte == 0x0D {
      return SyntaxError(
        .syntaxError, "unterminated string", ByteRange(start, position),
        help: "close it with `\"`, or escape the line break as `\\n`")
    }
    let scalar = Unicode.Scalar(byte)
    return SyntaxError(
      .syntaxError, "unescaped control character `\(escaped(scalar))` in a string", ByteRange(position, position + 1),
      help: byte == 0x09 ? "escape it as `\\t`" : "escape it as `\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))`")
  }

  @inline(never)
  func unterminated(from start: Int) -> SyntaxError {
    SyntaxError(
      .syntaxError, "expected `\"` at the end of the string, found the end of the \(input)", ByteRange(start, bytes.count),
      help: "close the string, or check that the \(input) is complete", stops: true)
  }
}
