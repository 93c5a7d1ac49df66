import Catalog
import CatalogcCLI
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// `rules`, `explain` and `providers`: what the program says about itself.
@Suite struct ListTests {
  typealias Outcome = MemorySystem.Outcome

  // MARK: Rules

  @Test func `rules lists every rule in a line`() {
    let outcome = MemorySystem().run("rules")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == Rule.documented.count + 1)
    #expect(lines.first == "error    syntax-error                       The file does not follow the grammar of its format")
    for (line, rule) in zip(lines, Rule.documented) {
      #expect(line.split(separator: " ").prefix(2) == [rule.severity.rawValue[...], rule.name[...]])
      #expect(line.hasSuffix(rule.summary))
    }
  }

  @Test func `rules for programs are one JSON object`() throws {
    let outcome = MemorySystem().run("rules", "--format", "json")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(
      outcome.output.hasPrefix(
        """
        {
          "format": 1,
          "rules": [
            {
              "rule": "syntax-error",
              "severity": "error",
              "summary": "The file does not follow the grammar of its format",
              "explanation": "
        """))
    #expect(outcome.output.hasSuffix("\n  ]\n}\n"))
    #expect(JSON.parsed(outcome.output).hasPrefix(#"{"format":1,"rules":[{"rule":"syntax-error","#))
    #expect(outcome.output.split(separator: "\n      \"rule\": ").count == Rule.documented.count + 1)
  }

  @Test func `the reference of rules has a heading for each`() {
    let outcome = MemorySystem().run("rules", "--format=markdown")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("# Rules\n\nMade by `catalogc rules --format markdown`. "))
    let headings = outcome.output.split(separator: "\n").filter { $0.hasPrefix("### ") }
    #expect(headings.map(String.init) == Rule.documented.map { "### `\($0.name)`" })
    for provider in Provider.all { #expect(outcome.output.contains("\n## \(provider.title)\n")) }
  }

  // MARK: Explanations

  @Test func `explain says what a rule means, with a wrong and a right example`() {
    #expect(
      MemorySystem().run("explain", "duplicate-json-key")
        == Outcome(
          status: 0,
          output: """
            duplicate-json-key (error)

            One key stands twice in an object.

            Most JSON readers silently keep the last of two equal keys. In a price list that is a plan or an
            amount lost, so both places are named, and one must go.

            Wrong:

                {"features": {"api": {"type": "boolean"}, "api": {"type": "static"}}, "plans": {}}

            Right:

                {"features": {"api": {"type": "boolean"}, "tier": {"type": "static"}}, "plans": {}}

            """))
  }

  @Test func `explain names the source of a fact about a provider`() {
    let output = MemorySystem().run("explain", "stripe/interval-too-long").output
    #expect(output.hasPrefix("stripe/interval-too-long (warning)\n\nThe interval is longer than Stripe supports.\n"))
    #expect(output.contains("\n\nSource: Stripe's API reference, POST /v1/prices, `recurring.interval_count`.\n\nWrong:\n"))
  }

  @Test(arguments: Rule.documented.map(\.name))
  func `every rule is explained without marks and in lines that can be read`(name: String) {
    let outcome = MemorySystem().run("explain", name)
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(outcome.output.hasPrefix("\(name) ("))
    #expect(outcome.output.hasSuffix("\n"))
    #expect(!outcome.output.unicodeScalars.contains { $0 == "⟦" || $0 == "⟧" })
    for line in outcome.output.split(separator: "\n") {
      // A text of a catalog cannot be broken: one that is too long for a line has it for itself.
      let isOneText = line.split(separator: "\"", omittingEmptySubsequences: false).count <= 3 && line.contains("\"")
      #expect(line.count <= 125 || isOneText, "\(line)")
    }
  }

  @Test(arguments: Rule.documented.map(\.name))
  func `the examples of a rule are shown whole, and mean what is run`(name: String) throws {
    let rule = try #require(Rule.documented.first { $0.name == name })
    let sections = MemorySystem().run("explain", name).output.split(separator: "\n\nWrong:\n\n")
    let examples = try #require(sections.last).split(separator: "\nRight:\n\n")
    #expect(sections.count == 2 && examples.count == 2)
    let words = { (text: String) in text.filter { $0 != " " && $0 != "\n" } }
    for (shown, run) in zip(examples, [rule.wrong, rule.right]) {
      #expect(words(String(shown)) == words(Marked(run).text))
    }
    // What is no catalog belongs to one.
    let introduction = sections[0].split(separator: ", for this catalog:\n\n")
    #expect(introduction.count == (rule.exampleFormat.catalog == nil ? 1 : 2))
    if let catalog = rule.exampleFormat.catalog { #expect(words(String(introduction[1])) == words(catalog)) }
  }

  @Test func `rules for programs have the examples, and the catalog that they belong to`() throws {
    let rules = try #require(JSON.read(MemorySystem().run("rules", "--format", "json").output)["rules"]?.elements)
    #expect(rules.count == Rule.documented.count)
    for (shown, rule) in zip(rules, Rule.documented) {
      let examples = try #require(shown["examples"])
      #expect(examples["format"]?.string == rule.exampleFormat.name)
      #expect(examples["catalog"]?.string == rule.exampleFormat.catalog)
      #expect(examples["wrong"]?.string == Marked(rule.wrong).text)
      #expect(examples["right"]?.string == rule.right)
    }
  }

  @Test func `a rule that there is not brings the nearest to mind`() {
    #expect(
      MemorySystem().run("explain", "unknown-featur")
        == Outcome(
          status: 2,
          error: "catalogc: error: there is no rule `unknown-featur`\n  = help: did you mean `unknown-feature`?\n"))
    #expect(
      MemorySystem().run("explain", "E0308")
        == Outcome(status: 2, error: "catalogc: error: there is no rule `E0308`\n  = help: `catalogc rules` lists them\n"))
  }

  // MARK: Providers

  @Test func `providers shows what each can express, and its options`() {
    let outcome = MemorySystem().run("providers")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.split(separator: " ") == Provider.all.map { $0.name[...] })
    for (line, capability) in zip(lines.dropFirst(), Capability.allCases) {
      let words = Provider.all.map { $0.capabilities[capability]?.word ?? "no" }
      #expect(line.hasPrefix(capability.rawValue))
      #expect(line.dropFirst(20).split(separator: " ").map(String.init) == words)
    }
    for provider in Provider.all {
      #expect(outcome.output.contains("\n\n\(provider.title) (\(provider.name))\n"))
      for option in provider.options { #expect(outcome.output.contains("\n  option \(option.name): ")) }
    }
    #expect(lines.allSatisfy { $0.last != " " })
  }

  @Test func `providers for programs are one JSON object`() {
    let outcome = MemorySystem().run("providers", "--format", "json")
    #expect(outcome.status == 0)
    let text = JSON.parsed(outcome.output)
    #expect(text.hasPrefix(#"{"format":1,"providers":[{"provider":"stripe","title":"Stripe","capabilities":[{"#))
    #expect(outcome.output.hasSuffix("\n  ]\n}\n"))
    for provider in Provider.all {
      #expect(text.contains(#"{"provider":"\#(provider.name)","title":"\#(provider.title)","#))
    }
  }

  @Test func `the reference of providers has a heading for each`() {
    let outcome = MemorySystem().run("providers", "--format", "markdown")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("# Providers\n\nMade by `catalogc providers --format markdown`.\n\n| | Stripe | "))
    let headings = outcome.output.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(headings.map(String.init) == Provider.all.map { "## \($0.title)" })
  }

  @Test(arguments: ["rules", "providers"]) func `a list has no other formats`(command: String) {
    let system = MemorySystem()
    #expect(system.run(command, "--format", "text") == system.run(command))
    #expect(
      system.run(command, "--format", "yaml")
        == Outcome(
          status: 2,
          error: "catalogc: error: `yaml` is no format of this list\n  = help: the formats are text, json and markdown\n"))
    #expect(
      system.run(command, "--format", "jsno")
        == Outcome(status: 2, error: "catalogc: error: `jsno` is no format of this list\n  = help: did you mean `json`?\n"))
  }

  @Test(arguments: ["rules", "providers", "help", "--version"])
  func `a list that cannot be written ends with 2`(command: String) {
    let system = MemorySystem()
    system.outputFailure = SystemError("cannot write standard output: No space left on device")
    #expect(
      system.run(command)
        == Outcome(status: 2, error: "catalogc: error: cannot write standard output: No space left on device\n"))
  }
}
