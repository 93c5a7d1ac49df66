/// The script for bash 3.2 (the version of macOS) or later. It does not need the bash-completion package.
enum BashCompletion {
  static var script: String {
    Shell.bash.head + """

      # The words that start with the typed text.
      _catalogc_words() {
        COMPREPLY=($(compgen -P "$attached" -W "$1" -- "$word"))
      }

      # The same for a comma-separated list; each word is offered once.
      _catalogc_list() {
        local before='' last="$word" name left=''
        if [[ $word == *,* ]]; then
          before="${word%,*},"
          last="${word##*,}"
        fi
        for name in $1; do
          [[ ",$before" == *",$name,"* ]] || left="$left $name"
        done
        COMPREPLY=($(compgen -P "$attached$before" -W "$left" -- "$last"))
      }

      # Directories, and files whose names end with one of the arguments.
      _catalogc_files() {
        local IFS=$'\\n' ending
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -P "$attached" -d -- "$word"))
        for ending in "$@"; do
          COMPREPLY+=($(compgen -P "$attached" -f -X "!*$ending" -- "$word"))
        done
      }

      _catalogc_any_file() {
        local IFS=$'\\n'
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -P "$attached" -f -- "$word"))
      }

      _catalogc() {
        local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" attached=''
        local command='' count=0 index options=''
        COMPREPLY=()
        # bash splits '--name=value' into three words, unless COMP_WORDBREAKS has no '='.
        if [[ $word == '=' ]]; then
          word=''
        elif [[ $previous == '=' && COMP_CWORD -gt 1 ]]; then
          previous="${COMP_WORDS[COMP_CWORD-2]}"
        elif [[ $word == --*=* ]]; then
          previous="${word%%=*}"
          attached="$previous="
          word="${word#*=}"
        fi
        for ((index = 1; index < COMP_CWORD; index++)); do
          case "${COMP_WORDS[index]}" in
            \(Command.everyOption.spellingsWithValue.joined(separator: "|")))
              [[ ${COMP_WORDS[index+1]} == '=' ]] && ((index++))
              ((index++))
              ;;
            -?*|'=') ;;
            *)
              if [[ -z $command ]]; then command="${COMP_WORDS[index]}"; else ((count++)); fi
              ;;
          esac
        done
        case "$command" in
          '')
      \(options(Option.common + [.version], indent: 6))
            _catalogc_words \(shellQuoted(Command.all.map(\.name).joined(separator: " ")))
            ;;
      \(Command.all.map(branch).joined(separator: "\n"))
        esac
      }

      complete -F _catalogc catalogc

      """
  }

  private static func branch(of command: Command) -> String {
    """
        \(command.name))
    \(options(command.allOptions, indent: 6))
    \(operands(of: command))
          ;;
    """
  }

  /// Completes the value of the option before the cursor, or the options after a dash.
  private static func options(_ options: [Option], indent: Int) -> String {
    let space = String(repeating: " ", count: indent)
    var text = ""
    let withValue = options.filter { $0.value != nil }
    if !withValue.isEmpty {
      let branches = withValue.map { option in
        "\(space)  \(option.spellings.joined(separator: "|"))) \(action(option.values)); return ;;\n"
      }
      text += "\(space)case \"$previous\" in\n\(branches.joined())\(space)esac\n"
    }
    let names = options.map { "--\($0.name)" }.joined(separator: " ")
    return text + "\(space)if [[ $word == -* ]]; then _catalogc_words \(shellQuoted(names)); return; fi"
  }

  private static func operands(of command: Command) -> String {
    let words = command.operandWords
    if words.isEmpty { return "      return" }
    let branches = words.enumerated().map { index, operand in
      "        \(operand.repeats ? "*" : String(index))) \(action(Values(placeholder: operand.word))) ;;"
    }
    return "      case \"$count\" in\n" + branches.joined(separator: "\n") + "\n      esac"
  }

  private static func action(_ values: Values) -> String {
    switch values.spelledOut {
    case .words(let words): "_catalogc_words \(shellQuoted(words.joined(separator: " ")))"
    case .list(let words): "_catalogc_list \(shellQuoted(words.joined(separator: " ")))"
    case .files(let endings) where endings.isEmpty: "_catalogc_any_file"
    case .files(let endings): "_catalogc_files \(endings.joined(separator: " "))"
    case .directories: "_catalogc_files"
    case .anything, .rule, .rules: "return"
    }
  }
}
