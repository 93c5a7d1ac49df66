/// The nodes of a tree in the order of the file, in memory of their own.
///
/// An array asks at each node whether somebody else has it, too; a large catalog has millions of them.
struct NodeList: ~Copyable, @unchecked Sendable {
  // Sendable, as only the one who builds a tree can change it, and all others have the tree.
  private(set) var count = 0
  private var capacity: Int
  private var start: UnsafeMutablePointer<SyntaxTree.Node>

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  subscript(index: Int) -> SyntaxTree.Node {
    @inline(__always)
    get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such node")
      return start[index]
    }
  }

  func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<SyntaxTree.Node>) -> Result) -> Result {
    body(UnsafeBufferPointer(start: start, count: count))
  }

  subscript(id: NodeID) -> SyntaxTree.Node {
    @inline(__always)
    get { self[Int(id.index)] }
  }

  @inline(__always)
  mutating func append(_ node: SyntaxTree.Node) {
    if count == capacity { grow() }
    start[count] = node
    count &+= 1
  }

  @inline(__always)
  mutating func replace(_ id: NodeID, with node: SyntaxTree.Node) {
    let index = Int(id.index)
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such node")
    start[index] = node
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<SyntaxTree.Node>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: start, count: count)
    start.deallocate()
    (start, capacity) = (larger, capacity * 2)
  }
}
