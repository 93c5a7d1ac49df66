import CatalogPrinting
import CatalogReading
import JSONText
import Syntax

extension Document {
  /// What `fmt` makes of the text. Null for Swift, which swift-format formats, and for what cannot be read as a whole.
  mutating func formatting() -> JSON {
    guard format != .swift else { return .null }
    let (tree, _, findings) = format.read(source)
    guard findings.isEmpty else { return .null }
    return textEdits(edits(to: tree.canonicalJSON(keepsForms: true)))
  }
}
