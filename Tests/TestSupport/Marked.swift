import CatalogReading
import Customers
import Diagnostics

/// The text of a catalog in which `⟦` and `⟧` enclose the ranges of expected findings.
package struct Marked {
  package let text: String
  /// The marked ranges in bytes of ``text``, in the order of the opening marks.
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

/// An example of a rule: the file that it represents, and its marked ranges.
package struct MarkedExample {
  package let source: SourceText
  package let format: CatalogFormat
  package let ranges: [ByteRange]

  package init(_ example: String, _ format: ExampleFormat) {
    let marked = Marked(example)
    let text = Array(marked.text.utf8)
    self.format = format == .swift ? .swift : .json
    var bytes: [UInt8] = []
    // Maps offsets in the text to offsets in the file; an expanded notation has a different length.
    var offsets: [Int] = []
    var index = 0
    while index < text.count {
      let (length, meant) = Self.notation(in: text[index...], format) ?? (1, [text[index]])
      offsets += Array(repeating: bytes.count, count: length)
      bytes += meant
      index += length
    }
    offsets.append(bytes.count)
    source = SourceText(name: "catalog.\(self.format.rawValue)", bytes: bytes)
    ranges = marked.ranges.map { ByteRange(offsets[$0.start], offsets[$0.end]) }
  }
  /// The notation for other bytes at the beginning of the text: its length, and the bytes that it represents.
  private static func notation(in text: ArraySlice<UInt8>, _ format: ExampleFormat) -> (length: Int, meant: [UInt8])? {
    switch format {
    case .escapedJSON:
      let escape = String(decoding: text.prefix(4), as: UTF8.self)
      guard escape.hasPrefix("\\x"), let byte = UInt8(escape.dropFirst(2), radix: 16) else { return nil }
      return (4, [byte])
    case .event:
      let ellipsis = "…16 MiB…".utf8
      guard text.starts(with: ellipsis) else { return nil }
      return (ellipsis.count, Array(repeating: UInt8(ascii: "x"), count: PayloadSplitter.limit))
    default: return nil
    }
  }
}
