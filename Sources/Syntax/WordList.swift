import Foundations

/// A list of words, to be looked up from a source text without allocating strings.
///
/// A class, so that passing it around does not copy its fields.
package final class WordList: Sendable {
  /// The concatenated bytes of all words, and where each ends.
  private let bytes: [UInt8]
  private let ends: [Int]

  package init(_ words: [String]) {
    var bytes: [UInt8] = []
    ends = words.map { word in
      bytes += word.utf8
      return bytes.count
    }
    self.bytes = bytes
  }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  /// The index of the word that equals a string, scalar by scalar, searching from `start` and then from the beginning.
  package func firstIndex(of node: NodeID, in tree: SyntaxTree, startingAt start: Int = 0) -> Int? {
    guard let content = tree.node(node).content else {
      let text = tree.text(node)
      return ends.indices.first { text.utf8.elementsEqual(bytes[range($0)]) }
    }
    for index in start..<ends.count where tree.bytes.hasSameBytes(in: content, as: bytes, in: range(index)) { return index }
    for index in 0..<start where tree.bytes.hasSameBytes(in: content, as: bytes, in: range(index)) { return index }
    return nil
  }
}
