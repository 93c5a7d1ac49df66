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
