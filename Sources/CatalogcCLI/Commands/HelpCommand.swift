import Diagnostics

extension Command {
  static let help = Command(
    name: "help",
    operands: "[COMMAND]",
    operandCount: 0...1,
    summary: "show help for a command",
    details: "",
    options: [],
    examples: ["catalogc help compile"]
  ) { invocation, system throws(CommandError) in
    guard let name = invocation.operands.first else {
      try output(Help.overview, &system)
      return .done
    }
    guard let command = all.first(where: { $0.name == name }) else {
      throw CommandError(
        "unknown command \(quoted(name))",
        help: bestMatch(for: name, among: all.map(\.name)).map { "did you mean `\($0)`?" }
          ?? "`catalogc --help` lists the commands")
    }
    try output(Help.text(for: command), &system)
    return .done
  }
}
