import Diagnostics
import JSONText
import TestSupport
import Testing

/// Which top-ups Creem grants, and which it leaves to the application.
@Suite struct CreemTopupTests {
  static func topup(_ fields: String, credits: Bool = true) -> String {
    #"""
    {"features": {"tokens": {"type": "metered"}}, "plans": {},
     "topups": {"pack": {"feature": "tokens", \#(fields),
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}},
     "providers": {"creem": {"options": {"topupCredits": \#(credits)}}}}
    """#
  }

  static func features(_ text: String) throws -> JSON? {
    try request("prices/topup/pack/once", in: try artifact(text, for: "creem"))["body"]?["features"]
  }

  @Test(arguments: [
    ("1", "1"), ("5.00e2", "500"), ("9223372036854775808", "9223372036854775808"),
    ("1e39", "1000000000000000000000000000000000000000"),
  ]) func `a whole amount is sent digit for digit`(written: String, sent: String) throws {
    let features = try Self.features(Self.topup(#""amount": \#(written)"#))
    expectJSON(features?.elements?.first?["customer_credits"]?["amount"], #""\#(sent)""#)
  }

  @Test(arguments: ["0.5", "1000.001", "1e40"]) func `any other amount is left to the application`(amount: String) throws {
    let text = Self.topup(#""amount": ⟦\#(amount)⟧"#)
    expect("creem/units-unsupported", at: "topups.pack.amount", in: text, provider: "creem")
    #expect(findings(text, provider: "creem").contains("creem/grant-by-application @ topups.pack"))
    #expect(try Self.features(text) == nil)
  }

  @Test func `a top-up of 0 grants nothing, which the catalog's own rule reports`() throws {
    let text = Self.topup(#""amount": ⟦0⟧"#)
    expect("topup-grants-nothing", at: "topups.pack.amount", in: text, provider: "creem")
    expectNo("creem/units-unsupported", in: text, provider: "creem")
    #expect(try Self.features(text) == nil)
  }

  @Test func `a grant that expires is left to the application, and all reasons are reported at once`() throws {
    let text = Self.topup(
      #""amount": 1.5, "grant": {"expiration": ⟦{"duration": "HOUR", "count": 1}⟧, "maxRolloverAmount": 0, "priority": 1}"#)
    expect("creem/grant-expiration-unsupported", at: "topups.pack.grant.expiration", in: text, provider: "creem")
    let found = findings(text, provider: "creem")
    #expect(found.contains("creem/units-unsupported @ topups.pack.amount"))
    #expect(found.contains("creem/grant-rollover-unsupported @ topups.pack.grant.maxRolloverAmount"))
    // The application applies the priority.
    #expect(!found.contains { $0.hasPrefix("creem/grant-priority-unsupported") })
    #expect(try Self.features(text) == nil)
  }

  @Test func `priority and metadata of a grant are reported if Creem grants it`() {
    expect(
      "creem/grant-priority-unsupported", at: "topups.pack.grant.priority",
      in: Self.topup(#""amount": 10, "grant": {"priority": ⟦0⟧, "metadata": {"campaign": "spring"}}"#), provider: "creem")
    expect(
      "creem/metadata-not-sent", at: "topups.pack.grant.metadata",
      in: Self.topup(#""amount": 10, "grant": {"priority": 0, "metadata": ⟦{"campaign": "spring"}⟧}"#), provider: "creem")
  }

  @Test func `with the option off, the application grants, and the fields of the grant are not reported`() throws {
    let text = Self.topup(#""amount": 0.5, "grant": {"expiration": {"duration": "DAY", "count": 1}}"#, credits: false)
    let found = findings(text, provider: "creem").filter {
      $0.hasPrefix("creem/grant") || $0.hasPrefix("creem/credit") || $0.hasPrefix("creem/units")
    }
    #expect(found == ["creem/grant-by-application @ topups.pack"])
    #expect(try Self.features(text) == nil)
  }

  @Test func `a top-up that is not for sale grants nothing`() {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}}, "plans": {},
       "topups": {"pack": {"feature": "tokens", "amount": 10,
         "prices": {"once": {"amount": 900, "currency": "GBP", "interval": "one_time"}}}}}
      """#
    let rules = diagnostics(text, provider: "creem").map(\.rule)
    #expect(rules == ["creem/feature-not-sent", "creem/currency-unsupported"])
  }

  @Test func `all prices of a top-up grant the same, which is reported once`() throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered", "key": "ai_tokens", "name": "AI tokens"}}, "plans": {},
       "topups": {⟦"pack"⟧: {"feature": "tokens", "amount": 10, "prices": {
         "usd": {"amount": 900, "currency": "USD", "interval": "one_time"},
         "eur": {"amount": 900, "currency": "EUR", "interval": "one_time"}}}}}
      """#
    expect("creem/topup-credits", at: "topups.pack", in: text, provider: "creem")
    let artifact = try artifact(text, for: "creem")
    for price in ["usd", "eur"] {
      expectJSON(
        try request("prices/topup/pack/\(price)", in: artifact)["body"]?["features"],
        #"""
        [{"type": "customerCredits", "description": "10 AI tokens",
          "customer_credits": {"amount": "10", "unit_label": "AI tokens", "bucket_name": "ai_tokens"}}]
        """#)
    }
  }

  @Test func `an allowance is never sent as credits, which would accumulate`() throws {
    let text = #"""
      {"features": {"tokens": {"type": "metered"}},
       "plans": {"pro": {"entitlements": {"tokens": {"amount": 500, "reset": "day", "isSoftLimit": true}},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
      """#
    #expect(try request("prices/plan/pro/m", in: try artifact(text, for: "creem"))["body"]?["features"] == nil)
    #expect(findings(text, provider: "creem").contains("creem/feature-not-sent @ features.tokens"))
  }

  @Test func `the option must be a boolean`() {
    expect(
      "wrong-type", at: "providers.creem.options.topupCredits",
      in: #"{"features": {}, "plans": {}, "providers": {"creem": {"options": {"topupCredits": ⟦"no"⟧}}}}"#)
    expect(
      "provider-option", at: "providers.creem.options.taxCategory", "providers.creem.options.taxMode",
      in: #"""
        {"features": {}, "plans": {},
         "providers": {"creem": {"options": {"taxCategory": ⟦"digital"⟧, "taxMode": ⟦"unspecified"⟧}}}}
        """#)
  }
}
