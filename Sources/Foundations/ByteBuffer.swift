#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that grow at their end, written in place.
///
/// An array asks at every byte whether it is shared and whether there is room; here a piece of text asks once.
package struct ByteBuffer: ~Copyable {
  @usableFromInline package internal(set) var count = 0
  @usableFromInline var capacity: Int
  /// Of C's heap, which can make a large block larger without a copy of it.
  @usableFromInline var start: UnsafeMutablePointer<UInt8>

  package init(capacity: Int = 256) {
    self.capacity = max(capacity, 16)
    start = Self.bytes(malloc(self.capacity))
  }

  deinit { free(start) }

  /// The bytes, for as long as nothing is appended.
  @inlinable package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// Room for so many bytes.
  @inlinable mutating func reserve(_ length: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - count < length { grow(length) }
    return start + count
  }

  private static func bytes(_ block: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<UInt8> {
    // As everywhere in Swift, there is no way on without memory.
    guard let block else { abort() }
    return block.assumingMemoryBound(to: UInt8.self)
  }

  @inline(never) @usableFromInline
  mutating func grow(_ length: Int) {
    capacity = max(capacity * 2, count + length)
    start = Self.bytes(realloc(start, capacity))
  }

  /// Writes over bytes that are there.
  package mutating func overwrite(at position: Int, with bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, position >= 0, position + bytes.count <= count else { return }
    (start + position).update(from: source, count: bytes.count)
  }

  @inlinable package mutating func append(_ byte: UInt8) {
    reserve(1).pointee = byte
    count += 1
  }

  @inlinable package mutating func append(repeating byte: UInt8, count length: Int) {
    guard length > 0 else { return }
    reserve(length).update(repeating: byte, count: length)
    count += length
  }

  @inlinable package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count).update(from: source, count: bytes.count)
    count += bytes.count
  }

  @inlinable package mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// The digits of a number.
  package mutating func append(decimal value: UInt64) {
    // 2^64 has twenty digits.
    let end = reserve(20)
    let length = value.decimalDigits
    var rest = value
    for position in stride(from: length - 1, through: 0, by: -1) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      end[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
      rest = quotient
    }
    count += length
  }

  package mutating func append(decimal value: Int64) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: value.magnitude)
  }

  /// Seven bits a byte, the low ones first; the high bit says that another byte follows.
  @inlinable package mutating func append(packed value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Forgets the bytes and keeps the room.
  package mutating func removeAll() { count = 0 }
}

extension UInt64 {
  /// How many decimal digits the number has; one for zero.
  package var decimalDigits: Int {
    var count = 1
    var limit: UInt64 = 10
    while self >= limit {
      count += 1
      let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
      if overflow { break }
      limit = next
    }
    return count
  }
}
