import Diagnostics

/// A node of a ``SyntaxTree``. Nodes are numbered in the order of the file.
package struct NodeID: Hashable, Comparable, Sendable {
  package let index: Int32

  package init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }

  package init(index: Int32) { self.index = index }

  /// The value of the whole file.
  package static let root = NodeID(0)

  package static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}

/// The values of a catalog file in either format, with their byte ranges, in the order of the file.
///
/// The nodes are stored in one array in preorder, and each knows the end of its subtree. The children of an object are
/// alternating keys and values; a key is a string node:
///
///     {"plans": {"pro": [1, 2]}}
///
///     0 object → 7      `→ n` is the index after the subtree
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

  /// 12 bytes, because a large catalog has millions of nodes, and memory traffic dominates.
  struct Node {
    /// The kind in the upper three bits, and the offset of the first byte in the rest.
    private let kindAndStart: UInt32
    /// The offset after the last byte, including quotes and brackets.
    private(set) var end: Int32
    /// For objects and arrays: the index of the first node after their contents or, while they are being read, the index of
    /// their container. For other nodes: an index into `spelled` if the bytes in the file are not the content itself,
    /// otherwise -1.
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

    var length: Int { Int(end) - start }

    /// True for a string or a number if the bytes in the file are the content itself.
    var isPlain: Bool { link < 0 }

    /// The bytes of a string without its quotes, or of a number; nil if the bytes in the file are not the content.
    var content: Range<Int>? {
      if !isContainer, link >= 0 { return nil }
      let quote = isString ? 1 : 0
      return start + quote..<max(start + quote, Int(end) - quote)
    }

    /// The object or array with its end and the index of the next node.
    func closed(at end: Int, next: Int) -> Node {
      var node = self
      node.end = Int32(truncatingIfNeeded: end)
      node.link = Int32(truncatingIfNeeded: next)
      return node
    }
  }

  /// The largest offset that a node can store. Readers reject longer files.
  static let largestSource = 1 << 29 - 1

  package let source: SourceText
  /// The bytes of the source, stored here to avoid an indirection.
  let bytes: [UInt8]
  private let nodes: [Node]
  /// The content of strings with escapes, and of numbers that are not in JSON notation.
  let spelled: [String]
  /// The strings that may begin with a secret prefix, in the order of the file.
  private let suspects: [NodeID]
  private let damaged: Set<NodeID>
  /// The comments, in the order of the file.
  package let comments: [ByteRange]
  /// The vocabulary of a Swift catalog; nil for JSON.
  let vocabulary: SwiftVocabulary?

  init(
    source: SourceText, nodes: [Node], spelled: [String], suspects: [NodeID], damaged: Set<NodeID>,
    comments: [ByteRange], vocabulary: SwiftVocabulary?
  ) {
    self.source = source
    bytes = source.bytes
    self.nodes = nodes
    self.spelled = spelled
    self.suspects = suspects
    self.damaged = damaged
    self.comments = comments
    self.vocabulary = vocabulary
  }

  @inline(__always)
  func node(_ id: NodeID) -> Node { nodes[Int(id.index)] }

  package var isEmpty: Bool { nodes.isEmpty }

  package var nodeCount: Int { nodes.count }

  /// The strings and keys that look like a secret, each with its prefix, in the order of the file.
  package var secrets: [(node: NodeID, prefix: String)] {
    var secrets: [(NodeID, String)] = []
    for id in suspects {
      if let prefix = Secret.prefix(of: text(id).utf8) { secrets.append((id, prefix)) }
    }
    return secrets
  }

  /// Whether an object or array lacks a member or an element, because of a syntax error in it.
  package func isDamaged(_ id: NodeID) -> Bool { !damaged.isEmpty && damaged.contains(id) }

  /// The parts of comments that look like a secret, each with its prefix, in the order of the file.
  package var secretsInComments: [(range: ByteRange, prefix: String)] {
    comments.flatMap { comment in
      Secret.matches(in: bytes[comment.start..<comment.end]).map { match in
        let prefix = bytes[match.whole.lowerBound..<match.hidden.lowerBound]
        return (ByteRange(match.whole.lowerBound, match.whole.upperBound), String(decoding: prefix, as: UTF8.self))
      }
    }
  }

  package func kind(_ id: NodeID) -> Kind { node(id).kind }

  package func range(_ id: NodeID) -> ByteRange {
    let node = self.node(id)
    return ByteRange(node.start, Int(node.end))
  }

  /// The next node after this one and its contents.
  func next(after id: NodeID) -> NodeID {
    let node = self.node(id)
    return node.isContainer ? NodeID(index: node.link) : NodeID(index: id.index + 1)
  }

  /// The key of a member, which is the node directly before its value.
  package func key(ofValue value: NodeID) -> NodeID { NodeID(index: value.index &- 1) }

  /// The members of an object, in the order of the file; empty for any other node.
  package func members(of id: NodeID) -> Members { Members(tree: self, parent: id) }

  /// The elements of an array, in the order of the file; empty for any other node.
  package func elements(of id: NodeID) -> Elements { Elements(tree: self, parent: id) }

  /// The value of the member with the given name; the first if there are several.
  package func value(of id: NodeID, named name: String) -> NodeID? {
    members(of: id).first { textEquals($0.key, name) }?.value
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

    /// The exact count, found by visiting all members.
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
      // After a syntax error, the tree may end with a key.
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

    /// The exact count, found by visiting all elements.
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
  /// The name in messages.
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
