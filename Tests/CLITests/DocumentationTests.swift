import CatalogcCLI
import Foundation
import Providers
import TestSupport
import Testing

/// The examples of the README and of `docs/` show what the program does.
@Suite struct DocumentationTests {
  /// The README, and the documents in `docs/` that are written by hand.
  static let guides: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: "docs").path)) ?? []
    let generated = ["providers.md", "rules.md"]
    return ["README.md"] + names.filter { $0.hasSuffix(".md") && !generated.contains($0) }.sorted().map { "docs/\($0)" }
  }()

  /// How many commands each document shows with their output.
  static let examples = [
    ("README.md", 3), ("docs/bridge.md", 1), ("docs/commands.md", 1), ("docs/findings.md", 3), ("docs/ids.md", 1),
    ("docs/openmeter.md", 2),
  ]

  /// Runs each `$ catalogc …` line of ```` ```console ```` blocks. The lines that follow are the expected output of both
  /// streams; a line `…` stands for any lines.
  @Test(arguments: examples) func `examples show the actual output`(file: String, expectedCount: Int) throws {
    let text = try Repository.text(file)
    var count = 0
    for block in blocks("console", in: text) {
      for (command, expected) in commands(in: block) {
        let (status, printed) = Repository.run(command)
        #expect(matches(printed, expected), "\(file): $ \(command)\n\(printed)")
        #expect(status < 2 || expected.contains("catalogc: error:"), "\(command)")
        count += 1
      }
    }
    #expect(count == expectedCount)
  }

  @Test func `no example is overlooked`() throws {
    let files = try Self.guides.filter { try Repository.text($0).contains("```console\n") }
    #expect(files == Self.examples.map(\.0))
  }

  @Test(arguments: [("docs/rules.md", "rules"), ("docs/providers.md", "providers")])
  func `generated references are up to date`(file: String, command: String) throws {
    let printed = Repository.run("catalogc \(command) --format markdown").output
    #expect(try Repository.text(file) == printed, "run `make docs` to update \(file)")
  }

  @Test func `the JSON Schema is up to date`() throws {
    #expect(
      try Repository.text("docs/catalog.schema.json") == Repository.run("catalogc schema").output,
      "run `make docs` to update docs/catalog.schema.json")
  }

  @Test(arguments: Provider.all.map(\.name)) func `the documentation lists the keys that a script needs`(name: String) throws {
    let api = try #require(Provider.named(name)).api
    let text = try Repository.text("docs/ids.md")
    for word in api.authentication.variables + api.keyPrefixes.test + [api.testURL].compactMap({ $0 }) where word != "rk_test_" {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test(arguments: guides) func `catalogs in the documentation have no errors`(file: String) throws {
    for block in blocks("json", in: try Repository.text(file)) where block.contains("\"plans\"") {
      #expect(findings(block).isEmpty)
    }
  }

  @Test func `the documentation shows the example catalog in both formats, and they are equal`() throws {
    // The tests compile both Swift files.
    let swift = try Repository.text("docs/example.swift")
    let server = try Repository.text("Tests/BillingCatalogTests/ReadmeServer.swift")
    #expect(blocks("swift", in: try Repository.text("docs/swift.md")) == [swift, server])
    #expect(blocks("json", in: try Repository.text("README.md")).contains(try Repository.text("docs/example.json")))
    for provider in ["stripe", "openmeter"] {
      let artifacts = ["json", "swift"].map {
        Repository.run("catalogc compile docs/example.\($0) --provider \(provider)").output
      }
      #expect(artifacts[0] == artifacts[1])
    }
  }

  private func blocks(_ language: String, in text: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] + "\n" }
  }

  private func commands(in block: String) -> [(command: String, output: String)] {
    ("\n" + block).components(separatedBy: "\n$ ").dropFirst().map { part in
      let lines = part.components(separatedBy: "\n")
      return (lines[0], lines.dropFirst().joined(separator: "\n"))
    }
  }

  private func matches(_ printed: String, _ expected: String) -> Bool {
    var rest = printed[...]
    let parts = ("\n" + trimmed(expected) + "\n").components(separatedBy: "\n…\n")
    rest = ("\n" + trimmed(printed) + "\n")[...]
    for (index, part) in parts.enumerated() {
      if parts.count == 1 { return rest == part }
      let piece = (index == 0 ? "" : "\n") + part + (index == parts.count - 1 ? "" : "\n")
      if index == 0 {
        guard rest.hasPrefix(piece) else { return false }
        rest = rest.dropFirst(piece.count - 1)
      } else if index == parts.count - 1 {
        return rest.hasSuffix(piece)
      } else {
        guard let found = rest.range(of: piece) else { return false }
        rest = rest[rest.index(before: found.upperBound)...]
      }
    }
    return true
  }

  private func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .newlines) }
}

/// The project's own files, and the program run on them.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Runs a command line that has no quotes, as if in the project's folder.
  static func run(_ command: String) -> (status: Int32, output: String) {
    let words = command.split(separator: " ").map(String.init)
    let terminal = Terminal()
    var system: any System = terminal
    let status = CatalogcCLI.run(Array(words.dropFirst()), system: &system)
    return (status, (system as? Terminal)?.printed ?? "")
  }

  /// Reads the project's files; both streams are combined, as in a terminal.
  private struct Terminal: System {
    var printed = ""
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

    mutating func writeOutput(_ bytes: [UInt8]) throws(SystemError) { printed += String(decoding: bytes, as: UTF8.self) }
    mutating func writeError(_ text: String) { printed += text }
    func environment(_ name: String) -> String? { nil }
    let now: Int64 = 0
  }
}
