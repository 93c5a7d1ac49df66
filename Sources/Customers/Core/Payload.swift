import Diagnostics
import Foundations
import JSONText
import Syntax

/// A provider's webhook payload, read member by member. A member of an undocumented type is reported.
package struct Payload: Sendable {
  package let tree: SyntaxTree
  /// By lowercase name; empty if the payload has no headers.
  package let headers: [String: String]
  package private(set) var findings: [Finding] = []

  package init(_ tree: SyntaxTree, headers: [String: String] = [:]) {
    self.tree = tree
    self.headers = headers
  }

  // MARK: Members

  /// The value at the path; nil if it is missing or null.
  package mutating func node(_ path: String..., in start: NodeID = .root) -> NodeID? { node(path, start) }

  package mutating func text(_ path: String..., in start: NodeID = .root) -> String? {
    guard let node = node(path, start) else { return nil }
    return text(node)
  }

  /// The id of an object. Providers send either the id or the expanded object with a member `id`.
  package mutating func id(_ path: String..., in start: NodeID = .root) -> String? {
    guard let node = node(path, start) else { return nil }
    if tree.kind(node) == .object { return self.node(["id"], node).flatMap { text($0) } }
    return text(node)
  }

  package mutating func integer(_ path: String..., in start: NodeID = .root) -> Int64? {
    guard let node = node(path, start), expect(.number, node) else { return nil }
    if let value = tree.number(node)?.integer { return value }
    report("expected an integer", node)
    return nil
  }

  package mutating func decimal(_ path: String..., in start: NodeID = .root) -> ExactDecimal? {
    guard let node = node(path, start), expect(.number, node) else { return nil }
    return tree.number(node)
  }

  package mutating func bool(_ path: String..., in start: NodeID = .root) -> Bool? {
    guard let node = node(path, start), expect(.boolean, node) else { return nil }
    return tree.bool(node)
  }

  package mutating func elements(_ path: String..., in start: NodeID = .root) -> [NodeID]? {
    guard let node = node(path, start), expect(.array, node) else { return nil }
    return Array(tree.elements(of: node))
  }

  /// The members of a metadata object; empty for an empty list, which some providers send instead of an empty object.
  package mutating func metadata(_ path: String..., in start: NodeID = .root) -> [JSON.Member] {
    guard let node = node(path, start) else { return [] }
    if tree.kind(node) == .array, tree.elements(of: node).first(where: { _ in true }) == nil { return [] }
    guard expect(.object, node) else { return [] }
    return tree.members(of: node).map { JSON.Member(tree.text($0.key), JSON(tree, $0.value)) }
  }

  /// Reports that a member is missing, or has a value that is not known.
  mutating func require(_ name: String, in start: NodeID) {
    report("missing or unknown \(quoted(name))", tree.value(of: start, named: name) ?? start)
  }

  // MARK: Times

  /// A time in seconds since 1970.
  package mutating func unixSeconds(_ path: String..., in start: NodeID = .root) -> Instant? {
    guard let node = node(path, start), expect(.number, node) else { return nil }
    return time(tree.number(node)?.integer.flatMap { Instant(unixSeconds: $0) }, node)
  }

  /// A time in milliseconds since 1970.
  package mutating func unixMilliseconds(_ path: String..., in start: NodeID = .root) -> Instant? {
    guard let node = node(path, start), expect(.number, node) else { return nil }
    return time(tree.number(node)?.integer.flatMap { Instant(unixMilliseconds: $0) }, node)
  }

  /// A time in the format of RFC 3339.
  package mutating func timestamp(_ path: String..., in start: NodeID = .root) -> Instant? {
    guard let node = node(path, start), let text = text(node) else { return nil }
    return time(Instant(text), node)
  }

  private mutating func time(_ time: Instant?, _ node: NodeID) -> Instant? {
    if time == nil { report("invalid time", node) }
    return time
  }

  // MARK: Reading

  private mutating func node(_ path: [String], _ start: NodeID) -> NodeID? {
    var node = start
    for name in path {
      guard expect(.object, node), let member = tree.value(of: node, named: name), tree.kind(member) != .null else {
        return nil
      }
      node = member
    }
    return node
  }

  private mutating func text(_ node: NodeID) -> String? {
    guard expect(.string, node) else { return nil }
    let text = tree.text(node)
    return text.isEmpty ? nil : text
  }

  private mutating func expect(_ kind: SyntaxTree.Kind, _ node: NodeID) -> Bool {
    if tree.kind(node) == kind { return true }
    report("expected \(kind.described), found \(tree.kind(node).described)", node)
    return false
  }

  private mutating func report(_ message: Phrase, _ node: NodeID) {
    // Some members are read twice; report them once.
    if findings.contains(where: { $0.place.node == node }) { return }
    findings.append(Finding(.eventFieldType, message, at: .value(node)))
  }
}
