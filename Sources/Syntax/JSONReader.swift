import Diagnostics
import JSONText

/// Reads JSON as RFC 8259 has it, and nothing else; a byte-order mark is accepted.
///
/// Everything that can be read is read: a duplicate key or a number out of range does not end the run, a syntax error does.
package struct JSONReader {
  /// How deep objects and arrays may lie in one another.
  package static let depthLimit = 512

  private let bytes: [UInt8]
  private let source: SourceText
  private var position: Int
  private var depth = 0
  private var builder: SyntaxTreeBuilder
  private var findings: [Finding] = []
  /// The key whose value is being read.
  private var pendingKey: NodeID?

  private init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
    position = source.byteOrderMarkLength
    builder = SyntaxTreeBuilder(source)
  }

  /// The tree, and whether it holds the whole file: after a syntax error it holds what stands before it.
  package static func read(_ source: SourceText) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    var reader = JSONReader(source)
    var isComplete = true
    do throws(SyntaxError) {
      reader.skipSpace()
      try reader.readValue()
      reader.skipSpace()
      if reader.position < reader.bytes.count {
        throw reader.unexpected("the end of the file")
      }
    } catch {
      isComplete = false
      reader.report(error)
    }
    return (reader.builder.finish(at: reader.position), isComplete, reader.findings)
  }

  // MARK: Values

  private mutating func readValue() throws(SyntaxError) {
    guard let byte = peek else { throw unexpected("a value") }
    switch byte {
    case UInt8(ascii: "{"): try readObject()
    case UInt8(ascii: "["): try readArray()
    case UInt8(ascii: "\""): try readString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
    case UInt8(ascii: "t"): try readWord("true", .boolean)
    case UInt8(ascii: "f"): try readWord("false", .boolean)
    case UInt8(ascii: "n"): try readWord("null", .null)
    default: throw unexpected("a value")
    }
  }

  private mutating func readObject() throws(SyntaxError) {
    try open(.object)
    var keys: [NodeID] = []
    skipSpace()
    if peek != UInt8(ascii: "}") {
      while true {
        guard peek == UInt8(ascii: "\"") else {
          throw unexpected(keys.isEmpty ? "a key in double quotes or '}'" : "a key in double quotes", afterComma: !keys.isEmpty)
        }
        let key = try readString()
        keys.append(key)
        pendingKey = key
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw unexpected("':' and a value for the key") }
        position += 1
        skipSpace()
        try readValue()
        pendingKey = nil
        skipSpace()
        guard peek == UInt8(ascii: ",") else { break }
        position += 1
        skipSpace()
      }
      guard peek == UInt8(ascii: "}") else { throw unexpected("',' or '}' behind the member") }
    }
    position += 1
    reportDuplicates(in: keys)
    close()
  }

  private mutating func readArray() throws(SyntaxError) {
    try open(.array)
    skipSpace()
    if peek != UInt8(ascii: "]") {
      while true {
        if peek == UInt8(ascii: "]") { throw unexpected("a value", afterComma: true) }
        try readValue()
        skipSpace()
        guard peek == UInt8(ascii: ",") else { break }
        position += 1
        skipSpace()
      }
      guard peek == UInt8(ascii: "]") else { throw unexpected("',' or ']' behind the element") }
    }
    position += 1
    close()
  }

  private mutating func open(_ kind: SyntaxTree.Kind) throws(SyntaxError) {
    guard depth < Self.depthLimit else {
      throw SyntaxError(
        .nestingTooDeep, "objects and arrays lie more than \(Self.depthLimit) deep", ByteRange(position, position + 1))
    }
    depth += 1
    builder.begin(kind, at: position)
    pendingKey = nil
    position += 1
  }

  private mutating func close() {
    depth -= 1
    builder.end(at: position)
  }

  private mutating func readWord(_ word: StaticString, _ kind: SyntaxTree.Kind) throws(SyntaxError) {
    let text = String(describing: word)
    guard wordEnd() - position == text.utf8.count, bytes[position...].starts(with: text.utf8) else { throw unexpected("a value") }
    builder.add(kind, from: position, to: position + text.utf8.count)
    position += text.utf8.count
  }

  private mutating func readNumber() throws(SyntaxError) {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    let integer = position
    guard readDigits() > 0 else { throw unexpected("a digit behind '-'") }
    if bytes[integer] == UInt8(ascii: "0"), position - integer > 1 {
      throw SyntaxError(
        .syntaxError, "a number has no zero in front", ByteRange(start, position),
        help: "write '\(digits(from: start, integer: integer))'")
    }
    var isPlain = true
    if peek == UInt8(ascii: ".") {
      isPlain = false
      position += 1
      guard readDigits() > 0 else { throw unexpected("a digit behind the decimal point") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isPlain = false
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      guard readDigits() > 0 else { throw unexpected("a digit of the exponent") }
    }
    let node = builder.add(.number, from: start, to: position)
    // Most numbers are short and plain: their size needs no second look.
    if !isPlain || position - start > ExactDecimal.largestExponent, builder.tree.number(node) == nil {
      findings.append(
        Finding(
          .numberOutOfRange, "the number is too large or too near to zero to be a quantity", at: .value(node),
          help: "numbers lie between 1e\(ExactDecimal.smallestExponent) and 1e\(ExactDecimal.largestExponent)"))
    }
  }

  /// The number without its leading zeros, for a help line.
  private func digits(from start: Int, integer: Int) -> String {
    let sign = start < integer ? "-" : ""
    let significant = bytes[integer..<position].drop { $0 == UInt8(ascii: "0") }
    return sign + (significant.isEmpty ? "0" : String(decoding: significant.prefix(40), as: UTF8.self))
  }

  /// Skips decimal digits and says how many there were.
  private mutating func readDigits() -> Int {
    let start = position
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position - start
  }

  // MARK: Strings

  @discardableResult
  private mutating func readString() throws(SyntaxError) -> NodeID {
    let start = position
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return builder.add(.string, from: start, to: position)
      case UInt8(ascii: "\\"):
        return try readEscapedString(from: start)
      case 0..<0x20:
        throw controlCharacter(in: start)
      case 0x80...:
        position += try scalarLength()
      default:
        position += 1
      }
    }
    throw unterminated(from: start)
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

  // MARK: Duplicates

  private mutating func reportDuplicates(in keys: [NodeID]) {
    guard keys.count > 1 else { return }
    if keys.count <= 8 {
      for (index, key) in keys.enumerated() {
        if let first = keys[..<index].first(where: { builder.tree.haveSameText($0, key) }) { reportDuplicate(key, first) }
      }
    } else {
      // A dictionary hashes with a seed of its own: chosen keys cannot make it slow.
      var seen: [ExactString: NodeID] = Dictionary(minimumCapacity: keys.count)
      for key in keys {
        let text = ExactString(builder.tree.text(key))
        if let first = seen[text] { reportDuplicate(key, first) } else { seen[text] = key }
      }
    }
  }

  private mutating func reportDuplicate(_ key: NodeID, _ first: NodeID) {
    let range = builder.tree.range(key)
    findings.append(
      Finding(
        .duplicateJSONKey, "the key \(quoted(builder.tree.text(key))) stands twice in one object",
        at: Place(key, part: .bytes(range)), help: "remove one of them, or give it another name",
        related: [.init("the first stands here", at: Place(first, part: .bytes(builder.tree.range(first))))]))
  }

  // MARK: Scanning

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  /// Where the word that starts here ends.
  private func wordEnd() -> Int {
    var end = position
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
        end += 1
      default: return end
      }
    }
    return end
  }
}

// MARK: - Syntax errors

/// What ends the reading of a file.
struct SyntaxError: Error {
  let rule: Rule
  let message: String
  let range: ByteRange
  let help: String?

  init(_ rule: Rule, _ message: String, _ range: ByteRange, help: String? = nil) {
    self.rule = rule
    self.message = message
    self.range = range
    self.help = help
  }
}

extension JSONReader {
  private mutating func report(_ error: SyntaxError) {
    let owner = pendingKey ?? builder.container ?? .root
    findings.append(Finding(error.rule, error.message, at: Place(owner, part: .bytes(error.range)), help: error.help))
  }

  private func unexpected(_ expected: String, afterComma: Bool = false) -> SyntaxError {
    guard position < bytes.count else {
      return SyntaxError(
        .syntaxError, "expected \(expected), found the end of the file", ByteRange(position, position),
        help: builder.container == nil ? nil : "the file ends inside of \(unclosed): is it whole?")
    }
    let byte = bytes[position]
    if byte >= 0x80, validScalarLength(in: bytes, at: position) == nil { return invalidUTF8() }
    let end = max(wordEnd(), position + 1)
    let found = end > position + 1 ? quoted(String(decoding: bytes[position..<end], as: UTF8.self)) : foundCharacter
    let range = end > position + 1 ? ByteRange(position, end) : ByteRange(position, position + (validScalarLength(in: bytes, at: position) ?? 1))
    let takesText = expected.hasPrefix("a value") || expected.hasPrefix("a key")
    return SyntaxError(
      .syntaxError, "expected \(expected), found \(found)", range,
      help: help(for: byte, afterComma, word: found, takesText: takesText))
  }

  private var unclosed: String {
    guard let container = builder.container else { return "a value" }
    return builder.tree.kind(container) == .object ? "an object" : "an array"
  }

  private var foundCharacter: String {
    let length = validScalarLength(in: bytes, at: position) ?? 1
    let text = String(decoding: bytes[position..<min(position + length, bytes.count)], as: UTF8.self)
    return quoted(text)
  }

  private func help(for byte: UInt8, _ afterComma: Bool, word: String, takesText: Bool) -> String? {
    switch byte {
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      return afterComma ? "remove the comma in front: JSON allows none behind the last entry" : nil
    case UInt8(ascii: "/"), UInt8(ascii: "#"): return "JSON has no comments"
    case UInt8(ascii: "'") where takesText: return "strings and keys stand in double quotes"
    case UInt8(ascii: "+") where takesText: return "a number has no '+' in front"
    case UInt8(ascii: ".") where takesText: return "a number has a digit in front of the decimal point"
    default:
      switch word {
      case "'True'", "'TRUE'", "'yes'": return "write 'true'"
      case "'False'", "'FALSE'", "'no'": return "write 'false'"
      case "'None'", "'nil'", "'NULL'", "'undefined'": return "leave the member out"
      case "'NaN'", "'nan'", "'Infinity'", "'inf'": return "JSON has no such number"
      case "'“'", "'”'", "'‘'", "'’'": return "strings and keys stand in straight double quotes"
      default: return takesText && startsWord(byte) ? "strings and keys stand in double quotes" : nil
      }
    }
  }

  private func startsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "_"), UInt8(ascii: "$"): true
    default: false
    }
  }

  private func invalidUTF8() -> SyntaxError {
    SyntaxError(
      .invalidUTF8, "the file is not UTF-8: byte 0x\(String(bytes[position], radix: 16, uppercase: true)) starts no character here",
      ByteRange(position, position + 1), help: "save the file as UTF-8")
  }

  private func controlCharacter(in start: Int) -> SyntaxError {
    let byte = bytes[position]
    if byte == 0x0A || byte == 0x0D {
      return SyntaxError(
        .syntaxError, "the string is not closed before the end of the line", ByteRange(start, position),
        help: "close it with '\"', or write a line break as \\n")
    }
    let scalar = Unicode.Scalar(byte)
    return SyntaxError(
      .syntaxError, "the control character \(escaped(scalar)) stands in a string", ByteRange(position, position + 1),
      help: byte == 0x09 ? "write it as \\t" : "write it as \\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
  }

  private func unterminated(from start: Int) -> SyntaxError {
    SyntaxError(
      .syntaxError, "expected '\"' at the end of the string, found the end of the file", ByteRange(start, bytes.count),
      help: "the file ends inside of a string: is it whole?")
  }
}

/// The number of bytes of the scalar at an offset; nil where the bytes are not UTF-8 (RFC 3629: no overlong form, no surrogate,
/// nothing beyond U+10FFFF).
func validScalarLength(in bytes: [UInt8], at offset: Int) -> Int? {
  func continues(_ distance: Int, _ allowed: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
    offset + distance < bytes.count && allowed.contains(bytes[offset + distance])
  }
  switch bytes[offset] {
  case 0..<0x80: return 1
  case 0xC2...0xDF: return continues(1) ? 2 : nil
  case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : nil
  case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : nil
  case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : nil
  case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : nil
  case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : nil
  case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : nil
  default: return nil
  }
}
