import Foundation
import Testing

/// Runs other programs.
package enum Shell {
  package struct Result {
    /// The exit status, or the negated number of the signal that ended the program.
    package let status: Int32
    package let output: [UInt8]
    package let error: [UInt8]

    package var outputText: String { String(decoding: output, as: UTF8.self) }
    package var errorText: String { String(decoding: error, as: UTF8.self) }
  }

  /// Runs a program from `PATH` with the bytes as its standard input.
  package static func run(
    _ program: String, _ arguments: [String] = [], input: [UInt8] = [], in directory: URL? = nil
  ) throws -> Result {
    try Folder.with { folder in
      // Files instead of pipes, so that long output cannot block.
      let names = ["input", "output", "error"]
      let files = names.map { folder.url.appendingPathComponent($0) }
      try Data(input).write(to: files[0])
      try Data().write(to: files[1])
      try Data().write(to: files[2])
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [program] + arguments
      process.currentDirectoryURL = directory
      // The user who runs the tests may have settings for git or for colors.
      process.environment = ProcessInfo.processInfo.environment.merging([
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "LC_ALL": "C", "TERM": "dumb",
      ]) { $1 }
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
      process.waitUntilExit()
      return Result(
        status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
        output: Array(try Data(contentsOf: files[1])), error: Array(try Data(contentsOf: files[2])))
    }
  }

  package static func has(_ program: String) -> Bool {
    (try? run(program, ["--version"]).status) == 0
  }

  /// The program under test, next to the test bundle.
  package static let catalogc: URL = {
    var folder = Bundle(for: Marker.self).bundleURL
    #if os(Linux)
      folder = URL(fileURLWithPath: CommandLine.arguments[0])
    #endif
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let program = folder.appendingPathComponent("catalogc")
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: program.path, isDirectory: &isFolder), !isFolder.boolValue { return program }
    }
    return folder.appendingPathComponent("catalogc")
  }()

  private final class Marker {}
}

/// A temporary directory for one test.
package struct Folder {
  package let url: URL

  package static func with<Result>(_ body: (Folder) throws -> Result) throws -> Result {
    // Resolved, because the path may contain a symbolic link, and the program resolves links.
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("catalogc-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(Folder(url: url))
  }

  package func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  package func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
  }

  package func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: path(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The contents of the directory, sorted.
  package var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }
}
