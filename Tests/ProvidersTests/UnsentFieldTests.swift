import Diagnostics
import TestSupport
import Testing

/// Findings about fields that a provider does not support.
@Suite struct UnsentFieldTests {
  // MARK: Grants

  private static let full = topup(
    #""amount": 12.5, "grant": {"priority": 5, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 200, "#
      + #""metadata": {"reason": "bought"}}"#)
  private static let usage =
    "12.5 of `credits` (priority 5, expiration after 6 months, maxRolloverAmount 200 and metadata)"

  @Test(arguments: [
    ("stripe", "Stripe only collects the payment for `pack`; your application must then grant \(usage)"),
    ("dodo", "Dodo Payments only collects the payment for `pack`; your application must then grant \(usage)"),
    ("razorpay", "Razorpay only collects the payment for `pack`; your application must then grant \(usage)"),
  ])
  func `the message names the amount and all terms to grant`(provider: String, message: String) {
    #expect(messages("\(provider)/grant-by-application", Self.full, provider) == [message])
  }

  @Test func `the message for a grant without terms names only the amount`() {
    let text = Self.topup(#""amount": 1000, "grant": {}"#)
    #expect(
      messages("dodo/grant-by-application", text, "dodo")
        == [
          "Dodo Payments only collects the payment for `pack`; your application must then grant 1000 of `credits`"
        ])
  }

  @Test(arguments: [
    (#""name": "Pack", "description": "Credits""#, ", without its name and description"),
    (#""description": "Credits""#, ", without its description"), (#""key": "pack_1""#, ""),
  ])
  func `an order at Razorpay has no name and description`(fields: String, end: String) {
    let text = Self.topup(#""amount": 1000, \#(fields)"#)
    #expect(
      messages("razorpay/topup-unsupported", text, "razorpay")
        == ["Razorpay has no one-time products; your application must create an order for each `pack`\(end)"])
  }

  // MARK: Plans

  @Test(arguments: ["stripe", "razorpay"]) func `the application must check the plans of a top-up`(provider: String) {
    expect(
      "\(provider)/compatible-plans-not-enforced", at: "topups.pack.compatiblePlans",
      in: Self.topup(#""amount": 1000, "compatiblePlans": ⟦["pro"]⟧"#), provider: provider)
  }

  @Test(arguments: ["stripe", "razorpay"]) func `an empty list of plans means every plan`(provider: String) {
    expectNo(
      "\(provider)/compatible-plans-not-enforced", in: Self.topup(#""amount": 1000, "compatiblePlans": []"#), provider: provider)
  }

  // MARK: Stripe

  @Test func `the metadata of attached entitlements is not sent to Stripe`() {
    expect(
      "stripe/metadata-not-sent", at: "plans.pro.entitlements.api.metadata", "addons.extra.entitlements.api.metadata",
      in: #"""
        {"features": {"api": {"type": "boolean"}},
         "plans": {"pro": {"entitlements": {"api": {"enabled": true, "metadata": ⟦{"a": 1}⟧}}}},
         "addons": {
          "extra": {"entitlements": {"api": {"metadata": ⟦{"a": 1}⟧}},
            "prices": {"m": {"amount": 500, "currency": "USD", "interval": "month"}}},
          "once": {"entitlements": {"api": {"metadata": {"a": 1}}},
            "prices": {"once": {"amount": 500, "currency": "USD", "interval": "one_time"}}},
          "none": {"entitlements": {"api": {"enabled": false, "metadata": {"a": 1}}}}}}
        """#, provider: "stripe")
  }

  @Test func `an empty description of a feature is not reported`() {
    expectNo(
      "stripe/description-not-sent", in: #"{"features": {"api": {"type": "boolean", "description": ""}}, "plans": {}}"#,
      provider: "stripe")
  }

  // MARK: Meters at Autumn

  @Test(arguments: [
    (#""aggregation": "count""#, "once per event"),
    (#""aggregation": "count", "valueProperty": "$.n""#, "once per event; Autumn ignores the meter's value property"),
    (#""aggregation": "sum", "valueProperty": "$.n""#, "with the number to add at `$.n`"),
    (
      #""aggregation": "sum", "valueProperty": "$.n", "key": "k", "name": "N", "description": "D", "#
        + #""groupBy": {"m": "$.m"}, "metadata": {"a": 1}"#,
      "with the number to add at `$.n`; Autumn ignores the meter's key, name, description, groups and metadata"
    ),
  ])
  func `the message names the fields of a meter that are ignored`(fields: String, end: String) {
    let text = #"""
      {"meters": {"calls": {"eventType": "api.call", \#(fields)}},
       "features": {"tokens": {"type": "metered", "meter": "calls"}}, "plans": {}}
      """#
    let start = "Autumn does not read events; your application must track `api.call` "
    #expect(messages("autumn/meter-by-application", text, "autumn") == [start + end])
  }

  // MARK: Keys at OpenMeter

  @Test func `the message about prices names an unsent key, too`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"key": "pro_plan", "entitlements": {"api": true},
         "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}},
        "free": {"key": "free_plan", "name": "Free", "entitlements": {"api": true}}}}
      """#
    #expect(
      messages("openmeter/prices-not-sent", text, "openmeter")
        == ["OpenMeter does not bill customers of `pro`; the plan's key and prices are ignored"])
  }

  @Test func `the message about prices names the quantity of an add-on, too`() {
    let text = #"""
      {"features": {"api": {"type": "boolean"}, "sso": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"api": true}}},
       "addons": {"extra": {"multiple": true, "entitlements": {"sso": true}}}}
      """#
    #expect(
      messages("openmeter/prices-not-sent", text, "openmeter")
        == ["OpenMeter does not bill customers of `extra`; the add-on's quantity is ignored"])
  }

  private static func topup(_ fields: String) -> String {
    #"""
    {"features": {"api": {"type": "boolean"}, "credits": {"type": "metered"}},
     "plans": {"pro": {"entitlements": {"api": true}}},
     "topups": {"pack": {"feature": "credits", \#(fields),
       "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}}}}}
    """#
  }

  private func messages(_ rule: String, _ text: String, _ provider: String) -> [String] {
    diagnostics(text, provider: provider).filter { $0.rule == rule }.map(\.message)
  }
}
