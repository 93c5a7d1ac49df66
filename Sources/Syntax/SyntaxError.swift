import Diagnostics

/// What ends the reading of a file.
struct SyntaxError: Error {
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
}
