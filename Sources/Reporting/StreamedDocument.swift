import JSONText

/// The text of a document, with elements added to its last empty array.
///
/// The elements are written one by one, so that a hundred thousand findings are never in memory as a tree of values.
func streamed(_ document: JSON, pretty: Bool, by elements: ((JSON) -> Void) -> Void) -> [UInt8] {
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
    // Strings never contain a raw line break, so line breaks occur only between values.
    for part in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      if part.offset > 0 { bytes += inner }
      bytes += part.element
    }
  }
  if !isEmpty { bytes += lineBreak }
  return bytes + tail
}
