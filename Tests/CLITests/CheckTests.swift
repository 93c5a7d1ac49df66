import CatalogcCLI
import TestSupport
import Testing

/// `check`: what it prints where, and how it ends.
@Suite struct CheckTests {
  typealias Outcome = MemorySystem.Outcome

  @Test func `a catalog without findings is passed over in silence`() {
    #expect(MemorySystem(["a.json": Catalogs.clean]).run("check", "a.json") == Outcome(status: 0))
  }

  @Test func `an error ends with 1, and stands on standard error`() {
    let outcome = MemorySystem(["a.json": Catalogs.wrong]).run("check", "a.json")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
  }

  @Test func `a warning ends with 0`() {
    let outcome = MemorySystem(["a.json": Catalogs.repeated]).run("check", "a.json")
    #expect(
      outcome
        == Outcome(
          status: 0,
          error: """
            a.json:3:79: warning: the plan `pro` is named twice [repeated-plan]
             3 |  "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro", "pro"]}}}
               |                                                                               ^~~~~
            a.json:3:72: note: it is named here already
             3 |  "addons": {"sso": {"entitlements": {"sso": true}, "compatiblePlans": ["pro", "pro"]}}}
               |                                                                        ^~~~~
              = help: remove one of the two
            a.json: 1 warning

            """))
  }

  @Test func `under --strict the same warning is an error, and ends with 1`() {
    let system = MemorySystem(["a.json": Catalogs.repeated])
    let lax = system.run("check", "a.json")
    let strict = system.run("check", "a.json", "--strict")
    #expect(strict.status == 1)
    #expect(strict.output == "")
    #expect(strict.error == lax.error.replacingWarningByError)
  }

  @Test func `a note is told, and is none under --strict either`() {
    let system = MemorySystem(["a.json": Catalogs.metered])
    let outcome = system.run("check", "a.json", "--provider", "stripe")
    #expect(outcome.status == 0)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("a.json:1:15: note: "))
    #expect(outcome.error.hasSuffix("\na.json: 1 note\n"))
    #expect(system.run("check", "a.json", "--provider", "stripe", "--strict") == outcome)
  }

  // MARK: Providers

  @Test func `what a provider cannot express is told only where it is named`() {
    let system = MemorySystem(["a.json": Catalogs.cheap])
    #expect(system.run("check", "a.json") == Outcome(status: 0))
    let named = system.run("check", "a.json", "--provider", "stripe")
    #expect(
      named
        == Outcome(
          status: 0,
          error: """
            a.json:3:37: warning: Stripe charges at least 0.50 USD, found 0.49 USD; charging it fails \
            [stripe/amount-below-minimum]
             3 |    "prices": {"monthly": {"amount": 49, "currency": "USD", "interval": "month"}}}}}
               |                                     ^~
              = help: set the option `settlementCurrency` to the currency of the account's payouts
            a.json: 1 warning

            """))
    let strict = system.run("check", "a.json", "--provider", "stripe", "--strict")
    #expect(strict == Outcome(status: 1, error: named.error.replacingWarningByError))
  }

  @Test func `a provider that the catalog switches off is an error by name, and is left out of all`() {
    let system = MemorySystem(["a.json": Catalogs.withoutStripe])
    #expect(system.run("check", "a.json", "--provider", "all") == Outcome(status: 0))
    #expect(
      system.run("check", "a.json", "--provider", "stripe")
        == Outcome(
          status: 1,
          error: """
            a.json:1:67: error: the catalog switches Stripe off [provider-disabled]
             1 | {"features": {}, "plans": {}, "providers": {"stripe": {"enabled": false}}}
               |                                                                   ^~~~~
              = help: remove this, or do not name `stripe`
            a.json: 1 error

            """))
  }

  // MARK: Several catalogs

  @Test func `every catalog is reported in its turn`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "b.json": Catalogs.clean, "c.json": Catalogs.wrong])
    let outcome = system.run("check", "a.json", "b.json", "c.json")
    #expect(
      outcome == Outcome(status: 1, error: Catalogs.finding(in: "a.json") + Catalogs.finding(in: "c.json")))
  }

  @Test func `one that cannot be read does not hide what is wrong with the others`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "c.json": Catalogs.wrong])
    let missing = "catalogc: error: cannot read `b.json`: No such file or directory\n"
    #expect(
      system.run("check", "a.json", "b.json", "c.json")
        == Outcome(status: 2, error: Catalogs.finding(in: "a.json") + missing + Catalogs.finding(in: "c.json")))
    #expect(
      system.run("check", "a.json", "b.json", "--format", "json")
        == Outcome(status: 2, output: Catalogs.finding(in: "a.json", asJSON: true), error: missing))
  }

  @Test func `a catalog whose name does not tell its format is refused, and the others are checked`() {
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

  // MARK: Standard input

  @Test(arguments: [[], ["--from", "json"]])
  func `a dash is standard input, in JSON where --from is left out`(options: [String]) {
    let system = MemorySystem(["-": Catalogs.wrong])
    #expect(system.run(["check", "-"] + options) == Outcome(status: 1, error: Catalogs.finding(in: "<stdin>")))
  }

  @Test func `standard input that ends at once is no catalog`() {
    #expect(
      MemorySystem(["-": ""]).run("check", "-")
        == Outcome(
          status: 1,
          error: """
            <stdin>:1:1: error: expected a value, found the end of the file [syntax-error]
             1 |\(" ")
               | ^
            <stdin>: 1 error

            """))
  }

  @Test func `an unknown format of the catalog is refused`() {
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

  @Test func `a format for programs goes to standard output, a line for each catalog`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "b.json": Catalogs.clean])
    #expect(
      system.run("check", "a.json", "b.json", "--format", "json")
        == Outcome(
          status: 1,
          output: Catalogs.finding(in: "a.json", asJSON: true)
            + #"{"format":1,"catalog":"b.json","errors":0,"warnings":0,"diagnostics":[]}"# + "\n"))
  }

  @Test func `the human format may be named`() {
    let system = MemorySystem(["a.json": Catalogs.wrong])
    #expect(system.run("check", "a.json", "--format", "human") == system.run("check", "a.json"))
  }

  @Test func `an unknown format is refused before anything is read`() {
    #expect(
      MemorySystem().run("check", "a.json", "--format", "jsno")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: invalid value `jsno` for `--format`
              = help: did you mean `json`?

            """))
  }

  @Test func `a report that cannot be written ends with 2`() {
    let system = MemorySystem(["a.json": Catalogs.clean])
    system.outputFailure = SystemError("cannot write standard output: No space left on device")
    #expect(
      system.run("check", "a.json", "--format", "json")
        == Outcome(status: 2, error: "catalogc: error: cannot write standard output: No space left on device\n"))
  }
}

extension String {
  /// What `--strict` makes of a report with one warning.
  fileprivate var replacingWarningByError: String {
    var words = split(separator: "warning", omittingEmptySubsequences: false)
    let last = words.removeLast()
    return words.joined(separator: "error") + "error" + last
  }
}
