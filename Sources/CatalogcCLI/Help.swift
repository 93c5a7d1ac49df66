/// The help texts, generated from the table of commands.
enum Help {
  static var overview: String {
    """
    catalogc \(version): check a billing catalog and compile it for payment and metering providers

    usage: catalogc COMMAND …

    commands:
    \(table(Command.all.map { ($0.name, $0.summary) }))

    options:
    \(table((Option.common + [.version]).map { (spelling($0), $0.summary) }))

    exit status: 0 success; 1 the catalog has errors, or a comparison found a difference; 2 the command line is invalid,
    or a file cannot be read or written. See `catalogc help COMMAND` for the help of a command.

    """
  }

  static func text(for command: Command) -> String {
    var text = "catalogc \(command.name): \(command.summary)\n\nusage: \(usage(command))\n"
    if !command.details.isEmpty { text += "\n\(command.details)\n" }
    text += "\noptions:\n\(table(command.allOptions.map { (spelling($0), $0.summary) }))\n"
    if !command.examples.isEmpty { text += "\nexamples:\n" + command.examples.map { "  \($0)\n" }.joined() }
    return text
  }

  static func usage(_ command: Command) -> String {
    ["catalogc", command.name, command.operands, command.options.isEmpty ? "" : "[OPTION…]"]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func spelling(_ option: Option) -> String {
    (option.letter.map { "-\($0), " } ?? "    ") + "--\(option.name)" + (option.value.map { " \($0)" } ?? "")
  }

  /// A table of two columns.
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  " + $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 }.joined(separator: "\n")
  }
}
