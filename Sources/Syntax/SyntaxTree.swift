import Diagnostics
import JSONText

/// A place in a ``SyntaxTree``. Nodes are numbered in the order of the file.
package struct NodeID: Hashable, Comparable, Sendable {
  package let index: Int32

  package init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  /// The whole file's value.
  package static let root = NodeID(0)

  package static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}

/// What a catalog file says, in either spelling: values with the bytes that they stand on, in the order of the file.
///
/// The nodes lie in one array, each before what it contains, and know where their subtree ends. An object's children are
/// key, value, key, value; a key is a string node:
///
///     {"plans": {"pro": [1, 2]}}
///
///     0 object → 7      `→ n` is the index behind the subtree
///     1   string "plans"
///     2   object → 7
///     3     string "pro"
///     4     array → 7
///     5       number 1
///     6       number 2
package struct SyntaxTree: Sendable {
  package enum Kind: UInt8, Sendable {
    case object, array, string, number, boolean, null
  }

  struct Node {
    var kind: Kind
    /// The bytes in the file: with quotes, brackets and all.
    var start: Int32
    var end: Int32
    /// The index of the first node behind this one and all that it contains.
    var next: Int32
    /// An index into `spelled` where the bytes in the file are not the content itself; -1 where they are.
    var content: Int32
  }

  package let source: SourceText
  var nodes: [Node]
  /// The content of strings with escapes, and of numbers that JSON would write otherwise.
  var spelled: [String]

  package var isEmpty: Bool { nodes.isEmpty }

  package func kind(_ id: NodeID) -> Kind { nodes[Int(id.index)].kind }

  package func range(_ id: NodeID) -> ByteRange {
    let node = nodes[Int(id.index)]
    return ByteRange(Int(node.start), Int(node.end))
  }

  /// The text of a string, without quotes and escapes; the digits of a number.
  package func text(_ id: NodeID) -> String {
    let node = nodes[Int(id.index)]
    if node.content >= 0 { return spelled[Int(node.content)] }
    let quote = node.kind == .string ? 1 : 0
    let start = Int(node.start) + quote
    let end = Int(node.end) - quote
    return start < end ? String(decoding: source.bytes[start..<end], as: UTF8.self) : ""
  }

  package func bool(_ id: NodeID) -> Bool { source.bytes[Int(nodes[Int(id.index)].start)] == UInt8(ascii: "t") }

  /// The value of a number; nil where it is beyond what ``ExactDecimal`` holds, which a reader reports.
  package func number(_ id: NodeID) -> ExactDecimal? {
    let node = nodes[Int(id.index)]
    if node.content >= 0 { return ExactDecimal(parsing: spelled[Int(node.content)].utf8) }
    return ExactDecimal(parsing: source.bytes[Int(node.start)..<Int(node.end)])
  }

  /// The node behind this one and all that it contains.
  func next(after id: NodeID) -> NodeID { NodeID(Int(nodes[Int(id.index)].next)) }

  /// The members of an object, in the order of the file; nothing for what is not an object.
  package func members(of id: NodeID) -> Members { Members(tree: self, parent: id) }

  /// The elements of an array, in the order of the file; nothing for what is not an array.
  package func elements(of id: NodeID) -> Elements { Elements(tree: self, parent: id) }

  /// The value of the member with that name; the first, if there are several.
  package func value(of id: NodeID, named name: String) -> NodeID? {
    members(of: id).first { hasText($0.key, name) }?.value
  }

  /// True where the string is the same scalars; canonical equivalence does not count.
  package func hasText(_ id: NodeID, _ text: String) -> Bool {
    let node = nodes[Int(id.index)]
    if node.content >= 0 { return spelled[Int(node.content)].utf8.elementsEqual(text.utf8) }
    let start = Int(node.start) + 1
    return Int(node.end) - 1 - start == text.utf8.count && source.bytes[start..<Int(node.end) - 1].elementsEqual(text.utf8)
  }

  /// True where two strings are the same scalars.
  func haveSameText(_ left: NodeID, _ right: NodeID) -> Bool {
    let (a, b) = (nodes[Int(left.index)], nodes[Int(right.index)])
    if a.content < 0, b.content < 0 {
      return a.end - a.start == b.end - b.start
        && source.bytes[Int(a.start)..<Int(a.end)].elementsEqual(source.bytes[Int(b.start)..<Int(b.end)])
    }
    return text(left).utf8.elementsEqual(text(right).utf8)
  }

  /// The strings and keys that begin with one of the prefixes and go on behind it, in the order of the file.
  package func strings(startingWithAny prefixes: [String]) -> [(node: NodeID, prefix: String)] {
    let wanted = prefixes.map { Array($0.utf8) }
    var mayBegin = [Bool](repeating: false, count: 256)
    for byte in wanted.compactMap(\.first) { mayBegin[Int(byte)] = true }
    var found: [(NodeID, String)] = []
    for (index, node) in nodes.enumerated() where node.kind == .string {
      let start = Int(node.start) + 1
      // All but a few strings begin otherwise, or are too short: one look is enough for them.
      guard node.content >= 0 || (start < source.bytes.count && mayBegin[Int(source.bytes[start])]) else { continue }
      let content = Array(text(NodeID(index)).utf8)
      if let match = wanted.firstIndex(where: { content.count > $0.count && content.starts(with: $0) }) {
        found.append((NodeID(index), prefixes[match]))
      }
    }
    return found
  }
}

extension SyntaxTree {
  package struct Members: Sequence, IteratorProtocol {
    let tree: SyntaxTree
    private var current: NodeID
    private let end: NodeID

    init(tree: SyntaxTree, parent: NodeID) {
      self.tree = tree
      current = NodeID(Int(parent.index) + 1)
      end = tree.kind(parent) == .object ? tree.next(after: parent) : current
    }

    package mutating func next() -> (key: NodeID, value: NodeID)? {
      guard current < end else { return nil }
      let key = current
      let value = tree.next(after: key)
      // A tree cut short by a syntax error may end behind a key.
      guard value < end else { return nil }
      current = tree.next(after: value)
      return (key, value)
    }
  }

  package struct Elements: Sequence, IteratorProtocol {
    let tree: SyntaxTree
    private var current: NodeID
    private let end: NodeID

    init(tree: SyntaxTree, parent: NodeID) {
      self.tree = tree
      current = NodeID(Int(parent.index) + 1)
      end = tree.kind(parent) == .array ? tree.next(after: parent) : current
    }

    package mutating func next() -> NodeID? {
      guard current < end else { return nil }
      defer { current = tree.next(after: current) }
      return current
    }
  }
}

extension SyntaxTree.Kind {
  /// As a message speaks of it.
  package var described: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .boolean: "true or false"
    case .null: "null"
    }
  }
}

/// Collects the nodes of a tree in the order of the file. Both readers build with it.
struct SyntaxTreeBuilder {
  private(set) var tree: SyntaxTree
  private(set) var open: [NodeID] = []

  init(_ source: SourceText) {
    tree = SyntaxTree(source: source, nodes: [], spelled: [])
    // A catalog has about one node to 18 bytes; an array that grows by doubling would need three times the space for a moment.
    tree.nodes.reserveCapacity(source.bytes.count / 16 + 16)
  }

  /// The node that will be added next.
  var next: NodeID { NodeID(tree.nodes.count) }

  /// The innermost object or array that is not closed.
  var container: NodeID? { open.last }

  @discardableResult
  mutating func add(_ kind: SyntaxTree.Kind, from start: Int, to end: Int, spelled text: String? = nil) -> NodeID {
    var content: Int32 = -1
    if let text {
      content = Int32(truncatingIfNeeded: tree.spelled.count)
      tree.spelled.append(text)
    }
    let id = NodeID(tree.nodes.count)
    tree.nodes.append(
      .init(
        kind: kind, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end), next: id.index + 1,
        content: content))
    return id
  }

  mutating func begin(_ kind: SyntaxTree.Kind, at start: Int) {
    open.append(add(kind, from: start, to: start))
  }

  /// Closes the innermost object or array.
  mutating func end(at end: Int) {
    guard let id = open.popLast() else { return }
    tree.nodes[Int(id.index)].end = Int32(truncatingIfNeeded: end)
    tree.nodes[Int(id.index)].next = Int32(truncatingIfNeeded: tree.nodes.count)
  }

  /// The tree; where a syntax error cut it short, what was read before it.
  mutating func finish(at offset: Int) -> SyntaxTree {
    while !open.isEmpty { end(at: offset) }
    return tree
  }

  /// A finding for each key of an object that stands there already.
  func duplicates(in keys: [NodeID]) -> [Finding] {
    guard keys.count > 1 else { return [] }
    var findings: [Finding] = []
    if keys.count <= 8 {
      for (index, key) in keys.enumerated() {
        if let first = keys[..<index].first(where: { tree.haveSameText($0, key) }) { findings.append(duplicate(key, first)) }
      }
    } else {
      // A dictionary hashes with a seed of its own: chosen keys cannot make it slow.
      var seen: [ExactString: NodeID] = Dictionary(minimumCapacity: keys.count)
      for key in keys {
        let text = ExactString(tree.text(key))
        if let first = seen[text] { findings.append(duplicate(key, first)) } else { seen[text] = key }
      }
    }
    return findings
  }

  private func duplicate(_ key: NodeID, _ first: NodeID) -> Finding {
    Finding(
      .duplicateJSONKey, "the key \(quoted(tree.text(key))) stands twice in one object",
      at: Place(key, part: .bytes(tree.range(key))), help: "remove one of them, or give it another name",
      related: [.init("the first stands here", at: Place(first, part: .bytes(tree.range(first))))])
  }
}
