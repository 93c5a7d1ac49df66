/// A place in a catalog file, as shown in reports.
package struct Location: Sendable {
  /// The path from the root, separated by dots: `plans.pro.prices`.
  package let path: String
  /// The same place as a JSON Pointer (RFC 6901).
  package let pointer: String
  package let range: ByteRange

  package init(path: String, pointer: String, range: ByteRange) {
    self.path = path
    self.pointer = pointer
    self.range = range
  }
}
