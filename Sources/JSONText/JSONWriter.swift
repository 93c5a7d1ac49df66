extension JSON {
  /// The value as JSON text: with a two-space indent and a line for each member, or all in one line.
  ///
  /// There is no newline at the end. Slashes are not escaped; control characters (DEL and U+0080 to U+009F among them) are.
  package func text(pretty: Bool) -> [UInt8] {
    var writer = JSONWriter(pretty: pretty)
    writer.write(self)
    return writer.bytes
  }

  /// The value in one line, as a Swift string.
  package var compact: String { String(decoding: text(pretty: false), as: UTF8.self) }
}

/// The one place where JSON text is made.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []
  private let pretty: Bool
  private var depth = 0

  package init(pretty: Bool) {
    self.pretty = pretty
  }

  package mutating func write(_ value: JSON) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): append(value.description)
    case .string(let value): write(quoted: value)
    case .array(let elements):
      write(elements, open: "[", close: "]") { writer, element in writer.write(element) }
    case .object(let members):
      write(members, open: "{", close: "}") { writer, member in
        writer.write(quoted: member.name)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.pretty { writer.bytes.append(UInt8(ascii: " ")) }
        writer.write(member.value)
      }
    }
  }

  private mutating func write<Element>(
    _ elements: [Element], open: Unicode.Scalar, close: Unicode.Scalar, each: (inout JSONWriter, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      each(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    bytes.append(UInt8(ascii: close))
  }

  private mutating func breakLine() {
    guard pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func write(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { content in
      // Most texts have nothing to escape: they are copied in one piece.
      var copied = 0
      for (index, byte) in content.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x7F {
        let isC1 = byte >= 0x80 && byte <= 0x9F && index > 0 && content[index - 1] == 0xC2
        // U+0080 to U+009F: terminals obey them as they obey ESC. The rest beyond ASCII stands as it is.
        guard byte < 0x80 || isC1 else { continue }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[copied..<(isC1 ? index - 1 : index)]))
        append(escape: byte)
        copied = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[copied...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(escape byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0A: append("\\n")
    case 0x0C: append("\\f")
    case 0x0D: append("\\r")
    default:
      append("\\u00")
      for digit in [byte >> 4, byte & 15] {
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }
}
