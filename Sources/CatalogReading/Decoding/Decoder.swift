import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Reads typed values from the tree and reports values of the wrong type.
///
/// A function that returns nil has already reported why, so each fault is reported once.
package struct Decoder {
  package let tree: SyntaxTree
  let providers: [ProviderDeclaration]
  package var findings: [Finding] = []
  /// The id of the catalog, once it is read.
  var catalogID: String?
  /// Whether a usage price was read.
  var hasUsagePrices = false
  /// Nulls in required fields, which cannot be omitted, and what to write instead.
  private var requiredNulls: [NodeID: Phrase] = [:]
  /// The maps in whose place one of their entries is written, so that their entries are unknown.
  private var unwrapped: Set<NodeID> = []

  package init(_ tree: SyntaxTree, providers: [ProviderDeclaration]) {
    self.tree = tree
    self.providers = providers
  }

  /// Not inlined, because it is called from hundreds of places.
  @inline(never)
  package mutating func report(
    _ rule: Rule, _ message: Phrase, at place: Place, help: Phrase? = nil, related: [Finding.Related] = [],
    repair: Repair? = nil
  ) {
    findings.append(Finding(rule, message, at: place, help: help, related: related, repair: repair))
  }

  // MARK: Objects

  /// The members of an object. Reports unknown and missing ones, and reads a misspelled one as the field that it is meant to be.
  ///
  /// - Parameters:
  ///   - except: a required member whose absence the caller reports itself.
  ///   - help: what to write in place of a value that is not an object.
  package mutating func fields<Name: Field>(
    of node: NodeID, as _: Name.Type, except: Name? = nil, help: Phrase? = nil
  ) -> Fields<Name>? {
    let (choices, list) = (Name.table.words.choices, Name.table.list)
    guard let found = fields(of: node, list, except: except.flatMap { list.index(of: $0.rawValue) }, help) else { return nil }
    return Fields(found, choices)
  }

  private mutating func fields(of node: NodeID, _ list: FieldList, except: Int?, _ help: Phrase?) -> FoundFields? {
    guard expect(.object, node, list.owner, help: help) else { return nil }
    var fields = FoundFields(node, list.words, in: tree)
    let meant = fields.isComplete ? [] : reportUnknown(of: &fields, list)
    for index in list.required {
      if let value = fields[index] {
        require(value, list.fields[index])
      } else if index != except, !meant.contains(index) {
        report(.missingField, "missing required field `\(list.fields[index].name)`", at: .name(node))
      }
    }
    return fields
  }

  /// Declares that a field cannot be omitted here, which changes the help for a null.
  mutating func require<Name: Field>(_ node: NodeID?, _ name: Name) {
    guard let node, tree.kind(node) == .null else { return }
    require(node, NamedField(name: name.rawValue, spec: name.spec))
  }

  private mutating func require(_ node: NodeID, _ field: @autoclosure () -> NamedField) {
    guard tree.kind(node) == .null else { return }
    let field = field()
    requiredNulls[node] = field.spec.example(for: field.name)
  }

  /// Reports unknown fields, adds those that only have to be renamed, and returns the fields that the help lines name.
  private mutating func reportUnknown(of fields: inout FoundFields, _ list: FieldList) -> [Int] {
    var meant: [Int] = []
    let written = fields
    let known = list.names
    var taken = names(in: tree.members(of: fields.node))
    for (key, value) in tree.members(of: fields.node) where list.words.firstIndex(of: key, in: tree) == nil {
      let text = tree.text(key)
      let near = Synonyms.field(text, among: known) ?? bestSuggestion(for: text, among: known)
      guard let near, let index = list.index(of: near.word) else {
        report(
          .unknownField, "unknown field \(quoted(text))", at: .name(key),
          help: Synonyms.help(for: text, in: list.owner) ?? expected(known.map { "`\($0)`" }, limit: 12))
        continue
      }
      let remedy = remedy(for: value, as: index, in: written, list)
      report(
        .unknownField, "unknown field \(quoted(text))", at: .name(key), help: remedy.help,
        repair: remedy.isRenaming ? rename(value, to: near, &taken) : nil)
      meant += remedy.fields
      // Its value and the references to its entries are checked like those of any other field.
      if remedy.isRenaming { fields.add(value, as: index) }
    }
    return meant
  }

  /// How an unknown field becomes a known one.
  private struct Remedy {
    let help: Phrase
    /// The indices of the fields that the object has afterwards.
    let fields: [Int]
    /// Whether it is enough to rename the field.
    var isRenaming = false
  }

  private func remedy(for value: NodeID, as index: Int, in fields: FoundFields, _ list: FieldList) -> Remedy {
    let (name, type) = (list.fields[index].name, list.fields[index].spec.type)
    if fields.has(index) { return Remedy(help: "remove this field; `\(name)` is set already", fields: [index]) }
    if let entry = misplaced(value, in: type) {
      return Remedy(help: "\(entry) in `\(name)`", fields: [index])
    }
    // Only a Swift call can have a label without a value.
    if tree.isSwift, tree.kind(value) == .null { return Remedy(help: "did you mean `\(name)`?", fields: [index]) }
    if type.fits(tree.kind(value)) {
      return Remedy(help: "did you mean `\(name)`?", fields: [index], isRenaming: true)
    }
    let nested = nested(in: value, fields, list)
    if nested.contains(where: { $0.index == index }) {
      let fields = nested.map { nested in
        (name: list.fields[nested.index].name, value: code(of: nested.value, list.fields[nested.index].spec.type))
      }
      return Remedy(help: "write \(quoted: .fields(fields)) instead", fields: nested.map(\.index))
    }
    return Remedy(help: "write \(type.described) for `\(name)` instead", fields: [index])
  }

  /// The fields that an object lacks and has in an object of its own, such as `recurring` of a price in Stripe's API.
  private func nested(in value: NodeID, _ fields: FoundFields, _ list: FieldList) -> [(index: Int, value: NodeID)] {
    let known = list.names
    var nested: [(index: Int, value: NodeID)] = []
    for (key, value) in tree.members(of: value) where ![.object, .array].contains(tree.kind(value)) {
      let text = tree.text(key)
      let near = Synonyms.field(text, among: known) ?? bestSuggestion(for: text, among: known)
      guard let index = list.index(of: text) ?? near.flatMap({ list.index(of: $0.word) }),
        list.fields[index].spec.type.fits(tree.kind(value)), !fields.has(index),
        !nested.contains(where: { $0.index == index })
      else { continue }
      nested.append((index, value))
    }
    return nested
  }

  /// The code of a string, a number or a boolean.
  func code(of node: NodeID, _ type: FieldType = .text) -> Phrase.Code {
    switch tree.kind(node) {
    case .string: if case .word = type { .word(tree.text(node)) } else { .string(tree.text(node)) }
    case .boolean: .literal("\(tree.bool(node))")
    default: .literal(tree.text(node))
    }
  }

  /// What to write if a value belongs one level deeper: the only entry of a map in place of the map. Nil if it does not.
  private func misplaced(_ value: NodeID, in type: FieldType) -> Phrase? {
    guard case .map(let kind, _) = type, case .object(let entry) = kind else { return nil }
    let isEntry = isEntry(value) { key in entry.fields.first { tree.textEquals(key, $0.name) }?.spec }
    if !isEntry { return nil }
    let id = exampleID(of: value, entry.exampleID)
    return "write it as an entry, such as \(code: .entries([(id, .anyObject(kind.swiftName))])),"
  }

  /// Whether a value is one entry of a map and not the map: it has a field of an entry, and nothing that could be an entry.
  ///
  /// - Parameter spec: the field of an entry with the name of a key, if any.
  private func isEntry(_ node: NodeID, spec: (NodeID) -> FieldSpec?) -> Bool {
    guard tree.kind(node) == .object else { return false }
    var hasField = false
    for (key, value) in tree.members(of: node) {
      let isObject = tree.kind(value) == .object
      guard let spec = spec(key) else {
        if isObject { return false }
        continue
      }
      guard isObject else {
        hasField = true
        continue
      }
      // An entry can have the name of a field: a plan `entitlements` has entitlements of its own.
      guard spec.type.fits(.object), tree.value(of: value, named: tree.text(key)) == nil else { return false }
      hasField = hasField || spec.isRequired || spec.type.isEntitlements
    }
    return hasField
  }

  /// The id for an entry without one: its own key, a word for a price's interval, or an example.
  private func exampleID(of entry: NodeID, _ example: String) -> String {
    func word(_ name: String) -> String? {
      tree.value(of: entry, named: name).flatMap { tree.kind($0) == .string && !tree.isEmptyText($0) ? tree.text($0) : nil }
    }
    if let key = word("key") { return key }
    let ids = ["day": "daily", "week": "weekly", "month": "monthly", "year": "yearly", "one_time": "once"]
    return word("interval").flatMap { ids[$0] } ?? example
  }

  /// Renames a member, unless the object already has one of the new name.
  func rename(_ value: NodeID, to near: Suggestion?, _ taken: inout TakenNames) -> Repair? {
    guard let near, taken.insert(near.word) else { return nil }
    return .rename(value, to: near.word, near.applicability)
  }

  /// The entries of a map with known fields. Reports an entry that is written in place of the map.
  mutating func entries<Name: Field>(of node: NodeID, _ field: String, as _: Name.Type) -> SyntaxTree.Members {
    entries(of: node, field, Name.table.list)
  }

  private mutating func entries(of node: NodeID, _ field: String, _ list: FieldList) -> SyntaxTree.Members {
    let isEntry = isEntry(node) { key in list.words.firstIndex(of: key, in: tree).map { list.fields[$0].spec } }
    guard isEntry else { return entries(of: node, field) }
    unwrapped.insert(node)
    let id = exampleID(of: node, list.exampleID)
    report(
      .wrongType, "`\(field)` must map ids to \(json: "objects", swift: "calls"), found \(list.owner) without an id",
      at: .value(node), help: "write \(quoted: .fields([(field, .map([(id, .anyObject(nil))]))]))",
      repair: Repair("write it as the entry \(quoted(id))", .unsafe, [.nest(node, under: id)]))
    // A key has no members.
    return tree.members(of: tree.key(ofValue: node))
  }

  /// Whether the entries of a map are known.
  func isMap(_ node: NodeID) -> Bool { tree.kind(node) == .object && !unwrapped.contains(node) }

  /// The entries of a map whose keys are ids. Reports empty ids.
  package mutating func entries(of node: NodeID, _ field: String) -> SyntaxTree.Members {
    let entries = tree.members(of: node)
    guard tree.kind(node) == .object || reportType(.object, node, "`\(field)`", mapHelp(for: node, field), as: map)
    else { return entries }
    for (key, _) in entries where tree.isEmptyText(key) { report(.emptyName, "ids must not be empty", at: .name(key)) }
    return entries
  }

  /// How to write an array as a map, with the name that its first element has.
  ///
  /// - Parameter literal: the value of an entry of which only the name is given; nil if the names are not enough.
  func mapHelp(for node: NodeID, _ field: String, ofNames literal: String? = nil) -> Phrase? {
    var elements = tree.elements(of: node)
    guard let first = elements.next() else { return nil }
    let names: [NodeID]
    switch tree.kind(first) {
    case .object: names = ["id", "key", "name", "feature", "interval"].compactMap { tree.value(of: first, named: $0) }
    case .string where literal != nil: names = [first]
    default: return nil
    }
    let name = names.first { tree.kind($0) == .string && !tree.isEmptyText($0) }.map { tree.text($0) } ?? "id"
    let value: Phrase.Code = literal.map { .literal($0) } ?? .anyObject(nil)
    return "write \(quoted: .fields([(field, .map([(name, value)]))]))"
  }

  package func names(in entries: SyntaxTree.Members) -> TakenNames { TakenNames(entries, in: tree) }

  /// Whether the node is an array. Reports it if not, with the array to write in place of its only element.
  mutating func expectArray(_ node: NodeID) -> Bool {
    let element: Phrase.Code? =
      switch tree.kind(node) {
      case .string: code(of: node)
      case .object: .anyObject(nil)
      case .array, .number, .boolean, .null: nil
      }
    return expect(.array, node, "", help: element.map { "write \(quoted: .list([$0]))" })
  }

  /// An object whose keys are names, as a message speaks of it; nil in JSON, where it is like any other.
  var map: String? { tree.isSwift ? "a dictionary" : nil }

  /// Whether the node is of the given kind. Reports it if not.
  ///
  /// - Parameters:
  ///   - help: what to write, unless the value is a null that can be omitted.
  ///   - wanted: the kind as a message speaks of it, if the format has another word for it.
  package mutating func expect(
    _ kind: SyntaxTree.Kind, _ node: NodeID, _ what: @autoclosure () -> String, help: @autoclosure () -> Phrase? = nil,
    as wanted: @autoclosure () -> String? = nil
  ) -> Bool {
    tree.kind(node) == kind || reportType(kind, node, what(), help(), as: wanted())
  }

  mutating func reportType(
    _ kind: SyntaxTree.Kind, _ node: NodeID, _ what: String, _ help: Phrase?, as wanted: String? = nil
  ) -> Bool {
    let found = tree.kind(node)
    let wanted = wanted ?? (kind == .object && tree.isSwift ? "a call" : kind.described)
    let requirement: Phrase = kind == .object ? "\(what) must be \(wanted)" : "expected \(wanted)"
    report(
      .wrongType, "\(requirement), found \(tree.described(node))", at: .value(node),
      help: found != .null ? help : requiredNulls[node].map { help ?? $0 } ?? "omit the field if it has no value",
      repair: conversion(of: node, to: kind))
    return false
  }

  /// Removes a null, and unquotes a number or a boolean. Both are unsafe: a default replaces the null, and a string may have
  /// been intended.
  private func conversion(of node: NodeID, to kind: SyntaxTree.Kind) -> Repair? {
    switch (tree.kind(node), kind) {
    case (.null, _) where node != .root && requiredNulls[node] == nil: Repair("remove it", .unsafe, [.remove(node)])
    case (.string, .number), (.string, .boolean): literal(in: node, kind)
    default: nil
    }
  }

  /// Unquotes a string that contains a number, `true` or `false`.
  private func literal(in node: NodeID, _ kind: SyntaxTree.Kind) -> Repair? {
    let text = tree.text(node)
    guard isLiteral(text, kind) else { return nil }
    return Repair("write \(quoted(text)) without quotes", .unsafe, [.literal(node, text)])
  }

  // MARK: Values

  mutating func string(_ node: NodeID?) -> String? { text(node).map { tree.text($0) } }

  /// The node, if it is a string.
  mutating func text(
    _ node: NodeID?, help: @autoclosure () -> Phrase? = nil, as wanted: @autoclosure () -> String? = nil
  ) -> NodeID? {
    guard let node, expect(.string, node, "", help: help(), as: wanted()) else { return nil }
    return node
  }

  /// A string that must not be empty.
  package mutating func name(_ node: NodeID?) -> String? {
    guard let node = text(node) else { return nil }
    let name = tree.text(node)
    if name.isEmpty {
      report(.emptyName, "the string must not be empty", at: .value(node))
      return nil
    }
    return name
  }

  mutating func bool(_ node: NodeID?) -> Bool? {
    guard let node, expect(.boolean, node, "") else { return nil }
    return tree.bool(node)
  }

  package mutating func decimal(_ node: NodeID?) -> ExactDecimal? {
    guard let node else { return nil }
    if let integer = tree.plainInteger(node) { return ExactDecimal(integer) }
    guard expect(.number, node, "") else { return nil }
    return tree.number(node)
  }

  /// A number with an integer value in the range. Anything else is reported under the rule.
  package mutating func integer(
    _ node: NodeID?, in range: ClosedRange<Int64>, _ rule: @autoclosure () -> Rule, _ what: String
  ) -> Int64? {
    guard let node, let number = decimal(node) else { return nil }
    guard let value = number.integer, range.contains(value) else {
      let allowed =
        range.upperBound == .max
        ? "a \(range.lowerBound == 0 ? "non-negative" : "positive") integer"
        : range.lowerBound == range.upperBound
          ? "\(range.lowerBound)"
          : "an integer from \(range.lowerBound) to \(range.upperBound)"
      let isTooLarge = number.integer == nil && number.isInteger && !number.isNegative
      report(
        rule(), "\(what) must be \(allowed), found \(number)", at: .value(node),
        help: isTooLarge ? "write at most `\(range.upperBound)`" : nil)
      return nil
    }
    return value
  }

  /// A quantity of usage. Reports negative ones.
  mutating func usage(_ node: NodeID?, _ what: String) -> ExactDecimal? {
    guard let node, let number = decimal(node) else { return nil }
    if number.isNegative {
      report(.negativeAmount, "\(what) must not be negative, found \(number)", at: .value(node))
      return nil
    }
    return number
  }

  /// One of a closed set of words.
  ///
  /// - Parameters:
  ///   - isAllowed: whether a word may be suggested at this place.
  ///   - synonym: help for a word that is more than another spelling of one of the set.
  package mutating func choice<Choice: Word>(
    _ node: NodeID?, _ rule: @autoclosure () -> Rule, _ what: String, isAllowed: (Choice) -> Bool = { _ in true },
    synonym: (String) -> (help: Phrase, repair: (NodeID) -> Repair?)? = { _ in nil }
  ) -> Choice? {
    let isSwift = tree.isSwift
    guard
      let node = text(
        node, help: expected(Self.words(isAllowed).map { "\(word: $0)" }), as: isSwift ? "a member" : nil)
    else { return nil }
    if let choice = Choice(node, in: tree) { return choice }
    let text = tree.text(node)
    let message: Phrase = "unknown \(what) \(quoted(text))"
    if let (help, repair) = synonym(text) {
      report(rule(), message, at: .value(node), help: help, repair: repair(node))
      return nil
    }
    let words = Self.words(isAllowed)
    let near = Synonyms.word(text, among: words) ?? bestSuggestion(for: text, among: words)
    report(
      rule(), message, at: .value(node),
      help: near.map { "did you mean \(word: $0.word)?" } ?? expected(words.map { "\(word: $0)" }),
      repair: near.map { .choose($0.word, at: node, $0.applicability) })
    return nil
  }

  private static func words<Choice: Word>(_ isAllowed: (Choice) -> Bool) -> [String] {
    Choice.allCases.filter(isAllowed).map(\.rawValue)
  }

  /// Metadata: an object with any JSON values.
  mutating func metadata(_ node: NodeID?) -> [JSON.Member] {
    let map = self.map
    guard let node, expect(.object, node, "`metadata`", as: map) else { return [] }
    return tree.jsonMembers(of: node)
  }
}

/// The names of an object's members, including those that repairs assign. The set is built at the first repair; most objects
/// need none.
package struct TakenNames {
  private let members: SyntaxTree.Members
  private let tree: SyntaxTree
  private var names: Set<String>?

  init(_ members: SyntaxTree.Members, in tree: SyntaxTree) { (self.members, self.tree) = (members, tree) }

  /// False if the name is already taken.
  mutating func insert(_ name: String) -> Bool {
    var known = names ?? Set(members.map { tree.text($0.key) })
    defer { names = known }
    return known.insert(name).inserted
  }
}

/// Help that lists what would be accepted.
func expected(_ choices: [Phrase], limit: Int = 8) -> Phrase {
  "use \(Phrase.list(choices, and: "or", limit: limit))"
}

/// Whether a string is a number or boolean literal in both JSON and Swift, and rounded in neither.
func isLiteral(_ text: String, _ kind: SyntaxTree.Kind) -> Bool {
  if kind == .boolean { return text == "true" || text == "false" }
  return isJSONNumber(text) && text.utf8.count <= 15 && !text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
}
