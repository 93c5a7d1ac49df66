import Diagnostics
import Reporting

/// The version of the program, as `--version` prints it.
package let version = "0.1.0"
/// The day of the version, as the manual shows it.
let versionDate = "November 24, 2026"

/// Runs the program.
///
/// - Parameter arguments: what stands behind the program's name on the command line.
/// - Returns: 0 where all is done, 1 where the catalog has errors or a comparison a difference, 2 where the command line is wrong
///   or a file cannot be read or written.
package func run(_ arguments: [String], system: inout any System) -> Int32 {
  do throws(CommandError) {
    let status = try perform(Arguments(parsing: arguments), &system)
    // Who sees 0 takes it that there was nothing to say.
    return (status == .done && system.hasLostMessages ? .failed : status).rawValue
  } catch {
    if !error.isSilent {
      system.writeError("catalogc: error: \(error.message)\n" + (error.help.map { "  = help: \($0)\n" } ?? ""))
    }
    return ExitStatus.failed.rawValue
  }
}

private func perform(_ arguments: Arguments, _ system: inout any System) throws(CommandError) -> ExitStatus {
  let invocation = arguments.invocation
  // A wrong value is told also where nothing is coloured.
  _ = try style(invocation, system)
  if invocation.has(.version) {
    try output("catalogc \(version)\n", &system)
    return .done
  }
  guard let command = arguments.command else {
    if invocation.has(.help) {
      try output(Help.overview, &system)
      return .done
    }
    throw CommandError("what is to be done? Give a command", help: "`catalogc --help` lists them")
  }
  if invocation.has(.help) {
    try output(Help.text(for: command), &system)
    return .done
  }
  let count = invocation.operands.count
  guard command.operandCount.contains(count) else {
    let problem =
      count < command.operandCount.lowerBound ? "it needs \(command.operands)" : "there is one argument too many: \(quoted(invocation.operands.last ?? ""))"
    throw CommandError("`\(command.name)`: \(problem)", help: "usage: \(Help.usage(command))")
  }
  return try command.run(invocation, &system)
}

/// Writes to standard output.
func output(_ text: String, _ system: inout any System) throws(CommandError) {
  try output(Array(text.utf8), &system)
}

func output(_ bytes: [UInt8], _ system: inout any System) throws(CommandError) {
  do throws(SystemError) { try system.writeOutput(bytes) } catch { throw CommandError(error) }
}

/// Whether messages on standard error have colours.
func style(_ invocation: Invocation, _ system: any System) throws(CommandError) -> Style {
  switch invocation.value(.color) ?? "auto" {
  case "always": return Style(isColoured: true)
  case "never": return Style(isColoured: false)
  case "auto":
    let isWanted = (system.environment("NO_COLOR") ?? "").isEmpty && system.environment("TERM") != "dumb"
    return Style(isColoured: isWanted && system.errorIsTerminal)
  case let other:
    throw CommandError(
      "\(quoted(other)) is no value of `--color`", help: nearest(to: other, among: Option.color.values.known)
        .map { "did you mean `\($0)`?" } ?? "write \(list(Option.color.values.known, and: "or"))")
  }
}
