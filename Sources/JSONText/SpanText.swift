extension Span<UInt8> {
  /// True if both spans contain the same bytes.
  package func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

}

extension [UInt8] {
  /// True if the given ranges of both arrays contain the same bytes.
  package func hasSameBytes(in range: Range<Int>, as others: [UInt8], in othersRange: Range<Int>) -> Bool {
    guard range.count == othersRange.count else { return false }
    let distance = othersRange.lowerBound - range.lowerBound
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
