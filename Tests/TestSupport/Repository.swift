import Accounts
import CatalogcCLI
import Foundation

/// The project's files, and the program, run in their directory.
package enum Repository {
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  package static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Runs a command line in the project's directory. Arguments cannot contain spaces.
  package static func run(_ command: String) -> (status: Int32, output: String) {
    let words = command.split(separator: " ").map(String.init)
    let terminal = Terminal()
    var system: any System = terminal
    let status = CatalogcCLI.run(Array(words.dropFirst()), system: &system)
    return (status, (system as? Terminal)?.printed ?? "")
  }

  /// Reads the project's files, and collects both output streams together, like a terminal.
  private struct Terminal: System {
    var printed = ""
    let outputIsTerminal = false
    let errorIsTerminal = false

    mutating func read(_ path: String) throws(SystemError) -> [UInt8] {
      guard let data = try? Data(contentsOf: Repository.root.appending(path: path)) else {
        throw SystemError("cannot read `\(path)`: No such file or directory", isMissing: true)
      }
      return Array(data)
    }

    func readInput() throws(SystemError) -> [UInt8] { [] }

    mutating func write(_ files: [(path: String, content: Content)]) throws(SystemError) {
      throw SystemError("the examples write no files")
    }

    mutating func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
      throw SystemError("the examples write no files")
    }

    mutating func createDirectory(_ path: String) throws(SystemError) {
      throw SystemError("the examples write no files")
    }

    mutating func writeOutput(_ bytes: [UInt8]) throws(SystemError) { printed += String(decoding: bytes, as: UTF8.self) }
    mutating func writeError(_ text: String) { printed += text }
    func environment(_ name: String) -> String? { nil }
    let now: Int64 = 0
    let inputIsTerminal = false
    func lock(_ path: String) throws(SystemError) { throw SystemError("the examples write no files") }
    func unlock(_ path: String) {}
    func run(_ program: String, _ arguments: [String]) throws(SystemError) -> ProgramResult {
      throw SystemError("the examples run no programs")
    }
    func transport(_ connection: Connection) -> any Transport { NoAccount() }
    func stamps(_ paths: [String]) -> [FileStamp?] { [] }
    func waitForChange(_ paths: [String], since stamps: [FileStamp?]) -> Bool { false }
  }
}
