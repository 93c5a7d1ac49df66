import JSONText

/// The words that may stand in one place, recognised by their bytes without making a text of them.
///
/// A class, so that it is passed on without a copy of all that it holds.
package final class WordList: Sendable {
  /// The words with a space between them.
  private let bytes: [UInt8]
  /// Where each of them is.
  private let words: [Range<Int>]

  /// - Parameter text: the words, with a space between them.
  package init(_ text: StaticString) {
    bytes = Array("\(text)".utf8)
    words = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(\.indices)
  }

  package var count: Int { words.count }

  /// The place in the list of the word that a string spells, scalar by scalar.
  ///
  /// - Parameter start: where to look first. The members of an object often stand in the order of the list.
  package func index(of node: NodeID, in tree: SyntaxTree, startingAt start: Int = 0) -> Int? {
    tree.withContent(node) { text in
      var index = start
      for _ in words {
        if index >= words.count { index = 0 }
        if text.hasSameBytes(as: bytes, in: words[index]) { return index }
        index += 1
      }
      return nil
    }
  }

  /// Finds the members of an object by their names.
  ///
  /// - Parameter values: gets the indices of the values at the places of their names in the list: of a name that stands there
  ///   twice the first.
  /// - Returns: a bit for each place that has got a value, the lowest for the first word; and false where a member has a name
  ///   that is not in the list.
  package func findMembers(
    of object: NodeID, in tree: SyntaxTree, _ values: UnsafeMutableBufferPointer<Int32>
  ) -> (found: UInt, areAllKnown: Bool) {
    let end = tree.kind(object) == .object ? tree.next(after: object) : object
    var found: UInt = 0
    var areAllKnown = true
    var key = NodeID(index: object.index + 1)
    var place = 0
    while key.index + 1 < end.index {
      let value = NodeID(index: key.index + 1)
      // Each key is looked for first behind the one in front of it.
      if let index = index(of: key, in: tree, startingAt: place), index < values.count {
        place = index + 1
        let bit: UInt = 1 << UInt(index)
        if found & bit == 0 { values[index] = value.index }
        found |= bit
      } else {
        areAllKnown = false
      }
      key = tree.next(after: value)
    }
    return (found, areAllKnown)
  }
}
