/// The manual page, in mdoc, made from the table of commands.
enum ManualPage {
  static var text: String {
    """
    .\\" Made by `catalogc man`.
    .Dd \(versionDate)
    .Dt CATALOGC 1
    .Os
    .Sh NAME
    .Nm catalogc
    .Nd check a billing catalog and compile it for payment providers
    .Sh SYNOPSIS
    \(Command.all.map(synopsis).joined(separator: "\n"))
    .Nm
    .Fl \\-version
    .Sh DESCRIPTION
    A catalog describes everything that is sold: plans, add\\-ons and usage top\\-ups.
    .Nm
    checks one the way a compiler checks code, and compiles it to the API requests
    that payment and metering providers need.
    A catalog is a file in JSON or in Swift;
    .Ql \\-
    is standard input.
    .Pp
    Options go anywhere, their values in the next word or behind
    .Ql = ;
    .Ql \\-\\-
    ends them.
    Artifacts go to standard output and nothing else does;
    findings go to standard error.
    Files are written whole or not at all, and when anything fails,
    nothing is written.
    .Pp
    Every command takes:
    \(list(Option.common))
    .Sh COMMANDS
    \(Command.all.map(section).joined(separator: "\n"))
    .Sh ENVIRONMENT
    .Bl -tag -width Ds
    .It Ev NO_COLOR
    Where it is set and not empty, messages have no colours unless
    .Fl \\-color Cm always
    asks for them.
    .It Ev TERM
    A terminal that is
    .Ql dumb
    gets no colours either.
    .El
    .Sh FILES
    .Bl -tag -width Ds
    .It Pa *.json
    Catalogs in JSON.
    .It Pa *.swift
    Catalogs in Swift: a file with a single
    .Ic let .
    .El
    .Sh EXIT STATUS
    .Bl -tag -width Ds
    .It 0
    All is done.
    .It 1
    The catalog has errors, or a comparison found a difference.
    .It 2
    The command line is wrong, or a file cannot be read or written.
    .El
    .Sh EXAMPLES
    \(Command.all.flatMap(\.examples).map { ".Dl \(escaped($0))" }.joined(separator: "\n"))

    """
  }

  private static func synopsis(of command: Command) -> String {
    ".Nm\n.Cm \(command.name)" + operands(of: command) + (command.options.isEmpty ? "" : "\n.Op Ar OPTION ...")
  }

  private static func operands(of command: Command) -> String {
    command.operandWords.map { "\n.\($0.isOptional ? "Op " : "")Ar \(escaped($0.word))\($0.repeats ? " ..." : "")" }.joined()
  }

  private static func section(of command: Command) -> String {
    var text = ".Ss \(escaped(command.name))\n"
    text += paragraphs(command.summary.prefix(1).uppercased() + command.summary.dropFirst() + ".")
    if !command.details.isEmpty { text += "\n.Pp\n" + paragraphs(command.details) }
    if !command.options.isEmpty { text += "\n" + list(command.options) }
    return text
  }

  private static func list(_ options: [Option]) -> String {
    let items = options.map { option in
      ".It " + (option.letter.map { "Fl \($0) , " } ?? "") + "Fl \\-\(escaped(option.name))"
        + (option.value.map { " Ar \(escaped($0))" } ?? "") + "\n" + paragraphs(option.summary)
    }
    return ".Bl -tag -width Ds\n\(items.joined(separator: "\n"))\n.El"
  }

  /// Running text, a new line for each sentence; lines that are indented stay lines.
  private static func paragraphs(_ text: String) -> String {
    var lines: [String] = []
    for line in text.split(separator: "\n") {
      if line.first == " " {
        lines.append(".Dl \(escaped(String(line.drop { $0 == " " })))")
        continue
      }
      var current = ""
      for word in line.split(separator: " ") {
        let next = current.isEmpty ? String(word) : "\(current) \(word)"
        if escaped(next).utf8.count > 78, !current.isEmpty {
          lines.append(guarded(escaped(current)))
          current = String(word)
        } else {
          current = next
        }
        if word.last == "." || word.last == ":" {
          lines.append(guarded(escaped(current)))
          current = ""
        }
      }
      if !current.isEmpty { lines.append(guarded(escaped(current))) }
    }
    return lines.joined(separator: "\n")
  }

  /// A dot or a quote at the beginning of a line would make it a request.
  private static func guarded(_ line: String) -> String {
    line.first == "." || line.first == "'" ? "\\&" + line : line
  }

  /// What roff would not print as it stands: a bare hyphen may become another character, which nobody can paste into a shell.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case "\"": escaped += "\\(dq"
      case "…": escaped += "..."
      case _ where scalar.isASCII: escaped.unicodeScalars.append(scalar)
      default: escaped += "\\[u\(String(scalar.value, radix: 16, uppercase: true).leftPadded)]"
      }
    }
    return escaped
  }
}

extension String {
  /// At least four digits.
  fileprivate var leftPadded: String { String(repeating: "0", count: max(0, 4 - count)) + self }
}
