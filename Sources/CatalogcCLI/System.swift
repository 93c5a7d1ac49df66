import Diagnostics
import Providers

/// What the program needs of the machine. The tests have one of their own.
package protocol System {
  /// The bytes of a file; of standard input for `-`.
  mutating func read(_ path: String) throws(SystemError) -> [UInt8]
  /// What has come in on standard input, as soon as there is something; nothing at its end.
  mutating func readInput() throws(SystemError) -> [UInt8]
  /// Writes all files, or none of them: a reader sees the old content or the new, whatever goes wrong in between.
  mutating func write(_ files: [(path: String, content: Content)]) throws(SystemError)
  /// Makes a file that is not there yet; fails with ``SystemError/isExisting`` where there is anything of that name, also if
  /// it came a moment ago.
  mutating func create(_ path: String, _ bytes: [UInt8]) throws(SystemError)
  mutating func writeOutput(_ bytes: [UInt8]) throws(SystemError)
  mutating func writeError(_ text: String)
  /// True where a message could not be written, although somebody was there to read it: the disk is full.
  var hasLostMessages: Bool { get }
  var errorIsTerminal: Bool { get }
  /// The largest artifact that is written, in bytes.
  var largestArtifact: Int { get }
  func environment(_ name: String) -> String?
  /// The time, in seconds from 1970.
  var now: Int64 { get }
}

extension System {
  package var hasLostMessages: Bool { false }
  package var largestArtifact: Int { Artifact.largestSize }

  package mutating func write(_ files: [(path: String, bytes: [UInt8])]) throws(SystemError) {
    try write(files.map { ($0.path, Content($0.bytes)) })
  }
}

/// What is to be written, piece by piece: the whole of it need not be in memory.
package struct Content {
  package typealias Taker = ([UInt8]) throws(SystemError) -> Void

  private let handOut: (Taker) throws(SystemError) -> Void

  package init(_ bytes: [UInt8]) {
    handOut = { (take: Taker) throws(SystemError) in try take(bytes) }
  }

  /// - Parameter handOut: calls the function that it is given with one piece after the other.
  package init(inPieces handOut: @escaping (Taker) throws(SystemError) -> Void) {
    self.handOut = handOut
  }

  package func write(to take: Taker) throws(SystemError) { try handOut(take) }

  /// All pieces in one.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    // What fails is the taker, and this one does not.
    try? write { bytes += $0 }
    return bytes
  }
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

  /// - Parameter message: what it has of a path is spelled out where it would steer a terminal.
  package init(_ message: String, isClosedPipe: Bool = false, isMissing: Bool = false, isExisting: Bool = false) {
    self.message = message.unicodeScalars.map(escaped).joined()
    self.isClosedPipe = isClosedPipe
    self.isMissing = isMissing
    self.isExisting = isExisting
  }
}

/// The largest file that is read, in bytes: twice a catalog of a hundred thousand plans. It bounds the memory; `docs/limits.md`
/// has the figures.
package let largestCatalog = 128 << 20
