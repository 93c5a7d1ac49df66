import Diagnostics
import Syntax
import TestSupport
import Testing

/// The result of the JSON reader alone.
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

  /// - Parameter text: may contain marks around the expected findings, which are removed.
  init(_ text: String) { self.init(Array(Marked(text).text.utf8)) }
}

/// Text that is not valid JSON, with a mark where the reader stops.
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

/// Expects one syntax error with this message and help, at the mark.
func expectRefused(_ refused: Refused, sourceLocation: SourceLocation = #_sourceLocation) {
  let reading = Reading(refused.text)
  #expect(!reading.isComplete, sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.rule) == ["syntax-error"], sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.message) == [refused.message], sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.help) == [refused.help], sourceLocation: sourceLocation)
  #expect(reading.diagnostics.map(\.range) == Marked(refused.text).ranges, sourceLocation: sourceLocation)
}
