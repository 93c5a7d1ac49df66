import CatalogReading
import Diagnostics
import TestSupport
import Testing

/// The effect of each kind of fix on a JSON catalog, byte for byte.
@Suite struct FixTests {
  // MARK: Words

  @Test func `a misspelled field is renamed`() {
    expectFix(
      .safe, CatalogText.price(#""amount": 1, "curency": "USD", "interval": "month""#),
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month""#))
    expectFix(
      .safe, CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "trial_days" : 3"#),
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "trialDays" : 3"#))
  }

  @Test func `a field is not renamed to one that the object already has`() {
    expectNoFix(CatalogText.price(#""amount": 1, "currency": "USD", "interval": "month", "Amount": 2"#))
    // Of two candidates, the first is renamed.
    expectFix(
      .safe, CatalogText.monthly(#""trial_days": 1, "TrialDays": 2"#), CatalogText.monthly(#""trialDays": 1, "TrialDays": 2"#))
  }

  @Test(arguments: [
    (#""Month""#, #""month""#), (#""ONE-TIME""#, #""one_time""#), (#""monthly""#, #""month""#), (#""annually""#, #""year""#),
    (#""m\u006Fnhts""#, #""month""#),
  ])
  func `a misspelled word of a closed set is corrected`(before: String, after: String) {
    expectFix(
      .safe, CatalogText.addon(#""prices": {"p": {"amount": 1, "currency": "USD", "interval": \#(before)}}"#),
      CatalogText.addon(#""prices": {"p": {"amount": 1, "currency": "USD", "interval": \#(after)}}"#))
  }

  @Test func `words of features, meters, resets and durations are corrected`() {
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

  @Test func `a fix for an ambiguous or short word is unsafe`() {
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
    expectFix(
      .safe, CatalogText.price(#""amount": 1, "currency": "USD", "interval": "fortnight""#),
      CatalogText.price(#""amount": 1, "currency": "USD", "interval": "week", "intervalCount": 2"#))
    expectNoFix(CatalogText.price(#""amount": 1, "currency": "USD", "interval": "quarter", "intervalCount": 2"#))
  }

  @Test func `providers and options are corrected unless the name is taken`() {
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

  @Test func `a misspelled feature becomes the only close one`() {
    expectFix(.safe, plans(#""apiAcess": true"#), plans(#""apiAccess": true"#))
    expectFix(.safe, plans(#""api_access": false"#), plans(#""apiAccess": false"#))
  }

  @Test func `a key is replaced by the id`() {
    expectFix(.safe, plans(#""access": true"#), plans(#""apiAccess": true"#))
  }

  @Test func `a name with a different digit is a different name`() {
    expectFix(.unsafe, plans(#""tier2": true"#), plans(#""tier1": true"#))
  }

  @Test func `an entitlement is not renamed to another one of the plan`() {
    expectNoFix(plans(#""apiAcess": true, "apiAccess": false"#))
  }

  @Test func `references to meters, plans and features of top-ups are corrected`() {
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

  @Test func `a fix of a currency is unsafe`() {
    let catalog = { (code: String) in CatalogText.price(#""amount": 1, "currency": "\#(code)", "interval": "month""#) }
    expectFix(.unsafe, catalog("HRK"), catalog("EUR"))
    expectFix(.unsafe, catalog("UDS"), catalog("USD"))
    expectFix(.safe, catalog("usd "), catalog("USD"))
  }

  // MARK: Removing

  @Test(arguments: [
    (#"["pro", "pro"]"#, #"["pro"]"#), (#"["pro","team" , "pro" ]"#, #"["pro","team"  ]"#),
    (#"["pro", "pro", "team"]"#, #"["pro", "team"]"#), ("[\n  \"pro\",\n  \"pro\"\n]", "[\n  \"pro\"\n]"),
    ("[\n  \"pro\",\n  \"pro\",\n  \"team\"\n]", "[\n  \"pro\",\n  \"team\"\n]"),
  ])
  func `a repeated plan is removed with its comma`(before: String, after: String) {
    expectFix(
      .safe, CatalogText.addon(#""compatiblePlans": \#(before)"#), CatalogText.addon(#""compatiblePlans": \#(after)"#))
  }

  @Test func `recurring fields are removed from a one-time price`() {
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
  func `removing a null is unsafe`(before: String, after: String) {
    let catalog = { (feature: String) in #"{"features": {"api": \#(feature)}, "plans": {}}"# }
    expectFix(.unsafe, catalog(before), catalog(after))
  }

  @Test func `the only member is removed without a comma`() {
    expectFix(
      .unsafe, CatalogText.grant(#"{ "priority": null }"#), CatalogText.grant(#"{  }"#))
  }

  // MARK: Quotes

  @Test func `unquoting numbers and booleans is unsafe`() {
    expectFix(
      .unsafe, CatalogText.price(#""amount": "2000", "currency": "USD", "interval": "month""#),
      CatalogText.price(#""amount": 2000, "currency": "USD", "interval": "month""#))
    expectFix(
      .unsafe, CatalogText.addon(#""multiple": "true""#), CatalogText.addon(#""multiple": true"#))
    expectFix(.unsafe, CatalogText.entitlement(#""false""#, of: "boolean"), CatalogText.entitlement("false", of: "boolean"))
    expectFix(.unsafe, CatalogText.entitlement(#""0.5""#, of: "metered"), CatalogText.entitlement("0.5", of: "metered"))
  }

  @Test(arguments: ["\"20,00\"", "\"1e3\"", "\"true\"", "\"\"", "\" 1\"", "\"0x10\"", "\"1234567890123456\""])
  func `a string that is not a plain number is not changed`(amount: String) {
    expectNoFix(CatalogText.price(amount: amount))
  }

  // MARK: Syntax

  @Test func `every trailing comma is reported and removed`() {
    let text = Marked(
      """
      {"features": {"api": {"type": "boolean",⟦}⟧, ⟦}⟧, "plans": {"pro": {"entitlements": {}}},
       "addons": {"x": {"entitlements": {"api": true}, "compatiblePlans": ["pro" , ⟦]⟧ }},
      ⟦}⟧
      """)
    #expect(diagnostics(text.text).map(\.range) == text.ranges)
    expectFix(
      .safe, text.text,
      """
      {"features": {"api": {"type": "boolean"} }, "plans": {"pro": {"entitlements": {}}},
       "addons": {"x": {"entitlements": {"api": true}, "compatiblePlans": ["pro"  ] }}
      }
      """)
  }

  @Test(arguments: [
    (#"{"type": True}"#, #"{"type": true}"#), (#"{"type": yes}"#, #"{"type": true}"#), (#"{"type": FALSE}"#, #"{"type": false}"#),
    ("{type: 1}", #"{"type": 1}"#), ("{'type': 'it is'}", #"{"type": "it is"}"#), (#"{"a": 1_000}"#, #"{"a": 1000}"#),
    (#"{"a" = 1, "b" => 2}"#, #"{"a" : 1, "b" : 2}"#), (#"{"a" 1}"#, #"{"a" : 1}"#),
    ("{\"a\": [1 2]\n \"b\": {}\n}", "{\"a\": [1, 2],\n \"b\": {}\n}"),
    ("{\"a\": 1 /* one */ \"b\": 2}", "{\"a\": 1, /* one */ \"b\": 2}"),
  ])
  func `what other languages write is corrected`(before: String, after: String) {
    #expect(fixed(before, [.safe], format: .jsonc) == after)
  }

  @Test func `a number with leading zeros may be octal`() {
    #expect(fixed(#"{"a": 0100}"#, [.safe], format: .json) == #"{"a": 0100}"#)
    #expect(fixed(#"{"a": -0100.5}"#, [.unsafe], format: .json) == #"{"a": -100.5}"#)
  }

  @Test(arguments: [#"{'say "hi"': 1}"#, #"{'a\tb': 1}"#, #"{"a": None}"#, #"{"a": 1 b}"#])
  func `what cannot be quoted as it is, or has no equivalent, is not changed`(text: String) {
    expectNoFix(text)
  }

  @Test(arguments: ["{,}", "[1,,]", "{\"a\": 1,]", "{\"a\": 1,", "[,]"])
  func `a comma that is not trailing is not removed`(text: String) {
    expectNoFix(text)
  }

  // MARK: Unchanged text

  @Test func `byte-order mark, line ends, spaces and escapes are preserved`() {
    let catalog = { (type: String) in
      "\u{FEFF}{\r\n\t\"features\" : { \"\\u0061pi\" :\t{\"type\"\r:\r\"\(type)\" , \"name\": \"\\u00e9 \\/ é\"} },\r\n"
        + " \"plans\":{}}\n\n"
    }
    expectFix(.safe, catalog("Boolean"), catalog("boolean"))
  }

  @Test func `a suggestion that needs escaping is not applied`() {
    expectNoFix(
      #"{"features": {"api\"access": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"apiaccess": true}}}}"#)
  }

  @Test func `a secret is neither replaced nor printed`() {
    expectNoFix(
      #"{"features": {"sk_live_abcdef": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"sk_live_abcdeg": true}}}}"#)
    let catalog = #"{"features": {"abcd": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"am_sk_live_x": true}}}}"#
    expectNoFix(catalog)
  }
}
