import Diagnostics
import Reporting

/// The version of the program, as `--version` prints it.
package let version = "0.1.0"
/// The release date of the version, as shown in the manual page.
let versionDate = "November 24, 2026"

/// Runs the program.
///
/// - Parameter arguments: the command line without the program's name.
/// - Returns: 0 on success, 1 if the catalog has errors or a comparison found a difference, 2 if the command line is invalid or a
///   file cannot be read or written.
package func run(_ arguments: [String], system: inout any System) -> Int32 {
  do throws(CommandError) {
    let status = try perform(Arguments(parsing: arguments), &system)
    // A caller that sees 0 assumes that there were no messages.
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
  // Reports an invalid `--color` even if nothing is colored.
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
    system.writeError(Help.overview)
    return .failed
  }
  if invocation.has(.help) {
    try output(Help.text(for: command), &system)
    return .done
  }
  let count = invocation.operands.count
  guard command.operandCount.contains(count) else {
    let missing = command.operandWords.dropFirst(count).filter { !$0.isOptional }.map { $0.word }
    let problem =
      missing.isEmpty
      ? "unexpected argument \(quoted(invocation.operands[command.operandCount.upperBound]))"
      : "missing argument\(missing.count == 1 ? "" : "s"): \(missing.joined(separator: " "))"
    throw CommandError(problem, help: "usage: \(Help.usage(command))")
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

/// The style of messages on standard error: colored or not.
func style(_ invocation: Invocation, _ system: any System) throws(CommandError) -> Style {
  try style(invocation, system, isTerminal: system.errorIsTerminal)
}

/// The style of text on a terminal, or elsewhere.
func style(_ invocation: Invocation, _ system: any System, isTerminal: Bool) throws(CommandError) -> Style {
  switch invocation.value(.color) ?? "auto" {
  case "always": return Style(isColored: true)
  case "never": return Style(isColored: false)
  case "auto":
    let isWanted = (system.environment("NO_COLOR") ?? "").isEmpty && system.environment("TERM") != "dumb"
    return Style(isColored: isWanted && isTerminal)
  case let other:
    throw CommandError.invalidValue(other, for: "color", among: Option.color.values.known)
  }
}
