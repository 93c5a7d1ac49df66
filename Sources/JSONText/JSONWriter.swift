import Foundations

extension JSON {
  /// The value as JSON text: indented by two spaces with one member per line, or on a single line.
  ///
  /// There is no trailing newline. Control characters are escaped, including DEL and U+0080 to U+009F; slashes are not.
  package func text(pretty: Bool) -> [UInt8] {
    var writer = JSONWriter(pretty: pretty)
    writer.write(self)
    return Array(writer.text.bytes)
  }

  /// The value as JSON text on a single line.
  package var compact: String {
    var writer = JSONWriter(pretty: false)
    writer.write(self)
    return String(decoding: writer.text.bytes, as: UTF8.self)
  }
}

/// Writes all JSON text.
package struct JSONWriter: ~Copyable {
  /// The text written so far.
  package var text = ByteBuffer()
  private let pretty: Bool
  /// The number of open objects and arrays.
  private var depth: Int

  /// - Parameter depth: the number of objects and arrays around the text.
  package init(pretty: Bool, depth: Int = 0) {
    self.pretty = pretty
    self.depth = depth
  }

  package mutating func write(_ value: JSON) {
    switch value {
    case .null: text.append("null")
    case .bool(let value): write(value)
    case .integer(let value): text.append(decimal: value)
    case .number(let value): value.write(to: &text)
    case .string(let value): write(quoted: value)
    case .array(let elements):
      open("[")
      for (index, element) in elements.enumerated() {
        separate(isFirst: index == 0)
        write(element)
      }
      close("]", isEmpty: elements.isEmpty)
    case .object(let members):
      open("{")
      for (index, member) in members.enumerated() {
        separate(isFirst: index == 0)
        write(member: member.name, member.value)
      }
      close("}", isEmpty: members.isEmpty)
    }
  }

  package mutating func write(_ value: Bool) {
    if value { text.append("true") } else { text.append("false") }
  }

  package mutating func write(member name: String, _ value: JSON) {
    write(quoted: name)
    endName()
    write(value)
  }

  // MARK: Objects and arrays, piece by piece

  package mutating func open(_ bracket: Unicode.Scalar) {
    text.append(UInt8(ascii: bracket))
    depth += 1
  }

  /// Call before each element or name.
  package mutating func separate(isFirst: Bool) {
    if !isFirst { text.append(UInt8(ascii: ",")) }
    if pretty { breakLine() }
  }

  /// Call between a name and its value.
  package mutating func endName() {
    text.append(UInt8(ascii: ":"))
    if pretty { text.append(UInt8(ascii: " ")) }
  }

  package mutating func close(_ bracket: Unicode.Scalar, isEmpty: Bool) {
    depth -= 1
    if pretty, !isEmpty { breakLine() }
    text.append(UInt8(ascii: bracket))
  }

  /// Begins a new line at the current depth.
  package mutating func breakLine() {
    text.append(UInt8(ascii: "\n"))
    text.append(repeating: UInt8(ascii: " "), count: depth * 2)
  }

  // MARK: Strings

  package mutating func write(quoted string: String) {
    var string = string
    text.append(UInt8(ascii: "\""))
    string.withUTF8 { if $0.isPlainJSON { text.append($0) } else { write(escaping: $0) } }
    text.append(UInt8(ascii: "\""))
  }

  private mutating func write(escaping content: UnsafeBufferPointer<UInt8>) {
    var copied = 0
    for (index, byte) in content.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C || byte >= 0x7F {
      let isC1 = byte >= 0x80 && byte <= 0x9F && index > 0 && content[index - 1] == 0xC2
      // Terminals interpret U+0080 to U+009F like escape sequences. All other non-ASCII text is written unchanged.
      guard byte < 0x80 || isC1 else { continue }
      text.append(UnsafeBufferPointer(rebasing: content[copied..<(isC1 ? index - 1 : index)]))
      append(escape: byte)
      copied = index + 1
    }
    text.append(UnsafeBufferPointer(rebasing: content[copied...]))
  }

  private mutating func append(escape byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): text.append("\\\"")
    case UInt8(ascii: "\\"): text.append("\\\\")
    case 0x08: text.append("\\b")
    case 0x09: text.append("\\t")
    case 0x0A: text.append("\\n")
    case 0x0C: text.append("\\f")
    case 0x0D: text.append("\\r")
    default:
      text.append("\\u00")
      text.append(hexadecimal: byte)
    }
  }
}

extension ByteBuffer {
  /// Appends two lowercase hexadecimal digits.
  package mutating func append(hexadecimal byte: UInt8) {
    append(digit: byte >> 4)
    append(digit: byte & 15)
  }

  private mutating func append(digit: UInt8) {
    append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// True if the text needs no escaping; false if it may.
  fileprivate var isPlainJSON: Bool {
    allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }
}
