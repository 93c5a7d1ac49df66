import Accounts
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

/// Lowering code shared by the providers.
@Suite struct LoweringTests {
  @Test func `ids that only look alike create two benefits at Polar`() throws {
    // `é` as one scalar and as two.
    let text = #"""
      {"features": {"caf\u00e9": {"key": "one", "name": "First", "type": "boolean"},
                    "cafe\u0301": {"key": "two", "name": "Second", "type": "boolean"}},
       "plans": {"pro": {"name": "Professional", "entitlements": {"caf\u00e9": true, "cafe\u0301": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    let benefits = ids("setup", in: try artifact(text, for: "polar")).filter { $0.hasPrefix("benefits/") }
    #expect(benefits.count == 2)
  }

  @Test(arguments: ["ai-saas", "seats", "currencies", "india", "academy", "helpdesk"])
  func `checking alone reports what compiling reports`(name: String) throws {
    let source = SourceText(name: "catalog.json", bytes: Array(try Repository.text("catalogs/\(name).json").utf8))
    let compiled = Compilation(source, providers: .named(Provider.all))
    let checked = Compilation(source, providers: .named(Provider.all), hasOutputs: false)
    #expect(!compiled.diagnostics.isEmpty)
    let reported = { (all: [Diagnostic]) in all.map { "\($0.path): \($0.severity) \($0.rule): \($0.message)" } }
    #expect(reported(checked.diagnostics) == reported(compiled.diagnostics))
    #expect(checked.outputs.isEmpty)
  }

  @Test func `of two metadata entries with the same name the later is kept in its position`() throws {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}, "metadata": {"team": "product", "z": 1},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "providers": {"stripe": {"metadata": {"team": "billing", "a": 2}}}}
      """#
    expectJSON(
      try request("products/plan/pro", in: artifact(text, for: "stripe"))["body"]?["metadata"],
      #"{"a": "2", "team": "product", "z": "1", "catalogPlanId": "pro", "catalogPlanKey": "pro"}"#)
  }
}
