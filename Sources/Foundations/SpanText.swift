extension Span<UInt8> {
  /// True if both spans contain the same bytes.
  @inlinable package func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

}

extension [UInt8] {
  /// True if the given ranges of both arrays contain the same bytes. Inlinable, because most ranges differ in length.
  @inlinable
  package func hasSameBytes(in range: Range<Int>, as others: [UInt8], in othersRange: Range<Int>) -> Bool {
    range.count == othersRange.count && hasSameBytes(in: range, as: others, from: othersRange.lowerBound)
  }

  @usableFromInline
  package func hasSameBytes(in range: Range<Int>, as others: [UInt8], from start: Int) -> Bool {
    let distance = start - range.lowerBound
    for index in range where self[index] != others[index + distance] { return false }
    return true
  }
}

extension String {
  /// Decodes UTF-8; invalid sequences become U+FFFD.
  package init(decoding bytes: Span<UInt8>) {
    self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
