/// A place in a catalog file as reports tell it.
package struct Location: Sendable {
  /// Dotted, from the root.
  package let path: String
  /// The same place as an RFC 6901 pointer.
  package let pointer: String
  package let range: ByteRange

  package init(path: String, pointer: String, range: ByteRange) {
    self.path = path
    self.pointer = pointer
    self.range = range
  }
}
