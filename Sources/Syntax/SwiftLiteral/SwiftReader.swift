import Diagnostics
import Foundations

/// Reads a catalog written in Swift: imports, and one `let` whose value consists of literals, labeled calls and members.
///
/// Nothing is executed. The result is the same tree that the JSON reader builds for the same catalog, so later stages do not
/// depend on the format. The reader reports what the Swift compiler would not accept and the decoder could not see: the order of
/// arguments, repeated labels, and literals of another type. Unknown labels and other types are left to the decoder.
package struct SwiftReader: ~Copyable {
  let vocabulary: SwiftVocabulary
  var lexer: SwiftLexer
  var token: SwiftToken
  var builder: SyntaxTreeBuilder
  var findings: [Finding] = []
  var depth = 0
  var pendingKey: NodeID?
  /// The end of the last token that was read.
  var end = 0

  private init(_ source: SourceText, _ vocabulary: SwiftVocabulary) {
    self.vocabulary = vocabulary
    builder = SyntaxTreeBuilder(source)
    lexer = SwiftLexer(source)
    token = SwiftToken(kind: .end, start: 0, end: 0)
  }

  /// The tree, and whether it is complete: after a syntax error, it contains only what precedes the error.
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
    reader.builder.comments = reader.lexer.comments
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
      throw unexpected("a `let` declaration", help: isWord("var") ? "use `let`; a catalog must be a constant" : Self.onlyALet)
    }
    try advance()
    try expectIdentifier("the name of the catalog")
    if token.is(":") { try skipType() }
    try expect("=", "`=`")
    try readValue(expecting: .named("Catalog"))
    if token.is(";") { try advance() }
    guard token.kind == .end else {
      throw unexpected("the end of the file", help: "write exactly one `let` declaration")
    }
  }

  private static let modifiers = ["public", "package", "internal", "private", "fileprivate", "nonisolated"]
  private static let onlyALet: Phrase = "write imports and one `let NAME: Catalog = Catalog(…)`"

  /// Skips the name of a module or of a declaration in it, such as `struct BillingCatalog.Catalog`.
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

  /// Skips a type annotation, which the Swift compiler checks and the reader does not need.
  mutating func skipType() throws(SyntaxError) {
    try advance()
    guard !token.is("=") else { throw unexpected("a type after `:`") }
    var isBehindName = false
    while !token.is("=") {
      switch token.kind {
      case .identifier where !isBehindName && !isWord("let"): isBehindName = true
      case .punctuation(let sign) where ".:,?![]<>".utf8.contains(sign): isBehindName = false
      default: throw unexpected("`=`")
      }
      try advance()
    }
  }

  // MARK: Values

  /// - Parameter type: the expected type. A value of another JSON kind, such as a string instead of a number, is reported by the
  ///   decoder, as for JSON.
  mutating func readValue(expecting type: SwiftType) throws(SyntaxError) {
    let start = token
    switch token.kind {
    case .number, .punctuation(UInt8(ascii: "-")): try readNumber(expecting: type)
    case .string(let spelled):
      try advance()
      let node = builder.add(.string, from: start.start, to: start.end, spelled: spelled)
      refuseString(node, for: type)
    case .punctuation(UInt8(ascii: "[")): try readCollection(of: type)
    case .punctuation(UInt8(ascii: ".")): try readMember(of: type, from: start.start)
    case .identifier: try readWord(expecting: type)
    case .punctuation, .end: throw unexpected("a value", help: Self.allowedValues)
    }
    try refuseOperator()
  }

  static let allowedValues: Phrase =
    "use literals, arrays, dictionaries, calls such as `Plan(name: …)` and members such as `.month`"

  /// Types of Swift, which are not misspelled types of a catalog: `Int` is not meant to be `Lint`.
  private static let standardTypes = ["Int", "Double", "String", "Bool", "Array", "Dictionary"]

  /// Reports a string in place of a member. A word that the type does not have is reported by the decoder, as for JSON.
  private mutating func refuseString(_ node: NodeID, for type: SwiftType) {
    guard let name = type.name, let known = vocabulary.words[name] else { return }
    let text = builder.text(node)
    guard known.contains(where: { $0.word == text }) else { return }
    findings.append(
      Finding(
        .literalType, "expected `\(name)`, found a string", at: .value(node), help: "write \(word: text)",
        repair: .choose(text, at: node, .safe)))
  }

  mutating func readNumber(expecting type: SwiftType) throws(SyntaxError) {
    let start = token.start
    let isNegative = token.is("-")
    if isNegative { try advance() }
    guard case .number(let spelled) = token.kind, !isNegative || token.start == start + 1 else {
      throw unexpected("a number after `-`")
    }
    let number = token
    try advance()
    // The bytes in the file are a valid JSON number, unless the digits use Swift notation.
    let node = addNumber(isNegative ? spelled.map { "-\($0)" } : spelled, from: start, to: number.end)
    guard let value = builder.number(node) else { return }
    if type == .integer || type == .money {
      refuseFraction(number, value, at: node, for: type)
    } else if isRounded(number, value, spelled ?? lexer.text(number)) {
      findings.append(
        Finding(
          .inexactLiteral, "Swift would round this literal", at: .value(node),
          help: "write the digits as a string: `Amount(\"\(value)\")`"))
    }
  }

  /// Reports a literal such as `14.0` in place of an integer. A number that is not whole is reported by the decoder, as for JSON,
  /// and so is money with a decimal point or an exponent.
  private mutating func refuseFraction(_ literal: SwiftToken, _ value: ExactDecimal, at node: NodeID, for type: SwiftType) {
    guard isFloat(literal), let integer = value.integer, type == .integer || !builder.isDecimalFraction(node) else { return }
    let repair = Repair("write `\(integer)`", .safe, [.literal(node, "\(integer)")])
    findings.append(
      Finding(
        .literalType, "expected an integer literal, found \(quoted(builder.spelling(node)))", at: .value(node),
        help: repair.message, repair: repair))
  }

  /// True if the library would receive a different number: Swift passes a literal with a fraction or an exponent as a
  /// `Double`, which is guaranteed to keep 15 digits, and any other as an `Int64`.
  func isRounded(_ literal: SwiftToken, _ value: ExactDecimal, _ decimal: String) -> Bool {
    guard isFloat(literal) else { return value.integer == nil }
    let digits = decimal.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.filter { $0 != UInt8(ascii: ".") }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    return significant.count - significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count > 15
  }

  /// True if Swift passes the literal as a `Double`.
  private func isFloat(_ literal: SwiftToken) -> Bool {
    let spelling = lexer.text(literal)
    return spelling.hasPrefix("0x") ? spelling.contains { "pP".contains($0) } : spelling.contains { ".eE".contains($0) }
  }

  @discardableResult
  mutating func addNumber(_ spelled: String?, from start: Int, to end: Int) -> NodeID {
    let node = builder.add(.number, from: start, to: end, spelled: spelled)
    if builder.number(node) == nil {
      findings.append(
        Finding(.numberOutOfRange, "number out of range", at: .value(node)))
    }
    return node
  }

  mutating func readWord(expecting type: SwiftType) throws(SyntaxError) {
    if isWord("BillingCatalog"), try isFollowed(by: ".") {
      // A module prefix, for a type name that is ambiguous.
      try advance()
      try advance()
    }
    let word = token
    var name = lexer.text(word)
    var range = word.range
    if let nested = try nestedType(in: name) {
      try advance()
      try advance()
      name = nested
      range = ByteRange(word.start, token.end)
    }
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
      let near = Self.standardTypes.contains(name) ? nil : bestSuggestion(for: name, among: vocabulary.allTypes)
      throw SyntaxError(
        .syntaxError, "expected a value, found \(quoted(name))", word.range,
        help: near.map { "did you mean `\($0.word)`?" } ?? Self.allowedValues,
        repair: near.map { Repair("write `\($0.word)`", $0.applicability, [.replace(word.range, $0.word)]) })
    }
    guard type == .any || type == .named(name) else {
      throw SyntaxError(.syntaxError, "expected \(type.expected), found `\(name)`", range)
    }
    try advance()
    if token.is(".") {
      try readMember(of: .named(name), from: word.start)
    } else if token.is("(") {
      try readCall(of: .named(name), from: word.start)
    } else {
      throw unexpected("`(` or `.` after `\(name)`")
    }
  }

  /// `Expiration.Unit`, if the next tokens name a type inside the named one.
  func nestedType(in name: String) throws(SyntaxError) -> String? {
    guard vocabulary.outerTypes.contains(name) else { return nil }
    var ahead = lexer
    guard try ahead.next().is(".") else { return nil }
    let nested = "\(name).\(lexer.text(try ahead.next()))"
    return vocabulary.allTypes.contains(nested) ? nested : nil
  }

  // MARK: Tokens

  mutating func advance() throws(SyntaxError) {
    end = lexer.position
    token = try lexer.next()
  }

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

  /// Rejects operators, calls and subscripts after a value.
  func refuseOperator() throws(SyntaxError) {
    guard case .punctuation(let sign) = token.kind else { return }
    switch sign {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "?"),
      UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "^"):
      throw SyntaxError(
        .syntaxError, "operators are not supported in a catalog, found \(quoted(lexer.text(token)))", token.range,
        help: "write the result; the file is parsed, not executed")
    case UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      throw SyntaxError(
        .syntaxError, "method calls and subscripts are not supported in a catalog, found \(quoted(lexer.text(token)))",
        token.range, help: "write the result; the file is parsed, not executed")
    default: return
    }
  }

  func unexpected(_ expected: String, help: Phrase? = nil) -> SyntaxError {
    guard token.kind != .end else {
      return SyntaxError(
        .syntaxError, "expected \(expected), found the end of the file", ByteRange(token.start, token.start),
        help: builder.container == nil ? help : "close the value, or check that the file is complete")
    }
    return SyntaxError(.syntaxError, "expected \(expected), found \(quoted(lexer.text(token)))", token.range, help: help)
  }
}

/// True if the text is a JSON number, of any magnitude.
package func isJSONNumber(_ text: String) -> Bool {
  let (tree, isComplete, _) = JSONReader.read(SourceText(name: "", bytes: Array(text.utf8)))
  return isComplete && tree.kind(.root) == .number && tree.range(.root) == ByteRange(0, text.utf8.count)
}
