import Diagnostics
import JSONText

/// Collects the nodes of a tree in the order of the file. Both readers build with it.
struct SyntaxTreeBuilder {
  private let source: SourceText
  private var nodes: [SyntaxTree.Node] = []
  private var spelled: [String] = []
  private var open: [NodeID] = []

  init(_ source: SourceText) {
    self.source = source
    // Space that is not touched costs nothing, and an array that grows is copied. Few catalogs have a node to less than
    // eight bytes.
    nodes.reserveCapacity(source.bytes.count / 8 + 16)
  }

  /// The node that will be added next.
  var next: NodeID { NodeID(nodes.count) }

  /// The innermost object or array that is not closed.
  var container: NodeID? { open.last }

  func kind(_ id: NodeID) -> SyntaxTree.Kind { nodes[Int(id.index)].kind }

  func range(_ id: NodeID) -> ByteRange {
    let node = nodes[Int(id.index)]
    return ByteRange(node.start, Int(node.end))
  }

  func text(_ id: NodeID) -> String { withContent(id) { String(decoding: $0, as: UTF8.self) } }

  /// Where the text of a string stands in the file; an end before the start where it does not stand there as it is.
  func plainText(_ id: NodeID) -> (start: Int, end: Int) {
    let node = nodes[Int(id.index)]
    return node.link < 0 ? (node.start + 1, Int(node.end) - 1) : (1, 0)
  }

  /// The value of a number; nil where it is beyond what ``ExactDecimal`` holds.
  func number(_ id: NodeID) -> ExactDecimal? { withContent(id) { ExactDecimal(parsing: $0) } }

  @discardableResult
  mutating func add(_ kind: SyntaxTree.Kind, from start: Int, to end: Int) -> NodeID {
    let id = next
    nodes.append(SyntaxTree.Node(kind, from: start, to: end, link: -1))
    return id
  }

  /// - Parameter text: what the bytes in the file say; nil where they say it themselves.
  @discardableResult
  mutating func add(_ kind: SyntaxTree.Kind, from start: Int, to end: Int, spelled text: String?) -> NodeID {
    guard let text else { return add(kind, from: start, to: end) }
    let id = next
    nodes.append(SyntaxTree.Node(kind, from: start, to: end, link: Int32(truncatingIfNeeded: spelled.count)))
    spelled.append(text)
    return id
  }

  mutating func begin(_ kind: SyntaxTree.Kind, at start: Int) {
    open.append(add(kind, from: start, to: start))
  }

  /// Closes the innermost object or array.
  mutating func end(at end: Int) {
    guard let id = open.popLast() else { return }
    nodes[Int(id.index)].close(at: end, next: nodes.count)
  }

  /// The tree; where a syntax error cut it short, what was read before it.
  mutating func finish(at offset: Int) -> SyntaxTree {
    while !open.isEmpty { end(at: offset) }
    return SyntaxTree(source: source, nodes: nodes, spelled: spelled)
  }

  // MARK: Duplicate keys

  /// Adds a finding for each key of a closed object that stands there already.
  func findDuplicates(in object: NodeID, _ findings: inout [Finding]) {
    var keys: [NodeID] = []
    var key = NodeID(index: object.index + 1)
    while key.index < nodes[Int(object.index)].link {
      keys.append(key)
      let value = nodes[Int(key.index) + 1]
      key = NodeID(index: value.isContainer ? value.link : key.index + 2)
    }
    var seen = TextTable(capacity: keys.count)
    for key in keys {
      let first = seen.insert(key.index, hash: withContent(key) { textHash($0) }) {
        haveSameText(NodeID(index: $0), key)
      }
      if let first { findings.append(duplicate(key, NodeID(index: first))) }
    }
  }

  private func haveSameText(_ left: NodeID, _ right: NodeID) -> Bool {
    withContent(left) { left in withContent(right) { right in left.hasSameBytes(as: right) } }
  }

  /// The bytes of a string's text.
  private func withContent<Result>(_ id: NodeID, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    SyntaxTree.withContent(of: nodes[Int(id.index)], spelled, source.bytes, body)
  }

  private func duplicate(_ key: NodeID, _ first: NodeID) -> Finding {
    Finding(
      .duplicateJSONKey, "the key \(quoted(text(key))) stands twice in one object",
      at: Place(key, part: .bytes(range(key))), help: "remove one of them, or give it another name",
      related: [.init("the first stands here", at: Place(first, part: .bytes(range(first))))])
  }
}
