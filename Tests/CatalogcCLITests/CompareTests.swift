import Providers
import TestSupport
import Testing

/// `catalogc compare`: its options and exit status.
@Suite struct CompareTests {
  private static let catalog = """
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true}, "prices": {
       "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 7, "trialCard": false}}}},
     "providers": {"stripe": {}}}
    """

  private func run(_ catalog: String = Self.catalog, _ arguments: String...) -> MemorySystem.Outcome {
    MemorySystem(["catalog.json": catalog]).run(["compare", "catalog.json"] + arguments)
  }

  @Test func `a provider that does everything needs no more than a line`() {
    #expect(
      run(Self.catalog, "--provider", "stripe").output == """
                  stripe
        plan pro  exact

        exact: as the catalog says; diff: customers pay or get something else;
        app: your application must do its part; no: not for sale

        stripe: 1 exact

        """)
  }

  @Test func `every provider is compared, also those that the catalog does not name`() {
    let output = run().output
    for provider in Provider.all { #expect(output.contains("\n\(provider.name): 1 "), "\(provider.name)") }
    #expect(output.contains("\npolar: 1 with a difference\n  not named in this catalog\n"))
    #expect(!output.contains("stripe: 1 exact\n  not named"))
  }

  @Test func `a finding is shown with its source, and with the change that lifts it`() {
    let output = run(Self.catalog, "--provider", "creem").output
    #expect(
      output.contains(
        """
        catalog.json:3:102: warning: Creem begins a trial only with a payment method; `trialCard` is ignored [creem/trial-card-required]
         3 |        "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "trialDays": 7, "trialCard": false}}}},
           |                                                                                                         ^~~~~
          = change: remove `trialCard`

        """) || output.contains("  = change: remove `trialCard`\n"), "\(output)")
    #expect(output.contains("catalog.json: 1 change lifts 1 of 1 warning of creem\n"))
    #expect(output.contains("--- a/catalog.json\n+++ b/catalog.json\n"))
  }

  @Test func `a provider that is disabled is compared, and said to be disabled`() {
    let catalog = Self.catalog.replacing(#""stripe": {}"#, with: #""stripe": {"enabled": false}"#)
    #expect(run(catalog, "--provider", "stripe").output.contains("stripe: 1 exact\n  disabled in this catalog\n"))
  }

  @Test func `assumptions about options are named`() {
    #expect(
      run(Self.catalog, "--provider", "razorpay").output.contains("\n  option `totalCount` is not set; catalogc assumes 120"))
  }

  @Test(arguments: [("not-possible", 0), ("difference", 1), ("application,difference", 1), ("exact", 0)])
  func `the status can depend on the answers`(answers: String, status: Int32) {
    #expect(run(Self.catalog, "--provider", "polar", "--fail-on", answers).status == status)
  }

  @Test func `a catalog with errors is not compared`() {
    let outcome = MemorySystem(["catalog.json": Catalogs.wrong]).run("compare", "catalog.json")
    #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.error.contains("error: "))
  }

  @Test func `a provider that refuses the catalog is an error only if the catalog names it`() {
    let catalog = """
      {"features": {"calls": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"calls": {"amount": 5, "prices": {"usd": {"amount": 2, "currency": "USD"}}}},
         "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """
    let outcome = run(catalog, "--provider", "stripe")
    #expect(outcome.status == 0 && outcome.output.contains("plan pro  no\n"))
    #expect(outcome.output.contains("`compile` emits nothing until its errors are fixed"))
  }

  @Test func `invalid values are refused`() {
    #expect(run(Self.catalog, "--format", "html").status == 2)
    #expect(run(Self.catalog, "--fail-on", "some").error.contains("invalid value `some` for `--fail-on`"))
    #expect(run(Self.catalog, "--provider", "strip").status == 2)
  }

  @Test func `color is for a terminal`() {
    let system = MemorySystem(["catalog.json": Self.catalog])
    #expect(!system.run("compare", "catalog.json").output.contains("\u{1B}"))
    system.outputIsTerminal = true
    #expect(system.run("compare", "catalog.json").output.contains("\u{1B}"))
  }
}
