import TestSupport
import Testing

/// `catalogc test`, and `catalogc diff --scenarios`: their output and exit status.
@Suite struct ScenarioCommandTests {
  typealias Outcome = MemorySystem.Outcome

  private static func catalog(_ amount: String = "20.00", plan: String = "pro") -> String {
    """
    {"features": {"seats": {"type": "limit"}},
     "plans": {"\(plan)": {"quantity": {"feature": "seats"}, "entitlements": {}, "prices": {
       "monthly": {"amount": "\(amount)", "currency": "USD", "interval": "month"}}}}}
    """
  }

  private func test(_ scenarios: String, _ arguments: String...) -> Outcome {
    MemorySystem(["catalog.json": Self.catalog(), "s.json": scenarios]).run(["test", "catalog.json", "s.json"] + arguments)
  }

  private static let right = #""one": {"plan": "pro", "expect": {"total": "20.00"}}"#
  private static let wrong = #""two": {"plan": "pro", "quantity": 2, "expect": {"total": "30.00"}}"#
  private static let unknown = #""three": {"plan": "por", "expect": {"total": 0}}"#

  // MARK: Testing

  @Test func `scenarios that pass are counted`() {
    #expect(test("{\(Self.right)}") == Outcome(status: 0, output: "1 scenario passed\n"))
    #expect(test("{}") == Outcome(status: 0, output: "0 scenarios passed\n"))
  }

  @Test func `a scenario that fails shows the difference and the quote`() {
    #expect(
      test("{\(Self.right),\n \(Self.wrong)}")
        == Outcome(
          status: 1,
          output: """
            failed: two
              s.json:2:60: expected 30.00 USD a month, found 40.00 USD
                40.00 USD a month
                  pro: 2 at 20.00  40.00
                included
                  seats: 2

            1 of 2 scenarios passed, 1 failed

            """))
  }

  // MARK: Changes that no scenario notices

  @Test func `a price that no scenario depends on is shown with its place`() {
    let outcome = test(#"{"other": {"plan": "pro", "expect": {"lines": {}}}}"#, "--mutate")
    #expect(
      outcome
        == Outcome(
          status: 1,
          output: """
            not caught: plans.pro.prices.monthly.amount
              catalog.json:3:26: no scenario fails if `"20.00"` becomes `"22.00"`

            0 of 1 change caught, 1 not caught

            """))
    #expect(test("{\(Self.right)}", "--mutate") == Outcome(status: 0, output: "1 change caught\n"))
  }

  @Test func `a scenario that fails fails the run, too`() {
    #expect(test("{\(Self.right), \(Self.wrong)}", "--mutate").status == 1)
  }

  @Test func `changes are written for programs`() {
    let json = test("{\(Self.right)}", "--mutate", "--format", "json").output
    #expect(json.hasPrefix(#"{"format":1,"catalog":"catalog.json","scenarios":"s.json","caught":1,"notCaught":0,"changes":[{"#))
    let junit = test("{}", "--mutate", "--format", "junit").output
    #expect(
      junit.contains(#"<testcase name="plans.pro.prices.monthly.amount" classname="catalog.json" file="catalog.json" line="3">"#))
    #expect(junit.contains(#"type="uncaught-change""#))
  }

  @Test func `a scenario with errors is reported like a catalog`() {
    #expect(
      test("{\(Self.right),\n \(Self.unknown)}")
        == Outcome(
          status: 1, output: "1 of 2 scenarios passed, 1 with errors\n",
          error: """
            s.json:2:20: error: unknown plan `por` [scenario-unknown-name]
             2 |  "three": {"plan": "por", "expect": {"total": 0}}}
               |                    ^~~~~
              = help: did you mean `pro`?
            s.json: 1 error

            """))
  }

  @Test func `a file that cannot be understood has no results`() {
    let outcome = test("{")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("s.json:1:1: error: unclosed object [syntax-error]\n"))
    #expect(test(Self.catalog()).error.hasPrefix("s.json:1:1: error: this is a catalog, not a scenario file [wrong-type]\n"))
  }

  @Test func `JUnit has a test case for each scenario`() {
    #expect(
      test("{\(Self.right),\n \(Self.wrong),\n \(Self.unknown)}", "--format", "junit").output
        == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="catalogc" tests="3" failures="1" errors="1">
          <testsuite name="s.json" tests="3" failures="1" errors="1">
            <testcase name="one" classname="s.json" file="s.json" line="1"/>
            <testcase name="two" classname="s.json" file="s.json" line="2">
              <failure type="unexpected-invoice" message="expected 30.00 USD a month, found 40.00 USD">\
        s.json:2:60: expected 30.00 USD a month, found 40.00 USD</failure>
            </testcase>
            <testcase name="three" classname="s.json" file="s.json" line="3">
              <error type="scenario-unknown-name" message="unknown plan `por`">s.json:3:20: unknown plan `por`</error>
            </testcase>
          </testsuite>
        </testsuites>

        """)
  }

  @Test func `a file that cannot be understood is an error of JUnit, too`() {
    let outcome = test("{", "--format", "junit")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains(#"<testsuites name="catalogc" tests="1" failures="0" errors="1">"#))
    #expect(outcome.output.contains(#"<error type="syntax-error""#))
  }

  @Test func `JSON has the invoices and the differences`() {
    #expect(
      test("{\(Self.wrong)}", "--format", "json").output
        == #"{"format":1,"catalog":"catalog.json","scenarios":"s.json","passed":0,"failed":1,"invalid":0,"#
        + #""results":[{"name":"two","status":"failed","problems":[{"message":"expected 30.00 USD a month, found 40.00 USD","#
        + #""path":"two.expect.total","pointer":"/two/expect/total","range":{"start":{"line":1,"column":60,"offset":59},"#
        + #""end":{"line":1,"column":67,"offset":66}}}],"currency":"USD","invoices":[{"interval":"month","#
        + #""lines":[{"kind":"plan","id":"pro","price":"monthly","lookupKey":"pro:monthly","quantity":2,"#
        + #""rates":[{"units":2,"unitAmountDecimal":"2000"}],"amount":4000}],"total":4000}],"#
        + #""included":[{"feature":"seats","limit":2}]}]}"# + "\n")
  }

  @Test func `names cannot control a terminal`() {
    let outcome = test(#"{"\u001b[2J\n": {"plan": "pro", "expect": {"total": 0}}}"#)
    #expect(outcome.output.hasPrefix(#"failed: \u{1B}[2J\n"# + "\n"))
  }

  @Test func `standard input cannot be both files`() {
    #expect(
      MemorySystem().run("test", "-", "-")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: standard input cannot be both the catalog and the scenarios
              = help: pass one of them as a file

            """))
  }

  // MARK: Comparing catalogs

  private func diff(_ scenarios: String, _ new: String, _ arguments: String...) -> Outcome {
    MemorySystem(["old.json": Self.catalog(), "new.json": new, "s.json": scenarios])
      .run(["diff", "old.json", "new.json", "--provider", "stripe", "--scenarios", "s.json"] + arguments)
  }

  @Test func `a table shows what each scenario costs in both catalogs`() {
    let outcome = diff("{\(Self.right), \(Self.wrong)}", Self.catalog("25.00"))
    #expect(outcome.status == 0)
    #expect(
      outcome.output.hasSuffix(
        """
        1 change: 1 affects customers, 1 needs a new object (stripe)

        scenario                 old        new  change
        one       a month  20.00 USD  25.00 USD  +25.0%
        two       a month  40.00 USD  50.00 USD  +25.0%

        """))
  }

  @Test func `Markdown and JSON have the table, too`() {
    let markdown = diff("{\(Self.right)}", Self.catalog("25.00"), "--format", "markdown").output
    #expect(
      markdown.hasSuffix(
        """

        ### Invoices

        | scenario | | old | new | change |
        |---|---|---:|---:|---:|
        | one | a month | 20.00 USD | 25.00 USD | +25.0% |

        """))
    let json = diff("{\(Self.right)}", Self.catalog("25.00"), "--format", "json").output
    #expect(
      json.hasSuffix(
        #","invoices":[{"scenario":"one","interval":"month","old":{"total":2000,"currency":"USD"},"#
          + #""new":{"total":2500,"currency":"USD"},"changed":true}]}"# + "\n"))
  }

  @Test(arguments: [("24.9", 1), ("25", 0), ("100", 0)]) func `a rise beyond a percentage fails`(percent: String, status: Int32) {
    #expect(diff("{\(Self.right)}", Self.catalog("25.00"), "--fail-on-increase", percent).status == status)
    #expect(diff("{\(Self.right)}", Self.catalog("15.00"), "--fail-on-increase", percent).status == 0)
  }

  @Test func `what only one catalog sells is in the table, with the reason`() {
    #expect(
      diff("{\(Self.right)}", Self.catalog(plan: "team")).output
        .hasSuffix("one       a month  20.00 USD  not sold  unknown plan `pro`\n"))
  }

  @Test func `what neither catalog sells is an error`() {
    let outcome = diff("{\(Self.unknown)}", Self.catalog("25.00"))
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("error: unknown plan `por` [scenario-unknown-name]"))
  }

  @Test func `a percentage needs scenarios, and must be a number`() {
    let system = MemorySystem(["old.json": Self.catalog(), "new.json": Self.catalog()])
    #expect(
      system.run("diff", "old.json", "new.json", "--fail-on-increase", "5")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: `--fail-on-increase` needs `--scenarios`
              = help: name a scenario file with `--scenarios`

            """))
    for percent in ["x", "-1", "5%"] {
      #expect(
        diff("{\(Self.right)}", Self.catalog(), "--fail-on-increase=\(percent)")
          == Outcome(
            status: 2,
            error: """
              catalogc: error: invalid value `\(percent)` for `--fail-on-increase`
                = help: use a percentage such as `10`

              """))
    }
  }
}
