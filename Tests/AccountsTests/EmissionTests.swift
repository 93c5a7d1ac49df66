import Accounts
import Diagnostics
import Foundation
import JSONText
import Providers
import TestSupport
import Testing

/// `compile --emit`: the setup as lines, as a script, and as fixtures for Stripe's CLI.
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

  // MARK: Scripts

  @Test func `the steps of a script have encoded text and named gaps`() throws {
    let script = emit("sh").output
    let steps = try #require(script.range(of: "cat <<'END_OF_SETUP'\n"))
    #expect(
      script[steps.upperBound...] == #"""
        {"id":"features/api","search":{"method":"GET","url":["/v1/entitlements/features?lookup_key=api"],"list":0,"more":["/v1/entitlements/features?lookup_key=api&starting_after="],"same":[]},"method":"POST","url":["/v1/entitlements/features"],"body":["name=api&lookup_key=api&metadata%5BcatalogFeatureId%5D=api"],"key":"catalogc-6e3450056471c0fe520d3a285f7ea79d","answer":"id","change":{"is":"refused"}}
        {"id":"products/plan/pro","search":{"method":"GET","url":["/v1/products/plan_pro"],"same":[{}]},"method":"POST","url":["/v1/products"],"body":["id=plan_pro&name=It%27s%20%24%28x%29&metadata%5BcatalogPlanId%5D=pro&metadata%5BcatalogPlanKey%5D=pro"],"key":"catalogc-728b8abb46aa8e7390b638c8a5ebf111","answer":"id","change":{"is":"refused"}}
        {"id":"prices/plan/pro/monthly","search":{"method":"GET","url":["/v1/prices?product=",{"ref":"products/plan/pro"},"&active=true&limit=100"],"list":0,"more":["/v1/prices?product=",{"ref":"products/plan/pro"},"&active=true&limit=100&starting_after="],"match":{"lookup_key":"pro:monthly","currency":"usd","unit_amount":2000,"recurring":{"interval":"month","interval_count":1},"transform_quantity":null},"same":[{"lookup_key":"pro:monthly"},{"metadata":{"catalogPlanId":"pro","catalogPriceId":"monthly","catalogFeatureId":null}}]},"method":"POST","url":["/v1/prices"],"body":["currency=usd&product=",{"ref":"products/plan/pro"},"&unit_amount=2000&recurring%5Binterval%5D=month&recurring%5Binterval_count%5D=1&lookup_key=pro%3Amonthly&transfer_lookup_key=true&metadata%5BcatalogPlanId%5D=pro&metadata%5BcatalogPlanKey%5D=pro&metadata%5BcatalogPriceId%5D=monthly&metadata%5Bprovider%5D=stripe"],"key":"catalogc-0a9b1356b3647ee90a373122f41a8ab4","answer":"id","terms":{"amount":2000,"currency":"USD","interval":"month","intervalCount":1},"change":{"is":"replaced","call":{"method":"POST","url":["/v1/prices/",{"found":true}],"body":["active=false"]},"holder":{"url":["/v1/products/",{"ref":"products/plan/pro"}],"member":"default_price"}}}
        {"id":"product-features/plan/pro/api","search":{"method":"GET","url":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100"],"list":0,"more":["/v1/products/",{"ref":"products/plan/pro"},"/features?limit=100&starting_after="],"match":{"entitlement_feature":{"id":{"$ref":"features/api"}}},"same":[{"entitlement_feature":{"id":{"$ref":"features/api"}}}]},"method":"POST","url":["/v1/products/",{"ref":"products/plan/pro"},"/features"],"body":["entitlement_feature=",{"ref":"features/api"}],"key":"catalogc-8757815b6ab2c05c342c94a2dca6bda1","change":{"is":"refused"}}
        END_OF_SETUP
        }

        catalogc

        """#)
  }

  @Test func `no string of the catalog is run by the shell or ends the here-document`() {
    let hostile = #"""
      {"features": {"api": {"type": "boolean", "name": "'\nEND_OF_SETUP\n}\ntouch x\n`touch x`$(touch x)"}},
       "plans": {"pro": {"name": "END_OF_SETUP", "entitlements": {"api": true}}}}
      """#
    for provider in ["openmeter", "autumn", "stripe"] {
      let lines = emit("sh", catalog: hostile, provider: provider).output.split(separator: "\n", omittingEmptySubsequences: false)
      let start = lines.firstIndex(of: "  cat <<'END_OF_SETUP'") ?? 0
      let end = lines.lastIndex(of: "END_OF_SETUP") ?? 0
      #expect(lines.filter { $0 == "END_OF_SETUP" }.count == 1)
      #expect(end > start + 1)
      #expect(lines[(start + 1)..<end].allSatisfy { $0.hasPrefix("{") })
      #expect(!lines[..<start].contains { $0.contains("touch") })
    }
  }

  @Test func `a quoted word is the same string to the shell`() throws {
    let words = ["", "'", "it's", "''", "$(touch x) `touch x` ${HOME}", "\\", "a\nb", "-n", "@x", "\u{1F600} \u{7}", "\"*?[a]"]
    for word in words {
      let script = "printf %s \(Script.quoted(word))"
      #expect(try Shell.run("sh", ["-c", script]).output == Array(word.utf8), "\(word.debugDescription)")
    }
  }

  @Test(arguments: Provider.all.map(\.name)) func `a script is valid shell, and without a key it names the missing one`(
    name: String
  ) throws {
    let script = emit("sh", provider: name).output
    #expect(try Shell.run("sh", ["-n"], input: Array(script.utf8)).status == 0)
    let provider = try #require(Provider.named(name))
    let variable = provider.api.authentication.variables[0]
    // Stand-ins for curl and jq, which the script checks first.
    try Folder.with { folder in
      for tool in ["curl", "jq"] { try folder.tool(tool, "exit 1") }
      let result = try Shell.run(
        "env", ["-u", variable, "PATH=\(folder.url.path):/usr/bin:/bin", "sh"], input: Array(script.utf8))
      #expect(result.status == 1)
      #expect(result.errorText == "\(provider.title): set \(variable) in the environment\n")
      #expect(result.outputText == "")
    }
  }

  @Test func `a truncated script does nothing`() throws {
    let script = Array(emit("sh").output.utf8)
    try Folder.with { folder in
      for tool in ["curl", "jq", "mktemp"] { try folder.tool(tool, "touch '\(folder.path("called"))'; exit 1") }
      var cuts = Array(stride(from: 1, to: script.count - 10, by: script.count / 25))
      cuts.append(script.count - 10)
      for cut in cuts {
        _ = try Shell.run(
          "env", ["STRIPE_API_KEY=sk_test_1", "PATH=\(folder.url.path):/usr/bin:/bin", "sh"], input: Array(script[..<cut]))
        #expect(folder.text("called") == nil, "cut at \(cut)")
      }
      _ = try Shell.run(
        "env", ["STRIPE_API_KEY=sk_test_1", "PATH=\(folder.url.path):/usr/bin:/bin", "sh"], input: script)
      #expect(folder.text("called") != nil)
    }
  }

  @Test(arguments: [
    "http://api.stripe.com", "http://localhost.example.com", "http://localhost@example.com", "https://user@example.com",
    "ftp://example.com", "https://", "https://a b",
    "https://example.com/'", "https://$(touch x)",
  ])
  func `the key is sent over https or only to localhost`(url: String) {
    #expect(!Script.isBaseURL(url))
    #expect(
      emit("sh", "--base-url", url)
        == Outcome(
          status: 2,
          error: """
            catalogc: error: invalid value \(quoted(url)) for `--base-url`
              = help: use an https URL; http is accepted for localhost only

            """))
  }

  @Test(arguments: ["https://api.example.com", "http://localhost:8888", "http://127.0.0.1/", "http://[::1]:1"])
  func `another base URL and another ids file`(url: String) {
    let script = emit("sh", "--base-url", url, "--ids-out", "it's.json").output
    #expect(script.contains("\nbase=${CATALOGC_BASE_URL:-'\(url)'}\n"))
    #expect(script.contains("\nids=${CATALOGC_IDS:-'it'\\''s.json'}\n"))
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
    #expect(system.run("compile", "a.json", "-p", "dodo,stripe", "--emit", "sh", "--out-dir", "d").status == 0)
    #expect(system.run("compile", "a.json", "-p", "dodo", "--emit", "requests", "--out-dir", "d").status == 0)
    #expect(system.writes == [["d/dodo.sh", "d/stripe.sh"], ["d/dodo.jsonl"]])
    #expect(system.run("compile", "a.json", "-p", "dodo,stripe", "--emit", "sh", "--out-dir", "d", "--check").status == 0)
    #expect(
      system.run("compile", "a.json", "-p", "dodo", "--emit", "sh", "--ids-out", "x", "--out-dir", "d", "--check").status == 1)
  }

  @Test func `an unknown form suggests the nearest one`() {
    #expect(
      emit("request")
        == Outcome(
          status: 2, error: "catalogc: error: invalid value `request` for `--emit`\n  = help: did you mean `requests`?\n"))
    #expect(
      emit("artifact", "--base-url", "https://example.com")
        == Outcome(status: 2, error: "catalogc: error: `--base-url` requires `--emit sh`\n"))
  }
}

extension Folder {
  /// Creates a program with that name from a shell script.
  fileprivate func tool(_ name: String, _ script: String) throws {
    try write("#!/bin/sh\n\(script)\n", to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
  }
}

extension String {
  fileprivate func replacing(_ text: String, with other: String) -> String { replacingOccurrences(of: text, with: other) }
}

/// A search finds an object by everything that it charges, so that it does not find one with more than the catalog says.
@Suite struct SearchTests {
  /// What must be true of the found object, by request.
  private func match(_ id: String, at provider: String, _ entitlement: String) throws -> JSON? {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", "aggregation": "count"}},
       "features": {"calls": {"type": "metered", "meter": "calls"}},
       "plans": {"pro": {"entitlements": {"calls": \#(entitlement)},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}},
       "providers": {"openmeter": {"options": {"mode": "plans"}}}}
      """#
    let provider = try #require(Provider.named(provider))
    let output = try #require(Compilation(Marked(text).source, providers: .named([provider])).outputs.first)
    let request = try #require(
      output.artifact.setup.first { $0.id == id }, "the requests are \(output.artifact.setup.map { $0.id })")
    return provider.api.search(request)?.match
  }

  private static let perCall = #"{"prices": {"usd": {"amount": 5, "currency": "USD"}}}"#

  @Test func `a price for each unit is not one for packages`() throws {
    #expect(try match("usage/plan/pro/calls/usd", at: "stripe", Self.perCall)?["transform_quantity"] == .null)
    let cards = try match("plans/pro/m", at: "openmeter", Self.perCall)?["phases"]?.elements?.last?["rateCards"]?.elements
    let price = try #require(cards?.last?["price"])
    #expect(price["type"] == "unit")
    #expect(price["quantityPerPackage"] == JSON.none)
  }

  @Test func `usage without an allowance is not usage beyond one`() throws {
    let creem = try match("prices/plan/pro/m", at: "creem", Self.perCall)?["usage_prices"]?.elements?.first
    #expect(creem?["free_allowance"] == JSON.none)
    #expect(creem?["meter_id"] == ["$ref": "meters/calls"])
    let dodo = try match("prices/plan/pro/m", at: "dodo", Self.perCall)?["price_detail"]?["meters"]?.elements?.first
    #expect(dodo?["free_threshold"] == JSON.none)
    let autumn = try match("prices/plan/pro/m", at: "autumn", Self.perCall)?["items"]?.elements?.first
    #expect(autumn?["included"] == JSON.none)
    #expect(autumn?["price"]?["billing_units"] == 1)
  }

  @Test func `a price every month is not one every two months`() throws {
    let price = try match("prices/plan/pro/m", at: "autumn", Self.perCall)?["price"]
    expectJSON(price, #"{"amount": 20, "interval": "month", "interval_count": {"$default": 1, "$value": 1}}"#)
  }

  @Test func `a plan without usage prices is not one with them`() throws {
    #expect(try match("prices/plan/pro/m", at: "creem", "500")?["usage_prices"] == JSON.none)
    #expect(try match("prices/plan/pro/m", at: "autumn", "500")?["items"]?.elements?.map { $0["price"] } == [JSON.none])
    let cards = try match("plans/pro/m", at: "openmeter", "500")?["phases"]?.elements?.last?["rateCards"]?.elements
    #expect(cards?.map { $0["price"] == JSON.none } == [false, true])
  }
}
