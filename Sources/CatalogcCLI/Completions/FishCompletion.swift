/// The script for fish.
enum FishCompletion {
  static var script: String {
    var lines: [String] = []
    for option in Option.common + [.version] {
      lines.append("complete -c catalogc -n 'not __catalogc_command >/dev/null'\(arguments(of: option))")
    }
    for command in Command.all {
      lines.append(
        "complete -c catalogc -n 'not __catalogc_command >/dev/null' -f -a \(command.name) -d \(quoted(command.summary))")
    }
    for command in Command.all {
      let condition = "complete -c catalogc -n '__catalogc_in \(command.name)'"
      lines += command.allOptions.map { condition + arguments(of: $0) }
      for (index, operand) in command.operandWords.enumerated() {
        let place = operand.repeats ? "" : " \(index)"
        let condition = "complete -c catalogc -n '__catalogc_in \(command.name)\(place)'"
        lines.append(condition + action(Values(placeholder: operand.word), isOperand: true))
      }
    }
    return Shell.fish.head + """

      # The operands before the cursor, starting with the command.
      function __catalogc_operands
          set -l words (commandline -opc)
          set -e words[1]
          set -l skip 0
          for word in $words
              if test $skip = 1
                  set skip 0
                  continue
              end
              switch $word
                  case \(Command.everyOption.spellingsWithValue.joined(separator: " "))
                      set skip 1
                  case '-?*'
                  case '*'
                      echo -- $word
              end
          end
      end

      function __catalogc_command
          set -l operands (__catalogc_operands)
          test (count $operands) -gt 0
          and echo -- $operands[1]
      end

      # Tests for a command and, optionally, for the number of operands after it.
      function __catalogc_in
          set -l operands (__catalogc_operands)
          test (count $operands) -gt 0
          and test "$operands[1]" = "$argv[1]"
          or return 1
          test (count $argv) -lt 2
          and return 0
          test (math (count $operands) - 1) -eq $argv[2]
      end

      # Words for a comma-separated list; each is offered once.
      function __catalogc_list
          set -l typed (commandline -ct | string replace -r -- '^(--[^=]*=|-[a-z])' '')
          set -l before (string match -r -- '^.*,' "$typed")
          for word in $argv
              contains -- $word (string split , -- "$before")
              or echo -- "$before$word"
          end
      end

      # Catalogs, and directories that may contain them.
      function __catalogc_catalogs
          for ending in $argv
              __fish_complete_suffix $ending
          end | string match -r -- '^[^\\t]*(?:/|\(CatalogEnding.pattern))(?:\\t.*)?$' | sort -u
      end

      complete -c catalogc -f
      \(lines.joined(separator: "\n"))

      """
  }

  private static func arguments(of option: Option) -> String {
    let letter = option.letter.map { " -s \($0)" } ?? ""
    let values = option.value == nil ? " -f" : " -r" + action(option.values)
    return "\(letter) -l \(option.name)\(values) -d \(quoted(option.summary))"
  }

  private static func action(_ values: Values, isOperand: Bool = false) -> String {
    switch values.spelledOut {
    case .words(let words): " -f -a \(quoted(words.joined(separator: " ")))"
    case .list(let words): " -f -a '(__catalogc_list \(words.joined(separator: " ")))'"
    case .files(let endings) where endings.isEmpty: " -F"
    case .files(let endings): " -f -a '(__catalogc_catalogs \(endings.joined(separator: " ")))'"
    case .directories: " -f -a '(__fish_complete_directories)'"
    case .anything, .rule, .rules: " -f"
    }
  }

  /// In single quotes, fish treats a backslash as an escape before a backslash or a quote.
  private static func quoted(_ text: String) -> String {
    var quoted = "'"
    for character in text { quoted += "\\'".contains(character) ? "\\\(character)" : String(character) }
    return quoted + "'"
  }
}

/// A regular expression for the extensions of catalogs.
private enum CatalogEnding {
  static var pattern: String {
    guard case .files(let endings) = Values(placeholder: "CATALOG") else { return "" }
    return endings.map { "\\\($0)" }.joined(separator: "|")
  }
}
