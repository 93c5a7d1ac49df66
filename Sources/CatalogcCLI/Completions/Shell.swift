/// A shell that completes command lines by a script.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  /// The script, made from the table of commands.
  var script: String {
    switch self {
    case .bash: BashCompletion.script
    case .zsh: ZshCompletion.script
    case .fish: FishCompletion.script
    }
  }

  /// The first lines of each script.
  var head: String { "# Completion of catalogc \(version) for \(rawValue); made by 'catalogc completions \(rawValue)'.\n" }
}

/// Text in single quotes, as all three shells read it.
func shellQuoted(_ text: String) -> String {
  var quoted = "'"
  for character in text { quoted += character == "'" ? "'\\''" : String(character) }
  return quoted + "'"
}

extension Option {
  /// As it is typed: `--provider`, `-p`.
  var spellings: [String] { ["--\(name)"] + (letter.map { ["-\($0)"] } ?? []) }
}

extension [Option] {
  /// The spellings of those that take a value.
  var spellingsWithValue: [String] {
    var spellings: [String] = []
    for option in self where option.value != nil {
      for spelling in option.spellings where !spellings.contains(spelling) { spellings.append(spelling) }
    }
    return spellings
  }
}

extension Command {
  /// The options of all commands together: those of one name are alike in whether they take a value.
  static var everyOption: [Option] { all.flatMap(\.allOptions) }
}
