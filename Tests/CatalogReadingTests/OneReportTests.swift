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
      findings(CatalogText.price(#""amount": 5, "money": "USD", "interval": "month""#)) == [
        "missing-field @ plans.pro.prices.monthly", "unknown-field @ plans.pro.prices.monthly.money",
      ])
    // It may be the entitlements, without which an item is valid.
    #expect(findings(catalog(#""sells": {"api": true}"#)) == ["unknown-field @ plans.pro.sells"])
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
      "remove it; the price's id is its name"
    ),
    (
      #""amount": 5, "currency": "USD", "interval": "month", "name": "Monthly""#,
      "remove it; the price's id is its name"
    ),
    (#""price": 5, "currency": "USD", "interval": "month""#, "did you mean `amount`?"),
    (
      #""amount": 5, "currency": "USD", "interval": "month", "per_seat": true"#,
      "add `quantity` to the plan or add-on; its prices are then for each"
    ),
    (
      #""amount": 5, "currency": "USD", "interval": "month", "tax_behavior": "inclusive""#,
      "set the option `taxBehavior` in `providers` instead"
    ),
    (#""amount": 5, "unitAmount": 5, "currency": "USD", "interval": "month""#, "remove this field; `amount` is set already"),
  ])
  func `the words of other tools are known`(fields: String, help: String) {
    #expect(helps(CatalogText.price(fields)) == [help])
  }

  @Test(arguments: [
    (#""monthly": 4900"#, #"write `"prices": {"monthly": {…}}`"#), (#""annual": "49.00""#, #"write `"prices": {"annual": {…}}`"#),
    (#""price": 4900"#, "write an object for `prices` instead"),
  ])
  func `prices in place of their map are known`(field: String, help: String) {
    #expect(helps(#"{"features": {}, "plans": {"pro": {"entitlements": {}, "onRequest": true, \#(field)}}}"#) == [help])
  }

  @Test(arguments: [
    (#""products": {}"#, "did you mean `plans`?"), (#""coupons": {}"#, "did you mean `discounts`?"),
    (#""currency": "USD""#, "remove it; each price has a currency"),
  ])
  func `the words of other tools are known at the top`(field: String, help: String) {
    let rest = field.contains("products") ? "" : #", "plans": {}"#
    #expect(helps(#"{"features": {}\#(rest), \#(field)}"#) == [help])
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

  // MARK: Entries without an id

  @Test(arguments: [
    (
      #"{"features": {"type": "boolean"}, "plans": {"pro": {"entitlements": {"api": true}}}}"#, "features",
      "`features` must map ids to objects, found a feature without an id", #"write `"features": {"api": {…}}`"#
    ),
    (
      #"{"features": {"type": "boolean", "key": "sso"}, "plans": {}}"#, "features",
      "`features` must map ids to objects, found a feature without an id", #"write `"features": {"sso": {…}}`"#
    ),
    (
      #"{"features": {"api": {"type": "boolean"}}, "plans": {"entitlements": {"api": true}, "name": "Pro"}}"#, "plans",
      "`plans` must map ids to objects, found a plan without an id", #"write `"plans": {"pro": {…}}`"#
    ),
    (
      #"{"features": {"api": {"type": "boolean"}}, "plans": {"entitlements": {"api": true}}}"#, "plans",
      "`plans` must map ids to objects, found a plan without an id", #"write `"plans": {"pro": {…}}`"#
    ),
    (
      CatalogText.plan(#""prices": {"amount": 1900, "currency": "USD", "interval": "year"}"#), "plans.pro.prices",
      "`prices` must map ids to objects, found a price without an id", #"write `"prices": {"yearly": {…}}`"#
    ),
    (
      CatalogText.topup(#""feature": "tokens", "amount": 5, "prices": {"amount": 1900, "currency": "USD"}"#),
      "topups.pack.prices", "`prices` must map ids to objects, found a price without an id",
      #"write `"prices": {"monthly": {…}}`"#
    ),
    (
      CatalogText.entitlement(#"{"amount": 5, "prices": {"amount": 1, "currency": "USD"}}"#, of: "metered"),
      "plans.pro.entitlements.it.prices", "`prices` must map ids to objects, found a usage price without an id",
      #"write `"prices": {"usage": {…}}`"#
    ),
    (
      #"{"features": {"tokens": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"amount": 5, "reset": "day"}}}}"#,
      "plans.pro.entitlements", "`entitlements` must map feature ids to entitlements, found an entitlement without an id",
      #"write `"entitlements": {"tokens": {…}}`"#
    ),
  ])
  func `an entry in place of the map is one error`(text: String, path: String, message: String, help: String) throws {
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.rule == "wrong-type")
    #expect(diagnostic.path == path)
    #expect(diagnostic.message == message)
    #expect(diagnostic.help == help)
  }

  @Test func `the fix of an entry without an id gives it one`() {
    expectFix(
      .unsafe, catalog(#""entitlements": {"api": true}, "prices": \#(Self.price)"#),
      catalog(#""entitlements": {"api": true}, "prices": {"monthly": \#(Self.price)}"#))
  }

  @Test(arguments: [
    #"{"features": {"key": {"type": "boolean"}}, "plans": {"entitlements": {"entitlements": {"key": true}}}}"#,
    #"{"features": {"amount": {"type": "metered"}}, "plans": {"pro": {"entitlements": {"amount": 5}}}}"#,
    CatalogText.plan(#""prices": {"amount": {"amount": 5, "currency": "USD", "interval": "month"}}"#),
  ])
  func `an entry may have the name of a field`(text: String) {
    #expect(diagnostics(text).filter { $0.severity == .error }.isEmpty)
  }

  @Test(arguments: [
    (CatalogText.addon(#""compatiblePlans": "pro""#), #"write `["pro"]`"#),
    (
      CatalogText.price(#""tiers": {"amount": 5}, "mode": "volume", "currency": "USD", "interval": "month""#), "write `[{…}]`"
    ),
  ])
  func `an element in place of the list gets the list as help`(text: String, help: String) throws {
    #expect(try onlyDiagnostic(text).help == help)
  }

  // MARK: One fault

  @Test(arguments: ["boolean", "limit", "static"]) func `the meter of an unmetered feature need not exist`(type: String) throws {
    #expect(try onlyDiagnostic(CatalogText.feature(#""type": "\#(type)", "meter": "nope""#)).rule == "meter-on-unmetered-feature")
  }

  @Test func `a plan's price that does not recur is one error`() throws {
    let fields = #""amount": 5, "currency": "USD", "interval": "one_time", "intervalCount": 2, "trialDays": 3"#
    #expect(try onlyDiagnostic(CatalogText.price(fields)).rule == "plan-price-one-time")
  }

  @Test func `a bound of the last tier is one error`() throws {
    func tier(_ bound: String) -> String {
      CatalogText.plan(
        #""quantity": {}, "prices": {"m": {"currency": "USD", "interval": "month", "mode": "volume", "#
          + #""tiers": [{"amount": 5, "upTo": \#(bound)}]}}"#)
    }
    #expect(try onlyDiagnostic(tier("null")).help == "omit the field if it has no value")
    for bound in ["5", #""inf""#, "-1"] { #expect(try onlyDiagnostic(tier(bound)).rule == "tier-bounds") }
  }

  // MARK: Values

  @Test(arguments: [
    (CatalogText.price(#""amount": null, "currency": "USD", "interval": "month""#), #"write `2000` or `"20.00"`, for example"#),
    (CatalogText.entitlement(#"{"amount": null}"#, of: "metered"), "write `100000`, for example"),
    (CatalogText.meter(#""eventType": null, "aggregation": "count""#), #"write `"ai.tokens"`, for example"#),
    (
      CatalogText.meter(#""eventType": "e", "aggregation": "sum", "valueProperty": null"#),
      #"write `"$.tokens"`, for example"#
    ),
    (#"{"features": {}, "plans": null}"#, #"write `"plans": {"pro": {…}}`"#),
    (CatalogText.topup(#""feature": null, "amount": 5, \#(CatalogText.once)"#), "write a string"),
    (
      CatalogText.entitlement(#"{"amount": 5, "prices": {"u": {"amount": null, "currency": "USD"}}}"#, of: "metered"),
      #"write `20` or `"0.002"`, for example"#
    ),
  ])
  func `null in a field that is needed gets a value as help`(text: String, help: String) throws {
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.rule == "wrong-type")
    #expect(diagnostic.help == help)
    #expect(diagnostic.fixes.isEmpty)
  }

  private static let unlimited = [
    #"{"unlimited": true}"#, #"{"type": "unlimited"}"#, #"{"amount": "unlimited"}"#, #"{"unlimited": true, "reset": "month"}"#,
  ]

  @Test(arguments: unlimited, ["metered", "limit"])
  func `an unlimited entitlement is written as a string`(value: String, type: String) throws {
    let diagnostic = try onlyDiagnostic(CatalogText.entitlement(value, of: type))
    #expect(diagnostic.message == "an unlimited entitlement must not be an object")
    #expect(diagnostic.help == #"write `"unlimited"` instead of the object"#)
  }

  @Test(arguments: unlimited, ["boolean", "static"])
  func `what is not counted cannot be unlimited`(value: String, type: String) throws {
    #expect(try onlyDiagnostic(CatalogText.entitlement(value, of: type)).rule == "entitlement-type-mismatch")
  }

  @Test(arguments: [
    ("true", "boolean", "unknown-field", "write `true` instead of the object"),
    (#""gold""#, "static", "unknown-field", #"write `"gold"` instead of the object"#),
    ("5", "metered", "unknown-field", "write `5` instead of the object"),
    ("true", "static", "entitlement-type-mismatch", #"write `"true"`"#),
    ("5", "boolean", "entitlement-type-mismatch", "write `true` or `false`"),
  ])
  func `an object with only a value is that value`(value: String, type: String, rule: String, help: String) throws {
    let diagnostic = try onlyDiagnostic(CatalogText.entitlement(#"{"value": \#(value)}"#, of: type))
    #expect(diagnostic.rule == rule)
    #expect(diagnostic.help == help)
  }

  @Test func `null in a required field cannot be omitted`() throws {
    let text = catalog(#""entitlements": {"api": true}, "prices": {"m": {"amount": 1, "currency": "USD", "interval": null}}"#)
    let diagnostic = try #require(diagnostics(text).first)
    #expect(diagnostic.help == "use `day`, `week`, `month` or `year`")
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
      #"{"format": 2, "provider": "stripe", "products": [], "setup": [], "purchase": [], "warnings": []}"#,
      "this is an artifact written by `catalogc compile`, not a catalog"
    ),
    (#"{"format": 1, "providers": {"stripe": {"objects": {}}}}"#, "this is an ids file, not a catalog"),
  ])
  func `another file of the program is one error`(text: String, message: String) {
    #expect(diagnostics(text).map(\.message) == [message])
    #expect(diagnostics(text).map(\.path) == [""])
  }

  @Test(arguments: [
    #"{"name": "shop", "version": "1.0.0", "dependencies": {}}"#,
    #"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {}}"#, #"{"x": 1}"#,
  ])
  func `a file that has no field of a catalog is one error`(text: String) throws {
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.rule == "wrong-type")
    #expect(diagnostic.message == "this does not look like a catalog; its top-level fields are unknown")
    #expect(
      diagnostic.help
        == "write `features` and `plans` and, if needed, `id`, `meters`, `addons`, `topups`, `discounts`, `providers` or `lint`")
  }

  @Test(arguments: ["{}", #"{"$schema": "./catalog.schema.json"}"#, #"{"name": "shop", "plan": {}}"#])
  func `a file that may be an incomplete catalog is checked as one`(text: String) {
    #expect(diagnostics(text).map(\.rule).contains("missing-field"))
  }

  @Test func `the schema of catalogs is no catalog`() throws {
    #expect(try onlyDiagnostic(Repository.text("docs/catalog.schema.json")).rule == "wrong-type")
  }
}

extension String {
  /// The marks around a key include its quotes.
  fileprivate var markingKeys: String { replacing("\"⟦", with: "⟦\"").replacing("⟧\"", with: "\"⟧") }
}
