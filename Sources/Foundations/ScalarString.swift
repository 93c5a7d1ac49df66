#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A string that is compared scalar by scalar.
///
/// Swift's `String` considers `é` and `e` with a combining accent equal; as ids, keys and JSON members they are not.
package struct ScalarString: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ScalarString, right: ScalarString) -> Bool { left.text.hasSameScalars(as: right.text) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    // 0xFF never occurs in UTF-8, so it delimits consecutive strings.
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// True if both strings consist of the same scalars.
  package func hasSameScalars(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    var (left, right) = (self, other)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        guard let left = left.baseAddress, let start = right.baseAddress else { return true }
        return memcmp(left, start, right.count) == 0
      }
    }
  }

  /// True if the string ends with the same scalars. Swift's `hasSuffix` compares characters.
  package func hasScalarSuffix(_ end: String) -> Bool { utf8.suffix(end.utf8.count).elementsEqual(end.utf8) }

  /// Whether it has more characters (Unicode scalars) than `length`. Compares the bytes first, because that is cheaper and a
  /// string never has more scalars than bytes.
  package func isLonger(than length: Int) -> Bool { utf8.count > length && unicodeScalars.count > length }
}
