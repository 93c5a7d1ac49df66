import Accounts
import CatalogcCLI

/// An in-memory system, so that a test controls what the program reads and writes.
package final class MemorySystem: System {
  /// File contents by path; `-` is standard input.
  package var files: [String: [UInt8]]
  package var variables: [String: String] = [:]
  package var outputIsTerminal = false
  package var errorIsTerminal = false
  package var largestArtifact = Int.max
  /// The chunks of standard input.
  package var input: [String] = []
  package var now: Int64 = 0
  package var inputIsTerminal = false
  /// The account at the provider; nil if there is none to connect to.
  package var account: (any Transport)?
  /// The connections that were made.
  package private(set) var connections: [Connection] = []
  /// The files that another process has locked.
  package var locked: Set<String> = []
  /// The errors for reading or writing these paths.
  package var failures: [String: SystemError] = [:]
  /// The errors for writing these paths alone.
  package var writeFailures: [String: SystemError] = [:]
  /// The error for writing to standard output.
  package var outputFailure: SystemError?

  private var outputBytes: [UInt8] = []
  private var errorText = ""
  /// The paths of each call that wrote files.
  package private(set) var writes: [[String]] = []
  /// The paths of the directories that were created.
  package private(set) var directories: [String] = []

  package init(_ files: [String: String] = [:]) {
    self.files = files.mapValues { Array($0.utf8) }
  }

  package func text(_ path: String) -> String? {
    files[path].map { String(decoding: $0, as: UTF8.self) }
  }

  // MARK: System

  package func read(_ path: String) throws(SystemError) -> [UInt8] {
    if let failure = failures[path] { throw failure }
    guard let bytes = files[path] else {
      throw SystemError("cannot read `\(path)`: No such file or directory", isMissing: true)
    }
    return bytes
  }

  package func readInput() throws(SystemError) -> [UInt8] {
    if let failure = failures["-"] { throw failure }
    return input.isEmpty ? [] : Array(input.removeFirst().utf8)
  }

  package func write(_ files: [(path: String, content: Content)]) throws(SystemError) {
    for file in files {
      if let failure = failures[file.path] ?? writeFailures[file.path] { throw failure }
    }
    if !files.isEmpty { writes.append(files.map(\.path)) }
    for file in files { self.files[file.path] = file.content.bytes }
  }

  package func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    if let failure = failures[path] { throw failure }
    if files[path] != nil { throw SystemError("cannot write `\(path)`: File exists", isExisting: true) }
    writes.append([path])
    files[path] = bytes
  }

  package func createDirectory(_ path: String) throws(SystemError) {
    if let failure = failures[path] { throw failure }
    directories.append(path)
  }

  package func writeOutput(_ bytes: [UInt8]) throws(SystemError) {
    if let outputFailure { throw outputFailure }
    outputBytes += bytes
  }

  package func writeError(_ text: String) { errorText += text }

  package func lock(_ path: String) throws(SystemError) {
    if locked.contains(path) { throw SystemError("`\(path)` is locked", isExisting: true) }
  }

  package func unlock(_ path: String) {}

  /// What happens to the files while the program waits for a change, one after the other; then it ends.
  package var edits: [(MemorySystem) -> Void] = []

  package func stamps(_ paths: [String]) -> [FileStamp?] {
    paths.map { path in
      files[path].map { FileStamp(changed: 0, size: Int64($0.count), number: UInt64(bitPattern: Int64($0.hashValue))) }
    }
  }

  package func waitForChange(_ paths: [String], since stamps: [FileStamp?]) -> Bool {
    while self.stamps(paths) == stamps {
      if edits.isEmpty { return false }
      edits.removeFirst()(self)
    }
    return true
  }

  /// The programs that can be run.
  package var programs: [String: ([String]) -> ProgramResult] = [:]

  package func run(_ program: String, _ arguments: [String]) throws(SystemError) -> ProgramResult {
    guard let run = programs[program] else {
      throw SystemError("cannot run `\(program)`: No such file or directory", isMissing: true)
    }
    return run(arguments)
  }

  package func transport(_ connection: Connection) -> any Transport {
    connections.append(connection)
    return account ?? NoAccount()
  }

  package func environment(_ name: String) -> String? { variables[name] }

  // MARK: Running

  /// The result of a run.
  package struct Outcome: Equatable {
    package let status: Int32
    package let output: String
    package let error: String

    package init(status: Int32, output: String = "", error: String = "") {
      self.status = status
      self.output = output
      self.error = error
    }
  }

  /// Runs the program with the given arguments.
  package func run(_ arguments: String...) -> Outcome { run(arguments) }

  package func run(_ arguments: [String]) -> Outcome {
    outputBytes = []
    errorText = ""
    var system: any System = self
    let status = CatalogcCLI.run(arguments, system: &system)
    return Outcome(status: status, output: String(decoding: outputBytes, as: UTF8.self), error: errorText)
  }
}

/// A provider that cannot be reached.
struct NoAccount: Transport {
  mutating func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    throw TransportError("no account", mayHaveArrived: false)
  }
  mutating func wait(seconds: Double) {}
  var now: Int64 { 0 }
  mutating func nonce() -> String { "" }
}
