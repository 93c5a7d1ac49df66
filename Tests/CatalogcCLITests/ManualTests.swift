import Foundation
import TestSupport
import Testing

@testable import CatalogcCLI

/// `man`: the manual page, generated from the same table as the help.
@Suite struct ManualTests {
  private var page: String { MemorySystem().run("man").output }

  @Test func `the page has the standard sections, in order`() {
    let outcome = MemorySystem().run("man")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    let sections = outcome.output.split(separator: "\n").filter { $0.hasPrefix(".Sh ") }
    #expect(
      sections == [
        ".Sh NAME", ".Sh SYNOPSIS", ".Sh DESCRIPTION", ".Sh COMMANDS", ".Sh ENVIRONMENT", ".Sh FILES", ".Sh EXIT STATUS",
        ".Sh EXAMPLES",
      ])
  }

  @Test func `every command is listed with its options and examples`() {
    let sections = page.split(separator: "\n.Ss ")
    #expect(sections.count == Command.all.count + 1)
    for (section, command) in zip(sections.dropFirst(), Command.all) {
      #expect(section.hasPrefix("\(command.name)\n"))
      #expect(page.contains("\n.Nm\n.Cm \(command.name)\n"))
      for option in command.options {
        let name = option.name.split(separator: "-").joined(separator: "\\-")
        #expect(section.contains("Fl \\-\(name)"), "\(command.name) --\(option.name)")
      }
    }
    #expect(page.split(separator: "\n").count { $0.hasPrefix(".Dl catalogc ") } == Command.all.flatMap(\.examples).count)
    #expect(page.contains("\n.Dl catalogc check catalog.json \\-\\-provider stripe,openmeter \\-\\-strict\n"))
  }

  @Test func `no line starts a request by accident, and all are ASCII`() {
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      #expect(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(line)")
      guard line.first == "." || line.first == "'" else { continue }
      #expect(line.dropFirst().first.map { $0.isLetter || $0 == "\\" } ?? false, "\(line)")
    }
    // Commands must be printed literally: a bare hyphen may be typeset as another character.
    #expect(!page.split(separator: "\n").contains { $0.contains(" -") && !$0.hasPrefix(".Bl ") })
  }

  @Test(.enabled(if: hasMandoc, "mandoc is not installed")) func `mandoc reports no problems`() throws {
    let result = try Shell.run("mandoc", ["-T", "lint", "-W", "style"], input: Array(page.utf8))
    #expect(result.outputText + result.errorText == "")
    let text = try Shell.run("mandoc", ["-T", "ascii"], input: Array(page.utf8)).outputText
    #expect(text.contains("check a billing catalog and compile it for payment providers"))
  }

  @Test(.enabled(if: Shell.has("groff"), "groff is not installed")) func `groff reports no problems`() throws {
    let result = try Shell.run("groff", ["-mdoc", "-ww", "-T", "ascii", "-P", "-cbou"], input: Array(page.utf8))
    #expect(result.status == 0)
    #expect(result.errorText == "")
    #expect(result.outputText.contains("catalogc check [CATALOG ...] [OPTION ...]"))
    #expect(result.outputText.contains("--out-dir DIR"))
  }

  private static var hasMandoc: Bool { (try? Shell.run("mandoc", ["-T", "ascii"]).status) == 0 }
}
