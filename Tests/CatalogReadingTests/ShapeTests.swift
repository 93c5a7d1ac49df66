import Diagnostics
import TestSupport
import Testing

/// JSON types, unknown and missing fields, empty names.
@Suite struct ShapeTests {
  // MARK: Types

  @Test(arguments: [
    ("⟦[]⟧", ""), ("⟦null⟧", ""), (#"⟦"features"⟧"#, ""),
    (#"{"features": ⟦[]⟧, "plans": {}}"#, "features"),
    (#"{"features": {}, "plans": ⟦null⟧}"#, "plans"),
    (#"{"features": {}, "plans": {}, "meters": ⟦[]⟧}"#, "meters"),
    (#"{"features": {}, "plans": {}, "addons": ⟦false⟧}"#, "addons"),
    (#"{"features": {}, "plans": {}, "topups": ⟦0⟧}"#, "topups"),
    (#"{"features": {}, "plans": {}, "providers": ⟦["stripe"]⟧}"#, "providers"),
    (#"{"features": {}, "plans": {"pro": ⟦"Pro"⟧}}"#, "plans.pro"),
    (#"{"features": {"api": ⟦"boolean"⟧}, "plans": {"pro": {"entitlements": {"api": true}}}}"#, "features.api"),
    (#"{"features": {}, "plans": {}, "meters": {"tokens": ⟦5⟧}}"#, "meters.tokens"),
    (#"{"features": {}, "plans": {}, "addons": {"seats": ⟦null⟧}}"#, "addons.seats"),
    (#"{"features": {}, "plans": {}, "topups": {"pack": ⟦true⟧}}"#, "topups.pack"),
  ])
  func `the file, its sections and their entries are objects`(text: String, path: String) {
    expect("wrong-type", at: path, in: text)
  }

  @Test(arguments: [
    (#""eventType": "a", "aggregation": "count", "key": ⟦5⟧"#, "key"),
    (#""eventType": "a", "aggregation": "count", "name": ⟦true⟧"#, "name"),
    (#""eventType": "a", "aggregation": "count", "description": ⟦[]⟧"#, "description"),
    (#""eventType": ⟦5⟧, "aggregation": "count""#, "eventType"),
    (#""eventType": "a", "aggregation": ⟦null⟧"#, "aggregation"),
    (#""eventType": "a", "aggregation": "sum", "valueProperty": ⟦["$.tokens"]⟧"#, "valueProperty"),
    (#""eventType": "a", "aggregation": "count", "groupBy": ⟦["model"]⟧"#, "groupBy"),
    (#""eventType": "a", "aggregation": "count", "groupBy": {"model": ⟦true⟧}"#, "groupBy.model"),
    (#""eventType": "a", "aggregation": "count", "metadata": ⟦"none"⟧"#, "metadata"),
  ])
  func `types of a meter's fields`(fields: String, path: String) {
    expect("wrong-type", at: "meters.tokens.\(path)", in: CatalogText.meter(fields))
  }

  @Test(arguments: [
    (#""type": ⟦true⟧"#, "type"), (#""type": "metered", "meter": ⟦{}⟧"#, "meter"),
    (#""type": "boolean", "key": ⟦1⟧"#, "key"),
    (#""type": "boolean", "name": ⟦null⟧"#, "name"), (#""type": "boolean", "metadata": ⟦null⟧"#, "metadata"),
  ])
  func `types of a feature's fields`(fields: String, path: String) {
    expect("wrong-type", at: "features.api.\(path)", in: CatalogText.feature(fields))
  }

  @Test(arguments: [
    ("⟦null⟧", "boolean", ""), ("⟦[true]⟧", "boolean", ""), ("⟦[]⟧", "metered", ""),
    (#"{"enabled": ⟦"yes"⟧}"#, "boolean", ".enabled"), (#"{"enabled": ⟦1⟧}"#, "boolean", ".enabled"),
    (#"{"type": ⟦1⟧, "enabled": true}"#, "boolean", ".type"), (#"{"amount": ⟦"100"⟧}"#, "metered", ".amount"),
    (#"{"amount": ⟦null⟧}"#, "metered", ".amount"), (#"{"amount": 1, "reset": ⟦1⟧}"#, "metered", ".reset"),
    (#"{"amount": 1, "reset": ⟦null⟧}"#, "metered", ".reset"),
    (#"{"amount": 1, "isSoftLimit": ⟦"no"⟧}"#, "metered", ".isSoftLimit"),
    (#"{"amount": 1, "preserveOverageAtReset": ⟦0⟧}"#, "metered", ".preserveOverageAtReset"),
    (#"{"amount": 1, "set": ⟦"yes"⟧}"#, "limit", ".set"),
    (#"{"enabled": true, "metadata": ⟦[]⟧}"#, "boolean", ".metadata"),
  ])
  func `types of an entitlement's fields`(value: String, type: String, path: String) {
    expect("wrong-type", at: "plans.pro.entitlements.it\(path)", in: CatalogText.entitlement(value, of: type))
  }

  @Test(arguments: [
    (#""key": ⟦5⟧"#, "key"), (#""name": ⟦{}⟧"#, "name"), (#""description": ⟦null⟧"#, "description"),
    (#""prices": ⟦[]⟧"#, "prices"),
    (#""prices": {"monthly": ⟦2000⟧}"#, "prices.monthly"), (#""providerIds": ⟦"prod_1"⟧"#, "providerIds"),
    (#""providerIds": {"stripe": ⟦1⟧}"#, "providerIds.stripe"), (#""metadata": ⟦1⟧"#, "metadata"),
  ])
  func `types of a plan's fields`(fields: String, path: String) {
    expect("wrong-type", at: "plans.pro.\(path)", in: CatalogText.plan(fields))
  }

  @Test(arguments: [
    (#""amount": ⟦true⟧, "currency": "USD", "interval": "month""#, "amount"),
    (#""amount": ⟦null⟧, "currency": "USD", "interval": "month""#, "amount"),
    (#""amount": 2000, "currency": ⟦840⟧, "interval": "month""#, "currency"),
    (#""amount": 2000, "currency": "USD", "interval": ⟦1⟧"#, "interval"),
    (#""amount": 2000, "currency": "USD", "interval": "month", "intervalCount": ⟦"3"⟧"#, "intervalCount"),
    (#""amount": 2000, "currency": "USD", "interval": "month", "trialDays": ⟦true⟧"#, "trialDays"),
    (#""amount": 2000, "currency": "USD", "interval": "month", "lookupKey": ⟦7⟧"#, "lookupKey"),
    (#""amount": 2000, "currency": "USD", "interval": "month", "providerIds": ⟦[]⟧"#, "providerIds"),
    (#""amount": 2000, "currency": "USD", "interval": "month", "metadata": ⟦"x"⟧"#, "metadata"),
  ])
  func `types of a price's fields`(fields: String, path: String) {
    expect("wrong-type", at: "plans.pro.prices.monthly.\(path)", in: CatalogText.price(fields))
  }

  @Test(arguments: [
    (#""compatiblePlans": ⟦"pro"⟧"#, "compatiblePlans"), (#""compatiblePlans": ["pro", ⟦2⟧]"#, "compatiblePlans.1"),
    (#""multiple": ⟦"yes"⟧"#, "multiple"), (#""quantity": ⟦5⟧"#, "quantity"),
    (#""quantity": {"min": ⟦"1"⟧}"#, "quantity.min"),
    (#""quantity": {"max": ⟦null⟧}"#, "quantity.max"),
  ])
  func `types of an add-on's fields`(fields: String, path: String) {
    expect("wrong-type", at: "addons.seats.\(path)", in: CatalogText.addon(fields))
  }

  @Test(arguments: [
    (#""feature": ⟦true⟧, "amount": 1"#, "feature"), (#""feature": "tokens", "amount": ⟦"1000"⟧"#, "amount"),
    (#""feature": "tokens", "amount": 1, "grant": ⟦[]⟧"#, "grant"),
    (#""feature": "tokens", "amount": 1, "grant": {"priority": ⟦"2"⟧}"#, "grant.priority"),
    (#""feature": "tokens", "amount": 1, "grant": {"expiration": ⟦"P1M"⟧}"#, "grant.expiration"),
    (
      #""feature": "tokens", "amount": 1, "grant": {"expiration": {"duration": ⟦1⟧, "count": 1}}"#,
      "grant.expiration.duration"
    ),
    (
      #""feature": "tokens", "amount": 1, "grant": {"expiration": {"duration": "DAY", "count": ⟦"1"⟧}}"#,
      "grant.expiration.count"
    ),
    (#""feature": "tokens", "amount": 1, "grant": {"maxRolloverAmount": ⟦true⟧}"#, "grant.maxRolloverAmount"),
    (#""feature": "tokens", "amount": 1, "grant": {"metadata": ⟦null⟧}"#, "grant.metadata"),
  ])
  func `types of a top-up's fields`(fields: String, path: String) {
    expect("wrong-type", at: "topups.pack.\(path)", in: CatalogText.topup("\(fields), \(CatalogText.once)"))
  }

  @Test func `the message says what was found, and null has a help`() throws {
    let text = try onlyDiagnostic(CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "trialDays": "14""#))
    #expect(text.message == "expected a number, found a string")
    #expect(text.help == nil)
    let null = try onlyDiagnostic(CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "trialDays": null"#))
    #expect(null.message == "expected a number, found null")
    #expect(null.help == "omit the field if it has no value")
    #expect(try onlyDiagnostic("[]").message == "the catalog must be an object, found an array")
  }

  @Test(
    arguments: [
      (#"{"features": {}, "plans": [{"id": "pro", "entitlements": {}}]}"#, #"write `"plans": {"pro": {…}}`"#),
      (#"{"features": [{"type": "boolean", "key": "api"}], "plans": {}}"#, #"write `"features": {"api": {…}}`"#),
      (#"{"features": [{"type": "boolean"}], "plans": {}}"#, #"write `"features": {"id": {…}}`"#),
      (CatalogText.plan(#""prices": [{"amount": 5, "interval": "month"}]"#), #"write `"prices": {"month": {…}}`"#),
      (#"{"features": {}, "plans": {"pro": {"entitlements": ["api", "sso"]}}}"#, #"write `"entitlements": {"api": true}`"#),
      (
        #"{"features": {}, "plans": {"pro": {"entitlements": [{"feature": "api"}]}}}"#,
        #"write `"entitlements": {"api": true}`"#
      ),
      (#"{"features": {}, "plans": []}"#, nil), (#"{"features": {}, "plans": [5]}"#, nil),
    ] as [(String, String?)])
  func `an array in place of a map gets the map as help`(text: String, help: String?) throws {
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test(arguments: [
    (CatalogText.feature(#""type": null"#), "use `boolean`, `metered`, `limit` or `static`"),
    (CatalogText.feature(#""type": 1"#), "use `boolean`, `metered`, `limit` or `static`"),
    (
      CatalogText.meter(#""eventType": "e", "aggregation": null"#),
      "use `sum`, `count`, `min`, `max`, `avg`, `latest` or `unique_count`"
    ),
    (
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": null"#), "use `day`, `week`, `month` or `year`"
    ),
    (
      CatalogText.price(#""amount": 1, "currency": null, "interval": "month""#),
      "use an ISO 4217 code such as `USD`, `EUR` or `INR`"
    ),
    (CatalogText.grant(#"{"expiration": {"duration": null}}"#), "use `HOUR`, `DAY`, `WEEK`, `MONTH` or `YEAR`"),
  ])
  func `a value that should be a word gets the words as help`(text: String, help: String) throws {
    let diagnostic = try onlyDiagnostic(text)
    #expect(diagnostic.rule == "wrong-type")
    #expect(diagnostic.help == help)
    #expect(diagnostic.fixes.isEmpty)
  }

  // MARK: Fields

  @Test(arguments: [
    (#"{"features": {}, "plans": {}, ⟦"topUps"⟧: {}}"#, "topUps", "did you mean `topups`?"),
    (
      CatalogText.meter(#"⟦"topic"⟧: "x", "eventType": "x", "aggregation": "count""#), "meters.tokens.topic",
      "use `key`, `name`, `description`, `eventType`, `aggregation`, `valueProperty`, `groupBy`, `providerIds` or `metadata`"
    ),
    (
      CatalogText.feature(#""type": "boolean", ⟦"desciption"⟧: "x""#), "features.api.desciption",
      "did you mean `description`?"
    ),
    (CatalogText.plan(#"⟦"price"⟧: {}"#), "plans.pro.price", "did you mean `prices`?"),
    (
      CatalogText.plan(#"⟦"compatiblePlans"⟧: []"#), "plans.pro.compatiblePlans",
      "use `key`, `name`, `description`, `entitlements`, `prices`, `quantity`, `default`, `group`, `sold`, `onRequest`, `providerIds` or `metadata`"
    ),
    (CatalogText.monthly(#"⟦"trial_days"⟧: 14"#), "plans.pro.prices.monthly.trial_days", "did you mean `trialDays`?"),
    (CatalogText.addon(#"⟦"Multiple"⟧: true"#), "addons.seats.Multiple", "did you mean `multiple`?"),
    (CatalogText.addon(#""quantity": {⟦"most"⟧: 5}"#), "addons.seats.quantity.most", "use `feature`, `min` or `max`"),
    (CatalogText.grant(#"{⟦"prioritty"⟧: 2}"#), "topups.pack.grant.prioritty", "did you mean `priority`?"),
    (
      CatalogText.grant(#"{"expiration": {"duration": "DAY", "count": 1, ⟦"unit"⟧: "DAY"}}"#),
      "topups.pack.grant.expiration.unit",
      "use `duration` or `count`"
    ),
    (CatalogText.providers(#""stripe": {⟦"enable"⟧: true}"#), "providers.stripe.enable", "did you mean `enabled`?"),
    (
      CatalogText.entitlement(#"{"amount": 5, ⟦"resets"⟧: "day"}"#, of: "metered"), "plans.pro.entitlements.it.resets",
      "did you mean `reset`?"
    ),
    (
      CatalogText.entitlement(#"{⟦"amout"⟧: 5}"#, of: "metered"), "plans.pro.entitlements.it.amout", "did you mean `amount`?"
    ),
    (
      CatalogText.entitlement(#"{⟦"enable"⟧: false}"#, of: "boolean"), "plans.pro.entitlements.it.enable",
      "did you mean `enabled`?"
    ),
    (
      CatalogText.entitlement(#"{"amount": 5, ⟦"enabled"⟧: false}"#, of: "metered"), "plans.pro.entitlements.it.enabled",
      "remove it; only boolean entitlements have `enabled`"
    ),
    (
      CatalogText.entitlement(#"{"enabled": true, ⟦"config"⟧: "x"}"#, of: "boolean"), "plans.pro.entitlements.it.config",
      "remove it; only static entitlements have `config`"
    ),
    (
      CatalogText.monthly("⟦\"loo\u{212A}upKey\"⟧: \"x\""), "plans.pro.prices.monthly.loo\u{212A}upKey",
      "did you mean `lookupKey`?"
    ),
    (
      CatalogText.monthly("⟦\"lookup\u{212A}ey\"⟧: \"x\""), "plans.pro.prices.monthly.lookup\u{212A}ey",
      "did you mean `lookupKey`?"
    ),
  ])
  func `an unknown field is an error, with a suggestion`(text: String, path: String, help: String) throws {
    expect("unknown-field", at: path, in: text)
    #expect(try onlyDiagnostic(text).help == help)
  }

  @Test(arguments: [
    (#"⟦{⟧"plans": {}}"#, ""), (#"⟦{⟧"features": {}}"#, ""),
    (#"{"meters": {⟦"tokens"⟧: {"eventType": "x"}}, "features": {}, "plans": {}}"#, "meters.tokens"),
    (#"{"features": {⟦"api"⟧: {}}, "plans": {}}"#, "features.api"),
    (#"{"features": {}, "plans": {⟦"pro"⟧: {"name": "Pro"}}}"#, "plans.pro"),
    (#"{"features": {}, "plans": {}, "addons": {⟦"seats"⟧: {"name": "Seats"}}}"#, "addons.seats"),
    (CatalogText.plan(#""prices": {⟦"monthly"⟧: {"currency": "USD", "interval": "month"}}"#), "plans.pro.prices.monthly"),
    (CatalogText.plan(#""prices": {⟦"monthly"⟧: {"amount": 2000, "interval": "month"}}"#), "plans.pro.prices.monthly"),
    (CatalogText.plan(#""prices": {⟦"monthly"⟧: {"amount": 2000, "currency": "USD"}}"#), "plans.pro.prices.monthly"),
    (
      #"{"features": {"it": {"type": "metered"}}, "plans": {"pro": {"entitlements": {⟦"it"⟧: {"reset": "day"}}}}}"#,
      "plans.pro.entitlements.it"
    ),
    (
      #"{"features": {"it": {"type": "static"}}, "plans": {"pro": {"entitlements": {⟦"it"⟧: {"type": "static"}}}}}"#,
      "plans.pro.entitlements.it"
    ),
    (
      #"{"features": {"t": {"type": "metered"}}, "plans": {}, "topups": {⟦"pack"⟧: {"amount": 1, \#(CatalogText.once)}}}"#,
      "topups.pack"
    ),
    (
      #"""
      {"features": {"t": {"type": "metered"}}, "plans": {},
       "topups": {⟦"pack"⟧: {"feature": "t", \#(CatalogText.once)}}}
      """#,
      "topups.pack"
    ),
    (
      #"{"features": {"t": {"type": "metered"}}, "plans": {}, "topups": {⟦"pack"⟧: {"feature": "t", "amount": 1}}}"#,
      "topups.pack"
    ),
    (CatalogText.grant(#"{⟦"expiration"⟧: {"count": 1}}"#), "topups.pack.grant.expiration"),
  ])
  func `a missing field is reported at its owner`(text: String, path: String) {
    expect("missing-field", at: path, in: text)
  }

  @Test func `each missing field of an owner is reported`() {
    #expect(
      diagnostics(CatalogText.plan(#""prices": {"monthly": {}}"#)).map(\.message) == [
        "missing required field `currency`", "missing required field `interval`", "missing required field `amount`",
      ])
  }

  @Test(arguments: [
    (#"{"features": {⟦""⟧: {"type": "boolean"}}, "plans": {}}"#, "features."),
    (#"{"features": {"api": {"type": "boolean"}}, "plans": {⟦""⟧: {"entitlements": {"api": true}}}}"#, "plans."),
    (CatalogText.plan(#""key": ⟦""⟧"#), "plans.pro.key"), (CatalogText.plan(#""name": ⟦""⟧"#), "plans.pro.name"),
    (CatalogText.plan(#""prices": {⟦""⟧: {"amount": 1, "currency": "USD", "interval": "month"}}"#), "plans.pro.prices."),
    (CatalogText.monthly(#""lookupKey": ⟦""⟧"#), "plans.pro.prices.monthly.lookupKey"),
    (CatalogText.plan(#""providerIds": {"stripe": ⟦""⟧}"#), "plans.pro.providerIds.stripe"),
    (
      CatalogText.meter(#""eventType": "x", "aggregation": "count", "groupBy": {⟦""⟧: "$.model"}"#), "meters.tokens.groupBy."
    ),
    (
      CatalogText.meter(#""eventType": "x", "aggregation": "count", "groupBy": {"model": ⟦""⟧}"#),
      "meters.tokens.groupBy.model"
    ),
    (CatalogText.providers(#""stripe": {"options": {"taxCode": ⟦""⟧}}"#), "providers.stripe.options.taxCode"),
  ])
  func `ids, keys and names must not be empty`(text: String, path: String) {
    expect("empty-name", at: path, in: text)
  }

  @Test(arguments: [
    #"{"features": {}, "plans": {}}"#, #"{"$schema": "./catalog.schema.json", "features": {}, "plans": {}}"#,
    #"{"$schema": 5, "plans": {}, "features": {}}"#, "\u{FEFF}{\"features\": {}, \"plans\": {}}",
    #"{"features": {}, "plans": {}, "meters": {}, "addons": {}, "topups": {}, "providers": {}}"#,
    CatalogText.plan(#""description": "", "prices": {}, "providerIds": {}, "metadata": {}"#),
  ])
  func `unusual but valid fields are not reported`(text: String) {
    expectNo("missing-field", in: text)
  }

  @Test func `a duplicate key in an object is reported once, whatever it contains`() {
    expect(
      "duplicate-json-key", at: "plans.pro", "plans.pro.prices.monthly",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {
           "pro": {"entitlements": {"api": true},
             "prices": {"monthly": {"amount": 1, "currency": "USD", "interval": "month"}}},
           ⟦"pro"⟧: {"entitlements": {"api": true}, "prices": {
             "monthly": {"amount": 2, "currency": "USD", "interval": "month"},
             ⟦"monthly"⟧: {"amount": 3, "currency": "USD", "interval": "month"}}}}}
        """#)
    expect(
      "duplicate-json-key", at: "features.api.type", in: CatalogText.feature(#""type": "boolean", ⟦"type"⟧: "boolean""#))
  }
}
