import Diagnostics
import Foundations

/// Reads strict RFC 8259 JSON, or JSON with comments and trailing commas; a byte-order mark is accepted.
///
/// A syntax error stops reading, except in a catalog if it is clear where the next member begins. A duplicate key or a number out
/// of range does not.
package struct JSONReader: ~Copyable {
  /// The maximum nesting depth of objects and arrays.
  package static let depthLimit = 512

  let bytes: [UInt8]
  /// As a message speaks of the text.
  let input: String
  let name: String
  /// Whether the text is a catalog, which may be renamed to have comments.
  let isCatalog: Bool
  /// Whether comments and trailing commas are allowed.
  let allowsComments: Bool
  var hasReportedComments = false
  var position: Int
  private var depth = 0
  var builder: SyntaxTreeBuilder
  var findings: [Finding] = []
  /// False after a syntax error, even if reading continues.
  var isWhole = true
  /// The number of errors after which reading continued, except for trailing commas.
  var toleratedErrors = 0
  /// True if the brackets read so far may belong together in another way, because of an earlier error.
  var isNestingUncertain = false
  /// The key whose value is being read.
  var pendingKey: NodeID?

  private init(_ source: SourceText, isCatalog: Bool, allowsComments: Bool) {
    bytes = source.bytes
    input = source.isConfidential ? "input" : "file"
    name = source.name
    self.isCatalog = isCatalog
    self.allowsComments = allowsComments
    position = source.byteOrderMarkLength
    builder = SyntaxTreeBuilder(source)
  }

  /// The tree, and whether it is complete: after a syntax error, it contains only what precedes the error.
  package static func read(_ source: SourceText) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    read(JSONReader(source, isCatalog: false, allowsComments: false))
  }

  /// Reads a catalog. Reading continues after most syntax errors: the tree lacks what could not be read, and knows the objects
  /// and arrays that it belongs to. It is complete if the end was reached.
  package static func readCatalog(
    _ source: SourceText, allowsComments: Bool
  ) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    read(JSONReader(source, isCatalog: true, allowsComments: allowsComments))
  }

  private static func read(_ reader: consuming JSONReader) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    do throws(SyntaxError) {
      try reader.readFile()
    } catch {
      // Brackets that do not match may be a consequence of an earlier error.
      if !reader.isNestingUncertain || error.rule !== Rule.syntaxError { reader.report(error) }
      return (reader.builder.finish(at: reader.position), false, reader.findings)
    }
    let isComplete = reader.isWhole || reader.isCatalog
    return (reader.builder.finish(at: reader.position), isComplete, reader.findings)
  }

  private mutating func readFile() throws(SyntaxError) {
    if bytes.count > SyntaxTree.largestSource { throw .tooLong }
    try skipSpace()
    try readValue()
    try skipSpace()
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
    case UInt8(ascii: "'") where isCatalog: try readSingleQuoted(unexpected("a value"))
    default: throw unexpected("a value")
    }
  }

  private mutating func readObject() throws(SyntaxError) {
    let object = builder.next
    try open(.object)
    var comma: Int?
    while true {
      do throws(SyntaxError) {
        try readMembers(after: &comma)
        break
      } catch {
        try recover(from: error, &comma)
      }
    }
    position += 1
    close()
    builder.findDuplicates(in: object, &findings)
  }

  /// Reads members up to the closing bracket.
  @inline(__always)
  private mutating func readMembers(after comma: inout Int?) throws(SyntaxError) {
    try skipSpace()
    if peek == UInt8(ascii: "}"), comma == nil { return }
    while true {
      if peek == UInt8(ascii: "\"") {
        pendingKey = try readString()
      } else if try !readDamagedKey(after: &comma) {
        return
      }
      try skipSpace()
      if peek == UInt8(ascii: ":") {
        position += 1
        try skipSpace()
      } else {
        try skipMissingColon()
      }
      try readValue()
      let end = position
      pendingKey = nil
      try skipSpace()
      if peek == UInt8(ascii: ",") {
        comma = position
        position += 1
        try skipSpace()
        if allowsComments, peek == UInt8(ascii: "}") { return }
      } else if peek == UInt8(ascii: "}") {
        return
      } else {
        try skipMissingComma(unexpected("`,` or `}` after the value"), after: end, &comma)
      }
    }
  }

  private mutating func readArray() throws(SyntaxError) {
    try open(.array)
    var comma: Int?
    while true {
      do throws(SyntaxError) {
        try readElements(after: &comma)
        break
      } catch {
        try recover(from: error, &comma)
      }
    }
    position += 1
    close()
  }

  /// Reads elements up to the closing bracket.
  @inline(__always)
  private mutating func readElements(after comma: inout Int?) throws(SyntaxError) {
    try skipSpace()
    if peek == UInt8(ascii: "]"), comma == nil { return }
    while true {
      if peek == UInt8(ascii: "]") {
        report(unexpected("a value", afterComma: comma))
        return
      }
      if peek == UInt8(ascii: ","), isCatalog { try skipCommas(unexpected("a value"), &comma) }
      if peek == UInt8(ascii: "]") { return }
      try readValue()
      let end = position
      try skipSpace()
      if peek == UInt8(ascii: ",") {
        comma = position
        position += 1
        try skipSpace()
        if allowsComments, peek == UInt8(ascii: "]") { return }
      } else if peek == UInt8(ascii: "]") {
        return
      } else {
        try skipMissingComma(unexpected("`,` or `]` after the element"), after: end, &comma)
      }
    }
  }

  private mutating func open(_ kind: SyntaxTree.Kind) throws(SyntaxError) {
    guard depth < Self.depthLimit else {
      throw SyntaxError(
        .nestingTooDeep, "nesting exceeds \(Self.depthLimit) levels", ByteRange(position, position + 1), stops: true)
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

  private mutating func readWord(_ word: String, _ kind: SyntaxTree.Kind) throws(SyntaxError) {
    let end = position + word.utf8.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.utf8),
      end == bytes.count || !isWordCharacter(bytes[end])
    else { throw unexpected("a value") }
    builder.add(kind, from: position, to: end)
    position = end
  }

  private mutating func readNumber() throws(SyntaxError) {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    let integer = position
    guard skipDigits() else { throw unexpected("a digit after `-`") }
    if bytes[integer] == UInt8(ascii: "0"), position - integer > 1 {
      let range = ByteRange(start, position)
      let repair = Repair.write(digits(from: start, integer: integer), over: range, .unsafe)
      throw SyntaxError(
        .syntaxError, "leading zeros are not allowed", range, help: repair.message,
        repair: position - integer <= 40 ? repair : nil)
    }
    let next = peek
    // Most numbers are short and plain, and need no range check.
    if next == UInt8(ascii: ".") || next == UInt8(ascii: "e") || next == UInt8(ascii: "E") || position - start > 18 {
      try readLongNumber(from: start)
    } else if next == UInt8(ascii: "_") {
      throw separatedDigits(from: start)
    } else {
      builder.add(.number, from: start, to: position)
    }
  }

  /// Continues after the digits of the integer part.
  @inline(never)
  private mutating func readLongNumber(from start: Int) throws(SyntaxError) {
    if peek == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() else { throw unexpected("a digit after the decimal point") }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() else { throw unexpected("a digit in the exponent") }
    }
    let node = builder.add(.number, from: start, to: position)
    if builder.number(node) == nil {
      findings.append(
        Finding(
          .numberOutOfRange, "number out of range", at: .value(node),
          help: "use a magnitude between 1e\(ExactDecimal.smallestExponent) and 1e\(ExactDecimal.largestExponent)"))
    }
  }

  /// The number without leading zeros, for the help line.
  private func digits(from start: Int, integer: Int) -> String {
    let sign = start < integer ? "-" : ""
    let significant = bytes[integer..<position].drop { $0 == UInt8(ascii: "0") }
    return sign + (significant.isEmpty ? "0" : String(decoding: significant.prefix(40), as: UTF8.self))
  }

  /// Skips decimal digits; false if there are none.
  private mutating func skipDigits() -> Bool {
    let start = position
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
    return position > start
  }

  // MARK: Scanning

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() throws(SyntaxError) {
    skipBlanks()
    if peek == UInt8(ascii: "/"), isCatalog { try skipComments() }
  }

  @inline(__always)
  mutating func skipBlanks() {
    var end = position
    loop: while end < bytes.count {
      switch bytes[end] {
      case 0x20, 0x09, 0x0A, 0x0D: end += 1
      default: break loop
      }
    }
    position = end
  }

  /// The end of the word that starts here.
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

/// Reads JSON text, without checking whether it is a catalog.
package func readJSON(_ source: SourceText) -> (tree: SyntaxTree, diagnostics: [Diagnostic]) {
  let (tree, _, findings) = JSONReader.read(source)
  return (tree, tree.diagnostics(for: findings))
}
