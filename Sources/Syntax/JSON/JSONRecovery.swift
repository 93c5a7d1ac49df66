import Diagnostics

/// Continues reading a catalog after a syntax error, at the next member whose place is certain.
///
/// An error is either repaired, as if the text had been written correctly, or costs the member that it is in. If it is unclear
/// which brackets belong together, reading stops. So no error is reported that is only a consequence of another one.
extension JSONReader {
  /// After more errors, reading stops: the file is something else.
  private static let errorLimit = 100

  /// Reports an error after which reading continues. Throws it if that is not possible.
  private mutating func tolerate(_ error: SyntaxError, at place: Place? = nil) throws(SyntaxError) {
    guard isCatalog, !error.stops else { throw error }
    if toleratedErrors == Self.errorLimit { throw stopping() }
    toleratedErrors += 1
    report(error, at: place)
  }

  /// The error that ends reading without another report.
  private mutating func stopping() -> SyntaxError {
    isNestingUncertain = true
    return SyntaxError(.syntaxError, "", ByteRange(position, position), stops: true)
  }

  // MARK: Repairing

  /// Reads what is in the place of a key. Returns false at the closing bracket.
  @inline(never)
  mutating func readDamagedKey(after comma: inout Int?) throws(SyntaxError) -> Bool {
    let expected = comma == nil ? "a key in double quotes or `}`" : "a key in double quotes"
    switch peek {
    case UInt8(ascii: ",") where isCatalog:
      try skipCommas(unexpected(expected), &comma)
      if peek == UInt8(ascii: "}") { return false }
      if peek != UInt8(ascii: "\"") { return try readDamagedKey(after: &comma) }
      pendingKey = try readString()
      return true
    case UInt8(ascii: "}") where comma != nil:
      report(unexpected(expected, afterComma: comma))
      return false
    case UInt8(ascii: "'") where isCatalog:
      pendingKey = try readSingleQuoted(unexpected(expected))
      return true
    default: break
    }
    guard let error = unquotedKey() else { throw unexpected(expected) }
    guard isCatalog, let end = unquotedKeyEnd(), bytes[blanksEnd(from: end)...].first == UInt8(ascii: ":") else { throw error }
    try tolerate(error)
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    pendingKey = builder.add(.string, from: position, to: end, spelled: text)
    position = end
    return true
  }

  /// Skips commas without a member or an element before them.
  @inline(never)
  mutating func skipCommas(_ error: SyntaxError, _ comma: inout Int?) throws(SyntaxError) {
    try tolerate(
      SyntaxError(error.rule, error.message, error.range, help: comma == nil ? "remove the comma" : "remove the extra comma"))
    repeat {
      position += 1
      try skipSpace()
    } while peek == UInt8(ascii: ",")
    // A closing bracket after them has been reported with them.
    comma = nil
  }

  /// Reads a string in single quotes.
  @discardableResult @inline(never)
  mutating func readSingleQuoted(_ error: SyntaxError) throws(SyntaxError) -> NodeID {
    var end = position + 1
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D, let length = validScalarLength(in: bytes, at: end) {
      if bytes[end] == UInt8(ascii: "'"), endsValue(at: end + 1) {
        let text = String(decoding: bytes[position + 1..<end], as: UTF8.self)
        let quotes = text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 }
        try tolerate(quotes ? error : error.repaired(.write("\"\(text)\"", over: ByteRange(position, end + 1), .safe)))
        let node = builder.add(.string, from: position, to: end + 1, spelled: text)
        position = end + 1
        return node
      }
      end += length
    }
    throw error
  }

  /// Whether a value or key can end here: a separator, a closing bracket or the end of the line follows.
  private func endsValue(at offset: Int) -> Bool {
    let next = bytes[offset...].first { $0 != 0x20 && $0 != 0x09 }
    return next.map { ":,}]\r\n".utf8.contains($0) } ?? true
  }

  /// Continues at the value if only the colon before it is missing, or if there is `=` instead.
  @inline(never)
  mutating func skipMissingColon() throws(SyntaxError) {
    let error = unexpected("`:` after the key")
    if isCatalog, let key = pendingKey, endsWithColon(key) {
      throw SyntaxError(
        error.rule, error.message, error.range, help: "close the key with `\"` before its colon", stops: error.stops)
    }
    if peek == UInt8(ascii: "="), isCatalog {
      let isArrow = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: ">")
      let end = position + (isArrow ? 2 : 1)
      try tolerate(error.repaired(.write(":", over: ByteRange(position, end), .safe)))
      position = end
      try skipSpace()
    } else if startsValue(), !startsMember() {
      try tolerate(error.repaired(Repair("put a colon before it", .safe, [.replace(ByteRange(position, position), ": ")])))
    } else {
      throw error
    }
  }

  private func endsWithColon(_ key: NodeID) -> Bool {
    builder.text(key).utf8.last { $0 != 0x20 } == UInt8(ascii: ":")
  }

  /// Continues at the next member or element if only the comma before it is missing.
  ///
  /// - Parameter end: the end of the value before it.
  @inline(never)
  mutating func skipMissingComma(_ error: SyntaxError, after end: Int, _ comma: inout Int?) throws(SyntaxError) {
    let isObject = builder.container.map { builder.kind($0) == .object } ?? false
    guard isCatalog, isObject ? startsMember() : startsValue() else { throw error }
    let repair = Repair("put a comma before it", .safe, [.replace(ByteRange(end, end), ",")])
    try tolerate(SyntaxError(error.rule, error.message, error.range, help: repair.message, repair: repair))
    // A closing bracket may be missing, too.
    isNestingUncertain = true
    comma = nil
  }

  // MARK: Skipping

  /// Gives up the member or element with an error, and continues at the next one or at the closing bracket.
  @inline(never)
  mutating func recover(from error: SyntaxError, _ comma: inout Int?) throws(SyntaxError) {
    guard let container = builder.container else { throw error }
    if let key = pendingKey {
      try tolerate(error, at: Place(container, [builder.text(key)], part: .bytes(error.range)))
      remove(from: key)
    } else {
      try tolerate(error)
      removeAdjoining(container, error.range.start)
    }
    builder.damage()
    // A value and a colon: an opening bracket may be missing.
    if peek == UInt8(ascii: ":") { isNestingUncertain = true }
    let isObject = builder.kind(container) == .object
    comma = nil
    if isObject, pendingKey != nil, startsMember() {
      // A key without a value.
      pendingKey = nil
      return
    }
    pendingKey = nil
    try skip(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), &comma)
  }

  /// Removes the last value if the error is on its line: it may be a part of what was meant.
  private mutating func removeAdjoining(_ container: NodeID, _ offset: Int) {
    guard let scalar = builder.lastScalar, scalar > container else { return }
    let end = builder.range(scalar).end
    guard end <= offset, !bytes[end..<offset].contains(where: { "\r\n,{}[]".utf8.contains($0) }) else { return }
    remove(from: builder.kind(container) == .object ? NodeID(Int(scalar.index) - 1) : scalar)
  }

  private mutating func remove(from node: NodeID) {
    builder.remove(from: node)
    findings.removeAll { $0.place.node >= node }
  }

  /// Skips to a member or element after a comma, to a member at the beginning of a line, or to the closing bracket.
  private mutating func skip(_ closing: UInt8, _ comma: inout Int?) throws(SyntaxError) {
    var open: [UInt8] = []
    var isNewLine = false
    while let byte = peek {
      if isNewLine, open.isEmpty, closing == UInt8(ascii: "}"), startsMember() { return }
      switch byte {
      case 0x20, 0x09:
        position += 1
        continue
      case 0x0A, 0x0D:
        isNewLine = true
        position += 1
        continue
      case UInt8(ascii: "\""):
        let start = position
        position = stringEnd(from: start).offset
        // Quotes may be paired the wrong way.
        if hasBrackets(start, position) { throw stopping() }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        isNestingUncertain = true
        if open.count == Self.depthLimit { throw stopping() }
        open.append(byte + 2)
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if open.isEmpty, byte == closing { return }
        guard open.popLast() == byte else { throw stopping() }
        position += 1
      case UInt8(ascii: ",") where open.isEmpty:
        let separator = position
        position += 1
        try skipSpace()
        // A comma in a text without quotes is not followed by a member.
        guard isMemberPlausible(after: separator, closing) else { continue }
        comma = allowsComments ? nil : separator
        return
      case UInt8(ascii: "/") where position + 1 < bytes.count && "/*".utf8.contains(bytes[position + 1]):
        try skipCommentOrPath()
      default: position += 1
      }
      isNewLine = false
    }
    throw stopping()
  }

  /// Skips what may be a comment, or a part of a URL.
  private mutating func skipCommentOrPath() throws(SyntaxError) {
    let (start, reported) = (position, hasReportedComments)
    isNestingUncertain = true
    hasReportedComments = true
    try skipComments()
    hasReportedComments = reported
    if hasBrackets(start, position) { throw stopping() }
  }

  private func hasBrackets(_ start: Int, _ end: Int) -> Bool { bytes[start..<end].contains { "{}[]".utf8.contains($0) } }

  /// Moves behind a string with an error.
  ///
  /// - Returns: the error, which stops reading if the string has no end and may hide brackets.
  @inline(never)
  mutating func skipString(from start: Int, _ error: SyntaxError) -> SyntaxError {
    let (end, isClosed) = stringEnd(from: start)
    position = end
    if isClosed || !hasBrackets(start, end) { return error }
    return SyntaxError(error.rule, error.message, error.range, help: error.help, stops: true)
  }

  /// The end of a string: after its closing quote, or the end of the line.
  private func stringEnd(from start: Int) -> (offset: Int, isClosed: Bool) {
    var end = start + 1
    while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D {
      switch bytes[end] {
      case UInt8(ascii: "\""): return (end + 1, true)
      case UInt8(ascii: "\\") where end + 1 < bytes.count && bytes[end + 1] != 0x0A && bytes[end + 1] != 0x0D: end += 2
      default: end += 1
      }
    }
    return (end, false)
  }

  // MARK: Looking ahead

  /// Whether a key in double quotes and a colon follow.
  private func startsMember() -> Bool {
    guard peek == UInt8(ascii: "\""), case (let offset, true) = stringEnd(from: position) else { return false }
    let end = blanksEnd(from: offset)
    return end < bytes.count && bytes[end] == UInt8(ascii: ":")
  }

  /// Whether a value follows.
  private func startsValue() -> Bool {
    switch peek {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return true
    case UInt8(ascii: "\""): return stringEnd(from: position).isClosed
    default:
      return ["true", "false", "null"].contains { bytes[position..<wordEnd()].elementsEqual($0.utf8) }
    }
  }

  /// Whether a member or element begins here, or the comma ends its line.
  private func isMemberPlausible(after comma: Int, _ closing: UInt8) -> Bool {
    if peek == closing || bytes[comma..<position].contains(where: { $0 == 0x0A || $0 == 0x0D }) { return true }
    if closing == UInt8(ascii: "]") { return startsValue() }
    if let end = unquotedKeyEnd() { return bytes[blanksEnd(from: end)...].first == UInt8(ascii: ":") }
    return startsMember() || peek == UInt8(ascii: "'")
  }

  private func blanksEnd(from start: Int) -> Int {
    bytes[start...].firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? bytes.count
  }
}
