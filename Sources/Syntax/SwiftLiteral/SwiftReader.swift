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
    while isWord("import") {
      try advance()
      try expectIdentifier("the name of a module")
      while token.is(".") {
        try advance()
        try expectIdentifier("the name of a module")
      }
      if token.is(";") { try advance() }
    }
    while ["public", "package", "internal", "private", "fileprivate"].contains(where: { isWord($0) }) { try advance() }
    guard isWord("let") else {
      throw unexpected("'let' and the catalog", help: isWord("var") ? "a catalog is a constant: write 'let'" : Self.onlyALet)
    }
    try advance()
    try expectIdentifier("the name of the catalog")
    if token.is(":") { try skipType() }
    try expect("=", "'=' and the catalog")
    try readValue(expecting: "Catalog")
    if token.is(";") { try advance() }
    guard token.kind == .end else {
      throw unexpected("the end of the file", help: "a catalog file has one 'let', and nothing behind it")
    }
  }

  private static let onlyALet = "a catalog file has imports and one 'let NAME: Catalog = Catalog(…)'"

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

  /// - Parameter type: the type of the library that stands here; nil where any value may.
  private mutating func readValue(expecting type: String?) throws(SyntaxError) {
    let start = token
    switch token.kind {
    case .number(let spelled):
      try advance()
      try addNumber(spelled, from: start.start, to: start.end)
    case .string(let spelled):
      try advance()
      builder.add(.string, from: start.start, to: start.end, spelled: spelled)
    case .punctuation(UInt8(ascii: "-")): try readNegative()
    case .punctuation(UInt8(ascii: "[")): try readCollection(elements: type)
    case .punctuation(UInt8(ascii: ".")): try readMember(of: type, from: start.start)
    case .identifier: try readWord(expecting: type)
    case .punctuation, .end: throw unexpected("a value", help: Self.allowedValues)
    }
    try refuseOperator()
  }

  private static let allowedValues = "allowed are literals, arrays, dictionaries, calls as 'Plan(name: …)' and members as '.month'"

  private mutating func readNegative() throws(SyntaxError) {
    let start = token.start
    try advance()
    guard case .number(let spelled) = token.kind, token.start == start + 1 else { throw unexpected("a number behind '-'") }
    let number = token
    try advance()
    // The minus and the digits are the number that JSON would write, unless the digits are spelled in Swift's way.
    try addNumber(spelled.map { "-\($0)" }, from: start, to: number.end)
  }

  private mutating func addNumber(_ spelled: String?, from start: Int, to end: Int) throws(SyntaxError) {
    let node = builder.add(.number, from: start, to: end, spelled: spelled)
    if builder.tree.number(node) == nil {
      findings.append(
        Finding(.numberOutOfRange, "the number is too large or too near to zero to be a quantity", at: .value(node)))
    }
  }

  private mutating func readWord(expecting type: String?) throws(SyntaxError) {
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
    guard SwiftVocabulary.objects.contains(name) || SwiftVocabulary.scalars.contains(name) else {
      throw SyntaxError(
        .syntaxError, "expected a value, found \(quoted(name))", word.range,
        help: nearest(to: name, among: SwiftVocabulary.allTypes).map { "did you mean '\($0)'?" } ?? Self.allowedValues)
    }
    if let type, type != name {
      throw SyntaxError(.syntaxError, "expected \(type)(…), found '\(name)'", word.range, help: "write '\(type)' here")
    }
    try advance()
    if token.is(".") {
      try readMember(of: name, from: word.start)
    } else if token.is("(") {
      try readCall(of: name, from: word.start)
    } else {
      throw unexpected("'(' or '.' behind '\(name)'")
    }
  }

  /// `.month`, `.metered(amount: 1)` or `.init(…)`, from the dot on.
  private mutating func readMember(of type: String?, from start: Int) throws(SyntaxError) {
    try expect(".", "'.'")
    let member = token
    let name = lexer.text(member)
    try expectIdentifier("the name of a member")
    guard token.is("(") else {
      builder.add(.string, from: start, to: member.end, spelled: SwiftVocabulary.word(name, type: type))
      return
    }
    if name == "init" {
      try readCall(of: type, from: start)
    } else if type == nil || type == "Entitlement", let label = SwiftVocabulary.entitlements[name] {
      try open(at: start)
      let key = builder.add(.string, from: member.start, to: member.end, spelled: "type")
      builder.add(.string, from: member.start, to: member.end, spelled: name)
      try readArguments(unlabelled: label, keys: [key])
    } else {
      throw SyntaxError(
        .syntaxError, "'.\(name)' takes no values", member.range,
        help: type == "Entitlement"
          ? nearest(to: name, among: SwiftVocabulary.entitlements.keys.sorted()).map { "did you mean '.\($0)'?" }
            ?? "write .boolean(…), .metered(…) or .static(…)" : Self.allowedValues)
    }
  }

  /// The parentheses of a call: an object, or for a type of words and numbers the one value in them.
  private mutating func readCall(of type: String?, from start: Int) throws(SyntaxError) {
    guard let type, SwiftVocabulary.scalars.contains(type) else {
      try open(at: start)
      try readArguments(unlabelled: nil, keys: [])
      return
    }
    try expect("(", "'('")
    if isWord("rawValue") {
      try advance()
      try expect(":", "':'")
    }
    let value = token
    if type == "Amount", case .string(let spelled) = value.kind {
      // `Amount("0.1")` is a number whose digits no floating-point literal touches.
      let text = spelled ?? String(decoding: lexer.bytes[value.start + 1..<value.end - 1], as: UTF8.self)
      guard isJSONNumber(text) else {
        throw SyntaxError(.syntaxError, "expected a number in the quotes, found \(quoted(text))", value.range)
      }
      try advance()
      try addNumber(text, from: value.start, to: value.end)
    } else {
      try readValue(expecting: nil)
    }
    if token.is(",") { try advance() }
    try expect(")", "')'")
  }

  /// The members of an open object, as arguments in parentheses.
  ///
  /// - Parameter unlabelled: the field for a first argument without a label.
  private mutating func readArguments(unlabelled: String?, keys: [NodeID]) throws(SyntaxError) {
    var keys = keys
    try expect("(", "'('")
    var isFirst = true
    while !token.is(")") {
      let label = token
      var field = unlabelled
      if case .identifier = label.kind, try isFollowedByColon() {
        field = lexer.text(label)
        try advance()
        try advance()
      } else if !isFirst || unlabelled == nil {
        throw unexpected(isFirst ? "a label or ')'" : "a label", help: "write each value with its label: 'name: …'")
      }
      let name = field ?? ""
      if isWord("nil") {
        // As if the argument were left out.
        try advance()
      } else {
        let key = builder.add(.string, from: label.start, to: label.end, spelled: name)
        keys.append(key)
        pendingKey = key
        try readValue(expecting: SwiftVocabulary.typeOfLabel[name])
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

  /// An array, or a dictionary whose keys are strings.
  ///
  /// - Parameter type: of the values.
  private mutating func readCollection(elements type: String?) throws(SyntaxError) {
    let start = token.start
    try advance()
    var ahead = lexer
    let isDictionary: Bool
    switch token.kind {
    case .punctuation(UInt8(ascii: ":")): isDictionary = true
    case .string, .identifier, .number: isDictionary = try ahead.next().is(":")
    default: isDictionary = false
    }
    if isDictionary { try readDictionary(from: start, type) } else { try readArray(from: start, type) }
  }

  private mutating func readDictionary(from start: Int, _ type: String?) throws(SyntaxError) {
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
        // The plain spelling, `["plans": ["pro": …]]`, has the types of its keys; a typed one knows them from its label.
        let inner = type == "Catalog" || type == nil ? SwiftVocabulary.typeOfLabel[builder.tree.text(key)] : type
        try readValue(expecting: token.is("[") && (type == nil || type == "Catalog") ? nil : inner)
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

  private mutating func readArray(from start: Int, _ type: String?) throws(SyntaxError) {
    try open(.array, at: start)
    while !token.is("]") {
      try readValue(expecting: type)
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
  return isComplete && findings.isEmpty && tree.kind(.root) == .number && tree.range(.root).end == text.utf8.count
}
