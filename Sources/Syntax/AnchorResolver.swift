import Diagnostics
import Foundations

/// Finds the path of a node by walking down from the root.
///
/// It remembers the path to the last node and continues from there, so resolving many findings in the order of the file
/// takes a single walk over the tree.
struct AnchorResolver {
  private struct Frame {
    let container: NodeID
    /// The key and value that contain the last node; for an array, both are the element.
    var key: NodeID
    var value: NodeID
    /// The value before it.
    var previous: NodeID?
    var index: Int
    /// The key or index as it is shown; computed on first use.
    var step: String?
  }

  let tree: SyntaxTree
  private var frames: [Frame] = []
  /// An index of the members of large objects in which steps were looked up, for the last node only. Thousands of findings may
  /// be about the members of a single object.
  private var members: [NodeID: [ScalarString: NodeID]] = [:]
  private var membersOwner = NodeID.root

  init(tree: SyntaxTree) { self.tree = tree }

  /// The surroundings of the last resolved node.
  var surroundings: Surroundings? {
    frames.last.map { Surroundings(container: $0.container, previous: $0.previous, first: $0.key, value: $0.value) }
  }

  /// The path for reports, redacted and truncated if necessary, and the byte range.
  mutating func resolve(_ place: Place) -> (path: [String], range: ByteRange) {
    guard !tree.isEmpty else {
      let end = tree.source.bytes.count
      if case .bytes(let range) = place.part { return ([], range) }
      return ([], ByteRange(end, end))
    }
    walk(to: place.node)
    var path = shownPath()
    var key = frames.last?.key
    var node = frames.last?.value ?? .root
    var isThere = true
    if place.node != membersOwner {
      membersOwner = place.node
      members = [:]
    }
    for step in place.steps {
      path.append(Self.shown(step))
      guard isThere else { continue }
      if let member = member(of: node, step) {
        (key, node) = member
      } else if let index = Int(step), index >= 0,
        let element = tree.elements(of: node).dropFirst(index).first(where: { _ in true })
      {
        (key, node) = (element, element)
      } else {
        isThere = false
      }
    }
    path = Self.cut(path)
    switch place.part {
    case .bytes(let range): return (path, range)
    case .value where isThere: return (path, tree.range(node))
    case .value, .name:
      if let key { return (path, tree.range(key)) }
      let start = tree.range(node).start
      return (path, ByteRange(start, start + 1))
    }
  }

  /// The first member with the given name.
  private mutating func member(of node: NodeID, _ name: String) -> (key: NodeID, value: NodeID)? {
    if members[node] == nil {
      var seen = 0
      for member in tree.members(of: node) {
        if tree.textEquals(member.key, name) { return member }
        seen += 1
        if seen == 16 { break }
      }
      if seen < 16 { return nil }
      var keys: [ScalarString: NodeID] = [:]
      for member in tree.members(of: node) {
        let text = ScalarString(tree.text(member.key))
        if keys[text] == nil { keys[text] = member.key }
      }
      members[node] = keys
    }
    return members[node]?[ScalarString(name)].map { ($0, tree.next(after: $0)) }
  }

  // MARK: Path

  private mutating func shownPath() -> [String] {
    frames.indices.map { index in
      if let step = frames[index].step { return step }
      let frame = frames[index]
      let step = tree.kind(frame.container) == .array ? String(frame.index) : Self.shown(tree.text(frame.key))
      frames[index].step = step
      return step
    }
  }

  /// Redacts and truncates a path component: an id may be a secret, and a key may have a hundred million characters.
  private static func shown(_ step: String) -> String {
    let limit = 1000
    guard step.utf8.count > limit else { return Secret.redacted(step) }
    let start = step.unicodeScalars.prefix(limit)
    return Secret.redacted(String(start)) + (start.endIndex < step.endIndex ? "…" : "")
  }

  /// Limits the length of a path, because thousands of findings may be hundreds of levels deep.
  private static func cut(_ path: [String]) -> [String] {
    var length = 0
    for (index, step) in path.enumerated() {
      length += step.utf8.count + 1
      if length > 8000 { return Array(path[..<index]) + ["…"] }
    }
    return path
  }

  // MARK: Walking

  private mutating func walk(to node: NodeID) {
    while let last = frames.last, node < last.key || node >= tree.next(after: last.container) { frames.removeLast() }
    if frames.isEmpty { descend(into: .root) }
    while var frame = frames.last {
      let end = tree.next(after: frame.container)
      while node >= tree.next(after: frame.value) {
        let following = tree.next(after: frame.value)
        guard following < end else { break }
        frame.previous = frame.value
        frame.key = following
        frame.value = tree.kind(frame.container) == .object ? tree.next(after: following) : following
        if frame.value >= end { frame.value = following }
        frame.index += 1
        frame.step = nil
      }
      frames[frames.count - 1] = frame
      if node <= frame.value { break }
      let depth = frames.count
      descend(into: frame.value)
      if frames.count == depth { break }
    }
    if node == .root { frames = [] }
  }

  private mutating func descend(into container: NodeID) {
    let kind = tree.kind(container)
    let first = NodeID(Int(container.index) + 1)
    let end = tree.next(after: container)
    guard kind == .object || kind == .array, first < end else { return }
    let value = kind == .object ? tree.next(after: first) : first
    frames.append(Frame(container: container, key: first, value: value < end ? value : first, previous: nil, index: 0))
  }
}
