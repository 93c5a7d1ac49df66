import Diagnostics

/// An error in the grammar.
///
/// A class, so that it takes only one word on the stack: readers recurse for each level of nesting.
final class SyntaxError: Error {
  let rule: Rule
  let message: Phrase
  let range: ByteRange
  let help: Phrase?
  let repair: Repair?
  /// True if it is unclear how to read on.
  let stops: Bool

  init(
    _ rule: Rule, _ message: Phrase, _ range: ByteRange, help: Phrase? = nil, repair: Repair? = nil, stops: Bool = false
  ) {
    self.rule = rule
    self.message = message
    self.range = range
    self.help = help
    self.repair = repair
    self.stops = stops
  }

  /// The same error with a way to fix it.
  func repaired(_ repair: Repair) -> SyntaxError {
    SyntaxError(rule, message, range, help: help ?? repair.message, repair: repair, stops: stops)
  }

  /// The file is too long for the offsets in a tree.
  static var tooLong: SyntaxError {
    SyntaxError(.syntaxError, "the file exceeds \(SyntaxTree.largestSource) bytes", ByteRange(0, 0))
  }
}

/// The text where a reader stopped, as a message speaks of it.
func found(_ text: String) -> String { text == "`" ? "a backtick" : quoted(text) }
