/// Finds the tokens and members of a catalog in either format, however damaged. The mutator uses it instead of the readers,
/// which are under test.
package struct Outline {
  package enum Kind { case string, number, word, sign }

  package struct Token {
    package let kind: Kind
    package let range: Range<Int>
  }

  /// `"key": value`, or `label: value`.
  package struct Member {
    package let key: Range<Int>
    package let value: Range<Int>
    /// The comma after the value or, if there is none, the one before the key.
    let comma: Int?
  }

  let bytes: [UInt8]
  package private(set) var tokens: [Token] = []
  package private(set) var members: [Member] = []

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var position = 0
    while position < bytes.count {
      let start = position
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case UInt8(ascii: "/") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "/"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      case UInt8(ascii: "\""):
        position = endOfString(from: position)
        tokens.append(Token(kind: .string, range: start..<position))
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        position += 1
        while position < bytes.count, Self.isWord(bytes[position]) || bytes[position] == UInt8(ascii: ".") { position += 1 }
        tokens.append(Token(kind: .number, range: start..<position))
      case let byte where Self.isWord(byte):
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        tokens.append(Token(kind: .word, range: start..<position))
      default:
        position += 1
        tokens.append(Token(kind: .sign, range: start..<position))
      }
    }
    findMembers()
  }

  package func text(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

  func tokens(_ kinds: Kind...) -> [Token] { tokens.filter { kinds.contains($0.kind) } }

  /// The offsets after the given opening brackets, where a member can be inserted.
  func places(after signs: String) -> [Int] {
    tokens.filter { $0.kind == .sign && signs.utf8.contains(bytes[$0.range.lowerBound]) }.map(\.range.upperBound)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  private func endOfString(from start: Int) -> Int {
    var position = start + 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      if bytes[position] == UInt8(ascii: "\"") { return position + 1 }
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(position, bytes.count)
  }

  private func isSign(_ index: Int, _ signs: String) -> Bool {
    tokens.indices.contains(index) && tokens[index].kind == .sign && signs.utf8.contains(bytes[tokens[index].range.lowerBound])
  }

  private mutating func findMembers() {
    var closing = [Int](repeating: -1, count: tokens.count)
    var open: [Int] = []
    for index in tokens.indices {
      if isSign(index, "{[(") { open.append(index) }
      if isSign(index, "}])"), let start = open.popLast() { closing[start] = index }
    }
    for index in tokens.indices.dropFirst() where isSign(index, ":") && index + 1 < tokens.count {
      var end = index + 1
      // A member or call: `.metered(…)`, `Plan(…)`, `.month`.
      while end + 1 < tokens.count, isSign(end, ".") || (tokens[end].kind == .word && isSign(end + 1, ".(")) { end += 1 }
      if isSign(end, "{[(") { end = closing[end] >= 0 ? closing[end] : end }
      let comma = isSign(end + 1, ",") ? end + 1 : isSign(index - 2, ",") ? index - 2 : nil
      members.append(
        Member(
          key: tokens[index - 1].range, value: tokens[index + 1].range.lowerBound..<tokens[end].range.upperBound,
          comma: comma.map { tokens[$0].range.lowerBound }))
    }
  }
}
