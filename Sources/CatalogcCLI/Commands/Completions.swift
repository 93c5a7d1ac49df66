import Diagnostics

extension Command {
  static let completions = Command(
    name: "completions",
    operands: "SHELL",
    operandCount: 1...1,
    summary: "print a shell completion script",
    details: """
      Prints the script for bash, zsh or fish. It completes commands, options and their values, rules, and catalog files.
      `make install` installs it for each shell; to load it when a shell starts instead:
        bash   source <(catalogc completions bash)
        zsh    source <(catalogc completions zsh)     after `compinit`
        fish   catalogc completions fish | source
      """,
    options: [],
    examples: ["catalogc completions bash"]
  ) { invocation, system throws(CommandError) in
    let name = invocation.operands[0]
    guard let shell = Shell(rawValue: name) else {
      let known = Shell.allCases.map(\.rawValue)
      throw CommandError(
        "unsupported shell \(quoted(name))",
        help: bestMatch(for: name, among: known).map { "did you mean `\($0)`?" }
          ?? "use \(list(known.map { "`\($0)`" }, and: "or"))")
    }
    try output(shell.script, &system)
    return .done
  }

  static let man = Command(
    name: "man",
    operands: "",
    operandCount: 0...0,
    summary: "print the manual page",
    details: "Prints the manual page in mdoc format, which `man` displays. `make install` installs it.",
    options: [],
    examples: ["catalogc man"]
  ) { _, system throws(CommandError) in
    try output(ManualPage.text, &system)
    return .done
  }
}
