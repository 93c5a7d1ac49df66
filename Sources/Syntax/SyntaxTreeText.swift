import Diagnostics
import JSONText

/// What scalars say: texts, numbers, true and false.
extension SyntaxTree {
  /// The text of a string, without quotes and escapes; the digits of a number.
  package func text(_ id: NodeID) -> String {
    let node = nodes[id]
    if !node.isContainer, node.link >= 0 { return spelled[Int(node.link)] }
    return withContent(id) { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of a text of three bytes as one number, the first in the highest place; nil for any other.
  package func threeBytes(_ id: NodeID) -> UInt32? {
    withContent(id) { text in text.count == 3 ? text.reduce(0) { $0 << 8 | UInt32($1) } : nil }
  }

  package func appendText(_ id: NodeID, to bytes: inout [UInt8]) { withContent(id) { bytes.append(contentsOf: $0) } }

  package func hasByte(_ byte: UInt8, in id: NodeID) -> Bool { withContent(id) { $0.contains(byte) } }

  package func isEmptyText(_ id: NodeID) -> Bool { withContent(id) { $0.isEmpty } }

  package func bool(_ id: NodeID) -> Bool { source.bytes[nodes[id].start] == UInt8(ascii: "t") }

  /// The value of a number; nil where it is beyond what ``ExactDecimal`` holds, which a reader reports.
  package func number(_ id: NodeID) -> ExactDecimal? {
    withContent(id) { ExactDecimal(parsing: $0) }
  }

  /// The value of a number that is written as a few digits and nothing else, as most are; nil for all else.
  package func plainInteger(_ id: NodeID) -> Int64? {
    kind(id) == .number ? withContent(id) { ExactDecimal.plainInteger($0) } : nil
  }

  /// True where the string is the same scalars; canonical equivalence does not count.
  package func hasText(_ id: NodeID, _ text: String) -> Bool {
    var text = text
    return text.withUTF8 { text in withContent(id) { $0.hasSameBytes(as: text) } }
  }

  /// True where two strings are the same scalars.
  package func haveSameText(_ left: NodeID, _ right: NodeID) -> Bool {
    if left == right { return true }
    return withContent(left) { left in withContent(right) { right in left.hasSameBytes(as: right) } }
  }

  /// A hash of a string, with the seed of this run.
  package func textHash(_ id: NodeID) -> Int { withContent(id) { Syntax.textHash($0) } }

  /// The bytes of a text, or of the digits of a number.
  package func withContent<Result>(_ id: NodeID, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    SyntaxTree.withContent(of: nodes[id], spelled, source.bytes, body)
  }

  @inline(__always)
  static func withContent<Result>(
    of node: Node, _ spelled: [String], _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    if !node.isContainer, node.link >= 0 {
      var text = spelled[Int(node.link)]
      return text.withUTF8(body)
    }
    let quote = node.isString ? 1 : 0
    let start = node.start &+ quote
    let count = max(0, Int(node.end) &- quote &- start)
    return bytes.withUnsafeBufferPointer { bytes in
      precondition(start &+ count <= bytes.count, "a node lies in the text")
      return body(UnsafeBufferPointer(start: bytes.baseAddress.map { $0 + start }, count: count))
    }
  }

  /// The strings that may begin with one of the texts: few, in most files.
  private func strings(mayStartWithAny texts: [[UInt8]]) -> [NodeID] {
    // By byte: whether a text has it in the first place, and in the third. All have three bytes.
    var firsts = [Bool](repeating: false, count: 256)
    var thirds = firsts
    for text in texts where text.count >= 3 {
      firsts[Int(text[0])] = true
      thirds[Int(text[2])] = true
    }
    var found: [NodeID] = []
    source.bytes.withUnsafeBufferPointer { bytes in
      nodes.withUnsafeBufferPointer { nodes in
        firsts.withUnsafeBufferPointer { firsts in
          thirds.withUnsafeBufferPointer { thirds in
            for index in nodes.indices where nodes[index].isString {
              let start = nodes[index].start + 1
              if nodes[index].link >= 0 || (start + 2 < bytes.count && firsts[Int(bytes[start])] && thirds[Int(bytes[start + 2])]) {
                found.append(NodeID(index))
              }
            }
          }
        }
      }
    }
    return found
  }

  /// The strings and keys that begin with one of the prefixes and go on behind it, in the order of the file.
  package func strings(startingWithAny prefixes: [String]) -> [(node: NodeID, prefix: String)] {
    let wanted = prefixes.map { Array($0.utf8) }
    var found: [(NodeID, String)] = []
    for id in strings(mayStartWithAny: wanted) {
      let match = withContent(id) { content in
        wanted.firstIndex { content.count > $0.count && content.starts(with: $0) }
      }
      if let match { found.append((id, prefixes[match])) }
    }
    return found
  }
}
