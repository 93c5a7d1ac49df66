import Foundations

/// Words that are looked for in a source text, without a string for each that stands there.
///
/// A class, so that it is passed on without a copy of all that it holds.
package final class WordList: Sendable {
  /// The bytes of all words, one behind the other, and where each stands in them.
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

  /// The first word from a place in the list on that a string spells, scalar by scalar; then those in front of it.
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
