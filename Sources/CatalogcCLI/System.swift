/// What the program needs of the machine. The tests have one of their own.
package protocol System {
  /// The bytes of a file; of standard input for `-`.
  mutating func read(_ path: String) throws(SystemError) -> [UInt8]
  /// What has come in on standard input, as soon as there is something; nothing at its end.
  mutating func readInput() throws(SystemError) -> [UInt8]
  /// Writes all files, or none of them: a reader sees the old content or the new, whatever goes wrong in between.
  mutating func write(_ files: [(path: String, bytes: [UInt8])]) throws(SystemError)
  /// Makes a file that is not there yet; fails with ``SystemError/isExisting`` where there is anything of that name, also if
  /// it came a moment ago.
  mutating func create(_ path: String, _ bytes: [UInt8]) throws(SystemError)
  mutating func writeOutput(_ bytes: [UInt8]) throws(SystemError)
  mutating func writeError(_ text: String)
  /// True where a message could not be written, although somebody was there to read it: the disk is full.
  var hasLostMessages: Bool { get }
  var errorIsTerminal: Bool { get }
  func environment(_ name: String) -> String?
  /// The time, in seconds from 1970.
  var now: Int64 { get }
}

extension System {
  package var hasLostMessages: Bool { false }
}

/// Why the machine refused.
package struct SystemError: Error {
  package let message: String
  /// True where nobody reads the output any more, as behind `| head`: there is nothing to tell.
  package let isClosedPipe: Bool
  /// True where there is no file of that name.
  package let isMissing: Bool
  /// True where there is a file of that name, and should be none.
  package let isExisting: Bool

  package init(_ message: String, isClosedPipe: Bool = false, isMissing: Bool = false, isExisting: Bool = false) {
    self.message = message
    self.isClosedPipe = isClosedPipe
    self.isMissing = isMissing
    self.isExisting = isExisting
  }
}

/// The largest file that is read, in bytes: twice a catalog of a hundred thousand plans. It bounds the memory; `docs/limits.md`
/// has the figures.
package let largestCatalog = 128 << 20
