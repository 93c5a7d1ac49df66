import Diagnostics
import Foundations

/// Arrays and dictionaries: `[1, 2]`, `["pro": Plan(name: "Pro")]`.
extension SwiftReader {
  /// Reads an array, or a dictionary with string keys. A dictionary in place of a call, `["name": "Pro"]`, is reported and read
  /// like the call.
  mutating func readCollection(of type: SwiftType) throws(SyntaxError) {
    let start = token.start
    try advance()
    let isDictionary: Bool
    switch token.kind {
    case .punctuation(UInt8(ascii: ":")): isDictionary = true
    case .string, .identifier, .number: isDictionary = try isFollowed(by: ":")
    default: isDictionary = false
    }
    if isDictionary { try readDictionary(from: start, type) } else { try readArray(from: start, type) }
  }

  mutating func readDictionary(from start: Int, _ type: SwiftType) throws(SyntaxError) {
    let object = builder.next
    var keys: [NodeID] = []
    try open(at: start)
    if token.is(":") {
      try advance()
    } else {
      while !token.is("]") {
        guard case .string(let spelled) = token.kind else { throw unexpected("a key in double quotes") }
        let key = builder.add(.string, from: token.start, to: token.end, spelled: spelled)
        pendingKey = key
        keys.append(key)
        try advance()
        try expect(":", "`:` after the key")
        switch type {
        case .map(let inner): try readValue(expecting: inner)
        case .named("MetadataValue"): try readValue(expecting: type)
        default: try readValue(expecting: vocabulary.type(of: builder.text(key), in: type))
        }
        pendingKey = nil
        guard token.is(",") else { break }
        try advance()
      }
    }
    guard token.is("]") else { throw unexpected("`,` or `]` after the entry") }
    close(at: token.end)
    builder.findDuplicates(in: object, &findings)
    refuseDictionary(object, keys, for: type)
    try advance()
  }

  /// Reports a dictionary in place of a call.
  private mutating func refuseDictionary(_ node: NodeID, _ keys: [NodeID], for type: SwiftType) {
    guard let name = type.name, vocabulary.objects[name] != nil || name == "Entitlement" || type == .filter else { return }
    let fields = vocabulary.parameters(of: type).compactMap { parameter in
      keys.first { builder.text($0).hasSameScalars(as: parameter.label) }.map {
        (name: parameter.label, value: code(ofValue: $0, parameter.type))
      }
    }
    let help: Phrase =
      switch name {
      case "Entitlement": entitlementHelp(fields)
      case "MeterFilter": "write a string, an array of strings, or `.not([…])`"
      default: "write \(quoted: fields.isEmpty ? .anyObject(name) : .object(name, fields))"
      }
    let isCall = vocabulary.objects[name] != nil && !keys.isEmpty && fields.count == keys.count
    findings.append(
      Finding(
        .literalType, "expected `\(name)(…)`, found a dictionary", at: .value(node), help: help,
        repair: isCall ? call(name, node, keys) : nil))
  }

  /// The same values with labels.
  private func call(_ name: String, _ node: NodeID, _ keys: [NodeID]) -> Repair {
    let range = builder.range(node)
    return Repair(
      "write `\(name)(…)`", .safe,
      [.replace(ByteRange(range.start, range.start + 1), "\(name)(")]
        + keys.map { .replace(builder.range($0), builder.text($0)) } + [.replace(ByteRange(range.end - 1, range.end), ")")])
  }

  private func entitlementHelp(_ fields: [(name: String, value: Phrase.Code)]) -> Phrase {
    let cases = vocabulary.entitlementCases.filter { known in fields.allSatisfy { known.labels.contains($0.name) } }
    guard let first = cases.first, let field = fields.first else {
      return "write \(Phrase.list(vocabulary.entitlementCases.map { "`.\($0.name)(…)`" }, and: "or"))"
    }
    if fields.count == 1, field.name == first.label, !field.value.isContainer { return "write \(quoted: field.value)" }
    if cases.count > 1 { return "write \(Phrase.list(cases.map { "`.\($0.name)(…)`" }, and: "or"))" }
    return "write \(quoted: .object(".\(first.name)", fields))"
  }

  /// The code of the value after a key.
  private func code(ofValue key: NodeID, _ type: SwiftType) -> Phrase.Code {
    let value = NodeID(Int(key.index) + 1)
    switch builder.kind(value) {
    case .array, .object: return .list([.anyObject(nil)])
    case .string where type.name.map { vocabulary.words[$0] != nil } == true: return .word(builder.text(value))
    case .string, .number, .boolean, .null: return .literal(builder.spelling(value))
    }
  }

  mutating func readArray(from start: Int, _ type: SwiftType) throws(SyntaxError) {
    try open(.array, at: start)
    let inner: SwiftType =
      switch type {
      case .list(let inner): inner
      case .named("MetadataValue"): type
      case .filter: .text
      default: .any
      }
    while !token.is("]") {
      try readValue(expecting: inner)
      guard token.is(",") else { break }
      try advance()
    }
    guard token.is("]") else { throw unexpected("`,` or `]` after the element") }
    close(at: token.end)
    try advance()
  }

  mutating func open(_ kind: SyntaxTree.Kind = .object, at start: Int) throws(SyntaxError) {
    guard depth < JSONReader.depthLimit else {
      throw SyntaxError(
        .nestingTooDeep, "nesting exceeds \(JSONReader.depthLimit) levels", ByteRange(start, start + 1))
    }
    depth += 1
    builder.begin(kind, at: start)
    pendingKey = nil
  }

  mutating func close(at end: Int) {
    depth -= 1
    builder.end(at: end)
  }
}

extension Phrase.Code {
  fileprivate var isContainer: Bool { if case .list = self { true } else { false } }
}
