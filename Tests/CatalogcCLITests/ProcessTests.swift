import Foundation
import TestSupport
import Testing

/// The program, run by a shell.
@Suite struct ProcessTests {
  private static let program = Shell.catalogc.path

  private func catalogc(_ arguments: [String], input: [UInt8] = [], in folder: Folder? = nil) throws -> Shell.Result {
    try Shell.run(Self.program, arguments, input: input, in: folder?.url)
  }

  /// Runs a script in which `$0` is the program.
  private func shell(_ script: String, in folder: Folder) throws -> Shell.Result {
    try Shell.run("sh", ["-c", script, Self.program], in: folder.url)
  }

  @Test func `the program is built`() {
    #expect(FileManager.default.isExecutableFile(atPath: Self.program), "\(Self.program)")
  }

  @Test func `statuses and streams match those of the in-memory system`() throws {
    let texts = ["clean.json": Catalogs.clean, "wrong.json": Catalogs.wrong, "cheap.json": Catalogs.cheap]
    let commandLines = [
      ["--version"], ["--help"], ["help", "compile"], ["rules"], ["rules", "--format", "json"],
      ["rules", "--format", "markdown"], ["providers"], ["providers", "--format", "json"],
      ["explain", "unknown-feature"], ["explain", "unknown"], ["schema"], ["man"], ["completions", "fish"], ["init", "-"], [],
      ["chekc"],
      ["check", "clean.json"], ["check", "wrong.json"], ["check", "cheap.json", "-p", "all"],
      ["check", "missing.json", "wrong.json"],
      ["check", "wrong.json", "clean.json", "--format", "json"], ["check", "cheap.json", "-p", "stripe", "--strict"],
      ["compile", "cheap.json", "-p", "stripe"], ["compile", "wrong.json", "-p", "stripe"], ["compile", "clean.json"],
      ["compile", "cheap.json", "-p", "stripe", "-o", "stripe.json", "--check"],
    ]
    try Folder.with { folder in
      for (name, text) in texts { try folder.write(text, to: name) }
      for arguments in commandLines {
        let real = try catalogc(arguments, in: folder)
        let inMemory = MemorySystem(texts).run(arguments)
        #expect(real.status == inMemory.status, "\(arguments)")
        #expect(real.outputText == inMemory.output, "\(arguments)")
        #expect(real.errorText == inMemory.error, "\(arguments)")
      }
      #expect(folder.names == texts.keys.sorted())
    }
  }

  // MARK: Streams

  @Test func `an event is answered before the next one arrives`() throws {
    try Folder.with { folder in
      try folder.write(Catalogs.clean, to: "c.json")
      try folder.write(#"{"id":"evt_1","type":"customer.created","data":{"object":{}}}"# + "\n", to: "event")
      let script = """
        mkfifo in out
        "$0" bridge c.json --provider stripe <in >out &
        exec 3>in 4<out
        cat event >&3
        read -r first <&4
        sed s/evt_1/evt_2/ event >&3
        read -r second <&4
        exec 3>&-
        wait $!
        echo "$? $first $second"
        """
      let result = try shell(script, in: folder)
      #expect(result.outputText.hasPrefix(#"0 {"format":2,"event":{"type":"customer.created","#))
      #expect(result.outputText.contains(#""id":"evt_1""#) && result.outputText.contains(#""id":"evt_2""#))
    }
  }

  // MARK: Determinism

  @Test func `a file and standard input produce the same bytes in every run`() throws {
    try Folder.with { folder in
      try folder.write(Catalogs.cheap, to: "a.json")
      let first = try catalogc(["compile", "a.json", "--provider", "stripe"], in: folder)
      #expect(first.status == 0)
      #expect(first.output.count > 1000)
      for _ in 0..<10 {
        #expect(try catalogc(["compile", "a.json", "--provider", "stripe"], in: folder).output == first.output)
      }
      let input = Array(Catalogs.cheap.utf8)
      #expect(try catalogc(["compile", "-", "--provider", "stripe"], input: input).output == first.output)
      #expect(try shell("cat a.json | \"$0\" compile - --provider=stripe", in: folder).output == first.output)
      _ = try catalogc(["compile", "a.json", "--provider", "stripe", "-o", "out.json"], in: folder)
      #expect(folder.text("out.json") == first.outputText)
    }
  }

  @Test func `written files compare as equal, and as different after an edit`() throws {
    try Folder.with { folder in
      try folder.write(Catalogs.cheap, to: "a.json")
      let arguments = ["compile", "a.json", "--provider", "dodo,stripe", "--out-dir", "billing"]
      #expect(try catalogc(arguments, in: folder).status == 0)
      let same = try catalogc(arguments + ["--check"], in: folder)
      #expect(same.status == 0)
      #expect(same.output == [])

      let written = try #require(folder.text("billing/stripe.json"))
      let edited = written.split(separator: "\"amount\": 49").joined(separator: "\"amount\": 50")
      try folder.write(edited, to: "billing/stripe.json")
      let different = try catalogc(arguments + ["--check"], in: folder)
      #expect(different.status == 1)
      #expect(different.outputText.hasPrefix("--- billing/stripe.json\n+++ billing/stripe.json\n@@ "))
      #expect(different.outputText.contains("\n-      \"amount\": 50,\n+      \"amount\": 49,\n"))
      #expect(folder.text("billing/stripe.json") == edited)
    }
  }

  // MARK: Failing outputs

  @Test func `a closed pipe ends the program silently`() throws {
    try Folder.with { folder in
      let result = try shell("{ \"$0\" rules --format markdown; echo $? >&2; } | head -c 10", in: folder)
      #expect(result.outputText == "# Rules\n\nG")
      // Whether the reader exits before the last byte is written varies, but there is never a message. 141 is a shell's status
      // for a program that SIGPIPE ended; the thread that runs a test may have blocked the signal.
      #expect(["0\n", "2\n", "141\n"].contains(result.errorText), "\(result.errorText)")

      try folder.write(Catalogs.cheap, to: "a.json")
      // The program starts after the reader has closed its end.
      let script = """
        mkfifo closed
        { read -r line < closed; "$0" compile a.json -p stripe --color never 2> messages; echo $? >&2; } |
          { exec <&-; echo > closed; }
        """
      let closed = try shell(script, in: folder)
      #expect(["2\n", "141\n"].contains(closed.errorText), "\(closed.errorText)")
      #expect(folder.text("messages")?.hasPrefix("a.json:3:37: warning: ") == true)
      #expect(folder.text("messages")?.contains("catalogc: error") == false)
    }
  }

  #if os(Linux)
    @Test(
      arguments: ["rules", "providers --format json", "compile a.json -p stripe", "check a.json --format json", "--help"])
    func `a full device exits with 2 and a message`(arguments: String) throws {
      try Folder.with { folder in
        try folder.write(Catalogs.clean, to: "a.json")
        let result = try shell("\"$0\" \(arguments) > /dev/full", in: folder)
        #expect(result.status == 2)
        #expect(result.errorText == "catalogc: error: cannot write standard output: No space left on device\n")
      }
    }
  #endif

  @Test func `a closed pipe is reported by the status if SIGPIPE is ignored`() throws {
    try Folder.with { folder in
      let script = """
        trap '' PIPE
        mkfifo closed
        { read -r line < closed; "$0" rules; echo $? >&2; } | { exec <&-; echo > closed; }
        """
      let result = try shell(script, in: folder)
      #expect(result.errorText == "2\n")
    }
  }

  #if os(Linux)
    @Test func `findings that cannot be written do not exit with 0`() throws {
      try Folder.with { folder in
        try folder.write(Catalogs.cheap, to: "a.json")
        #expect(try shell("\"$0\" check a.json -p stripe", in: folder).status == 0)
        #expect(try shell("\"$0\" check a.json -p stripe 2>/dev/full", in: folder).status == 2)
        // A closed standard error means that they are not wanted.
        #expect(try shell("\"$0\" check a.json -p stripe 2>&-", in: folder).status == 0)
      }
    }
  #endif

  @Test func `a closed standard output exits with 2 and a message`() throws {
    try Folder.with { folder in
      try folder.write(Catalogs.clean, to: "a.json")
      let result = try shell("\"$0\" compile a.json -p stripe >&-", in: folder)
      #expect(result.status == 2)
      #expect(result.errorText == "catalogc: error: cannot write standard output: Bad file descriptor\n")
    }
  }

  @Test func `a file that cannot be written completely leaves the old one unchanged`() throws {
    try Folder.with { folder in
      // A limit of one block of 512 bytes, which is less than the artifact.
      try folder.write(Catalogs.cheap, to: "a.json")
      try folder.write("old", to: "out.json")
      let script = "ulimit -f 1; trap '' XFSZ; exec \"$0\" compile a.json -p stripe -o out.json"
      let result = try shell(script, in: folder)
      #expect(result.status == 2)
      #expect(result.errorText.hasSuffix("\ncatalogc: error: cannot write `out.json`: File too large\n"))
      #expect(folder.text("out.json") == "old")
      #expect(folder.names == ["a.json", "out.json"])
    }
  }

  // MARK: Any input

  @Test func `invalid bytes are reported, whatever they are, and nothing is printed`() throws {
    try Folder.with { folder in
      var generator = SeededGenerator(seed: 20_26)
      let valid = Array(Catalogs.cheap.utf8)
      for index in 0..<256 {
        var bytes: [UInt8]
        switch index % 4 {
        case 0: bytes = random(among: Array(0...255), &generator)
        case 1: bytes = random(among: Array("{}[]\",:01-.eE\\u tfn\n".utf8), &generator)
        case 2: bytes = Array(valid.prefix(Int.random(in: 0..<valid.count, using: &generator)))
        default:
          // One byte that JSON allows nowhere.
          bytes = valid
          let index = Int.random(in: 0..<valid.count, using: &generator)
          bytes[index] = [0x01, 0x80, 0xC0, 0xFF].randomElement(using: &generator) ?? 0
        }
        try Data(bytes).write(to: folder.url.appendingPathComponent("a.json"))
        let arguments = index % 2 == 0 ? ["compile", "a.json", "-p", "stripe"] : ["check", "a.json", "-p", "all"]
        let result = try catalogc(arguments, in: folder)
        #expect(result.status == 1, "\(index): \(bytes)")
        #expect(result.output == [], "\(index)")
        #expect(result.errorText.hasPrefix("a.json:"), "\(index): \(result.errorText)")
        #expect(result.errorText.hasSuffix("\n"), "\(index)")
        let isPrintable = result.errorText.unicodeScalars.allSatisfy {
          $0 == "\n" || !($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
        }
        #expect(isPrintable, "\(index): \(result.errorText)")
      }
    }
  }

  private func random(among bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 0...300, using: &generator)).map { _ in bytes.randomElement(using: &generator) ?? 0 }
  }

  @Test func `a catalog with any bytes in its name is read`() throws {
    try Folder.with { folder in
      let name = "prix é\u{1B}[31m \"'.json"
      try folder.write(Catalogs.wrong, to: name)
      let result = try catalogc(["check", name], in: folder)
      #expect(result.status == 1)
      #expect(result.errorText.hasPrefix("prix é\\u{1B}[31m \"'.json:2:37: error: unknown feature `apu`"))
    }
  }
}
