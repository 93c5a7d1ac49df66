import CatalogcCLI
import JSONText
import TestSupport
import Testing

/// `fmt`: formats JSON catalogs in place without losing anything, and writes all files or none.
@Suite struct FormatTests {
  typealias Outcome = MemorySystem.Outcome

  private static let loose = #"{"plans":{},"features":{"f":{"name":"\u0046","type":"boolean"}}}"#

  private static let canonical = """
    {
      "features": {
        "f": {
          "type": "boolean",
          "name": "F"
        }
      },
      "plans": {}
    }

    """

  @Test func `only files that change are rewritten in place`() {
    let system = MemorySystem(["a.json": Self.loose, "b.json": Self.canonical, "c.json": Self.loose])
    #expect(system.run("fmt", "a.json", "b.json", "c.json") == Outcome(status: 0))
    #expect(system.writes == [["a.json", "c.json"]])
    #expect(system.text("a.json") == Self.canonical)
    #expect(system.run("fmt", "a.json", "b.json", "c.json") == Outcome(status: 0))
    #expect(system.writes.count == 1)
  }

  @Test func `a file that is named twice is written once`() {
    let system = MemorySystem(["a.json": Self.loose])
    #expect(system.run("fmt", "a.json", "a.json") == Outcome(status: 0))
    #expect(system.writes == [["a.json"]])
  }

  @Test(arguments: [loose, canonical]) func `standard input goes to standard output`(text: String) {
    let system = MemorySystem(["-": text])
    #expect(system.run("fmt", "-") == Outcome(status: 0, output: Self.canonical))
    #expect(system.writes.isEmpty)
  }

  @Test func `--check lists the files that would change and writes nothing`() {
    let system = MemorySystem(["a.json": Self.loose, "b.json": Self.canonical, "-": Self.loose])
    #expect(
      system.run("fmt", "--check", "a.json", "b.json", "-")
        == Outcome(
          status: 1,
          error: "a.json would be reformatted\n<stdin> would be reformatted\n"))
    #expect(system.run("fmt", "--check", "b.json") == Outcome(status: 0))
    #expect(system.writes.isEmpty)
  }

  @Test func `--diff prints the changes and writes nothing`() {
    let loose = """
      {
        "plans": {},
        "features": {}
      }

      """
    let system = MemorySystem(["a.json": loose, "b.json": Self.canonical])
    #expect(
      system.run("fmt", "--diff", "a.json", "b.json")
        == Outcome(
          status: 1,
          output: """
            --- a.json
            +++ a.json
            @@ -1,4 +1,4 @@
             {
            -  "plans": {},
            -  "features": {}
            +  "features": {},
            +  "plans": {}
             }

            """))
    #expect(system.run("fmt", "--diff", "b.json") == Outcome(status: 0))
    #expect(system.writes.isEmpty)
  }

  @Test func `if a file has invalid JSON or a duplicate key, no file is changed`() {
    let system = MemorySystem([
      "a.json": Self.loose, "cut.json": #"{"plans": {"#, "twice.json": #"{"plans": {}, "plans": {}}"#,
    ])
    let outcome = system.run("fmt", "a.json", "cut.json", "twice.json")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("cut.json:1:11: error: "))
    #expect(outcome.error.contains("twice.json:1:15: error: duplicate key `plans` [duplicate-json-key]"))
    #expect(system.writes.isEmpty)
    #expect(system.text("a.json") == Self.loose)
  }

  @Test(arguments: ["", " ", "{", #"{"a": 1e999}"#, #"{"a": "\ud800"}"#, "{} {}", "{`a`: 1}", "\u{FEFF}"])
  func `invalid input prints nothing`(text: String) {
    let system = MemorySystem(["-": text, "a.json": text])
    let outcome = system.run("fmt", "-")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("<stdin>:1:"))
    #expect(system.run("fmt", "a.json").status == 1)
    #expect(system.writes.isEmpty)
  }

  @Test(arguments: [
    #"{"zzz": null, "plans": 5, "features": [{"type": "x"}], "": {"": ""}}"#,
    #"{"plans": {"p": {"entitlements": {"f": {"amount": "x", "limit": 3, "type": null}}, "entitelments": 1}}}"#,
    #"{"topups": {"t": {"amount": -5, "prices": {"m": {"interval": "never", "amount": 20.5, "x": {"b": 1, "a": 2}}}}}}"#,
    #"{"features": {"é": {"b": 1}, "e\#u{301}": {"type": 2, "a": 1}}, "providers": {"nobody": {"options": [[], {}]}}}"#,
    #"[1, {"b": 0.12345678901234567890123, "a": 9223372036854775808}]"#, #""text""#, "null", "-0.0",
  ])
  func `a catalog with other errors loses nothing`(text: String) {
    let system = MemorySystem(["-": text])
    let once = system.run("fmt", "-")
    #expect(once.status == 0)
    #expect(JSON.parsed(once.output).sortedScalars == JSON.parsed(text).sortedScalars)
    system.files["-"] = Array(once.output.utf8)
    #expect(system.run("fmt", "-").output == once.output)
    #expect(system.run("fmt", "-", "--check").status == 0)
  }

  @Test func `comments of a JSONC file stay at their members`() {
    let loose = """
      // What we sell.
      {"plans": {}, "features": {"f": {"name": "F", /* shown */ "type": "boolean", // or "static"
      },}}
      """
    let formatted = """
      // What we sell.
      {
        "features": {
          "f": {
            /* shown */
            "type": "boolean", // or "static"
            "name": "F"
          }
        },
        "plans": {}
      }

      """
    let system = MemorySystem(["a.jsonc": loose, "-": loose])
    #expect(system.run("fmt", "--check", "a.jsonc") == Outcome(status: 1, error: "a.jsonc would be reformatted\n"))
    #expect(system.run("fmt", "a.jsonc") == Outcome(status: 0))
    #expect(system.text("a.jsonc") == formatted)
    #expect(system.run("fmt", "--check", "a.jsonc") == Outcome(status: 0))
    #expect(system.run("fmt", "-", "--from", "jsonc") == Outcome(status: 0, output: formatted))
  }

  @Test func `comments are only for JSONC`() {
    let system = MemorySystem(["a.json": "// a\n{}", "-": "{\"plans\": {},}", "b.jsonc": "{} /* b"])
    #expect(
      system.run("fmt", "a.json")
        == Outcome(
          status: 1,
          error: """
            a.json:1:1: error: comments are not allowed in JSON [syntax-error]
             1 | // a
               | ^~
              = help: remove the comments, or rename the file to `a.jsonc`
            a.json: 1 error

            """))
    #expect(system.run("fmt", "-").error.contains("= help: remove the trailing comma, or use `--from jsonc`\n"))
    #expect(system.run("fmt", "b.jsonc").error.hasPrefix("b.jsonc:1:4: error: unterminated comment [syntax-error]\n"))
    #expect(
      system.run("fmt", "-", "--from", "swift")
        == Outcome(status: 2, error: "catalogc: error: `fmt` supports only JSON catalogs, found `--from swift`\n"))
    #expect(system.writes.isEmpty)
  }

  @Test func `a file without the JSON extension is rejected before anything is written`() {
    let system = MemorySystem(["a.json": Self.loose, "a.swift": "let c = Catalog()"])
    #expect(
      system.run("fmt", "a.json", "a.swift")
        == Outcome(status: 2, error: "catalogc: error: `fmt` supports only JSON catalogs, found `a.swift`\n"))
    #expect(system.run("fmt", "a.json", "b.json").status == 2)
    #expect(system.writes.isEmpty)
  }

  @Test func `output that cannot be written is reported`() {
    let system = MemorySystem(["-": Self.loose])
    system.outputFailure = SystemError("cannot write to standard output: No space left on device")
    #expect(
      system.run("fmt", "-")
        == Outcome(status: 2, error: "catalogc: error: cannot write to standard output: No space left on device\n"))
  }
}

extension String {
  /// The scalars, sorted: no member may be lost, whatever its place.
  fileprivate var sortedScalars: [Unicode.Scalar] { unicodeScalars.sorted() }
}
