import TestSupport
import Testing

/// "Everything in Pro, plus": only where nothing is less.
@Suite struct ContainmentTests {
  /// Two plans with these fields, and whether the second one has everything of the first.
  private func contains(_ lower: String, _ upper: String) -> Bool {
    let price = #""prices": {"m": {"amount": 100, "currency": "USD", "interval": "month"}}"#
    let catalog = #"""
      {"meters": {"e": {"eventType": "e", "aggregation": "count"}},
       "features": {"f": {"type": "boolean"}, "n": {"type": "limit", "name": "Seats"}, "t": {"type": "metered", "meter": "e"},
         "s": {"type": "static"}, "x": {"type": "boolean"}},
       "plans": {"lower": {\#(price), \#(lower)}, "upper": {\#(price), \#(upper)}}}
      """#
    let page = MemorySystem(["a.json": catalog]).run(["pricing", "a.json"])
    #expect(page.status == 0, "\(page.error)")
    return page.output.contains("| **Everything in** | | lower |\n")
  }

  private func granting(_ entitlements: String) -> String { #""entitlements": {"x": true, \#(entitlements)}"# }

  @Test(arguments: [
    (#""f": true"#, #""f": true"#), (#""f": false"#, #""n": 1"#), (#""n": 5"#, #""n": 5"#), (#""n": 5"#, #""n": "unlimited""#),
    (#""t": 5"#, #""t": 6"#), (#""t": 5"#, #""t": "unlimited""#), (#""t": "unlimited""#, #""t": "unlimited""#),
    (#""t": {"amount": 5, "reset": "never"}"#, #""t": 5"#), (#""t": 5"#, #""t": {"amount": 5, "isSoftLimit": true}"#),
    (#""s": {"config": {"a": 1}}"#, #""s": {"config": {"a": 1}}"#),
  ])
  func `as much or more`(lower: String, upper: String) { #expect(contains(granting(lower), granting(upper))) }

  @Test(arguments: [
    (#""f": true"#, #""f": false"#), (#""n": 5"#, #""n": 4"#), (#""n": "unlimited""#, #""n": 1000"#), (#""t": 5"#, #""t": 4"#),
    (#""t": 5"#, #""n": 5"#), (#""t": "unlimited""#, #""t": 1000"#),
    // A month with less in a day, and a day with less in a month.
    (#""t": 300"#, #""t": {"amount": 100, "reset": "day"}"#), (#""t": {"amount": 10, "reset": "day"}"#, #""t": 100"#),
    (#""t": 5"#, #""t": {"amount": 1000, "reset": "never"}"#),
    (#""t": {"amount": 5, "isSoftLimit": true}"#, #""t": 6"#),
    (
      #""t": {"amount": 5, "isSoftLimit": true}"#,
      #""t": {"amount": 6, "isSoftLimit": true, "preserveOverageAtReset": true}"#
    ),
    // Which of two settings is better is not known.
    (#""s": {"config": {"a": 1}}"#, #""s": {"config": {"a": 2}}"#),
  ])
  func `less, or not comparable`(lower: String, upper: String) { #expect(!contains(granting(lower), granting(upper))) }

  // MARK: Usage prices

  private func charging(_ fields: String, _ price: String) -> String {
    granting(#""t": {\#(fields), "prices": {"usd": {\#(price), "currency": "USD"}}}"#)
  }

  @Test func `usage that costs no more`() {
    let lower = charging(#""amount": 100"#, #""amount": 2"#)
    #expect(contains(lower, charging(#""amount": 100"#, #""amount": 2"#)))
    #expect(contains(lower, charging(#""amount": 200"#, #""amount": 1"#)))
    #expect(
      contains(lower, charging(#""amount": 100"#, #""tiers": [{"upTo": 500, "amount": 2}, {"amount": 1}], "mode": "graduated""#)))
    #expect(contains(lower, granting(#""t": "unlimited""#)))
    #expect(contains(granting(#""t": 100"#), lower))
  }

  @Test func `usage that costs more for some number, or ends earlier`() {
    let lower = charging(#""amount": 100"#, #""amount": 2"#)
    #expect(!contains(lower, charging(#""amount": 1000"#, #""amount": 3"#)))
    #expect(!contains(lower, charging(#""amount": 100"#, #""amount": 200, "package": 100"#)))
    // Volume tiers price the included units, too.
    #expect(
      !contains(lower, charging(#""amount": 100"#, #""tiers": [{"upTo": 500, "amount": 2}, {"amount": 1}], "mode": "volume""#)))
    #expect(!contains(lower, charging(#""amount": 100, "max": 5000"#, #""amount": 1"#)))
    #expect(!contains(lower, granting(#""t": 100000"#)))
    #expect(!contains(lower, charging(#""amount": 100, "reset": "week""#, #""amount": 1"#)))
    // Up to the maximum of the lower plan, it costs less.
    #expect(
      contains(
        charging(#""amount": 100, "max": 1000"#, #""amount": 2"#),
        charging(#""amount": 500, "max": 1000"#, #""amount": 3"#)))
  }

  // MARK: Quantities

  private func sold(_ quantity: String, _ entitlements: String) -> String {
    #""quantity": \#(quantity), "entitlements": {"x": true\#(entitlements)}"#
  }

  @Test func `numbers for each unit`() {
    let five = sold("{}", #", "t": {"amount": 5, "perUnit": true}"#)
    #expect(contains(five, sold("{}", #", "t": {"amount": 6, "perUnit": true}"#)))
    #expect(!contains(five, sold("{}", #", "t": {"amount": 4, "perUnit": true}"#)))
    #expect(!contains(five, granting(#""t": 1000"#)))
    #expect(contains(sold(#"{"max": 3}"#, #", "t": {"amount": 5, "perUnit": true}"#), granting(#""t": 15"#)))
    #expect(!contains(sold(#"{"max": 3}"#, #", "t": {"amount": 5, "perUnit": true}"#), granting(#""t": 14"#)))
    #expect(contains(granting(#""t": 15"#), sold(#"{"min": 3}"#, #", "t": {"amount": 5, "perUnit": true}"#)))
    #expect(!contains(granting(#""t": 16"#), sold(#"{"min": 3}"#, #", "t": {"amount": 5, "perUnit": true}"#)))
  }

  @Test func `a limit that is as many as bought`() {
    let few = sold(#"{"feature": "n", "max": 4}"#, "")
    #expect(contains(few, sold(#"{"feature": "n", "min": 5, "max": 300}"#, "")))
    #expect(!contains(sold(#"{"feature": "n"}"#, ""), sold(#"{"feature": "n", "max": 300}"#, "")))
    #expect(contains(few, granting(#""n": 4"#)))
    #expect(!contains(few, granting(#""n": 3"#)))
    #expect(contains(few, granting(#""n": "unlimited""#)))
    #expect(!contains(few, granting(#""f": true"#)))
    // One seat can be bought, and three are included below.
    #expect(!contains(granting(#""n": 3"#), sold(#"{"feature": "n"}"#, "")))
    #expect(contains(granting(#""n": 3"#), sold(#"{"feature": "n", "min": 3}"#, "")))
  }

  // MARK: Which plan

  @Test func `the nearest plan above that is contained, of the same group`() {
    func bases(_ plans: String) -> String? {
      let catalog = #"{"features": {"f": {"type": "boolean"}, "n": {"type": "limit"}}, "plans": {\#(plans)}}"#
      let lines = MemorySystem(["a.json": catalog]).run(["pricing", "a.json"]).output.split(separator: "\n")
      return lines.first { $0.hasPrefix("| **Everything in**") }.map(String.init)
    }
    let free = #""free": {"default": true, "entitlements": {"n": 1}}"#
    let team = #""team": {"entitlements": {"n": 9}}"#
    #expect(bases(#"\#(free), "solo": {"entitlements": {"f": true}}, \#(team)"#) == "| **Everything in** | | | free |")
    #expect(bases(#"\#(free), "pro": {"entitlements": {"n": 5}}, \#(team)"#) == "| **Everything in** | | free | pro |")
    #expect(bases(#"\#(team), \#(free)"#) == nil)
    #expect(bases(#"\#(free), "other": {"group": "b", "entitlements": {"n": 9}}"#) == nil)
    // Nothing is known of a plan on request, and a plan without features is not worth naming.
    #expect(bases(#""ask": {"onRequest": true, "entitlements": {"n": 1}}, \#(team)"#) == nil)
    #expect(bases(#""none": {"entitlements": {}}, \#(team)"#) == nil)
  }
}
