import JSONText

/// The words that may stand in one place, to be recognised by their bytes without making a text of them.
///
/// A class, so that it is passed on without a copy of all that it holds.
package final class WordList: Sendable {
  private let text: StaticString
  private let words: [Word]

  private struct Word: Sendable {
    let mark: TextMark
    /// Where it stands in the text.
    let start: Int
    let count: Int
  }

  /// - Parameter text: the words, with a space between them.
  package init(_ text: StaticString) {
    self.text = text
    words = text.withUTF8Buffer { bytes in
      var words: [Word] = []
      words.reserveCapacity(bytes.count { $0 == UInt8(ascii: " ") } + 1)
      var start = 0
      for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: " ") {
        let mark = TextMark(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        words.append(Word(mark: mark, start: start, count: end - start))
        start = end + 1
      }
      return words
    }
  }

  package var count: Int { words.count }

  /// The place in the list of the word that a string spells, scalar by scalar.
  ///
  /// - Parameter start: where to look first. The members of an object often stand in the order of the list.
  @inline(__always)
  package func index(of node: NodeID, in tree: SyntaxTree, startingAt start: Int = 0) -> Int? {
    words.withUnsafeBufferPointer { index(of: node, with: tree.mark(node), in: tree, $0, startingAt: start) }
  }

  @inline(__always)
  private func index(
    of node: NodeID, with mark: TextMark, in tree: SyntaxTree, _ words: UnsafeBufferPointer<Word>, startingAt start: Int
  ) -> Int? {
    var index = start
    for _ in 0..<words.count {
      if index >= words.count { index = 0 }
      if words[index].mark == mark, mark.isWhole || isSame(node, words[index], tree) { return index }
      index &+= 1
    }
    return nil
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
    var key = NodeID(index: object.index &+ 1)
    var place = 0
    words.withUnsafeBufferPointer { words in
      while key.index &+ 1 < end.index {
        let value = NodeID(index: key.index &+ 1)
        // Each key is looked for first behind the one in front of it.
        if let index = index(of: key, with: tree.mark(key), in: tree, words, startingAt: place), index < values.count {
          place = index &+ 1
          let bit: UInt = 1 &<< UInt(index)
          if found & bit == 0 { values[index] = value.index }
          found |= bit
        } else {
          areAllKnown = false
        }
        key = tree.next(after: value)
      }
    }
    return (found, areAllKnown)
  }

  @inline(never)
  private func isSame(_ node: NodeID, _ word: Word, _ tree: SyntaxTree) -> Bool {
    tree.withContent(node) { content in
      text.withUTF8Buffer { content.hasSameBytes(as: UnsafeBufferPointer(rebasing: $0[word.start..<word.start + word.count])) }
    }
  }
}

/// The length of a text, its start and its end as numbers: all of it, up to 16 bytes.
struct TextMark: Equatable, Sendable {
  let count: Int
  /// The first eight bytes, or as many as there are, the first in the lowest place.
  let start: UInt64
  /// The last eight bytes; 0 where there are fewer.
  let end: UInt64

  @inline(__always)
  init(_ text: UnsafeBufferPointer<UInt8>) {
    count = text.count
    let bytes = UnsafeRawBufferPointer(text)
    if count >= 8 {
      start = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
      end = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
    } else if count >= 4 {
      // The two halves may overlap: there they have the same bytes.
      let first = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
      let last = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      start = UInt64(first) | UInt64(last) &<< UInt64(8 &* (count &- 4))
      end = 0
    } else {
      start = text.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      end = 0
    }
  }

  /// - Parameters:
  ///   - word: the eight bytes that begin where the text begins; what stands behind a shorter text does not matter.
  ///   - end: the eight bytes that end where the text ends.
  @inline(__always)
  init(count: Int, start word: UInt64, end: @autoclosure () -> UInt64) {
    self.count = count
    if count >= 8 {
      (start, self.end) = (word, end())
    } else {
      (start, self.end) = (word & ~(~0 &<< (UInt64(truncatingIfNeeded: count) &* 8)), 0)
    }
  }

  /// False where equal marks do not make equal texts.
  var isWhole: Bool { count <= 16 }
}
