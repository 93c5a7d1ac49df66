import Diagnostics
import JSONText

/// Reads JSON as RFC 8259 has it, and nothing else; a byte-order mark is accepted.
///
/// Everything that can be read is read: a duplicate key or a number out of range does not end the run, a syntax error does.
package struct JSONReader {
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
    case UInt8(ascii: "\""): try readString()
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
    skipSpace()
    if peek != UInt8(ascii: "}") {
      var comma: Int?
      while true {
        guard peek == UInt8(ascii: "\"") else {
          let expected = comma == nil ? "a key in double quotes or '}'" : "a key in double quotes"
          let error = unexpected(expected, afterComma: comma)
          guard comma != nil, peek == UInt8(ascii: "}") else { throw error }
          report(error)
          break
        }
        let key = try readString()
        keys.add(keyMark(of: key))
        pendingKey = key
        skipSpace()
        guard peek == UInt8(ascii: ":") else { throw unexpected("':' and a value for the key") }
        position &+= 1
        skipSpace()
        try readValue()
        pendingKey = nil
        skipSpace()
        guard peek == UInt8(ascii: ",") else { break }
        comma = position
        position &+= 1
        skipSpace()
      }
      guard peek == UInt8(ascii: "}") else { throw unexpected("',' or '}' behind the member") }
    }
    position &+= 1
    close()
    if keys.mayRepeat { builder.findDuplicates(in: object, &findings) }
  }

  /// The length and the first eight bytes of a key as one number; nil where that takes a closer look.
  @inline(__always)
  private func keyMark(of key: NodeID) -> UInt64? {
    let (start, end) = builder.plainText(key)
    let length = end &- start
    guard length >= 0, let word = word(at: start) else { return nil }
    return (length >= 8 ? word : word & ~(~0 << UInt64(truncatingIfNeeded: length &* 8))) ^ UInt64(truncatingIfNeeded: length)
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
        skipSpace()
        guard peek == UInt8(ascii: ",") else { break }
        comma = position
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
    let count = word.utf8CodeUnitCount
    guard wordEnd() - position == count,
      word.withUTF8Buffer({ bytes[position..<position + count].elementsEqual($0) })
    else { throw unexpected("a value") }
    builder.add(kind, from: position, to: position + count)
    position += count
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
    if !isPlain || position - start > ExactDecimal.largestExponent, builder.number(node) == nil {
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

  // MARK: Scanning

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  @inline(__always)
  private mutating func skipSpace() {
    guard position < bytes.count, bytes[position] <= 0x20 else { return }
    // Behind a colon and a comma stands one space, as a rule.
    if bytes[position] == 0x20 { position &+= 1 }
    if position < bytes.count, bytes[position] <= 0x20 { skipLongSpace() }
  }

  @inline(never)
  private mutating func skipLongSpace() {
    var end = position
    while end < bytes.count, bytes[end] <= 0x20 {
      switch bytes[end] {
      case 0x20, 0x09, 0x0D: end += 1
      case 0x0A:
        end += 1
        // Most lines are indented: eight spaces are one number, which leaves nothing where they are all there.
        while let rest = word(at: end).map({ $0 ^ 0x2020_2020_2020_2020 }) {
          end += rest.trailingZeroBitCount >> 3
          if rest != 0 { break }
        }
      default:
        position = end
        return
      }
    }
    position = end
  }

  /// The eight bytes from here on, the first of them in the lowest place; nil near the end of the text.
  func word(at offset: Int) -> UInt64? {
    guard offset + 8 <= bytes.count else { return nil }
    return UInt64(littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Where the word that starts here ends.
  func wordEnd() -> Int {
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
