import Diagnostics

/// Finds the path of a node by walking down from the root.
///
/// It remembers the way to the last node and goes on from there, so that many findings in the order of the file cost one walk
/// over the tree together, and not one each.
struct PlaceResolver {
  private struct Frame {
    let container: NodeID
    /// The key and value, or the element twice, in which the last node was.
    var key: NodeID
    var value: NodeID
    /// The value in front.
    var previous: NodeID?
    var index: Int
  }

  let tree: SyntaxTree
  private var frames: [Frame] = []

  init(tree: SyntaxTree) { self.tree = tree }

  /// What surrounds the node of the last place.
  var surroundings: Surroundings? {
    frames.last.map { Surroundings(container: $0.container, previous: $0.previous, first: $0.key, value: $0.value) }
  }

  mutating func resolve(_ place: Place) -> (path: [String], range: ByteRange) {
    guard !tree.isEmpty else {
      let end = tree.source.bytes.count
      if case .bytes(let range) = place.part { return ([], range) }
      return ([], ByteRange(end, end))
    }
    walk(to: place.node)
    var path = frames.map(name)
    var key = frames.last?.key
    var node = frames.last?.value ?? .root
    var isThere = true
    for step in place.steps {
      path.append(step)
      guard isThere else { continue }
      if let member = tree.members(of: node).first(where: { tree.hasText($0.key, step) }) {
        (key, node) = member
      } else if let index = Int(step), index >= 0,
        let element = tree.elements(of: node).dropFirst(index).first(where: { _ in true })
      {
        (key, node) = (element, element)
      } else {
        isThere = false
      }
    }
    switch place.part {
    case .bytes(let range): return (path, range)
    case .value where isThere: return (path, tree.range(node))
    case .value, .name:
      if let key { return (path, tree.range(key)) }
      let start = tree.range(node).start
      return (path, ByteRange(start, start + 1))
    }
  }

  private func name(_ frame: Frame) -> String {
    tree.kind(frame.container) == .array ? String(frame.index) : tree.text(frame.key)
  }

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
