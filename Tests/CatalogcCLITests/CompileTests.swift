import Accounts
import CatalogcCLI
import Diagnostics
import Providers
import TestSupport
import Testing

/// `compile`: artifacts on standard output or in files, messages on standard error, and no output at all after an error.
@Suite struct CompileTests {
  typealias Outcome = MemorySystem.Outcome

  /// The artifact as the library generates it.
  private func artifact(_ text: String, _ name: String) throws -> String {
    let provider = try #require(Provider.named(name))
    let source = SourceText(name: "a.json", bytes: Array(text.utf8))
    let output = try #require(Compilation(source, providers: .named([provider])).outputs.first)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  // MARK: Streams

  @Test func `standard output contains only the artifact`() {
    let outcome = MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json", "--provider", "stripe")
    #expect(outcome == Outcome(status: 0, output: Catalogs.artifact(of: "stripe")))
  }

  @Test func `a warning appears on standard error and in the artifact`() throws {
    let outcome = MemorySystem(["a.json": Catalogs.cheap]).run("compile", "a.json", "--provider", "stripe")
    #expect(outcome.status == 0)
    #expect(outcome.output == (try artifact(Catalogs.cheap, "stripe")))
    #expect(
      outcome.output.hasSuffix(
        """
          "warnings": [
            {
              "rule": "stripe/amount-below-minimum",
              "path": "plans.pro.prices.monthly.amount",
              "message": "0.49 USD is below the Stripe minimum of 0.50 USD; charging it fails"
            }
          ]
        }

        """))
    #expect(outcome.error.hasPrefix("a.json:3:37: warning: "))
    #expect(outcome.error.hasSuffix("\na.json: 1 warning\n"))
  }

  @Test func `with --strict a warning is an error, and there is no artifact`() {
    let system = MemorySystem(["a.json": Catalogs.cheap])
    let outcome = system.run("compile", "a.json", "--provider", "stripe", "--strict")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error == system.run("check", "a.json", "--provider", "stripe", "--strict").error)
    #expect(system.run("compile", "a.json", "--provider", "stripe", "--strict", "-o", "out.json").status == 1)
    #expect(system.writes.isEmpty)
  }

  @Test func `an error in the catalog prints nothing to standard output`() {
    let outcome = MemorySystem(["a.json": Catalogs.wrong]).run("compile", "a.json", "--provider", "stripe")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
  }

  @Test func `notes are counted only if there are other findings`() {
    let system = MemorySystem(["a.json": Catalogs.metered])
    let outcome = system.run("compile", "a.json", "--provider", "stripe", "--strict")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")

    let both = """
      {"features": {"api": {"type": "boolean"}, "calls": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"api": true, "calls": 5}, "prices": {"monthly":
         {"amount": 49, "currency": "USD", "interval": "month"}}}}}
      """
    let noted = MemorySystem(["a.json": both]).run("compile", "a.json", "--provider", "stripe")
    #expect(noted.error.hasPrefix("a.json:3:15: warning: "))
    #expect(noted.error.hasSuffix("\na.json: 1 warning, 1 note (run `catalogc check --provider NAME --notes` to see notes)\n"))
  }

  @Test func `machine-readable findings go to standard error`() {
    let outcome = MemorySystem(["a.json": Catalogs.wrong]).run("compile", "a.json", "-p", "stripe", "--format", "json")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json", asJSON: true)))
  }

  @Test func `standard input compiles to the same bytes as a file`() {
    let system = MemorySystem(["a.json": Catalogs.cheap, "-": Catalogs.cheap])
    let fromFile = system.run("compile", "a.json", "--provider", "stripe")
    let fromInput = system.run("compile", "-", "--provider", "stripe")
    #expect(fromFile.output == fromInput.output)
    #expect(fromInput.error.hasPrefix("<stdin>:3:37: warning: "))
  }

  @Test func `a closed pipe ends without a message`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.outputFailure = SystemError("cannot write standard output: Broken pipe", isClosedPipe: true)
    #expect(system.run("compile", "a.json", "--provider", "stripe") == Outcome(status: 2))
  }

  @Test func `an artifact that cannot be written exits with 2`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.outputFailure = SystemError("cannot write standard output: No space left on device")
    #expect(
      system.run("compile", "a.json", "--provider", "stripe")
        == Outcome(status: 2, error: "catalogc: error: cannot write standard output: No space left on device\n"))
  }

  @Test func `a catalog that cannot be read exits with 2`() {
    #expect(
      MemorySystem().run("compile", "a.json", "--provider", "stripe")
        == Outcome(status: 2, error: "catalogc: error: cannot read `a.json`: No such file or directory\n"))
  }

  @Test(arguments: [["-o", "out.json"], ["--out-dir", "."], []])
  func `an artifact beyond the size limit exits with 2, and nothing is written`(options: [String]) {
    let prices = """
      "entitlements": {"api": true}, "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}
      """
    let plans = (0..<300).map { #""plan\#($0)": {\#(prices)}"# }.joined(separator: ",")
    let addons = (0..<100).map { #""addon\#($0)": {\#(prices)}"# }.joined(separator: ",")
    let catalog = #"{"features": {"api": {"type": "boolean"}}, "plans": {\#(plans)}, "addons": {\#(addons)}}"#
    let system = MemorySystem(["a.json": catalog, "out.json": "old", "./stripe.json": "old"])
    system.largestArtifact = 1 << 20
    let outcome = system.run(["compile", "a.json", "-p", "stripe"] + options)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(
      outcome.error.hasSuffix(
        """
        catalogc: error: the artifact for Stripe would be larger than 1 MiB
          = help: set `compatiblePlans` of add-ons and top-ups; those without it list every plan

        """))
    #expect(system.writes.isEmpty)
    #expect(system.text("out.json") == "old")
    system.largestArtifact = 1 << 30
    #expect(system.run(["compile", "a.json", "-p", "stripe"] + options).status == 0)
  }

  // MARK: Files

  @Test(arguments: [["-o", "out.json"], ["-oout.json"], ["-o=out.json"], ["--output", "out.json"], ["--output=out.json"]])
  func `--output writes to the file and prints nothing`(options: [String]) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(system.run(["compile", "a.json", "-p", "stripe"] + options) == Outcome(status: 0))
    #expect(system.text("out.json") == Catalogs.artifact(of: "stripe"))
    #expect(system.writes == [["out.json"]])
  }

  @Test func `a dash as --output is standard output`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    let outcome = system.run("compile", "a.json", "--provider", "stripe", "--output", "-")
    #expect(outcome == Outcome(status: 0, output: Catalogs.artifact(of: "stripe")))
    #expect(system.writes.isEmpty)
  }

  @Test(arguments: [["-p", "dodo,stripe"], ["--provider", "dodo", "--provider=stripe"], ["-pdodo", "-p", "stripe,dodo"]])
  func `--out-dir writes a file for each provider, sorted by name, all at once`(options: [String]) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(system.run(["compile", "a.json", "--out-dir", "billing"] + options) == Outcome(status: 0))
    #expect(system.directories == ["billing"])
    #expect(system.writes == [["billing/dodo.json", "billing/stripe.json"]])
    #expect(system.text("billing/dodo.json") == Catalogs.artifact(of: "dodo"))
    #expect(system.text("billing/stripe.json") == Catalogs.artifact(of: "stripe"))
  }

  @Test func `all means every provider that is not disabled`() {
    let system = MemorySystem(["a.json": Catalogs.clean, "b.json": Catalogs.withoutStripe])
    #expect(system.run("compile", "a.json", "-p", "all", "--out-dir", "a").status == 0)
    #expect(system.run("compile", "b.json", "-p", "all", "--out-dir", "b").status == 0)
    let names = Provider.all.map(\.name)
    #expect(
      system.writes == [names.map { "a/\($0).json" }, names.filter { $0 != "stripe" }.map { "b/\($0).json" }])
  }

  @Test func `a file that cannot be written exits with 2, and no file is written`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.failures["billing/stripe.json"] = SystemError("cannot write `billing/stripe.json`: Permission denied")
    #expect(
      system.run("compile", "a.json", "--provider", "dodo,stripe", "--out-dir", "billing")
        == Outcome(status: 2, error: "catalogc: error: cannot write `billing/stripe.json`: Permission denied\n"))
    #expect(system.writes.isEmpty)
  }

  // MARK: Comparison

  @Test func `--check prints nothing if the files are up to date`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    _ = system.run("compile", "a.json", "-p", "dodo,stripe", "--out-dir", "d")
    let written = system.writes
    #expect(system.run("compile", "a.json", "-p", "dodo,stripe", "--out-dir", "d", "--check") == Outcome(status: 0))
    #expect(system.run("compile", "a.json", "-p", "dodo", "-o", "d/dodo.json", "--check") == Outcome(status: 0))
    #expect(system.writes == written)
  }

  @Test func `--check prints a diff of each file, exits with 1, and writes nothing`() {
    let system = MemorySystem([
      "a.json": Catalogs.clean,
      "d/dodo.json": Catalogs.artifact(of: "Dodo"),
      "d/razorpay.json": Catalogs.artifact(of: "razorpay"),
      "d/stripe.json": String(Catalogs.artifact(of: "stripe").dropLast()),
    ])
    #expect(
      system.run("compile", "a.json", "--provider", "dodo,razorpay,stripe", "--out-dir", "d", "--check")
        == Outcome(
          status: 1,
          output: """
            --- d/dodo.json
            +++ d/dodo.json
            @@ -1,6 +1,6 @@
             {
               "format": 2,
            -  "provider": "Dodo",
            +  "provider": "dodo",
               "products": [],
               "prices": [],
               "setup": [],
            --- d/stripe.json
            +++ d/stripe.json
            @@ -7,4 +7,4 @@
               "setup": [],
               "purchase": [],
               "warnings": []
            -}
            \\ No newline at end of file
            +}

            """))
    #expect(system.writes.isEmpty)
  }

  @Test func `--check says that a file has other line ends`() {
    let check = ["compile", "a.json", "--provider", "stripe", "-o", "out.json", "--check"]
    let text = MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json", "--provider", "stripe").output
    let windows = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    let help = "  = help: write `*.json -text` in `.gitattributes`, so that Git keeps the LF line ends\n"

    #expect(
      MemorySystem(["a.json": Catalogs.clean, "out.json": windows]).run(check)
        == Outcome(
          status: 1, error: "catalogc: error: `out.json` has CR LF line ends, and is up to date otherwise\n" + help))

    // Only what differs otherwise is in the difference.
    let changed = MemorySystem(["a.json": Catalogs.clean, "out.json": "x\r\n" + windows]).run(check)
    #expect(changed.status == 1)
    #expect(changed.error == "catalogc: error: `out.json` has CR LF line ends\n" + help)
    #expect(changed.output.split(separator: "\n").filter { $0.hasPrefix("-") } == ["--- out.json", "-x"])
  }

  @Test func `--check treats a missing file as empty`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    let lines = Catalogs.artifact(of: "stripe").split(separator: "\n")
    #expect(
      system.run("compile", "a.json", "--provider", "stripe", "-o", "out.json", "--check")
        == Outcome(
          status: 1,
          output: "--- /dev/null\n+++ out.json\n@@ -0,0 +1,\(lines.count) @@\n" + lines.map { "+\($0)\n" }.joined()))
    #expect(system.writes.isEmpty)
    #expect(system.run("compile", "a.json", "--provider", "stripe", "--out-dir", "d", "--check").status == 1)
    #expect(system.directories.isEmpty)
  }

  @Test func `--check fails if an existing file cannot be read`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.failures["out.json"] = SystemError("cannot read `out.json`: Permission denied")
    #expect(
      system.run("compile", "a.json", "--provider", "stripe", "-o", "out.json", "--check")
        == Outcome(status: 2, error: "catalogc: error: cannot read `out.json`: Permission denied\n"))
  }

  @Test func `--check reports errors of the catalog and compares nothing`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "out.json": ""])
    #expect(
      system.run("compile", "a.json", "--provider", "stripe", "-o", "out.json", "--check")
        == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
  }

  // MARK: Conflicting options

  @Test(arguments: ["", #""stripe": {"enabled": false}"#])
  func `a provider is required, unless the catalog names one`(providers: String) {
    #expect(
      MemorySystem(["a.json": CatalogText.providers(providers)]).run("compile", "a.json", "--out-dir", "out")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: missing required option `--provider`
              = help: set it to \(list((Provider.all.map(\.name) + ["all"]).map { "`\($0)`" }, and: "or")), or name providers \
            in the catalog

            """))
  }

  @Test func `without a provider, a catalog is compiled for those that it names`() {
    let system = MemorySystem([
      "one.json": CatalogText.providers(#""stripe": {}, "dodo": {"enabled": false}"#),
      "two.json": CatalogText.providers(#""stripe": {}, "razorpay": {}"#),
    ])
    #expect(system.run("compile", "one.json") == Outcome(status: 0, output: Catalogs.artifact(of: "stripe")))
    #expect(system.run("compile", "one.json", "-o", "stripe.json").status == 0)
    #expect(system.text("stripe.json") == Catalogs.artifact(of: "stripe"))
    #expect(system.run("compile", "one.json", "--emit", "stripe-fixtures").status == 0)
    #expect(system.run("compile", "two.json", "--out-dir", "out") == Outcome(status: 0))
    #expect(system.writes.last == ["out/stripe.json", "out/razorpay.json"])
    #expect(system.run("compile", "two.json", "-p", "all", "--out-dir", "all") == Outcome(status: 0))
    #expect(system.writes.last == ["all/stripe.json", "all/razorpay.json"])
    // Another provider can still be requested.
    #expect(system.run("compile", "two.json", "-p", "polar") == Outcome(status: 0, output: Catalogs.artifact(of: "polar")))
  }

  @Test func `the artifacts of several named providers need a directory`() {
    let system = MemorySystem(["a.json": CatalogText.providers(#""razorpay": {}, "stripe": {}"#), "b.json": Catalogs.wrong])
    let expected = Outcome(
      status: 2,
      error: """
        catalogc: error: the catalog names several providers: `stripe` and `razorpay`
          = help: choose one with `--provider`, or add `--out-dir DIR`

        """)
    #expect(system.run("compile", "a.json") == expected)
    #expect(system.run("compile", "a.json", "-o", "out.json") == expected)
    #expect(system.writes.isEmpty)
    let fixtures = system.run("compile", "a.json", "--out-dir", "out", "--emit", "stripe-fixtures")
    #expect(fixtures.status == 2)
    #expect(fixtures.error.hasPrefix("catalogc: error: `--emit stripe-fixtures` supports only Stripe\n"))
    // Errors of the catalog come first: they may be in the providers.
    #expect(system.run("compile", "b.json") == Outcome(status: 1, error: Catalogs.finding(in: "b.json")))
  }

  @Test(arguments: ["all", "stripe,dodo"]) func `several artifacts cannot share one stream or file`(providers: String) {
    let expected = Outcome(
      status: 2,
      error: """
        catalogc: error: several providers require `--out-dir`
          = help: add `--out-dir DIR`

        """)
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(system.run("compile", "a.json", "--provider", providers) == expected)
    #expect(system.run("compile", "a.json", "--provider", providers, "-o", "out.json") == expected)
  }

  @Test func `a provider that is named twice is compiled once`() {
    let outcome = MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json", "-p", "stripe,stripe", "-p", "stripe")
    #expect(outcome == Outcome(status: 0, output: Catalogs.artifact(of: "stripe")))
  }

  @Test func `--check cannot be used with standard output`() {
    let expected = Outcome(
      status: 2,
      error: """
        catalogc: error: `--check` requires `--output` or `--out-dir`
          = help: pass the files to compare with

        """)
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(system.run("compile", "a.json", "--provider", "stripe", "--check") == expected)
    #expect(system.run("compile", "a.json", "--provider", "stripe", "--check", "-o", "-") == expected)
  }

  @Test func `--output and --out-dir are mutually exclusive`() {
    #expect(
      MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json", "-p", "stripe", "-o", "b", "--out-dir", "c")
        == Outcome(status: 2, error: "catalogc: error: `--output` cannot be used with `--out-dir`\n"))
  }

  @Test func `a disabled provider is an error by name`() {
    let outcome = MemorySystem(["a.json": Catalogs.withoutStripe]).run("compile", "a.json", "--provider", "stripe")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("a.json:1:67: error: Stripe is disabled in this catalog [provider-disabled]\n"))
  }
}
