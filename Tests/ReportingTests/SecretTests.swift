import Reporting
import TestSupport
import Testing

/// No report shows a string that looks like a secret, whatever the finding.
@Suite struct SecretTests {
  private static let secret = "sk_live_51H8xLkq0"
  private static let hidden = "51H8xLkq0"

  private static let catalogs = [
    "a value": #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": "SECRET"}}}}"#,
    "an id": #"{"features": {"SECRET": {"type": "bool"}}, "plans": {}}"#,
    "a reference": #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"SECRET": true}}}}"#,
    "a field": #"{"features": {}, "plans": {}, "SECRET": 1}"#,
    "a choice": #"{"features": {"api": {"type": "SECRET"}}, "plans": {}}"#,
    "a duplicate": #"{"features": {}, "plans": {}, "SECRET": 1, "SECRET": 2}"#,
    "a currency": #"""
    {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly":
      {"amount": 1, "currency": "SECRET", "interval": "SECRET", "lookupKey": "SECRET"}}}}}
    """#,
    "before a syntax error": #"{"key": "SECRET",}"#,
    "after a syntax error": #"{"features": {},, "key": "SECRET"}"#,
    "in a string that is not closed": #"{"key": "SECRET"#,
    "not a string": #"{"key": SECRET}"#,
  ]

  private static let reports = [[]] + ReportFormat.machine.map { ["--format", $0.name] }

  @Test(arguments: catalogs.keys.sorted(), reports)
  func `no report shows it`(name: String, options: [String]) throws {
    let catalog = try #require(Self.catalogs[name]).split(separator: "SECRET", omittingEmptySubsequences: false)
      .joined(separator: Self.secret)
    let outcome = MemorySystem(["a.json": catalog]).run(["check", "a.json", "--provider", "all"] + options)
    #expect(outcome.status == 1)
    #expect(!(outcome.error + outcome.output).isEmpty)
    #expect(!outcome.error.contains(Self.hidden), "\(outcome.error)")
    #expect(!outcome.output.contains(Self.hidden), "\(outcome.output)")
  }

  @Test func `a snippet shows asterisks instead`() {
    let catalog = """
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"sk_live_51H8xLkq0": true}}}}
      """
    #expect(
      MemorySystem(["a.json": catalog]).run("check", "a.json")
        == MemorySystem.Outcome(
          status: 1,
          error: """
            a.json:2:37: error: this string looks like a provider secret (`sk_live_…`) [secret-in-catalog]
             2 |  "plans": {"pro": {"entitlements": {"sk_live_*********": true}}}}
               |                                     ^~~~~~~~~~~~~~~~~~~
              = help: remove it, rotate it at the provider, and pass the new one through the environment
            a.json:2:37: error: unknown feature `sk_live_…` [unknown-feature]
             2 |  "plans": {"pro": {"entitlements": {"sk_live_*********": true}}}}
               |                                     ^~~~~~~~~~~~~~~~~~~
              = help: use `api`
            a.json: 2 errors

            """))
  }

  @Test func `a prefix alone is not a secret`() {
    let catalog = #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": "sk_live_"}}}}"#
    #expect(MemorySystem(["a.json": catalog]).run("check", "a.json") == MemorySystem.Outcome(status: 0))
  }
}
