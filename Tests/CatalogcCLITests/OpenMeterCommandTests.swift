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
}
