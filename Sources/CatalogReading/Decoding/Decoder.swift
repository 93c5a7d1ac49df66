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
  /// Nulls in required fields, which cannot be omitted.
  private var requiredNulls: Set<NodeID> = []

  package init(_ tree: SyntaxTree, providers: [ProviderDeclaration]) {
    self.tree = tree
    self.providers = providers
  }

  package mutating func report(
    _ rule: Rule, _ message: String, at place: Place, help: String? = nil, related: [Finding.Related] = [],
    repair: Repair? = nil
  ) {
    findings.append(Finding(rule, message, at: place, help: help, related: related, repair: repair))
  }

  // MARK: Objects

  /// The members of an object. Reports unknown and missing ones.
  ///
  /// - Parameter except: a required member whose absence the caller reports itself.
  package mutating func fields<Name: Field>(of node: NodeID, as _: Name.Type, except: Name? = nil) -> Fields<Name>? {
    guard expect(.object, node, Name.owner) else { return nil }
    let fields = Fields<Name>(node, in: tree)
    let meant = fields.isComplete ? [] : reportUnknown(of: fields)
    for name in Name.table.required where name != except {
      if let value = fields[name] {
        if tree.kind(value) == .null { requiredNulls.insert(value) }
      } else if !meant.contains(name) {
        report(.missingField, "missing required field `\(name.rawValue)`", at: .name(node))
      }
    }
    return fields
  }

  /// Reports unknown fields, and returns the fields that they are suggested to be.
  private mutating func reportUnknown<Name: Field>(of fields: Fields<Name>) -> [Name] {
    var meant: [Name] = []
    let known = Name.allCases.map(\.rawValue)
    var taken = names(in: tree.members(of: fields.node))
    for (key, value) in tree.members(of: fields.node) where Name(key, in: tree) == nil {
      let text = tree.text(key)
      let near = Synonyms.field(text, among: known) ?? bestSuggestion(for: text, among: known)
      let name = near.flatMap { Name(rawValue: $0.word) }
      if let name { meant.append(name) }
      let (help, fits) = name.map { self.help(for: value, as: $0, in: fields) } ?? (expected(known, limit: 12), false)
      report(
        .unknownField, "unknown field \(quoted(text))", at: .name(key), help: help,
        repair: fits ? rename(value, to: near, &taken) : nil)
    }
    return meant
  }

  /// How an unknown field becomes a known one, and whether renaming it is enough.
  private func help<Name: Field>(for value: NodeID, as name: Name, in fields: Fields<Name>) -> (help: String, fits: Bool) {
    if fields.has(name) { return ("`\(name.rawValue)` is set already; remove this field", false) }
    if let entry = misplaced(value, in: name.spec.type) { return ("\(entry) in `\(name.rawValue)`", false) }
    guard name.spec.type.fits(tree.kind(value)) else {
      return ("write \(name.spec.type.described) for `\(name.rawValue)` instead", false)
    }
    return ("did you mean `\(name.rawValue)`?", true)
  }

  /// What to write if a value belongs one level deeper: the only entry of a map in place of the map. Nil if it does not.
  private func misplaced(_ value: NodeID, in type: FieldType) -> String? {
    guard case .map(let entry, _) = type, let known = entry.fields, tree.kind(value) == .object else { return nil }
    let members = tree.members(of: value)
    guard members.contains(where: { member in known.contains { tree.hasText(member.key, $0.name) } }),
      members.allSatisfy({ tree.kind($0.value) != .object })
    else { return nil }
    return "write it as an entry, such as `\"\(Self.exampleID(of: entry))\": {…}`,"
  }

  private static func exampleID(of type: FieldType) -> String {
    if case .object(let object) = type, object.swiftType == "Price" { return "monthly" }
    return "pro"
  }

  /// Renames a member, unless the object already has one of the new name.
  func rename(_ value: NodeID, to near: Suggestion?, _ taken: inout TakenNames) -> Repair? {
    guard let near, taken.insert(near.word) else { return nil }
    return .rename(value, to: near.word, near.applicability)
  }

  /// The entries of a map whose keys are ids. Reports empty ids.
  package mutating func entries(of node: NodeID, _ what: String) -> SyntaxTree.Members {
    let entries = tree.members(of: node)
    guard expect(.object, node, what) else { return entries }
    for (key, _) in entries where tree.isEmptyText(key) { report(.emptyName, "ids must not be empty", at: .name(key)) }
    return entries
  }

  package func names(in entries: SyntaxTree.Members) -> TakenNames { TakenNames(entries, in: tree) }

  /// Whether the node is of the given kind. Reports it if not.
  mutating func expect(_ kind: SyntaxTree.Kind, _ node: NodeID, _ what: String) -> Bool {
    tree.kind(node) == kind || reportType(kind, node, what)
  }

  private mutating func reportType(_ kind: SyntaxTree.Kind, _ node: NodeID, _ what: String) -> Bool {
    let found = tree.kind(node)
    let requirement = kind == .object ? "\(what) must be an object" : "expected \(kind.described)"
    report(
      .wrongType, "\(requirement), found \(found.described)", at: .value(node),
      help: found == .null && !requiredNulls.contains(node) ? "omit the field if it has no value" : nil,
      repair: conversion(of: node, to: kind))
    return false
  }

  /// Removes a null, and unquotes a number or a boolean. Both are unsafe: a default replaces the null, and a string may have
  /// been intended.
  private func conversion(of node: NodeID, to kind: SyntaxTree.Kind) -> Repair? {
    switch (tree.kind(node), kind) {
    case (.null, _) where node != .root && !requiredNulls.contains(node): Repair("remove it", .unsafe, [.remove(node)])
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
  mutating func text(_ node: NodeID?) -> NodeID? {
    guard let node, expect(.string, node, "") else { return nil }
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

  mutating func decimal(_ node: NodeID?) -> ExactDecimal? {
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
        help: isTooLarge ? "the maximum is \(range.upperBound)" : nil)
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
  package mutating func choice<Choice: Word>(
    _ node: NodeID?, _ rule: @autoclosure () -> Rule, _ what: String,
    synonym: (String) -> (help: String, repair: (NodeID) -> Repair?)? = { _ in nil }
  ) -> Choice? {
    guard let node = text(node) else { return nil }
    if let choice = Choice(node, in: tree) { return choice }
    let text = tree.text(node)
    let message = "unknown \(what) \(quoted(text))"
    if let (help, repair) = synonym(text) {
      report(rule(), message, at: .value(node), help: help, repair: repair(node))
      return nil
    }
    let words = Choice.allCases.map(\.rawValue)
    let near = Synonyms.word(text, among: words) ?? bestSuggestion(for: text, among: words)
    report(
      rule(), message, at: .value(node),
      help: near.map { "did you mean `\($0.word)`?" } ?? expected(words),
      repair: near.map { .write($0.word, at: node, $0.applicability) })
    return nil
  }

  /// Metadata: an object with any JSON values.
  mutating func metadata(_ node: NodeID?) -> [JSON.Member] {
    guard let node, expect(.object, node, "`metadata`") else { return [] }
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

/// Help that lists the words that would be accepted.
func expected(_ words: [String], limit: Int = 8) -> String {
  "expected \(words.count == 1 ? "" : "one of ")\(list(words.map { "`\($0)`" }, and: "or", limit: limit))"
}

/// Whether a string is a number or boolean literal in both JSON and Swift, and rounded in neither.
func isLiteral(_ text: String, _ kind: SyntaxTree.Kind) -> Bool {
  if kind == .boolean { return text == "true" || text == "false" }
  return isJSONNumber(text) && text.utf8.count <= 15 && !text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
}
