import Diagnostics

/// Members and calls: `.month`, `.metered(amount: 1)`, `Plan(name: "Pro")`.
extension SwiftReader {
  /// Reads `.month`, `.metered(amount: 1)` or `.init(…)`, starting at the dot.
  mutating func readMember(of type: SwiftType, from start: Int) throws(SyntaxError) {
    try expect(".", "`.`")
    let member = token
    let name = lexer.text(member)
    try expectIdentifier("the name of a member")
    if token.is("("), name == "init", hasInitialiser(type) {
      return try readCall(of: type, from: start)
    }
    switch type {
    case .named("Entitlement"): try readEntitlement(member, from: start)
    case .named("MetadataValue"): try readMetadata(member, from: start)
    case .filter: try readFilter(member, from: start)
    case .duration where name == SwiftVocabulary.months: try readMonths(member, from: start)
    case .named(let owner):
      guard let words = vocabulary.words[owner] else { throw noMember(member, of: owner, []) }
      guard !token.is("(") else { throw unexpected("no arguments after `.\(name)`") }
      if let known = words.first(where: { $0.word == name && $0.member != name }) {
        throw noMember(member, of: owner, [known.member])
      }
      // The decoder reports unknown words, as for JSON.
      let word = words.first { $0.member == name }?.word ?? name
      builder.add(.string, from: start, to: member.end, spelled: word)
    case .any where token.is("("): try readEntitlement(member, from: start)
    case .any: builder.add(.string, from: start, to: member.end, spelled: name)
    case .map: throw noMember(member, of: "Entries", [])
    case .list: throw noMember(member, of: "Array", [])
    }
  }

  /// True if `.init(…)` creates something that the reader knows: an object, a word, an amount or a filter.
  func hasInitialiser(_ type: SwiftType) -> Bool {
    switch type {
    case .named(let name):
      vocabulary.objects[name] != nil || vocabulary.words[name] != nil || ["Amount", "MeterFilter", "Money"].contains(name)
    case .any, .map: true
    case .list: false
    }
  }

  mutating func readEntitlement(_ member: SwiftToken, from start: Int) throws(SyntaxError) {
    let name = lexer.text(member)
    if vocabulary.entitlementWords.contains(name), !token.is("(") {
      builder.add(.string, from: start, to: member.end, spelled: name)
      return
    }
    if name == "number", token.is("(") {
      try advance()
      try readValue(expecting: .named("Amount"))
      if token.is(",") { try advance() }
      return try expect(")", "`)`")
    }
    guard let (_, label, labels) = vocabulary.entitlementCases.first(where: { $0.name == name }) else {
      let cases = vocabulary.entitlementCases.map(\.name) + vocabulary.entitlementWords + ["number"]
      throw noMember(member, of: "Entitlement", cases)
    }
    guard token.is("(") else { throw unexpected("`(` after `.\(name)`", help: "write `.\(name)(\(label): …)`") }
    try open(at: start)
    builder.add(.string, from: member.start, to: member.end, spelled: "type")
    builder.add(.string, from: member.start, to: member.end, spelled: name)
    try readArguments(
      of: .named("Entitlement"), firstLabel: label, labels: labels, initializers: vocabulary.initializers[name] ?? [])
  }

  /// Reads `.null`, or a case with a value, such as `.string("…")`.
  mutating func readMetadata(_ member: SwiftToken, from start: Int) throws(SyntaxError) {
    let name = lexer.text(member)
    if name == "null", !token.is("(") {
      builder.add(.null, from: start, to: member.end)
      return
    }
    guard let (_, type, kind) = SwiftVocabulary.metadataCases.first(where: { $0.name == name }) else {
      throw noMember(member, of: "MetadataValue", ["null"] + SwiftVocabulary.metadataCases.map(\.name))
    }
    try expect("(", "`(` after `.\(name)`")
    let value = builder.next
    try readValue(expecting: type)
    let found = builder.kind(value)
    guard found == kind else {
      throw SyntaxError(
        .syntaxError, "expected \(kind.described), found \(found.described)", builder.range(value))
    }
    if token.is(",") { try advance() }
    try expect(")", "`)`")
  }

  /// Reads `.not([…])` as an object with one member.
  mutating func readFilter(_ member: SwiftToken, from start: Int) throws(SyntaxError) {
    let name = lexer.text(member)
    guard name == SwiftVocabulary.exclusion else {
      // A correction could turn values that count into values that do not.
      throw SyntaxError(
        .syntaxError, "`MeterFilter` has no member \(quoted(name))", member.range,
        help: "write a string, an array of strings, or `.not([…])`")
    }
    guard token.is("(") else { throw unexpected("`(` after `.\(name)`", help: "write `.\(name)([…])`") }
    try open(at: start)
    pendingKey = builder.add(.string, from: member.start, to: member.end, spelled: name)
    try advance()
    guard token.is("[") else { throw unexpected("an array of strings") }
    try readValue(expecting: .list(.text))
    pendingKey = nil
    if token.is(",") { try advance() }
    guard token.is(")") else { throw unexpected("`)`") }
    close(at: token.end)
    try advance()
  }

  /// Reads `.months(3)` as an object with one member.
  private mutating func readMonths(_ member: SwiftToken, from start: Int) throws(SyntaxError) {
    guard token.is("(") else { throw unexpected("`(` after `.months`", help: "write `.months(3)`") }
    try open(at: start)
    pendingKey = builder.add(.string, from: member.start, to: member.end, spelled: SwiftVocabulary.months)
    try advance()
    guard case .number = token.kind else { throw unexpected("a number") }
    try readValue(expecting: .integer)
    pendingKey = nil
    if token.is(",") { try advance() }
    guard token.is(")") else { throw unexpected("`)`") }
    close(at: token.end)
    try advance()
  }

  func noMember(_ member: SwiftToken, of type: String, _ known: [String]) -> SyntaxError {
    let name = lexer.text(member)
    // A single known member is the Swift name of the word.
    let near =
      bestSuggestion(for: name, among: known) ?? (known.count == 1 ? Suggestion(word: known[0], isCertain: true) : nil)
    return SyntaxError(
      .syntaxError, "`\(type)` has no member \(quoted(name))", member.range,
      help: near.map { "did you mean `.\($0.word)`?" }
        ?? (known.isEmpty ? Self.allowedValues : "write \(list(known.map { "`.\($0)`" }, and: "or"))"),
      repair: near.map { Repair("write `.\($0.word)`", $0.applicability, [.replace(member.range, $0.word)]) })
  }

  // MARK: Calls

  /// Reads the parentheses of a call: the fields of an object, or the single value of a word or number type.
  mutating func readCall(of type: SwiftType, from start: Int) throws(SyntaxError) {
    guard let name = type.name, vocabulary.objects[name] == nil else {
      try open(at: start)
      return try readArguments(
        of: type, firstLabel: nil, initializers: type.name.flatMap { vocabulary.initializers[$0] } ?? [])
    }
    try expect("(", "`(`")
    let value = token
    switch (name, token.kind) {
    case ("Amount", .string(let spelled)):
      // `Amount("0.1")` keeps its digits exactly, unlike a floating-point literal.
      let text = spelled ?? String(decoding: lexer.bytes[value.start + 1..<value.end - 1], as: UTF8.self)
      guard isJSONNumber(text) else {
        throw SyntaxError(.syntaxError, "expected a number in the string, found \(quoted(text))", value.range)
      }
      try advance()
      addNumber(text, from: value.start, to: value.end)
      try refuseOperator()
    case ("Amount", .number), ("Amount", .punctuation(UInt8(ascii: "-"))): try readValue(expecting: type)
    case ("Amount", _): throw unexpected("a number or a string of digits")
    case ("Money", .string): try readValue(expecting: type)
    case ("Money", _) where isWord("minorUnits"):
      try advance()
      try expect(":", "`:`")
      guard case .number = token.kind else { throw unexpected("a number") }
      try readValue(expecting: .money)
    case ("Money", _): throw unexpected("a string, or `minorUnits` and a number")
    case ("MeterFilter", .string), ("MeterFilter", .punctuation(UInt8(ascii: "["))): try readValue(expecting: type)
    case ("MeterFilter", _): throw unexpected("a string or an array of strings")
    case ("Entitlement", _), ("MetadataValue", _):
      // Only a literal can be converted, not a call, a member or a collection.
      let isName = token.kind == .identifier && !["true", "false", "nil"].contains { isWord($0) }
      guard !isName, !token.is("["), !token.is(".") else { throw unexpected("a literal") }
      try readValue(expecting: type)
    default:
      if isWord("rawValue") {
        try advance()
        try expect(":", "`:`")
      }
      guard case .string = token.kind else { throw unexpected("a string") }
      try readValue(expecting: .text)
    }
    if token.is(",") { try advance() }
    try expect(")", "`)`")
  }

  /// Reads the arguments of a call as the members of the open object.
  ///
  /// - Parameters:
  ///   - type: the type that declares the labels.
  ///   - firstLabel: the label to suggest if the first one is missing.
  ///   - labels: the labels that the call can have; nil for all of the type.
  ///   - initializers: those that the call can be of, if there are several.
  mutating func readArguments(
    of type: SwiftType, firstLabel: String?, labels: [String]? = nil, initializers: [SwiftInitializer]
  ) throws(SyntaxError) {
    try expect("(", "`(`")
    let parameters = vocabulary.parameters(of: type)
    var order = ArgumentOrder(parameters)
    var isFirst = true
    while !token.is(")") {
      let label = token
      guard case .identifier = label.kind, try isFollowed(by: ":") else {
        throw unexpected(
          isFirst ? "a label or `)`" : "a label",
          help: "write each value with its label: `\(isFirst ? firstLabel ?? "name" : "name"): …`")
      }
      let name = lexer.text(label)
      try advance()
      do throws(SyntaxError) {
        try advance()
      } catch {
        // The value is not a valid token; the label is the best place to report it.
        pendingKey = builder.add(.string, from: label.start, to: label.end, spelled: name)
        throw error
      }
      let parameter = parameters.firstIndex { $0.label == name }
      // The decoder reports a label that the call cannot have, also if its value is `nil`.
      if isWord("nil"), parameter != nil, labels?.contains(name) ?? true {
        // Same as omitting the argument.
        try advance()
        order.append(parameter, label: label, key: nil, to: end)
      } else {
        let key = builder.add(.string, from: label.start, to: label.end, spelled: name)
        pendingKey = key
        try readValue(expecting: parameter.map { parameters[$0].type } ?? .any)
        pendingKey = nil
        order.append(parameter, label: label, key: key, to: end)
      }
      isFirst = false
      guard token.is(",") else { break }
      try advance()
    }
    guard token.is(")") else { throw unexpected("`,` or `)` after the argument") }
    let object = builder.container
    close(at: token.end)
    if let object {
      builder.findDuplicates(in: object, &findings)
      findings += order.duplicates(call: object)
      findings += order.surplus(initializers, in: lexer.bytes, call: object)
      if let finding = order.finding(in: lexer.bytes, call: object) { findings.append(finding) }
    }
    try advance()
  }
}
