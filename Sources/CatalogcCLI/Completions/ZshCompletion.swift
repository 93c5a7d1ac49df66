/// The script for zsh: a function for a directory of `fpath`, or a script to source after `compinit`.
enum ZshCompletion {
  static var script: String {
    "#compdef catalogc\n" + Shell.zsh.head + """

      _catalogc_commands() {
        local -a commands
        commands=(
      \(Command.all.map { "    " + shellQuoted("\($0.name):\($0.summary)") }.joined(separator: "\n"))
        )
        _describe -t commands command commands
      }

      _catalogc() {
        local context state state_descr line
        typeset -A opt_args
        _arguments -C -s -A '-*' \\
      \(arguments((Option.common + [.version]).flatMap(specifications) + ["1:command:_catalogc_commands", "*:: :->rest"]))
        [[ $state == rest ]] || return
        case $words[1] in
      \(Command.all.map(branch).joined(separator: "\n"))
        esac
      }

      if [[ ${funcstack[1]} == _catalogc ]]; then
        _catalogc "$@"
      else
        compdef _catalogc catalogc
      fi

      """
  }

  private static func branch(of command: Command) -> String {
    let specifications = command.allOptions.flatMap(specifications) + command.operandWords.map(specification)
    return "    \(command.name))\n      _arguments -s \\\n\(arguments(specifications, indent: 8))\n      ;;"
  }

  private static func arguments(_ specifications: [String], indent: Int = 4) -> String {
    specifications.map { String(repeating: " ", count: indent) + shellQuoted($0) }.joined(separator: " \\\n")
  }

  /// The `*` allows an option to be repeated; without it, zsh would offer it only once.
  private static func specifications(of option: Option) -> [String] {
    let summary = "[\(escaped(option.summary))]"
    guard let value = option.value else { return option.spellings.map { "*\($0)\(summary)" } }
    let message = ":\(value):\(action(option.values, value))"
    // '=': the value follows an equals sign or is the next word; '+': it is in the same word or the next.
    return option.spellings.map { "*\($0)\($0.hasPrefix("--") ? "=" : "+")\(summary)\(message)" }
  }

  private static func specification(of operand: (word: String, isOptional: Bool, repeats: Bool)) -> String {
    let action = action(Values(placeholder: operand.word), operand.word)
    return "\(operand.repeats ? "*" : "")\(operand.isOptional ? "::" : ":")\(operand.word):\(action)"
  }

  private static func action(_ values: Values, _ name: String) -> String {
    switch values.spelledOut {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .list(let words): " _values -s , \(name) \(words.joined(separator: " "))"
    case .files(let endings) where endings.isEmpty: "_files"
    // Includes directories, which zsh would otherwise offer only if no file matches.
    case .files(let endings): "_files -g \"*(\(endings.joined(separator: "|"))) *(-/)\""
    case .directories: "_files -/"
    case .anything, .rule, .rules: " "
    }
  }

  /// Escapes the special characters of `_arguments`.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text { escaped += "\\[]:".contains(character) ? "\\\(character)" : String(character) }
    return escaped
  }
}
