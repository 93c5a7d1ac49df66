import JSONText

/// Finds strings of one tree by their text, by the bytes that they have in the file.
package struct StringTable: Sendable {
  private let tree: SyntaxTree
  /// In the order in which they were added, which is that of their numbers.
  package private(set) var strings: [NodeID] = []
  private var table: TextTable

  /// - Parameter capacity: how many strings it will hold, at the most.
  package init(in tree: SyntaxTree, capacity: Int = 0) {
    self.tree = tree
    strings.reserveCapacity(capacity)
    table = TextTable(capacity: capacity)
  }

  /// Adds a string, whatever its text.
  ///
  /// - Returns: the number of the first string with that text, where one has it already.
  @discardableResult
  package mutating func add(_ string: NodeID) -> Int? {
    let number = Int32(truncatingIfNeeded: strings.count)
    strings.append(string)
    let (tree, strings) = (tree, strings)
    return table.insert(number, hash: tree.textHash(string)) { tree.haveSameText(strings[Int($0)], string) }.map { Int($0) }
  }

  /// The number of the first string with the same text.
  package func find(_ string: NodeID) -> Int? {
    table.find(hash: tree.textHash(string)) { tree.haveSameText(strings[Int($0)], string) }.map { Int($0) }
  }
}
