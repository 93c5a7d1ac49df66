import Catalog
import Diagnostics
import Foundations
import JSONText
import Syntax

/// Reads typed values from the tree, and reports what is not of its type.
///
/// A function gives nil where it has reported why, so that one defect is told once.
package struct Decoder {
  package let tree: SyntaxTree
  let providers: [ProviderDeclaration]
  package var findings: [Finding] = []
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

  /// The members of an object; unknown and missing ones are reported.
  ///
  /// - Parameter except: a required member whose absence the caller reports itself.
  package mutating func fields<Name: Field>(of node: NodeID, as _: Name.Type, except: Name? = nil) -> Fields<Name>? {
    guard expect(.object, node, Name.owner) else { return nil }
    let fields = Fields<Name>(node, in: tree)
    if !fields.isComplete { reportUnknown(of: fields) }
    for name in Name.table.required where !fields.has(name) && name != except {
      report(.missingField, "\(Name.owner) needs the field `\(name.rawValue)`", at: .name(node))
    }
    return fields
  }

  private mutating func reportUnknown<Name: Field>(of fields: Fields<Name>) {
    let known = Name.allCases.map(\.rawValue)
    var taken = names(in: tree.members(of: fields.node))
    for (key, value) in tree.members(of: fields.node) where Name(key, in: tree) == nil {
      let text = tree.text(key)
      let near = nearWord(to: text, among: known)
      report(
        .unknownField, "\(Name.owner) has no field \(quoted(text))", at: .name(key),
        help: near.map { "did you mean `\($0.word)`?" } ?? "the fields are \(list(known, limit: 12))",
        repair: rename(value, to: near, &taken))
    }
  }

  /// Another name for a member, where the object has none of that name yet.
  func rename(_ value: NodeID, to near: NearWord?, _ taken: inout TakenNames) -> Repair? {
    guard let near, taken.insert(near.word) else { return nil }
    return .rename(value, to: near.word, near.applicability)
  }

  /// The entries of a map from ids; empty ids are reported.
  package mutating func entries(of node: NodeID, _ what: String) -> SyntaxTree.Members {
    let entries = tree.members(of: node)
    guard expect(.object, node, what) else { return entries }
    for (key, _) in entries where tree.isEmptyText(key) { report(.emptyName, "an id is empty", at: .name(key)) }
    return entries
  }

  package func names(in entries: SyntaxTree.Members) -> TakenNames { TakenNames(entries, in: tree) }

  /// True where the node is of that kind; else a finding.
  mutating func expect(_ kind: SyntaxTree.Kind, _ node: NodeID, _ what: String) -> Bool {
    tree.kind(node) == kind || reportType(kind, node, what)
  }

  private mutating func reportType(_ kind: SyntaxTree.Kind, _ node: NodeID, _ what: String) -> Bool {
    let found = tree.kind(node)
    let expected = kind == .object ? "\(what) is an object" : "expected \(kind.described)"
    report(
      .wrongType, "\(expected), found \(found.described)", at: .value(node),
      help: found == .null ? "leave the member out where it has no value" : nil, repair: conversion(of: node, to: kind))
    return false
  }

  /// What says nothing is left out, and what stands in quotes is taken out of them. Neither is safe: a default takes the
  /// place of the one, and the other is a text by what the file says.
  private func conversion(of node: NodeID, to kind: SyntaxTree.Kind) -> Repair? {
    switch (tree.kind(node), kind) {
    case (.null, _) where node != .root: Repair("leave it out", .unsafe, [.remove(node)])
    case (.string, .number), (.string, .boolean): literal(in: node, kind)
    default: nil
    }
  }

  /// The number, or the word `true` or `false`, that a string spells.
  private func literal(in node: NodeID, _ kind: SyntaxTree.Kind) -> Repair? {
    let text = tree.text(node)
    guard isLiteral(text, kind) else { return nil }
    return Repair("write \(text) without quotes", .unsafe, [.literal(node, text)])
  }

  // MARK: Values

  mutating func string(_ node: NodeID?) -> String? { text(node).map { tree.text($0) } }

  /// The node, if it is a string.
  mutating func text(_ node: NodeID?) -> NodeID? {
    guard let node, expect(.string, node, "") else { return nil }
    return node
  }

  /// A string that names something.
  package mutating func name(_ node: NodeID?) -> String? {
    guard let node = text(node) else { return nil }
    let name = tree.text(node)
    if name.isEmpty {
      report(.emptyName, "the text is empty", at: .value(node))
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

  /// An integer by value in the range; all else is reported under the rule.
  package mutating func integer(
    _ node: NodeID?, in range: ClosedRange<Int64>, _ rule: @autoclosure () -> Rule, _ what: String
  ) -> Int64? {
    guard let node, let number = decimal(node) else { return nil }
    guard let value = number.integer, range.contains(value) else {
      let allowed =
        range.upperBound == .max
        ? "a \(range.lowerBound == 0 ? "non-negative" : "positive") integer"
        : "an integer from \(range.lowerBound) to \(range.upperBound)"
      let isTooLarge = number.integer == nil && number.isInteger && !number.isNegative
      report(
        rule(), "\(what) is \(allowed), found \(number)", at: .value(node),
        help: isTooLarge ? "the largest is \(range.upperBound)" : nil)
      return nil
    }
    return value
  }

  /// A quantity of usage; below zero is reported.
  mutating func usage(_ node: NodeID?, _ what: String) -> ExactDecimal? {
    guard let node, let number = decimal(node) else { return nil }
    if number.isNegative {
      report(.negativeAmount, "\(what) is not negative, found \(number)", at: .value(node))
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
    let message = "\(quoted(text)) is no \(what)"
    if let (help, repair) = synonym(text) {
      report(rule(), message, at: .value(node), help: help, repair: repair(node))
      return nil
    }
    let words = Choice.allCases.map(\.rawValue)
    let near = nearWord(to: text, among: words)
    report(
      rule(), message, at: .value(node),
      help: near.map { "did you mean `\($0.word)`?" } ?? "write one of \(list(words.map { "`\($0)`" }, and: "or"))",
      repair: near.map { .write($0.word, at: node, $0.applicability) })
    return nil
  }

  /// Metadata, if it is an object: of any JSON values.
  mutating func metadata(_ node: NodeID?) -> [JSON.Member] {
    guard let node, expect(.object, node, "metadata") else { return [] }
    return tree.jsonMembers(of: node)
  }
}

/// The names that an object has, and those that repairs give its members. They are put together for the first repair: most
/// objects need none.
package struct TakenNames {
  private let members: SyntaxTree.Members
  private let tree: SyntaxTree
  private var names: Set<String>?

  init(_ members: SyntaxTree.Members, in tree: SyntaxTree) { (self.members, self.tree) = (members, tree) }

  /// False where the name is taken already.
  mutating func insert(_ name: String) -> Bool {
    var known = names ?? Set(members.map { tree.text($0.key) })
    defer { names = known }
    return known.insert(name).inserted
  }
}

/// True where a text is the literal of a number or a boolean that both JSON and Swift have, and neither rounds.
func isLiteral(_ text: String, _ kind: SyntaxTree.Kind) -> Bool {
  if kind == .boolean { return text == "true" || text == "false" }
  return isJSONNumber(text) && text.utf8.count <= 15 && !text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
}
