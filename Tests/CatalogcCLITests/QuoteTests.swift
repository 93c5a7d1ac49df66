import TestSupport
import Testing

/// `catalogc quote`: its output and exit status.
@Suite struct QuoteTests {
  typealias Outcome = MemorySystem.Outcome

  private static let catalog = """
    {"id": "shop",
     "meters": {"calls": {"eventType": "call", "aggregation": "count"}},
     "features": {"calls": {"type": "metered", "meter": "calls", "name": "API\\u001b calls"}, "seats": {"type": "limit"}},
     "plans": {
       "pro": {"name": "Pro", "quantity": {"feature": "seats"},
         "entitlements": {"calls": {"amount": 1000, "max": 1000000, "prices": {"usd": {"currency": "USD", "per": 1000,
           "mode": "graduated", "tiers": [{"upTo": 5000, "amount": "0.50"}, {"amount": "0.40", "flat": "1.00"}]}}}},
         "prices": {"monthly": {"amount": "20.00", "currency": "USD", "interval": "month"},
           "yearly": {"amount": "200.00", "currency": "USD", "interval": "year"}}},
       "free": {"entitlements": {"calls": 10}, "default": true}},
     "topups": {"pack": {"name": "Pack", "feature": "calls", "amount": 500, "quantity": {}, "prices": {
       "usd": {"amount": "5.00", "currency": "USD", "interval": "one_time"}}}},
     "discounts": {"launch": {"percent": 12.5, "duration": "once"}, "welcome": {"amounts": {"USD": 500}, "duration": "forever"}}}
    """

  private func run(_ arguments: String...) -> Outcome {
    MemorySystem(["catalog.json": Self.catalog]).run(["quote", "catalog.json"] + arguments)
  }

  // MARK: Providers

  @Test func `a provider's invoice is shown, and what differs`() {
    let same = run("pro", "--price", "monthly", "--usage", "calls=8000", "--provider", "stripe")
    #expect(same.status == 0)
    #expect(same.output.hasPrefix("charged by Stripe\n\n24.20 USD a month\n  Pro, monthly"))
    let unsold = run("pro", "--price", "monthly", "--usage", "calls=8000", "--provider", "razorpay")
    #expect(unsold.status == 1)
    #expect(
      unsold.output == """
        charged by Razorpay

        20.00 USD a month
          Pro, monthly  20.00

        differs from the catalog
          usage of `calls`: 0.00 instead of 4.20 USD a month

        """)
  }

  @Test func `the smallest difference is found`() {
    let found = run("pro", "--price", "monthly", "--find-difference", "razorpay")
    #expect(found.status == 1)
    #expect(
      found.output == """
        at 1,001 `calls`, Razorpay charges 0.00 USD and the catalog 0.0005 USD
        bought: no difference

        """)
    let none = run("pro", "--price", "monthly", "--find-difference", "stripe")
    #expect(none.status == 0)
    #expect(none.output == "`calls`: no difference\nbought: no difference\n")
    let json = run("pro", "--price", "monthly", "--find-difference", "stripe,razorpay", "--format", "json").output
    #expect(
      json.hasSuffix(
        #""compared":["stripe","razorpay"],"comparisons":[{"kind":"usage","id":"calls","differs":true,"at":1001,"#
          + #""first":"0.05","second":"0"},{"kind":"quantity","differs":false}]}"# + "\n"))
  }

  @Test(arguments: ["strip", "stripe,stripe", "stripe,polar,dodo", ""]) func `an unknown provider is refused`(names: String) {
    #expect(run("pro", "--price", "monthly", "--find-difference", names).status == 2)
  }

  @Test func `two kinds of comparison are refused`() {
    #expect(run("pro", "--provider", "stripe", "--find-difference", "polar").status == 2)
  }

  // MARK: For people

  @Test func `each invoice begins with its total, and each line shows its tiers`() {
    #expect(
      run("pro", "--price", "monthly", "--quantity", "3", "--usage", "calls=8000", "--topup", "pack=2")
        == Outcome(
          status: 0,
          output: """
            63.80 USD a month
              Pro, monthly: 3 at 20.00                                   60.00
              API\\u{1B} calls: 8,000 used, 1,000 included, 1,000 bought   3.80
                4,000 at 0.50 per 1,000 = 2.00
                2,000 at 0.40 per 1,000 plus 1.00 = 1.80

            10.00 USD once
              Pack: 2 at 5.00  10.00

            included
              API\\u{1B} calls: 1,000 a month and 1,000 once
              seats: 3

            """))
  }

  @Test func `the end of access is shown`() {
    let output = run("pro", "--price", "yearly", "--usage=calls=2000000").output
    #expect(output.hasSuffix("\naccess ends\n  API\\u{1B} calls: at 1,000,000 of 2,000,000\n"))
    #expect(output.hasPrefix("200.00 USD a year\n  Pro, yearly  200.00\n\n401.00 USD a month\n"))
  }

  @Test func `discounts are shown at each line, or below`() {
    #expect(
      run("pro", "--price", "monthly", "--discount", "launch").output
        .hasPrefix("17.50 USD a month\n  Pro, monthly, less 12.5%  17.50\n"))
    #expect(
      run("pro", "--price", "monthly", "--discount", "welcome").output
        .hasPrefix("15.00 USD a month\n  Pro, monthly  20.00\n  Discount      -5.00\n"))
  }

  @Test func `a free plan costs nothing`() {
    #expect(run("free") == Outcome(status: 0, output: "nothing is paid\n\nincluded\n  API\\u{1B} calls: 10 a month\n"))
  }

  // MARK: For programs

  @Test func `JSON has every number, in minor units`() {
    #expect(
      run("pro", "--price", "monthly", "--usage", "calls=2000000", "--discount", "welcome", "--format", "json")
        == Outcome(
          status: 0,
          output: #"{"format":1,"catalog":"catalog.json","plan":"pro","currency":"USD","invoices":[{"interval":"month","#
            + #""lines":[{"kind":"plan","id":"pro","price":"monthly","lookupKey":"shop:pro:monthly","quantity":1,"#
            + #""rates":[{"units":1,"unitAmountDecimal":"2000"}],"amount":2000},"#
            + #"{"kind":"usage","id":"calls","item":"pro","price":"usd","lookupKey":"shop:pro:calls:usd","used":1000000,"#
            + #""included":1000,"charged":999000,"rates":[{"units":4000,"unitAmountDecimal":"0.05"},"#
            + #"{"units":995000,"unitAmountDecimal":"0.04","flatAmount":100}],"amount":40100}],"discount":500,"total":41600}],"#
            + #""included":[{"feature":"calls","grants":[{"amount":1000,"reset":"month"}]},{"feature":"seats","limit":1}],"#
            + #""accessEnds":[{"feature":"calls","at":1000000,"usage":2000000}]}"# + "\n"))
  }

  // MARK: Errors

  private func error(_ message: String, _ help: String? = nil) -> Outcome {
    Outcome(status: 2, error: "catalogc: error: \(message)\n" + (help.map { "  = help: \($0)\n" } ?? ""))
  }

  @Test func `what is not sold is an error with help`() {
    #expect(run("prp") == error("unknown plan `prp`", "did you mean `pro`?"))
    #expect(
      run("pro")
        == error(
          "plan `pro` has several prices", "choose one: `monthly` (20.00 USD a month) or `yearly` (200.00 USD a year)"))
    #expect(run("free", "--currency", "usd", "--topup", "pak") == error("unknown top-up `pak`", "did you mean `pack`?"))
  }

  @Test func `malformed values are errors`() {
    let help = "write a feature and a number, such as `tokens=1500000`"
    for value in ["calls", "calls=", "calls=x", "calls=01", "calls=1e400", "calls=0x1", "calls=1,000"] {
      #expect(run("pro", "--usage", value) == error("invalid value `\(value)` for `--usage`", help))
    }
    for value in ["x", "1.5", "+3", "99999999999999999999", "1e2"] {
      #expect(
        run("pro", "--quantity", value) == error("invalid value `\(value)` for `--quantity`", "use a whole number such as `3`"))
    }
    #expect(run("pro", "--addon", "a=b") == error("invalid value `a=b` for `--addon`", "use a whole number such as `3`"))
    #expect(run("pro", "--currency", "USX").status == 2)
    #expect(
      run("pro", "--format", "jsn") == error("invalid value `jsn` for `--format`", "did you mean `json`?"))
  }

  @Test func `a catalog with errors is reported, and nothing is quoted`() {
    let outcome = MemorySystem(["catalog.json": Catalogs.wrong]).run("quote", "catalog.json", "pro")
    #expect(outcome == Outcome(status: 1, error: Catalogs.finding(in: "catalog.json")))
  }
}
