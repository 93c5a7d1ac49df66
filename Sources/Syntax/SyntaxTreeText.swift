import Foundations

/// The values of strings, numbers and booleans.
extension SyntaxTree {
  /// The content of a string, without quotes and escapes, or the text of a number.
  package func text(_ id: NodeID) -> String {
    let node = self.node(id)
    guard let content = node.content else { return spelled[Int(node.link)] }
    return bytes.text(in: content)
  }

  /// Whether the source is Swift.
  package var isSwift: Bool { vocabulary != nil }

  /// Whether a string of a Swift catalog is written as a member, such as `.month`.
  package func isMember(_ id: NodeID) -> Bool {
    let node = self.node(id)
    return isSwift && node.isString && ![UInt8(ascii: "\""), UInt8(ascii: "#")].contains(bytes[node.start])
  }

  package func isEmptyText(_ id: NodeID) -> Bool { node(id).content?.isEmpty ?? text(id).isEmpty }

  package func bool(_ id: NodeID) -> Bool { bytes[node(id).start] == UInt8(ascii: "t") }

  /// The value of a number; nil if it is out of range, which a reader reports.
  package func number(_ id: NodeID) -> ExactDecimal? {
    withContent(id) { ExactDecimal(parsing: $0) }
  }

  /// The value of a number that consists of at most 18 digits, like most numbers; nil for any other node.
  package func plainInteger(_ id: NodeID) -> Int64? {
    let node = self.node(id)
    guard node.kind == .number, let content = node.content else { return nil }
    return bytes.plainInteger(in: content)
  }

  /// True if the string consists of the same scalars; canonical equivalence does not count.
  package func textEquals(_ id: NodeID, _ text: String) -> Bool {
    var text = text
    return text.withUTF8 { text in withContent(id) { $0.hasSameBytes(as: text.span) } }
  }

  /// Calls `body` with the bytes of a string's content or of a number.
  package func withContent<Result>(_ id: NodeID, _ body: (Span<UInt8>) -> Result) -> Result {
    SyntaxTree.withContent(of: node(id), spelled, bytes, body)
  }

  @inline(__always)
  static func withContent<Result>(
    of node: Node, _ spelled: [String], _ bytes: [UInt8], _ body: (Span<UInt8>) -> Result
  ) -> Result {
    guard let content = node.content else {
      var text = spelled[Int(node.link)]
      return text.withUTF8 { body($0.span) }
    }
    return body(bytes.span.extracting(content))
  }
}

extension [UInt8] {
  fileprivate func text(in range: Range<Int>) -> String { String(decoding: span.extracting(range)) }

  fileprivate func plainInteger(in range: Range<Int>) -> Int64? { ExactDecimal.plainInteger(span.extracting(range)) }
}
