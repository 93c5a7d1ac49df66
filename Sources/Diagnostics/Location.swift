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

/// The JSON Pointer (RFC 6901) of a place that names and indices lead to from the root.
package func pointer(to steps: [String]) -> String {
  steps.map { step in
    guard step.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return "/" + step }
    var text = "/"
    for scalar in step.unicodeScalars {
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }.joined()
}
