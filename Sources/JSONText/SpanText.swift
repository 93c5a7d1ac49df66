extension Span<UInt8> {
  /// True where the two are the same bytes.
  package func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  /// True where they are the same as a part of others.
  package func hasSameBytes(as others: [UInt8], in range: Range<Int>) -> Bool {
    guard count == range.count else { return false }
    for index in indices where self[index] != others[range.lowerBound + index] { return false }
    return true
  }
}

extension String {
  /// The text that the bytes spell; what is not UTF-8 in them is replaced.
  package init(decoding bytes: Span<UInt8>) {
    self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}
