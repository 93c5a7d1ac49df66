import Accounts
import CatalogcCLI
import Diagnostics
import Providers
import TestSupport
import Testing

/// `compile`: artifacts on standard output or in files, messages on standard error, and nothing at all where anything is
/// wrong.
@Suite struct CompileTests {
  typealias Outcome = MemorySystem.Outcome

  /// The artifact that the library makes.
  private func artifact(_ text: String, _ name: String) throws -> String {
    let provider = try #require(Provider.named(name))
    let source = SourceText(name: "a.json", bytes: Array(text.utf8))
    let output = try #require(Compilation(source, providers: .named([provider])).outputs.first)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  // MARK: Streams

  @Test func `the artifact is all that stands on standard output`() {
    let outcome = MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json", "--provider", "stripe")
    #expect(outcome == Outcome(status: 0, output: Catalogs.artifact(of: "stripe")))
  }

  @Test func `a warning stands on standard error, and in the artifact`() throws {
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
              "message": "Stripe charges at least 0.50 USD, found 0.49 USD; charging it fails"
            }
          ]
        }

        """))
    #expect(outcome.error.hasPrefix("a.json:3:37: warning: "))
    #expect(outcome.error.hasSuffix("\na.json: 1 warning\n"))
  }

  @Test func `under --strict a warning is an error, and there is no artifact`() {
    let system = MemorySystem(["a.json": Catalogs.cheap])
    let outcome = system.run("compile", "a.json", "--provider", "stripe", "--strict")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error == system.run("check", "a.json", "--provider", "stripe", "--strict").error)
    #expect(system.run("compile", "a.json", "--provider", "stripe", "--strict", "-o", "out.json").status == 1)
    #expect(system.writes.isEmpty)
  }

  @Test func `an error in the catalog leaves standard output empty`() {
    let outcome = MemorySystem(["a.json": Catalogs.wrong]).run("compile", "a.json", "--provider", "stripe")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
  }

  @Test func `notes are counted where there is something else to tell, and else not mentioned`() {
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
    #expect(noted.error.hasSuffix("\na.json: 1 warning, 1 note (`catalogc check --provider` shows the notes)\n"))
  }

  @Test func `findings for programs go to standard error, where no artifact is`() {
    let outcome = MemorySystem(["a.json": Catalogs.wrong]).run("compile", "a.json", "-p", "stripe", "--format", "json")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json", asJSON: true)))
  }

  @Test func `standard input is compiled to the same bytes as a file`() {
    let system = MemorySystem(["a.json": Catalogs.cheap, "-": Catalogs.cheap])
    let fromFile = system.run("compile", "a.json", "--provider", "stripe")
    let fromInput = system.run("compile", "-", "--provider", "stripe")
    #expect(fromFile.output == fromInput.output)
    #expect(fromInput.error.hasPrefix("<stdin>:3:37: warning: "))
  }

  @Test func `a reader that has gone away is told nothing`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.outputFailure = SystemError("cannot write standard output: Broken pipe", isClosedPipe: true)
    #expect(system.run("compile", "a.json", "--provider", "stripe") == Outcome(status: 2))
  }

  @Test func `an artifact that cannot be written ends with 2`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.outputFailure = SystemError("cannot write standard output: No space left on device")
    #expect(
      system.run("compile", "a.json", "--provider", "stripe")
        == Outcome(status: 2, error: "catalogc: error: cannot write standard output: No space left on device\n"))
  }

  @Test func `a catalog that cannot be read ends with 2`() {
    #expect(
      MemorySystem().run("compile", "a.json", "--provider", "stripe")
        == Outcome(status: 2, error: "catalogc: error: cannot read `a.json`: No such file or directory\n"))
  }

  @Test(arguments: [["-o", "out.json"], ["--out-dir", "."], []])
  func `an artifact beyond the largest size ends with 2, and nothing is written`(options: [String]) {
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
          = help: name the plans of add-ons and top-ups in `compatiblePlans`: one that goes with every plan lists them all

        """))
    #expect(system.writes.isEmpty)
    #expect(system.text("out.json") == "old")
    system.largestArtifact = 1 << 30
    #expect(system.run(["compile", "a.json", "-p", "stripe"] + options).status == 0)
  }

  // MARK: Files

  @Test(arguments: [["-o", "out.json"], ["-oout.json"], ["-o=out.json"], ["--output", "out.json"], ["--output=out.json"]])
  func `--output names the file, and nothing is printed`(options: [String]) {
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
  func `--out-dir takes a file for each provider, in the order of their names, all in one go`(options: [String]) {
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(system.run(["compile", "a.json", "--out-dir", "billing"] + options) == Outcome(status: 0))
    #expect(system.writes == [["billing/dodo.json", "billing/stripe.json"]])
    #expect(system.text("billing/dodo.json") == Catalogs.artifact(of: "dodo"))
    #expect(system.text("billing/stripe.json") == Catalogs.artifact(of: "stripe"))
  }

  @Test func `all are all providers but those that the catalog switches off`() {
    let system = MemorySystem(["a.json": Catalogs.clean, "b.json": Catalogs.withoutStripe])
    #expect(system.run("compile", "a.json", "-p", "all", "--out-dir", "a").status == 0)
    #expect(system.run("compile", "b.json", "-p", "all", "--out-dir", "b").status == 0)
    let names = Provider.all.map(\.name)
    #expect(
      system.writes == [names.map { "a/\($0).json" }, names.filter { $0 != "stripe" }.map { "b/\($0).json" }])
  }

  @Test func `a file that cannot be written ends with 2, and none is written`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.failures["billing/stripe.json"] = SystemError("cannot write `billing/stripe.json`: Permission denied")
    #expect(
      system.run("compile", "a.json", "--provider", "dodo,stripe", "--out-dir", "billing")
        == Outcome(status: 2, error: "catalogc: error: cannot write `billing/stripe.json`: Permission denied\n"))
    #expect(system.writes.isEmpty)
  }

  // MARK: Comparison

  @Test func `--check is silent where the files are what would be written`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    _ = system.run("compile", "a.json", "-p", "dodo,stripe", "--out-dir", "d")
    let written = system.writes
    #expect(system.run("compile", "a.json", "-p", "dodo,stripe", "--out-dir", "d", "--check") == Outcome(status: 0))
    #expect(system.run("compile", "a.json", "-p", "dodo", "-o", "d/dodo.json", "--check") == Outcome(status: 0))
    #expect(system.writes == written)
  }

  @Test func `--check prints the difference of each file, ends with 1, and writes nothing`() {
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
               "format": 1,
            -  "provider": "Dodo",
            +  "provider": "dodo",
               "products": [],
               "prices": [],
               "setup": [],
            --- d/stripe.json
            +++ d/stripe.json
            @@ -6,4 +6,4 @@
               "setup": [],
               "purchase": [],
               "warnings": []
            -}
            \\ No newline at end of file
            +}

            """))
    #expect(system.writes.isEmpty)
  }

  @Test func `--check takes a file that is missing for an empty one`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    let lines = Catalogs.artifact(of: "stripe").split(separator: "\n")
    #expect(
      system.run("compile", "a.json", "--provider", "stripe", "-o", "out.json", "--check")
        == Outcome(
          status: 1,
          output: "--- /dev/null\n+++ out.json\n@@ -0,0 +1,\(lines.count) @@\n" + lines.map { "+\($0)\n" }.joined()))
    #expect(system.writes.isEmpty)
  }

  @Test func `--check fails where a file is there and cannot be read`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.failures["out.json"] = SystemError("cannot read `out.json`: Permission denied")
    #expect(
      system.run("compile", "a.json", "--provider", "stripe", "-o", "out.json", "--check")
        == Outcome(status: 2, error: "catalogc: error: cannot read `out.json`: Permission denied\n"))
  }

  @Test func `--check reports the errors of the catalog and compares nothing`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "out.json": ""])
    #expect(
      system.run("compile", "a.json", "--provider", "stripe", "-o", "out.json", "--check")
        == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
  }

  // MARK: What does not go together

  @Test func `a provider must be named`() {
    #expect(
      MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: `compile` needs a provider
              = help: write --provider and one of \(list(Provider.all.map(\.name), and: "or"))

            """))
  }

  @Test(arguments: ["all", "stripe,dodo"]) func `several artifacts do not fit into one stream or file`(providers: String) {
    let expected = Outcome(
      status: 2,
      error: """
        catalogc: error: the artifacts of several providers need `--out-dir`
          = help: write --out-dir DIR

        """)
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(system.run("compile", "a.json", "--provider", providers) == expected)
    #expect(system.run("compile", "a.json", "--provider", providers, "-o", "out.json") == expected)
  }

  @Test func `one provider named twice is one provider`() {
    let outcome = MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json", "-p", "stripe,stripe", "-p", "stripe")
    #expect(outcome == Outcome(status: 0, output: Catalogs.artifact(of: "stripe")))
  }

  @Test func `--check has nothing to compare standard output with`() {
    let expected = Outcome(
      status: 2,
      error: """
        catalogc: error: `--check` needs the files to compare with
          = help: write --output FILE, or --out-dir DIR

        """)
    let system = MemorySystem(["a.json": Catalogs.clean])
    #expect(system.run("compile", "a.json", "--provider", "stripe", "--check") == expected)
    #expect(system.run("compile", "a.json", "--provider", "stripe", "--check", "-o", "-") == expected)
  }

  @Test func `--output and --out-dir exclude each other`() {
    #expect(
      MemorySystem(["a.json": Catalogs.clean]).run("compile", "a.json", "-p", "stripe", "-o", "b", "--out-dir", "c")
        == Outcome(status: 2, error: "catalogc: error: `--output` and `--out-dir` do not go together\n"))
  }

  @Test func `a provider that the catalog switches off is an error by name`() {
    let outcome = MemorySystem(["a.json": Catalogs.withoutStripe]).run("compile", "a.json", "--provider", "stripe")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("a.json:1:67: error: the catalog switches Stripe off [provider-disabled]\n"))
  }
}
