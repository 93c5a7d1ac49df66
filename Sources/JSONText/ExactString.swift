/// A string that equals only itself, scalar by scalar.
///
/// Swift's `String` holds `é` and `e` with a combining accent for equal; ids, keys and JSON members are not.
package struct ExactString: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ExactString, right: ExactString) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    // No UTF-8 text has this byte: two strings in a row are not another two.
    hasher.combine(0xFF as UInt8)
  }
}
