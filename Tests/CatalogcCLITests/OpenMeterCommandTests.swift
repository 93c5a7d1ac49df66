import JSONText
import TestSupport
import Testing

/// `entitlements` and `grant`: the item that the command line names.
@Suite struct OpenMeterCommandTests {
  private static let catalog = """
    {"features": {"tokens": {"type": "metered"}},
     "plans": {"pro": {"entitlements": {"tokens": 5}}}, "addons": {"extra": {"entitlements": {"tokens": 5}}},
     "topups": {"pack": {"key": "token_pack", "feature": "tokens", "amount": 5,
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """

  @Test(arguments: [
    ("grant", "pro", "`pro` is a plan, not a top-up", "use `pack`"),
    ("grant", "extra", "`extra` is an add-on, not a top-up", "use `pack`"),
    ("grant", "packs", "unknown top-up `packs`", "did you mean `pack`?"),
    ("grant", "credits", "unknown top-up `credits`", "use `pack`"),
    (
      "entitlements", "token_pack", "`token_pack` is a top-up, not a plan or add-on", "use `pro` or `extra`"
    ),
    ("entitlements", "pr", "unknown plan or add-on `pr`", "did you mean `pro`?"),
  ])
  func `another item is rejected with what it is`(command: String, name: String, message: String, help: String) {
    let outcome = MemorySystem(["a.json": Self.catalog]).run(command, "a.json", name)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.error.hasSuffix("catalogc: error: \(message)\n  = help: \(help)\n"))
  }

  private static let prices = """
    {"features": {"tokens": {"type": "metered"}},
     "plans": {"free": {"entitlements": {"tokens": 5}}, "pro": {"entitlements": {"tokens": 5}, "prices": {
       "monthly": {"amount": 900, "currency": "USD", "interval": "month"},
       "yearly": {"amount": 9000, "currency": "USD", "interval": "year", "entitlements": {"tokens": 70}},
       "old": {"amount": 1, "currency": "USD", "interval": "month", "sold": false, "entitlements": {"tokens": 800}}}}}}
    """

  @Test(arguments: [([], "5"), (["--price", "monthly"], "5"), (["--price", "yearly"], "70"), (["--price", "old"], "800")])
  func `a price's own entitlements replace the plan's`(options: [String], amount: String) {
    let outcome = MemorySystem(["a.json": Self.prices]).run(["entitlements", "a.json", "pro"] + options)
    #expect(outcome.status == 0)
    #expect(JSON.read(outcome.output)["entitlements"]?.elements?[0]["issue"]?["amount"]?.compact == amount)
  }

  @Test(arguments: [
    ("pro", "yearlie", "unknown price `yearlie` of plan `pro`", "did you mean `yearly`?"),
    ("pro", "x", "unknown price `x` of plan `pro`", "use `monthly`, `yearly` or `old`"),
    ("free", "x", "unknown price `x` of plan `free`", "omit `--price`; the plan has no prices"),
  ])
  func `an unknown price is rejected`(plan: String, price: String, message: String, help: String) {
    let outcome = MemorySystem(["a.json": Self.prices]).run("entitlements", "a.json", plan, "--price", price)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasSuffix("catalogc: error: \(message)\n  = help: \(help)\n"))
  }
}
