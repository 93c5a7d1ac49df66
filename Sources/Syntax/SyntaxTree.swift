import Diagnostics

/// A place in a ``SyntaxTree``. Nodes are numbered in the order of the file.
package struct NodeID: Hashable, Comparable, Sendable {
  package let index: Int32

  package init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  package init(index: Int32) { self.index = index }

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
package final class SyntaxTree: Sendable {
  package enum Kind: UInt8, Sendable {
    case object, array, string, number, boolean, null
  }

  /// Twelve bytes: a large catalog has millions of them, and memory that is touched costs more than what is done with it.
  struct Node {
    /// The kind in the upper three bits, the offset of the first byte in the file below them.
    private let kindAndStart: UInt32
    /// The offset behind the last byte: quotes, brackets and all belong to it.
    private(set) var end: Int32
    /// Of objects and arrays, the index of the first node behind all that they contain; while they are read, that of the
    /// one around them. Of the others, an index into `spelled` where the bytes in the file are not the content itself; -1
    /// where they are.
    private(set) var link: Int32

    init(_ kind: Kind, from start: Int, to end: Int, link: Int32) {
      kindAndStart = UInt32(kind.rawValue) << 29 | UInt32(truncatingIfNeeded: start) & Node.startMask
      self.end = Int32(truncatingIfNeeded: end)
      self.link = link
    }

    private static let startMask: UInt32 = 1 << 29 - 1

    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: kindAndStart >> 29)) ?? .null }
    var start: Int { Int(kindAndStart & Node.startMask) }
    var isContainer: Bool { kindAndStart >> 29 <= UInt32(Kind.array.rawValue) }
    var isString: Bool { kindAndStart >> 29 == UInt32(Kind.string.rawValue) }

    /// Where a text without its quotes stands, or the digits of a number; nil where the bytes in the file are not the content.
    var content: Range<Int>? {
      if !isContainer, link >= 0 { return nil }
      let quote = isString ? 1 : 0
      return start + quote..<max(start + quote, Int(end) - quote)
    }

    /// The object or array with its end, and with what stands behind it.
    func closed(at end: Int, next: Int) -> Node {
      var node = self
      node.end = Int32(truncatingIfNeeded: end)
      node.link = Int32(truncatingIfNeeded: next)
      return node
    }
  }

  /// What positions can count. Readers refuse a longer text.
  static let largestSource = 1 << 29 - 1

  package let source: SourceText
  /// Those of the source, which is a step further away.
  let bytes: [UInt8]
  private let nodes: [Node]
  /// The content of strings with escapes, and of numbers that JSON would write otherwise.
  let spelled: [String]
  /// The strings that may begin like a secret, in the order of the file.
  private let suspects: [NodeID]
  /// The words that a Swift catalog is written in; nil for JSON.
  let vocabulary: SwiftVocabulary?

  init(
    source: SourceText, nodes: [Node], spelled: [String], suspects: [NodeID], vocabulary: SwiftVocabulary?
  ) {
    self.source = source
    bytes = source.bytes
    self.nodes = nodes
    self.spelled = spelled
    self.suspects = suspects
    self.vocabulary = vocabulary
  }

  @inline(__always)
  func node(_ id: NodeID) -> Node { nodes[Int(id.index)] }

  package var isEmpty: Bool { nodes.isEmpty }

  package var nodeCount: Int { nodes.count }

  /// The strings and keys that begin like a secret and go on behind it, each with that beginning, in the order of the file.
  package var secrets: [(node: NodeID, prefix: String)] {
    var secrets: [(NodeID, String)] = []
    for id in suspects {
      if let prefix = Secret.prefix(of: text(id).utf8) { secrets.append((id, prefix)) }
    }
    return secrets
  }

  package func kind(_ id: NodeID) -> Kind { node(id).kind }

  package func range(_ id: NodeID) -> ByteRange {
    let node = self.node(id)
    return ByteRange(node.start, Int(node.end))
  }

  /// The node behind this one and all that it contains.
  func next(after id: NodeID) -> NodeID {
    let node = self.node(id)
    return node.isContainer ? NodeID(index: node.link) : NodeID(index: id.index + 1)
  }

  /// The key of a member: it has nothing below it, and stands in front of its value.
  package func key(ofValue value: NodeID) -> NodeID { NodeID(index: value.index &- 1) }

  /// The members of an object, in the order of the file; nothing for what is not an object.
  package func members(of id: NodeID) -> Members { Members(tree: self, parent: id) }

  /// The elements of an array, in the order of the file; nothing for what is not an array.
  package func elements(of id: NodeID) -> Elements { Elements(tree: self, parent: id) }

  /// The value of the member with that name; the first, if there are several.
  package func value(of id: NodeID, named name: String) -> NodeID? {
    members(of: id).first { hasText($0.key, name) }?.value
  }
}

extension SyntaxTree {
  package struct Members: Sequence, IteratorProtocol {
    let tree: SyntaxTree
    private var current: NodeID
    private let end: NodeID

    init(tree: SyntaxTree, parent: NodeID) {
      self.tree = tree
      current = NodeID(index: parent.index + 1)
      let node = tree.node(parent)
      end = node.kind == .object ? NodeID(index: node.link) : current
    }

    /// Found by a walk over the members.
    package var underestimatedCount: Int {
      var count = 0
      var value = NodeID(index: current.index &+ 1)
      while value < end {
        count += 1
        value = NodeID(index: tree.next(after: value).index &+ 1)
      }
      return count
    }

    package mutating func next() -> (key: NodeID, value: NodeID)? {
      guard current < end else { return nil }
      let key = current
      let value = NodeID(index: key.index &+ 1)
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
      current = NodeID(index: parent.index + 1)
      let node = tree.node(parent)
      end = node.kind == .array ? NodeID(index: node.link) : current
    }

    /// Found by a walk over the elements.
    package var underestimatedCount: Int {
      var count = 0
      var element = current
      while element < end {
        count += 1
        element = tree.next(after: element)
      }
      return count
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
