extension Span<UInt8> {
  /// True where the two are the same bytes.
  @inlinable package func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

}

extension [UInt8] {
  /// True where a part of the bytes is the same as a part of others.
  @inlinable package func hasSameBytes(in range: Range<Int>, as others: [UInt8], in othersRange: Range<Int>) -> Bool {
    guard range.count == othersRange.count else { return false }
    let distance = othersRange.lowerBound - range.lowerBound
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
