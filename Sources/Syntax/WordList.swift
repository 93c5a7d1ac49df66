import Foundations

/// A list of words, to be looked up from a source text without allocating strings.
///
/// A class, so that passing it around does not copy its fields.
package final class WordList: Sendable {
  /// The concatenated bytes of all words, and the range of each.
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]

  package init(_ words: [String]) {
    var bytes: [UInt8] = []
    ranges = words.map { word in
      let start = bytes.count
      bytes += word.utf8
      return start..<bytes.count
    }
    self.bytes = bytes
  }

  /// The index of the word that equals a string, scalar by scalar, searching from `start` and then from the beginning.
  package func firstIndex(of node: NodeID, in tree: SyntaxTree, startingAt start: Int = 0) -> Int? {
    guard let content = tree.node(node).content else {
      let text = tree.text(node)
      return ranges.firstIndex { text.utf8.elementsEqual(bytes[$0]) }
    }
    for index in start..<ranges.count where tree.bytes.hasSameBytes(in: content, as: bytes, in: ranges[index]) { return index }
    for index in 0..<start where tree.bytes.hasSameBytes(in: content, as: bytes, in: ranges[index]) { return index }
    return nil
  }
}
