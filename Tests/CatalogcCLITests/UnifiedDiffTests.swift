import Diagnostics
import Foundation
import TestSupport
import Testing

/// The diff that `--check` prints can be read by `git` and `patch`. If there is only one shortest diff, it is the one that they
/// print.
@Suite struct UnifiedDiffTests {
  static let hasGit = Shell.has("git")
  static let hasPatch = Shell.has("patch")

  private func difference(_ old: String, _ new: String) -> String {
    String(decoding: unifiedDiff(from: Array(old.utf8), to: Array(new.utf8), oldName: "old", newName: "new"), as: UTF8.self)
  }

  /// The hunks that git prints, without the text after the second `@@`.
  private func gitHunks(_ old: String, _ new: String, _ options: [String] = []) throws -> String {
    try Folder.with { folder in
      try folder.write(old, to: "old")
      try folder.write(new, to: "new")
      let result = try Shell.run(
        "git", ["diff", "--no-index", "--no-color", "--no-ext-diff"] + options + ["old", "new"], in: folder.url)
      #expect(result.status == (old == new ? 0 : 1), "\(result.errorText)")
      return hunks(result.outputText)
    }
  }

  /// Everything from the first hunk on, without the text after the numbers of a hunk.
  private func hunks(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).drop { !$0.hasPrefix("@@ ") }.map { line in
      guard line.hasPrefix("@@ "), let end = line.dropFirst(2).firstRange(of: "@@") else { return String(line) }
      return String(line[..<end.upperBound])
    }.joined(separator: "\n")
  }

  private func changes(_ text: String) -> Int {
    hunks(text).split(separator: "\n").count { $0.hasPrefix("+") || $0.hasPrefix("-") }
  }

  // MARK: Examples

  @Test func `equal texts have no diff`() {
    #expect(difference("", "") == "")
    #expect(difference("a\nb\n", "a\nb\n") == "")
    #expect(difference("a", "a") == "")
  }

  @Test func `a change has three lines of context`() {
    #expect(
      difference("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n") == """
        --- old
        +++ new
        @@ -2,7 +2,7 @@
         2
         3
         4
        -5
        +five
         6
         7
         8

        """)
  }

  @Test func `replaced lines are grouped, the old ones before the new ones`() {
    #expect(
      difference("a\nb\nc\n", "x\ny\nz\n") == "--- old\n+++ new\n@@ -1,3 +1,3 @@\n-a\n-b\n-c\n+x\n+y\n+z\n")
  }

  @Test func `changes six lines apart share a hunk, changes seven lines apart do not`() {
    let six = difference("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n")
    #expect(six.split(separator: "\n").filter { $0.hasPrefix("@@") } == ["@@ -1,8 +1,8 @@"])
    let seven = difference("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n")
    #expect(seven.split(separator: "\n").filter { $0.hasPrefix("@@") } == ["@@ -1,4 +1,4 @@", "@@ -6,4 +6,4 @@"])
  }

  @Test func `an empty text has no lines`() {
    #expect(difference("", "a\n") == "--- old\n+++ new\n@@ -0,0 +1 @@\n+a\n")
    #expect(difference("", "a\nb\n") == "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n")
    #expect(difference("a\nb\n", "") == "--- old\n+++ new\n@@ -1,2 +0,0 @@\n-a\n-b\n")
  }

  @Test func `a last line without a line end is marked`() {
    #expect(
      difference("a\nb", "a\nb\n") == "--- old\n+++ new\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n")
    #expect(
      difference("a\nb\n", "a\nb") == "--- old\n+++ new\n@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n")
    #expect(
      difference("a\nb", "c\nb") == "--- old\n+++ new\n@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n")
  }

  @Test func `a carriage return is part of its line`() {
    #expect(difference("a\r\n", "a\n") == "--- old\n+++ new\n@@ -1 +1 @@\n-a\r\n+a\n")
  }

  // MARK: Against git

  /// Edits of distinct lines, so that there is one shortest diff.
  static func distinct(_ seed: UInt64) -> (old: String, new: String) {
    var generator = SeededGenerator(seed: seed)
    let old = (0..<Int.random(in: 0...60, using: &generator)).map { "line \($0)" }
    var new: [String] = []
    var fresh = 0
    for line in old {
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: continue
      case 1:
        fresh += 1
        new.append("changed \(fresh)")
      case 2:
        for _ in 0...Int.random(in: 0..<4, using: &generator) {
          fresh += 1
          new.append("added \(fresh)")
        }
        new.append(line)
      default: new.append(line)
      }
    }
    return (ended(old, &generator), ended(new, &generator))
  }

  /// Edits of lines with many duplicates, as in JSON, so that several shortest diffs exist.
  static func alike(_ seed: UInt64) -> (old: String, new: String) {
    var generator = SeededGenerator(seed: seed)
    let words = ["{", "}", "\"a\": 1,", "\"b\": 2", ""]
    func line() -> String { words[Int.random(in: 0..<words.count, using: &generator)] }
    let old = (0..<Int.random(in: 0...40, using: &generator)).map { _ in line() }
    var new = old
    for _ in 0..<Int.random(in: 0...10, using: &generator) {
      let index = Int.random(in: 0...new.count, using: &generator)
      if Bool.random(using: &generator) || index == new.count {
        new.insert(line(), at: index)
      } else {
        new.remove(at: index)
      }
    }
    return (ended(old, &generator), ended(new, &generator))
  }

  private static func ended(_ lines: [String], _ generator: inout SeededGenerator) -> String {
    let text = lines.joined(separator: "\n")
    return lines.isEmpty || Int.random(in: 0..<4, using: &generator) == 0 ? text : text + "\n"
  }

  @Test(.enabled(if: hasGit, "git is not installed"), arguments: UInt64(0)..<60)
  func `a unique shortest diff matches git's`(seed: UInt64) throws {
    let (old, new) = Self.distinct(seed)
    #expect(hunks(difference(old, new)) == (try gitHunks(old, new)))
  }

  @Test(.enabled(if: hasGit, "git is not installed"), arguments: UInt64(0)..<60)
  func `one of several shortest diffs is as short as git's`(seed: UInt64) throws {
    let (old, new) = Self.alike(seed)
    #expect(changes(difference(old, new)) == changes(try gitHunks(old, new, ["--minimal"])))
  }

  struct Pair: Sendable, CustomTestStringConvertible {
    let name: String
    let old: String
    let new: String

    var testDescription: String { name }
  }

  /// Texts of all kinds, for the programs that apply a diff.
  static let pairs: [Pair] = {
    var pairs = [
      Pair(name: "from nothing", old: "", new: "a\nb\nc"),
      Pair(name: "to nothing", old: "a\nb\nc", new: ""),
      Pair(name: "an end gained", old: "a\nb", new: "a\nb\n"),
      Pair(name: "an end lost", old: "a\nb\n", new: "a\nb"),
      Pair(name: "carriage returns", old: "a\r\nb\r\n", new: "a\nb\n"),
      Pair(name: "more than a thousand differences", old: many("old"), new: many("new")),
    ]
    for seed in UInt64(1000)..<1020 {
      let (distinct, alike) = (distinct(seed), alike(seed))
      pairs.append(Pair(name: "distinct lines, seed \(seed)", old: distinct.old, new: distinct.new))
      pairs.append(Pair(name: "lines alike, seed \(seed)", old: alike.old, new: alike.new))
    }
    return pairs.filter { $0.old != $0.new }
  }()

  private static func many(_ word: String) -> String {
    "head\n" + (0..<1500).map { "\(word) \($0)\nboth \($0)\n" }.joined() + "tail\n"
  }

  @Test(.enabled(if: hasGit, "git is not installed"), arguments: pairs)
  func `git applies it`(pair: Pair) throws {
    try expectApplied(pair, by: "git", ["apply", "--unidiff-zero", "--whitespace=nowarn", "difference"])
  }

  @Test(.enabled(if: hasPatch, "patch is not installed"), arguments: pairs)
  func `patch applies it`(pair: Pair) throws {
    try expectApplied(pair, by: "patch", ["--silent", "--binary", "--posix", "file", "difference"])
  }

  private func expectApplied(_ pair: Pair, by program: String, _ arguments: [String]) throws {
    let text = unifiedDiff(from: Array(pair.old.utf8), to: Array(pair.new.utf8), oldName: "a/file", newName: "b/file")
    try Folder.with { folder in
      try folder.write(pair.old, to: "file")
      try folder.write(String(decoding: text, as: UTF8.self), to: "difference")
      let result = try Shell.run(program, arguments, in: folder.url)
      #expect(result.status == 0, "\(result.outputText)\(result.errorText)")
      #expect((folder.text("file") ?? "") == pair.new)
    }
  }

  @Test func `the diff of a fix is that of the whole text`() throws {
    let texts = [
      "", "one", "a\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na\n", Self.many("old"),
      (0..<40).map { "line \($0)\n" }.joined(),
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      let lines = ChangedLines(bytes)
      for start in stride(from: 0, through: bytes.count, by: max(1, bytes.count / 20)) {
        for (length, new) in [(0, "a\n"), (2, ""), (3, "x"), (1, "\n"), (20, "y\nz")] {
          let fix = try #require(Fix("edit", .unsafe, [.init(ByteRange(start, min(bytes.count, start + length)), new)]))
          let whole = shownDiff(from: bytes, to: [fix].applied(to: bytes).bytes, oldName: "old", newName: "new")
          #expect(lines.shownDiff(of: fix, oldName: "old", newName: "new") == whole, "\(start) \(length) \(new)")
        }
      }
    }
  }

  @Test func `beyond a thousand differences the diff is one replacement`() {
    let text = difference(Self.many("old"), Self.many("new"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("@@ ") } == 1)
    #expect(text.hasPrefix("--- old\n+++ new\n@@ -1,3002 +1,3002 @@\n head\n-old 0\n-both 0\n"))
    #expect(text.hasSuffix("+new 1499\n both 1499\n tail\n"))
  }
}
