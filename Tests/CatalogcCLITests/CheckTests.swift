import CatalogcCLI
import JSONText
import TestSupport
import Testing

/// `check`: its output and exit status.
@Suite struct CheckTests {
  typealias Outcome = MemorySystem.Outcome

  @Test func `a catalog without findings prints nothing`() {
    #expect(MemorySystem(["a.json": Catalogs.clean]).run("check", "a.json") == Outcome(status: 0))
  }

  @Test func `an error goes to standard error and exits with 1`() {
    let outcome = MemorySystem(["a.json": Catalogs.wrong]).run("check", "a.json")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
  }

  @Test func `a warning exits with 0`() {
    let outcome = MemorySystem(["a.json": Catalogs.repeated]).run("check", "a.json")
    #expect(
      outcome
        == Outcome(
          status: 0,
          error: """
            a.json:3:79: warning: plan `pro` is listed twice [repeated-plan]
             3 |  "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro", "pro"], "onRequest": true}}}
               |                                                                               ^~~~~
            a.json:3:72: note: first listed here
             3 |  "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro", "pro"], "onRequest": true}}}
               |                                                                        ^~~~~
              = help: remove one of them
            a.json: 1 warning

            """))
  }

  @Test func `--strict makes the same warning an error and exits with 1`() {
    let system = MemorySystem(["a.json": Catalogs.repeated])
    let lax = system.run("check", "a.json")
    let strict = system.run("check", "a.json", "--strict")
    #expect(strict.status == 1)
    #expect(strict.output == "")
    #expect(strict.error == lax.error.replacingWarningByError)
  }

  @Test(arguments: ["--notes", "-v"])
  func `notes are shown on request and stay notes with --strict`(option: String) {
    let system = MemorySystem(["a.json": Catalogs.metered])
    let outcome = system.run("check", "a.json", "--provider", "stripe", option)
    #expect(outcome.status == 0)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("a.json:1:15: note: "))
    #expect(outcome.error.hasSuffix("\na.json: 1 note\n"))
    #expect(system.run("check", "a.json", "--provider", "stripe", option, "--strict") == outcome)
  }

  @Test(arguments: ["--quiet", "-q"])
  func `only errors are shown with --quiet`(option: String) {
    let system = MemorySystem(["warning.json": Catalogs.repeated, "error.json": Catalogs.wrong])
    #expect(system.run("check", "warning.json", option) == Outcome(status: 0))
    let finding = system.run("check", "error.json")
    let quiet = system.run("check", "error.json", option)
    #expect(quiet == Outcome(status: 1, error: finding.error.droppingLastLine))
    // A warning that is an error is not quiet.
    #expect(system.run("check", "warning.json", option, "--strict").status == 1)
    #expect(system.run("check", "warning.json", option, "--strict").error.contains("error: plan `pro` is listed twice"))
  }

  @Test func `notes are counted otherwise`() {
    let outcome = MemorySystem(["a.json": Catalogs.metered]).run("check", "a.json", "--provider", "stripe")
    #expect(outcome == Outcome(status: 0, error: "a.json: 1 note (use --notes to show them)\n"))
  }

  @Test func `a note is about one fact and names every entry, in each format`() {
    let ids = ["a", "b", "c", "x/y~z"]
    let features = ids.map { #""\#($0)": {"type": "boolean"}"# }.joined(separator: ",")
    let entitlements = ids.map { #""\#($0)": true"# }.joined(separator: ",")
    let prices = #"{"m": {"amount": 90000, "currency": "INR", "interval": "month"}}"#
    let text = #"{"features": {\#(features)}, "plans": {"pro": {"entitlements": {\#(entitlements)}, "prices": \#(prices)}}}"#
    let system = MemorySystem(["a.json": text])
    for format in ["human", "json"] {
      let outcome = system.run("check", "a.json", "-p", "razorpay", "-v", "--format", format)
      let report = outcome.output + outcome.error
      #expect(report.split(separator: "razorpay/feature-not-sent").count == 2, "\(report)")
      #expect(report.contains("(also for `b`, `c` and `x/y~z`)"), "\(report)")
    }
  }

  // MARK: Providers

  @Test func `what a provider cannot express is reported only if it is named`() {
    let system = MemorySystem(["a.json": Catalogs.cheap])
    #expect(system.run("check", "a.json") == Outcome(status: 0))
    let named = system.run("check", "a.json", "--provider", "stripe")
    #expect(
      named
        == Outcome(
          status: 0,
          error: """
            a.json:3:37: warning: 0.49 USD is below the Stripe minimum of 0.50 USD; charging it fails \
            [stripe/amount-below-minimum]
             3 |    "prices": {"monthly": {"amount": 49, "currency": "USD", "interval": "month"}}}}}
               |                                     ^~
              = help: for 49.00 USD write `4900`; or set the option `settlementCurrency` to the currency of the account's \
            payouts
            a.json: 1 warning

            """))
    let strict = system.run("check", "a.json", "--provider", "stripe", "--strict")
    #expect(strict == Outcome(status: 1, error: named.error.replacingWarningByError))
  }

  @Test func `a disabled provider is an error by name and is skipped by all`() {
    let system = MemorySystem(["a.json": Catalogs.withoutStripe])
    #expect(system.run("check", "a.json", "--provider", "all") == Outcome(status: 0))
    #expect(
      system.run("check", "a.json", "--provider", "stripe")
        == Outcome(
          status: 1,
          error: """
            a.json:1:67: error: Stripe is disabled in this catalog [provider-disabled]
             1 | {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": false}}}
               |                                                                   ^~~~~
              = help: remove this field, or do not request `stripe`
            a.json: 1 error

            """))
  }

  // MARK: Several catalogs

  @Test func `catalogs are reported in order`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "b.json": Catalogs.clean, "c.json": Catalogs.wrong])
    let outcome = system.run("check", "a.json", "b.json", "c.json")
    #expect(
      outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json") + Catalogs.finding(in: "c.json")))
  }

  @Test func `an unreadable file does not hide the findings of the others`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "c.json": Catalogs.wrong])
    let missing = "catalogc: error: cannot read `b.json`: No such file or directory\n"
    #expect(
      system.run("check", "a.json", "b.json", "c.json")
        == Outcome(status: 2, error: Catalogs.finding(in: "a.json") + missing + Catalogs.finding(in: "c.json")))
    let json = system.run("check", "a.json", "b.json", "--format", "json")
    #expect(json.status == 2)
    #expect(json.error == missing)
    #expect(json.output.hasPrefix(Catalogs.finding(in: "a.json", asJSON: true)))
    #expect(json.output.contains(#""catalog":"b.json","errors":1,"#))
  }

  @Test func `a catalog of unknown format is rejected, and the others are checked`() {
    let system = MemorySystem(["a.txt": Catalogs.clean, "b.json": Catalogs.wrong])
    #expect(
      system.run("check", "a.txt", "b.json")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: cannot infer the format of `a.txt`
              = help: use `--from json` or `--from swift`

            """ + Catalogs.finding(in: "b.json")))
    #expect(system.run("check", "a.txt", "--from", "json") == Outcome(status: 0))
  }

  @Test(arguments: [".", "HEAD"]) func `a path that cannot be read is not asked for its format`(path: String) {
    let system = MemorySystem()
    system.failures["."] = SystemError("cannot read `.`: it is a directory")
    let reason = path == "." ? "it is a directory" : "No such file or directory"
    #expect(system.run("check", path) == Outcome(status: 2, error: "catalogc: error: cannot read `\(path)`: \(reason)\n"))
  }

  @Test(arguments: [
    ("a.yaml", "YAML"), ("a.yml", "YAML"), ("a.toml", "TOML"), ("a.json5", "JSON5"),
  ])
  func `a format that is not supported is named`(path: String, format: String) {
    #expect(
      MemorySystem([path: "features: {}"]).run("check", path)
        == Outcome(
          status: 2,
          error: """
            catalogc: error: cannot read `\(path)`: \(format) is not supported
              = help: write the catalog in JSON, JSONC or Swift

            """))
  }

  // MARK: Standard input

  @Test(arguments: [[], ["--from", "json"]])
  func `a dash is standard input, in JSON by default`(options: [String]) {
    let system = MemorySystem(["-": Catalogs.wrong])
    #expect(system.run(["check", "-"] + options) == Outcome(status: 1, error: Catalogs.finding(in: "<stdin>")))
  }

  @Test func `empty standard input is an error`() {
    #expect(
      MemorySystem(["-": ""]).run("check", "-")
        == Outcome(
          status: 1,
          error: """
            <stdin>:1:1: error: the file is empty [syntax-error]
             1 |\(" ")
               | ^
              = help: run `catalogc init` to write a starter catalog
            <stdin>: 1 error

            """))
  }

  @Test func `an unknown input format is rejected`() {
    #expect(
      MemorySystem(["-": Catalogs.clean]).run("check", "-", "--from", "jsn")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: invalid value `jsn` for `--from`
              = help: did you mean `json`?

            """))
  }

  // MARK: Formats

  @Test func `machine-readable findings go to standard output, one line per catalog`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "b.json": Catalogs.clean])
    #expect(
      system.run("check", "a.json", "b.json", "--format", "json")
        == Outcome(
          status: 1,
          output: Catalogs.finding(in: "a.json", asJSON: true)
            + #"{"format":1,"catalog":"b.json","errors":0,"warnings":0,"diagnostics":[]}"# + "\n"))
  }

  @Test func `the human format can be named`() {
    let system = MemorySystem(["a.json": Catalogs.wrong])
    #expect(system.run("check", "a.json", "--format", "human") == system.run("check", "a.json"))
  }

  @Test func `an unknown output format is rejected before anything is read`() {
    #expect(
      MemorySystem().run("check", "a.json", "--format", "jsno")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: invalid value `jsno` for `--format`
              = help: did you mean `json`?

            """))
  }

  @Test func `a report that cannot be written exits with 2`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.outputFailure = SystemError("cannot write standard output: No space left on device")
    #expect(
      system.run("check", "a.json", "--format", "json")
        == Outcome(status: 2, error: "catalogc: error: cannot write standard output: No space left on device\n"))
  }
}

extension String {
  /// A report without its summary.
  fileprivate var droppingLastLine: String { split(separator: "\n").dropLast().map { $0 + "\n" }.joined() }

  /// A report with one warning as `--strict` prints it.
  fileprivate var replacingWarningByError: String {
    var words = split(separator: "warning", omittingEmptySubsequences: false)
    let last = words.removeLast()
    return words.joined(separator: "error") + "error" + last
  }
}

/// What `check` does without a provider or a catalog.
@Suite struct CheckDefaultTests {
  typealias Outcome = MemorySystem.Outcome

  /// ``Catalogs/cheap`` with providers.
  private func cheap(_ providers: String) -> String { Catalogs.cheap.dropLast() + #", "providers": {\#(providers)}}"# }

  private func rules(_ catalog: String, _ arguments: String...) -> Set<String> {
    let outcome = MemorySystem(["a.json": catalog]).run(["check", "a.json", "--format", "json"] + arguments)
    let diagnostics = JSON.read(outcome.output)["diagnostics"]?.elements ?? []
    return Set(diagnostics.compactMap { $0["rule"]?.string.flatMap { $0.split(separator: "/").first.map(String.init) } })
  }

  @Test func `without a provider, a catalog is checked for those that it names`() {
    #expect(rules(cheap("")) == [])
    #expect(rules(cheap(#""stripe": {}"#)) == ["stripe"])
    #expect(rules(cheap(#""stripe": {}, "razorpay": {"enabled": false}"#)) == ["stripe"])
    #expect(rules(cheap(#""stripe": {}, "dodo": {}"#)) == rules(cheap(""), "-p", "stripe,dodo"))
    #expect(rules(cheap(#""stripe": {"enabled": false}"#)) == [])
    // Another provider can still be requested.
    #expect(rules(cheap(#""stripe": {}"#), "-p", "dodo") == rules(cheap(""), "-p", "dodo"))
  }

  @Test func `all providers are those that the catalog names, or else those that it does not disable`() {
    #expect(rules(cheap(#""stripe": {}"#), "-p", "all") == ["stripe"])
    #expect(rules(cheap(""), "-p", "all").isSuperset(of: ["stripe", "dodo"]))
    #expect(
      rules(cheap(#""stripe": {"enabled": false}"#), "-p", "all") == rules(cheap(""), "-p", "all").subtracting(["stripe"]))
  }

  @Test(arguments: ["catalog.json", "catalog.swift"]) func `without a catalog, the one in the directory is checked`(name: String)
  {
    let text = name.hasSuffix("swift") ? "let c = Catalog(features: [:], plans: [:])" : Catalogs.clean
    #expect(MemorySystem([name: text, "other.json": Catalogs.wrong]).run("check") == Outcome(status: 0))
    let wrong = MemorySystem([name: "?"]).run("check", "--color", "never")
    #expect(wrong.status == 1)
    #expect(wrong.error.hasPrefix("\(name):1:1: error: "))
  }

  @Test func `without a catalog, there must be exactly one in the directory`() {
    #expect(
      MemorySystem(["other.json": Catalogs.clean]).run("check")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: the current directory has no `catalog.json`, `catalog.jsonc` or `catalog.swift`
              = help: name the catalog, such as `catalogc check billing/catalog.json`

            """))
    #expect(
      MemorySystem(["catalog.json": Catalogs.clean, "catalog.jsonc": Catalogs.clean, "catalog.swift": ""]).run("check")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: the current directory has several catalogs: `catalog.json`, `catalog.jsonc` and `catalog.swift`
              = help: name the catalog, such as `catalogc check catalog.json`

            """))
  }

  @Test func `the catalog in the directory is fixed, too, and must not be overwritten`() {
    let system = MemorySystem(["catalog.json": #"{"features": {"api": {"type": "bolean"}}, "plans": {}}"#])
    #expect(system.run("check", "--format", "json", "--output", "catalog.json").status == 2)
    #expect(system.run("check", "--fix").status == 0)
    #expect(system.text("catalog.json")?.contains(#""boolean""#) == true)
  }
}
