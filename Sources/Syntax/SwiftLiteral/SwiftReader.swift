import Diagnostics
import Foundations

/// Reads a catalog that is written in Swift: imports, and one `let` whose value is made of literals, labelled calls and
/// members.
///
/// Nothing is executed. The tree is the one that the JSON reader makes of the same catalog, so that all later stages are
/// one. Only what could be misread is refused: that every label and type is right is for the compiler of Swift to say.
package struct SwiftReader: ~Copyable {
  let vocabulary: SwiftVocabulary
  var lexer: SwiftLexer
  var token: SwiftToken
  var builder: SyntaxTreeBuilder
  var findings: [Finding] = []
  var depth = 0
  var pendingKey: NodeID?

  private init(_ source: SourceText, _ vocabulary: SwiftVocabulary) {
    self.vocabulary = vocabulary
    builder = SyntaxTreeBuilder(source)
    lexer = SwiftLexer(source)
    token = SwiftToken(kind: .end, start: 0, end: 0)
  }

  /// The tree, and whether it holds the whole file: after a syntax error it holds what stands before it.
  package static func read(
    _ source: SourceText, _ vocabulary: SwiftVocabulary
  ) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    var reader = SwiftReader(source, vocabulary)
    var isComplete = true
    do throws(SyntaxError) {
      if source.bytes.count > SyntaxTree.largestSource { throw SyntaxError.tooLong }
      try reader.advance()
      try reader.readFile()
    } catch {
      isComplete = false
      let owner = reader.pendingKey ?? reader.builder.container ?? .root
      let place = Place(owner, part: .bytes(error.range))
      reader.findings.append(Finding(error.rule, error.message, at: place, help: error.help, repair: error.repair))
    }
    return (reader.builder.finish(at: reader.token.start, vocabulary: vocabulary), isComplete, reader.findings)
  }

  // MARK: The file

  mutating func readFile() throws(SyntaxError) {
    while true {
      while token.is("@") {
        try advance()
        try expectIdentifier("the name of an attribute")
      }
      while Self.modifiers.contains(where: { isWord($0) }) { try advance() }
      guard isWord("import") else { break }
      try advance()
      try skipImport()
    }
    guard isWord("let") else {
      throw unexpected("`let` and the catalog", help: isWord("var") ? "a catalog is a constant: write `let`" : Self.onlyALet)
    }
    try advance()
    try expectIdentifier("the name of the catalog")
    if token.is(":") { try skipType() }
    try expect("=", "`=` and the catalog")
    try readValue(expecting: .named("Catalog"))
    if token.is(";") { try advance() }
    guard token.kind == .end else {
      throw unexpected("the end of the file", help: "a catalog file has one `let`, and nothing behind it")
    }
  }

  private static let modifiers = ["public", "package", "internal", "private", "fileprivate", "nonisolated"]
  private static let onlyALet = "a catalog file has imports and one `let NAME: Catalog = Catalog(…)`"

  /// Skips the name of a module, or of a declaration in it: `import struct BillingCatalog.Catalog`.
  mutating func skipImport() throws(SyntaxError) {
    if ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"].contains(where: { isWord($0) }) {
      try advance()
    }
    try expectIdentifier("the name of a module")
    while token.is(".") {
      try advance()
      try expectIdentifier("the name of a module")
    }
    if token.is(";") { try advance() }
  }

  /// Skips a type annotation, which the compiler checks and the reader has no use for.
  mutating func skipType() throws(SyntaxError) {
    try advance()
    guard !token.is("=") else { throw unexpected("a type behind `:`") }
    var isBehindName = false
    while !token.is("=") {
      switch token.kind {
      case .identifier where !isBehindName && !isWord("let"): isBehindName = true
      case .punctuation(let sign) where ".:,?![]<>".utf8.contains(sign): isBehindName = false
      default: throw unexpected("`=` and the catalog")
      }
      try advance()
    }
  }

  // MARK: Values

  /// - Parameter type: what may stand here. Only what could be misread is refused by it: a text where a number belongs is
  ///   the decoder's to report, as it does for JSON.
  mutating func readValue(expecting type: SwiftType) throws(SyntaxError) {
    let start = token
    switch token.kind {
    case .number, .punctuation(UInt8(ascii: "-")): try readNumber(expecting: type)
    case .string(let spelled):
      try advance()
      builder.add(.string, from: start.start, to: start.end, spelled: spelled)
    case .punctuation(UInt8(ascii: "[")): try readCollection(of: type)
    case .punctuation(UInt8(ascii: ".")): try readMember(of: type, from: start.start)
    case .identifier: try readWord(expecting: type)
    case .punctuation, .end: throw unexpected("a value", help: Self.allowedValues)
    }
    try refuseOperator()
  }

  static let allowedValues =
    "allowed are literals, arrays, dictionaries, calls as `Plan(name: …)` and members as `.month`"

  mutating func readNumber(expecting type: SwiftType) throws(SyntaxError) {
    let start = token.start
    let isNegative = token.is("-")
    if isNegative { try advance() }
    guard case .number(let spelled) = token.kind, !isNegative || token.start == start + 1 else {
      throw unexpected("a number behind `-`")
    }
    let number = token
    try advance()
    // The minus and the digits are the number that JSON would write, unless the digits are spelled in Swift's way.
    let node = addNumber(isNegative ? spelled.map { "-\($0)" } : spelled, from: start, to: number.end)
    if type != .integer, let value = builder.number(node), isRounded(number, value, spelled ?? lexer.text(number)) {
      findings.append(
        Finding(
          .inexactLiteral, "Swift would round this literal", at: .value(node),
          help: "write the digits as a text: Amount(\"\(value)\")"))
    }
  }

  /// True where the library gets another number than the file has: a literal with a fraction or an exponent comes to it as a
  /// `Double`, which is sure to keep 15 digits, and any other as an `Int64`.
  func isRounded(_ literal: SwiftToken, _ value: ExactDecimal, _ decimal: String) -> Bool {
    let spelling = lexer.text(literal)
    let isFloat =
      spelling.hasPrefix("0x") ? spelling.contains { "pP".contains($0) } : spelling.contains { ".eE".contains($0) }
    guard isFloat else { return value.integer == nil }
    let digits = decimal.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.filter { $0 != UInt8(ascii: ".") }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    return significant.count - significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count > 15
  }

  @discardableResult
  mutating func addNumber(_ spelled: String?, from start: Int, to end: Int) -> NodeID {
    let node = builder.add(.number, from: start, to: end, spelled: spelled)
    if builder.number(node) == nil {
      findings.append(
        Finding(.numberOutOfRange, "the number is too large or too near to zero to be a quantity", at: .value(node)))
    }
    return node
  }

  mutating func readWord(expecting type: SwiftType) throws(SyntaxError) {
    if isWord("BillingCatalog"), try isFollowed(by: ".") {
      // The name of the module, for a type whose name another module has too.
      try advance()
      try advance()
    }
    let word = token
    let name = lexer.text(word)
    switch word.isEscaped ? "" : name {
    case "true", "false":
      try advance()
      builder.add(.boolean, from: word.start, to: word.end)
      return
    case "nil":
      try advance()
      builder.add(.null, from: word.start, to: word.end)
      return
    default: break
    }
    guard vocabulary.allTypes.contains(name) else {
      let near = nearWord(to: name, among: vocabulary.allTypes)
      throw SyntaxError(
        .syntaxError, "expected a value, found \(quoted(name))", word.range,
        help: near.map { "did you mean `\($0.word)`?" } ?? Self.allowedValues,
        repair: near.map { Repair("write `\($0.word)`", $0.applicability, [.word(word.range, $0.word)]) })
    }
    guard type == .any || type == .named(name) else {
      throw SyntaxError(.syntaxError, "expected \(type.expected), found `\(name)`", word.range)
    }
    try advance()
    if token.is(".") {
      try readMember(of: .named(name), from: word.start)
    } else if token.is("(") {
      try readCall(of: .named(name), from: word.start)
    } else {
      throw unexpected("`(` or `.` behind `\(name)`")
    }
  }

  // MARK: Tokens

  mutating func advance() throws(SyntaxError) { token = try lexer.next() }

  func isWord(_ word: String) -> Bool {
    token.kind == .identifier && !token.isEscaped && lexer.text(token) == word
  }

  func isFollowed(by sign: Unicode.Scalar) throws(SyntaxError) -> Bool {
    var ahead = lexer
    return try ahead.next().is(sign)
  }

  mutating func expect(_ sign: Unicode.Scalar, _ expected: String) throws(SyntaxError) {
    guard token.is(sign) else { throw unexpected(expected) }
    try advance()
  }

  mutating func expectIdentifier(_ expected: String) throws(SyntaxError) {
    guard token.kind == .identifier else { throw unexpected(expected) }
    try advance()
  }

  /// What Swift would go on to compute with is no catalog.
  func refuseOperator() throws(SyntaxError) {
    guard case .punctuation(let sign) = token.kind else { return }
    switch sign {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "?"),
      UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "^"):
      throw SyntaxError(
        .syntaxError, "a catalog has no operators, found \(quoted(lexer.text(token)))", token.range,
        help: "write the result: the file is read, and not executed")
    case UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      throw SyntaxError(
        .syntaxError, "a catalog calls nothing on a value, found \(quoted(lexer.text(token)))", token.range,
        help: "write the result: the file is read, and not executed")
    default: return
    }
  }

  func unexpected(_ expected: String, help: String? = nil) -> SyntaxError {
    guard token.kind != .end else {
      return SyntaxError(
        .syntaxError, "expected \(expected), found the end of the file", ByteRange(token.start, token.start),
        help: builder.container == nil ? help : "the file ends inside of a value: is it whole?")
    }
    return SyntaxError(.syntaxError, "expected \(expected), found \(quoted(lexer.text(token)))", token.range, help: help)
  }
}

/// True where a text is a number by JSON's grammar, of whatever size.
package func isJSONNumber(_ text: String) -> Bool {
  let (tree, isComplete, _) = JSONReader.read(SourceText(name: "", bytes: Array(text.utf8)))
  return isComplete && tree.kind(.root) == .number && tree.range(.root) == ByteRange(0, text.utf8.count)
}
