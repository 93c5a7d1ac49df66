import Foundation
import TestSupport
import Testing

/// The start time depends on what the program links (see `docs/performance.md`). So the sources import only
/// one another and, in a few files, the C library, and they use nothing that links a library implicitly.
@Suite struct ImportTests {
  /// The files that call the operating system, or the C library to move and compare bytes.
  private static let systemFiles = [
    "CatalogcCLI/RealSystem.swift", "CatalogcCLI/SystemCalls.swift", "CatalogcCLI/ChildProcess.swift",
    "CatalogcCLI/AtomicFileSet.swift",
    "CatalogcCLI/DeferredSignals.swift", "CatalogcCLI/TrapReport.swift", "Foundations/ByteBuffer.swift",
    "Foundations/ScalarString.swift",
  ]
  private static let systemModules = ["Glibc", "Musl", "Darwin"]

  @Test func `sources import only one another, and the C library in a few files`() throws {
    let sources = Repository.root.appending(path: "Sources")
    let targets = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }.sorted()
    #expect(targets.contains("catalogc") && Self.systemFiles.allSatisfy(files.contains))
    for file in files {
      let found = Self.problems(try Repository.text("Sources/\(file)"), file: file, targets: targets)
      #expect(found.isEmpty, "\(file)")
    }
  }

  @Test func `the manifest has no dependencies and links no libraries`() throws {
    let manifest = try Repository.text("Package.swift")
    for word in [".package(", ".product(", "linkerSettings", "unsafeFlags", ".systemLibrary", ".binaryTarget"] {
      #expect(!manifest.contains(word), "\(word)")
    }
  }

  @Test(arguments: [
    ("import Foundation", "import Foundation"), ("  import FoundationEssentials", "import FoundationEssentials"),
    ("@preconcurrency import Dispatch", "import Dispatch"), ("package import _Concurrency", "import _Concurrency"),
    ("@_exported public import RegexBuilder", "import RegexBuilder"), ("import os.log", "import os"),
    ("import struct Synchronization.Atomic", "import Synchronization"), ("import Glibc", "import Glibc"),
    ("import Syntax; import Observation", "import Observation"),
    ("let word: Regex<Substring>", "Regex"), ("let word = #/a+/#", "a regular expression"),
    ("text.wholeMatch(of: /a+/)", "a regular expression"), ("if text.contains(/a+/) {", "a regular expression"),
    ("func read() async throws {", "async"), ("try await read()", "await"), ("actor Reader {", "actor"),
    ("Task { read() }", "Task"), ("@MainActor var count = 0", "MainActor"),
    (#"text.split(separator: "{}")"#, "a text that is searched for"),
  ])
  func `code that would link a library is found`(line: String, problem: String) {
    #expect(Self.problems("import Syntax\n\(line)\n", file: "Syntax/A.swift", targets: ["Syntax"]) == [problem])
  }

  @Test func `comments and strings link nothing`() {
    let text = """
      // import Foundation, and await a Task
      let url = "https://example.com" // async
      let path = "/a/", half = 1 / 2 / 3
      let script = ""\"
        await import Foundation
        ""\"
      """
    #expect(Self.problems(text, file: "Syntax/A.swift", targets: []).isEmpty)
    #expect(Self.problems("#if canImport(Glibc)\n  import Glibc\n#endif", file: Self.systemFiles[0], targets: []).isEmpty)
  }

  // MARK: Reading

  /// Words of the library for concurrency or for regular expressions.
  private static let linkingWords: Set = ["Regex", "async", "await", "actor", "Task", "MainActor"]
  /// Functions that use regular expressions if they look for more than one character.
  private static let searches: Set = ["split", "ranges", "firstRange", "replacing", "replace", "trimmingPrefix", "trimPrefix"]

  private static func problems(_ text: String, file: String, targets: [String]) -> [String] {
    let allowed = targets + (systemFiles.contains(file) ? systemModules : [])
    let lines = code(text)
    var problems: [String] = []
    for line in lines {
      // A regular expression takes long, and few lines have what it looks for.
      let words = Set(line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
      if words.contains("import") {
        for match in line.matches(of: /(?:^|[\s;])import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/)
        where !allowed.contains(String(match.1)) { problems.append("import \(match.1)") }
      }
      problems += words.intersection(linkingWords).sorted()
      if line.contains("/"), line.contains(/#\/|(?:^|[=(,:\[]|\Wreturn)\s*\/[^\/*\s]/) { problems.append("a regular expression") }
      if !words.isDisjoint(with: searches),
        line.contains(/\W(?:split|ranges|firstRange|replacing|replace|trimmingPrefix|trimPrefix)\((?:\w+: )?"··"/)
      {
        problems.append("a text that is searched for")
      }
    }
    return problems
  }

  /// The lines without comments and string contents: a string of one character becomes `"·"`, a longer one `"··"`.
  private static func code(_ text: String) -> [String] {
    var isText = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
      guard line.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "/") }) else {
        return isText ? nil : String(line)
      }
      let marks = line.ranges(of: "\"\"\"").count
      defer { if marks % 2 == 1 { isText.toggle() } }
      if isText || marks > 0 { return isText ? nil : String(line.prefix { $0 != "\"" }) }
      return bare(line)
    }
  }

  private static func bare(_ line: Substring) -> String {
    var code = ""
    /// The number of characters so far; nil outside strings.
    var length: Int?
    var isEscaped = false
    for character in line {
      switch (character, length) {
      case (_, let count?) where isEscaped: (isEscaped, length) = (false, count + 1)
      case ("\\", _?): isEscaped = true
      case ("\"", let count?):
        code += count < 2 ? "·\"" : "··\""
        length = nil
      case (_, let count?): length = count + 1
      case ("\"", nil):
        code.append(character)
        length = 0
      case ("/", nil) where code.last == "/": return String(code.dropLast())
      default: code.append(character)
      }
    }
    return code
  }
}
