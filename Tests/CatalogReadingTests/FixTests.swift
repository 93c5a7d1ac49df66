import Diagnostics
import TestSupport
import Testing

/// What becomes of a JSON catalog by each kind of fix, byte for byte.
@Suite struct FixTests {
  // MARK: Words

  @Test func `a misspelt field gets its name`() {
    expectFix(
      .safe, CatalogText.price(#""amount": 1, "curency": "USD", "interval": "month""#),
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month""#))
    expectFix(
      .safe, CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "trial_days" : 3"#),
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "trialDays" : 3"#))
  }

  @Test func `a name that the object has already is not given twice`() {
    expectNoFix(CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "Amount": 2"#))
    // Of two that could be the one, the first becomes it.
    expectFix(
      .safe, CatalogText.monthly(#""trial_days": 1, "TrialDays": 2"#), CatalogText.monthly(#""trialDays": 1, "TrialDays": 2"#))
  }

  @Test(arguments: [
    (#""Month""#, #""month""#), (#""ONE-TIME""#, #""one_time""#), (#""monthly""#, #""month""#), (#""annually""#, #""year""#),
    (#""m\u006Fnhts""#, #""month""#),
  ])
  func `a misspelt word of a closed set becomes the word`(before: String, after: String) {
    expectFix(
      .safe, CatalogText.addon(#""prices": {"p": {"amount": 1, "currency": "USD", "interval": \#(before)}}"#),
      CatalogText.addon(#""prices": {"p": {"amount": 1, "currency": "USD", "interval": \#(after)}}"#))
  }

  @Test func `the words of features, meters, resets and durations are repaired alike`() {
    expectFix(.safe, CatalogText.feature(#""type": "Boolean""#), CatalogText.feature(#""type": "boolean""#))
    expectFix(
      .safe, CatalogText.meter(#""eventType": "e", "aggregation": "cuont""#),
      CatalogText.meter(#""eventType": "e", "aggregation": "count""#))
    expectFix(
      .safe, CatalogText.entitlement(#"{"amount": 1, "reset": "MONTH"}"#, of: "metered"),
      CatalogText.entitlement(#"{"amount": 1, "reset": "month"}"#, of: "metered"))
    expectFix(
      .safe, CatalogText.grant(#"{"expiration": {"duration": "month"}}"#),
      CatalogText.grant(#"{"expiration": {"duration": "MONTH"}}"#))
  }

  @Test func `a word that two are near to, or that is short, is not certain`() {
    // `mix` is as near to `min` as to `max`; and three letters leave little that was meant.
    expectFix(
      .unsafe, CatalogText.meter(#""eventType": "e", "aggregation": "mix", "valueProperty": "$.v""#),
      CatalogText.meter(#""eventType": "e", "aggregation": "min", "valueProperty": "$.v""#))
    expectFix(
      .unsafe, CatalogText.price(#""amount": 1, "currency": "USD", "interval": "dya""#),
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": "day""#))
  }

  @Test func `a quarter is three months`() {
    expectFix(
      .safe, CatalogText.price(#""amount": 1, "currency": "USD", "interval": "quarter""#),
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "intervalCount": 3"#))
    expectFix(
      .unsafe, CatalogText.price(#""amount": 1, "interval": "biannual", "currency": "USD""#),
      CatalogText.price(#""amount": 1, "interval": "month", "intervalCount": 6, "currency": "USD""#))
    expectNoFix(CatalogText.price(#""amount": 1, "currency": "USD", "interval": "quarter", "intervalCount": 2"#))
  }

  @Test func `providers and their options are repaired where nothing else has the name`() {
    expectFix(
      .safe, CatalogText.providers(#""Stripe": {"enabled": false}"#), CatalogText.providers(#""stripe": {"enabled": false}"#))
    expectNoFix(CatalogText.providers(#""Stripe": {}, "stripe": {}"#))
    expectFix(
      .safe, CatalogText.providers(#""openmeter": {"options": {"Mode": "plans"}}"#),
      CatalogText.providers(#""openmeter": {"options": {"mode": "plans"}}"#))
    expectFix(
      .safe, CatalogText.providers(#""openmeter": {"options": {"mode": "plan"}}"#),
      CatalogText.providers(#""openmeter": {"options": {"mode": "plans"}}"#))
  }

  // MARK: References

  private func plans(_ entitlements: String) -> String {
    #"""
    {"features": {"apiAccess": {"key": "access", "type": "boolean"}, "tier1": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {\#(entitlements)}}}}
    """#
  }

  @Test func `a misspelt feature becomes the only one that is near`() {
    expectFix(.safe, plans(#""apiAcess": true"#), plans(#""apiAccess": true"#))
    expectFix(.safe, plans(#""api_access": false"#), plans(#""apiAccess": false"#))
  }

  @Test func `a key where an id belongs becomes the id`() {
    expectFix(.safe, plans(#""access": true"#), plans(#""apiAccess": true"#))
  }

  @Test func `a name with another digit in it is another name`() {
    expectFix(.unsafe, plans(#""tier2": true"#), plans(#""tier1": true"#))
  }

  @Test func `an entitlement does not take the name of another one of the plan`() {
    expectNoFix(plans(#""apiAcess": true, "apiAccess": false"#))
  }

  @Test func `meters, plans and the features of top-ups are repaired alike`() {
    expectFix(
      .safe, CatalogText.feature(#""type": "metered", "meter": "Calls""#),
      CatalogText.feature(#""type": "metered", "meter": "calls""#))
    expectFix(
      .safe, CatalogText.addon(#""compatiblePlans": ["taem"]"#), CatalogText.addon(#""compatiblePlans": ["team"]"#))
    expectFix(
      .safe, CatalogText.topup(#""feature": "token", "amount": 1, \#(CatalogText.once)"#),
      CatalogText.topup(#""feature": "tokens", "amount": 1, \#(CatalogText.once)"#))
  }

  // MARK: Currencies

  @Test func `a currency is changed only by those who look`() {
    let catalog = { (code: String) in CatalogText.price(#""amount": 1, "currency": "\#(code)", "interval": "month""#) }
    expectFix(.unsafe, catalog("HRK"), catalog("EUR"))
    expectFix(.unsafe, catalog("USDD"), catalog("USD"))
    expectFix(.safe, catalog("usd "), catalog("USD"))
  }

  // MARK: Removing

  @Test(arguments: [
    (#"["pro", "pro"]"#, #"["pro"]"#), (#"["pro","team" , "pro" ]"#, #"["pro","team"  ]"#),
    (#"["pro", "pro", "team"]"#, #"["pro", "team"]"#), ("[\n  \"pro\",\n  \"pro\"\n]", "[\n  \"pro\"\n]"),
    ("[\n  \"pro\",\n  \"pro\",\n  \"team\"\n]", "[\n  \"pro\",\n  \"team\"\n]"),
  ])
  func `a plan that is named twice is taken out with its comma`(before: String, after: String) {
    expectFix(
      .safe, CatalogText.addon(#""compatiblePlans": \#(before)"#), CatalogText.addon(#""compatiblePlans": \#(after)"#))
  }

  @Test func `what describes payments that come back is taken out of a price that is paid once`() {
    let once = #""amount": 1, "currency": "USD", "interval": "one_time""#
    let addon = { (fields: String) in CatalogText.addon(#""prices": {"p": {\#(fields)}}"#) }
    expectFix(.unsafe, addon(once + #", "trialDays": 3"#), addon(once))
    expectFix(.unsafe, addon(#""intervalCount" : 3 , "# + once), addon(once))
  }

  @Test(arguments: [
    (#"{"type": "boolean", "description": null}"#, #"{"type": "boolean"}"#),
    (#"{"description": null, "type": "boolean"}"#, #"{"type": "boolean"}"#),
    ("{\r\n\t\"type\": \"boolean\",\r\n\t\"meter\": null\r\n}", "{\r\n\t\"type\": \"boolean\"\r\n}"),
  ])
  func `a null is left out by those who look`(before: String, after: String) {
    let catalog = { (feature: String) in #"{"features": {"api": \#(feature)}, "plans": {}}"# }
    expectFix(.unsafe, catalog(before), catalog(after))
  }

  @Test func `the only member is taken out without a comma`() {
    expectFix(
      .unsafe, CatalogText.grant(#"{ "priority": null }"#), CatalogText.grant(#"{  }"#))
  }

  // MARK: Quotes

  @Test func `numbers and truths in quotes are taken out of them by those who look`() {
    expectFix(
      .unsafe, CatalogText.price(#""amount": "2000", "currency": "USD", "interval": "month""#),
      CatalogText.price(#""amount": 2000, "currency": "USD", "interval": "month""#))
    expectFix(
      .unsafe, CatalogText.addon(#""multiple": "true""#), CatalogText.addon(#""multiple": true"#))
    expectFix(.unsafe, CatalogText.entitlement(#""false""#, of: "boolean"), CatalogText.entitlement("false", of: "boolean"))
    expectFix(.unsafe, CatalogText.entitlement(#""0.5""#, of: "metered"), CatalogText.entitlement("0.5", of: "metered"))
  }

  @Test(arguments: ["\"20,00\"", "\"1e3\"", "\"true\"", "\"\"", "\" 1\"", "\"0x10\"", "\"1234567890123456\""])
  func `what is no plain number stays`(amount: String) {
    expectNoFix(CatalogText.price(amount: amount))
  }

  // MARK: Syntax

  @Test func `every comma behind a last entry is told, and taken out`() {
    let text = Marked(
      """
      {"features": {"api": {"type": "boolean",⟦}⟧, ⟦}⟧, "plans": {},
       "addons": {"x": {"entitlements": {"api": true}, "compatiblePlans": ["pro" , ⟦]⟧ }},
      ⟦}⟧
      """)
    #expect(diagnostics(text.text).map(\.range) == text.ranges)
    expectFix(
      .safe, text.text,
      """
      {"features": {"api": {"type": "boolean"} }, "plans": {},
       "addons": {"x": {"entitlements": {"api": true}, "compatiblePlans": ["pro"  ] }}
      }
      """)
  }

  @Test(arguments: ["{,}", "[1,,]", "{\"a\": 1,]", "{\"a\": 1,", "[,]"])
  func `a comma that asks for more stays`(text: String) {
    expectNoFix(text)
  }

  // MARK: What is not touched

  @Test func `byte-order mark, line ends, spaces and escapes stay as they are`() {
    let catalog = { (type: String) in
      "\u{FEFF}{\r\n\t\"features\" : { \"\\u0061pi\" :\t{\"type\"\r:\r\"\(type)\" , \"name\": \"\\u00e9 \\/ é\"} },\r\n"
        + " \"plans\":{}}\n\n"
    }
    expectFix(.safe, catalog("Boolean"), catalog("boolean"))
  }

  @Test func `a name that would have to be escaped is not written`() {
    expectNoFix(
      #"{"features": {"api\"access": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"apiaccess": true}}}}"#)
  }

  @Test func `a secret is neither replaced nor written`() {
    expectNoFix(
      #"{"features": {"sk_live_abcdef": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"sk_live_abcdeg": true}}}}"#)
    let catalog = #"{"features": {"abcd": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"am_sk_live_x": true}}}}"#
    expectNoFix(catalog)
  }
}
