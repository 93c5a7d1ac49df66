import Diagnostics
import Foundations

/// Collects the nodes of a tree in the order of the file, for both readers.
struct SyntaxTreeBuilder: ~Copyable {
  private let source: SourceText
  private var nodes: [SyntaxTree.Node] = []
  private var spelled: [String] = []
  /// See ``SyntaxTree/suspects``.
  private var suspects: [NodeID] = []
  /// See ``SyntaxTree/comments``.
  var comments: [ByteRange] = []
  /// See ``SyntaxTree/isDamaged(_:)``.
  private var damaged: Set<NodeID> = []
  /// The innermost open object or array, whose `link` refers to its container; -1 if there is none.
  private var open = noNode
  private static let noNode: Int32 = -1

  init(_ source: SourceText) {
    self.source = source
    // Most catalogs have fewer than one node per eight bytes.
    nodes.reserveCapacity(source.bytes.count / 8 + 16)
  }

  /// The id of the node that will be added next.
  var next: NodeID { NodeID(nodes.count) }

  /// The innermost open object or array.
  var container: NodeID? { open == Self.noNode ? nil : NodeID(index: open) }

  func kind(_ id: NodeID) -> SyntaxTree.Kind { nodes[Int(id.index)].kind }

  func range(_ id: NodeID) -> ByteRange {
    let node = nodes[Int(id.index)]
    return ByteRange(node.start, Int(node.end))
  }

  func text(_ id: NodeID) -> String { withContent(id) { String(decoding: $0) } }

  /// The bytes of a value in the file.
  func spelling(_ id: NodeID) -> String {
    let range = range(id)
    return String(decoding: source.bytes[range.start..<range.end], as: UTF8.self)
  }

  /// Whether a number has a decimal point or an exponent in JSON notation.
  func isDecimalFraction(_ id: NodeID) -> Bool {
    text(id).utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
  }

  /// The value of a number; nil if it is out of range for ``ExactDecimal``.
  func number(_ id: NodeID) -> ExactDecimal? { withContent(id) { ExactDecimal(parsing: $0) } }

  @discardableResult @inline(__always)
  mutating func add(_ kind: SyntaxTree.Kind, from start: Int, to end: Int) -> NodeID {
    let id = next
    nodes.append(SyntaxTree.Node(kind, from: start, to: end, link: -1))
    return id
  }

  /// - Parameter text: the content; nil if it equals the bytes in the file.
  @discardableResult
  mutating func add(_ kind: SyntaxTree.Kind, from start: Int, to end: Int, spelled text: String?) -> NodeID {
    let id = next
    nodes.append(
      SyntaxTree.Node(kind, from: start, to: end, link: text == nil ? -1 : Int32(truncatingIfNeeded: spelled.count)))
    if let text { spelled.append(text) }
    if kind == .string { suspect(id) }
    return id
  }

  /// Marks a string that may begin with a secret prefix, to be checked later.
  mutating func suspect(_ string: NodeID) { suspects.append(string) }

  mutating func begin(_ kind: SyntaxTree.Kind, at start: Int) {
    let id = next
    nodes.append(SyntaxTree.Node(kind, from: start, to: start, link: open))
    open = id.index
  }

  /// Closes the innermost object or array.
  mutating func end(at end: Int) {
    guard let id = container else { return }
    let node = nodes[Int(id.index)]
    open = node.link
    nodes[Int(id.index)] = node.closed(at: end, next: nodes.count)
  }

  /// Marks the innermost object or array as one that lacks a member or an element.
  mutating func damage() {
    if let container { damaged.insert(container) }
  }

  /// Removes a node and all that follow it. Those that are objects or arrays must be closed.
  mutating func remove(from node: NodeID) {
    nodes.removeSubrange(Int(node.index)...)
    while let last = suspects.last, last >= node { suspects.removeLast() }
    damaged = damaged.filter { $0 < node }
  }

  /// The last node, if it is not an object or array.
  var lastScalar: NodeID? { nodes.last.flatMap { $0.isContainer ? nil : NodeID(nodes.count - 1) } }

  /// The tree; after a syntax error, what was read before it.
  consuming func finish(at offset: Int, vocabulary: SwiftVocabulary? = nil) -> SyntaxTree {
    while container != nil { end(at: offset) }
    return SyntaxTree(
      source: source, nodes: nodes, spelled: spelled, suspects: suspects, damaged: damaged, comments: comments,
      vocabulary: vocabulary)
  }

  // MARK: Duplicate keys

  /// Adds a finding for each key of a closed object that repeats an earlier key.
  func findDuplicates(in object: NodeID, _ findings: inout [Finding]) {
    let (start, end) = (firstKey(in: object), nodes[Int(object.index)].link)
    var count = 0
    var key = start
    while key.index < end {
      count += 1
      key = nextKey(after: key)
    }
    // A few keys are compared pairwise, without allocating.
    if count > 16 { return findDuplicates(among: count, in: object, &findings) }
    key = start
    while key.index < end {
      var other = start
      while other < key, !haveEqualText(other, key) { other = nextKey(after: other) }
      if other < key { findings.append(duplicate(key, other)) }
      key = nextKey(after: key)
    }
  }

  private func findDuplicates(among count: Int, in object: NodeID, _ findings: inout [Finding]) {
    var first: [ScalarString: NodeID] = Dictionary(minimumCapacity: count)
    let end = nodes[Int(object.index)].link
    var key = firstKey(in: object)
    while key.index < end {
      let name = ScalarString(text(key))
      if let known = first.updateValue(key, forKey: name) {
        findings.append(duplicate(key, known))
        first[name] = known
      }
      key = nextKey(after: key)
    }
  }

  private func firstKey(in object: NodeID) -> NodeID { NodeID(index: object.index + 1) }

  private func nextKey(after key: NodeID) -> NodeID {
    let value = nodes[Int(key.index) + 1]
    return NodeID(index: value.isContainer ? value.link : key.index + 2)
  }

  private func haveEqualText(_ left: NodeID, _ right: NodeID) -> Bool {
    let (one, other) = (nodes[Int(left.index)], nodes[Int(right.index)])
    if one.isPlain, other.isPlain, one.length != other.length { return false }
    if let own = one.content, let others = other.content {
      return source.bytes.hasSameBytes(in: own, as: source.bytes, in: others)
    }
    return withContent(left) { left in withContent(right) { right in left.hasSameBytes(as: right) } }
  }

  /// Calls `body` with the bytes of a string's content.
  private func withContent<Result>(_ id: NodeID, _ body: (Span<UInt8>) -> Result) -> Result {
    SyntaxTree.withContent(of: nodes[Int(id.index)], spelled, source.bytes, body)
  }

  private func duplicate(_ key: NodeID, _ first: NodeID) -> Finding {
    Finding(
      .duplicateJSONKey, "duplicate key \(quoted(text(key)))",
      at: Place(key, part: .bytes(range(key))), help: "remove or rename one of them",
      related: [.init("first used here", at: Place(first, part: .bytes(range(first))))])
  }
}
