import Diagnostics
import Syntax
import TestSupport
import Testing

/// What the JSON reader makes of a file, without the stages above it.
struct Reading {
  let tree: SyntaxTree
  let isComplete: Bool
  let diagnostics: [Diagnostic]

  init(_ bytes: [UInt8]) {
    let (tree, isComplete, findings) = JSONReader.read(SourceText(name: "test.json", bytes: bytes))
    self.tree = tree
    self.isComplete = isComplete
    diagnostics = tree.diagnostics(for: findings)
  }

  /// - Parameter text: with marks around the places where findings are expected.
  init(_ text: String) { self.init(Array(Marked(text).text.utf8)) }
}

/// A text that is not JSON: the mark stands where the reader stops.
struct Refused: Sendable, CustomTestStringConvertible {
  let text: String
  let message: String
  let help: String?

  init(_ text: String, _ message: String, _ help: String? = nil) {
    self.text = text
    self.message = message
    self.help = help
  }

  var testDescription: String { text.unicodeScalars.map(escaped).joined() }
}

/// Expects one syntax error with these words, at the mark.
func expectRefused(_ refused: Refused, sourceLocation: SourceLocation = #_sourceLocation) {
  let reading = Reading(refused.text)
  #expect(!reading.isComplete, sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.rule) == ["syntax-error"], sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.message) == [refused.message], sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.help) == [refused.help], sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.range) == Marked(refused.text).ranges, sourceLocation: sourceLocation)
}
