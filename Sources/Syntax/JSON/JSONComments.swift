import Diagnostics

/// Comments: `//` to the end of the line, and `/* … */`, which cannot be nested.
extension JSONReader {
  /// Skips comments and the white space between them. A catalog in JSON must not have any; that is reported once.
  @inline(never)
  mutating func skipComments() throws(SyntaxError) {
    while let start = try skipComment() {
      if allowsComments {
        builder.comments.append(ByteRange(start, position))
      } else if !hasReportedComments {
        hasReportedComments = true
        report(
          SyntaxError(
            .syntaxError, "comments are not allowed in JSON", ByteRange(start, start + 2),
            help: elsewhere("remove the comments")))
      }
      skipBlanks()
    }
  }

  /// Skips a comment and returns its start; nil if there is none.
  private mutating func skipComment() throws(SyntaxError) -> Int? {
    let start = position
    guard peek == UInt8(ascii: "/"), start + 1 < bytes.count else { return nil }
    switch bytes[start + 1] {
    case UInt8(ascii: "/"):
      position += 2
      var hasControl = false
      while let byte = peek, byte != 0x0A, byte != 0x0D { try skipScalar(byte, &hasControl) }
    case UInt8(ascii: "*"):
      position += 2
      var hasControl = false
      while let byte = peek {
        if byte == UInt8(ascii: "*"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "/") {
          position += 2
          return start
        }
        try skipScalar(byte, &hasControl)
      }
      throw SyntaxError(
        .syntaxError, "unterminated comment", ByteRange(start, start + 2), help: "close it with `*/`", stops: true)
    default: return nil
    }
    return start
  }

  /// Skips a character of a comment. Reports the first that could hide a part of the file or steer a terminal.
  private mutating func skipScalar(_ byte: UInt8, _ hasControl: inout Bool) throws(SyntaxError) {
    if byte >= 0x20, byte < 0x7F {
      position += 1
      return
    }
    guard let length = validScalarLength(in: bytes, at: position) else { throw invalidUTF8() }
    let range = ByteRange(position, position + length)
    position = range.end
    guard !hasControl, let scalar = String(decoding: bytes[range.start..<range.end], as: UTF8.self).unicodeScalars.first
    else { return }
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: break
    // C0, DEL and C1; line separators, which end a comment in some programs; and changes of the writing direction.
    case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069:
      hasControl = true
      findings.append(
        Finding(
          .syntaxError, "control character `\(escaped(scalar))` in a comment",
          at: Place(pendingKey ?? builder.container ?? .root, part: .bytes(range)), help: "remove it"))
    default: break
    }
  }

  /// The remedy for what only JSONC allows, and the way to read the catalog as JSONC.
  func elsewhere(_ remedy: String) -> Phrase {
    if name == "<stdin>" { return "\(remedy), or use `--from jsonc`" }
    return name.hasSuffix(".json") ? "\(remedy), or rename the file to \(quoted(name + "c"))" : "\(remedy)"
  }
}
