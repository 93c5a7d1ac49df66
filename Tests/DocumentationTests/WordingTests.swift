import Diagnostics
import Foundation
import Providers
import TestSupport
import Testing

@testable import CatalogcCLI

/// Messages, documentation and comments avoid phrases that readers stumble over.
@Suite struct WordingTests {
  /// Regular expressions, which ignore case.
  private static let phrases = [
    #"\bis no (?!longer|more|less|better)[a-z]+"#, #"there is no [a-z]+ [`'"]"#, #"\bstands\b(?! for)"#, #"\bdearer\b"#,
    #"\bbehind the\b"#, #"\bis told\b"#, #"\blapses\b"#, #"\bwhoever\b"#, #"\banew\b"#, "in front of", #"\bmisspelt\b"#,
    #"\bgoes with\b"#, " is taken for ",
  ]

  /// Phrases to avoid in messages and help.
  private static let messagePhrases = [
    #"\bhas no meaning\b"#, #"\bbeside\b"#, #"\bgoes on\b"#, #"\bmust be said\b"#, #"\bhardly\b"#, #"\btold\b"#,
  ]

  /// Sentences of documents and comments that use a phrase for a good reason.
  private static let exceptions = [
    "There is no signal handler, so the program shares no state with one.", "There is no trailing newline.",
  ]

  /// The phrases to avoid in a text.
  private func problems(in text: String, _ phrases: [String] = Self.phrases) -> [String] {
    phrases.compactMap { phrase in
      text.range(of: phrase, options: [.regularExpression, .caseInsensitive]).map { String(text[$0]) }
    }
  }

  /// The problems of a message or a help.
  private func problems(inMessage text: String) -> [String] {
    var problems = problems(in: text)
    let first = String(text.prefix { $0.isLetter })
    let isName = first == first.uppercased() || first == "Swift" || Provider.all.contains { $0.title.hasPrefix(first) }
    if first.first?.isUppercase == true, !isName { problems.append("upper case") }
    if text.hasSuffix(".") { problems.append("final period") }
    if text.contains("\n") { problems.append("more than one line") }
    if text.count > 140 { problems.append("\(text.count) characters") }
    return problems
  }

  // MARK: The checks themselves

  @Test(arguments: [
    ("the price is no amount", ["is no amount"]), ("There is no plan `pro`", ["is no plan", "There is no plan `"]),
    ("where the name stands", ["stands"]), ("the larger pack is dearer", ["dearer"]),
    ("text behind the mark", ["behind the"]), ("the user is told twice", ["is told"]), ("the top-up lapses", ["lapses"]),
    ("whoever buys it pays", ["whoever"]), ("it is created anew", ["anew"]), ("a comma in front of it", ["in front of"]),
    ("a misspelt key", ["misspelt"]), ("an add-on goes with a plan", ["goes with"]),
    ("a key is taken for an id", [" is taken for "]),
    ("it is no longer sold and is no more expensive; `*` stands for every key", []),
  ])
  func `phrases to avoid are found`(text: String, expected: [String]) {
    #expect(problems(in: text) == expected)
  }

  @Test(arguments: [
    ("Unknown field `x`", ["upper case"]), ("unknown field `x`.", ["final period"]), ("a\nb", ["more than one line"]),
    (String(repeating: "a", count: 141), ["141 characters"]), ("Stripe has no trials", []), ("USD becomes a currency", []),
    ("`X` is unused", []), ("unknown field `x`", []),
  ])
  func `the form of a message is checked`(text: String, expected: [String]) {
    #expect(problems(inMessage: text) == expected)
  }

  // MARK: Texts of the program

  @Test(arguments: Rule.documented.map(\.name)) func `rules are well worded`(name: String) throws {
    let rule = try #require(Rule.documented.first { $0.name == name })
    #expect(problems(in: rule.summary) + problems(in: rule.explanation) == [])
    let found = try diagnostics(of: MarkedExample(rule.wrong, rule.exampleFormat), for: rule)
    for text in found.flatMap(texts) {
      #expect(problems(inMessage: text) == [], "\(text)")
    }
  }

  private func texts(_ diagnostic: Diagnostic) -> [String] {
    [diagnostic.message, diagnostic.help].compactMap(\.self) + diagnostic.related.map(\.message)
      + diagnostic.fixes.map(\.message)
  }

  @Test func `help and provider notes are well worded`() {
    #expect(Command.all.count > 10)
    for text in Command.all.map(Help.text) + [Help.overview, ProviderText.reference(generatedBy: "make docs")] {
      for line in text.split(separator: "\n") { #expect(problems(in: String(line)) == [], "\(line)") }
    }
  }

  // MARK: Documents and comments

  @Test func `documents and comments are well worded`() throws {
    let documents = try ["README.md"] + files(in: "docs", endingWith: ".md")
    let sources = try files(in: "Sources", endingWith: ".swift") + files(in: "Tools", endingWith: ".swift")
    #expect(documents.count > 10 && sources.count > 100)
    let passages =
      try documents.flatMap { file in try paragraphs(of: Repository.text(file)).map { (file, $0) } }
      + sources.flatMap { file in try comments(of: Repository.text(file)).map { (file, $0) } }
    var unused = Self.exceptions
    for (file, passage) in passages {
      var text = passage
      for exception in Self.exceptions where text.contains(exception) {
        text = text.replacingOccurrences(of: exception, with: "")
        unused.removeAll { $0 == exception }
      }
      #expect(problems(in: text) == [], "\(file): \(passage)")
    }
    #expect(unused == [], "these exceptions no longer occur")
  }

  @Test func `string literals are well worded`() throws {
    let texts = try files(in: "Sources", endingWith: ".swift").flatMap { file in
      try literals(of: Repository.text(file)).map { (file, $0) }
    }
    #expect(texts.count > 1000)
    for (file, text) in texts {
      #expect(problems(in: text, Self.phrases + Self.messagePhrases) == [], "\(file): \(text)")
    }
  }

  @Test func `string literals of one line are found, without identifiers and comments`() {
    #expect(literals(of: #"report(.a, "it is \("b") no plan", help: "key") // "a comment""#) == [#"it is \("b") no plan"#])
    #expect(literals(of: #"let a = "first one", b = "second one""#) == ["first one", "second one"])
    #expect(literals(of: #"let a = "write `\"a\": 1`""#) == [#"write `\"a\": 1`"#])
  }

  @Test func `comments and paragraphs are joined across lines`() {
    #expect(comments(of: "/// It is\n/// no plan.\nlet x = 1\nlet y = 2  // Last.") == ["It is no plan.", "Last."])
    #expect(paragraphs(of: "It is\nno plan.\n\nNext.") == ["It is no plan.", "Next."])
  }

  /// The text of each block of comments, on one line.
  private func comments(of source: String) -> [String] {
    let lines = source.components(separatedBy: "\n").map { line in
      line.range(of: #"(^|\s)///?\s+.*"#, options: .regularExpression).map { range in
        line[range].drop { $0 == " " || $0 == "/" }
      }
    }
    return lines.split(separator: nil).map { $0.compactMap(\.self).joined(separator: " ") }
  }

  /// The string literals on single lines that contain a space. Longer literals are explanations of rules, which are checked
  /// with their rules, and programs.
  private func literals(of source: String) -> [String] {
    let interpolation = #"\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"#
    let literal = ##"(?<![#"])"((?:\##(interpolation)|\\.|[^"\\])*)"(?!")"##
    return source.components(separatedBy: "\n").flatMap { line -> [String] in
      let code = line.range(of: #"(^|\s)//.*"#, options: .regularExpression).map { line[..<$0.lowerBound] } ?? line[...]
      var found: [String] = []
      var rest = code
      while let range = rest.range(of: literal, options: .regularExpression) {
        let text = rest[range].dropFirst().dropLast()
        if text.contains(" ") { found.append(String(text)) }
        rest = rest[range.upperBound...]
      }
      return found
    }
  }

  /// The text of each paragraph, on one line.
  private func paragraphs(of document: String) -> [String] {
    document.components(separatedBy: "\n\n").map { $0.split(separator: "\n").joined(separator: " ") }
  }

  private func files(in folder: String, endingWith suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: Repository.root.appending(path: folder).path)
      .filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }
}
