import Catalog
import Diagnostics
import Foundations
import JSONText
import TestSupport
import Testing

/// Meters, features and entitlements.
@Suite struct FeatureTests {
  // MARK: Meters

  @Test(arguments: ["sum", "count", "unique_count", "avg", "min", "max", "latest"])
  func `known aggregations`(word: String) throws {
    let text = CatalogText.meter(#""eventType": "e", "aggregation": "\#(word)", "valueProperty": "$.v""#)
    expectNo("unknown-aggregation", in: text)
    #expect(try catalog(text).meters[0].aggregation.rawValue == word)
  }

  @Test(arguments: [
    ("summ", "did you mean `sum`?"), ("COUNT", "did you mean `count`?"), ("uniqueCount", "did you mean `unique_count`?"),
    ("percentile", "use `sum`, `count`, `min`, `max`, `avg`, `latest` or `unique_count`"),
  ])
  func `an unknown aggregation`(word: String, help: String) throws {
    let text = CatalogText.meter(#""eventType": "e", "aggregation": ⟦"\#(word)"⟧"#)
    expect("unknown-aggregation", at: "meters.tokens.aggregation", in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test func `a meter without an event type`() {
    expect(
      "meter-without-event-type", at: "meters.tokens",
      in: #"{"meters": {⟦"tokens"⟧: {"aggregation": "count"}}, "features": {}, "plans": {}}"#)
    expect(
      "meter-without-event-type", at: "meters.tokens",
      in: #"{"meters": {⟦"tokens"⟧: {"eventType": "", "aggregation": "count"}}, "features": {}, "plans": {}}"#)
  }

  @Test(arguments: ["sum", "unique_count", "avg", "min", "max", "latest"])
  func `all aggregations but count need a value property`(word: String) {
    expect(
      "meter-without-value-property", at: "meters.tokens",
      in: #"{"meters": {⟦"tokens"⟧: {"eventType": "e", "aggregation": "\#(word)"}}, "features": {}, "plans": {}}"#)
    expect(
      "meter-without-value-property", at: "meters.tokens",
      in:
        #"""
        {"meters": {⟦"tokens"⟧: {"eventType": "e", "aggregation": "\#(word)", "valueProperty": ""}}, "features": {},
         "plans": {}}
        """#
    )
  }

  @Test func `count needs no value property`() {
    expectNo("meter-without-value-property", in: CatalogText.meter(#""eventType": "e", "aggregation": "count""#))
  }

  @Test func `a meter is read field by field`() throws {
    let meter = try catalog(
      CatalogText.meter(
        #"""
        "key": "ai_tokens", "name": "AI tokens", "description": "All models", "eventType": "ai.tokens", "aggregation": "sum",
        "valueProperty": "$.tokens", "groupBy": {"model": "$.model", "10": "$.a", "9": "$.b"}, "metadata": {"team": "ai"}
        """#)
    ).meters[0]
    #expect(meter.header.id == "tokens")
    #expect(meter.header.key == "ai_tokens")
    #expect(meter.header.name == "AI tokens")
    #expect(meter.header.description == "All models")
    #expect(meter.eventType == "ai.tokens")
    #expect(meter.aggregation == .sum)
    #expect(meter.valueProperty == "$.tokens")
    #expect(meter.groupBy.map(\.name) == ["model", "10", "9"])
    #expect(meter.groupBy.map(\.path) == ["$.model", "$.a", "$.b"])
    expectJSON(.object(meter.header.metadata), #"{"team": "ai"}"#)
  }

  // MARK: Features

  @Test(arguments: [
    ("bool", "did you mean `boolean`?"), ("seats", "did you mean `limit`?"),
    ("plan", "use `boolean`, `metered`, `limit` or `static`"),
    ("Boolean", "did you mean `boolean`?"),
    ("metred", "did you mean `metered`?"),
    ("", "use `boolean`, `metered`, `limit` or `static`"),
  ])
  func `an unknown feature type`(word: String, help: String) throws {
    let text = CatalogText.feature(#""type": ⟦"\#(word)"⟧"#)
    expect("unknown-feature-type", at: "features.api.type", in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test func `an unknown meter`() throws {
    let text = CatalogText.feature(#""type": "metered", "meter": ⟦"call"⟧"#)
    expect("unknown-meter", at: "features.api.meter", in: text)
    #expect(try onlyDiagnostic(text).help == "did you mean `calls`?")
  }

  @Test func `a meter is referenced by id, and its key gets a suggestion`() throws {
    let text = #"""
      {"meters": {"calls": {"key": "api_calls", "eventType": "e", "aggregation": "count"}},
       "features": {"api": {"type": "metered", "meter": ⟦"api_calls"⟧}}, "plans": {}}
      """#
    expect("unknown-meter", at: "features.api.meter", in: text)
    #expect(try onlyDiagnostic(text).help == "use the id `calls`; `api_calls` is a key")
  }

  @Test(arguments: ["boolean", "static"]) func `a meter on a feature that is not metered`(type: String) {
    expect(
      "meter-on-unmetered-feature", at: "features.api.meter",
      in: CatalogText.feature(#""type": "\#(type)", "meter": ⟦"calls"⟧"#))
  }

  @Test func `a metered feature may have a meter`() throws {
    expectNo("unknown-meter", in: CatalogText.feature(#""type": "metered""#))
    #expect(try catalog(CatalogText.feature(#""type": "metered""#)).features[0].meter == nil)
    let feature = try catalog(CatalogText.feature(#""type": "metered", "meter": "calls""#)).features[0]
    #expect(feature.meter == 0)
    #expect(feature.kind == .metered)
  }

  // MARK: Entitlements

  @Test func `an entitlement to an unknown feature is reported at its name`() throws {
    let text =
      #"""
      {"features": {"api": {"key": "api_access", "type": "boolean"}},
       "plans": {"pro": {"entitlements": {⟦"apii"⟧: true}}}}
      """#
    expect("unknown-feature", at: "plans.pro.entitlements.apii", in: text)
    #expect(try onlyDiagnostic(text).message == "unknown feature `apii`")
    #expect(try onlyDiagnostic(text).help == "did you mean `api`?")
    let key =
      #"""
      {"features": {"api": {"key": "api_access", "type": "boolean"}},
       "plans": {"pro": {"entitlements": {⟦"api_access"⟧: true}}}}
      """#
    expect("unknown-feature", at: "plans.pro.entitlements.api_access", in: key)
    #expect(try onlyDiagnostic(key).help == "use the id `api`; `api_access` is a key")
  }

  @Test func `ids in different Unicode compositions are different features`() {
    expect(
      "unknown-feature", at: "plans.pro.entitlements.e\u{301}",
      in:
        #"""
        {"features": {"\u00e9": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {⟦"e\u0301"⟧: true}}}}
        """#
    )
  }

  @Test(arguments: [
    ("5", "boolean"), (#""on""#, "boolean"), (#"{"amount": 5}"#, "boolean"), (#"{"config": "x"}"#, "boolean"),
    ("true", "metered"), ("false", "metered"), (#""100""#, "metered"), (#"{"enabled": false}"#, "metered"),
    (#"{"config": "x"}"#, "metered"),
    ("{}", "metered"), ("true", "static"), ("0", "static"), (#"{"enabled": true}"#, "static"), (#"{"amount": 5}"#, "static"),
    (#"{"metadata": {}}"#, "static"), (#"{"type": "boolean"}"#, "metered"), (#"{"type": "metered", "amount": 1}"#, "static"),
  ])
  func `an entitlement that does not match its feature's type`(value: String, type: String) {
    expect("entitlement-type-mismatch", at: "plans.pro.entitlements.it", in: CatalogText.entitlement("⟦\(value)⟧", of: type))
  }

  @Test func `a mismatch has a help and points at the feature`() throws {
    let diagnostic = try onlyDiagnostic(CatalogText.entitlement("true", of: "metered"))
    #expect(diagnostic.message == "expected a number for metered feature `it`, found `true`")
    #expect(diagnostic.help == "write a number, `\"unlimited\"`, or an object with `amount`")
    #expect(diagnostic.related.map(\.message) == ["the feature is declared here"])
  }

  @Test(arguments: [
    ("5", "static", "expected a string for static feature `it`, found a number"),
    (#""5""#, "boolean", "expected `true` or `false` for boolean feature `it`, found a string"),
    ("false", "static", "expected a string for static feature `it`, found `false`"),
    (#"{"amount": 5}"#, "boolean", "expected `true` or `false` for boolean feature `it`, found a metered entitlement"),
    (#"{"config": "x"}"#, "metered", "expected a number for metered feature `it`, found a static entitlement"),
    ("{}", "static", "expected a string for static feature `it`, found a boolean entitlement"),
  ])
  func `a mismatch says what was expected and what was found`(value: String, type: String, message: String) throws {
    #expect(try onlyDiagnostic(CatalogText.entitlement(value, of: type)).message == message)
  }

  @Test(arguments: [
    ("⟦-1⟧", ""), (#"{"amount": ⟦-0.001⟧}"#, ".amount"), (#"{"type": "metered", "amount": ⟦-1e3⟧}"#, ".amount"),
  ])
  func `a negative allowance`(value: String, path: String) {
    expect("negative-amount", at: "plans.pro.entitlements.it\(path)", in: CatalogText.entitlement(value, of: "metered"))
  }

  @Test(arguments: [
    ("daily", "did you mean `day`?"), ("nevr", "did you mean `never`?"),
    ("monthly", "did you mean `month`?"),
    ("MONTH", "did you mean `month`?"),
    ("one_time", "use `day`, `week`, `month`, `year` or `never`"), ("lifetime", "did you mean `never`?"),
    ("hour", "use `day`, `week`, `month`, `year` or `never`"),
    ("quarter", "use `day`, `week`, `month` or `year`; an allowance cannot reset every few weeks or months"),
    ("biweekly", "use `day`, `week`, `month` or `year`; an allowance cannot reset every few weeks or months"),
  ])
  func `an unknown reset period`(word: String, help: String) throws {
    let text = CatalogText.entitlement(#"{"amount": 5, "reset": ⟦"\#(word)"⟧}"#, of: "metered")
    expect("unknown-reset", at: "plans.pro.entitlements.it.reset", in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test func `an unknown entitlement type is reported at its place`() {
    expect(
      "unknown-feature-type", at: "plans.pro.entitlements.it.type",
      in: CatalogText.entitlement(#"{"type": ⟦"meterd"⟧, "amount": 1}"#, of: "metered"))
  }

  @Test(arguments: [
    #"{"features": {}, "plans": {"pro": {"entitlements": {}}}}"#,
    #"{"features": {}, "plans": {}, "addons": {"support": {"entitlements": {}}}}"#,
    #"""
    {"features": {"seats": {"type": "limit"}}, "plans": {},
     "addons": {"seat": {"entitlements": {}, "quantity": {"feature": "seats"}}}}
    """#,
  ])
  func `an item without features has empty entitlements`(text: String) {
    #expect(diagnostics(text).contains { $0.severity == .error } == false)
  }

  @Test func `an add-on's entitlements are checked like a plan's`() {
    expect(
      "entitlement-type-mismatch", at: "addons.x.entitlements.t",
      in: #"{"features": {"t": {"type": "metered"}}, "plans": {}, "addons": {"x": {"entitlements": {"t": ⟦true⟧}}}}"#)
  }

  // MARK: Values

  private func entitlement(_ value: String, of type: String) throws -> Entitlement {
    try catalog(CatalogText.entitlement(value, of: type)).plans[0].entitlements[0]
  }

  @Test(arguments: [
    ("true", true), ("false", false), (#"{"enabled": true}"#, true), (#"{"enabled": false}"#, false), ("{}", true),
    (#"{"type": "boolean"}"#, true), (#"{"type": "boolean", "enabled": false}"#, false), (#"{"metadata": {"a": 1}}"#, true),
  ])
  func `a boolean entitlement is on or off`(value: String, isOn: Bool) throws {
    let entitlement = try entitlement(value, of: "boolean")
    guard case .boolean(let enabled) = entitlement.value else {
      Issue.record("\(entitlement.value)")
      return
    }
    #expect(enabled == isOn)
    #expect(entitlement.isGranted == isOn)
  }

  @Test(
    arguments: [
      ("1000", "1000", .month, nil, nil), ("0", "0", .month, nil, nil), ("0.5", "0.5", .month, nil, nil),
      ("-0", "0", .month, nil, nil),
      ("1e3", "1000", .month, nil, nil), ("9223372036854775808", "9223372036854775808", .month, nil, nil),
      ("0.123456789012345678901", "0.123456789012345678901", .month, nil, nil), (#"{"amount": 5}"#, "5", .month, nil, nil),
      (#"{"amount": 2.50, "reset": "day"}"#, "2.5", .day, nil, nil),
      (
        #"{"type": "metered", "amount": 1, "reset": "week", "isSoftLimit": true, "preserveOverageAtReset": false}"#, "1",
        .week, true, false
      ),
      (#"{"isSoftLimit": false, "reset": "year", "amount": 7, "preserveOverageAtReset": true}"#, "7", .year, false, true),
      (#"{"amount": 10, "reset": "never"}"#, "10", .never, nil, nil),
    ] as [(String, String, Reset, Bool?, Bool?)])
  func `an allowance is kept exactly`(value: String, amount: String, reset: Reset, soft: Bool?, preserve: Bool?) throws {
    guard case .metered(let allowance) = try entitlement(value, of: "metered").value else {
      Issue.record("not metered")
      return
    }
    #expect(allowance.amount.description == amount)
    #expect(allowance.reset(under: .recurring(Cadence(.year))) == reset)
    #expect(allowance.isSoftLimit == soft)
    #expect(allowance.preserveOverageAtReset == preserve)
  }

  @Test(arguments: [
    (#""gold""#, "gold"), (#""""#, ""), (#"{"config": "gold"}"#, "gold"),
    (#"{"type": "static", "config": "{\"tier\": 1}"}"#, #"{"tier": 1}"#),
  ])
  func `a static entitlement is any string`(value: String, config: String) throws {
    guard case .static(let setting) = try entitlement(value, of: "static").value else {
      Issue.record("not \(config)")
      return
    }
    #expect(setting.value == .string(config))
  }

  @Test(arguments: [
    (#"["30s", "1m"]"#, #"["30s","1m"]"#), (#"{"tier": 1.50}"#, #"{"tier":1.5}"#), ("null", "null"), ("7", "7"),
    ("false", "false"),
  ])
  func `a static entitlement object has any JSON value`(config: String, text: String) throws {
    guard case .static(let setting) = try entitlement(#"{"config": \#(config)}"#, of: "static").value else {
      Issue.record("not static")
      return
    }
    #expect(setting.text == text)
  }

  @Test func `an allowance is granted once under a one-time price, unless its reset is written`() {
    let (bare, monthly) = (Allowance(ExactDecimal(5)), Allowance(ExactDecimal(5), reset: .month))
    #expect(bare.reset(under: .once) == .never)
    #expect(bare.reset(under: .recurring(Cadence(.year))) == .month)
    #expect(monthly.reset(under: .once) == .month)
  }

  @Test(
    arguments: [
      ("5", Limit(ExactDecimal(5))), (#"{"amount": 5}"#, Limit(ExactDecimal(5))),
      (#"{"type": "limit", "amount": 5, "set": false}"#, Limit(ExactDecimal(5))),
    ])
  func `a limit is a number without a reset`(value: String, expected: Limit) throws {
    guard case .limit(let limit) = try entitlement(value, of: "limit").value else {
      Issue.record("not a limit")
      return
    }
    #expect(limit == expected)
  }

  @Test(arguments: ["metered", "limit"]) func `unlimited is more than any number`(type: String) throws {
    guard case .unlimited = try entitlement(#""unlimited""#, of: type).value else {
      Issue.record("not unlimited")
      return
    }
  }

  @Test func `the word unlimited is a setting of a static feature`() throws {
    guard case .static(let setting) = try entitlement(#""unlimited""#, of: "static").value else {
      Issue.record("not static")
      return
    }
    #expect(setting.value == "unlimited")
  }

  @Test(arguments: [
    (#"{"amount": "unlimited", "reset": "day"}"#, "metered", "wrong-type", "write `\"unlimited\"` instead of the object"),
    (#"{"amount": 5, "reset": "day"}"#, "limit", "entitlement-type-mismatch", "remove `reset`; a limit is a number that is held"),
    (#"{"amount": 5, "set": true}"#, "limit", "limit-set-in-plan", "remove it"),
    ("true", "limit", "entitlement-type-mismatch", "write a number, `\"unlimited\"`, or an object with `amount`"),
    ("-1", "limit", "negative-amount", nil),
  ])
  func `a plan cannot say more of a limit`(value: String, type: String, rule: String, help: String?) {
    let all = diagnostics(#"{"features": {"f": {"type": "\#(type)"}}, "plans": {"p": {"entitlements": {"f": \#(value)}}}}"#)
    #expect(all.map(\.rule) == [rule])
    #expect(all.first?.help == help)
  }

  @Test func `metadata of an entitlement is kept`() throws {
    expectJSON(
      .object(try entitlement(#"{"enabled": false, "metadata": {"why": "later"}}"#, of: "boolean").metadata),
      #"{"why": "later"}"#)
  }

  @Test(arguments: [
    ("⟦null⟧", "boolean", "remove the entry to grant nothing, or write a value"),
    (#"⟦["a"]⟧"#, "static", #"write `{"config": ["a"]}`"#), ("⟦[\"a\",\n\"b\"]⟧", "static", #"write `{"config": […]}`"#),
    ("⟦[5]⟧", "metered", nil),
  ]) func `an entitlement is not null and no array`(value: String, type: String, help: String?) throws {
    let marked = CatalogText.entitlement(value, of: type)
    expect("wrong-type", at: "plans.pro.entitlements.it", in: marked)
    #expect(diagnostics(Marked(marked).text).map(\.help) == [help])
  }

  @Test(arguments: [
    ("5", #"write `"5"` or `["5"]`"#), ("true", #"write `"true"` or `["true"]`"#), ("[5]", #"write `"5"`"#),
    (#"{"not": 5}"#, #"write `["5"]`"#), (#"{"not": "a"}"#, #"write `["a"]`"#), ("null", "omit the field if it has no value"),
  ]) func `a filter has texts`(filter: String, help: String) {
    let all = diagnostics(
      #"""
      {"meters": {"m": {"eventType": "call", "aggregation": "count", "groupBy": {"model": "$.model"}}},
       "features": {"calls": {"type": "metered", "meter": "m", "where": {"model": \#(filter)}}}, "plans": {}}
      """#)
    #expect(all.map(\.help) == [help])
  }

  // MARK: Many unknown names

  @Test func `one typo in many places has the same help in each`() {
    let plans = (0..<500).map { #""p\#($0)": {"entitlements": {"apiAcess": true}}"# }.joined(separator: ",\n")
    let all = diagnostics(#"{"features": {"apiAccess": {"type": "boolean"}}, "plans": {\#(plans)}}"#)
    #expect(all.map(\.help) == Array(repeating: "did you mean `apiAccess`?", count: 500))
  }

  @Test func `with thousands of unknown names, the search for suggestions ends`() {
    let features = (0..<1000).map { #""\#(String(repeating: "x", count: 30))\#($0)": {"type": "boolean"}"# }
    let unknown = (0..<600).map { #""\#(String(repeating: "y", count: 20))\#($0)": true"# }
    let entitlements = unknown + [#""apiAcess": true"#, #""api_access": true"#]
    let all = diagnostics(
      """
      {"features": {"apiAccess": {"key": "api_access", "type": "boolean"}, \(features.joined(separator: ", "))},
       "plans": {"a": {"entitlements": {"apiAcess": true}}, "b": {"entitlements": {\(entitlements.joined(separator: ", "))}}}}
      """)
    #expect(all.count == 603)
    #expect(all.first?.help == "did you mean `apiAccess`?")
    // The first is cached, and the second is found by key: neither needs a search.
    #expect(all.suffix(2).map(\.help) == ["did you mean `apiAccess`?", "use the id `apiAccess`; `api_access` is a key"])
    #expect(all.dropLast(2).suffix(50).allSatisfy { $0.help == nil })
  }
}
