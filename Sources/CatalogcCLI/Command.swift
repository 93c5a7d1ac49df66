/// The statuses that the program ends with.
package enum ExitStatus: Int32, Sendable {
  case done = 0
  /// The catalog has errors, or a comparison found a difference.
  case found = 1
  /// The command line is wrong, or a file cannot be read or written.
  case failed = 2
}

/// Why a command ends before it is done: what the user reads behind `catalogc: `.
struct CommandError: Error {
  let message: String
  let help: String?
  /// True where nobody is left to read the message.
  let isSilent: Bool

  init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
    isSilent = false
  }

  init(_ error: SystemError) {
    message = error.message
    help = nil
    isSilent = error.isClosedPipe
  }
}

/// An option of the command line.
struct Option: Sendable {
  /// Without the dashes.
  let name: String
  let letter: Character?
  /// What stands for the value in the help; nil for a switch.
  let value: String?
  let summary: String

  init(_ name: String, letter: Character? = nil, value: String? = nil, summary: String) {
    self.name = name
    self.letter = letter
    self.value = value
    self.summary = summary
  }

  static let help = Option("help", letter: "h", summary: "print what the command does")
  static let version = Option("version", summary: "print the version")
  static let color = Option("color", value: "WHEN", summary: "colour messages: auto (the default), always or never")
  static let from = Option("from", value: "FORMAT", summary: "the format of the catalog: json or swift; needed where the file's name does not tell")
  static let provider = Option(
    "provider", letter: "p", value: "NAME", summary: "a provider, several with commas between them, or all; may be repeated")
  static let strict = Option("strict", summary: "take warnings for errors")

  /// What every command takes.
  static let common = [color, help]
}

/// One command: what it is called with, what the help says, what it does.
struct Command: Sendable {
  let name: String
  /// As the usage line shows them: `CATALOG…`.
  let operands: String
  let operandCount: ClosedRange<Int>
  /// One line, in the imperative, without a full stop.
  let summary: String
  let details: String
  let options: [Option]
  let examples: [String]
  let run: @Sendable (Invocation, inout any System) throws(CommandError) -> ExitStatus

  static let all: [Command] = [check, compile, ids, entitlements, grant, convert, fmt, explain, rules, providers, help]

  var allOptions: [Option] { options + Option.common }
}

/// What the command line says.
struct Invocation: Sendable {
  var operands: [String] = []
  private var values: [(name: String, value: String)] = []

  mutating func add(_ option: String, _ value: String) { values.append((option, value)) }

  func has(_ option: Option) -> Bool { values.contains { $0.name == option.name } }

  func all(_ option: Option) -> [String] { values.filter { $0.name == option.name }.map(\.value) }

  /// The value of an option that counts once; the last one wins, as in other tools.
  func value(_ option: Option) -> String? { values.last { $0.name == option.name }?.value }
}
