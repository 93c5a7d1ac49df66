import Foundations

/// Packs the values of one ``PackedJSON``.
final class PackedJSONWriter: @unchecked Sendable {
  // Sendable, as only the one `PackedJSON` that owns it writes.
  private(set) var bytes: ByteBuffer
  /// The places of the strings that came last, by their hashes.
  private var recent: [UInt32]
  /// The bytes of the text, with what surrounds the values.
  private(set) var textSize = 0
  private var depth: Int

  private static let recentCount = 2048

  init(depth: Int) {
    self.depth = depth
    bytes = ByteBuffer(capacity: 1024)
    recent = Array(repeating: .max, count: Self.recentCount)
  }

  init(copying other: PackedJSONWriter) {
    depth = other.depth
    textSize = other.textSize
    bytes = ByteBuffer(capacity: other.bytes.count * 2)
    bytes.append(other.bytes.bytes)
    recent = other.recent
  }

  // MARK: Values

  func write(_ value: JSON) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .integer(let value): integer(value)
    case .number(let value): number(value)
    case .string(let value): string(value)
    case .array(let elements):
      array {
        for element in elements {
          beginElement()
          write(element)
        }
      }
    case .object(let members):
      object {
        for member in members {
          string(member.name)
          textSize += depth * 2 + 4
          write(member.value)
        }
      }
    }
  }

  private func null() {
    bytes.append(PackedMark.null)
    textSize += 4
  }

  private func bool(_ value: Bool) {
    bytes.append(value ? PackedMark.true : PackedMark.false)
    textSize += value ? 4 : 5
  }

  private func integer(_ value: Int64) {
    bytes.append(PackedMark.integer)
    bytes.append(packed: UInt64(bitPattern: value << 1 ^ value >> 63))
    textSize += value.magnitude.decimalDigits + (value < 0 ? 1 : 0)
  }

  private func number(_ value: ExactDecimal) {
    bytes.append(PackedMark.number)
    var text = ByteBuffer(capacity: 48)
    value.write(to: &text)
    bytes.append(packed: UInt64(text.count) << 1)
    bytes.append(text.bytes)
    textSize += text.count
  }

  private func string(_ value: String) {
    var value = value
    value.withUTF8 { string($0) }
  }

  private func object(_ members: () -> Void) {
    bytes.append(PackedMark.object)
    enclose(members)
  }

  private func array(_ elements: () -> Void) {
    bytes.append(PackedMark.array)
    enclose(elements)
  }

  @inline(__always)
  private func enclose(_ content: () -> Void) {
    let start = bytes.count
    depth += 1
    textSize += 2
    content()
    depth -= 1
    // The comma of the last one is none, and its place is that of the line break before the bracket.
    if bytes.count > start { textSize += depth * 2 }
    bytes.append(PackedMark.end)
  }

  // MARK: Parts

  /// Stands before each element of an array: the value follows.
  func beginElement() { textSize += depth * 2 + 2 }

  private func append(place: Int) {
    for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: place >> shift)) }
  }

  // MARK: Strings

  private func string(_ content: UnsafeBufferPointer<UInt8>) {
    // What is not longer than a place is written anew.
    guard content.count > 4 else { return append(string: content) }
    let slot = content.reduce(0) { $0 &* 31 &+ Int($1) } & (Self.recentCount - 1)
    let place = recent[slot]
    // Places have 32 bits. Beyond them, nothing is told to come again.
    if place != .max, let size = sizeOfText(at: Int(place), if: content) {
      bytes.append(PackedMark.same)
      append(place: Int(place))
      textSize += size
      return
    }
    recent[slot] = UInt32(exactly: bytes.count) ?? .max
    append(string: content)
  }

  private func append(string content: UnsafeBufferPointer<UInt8>) {
    bytes.append(PackedMark.string)
    let isPlain = content.isPlainJSON
    bytes.append(packed: UInt64(content.count) << 1 | (isPlain ? 0 : 1))
    bytes.append(content)
    textSize += sizeOfText(content, isPlain: isPlain)
  }

  private func sizeOfText(_ content: UnsafeBufferPointer<UInt8>, isPlain: Bool) -> Int {
    if isPlain { return content.count + 2 }
    var writer = JSONWriter(pretty: false)
    writer.write(quoted: content, isPlain: false)
    return writer.text.count
  }

  /// The size of the text of the string at a place; nil where it is another than this one.
  private func sizeOfText(at place: Int, if content: UnsafeBufferPointer<UInt8>) -> Int? {
    var reader = PackedJSONReader(bytes.bytes, at: place + 1)
    let (known, isPlain) = reader.string()
    guard content.elementsEqual(known) else { return nil }
    return sizeOfText(known, isPlain: isPlain)
  }
}
