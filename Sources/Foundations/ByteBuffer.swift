#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An append-only byte buffer.
///
/// An array checks uniqueness and capacity for every byte; this buffer checks capacity once per append.
package struct ByteBuffer: ~Copyable {
  @usableFromInline package internal(set) var count = 0
  @usableFromInline var capacity: Int
  /// Allocated with `malloc`, because `realloc` can often grow a large block without copying it.
  @usableFromInline var start: UnsafeMutablePointer<UInt8>

  package init(capacity: Int = 256) {
    self.capacity = max(capacity, 16)
    start = Self.bytes(malloc(self.capacity))
  }

  deinit { free(start) }

  /// The bytes; valid until something is appended.
  @inlinable package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// Makes room for `length` bytes and returns the end of the contents.
  @inlinable mutating func reserve(_ length: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - count < length { grow(length) }
    return start + count
  }

  private static func bytes(_ block: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<UInt8> {
    // Like the Swift runtime, stop when memory runs out.
    guard let block else { abort() }
    return block.assumingMemoryBound(to: UInt8.self)
  }

  @inline(never) @usableFromInline
  mutating func grow(_ length: Int) {
    capacity = max(capacity * 2, count + length)
    start = Self.bytes(realloc(start, capacity))
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

  package mutating func append(contentsOf text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// Appends the decimal digits of a number.
  package mutating func append(decimal value: UInt64) {
    // 2^64 has 20 digits.
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

  /// Removes all bytes but keeps the capacity.
  package mutating func removeAll() { count = 0 }
}

extension UInt64 {
  /// The number of decimal digits; 1 for zero.
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
