import JSONText

/// Finds strings of one tree by their text, by the bytes that they have in the file.
package struct StringTable: Sendable {
  private let tree: SyntaxTree
  /// In the order in which they were added, which is that of their numbers.
  package private(set) var strings: [NodeID] = []
  /// Theirs: most texts need no other look, where the bytes lie somewhere else in the file.
  private var marks: [TextMark] = []
  private var table: TextTable

  /// - Parameter capacity: how many strings it will hold, at the most.
  package init(in tree: SyntaxTree, capacity: Int = 0) {
    self.tree = tree
    strings.reserveCapacity(capacity)
    marks.reserveCapacity(capacity)
    table = TextTable(capacity: capacity)
  }

  /// Adds a string, whatever its text.
  ///
  /// - Returns: the number of the first string with that text, where one has it already.
  @discardableResult
  package mutating func add(_ string: NodeID) -> Int? {
    let number = Int32(truncatingIfNeeded: strings.count)
    let mark = tree.mark(string)
    strings.append(string)
    marks.append(mark)
    let (tree, strings, marks) = (tree, strings, marks)
    return table.insert(number, hash: tree.hash(string, mark)) {
      marks[Int($0)] == mark && (mark.isWhole || tree.haveSameText(strings[Int($0)], string))
    }.map { Int($0) }
  }

  /// The number of the first string with the same text.
  package func find(_ string: NodeID) -> Int? {
    let mark = tree.mark(string)
    return table.find(hash: tree.hash(string, mark)) {
      marks[Int($0)] == mark && (mark.isWhole || tree.haveSameText(strings[Int($0)], string))
    }.map { Int($0) }
  }
}

extension SyntaxTree {
  /// A hash of a string, with the seeds of this run.
  ///
  /// - Parameter mark: that of the string.
  @inline(__always)
  fileprivate func hash(_ id: NodeID, _ mark: TextMark) -> Int {
    mark.isWhole ? mark.hash : textHash(id)
  }
}
