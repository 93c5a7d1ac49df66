import Foundations

/// Reads what a ``PackedJSONWriter`` has packed, value by value.
struct PackedJSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  /// What the bytes belong to.
  private let owner: PackedJSONWriter?

  init(_ owner: PackedJSONWriter) {
    self.init(owner.bytes.bytes, at: 0, owner: owner)
  }

  /// - Parameter bytes: they stay where they are for as long as they are read.
  init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int, owner: PackedJSONWriter? = nil) {
    self.bytes = bytes
    self.position = position
    self.owner = owner
  }

  // MARK: Text

  mutating func write(to writer: inout JSONWriter) {
    switch next() {
    case PackedMark.null: writer.text.append("null")
    case PackedMark.true: writer.write(true)
    case PackedMark.false: writer.write(false)
    case PackedMark.integer: writer.text.append(decimal: integer())
    case PackedMark.number: writer.text.append(string().content)
    case PackedMark.string: writeString(to: &writer)
    case PackedMark.same: write(at: nextPlace(), to: &writer)
    case PackedMark.array:
      writer.open("[")
      var isFirst = true
      while !isAtEnd() {
        writer.separate(isFirst: isFirst)
        write(to: &writer)
        isFirst = false
      }
      writer.close("]", isEmpty: isFirst)
    default:
      writer.open("{")
      var isFirst = true
      while !isAtEnd() {
        writer.separate(isFirst: isFirst)
        write(to: &writer)
        writer.endName()
        write(to: &writer)
        isFirst = false
      }
      writer.close("}", isEmpty: isFirst)
    }
  }

  private mutating func writeString(to writer: inout JSONWriter) {
    let (content, isPlain) = string()
    writer.write(quoted: content, isPlain: isPlain)
  }

  private mutating func write(at place: Int, to writer: inout JSONWriter) {
    let back = position
    position = place
    write(to: &writer)
    position = back
  }

  // MARK: Values

  mutating func value() -> JSON {
    switch next() {
    case PackedMark.null: return .null
    case PackedMark.true: return true
    case PackedMark.false: return false
    case PackedMark.integer: return .integer(integer())
    case PackedMark.number: return ExactDecimal(parsing: string().content.span).map(JSON.number) ?? .null
    case PackedMark.string: return .string(String(decoding: string().content, as: UTF8.self))
    case PackedMark.same:
      var reader = self
      reader.position = nextPlace()
      return reader.value()
    case PackedMark.array:
      var elements: [JSON] = []
      while !isAtEnd() { elements.append(value()) }
      return .array(elements)
    default:
      var members: [JSON.Member] = []
      while !isAtEnd() {
        guard case .string(let name) = value() else { break }
        members.append(JSON.Member(name, value()))
      }
      return .object(members)
    }
  }

  // MARK: Pieces

  @inline(__always)
  private mutating func next() -> UInt8 {
    position += 1
    return bytes[position - 1]
  }

  /// True at the end of an array or object, which is skipped.
  @inline(__always)
  private mutating func isAtEnd() -> Bool {
    guard bytes[position] == PackedMark.end else { return false }
    position += 1
    return true
  }

  @inline(__always)
  private mutating func nextPlace() -> Int {
    var place = 0
    for _ in 0..<4 { place = place << 8 | Int(next()) }
    return place
  }

  @inline(__always)
  private mutating func packed() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = next()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  private mutating func integer() -> Int64 {
    let value = packed()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// The bytes of a string behind its mark.
  mutating func string() -> (content: UnsafeBufferPointer<UInt8>, isPlain: Bool) {
    let size = packed()
    let content = UnsafeBufferPointer(rebasing: bytes[position..<position + Int(size >> 1)])
    position += content.count
    return (content, size & 1 == 0)
  }
}
