import Documentation
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
    ("README.md", 2), ("docs/bridge.md", 1), ("docs/findings.md", 3), ("docs/ids.md", 1), ("docs/invoices.md", 5),
    ("docs/openmeter.md", 2), ("docs/pricing.md", 1),
  ]

  /// Runs each `$ catalogc …` line of ```` ```console ```` blocks. The lines that follow are the expected output of both
  /// streams; a line `…` matches any lines.
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

  @Test(arguments: Page.all.map(\.name)) func `generated references are up to date`(name: String) throws {
    let page = try #require(Page.all.first { $0.name == name })
    let text = String(decoding: page.bytes, as: UTF8.self)
    #expect(try Repository.text("docs/\(name)") == text, "run `make docs` to update docs/\(name)")
  }

  @Test(arguments: [("rules.md", "rules --format markdown"), ("catalog.schema.json", "schema")])
  func `the program prints the reference`(name: String, command: String) throws {
    #expect(try Repository.text("docs/\(name)") == Repository.run("catalogc \(command)").output)
  }

  @Test func `the program prints the reference of providers except for what is measured`() throws {
    let printed = Repository.run("catalogc providers --format markdown").output.components(separatedBy: "\n").dropFirst(3)
    let page = try Repository.text("docs/providers.md").components(separatedBy: "\n").dropFirst(3)
    #expect(page.starts(with: printed.dropLast()))
  }

  @Test(arguments: Provider.all.map(\.name)) func `the documentation lists the keys that accounts need`(name: String) throws {
    let api = try #require(Provider.named(name)).api
    let text = try Repository.text("docs/accounts.md")
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
    let server = try Repository.text("Tests/CatalogCompilationTests/ReadmeServer.swift")
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
