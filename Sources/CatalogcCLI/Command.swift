import Accounts
import CatalogReading
import Diagnostics
import Providers

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

/// What may stand for an operand or for the value of an option, as far as a shell can offer it.
enum Values: Sendable, Equatable {
  /// One of these words.
  case words([String])
  /// Some of these words, with commas between them.
  case list([String])
  /// The name of a rule. There are hundreds, and most runs need none: the names are not put together before somebody asks.
  case rule, rules
  /// A file whose name ends with one of these; any file where there are none.
  case files([String])
  case directories
  /// Only the user knows.
  case anything

  /// What a word in capital letters stands for, in the usage line or behind an option.
  init(placeholder: String) {
    switch placeholder {
    case "CATALOG", "OLD", "NEW": self = .files(CatalogFormat.allCases.map { ".\($0.rawValue)" })
    case "FILE", "DIR-OR-FILE", "EVENTS": self = .files([])
    case "DIR": self = .directories
    case "RULE": self = .rule
    case "COMMAND": self = .words(Command.all.map(\.name))
    case "SHELL": self = .words(Shell.allCases.map(\.rawValue))
    default: self = .anything
    }
  }

  /// The words that there are to choose from.
  var known: [String] {
    switch self {
    case .words(let words), .list(let words): words
    case .rule: Rule.documented.map(\.name)
    case .rules: Rule.all.map(\.name)
    case .files, .directories, .anything: []
    }
  }

  /// The same, with the names of rules spelled out.
  var spelledOut: Values {
    switch self {
    case .rule: .words(known)
    case .rules: .list(known)
    default: self
    }
  }
}

/// An option of the command line.
final class Option: Sendable {
  /// Without the dashes.
  let name: String
  let letter: Character?
  /// What stands for the value in the help; nil for a switch.
  let value: String?
  /// What the value may be.
  var values: Values { makeValues() ?? Values(placeholder: value ?? "") }
  var summary: String { makeSummary() }
  /// Words to choose from and texts are for help and completions: other runs, which are most, do not put them together.
  private let makeValues: @Sendable () -> Values?
  private let makeSummary: @Sendable () -> String

  /// - Parameter values: what the value may be, where the word that stands for it does not tell.
  init(
    _ name: String, letter: Character? = nil, value: String? = nil,
    values: @autoclosure @escaping @Sendable () -> Values? = nil, summary: @autoclosure @escaping @Sendable () -> String
  ) {
    self.name = name
    self.letter = letter
    self.value = value
    makeValues = values
    makeSummary = summary
  }

  static let help = Option("help", letter: "h", summary: "print what the command does")
  static let version = Option("version", summary: "print the version")
  static let color = Option(
    "color", value: "WHEN", values: .words(["auto", "always", "never"]), summary: "colour messages: auto (the default), always or never")
  static let from = Option(
    "from", value: "FORMAT", values: .words(CatalogFormat.allCases.map(\.rawValue)),
    summary: "the format of the catalog: json or swift; needed where the file's name does not tell")
  static let provider = Option(
    "provider", letter: "p", value: "NAME", values: .list(Provider.all.map(\.name) + ["all"]),
    summary: "a provider, several with commas between them, or all; may be repeated")
  static let strict = Option("strict", summary: "take warnings for errors")

  /// What every command takes.
  static var common: [Option] { [color, help] }
}

/// One command: what it is called with, what the help says, what it does.
final class Command: Sendable {
  let name: String
  /// As the usage line shows them: `CATALOG…`.
  let operands: String
  let operandCount: ClosedRange<Int>
  /// One line, in the imperative, without a full stop.
  let summary: String
  var details: String { makeDetails() }
  var options: [Option] { makeOptions() }
  var examples: [String] { makeExamples() }
  let run: @Sendable (Invocation, inout any System) throws(CommandError) -> ExitStatus
  /// A run looks at the name of each command; the rest it needs of one at most.
  private let makeDetails: @Sendable () -> String
  private let makeOptions: @Sendable () -> [Option]
  private let makeExamples: @Sendable () -> [String]

  init(
    name: String, operands: String, operandCount: ClosedRange<Int>, summary: String,
    details: @autoclosure @escaping @Sendable () -> String, options: @autoclosure @escaping @Sendable () -> [Option],
    examples: @autoclosure @escaping @Sendable () -> [String],
    run: @escaping @Sendable (Invocation, inout any System) throws(CommandError) -> ExitStatus
  ) {
    self.name = name
    self.operands = operands
    self.operandCount = operandCount
    self.summary = summary
    makeDetails = details
    makeOptions = options
    makeExamples = examples
    self.run = run
  }

  static let all: [Command] = [
    check, compile, ids, diff, entitlements, grant, bridge, pricing, convert, fmt, initialize, schema, explain, rules,
    providers, completions, man, help,
  ]

  var allOptions: [Option] { options + Option.common }

  /// The words of the usage line that stand for operands, without brackets; the last one may come again.
  var operandWords: [(word: String, isOptional: Bool, repeats: Bool)] {
    operands.split(separator: " ").map { word in
      var name = word
      let isOptional = name.first == "["
      if isOptional { name = name.dropFirst() }
      if name.last == "]" { name = name.dropLast() }
      let repeats = name.last == "…"
      return (String(repeats ? name.dropLast() : name), isOptional, repeats)
    }
  }
}

/// What the command line says.
///
/// Most runs have no options: then none is made to be looked for.
struct Invocation: Sendable {
  var operands: [String] = []
  private var values: [(name: String, value: String)] = []

  mutating func add(_ option: String, _ value: String) { values.append((option, value)) }

  func has(_ option: @autoclosure () -> Option) -> Bool { values.contains { $0.name == option().name } }

  func all(_ option: @autoclosure () -> Option) -> [String] {
    values.filter { $0.name == option().name }.map(\.value)
  }

  /// What several options say, in the order of the command line.
  func all(_ options: @autoclosure () -> [Option]) -> [(option: Option, value: String)] {
    values.compactMap { name, value in options().first { $0.name == name }.map { ($0, value) } }
  }

  /// The value of an option that counts once; the last one wins, as in other tools.
  func value(_ option: @autoclosure () -> Option) -> String? { values.last { $0.name == option().name }?.value }
}
