import Documentation
import Foundation
import Providers
import TestSupport
import Testing

/// What the README and `docs/` show is what the program does.
@Suite struct DocumentationTests {
  /// Blocks that begin with ```` ```console ````: each `$ catalogc …` line is run, and what follows is what it must print, on
  /// both streams; a line `…` stands for any lines.
  @Test(arguments: ["README.md"]) func `what the examples print is what they show`(file: String) throws {
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
    #expect(count > 0)
  }

  @Test(arguments: Page.all.map(\.name)) func `a page that is made is up to date`(name: String) throws {
    let page = try #require(Page.all.first { $0.name == name })
    #expect(try Repository.text("docs/\(name)") == String(decoding: page.bytes, as: UTF8.self), "`make docs` writes docs/\(name)")
  }

  @Test(arguments: [("rules.md", "rules --format markdown"), ("catalog.schema.json", "schema")])
  func `the program prints the page`(name: String, command: String) throws {
    #expect(try Repository.text("docs/\(name)") == Repository.run("catalogc \(command)").output)
  }

  @Test func `the program prints the page of providers but for what is measured`() throws {
    let printed = Repository.run("catalogc providers --format markdown").output.components(separatedBy: "\n").dropFirst(3)
    let page = try Repository.text("docs/providers.md").components(separatedBy: "\n").dropFirst(3)
    #expect(page.starts(with: printed.dropLast()))
  }

  @Test(arguments: Provider.all.map(\.name)) func `the documentation names the keys of a script`(name: String) throws {
    let api = try #require(Provider.named(name)).api
    let text = try Repository.text("docs/ids.md")
    for word in api.authentication.variables + api.keyPrefixes.test + [api.testURL].compactMap({ $0 }) where word != "rk_test_" {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test func `the catalog that the README shows has no errors`() throws {
    for block in blocks("json", in: try Repository.text("README.md")) where block.contains("\"plans\"") {
      #expect(findings(block).isEmpty)
    }
  }

  @Test func `the Swift catalog of the README is that of the docs, and the JSON one in other words`() throws {
    let swift = try Repository.text("docs/example.swift")
    #expect(blocks("swift", in: try Repository.text("README.md")).contains(swift))
    // The tests compile it, as they do the catalog.
    let server = try Repository.text("Tests/BillingCatalogTests/ReadmeServer.swift")
    #expect(blocks("swift", in: try Repository.text("README.md")).contains(server))
    #expect(blocks("json", in: try Repository.text("README.md")).contains(try Repository.text("docs/example.json")))
    for provider in ["stripe", "openmeter"] {
      let artifacts = ["json", "swift"].map { Repository.run("catalogc compile docs/example.\($0) --provider \(provider)").output }
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
