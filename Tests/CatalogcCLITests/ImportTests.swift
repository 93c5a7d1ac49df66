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

  private static func problems(_ text: String, file: String, targets: [String]) -> [String] {
    let allowed = targets + (systemFiles.contains(file) ? systemModules : [])
    let lines = code(text)
    var problems: [String] = []
    for line in lines {
      for match in line.matches(of: /(?:^|[\s;])import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/)
      where !allowed.contains(String(match.1)) { problems.append("import \(match.1)") }
      for match in line.matches(of: /(?:^|\W)(Regex|async|await|actor|Task|MainActor)(?:\W|$)/) {
        problems.append("\(match.1)")
      }
      if line.contains(/#\/|(?:^|[=(,:\[]|\Wreturn)\s*\/[^\/*\s]/) { problems.append("a regular expression") }
      if line.contains(/\W(?:split|ranges|firstRange|replacing|replace|trimmingPrefix|trimPrefix)\((?:\w+: )?"··"/) {
        problems.append("a text that is searched for")
      }
    }
    return problems
  }

  /// The lines without comments and string contents: a string of one character becomes `"·"`, a longer one `"··"`.
  private static func code(_ text: String) -> [String] {
    var isText = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line -> String? in
      let marks = line.ranges(of: "\"\"\"").count
      defer { if marks % 2 == 1 { isText.toggle() } }
      if isText || marks > 0 { return isText ? nil : String(line.prefix { $0 != "\"" }) }
      let bare = line.replacing(/"(\\.|[^"\\])?((?:\\.|[^"\\])*)"/) { $0.2.isEmpty ? "\"·\"" : "\"··\"" }
      return String(bare.replacing(/\/\/.*$/, with: ""))
    }
  }
}
