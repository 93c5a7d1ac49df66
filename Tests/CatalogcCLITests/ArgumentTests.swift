import TestSupport
import Testing

/// Parsing of command lines. An invalid one ends with a message, a help and status 2, and prints nothing to standard output.
@Suite struct ArgumentTests {
  typealias Outcome = MemorySystem.Outcome

  private func expectRefusal(
    _ arguments: String..., message: String, help: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    let text = "catalogc: error: \(message)\n" + (help.map { "  = help: \($0)\n" } ?? "")
    #expect(system.run(arguments) == Outcome(status: 2, error: text), sourceLocation: sourceLocation)
    #expect(system.writes.isEmpty, sourceLocation: sourceLocation)
  }

  // MARK: Accepted command lines

  @Test(arguments: [
    ["compile", "a.json", "--provider", "stripe", "--strict"],
    ["compile", "--strict", "--provider", "stripe", "a.json"],
    ["--provider", "stripe", "compile", "--strict", "a.json"],
    ["--strict", "--provider=stripe", "compile", "a.json"],
    ["compile", "-p", "stripe", "a.json", "--strict"],
    ["compile", "-pstripe", "a.json", "--strict"],
    ["compile", "-p=stripe", "a.json", "--strict"],
    ["compile", "-p", "stripe", "--strict", "--", "a.json"],
    ["-p", "stripe", "--strict", "--", "compile", "a.json"],
  ])
  func `options may appear anywhere, in every spelling`(arguments: [String]) {
    let outcome = MemorySystem(["a.json": Catalogs.clean]).run(arguments)
    #expect(outcome == Outcome(status: 0, output: Catalogs.artifact(of: "stripe")))
  }

  @Test func `everything after two dashes is an operand`() {
    let system = MemorySystem(["--strict": Catalogs.wrong, "-x.json": Catalogs.wrong])
    #expect(
      system.run("check", "--from", "json", "--", "--strict", "-x.json")
        == Outcome(status: 1, error: Catalogs.finding(in: "--strict") + Catalogs.finding(in: "-x.json")))
  }

  @Test func `a value may contain an equals sign`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    for option in [["-ov=1.json"], ["-o=v=1.json"], ["-o", "v=1.json"], ["--output=v=1.json"]] {
      #expect(system.run(["compile", "a.json", "-p", "stripe"] + option) == Outcome(status: 0))
    }
    #expect(system.writes == [["v=1.json"], ["v=1.json"], ["v=1.json"], ["v=1.json"]])
  }

  @Test func `the last of several equal options wins`() {
    let outcome = MemorySystem(["a.json": Catalogs.wrong]).run("check", "a.json", "--format", "human", "--format", "json")
    #expect(outcome == Outcome(status: 1, output: Catalogs.finding(in: "a.json", asJSON: true)))
  }

  @Test func `--version wins over everything else`() {
    for arguments in [["--version"], ["-V"], ["check", "--version"], ["--version", "compile", "a.json"]] {
      #expect(MemorySystem().run(arguments) == Outcome(status: 0, output: "catalogc 0.1.0\n"))
    }
  }

  @Test func `--json is the same as --format json, in the commands that have it`() {
    let system = MemorySystem(["a.json": Catalogs.wrong])
    let outcome = system.run("check", "a.json", "--format", "json")
    #expect(outcome.output.hasPrefix("{"))
    #expect(system.run("check", "a.json", "--json") == outcome)
    #expect(system.run("check", "--format", "sarif", "--json", "a.json") == outcome)
    expectRefusal("check", "a.json", "--json=yes", message: "the option `--json` takes no value")
    expectRefusal(
      "explain", "unknown-feature", "--json", message: "`explain` has no option `--json`",
      help: "`catalogc help explain` lists its options")
  }

  // MARK: Commands

  @Test func `a command is required`() {
    let help = MemorySystem().run("--help").output
    for arguments in [[], ["--"], ["-q"]] { #expect(MemorySystem().run(arguments) == Outcome(status: 2, error: help)) }
    expectRefusal(
      "--strict", message: "the option `--strict` requires a command", help: "run `catalogc --help` to list the commands")
  }

  @Test func `an unknown command suggests the nearest one`() {
    expectRefusal("chekc", "a.json", message: "unknown command `chekc`", help: "did you mean `check`?")
    expectRefusal("lint", "a.json", message: "unknown command `lint`", help: "did you mean `check`?")
    expectRefusal("validate", "a.json", message: "unknown command `validate`", help: "did you mean `check`?")
    expectRefusal("push", message: "unknown command `push`", help: "did you mean `apply`?")
    expectRefusal("version", message: "unknown command `version`", help: "did you mean `catalogc --version`?")
    expectRefusal("frobnicate", message: "unknown command `frobnicate`", help: "run `catalogc --help` to list the commands")
    expectRefusal("", message: "unknown command ``", help: "run `catalogc --help` to list the commands")
    expectRefusal("a.json", message: "unknown command `a.json`", help: "did you mean `catalogc check a.json`?")
  }

  @Test func `control characters of a command line are escaped`() {
    expectRefusal(
      "check\u{1B}[31m", message: #"unknown command `check\u{1B}[31m`"#, help: "run `catalogc --help` to list the commands")
  }

  @Test func `the number of arguments is checked`() {
    expectRefusal(
      "compile", "-p", "stripe", message: "missing argument: CATALOG",
      help: "usage: catalogc compile CATALOG [OPTION…]")
    expectRefusal(
      "compile", "a.json", "b.json", "-p", "stripe", message: "unexpected argument `b.json`",
      help: "usage: catalogc compile CATALOG [OPTION…]")
    expectRefusal("explain", message: "missing argument: RULE", help: "usage: catalogc explain RULE")
    expectRefusal(
      "rules", "stripe", "dodo", message: "unexpected argument `dodo`",
      help: "usage: catalogc rules [PROVIDER] [OPTION…]")
    expectRefusal(
      "help", "check", "compile", message: "unexpected argument `compile`",
      help: "usage: catalogc help [COMMAND]")
  }

  // MARK: Options

  @Test func `an unknown option suggests the nearest one of the command`() {
    expectRefusal(
      "check", "a.json", "--frmat", "json", message: "unknown option `--frmat`", help: "did you mean `--format`?")
    expectRefusal("compile", "--outdir=d", message: "unknown option `--outdir`", help: "did you mean `--out-dir`?")
    expectRefusal("check", "a.json", "-x", message: "unknown option `-x`", help: "`catalogc help check` lists its options")
    expectRefusal("--verison", message: "unknown option `--verison`", help: "did you mean `--version`?")
    expectRefusal("-x", message: "unknown option `-x`")
  }

  @Test func `an option of another command is rejected`() {
    expectRefusal(
      "rules", "-o", "b.json", message: "`rules` has no option `-o`", help: "`catalogc help rules` lists its options")
    expectRefusal(
      "check", "a.json", "--out-dir", "b", message: "`check` has no option `--out-dir`",
      help: "`catalogc help check` lists its options")
    expectRefusal(
      "rules", "--strict", message: "`rules` has no option `--strict`", help: "`catalogc help rules` lists its options")
    expectRefusal(
      "explain", "unknown-feature", "--format=json", message: "`explain` has no option `--format`",
      help: "`catalogc help explain` lists its options")
  }

  @Test func `a switch takes no value`() {
    expectRefusal("check", "a.json", "--strict=yes", message: "the option `--strict` takes no value")
    expectRefusal("check", "-hx", message: "the option `-h` takes no value")
  }

  @Test func `an option that takes a value requires one`() {
    expectRefusal("compile", "a.json", "-p", message: "the option `-p` requires a value: -p NAME")
    expectRefusal("compile", "a.json", "--out-dir", message: "the option `--out-dir` requires a value: --out-dir DIR")
    expectRefusal("check", "a.json", "--format=", message: "the value of the option `--format` is empty")
  }

  @Test func `an empty directory name is not the root of the file system`() {
    expectRefusal(
      "compile", "a.json", "-p", "all", "--out-dir", "", message: "the value of the option `--out-dir` is empty")
    expectRefusal("compile", "a.json", "-p", "all", "--out-dir=", message: "the value of the option `--out-dir` is empty")
  }

  // MARK: Providers

  @Test func `an unknown provider suggests the nearest one`() {
    expectRefusal(
      "check", "a.json", "-p", "strip", message: "invalid value `strip` for `--provider`", help: "did you mean `stripe`?")
    expectRefusal(
      "check", "a.json", "-p", "Stripe", message: "invalid value `Stripe` for `--provider`", help: "did you mean `stripe`?")
    expectRefusal(
      "check", "a.json", "-p", "stripe,al", message: "invalid value `al` for `--provider`", help: "did you mean `all`?")
    expectRefusal(
      "compile", "a.json", "-p", "open-meter", message: "invalid value `open-meter` for `--provider`",
      help: "did you mean `openmeter`?")
  }

  @Test(arguments: ["stripe,,dodo", "stripe,", ","]) func `an empty name in a list of providers is rejected`(list: String) {
    expectRefusal(
      "check", "a.json", "-p", list, message: "empty provider name in `\(list)`", help: "remove the extra comma")
  }
}
