import JSONText
import ModelCustomers
import TestSupport
import Testing

/// The commands that change customers, at a model of OpenMeter.
@Suite struct CustomerCommandTests {
  private static let catalog = #"""
    {"meters": {"tokens": {"eventType": "tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
     "features": {"tok": {"type": "metered", "meter": "tokens"}, "api": {"type": "boolean"}},
     "plans": {"free": {"default": true, "entitlements": {"tok": 10}}, "pro": {"entitlements": {"tok": 1000, "api": true},
       "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
     "addons": {"extra": {"entitlements": {"tok": 100}, "multiple": true,
       "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}}},
     "topups": {"pack": {"feature": "tok", "amount": 500, "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"}},
       "grant": {"priority": 2, "maxRolloverAmount": 500}}},
     "providers": {"stripe": {}, "openmeter": {}}}
    """#

  private let server: OpenMeterCustomers
  private let system: MemorySystem

  init() {
    server = OpenMeterCustomers(now: "2027-01-10")
    server.addMeter("tokens", value: "$.tokens")
    server.addFeature("tok", meter: "tokens")
    server.addFeature("api")
    system = MemorySystem(["catalog.json": Self.catalog])
    system.variables = ["OPENMETER_API_KEY": "om_1"]
    system.account = server.transport()
    system.now = server.now.seconds
  }

  private var event: String {
    #"{"id":"evt_1","type":"customer.subscription.created","created":1799107200,"data":{"object":{"id":"sub_1","customer":"cus_1","#
      + #""status":"active","metadata":{"openmeterCustomer":"acme"},"items":{"data":[{"price":{"lookup_key":"pro:m","id":"p"}}]}}}}"#
  }

  @Test func `bridge --apply changes the customer`() {
    system.input = [event + "\n"]
    let outcome = system.run("bridge", "catalog.json", "--apply")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(server.balance("acme", "tok") == 1000)
    #expect(server.hasAccess("acme", "api"))
    #expect(outcome.output.contains(#""operations":[{"id":"customers/acme""#))
    #expect(!outcome.output.contains("om_1"))
  }

  @Test func `bridge without --apply sends nothing and needs no key`() {
    system.account = nil
    system.variables = [:]
    system.input = [event + "\n"]
    let outcome = system.run("bridge", "catalog.json", "--save-state", "state.json")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(#""assumes":"empty""#))
    #expect(system.connections.isEmpty)
    system.input = [event + "\n"]
    let again = system.run("bridge", "catalog.json", "--state", "state.json")
    #expect(again.output.contains(#""assumes":"state","operations":[{"id":"events/"#))
    #expect(system.run("bridge", "catalog.json", "--state", "state.json", "--apply").status == 2)
    #expect(system.run("bridge", "catalog.json", "--state", "catalog.json").status == 2)
  }

  @Test func `an event that cannot be carried out ends with 2, and the stream goes on`() {
    system.account = nil
    system.input = [event + "\n" + event + "\n"]
    let outcome = system.run("bridge", "catalog.json", "--apply")
    #expect(outcome.status == 2)
    #expect(outcome.output.split(separator: "\n").count == 2)
    #expect(outcome.output.contains(#""failed":"OpenMeter cannot be reached"#))
  }

  @Test func `assign gives a plan, and takes it back`() {
    let give = system.run(
      "assign", "catalog.json", "pro", "--customer", "acme", "--subscription", "sub_1", "--addon", "extra=2", "--apply")
    #expect(give.status == 0, "\(give.error)")
    #expect(server.balance("acme", "tok") == 1200)
    system.now = server.now.seconds + 60
    #expect(system.run("assign", "catalog.json", "--customer", "acme", "--subscription", "sub_1", "--end", "--apply").status == 0)
    #expect(server.balance("acme", "tok") == 10)
    #expect(!server.hasAccess("acme", "api"))
    let settled = system.run("assign", "catalog.json", "--customer", "acme", "--apply")
    #expect(JSON.read(settled.output)["operations"] == [])
  }

  @Test func `assign can be told what is missing`() {
    for (arguments, message) in [
      (["pro"], "missing required option `--customer`"),
      (["pro", "--customer", "acme"], "missing required option `--subscription`"),
      (["--customer", "acme", "--subscription", "s"], "missing argument: PLAN"),
      (["pro", "--customer", "a", "--subscription", "s", "--end"], "`--end` and the plan `pro` contradict each other"),
    ] {
      let outcome = system.run(["assign", "catalog.json"] + arguments)
      #expect(outcome.status == 2)
      #expect(outcome.error.contains("catalogc: error: \(message)\n"), "\(outcome.error)")
    }
  }

  @Test func `grant --apply grants a payment once`() {
    for _ in 0..<2 {
      let outcome = system.run(
        "grant", "catalog.json", "pack", "--customer", "acme", "--payment-id", "pay_1", "--quantity", "2", "--metadata",
        "campaign=spring",
        "--apply")
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    #expect(server.balance("acme", "tok") == 1000)
    #expect(server.grants("acme", "tok").first?["metadata"]?["campaign"] == "spring")
  }

  @Test func `grant --apply grants a payment of a past period`() {
    system.input = [event + "\n"]
    #expect(system.run("bridge", "catalog.json", "--apply").status == 0)
    let outcome = system.run(
      "grant", "catalog.json", "pack", "--customer", "acme", "--payment-id", "pay_1", "--at", "2026-11-05T00:00:00Z", "--apply")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(server.balance("acme", "tok") == 1500)
  }

  @Test func `the entitlement of an add-on that plans give, too, is a warning`() {
    let outcome = system.run("entitlements", "catalog.json", "extra")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("warning: plans give `tok`, too"))
  }
}
