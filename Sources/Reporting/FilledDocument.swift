import JSONText

/// The text of a document whose last value is an empty array, with elements in that array.
///
/// The elements are turned into text one by one: a hundred thousand findings are never in memory as a tree of values.
func filled(_ document: JSON, pretty: Bool, by elements: ((JSON) -> Void) -> Void) -> [UInt8] {
  var bytes = document.text(pretty: pretty)
  let empty = bytes.indices.dropFirst().last { bytes[$0] == UInt8(ascii: "]") && bytes[$0 - 1] == UInt8(ascii: "[") }
  guard let close = empty else { return bytes }
  let tail = Array(bytes[close...])
  let line = bytes[..<close].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  let indent = bytes[line...].prefix { $0 == UInt8(ascii: " ") }
  let lineBreak = pretty ? [UInt8(ascii: "\n")] + indent : []
  let inner = pretty ? lineBreak + Array("  ".utf8) : []
  bytes.removeSubrange(close...)

  var isEmpty = true
  elements { element in
    if !isEmpty { bytes.append(UInt8(ascii: ",")) }
    isEmpty = false
    bytes += inner
    let text = element.text(pretty: pretty)
    guard pretty else { return bytes += text }
    // A text has its line ends escaped: what breaks a line here is between values.
    for part in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      if part.offset > 0 { bytes += inner }
      bytes += part.element
    }
  }
  if !isEmpty { bytes += lineBreak }
  return bytes + tail
}
