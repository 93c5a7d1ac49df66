import Diagnostics

extension Command {
  static let completions = Command(
    name: "completions",
    operands: "SHELL",
    operandCount: 1...1,
    summary: "print a script that completes command lines in a shell",
    details: """
      Prints the script for bash, zsh or fish. It completes commands, options and their values, rules, and the names of catalogs.
      `make install` puts it where each shell looks for it; or load it where the shell starts:
        bash   source <(catalogc completions bash)
        zsh    source <(catalogc completions zsh)     behind `compinit`
        fish   catalogc completions fish | source
      """,
    options: [],
    examples: ["catalogc completions bash"]
  ) { invocation, system throws(CommandError) in
    let name = invocation.operands[0]
    guard let shell = Shell(rawValue: name) else {
      let known = Shell.allCases.map(\.rawValue)
      throw CommandError(
        "there is no completion for the shell \(quoted(name))",
        help: nearest(to: name, among: known).map { "did you mean `\($0)`?" } ?? "the shells are \(list(known))")
    }
    try output(shell.script, &system)
    return .done
  }

  static let man = Command(
    name: "man",
    operands: "",
    operandCount: 0...0,
    summary: "print the manual page",
    details: "Prints the manual page in mdoc, for `man` to show. `make install` installs it.",
    options: [],
    examples: ["catalogc man"]
  ) { _, system throws(CommandError) in
    try output(ManualPage.text, &system)
    return .done
  }
}
