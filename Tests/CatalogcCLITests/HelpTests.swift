import ModelAccounts
import ModelCustomers
import TestSupport
import Testing

@testable import CatalogcCLI

/// The help texts match what the program accepts.
@Suite struct HelpTests {
  typealias Outcome = MemorySystem.Outcome

  @Test(arguments: [["--help"], ["-h"], ["help"], ["--color", "never", "--help"]])
  func `the overview lists every command and the exit statuses`(arguments: [String]) {
    let outcome = MemorySystem().run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(outcome.output.hasPrefix("catalogc 0.1.0: check a billing catalog and compile it for payment "))
    let width = Command.all.map(\.name.count).max() ?? 0
    for command in Command.all {
      #expect(outcome.output.contains("\n  \(command.name.padded(to: width))  \(command.summary)\n"))
    }
    #expect(
      outcome.output.hasSuffix(
        """
        options:
          -q, --quiet       print no findings but errors, and no notices
              --color WHEN  color messages: auto (default), always or never
          -h, --help        print help
          -V, --version     print the version

        exit status: 0 success; 1 the catalog has errors, or a comparison found a difference; 2 the command line is invalid,
        or a file cannot be read or written. See `catalogc help COMMAND` for the help of a command.

        """))
  }

  @Test func `the help of a command has its usage, details, options and examples`() {
    #expect(
      MemorySystem().run("help", "rules")
        == Outcome(
          status: 0,
          output: """
            catalogc rules: list all rules, or those of one provider

            usage: catalogc rules [PROVIDER] [OPTION…]

            Lists every rule with its severity, the date of the source that its fact was read in, and a summary. `catalogc explain RULE`
            explains one.

            options:
              -p, --provider NAME  provider name, comma-separated list, or all (repeatable)
                  --format FORMAT  output format: text (default), json or markdown
                  --json           the same as --format json
              -q, --quiet          print no findings but errors, and no notices
                  --color WHEN     color messages: auto (default), always or never
              -h, --help           print help

            examples:
              catalogc rules
              catalogc rules stripe
              catalogc rules --provider stripe,dodo
              catalogc rules --format json

            """))
  }

  @Test(arguments: Command.all.map(\.name)) func `every way to ask for help prints the same`(name: String) {
    let outcome = MemorySystem().run("help", name)
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(MemorySystem().run(name, "--help") == outcome)
    #expect(MemorySystem().run("-h", name) == outcome)
    #expect(MemorySystem().run(name, "too", "many", "--help") == outcome)
  }

  @Test(arguments: Command.all.map(\.name)) func `the help of a command lists its options`(name: String) throws {
    let command = try #require(Command.all.first { $0.name == name })
    let text = MemorySystem().run("help", name).output
    for option in command.allOptions {
      let letter = option.letter.map { "-\($0), " } ?? "    "
      let spelling = "\(letter)--\(option.name)" + (option.value.map { " \($0)" } ?? "")
      #expect(text.contains("\n  \(spelling)  "), "\(spelling)")
      #expect(!option.summary.isEmpty)
    }
  }

  @Test(arguments: Command.all.map(\.name)) func `every option in a help is accepted`(name: String) throws {
    let text = MemorySystem().run("help", name).output
    let options = try #require(text.split(separator: "\noptions:\n").last?.split(separator: "\n\n").first)
    var count = 0
    for line in options.split(separator: "\n") {
      let words = line.split(separator: "  ", omittingEmptySubsequences: true)
      let spellings = try #require(words.first).split(separator: ",")
      for spelling in spellings {
        let parts = spelling.split(separator: " ")
        let option = String(try #require(parts.first))
        // Other tests cover the meaning of options; here they must be known and take a value if one is shown.
        let placeholder = words[0].split(separator: " ").last ?? ""
        let takesValue = placeholder.first?.isUppercase ?? false
        let value = takesValue ? [try #require(Self.values[String(placeholder)])] : []
        let outcome = MemorySystem().run([name, option] + value + ["--help"])
        #expect(outcome == Outcome(status: 0, output: text), "\(option)")
        count += 1
      }
    }
    #expect(count > 2)
  }

  private static let values = [
    "NAME": "stripe", "FILE": "out.json", "DIR": "out", "FORMAT": "json", "WHEN": "never", "KEY": "acme", "ID": "pay_1",
    "TIME": "2027-01-15T12:00:00Z", "RULE": "repeated-plan", "CLASS": "customer", "ANSWER": "exact", "CODE": "USD",
    "WHICH": "none",
    "SECONDS": "300", "FORM": "requests", "URL": "https://example.com", "N": "3", "ID[=N]": "pack=2", "FEATURE=N": "tokens=5",
    "PERCENT": "10", "ENTRY": "plans.team", "OLD": "old.json", "LOCALE": "de-DE", "MODE": "live", "NAME=VALUE": "a=b",
  ]

  /// A catalog for the examples.
  private static let catalog = """
    {"features": {"tokens": {"type": "metered", "meter": "tokens"}},
     "meters": {"tokens": {"eventType": "tokens", "aggregation": "count"}},
     "plans": {"pro": {"entitlements": {"tokens": 1000},
       "prices": {"yearly": {"amount": 20000, "currency": "USD", "interval": "year"}}}},
     "topups": {"token_pack": {"feature": "tokens", "amount": 1000,
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "providers": {"stripe": {}, "openmeter": {}}}
    """

  @Test(arguments: Command.all.map(\.name))
  func `every example in a help is accepted`(name: String) throws {
    let command = try #require(Command.all.first { $0.name == name })
    for example in command.examples {
      let system = MemorySystem([
        "catalog.json": Self.catalog, "catalogs/*.json": Self.catalog, "old.json": Self.catalog, "-": Self.catalog,
        "events.jsonl": #"{"id": "evt_1", "type": "customer.created", "data": {"object": {}}}"#,
        "catalog.ids.test.json": #"{"format": 1, "providers": {}}"#,
        "catalog.ids.json": #"{"format": 2, "providers": {"stripe": {"objects": {"products/plan/team": {"id": "p"}}}}}"#,
        "scenarios.json": #"{"a year": {"plan": "pro", "expect": {"total": "200.00"}}}"#,
      ])
      system.files["accepted.json"] = Array("{}".utf8)
      system.programs["git"] = { arguments in
        ProgramResult(status: 0, output: arguments.contains("cat-file") ? Array(Self.catalog.utf8) : Array("c0ffee".utf8))
      }
      system.variables["STRIPE_API_KEY"] = "sk_test_1"
      system.variables["OPENMETER_API_KEY"] = "om_1"
      // Nothing is signed, and an event that cannot be verified is not an error of the command line.
      system.variables["STRIPE_WEBHOOK_SECRET"] = "whsec_1"
      let isForCustomers = ["assign", "bridge", "grant"].contains(name)
      let customers = OpenMeterCustomers(now: "2027-01-15")
      customers.addMeter("tokens", "COUNT", value: nil)
      customers.addFeature("tokens", meter: "tokens")
      system.account = isForCustomers ? customers.transport() : ModelTransport(StripeModel())
      system.inputIsTerminal = true
      system.input = ["yes\n"]
      if example.contains("plan.json") { _ = system.run("plan", "catalog.json", "-p", "stripe", "--out", "plan.json") }
      // A second catalog in the directory only where the example has one.
      if example.contains("catalog.swift") {
        system.files["catalog.swift"] = Array(#"let catalog = Catalog(features: [:], plans: [:])"#.utf8)
      }
      let words = example.split(separator: " ").map(String.init)
      #expect(words.first == "catalogc")
      let outcome = system.run(Array(words.dropFirst()))
      #expect(outcome.status < 2, "\(example): \(outcome.error)")
    }
  }

  @Test func `help for an unknown command suggests the nearest one`() {
    #expect(
      MemorySystem().run("help", "complie")
        == Outcome(
          status: 2, error: "catalogc: error: unknown command `complie`\n  = help: did you mean `compile`?\n"))
    #expect(
      MemorySystem().run("help", "unknown-feature")
        == Outcome(
          status: 2,
          error: "catalogc: error: unknown command `unknown-feature`\n  = help: run `catalogc --help` to list the commands\n"))
  }

  @Test func `no line of a help exceeds 125 columns`() {
    for text in [Help.overview] + Command.all.map(Help.text) {
      for line in text.split(separator: "\n") { #expect(line.count <= 125, "\(line)") }
    }
  }
}
