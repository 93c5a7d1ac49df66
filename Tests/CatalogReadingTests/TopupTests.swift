import Catalog
import Diagnostics
import Foundations
import JSONText
import TestSupport
import Testing

/// Top-ups and their grants.
@Suite struct TopupTests {
  private func topup(feature: String = #""tokens""#, amount: String = "1000") -> String {
    CatalogText.topup(#""feature": \#(feature), "amount": \#(amount), \#(CatalogText.once)"#)
  }

  @Test func `an unknown feature`() throws {
    let text = topup(feature: #"⟦"token"⟧"#)
    expect("unknown-feature", at: "topups.pack.feature", in: text)
    #expect(try onlyDiagnostic(text).help == "did you mean `tokens`?")
  }

  @Test func `a feature that is not metered`() throws {
    let text = topup(feature: #"⟦"api"⟧"#)
    expect("topup-feature-not-metered", at: "topups.pack.feature", in: text)
    #expect(try onlyDiagnostic(text).message == "`api` is a boolean feature; only metered features can be topped up")
    expect(
      "topup-feature-not-metered", at: "topups.pack.feature",
      in: #"""
        {"features": {"s": {"type": "static"}}, "plans": {},
         "topups": {"pack": {"feature": ⟦"s"⟧, "amount": 1, \#(CatalogText.once)}}}
        """#)
  }

  @Test(arguments: ["-1", "-0.5", "-1e3"]) func `a negative amount`(amount: String) {
    expect("negative-amount", at: "topups.pack.amount", in: topup(amount: "⟦\(amount)⟧"))
  }

  @Test(arguments: [#""1000""#, "null", "true", "{}"]) func `an amount that is not a number`(amount: String) {
    expect("wrong-type", at: "topups.pack.amount", in: topup(amount: "⟦\(amount)⟧"))
  }

  @Test(arguments: ["0", "-0", "0.00", "0e5"]) func `an amount of 0 is a warning`(amount: String) throws {
    let text = topup(amount: "⟦\(amount)⟧")
    expect("topup-grants-nothing", at: "topups.pack.amount", in: text)
    #expect(try onlyDiagnostic(text).severity == .warning)
    #expect(try catalog(text).topups[0].amount.isZero)
  }

  @Test(arguments: [
    ("1000", "1000"), ("0.5", "0.5"), ("1e3", "1000"), ("2.50", "2.5"),
    ("123456789012345678901.000000001", "123456789012345678901.000000001"),
  ])
  func `an amount is kept exactly`(text: String, amount: String) throws {
    #expect(try catalog(topup(amount: text)).topups[0].amount.description == amount)
  }

  @Test func `a price has no entitlements, and nothing in them is reported`() throws {
    let text = CatalogText.topup(
      #""feature": "tokens", "amount": 1, "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time", "#
        + #""entitlements": ⟦{"unknown": true}⟧}}"#)
    expect("topup-price-entitlements", at: "topups.pack.prices.once.entitlements", in: text)
    #expect(try onlyDiagnostic(text).message == "prices of top-ups have no `entitlements`")
  }

  @Test func `no price`() {
    expect(
      "topup-without-price", at: "topups.pack.prices",
      in: CatalogText.topup(#""feature": "tokens", "amount": 1, "prices": ⟦{}⟧"#))
  }

  // MARK: Grants

  @Test func `the count of an expiration defaults to one`() throws {
    let expiration = try catalog(CatalogText.grant(#"{"expiration": {"duration": "WEEK"}}"#)).topups[0].grant.expiration
    #expect(expiration?.unit == .week && expiration?.count == 1)
  }

  @Test(arguments: [
    (#"{"priority": ⟦-1⟧}"#, "grant-priority", "priority"), (#"{"priority": ⟦1.5⟧}"#, "grant-priority", "priority"),
    (#"{"priority": ⟦9223372036854775808⟧}"#, "grant-priority", "priority"),
    (#"{"maxRolloverAmount": ⟦-0.1⟧}"#, "negative-amount", "maxRolloverAmount"),
    (#"{"expiration": {"duration": "DAY", "count": ⟦0⟧}}"#, "grant-expiration-count", "expiration.count"),
    (#"{"expiration": {"duration": "DAY", "count": ⟦-1⟧}}"#, "grant-expiration-count", "expiration.count"),
    (#"{"expiration": {"duration": "DAY", "count": ⟦0.5⟧}}"#, "grant-expiration-count", "expiration.count"),
    (#"{"expiration": {"duration": ⟦"MINUTE"⟧, "count": 1}}"#, "unknown-duration", "expiration.duration"),
    (#"{"expiration": {"duration": ⟦"day"⟧, "count": 1}}"#, "unknown-duration", "expiration.duration"),
    ("{\"expiration\": {\"duration\": ⟦\"WEE\u{212A}\"⟧, \"count\": 1}}", "unknown-duration", "expiration.duration"),
  ])
  func `an invalid grant`(value: String, rule: String, path: String) {
    expect(rule, at: "topups.pack.grant.\(path)", in: CatalogText.grant(value))
  }

  @Test func `a lower-case duration gets a suggestion`() throws {
    #expect(
      try onlyDiagnostic(CatalogText.grant(#"{"expiration": {"duration": "week", "count": 1}}"#)).help
        == "did you mean `WEEK`?")
  }

  @Test(arguments: [
    (#""1 year""#, #"write `"expiration": {"duration": "YEAR", "count": 1}`"#),
    (#""30 days""#, #"write `"expiration": {"duration": "DAY", "count": 30}`"#),
    (#""month""#, #"write `"expiration": {"duration": "MONTH", "count": 1}`"#),
    (#""0 days""#, #"write an object, such as `{"duration": "YEAR", "count": 1}`"#),
    (#""P1Y""#, #"write an object, such as `{"duration": "YEAR", "count": 1}`"#),
    ("365", #"write an object, such as `{"duration": "YEAR", "count": 1}`"#),
  ])
  func `an expiration in words gets the object as help`(value: String, help: String) throws {
    #expect(try onlyDiagnostic(CatalogText.grant(#"{"expiration": \#(value)}"#)).help == help)
  }

  @Test(arguments: ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]) func `a grant is read field by field`(unit: String) throws {
    let text = CatalogText.grant(
      #"""
      {"priority": 2.0, "expiration": {"duration": "\#(unit)", "count": 6e0}, "maxRolloverAmount": 0.25,
       "metadata": {"10": 1, "9": 2}}
      """#)
    let grant = try catalog(text).topups[0].grant
    #expect(grant.priority == 2)
    #expect(grant.expiration?.unit.rawValue == unit)
    #expect(grant.expiration?.count == 6)
    #expect(grant.maxRolloverAmount?.description == "0.25")
    expectJSON(.object(grant.metadata), #"{"10": 1, "9": 2}"#)
  }

  @Test(arguments: [
    #"{}"#, #"{"priority": 0, "maxRolloverAmount": 0}"#, #"{"priority": 9223372036854775807}"#,
    #"{"maxRolloverAmount": 1e30}"#,
  ])
  func `unusual but valid grants are not reported`(value: String) {
    expectNo("grant-priority", in: CatalogText.grant(value))
  }

  @Test func `a top-up is read field by field`() throws {
    let catalog = try catalog(
      CatalogText.topup(
        #"""
        "key": "tokens_1k", "name": "1000 tokens", "description": "Once", "feature": "tokens", "amount": 1000,
        "compatiblePlans": ["pro"], "providerIds": {"stripe": "prod_9"}, "metadata": {"a": true},
        "prices": {"usd": {"amount": 900, "currency": "USD", "interval": "one_time"},
          "eur": {"amount": 850, "currency": "EUR", "interval": "one_time"}}
        """#))
    let topup = catalog.topups[0]
    #expect(topup.header.id == "pack")
    #expect(topup.header.key == "tokens_1k")
    #expect(topup.header.name == "1000 tokens")
    #expect(topup.header.description == "Once")
    #expect(catalog.features[topup.feature].header.id == "tokens")
    #expect(topup.amount == ExactDecimal(1000))
    #expect(catalog.plans(topup.compatiblePlans).map(\.header.id) == ["pro"])
    #expect(topup.providerIds.map(\.id) == ["prod_9"])
    #expect(topup.prices.map(\.id) == ["usd", "eur"])
    #expect(topup.prices.map(\.base?.minorUnits) == [900, 850])
    #expect(topup.prices.map(\.lookupKey) == ["tokens_1k:usd", "tokens_1k:eur"])
    #expect(topup.grant.priority == nil)
    #expect(topup.grant.expiration == nil)
    #expect(topup.grant.maxRolloverAmount == nil)
    expectJSON(.object(topup.header.metadata), #"{"a": true}"#)
  }
}
