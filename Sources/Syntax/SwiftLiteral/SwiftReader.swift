import Diagnostics
import JSONText

/// Reads a catalog that is written in Swift: imports, and one `let` whose value is made of literals, labelled calls and members.
///
/// Nothing is executed. The tree is the one that the JSON reader makes of the same catalog, so that all later stages are one.
package struct SwiftReader {
  private var lexer: SwiftLexer
  private var token: SwiftToken
  private var builder: SyntaxTreeBuilder
  private var findings: [Finding] = []
  private var depth = 0
  private var pendingKey: NodeID?

  private init(_ source: SourceText) {
    builder = SyntaxTreeBuilder(source)
    lexer = SwiftLexer(source)
    token = SwiftToken(kind: .end, start: 0, end: 0)
  }

  /// The tree, and whether it holds the whole file: after a syntax error it holds what stands before it.
  package static func read(_ source: SourceText) -> (tree: SyntaxTree, isComplete: Bool, findings: [Finding]) {
    var reader = SwiftReader(source)
    var isComplete = true
    do throws(SyntaxError) {
      try reader.advance()
      try reader.readFile()
    } catch {
      isComplete = false
      let owner = reader.pendingKey ?? reader.builder.container ?? .root
      reader.findings.append(Finding(error.rule, error.message, at: Place(owner, part: .bytes(error.range)), help: error.help))
    }
    return (reader.builder.finish(at: reader.token.start), isComplete, reader.findings)
  }

  // MARK: The file

  private mutating func readFile() throws(SyntaxError) {
    while true {
      while token.is("@") {
        try advance()
        try expectIdentifier("the name of an attribute")
      }
      while ["public", "package", "internal", "private", "fileprivate"].contains(where: { isWord($0) }) { try advance() }
      guard isWord("import") else { break }
      try advance()
      try skipImport()
    }
    guard isWord("let") else {
      throw unexpected("'let' and the catalog", help: isWord("var") ? "a catalog is a constant: write 'let'" : Self.onlyALet)
    }
    try advance()
    try expectIdentifier("the name of the catalog")
    if token.is(":") { try skipType() }
    try expect("=", "'=' and the catalog")
    try readValue(expecting: .named("Catalog"))
    if token.is(";") { try advance() }
    guard token.kind == .end else {
      throw unexpected("the end of the file", help: "a catalog file has one 'let', and nothing behind it")
    }
  }

  private static let onlyALet = "a catalog file has imports and one 'let NAME: Catalog = Catalog(…)'"

  /// Skips the name of a module, or of a declaration in it: `import struct BillingCatalog.Catalog`.
  private mutating func skipImport() throws(SyntaxError) {
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
  private mutating func skipType() throws(SyntaxError) {
    var open = 0
    repeat {
      try advance()
      if token.is("[") || token.is("<") { open += 1 }
      if token.is("]") || token.is(">") { open -= 1 }
      if token.kind == .end { throw unexpected("'=' and the catalog") }
    } while open > 0 || !token.is("=")
  }

  // MARK: Values

  /// - Parameter type: what may stand here. Only what could be misread is refused by it: a text where a number belongs is
  ///   the decoder's to report, as it does for JSON.
  private mutating func readValue(expecting type: SwiftType) throws(SyntaxError) {
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

  private static let allowedValues = "allowed are literals, arrays, dictionaries, calls as 'Plan(name: …)' and members as '.month'"

  private mutating func readNumber(expecting type: SwiftType) throws(SyntaxError) {
    let start = token.start
    let isNegative = token.is("-")
    if isNegative { try advance() }
    guard case .number(let spelled) = token.kind, !isNegative || token.start == start + 1 else {
      throw unexpected("a number behind '-'")
    }
    let number = token
    try advance()
    // The minus and the digits are the number that JSON would write, unless the digits are spelled in Swift's way.
    let node = addNumber(isNegative ? spelled.map { "-\($0)" } : spelled, from: start, to: number.end)
    if type != .integer, let value = builder.tree.number(node), isRounded(number, value, spelled ?? lexer.text(number)) {
      findings.append(
        Finding(
          .inexactLiteral, "Swift would round this literal", at: .value(node),
          help: "write the digits as a text: Amount(\"\(value)\")"))
    }
  }

  /// True where the library gets another number than the file has: a literal with a fraction or an exponent comes to it as a
  /// `Double`, which is sure to keep 15 digits, and any other as an `Int64`.
  private func isRounded(_ literal: SwiftToken, _ value: ExactDecimal, _ decimal: String) -> Bool {
    let spelling = lexer.text(literal)
    let isFloat =
      spelling.hasPrefix("0x") ? spelling.contains { "pP".contains($0) } : spelling.contains { ".eE".contains($0) }
    guard isFloat else { return value.integer == nil }
    let digits = decimal.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.filter { $0 != UInt8(ascii: ".") }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    return significant.count - significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count > 15
  }

  @discardableResult
  private mutating func addNumber(_ spelled: String?, from start: Int, to end: Int) -> NodeID {
    let node = builder.add(.number, from: start, to: end, spelled: spelled)
    if builder.tree.number(node) == nil {
      findings.append(
        Finding(.numberOutOfRange, "the number is too large or too near to zero to be a quantity", at: .value(node)))
    }
    return node
  }

  private mutating func readWord(expecting type: SwiftType) throws(SyntaxError) {
    let word = token
    let name = lexer.text(word)
    switch name {
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
    guard SwiftVocabulary.allTypes.contains(name) else {
      throw SyntaxError(
        .syntaxError, "expected a value, found \(quoted(name))", word.range,
        help: nearest(to: name, among: SwiftVocabulary.allTypes).map { "did you mean '\($0)'?" } ?? Self.allowedValues)
    }
    guard type == .any || type == .named(name) else {
      throw SyntaxError(.syntaxError, "expected \(type.expected), found '\(name)'", word.range)
    }
    try advance()
    if token.is(".") {
      try readMember(of: .named(name), from: word.start)
    } else if token.is("(") {
      try readCall(of: .named(name), from: word.start)
    } else {
      throw unexpected("'(' or '.' behind '\(name)'")
    }
  }

  // MARK: Members

  /// `.month`, `.metered(amount: 1)` or `.init(…)`, from the dot on.
  private mutating func readMember(of type: SwiftType, from start: Int) throws(SyntaxError) {
    try expect(".", "'.'")
    let member = token
    let name = lexer.text(member)
    try expectIdentifier("the name of a member")
    if token.is("("), name == "init", !["Entitlement", "MetadataValue"].contains(type.name) {
      return try readCall(of: type, from: start)
    }
    switch type {
    case .named("Entitlement"): try readEntitlement(member, from: start)
    case .named("MetadataValue"): try readMetadata(member, from: start)
    case .named(let owner):
      guard let words = SwiftVocabulary.words[owner] else { throw noMember(member, of: owner, []) }
      guard !token.is("(") else { throw unexpected("no values behind '.\(name)'") }
      if let known = words.first(where: { $0.word == name && $0.member != name }) {
        throw noMember(member, of: owner, [known.member])
      }
      // The decoder reports a word that it does not know, here as in JSON.
      let word = words.first { $0.member == name }?.word ?? name
      builder.add(.string, from: start, to: member.end, spelled: word)
    case .any where token.is("("): try readEntitlement(member, from: start)
    case .any: builder.add(.string, from: start, to: member.end, spelled: name)
    case .map, .list: throw noMember(member, of: type == .metadata || type == .texts ? "Entries" : "Array", [])
    }
  }

  private mutating func readEntitlement(_ member: SwiftToken, from start: Int) throws(SyntaxError) {
    let name = lexer.text(member)
    guard let label = SwiftVocabulary.entitlementCases.first(where: { $0.0 == name })?.1 else {
      throw noMember(member, of: "Entitlement", SwiftVocabulary.entitlementCases.map(\.0))
    }
    guard token.is("(") else { throw unexpected("'(' behind '.\(name)'", help: "write '.\(name)(\(label): …)'") }
    try open(at: start)
    let key = builder.add(.string, from: member.start, to: member.end, spelled: "type")
    builder.add(.string, from: member.start, to: member.end, spelled: name)
    try readArguments(of: .named("Entitlement"), firstLabel: label, keys: [key])
  }

  /// `.null`, or a case that holds the value: `.string("…")`.
  private mutating func readMetadata(_ member: SwiftToken, from start: Int) throws(SyntaxError) {
    let name = lexer.text(member)
    if name == "null", !token.is("(") {
      builder.add(.null, from: start, to: member.end)
      return
    }
    guard let (_, type, kind) = SwiftVocabulary.metadataCases.first(where: { $0.name == name }) else {
      throw noMember(member, of: "MetadataValue", ["null"] + SwiftVocabulary.metadataCases.map(\.name))
    }
    try expect("(", "'(' behind '.\(name)'")
    let value = builder.next
    try readValue(expecting: type)
    let found = builder.tree.kind(value)
    guard found == kind else {
      throw SyntaxError(
        .syntaxError, "expected \(kind.described), found \(found.described)", builder.tree.range(value))
    }
    if token.is(",") { try advance() }
    try expect(")", "')'")
  }

  private func noMember(_ member: SwiftToken, of type: String, _ known: [String]) -> SyntaxError {
    let name = lexer.text(member)
    let similar = nearest(to: name, among: known) ?? (known.count == 1 ? known.first : nil)
    return SyntaxError(
      .syntaxError, "'\(type)' has no member \(quoted(name))", member.range,
      help: similar.map { "did you mean '.\($0)'?" }
        ?? (known.isEmpty ? Self.allowedValues : "write \(list(known.map { "'.\($0)'" }, and: "or"))"))
  }

  // MARK: Calls

  /// The parentheses of a call: an object, or for a type of words and numbers the one value in them.
  private mutating func readCall(of type: SwiftType, from start: Int) throws(SyntaxError) {
    guard let name = type.name, SwiftVocabulary.objects[name] == nil else {
      try open(at: start)
      return try readArguments(of: type, firstLabel: nil, keys: [])
    }
    try expect("(", "'('")
    let value = token
    switch (name, token.kind) {
    case ("Amount", .string(let spelled)):
      // `Amount("0.1")` is a number whose digits no floating-point literal touches.
      let text = spelled ?? String(decoding: lexer.bytes[value.start + 1..<value.end - 1], as: UTF8.self)
      guard isJSONNumber(text) else {
        throw SyntaxError(.syntaxError, "expected a number in the quotes, found \(quoted(text))", value.range)
      }
      try advance()
      addNumber(text, from: value.start, to: value.end)
      try refuseOperator()
    case ("Amount", .number), ("Amount", .punctuation(UInt8(ascii: "-"))): try readValue(expecting: type)
    case ("Amount", _): throw unexpected("a number, or its digits in double quotes")
    case ("Entitlement", _), ("MetadataValue", _):
      // A literal that is converted: only calls, members and collections are no literals.
      let isName = token.kind == .identifier && !["true", "false", "nil"].contains { isWord($0) }
      guard !isName, !token.is("["), !token.is(".") else { throw unexpected("a literal") }
      try readValue(expecting: type)
    default:
      if isWord("rawValue") {
        try advance()
        try expect(":", "':'")
      }
      guard case .string = token.kind else { throw unexpected("a word in double quotes") }
      try readValue(expecting: .text)
    }
    if token.is(",") { try advance() }
    try expect(")", "')'")
  }

  /// The members of an open object, as arguments in parentheses.
  ///
  /// - Parameters:
  ///   - type: whose labels these are.
  ///   - firstLabel: the one to write where there is none.
  private mutating func readArguments(of type: SwiftType, firstLabel: String?, keys: [NodeID]) throws(SyntaxError) {
    var keys = keys
    try expect("(", "'('")
    var isFirst = true
    while !token.is(")") {
      let label = token
      guard case .identifier = label.kind, try isFollowedByColon() else {
        throw unexpected(
          isFirst ? "a label or ')'" : "a label",
          help: "write each value with its label: '\(isFirst ? firstLabel ?? "name" : "name"): …'")
      }
      let name = lexer.text(label)
      try advance()
      try advance()
      if isWord("nil") {
        // As if the argument were left out.
        try advance()
      } else {
        let key = builder.add(.string, from: label.start, to: label.end, spelled: name)
        keys.append(key)
        pendingKey = key
        try readValue(expecting: SwiftVocabulary.type(of: name, in: type))
        pendingKey = nil
      }
      isFirst = false
      guard token.is(",") else { break }
      try advance()
    }
    guard token.is(")") else { throw unexpected("',' or ')' behind the argument") }
    findings += builder.duplicates(in: keys)
    close(at: token.end)
    try advance()
  }

  private mutating func isFollowedByColon() throws(SyntaxError) -> Bool {
    var ahead = lexer
    return try ahead.next().is(":")
  }

  // MARK: Collections

  /// An array, or a dictionary whose keys are strings.
  ///
  /// The plain spelling of an object, `["name": "Pro"]`, is one of these too: its keys are the labels of the type.
  private mutating func readCollection(of type: SwiftType) throws(SyntaxError) {
    let start = token.start
    try advance()
    let isDictionary: Bool
    switch token.kind {
    case .punctuation(UInt8(ascii: ":")): isDictionary = true
    case .string, .identifier, .number: isDictionary = try isFollowedByColon()
    default: isDictionary = false
    }
    if isDictionary { try readDictionary(from: start, type) } else { try readArray(from: start, type) }
  }

  private mutating func readDictionary(from start: Int, _ type: SwiftType) throws(SyntaxError) {
    try open(at: start)
    var keys: [NodeID] = []
    if token.is(":") {
      try advance()
    } else {
      while !token.is("]") {
        guard case .string(let spelled) = token.kind else { throw unexpected("a key in double quotes") }
        let key = builder.add(.string, from: token.start, to: token.end, spelled: spelled)
        keys.append(key)
        pendingKey = key
        try advance()
        try expect(":", "':' and a value for the key")
        switch type {
        case .map(let inner): try readValue(expecting: inner)
        case .named("MetadataValue"): try readValue(expecting: type)
        default: try readValue(expecting: SwiftVocabulary.type(of: builder.tree.text(key), in: type))
        }
        pendingKey = nil
        guard token.is(",") else { break }
        try advance()
      }
    }
    guard token.is("]") else { throw unexpected("',' or ']' behind the entry") }
    findings += builder.duplicates(in: keys)
    close(at: token.end)
    try advance()
  }

  private mutating func readArray(from start: Int, _ type: SwiftType) throws(SyntaxError) {
    try open(.array, at: start)
    let inner: SwiftType =
      switch type {
      case .list(let inner): inner
      case .named("MetadataValue"): type
      default: .any
      }
    while !token.is("]") {
      try readValue(expecting: inner)
      guard token.is(",") else { break }
      try advance()
    }
    guard token.is("]") else { throw unexpected("',' or ']' behind the element") }
    close(at: token.end)
    try advance()
  }

  private mutating func open(_ kind: SyntaxTree.Kind = .object, at start: Int) throws(SyntaxError) {
    guard depth < JSONReader.depthLimit else {
      throw SyntaxError(
        .nestingTooDeep, "objects and arrays lie more than \(JSONReader.depthLimit) deep", ByteRange(start, start + 1))
    }
    depth += 1
    builder.begin(kind, at: start)
    pendingKey = nil
  }

  private mutating func close(at end: Int) {
    depth -= 1
    builder.end(at: end)
  }

  // MARK: Tokens

  private mutating func advance() throws(SyntaxError) { token = try lexer.next() }

  private func isWord(_ word: String) -> Bool { token.kind == .identifier && lexer.text(token) == word }

  private mutating func expect(_ sign: Unicode.Scalar, _ expected: String) throws(SyntaxError) {
    guard token.is(sign) else { throw unexpected(expected) }
    try advance()
  }

  private mutating func expectIdentifier(_ expected: String) throws(SyntaxError) {
    guard token.kind == .identifier else { throw unexpected(expected) }
    try advance()
  }

  /// What Swift would go on to compute with is no catalog.
  private func refuseOperator() throws(SyntaxError) {
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

  private func unexpected(_ expected: String, help: String? = nil) -> SyntaxError {
    guard token.kind != .end else {
      return SyntaxError(
        .syntaxError, "expected \(expected), found the end of the file", ByteRange(token.start, token.start),
        help: builder.container == nil ? help : "the file ends inside of a value: is it whole?")
    }
    return SyntaxError(.syntaxError, "expected \(expected), found \(quoted(lexer.text(token)))", token.range, help: help)
  }
}

/// True where a text is a number by JSON's grammar.
func isJSONNumber(_ text: String) -> Bool {
  let (tree, isComplete, findings) = JSONReader.read(SourceText(name: "", bytes: Array(text.utf8)))
  return isComplete && findings.isEmpty && tree.kind(.root) == .number && tree.range(.root) == ByteRange(0, text.utf8.count)
}
