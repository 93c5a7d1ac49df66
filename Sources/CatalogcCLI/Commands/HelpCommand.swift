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
    try output(Help.text(for: named(name)), &system)
    return .done
  }
}
