import Accounts
import Diagnostics
import Foundation
import JSONText
import Providers
import TestSupport
import Testing

/// `compile --emit`: the setup as lines, and as fixtures for Stripe's CLI.
@Suite struct EmissionTests {
  typealias Outcome = MemorySystem.Outcome

  private let catalog = #"""
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"name": "It's $(x)", "entitlements": {"api": true},
       "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
    """#

  private func emit(_ form: String, _ options: String..., catalog: String? = nil, provider: String = "stripe") -> Outcome {
    MemorySystem(["a.json": catalog ?? self.catalog])
      .run(["compile", "a.json", "--provider", provider, "--emit", form] + options)
  }

  // MARK: Lines

  @Test func `requests are those of the artifact's setup, one per line`() throws {
    let outcome = emit("requests")
    #expect(outcome.status == 0 && outcome.error == "")
    let setup = try #require(try artifact(catalog, for: "stripe")["setup"]?.elements)
    #expect(outcome.output == setup.map { $0.compact + "\n" }.joined())
    #expect(setup.count == 4)
  }

  @Test func `the artifact is emitted by default`() {
    #expect(emit("artifact") == MemorySystem(["a.json": catalog]).run("compile", "a.json", "-p", "stripe"))
  }

  // MARK: Fixtures

  @Test func `fixtures refer to each other by name`() {
    let plain = catalog.replacing("It's $(x)", with: "Pro")
    let outcome = emit("stripe-fixtures", catalog: plain)
    #expect(outcome.error == "")
    #expect(
      JSON.parsed(outcome.output)
        == JSON.parsed(
          #"""
          {"_meta": {"template_version": 0}, "fixtures": [
            {"name": "features_api", "path": "/v1/entitlements/features", "method": "post",
             "idempotency_key": "catalogc-6e3450056471c0fe520d3a285f7ea79d",
             "params": {"name": "api", "lookup_key": "api", "metadata": {"catalogFeatureId": "api"}}},
            {"name": "products_plan_pro", "path": "/v1/products", "method": "post",
             "idempotency_key": "catalogc-d92586c2fdcddcf1e64d1eb6addb6ce6",
             "params": {"id": "plan_pro", "name": "Pro", "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro"}}},
            {"name": "prices_plan_pro_monthly", "path": "/v1/prices", "method": "post",
             "idempotency_key": "catalogc-0a9b1356b3647ee90a373122f41a8ab4",
             "params": {"currency": "usd", "product": "${products_plan_pro:id}", "unit_amount": 2000,
               "recurring": {"interval": "month", "interval_count": 1}, "lookup_key": "pro:monthly", "transfer_lookup_key": true,
               "metadata": {"catalogPlanId": "pro", "catalogPlanKey": "pro", "catalogPriceId": "monthly", "provider": "stripe"}}},
            {"name": "product_features_plan_pro_api", "path": "/v1/products/${products_plan_pro:id}/features", "method": "post",
             "idempotency_key": "catalogc-8757815b6ab2c05c342c94a2dca6bda1",
             "params": {"entitlement_feature": "${features_api:id}"}}]}
          """#))
  }

  @Test(arguments: ["${a:b}", " Pro", "Pro\\n"]) func `strings that fixtures would change are rejected`(name: String) {
    let outcome = emit("stripe-fixtures", catalog: catalog.replacing("It's $(x)", with: name))
    #expect(outcome.status == 2 && outcome.output == "")
    #expect(outcome.error.contains("Stripe fixtures cannot send"))
    #expect(emit("stripe-fixtures", catalog: catalog.replacing("It's $(x)", with: "$ {a} Pro")).status == 0)
  }

  @Test func `fixtures support only Stripe`() {
    let expected = Outcome(
      status: 2, error: "catalogc: error: `--emit stripe-fixtures` supports only Stripe\n  = help: use `--provider stripe`\n")
    #expect(emit("stripe-fixtures", provider: "dodo") == expected)
    #expect(emit("stripe-fixtures", "--out-dir", "d", provider: "stripe,dodo") == expected)
  }

  // MARK: Files

  @Test func `--out-dir writes a file for each provider, with the extension of the form`() {
    let system = MemorySystem(["a.json": catalog])
    #expect(system.run("compile", "a.json", "-p", "dodo,stripe", "--emit", "requests", "--out-dir", "d").status == 0)
    #expect(system.run("compile", "a.json", "-p", "stripe", "--out-dir", "d").status == 0)
    #expect(system.writes == [["d/dodo.jsonl", "d/stripe.jsonl"], ["d/stripe.json"]])
    #expect(system.run("compile", "a.json", "-p", "dodo,stripe", "--emit", "requests", "--out-dir", "d", "--check").status == 0)
  }

  @Test func `an unknown form suggests the nearest one`() {
    #expect(
      emit("request")
        == Outcome(
          status: 2, error: "catalogc: error: invalid value `request` for `--emit`\n  = help: did you mean `requests`?\n"))
  }
}

extension String {
  fileprivate func replacing(_ text: String, with other: String) -> String { replacingOccurrences(of: text, with: other) }
}
