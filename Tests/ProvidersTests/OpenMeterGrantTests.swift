import Accounts
import Catalog
import Diagnostics
import JSONText
import Providers
import TestSupport
import Testing

@Suite struct OpenMeterGrantTests {
  private func catalog(
    _ grant: String = "", amount: String = "1000", _ fields: String = "", plan: String = #""tokens": 5"#
  ) -> String {
    #"""
    {"meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
     "features": {"tokens": {"type": "metered", "meter": "tokens", "key": "ai_tokens"}, "api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {\#(plan)}}},
     "topups": {"tokenPack": {"key": "token_pack", "feature": "tokens", "amount": \#(amount),\#(fields)
       \#(grant.isEmpty ? "" : #""grant": \#(grant),"#)
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  private static let full = #"""
    {"priority": 3, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 250.5,
     "metadata": {"kind": "grant", "n": 1}}
    """#

  @Test func `the section contains the catalog's top-ups`() throws {
    let metadata = #" "metadata": {"kind": "pack"},"#
    expectJSON(
      try artifact(catalog(Self.full, metadata), for: "openmeter")["grants"],
      #"""
      [{"topupId": "tokenPack", "topupKey": "token_pack", "featureId": "tokens", "featureKey": "ai_tokens", "amount": 1000,
        "priority": 3, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 250.5,
        "metadata": {"n": "1", "kind": "pack", "catalogTopupId": "tokenPack", "catalogTopupKey": "token_pack",
          "catalogFeatureId": "tokens"}}]
      """#)
    expectJSON(
      try artifact(catalog(), for: "openmeter")["grants"],
      #"""
      [{"topupId": "tokenPack", "topupKey": "token_pack", "featureId": "tokens", "featureKey": "ai_tokens", "amount": 1000,
        "metadata": {"catalogTopupId": "tokenPack", "catalogTopupKey": "token_pack", "catalogFeatureId": "tokens"}}]
      """#)
  }

  @Test func `the request grants a top-up once per payment`() throws {
    expectJSON(
      try request("grants/topup/tokenPack", in: try artifact(catalog(Self.full), for: "openmeter")),
      #"""
      {"id": "grants/topup/tokenPack", "situation": "one_time",
       "lookup": {"method": "GET", "path": "/api/v2/grants",
         "query": {"customer": {"$param": "customer"}, "feature": "ai_tokens", "includeDeleted": true, "order": "DESC",
           "pageSize": 1000},
         "match": {"metadata": {"catalogTopupId": "tokenPack", "idempotencyKey": {"$param": "payment_id"}}}},
       "method": "POST", "path": "/api/v2/customers/{customer}/entitlements/ai_tokens/grants",
       "body": {"amount": 1000, "priority": 3, "effectiveAt": {"$param": "effective_at"},
         "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 250.5, "minRolloverAmount": 0,
         "metadata": {"kind": "grant", "n": "1", "catalogTopupId": "tokenPack", "catalogTopupKey": "token_pack",
           "catalogFeatureId": "tokens", "paymentId": {"$param": "payment_id"}, "idempotencyKey": {"$param": "payment_id"}}}}
      """#)
  }

  @Test func `defaults are sent so that customers lose nothing that they paid for`() throws {
    let text = catalog()
    #expect(
      findings(text, provider: "openmeter", withLints: false) == [
        "openmeter/topup-rollover-missing @ topups.tokenPack.grant.maxRolloverAmount",
        "openmeter/topup-priority-missing @ topups.tokenPack.grant.priority",
        "openmeter/prices-not-sent @ topups.tokenPack.prices.once",
      ])
    expectJSON(
      try request("grants/topup/tokenPack", in: try artifact(text, for: "openmeter"))["body"],
      #"""
      {"amount": 1000, "priority": 2, "effectiveAt": {"$param": "effective_at"}, "maxRolloverAmount": 1000,
       "minRolloverAmount": 0,
       "metadata": {"catalogTopupId": "tokenPack", "catalogTopupKey": "token_pack", "catalogFeatureId": "tokens",
         "paymentId": {"$param": "payment_id"}, "idempotencyKey": {"$param": "payment_id"}}}
      """#)
  }

  @Test(
    arguments: [
      (nil, #"write `"grant": {"priority": 2, "maxRolloverAmount": 1000}`"#),
      ("{}", #"write `"grant": {"priority": 2, "maxRolloverAmount": 1000}`"#),
      (#"{"priority": 3}"#, #"add `"maxRolloverAmount": 1000` to `grant`"#),
      (#"{"maxRolloverAmount": 5}"#, #"add `"priority": 2` to `grant`"#),
      (#"{"metadata": {"a": "b"}}"#, #"add `"priority": 2, "maxRolloverAmount": 1000` to `grant`"#),
    ] as [(String?, String)])
  func `the help for a default names all that the grant leaves out`(grant: String?, help: String) {
    let text = grant.map { catalog($0) } ?? catalog()
    let helps = diagnostics(text, provider: "openmeter").filter { $0.rule.hasSuffix("-missing") }.map(\.help)
    #expect(!helps.isEmpty)
    #expect(helps.allSatisfy { $0 == help }, "\(helps)")
  }

  @Test func `known values are in the request, with the customer's key encoded in the path`() throws {
    let compilation = Compilation(Marked(catalog(Self.full)).source, providers: .named([]))
    let catalog = try #require(compilation.catalog)
    let request = OpenMeterGrants.request(
      for: catalog.topups[0], in: catalog, customer: "acme/ü 1", paymentId: "pay_1", at: "2026-11-01T00:00:00Z")
    expectJSON(
      request.json,
      #"""
      {"id": "grants/topup/tokenPack",
       "lookup": {"method": "GET", "path": "/api/v2/grants",
         "query": {"customer": "acme/ü 1", "feature": "ai_tokens", "includeDeleted": true, "order": "DESC",
           "pageSize": 1000},
         "match": {"metadata": {"catalogTopupId": "tokenPack", "idempotencyKey": "pay_1"}}},
       "method": "POST", "path": "/api/v2/customers/acme%2F%C3%BC%201/entitlements/ai_tokens/grants",
       "body": {"amount": 1000, "priority": 3, "effectiveAt": "2026-11-01T00:00:00Z",
         "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 250.5, "minRolloverAmount": 0,
         "metadata": {"kind": "grant", "n": "1", "catalogTopupId": "tokenPack", "catalogTopupKey": "token_pack",
           "catalogFeatureId": "tokens", "paymentId": "pay_1", "idempotencyKey": "pay_1"}}}
      """#)
  }

  @Test(arguments: [("0", 1), ("256", 255), ("9223372036854775807", 255)])
  func `a priority outside the range becomes the nearest valid one`(written: String, sent: Int64) throws {
    let text = catalog(#"{"priority": ⟦\#(written)⟧, "maxRolloverAmount": 0}"#)
    expect("openmeter/topup-priority-range", at: "topups.tokenPack.grant.priority", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(try request("grants/topup/tokenPack", in: artifact)["body"]?["priority"] == .integer(sent))
    expectJSON(artifact["grants"]?.elements?.first?["priority"], written)
  }

  @Test func `a grant that expires must not have the priority of the allowance`() {
    let expiring = { (priority: String) in
      catalog(#"{"priority": \#(priority), "expiration": {"duration": "DAY", "count": 1}}"#)
    }
    expect(
      "openmeter/topup-spent-first", at: "topups.tokenPack.grant.priority", in: expiring("⟦1⟧"), provider: "openmeter")
    expect(
      "openmeter/topup-spent-first", at: "topups.tokenPack.grant.priority", in: expiring("⟦0⟧"), provider: "openmeter")
    expectNo("openmeter/topup-spent-first", in: expiring("2"), provider: "openmeter")
    expectNo("openmeter/topup-spent-first", in: catalog(#"{"priority": 1}"#), provider: "openmeter")
  }

  @Test func `the count of an expiration is limited to 1000`() throws {
    let text = catalog(#"{"expiration": {"duration": "HOUR", "count": ⟦9223372036854775807⟧}}"#)
    expect(
      "openmeter/topup-expiration-count", at: "topups.tokenPack.grant.expiration.count", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    expectJSON(
      try request("grants/topup/tokenPack", in: artifact)["body"]?["expiration"], #"{"duration": "HOUR", "count": 1000}"#)
    expectJSON(
      artifact["grants"]?.elements?.first?["expiration"], #"{"duration": "HOUR", "count": 9223372036854775807}"#)
  }

  @Test func `a top-up of 0 is in the section but has no request`() throws {
    let text = catalog(amount: "⟦0⟧")
    expect("openmeter/zero-units-unsupported", at: "topups.tokenPack.amount", in: text, provider: "openmeter")
    expectNo("openmeter/topup-priority-missing", in: text, provider: "openmeter")
    let artifact = try artifact(text, for: "openmeter")
    #expect(artifact["grants"]?.elements?.count == 1)
    #expect(soldItems(in: artifact) == ["entitlements/plan/pro/tokens"])
  }

  @Test func `amounts that exceed a double are reported at their places`() {
    expect(
      "openmeter/number-too-long", at: "topups.tokenPack.amount", "topups.tokenPack.grant.maxRolloverAmount",
      in: catalog(#"{"maxRolloverAmount": ⟦9007199254740995⟧}"#, amount: "⟦9007199254740993⟧"), provider: "openmeter")
  }

  @Test func `a grant needs an entitlement`() {
    let none = catalog(plan: #""api": true"#).split(separator: #""feature": "tokens""#)
    let marked = none.joined(separator: #""feature": ⟦"tokens"⟧"#)
    expect("openmeter/topup-without-entitlement", at: "topups.tokenPack.feature", in: marked, provider: "openmeter")
    expectNo("openmeter/topup-without-entitlement", in: catalog(plan: #""tokens": 0"#), provider: "openmeter")
  }

  @Test func `an add-on's entitlement can be topped up`() {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}, "api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api": true}}}, "addons": {"extra": {"entitlements": {"tokens": 10}}},
       "topups": {"pack": {"feature": "tokens", "amount": 1,
         "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
      """#
    expectNo("openmeter/topup-without-entitlement", in: text, provider: "openmeter")
  }

  @Test func `of two metadata entries with the same name, that of the top-up is sent`() {
    let text = catalog(#"{"metadata": {"kind": ⟦"grant"⟧}}"#, #" "metadata": {"kind": "pack"},"#)
    expect(
      "openmeter/metadata-overridden", at: "topups.tokenPack.grant.metadata.kind", in: text, provider: "openmeter")
  }

  @Test func `metadata names that identify a grant are reserved`() throws {
    let text = catalog(
      #"{"metadata": {⟦"idempotencyKey"⟧: "mine"}}"#, #" "metadata": {⟦"paymentId"⟧: "mine"},"#)
    expect(
      "openmeter/metadata-reserved", at: "topups.tokenPack.metadata.paymentId",
      "topups.tokenPack.grant.metadata.idempotencyKey", in: text, provider: "openmeter")
    let metadata = try request("grants/topup/tokenPack", in: try artifact(text, for: "openmeter"))["body"]?["metadata"]
    expectJSON(metadata?["paymentId"], #"{"$param": "payment_id"}"#)
    expectJSON(metadata?["idempotencyKey"], #"{"$param": "payment_id"}"#)
  }
}
