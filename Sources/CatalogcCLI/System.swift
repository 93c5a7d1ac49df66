import Accounts
import Diagnostics
import Providers

/// What the program needs from the operating system. The tests have their own implementation.
package protocol System {
  /// The bytes of a file, or of standard input for `-`.
  mutating func read(_ path: String) throws(SystemError) -> [UInt8]
  /// The next bytes of standard input, as soon as there are any; empty at its end.
  mutating func readInput() throws(SystemError) -> [UInt8]
  /// Writes all files or none: a reader sees either the old content or the new, whatever fails in between.
  mutating func write(_ files: [(path: String, content: Content)]) throws(SystemError)
  /// Creates a file; fails with ``SystemError/isExisting`` if the path exists, even if another process has just created it.
  mutating func create(_ path: String, _ bytes: [UInt8]) throws(SystemError)
  /// Creates a directory and the missing ones above it. One that exists is left as it is.
  mutating func createDirectory(_ path: String) throws(SystemError)
  mutating func writeOutput(_ bytes: [UInt8]) throws(SystemError)
  mutating func writeError(_ text: String)
  /// True if a message could not be written for another reason than a closed standard error, such as a full disk.
  var hasLostMessages: Bool { get }
  var outputIsTerminal: Bool { get }
  var errorIsTerminal: Bool { get }
  /// The largest artifact that is written, in bytes.
  var largestArtifact: Int { get }
  func environment(_ name: String) -> String?
  /// The current time, in seconds since 1970.
  var now: Int64 { get }
  /// Whether standard input is a terminal, so that a person can answer a question.
  var inputIsTerminal: Bool { get }
  /// Locks a file, which is created, until the program ends; fails with ``SystemError/isExisting`` if another process has locked it.
  mutating func lock(_ path: String) throws(SystemError)
  /// Removes a file that ``lock(_:)`` has created.
  mutating func unlock(_ path: String)
  /// The state of files, which changes whenever one of them is written, replaced or removed.
  func stamps(_ paths: [String]) -> [FileStamp?]
  /// Waits until the state of a file differs from what it was. False if there is nothing more to wait for.
  mutating func waitForChange(_ paths: [String], since stamps: [FileStamp?]) -> Bool
  /// Runs another program to its end; fails with ``SystemError/isMissing`` if it is not installed.
  mutating func run(_ program: String, _ arguments: [String]) throws(SystemError) -> ProgramResult
  /// What sends requests to a provider.
  func transport(_ connection: Connection) -> any Transport
}

extension System {
  package var hasLostMessages: Bool { false }
  package var largestArtifact: Int { Artifact.largestSize }

  package mutating func write(_ files: [(path: String, bytes: [UInt8])]) throws(SystemError) {
    try write(files.map { ($0.path, Content($0.bytes)) })
  }
}

/// The state of a file, to see whether it has changed.
package struct FileStamp: Equatable, Sendable {
  /// The time of the last change, in nanoseconds since 1970.
  package let changed: Int64
  /// In bytes.
  package let size: Int64
  /// A file that is replaced has another number.
  package let number: UInt64

  package init(changed: Int64, size: Int64, number: UInt64) {
    self.changed = changed
    self.size = size
    self.number = number
  }
}

/// What another program printed.
package struct ProgramResult: Sendable {
  /// The exit status, or 128 and the number of the signal that ended it.
  package let status: Int32
  package let output: [UInt8]
  package let error: [UInt8]

  package init(status: Int32, output: [UInt8] = [], error: [UInt8] = []) {
    self.status = status
    self.output = output
    self.error = error
  }
}

/// Content to write, piece by piece, so that it need not be in memory as a whole.
package struct Content {
  package typealias Taker = ([UInt8]) throws(SystemError) -> Void

  private let handOut: (Taker) throws(SystemError) -> Void

  package init(_ bytes: [UInt8]) {
    handOut = { (take: Taker) throws(SystemError) in try take(bytes) }
  }

  /// - Parameter handOut: calls its argument with one piece after the other.
  package init(inPieces handOut: @escaping (Taker) throws(SystemError) -> Void) {
    self.handOut = handOut
  }

  package func write(to take: Taker) throws(SystemError) { try handOut(take) }

  /// All pieces, joined.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    // Only the taker can throw, and this one does not.
    try? write { bytes += $0 }
    return bytes
  }
}

/// An error of the operating system.
package struct SystemError: Error {
  package let message: String
  /// True if the reader of the output is gone, as in `| head`; the error is not reported.
  package let isClosedPipe: Bool
  /// True if the file does not exist.
  package let isMissing: Bool
  /// True if the file already exists and must not.
  package let isExisting: Bool
  /// True if the path names a directory and not a file.
  package let isDirectory: Bool

  /// - Parameter message: control characters in it, for example from a path, are escaped.
  package init(
    _ message: String, isClosedPipe: Bool = false, isMissing: Bool = false, isExisting: Bool = false, isDirectory: Bool = false
  ) {
    self.message = message.unicodeScalars.map(escaped).joined()
    self.isClosedPipe = isClosedPipe
    self.isMissing = isMissing
    self.isExisting = isExisting
    self.isDirectory = isDirectory
  }
}

/// The largest file that is read, in bytes: twice a catalog of 100,000 plans. It bounds the memory; see `docs/limits.md`.
package let largestCatalog = 128 << 20
