import Diagnostics

/// A parsed command line.
struct Arguments {
  let command: Command?
  let invocation: Invocation

  /// Options may appear anywhere, as `--name value` or `--name=value`; `--` ends them.
  init(parsing arguments: [String]) throws(CommandError) {
    var invocation = Invocation()
    var words: [String] = []
    var given: [(option: Option, spelled: String)] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      }
      guard argument.utf8.first == UInt8(ascii: "-"), argument != "-" else {
        words.append(argument)
        continue
      }
      let (spelled, attached) = Self.split(argument)
      guard let option = Self.options.first(where: { Self.matches($0, spelled) }) else {
        throw CommandError("unknown option \(quoted(spelled))", help: Self.suggestion(for: spelled, words.first))
      }
      given.append((option, spelled))
      if option.value == nil {
        if attached != nil { throw CommandError("the option \(quoted(spelled)) takes no value") }
        if option.name == Option.json.name { invocation.add("format", "json") } else { invocation.add(option.name, "") }
      } else if let value = attached ?? rest.popFirst() {
        // An unset variable in a script: without DIR, DIR/NAME.json would be in the root of the file system.
        if value.isEmpty { throw CommandError("the value of the option \(quoted(spelled)) is empty") }
        invocation.add(option.name, value)
      } else {
        throw CommandError("the option \(quoted(spelled)) requires a value: \(spelled) \(option.value ?? "")")
      }
    }

    guard let name = words.first else {
      if let other = given.first(where: { !["help", "version", "color", "quiet"].contains($0.option.name) }) {
        throw CommandError(
          "the option \(quoted(other.spelled)) requires a command", help: "run `catalogc --help` to list the commands")
      }
      command = nil
      self.invocation = invocation
      return
    }
    let command = try Command.named(name)
    for (option, spelled) in given where !command.allOptions.contains(where: { $0.name == option.name }) {
      if option.name == "version" { continue }
      throw CommandError(
        "`\(name)` has no option \(quoted(spelled))", help: Self.suggestion(for: spelled, name))
    }
    invocation.operands = Array(words.dropFirst())
    self.command = command
    self.invocation = invocation
  }

  /// Every option of every command, each name once. Whether an option takes a value does not depend on the command.
  private static let options: [Option] = {
    var options: [Option] = [.version]
    for option in Command.all.flatMap(\.allOptions) where !options.contains(where: { $0.name == option.name }) {
      options.append(option)
    }
    return options
  }()

  /// Splits `--name=value`, `-n=value` and `-nvalue` into name and value.
  private static func split(_ argument: String) -> (name: String, value: String?) {
    if !argument.hasPrefix("--") {
      let value = argument.dropFirst(2)
      if value.isEmpty { return (argument, nil) }
      return (String(argument.prefix(2)), String(value.first == "=" ? value.dropFirst() : value))
    }
    guard let equals = argument.firstIndex(of: "=") else { return (argument, nil) }
    return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
  }

  private static func matches(_ option: Option, _ spelled: String) -> Bool {
    spelled == "--\(option.name)" || option.letter.map { spelled == "-\($0)" } ?? false
  }

  private static func suggestion(for spelled: String, _ command: String?) -> String? {
    let candidates = Command.all.first { $0.name == command }?.allOptions ?? options
    let near = bestMatch(for: spelled, among: candidates.map { "--\($0.name)" })
    return near.map { "did you mean `\($0)`?" } ?? command.map { "`catalogc help \($0)` lists its options" }
  }
}
