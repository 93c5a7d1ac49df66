import Diagnostics
import TestSupport
import Testing

/// One report for each fault, and help that does not lead to another error.
@Suite struct OneReportTests {
  private static let price = #"{"amount": 4900, "currency": "USD", "interval": "month"}"#

  private func catalog(_ plan: String, features: String = #""api": {"type": "boolean"}"#) -> String {
    #"{"features": {\#(features)}, "plans": {"pro": {\#(plan)}}}"#
  }

  private func helps(_ text: String) -> [String?] { diagnostics(text).map(\.help) }

  // MARK: Misspelled fields

  @Test func `a misspelled required field is one error`() {
    expect(
      "unknown-field", at: "plan", in: #"{"features": {"api": {"type": "boolean"}}, "⟦plan⟧": {}}"#.markingKeys)
    expect("unknown-field", at: "plans.pro.entitlement", in: catalog(#"⟦"entitlement"⟧: {"api": true}"#))
  }

  @Test(arguments: [
    #"{⟦"feature"⟧: {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}}}"#,
    #"""
    {"features": {"api": {"type": "metered", "meter": "m"}}, "plans": {},
     ⟦"meter"⟧: {"m": {"eventType": "e", "aggregation": "count"}}}
    """#,
    #"""
    {"features": {"api": {"type": "boolean"}}, ⟦"plan"⟧: {"pro": {"entitlements": {"api": true}}},
     "addons": {"x": {"entitlements": {"api": true}, "compatiblePlans": ["pro"]}}}
    """#,
  ])
  func `the entries of a misspelled section are known`(text: String) throws {
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.rule == "unknown-field")
    #expect(diagnostic.range == Marked(text).ranges.first)
  }

  @Test(arguments: [
    #"{"features": [{"id": "api"}], "plans": {"pro": {"entitlements": {"api": true}}}}"#,
    #"{"features": null, "plans": {"pro": {"entitlements": {"api": true}}}}"#,
    #"{"plans": {"pro": {"entitlements": {"api": true}}}}"#,
    #"{"capabilities": {}, "features": {"api": {"type": "metered", "meter": "m"}}, "plans": {}}"#,
    #"""
    {"features": {"api": {"type": "boolean"}}, "plans": [],
     "addons": {"x": {"entitlements": {"api": true}, "compatiblePlans": ["pro"]}}}
    """#,
  ])
  func `references into a section that cannot be read are not reported`(text: String) {
    #expect(diagnostics(text).count == 1)
  }

  @Test func `the value of a misspelled field is checked`() {
    #expect(
      findings(CatalogText.price(#""unit_amount": -5, "currency": "USD", "interval": "month""#)) == [
        "unknown-field @ plans.pro.prices.monthly.unit_amount", "price-amount @ plans.pro.prices.monthly.unit_amount",
      ])
    expect(
      "unknown-field", at: "plans.pro.entitlements.it.limit",
      in: CatalogText.entitlement(#"{"type": "static", "config": "x", ⟦"limit"⟧: 5}"#, of: "static"))
  }

  @Test func `a field that is misspelled beyond recognition is missing as well`() {
    #expect(
      findings(catalog(#""sells": {"api": true}"#)) == ["missing-field @ plans.pro", "unknown-field @ plans.pro.sells"])
  }

  @Test func `a price in place of a map of prices is not renamed`() throws {
    let text = catalog(#""entitlements": {"api": true}, "price": \#(Self.price)"#)
    let diagnostic = try #require(diagnostics(text).first)
    #expect(diagnostics(text).count == 1)
    #expect(diagnostic.message == "unknown field `price`")
    #expect(diagnostic.help == #"write it as an entry, such as `"monthly": {…}`, in `prices`"#)
    #expect(diagnostic.fixes.isEmpty)
  }

  @Test func `a misspelled map of prices is renamed`() throws {
    let text = catalog(#""entitlements": {"api": true}, "price": {"monthly": \#(Self.price)}"#)
    let diagnostic = try #require(diagnostics(text).first)
    #expect(diagnostic.help == "did you mean `prices`?")
    #expect(diagnostic.fixes.count == 1)
  }

  @Test(arguments: [
    (#""unit_amount": 5, "currency": "USD", "interval": "month""#, "did you mean `amount`?"),
    (#""amount": 5, "currency": "USD", "interval": "month", "trial_period_days": 7"#, "did you mean `trialDays`?"),
    (#""amount": 5, "currency": "USD", "frequency": "month""#, "did you mean `interval`?"),
    (#""amount": 5, "currency": "USD", "recurring": {"interval": "month"}"#, #"write `"interval": "month"` instead"#),
    (
      #""amount": 5, "currency": "USD", "recurring": {"usage_type": "licensed", "interval_count": 3, "interval": "month"}"#,
      #"write `"intervalCount": 3, "interval": "month"` instead"#
    ),
    (
      #""unit_price": {"amount": "5.00", "currency_code": "USD"}, "interval": "month""#,
      #"write `"amount": "5.00", "currency": "USD"` instead"#
    ),
    (
      #""amount": 5, "currency": "USD", "recurring": {"every": "month"}"#,
      #"write `"day"`, `"week"`, `"month"`, `"year"` or `"one_time"` for `interval` instead"#
    ),
    (
      #""amount": 5, "currency": "USD", "interval": "month", "nickname": "Monthly""#,
      "prices have no name; the price's id is its name"
    ),
    (
      #""amount": 5, "currency": "USD", "interval": "month", "name": "Monthly""#,
      "prices have no name; the price's id is its name"
    ),
    (#""amount": 5, "unitAmount": 5, "currency": "USD", "interval": "month""#, "`amount` is set already; remove this field"),
  ])
  func `the words of other tools are known`(fields: String, help: String) {
    #expect(helps(CatalogText.price(fields)) == [help])
  }

  @Test(arguments: [
    (#"{"amount": 5, "period": "month"}"#, "did you mean `reset`?"),
    (#"{"amount": 5, "interval": "month"}"#, "did you mean `reset`?"), (#"{"quota": 5}"#, "did you mean `amount`?"),
    (#"{"amount": 5, "reset": "daily"}"#, "did you mean `day`?"),
    (#"{"amount": 5, "reset": "annually"}"#, "did you mean `year`?"),
  ])
  func `the words of other tools are known in entitlements`(value: String, help: String) {
    #expect(helps(CatalogText.entitlement(value, of: "metered")) == [help])
  }

  @Test(arguments: [
    ("bool", "boolean"), ("flag", "boolean"), ("usage", "metered"), ("string", "static"), ("Metered", "metered"),
  ])
  func `the words of other tools are known as types`(word: String, meant: String) {
    #expect(helps(CatalogText.feature(#""type": "\#(word)""#)).contains("did you mean `\(meant)`?"))
  }

  // MARK: Values

  @Test func `null in a required field cannot be omitted`() throws {
    let text = catalog(#""entitlements": {"api": true}, "prices": {"m": {"amount": 1, "currency": "USD", "interval": null}}"#)
    let diagnostic = try #require(diagnostics(text).first)
    #expect(diagnostic.help == "expected `day`, `week`, `month` or `year`")
    #expect(diagnostic.fixes.isEmpty)
    #expect(helps(catalog(#""name": null, "entitlements": {"api": true}"#)) == ["omit the field if it has no value"])
  }

  @Test(arguments: [
    ("5", #"write `"5"`"#), ("2.5", #"write `"2.5"`"#), ("true", #"write `"true"`"#), ("false", #"write `"false"`"#),
  ])
  func `help for a static feature is the user's value as a string`(value: String, help: String) {
    #expect(helps(catalog(#""entitlements": {"seats": \#(value)}"#, features: #""seats": {"type": "static"}"#)) == [help])
  }

  @Test(
    arguments: [
      ("BTC", nil), ("USF", nil), ("USDT", nil), ("US", nil), ("UDS", "USD"), ("RUE", "EUR"), ("U-S-D", "USD"), (" usd", "USD"),
      ("euro", "EUR"),
    ] as [(String, String?)])
  func `a currency is suggested only for its own letters`(code: String, meant: String?) {
    let text = catalog(
      #""entitlements": {"api": true}, "prices": {"m": {"amount": 1, "currency": "\#(code)", "interval": "month"}}"#)
    #expect(helps(text) == [meant.map { "did you mean `\($0)`?" } ?? "use an ISO 4217 code such as `USD`, `EUR` or `INR`"])
  }

  // MARK: Other files

  @Test(arguments: [
    (
      #"{"format": 1, "provider": "stripe", "products": [], "setup": [], "purchase": [], "warnings": []}"#,
      "this is an artifact written by `catalogc compile`, not a catalog"
    ),
    (#"{"format": 1, "providers": {"stripe": {"objects": {}}}}"#, "this is an ids file, not a catalog"),
  ])
  func `another file of the program is one error`(text: String, message: String) {
    #expect(diagnostics(text).map(\.message) == [message])
    #expect(diagnostics(text).map(\.path) == [""])
  }
}

extension String {
  /// The marks around a key include its quotes.
  fileprivate var markingKeys: String { replacing("\"⟦", with: "⟦\"").replacing("⟧\"", with: "\"⟧") }
}
