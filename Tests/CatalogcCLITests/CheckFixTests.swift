import CatalogcCLI
import TestSupport
import Testing

/// `check --fix`: which output goes where, and which findings remain.
@Suite struct CheckFixTests {
  typealias Outcome = MemorySystem.Outcome

  private static let slips = """
    {"features": {"apiAccess": {"type": "Boolean"}},
     "plans": {"pro": {"entitlements": {"apiAcess": true},
       "prices": {"p": {"amount": "2000", "currency": "USD", "interval": "monthly"}}}},}

    """

  /// With the safe fixes applied.
  private static let safe = """
    {"features": {"apiAccess": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"apiAccess": true},
       "prices": {"p": {"amount": "2000", "currency": "USD", "interval": "month"}}}}}

    """

  private static let clean = """
    {"features": {"apiAccess": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"apiAccess": true},
       "prices": {"p": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}

    """

  private static let remains = """
    a.json:3:31: error: `amount` needs a decimal point to be in major units, found `"2000"` [ambiguous-amount]
     3 |    "prices": {"p": {"amount": "2000", "currency": "USD", "interval": "month"}}}}}
       |                               ^~~~~~
      = help: write `2000` for 20.00 USD, or `200000` or `"2000.00"` for 2000.00 USD
    a.json: 1 error

    """

  @Test func `safe fixes are written, and the rest is reported`() {
    let system = MemorySystem(["a.json": Self.slips])
    let outcome = system.run("check", "a.json", "--fix")
    #expect(system.text("a.json") == Self.safe)
    #expect(system.writes == [["a.json"]])
    #expect(outcome == Outcome(status: 1, error: Self.remains + "a.json: fixed 4 problems\n"))
  }

  @Test func `--unsafe-fixes writes the other fixes too`() {
    let system = MemorySystem(["a.json": Self.slips])
    #expect(system.run("check", "a.json", "--fix", "--unsafe-fixes") == Outcome(status: 0, error: "a.json: fixed 5 problems\n"))
    #expect(system.text("a.json") == Self.clean)
    // Nothing is left to fix, so nothing is written.
    #expect(system.run("check", "a.json", "--fix", "--unsafe-fixes") == Outcome(status: 0))
    #expect(system.writes == [["a.json"]])
  }

  @Test func `comments of a JSONC catalog are kept`() {
    let system = MemorySystem([
      "a.jsonc": """
      {"features": {"apiAccess": {"type": "Boolean" /* /* "Static" */}}, // all
       "plans": {"pro": {"entitlements": {"apiAcess": true}}},
       "addons": {"sso": {"entitlements": {"apiAccess": true}, "compatiblePlans": ["pro" /* one */, /* two */ "pro" /* , */ , ]}},
      }

      """
    ])
    #expect(system.run("check", "a.jsonc", "--fix").error.hasSuffix("a.jsonc: fixed 3 problems\n"))
    #expect(
      system.text("a.jsonc") == """
        {"features": {"apiAccess": {"type": "boolean" /* /* "Static" */}}, // all
         "plans": {"pro": {"entitlements": {"apiAccess": true}}},
         "addons": {"sso": {"entitlements": {"apiAccess": true}, "compatiblePlans": ["pro" /* one */, /* two */  /* , */  ]}},
        }

        """)
  }

  @Test func `several catalogs are written together, each of them once`() {
    let system = MemorySystem(["a.json": Self.slips, "b.json": Catalogs.clean, "c.json": Catalogs.repeated])
    let outcome = system.run("check", "a.json", "b.json", "c.json", "a.json", "--fix", "--unsafe-fixes")
    #expect(outcome == Outcome(status: 0, error: "a.json: fixed 5 problems\nc.json: fixed 1 problem\n"))
    #expect(system.writes == [["a.json", "c.json"]])
  }

  @Test func `if anything fails, nothing is written`() {
    let system = MemorySystem(["a.json": Self.slips, "c.json": Catalogs.repeated])
    #expect(
      system.run("check", "a.json", "b.json", "--fix")
        == Outcome(status: 2, error: "catalogc: error: cannot read `b.json`: No such file or directory\n"))
    system.failures["c.json"] = SystemError("cannot write `c.json`: Permission denied")
    #expect(system.run("check", "a.json", "c.json", "--fix").status == 2)
    #expect(system.writes.isEmpty)
    #expect(system.text("a.json") == Self.slips)
  }

  @Test func `--diff shows what --fix would write`() {
    let system = MemorySystem(["a.json": Self.slips, "b.json": Catalogs.clean])
    let expected = Outcome(
      status: 1,
      output: """
        --- a.json
        +++ a.json
        @@ -1,3 +1,3 @@
        -{"features": {"apiAccess": {"type": "Boolean"}},
        - "plans": {"pro": {"entitlements": {"apiAcess": true},
        -   "prices": {"p": {"amount": "2000", "currency": "USD", "interval": "monthly"}}}},}
        +{"features": {"apiAccess": {"type": "boolean"}},
        + "plans": {"pro": {"entitlements": {"apiAccess": true},
        +   "prices": {"p": {"amount": "2000", "currency": "USD", "interval": "month"}}}}}

        """,
      error: "a.json: 4 fixable problems; 1 error would remain\n")
    #expect(system.run("check", "a.json", "b.json", "--diff") == expected)
    #expect(system.run("check", "a.json", "b.json", "--fix", "--diff") == expected)
    #expect(system.writes.isEmpty)
    #expect(system.run("check", "b.json", "--diff") == Outcome(status: 0))
  }

  @Test func `a diff does not show a secret next to a change`() {
    let system = MemorySystem([
      "a.json": "{\"features\": {\"api\": {\"type\": \"Boolean\", \"name\": \"sk_live_51H8xLkq0\"}}, \"plans\": {}}"
    ])
    let outcome = system.run("check", "a.json", "--diff")
    #expect(outcome.output.contains(#"+{"features": {"api": {"type": "boolean", "name": "sk_live_…"}}, "plans": {}}"#))
    #expect(!outcome.output.contains("51H8xLkq0"))
  }

  @Test func `standard input is fixed to standard output`() {
    let system = MemorySystem(["-": Self.slips])
    let outcome = system.run("check", "-", "--fix", "--unsafe-fixes")
    #expect(outcome == Outcome(status: 0, output: Self.clean, error: "<stdin>: fixed 5 problems\n"))
    // Without fixes, it passes through unchanged.
    #expect(MemorySystem(["-": Self.clean]).run("check", "-", "--fix") == Outcome(status: 0, output: Self.clean))
    #expect(system.writes.isEmpty)
  }

  @Test func `a Swift catalog is fixed as Swift`() {
    let catalog = { (interval: String, plan: String) in
      """
      import BillingCatalog

      let catalog = Catalog( // all of it
        features: ["api": Feature(type: .boolean)],
        plans: ["pro": Plan(entitlements: ["api": true],
          \(plan): ["p": Price(amount: 1, currency: "USD", interval: \(interval))])]
      )

      """
    }
    let system = MemorySystem(["a.swift": catalog(".mnoth", "pricse")])
    #expect(system.run("check", "a.swift", "--fix") == Outcome(status: 0, error: "a.swift: fixed 2 problems\n"))
    #expect(system.text("a.swift") == catalog(".month", "prices"))
  }

  @Test func `a fix that would break the file is not applied`() {
    // As `currency`, it would have to be a string; Swift has no such member.
    let catalog = """
      let c = Catalog(features: ["api": Feature(type: .boolean)], plans: ["pro": Plan(entitlements: ["api": true],
        prices: ["p": Price(amount: 1, curency: .usd, interval: .month)])])
      """
    let system = MemorySystem(["a.swift": catalog])
    #expect(system.run("check", "a.swift", "--fix").status == 1)
    #expect(system.writes.isEmpty)
  }

  @Test func `a suppressed finding is not fixed`() {
    let system = MemorySystem(["a.json": Catalogs.repeated])
    #expect(system.run("check", "a.json", "--fix", "--allow", "repeated-plan") == Outcome(status: 0))
    #expect(system.writes.isEmpty)
  }

  @Test func `remaining findings can be machine-readable`() {
    let system = MemorySystem(["a.json": Self.slips])
    let outcome = system.run("check", "a.json", "--fix", "--format", "github")
    #expect(
      outcome
        == Outcome(
          status: 1,
          output: "::error title=catalogc (ambiguous-amount),file=a.json,line=3,col=31,endLine=3,endColumn=37::"
            + "a.json:3:31: `amount` needs a decimal point to be in major units, found `\"2000\"` [ambiguous-amount]%0A"
            + "help: write `2000` for 20.00 USD, or `200000` or `\"2000.00\"` for 2000.00 USD\n",
          error: "a.json: fixed 4 problems\n"))
  }

  @Test(arguments: [
    (["a.json", "--unsafe-fixes"], "`--unsafe-fixes` requires `--fix` or `--diff`", nil),
    (["a.json", "--diff", "--format", "json"], "`--diff` cannot be used with `--format`", nil),
    (
      ["-", "--fix", "--format", "json"], "the fixed catalog and the findings cannot both go to standard output",
      "write the findings to a file with `--output FILE`"
    ),
  ])
  func `conflicting options are rejected`(arguments: [String], message: String, help: String?) {
    let system = MemorySystem(["a.json": Self.slips, "-": Self.slips])
    #expect(
      system.run(["check"] + arguments)
        == Outcome(status: 2, error: "catalogc: error: \(message)\n" + (help.map { "  = help: \($0)\n" } ?? "")))
    #expect(system.writes.isEmpty)
  }

  @Test func `ten thousand mistakes are fixed in one run`() {
    let features = (0..<5000).map { #""f\#($0)": {"type": "Boolean", "nmae": "F"}"# }.joined(separator: ",\n")
    let repaired = (0..<5000).map { #""f\#($0)": {"type": "boolean", "name": "F"}"# }.joined(separator: ",\n")
    let system = MemorySystem(["a.json": "{\"features\": {\n\(features),\n},\n\"plans\": {}}"])
    #expect(system.run("check", "a.json", "--fix") == Outcome(status: 0, error: "a.json: fixed 10001 problems\n"))
    #expect(system.text("a.json") == "{\"features\": {\n\(repaired)\n},\n\"plans\": {}}")
  }
}
