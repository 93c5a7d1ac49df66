import CatalogDiff
import CatalogPrinting
import CatalogReading
import Diagnostics
import TestSupport
import Testing

/// Changes without a difference in meaning, and cosmetic changes.
@Suite struct EqualCatalogTests {
  @Test(arguments: exampleCatalogs) func `a catalog is the same in JSON and Swift`(catalog: ExampleCatalog) throws {
    let json = try version(String(decoding: catalog.bytes, as: UTF8.self))
    let swift = try version(json.tree.swiftSource, format: .swift)
    #expect(changes(json, swift).map(\.text) == [])
    #expect(changes(swift, json).map(\.text) == [])
    let canonical = try version(String(decoding: json.tree.canonicalJSON(keepsForms: false), as: UTF8.self))
    #expect(changes(json, canonical).map(\.text) == [])
  }

  @Test(arguments: [
    (
      #""prices": {"m": {"amount": "20.00", "currency": "usd", "interval": "month"}}"#,
      #""prices": {"m": {"interval": "month", "intervalCount": 1, "currency": "USD", "amount": 2000, "trialDays": 0}}"#
    ),
    (
      #""prices": {"m": {"amount": 1, "currency": "USD", "interval": "month"}}"#,
      #""prices": {"m": {"amount": 1, "currency": "USD", "interval": "month", "lookupKey": "pro:m"}}"#
    ),
    (#""key": "pro", "name": "pro""#, #""metadata": {}"#),
    (#""name": "Pro""#, #""n\u0061me": "Pro", "prices": {}, "providerIds": {}"#),
  ])
  func `an omitted field equals its default`(old: String, new: String) throws {
    #expect(try changes(CatalogText.plan(old), CatalogText.plan(new)) == [])
  }

  @Test func `settings that repeat the defaults make no difference`() throws {
    #expect(try changes(CatalogText.providers(""), CatalogText.providers(#""stripe": {"enabled": true, "options": {}}"#)) == [])
  }

  @Test func `a changed schema is reported only between JSON catalogs`() throws {
    let plain = CatalogText.providers("")
    let with = #"{"$schema": "catalog.json", "features": {}, "plans": {}}"#
    #expect(try changes(plain, with) == ["changed cosmetic @ $schema"])
    let swift = try version("let c = Catalog(features: [:], plans: [:])", format: .swift)
    #expect(changes(try version(with), swift).map(\.text) == [])
  }

  @Test func `reordering is reported once per list`() throws {
    let catalog = { (features: [String], plans: [String], given: [String], prices: [String]) in
      let features = features.map { #""\#($0)": {"type": "boolean"}"# }.joined(separator: ", ")
      let given = given.map { #""\#($0)": true"# }.joined(separator: ", ")
      let prices = prices.enumerated().map {
        #""\#($0.element)": {"amount": 5, "currency": "USD", "interval": "\#($0.element)"}"#
      }
      .joined(separator: ", ")
      let plans = plans.map { #""\#($0)": {"entitlements": {\#(given)}, "prices": {\#(prices)}}"# }.joined(separator: ", ")
      return "{\"features\": {\(features)}, \"plans\": {\(plans)}}"
    }
    let old = catalog(["a", "b", "c"], ["p"], ["a", "b"], ["month", "year"])
    #expect(
      try changes(old, catalog(["c", "a", "b"], ["p"], ["b", "a"], ["year", "month"])) == [
        "changed cosmetic @ features", "changed cosmetic @ plans.p.entitlements", "changed cosmetic @ plans.p.prices",
      ])
    // An added entry does not reorder the others.
    #expect(
      try changes(old, catalog(["a", "x", "b", "c"], ["p"], ["a", "b"], ["month", "year"])) == ["added compatible @ features.x"])
  }

  @Test func `metadata changes are reported together, including the order`() throws {
    let plan = { (metadata: String) in CatalogText.plan("\"metadata\": \(metadata)") }
    try expectChange(
      "changed cosmetic @ plans.pro.metadata", "metadata changed: added `c`, changed `a` and removed `b`",
      from: plan(#"⟦{"a": 1, "b": [2]}⟧"#), to: plan(#"⟦{"a": "1", "c": null}⟧"#))
    try expectChange(
      "changed cosmetic @ plans.pro.metadata", "metadata reordered", from: plan(#"⟦{"a": 1, "b": 2}⟧"#),
      to: plan(#"⟦{"b": 2, "a": 1}⟧"#))
    #expect(try changes(plan(#"{"a": 1.0}"#), plan(#"{"a": 1}"#)) == [])
  }

  @Test func `the rules that are added to a list or removed are named, in any order`() throws {
    let lint = { (rules: String) in #"{"features": {}, "plans": {}, "lint": {"allow": \#(rules)}}"# }
    try expectChange(
      "changed cosmetic @ lint.allow", "`allow` changed: added `unused-meter` and removed `dominated-plan`",
      from: lint(#"⟦["stripe/*", "dominated-plan"]⟧"#), to: lint(#"⟦["unused-meter", "stripe/*"]⟧"#))
    #expect(
      try changes(lint(#"["stripe/*", "dominated-plan"]"#), lint(#"["dominated-plan", "stripe/*"]"#)) == [])
    #expect(try changes(lint("[]"), #"{"features": {}, "plans": {}}"#) == [])
  }

  @Test func `thousands of plans are compared`() throws {
    let text = { (id: String, amount: Int) in
      var text = #"{"features": {"api": {"type": "boolean"}}, "plans": {"#
      for index in 0..<2000 {
        text +=
          (index == 0 ? "" : ",") + "\"\(id)\(index)\": {\"name\": \"P\(index)\", \"entitlements\": {\"api\": true}, "
          + "\"prices\": {\"m\": {\"amount\": \(amount), \"currency\": \"USD\", \"interval\": \"month\"}}}"
      }
      return text + #"}, "addons": {"x": {"entitlements": {"api": true}, "compatiblePlans": ["\#(id)0"]}}}"#
    }
    let old = try version(text("a", 1))
    let renamed = changes(old, try version(text("b", 1)))
    #expect(renamed.count == 2000)
    #expect(renamed.last?.text == "renamed api @ plans.b1999")
    #expect(renamed.last?.old?.path == "plans.a1999")
    #expect(changes(old, try version(text("b", 2))).count { $0.text.hasPrefix("removed customer") } == 2000)
  }
}
