import Diagnostics
import JSONText

/// Reads JSON as RFC 8259 has it, and nothing else; a byte-order mark is accepted.
///
/// Everything that can be read is read: a duplicate key or a number out of range does not end the run, a syntax error does.
package struct JSONReader: ~Copyable {
  /// How deep objects and arrays may lie in one another.
  package static let depthLimit = 512

  /// The text. Whoever looks at a byte has made sure that it is there: no look is checked again.
  let bytes: UnsafeBufferPointer<UInt8>
  var position: Int
  private var depth = 0
  var builder: SyntaxTreeBuilder
  var findings: [Finding] = []
  /// False behind an error that did not end the reading: a comma behind the last entry.
  var isWhole = true
  /// The key whose value is being read.
  var pendingKey: NodeID?

  private init(_ source: SourceText, _ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = source.byteOrderMarkLength
    builder = SyntaxTreeBuilder(source)
  }

  /// The tree, and whether it holds the whole file: after a syntax error it holds what stands before it.
  package static func read(_ source: SourceText) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    source.bytes.withUnsafeBufferPointer { bytes in
      var reader = JSONReader(source, bytes)
      do throws(SyntaxError) {
        try reader.readFile()
      } catch {
        reader.report(error)
      }
      return (reader.builder.finish(at: reader.position), reader.isWhole, reader.findings)
    }
  }

  private mutating func readFile() throws(SyntaxError) {
    if bytes.count > SyntaxTree.largestSource { throw .tooLong }
    skipSpace()
    try readValue()
    skipSpace()
    if position < bytes.count { throw unexpected("the end of the file") }
  }

  // MARK: Values

  private mutating func readValue() throws(SyntaxError) {
    guard let byte = peek else { throw unexpected("a value") }
    switch byte {
    case UInt8(ascii: "{"): try readObject()
    case UInt8(ascii: "["): try readArray()
    case UInt8(ascii: "\""):
      let start = position
      position = plainTextEnd(from: start &+ 1)
      if peek == UInt8(ascii: "\"") {
        position &+= 1
        addString(from: start, to: position)
      } else {
        try readString(from: start)
      }
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
    case UInt8(ascii: "t"): try readWord("true", .boolean)
    case UInt8(ascii: "f"): try readWord("false", .boolean)
    case UInt8(ascii: "n"): try readWord("null", .null)
    default: throw unexpected("a value")
    }
  }

  private mutating func readObject() throws(SyntaxError) {
    let object = builder.next
    try open(.object)
    var keys = KeyFilter()
    // A place of its own, which need not be in memory: most of a file are members.
    var offset = spaceEnd(from: position)
    if byte(at: offset) != UInt8(ascii: "}") {
      var comma: Int?
      while true {
        guard byte(at: offset) == UInt8(ascii: "\"") else {
          position = offset
          let expected = comma == nil ? "a key in double quotes or '}'" : "a key in double quotes"
          let error = unexpected(expected, afterComma: comma)
          guard comma != nil, peek == UInt8(ascii: "}") else { throw error }
          report(error)
          break
        }
        offset = try readKey(at: offset, &keys)
        if byte(at: offset) != UInt8(ascii: ":") { offset = spaceEnd(from: offset) }
        guard byte(at: offset) == UInt8(ascii: ":") else {
          position = offset
          throw unexpected("':' and a value for the key")
        }
        position = spaceEnd(from: offset &+ 1)
        try readValue()
        pendingKey = nil
        offset = position
        if byte(at: offset) != UInt8(ascii: ",") { offset = spaceEnd(from: offset) }
        guard byte(at: offset) == UInt8(ascii: ",") else { break }
        comma = offset
        offset = spaceEnd(from: offset &+ 1)
      }
      position = offset
      guard peek == UInt8(ascii: "}") else { throw unexpected("',' or '}' behind the member") }
    }
    position = offset &+ 1
    close()
    if keys.mayRepeat { builder.findDuplicates(in: object, &findings) }
  }

  /// - Returns: where the key ends.
  @inline(__always)
  private mutating func readKey(at start: Int, _ keys: inout KeyFilter) throws(SyntaxError) -> Int {
    let end = plainTextEnd(from: start &+ 1)
    if byte(at: end) == UInt8(ascii: "\"") {
      keys.add(mark(from: start &+ 1, to: end))
      pendingKey = addString(from: start, to: end &+ 1)
      return end &+ 1
    }
    // A longer look is taken at what has escapes or lies near the end of the file.
    keys.add(nil)
    position = end
    pendingKey = try readString(from: start)
    return position
  }

  /// Adds a string without escapes.
  @discardableResult
  @inline(__always)
  mutating func addString(from start: Int, to end: Int) -> NodeID {
    let id = builder.add(.string, from: start, to: end)
    // The texts that all secrets begin with have an underscore in the third place, or in the sixth; most strings have not.
    if start &+ 7 > bytes.count || bytes[start &+ 3] == UInt8(ascii: "_") || bytes[start &+ 6] == UInt8(ascii: "_") {
      builder.suspect(id)
    }
    return id
  }

  /// The length and the first eight bytes of a text as one number; nil near the end of the file.
  @inline(__always)
  private func mark(from start: Int, to end: Int) -> UInt64? {
    guard let word = word(at: start) else { return nil }
    let length = UInt64(truncatingIfNeeded: end &- start)
    return (length >= 8 ? word : word & ~(~0 &<< (length &* 8))) ^ length
  }

  private mutating func readArray() throws(SyntaxError) {
    try open(.array)
    skipSpace()
    if peek != UInt8(ascii: "]") {
      var comma: Int?
      while true {
        if peek == UInt8(ascii: "]") {
          report(unexpected("a value", afterComma: comma))
          break
        }
        try readValue()
        if peek != UInt8(ascii: ",") { skipSpace() }
        guard peek == UInt8(ascii: ",") else { break }
        comma = position
        position &+= 1
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
    depth &+= 1
    builder.begin(kind, at: position)
    pendingKey = nil
    position &+= 1
  }

  private mutating func close() {
    depth &-= 1
    builder.end(at: position)
  }

  private mutating func readWord(_ word: StaticString, _ kind: SyntaxTree.Kind) throws(SyntaxError) {
    let end = position &+ word.utf8CodeUnitCount
    guard end <= bytes.count, (position..<end).allSatisfy({ bytes[$0] == word.utf8Start[$0 &- position] }),
      end == bytes.count || !isWordCharacter(bytes[end])
    else { throw unexpected("a value") }
    builder.add(kind, from: position, to: end)
    position = end
  }

  private mutating func readNumber() throws(SyntaxError) {
    let start = position
    if peek == UInt8(ascii: "-") { position &+= 1 }
    let integer = position
    guard skipDigits() else { throw unexpected("a digit behind '-'") }
    if bytes[integer] == UInt8(ascii: "0"), position &- integer > 1 {
      throw SyntaxError(
        .syntaxError, "a number has no zero in front", ByteRange(start, position),
        help: "write '\(digits(from: start, integer: integer))'")
    }
    let next = peek
    // Most numbers are short and plain: their size needs no second look.
    if next == UInt8(ascii: ".") || next == UInt8(ascii: "e") || next == UInt8(ascii: "E") || position &- start > 18 {
      try readLongNumber(from: start)
    } else {
      builder.add(.number, from: start, to: position)
    }
  }

  /// Reads on behind the digits of the integer.
  @inline(never)
  private mutating func readLongNumber(from start: Int) throws(SyntaxError) {
    if peek == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() else { throw unexpected("a digit behind the decimal point") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() else { throw unexpected("a digit of the exponent") }
    }
    let node = builder.add(.number, from: start, to: position)
    if builder.number(node) == nil {
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

  /// Skips decimal digits; false where there are none.
  @inline(__always)
  private mutating func skipDigits() -> Bool {
    let start = position
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position &+= 1 }
    return position > start
  }

  // MARK: Scanning

  var peek: UInt8? { byte(at: position) }

  @inline(__always)
  private func byte(at offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() { position = spaceEnd(from: position) }

  /// Where white space ends.
  @inline(__always)
  private func spaceEnd(from start: Int) -> Int {
    guard start < bytes.count, bytes[start] <= 0x20 else { return start }
    // Behind a colon and a comma stands one space, as a rule.
    let next = bytes[start] == 0x20 ? start &+ 1 : start
    return next < bytes.count && bytes[next] <= 0x20 ? Self.longSpaceEnd(in: bytes, from: next) : next
  }

  // Without the reader, which Swift would copy for the call.
  @inline(never)
  private static func longSpaceEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case 0x20, 0x09, 0x0A, 0x0D: end &+= 1
      default: return end
      }
      // Most lines are indented: eight spaces are one number, which leaves nothing where they are all there.
      while let rest = word(in: bytes, at: end).map({ $0 ^ 0x2020_2020_2020_2020 }) {
        if rest != 0 {
          end &+= rest.trailingZeroBitCount >> 3
          break
        }
        end &+= 8
      }
    }
    return end
  }

  /// The eight bytes from here on, the first of them in the lowest place; nil near the end of the text.
  @inline(__always)
  func word(at offset: Int) -> UInt64? { Self.word(in: bytes, at: offset) }

  @inline(__always)
  private static func word(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64? {
    guard offset &+ 8 <= bytes.count else { return nil }
    return UInt64(littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Where the word that starts here ends.
  func wordEnd() -> Int {
    var end = position
    while end < bytes.count, isWordCharacter(bytes[end]) { end += 1 }
    return end
  }

  private func isWordCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }
}

/// Tells whether the keys of one object may repeat one another, without keeping them.
private struct KeyFilter {
  private var seen: UInt64 = 0
  /// False where all keys are sure to differ.
  private(set) var mayRepeat = false

  /// - Parameter mark: the same for equal keys; nil where it is not known.
  @inline(__always)
  mutating func add(_ mark: UInt64?) {
    guard let mark else {
      mayRepeat = true
      return
    }
    // The upper bits of the product depend on all bits of the mark.
    let bit: UInt64 = 1 << ((mark &* 0x9E37_79B9_7F4A_7C15) >> 58)
    if seen & bit != 0 { mayRepeat = true }
    seen |= bit
  }
}
