import Diagnostics
import Syntax

/// Where the comments of a JSONC file belong, so that each stays at its member when the members are put in order.
struct CommentPlaces {
  /// Before a member or an element, on lines of their own. A member is identified by its key.
  private(set) var leading: [NodeID: [ByteRange]] = [:]
  /// Before the value of a member, on its line.
  private(set) var beforeValue: [NodeID: [ByteRange]] = [:]
  /// After a member or an element and its comma, on the line where it ends.
  private(set) var trailing: [NodeID: [ByteRange]] = [:]
  /// After the opening bracket of an object or array, on its line.
  private(set) var opening: [NodeID: [ByteRange]] = [:]
  /// Before the closing bracket of an object or array, on lines of their own.
  private(set) var closing: [NodeID: [ByteRange]] = [:]
  /// After the whole value, on lines of their own.
  private(set) var end: [ByteRange] = []

  private let tree: SyntaxTree
  private let bytes: [UInt8]
  private var rest: ArraySlice<ByteRange>

  init(_ tree: SyntaxTree) {
    self.tree = tree
    bytes = tree.source.bytes
    rest = tree.comments[...]
    leading[.root] = take(before: tree.range(.root).start)
    place(in: .root)
    let (same, own) = onLine(of: tree.range(.root).end, take(before: bytes.count))
    trailing[.root] = same
    end = own
  }

  /// The next comments, up to an offset.
  private mutating func take(before offset: Int) -> [ByteRange] {
    let taken = rest.prefix { $0.start < offset }
    rest = rest.dropFirst(taken.count)
    return Array(taken)
  }

  /// Places the comments inside an object or array.
  private mutating func place(in container: NodeID) {
    let range = tree.range(container)
    guard let next = rest.first, next.start < range.end else { return }
    var previous: NodeID?
    var offset = range.start + 1
    for (first, value) in tree.children(of: container) {
      place(take(before: tree.range(first).start), between: previous, and: first, in: container, from: offset)
      if first != value {
        for comment in take(before: tree.range(value).start) {
          if isLine(comment) || hasBreak(comment.start, comment.end) {
            leading[first, default: []].append(comment)
          } else {
            beforeValue[value, default: []].append(comment)
          }
        }
      }
      place(in: value)
      previous = first
      offset = tree.range(value).end
    }
    let comments = take(before: range.end)
    guard let previous else {
      closing[container] = comments
      return
    }
    let (same, own) = onLine(of: offset, comments)
    trailing[previous] = same
    closing[container] = own
  }

  /// Places the comments before a member or element.
  ///
  /// - Parameters:
  ///   - previous: the preceding one; nil for the first.
  ///   - offset: the end of the preceding one, or of the opening bracket.
  private mutating func place(
    _ comments: [ByteRange], between previous: NodeID?, and next: NodeID, in container: NodeID, from offset: Int
  ) {
    guard let last = comments.last else { return }
    var (same, own) = onLine(of: offset, comments)
    // A comment between a comma and the next member on the same line is about that member.
    if own.isEmpty, !hasBreak(last.end, tree.range(next).start) {
      let comma = previous == nil ? offset : self.comma(after: offset, comments)
      own = same.filter { $0.start >= comma }
      same.removeLast(own.count)
    }
    if let previous { trailing[previous] = same } else { opening[container] = same }
    leading[next] = own
  }

  /// The offset of the comma before the next member, which may be between comments.
  private func comma(after offset: Int, _ comments: [ByteRange]) -> Int {
    var start = offset
    for comment in comments {
      if let comma = bytes[start..<comment.start].firstIndex(of: UInt8(ascii: ",")) { return comma }
      start = comment.end
    }
    return start
  }

  /// The comments that begin on the line of an offset, and those that begin after it.
  private func onLine(of offset: Int, _ comments: [ByteRange]) -> (same: [ByteRange], own: [ByteRange]) {
    var count = 0
    var start = offset
    for comment in comments {
      if hasBreak(start, comment.start) { break }
      count += 1
      start = comment.start
    }
    return (Array(comments[..<count]), Array(comments[count...]))
  }

  private func hasBreak(_ start: Int, _ end: Int) -> Bool {
    bytes[start..<end].contains { $0 == 0x0A || $0 == 0x0D }
  }

  private func isLine(_ comment: ByteRange) -> Bool { bytes[comment.start + 1] == UInt8(ascii: "/") }
}

extension SyntaxTree {
  /// The members of an object with their keys, or the elements of an array, each as both.
  fileprivate func children(of container: NodeID) -> [(first: NodeID, value: NodeID)] {
    kind(container) == .object
      ? members(of: container).map { ($0.key, $0.value) } : elements(of: container).map { ($0, $0) }
  }
}
