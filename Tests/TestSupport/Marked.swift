import CatalogModel
import Diagnostics

/// A catalog text in which `⟦` and `⟧` stand around the places that a test expects findings at.
package struct Marked {
  package let text: String
  /// The marked ranges, in bytes of ``text``, in the order of their opening marks.
  package let ranges: [ByteRange]

  package init(_ marked: String) {
    var text = ""
    var open: [(index: Int, start: Int)] = []
    var ranges: [Int: ByteRange] = [:]
    var count = 0
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "⟦":
        open.append((count, text.utf8.count))
        count += 1
      case "⟧":
        if let last = open.popLast() { ranges[last.index] = ByteRange(last.start, text.utf8.count) }
      default: text.unicodeScalars.append(scalar)
      }
    }
    self.text = text
    self.ranges = ranges.sorted { $0.key < $1.key }.map(\.value)
  }

  package var source: SourceText { SourceText(name: "catalog.json", bytes: Array(text.utf8)) }
}

/// An example of a rule: the file that it shows, and the ranges of its marks in it.
package struct MarkedExample {
  package let source: SourceText
  package let format: CatalogFormat
  package let ranges: [ByteRange]

  package init(_ example: String, _ format: ExampleFormat) {
    let marked = Marked(example)
    let text = Array(marked.text.utf8)
    self.format = format == .swift ? .swift : .json
    var bytes: [UInt8] = []
    // Where each byte of the text is in the file: an escape has four bytes here and one there.
    var offsets: [Int] = []
    var index = 0
    while index < text.count {
      let escape = String(decoding: text[index..<min(index + 4, text.count)], as: UTF8.self)
      let byte = format == .escapedJSON && escape.hasPrefix("\\x") ? UInt8(escape.dropFirst(2), radix: 16) : nil
      let length = byte == nil ? 1 : 4
      offsets += Array(repeating: bytes.count, count: length)
      bytes.append(byte ?? text[index])
      index += length
    }
    offsets.append(bytes.count)
    source = SourceText(name: "catalog.\(self.format.rawValue)", bytes: bytes)
    ranges = marked.ranges.map { ByteRange(offsets[$0.start], offsets[$0.end]) }
  }
}
