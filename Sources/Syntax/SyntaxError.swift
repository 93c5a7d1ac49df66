import Diagnostics

/// What ends the reading of a file.
///
/// A class, so that it takes one word on the stack: readers call themselves for each level of nesting.
final class SyntaxError: Error {
  let rule: Rule
  let message: String
  let range: ByteRange
  let help: String?
  let repair: Repair?

  init(_ rule: Rule, _ message: String, _ range: ByteRange, help: String? = nil, repair: Repair? = nil) {
    self.rule = rule
    self.message = message
    self.range = range
    self.help = help
    self.repair = repair
  }

  /// A text of which a tree cannot count the bytes.
  static var tooLong: SyntaxError {
    SyntaxError(.syntaxError, "the file exceeds \(SyntaxTree.largestSource) bytes", ByteRange(0, 0))
  }
}
