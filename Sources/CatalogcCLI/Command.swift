import Accounts
import CatalogReading
import Diagnostics
import Foundations
import Providers

/// The exit statuses of the program.
package enum ExitStatus: Int32, Sendable {
  case done = 0
  /// The catalog has errors, or a comparison found a difference.
  case found = 1
  /// The command line is invalid, or a file cannot be read or written.
  case failed = 2
}

/// The error that ends a command early; printed after `catalogc: error: `.
struct CommandError: Error {
  let message: String
  let help: String?
  /// True if the reader of the output is gone, so that the message is not printed.
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

  /// A value that an option does not accept.
  ///
  /// - Parameters:
  ///   - known: the accepted values; the nearest one is suggested.
  ///   - help: the help if no value is near; by default it lists the accepted values.
  static func invalidValue(
    _ value: String, for option: String, among known: [String] = [], help: String? = nil
  ) -> CommandError {
    CommandError(
      "invalid value \(quoted(value)) for `--\(option)`",
      help: bestMatch(for: value, among: known).map { "did you mean `\($0)`?" } ?? help
        ?? "use \(list(known.map { "`\($0)`" }, and: "or"))")
  }
}

/// The possible values of an operand or an option, as far as a shell can complete them.
enum Values: Sendable, Equatable {
  /// One of these words.
  case words([String])
  /// A comma-separated list of these words.
  case list([String])
  /// Rule names. There are hundreds and most runs need none, so they are collected only on demand.
  case rule, rules
  /// A file whose name ends with one of these suffixes; any file if the list is empty.
  case files([String])
  case directories
  /// Any text; nothing to complete.
  case anything

  /// The values for a placeholder in capital letters, in the usage line or after an option.
  init(placeholder: String) {
    switch placeholder {
    case "CATALOG", "OLD", "NEW": self = .files(CatalogFormat.allCases.map { ".\($0.rawValue)" })
    case "FILE", "DIR-OR-FILE", "EVENTS", "SCENARIOS": self = .files([])
    case "DIR": self = .directories
    case "RULE": self = .rule
    case "COMMAND": self = .words(Command.all.map(\.name))
    case "PROVIDER": self = .words(Provider.all.map(\.name))
    case "SHELL": self = .words(Shell.allCases.map(\.rawValue))
    default: self = .anything
    }
  }

  /// The words to choose from.
  var known: [String] {
    switch self {
    case .words(let words), .list(let words): words
    case .rule: Rule.documented.map(\.name)
    case .rules: Rule.all.map(\.name)
    case .files, .directories, .anything: []
    }
  }

  /// The same values, with rule names expanded.
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
  /// The placeholder for the value in the help; nil for a switch.
  let value: String?
  /// The possible values.
  var values: Values { makeValues() ?? Values(placeholder: value ?? "") }
  var summary: String { makeSummary() }
  /// Values and summaries are used only by help and completions, so most runs never build them.
  private let makeValues: @Sendable () -> Values?
  private let makeSummary: @Sendable () -> String

  /// - Parameter values: the possible values, if the placeholder does not determine them.
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

  static let help = Option("help", letter: "h", summary: "print help")
  static let version = Option("version", letter: "V", summary: "print the version")
  static let color = Option(
    "color", value: "WHEN", values: .words(["auto", "always", "never"]),
    summary: "color messages: auto (default), always or never")
  static let from = Option(
    "from", value: "FORMAT", values: .words(CatalogFormat.allCases.map(\.rawValue)),
    summary: "input format: json, jsonc or swift (default: from the file extension)")
  static let provider = Option(
    "provider", letter: "p", value: "NAME", values: .list(Provider.all.map(\.name) + ["all"]),
    summary: "provider name, comma-separated list, or all (repeatable)")
  static let strict = Option("strict", summary: "treat warnings as errors")

  static let quiet = Option("quiet", letter: "q", summary: "print no findings but errors, and no notices")
  static let json = Option("json", summary: "the same as --format json")

  /// The options that every command accepts.
  static var common: [Option] { [quiet, color, help] }
}

/// A command: its arguments, its help, and the code that runs it.
final class Command: Sendable {
  let name: String
  /// As shown in the usage line: `CATALOG…`.
  let operands: String
  let operandCount: ClosedRange<Int>
  /// One line in the imperative, without a final period.
  let summary: String
  var details: String { makeDetails() }
  var options: [Option] { makeOptions() }
  var examples: [String] { makeExamples() }
  let run: @Sendable (Invocation, inout any System) throws(CommandError) -> ExitStatus
  /// A run compares the names of all commands but uses the rest of at most one, so these are built on demand.
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
    check, compile, compare, plan, apply, `import`, quote, test, ids, diff, entitlements, grant, assign, bridge, pricing, convert,
    fmt, lsp, initialize, schema, explain, rules, providers, completions, man, help,
  ]

  static func named(_ name: String) throws(CommandError) -> Command {
    if let command = all.first(where: { $0.name == name }) { return command }
    throw CommandError(
      "unknown command \(quoted(name))",
      help: suggestion(for: name).map { "did you mean \(quoted($0))?" } ?? "run `catalogc --help` to list the commands")
  }

  private static func suggestion(for name: String) -> String? {
    if let command = synonyms[name] { return command }
    if name == "version" { return "catalogc --version" }
    if CatalogFormat.allCases.contains(where: { name.hasScalarSuffix(".\($0.rawValue)") }) { return "catalogc check \(name)" }
    return bestMatch(for: name, among: all.map(\.name))
  }

  /// The names that other tools give to a command.
  private static let synonyms = [
    "lint": "check", "validate": "check", "verify": "check", "build": "compile", "generate": "compile", "format": "fmt",
    "new": "init", "portability": "compare", "topup": "grant", "invoice": "quote", "estimate": "quote", "push": "apply",
    "deploy": "apply", "sync": "apply", "up": "apply", "provision": "apply", "preview": "plan", "drift": "plan", "pull": "import",
  ]

  var allOptions: [Option] {
    let hasJSON = options.contains { $0.name == "format" && $0.values.known.contains("json") }
    return options + (hasJSON ? [.json] : []) + Option.common
  }

  /// The operands of the usage line, without brackets; the last one may repeat.
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

/// The operands and options of the command line.
///
/// Options are autoclosures: a run without options does not build any to look for.
struct Invocation: Sendable {
  var operands: [String] = []
  private var values: [(name: String, value: String)] = []

  mutating func add(_ option: String, _ value: String) { values.append((option, value)) }

  mutating func remove(_ option: Option) { values.removeAll { $0.name == option.name } }

  func has(_ option: @autoclosure () -> Option) -> Bool { values.contains { $0.name == option().name } }

  func all(_ option: @autoclosure () -> Option) -> [String] {
    values.filter { $0.name == option().name }.map(\.value)
  }

  /// The values of several options, in the order of the command line.
  func all(_ options: @autoclosure () -> [Option]) -> [(option: Option, value: String)] {
    values.compactMap { name, value in options().first { $0.name == name }.map { ($0, value) } }
  }

  /// The value of an option that is used once; the last one wins, as in other tools.
  func value(_ option: @autoclosure () -> Option) -> String? { values.last { $0.name == option().name }?.value }
}
