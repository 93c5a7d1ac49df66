import Foundation
import Providers
import TestSupport
import Testing

@testable import CatalogcCLI

/// `completions`: what the shells themselves offer, where they are installed.
@Suite struct CompletionTests {
  typealias Outcome = MemorySystem.Outcome

  private static func isInstalled(_ shell: String) -> Bool { Shell.has(shell) }

  @Test(arguments: CatalogcCLI.Shell.allCases.map(\.rawValue))
  func `the script names every command and every option`(shell: String) {
    let outcome = MemorySystem().run("completions", shell)
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(outcome.output.contains("# Completion of catalogc 0.1.0 for \(shell); made by 'catalogc completions \(shell)'.\n"))
    #expect(outcome.output.hasSuffix("\n"))
    for command in Command.all {
      #expect(outcome.output.contains(command.name))
      for option in command.allOptions { #expect(outcome.output.contains(option.name)) }
    }
    for provider in Provider.all { #expect(outcome.output.contains(provider.name)) }
  }

  @Test func `a shell that there is no script for brings the nearest to mind`() {
    #expect(
      MemorySystem().run("completions", "bsh")
        == Outcome(
          status: 2,
          error: "catalogc: error: there is no completion for the shell `bsh`\n  = help: did you mean `bash`?\n"))
    #expect(
      MemorySystem().run("completions", "powershell")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: there is no completion for the shell `powershell`
              = help: the shells are bash, zsh and fish

            """))
  }

  // MARK: What is offered

  /// Command lines, and what is offered where they end. `FILES` has `a.json`, `b.swift`, `c.txt` and a folder `d`.
  static let lines: [(line: String, offered: [String])] = [
    ("catalogc che", ["check"]),
    ("catalogc --color never che", ["check"]),
    ("catalogc check --pro", ["--provider"]),
    ("catalogc check --provider st", ["stripe"]),
    ("catalogc check --provider stripe,ra", ["stripe,razorpay"]),
    ("catalogc check --provider stripe,st", []),
    ("catalogc check -p ra", ["razorpay"]),
    ("catalogc check --strict a.json --format js", ["json"]),
    ("catalogc check --color n", ["never"]),
    ("catalogc rules --format mark", ["markdown"]),
    ("catalogc explain unknown-fe", ["unknown-feature", "unknown-feature-type"]),
    ("catalogc explain stripe/amount-b", ["stripe/amount-below-minimum"]),
    ("catalogc explain unknown-plan unk", []),
    ("catalogc completions z", ["zsh"]),
    ("catalogc help comp", ["compile", "completions"]),
    ("catalogc check FILES/", ["a.json", "b.swift", "d"]),
    ("catalogc check FILES/a.json FILES/b", ["b.swift"]),
    ("catalogc compile --out-dir FILES/", ["d"]),
    ("catalogc compile -o FILES/c", ["c.txt"]),
  ]

  @Test(arguments: lines) func `bash offers what goes on`(line: String, offered: [String]) throws {
    let script = """
      source completion
      IFS=' ' read -r -a COMP_WORDS <<< "$0"
      [[ $0 == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _catalogc
      for word in "${COMPREPLY[@]}"; do echo "$word"; done
      """
    #expect(try words("bash", ["--norc", "-c", script], line).sorted() == offered.sorted())
  }

  @Test(arguments: [
    (["catalogc", "check", "--provider", "=", "st"], ["stripe"]), (["catalogc", "check", "--provider", "="], ["stripe"]),
    (["catalogc", "check", "--provider=po"], ["--provider=polar"]),
    (["catalogc", "check", "--provider", "=", "all", "--fo"], ["--format"]),
  ])
  func `bash offers what is behind an equals sign, however it splits words`(words: [String], offered: [String]) throws {
    try Folder.with { folder in
      try folder.write(MemorySystem().run("completions", "bash").output, to: "completion")
      let script = #"source completion; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _catalogc; echo "${COMPREPLY[0]}""#
      let result = try Shell.run("bash", ["--norc", "-c", script, "bash"] + words, in: folder.url)
      #expect(result.errorText == "")
      #expect(result.outputText.split(separator: "\n").map(String.init) == offered)
    }
  }

  @Test func `bash takes the script for the program`() throws {
    let result = try words("bash", ["--norc", "-c", "source completion; complete -p catalogc"], "")
    #expect(result == ["complete -F _catalogc catalogc"])
  }

  @Test(.enabled(if: isInstalled("fish"), "fish is not installed"), arguments: lines)
  func `fish offers what goes on`(line: String, offered: [String]) throws {
    let found = try words("fish", ["--no-config", "-c", "source completion; complete -C \"$argv[1]\""], line)
    #expect(found.sorted() == offered.sorted())
  }

  /// zsh completes only at a terminal: an inner shell has one, and prints what is offered instead of showing it.
  @Test(.enabled(if: isInstalled("zsh"), "zsh is not installed"), arguments: lines)
  func `zsh offers what goes on`(line: String, offered: [String]) throws {
    let inner = """
      PROMPT= RPROMPT=
      setopt extendedglob
      autoload -Uz compinit && compinit -u -D
      source completion
      compadd() {
        # Some calls ask which words fit, and offer none.
        if [[ " ${(j: :)@[1,(i)(-|--)]}" == *' -'[[:alpha:]]#[OAD]' '* ]]; then builtin compadd "$@"; return; fi
        local -a hits; local hit
        builtin compadd -A hits "$@"
        for hit in $hits; do print -r -- "<$IPREFIX$hit>"; done
        builtin compadd "$@"
      }
      finish() { print -r -- '<<end>>' }
      comppostfuncs=(finish)
      bindkey '^I' complete-word
      """
    let outer = """
      zmodload zsh/zpty
      zpty inner zsh -f -i
      zpty -w inner 'source inner'
      zpty -w inner "$1"$'\\t'
      while zpty -r inner text; do
        text=${${text//$'\\r'/}%$'\\n'}
        [[ $text == *'<<end>>'* ]] && break
        [[ $text == *'<'*'>' ]] && print -r -- ${${text##*<}%>}
      done
      zpty -d inner
      """
    // The words that are offered, each once: zsh may ask for them again with other spelling allowed.
    #expect(Set(try words("zsh", ["-f", "-c", outer, "zsh"], line, beside: ["inner": inner])) == Set(offered))
  }

  /// The lines that a shell prints, the names of files without their folder, in a folder where the script is `completion`.
  private func words(
    _ shell: String, _ arguments: [String], _ line: String, beside files: [String: String] = [:]
  ) throws -> [String] {
    try Folder.with { folder in
      try folder.write(MemorySystem().run("completions", shell).output, to: "completion")
      for (name, text) in files { try folder.write(text, to: name) }
      try FileManager.default.createDirectory(atPath: folder.path("files/d"), withIntermediateDirectories: true)
      for name in ["a.json", "b.swift", "c.txt"] { try folder.write("", to: "files/\(name)") }
      let line = line.split(separator: "FILES", omittingEmptySubsequences: false).joined(separator: "files")
      let result = try Shell.run(shell, arguments + [line], in: folder.url)
      #expect(result.errorText == "")
      return result.outputText.split(separator: "\n").map { line in
        // fish prints what it means behind each.
        var word = line.prefix { $0 != "\t" }
        if word.hasPrefix("files/") { word = word.dropFirst(6) }
        if word.hasSuffix("/") { word = word.dropLast() }
        return String(word)
      }
    }
  }
}
