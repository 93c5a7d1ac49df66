import Diagnostics
import TestSupport
import Testing

/// What looks like a secret is in no report, whatever is wrong with it or beside it.
@Suite struct SecretTests {
  private static let secret = "sk_live_51H8xLkq0"
  private static let hidden = "51H8xLkq0"

  private static let catalogs = [
    "a value": #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": "SECRET"}}}}"#,
    "a value in escapes": #"{"features": {}, "plans": {}, "providers": {"stripe": {"metadata": {"key": "\u0073k_live_51H8xLkq0"}}}}"#,
    "an id": #"{"features": {"SECRET": {"type": "bool"}}, "plans": {}}"#,
    "a reference": #"{"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"SECRET": true}}}}"#,
    "a field": #"{"features": {}, "plans": {}, "SECRET": 1}"#,
    "a choice": #"{"features": {"api": {"type": "SECRET"}}, "plans": {}}"#,
    "a duplicate": #"{"features": {}, "plans": {}, "SECRET": 1, "SECRET": 2}"#,
    "a currency": #"""
      {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}, "prices": {"monthly":
        {"amount": 1, "currency": "SECRET", "interval": "SECRET", "lookupKey": "SECRET"}}}}}
      """#,
    "in front of a syntax error": #"{"key": "SECRET",}"#,
    "behind a syntax error": #"{"features": {},, "key": "SECRET"}"#,
    "in a string that is not closed": #"{"key": "SECRET"#,
    "not a string": #"{"key": SECRET}"#,
  ]

  @Test(arguments: catalogs.keys.sorted(), [[], ["--format", "json"]])
  func `no report shows it`(name: String, options: [String]) throws {
    let catalog = try #require(Self.catalogs[name]).split(separator: "SECRET", omittingEmptySubsequences: false)
      .joined(separator: Self.secret)
    let outcome = MemorySystem(["a.json": catalog]).run(["check", "a.json", "--provider", "all"] + options)
    #expect(outcome.status == 1)
    #expect(!(outcome.error + outcome.output).isEmpty)
    #expect(!outcome.error.contains(Self.hidden), "\(outcome.error)")
    #expect(!outcome.output.contains(Self.hidden), "\(outcome.output)")
  }

  @Test func `a snippet has stars in its place`() {
    let catalog = """
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"sk_live_51H8xLkq0": true}}}}
      """
    #expect(
      MemorySystem(["a.json": catalog]).run("check", "a.json")
        == MemorySystem.Outcome(
          status: 1,
          error: """
            a.json:2:37: error: the text begins like a secret of a provider: 'sk_live_…' [secret-in-catalog]
             2 |  "plans": {"pro": {"entitlements": {"*****************": true}}}}
               |                                     ^~~~~~~~~~~~~~~~~~~
              = help: take it out, make a new one at the provider, and keep it in the environment
            a.json:2:37: error: there is no feature 'sk_live_…' [unknown-feature]
             2 |  "plans": {"pro": {"entitlements": {"*****************": true}}}}
               |                                     ^~~~~~~~~~~~~~~~~~~
              = help: the catalog defines 'api'
            a.json: 2 errors

            """))
  }

  @Test(arguments: Secret.prefixes) func `what stands behind the beginning is left out of a text`(prefix: String) {
    #expect(Secret.redacted("no '\(prefix)a1-b2_c3' here, and no '\(prefix)x'") == "no '\(prefix)…' here, and no '\(prefix)…'")
    #expect(Secret.redacted("\(prefix)a1/b2+c3=") == "\(prefix)…")
  }

  @Test func `a beginning alone is no secret, and neither is the middle of a word`() {
    for text in ["", "sk_live_", "'sk_live_'", "task_live_1", "disk_test_2 whsec"] { #expect(Secret.redacted(text) == text) }
  }
}
