extension Span<UInt8> {
  /// True where the two are the same bytes.
  package func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

}

extension [UInt8] {
  /// True where a part of the bytes is the same as a part of others. Most parts differ in length: that is seen at the call.
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
  /// The text that the bytes spell; what is not UTF-8 in them is replaced.
  package init(decoding bytes: Span<UInt8>) {
    self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
