import TestSupport
import Testing

/// When messages are colored: on a capable terminal, unless requested otherwise.
@Suite struct ColourTests {
  private func isColored(_ options: [String], isTerminal: Bool, _ variables: [String: String] = [:]) -> Bool {
    let system = MemorySystem(["a.json": Catalogs.wrong])
    system.errorIsTerminal = isTerminal
    system.variables = variables
    return system.run(["check", "a.json"] + options).error.contains("\u{1B}[")
  }

  @Test func `on a terminal, and nowhere else`() {
    #expect(isColored([], isTerminal: true, ["TERM": "xterm-256color"]))
    #expect(isColored([], isTerminal: true))
    #expect(!isColored([], isTerminal: false, ["TERM": "xterm-256color"]))
  }

  @Test func `not if NO_COLOR has a value`() {
    #expect(!isColored([], isTerminal: true, ["NO_COLOR": "1"]))
    #expect(!isColored([], isTerminal: true, ["NO_COLOR": "0"]))
    #expect(isColored([], isTerminal: true, ["NO_COLOR": ""]))
  }

  @Test func `not on a dumb terminal`() {
    #expect(!isColored([], isTerminal: true, ["TERM": "dumb"]))
  }

  @Test func `the command line wins over all of them`() {
    #expect(isColored(["--color", "always"], isTerminal: false, ["NO_COLOR": "1", "TERM": "dumb"]))
    #expect(!isColored(["--color=never"], isTerminal: true))
    #expect(!isColored(["--color", "auto"], isTerminal: false))
    #expect(isColored(["--color", "auto"], isTerminal: true))
  }

  @Test func `messages are colored, artifacts are not`() {
    let system = MemorySystem(["a.json": Catalogs.cheap])
    let outcome = system.run("compile", "a.json", "-p", "stripe", "--color", "always")
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(outcome.error.hasPrefix("\u{1B}[1ma.json:3:37:\u{1B}[0m \u{1B}[1;35mwarning:\u{1B}[0m "))
  }

  @Test func `machine-readable findings are not colored`() {
    let system = MemorySystem(["a.json": Catalogs.wrong])
    let outcome = system.run("check", "a.json", "--format", "json", "--color", "always")
    #expect(outcome.output == Catalogs.finding(in: "a.json", asJSON: true))
  }

  @Test(arguments: [["check", "a.json"], ["compile", "a.json", "-p", "stripe", "--format", "json"], ["rules"], ["--help"]])
  func `another value is rejected, even if nothing would be colored`(arguments: [String]) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(
      system.run(arguments + ["--color", "alway"])
        == MemorySystem.Outcome(
          status: 2, error: "catalogc: error: invalid value `alway` for `--color`\n  = help: did you mean `always`?\n"))
    #expect(
      system.run(arguments + ["--color=16"])
        == MemorySystem.Outcome(
          status: 2, error: "catalogc: error: invalid value `16` for `--color`\n  = help: use `auto`, `always` or `never`\n"))
  }
}
