import CatalogcCLI
import TestSupport
import Testing

/// `check --watch`: the findings of the files as they are.
@Suite struct WatchTests {
  private static let waiting = "waiting for changes (Ctrl-C to stop)\n"

  @Test func `a file is checked again whenever it changes`() {
    let system = MemorySystem(["a.json": Catalogs.wrong])
    system.edits = [
      { $0.files["a.json"] = Array(Catalogs.clean.utf8) },
      // Written anew with the same content, which is no change.
      { $0.files["a.json"] = Array(Catalogs.clean.utf8) },
      { $0.files["a.json"] = nil },
      { $0.files["a.json"] = Array(Catalogs.wrong.utf8) },
    ]
    let outcome = system.run("check", "a.json", "--watch")
    let finding = Catalogs.finding(in: "a.json")
    let missing = "catalogc: error: cannot read `a.json`: No such file or directory\n"
    #expect(outcome.error == [finding, "no errors; ", missing, finding].joined(separator: Self.waiting) + Self.waiting)
    #expect(outcome.status == 1)
  }

  @Test func `a terminal shows only the latest findings`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.errorIsTerminal = true
    system.edits = [{ $0.files["a.json"] = Array((Catalogs.clean + "\n").utf8) }]
    let screen = "\u{1B}[H\u{1B}[2J\u{1B}[3J" + "no errors; " + Self.waiting
    #expect(system.run("check", "a.json", "--watch", "--color", "never").error == screen + screen)
  }

  @Test func `the ids file is watched, too`() {
    let system = MemorySystem(["a.json": Catalogs.clean, "ids.json": "{}"])
    system.edits = [{ $0.files["ids.json"] = Array("[]".utf8) }]
    let error = system.run("check", "a.json", "-p", "stripe", "--ids", "ids.json", "--watch").error
    #expect(error.split(separator: "\n").count { $0.hasPrefix("waiting") || $0.hasPrefix("no errors; waiting") } == 2)
  }

  @Test(arguments: [["--fix"], ["--diff"], ["--format", "json"], ["--json"]])
  func `what writes cannot be combined with watching`(options: [String]) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    let outcome = system.run(["check", "a.json", "--watch"] + options)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("catalogc: error: `--watch` cannot be used with `--"))
    #expect(system.run("check", "-", "--watch").error == "catalogc: error: `--watch` cannot be used with standard input\n")
  }
}
