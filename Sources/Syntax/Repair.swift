import Diagnostics

/// How to fix a finding, in terms of the tree. The edits depend on the format: a word is a quoted string in JSON, but may be
/// a member in Swift, and then stays a member.
package struct Repair: Sendable {
  package enum Edit: Sendable {
    /// Replaces the text of a string.
    case text(NodeID, String)
    /// Replaces a word of a closed set.
    case choice(NodeID, String)
    /// Replaces a string or a number with a number, `true` or `false`.
    case literal(NodeID, String)
    /// Replaces the number or the string at a place with a number, if it exists.
    case literalAt(Place, String)
    /// Replaces the word of a closed set at a place, if it exists.
    case choiceAt(Place, String)
    /// Removes the member at a place, if it exists.
    case removeAt(Place)
    /// Renames the member with this value.
    case name(ofValue: NodeID, String)
    /// Removes the member with this value, or the element, and its comma.
    case remove(NodeID)
    /// Inserts a member after the one with this value.
    case insert(name: String, literal: String, after: NodeID)
    /// Encloses a value of a JSON catalog in an object, as its member of this name.
    case nest(NodeID, under: String)
    /// Replaces a part of the file that is not a node.
    case replace(ByteRange, String)
  }

  package let message: Phrase
  package let applicability: Fix.Applicability
  package let edits: [Edit]

  package init(_ message: Phrase, _ applicability: Fix.Applicability, _ edits: [Edit]) {
    self.message = message
    self.applicability = applicability
    self.edits = edits
  }

  /// Replaces the text of a string.
  package static func write(_ text: String, at node: NodeID, _ applicability: Fix.Applicability) -> Repair {
    Repair("write \(quoted(text))", applicability, [.text(node, text)])
  }

  /// Replaces a word of a closed set.
  package static func choose(_ word: String, at node: NodeID, _ applicability: Fix.Applicability) -> Repair {
    Repair("write \(word: word)", applicability, [.choice(node, word)])
  }

  /// Renames a member.
  package static func rename(_ value: NodeID, to name: String, _ applicability: Fix.Applicability) -> Repair {
    Repair("write \(quoted(name))", applicability, [.name(ofValue: value, name)])
  }

  /// Replaces a part of the file, such as a word of another format.
  package static func write(_ text: String, over range: ByteRange, _ applicability: Fix.Applicability) -> Repair {
    Repair("write \(quoted(text))", applicability, [.replace(range, text)])
  }

  /// The same repair, but marked as unsafe.
  package var unsafe: Repair { Repair(message, .unsafe, edits) }
}

extension Suggestion {
  package var applicability: Fix.Applicability { isCertain ? .safe : .unsafe }
}

/// The surroundings of a finding's node.
struct Surroundings {
  let container: NodeID
  /// The preceding value; nil for the first.
  let previous: NodeID?
  /// The member's key, or the element.
  let first: NodeID
  let value: NodeID
}

extension SyntaxTree {
  /// The repair as edits of the file; nil if the file's format does not allow it, or if it would show or change a secret.
  func fix(for repair: Repair, in surroundings: Surroundings?) -> Fix? {
    var edits: [Fix.Edit] = []
    for edit in repair.edits {
      guard let fileEdits = self.edits(for: edit, surroundings) else { return nil }
      edits += fileEdits
    }
    guard let fix = Fix(repair.message.text(in: self), repair.applicability, edits),
      edits.allSatisfy({ Secret.matches(in: source.bytes[$0.range.start..<$0.range.end]).isEmpty && !showsSecret($0.text) })
    else { return nil }
    return fix
  }

  private func edits(for treeEdit: Repair.Edit, _ surroundings: Surroundings?) -> [Fix.Edit]? {
    switch treeEdit {
    case .text(let node, let text):
      guard kind(node) == .string, !showsSecret(self.text(node)) else { return nil }
      return edit(ofText: node, text).map { [$0] }
    case .choice(let node, let word):
      guard kind(node) == .string, !showsSecret(text(node)) else { return nil }
      // Swift takes no string in place of a member.
      if isSwift, !isMember(node), !isArgument(node), let member = vocabulary?.member(for: word) {
        return [Fix.Edit(range(node), ".\(member)")]
      }
      return edit(ofText: node, word).map { [$0] }
    case .literal(let node, let literal):
      guard kind(node) == .number || source.bytes[range(node).start] == UInt8(ascii: "\"") else { return nil }
      return [Fix.Edit(range(node), literal)]
    case .literalAt(let place, let literal):
      return node(at: place).flatMap { self.edits(for: .literal($0, literal), surroundings) }
    case .choiceAt(let place, let word):
      return node(at: place).flatMap { self.edits(for: .choice($0, word), surroundings) }
    case .removeAt(let place):
      return self.surroundings(at: place.steps, in: place.node).flatMap { removal($0) }
    case .name(let value, let name):
      let key = key(ofValue: value)
      guard kind(key) == .string, !showsSecret(self.text(key)) else { return nil }
      return edit(ofName: key, name).map { [$0] }
    case .remove(let node):
      guard let surroundings, surroundings.value == node else { return nil }
      return removal(surroundings)
    case .insert(let name, let literal, let value):
      let key = key(ofValue: value)
      guard let name = spelled(name, as: key), let end = expressionEnd(key: key, value: value) else { return nil }
      return [Fix.Edit(ByteRange(end, end), ", \(name): \(literal)")]
    case .nest(let node, let name):
      let range = range(node)
      guard vocabulary == nil, let key = spelled(name, as: key(ofValue: node)) else { return nil }
      return [
        Fix.Edit(ByteRange(range.start, range.start), "{\(key): "), Fix.Edit(ByteRange(range.end, range.end), "}"),
      ]
    case .replace(let range, let text): return [Fix.Edit(range, text)]
    }
  }

  private func node(at place: Place) -> NodeID? {
    place.steps.isEmpty ? place.node : surroundings(at: place.steps, in: place.node)?.value
  }

  private func showsSecret(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !Secret.matches(in: bytes[...]).isEmpty
  }

  // MARK: Spelling

  private func edit(ofText node: NodeID, _ text: String) -> Fix.Edit? {
    let range = range(node)
    if let literal = literal(text, at: range.start) { return Fix.Edit(range, literal) }
    // A member such as `.month` or `Interval.month`.
    guard isName(source.bytes[range.start]) || source.bytes[range.start] == UInt8(ascii: "."),
      let member = vocabulary?.member(for: text), let name = lastToken(in: range)
    else { return nil }
    return Fix.Edit(name.range, member)
  }

  private func edit(ofName key: NodeID, _ name: String) -> Fix.Edit? {
    spelled(name, as: key).map { Fix.Edit(range(key), $0) }
  }

  /// Writes a name in the style of the given key: in quotes, or as a label.
  private func spelled(_ name: String, as key: NodeID) -> String? {
    let start = range(key).start
    if let literal = literal(name, at: start) { return literal }
    guard isName(source.bytes[start]), let first = name.utf8.first, !(48...57).contains(first), name.utf8.allSatisfy(isName)
    else { return nil }
    return name
  }

  /// The text in quotes; nil if the literal at the offset has no quotes, or if either format would have to escape the text.
  private func literal(_ text: String, at start: Int) -> String? {
    let hashes = source.bytes[start...].prefix { $0 == UInt8(ascii: "#") }.count
    guard start + hashes < source.bytes.count, source.bytes[start + hashes] == UInt8(ascii: "\""),
      text.unicodeScalars.allSatisfy({ $0 != "\"" && $0 != "\\" && escaped($0) == String($0) })
    else { return nil }
    let fence = String(repeating: "#", count: hashes)
    return "\(fence)\"\(text)\"\(fence)"
  }

  private func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  // MARK: Tokens

  /// The tokens of a part of the file; nil if there is an invalid token. The punctuation between JSON values consists of valid
  /// Swift tokens, too.
  private func tokens(from start: Int, to end: Int) -> [SwiftToken]? {
    var lexer = SwiftLexer(source, nestsComments: isSwift)
    lexer.position = start
    var tokens: [SwiftToken] = []
    while true {
      guard let token = try? lexer.next() else { return nil }
      if token.kind == .end || token.start >= end { return tokens }
      tokens.append(token)
    }
  }

  private func token(at offset: Int) -> SwiftToken? {
    var lexer = SwiftLexer(source, nestsComments: isSwift)
    lexer.position = offset
    return try? lexer.next()
  }

  private func lastToken(in range: ByteRange) -> SwiftToken? {
    tokens(from: range.start, to: range.end)?.last { $0.kind == .identifier }
  }

  /// The end of a member's value, including the closing parentheses around it, as in `Interval("month")`.
  private func expressionEnd(key: NodeID, value: NodeID) -> Int? {
    var end = range(value).end
    guard key != value, let between = tokens(from: afterName(range(key).end), to: range(value).start) else { return end }
    for _ in 0..<between.count(where: { $0.is("(") }) {
      guard var token = token(at: end) else { return nil }
      if token.is(",") {
        guard let next = self.token(at: token.end) else { return nil }
        token = next
      }
      guard token.is(")") else { return nil }
      end = token.end
    }
    return end
  }

  /// Whether the value of a member is in parentheses, as in `Interval("month")`.
  private func isArgument(_ value: NodeID) -> Bool {
    let key = key(ofValue: value)
    return tokens(from: afterName(range(key).end), to: range(value).start)?.contains { $0.is("(") } ?? false
  }

  /// The offset after a label, skipping its closing backtick.
  private func afterName(_ offset: Int) -> Int {
    offset < source.bytes.count && source.bytes[offset] == UInt8(ascii: "`") ? offset + 1 : offset
  }

  // MARK: Removing

  /// Removes a member or an element and its comma. Keeps comments, and all white space except between the entry and its
  /// comma.
  private func removal(_ place: Surroundings) -> [Fix.Edit]? {
    let bytes = source.bytes
    var start = range(place.first).start
    if start > 0, bytes[start - 1] == UInt8(ascii: "`") { start -= 1 }
    let container = range(place.container)
    guard let end = expressionEnd(key: place.first, value: place.value), let follower = token(at: end),
      let front = tokens(from: place.previous.map { range($0).end } ?? container.start, to: start)?.last
    else { return nil }

    // An empty Swift dictionary is written `[:]`.
    let isOnly = !front.is(",")
    let empty = isOnly && bytes[container.start] == UInt8(ascii: "[") && kind(place.container) == .object ? ":" : ""
    if follower.is(",") {
      guard let next = token(at: follower.end) else { return nil }
      let isLast = next.end == container.end
      if isLast {
        return joined(ByteRange(isBlank(front.end, start) ? front.end : start, end), follower.range, by: empty)
      }
      // Also remove the white space before the next entry, unless there is a comment in between.
      let stop = isBlank(follower.end, next.start) ? next.start : follower.end
      return joined(ByteRange(start, end), ByteRange(follower.start, stop))
    }
    if isOnly { return [Fix.Edit(ByteRange(start, end), empty)] }
    return joined(front.range, ByteRange(start, end))
  }

  /// One edit that removes both ranges, or two if there is more than white space between them.
  private func joined(_ first: ByteRange, _ second: ByteRange, by text: String = "") -> [Fix.Edit] {
    if isBlank(first.end, second.start) { return [Fix.Edit(ByteRange(first.start, second.end), text)] }
    return [Fix.Edit(first, text), Fix.Edit(second, "")]
  }

  private func isBlank(_ start: Int, _ end: Int) -> Bool {
    start <= end && source.bytes[start..<end].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }
}
