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
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x08: append("\\b")
      case 0x09: append("\\t")
      case 0x0A: append("\\n")
      case 0x0C: append("\\f")
      case 0x0D: append("\\r")
      case 0x00...0x1F, 0x7F: appendEscape(byte)
      case 0x80...0x9F where previous == 0xC2:
        // U+0080 to U+009F: terminals obey them as they obey ESC.
        bytes.removeLast()
        appendEscape(byte)
      default: bytes.append(byte)
      }
      previous = byte
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscape(_ byte: UInt8) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    append("\\u00")
    bytes.append(hexadecimal[Int(byte >> 4)])
    bytes.append(hexadecimal[Int(byte & 15)])
  }
}
