import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

extension SyntaxTree {
  /// The catalog as canonical JSON with its comments.
  func canonicalJSONC() -> [UInt8] {
    var printer = CommentedPrinter(self)
    printer.writeFile()
    return Array(printer.writer.text.bytes)
  }
}

private struct CommentedPrinter: ~Copyable {
  let tree: SyntaxTree
  let bytes: [UInt8]
  let places: CommentPlaces
  var writer = JSONWriter(pretty: true)

  init(_ tree: SyntaxTree) {
    self.tree = tree
    bytes = tree.source.bytes
    places = CommentPlaces(tree)
  }

  mutating func writeFile() {
    for comment in places.leading[.root] ?? [] {
      write(comment)
      writer.breakLine()
    }
    write(.root, .catalog)
    writeOnLine(places.trailing[.root])
    for comment in places.end {
      writer.breakLine()
      write(comment)
    }
    writer.breakLine()
  }

  private mutating func write(_ node: NodeID, _ type: FieldType) {
    switch tree.kind(node) {
    case .object:
      writer.open("{")
      writeOnLine(places.opening[node])
      let members = tree.canonicalMembers(of: node, type)
      for (index, member) in members.enumerated() {
        begin(member.key)
        writer.write(quoted: tree.text(member.key))
        writer.endName()
        for comment in places.beforeValue[member.value] ?? [] {
          write(comment)
          writer.text.append(UInt8(ascii: " "))
        }
        write(member.value, member.type)
        end(member.key, isLast: index == members.count - 1)
      }
      close("}", of: node, isEmpty: members.isEmpty)
    case .array:
      writer.open("[")
      writeOnLine(places.opening[node])
      let elements = Array(tree.elements(of: node))
      for (index, element) in elements.enumerated() {
        begin(element)
        write(element, type.element)
        end(element, isLast: index == elements.count - 1)
      }
      close("]", of: node, isEmpty: elements.isEmpty)
    case .string, .number, .boolean, .null: writer.write(JSON(tree, node))
    }
  }

  /// Writes the comments before a member or element, and begins its line.
  private mutating func begin(_ first: NodeID) {
    writer.breakLine()
    for comment in places.leading[first] ?? [] {
      write(comment)
      writer.breakLine()
    }
  }

  private mutating func end(_ first: NodeID, isLast: Bool) {
    if !isLast { writer.text.append(UInt8(ascii: ",")) }
    writeOnLine(places.trailing[first])
  }

  private mutating func close(_ bracket: Unicode.Scalar, of node: NodeID, isEmpty: Bool) {
    let comments = places.closing[node] ?? []
    for comment in comments {
      writer.breakLine()
      write(comment)
    }
    writer.close(bracket, isEmpty: isEmpty && comments.isEmpty)
  }

  // MARK: Comments

  private mutating func writeOnLine(_ comments: [ByteRange]?) {
    for comment in comments ?? [] {
      writer.text.append(UInt8(ascii: " "))
      write(comment)
    }
  }

  /// Writes a comment. Its lines lose white space at their ends, and those that begin with `*` are aligned.
  private mutating func write(_ comment: ByteRange) {
    let lines = lines(of: comment)
    let isAligned = lines.dropFirst().allSatisfy { unindented($0).first == UInt8(ascii: "*") }
    for (index, line) in lines.enumerated() {
      if index > 0, !isAligned { writer.text.append(UInt8(ascii: "\n")) }
      if index > 0, isAligned {
        writer.breakLine()
        writer.text.append(UInt8(ascii: " "))
      }
      (index > 0 && isAligned ? unindented(line) : line).withUnsafeBufferPointer { writer.text.append($0) }
    }
  }

  /// The lines of a comment, without white space at their ends.
  private func lines(of comment: ByteRange) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = comment.start
    for index in comment.start..<comment.end {
      let isBreak = bytes[index] == 0x0A || bytes[index] == 0x0D
      guard isBreak || index == comment.end - 1 else { continue }
      // CR LF is one line break.
      if bytes[index] == 0x0A, index > comment.start, bytes[index - 1] == 0x0D {
        start = index + 1
        continue
      }
      lines.append(trimmed(bytes[start..<(isBreak ? index : index + 1)]))
      start = index + 1
    }
    return lines
  }

  private func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    line[..<((line.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? line.startIndex - 1) + 1)]
  }

  private func unindented(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> { line.drop { $0 == 0x20 || $0 == 0x09 } }
}
